//! Small parameters, written by hand: three assets, three zero-sum rows, seven
//! scenarios, figures that can be checked in the head.

use plimsoll_statement::{
    CapacityFile, Column, CoverFile, GroupFile, Parameters, ParametersFile, RowFile, RowIndex,
    StressFile, TestFile, UnderlyingFile, Violation,
};

/// Settled dollars: a lot is 1e-6 USDC, worth 100 units.
pub const USDC: RowIndex = RowIndex(1);
/// Bitcoin as collateral: a lot is 1e-4 BTC, worth 6 USD.
pub const BTC: RowIndex = RowIndex(2);
/// Dollars that move in no scenario: a lot is worth one unit.
pub const DUST: RowIndex = RowIndex(3);
/// An asset row that is not in use.
pub const SPARE_ASSET: RowIndex = RowIndex(4);
/// A perpetual: a lot is 1e-4 BTC.
pub const PERP: RowIndex = RowIndex(5);
/// A call at the money: a lot is 1e-4 BTC, worth 0.24 USD.
pub const CALL: RowIndex = RowIndex(6);
/// Unrealised gains and funding due: a lot is worth 100 units.
pub const UNSETTLED: RowIndex = RowIndex(7);
/// The last row of the table, not in use.
pub const SPARE_ZERO_SUM: RowIndex = RowIndex(9);

/// Bitcoin falls by a fifth.
pub const DOWN_20: Column = Column(3);
/// Bitcoin rises by a fifth.
pub const UP_20: Column = Column(4);
/// The stablecoin loses a twentieth.
pub const DEPEG: Column = Column(5);
/// Bitcoin falls by half.
pub const CRASH: Column = Column(6);

/// Positions of the stresses in their list.
pub mod stress {
    /// Today.
    pub const ZERO_MOVE: usize = 0;
    /// Of the stablecoin.
    pub const DEPEG: usize = 1;
    /// Of bitcoin.
    pub const CRASH: usize = 2;
}

/// The parameters as a file.
#[must_use]
pub fn file() -> ParametersFile {
    ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CapacityFile { assets: 4, zero_sum: 5, tiers: 1 },
        scenarios: ["zero", "btc -10", "btc +10", "btc -20", "btc +20", "depeg", "crash"]
            .map(String::from)
            .to_vec(),
        groups: vec![
            group("moves", &[1, 2, 3, 4], 2),
            group("depeg", &[0, 5], 1),
            group("gap", &[3, 4], 1),
        ],
        tests: vec![test("all", &["moves", "depeg"]), test("gap", &["gap"])],
        stresses: vec![stress_of(0, 1), stress_of(5, 2), stress_of(6, 3)],
        cover: CoverFile::All,
        underlyings: vec![underlying("BTC", "BTC-PERP"), underlying("USDC", "USDC")],
        model: None,
        assets: assets(),
        zero_sum: zero_sum(),
    }
}

fn assets() -> Vec<RowFile> {
    vec![
        RowFile {
            symbol: "USDC".into(),
            underlying: Some("USDC".into()),
            lot_size: "0.000001".into(),
            mark: 100,
            exact: true,
            haircut_short: 1,
            tiers: vec![(0, 0)],
            pnl: vec![0, 0, 0, 0, 0, -5, 0],
            ..RowFile::default()
        },
        RowFile {
            symbol: "BTC".into(),
            underlying: Some("BTC".into()),
            lot_size: "0.0001".into(),
            mark: 600_000_000,
            haircut_long: 30_000_000,
            haircut_short: 30_000_000,
            tiers: vec![(1_000_000, 6_000_000)],
            pnl: linear(),
            ..RowFile::default()
        },
        RowFile {
            symbol: "DUST".into(),
            lot_size: "0.00000001".into(),
            mark: 1,
            exact: true,
            tiers: vec![(0, 0)],
            pnl: vec![0; 7],
            ..RowFile::default()
        },
    ]
}

