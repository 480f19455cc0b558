//! What a trader may claim of one account's margin without showing it, and what
//! such a claim is bound to.

use std::fmt;
use std::str::FromStr;

use plimsoll_poseidon::{Fr, Tag, hash_sequence};
use sha3::{Digest as _, Keccak256};

use crate::account::{Class, Identity, Salt};
use crate::decimal::Decimal;
use crate::inputs::PublicInputs;
use crate::leaf::header;
use crate::margin::Footing;
use crate::money::Money;
use crate::pack;

/// `E ≥ least + ratio·R`: one form for all that can be claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarginClaim {
    least: Money,
    ratio: u32,
}

/// Why something cannot be claimed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// It is none of the forms.
    #[error(
        "`{0}` is no claim: say `healthy`, `equity >= DOLLARS`, `margin-ratio >= NUMBER` or \
         `equity >= DOLLARS + NUMBER * requirement`, as in \"equity >= 50000\" or \
         \"margin-ratio >= 1.5\""
    )]
    Form(String),
    /// An amount below zero, too large, or finer than a unit.
    #[error("`{0}` is no amount to claim: 0 to 47 trillion dollars, at most 8 decimal places")]
    Amount(String),
    /// A ratio below zero, too large, or too fine.
    #[error("`{0}` is no ratio to claim: 0 to 1677, at most 4 decimal places")]
    Ratio(String),
}

impl MarginClaim {
    /// Parts of one in a ratio.
    pub const PARTS: u32 = 10_000;
    /// Bits of a ratio in such parts.
    pub const RATIO_BITS: u32 = 24;
    /// Bits of the least equity, in units.
    pub const LEAST_BITS: u32 = 72;

    /// The account has what it must have.
    pub const HEALTHY: Self = Self { least: Money::ZERO, ratio: Self::PARTS };

    /// `E ≥ least + ratio/10,000·R`; `None` beyond the widths.
    #[must_use]
    pub fn new(least: Money, ratio: u32) -> Option<Self> {
        let least_fits = (0..1 << Self::LEAST_BITS).contains(&least.units());
        (least_fits && ratio >> Self::RATIO_BITS == 0).then_some(Self { least, ratio })
    }

    /// The least equity beyond the ratio's share.
    #[must_use]
    pub fn least(&self) -> Money {
        self.least
    }

    /// How much of the requirement, in parts of 10,000.
    #[must_use]
    pub fn ratio(&self) -> u32 {
        self.ratio
    }

    /// `10,000·(E − least) − ratio·R`: what is left, in parts of a unit.
    #[must_use]
    pub fn left(&self, footing: &Footing) -> i128 {
        // Below 2^72 · 2^14 and 2^80 · 2^24.
        let above = footing.equity.units() - self.least.units();
        i128::from(Self::PARTS) * above - i128::from(self.ratio) * footing.requirement.units()
    }

    /// It is true of this account.
    #[must_use]
    pub fn is_true(&self, footing: &Footing) -> bool {
        self.left(footing) >= 0
    }

    /// Whoever shows this shows the other too, whatever the account.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        self.least >= other.least && self.ratio >= other.ratio
    }
}

impl FromStr for MarginClaim {
    type Err = ClaimError;

    fn from_str(text: &str) -> Result<Self, ClaimError> {
        let form = || ClaimError::Form(text.to_owned());
        if text.trim() == "healthy" {
            return Ok(Self::HEALTHY);
        }
        let (what, number) = text.split_once(">=").ok_or_else(form)?;
        match what.trim() {
            "equity" => {
                // Both at once, as it is shown.
                let both = number.split_once('+').map(|(least, share)| {
                    Some((
                        least,
                        share.trim().strip_suffix("requirement")?.trim().strip_suffix('*')?,
                    ))
                });
                let (least, share) = both.unwrap_or(Some((number, "0"))).ok_or_else(form)?;
                Self::new(amount(least)?, parts(share)?).ok_or_else(form)
            }
            "margin-ratio" => Self::new(Money::ZERO, parts(number)?).ok_or_else(form),
            _ => Err(form()),
        }
    }
}

/// A decimal times a power of ten, if nothing is cut off.
fn scaled(number: &str, places: i32) -> Option<i128> {
    number.trim().parse::<Decimal>().ok()?.in_units_of(Decimal::new(1, -places)?)
}

