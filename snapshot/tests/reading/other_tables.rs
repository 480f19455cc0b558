//! Tables that are not a snapshot's: the same reader, in every format.

use std::path::PathBuf;

use arrow_array::{Int64Array, StringArray};
use plimsoll_snapshot::{Column, Format, InputError, Need, Rows, Table, Type};

use crate::tables::{column, parquet, text};

const fn of(name: &'static str, of: Type, need: Need) -> Column {
    Column { name, of, need, advice: "write Unix seconds" }
}

const PRICES: Table = Table {
    name: "prices",
    columns: &[
        of("source", Type::Text, Need::Required),
        of("price", Type::Decimal, Need::Required),
        of("confidence", Type::Decimal, Need::Optional),
        of("time", Type::Integer, Need::Required),
    ],
};

/// Each row as text.
fn read(format: Format, bytes: &[u8]) -> Result<Vec<String>, InputError> {
    let file = PathBuf::from(format!("prices.{format}"));
    let mut rows = Rows::in_memory(file, format, bytes.into(), &PRICES)?;
    let mut found = Vec::new();
    while rows.advance()? {
        let source = rows.text(&PRICES, "source")?;
        let price = rows.decimal(&PRICES, "price")?;
        let confidence = rows.optional_decimal(&PRICES, "confidence")?;
        let time: u64 = rows.integer(&PRICES, "time")?;
        found.push(format!("{source} {price} {confidence:?} {time}"));
    }
    Ok(found)
}

#[test]
fn every_format_says_the_same() {
    let csv = "source,price,confidence,time\na,2.5e-5,,7\nb,101,0.5,8\n";
    let lines = "{\"source\":\"a\",\"price\":2.5e-5,\"time\":7}\n\
        {\"source\":\"b\",\"price\":\"101\",\"confidence\":\"0.5\",\"time\":8}\n";
    let columns = vec![
        ("source", text(["a", "b"])),
        ("price", text(["2.5e-5", "101"])),
        ("confidence", column(StringArray::from(vec![None, Some("0.5")]))),
        ("time", column(Int64Array::from(vec![7, 8]))),
    ];
    let found = read(Format::Csv, csv.as_bytes()).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found, read(Format::JsonLines, lines.as_bytes()).unwrap());
    assert_eq!(found, read(Format::Parquet, &parquet(columns)).unwrap());
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let said = |text: &str| read(Format::Csv, text.as_bytes()).unwrap_err().to_string();
    let error = said("source,price,time\na,1,7\nb,NaN,7\n");
    assert!(error.starts_with("prices.csv, line 3: price \"NaN\""), "{error}");
    let error = said("source,price,time\na,1,soon\n");
    assert!(error.contains("line 2: time is \"soon\"; write Unix seconds"), "{error}");
    assert!(said("source,prize,time\n").contains("column \"prize\" is not known"));
    let nowhere =
        Rows::in_memory("x.csv".into(), Format::Csv, b"source,price,time\n"[..].into(), &PRICES);
    assert!(nowhere.unwrap().text(&PRICES, "weight").is_err());
}
