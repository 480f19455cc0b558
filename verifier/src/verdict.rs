//! The verdict on a bundle, in plain words: what is proven, and what is not.

use std::fmt;

use plimsoll_snark::{KeyId, encode_inputs};
use plimsoll_statement::{
    ClassDisclosure, Gross, Identity, Label, Money, Parameters, Pins, RowIndex,
};
use serde::Serialize;

use crate::expectations::FlagLimit;
use crate::manifest::Manifest;
use crate::recompute::Recomputed;
use crate::text::{self, Hex};

/// What a bundle that is accepted shows. Only verification makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    outcome: Outcome,
    insecure: bool,
    chain_id: u64,
    venue: Hex<32>,
    epoch: u64,
    time: u64,
    digest: Hex<32>,
    previous: Hex<32>,
    parameters: Hex<32>,
    batches: u32,
    accounts: u64,
    customers: ClassFigures,
    house: ClassFigures,
    coverage_percent: u64,
    assets: Vec<AssetFigures>,
    proven: Vec<String>,
    not_proven: Vec<String>,
    warnings: Vec<String>,
}

/// The verdict in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// Accounts are margined or flagged, and the fund covers the stresses.
    #[serde(rename = "margined and fund-covered; reserves not proven")]
    Margined,
    /// So is this, but more is flagged than was to be accepted.
    #[serde(rename = "impaired")]
    Impaired,
}

/// Upper bounds for the accounts of a class, money in dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ClassFigures {
    flagged: u64,
    deficit: String,
    negative: u64,
    owed: String,
}

/// What is held and owed of an asset, exactly, in lots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct AssetFigures {
    row: u16,
    symbol: String,
    lot_size: String,
    customers_long: String,
    customers_short: String,
    house_and_fund_long: String,
    house_and_fund_short: String,
}

impl Verdict {
    pub(crate) fn of(
        manifest: &Manifest,
        recomputed: &Recomputed,
        insecure: Vec<KeyId>,
        limit: Option<FlagLimit>,
    ) -> Self {
        let context = recomputed.context();
        let disclosure = &manifest.disclosure;
        let [customers, house] = &disclosure.classes;
        let impaired = limit.is_some_and(|limit| limit.exceeded(&disclosure.classes));
        let parameters = recomputed.parameters();
        Self {
            outcome: if impaired { Outcome::Impaired } else { Outcome::Margined },
            insecure: !insecure.is_empty(),
            chain_id: context.chain_id,
            venue: Hex(context.venue.0),
            epoch: context.epoch,
            time: context.time,
            digest: Hex(recomputed.digest()),
            previous: Hex(manifest.previous),
            parameters: Hex::of(&encode_inputs(&[parameters.hash().0])),
            batches: manifest.batches,
            accounts: disclosure.accounts,
            customers: ClassFigures::of(customers),
            house: ClassFigures::of(house),
            coverage_percent: disclosure.band.percent(),
            assets: assets(parameters, &disclosure.assets),
            proven: proven(manifest),
            not_proven: NOT_PROVEN.map(String::from).to_vec(),
            warnings: warnings(manifest, parameters, &insecure, impaired),
        }
    }

    /// The verdict in a few words.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// A key that was used is a single party's, who can forge proofs.
    #[must_use]
    pub fn is_insecure(&self) -> bool {
        self.insecure
    }

    /// The epoch's digest.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest.0
    }

    /// What is proven.
    #[must_use]
    pub fn proven(&self) -> &[String] {
        &self.proven
    }

    /// What is not.
    #[must_use]
    pub fn not_proven(&self) -> &[String] {
        &self.not_proven
    }

    /// What a reader should know before relying on it.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

impl FlagLimit {
    /// The published bounds are beyond the limit.
    fn exceeded(&self, classes: &[ClassDisclosure]) -> bool {
        let flagged = classes.iter().map(|class| class.flagged.get());
        let deficit = classes.iter().map(|class| class.deficit.get());
        let flagged = flagged.fold(0, u64::saturating_add);
        let deficit = deficit.fold(Money::ZERO, Money::saturating_plus);
        flagged > self.accounts || deficit > self.deficit
    }
}

impl ClassFigures {
    fn of(class: &ClassDisclosure) -> Self {
        Self {
            flagged: class.flagged.get(),
            deficit: class.deficit.get().to_string(),
            negative: class.negative.get(),
            owed: class.owed.get().to_string(),
        }
    }
}

