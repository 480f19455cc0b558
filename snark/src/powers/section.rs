//! Where points are in a `.ptau` file.

use std::ops::Range;

use crate::points::Curve;

/// Points in G1, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum G1Section {
    /// `τ^i`: 2^(power+1) − 1 of them.
    Tau,
    /// `α·τ^i`: 2^power.
    AlphaTau,
    /// `β·τ^i`: 2^power.
    BetaTau,
    /// `L_i(τ)` of the domain of 2^level; levels go to power + 1.
    ///
    /// The last of these levels needs one power more than a file has. One that
    /// was cut from a larger file has that level right, and one that was not
    /// takes 0 for the missing power.
    Lagrange(u32),
    /// `α·L_i(τ)`.
    LagrangeAlpha(u32),
    /// `β·L_i(τ)`.
    LagrangeBeta(u32),
}

/// Points in G2, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum G2Section {
    /// `τ^i`: 2^power.
    Tau,
    /// `β`: one.
    Beta,
    /// `L_i(τ)` of the domain of 2^level.
    Lagrange(u32),
}

pub(super) const HEADER: u32 = 1;
pub(super) const TAU_G1: u32 = 2;
pub(super) const TAU_G2: u32 = 3;
pub(super) const ALPHA_TAU: u32 = 4;
pub(super) const BETA_TAU: u32 = 5;
pub(super) const BETA_G2: u32 = 6;
pub(super) const CONTRIBUTIONS: u32 = 7;
pub(super) const LAGRANGE_G1: u32 = 12;
pub(super) const LAGRANGE_G2: u32 = 13;
pub(super) const LAGRANGE_ALPHA: u32 = 14;
pub(super) const LAGRANGE_BETA: u32 = 15;

pub(super) const REQUIRED: [u32; 7] =
    [HEADER, TAU_G1, TAU_G2, ALPHA_TAU, BETA_TAU, BETA_G2, CONTRIBUTIONS];
pub(super) const PREPARED: [u32; 4] = [LAGRANGE_G1, LAGRANGE_G2, LAGRANGE_ALPHA, LAGRANGE_BETA];

/// The largest domain of the field, and so the largest file.
pub(super) const LARGEST: u32 = 28;

/// Where a section's points of one level are: smaller levels come before.
fn level(section: u32, level: u32) -> (u32, Range<usize>) {
    let size = 1usize.checked_shl(level).unwrap_or_default();
    (section, size.saturating_sub(1)..size.saturating_mul(2).saturating_sub(1))
}

/// What names points of a file.
pub(crate) trait Named: Copy {
    type Curve: Curve;

    /// Their section, and their places there, in a file of so many powers.
    fn place(self, power: u32) -> (u32, Range<usize>);
}

impl Named for G1Section {
    type Curve = ark_bn254::g1::Config;

    fn place(self, power: u32) -> (u32, Range<usize>) {
        let size = 1usize << power;
        match self {
            Self::Tau => (TAU_G1, 0..2 * size - 1),
            Self::AlphaTau => (ALPHA_TAU, 0..size),
            Self::BetaTau => (BETA_TAU, 0..size),
            Self::Lagrange(of) => level(LAGRANGE_G1, of),
            Self::LagrangeAlpha(of) => level(LAGRANGE_ALPHA, of),
            Self::LagrangeBeta(of) => level(LAGRANGE_BETA, of),
        }
    }
}

impl Named for G2Section {
    type Curve = ark_bn254::g2::Config;

    fn place(self, power: u32) -> (u32, Range<usize>) {
        match self {
            Self::Tau => (TAU_G2, 0..1 << power),
            Self::Beta => (BETA_G2, 0..1),
            Self::Lagrange(of) => level(LAGRANGE_G2, of),
        }
    }
}