fn zero_sum() -> Vec<RowFile> {
    vec![
        RowFile {
            symbol: "BTC-PERP".into(),
            underlying: Some("BTC".into()),
            lot_size: "0.0001".into(),
            haircut_long: 600_000,
            haircut_short: 600_000,
            floor_long: 3_000_000,
            floor_short: 3_000_000,
            tiers: vec![(100_000, 300_000)],
            pnl: linear(),
            ..RowFile::default()
        },
        RowFile {
            symbol: "BTC-CALL".into(),
            underlying: Some("BTC".into()),
            lot_size: "0.0001".into(),
            mark: 24_000_000,
            haircut_long: 2_400_000,
            haircut_short: 2_400_000,
            floor_short: 12_000_000,
            tiers: vec![(50_000, 1_000_000)],
            pnl: vec![0, -14_000_000, 22_000_000, -20_000_000, 55_000_000, 0, -24_000_000],
            ..RowFile::default()
        },
        RowFile {
            symbol: "USDC-UNSETTLED".into(),
            underlying: Some("USDC".into()),
            lot_size: "0.000001".into(),
            mark: 100,
            exact: true,
            tiers: vec![(0, 0)],
            pnl: vec![0, 0, 0, 0, 0, -5, 0],
            ..RowFile::default()
        },
    ]
}

/// What a ten-thousandth of a bitcoin at 60,000 USD makes.
fn linear() -> Vec<i64> {
    vec![0, -60_000_000, 60_000_000, -120_000_000, 120_000_000, 0, -300_000_000]
}

fn group(name: &str, columns: &[u16], worst: u32) -> GroupFile {
    GroupFile { name: name.into(), columns: columns.to_vec(), worst }
}

fn test(name: &str, groups: &[&str]) -> TestFile {
    TestFile { name: name.into(), groups: groups.iter().map(|&g| g.into()).collect() }
}

fn stress_of(column: u16, closing_cost: u64) -> StressFile {
    StressFile { column, closing_cost }
}

fn underlying(name: &str, reference: &str) -> UnderlyingFile {
    UnderlyingFile { name: name.into(), reference: reference.into() }
}

/// The parameters after an edit that leaves them valid.
///
/// # Panics
/// If it does not.
#[must_use]
pub fn edited(edit: impl FnOnce(&mut ParametersFile)) -> Parameters {
    let mut file = file();
    edit(&mut file);
    Parameters::new(file).expect("valid parameters")
}

/// What is wrong with the parameters after an edit; nothing if they are valid.
#[must_use]
pub fn faults(edit: impl FnOnce(&mut ParametersFile)) -> Vec<Violation> {
    let mut file = file();
    edit(&mut file);
    Parameters::new(file).err().unwrap_or_default()
}

/// Rows without scenarios, tiers or rules that matter, for sums at the ends of
/// their ranges: the only scenario is the zero move.
#[must_use]
pub fn bare(assets: Vec<RowFile>, zero_sum: Vec<RowFile>) -> ParametersFile {
    let room = |rows: &[RowFile]| u32::try_from(rows.len()).expect("few rows");
    ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CapacityFile { assets: room(&assets), zero_sum: room(&zero_sum), tiers: 0 },
        scenarios: vec!["zero".into()],
        groups: vec![group("none", &[0], 1)],
        tests: vec![test("none", &["none"])],
        stresses: vec![stress_of(0, 1)],
        cover: CoverFile::All,
        underlyings: Vec::new(),
        model: None,
        assets,
        zero_sum,
    }
}

/// A row worth so much, with no gain in so many scenarios.
#[must_use]
pub fn plain(symbol: &str, mark: i64, scenarios: usize) -> RowFile {
    RowFile {
        symbol: symbol.into(),
        lot_size: "1".into(),
        mark,
        pnl: vec![0; scenarios],
        ..RowFile::default()
    }
}
