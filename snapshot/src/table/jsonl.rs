//! JSON lines: one object to a line. Numbers are kept as they are written, so
//! that no figure passes through a float.

use std::borrow::Cow;
use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lines::Lines;
use super::{Cell, Need, Table, quoted};
use crate::error::InputError;
use crate::json::{column, message};

pub(super) struct JsonRows {
    lines: Lines,
    record: Record,
}

/// The fields of a line, one for every column of the table.
struct Record {
    table: &'static Table,
    fields: Vec<Field>,
    /// What is wrong, where it is not the JSON itself.
    problem: Option<InputError>,
}

#[derive(Default)]
struct Field {
    is: Is,
    text: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Is {
    #[default]
    Absent,
    Null,
    Text,
    Number,
    Other(&'static str),
}

impl JsonRows {
    pub(super) fn open(reader: Box<dyn BufRead + Send>, table: &'static Table) -> Self {
        let mut fields = Vec::new();
        fields.resize_with(table.columns.len(), Field::default);
        Self { lines: Lines::new(reader), record: Record { table, fields, problem: None } }
    }

    pub(super) fn advance(&mut self) -> Result<bool, InputError> {
        if !self.lines.advance()? {
            return Ok(false);
        }
        self.record.parse(self.lines.text())?;
        Ok(true)
    }

    pub(super) fn cell(&self, column: usize) -> Cell<'_> {
        let Some(field) = self.record.fields.get(column) else {
            return Cell::Absent;
        };
        match field.is {
            Is::Absent => Cell::Absent,
            Is::Null => Cell::Null,
            Is::Text => Cell::Text(&field.text),
            Is::Number => Cell::Number(&field.text),
            Is::Other(name) => Cell::Other(name),
        }
    }

    pub(super) fn line(&self) -> u64 {
        self.lines.number()
    }
}

impl Record {
    fn parse(&mut self, line: &str) -> Result<(), InputError> {
        for field in &mut self.fields {
            field.is = Is::Absent;
        }
        self.problem = None;
        let mut parser = serde_json::Deserializer::from_str(line);
        let parsed = (&mut *self).deserialize(&mut parser).and_then(|()| parser.end());
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        parsed.map_err(|error| {
            let (said, place) = (message(&error), column(&error));
            let what = format!("the line is not a JSON object: {said}{place}");
            InputError::new(what, "write one object to a line")
        })?;
        for (column, field) in self.table.columns.iter().zip(&self.fields) {
            if column.need == Need::Required && field.is == Is::Absent {
                let what = format!("field {:?} is missing", column.name);
                let advice = format!("the fields are {}", self.table.names());
                return Err(InputError::new(what, advice));
            }
        }
        Ok(())
    }

    fn take(&mut self, name: &str, value: &RawValue) -> Result<(), InputError> {
        let position = self.table.position(name);
        let Some(field) = position.and_then(|at| self.fields.get_mut(at)) else {
            let what = format!("field {} is not known", quoted(name));
            let advice = format!("the fields are {}", self.table.names());
            return Err(InputError::new(what, advice));
        };
        if field.is != Is::Absent {
            let what = format!("field {name:?} is there twice");
            return Err(InputError::new(what, "remove one of them"));
        }
        let raw = value.get();
        field.text.clear();
        field.is = match raw.as_bytes().first() {
            Some(b'"') => {
                let text: Cow<'_, str> = match raw.get(1..raw.len() - 1) {
                    Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
                    _ => Cow::Owned(serde_json::from_str(raw).map_err(|error| {
                        let what = format!("field {name:?} is not text: {}", message(&error));
                        InputError::new(what, "write the characters themselves, in UTF-8")
                    })?),
                };
                field.text.push_str(&text);
                Is::Text
            }
            Some(b'n') => Is::Null,
            Some(b't' | b'f') => Is::Other("true or false"),
            Some(b'[') => Is::Other("a list"),
            Some(b'{') => Is::Other("an object"),
            _ => {
                field.text.push_str(raw);
                Is::Number
            }
        };
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Record {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Record {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<Name<'de>>()? {
            let value: &RawValue = map.next_value()?;
            if let Err(problem) = self.take(&name.0, value) {
                self.problem = Some(problem);
                return Err(M::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

/// A field's name, borrowed from the line where it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
