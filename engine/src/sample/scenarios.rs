//! The sample's 64 scenarios: the zero move, every underlying alone, joint
//! moves, and stresses for the fund.

use plimsoll_statement::{GroupFile, StressFile, TestFile};

use super::market::{BTC, Coin, CoinId, ETH, MAJORS, Market, SOL};

/// What a scenario does to the market.
#[derive(Clone, Debug)]
pub(super) struct Move {
    /// Change of every coin's spot, as a share of it.
    pub(super) spot: Vec<f64>,
    /// Change of every coin's volatility, as a share of it.
    pub(super) volatility: Vec<f64>,
    /// Change of the settlement coins' worth in US cents.
    pub(super) pegs: [i64; 2],
    /// Change of the staked coin against the coin, as a share of it.
    pub(super) staked: f64,
}

impl Move {
    pub(super) fn spot(&self, coin: CoinId) -> f64 {
        self.spot.get(coin.0).copied().unwrap_or_default()
    }

    pub(super) fn volatility(&self, coin: CoinId) -> f64 {
        self.volatility.get(coin.0).copied().unwrap_or_default()
    }
}

/// Scenarios and what they are for.
#[derive(Clone, Debug, Default)]
pub(super) struct Scenarios {
    pub(super) names: Vec<String>,
    pub(super) moves: Vec<Move>,
    pub(super) groups: Vec<GroupFile>,
    pub(super) tests: Vec<TestFile>,
    pub(super) stresses: Vec<StressFile>,
    /// For every coin the columns in which it alone gaps down and up.
    pub(super) gaps: Vec<[usize; 2]>,
    coins: usize,
}

/// Spot moves of BTC, ETH, SOL and of every small coin.
type Spots = [f64; 4];

struct Joint {
    name: &'static str,
    spots: Spots,
    volatility: f64,
    pegs: [i64; 2],
    staked: f64,
}

const fn joint(name: &'static str, spots: Spots, volatility: f64) -> Joint {
    Joint { name, spots, volatility, pegs: [0, 0], staked: 0.0 }
}

const fn pegs(joint: Joint, usdc: i64, usdt: i64) -> Joint {
    Joint { pegs: [usdc, usdt], ..joint }
}

const fn staked(joint: Joint, staked: f64) -> Joint {
    Joint { staked, ..joint }
}

/// How many of the worst joint scenarios are averaged.
const JOINT_WORST: u32 = 3;

const JOINT: [Joint; 8] = [
    joint("all down hard", [-0.24, -0.28, -0.34, -0.42], 0.5),
    joint("all down", [-0.16, -0.19, -0.23, -0.28], 0.3),
    pegs(joint("all down, pegs slip", [-0.2, -0.24, -0.28, -0.34], 0.4), -1, -2),
    joint("all up", [0.13, 0.17, 0.21, 0.26], 0.05),
    joint("all up hard", [0.2, 0.26, 0.32, 0.4], 0.3),
    joint("into BTC", [0.1, 0.0, -0.08, -0.2], 0.1),
    joint("out of BTC", [-0.06, 0.06, 0.14, 0.25], 0.1),
    joint("all calm", [0.0, 0.0, 0.0, 0.0], -0.25),
];

/// Stresses with their multiples of closing costs.
const STRESSES: [(Joint, u64); 15] = [
    (joint("as in March 2020", [-0.5, -0.55, -0.58, -0.6], 1.2), 3),
    (joint("as in May 2021", [-0.35, -0.42, -0.45, -0.5], 0.8), 3),
    (staked(joint("as in June 2022", [-0.3, -0.36, -0.4, -0.42], 0.7), -0.06), 3),
    (pegs(joint("as in November 2022", [-0.25, -0.28, -0.58, -0.42], 0.6), 0, -2), 3),
    (joint("as in October 2025", [-0.14, -0.2, -0.35, -0.6], 0.9), 3),
    (joint("everything falls as one", [-0.4, -0.4, -0.4, -0.4], 0.9), 2),
    (joint("everything rises as one", [0.3, 0.3, 0.3, 0.3], 0.4), 2),
    (joint("melt-up", [0.22, 0.35, 0.45, 0.7], 0.5), 2),
    (joint("small coins double", [0.0, 0.05, 0.15, 1.0], 0.2), 2),
    (joint("small coins collapse", [0.0, -0.05, -0.15, -0.65], 0.3), 3),
    (pegs(joint("USDC loses its peg", [0.0, 0.0, 0.0, 0.0], 0.3), -12, 0), 2),
    (pegs(joint("USDT loses its peg", [0.0, 0.0, 0.0, 0.0], 0.3), 0, -15), 2),
    (staked(pegs(joint("crash without pegs", [-0.3, -0.35, -0.4, -0.45], 0.8), -5, -8), -0.15), 3),
    (joint("volatility explodes", [0.0, 0.0, 0.0, 0.0], 1.5), 2),
    (joint("volatility dies", [0.0, 0.0, 0.0, 0.0], -0.45), 2),
];

