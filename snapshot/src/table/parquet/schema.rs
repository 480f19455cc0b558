//! A Parquet file's schema: the columns of a flat table.

use super::super::quoted;
use super::thrift::{Compact, Kind, Parsed};
use crate::error::InputError;

/// The most columns.
const MAX_COLUMNS: usize = 64;

/// Reads the columns. The first element of a schema is the table itself.
pub(super) fn parse(thrift: &mut Compact<'_>, kind: Kind) -> Parsed<Result<Vec<Leaf>, InputError>> {
    let elements = thrift.list_of_structs(kind)?;
    let count = elements.saturating_sub(1);
    if count > MAX_COLUMNS {
        let what = format!("has {count} columns, more than the {MAX_COLUMNS} allowed");
        let error = InputError::new(what, "write only the columns of the table");
        return Ok(Err(error));
    }
    let mut leaves = Vec::new();
    for at in 0..elements {
        let leaf = Leaf::parse(thrift)?;
        if at > 0 {
            leaves.push(leaf);
        }
    }
    Ok(match leaves.iter().find(|leaf| leaf.nested()) {
        None => Ok(leaves),
        Some(leaf) => {
            let what = format!("column {} is nested", quoted(&leaf.name));
            Err(InputError::new(what, "write a flat table"))
        }
    })
}

/// A column as the schema has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) optional: bool,
    repeated: bool,
    children: u64,
    /// The physical type's number; `None` for a group.
    pub(super) physical: Option<i64>,
    /// Bytes of a value of fixed length.
    pub(super) length: u64,
    converted: Option<i64>,
    scale: i64,
    logical: Option<Logical>,
}

/// What a physical value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Text,
    Decimal { scale: i64 },
    Integer { signed: bool },
    Other(&'static str),
}

impl Leaf {
    /// The meaning, from the newer annotation or the older one.
    pub(super) fn logical(&self) -> Option<Logical> {
        self.logical.or(match self.converted? {
            0 => Some(Logical::Text),
            4 => Some(Logical::Text),
            5 => Some(Logical::Decimal { scale: self.scale }),
            6 => Some(Logical::Other("a date")),
            7 | 8 => Some(Logical::Other("a time")),
            9 | 10 => Some(Logical::Other("a timestamp")),
            11..=14 => Some(Logical::Integer { signed: false }),
            15..=18 => Some(Logical::Integer { signed: true }),
            _ => Some(Logical::Other("a type of its own")),
        })
    }

    fn nested(&self) -> bool {
        self.physical.is_none() || self.children != 0 || self.repeated
    }

    fn parse(thrift: &mut Compact<'_>) -> Parsed<Self> {
        let mut leaf = Self::default();
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => leaf.physical = Some(thrift.integer(kind)?),
                2 => leaf.length = thrift.count(kind)?,
                3 => {
                    let repetition = thrift.integer(kind)?;
                    leaf.optional = repetition == 1;
                    leaf.repeated = !(0..=1).contains(&repetition);
                }
                4 => {
                    let name = thrift.binary(kind)?;
                    leaf.name = String::from_utf8_lossy(name).into_owned();
                }
                5 => leaf.children = thrift.count(kind)?,
                6 => leaf.converted = Some(thrift.integer(kind)?),
                7 => leaf.scale = thrift.integer(kind)?,
                10 => leaf.logical = logical(thrift, kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(leaf)
    }
}

/// A union: a struct of which one field is set.
fn logical(thrift: &mut Compact<'_>, kind: Kind) -> Parsed<Option<Logical>> {
    thrift.structure(kind)?;
    let mut found = None;
    thrift.fields(|thrift, number, kind| {
        found = Some(match number {
            1 | 4 => Logical::Text,
            5 => {
                let mut scale = 0;
                thrift.structure(kind)?;
                thrift.fields(|thrift, number, kind| {
                    if number == 1 {
                        scale = thrift.integer(kind)?;
                    }
                    Ok(number == 1)
                })?;
                found = Some(Logical::Decimal { scale });
                return Ok(true);
            }
            6 => Logical::Other("a date"),
            7 => Logical::Other("a time"),
            8 => Logical::Other("a timestamp"),
            10 => {
                let mut signed = true;
                thrift.structure(kind)?;
                thrift.fields(|thrift, number, kind| {
                    if number == 2 {
                        signed = thrift.boolean(kind)?;
                    }
                    Ok(number == 2)
                })?;
                found = Some(Logical::Integer { signed });
                return Ok(true);
            }
            11 => Logical::Other("a column of nulls"),
            15 => Logical::Other("a half-precision float"),
            _ => Logical::Other("a type of its own"),
        });
        Ok(false)
    })?;
    Ok(found)
}
