//! What a lot costs its holder: haircuts, closing costs, floors and tiers, each
//! rounded against the holder.

use super::error::TableError;
use super::listing::{Haircut, Listing};
use super::row::{Context, fits};
use crate::instruments::Role;
use crate::round::{UNITS_PER_USD, units_rounded_up, whole_rounded_down};

/// In units, before rounding of marks and gains is added.
pub(super) struct Charged {
    pub(super) haircut_long: i64,
    pub(super) haircut_short: i64,
    pub(super) floor_long: i64,
    pub(super) floor_short: i64,
    pub(super) tiers: Vec<(i64, i64)>,
}

/// Knees have 62 bits; beyond is never.
const LARGEST_KNEE: f64 = (1u64 << 61) as f64;

pub(super) fn charged(
    context: &Context<'_>,
    listing: &Listing,
    lot: f64,
    mark: f64,
    mark_units: i64,
) -> Result<Charged, TableError> {
    let (contract, charges) = (listing.contract.as_ref(), &listing.charges);
    let fault = |what, found| TableError::Charge { symbol: listing.symbol.clone(), what, found };
    let share = |what, found: f64| {
        if found.is_finite() && found >= 0.0 { Ok(found) } else { Err(fault(what, found)) }
    };
    let still = context.market.still();
    let notional = contract.notional(&still).map_err(|source| TableError::Value {
        symbol: listing.symbol.clone(),
        scenario: "no move".to_owned(),
        source,
    })?;
    let (worth, premium) = (lot * notional, lot * mark.abs());
    if !(worth.is_finite() && worth > 0.0) {
        return Err(fault("the notional", worth));
    }
    let up = |what: &'static str, dollars: f64| {
        fits(listing, &|| what.to_owned(), dollars * UNITS_PER_USD)?;
        Ok::<i64, TableError>(units_rounded_up(dollars))
    };

    let spread = worth * share("the spread", charges.spread)?
        + premium * share("the spread of the mark", charges.spread_of_mark)?;
    // Nobody pays to close what may as well expire.
    let long_spread = if contract.role() == Role::Option { spread.min(premium) } else { spread };
    let haircut = |what, haircut, spread: f64| match haircut {
        Haircut::Whole => Ok(mark_units.abs()),
        Haircut::Share(of) => up(what, worth * share(what, of)? + spread),
    };

    let floors = floor_shares(context, listing);
    let floor = |what, own: f64, preset: f64| up(what, worth * share(what, own)?.max(preset));
    let mut tiers = Vec::new();
    for tier in &charges.tiers {
        let lots = share("where a tier begins", tier.beyond)? / worth;
        // Too near is against the holder, so down.
        let knee = whole_rounded_down(lots.min(LARGEST_KNEE));
        let slope = up("a tier's slope", worth * share("what a tier costs", tier.costs)?)?;
        tiers.push((knee, slope));
    }
    let room = context.capacity.tiers;
    let found = tiers.len();
    let wanted = usize::try_from(room).unwrap_or(usize::MAX);
    if found > wanted {
        return Err(TableError::Tiers { symbol: listing.symbol.clone(), found, room });
    }
    tiers.resize(wanted, (0, 0));
    Ok(Charged {
        haircut_long: haircut("the haircut of longs", charges.haircut_long, long_spread)?,
        haircut_short: haircut("the haircut of shorts", charges.haircut_short, spread)?,
        floor_long: floor("the floor of longs", charges.floor_long, floors.0)?,
        floor_short: floor("the floor of shorts", charges.floor_short, floors.1)?,
        tiers,
    })
}

/// What the preset asks of longs and shorts of this contract: the largest of
/// what its underlyings say.
fn floor_shares(context: &Context<'_>, listing: &Listing) -> (f64, f64) {
    let contract = listing.contract.as_ref();
    let mut floors = (0.0f64, 0.0f64);
    for name in contract.moves_with() {
        let Ok(position) = context.market.position(name) else { continue };
        let Some(shares) = context.plan.floors.get(position) else { continue };
        let (long, short) = match contract.role() {
            Role::Settled | Role::Swap => (shares.settled, shares.settled),
            Role::Option => (0.0, shares.short_option),
            Role::Cash | Role::Collateral => (0.0, 0.0),
        };
        floors = (floors.0.max(long), floors.1.max(short));
    }
    floors
}
