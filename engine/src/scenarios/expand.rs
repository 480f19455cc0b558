//! From one file to columns: groups for each underlying, grids in ranges,
//! scenarios in full, and which columns are neighbours.

use plimsoll_statement::{GroupFile, Rules, StressFile, TestFile};

use super::error::ScenarioError;
use super::file::{GroupSpec, Measure, Range, RangeMove, Scenario, ScenarioFile, ScenarioSource};
use super::plan::{Cell, Column, FloorShares, GroupCells, ScenarioPlan};
use super::resolve::Resolver;
use super::values::{CurveShift, Number};
use crate::state::{Curve, MarketState, Shift, VolatilityShift};

const PLACEHOLDER: &str = "{underlying}";
const TOO_MANY: &str = "more scenarios than parameters have; use a coarser grid or fewer groups";

/// A file on its way into a plan.
pub(super) struct Expansion<'a> {
    resolver: Resolver<'a>,
    file: &'a ScenarioFile,
    plan: &'a mut ScenarioPlan,
    ranges: Vec<Option<&'a Range>>,
    /// Groups of the file: the name it has there, and here.
    groups: Vec<(String, String)>,
}

/// A move in ranges, by position of its column.
struct Placed {
    column: usize,
    spot: f64,
    volatility: f64,
    whole: bool,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(
        market: &'a MarketState,
        source: &'a ScenarioSource,
        plan: &'a mut ScenarioPlan,
    ) -> Self {
        let resolver =
            Resolver { market, file: &source.label, absent: std::mem::take(&mut plan.absent) };
        Self { resolver, file: &source.file, plan, ranges: Vec::new(), groups: Vec::new() }
    }

    pub(super) fn run(mut self) -> Result<(), ScenarioError> {
        if let Some(fault) = self.file.tenor_law.and_then(|law| law.fault()) {
            return Err(self.fault("tenor_law", fault));
        }
        self.ranges = self.resolver.underlyings("ranges", &self.file.ranges)?;
        self.floors()?;
        for (at, group) in self.file.groups.iter().enumerate() {
            self.group(&format!("groups[{at}]"), group)?;
        }
        for (at, test) in self.file.tests.iter().enumerate() {
            let mut groups = Vec::new();
            for name in &test.groups {
                if !self.file.groups.iter().any(|group| group.name == *name) {
                    let what = format!("this file has no group {name:?}");
                    return Err(self.fault(&format!("tests[{at}].groups"), &what));
                }
                let meant = self.groups.iter().filter(|(written, _)| written == name);
                groups.extend(meant.map(|(_, group)| group.clone()));
            }
            if groups.is_empty() {
                let what = "none of its groups has an underlying in this market";
                return Err(self.fault(&format!("tests[{at}].groups"), what));
            }
            self.plan.tests.push(TestFile { name: test.name.clone(), groups });
        }
        for (at, stress) in self.file.stresses.iter().enumerate() {
            let field = format!("stresses[{at}].scenario");
            let column = self.scenario(&field, &stress.scenario)?;
            let column = self.narrow(&field, column)?;
            let closing_cost = stress.closing_cost;
            self.plan.stresses.push(StressFile { column, closing_cost });
        }
        self.plan.absent = self.resolver.absent;
        Ok(())
    }

    fn floors(&mut self) -> Result<(), ScenarioError> {
        let floors = self.resolver.underlyings("floors", &self.file.floors)?;
        for (position, found) in floors.into_iter().enumerate() {
            let Some(found) = found else { continue };
            let share = |number: &Number| match number.value() {
                share if share.is_finite() && share >= 0.0 => Ok(share),
                _ => Err(self.fault("floors", "a share is finite and not below zero")),
            };
            let (settled, short_option) = (share(&found.settled)?, share(&found.short_option)?);
            if let Some(known) = self.plan.floors.get_mut(position) {
                *known = FloorShares {
                    settled: known.settled.max(settled),
                    short_option: known.short_option.max(short_option),
                };
            }
        }
        Ok(())
    }

    fn group(&mut self, field: &str, spec: &GroupSpec) -> Result<(), ScenarioError> {
        if spec.each.is_some() != spec.name.contains(PLACEHOLDER) {
            let what =
                format!("{PLACEHOLDER} is in the name of a group that has `each`, and in no other");
            return Err(self.fault(&format!("{field}.name"), &what));
        }
        if spec.chords && spec.worst != 1 {
            let what = "chords bound a worst case, not a mean: worst is 1 where chords are charged";
            return Err(self.fault(&format!("{field}.chords"), what));
        }
        let Some(each) = &spec.each else {
            let all = (0..self.resolver.market.underlyings().len()).collect();
            return self.one_group(field, spec, &spec.name, all);
        };
        if !spec.scenarios.is_empty() {
            let what = "scenarios in full name what moves; a group for each underlying has moves";
            return Err(self.fault(&format!("{field}.scenarios"), what));
        }
        for position in self.resolver.members(each) {
            let underlying = &self.resolver.market.underlyings()[position].name;
            self.one_group(field, spec, underlying, vec![position])?;
        }
        Ok(())
    }

