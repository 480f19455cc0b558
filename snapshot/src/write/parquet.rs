//! Parquet, written: row groups of 65,536 rows, dictionaries and zstd.

use std::fs::File;
use std::io::{Error, Result};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type as Schema;

use super::{TableWriter, Value};
use crate::table::{Need, Table, Type};

/// Rows of a row group.
const GROUP: usize = 1 << 16;

pub(super) struct ParquetWriter {
    writer: SerializedFileWriter<File>,
    columns: Vec<Buffer>,
    rows: usize,
}

/// A column's values of the row group so far, and which rows have one.
struct Buffer {
    optional: bool,
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Text(Vec<ByteArray>),
    Short(Vec<i32>),
    Long(Vec<i64>),
}

impl ParquetWriter {
    pub(super) fn create(file: File, table: &Table) -> Result<Self> {
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for column in table.columns {
            let optional = column.need == Need::Optional;
            let short = column.need == Need::Defaulted;
            let (physical, logical, values) = match column.of {
                Type::Text | Type::Decimal => {
                    (Physical::BYTE_ARRAY, LogicalType::String, Values::Text(Vec::new()))
                }
                // The only short integer is the one with a default.
                Type::Integer if short => {
                    (Physical::INT32, LogicalType::integer(32, false), Values::Short(Vec::new()))
                }
                Type::Integer => {
                    (Physical::INT64, LogicalType::integer(64, false), Values::Long(Vec::new()))
                }
            };
            let repetition = if optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
            let field = Schema::primitive_type_builder(column.name, physical)
                .with_logical_type(Some(logical))
                .with_repetition(repetition)
                .build()
                .map_err(Error::other)?;
            fields.push(Arc::new(field));
            columns.push(Buffer { optional, present: Vec::new(), values });
        }
        let schema = Schema::group_type_builder(table.name)
            .with_fields(fields)
            .build()
            .map_err(Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by(String::from("plimsoll"))
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
            .map_err(Error::other)?;
        Ok(Self { writer, columns, rows: 0 })
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(Error::other)?;
        for buffer in &mut self.columns {
            let Some(mut column) = group.next_column().map_err(Error::other)? else {
                return Err(Error::other("a column is missing"));
            };
            let present = buffer.optional.then_some(buffer.present.as_slice());
            match &mut buffer.values {
                Values::Text(values) => {
                    let column = column.typed::<ByteArrayType>();
                    column.write_batch(values, present, None).map(drop)
                }
                Values::Short(values) => {
                    let column = column.typed::<Int32Type>();
                    column.write_batch(values, present, None).map(drop)
                }
                Values::Long(values) => {
                    let column = column.typed::<Int64Type>();
                    column.write_batch(values, present, None).map(drop)
                }
            }
            .map_err(Error::other)?;
            column.close().map_err(Error::other)?;
            buffer.clear();
        }
        group.close().map_err(Error::other)?;
        self.rows = 0;
        Ok(())
    }
}

impl Buffer {
    fn clear(&mut self) {
        self.present.clear();
        match &mut self.values {
            Values::Text(values) => values.clear(),
            Values::Short(values) => values.clear(),
            Values::Long(values) => values.clear(),
        }
    }

    fn push(&mut self, value: &Value<'_>) -> Result<()> {
        match (&mut self.values, value) {
            (_, Value::None) if self.optional => {
                self.present.push(0);
                return Ok(());
            }
            (Values::Text(values), Value::Text(text)) => {
                // An account's rows share its name.
                let last = values.last().filter(|last| last.data() == text.as_bytes());
                let value = last.map_or_else(|| (*text).into(), ByteArray::clone);
                values.push(value);
            }
            (Values::Short(values), Value::Integer(integer)) => {
                let short = u32::try_from(*integer).map_err(Error::other)?;
                values.push(short.cast_signed());
            }
            (Values::Long(values), Value::Integer(integer)) => values.push(integer.cast_signed()),
            _ => return Err(Error::other("a value is not of its column's type")),
        }
        if self.optional {
            self.present.push(1);
        }
        Ok(())
    }
}

impl TableWriter for ParquetWriter {
    fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        for (buffer, value) in self.columns.iter_mut().zip(values) {
            buffer.push(value)?;
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.flush()?;
        self.writer.close().map(drop).map_err(Error::other)
    }
}
