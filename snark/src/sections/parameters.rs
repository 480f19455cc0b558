//! What a contribution says of itself.

/// A contribution's parameters: values by kind, in the order of kinds.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// A name, fit for a terminal; empty if there is none.
    pub(crate) name: String,
    /// Of a beacon: the binary logarithm of how often it was hashed.
    pub(crate) iterations: Option<u8>,
    /// Of a beacon: what was hashed.
    pub(crate) beacon: Option<Vec<u8>>,
}

impl Parameters {
    /// `None` if these bytes are not parameters, each at most once, in order.
    pub(crate) fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut found = Self::default();
        let mut last = 0;
        while let [kind, value, rest @ ..] = bytes {
            if *kind <= last {
                return None;
            }
            last = *kind;
            // The second kind's value is where others have their length.
            let length = if *kind == 2 { 0 } else { usize::from(*value) };
            let (text, after) = rest.split_at_checked(length)?;
            match *kind {
                1 => found.name = printable(text),
                2 => found.iterations = Some(*value),
                3 => found.beacon = Some(text.to_vec()),
                _ => return None,
            }
            bytes = after;
        }
        bytes.is_empty().then_some(found)
    }
}

/// Text without what could move a cursor or hide the rest of a line.
fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect()
}
