//! What picks a circuit beside the rules: its shape, and the width of limbs
//! that is cheapest for it.

use plimsoll_statement::{Lane, Rules, Shape};

/// A batch circuit's shape with everything derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The shape.
    pub shape: Shape,
    /// Bits of the limbs of range checks.
    pub limb_bits: u32,
}

/// Shapes by name, for who does not want to think of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedShape {
    /// Four accounts of four slots: for tests.
    Tiny,
    /// 64 accounts of 16 slots: for venues of a few thousand accounts.
    Small,
    /// 512 accounts of 16 slots: fills 2^20 rows with 512 instruments.
    Standard,
    /// 64 accounts of 64 slots: for market makers beside either.
    Maker,
    /// 16 accounts of 256 slots: for whoever holds everything.
    Desk,
}

impl NamedShape {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tiny, Self::Small, Self::Standard, Self::Maker, Self::Desk];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Standard => "standard",
            Self::Maker => "maker",
            Self::Desk => "desk",
        }
    }

    /// The shape, in a lane of the chain.
    #[must_use]
    pub fn shape(self, lane: Lane) -> Shape {
        let (accounts, slots) = match self {
            Self::Tiny => (4, 4),
            Self::Small => (64, 16),
            Self::Standard => (512, 16),
            Self::Maker => (64, 64),
            Self::Desk => (16, 256),
        };
        Shape { lane, accounts, slots }
    }
}

impl Layout {
    /// The layout of a shape under rules: the cheapest limbs.
    #[must_use]
    pub fn new(rules: &Rules, shape: Shape) -> Self {
        let mut widths = Vec::new();
        // Of each account, as `account`, `margin` and `fund` range them.
        let slot = (2 * rules.tiers + 1).saturating_mul(shape.slots);
        let tails = rules.groups.iter().filter(|group| group.worst > 1);
        let tail_losses: usize = tails.clone().map(|group| group.columns.len()).sum();
        let losses: usize = rules.groups.iter().map(|group| group.columns.len()).sum();
        let money = 4
            + rules.groups.len()
            + tails.count()
            + tail_losses
            + losses
            + rules.tests.len()
            + 2 * rules.stresses.len();
        for (bits, count) in [(16, shape.slots), (64, slot), (80, money), (208, 1)] {
            widths.push((bits, count.saturating_mul(shape.accounts)));
        }
        // Of both states.
        let gross = 2 * (3 * rules.assets + rules.zero_sum_rows());
        let stresses = rules.stresses.len();
        let state = [(80, gross), (112, 4 + stresses), (96, stresses), (32, 5)];
        widths.extend(state.map(|(bits, count)| (bits, 2 * count)));
        Self { shape, limb_bits: cheapest_limbs(&widths) }
    }
}

/// The width of limbs for which so many numbers of so many bits cost least: a
/// constraint a limb, one more where the limbs are wider than the number, and
/// the table.
pub(crate) fn cheapest_limbs(widths: &[(u32, usize)]) -> u32 {
    let cost = |limb: &u32| {
        let limbs = |bits: u32| bits.div_ceil(*limb) + u32::from(!bits.is_multiple_of(*limb));
        let numbers =
            widths.iter().map(|(bits, count)| count.saturating_mul(limbs(*bits) as usize));
        numbers.fold(1usize << limb, usize::saturating_add)
    };
    (4..=16).min_by_key(cost).unwrap_or(16)
}
