//! One column of a Parquet file, value by value.

use super::footer::Chunk;
use super::hybrid::Hybrid;
use super::page::{Page, Pages};
use super::schema::{Leaf, Logical};
use super::{Source, damaged};
use crate::error::InputError;
use crate::table::Cell;

const PLAIN: i64 = 0;
const PLAIN_DICTIONARY: i64 = 2;
pub(super) const RLE: i64 = 3;
const RLE_DICTIONARY: i64 = 8;

/// How a physical value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decode {
    /// A length and UTF-8.
    Text,
    /// So many bytes, least significant first.
    Little { width: usize, signed: bool },
    /// Most significant byte first: of a width, or behind a length.
    Big { width: Option<usize> },
}

/// Reads a column.
pub(super) struct ColumnReader {
    name: &'static str,
    decode: Decode,
    scale: Option<i32>,
    optional: bool,
    pages: Pages,
    body: Vec<u8>,
    /// Values of the page that are not read yet.
    left: u64,
    levels: Option<Hybrid>,
    values: Values,
    dictionary: Option<Dictionary>,
    current: Current,
    text: String,
}

enum Values {
    Plain(usize),
    Indices(Hybrid),
}

#[derive(Default)]
struct Dictionary {
    /// Where each value ends in the texts, or in the bytes.
    ends: Vec<u32>,
    texts: String,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Current {
    Null,
    /// The text of a value of its own.
    Text,
    /// A text of the dictionary.
    Entry(usize),
    Integer(i128),
}

impl ColumnReader {
    pub(super) fn new(name: &'static str, leaf: &Leaf, decode: Decode) -> Self {
        let scale = match leaf.logical() {
            // A scale beyond every bound is refused with its first value.
            Some(Logical::Decimal { scale }) => Some(i32::try_from(scale).unwrap_or(i32::MAX)),
            _ => None,
        };
        Self {
            name,
            decode,
            scale,
            optional: leaf.optional,
            pages: Pages::default(),
            body: Vec::new(),
            left: 0,
            levels: None,
            values: Values::Plain(0),
            dictionary: None,
            current: Current::Null,
            text: String::new(),
        }
    }

    /// Begins a chunk.
    pub(super) fn open(&mut self, chunk: &Chunk) -> Result<(), InputError> {
        self.left = 0;
        self.dictionary = None;
        self.pages.open(chunk)
    }

    /// Makes sure that every value of the chunk has been read.
    pub(super) fn close(&mut self, source: &mut dyn Source) -> Result<(), InputError> {
        let mut left = self.left;
        while left == 0 {
            match self.pages.next(source, &mut self.body)? {
                None => return Ok(()),
                Some(page) if page.dictionary => {}
                Some(page) => left = page.values,
            }
        }
        Err(self.damaged("has values behind its last row"))
    }

    /// Moves to the next value.
    pub(super) fn advance(&mut self, source: &mut dyn Source) -> Result<(), InputError> {
        while self.left == 0 {
            let Some(page) = self.pages.next(source, &mut self.body)? else {
                return Err(self.damaged("ends before its last row"));
            };
            self.turn(page)?;
        }
        self.left -= 1;
        if let Some(levels) = &mut self.levels {
            match levels.next(&self.body) {
                Some(1) => {}
                Some(0) => {
                    self.current = Current::Null;
                    return Ok(());
                }
                _ => return Err(self.damaged("has a page without its levels")),
            }
        }
        self.current = match &mut self.values {
            Values::Plain(at) => {
                let value = value_at(self.decode, &self.body, at);
                let value = value.ok_or_else(|| short(self.name))?;
                if self.decode == Decode::Text {
                    let text = str::from_utf8(value).map_err(|_| not_text(self.name))?;
                    self.text.clear();
                    self.text.push_str(text);
                    Current::Text
                } else {
                    Current::Integer(integer(self.decode, value))
                }
            }
            Values::Indices(indices) => {
                let index = indices.next(&self.body);
                let index = index.and_then(|index| usize::try_from(index).ok());
                let entry = index.and_then(|at| self.dictionary.as_ref()?.get(self.decode, at));
                entry.ok_or_else(|| short(self.name))?
            }
        };
        Ok(())
    }

    /// The value.
    pub(super) fn cell(&self) -> Cell<'_> {
        match (self.current, self.scale) {
            (Current::Null, _) => Cell::Null,
            (Current::Text, _) => Cell::Text(&self.text),
            (Current::Entry(at), _) => {
                let text = self.dictionary.as_ref().and_then(|d| d.text(at));
                text.map_or(Cell::Null, Cell::Text)
            }
            (Current::Integer(unscaled), Some(scale)) => Cell::Scaled { unscaled, scale },
            (Current::Integer(integer), None) => Cell::Integer(integer),
        }
    }

