//! The manifest as JSON, field by field.

use plimsoll_snark::{KeyId, ParameterCommitment};
use plimsoll_statement::{
    Band, ClassDisclosure, CountBound, Disclosure, Gross, Identity, Money, MoneyBound,
    ParametersHash, Pins,
};
use serde::{Deserialize, Serialize};

use super::{LaneKey, Manifest};
use crate::text::parts::{ContextText, ShapeText, field, field_text};
use crate::text::{Decimal, Hex, TextError, wrong};

type Result<T> = std::result::Result<T, TextError>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestText {
    version: u32,
    context: ContextText,
    previous: Hex<32>,
    parameters: Hex<32>,
    pins: PinsText,
    keys: KeysText,
    disclosure: DisclosureText,
    batches: u32,
    digest: Hex<32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinsText {
    funds: [Hex<26>; Pins::FUNDS],
    thresholds: Vec<Decimal<i128>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysText {
    lanes: Vec<LaneText>,
    parameters: Hex<32>,
    closing: Hex<32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LaneText {
    shape: ShapeText,
    key: Hex<32>,
    table: Hex<64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DisclosureText {
    accounts: u64,
    band: u64,
    customers: ClassText,
    house: ClassText,
    assets: Vec<AssetText>,
    open_interest: Vec<Decimal<u128>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassText {
    flagged: u64,
    deficit: Decimal<i128>,
    negative: u64,
    owed: Decimal<i128>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetText {
    customers: GrossText,
    house_and_fund: GrossText,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrossText {
    long: Decimal<u128>,
    short: Decimal<u128>,
}

impl From<&Manifest> for ManifestText {
    fn from(manifest: &Manifest) -> Self {
        let pins = &manifest.pins;
        let lane = |lane: &LaneKey| LaneText {
            shape: ShapeText::from(lane.shape),
            key: Hex(lane.key.0),
            table: Hex::of(&lane.table.to_bytes()),
        };
        Self {
            version: Manifest::VERSION,
            context: ContextText::from(&manifest.context),
            previous: Hex(manifest.previous),
            parameters: field_text(manifest.parameters.0),
            pins: PinsText {
                funds: pins.funds.map(|fund| Hex(*fund.as_bytes())),
                thresholds: pins.thresholds.iter().map(|money| Decimal(money.units())).collect(),
            },
            keys: KeysText {
                lanes: manifest.lanes.iter().map(lane).collect(),
                parameters: Hex(manifest.parameters_key.0),
                closing: Hex(manifest.closing_key.0),
            },
            disclosure: DisclosureText::from(&manifest.disclosure),
            batches: manifest.batches,
            digest: Hex(manifest.digest),
        }
    }
}

impl TryFrom<ManifestText> for Manifest {
    type Error = TextError;

    fn try_from(text: ManifestText) -> Result<Self> {
        let thresholds = text.pins.thresholds.iter().map(|units| money("thresholds", units.0));
        Ok(Self {
            context: text.context.into(),
            previous: text.previous.0,
            parameters: ParametersHash(field("parameters", &text.parameters)?),
            pins: Pins {
                funds: text.pins.funds.map(|fund| Identity::from_bytes(fund.0)),
                thresholds: thresholds.collect::<Result<_>>()?,
            },
            lanes: text.keys.lanes.iter().map(LaneKey::try_from).collect::<Result<_>>()?,
            parameters_key: KeyId(text.keys.parameters.0),
            closing_key: KeyId(text.keys.closing.0),
            disclosure: text.disclosure.try_into()?,
            batches: text.batches,
            digest: text.digest.0,
        })
    }
}

impl TryFrom<&LaneText> for LaneKey {
    type Error = TextError;

    fn try_from(text: &LaneText) -> Result<Self> {
        let table = ParameterCommitment::from_bytes(&text.table.0);
        Ok(Self {
            shape: text.shape.try_into()?,
            key: KeyId(text.key.0),
            table: table.map_err(|error| wrong("table", error))?,
        })
    }
}

impl From<&Disclosure> for DisclosureText {
    fn from(disclosure: &Disclosure) -> Self {
        let class = |class: &ClassDisclosure| ClassText {
            flagged: class.flagged.get(),
            deficit: Decimal(class.deficit.get().units()),
            negative: class.negative.get(),
            owed: Decimal(class.owed.get().units()),
        };
        let gross =
            |gross: &Gross| GrossText { long: Decimal(gross.long), short: Decimal(gross.short) };
        let asset = |[customers, own]: &[Gross; 2]| AssetText {
            customers: gross(customers),
            house_and_fund: gross(own),
        };
        let [customers, house] = &disclosure.classes;
        Self {
            accounts: disclosure.accounts,
            band: disclosure.band.percent(),
            customers: class(customers),
            house: class(house),
            assets: disclosure.assets.iter().map(asset).collect(),
            open_interest: disclosure.open_interest.iter().copied().map(Decimal).collect(),
        }
    }
}

impl TryFrom<DisclosureText> for Disclosure {
    type Error = TextError;

    fn try_from(text: DisclosureText) -> Result<Self> {
        let gross = |gross: &GrossText| Gross { long: gross.long.0, short: gross.short.0 };
        let asset = |asset: &AssetText| [gross(&asset.customers), gross(&asset.house_and_fund)];
        let band = Band::new(text.band).ok_or_else(|| wrong("band", "no band is of this percent"));
        Ok(Self {
            accounts: text.accounts,
            classes: [class(&text.customers)?, class(&text.house)?],
            assets: text.assets.iter().map(asset).collect(),
            open_interest: text.open_interest.iter().map(|lots| lots.0).collect(),
            band: band?,
        })
    }
}

fn class(text: &ClassText) -> Result<ClassDisclosure> {
    let count = |field, count| CountBound::new(count).ok_or_else(|| off_ladder(field));
    let sum = |field, units: &Decimal<i128>| {
        MoneyBound::new(money(field, units.0)?).ok_or_else(|| off_ladder(field))
    };
    Ok(ClassDisclosure {
        flagged: count("flagged", text.flagged)?,
        deficit: sum("deficit", &text.deficit)?,
        negative: count("negative", text.negative)?,
        owed: sum("owed", &text.owed)?,
    })
}

fn off_ladder(field: &'static str) -> TextError {
    wrong(field, "is none of the rungs that bounds are published on")
}

fn money(field: &'static str, units: i128) -> Result<Money> {
    Money::from_units(units).ok_or_else(|| wrong(field, "is beyond any amount of money"))
}
