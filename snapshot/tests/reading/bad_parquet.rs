//! Parquet tables that are refused, each with the whole of what is said.

use arrow_array::{
    BinaryArray, BooleanArray, Date32Array, Decimal128Array, Decimal256Array, Float32Array,
    Float64Array, Int32Array, Int64Array, ListArray, StringArray, TimestampMillisecondArray,
    UInt32Array, UInt64Array, types::Int32Type,
};
use parquet::basic::Encoding;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::common;
use crate::tables::{column, holding, parquet, parquet_with, text};

fn quantity(array: impl arrow_array::Array + 'static) -> Vec<u8> {
    parquet(holding(vec![("quantity", column(array))]))
}

fn replaced(mut bytes: Vec<u8>, what: &[u8], by: &[u8]) -> Vec<u8> {
    let at = bytes.windows(what.len()).position(|window| window == what);
    bytes[at.unwrap()..][..by.len()].copy_from_slice(by);
    bytes
}

fn with_footer_length(mut bytes: Vec<u8>, length: u32) -> Vec<u8> {
    let at = bytes.len() - 8;
    bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
    bytes
}

fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = parquet(holding(vec![]));
    let with = |properties| parquet_with(holding(vec![]), properties);
    let wide = (0..65).map(|_| ("x", text(["1"])));
    let mut cases = Vec::new();
    let mut case = |name, bytes, message| cases.push((name, bytes, message));
    case(
        "float_quantity",
        quantity(Float64Array::from(vec![1.0])),
        "holdings.parquet: column quantity is a double, which is not exact; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "single_float_quantity",
        quantity(Float32Array::from(vec![1.0])),
        "holdings.parquet: column quantity is a float, which is not exact; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "boolean_quantity",
        quantity(BooleanArray::from(vec![true])),
        "holdings.parquet: column quantity is a boolean; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "date_quantity",
        quantity(Date32Array::from(vec![1])),
        "holdings.parquet: column quantity is a date; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "timestamp_quantity",
        quantity(TimestampMillisecondArray::from(vec![1])),
        "holdings.parquet: column quantity is a timestamp; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "binary_quantity",
        quantity(BinaryArray::from(vec![&b"1"[..]])),
        "holdings.parquet: column quantity is bytes that are not said to be text; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "wide_decimal_quantity",
        quantity(Decimal256Array::new_null(1)),
        "holdings.parquet: column quantity is a decimal of more than 16 bytes; write it as an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of any width",
    );
    case(
        "decimal_not_whole_lots",
        quantity(Decimal128Array::from(vec![15]).with_precision_and_scale(38, 7).unwrap()),
        "holdings.parquet, row 1, account alice: quantity 0.0000015 of USD is not a whole number of lots of 0.000001; a lot size of 0.0000005 would fit",
    );
    case(
        "decimal_of_too_many_digits",
        quantity(
            Decimal128Array::from(vec![10i128.pow(37) + 1])
                .with_precision_and_scale(38, 0)
                .unwrap(),
        ),
        "holdings.parquet, row 1, account alice: quantity 10000000000000000000000000000000000001 has more than 36 significant digits; write the figure that the venue's ledger holds, not a quotient",
    );
    case(
        "integer_zero",
        quantity(Int64Array::from(vec![0])),
        "holdings.parquet, row 1, account alice: quantity of USD is zero; leave the holding out",
    );
    case(
        "integer_too_many_lots",
        quantity(UInt64Array::from(vec![u64::MAX])),
        "holdings.parquet, row 1, account alice: quantity 18446744073709551615 of USD is more than 2^63 - 1 lots of 0.000001; choose a larger lot size",
    );
    case(
        "integer_of_other_instrument",
        parquet(holding(vec![
            ("instrument", text(["BTC-PERP"])),
            ("quantity", column(Int64Array::from(vec![i64::MIN]))),
        ])),
        "holdings.parquet, row 1, account alice: quantity -9223372036854775808 of BTC-PERP is more than 2^63 - 1 lots of 0.001; choose a larger lot size",
    );
    case(
        "text_quantity_malformed",
        quantity(StringArray::from(vec!["1_000"])),
        "holdings.parquet, row 1, account alice: quantity \"1_000\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    );
    case(
        "text_quantity_empty",
        quantity(StringArray::from(vec![""])),
        "holdings.parquet, row 1, account alice: quantity is empty; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    );
    case(
        "null_quantity",
        quantity(StringArray::from(vec![None::<&str>])),
        "holdings.parquet, row 1, account alice: quantity is null; write a decimal",
    );
    case(
        "null_account",
        parquet(holding(vec![("account", column(StringArray::from(vec![None::<&str>])))])),
        "holdings.parquet, row 1: account is null; write text",
    );
    case(
        "null_sub_account",
        parquet(holding(vec![("sub_account", column(UInt32Array::from(vec![None])))])),
        "holdings.parquet, row 1, account alice: sub_account is null; write a whole number in every row, or leave sub_account out of all",
    );
    case(
        "negative_sub_account",
        parquet(holding(vec![("sub_account", column(Int32Array::from(vec![-1])))])),
        "holdings.parquet, row 1, account alice: sub_account is -1; write a whole number from 0 to 4294967295",
    );
    case(
        "sub_account_too_large",
        parquet(holding(vec![("sub_account", column(Int64Array::from(vec![1 << 32])))])),
        "holdings.parquet, row 1, account alice: sub_account is 4294967296; write a whole number from 0 to 4294967295",
    );
    case(
        "float_sub_account",
        parquet(holding(vec![("sub_account", column(Float64Array::from(vec![0.0])))])),
        "holdings.parquet: column sub_account is a double, which is not exact; write it as an integer of any width",
    );
    case(
        "number_for_account",
        parquet(holding(vec![("account", column(Int64Array::from(vec![17])))])),
        "holdings.parquet: column account is a number; write it as text: utf8, large_utf8 or a dictionary of either",
    );
    case(
        "number_for_instrument",
        parquet(holding(vec![("instrument", column(Int32Array::from(vec![17])))])),
        "holdings.parquet: column instrument is a number; write it as text: utf8, large_utf8 or a dictionary of either",
    );
    case(
        "empty_account",
        parquet(holding(vec![("account", text([""]))])),
        "holdings.parquet, row 1: account is empty; fill it in",
    );
    case(
        "list_for_quantity",
        quantity(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])])),
        "holdings.parquet: column \"quantity\" is nested; write a flat table",
    );
    case(
        "column_missing",
        parquet(vec![("account", text(["alice"])), ("instrument", text(["USD"]))]),
        "holdings.parquet: column quantity is missing; the columns of holdings are account, sub_account, instrument, quantity",
    );
    case(
        "column_unknown",
        parquet(holding(vec![("entry_price", text(["1"]))])),
        "holdings.parquet: column \"entry_price\" is not known; the columns of holdings are account, sub_account, instrument, quantity",
    );
    case(
        "column_twice",
        parquet([holding(vec![]), vec![("account", text(["bob"]))]].concat()),
        "holdings.parquet: column account is there twice; remove one of them",
    );
    case(
        "too_many_columns",
        parquet(wide.collect()),
        "holdings.parquet: has 65 columns, more than the 64 allowed; write only the columns of the table",
    );
    case(
        "second_row",
        parquet(vec![
            ("account", text(["alice", "alice"])),
            ("instrument", text(["USD", "BTC-PERP"])),
            ("quantity", text(["1", "x"])),
        ]),
        "holdings.parquet, row 2, account alice: quantity \"x\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    );
    case(
        "unknown_account_in_row",
        parquet(holding(vec![("account", text(["mallory"]))])),
        "holdings.parquet, row 1, account mallory: the account is not in accounts.csv; add it there, or correct it here",
    );
    case(
        "not_utf8",
        replaced(
            parquet_with(
                holding(vec![]),
                WriterProperties::builder()
                    .set_dictionary_enabled(false)
                    .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
                    .build(),
            ),
            b"alice",
            b"al\xffce",
        ),
        "holdings.parquet, row 1: account is not UTF-8; write text as UTF-8",
    );
    case(
        "not_utf8_in_a_dictionary",
        replaced(
            parquet_with(
                holding(vec![]),
                WriterProperties::builder()
                    .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
                    .build(),
            ),
            b"alice",
            b"\xc3lice",
        ),
        "holdings.parquet, row 1: account is not UTF-8; write text as UTF-8",
    );
    case(
        "gzip",
        replaced(good.clone(), b"\x15\x00\x16\x02", b"\x15\x04"),
        "holdings.parquet: is compressed with gzip; compress it with zstd or snappy, or not",
    );
    case(
        "codec_of_the_future",
        replaced(good.clone(), b"\x15\x00\x16\x02", b"\x15\x40"),
        "holdings.parquet: is compressed with an unknown codec; compress it with zstd or snappy, or not",
    );
    case(
        "delta_encoding",
        with(
            WriterProperties::builder()
                .set_column_dictionary_enabled(ColumnPath::from("quantity"), false)
                .set_column_encoding(ColumnPath::from("quantity"), Encoding::DELTA_BYTE_ARRAY)
                .build(),
        ),
        "holdings.parquet, row 1: column quantity has encoding 7; write it with plain or dictionary encoding",
    );
    case(
        "ten_bytes",
        b"PAR1\0\0PAR1".to_vec(),
        "holdings.parquet: is not Parquet: it has 10 bytes, and an empty table has more; write it again, or copy it again from where it was written",
    );
    case(
        "empty_file",
        Vec::new(),
        "holdings.parquet: is not Parquet: it has 0 bytes, and an empty table has more; write it again, or copy it again from where it was written",
    );
    case(
        "a_csv_file",
        b"account,instrument,quantity\n".to_vec(),
        "holdings.parquet: is not Parquet: it does not begin and end with PAR1; write it again, or copy it again from where it was written",
    );
    case(
        "encrypted",
        replaced(good.clone(), b"PAR1", b"PARE"),
        "holdings.parquet: is encrypted; write it without encryption",
    );
    case(
        "cut_short",
        good[..good.len() - 1].to_vec(),
        "holdings.parquet: is not Parquet: it does not begin and end with PAR1; write it again, or copy it again from where it was written",
    );
    case(
        "footer_larger_than_file",
        with_footer_length(good.clone(), 100_000),
        "holdings.parquet: is damaged: a footer of 100000 bytes in a file of 934; write it again, or copy it again from where it was written",
    );
    case(
        "footer_beyond_bound",
        with_footer_length(good.clone(), u32::MAX),
        "holdings.parquet: has a footer of 4294967295 bytes, more than the 16777216 allowed; write fewer and larger row groups",
    );
    case(
        "footer_too_small",
        with_footer_length(good.clone(), 5),
        "holdings.parquet: is damaged: there is no schema; write it again, or copy it again from where it was written",
    );
    cases
}

#[test]
fn every_message_is_exact() {
    let mut differing = Vec::new();
    for (name, bytes, message) in cases() {
        let said = match common::read(common::with(&[("holdings.parquet", &bytes)])) {
            Ok(_) => String::from("(accepted)"),
            Err(error) => error.to_string(),
        };
        if said != message {
            differing.push(format!("{name}:\n  said     {said}\n  expected {message}"));
        }
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}