    /// Begins a page, which is in `body`.
    fn turn(&mut self, page: Page) -> Result<(), InputError> {
        if page.dictionary {
            let known = matches!(page.encoding, PLAIN | PLAIN_DICTIONARY);
            if self.dictionary.is_some() || !known {
                return Err(self.damaged("has a dictionary that does not belong there"));
            }
            let dictionary = Dictionary::read(self.name, self.decode, &self.body, page.values)?;
            self.dictionary = Some(dictionary);
            return Ok(());
        }
        self.left = page.values;
        let start = self.levels(page)?;
        let end = self.body.len();
        self.values = match page.encoding {
            PLAIN => Values::Plain(start),
            PLAIN_DICTIONARY | RLE_DICTIONARY => {
                if self.dictionary.is_none() {
                    return Err(self.damaged("has a page without its dictionary"));
                }
                // A page of nulls may have no width, nor anything else.
                let width = self.body.get(start).map_or(0, |&width| u32::from(width));
                if width > Hybrid::MAX_WIDTH {
                    return Err(self.damaged("has indices that are too wide"));
                }
                Values::Indices(Hybrid::new(end.min(start + 1), end, width))
            }
            other => {
                let what = format!("column {} has encoding {other}", self.name);
                let advice = "write it with plain or dictionary encoding";
                return Err(InputError::new(what, advice));
            }
        };
        Ok(())
    }

    /// Finds the definition levels, and says where the values begin.
    fn levels(&mut self, page: Page) -> Result<usize, InputError> {
        self.levels = None;
        let (start, end) = match page.levels {
            Some(length) => (0, length),
            None if !self.optional => return Ok(0),
            None => {
                let length = self.body.first_chunk().copied().map(u32::from_le_bytes);
                let length = length.and_then(|length| usize::try_from(length).ok());
                let end = length.and_then(|length| length.checked_add(4));
                (4, end.unwrap_or(usize::MAX))
            }
        };
        if end > self.body.len() || (self.optional && page.level_encoding != RLE) {
            return Err(self.damaged("has levels that cannot be read"));
        }
        if self.optional {
            self.levels = Some(Hybrid::new(start, end, 1));
        }
        Ok(end)
    }

    fn damaged(&self, what: &str) -> InputError {
        damaged(&format!("column {} {what}", self.name))
    }
}

impl Dictionary {
    fn read(name: &str, decode: Decode, page: &[u8], count: u64) -> Result<Self, InputError> {
        let mut dictionary = Self::default();
        if let Decode::Little { .. } | Decode::Big { width: Some(_) } = decode {
            dictionary.bytes = page.to_vec();
            return Ok(dictionary);
        }
        let mut at = 0;
        for _ in 0..count {
            let value = value_at(decode, page, &mut at).ok_or_else(|| short(name))?;
            let end = if decode == Decode::Text {
                let text = str::from_utf8(value).map_err(|_| not_text(name))?;
                dictionary.texts.push_str(text);
                dictionary.texts.len()
            } else {
                dictionary.bytes.extend_from_slice(value);
                dictionary.bytes.len()
            };
            dictionary.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        Ok(dictionary)
    }

    fn get(&self, decode: Decode, at: usize) -> Option<Current> {
        let value = match decode {
            Decode::Text => return (at < self.ends.len()).then_some(Current::Entry(at)),
            Decode::Little { width, .. } | Decode::Big { width: Some(width) } => {
                let start = at.checked_mul(width)?;
                self.bytes.get(start..start.checked_add(width)?)?
            }
            Decode::Big { width: None } => self.bytes.get(self.span(at)?)?,
        };
        Some(Current::Integer(integer(decode, value)))
    }

    fn text(&self, at: usize) -> Option<&str> {
        self.texts.get(self.span(at)?)
    }

    fn span(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let end = |at: usize| usize::try_from(*self.ends.get(at)?).ok();
        let start = match at.checked_sub(1) {
            Some(before) => end(before)?,
            None => 0,
        };
        Some(start..end(at)?)
    }
}

/// The bytes of the plain value at a position, which moves behind it. `None`
/// where the page ends first, or the value is longer than any integer.
fn value_at<'p>(decode: Decode, page: &'p [u8], at: &mut usize) -> Option<&'p [u8]> {
    let length = match decode {
        Decode::Little { width, .. } | Decode::Big { width: Some(width) } => width,
        Decode::Text | Decode::Big { width: None } => {
            let length = page.get(*at..)?.first_chunk().copied()?;
            *at += 4;
            usize::try_from(u32::from_le_bytes(length)).ok()?
        }
    };
    if decode != Decode::Text && length > size_of::<i128>() {
        return None;
    }
    let value = page.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(value)
}

/// At most 16 bytes as an integer.
fn integer(decode: Decode, value: &[u8]) -> i128 {
    let mut word = [0; 16];
    let negative = match decode {
        Decode::Little { signed: false, .. } | Decode::Text => None,
        Decode::Little { .. } => value.last(),
        Decode::Big { .. } => value.first(),
    };
    if negative.is_some_and(|byte| byte & 0x80 != 0) {
        word = [0xff; 16];
    }
    if matches!(decode, Decode::Big { .. }) {
        word.iter_mut().rev().zip(value.iter().rev()).for_each(|(w, v)| *w = *v);
        i128::from_be_bytes(word)
    } else {
        word.iter_mut().zip(value).for_each(|(w, v)| *w = *v);
        i128::from_le_bytes(word)
    }
}

fn short(name: &str) -> InputError {
    damaged(&format!("column {name} has a page that ends too early"))
}

fn not_text(name: &str) -> InputError {
    InputError::new(format!("{name} is not UTF-8"), "write text as UTF-8")
}
