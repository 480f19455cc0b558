//! Parquet files that somebody made to do harm: cut, changed, contradictory, or
//! small on the disk and huge in memory. None may panic; `memory.rs` weighs what they take.

use std::time::{Duration, Instant};

use arrow_array::{Decimal128Array, Int64Array, StringArray, UInt32Array};
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use plimsoll_snapshot::InputError;

use crate::common;
use crate::tables::{Columns, column, holding, parquet_with, text};

/// Reads the bytes as holdings: whatever comes of it, it comes.
fn read(bytes: &[u8]) -> Result<usize, InputError> {
    common::read(common::with(&[("holdings.parquet", bytes)])).map(|accounts| accounts.len())
}

fn samples() -> Vec<Vec<u8>> {
    let texts: Columns = vec![
        ("account", text(["alice", "alice", "bob", "fund"])),
        ("sub_account", column(UInt32Array::from(vec![0, 0, 0, 0]))),
        ("instrument", text(["USD", "BTC-PERP", "BTC-PERP", "USD"])),
        ("quantity", column(StringArray::from(vec![Some("1"), Some("0.5"), None, Some("5")]))),
    ];
    let decimals = |array| holding(vec![("quantity", array)]);
    let numbers = Decimal128Array::from(vec![15]).with_precision_and_scale(20, 1).unwrap();
    let properties = || WriterProperties::builder();
    vec![
        parquet_with(texts.clone(), properties().build()),
        parquet_with(
            texts.clone(),
            properties().set_compression(Compression::SNAPPY).set_dictionary_enabled(false).build(),
        ),
        parquet_with(
            texts,
            properties()
                .set_compression(Compression::ZSTD(Default::default()))
                .set_writer_version(WriterVersion::PARQUET_2_0)
                .build(),
        ),
        parquet_with(decimals(column(numbers)), properties().build()),
        parquet_with(decimals(column(Int64Array::from(vec![7]))), properties().build()),
    ]
}

#[test]
fn cut_at_every_length() {
    for sample in samples() {
        for length in 0..sample.len() {
            assert!(read(&sample[..length]).is_err(), "{length} of {}", sample.len());
        }
    }
}

#[test]
fn every_bit_flipped() {
    for sample in samples() {
        for at in 0..sample.len() {
            for bit in 0..8 {
                let mut bytes = sample.clone();
                bytes[at] ^= 1 << bit;
                // Statistics may be anything; what matters is that it returns.
                let _ = read(&bytes);
            }
        }
    }
}

#[test]
fn bytes_of_all_ones_anywhere() {
    for sample in samples() {
        for at in 0..sample.len() {
            for length in [1, 2, 4, 9] {
                let mut bytes = sample.clone();
                let end = bytes.len().min(at + length);
                bytes[at..end].fill(0xff);
                let _ = read(&bytes);
            }
        }
    }
}

/// A file of a footer alone, with the thrift of the caller.
fn footer(thrift: &[u8]) -> Vec<u8> {
    let length = u32::try_from(thrift.len()).unwrap();
    [b"PAR1", thrift, &length.to_le_bytes(), b"PAR1"].concat()
}

fn quickly(bytes: &[u8]) -> String {
    let start = Instant::now();
    let said = read(bytes).unwrap_err().to_string();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{said} took {took:?}");
    said
}

#[test]
fn a_million_columns_are_counted_and_not_kept() {
    // Field 2, a list of 2^20 structs, each of them empty.
    let mut thrift = vec![0x29, 0xfc, 0x80, 0x80, 0x40];
    thrift.resize(thrift.len() + (1 << 20), 0);
    thrift.push(0);
    assert_eq!(
        quickly(&footer(&thrift)),
        "holdings.parquet: has 1048575 columns, more than the 64 allowed; \
         write only the columns of the table"
    );
}

#[test]
fn structs_in_structs_end_at_a_depth() {
    // Field 9, a struct with field 1, a struct with field 1, and so on.
    let mut thrift = vec![0x9c];
    thrift.resize(1 << 20, 0x1c);
    assert_eq!(
        quickly(&footer(&thrift)),
        "holdings.parquet: is damaged: structs are nested too deeply; \
         write it again, or copy it again from where it was written"
    );
}

#[test]
fn lists_in_lists_end_at_a_depth() {
    let mut thrift = vec![0x99];
    thrift.resize(1 << 20, 0x19);
    assert!(quickly(&footer(&thrift)).contains("nested too deeply"));
}

#[test]
fn a_list_longer_than_the_file_is_not_begun() {
    // Field 2, a list of 2^31 - 1 structs.
    let thrift = [0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0];
    assert_eq!(
        quickly(&footer(&thrift)),
        "holdings.parquet: is damaged: the footer ends too early; \
         write it again, or copy it again from where it was written"
    );
}

#[test]
fn a_page_larger_than_its_values_is_refused() {
    let large = "0".repeat(1 << 20);
    let bytes = parquet_with(
        holding(vec![("quantity", column(StringArray::from(vec![large.as_str()])))]),
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_dictionary_enabled(false)
            .build(),
    );
    assert_eq!(
        quickly(&bytes),
        "holdings.parquet, row 1: has a page of 1048580 bytes for 1 values; \
         a value has at most 1024 bytes"
    );
}

/// The length that a page says it has is not the length that it unpacks to.
#[test]
fn a_page_that_understates_its_size_is_not_unpacked_beyond_it() {
    let zeros = "0".repeat(60_000);
    for compression in [Compression::ZSTD(Default::default()), Compression::SNAPPY] {
        let mut bytes = parquet_with(
            holding(vec![("quantity", column(StringArray::from(vec![zeros.as_str()])))]),
            WriterProperties::builder()
                .set_compression(compression)
                .set_dictionary_enabled(false)
                .build(),
        );
        // 60,004 as a zigzag integer in the page's header, halved.
        let size = [0xc8, 0xa9, 0x07];
        let at = bytes.windows(3).position(|window| window == size).unwrap();
        bytes[at + 2] = 0x03;
        assert_eq!(
            quickly(&bytes),
            "holdings.parquet, row 1: is damaged: a page cannot be decompressed; \
             write it again, or copy it again from where it was written"
        );
    }
}