/// Assets that are named, and any others of which there is something.
fn assets(parameters: &Parameters, held: &[[Gross; 2]]) -> Vec<AssetFigures> {
    let figures = |(row, [customers, own]): (RowIndex, &[Gross; 2])| {
        let label = parameters.label(row);
        let nothing = [customers, own].iter().all(|gross| gross.long == 0 && gross.short == 0);
        if label.is_none() && nothing {
            return None;
        }
        let text = |of: fn(&Label) -> String| label.map_or_else(String::new, of);
        Some(AssetFigures {
            row: row.0,
            symbol: text(|label| label.symbol.clone()),
            lot_size: text(|label| label.lot_size.to_string()),
            customers_long: customers.long.to_string(),
            customers_short: customers.short.to_string(),
            house_and_fund_long: own.long.to_string(),
            house_and_fund_short: own.short.to_string(),
        })
    };
    (1..=u16::MAX).map(RowIndex).zip(held).filter_map(figures).collect()
}

fn proven(manifest: &Manifest) -> Vec<String> {
    let disclosure = &manifest.disclosure;
    let flagged: u64 = disclosure.classes.iter().map(|class| class.flagged.get()).sum();
    let band = disclosure.band.percent();
    vec![
        format!(
            "each of {} accounts has enough for the margin that the parameters ask for, or is \
             among at most {flagged} that are flagged",
            disclosure.accounts
        ),
        "every long position in a zero-sum row has its short, so every profit is a loss that \
         somebody in the book has booked"
            .into(),
        format!(
            "in every stress that the parameters name, today's prices among them, the insurance \
             fund has at least {band}% of what accounts cannot cover"
        ),
        "what is held and owed of every asset, and the open interest of every instrument, are \
         exactly as published"
            .into(),
        "all of this is of the accounts under the published roots, each of which a receipt can \
         open"
            .into(),
    ]
}

const NOT_PROVEN: [&str; 5] = [
    "reserves: that assets exist for what accounts hold; a number in a ledger is not money",
    "that an account whose owner never checks a receipt is in the book",
    "that the model is right: marks, haircuts and scenarios are what the venue committed to",
    "initial margin and open orders, and losses beyond the committed stresses",
    "that this epoch is recent: compare its time, and what was registered, with your own clock",
];

fn warnings(
    manifest: &Manifest,
    parameters: &Parameters,
    insecure: &[KeyId],
    impaired: bool,
) -> Vec<String> {
    let mut warnings: Vec<String> = insecure
        .iter()
        .map(|key| {
            format!(
                "INSECURE: key {key} was made by a single party, who can forge proofs with it; \
                 fit for tests only"
            )
        })
        .collect();
    if impaired {
        warnings.push("more accounts are flagged, or lack more, than the limit allows".into());
    }
    if all_unused(&manifest.pins) {
        warnings.push("no fund account is named: nothing can be covered by a fund".into());
    }
    warnings.extend(parameters.notices().iter().map(text::shown));
    warnings
}

fn all_unused(pins: &Pins) -> bool {
    pins.funds.iter().all(|fund| *fund == Identity::NONE)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Margined => "margined and fund-covered; reserves not proven",
            Self::Impaired => "impaired",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let insecure = if self.insecure { " (INSECURE keys)" } else { "" };
        writeln!(f, "verdict: {}{insecure}", self.outcome)?;
        writeln!(f, "venue {} on chain {}", self.venue, self.chain_id)?;
        writeln!(f, "epoch {}, snapshot of second {}", self.epoch, self.time)?;
        writeln!(f, "digest {}", self.digest)?;
        writeln!(f, "parameters {}", self.parameters)?;
        writeln!(f, "{} accounts in {} batches", self.accounts, self.batches)?;
        for (name, class) in [("customers", &self.customers), ("house", &self.house)] {
            writeln!(
                f,
                "{name}: at most {} flagged, lacking at most {} USD; at most {} below zero, owing \
                 at most {} USD",
                class.flagged, class.deficit, class.negative, class.owed
            )?;
        }
        for (title, lines) in [
            ("proven", &self.proven),
            ("not proven", &self.not_proven),
            ("warnings", &self.warnings),
        ] {
            if !lines.is_empty() {
                writeln!(f, "{title}:")?;
            }
            lines.iter().try_for_each(|line| writeln!(f, "  - {line}"))?;
        }
        Ok(())
    }
}
