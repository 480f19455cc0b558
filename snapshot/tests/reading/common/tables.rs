//! Parquet files made with arrow, as other programs make them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses its part of these helpers, and they fail like tests"
)]

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

pub(crate) type Columns = Vec<(&'static str, ArrayRef)>;

pub(crate) fn text<const N: usize>(values: [&str; N]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub(crate) fn column(array: impl arrow_array::Array + 'static) -> ArrayRef {
    Arc::new(array)
}

/// The holdings of a single row, with some columns in the place of others.
pub(crate) fn holding(puts: Columns) -> Columns {
    let mut columns = vec![
        ("account", text(["alice"])),
        ("instrument", text(["USD"])),
        ("quantity", text(["1"])),
    ];
    for (name, array) in puts {
        match columns.iter_mut().find(|(other, _)| *other == name) {
            Some(place) => place.1 = array,
            None => columns.push((name, array)),
        }
    }
    columns
}

pub(crate) fn parquet(columns: Columns) -> Vec<u8> {
    parquet_with(columns, WriterProperties::builder().build())
}

pub(crate) fn parquet_with(columns: Columns, properties: WriterProperties) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}
