//! The same book in every format and in every way that other programs write
//! Parquet reads as the same accounts.

use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    ArrayRef, Decimal128Array, DictionaryArray, Int8Array, Int32Array, Int64Array,
    LargeStringArray, StringArray, StringViewArray, UInt32Array, UInt64Array,
};
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use plimsoll_snapshot::BookAccount;

use crate::common;
use crate::tables::{Columns, column, holding, parquet, parquet_with, text};

const ROWS: usize = 20_000;

/// A large table: many pages, and dictionaries that overflow.
fn many() -> (Vec<u8>, Vec<u8>, Vec<Vec<String>>) {
    let key = |i: usize| format!("account-{:06}", i / 2);
    let rows = (0..ROWS).map(|i| {
        let symbol = if i % 2 == 0 { "USD" } else { "BTC-PERP" };
        vec![key(i), symbol.to_owned(), format!("{}.25", (i * 7919) % 100_003 + 1)]
    });
    let mut accounts = String::from("account,class\n");
    for i in (0..ROWS).step_by(2) {
        accounts.push_str(&format!("{},customer\n", key(i)));
    }
    accounts.push_str("fund,fund\n");
    let rows: Vec<_> = rows.collect();
    let mut holdings = String::from("account,instrument,quantity\n");
    for row in &rows {
        holdings.push_str(&(row.join(",") + "\n"));
    }
    (accounts.into_bytes(), holdings.into_bytes(), rows)
}

fn read(accounts: &[u8], name: &str, holdings: &[u8]) -> Vec<BookAccount> {
    let puts = [("accounts.csv", accounts), (name, holdings)];
    common::read(common::with(&puts)).unwrap()
}

#[test]
fn however_parquet_is_written() {
    let (accounts, csv, rows) = many();
    let expected = read(&accounts, "holdings.csv", &csv);
    let of = |at: usize| rows.iter().map(move |row| Some(row[at].as_str()));
    let plain: Columns = vec![
        ("account", column(StringArray::from_iter(of(0)))),
        ("instrument", column(LargeStringArray::from_iter(of(1)))),
        ("quantity", column(StringViewArray::from_iter(of(2)))),
    ];
    let dictionaries: Columns = vec![
        ("account", column(of(0).collect::<DictionaryArray<Int32Type>>())),
        ("instrument", column(of(1).collect::<DictionaryArray<Int8Type>>())),
        ("quantity", column(of(2).collect::<DictionaryArray<Int32Type>>())),
    ];
    let zstd = Compression::ZSTD(Default::default());
    for columns in [plain, dictionaries] {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd] {
            for dictionary in [true, false] {
                for (page, group) in [(1 << 20, 1 << 20), (700, 3_333)] {
                    let properties = WriterProperties::builder()
                        .set_compression(compression)
                        .set_dictionary_enabled(dictionary)
                        .set_dictionary_page_size_limit(20_000)
                        .set_data_page_size_limit(page)
                        .set_write_batch_size(64)
                        .set_max_row_group_row_count(Some(group))
                        .build();
                    let bytes = parquet_with(columns.clone(), properties);
                    let what = format!("{compression} {dictionary} {page}");
                    assert!(read(&accounts, "holdings.parquet", &bytes) == expected, "{what}");
                }
            }
        }
    }
}

#[test]
fn pages_of_the_second_version() {
    let (accounts, csv, rows) = many();
    let expected = read(&accounts, "holdings.csv", &csv);
    let of = |at: usize| rows.iter().map(move |row| Some(row[at].as_str()));
    let columns: Columns = vec![
        ("account", column(StringArray::from_iter(of(0)))),
        ("instrument", column(StringArray::from_iter(of(1)))),
        ("quantity", column(StringArray::from_iter(of(2)))),
    ];
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        let properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(compression)
            .set_data_page_size_limit(5_000)
            .set_write_batch_size(64)
            .build();
        let bytes = parquet_with(columns.clone(), properties);
        assert!(read(&accounts, "holdings.parquet", &bytes) == expected, "{compression}");
    }
}