    fn one_group(
        &mut self,
        field: &str,
        spec: &GroupSpec,
        subject: &str,
        moves: Vec<usize>,
    ) -> Result<(), ScenarioError> {
        let name = spec.name.replace(PLACEHOLDER, subject);
        if self.plan.groups.iter().any(|group| group.name == name) {
            let what = format!("there is a group {name:?} already; give it another name");
            return Err(self.fault(&format!("{field}.name"), &what));
        }
        let mut placed = Vec::new();
        let mut columns = Vec::new();
        let size =
            spec.grid.as_ref().map_or(0, |g| g.spot.len().saturating_mul(g.volatility.len()));
        if size > Rules::MAX_COLUMNS {
            return Err(self.fault(&format!("{field}.grid"), TOO_MANY));
        }
        for (of, what) in in_ranges(field, spec) {
            let column = self.in_ranges(&of, &what, subject, &moves)?;
            columns.push(self.narrow(&of, column)?);
            placed.push(Placed {
                column,
                spot: what.spot.value(),
                volatility: what.volatility.value(),
                whole: what.weight.is_none()
                    && what.measure == Measure::Full
                    && what.days.value() == 0.0,
            });
        }
        for (at, scenario) in spec.scenarios.iter().enumerate() {
            let of = format!("{field}.scenarios[{at}]");
            let column = self.scenario(&of, scenario)?;
            columns.push(self.narrow(&of, column)?);
        }
        if columns.is_empty() {
            // Nothing is asked for: the zero move asks for nothing.
            columns.push(0);
        }
        if spec.chords {
            let cells = neighbours(placed);
            self.plan.chords.push(GroupCells { group: name.clone(), moves, cells });
        }
        self.groups.push((spec.name.clone(), name.clone()));
        self.plan.groups.push(GroupFile { name, columns, worst: spec.worst });
        Ok(())
    }

    /// A move in ranges of these underlyings together.
    fn in_ranges(
        &mut self,
        field: &str,
        what: &RangeMove,
        subject: &str,
        moves: &[usize],
    ) -> Result<usize, ScenarioError> {
        let mut shift = self.nothing();
        let (spot, volatility) = (what.spot.value(), what.volatility.value());
        for &position in moves {
            let underlying = &self.resolver.market.underlyings()[position];
            let Some(range) = self.ranges.get(position).copied().flatten() else {
                let missing =
                    format!("there is no range for {}; add one to `ranges`", underlying.name);
                return Err(self.fault(field, &missing));
            };
            let up = volatility > 0.0;
            let far = if up { &range.volatility_up } else { &range.volatility_down };
            shift.spot[position] = spot * range.spot.value();
            shift.volatility[position].relative = volatility * far.value();
        }
        shift.days = what.days.value();
        let name = match &what.name {
            Some(name) => name.replace(PLACEHOLDER, subject),
            None => described(subject, what),
        };
        self.push(field, name, shift, what.weight.as_ref(), what.measure)
    }

    /// A scenario in full.
    fn scenario(&mut self, field: &str, what: &Scenario) -> Result<usize, ScenarioError> {
        let mut shift = self.nothing();
        let resolver = &mut self.resolver;
        let numbers = |found: Vec<Option<&Number>>| -> Vec<f64> {
            found.into_iter().map(|number| number.map_or(0.0, Number::value)).collect()
        };
        let of = |part: &str| format!("{field}.{part}");
        shift.spot = numbers(resolver.underlyings(&of("spot"), &what.spot)?);
        let relative = numbers(resolver.underlyings(&of("volatility"), &what.volatility)?);
        let points = &what.volatility_points;
        let absolute = numbers(resolver.underlyings(&of("volatility_points"), points)?);
        let surfaces = resolver.underlyings(&of("surface"), &what.surface)?;
        let carries = resolver.underlyings(&of("carry"), &what.carry)?;
        let coins: Vec<&str> = resolver.market.coins().iter().map(|c| c.name.as_str()).collect();
        shift.pegs = numbers(resolver.named(&coins, &what.pegs));
        let wrappers = resolver.market.wrappers().iter();
        let wrappers: Vec<&str> = wrappers.map(|wrapper| wrapper.name.as_str()).collect();
        shift.wrappers = numbers(resolver.named(&wrappers, &what.wrappers));
        for (position, moved) in shift.volatility.iter_mut().enumerate() {
            moved.relative = relative[position];
            moved.absolute = absolute[position];
            if let Some(surface) = surfaces[position] {
                if let Some(fault) = surface.fault() {
                    return Err(ScenarioError::field(resolver.file, of("surface"), fault));
                }
                moved.surface = Some(surface.clone().into());
            }
            shift.carry[position] = carries[position].map(curve);
        }
        shift.rate = what.rate.as_ref().map(curve);
        shift.correlation = what.correlation.value();
        shift.days = what.days.value();
        self.push(field, what.name.clone(), shift, what.weight.as_ref(), what.measure)
    }