/// Spot in gaps, and change of volatility, where options are listed.
const GRID: [(f64, f64); 7] =
    [(-1.0, 0.4), (-0.5, 0.25), (-0.5, -0.15), (0.0, 0.35), (0.0, -0.25), (0.5, -0.15), (1.0, 0.4)];

/// Spot in gaps, and change of volatility, where there are none.
const GAPS: [(f64, f64); 2] = [(-1.0, 0.0), (1.0, 0.0)];

impl Scenarios {
    pub(super) fn new(market: &Market) -> Self {
        let mut scenarios = Self { coins: market.coins.len(), ..Self::default() };
        let zero = scenarios.add(&joint("zero move", [0.0; 4], 0.0));
        scenarios.stress(zero, 1);
        for id in market.ids() {
            scenarios.add_alone(id, market.coin(id));
        }
        let together: Vec<u16> = JOINT.iter().map(|joint| scenarios.add(joint)).collect();
        let separate = scenarios.groups.iter().map(|group| group.name.clone());
        scenarios.tests = vec![
            TestFile { name: "separate".to_owned(), groups: separate.collect() },
            TestFile { name: "joint".to_owned(), groups: vec!["joint".to_owned()] },
        ];
        scenarios.groups.push(GroupFile {
            name: "joint".to_owned(),
            columns: together,
            worst: JOINT_WORST,
        });
        for (joint, closing_cost) in &STRESSES {
            let column = scenarios.add(joint);
            scenarios.stress(column, *closing_cost);
        }
        scenarios
    }

    fn add_alone(&mut self, id: CoinId, coin: &Coin) {
        let has_options = id == BTC || id == ETH;
        let grid = if has_options { &GRID[..] } else { &GAPS };
        let columns: Vec<u16> = grid
            .iter()
            .map(|&(gaps, volatility)| {
                let mut alone = self.nothing();
                if let Some(spot) = alone.spot.get_mut(id.0) {
                    *spot = gaps * coin.gap;
                }
                if let Some(vol) = alone.volatility.get_mut(id.0) {
                    *vol = volatility;
                }
                let name = match has_options {
                    true => format!("{} {gaps:+} gap, vol {volatility:+}", coin.name),
                    false => format!("{} {gaps:+} gap", coin.name),
                };
                self.push(name, alone)
            })
            .collect();
        let end = |column: Option<&u16>| column.copied().map(usize::from).unwrap_or_default();
        self.gaps.push([end(columns.first()), end(columns.last())]);
        self.groups.push(GroupFile { name: coin.name.to_owned(), columns, worst: 1 });
    }

    fn add(&mut self, joint: &Joint) -> u16 {
        let [btc, eth, sol, small] = joint.spots;
        let mut all = self.nothing();
        for (position, spot) in all.spot.iter_mut().enumerate() {
            *spot = match CoinId(position) {
                BTC => btc,
                ETH => eth,
                SOL => sol,
                _ => small,
            };
        }
        all.volatility.fill(joint.volatility);
        all.pegs = joint.pegs;
        all.staked = joint.staked;
        self.push(joint.name.to_owned(), all)
    }

    fn nothing(&self) -> Move {
        debug_assert!(self.coins >= MAJORS);
        Move {
            spot: vec![0.0; self.coins],
            volatility: vec![0.0; self.coins],
            pegs: [0, 0],
            staked: 0.0,
        }
    }

    fn push(&mut self, name: String, what: Move) -> u16 {
        let column = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(name);
        self.moves.push(what);
        column
    }

    fn stress(&mut self, column: u16, closing_cost: u64) {
        self.stresses.push(StressFile { column, closing_cost });
    }
}
