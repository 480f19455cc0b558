//! What every target shares: a small valid snapshot with one file in the place
//! of another, and what must be true of whatever is read from it.

use plimsoll_snapshot::{BookAccount, InputError, Snapshot};
use plimsoll_statement::{Class, Lots};

const FILES: [(&str, &str); 4] = [
    (
        "snapshot.json",
        r#"{"version":1,"venue":"v","chain_id":1,"epoch":1,"time":1,"funds":[{"account":"f"}]}"#,
    ),
    ("instruments.csv", "symbol,kind,lot_size\nUSD,asset,0.01\nP,perp,0.001\n"),
    (
        "accounts.csv",
        "account,sub_account,class\na,0,customer\nb,0,customer\nb,1,house\nf,0,fund\n",
    ),
    ("holdings.csv", "account,instrument,quantity\na,USD,5\na,P,1\nb,P,-1\nf,USD,9\n"),
];

/// Reads the snapshot with these bytes as this file, in the place of the table
/// of that name. Whatever is refused must be explained.
pub fn read(name: &str, bytes: &[u8]) {
    let table = |name: &str| name.split('.').next().map(str::to_owned);
    let mut files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .filter(|(other, _)| table(other) != table(name))
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    files.push((name.to_owned(), bytes.to_vec()));
    if let Err(error) = accounts(files) {
        assert!(!error.what().is_empty());
        assert!(!error.to_string().contains('\n'), "one line: {error}");
    }
}

fn accounts(files: Vec<(String, Vec<u8>)>) -> Result<(), InputError> {
    let snapshot = Snapshot::in_memory(files)?;
    let count = snapshot.instruments().len();
    let mut last: Option<BookAccount> = None;
    for account in snapshot.accounts()? {
        let account = account?;
        let key = &account.key;
        assert!(last.as_ref().is_none_or(|last| last.key < *key), "ascending");
        assert!((1..=256).contains(&key.account.len()));
        assert_ne!(account.class, Class::Empty);
        let held = &account.holdings;
        assert!(held.windows(2).all(|w| w[0].instrument < w[1].instrument));
        assert!(held.iter().all(|h| h.instrument < count && h.lots != Lots::ZERO));
        last = Some(account);
    }
    Ok(())
}
