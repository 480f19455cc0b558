//! CSV and JSON lines, written.

use std::fs::File;
use std::io::{BufWriter, Result, Write};

use super::{TableWriter, Value};
use crate::table::Table;

/// One record to a line behind a header.
pub(super) struct CsvWriter(BufWriter<File>);

impl CsvWriter {
    pub(super) fn create(file: File, table: &Table) -> Result<Self> {
        let mut writer = BufWriter::new(file);
        for (at, column) in table.columns.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(writer, "{comma}{}", column.name)?;
        }
        writer.write_all(b"\n")?;
        Ok(Self(writer))
    }
}

impl TableWriter for CsvWriter {
    fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.0.write_all(b",")?;
            }
            match value {
                Value::None => {}
                Value::Integer(integer) => write!(self.0, "{integer}")?,
                Value::Text(text) if text.contains(['"', ',']) => {
                    write!(self.0, "\"{}\"", text.replace('"', "\"\""))?;
                }
                Value::Text(text) => self.0.write_all(text.as_bytes())?,
            }
        }
        self.0.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.0.flush()
    }
}

/// One object to a line.
pub(super) struct JsonWriter {
    writer: BufWriter<File>,
    names: Vec<&'static str>,
}

impl JsonWriter {
    pub(super) fn create(file: File, table: &Table) -> Self {
        Self {
            writer: BufWriter::new(file),
            names: table.columns.iter().map(|column| column.name).collect(),
        }
    }
}

impl TableWriter for JsonWriter {
    fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        let mut join = "{";
        for (name, value) in self.names.iter().zip(values) {
            match value {
                Value::None => continue,
                Value::Integer(integer) => write!(self.writer, "{join}\"{name}\":{integer}")?,
                Value::Text(text) => {
                    write!(self.writer, "{join}\"{name}\":")?;
                    serde_json::to_writer(&mut self.writer, text)?;
                }
            }
            join = ",";
        }
        self.writer.write_all(b"}\n")
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.writer.flush()
    }
}
