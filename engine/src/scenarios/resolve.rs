//! Who is meant: from targets such as `"class:majors"` to a market's
//! underlyings, coins and wrappers, the closest name counting.

use std::collections::BTreeSet;

use super::error::ScenarioError;
use super::values::Targets;
use crate::state::{MarketState, Underlying};

/// A file's targets in a market.
pub(super) struct Resolver<'a> {
    pub(super) market: &'a MarketState,
    pub(super) file: &'a str,
    /// Names that the market does not have.
    pub(super) absent: BTreeSet<String>,
}

impl Resolver<'_> {
    /// For every underlying what is said of it, if anything is.
    ///
    /// # Errors
    /// If two classes of an underlying say something, and its name nothing.
    pub(super) fn underlyings<'t, T>(
        &mut self,
        field: &str,
        targets: &'t Targets<T>,
    ) -> Result<Vec<Option<&'t T>>, ScenarioError> {
        let underlyings = self.market.underlyings();
        let mut found = Vec::with_capacity(underlyings.len());
        for underlying in underlyings {
            found.push(self.closest(field, targets, underlying)?);
        }
        for (target, _) in targets.iter() {
            if !underlyings.iter().any(|underlying| closeness(target, underlying).is_some()) {
                self.absent.insert(target.to_owned());
            }
        }
        Ok(found)
    }

    fn closest<'t, T>(
        &self,
        field: &str,
        targets: &'t Targets<T>,
        underlying: &Underlying,
    ) -> Result<Option<&'t T>, ScenarioError> {
        let mut best: Option<(u8, &str, &T)> = None;
        for (target, value) in targets.iter() {
            let Some(close) = closeness(target, underlying) else { continue };
            match best {
                Some((other, _, _)) if other > close => {}
                Some((other, known, _)) if other == close => {
                    let what = format!(
                        "both {known:?} and {target:?} mean {}; name it by itself",
                        underlying.name
                    );
                    return Err(ScenarioError::field(self.file, field, what));
                }
                _ => best = Some((close, target, value)),
            }
        }
        Ok(best.map(|(_, _, value)| value))
    }

    /// For every one of these names what is said of it: by name or by `"*"`.
    pub(super) fn named<'t, T>(
        &mut self,
        names: &[&str],
        targets: &'t Targets<T>,
    ) -> Vec<Option<&'t T>> {
        let by = |name: &str| targets.iter().find(|(target, _)| *target == name).map(|(_, v)| v);
        for (target, _) in targets.iter() {
            if target != ALL && !names.contains(&target) {
                self.absent.insert(target.to_owned());
            }
        }
        names.iter().map(|name| by(name).or_else(|| by(ALL))).collect()
    }

    /// Positions of the underlyings that a target means.
    pub(super) fn members(&mut self, target: &str) -> Vec<usize> {
        let all = self.market.underlyings().iter().enumerate();
        let meant = all.filter(|(_, underlying)| closeness(target, underlying).is_some());
        let positions: Vec<usize> = meant.map(|(position, _)| position).collect();
        if positions.is_empty() {
            self.absent.insert(target.to_owned());
        }
        positions
    }
}

const ALL: &str = "*";

/// How closely a target means an underlying, if it does.
fn closeness(target: &str, underlying: &Underlying) -> Option<u8> {
    if target == underlying.name {
        return Some(2);
    }
    if let Some(class) = target.strip_prefix("class:") {
        return underlying.classes.iter().any(|known| known == class).then_some(1);
    }
    (target == ALL).then_some(0)
}
