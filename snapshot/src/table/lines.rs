//! Lines of a text file: UTF-8, of bounded length, counted.

use std::io::{BufRead, Read};

use crate::error::InputError;

/// Bytes of the longest line.
const MAX_LINE: usize = 1 << 20;

/// A text without the mark that some programs put at its start.
pub(crate) fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Reads lines into one buffer.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    text: String,
    number: u64,
}

impl Lines {
    pub(super) fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Self { reader, text: String::new(), number: 0 }
    }

    /// Moves to the next line; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, InputError> {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        let most = u64::try_from(MAX_LINE + 2).unwrap_or(u64::MAX);
        let read = self
            .reader
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| InputError::new(format!("cannot be read: {error}"), ""))?;
        if read == 0 {
            return Ok(false);
        }
        self.number = self.number.saturating_add(1);
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        if bytes.len() > MAX_LINE {
            return Err(InputError::new(
                format!("the line is longer than {MAX_LINE} bytes"),
                "end every line with a line feed",
            ));
        }
        if self.number == 1 {
            let mark = bytes.len() - without_byte_order_mark(&bytes).len();
            bytes.drain(..mark);
        }
        self.text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to() + 1;
            InputError::new(format!("the line is not UTF-8 at byte {at}"), "save the file as UTF-8")
        })?;
        if self.text.is_empty() {
            return Err(InputError::new("the line is empty", "remove it"));
        }
        Ok(true)
    }

    /// The line, without its end.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Its number, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}
