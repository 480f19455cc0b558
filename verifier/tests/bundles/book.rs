//! A small book in three batches of two lanes, under small parameters.

use plimsoll_snark::Fr;
use plimsoll_statement::{
    Account, CapacityFile, Class, Context, CoverFile, Entry, GroupFile, Holding, Identity, Lane,
    Lots, Parameters, ParametersFile, Pins, Private, PrivateBatch, Public, RowFile, RowIndex, Salt,
    Shape, StressFile, TestFile, Venue, publish, tree,
};
use plimsoll_verifier::{Bundle, Receipt, ReceiptHolding};

pub(crate) struct Book {
    pub(crate) context: Context,
    pub(crate) parameters: Parameters,
    pub(crate) pins: Pins,
    pub(crate) batches: Vec<(Shape, Vec<Entry>)>,
}

pub(crate) const CONTEXT: Context =
    Context { chain_id: 42161, venue: Venue([0x50; 32]), epoch: 7, time: 1_800_000_000 };

pub(crate) const PREVIOUS: [u8; 32] = [0x77; 32];

/// Settled dollars.
pub(crate) const USD: RowIndex = RowIndex(1);
/// A perpetual.
pub(crate) const PERP: RowIndex = RowIndex(3);

pub(crate) fn file() -> ParametersFile {
    let row = |symbol: &str, lot_size: &str, mark, pnl: &[i64]| RowFile {
        symbol: symbol.into(),
        lot_size: lot_size.into(),
        mark,
        exact: true,
        pnl: pnl.to_vec(),
        ..RowFile::default()
    };
    ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CapacityFile { assets: 2, zero_sum: 2, tiers: 0 },
        scenarios: ["zero", "up", "down"].map(String::from).to_vec(),
        groups: vec![GroupFile { name: "all".into(), columns: vec![1, 2], worst: 1 }],
        tests: vec![TestFile { name: "all".into(), groups: vec!["all".into()] }],
        stresses: vec![
            StressFile { column: 0, closing_cost: 1 },
            StressFile { column: 2, closing_cost: 2 },
        ],
        cover: CoverFile::All,
        underlyings: Vec::new(),
        model: None,
        assets: vec![row("USD", "0.01", 1_000_000, &[0, 0, 0])],
        zero_sum: vec![row("PERP", "0.001", 0, &[0, 5_000_000, -5_000_000])],
    }
}

/// Shapes of lanes 0 and 1.
pub(crate) fn shapes() -> [Shape; 2] {
    let shape = |lane, accounts, slots| Shape { lane: Lane::new(lane).unwrap(), accounts, slots };
    [shape(0, 2, 2), shape(1, 4, 3)]
}

fn entry(who: &str, class: Class, holdings: &[(RowIndex, i64)]) -> Entry {
    let holding = |&(row, lots): &(RowIndex, i64)| Holding { row, lots: Lots::new(lots).unwrap() };
    let identity = Identity::derive(&CONTEXT, who, 0);
    let mut salt = [0x5a; Salt::BYTES];
    salt[..26].copy_from_slice(identity.as_bytes());
    Entry {
        account: Account { identity, class, holdings: holdings.iter().map(holding).collect() },
        salt: Salt::from_bytes(salt),
        flagged: false,
    }
}

impl Book {
    pub(crate) fn new() -> Self {
        let parameters = Parameters::new(file()).unwrap();
        let [small, large] = shapes();
        let fund = entry("fund", Class::Fund, &[(USD, 5_000_000)]);
        let funds = [fund.account.identity, Identity::NONE, Identity::NONE, Identity::NONE];
        let pins = Pins::cover_all(funds, parameters.rules());
        let mut first = vec![
            entry("alice", Class::Customer, &[(USD, 2_000_000), (PERP, 9)]),
            entry("bob", Class::Customer, &[(USD, 1_000_000), (PERP, -4)]),
            entry("carol", Class::Customer, &[(USD, 700_000)]),
        ];
        first.sort_by_key(|entry| entry.account.identity);
        first.push(Entry::EMPTY);
        let second = first.split_off(2);
        let mut third = vec![
            entry("maker", Class::Customer, &[(USD, 3_000_000), (PERP, -5)]),
            entry("house", Class::House, &[(USD, 100_000)]),
            fund,
        ];
        third.sort_by_key(|entry| entry.account.identity);
        third.push(Entry::EMPTY);
        let batches = vec![(small, first), (small, second), (large, third)];
        Self { context: CONTEXT, parameters, pins, batches }
    }

    pub(crate) fn shapes(&self) -> [Shape; 2] {
        shapes()
    }

    /// The table's entries, as parameter stages have them.
    pub(crate) fn table(&self) -> Vec<Fr> {
        self.parameters.table().entries().collect()
    }

    pub(crate) fn publish(&self) -> Public {
        let batches = (1u8..).zip(&self.batches).map(|(i, (_, entries))| PrivateBatch {
            entries,
            salt_out: Salt::from_bytes([i; Salt::BYTES]),
        });
        let private = Private { parameters: &self.parameters, batches: batches.collect() };
        let shapes: Vec<Shape> = self.batches.iter().map(|(shape, _)| *shape).collect();
        let public = publish(self.context, PREVIOUS, self.pins.clone(), &shapes, &private);
        let public = public.unwrap();
        assert_eq!(plimsoll_statement::check_all(&public, &private), []);
        public
    }

    /// The receipt of somebody in the book.
    pub(crate) fn receipt(&self, who: &str, bundle: &Bundle) -> Receipt {
        let identity = Identity::derive(&self.context, who, 0);
        let stands = |(_, entries): &(Shape, Vec<Entry>)| {
            entries.iter().position(|entry| entry.account.identity == identity)
        };
        let batch = self.batches.iter().position(|batch| stands(batch).is_some()).unwrap();
        let (shape, entries) = &self.batches[batch];
        let position = stands(&self.batches[batch]).unwrap();
        let tree = tree(&self.parameters, *shape, entries).unwrap();
        let holding = |held: &Holding| {
            let label = self.parameters.label(held.row).unwrap();
            ReceiptHolding {
                row: held.row,
                symbol: label.symbol.clone(),
                lots: held.lots,
                quantity: label.lot_size.quantity(held.lots).unwrap().to_string(),
            }
        };
        Receipt {
            context: self.context,
            digest: bundle.manifest.digest,
            batch: u32::try_from(batch).unwrap(),
            position: u32::try_from(position).unwrap(),
            identifier: who.into(),
            sub_account: 0,
            salt: entries[position].salt.clone(),
            holdings: entries[position].account.holdings.iter().map(holding).collect(),
            siblings: tree.path(position).unwrap().siblings,
            signature: None,
        }
    }
}