fn amount(number: &str) -> Result<Money, ClaimError> {
    let amount = scaled(number, 8).and_then(Money::from_units);
    let fits = amount.filter(|amount| MarginClaim::new(*amount, 0).is_some());
    fits.ok_or_else(|| ClaimError::Amount(number.trim().to_owned()))
}

fn parts(number: &str) -> Result<u32, ClaimError> {
    let parts = scaled(number, 4).and_then(|parts| u32::try_from(parts).ok());
    let fits = parts.filter(|parts| parts >> MarginClaim::RATIO_BITS == 0);
    fits.ok_or_else(|| ClaimError::Ratio(number.trim().to_owned()))
}

impl fmt::Display for MarginClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, parts) = (self.ratio / Self::PARTS, self.ratio % Self::PARTS);
        let ratio = format!("{whole}.{parts:04}");
        let ratio = ratio.trim_end_matches('0').trim_end_matches('.');
        match (self.least, self.ratio) {
            (least, 0) => write!(f, "equity >= {least}"),
            (Money::ZERO, Self::PARTS) => f.write_str("healthy"),
            (Money::ZERO, _) => write!(f, "margin-ratio >= {ratio}"),
            (least, _) => write!(f, "equity >= {least} + {ratio} * requirement"),
        }
    }
}

/// What a claim is bound to beside its account's epoch: who asked, until when,
/// and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Chosen by whoever asks, so that no older proof will do.
    pub nonce: [u8; 32],
    /// The last second in which the proof is good, Unix time.
    pub expires: u64,
    /// What the account may be used for once: its nullifier is of this.
    pub scope: [u8; 31],
}

impl Request {
    /// The epoch and the request as one public input: 248 bits of
    /// `keccak256("plimsoll account 1" ‖ digest ‖ nonce ‖ expires)`.
    #[must_use]
    pub fn bound(&self, digest: [u8; 32]) -> Fr {
        let mut hash = Keccak256::new();
        hash.update(b"plimsoll account 1");
        hash.update(digest);
        hash.update(self.nonce);
        hash.update(self.expires.to_be_bytes());
        pack::from_bytes(&hash.finalize()[..31])
    }

    /// The scope as an element.
    #[must_use]
    pub fn scope(&self) -> Fr {
        pack::from_bytes(&self.scope)
    }
}

/// What an account's number in a scope is: always the same. Nobody who lacks
/// the account's receipt can tell more from it; the venue has all of them.
#[must_use]
pub fn nullifier(identity: Identity, salt: &Salt, scope: Fr) -> Fr {
    let salt = pack::from_bytes(salt.expose());
    hash_sequence(Tag::Nullifier, &[header(identity, Class::Customer), salt, scope])
}

/// What an account's proof is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountInputs {
    /// The epoch and the request.
    pub bound: Fr,
    /// The claim's least equity, in units.
    pub least: Fr,
    /// Its ratio, in parts of 10,000.
    pub ratio: Fr,
    /// What for.
    pub scope: Fr,
    /// The account's number there.
    pub nullifier: Fr,
    /// Published roots, of which one is over the account's batch.
    pub roots: [Fr; Self::ROOTS],
}

impl AccountInputs {
    /// Roots among which the account's hides.
    pub const ROOTS: usize = 16;

    /// What a proof is about that claims this of somebody under these roots.
    #[must_use]
    pub fn new(
        digest: [u8; 32],
        request: &Request,
        claim: &MarginClaim,
        nullifier: Fr,
        roots: [Fr; Self::ROOTS],
    ) -> Self {
        Self {
            bound: request.bound(digest),
            least: Fr::from(claim.least().units()),
            ratio: Fr::from(claim.ratio()),
            scope: request.scope(),
            nullifier,
            roots,
        }
    }

    /// So many roots from all of a lane's: the window that a batch is in, the
    /// last filled up with its last root. `None` if there is no such batch.
    #[must_use]
    pub fn window(roots: &[Fr], number: usize) -> Option<[Fr; Self::ROOTS]> {
        let own = roots.chunks(Self::ROOTS).nth(number)?;
        let last = *own.last()?;
        let mut window = [last; Self::ROOTS];
        window.iter_mut().zip(own).for_each(|(place, root)| *place = *root);
        Some(window)
    }
}

