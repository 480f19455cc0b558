//! Books of any kind, written in every format, read as they were.

use plimsoll_snapshot::{
    AccountKey, BookAccount, BookHolding, Format, Instrument, Kind, Manifest, Snapshot,
    SnapshotWriter,
};
use plimsoll_statement::{Class, Context, Decimal, LotSize, Lots};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use crate::common;

#[derive(Clone, Debug)]
struct Book {
    manifest: Manifest,
    instruments: Vec<Instrument>,
    accounts: Vec<BookAccount>,
}

/// Text that a name may be: commas, quotes and every script, no controls.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,\"'\\\\/#é漢😀\u{feff}\u{2028}-]{1,12}"
}

fn decimal(mantissa: std::ops::Range<i64>) -> impl Strategy<Value = Decimal> {
    (mantissa, -12i32..6).prop_map(|(m, e)| Decimal::new(i128::from(m), e).unwrap())
}

fn instrument(symbol: String) -> impl Strategy<Value = Instrument> {
    let kinds = prop::sample::select(&Kind::ALL[2..]);
    let fields = (kinds, option::of(name()), decimal(1..1_000_000), 1i64..1000);
    let optional = (option::of(any::<u64>()), decimal(-9..1_000_000), any::<bool>());
    (fields, optional).prop_map(move |((kind, underlying, lot, steps), (expiry, strike, step))| {
        let lot_size = LotSize::new(lot).unwrap();
        let step = step.then(|| lot_size.quantity(Lots::new(steps).unwrap()).unwrap());
        Instrument {
            symbol: symbol.clone(),
            kind,
            underlying,
            settles_in: None,
            lot_size,
            step,
            expiry,
            strike: matches!(kind, Kind::Call | Kind::Put).then_some(strike),
        }
    })
}

fn instruments() -> impl Strategy<Value = Vec<Instrument>> {
    btree_set(name(), 2..8).prop_flat_map(|symbols| {
        let symbols: Vec<String> = symbols.into_iter().collect();
        let asset = symbols[0].clone();
        let list: Vec<_> = symbols.into_iter().map(instrument).collect();
        list.prop_map(move |mut list| {
            // The first is an asset, in which the last settles.
            list[0].kind = Kind::Asset;
            list[0].strike = None;
            if let Some(last) = list.last_mut() {
                last.kind = Kind::Unsettled;
                last.settles_in = Some(asset.clone());
            }
            list
        })
    })
}

fn lots() -> impl Strategy<Value = Lots> {
    let any = any::<i64>().prop_filter_map("zero and the one without a negative", Lots::new);
    any.prop_filter("zero", |lots| *lots != Lots::ZERO)
}

fn book() -> impl Strategy<Value = Book> {
    let class = prop::sample::select(vec![Class::Customer, Class::House, Class::Fund]);
    let account = (class, btree_map(0usize..8, lots(), 0..8));
    let sub_account = prop_oneof![Just(0), Just(u32::MAX), any::<u32>()];
    let accounts = btree_map((name(), sub_account), account, 1..12);
    let context = (name(), any::<u64>(), 1u64.., any::<u64>());
    (instruments(), accounts, context).prop_map(|(instruments, accounts, context)| {
        let mut funds: Vec<AccountKey> = Vec::new();
        let accounts = accounts.into_iter().map(|((account, sub_account), (class, held))| {
            let key = AccountKey { account, sub_account };
            let fund = class == Class::Fund && funds.len() < 4;
            if fund {
                funds.push(key.clone());
            }
            let held = held.into_iter().filter(|(at, _)| *at < instruments.len());
            BookAccount {
                key,
                class: if fund || class == Class::House { class } else { Class::Customer },
                holdings: held.map(|(instrument, lots)| BookHolding { instrument, lots }).collect(),
            }
        });
        let accounts = accounts.collect();
        let (venue_name, chain_id, epoch, time) = context;
        // Some characters have four bytes.
        let venue_name: String = venue_name.chars().take(8).collect();
        let context =
            Context { chain_id, venue: Manifest::venue(&venue_name).unwrap(), epoch, time };
        Book { manifest: Manifest { context, venue_name, funds }, instruments, accounts }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_format_keeps_every_book(book in book()) {
        for format in Format::ALL {
            let dir = tempfile::tempdir().unwrap();
            let (manifest, instruments) = (&book.manifest, &book.instruments);
            let mut writer =
                SnapshotWriter::create(dir.path(), format, manifest, instruments).unwrap();
            for account in &book.accounts {
                writer.account(account).unwrap();
            }
            writer.finish().unwrap();
            let snapshot = Snapshot::open(dir.path()).unwrap();
            prop_assert_eq!(snapshot.manifest(), manifest);
            prop_assert_eq!(snapshot.instruments(), &instruments[..]);
            let accounts: Result<Vec<_>, _> = snapshot.accounts().unwrap().collect();
            prop_assert_eq!(&accounts.unwrap(), &book.accounts);
        }
    }

    #[test]
    fn text_of_any_kind_is_read_or_refused(text in "[\\PC\n\r\t,\"{}:]{0,200}") {
        for name in ["holdings.csv", "accounts.csv", "instruments.csv"] {
            let _ = common::read(common::with(&[(name, text.as_bytes())]));
        }
        for name in ["holdings.jsonl", "accounts.jsonl", "instruments.jsonl", "snapshot.json"] {
            let _ = common::read(common::with(&[(name, text.as_bytes())]));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        for name in ["holdings.csv", "holdings.jsonl", "holdings.parquet", "snapshot.json"] {
            let _ = common::read(common::with(&[(name, &bytes)]));
        }
    }
}
