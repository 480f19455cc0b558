//! What serde_json says of a JSON text, in the words of this crate's errors.

use crate::error::{InputError, Place};
use crate::table::without_byte_order_mark;

/// What the parser says, without its own account of the place. It may repeat
/// what the file says, at any length and with any character.
pub(crate) fn message(error: &serde_json::Error) -> String {
    const SHOWN: usize = 400;
    let said = error.to_string();
    let end = said.rfind(" at line ").unwrap_or(said.len());
    let said = said.get(..end).unwrap_or_default();
    let mut shown = String::new();
    for c in said.chars().take(SHOWN) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if said.chars().nth(SHOWN).is_some() {
        shown.push_str(" ...");
    }
    shown
}

/// Where in its line the parser is, if it knows.
pub(crate) fn column(error: &serde_json::Error) -> String {
    match error.column() {
        0 => String::new(),
        column => format!(" at column {column}"),
    }
}

/// Reads a whole JSON document; errors say that it is not `what`.
///
/// # Errors
/// If it is not JSON of that type.
pub fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, InputError> {
    serde_json::from_slice(without_byte_order_mark(bytes)).map_err(|error| wrong(&error, what))
}

/// The text is not what it should be.
pub(crate) fn wrong(error: &serde_json::Error, what: &str) -> InputError {
    let (said, place) = (message(error), column(error));
    let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
    let error = InputError::new(format!("is not {what}: {said}{place}"), "");
    if line == 0 { error } else { error.at(Place::Line(line)) }
}
