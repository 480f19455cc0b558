//! From a market, the venue's rules and what it lists to parameters: the whole
//! way, so that anyone can take it again.

use std::sync::{Arc, OnceLock};

use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::{CapacityFile, Parameters, UnderlyingFile};

use super::calibrate::{Calibration, SurfaceSmile};
use super::charging::{self, charges};
use super::dynamics::{FullDynamics, full_dynamics};
use super::error::RiskError;
use super::rules::Figure;
use super::source::VenueMarket;
use super::tail;
use super::terms::{Terms, in_rows};
use crate::parameters::{Listing, Provenance, TableInputs, build_table};
use crate::scenarios::ScenarioPlan;
use crate::state::{
    Curve, ImpliedVolatility, MarketParts, MarketState, SettlementCoin, Underlying, Wrapper,
};

/// A venue's model of its market: fitted, and ready to value what it lists.
#[derive(Debug)]
pub struct RiskModel<'a> {
    source: &'a VenueMarket,
    instruments: &'a [Instrument],
    calibration: Calibration,
    state: MarketState,
    listings: Vec<Listing>,
    /// Fitted once, where something is simulated.
    dynamics: OnceLock<FullDynamics>,
}

/// What may differ from the rules as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// Scenarios instead of the rules'.
    pub scenarios: Option<Vec<String>>,
    /// A multiplier instead of the rules'.
    pub multiplier: Option<Figure>,
    /// Room that the proving key has, instead of the rules'.
    pub capacity: Option<CapacityFile>,
    /// Of scenarios that are drawn, instead of the rules'.
    pub seed: Option<u64>,
}

impl<'a> RiskModel<'a> {
    /// Fits everything that the instruments need.
    ///
    /// # Errors
    /// If the market lacks what they need, or they have no terms.
    pub fn new(source: &'a VenueMarket, instruments: &'a [Instrument]) -> Result<Self, RiskError> {
        let (market, rules) = (&source.market, &source.rules);
        let terms = Terms { rules, instruments, now: market.manifest.time };
        let mut calibration = Calibration::of(market, &terms)?;
        calibration.remarks.extend(charging::remarks(source, instruments));
        let state = market_state(source, &terms, &mut calibration)?;
        let mut listings = Vec::with_capacity(instruments.len());
        for instrument in instruments {
            let contract = terms.contract(instrument)?;
            let charges = charges(source, &calibration, instrument)?;
            listings.push(Listing {
                symbol: instrument.symbol.clone(),
                underlying: instrument.underlying.clone(),
                lot_size: instrument.lot_size,
                asset: instrument.kind.is_asset(),
                contract,
                charges,
            });
        }
        let dynamics = OnceLock::new();
        Ok(Self { source, instruments, calibration, state, listings, dynamics })
    }

    /// What was fitted.
    #[must_use]
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// How underlyings move.
    ///
    /// # Errors
    /// If one has no history.
    pub(super) fn dynamics(&self) -> Result<&FullDynamics, RiskError> {
        match self.dynamics.get() {
            Some(known) => Ok(known),
            None => {
                let fitted = full_dynamics(self)?;
                Ok(self.dynamics.get_or_init(|| fitted))
            }
        }
    }

    /// The market that contracts are valued in.
    #[must_use]
    pub fn state(&self) -> &MarketState {
        &self.state
    }

    /// What is listed, in the order of the instruments.
    #[must_use]
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// What it was made from.
    #[must_use]
    pub fn source(&self) -> &VenueMarket {
        self.source
    }

    /// The scenarios of these choices, for this market.
    ///
    /// # Errors
    /// If there are none of that name, or they do not fit the market.
    pub fn plan(&self, choices: &Choices) -> Result<ScenarioPlan, RiskError> {
        let mut sources = Vec::new();
        for name in self.names(choices) {
            sources.push(match name.as_str() {
                tail::NAME => tail::drawn(self, choices.seed)?,
                other => self.source.scenarios(other)?,
            });
        }
        let plan = ScenarioPlan::new(&self.state, &sources)?;
        let multiplier = choices.multiplier.unwrap_or(self.source.rules.multiplier);
        if multiplier.0 < 1.0 {
            return Err(RiskError::Milder(multiplier.0));
        }
        Ok(plan.multiplied(multiplier.0))
    }

    fn names<'c>(&'c self, choices: &'c Choices) -> &'c [String] {
        choices.scenarios.as_ref().unwrap_or(&self.source.rules.scenarios)
    }

    /// The parameters, valid as the statement has it.
    ///
    /// # Errors
    /// If an instrument has no value in some scenario, or the rules of the
    /// statement are broken.
    pub fn parameters(&self, choices: &Choices) -> Result<Parameters, RiskError> {
        self.table(&self.plan(choices)?, choices)
    }

