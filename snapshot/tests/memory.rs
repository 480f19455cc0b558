//! Files that are small, or only seem large, do not take the machine's memory.
//! One test, so that the process's peak is its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "reading/common/mod.rs"]
mod common;

use std::fs::{self, File};
use std::io::Write;

use plimsoll_snapshot::{Snapshot, read_parameters};

/// The most memory that the process ever had, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<u64>().unwrap() / 1024
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// A thrift field one or more numbers behind the last: an integer.
fn int(step: u8, value: usize) -> Vec<u8> {
    [vec![step << 4 | 6], varint(2 * value as u64)].concat()
}

fn structure(step: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    [vec![step << 4 | 12], fields.concat(), vec![0]].concat()
}

fn list(step: u8, structs: &[Vec<u8>]) -> Vec<u8> {
    let size = varint(structs.len() as u64);
    let structs = structs.iter().map(|fields| [fields.as_slice(), &[0]].concat());
    let structs: Vec<u8> = structs.collect::<Vec<_>>().concat();
    [vec![step << 4 | 9, 0xfc], size, structs].concat()
}

fn text(step: u8, text: &str) -> Vec<u8> {
    let size = varint(text.len() as u64);
    [vec![step << 4 | 8], size, text.as_bytes().to_vec()].concat()
}

/// Holdings of which every column is one page: zeros, so many of them, for so
/// many values, in zstd.
fn bomb(zeros: usize, values: usize) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.set_pledged_src_size(Some(zeros as u64)).unwrap();
    for _ in 0..zeros >> 16 {
        encoder.write_all(&[0; 1 << 16]).unwrap();
    }
    let packed = encoder.finish().unwrap();
    let described = structure(2, &[int(1, values), int(1, 0), int(1, 3)]);
    let header = [int(1, 0), int(1, zeros), int(1, packed.len()), described, vec![0]].concat();
    let page = [header, packed].concat();
    let names = ["account", "instrument", "quantity"];
    let leaf = |name| [int(1, 6), int(2, 0), text(1, name), int(2, 0)].concat();
    let mut schema = vec![[text(4, "table"), int(1, names.len())].concat()];
    schema.extend(names.map(leaf));
    let chunk = |at: usize| {
        let start = 4 + at * page.len();
        let fields = [int(1, 6), int(3, 6), int(1, values), int(2, page.len()), int(2, start)];
        structure(3, &fields)
    };
    let group = [list(1, &[chunk(0), chunk(1), chunk(2)]), int(2, values)].concat();
    let footer = [list(2, &schema), int(1, values), list(1, &[group]), vec![0]].concat();
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    let pages = page.repeat(names.len());
    [b"PAR1", &pages[..], &footer, &length, b"PAR1"].concat()
}

#[test]
fn little_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let said = |name: &str, fill: &dyn Fn(&mut File)| {
        for (name, bytes) in common::valid() {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        let stem = name.split('.').next().unwrap();
        fs::remove_file(dir.path().join(stem).with_extension("csv")).unwrap_or_default();
        let path = dir.path().join(name);
        fill(&mut File::create(&path).unwrap());
        let snapshot = Snapshot::open(dir.path());
        let error = snapshot.and_then(|s| s.accounts()?.collect::<Result<Vec<_>, _>>());
        fs::remove_file(path).unwrap();
        let error = error.unwrap_err().to_string();
        error.replace(&dir.path().display().to_string(), "DIR")
    };
    let before = peak();

    // Pages of a gibibyte; and the largest pages that are unpacked.
    assert_eq!(
        said("holdings.parquet", &|file| file.write_all(&bomb(1 << 30, 1 << 21)).unwrap()),
        "DIR/holdings.parquet, row 1: has a page of 1073741824 bytes, \
         more than the 16777216 allowed; write pages of about 1 MiB"
    );
    assert_eq!(
        said("holdings.parquet", &|file| file.write_all(&bomb(16 << 20, 1 << 14)).unwrap()),
        "DIR/holdings.parquet, row 1: account is empty; fill it in"
    );

    // A tebibyte with nothing in it.
    let sparse = |file: &mut File| file.set_len(1 << 40).unwrap();
    for name in ["holdings.csv", "accounts.csv", "instruments.csv", "holdings.jsonl"] {
        assert_eq!(
            said(name, &sparse),
            format!(
                "DIR/{name}, line 1: the line is longer than 1048576 bytes; \
                 end every line with a line feed"
            )
        );
    }
    assert_eq!(
        said("snapshot.json", &sparse),
        "DIR/snapshot.json: is larger than 1048576 bytes; name another file"
    );
    assert_eq!(
        said("holdings.parquet", &sparse),
        "DIR/holdings.parquet: is not Parquet: it does not begin and end with PAR1; \
         write it again, or copy it again from where it was written"
    );

    let parameters = dir.path().join("parameters.json");
    sparse(&mut File::create(&parameters).unwrap());
    let error = read_parameters(&parameters).unwrap_err().to_string();
    assert!(error.ends_with("is larger than 268435456 bytes; name another file"), "{error}");

    let taken = peak() - before;
    assert!(taken < 100, "{taken} MiB");
}
