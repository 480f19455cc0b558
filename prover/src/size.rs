//! Sizes of batches: by name, by two numbers, or chosen for a book.

use std::fmt;
use std::str::FromStr;

use plimsoll_circuits::NamedShape;
use plimsoll_statement::{Lane, Shape};

/// How many accounts a batch has, and how many slots each: a shape without its
/// lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Slots of an account.
    pub slots: usize,
    /// Accounts of a batch.
    pub accounts: usize,
}

/// Why there are no such shapes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// Not a name, nor two numbers.
    #[error("{0:?} is no shape: write {names}, or ACCOUNTSxSLOTS such as 64x16", names = names())]
    Unknown(String),
    /// Beyond the limits of shapes.
    #[error(
        "{0} is no shape: accounts are a power of two up to {accounts}, slots 1 to {slots}",
        accounts = Shape::MAX_ACCOUNTS, slots = Shape::MAX_SLOTS
    )]
    Limits(Size),
    /// Two with as many slots.
    #[error("{0} and {1} have equally many slots; keep one of them")]
    Same(Size, Size),
    /// None, or more than there are lanes.
    #[error("{0} shapes were given; an epoch has 1 to {most}", most = Lane::COUNT)]
    Count(usize),
}

fn names() -> String {
    NamedShape::ALL.map(NamedShape::name).join(", ")
}

/// `64x16`, accounts first.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.accounts, self.slots)
    }
}

impl From<NamedShape> for Size {
    fn from(named: NamedShape) -> Self {
        // There is a first lane; a size of nothing is refused wherever it comes.
        let shape = Lane::new(0).map(|lane| named.shape(lane));
        shape.map_or(Self { slots: 0, accounts: 0 }, |s| Self {
            slots: s.slots,
            accounts: s.accounts,
        })
    }
}

impl FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        if let Some(named) = NamedShape::ALL.into_iter().find(|named| named.name() == text) {
            return Ok(named.into());
        }
        let unknown = || SizeError::Unknown(text.to_owned());
        let (accounts, slots) = text.split_once('x').ok_or_else(unknown)?;
        let number = |text: &str| text.parse().map_err(|_| unknown());
        let size = Self { slots: number(slots)?, accounts: number(accounts)? };
        if size.exists() { Ok(size) } else { Err(SizeError::Limits(size)) }
    }
}

impl Size {
    fn exists(self) -> bool {
        self.accounts.is_power_of_two()
            && self.accounts <= Shape::MAX_ACCOUNTS
            && (1..=Shape::MAX_SLOTS).contains(&self.slots)
    }
}

/// Sizes as shapes: a lane for each, the one with the fewest slots first.
///
/// # Errors
/// If there are none or too many, two have equally many slots, or one is beyond
/// the limits.
pub fn shapes(sizes: &[Size]) -> Result<Vec<Shape>, SizeError> {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.is_empty() || sizes.len() > Lane::COUNT {
        return Err(SizeError::Count(sizes.len()));
    }
    if let Some(size) = sizes.iter().find(|size| !size.exists()) {
        return Err(SizeError::Limits(*size));
    }
    if let Some([a, b]) = sizes.array_windows().find(|[a, b]| a.slots == b.slots) {
        return Err(SizeError::Same(*a, *b));
    }
    let lanes = (0..=u8::MAX).filter_map(Lane::new);
    let shape =
        |(lane, size): (Lane, Size)| Shape { lane, accounts: size.accounts, slots: size.slots };
    Ok(lanes.zip(sizes).map(shape).collect())
}

/// How many accounts have how many holdings: what sizes are chosen by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Accounts with at most as many holdings as each of [`Profile::STEPS`], and
    /// more than the step before.
    counts: [usize; Self::STEPS.len()],
    most: usize,
}

impl Profile {
    const STEPS: [usize; 4] = [16, 64, 256, Shape::MAX_SLOTS];

    /// Counts an account.
    pub fn add(&mut self, holdings: usize) {
        self.most = self.most.max(holdings);
        let step = Self::STEPS.iter().position(|step| holdings <= *step);
        if let Some(count) = step.and_then(|step| self.counts.get_mut(step)) {
            *count += 1;
        }
    }

    /// Accounts that were counted.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// The sizes for a book of this profile: named ones, so that the keys of one
/// epoch do for the next.
#[must_use]
pub fn default_sizes(profile: &Profile) -> Vec<Size> {
    /// From here on the larger shape pays: eight full batches of it.
    const MANY: usize = 8 * 512;
    let [few, more, many, most] = profile.counts;
    let mut sizes: Vec<Size> = Vec::new();
    if few > 0 {
        let named = if few >= MANY { NamedShape::Standard } else { NamedShape::Small };
        sizes.push(named.into());
    }
    if more > 0 {
        sizes.push(NamedShape::Maker.into());
    }
    if many > 0 {
        sizes.push(NamedShape::Desk.into());
    }
    if most > 0 {
        sizes.push(Size { slots: Shape::MAX_SLOTS, accounts: 4 });
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_named_or_numbered() {
        assert_eq!("small".parse(), Ok(Size { slots: 16, accounts: 64 }));
        assert_eq!("8x3".parse(), Ok(Size { slots: 3, accounts: 8 }));
        assert_eq!(Size { slots: 3, accounts: 8 }.to_string(), "8x3");
        for text in ["", "huge", "8", "x", "8x", "-8x3", "8x3x1"] {
            assert_eq!(text.parse::<Size>(), Err(SizeError::Unknown(text.into())), "{text}");
        }
        for text in ["3x3", "8x0", "0x3", "131072x1", "8x1025"] {
            assert!(matches!(text.parse::<Size>(), Err(SizeError::Limits(_))), "{text}");
        }
    }

    #[test]
    fn a_lane_for_each_size_smallest_first() {
        let sizes = ["16x256", "tiny", "small"].map(|text| text.parse().unwrap());
        let shapes = shapes(&sizes).unwrap();
        let seen: Vec<_> = shapes.iter().map(|s| (s.lane.index(), s.accounts, s.slots)).collect();
        assert_eq!(seen, [(0, 4, 4), (1, 64, 16), (2, 16, 256)]);
        let same = ["64x16", "512x16"].map(|text| text.parse().unwrap());
        assert!(matches!(super::shapes(&same), Err(SizeError::Same(..))));
        assert_eq!(super::shapes(&[]), Err(SizeError::Count(0)));
    }

    #[test]
    fn what_a_book_needs_is_chosen() {
        let chosen = |holdings: &[(usize, usize)]| {
            let mut profile = Profile::default();
            holdings.iter().for_each(|&(n, times)| (0..times).for_each(|_| profile.add(n)));
            assert_eq!(profile.accounts(), holdings.iter().map(|h| h.1).sum::<usize>());
            let named = default_sizes(&profile).iter().map(ToString::to_string).collect::<Vec<_>>();
            named.join(" ")
        };
        assert_eq!(chosen(&[(0, 1)]), "64x16");
        assert_eq!(chosen(&[(16, 100), (17, 1)]), "64x16 64x64");
        assert_eq!(chosen(&[(3, 5000), (256, 2)]), "512x16 16x256");
        assert_eq!(chosen(&[(1024, 1)]), "4x1024");
    }
}