/// The lots of alice's one holding of BTC-PERP, of which a lot is 0.001.
fn lots(quantity: ArrayRef) -> i64 {
    let columns = holding(vec![("instrument", text(["BTC-PERP"])), ("quantity", quantity)]);
    let bytes = parquet(columns);
    let accounts = common::read(common::with(&[("holdings.parquet", &bytes)])).unwrap();
    accounts[0].holdings[0].lots.count()
}

#[test]
fn quantities_of_every_exact_type() {
    assert_eq!(lots(column(Int8Array::from(vec![-3]))), -3000);
    assert_eq!(lots(column(Int32Array::from(vec![i32::MIN]))), -2_147_483_648_000);
    assert_eq!(lots(column(Int64Array::from(vec![-1]))), -1000);
    assert_eq!(lots(column(UInt32Array::from(vec![u32::MAX]))), 4_294_967_295_000);
    assert_eq!(lots(column(UInt64Array::from(vec![1 << 50]))), 1_125_899_906_842_624_000);
    for precision in [9, 18, 38] {
        let decimal = |value| {
            let array = Decimal128Array::from(vec![value]);
            column(array.with_precision_and_scale(precision, 4).unwrap())
        };
        assert_eq!(lots(decimal(15_000)), 1500, "precision {precision}");
        assert_eq!(lots(decimal(-15_000)), -1500, "precision {precision}");
    }
    let keys = Int32Array::from(vec![0]);
    let dictionary = DictionaryArray::new(keys, Arc::new(StringArray::from(vec!["2e-3"])));
    assert_eq!(lots(column(dictionary)), 2);
}

#[test]
fn sub_accounts_of_every_integer_type_or_none() {
    let with = |sub_account: Columns| {
        let mut columns = holding(vec![("account", text(["bob"]))]);
        columns.extend(sub_account);
        let bytes = parquet(columns);
        let accounts = common::read(common::with(&[("holdings.parquet", &bytes)])).unwrap();
        accounts.iter().position(|account| !account.holdings.is_empty())
    };
    assert_eq!(with(vec![]), Some(1));
    assert_eq!(with(vec![("sub_account", column(Int8Array::from(vec![1])))]), Some(2));
    assert_eq!(with(vec![("sub_account", column(UInt64Array::from(vec![1])))]), Some(2));
    assert_eq!(with(vec![("sub_account", text(["1"]))]), Some(2));
}

#[test]
fn text_formats_allow_what_they_allow() {
    let expected = common::read(common::valid()).unwrap();
    let csv = "\u{feff}instrument,\"quantity\",account\r\nUSD,1000,alice\r\n\
               \"BTC-PERP\",5e-1,alice\r\nBTC-PERP,-0.500,bob\r\nUSD,50000.0,\"fund\"";
    let jsonl = "\
{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":1000}
{\"quantity\": \"0.5\", \"instrument\": \"BTC\\u002dPERP\", \"account\": \"alice\", \"sub_account\": 0}
{\"account\":\"bob\",\"instrument\":\"BTC-PERP\",\"quantity\":-5E-1}\r
 {\"account\":\"fund\",\"instrument\":\"USD\",\"quantity\":5.0000e4} ";
    let files = [("holdings.csv", csv), ("holdings.jsonl", jsonl)];
    for (name, text) in files {
        let files = common::with(&[(name, text.as_bytes())]);
        assert_eq!(common::read(files).unwrap(), expected, "{name}");
    }
    let quoted = "account,class\n\"a,\"\"b\"\"\",customer\nfund,fund\n";
    let holdings = "account,instrument,quantity\n\"a,\"\"b\"\"\",USD,1\n";
    let puts = [("accounts.csv", quoted), ("holdings.csv", holdings)];
    let files = common::with(&puts.map(|(name, text)| (name, text.as_bytes())));
    assert_eq!(common::read(files).unwrap()[0].key.account, "a,\"b\"");
}
