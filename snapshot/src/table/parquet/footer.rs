//! A Parquet file's footer: which columns there are, and where their chunks
//! lie. Flat tables of few columns only.

use std::io::SeekFrom;

use super::super::Source;
use super::damaged;
use super::schema::{self, Leaf};
use super::thrift::{Compact, Damage, Kind, Parsed};
use crate::error::InputError;

/// Bytes of the largest footer.
const MAX_FOOTER: u64 = 16 << 20;
/// The most row groups.
const MAX_GROUPS: usize = 1 << 16;
const MAGIC: &[u8; 4] = b"PAR1";
const ENCRYPTED: &[u8; 4] = b"PARE";

/// What a file says of itself.
#[derive(Debug, Default)]
pub(super) struct Footer {
    pub(super) columns: Vec<Leaf>,
    pub(super) groups: Vec<Group>,
}

/// Rows that lie together.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// One column of a group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chunk {
    pub(super) codec: i64,
    pub(super) start: u64,
    pub(super) length: u64,
    values: u64,
    physical: Option<i64>,
    elsewhere: bool,
}

impl Footer {
    /// Reads the footer at the end of a file of this size. `accept` sees the
    /// columns before anything is kept of the row groups.
    pub(super) fn read(
        source: &mut dyn Source,
        size: u64,
        accept: impl FnOnce(&[Leaf]) -> Result<(), InputError>,
    ) -> Result<Self, InputError> {
        let mut tail = [0; 8];
        if size < 12 {
            let what = format!("is not Parquet: it has {size} bytes, and an empty table has more");
            return Err(InputError::new(what, super::AGAIN));
        }
        let mut head = [0; 4];
        read_at(source, 0, &mut head)?;
        read_at(source, size - 8, &mut tail)?;
        let [a, b, c, d, magic @ ..] = tail;
        if &magic == ENCRYPTED || &head == ENCRYPTED {
            return Err(encryption());
        }
        if &head != MAGIC || &magic != MAGIC {
            let what = "is not Parquet: it does not begin and end with PAR1";
            return Err(InputError::new(what, super::AGAIN));
        }
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        if length > MAX_FOOTER {
            let what =
                format!("has a footer of {length} bytes, more than the {MAX_FOOTER} allowed");
            return Err(InputError::new(what, "write fewer and larger row groups"));
        }
        if length > size - 12 {
            let what = format!("a footer of {length} bytes in a file of {size}");
            return Err(damaged(&what));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        let data = size - 8 - length;
        read_at(source, data, &mut bytes)?;
        let (mut total, mut encrypted, mut columns) = (None, false, None);
        Compact::new(&bytes)
            .fields(|thrift, number, kind| {
                match number {
                    2 => match schema::parse(thrift, kind)? {
                        Ok(leaves) => columns = Some(Ok(leaves)),
                        Err(error) => {
                            // What is wrong with the schema says more than what
                            // may be wrong behind it.
                            columns.get_or_insert(Err(error));
                            return Ok(false);
                        }
                    },
                    3 => total = Some(thrift.count(kind)?),
                    8 => encrypted = true,
                    _ => return Ok(false),
                }
                Ok(number != 8)
            })
            .map_err(in_footer)?;
        if encrypted {
            return Err(encryption());
        }
        let columns = columns.unwrap_or_else(|| Err(damaged("there is no schema")))?;
        accept(&columns)?;
        let mut footer = Self { columns, groups: Vec::new() };
        Compact::new(&bytes)
            .fields(|thrift, number, kind| {
                if number == 4 {
                    footer.row_groups(thrift, kind)?;
                }
                Ok(number == 4)
            })
            .map_err(in_footer)?;
        footer.check(data, total)?;
        Ok(footer)
    }

    fn row_groups(&mut self, thrift: &mut Compact<'_>, kind: Kind) -> Parsed<()> {
        self.groups.clear();
        let groups = thrift.list_of_structs(kind)?;
        if groups > MAX_GROUPS {
            return Err(Damage::Wrong("there are more than 65536 row groups"));
        }
        for _ in 0..groups {
            let mut group = Group::default();
            thrift.fields(|thrift, number, kind| {
                match number {
                    1 => {
                        if thrift.list_of_structs(kind)? != self.columns.len() {
                            return Err(Damage::Wrong("a row group lacks a column"));
                        }
                        group.chunks.clear();
                        for _ in 0..self.columns.len() {
                            group.chunks.push(Chunk::parse(thrift)?);
                        }
                    }
                    3 => group.rows = thrift.count(kind)?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            self.groups.push(group);
        }
        Ok(())
    }

    /// What the parts say of each other. `data` is where the footer begins.
    fn check(&self, data: u64, total: Option<u64>) -> Result<(), InputError> {
        let mut rows = 0u64;
        for group in &self.groups {
            rows = rows.saturating_add(group.rows);
            if group.chunks.len() != self.columns.len() {
                return Err(damaged("a row group lacks its columns"));
            }
            for (chunk, leaf) in group.chunks.iter().zip(&self.columns) {
                if chunk.elsewhere {
                    let what = "keeps a column in another file, or encrypted";
                    return Err(InputError::new(what, "write one plain file"));
                }
                if chunk.physical != leaf.physical {
                    return Err(damaged("a column changes its type in a row group"));
                }
                if chunk.values != group.rows {
                    return Err(damaged("a column has not as many values as rows"));
                }
                let end = chunk.start.checked_add(chunk.length);
                if chunk.start < 4 || end.is_none_or(|end| end > data) {
                    return Err(damaged("a column lies outside the file"));
                }
            }
        }
        if total != Some(rows) {
            return Err(damaged("the row groups do not add up to the rows"));
        }
        Ok(())
    }
}

impl Chunk {
    fn parse(thrift: &mut Compact<'_>) -> Parsed<Self> {
        let mut chunk = Self::default();
        let mut described = false;
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => chunk.elsewhere |= !thrift.binary(kind)?.is_empty(),
                3 => {
                    thrift.structure(kind)?;
                    chunk.describe(thrift)?;
                    described = true;
                }
                8 | 9 => {
                    chunk.elsewhere = true;
                    return Ok(false);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if !described && !chunk.elsewhere {
            return Err(Damage::Wrong("a column is not described"));
        }
        Ok(chunk)
    }

    fn describe(&mut self, thrift: &mut Compact<'_>) -> Parsed<()> {
        let (mut pages, mut dictionary) = (0, 0);
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => self.physical = Some(thrift.integer(kind)?),
                4 => self.codec = thrift.integer(kind)?,
                5 => self.values = thrift.count(kind)?,
                7 => self.length = thrift.count(kind)?,
                9 => pages = thrift.count(kind)?,
                11 => dictionary = thrift.count(kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        // Some writers give 0 where there is no dictionary.
        let first = dictionary != 0 && dictionary < pages;
        self.start = if first { dictionary } else { pages };
        Ok(())
    }
}

fn encryption() -> InputError {
    InputError::new("is encrypted", "write it without encryption")
}

fn in_footer(damage: Damage) -> InputError {
    damaged(match damage {
        Damage::Short => "the footer ends too early",
        Damage::Wrong(what) => what,
    })
}

/// Fills a buffer from a place in the file.
pub(super) fn read_at(
    source: &mut dyn Source,
    start: u64,
    bytes: &mut [u8],
) -> Result<(), InputError> {
    source
        .seek(SeekFrom::Start(start))
        .and_then(|_| source.read_exact(bytes))
        .map_err(|error| InputError::new(format!("cannot be read: {error}"), ""))
}