    /// The parameters of a plan that these choices made.
    pub(crate) fn table(
        &self,
        plan: &ScenarioPlan,
        choices: &Choices,
    ) -> Result<Parameters, RiskError> {
        let names = self.names(choices);
        let drawn = names.iter().any(|name| name == tail::NAME);
        let provenance = Provenance {
            seed: drawn.then(|| tail::seed(self, choices.seed)).flatten(),
            preset: Some(names.join(",")),
            terms: in_rows(self.instruments).cloned().collect(),
            inputs: self.source.inputs(),
        };
        let file = build_table(&TableInputs {
            market: &self.state,
            listings: &self.listings,
            plan,
            capacity: choices.capacity.unwrap_or_else(|| self.capacity()),
            cover: self.source.rules.cover,
            underlyings: &self.references(),
            provenance: Some(&provenance),
        })?;
        Parameters::new(file).map_err(RiskError::invalid)
    }

    /// The rules' capacity, or room for what is listed and no more.
    fn capacity(&self) -> CapacityFile {
        self.source.rules.capacity.unwrap_or_else(|| self.least_capacity())
    }

    /// Room for what is listed and no more.
    #[must_use]
    pub fn least_capacity(&self) -> CapacityFile {
        let room = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let assets = self.listings.iter().filter(|listing| listing.asset).count();
        let tiers = self.listings.iter().map(|l| l.charges.tiers.len()).max().unwrap_or(0);
        CapacityFile {
            assets: room(assets),
            zero_sum: room(self.listings.len() - assets),
            tiers: room(tiers),
        }
    }

    /// For each underlying the first instrument that rises with it.
    fn references(&self) -> Vec<UnderlyingFile> {
        let rank = |kind| match kind {
            Kind::Perp => Some(0),
            Kind::Future => Some(1),
            Kind::Asset => Some(2),
            _ => None,
        };
        let of = |name: &String| {
            let moving = in_rows(self.instruments).filter(|i| i.underlying.as_ref() == Some(name));
            let ranked = moving.filter_map(|i| rank(i.kind).map(|rank| (rank, i)));
            let (_, first) = ranked.min_by_key(|(rank, _)| *rank)?;
            Some(UnderlyingFile { name: name.clone(), reference: first.symbol.clone() })
        };
        let names = self.state.underlyings().iter().map(|underlying| &underlying.name);
        names.filter_map(of).collect()
    }
}

fn market_state(
    source: &VenueMarket,
    terms: &Terms<'_>,
    calibration: &mut Calibration,
) -> Result<MarketState, RiskError> {
    let (market, rules) = (&source.market, &source.rules);
    let price = |name: &str, wanted_by: &str| {
        market.spot(name).ok_or_else(|| RiskError::NoPrice {
            name: name.to_owned(),
            wanted_by: wanted_by.to_owned(),
        })
    };
    let mut underlyings = Vec::new();
    for name in terms.underlyings() {
        let spot = price(&name, "what moves with it")?;
        let carry = calibration.carry.get(&name).cloned().unwrap_or_else(|| Curve::flat(0.0));
        let class = if terms.has_options(&name) { "options" } else { "futures" };
        let own = rules.classes.get(&name).cloned().unwrap_or_default();
        let smile = calibration.surfaces.get(&name).map(|fitted| {
            let surface = fitted.fit.surface.clone();
            let smile = SurfaceSmile { surface, spot, carry: carry.clone() };
            Arc::new(smile) as Arc<dyn ImpliedVolatility>
        });
        let classes = own.into_iter().chain([class.to_owned()]).collect();
        underlyings.push(Underlying { name, classes, spot, carry, smile });
    }
    let mut coins = Vec::new();
    for (name, rule) in &rules.coins {
        let worth = price(name, "cash")?;
        let off = (worth - 1.0).abs();
        let at_par = rule.par_within.is_some_and(|within| off <= within.0);
        if let (false, Some(within)) = (at_par, rule.par_within) {
            calibration.remarks.push(format!(
                "{name} trades at {worth}, more than {} off par: it counts at its price",
                within.0
            ));
        }
        if at_par && worth != 1.0 {
            calibration.remarks.push(format!("{name} trades at {worth}, and counts as 1 dollar"));
        }
        let worth = if at_par { 1.0 } else { worth };
        coins.push(SettlementCoin { name: name.clone(), worth });
    }
    let mut wrappers = Vec::new();
    let listed = |name: &str| terms.instruments.iter().any(|i| i.symbol == name);
    for (name, underlying) in rules.staked.iter().filter(|(name, _)| listed(name)) {
        let ratio = price(name, "what is staked")? / price(underlying, name)?;
        wrappers.push(Wrapper { name: name.clone(), underlying: underlying.clone(), ratio });
    }
    let names: Vec<&String> = underlyings.iter().map(|underlying| &underlying.name).collect();
    let known = calibration.correlation.as_ref();
    let correlations = known
        .filter(|known| known.names.iter().eq(names.iter().copied()))
        .map(|known| known.calm.clone());
    let state = MarketParts { underlyings, coins, wrappers, rates: rates(source)?, correlations };
    Ok(MarketState::new(state)?)
}

/// The dollar's curve, or none where the market has none.
fn rates(source: &VenueMarket) -> Result<Curve, RiskError> {
    let dollar = source.market.rates.iter().filter(|((curve, _), _)| curve == "USD");
    let points: Vec<(f64, f64)> =
        dollar.map(|((_, days), agreed)| (f64::from(*days) / 365.0, agreed.value)).collect();
    if points.is_empty() { Ok(Curve::flat(0.0)) } else { Ok(Curve::new(points)?) }
}