impl Default for AccountInputs {
    fn default() -> Self {
        let zero = Fr::default();
        let roots = [zero; Self::ROOTS];
        Self { bound: zero, least: zero, ratio: zero, scope: zero, nullifier: zero, roots }
    }
}

impl PublicInputs for AccountInputs {
    const NAMES: &'static [&'static str] = &[
        "bound",
        "least",
        "ratio",
        "scope",
        "nullifier",
        "root_0",
        "root_1",
        "root_2",
        "root_3",
        "root_4",
        "root_5",
        "root_6",
        "root_7",
        "root_8",
        "root_9",
        "root_10",
        "root_11",
        "root_12",
        "root_13",
        "root_14",
        "root_15",
    ];

    fn elements(&self) -> Vec<Fr> {
        let Self { bound, least, ratio, scope, nullifier, roots } = *self;
        [&[bound, least, ratio, scope, nullifier], &roots[..]].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footing(equity: i64, requirement: i64) -> Footing {
        let usd = |dollars: i64| Money::from_units(i128::from(dollars) * 100_000_000).unwrap();
        Footing { equity: usd(equity), requirement: usd(requirement) }
    }

    #[test]
    fn claims_are_read_and_shown() {
        for (text, shown) in [
            ("healthy", "healthy"),
            ("equity>=50000", "equity >= 50000"),
            ("equity >= 0.00000001", "equity >= 0.00000001"),
            ("margin-ratio >= 1.5", "margin-ratio >= 1.5"),
            ("margin-ratio >= 1", "healthy"),
            ("margin-ratio >= 0.0001", "margin-ratio >= 0.0001"),
            ("equity >= 500 + 1.5 * requirement", "equity >= 500 + 1.5 * requirement"),
            ("equity >= 0.5+2*requirement", "equity >= 0.5 + 2 * requirement"),
        ] {
            let claim: MarginClaim = text.parse().unwrap();
            assert_eq!(claim.to_string(), shown);
            assert_eq!(claim.to_string().parse::<MarginClaim>().unwrap(), claim);
        }
        let none = ["", "rich", "equity > 5", "equity >= ", "equity >= 5 >= 6", "worth >= 5"];
        let half = ["equity >= 5 + 6", "equity >= 5 + requirement", "equity >= 5 + 1 * 6"];
        for text in none.into_iter().chain(half) {
            assert!(text.parse::<MarginClaim>().is_err(), "{text}");
        }
        for text in ["equity >= -1", "equity >= 0.000000001", "equity >= 1e40"] {
            assert!(matches!(text.parse::<MarginClaim>(), Err(ClaimError::Amount(_))), "{text}");
        }
        for text in ["margin-ratio >= -1", "margin-ratio >= 1.00001", "margin-ratio >= 1678"] {
            assert!(matches!(text.parse::<MarginClaim>(), Err(ClaimError::Ratio(_))), "{text}");
        }
    }

    #[test]
    fn claims_are_true_to_the_unit() {
        let claim = |text: &str| text.parse::<MarginClaim>().unwrap();
        let has = footing(150, 100);
        assert!(claim("healthy").is_true(&has));
        assert!(claim("margin-ratio >= 1.5").is_true(&has));
        assert!(!claim("margin-ratio >= 1.5001").is_true(&has));
        assert!(claim("equity >= 150").is_true(&has));
        assert!(!claim("equity >= 150.00000001").is_true(&has));
        assert!(!claim("equity >= 0").is_true(&footing(-1, 0)));
        assert!(claim("margin-ratio >= 1000").is_true(&footing(0, 0)));
        assert!(claim("margin-ratio >= 1.5").implies(&claim("healthy")));
        assert!(!claim("equity >= 1000").implies(&claim("healthy")));
    }

    #[test]
    fn a_window_is_filled_up_with_its_last_root() {
        let roots: Vec<Fr> = (0..18u64).map(Fr::from).collect();
        assert_eq!(AccountInputs::window(&roots, 0), Some(std::array::from_fn(|i| roots[i])));
        let second = AccountInputs::window(&roots, 1).unwrap();
        assert_eq!(second[..2], roots[16..]);
        assert!(second[2..].iter().all(|root| *root == roots[17]));
        assert_eq!(AccountInputs::window(&roots, 2), None);
        assert_eq!(AccountInputs::window(&[], 0), None);
        assert_eq!(AccountInputs::NAMES.len(), AccountInputs::default().elements().len());
    }
}