    /// Nothing moves, by this file's rules for smiles.
    fn nothing(&self) -> Shift {
        let mut shift = Shift::nothing(self.resolver.market);
        shift.smile = self.file.smile;
        shift.volatility.fill(VolatilityShift { law: self.file.tenor_law, ..Default::default() });
        shift
    }

    fn push(
        &mut self,
        field: &str,
        name: String,
        shift: Shift,
        weight: Option<&Number>,
        measure: Measure,
    ) -> Result<usize, ScenarioError> {
        if name.is_empty() {
            return Err(self.fault(&format!("{field}.name"), "a scenario has a name"));
        }
        if self.plan.columns.len() >= Rules::MAX_COLUMNS {
            return Err(self.fault(field, TOO_MANY));
        }
        let weight = weight.map_or(1.0, Number::value);
        if !(weight > 0.0 && weight <= 1.0) {
            return Err(
                self.fault(&format!("{field}.weight"), "a weight is above 0, and at most 1")
            );
        }
        // Whatever is valued later is valued in a market that can be.
        if let Err(source) = self.resolver.market.moved(shift.clone()) {
            let file = self.resolver.file.to_owned();
            return Err(ScenarioError::State { file, scenario: name, source });
        }
        self.plan.columns.push(Column { name, shift, weight, measure });
        Ok(self.plan.columns.len() - 1)
    }

    fn narrow(&self, field: &str, column: usize) -> Result<u16, ScenarioError> {
        u16::try_from(column).map_err(|_| self.fault(field, TOO_MANY))
    }

    fn fault(&self, field: &str, what: &str) -> ScenarioError {
        ScenarioError::field(self.resolver.file, field, what)
    }
}

/// A group's grid and moves, with the fields that they come from.
fn in_ranges(field: &str, spec: &GroupSpec) -> Vec<(String, RangeMove)> {
    let mut all = Vec::new();
    if let Some(grid) = &spec.grid {
        for (row, spot) in grid.spot.iter().enumerate() {
            for volatility in &grid.volatility {
                let (spot, volatility) = (spot.clone(), volatility.clone());
                let what = RangeMove { spot, volatility, ..RangeMove::default() };
                all.push((format!("{field}.grid.spot[{row}]"), what));
            }
        }
    }
    let moves = spec.moves.iter().enumerate();
    all.extend(moves.map(|(at, what)| (format!("{field}.moves[{at}]"), what.clone())));
    all
}

/// A name for a move in ranges.
fn described(subject: &str, what: &RangeMove) -> String {
    let RangeMove { spot, volatility, .. } = what;
    match what.measure {
        Measure::Full => format!("{subject}: spot {spot}, vol {volatility}"),
        Measure::FirstOrder if spot.value() == 0.0 => format!("{subject}: vega, vol {volatility}"),
        Measure::FirstOrder => format!("{subject}: delta, spot {spot}"),
        Measure::SecondOrder => format!("{subject}: gamma, spot {spot}"),
    }
}

/// Pairs of moves that are next to each other in spot and have the same
/// volatility.
fn neighbours(mut placed: Vec<Placed>) -> Vec<Cell> {
    placed.retain(|place| place.whole);
    placed.sort_by(|a, b| a.volatility.total_cmp(&b.volatility).then(a.spot.total_cmp(&b.spot)));
    let next = placed.windows(2).filter(|pair| {
        pair[0].volatility.to_bits() == pair[1].volatility.to_bits() && pair[0].spot < pair[1].spot
    });
    next.map(|pair| Cell { low: pair[0].column, high: pair[1].column }).collect()
}

/// By tenor in years.
fn curve(shift: &CurveShift) -> Curve {
    match shift {
        CurveShift::Flat(shift) => Curve::flat(*shift),
        // Checked with the rest of the shift.
        CurveShift::ByDays(points) => Curve::from_days(points),
    }
}
