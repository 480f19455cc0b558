//! `accounts.jsonl`: what only the venue sees of a run, for its eyes alone. A
//! line begins a batch with the salt of the state behind it; a line for each of
//! its accounts follows.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use plimsoll_snapshot::AccountKey;
use plimsoll_statement::{
    Account, Class, Context, Entry, Holding, Identity, Lots, RowIndex, Salt, Shape,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::files;
use crate::plan::Batch;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchLine {
    batch: usize,
    salt: Zeroizing<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountLine<'a> {
    account: String,
    sub_account: u32,
    class: &'a str,
    flagged: bool,
    salt: Zeroizing<String>,
    holdings: Vec<(u16, i64)>,
}

/// Writes the file, and says its hash.
pub(super) fn write(path: &Path, batches: &[Batch]) -> Result<String, Error> {
    let failed = Error::io(path);
    let folder = files::folder(path);
    let file = tempfile::Builder::new().suffix(".tmp").tempfile_in(folder).map_err(&failed)?;
    let mut out = BufWriter::new(file);
    let mut hash = blake3::Hasher::new();
    let mut line = |line: Zeroizing<Vec<u8>>| {
        hash.update(&line);
        hash.update(b"\n");
        out.write_all(&line).and_then(|()| out.write_all(b"\n"))
    };
    for (number, batch) in batches.iter().enumerate() {
        let begin = BatchLine { batch: number, salt: text(&batch.salt_out) };
        line(json(&begin)).map_err(&failed)?;
        for (key, entry) in batch.keys.iter().zip(&batch.entries) {
            let class = entry.account.class.to_string();
            let holdings = entry.account.holdings.iter();
            let account = AccountLine {
                account: key.account.clone(),
                sub_account: key.sub_account,
                class: &class,
                flagged: entry.flagged,
                salt: text(&entry.salt),
                holdings: holdings.map(|held| (held.row.0, held.lots.count())).collect(),
            };
            line(json(&account)).map_err(&failed)?;
        }
    }
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(&failed)?;
    file.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(hash.finalize().to_hex().to_string())
}

/// Numbers, texts and lists of them always serialise.
fn json(line: &impl Serialize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(serde_json::to_vec(line).unwrap_or_default())
}

fn text(salt: &Salt) -> Zeroizing<String> {
    Zeroizing::new(hex::encode(salt.expose()))
}

/// Reads the file, if it has this hash, as batches of these shapes.
pub(super) fn read(
    path: &Path,
    hash: &str,
    context: &Context,
    shapes: &[Shape],
) -> Result<Vec<Batch>, Error> {
    let failed = Error::io(path);
    let mut file = BufReader::new(File::open(path).map_err(&failed)?);
    let mut hasher = blake3::Hasher::new();
    let mut batches: Vec<Batch> = Vec::with_capacity(shapes.len());
    let mut line = Zeroizing::new(Vec::new());
    let mut number = 0u64;
    loop {
        line.clear();
        number += 1;
        if file.read_until(b'\n', &mut line).map_err(&failed)? == 0 {
            break;
        }
        hasher.update(&line);
        let read = parse(&line, context, shapes, &mut batches);
        read.ok_or_else(|| damaged(path, &format!("line {number} is not one of a run")))?;
    }
    if hasher.finalize().to_hex().as_str() != hash {
        return Err(damaged(path, "is not what was prepared"));
    }
    if batches.len() != shapes.len() {
        return Err(damaged(path, "has not as many batches as the chain"));
    }
    for batch in &mut batches {
        batch.entries.resize(batch.shape.accounts, Entry::EMPTY);
    }
    Ok(batches)
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::damaged(path, format!("{what}; prepare the run again"))
}

/// Takes one line; `None` if it is none.
fn parse(line: &[u8], context: &Context, shapes: &[Shape], batches: &mut Vec<Batch>) -> Option<()> {
    if line.starts_with(br#"{"batch""#) {
        let BatchLine { batch, salt } = serde_json::from_slice(line).ok()?;
        if batch != batches.len() {
            return None;
        }
        let shape = *shapes.get(batch)?;
        let entries = Vec::with_capacity(shape.accounts);
        batches.push(Batch { shape, keys: Vec::new(), entries, salt_out: salt_of(&salt)? });
        return Some(());
    }
    let line: AccountLine<'_> = serde_json::from_slice(line).ok()?;
    let batch = batches.last_mut()?;
    if batch.entries.len() == batch.shape.accounts {
        return None;
    }
    let classes = [Class::Customer, Class::House, Class::Fund];
    let class = classes.into_iter().find(|class| class.to_string() == line.class)?;
    let holding =
        |&(row, lots): &(u16, i64)| Some(Holding { row: RowIndex(row), lots: Lots::new(lots)? });
    let holdings = line.holdings.iter().map(holding).collect::<Option<_>>()?;
    let identity = Identity::derive(context, &line.account, line.sub_account);
    batch.entries.push(Entry {
        account: Account { identity, class, holdings },
        salt: salt_of(&line.salt)?,
        flagged: line.flagged,
    });
    batch.keys.push(AccountKey { account: line.account, sub_account: line.sub_account });
    Some(())
}

fn salt_of(text: &str) -> Option<Salt> {
    let mut bytes = Zeroizing::new([0; Salt::BYTES]);
    hex::decode_to_slice(text, &mut bytes[..]).ok()?;
    Some(Salt::from_bytes(*bytes))
}
