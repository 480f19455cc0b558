//! One figure out of several sources: the median of those that are fresh, sure
//! and agree. What is left out is reported, and too few are an error.

use std::collections::BTreeMap;

use super::observation::{Claim, Rejection, Rule};

/// What claims are held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// The market's moment.
    pub(crate) now: u64,
    pub(crate) ahead: u64,
    pub(crate) max_age: u64,
    pub(crate) max_deviation: f64,
    /// Prices are above zero and deviate by a share; rates are neither.
    pub(crate) positive: bool,
    pub(crate) max_confidence: f64,
    pub(crate) min_sources: usize,
}

/// What sources agree on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreed {
    /// Their median.
    pub value: f64,
    /// How many were used.
    pub sources: usize,
    /// The largest less the smallest of those used.
    pub range: f64,
}

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shortage {
    /// Too few are left.
    #[error("{good} of {said} sources are good, and the policy asks for {needed}")]
    TooFew {
        /// Those that passed every rule.
        good: usize,
        /// Those that said anything.
        said: usize,
        /// The policy's bound.
        needed: usize,
    },
    /// Those near the median are not more than half of the fresh ones.
    #[error("{agreeing} of {fresh} fresh sources agree, which is not more than half")]
    NoMajority {
        /// Those near the median.
        agreeing: usize,
        /// Those that passed every rule but that one.
        fresh: usize,
    },
}

impl Rules {
    /// The figure, and what was left out.
    pub(crate) fn agree(
        &self,
        about: &str,
        claims: &[Claim],
        rejected: &mut Vec<Rejection>,
    ) -> Result<Agreed, Shortage> {
        let mut reject = |claim: &Claim, rule| {
            let source = claim.source.clone();
            rejected.push(Rejection { source, about: about.to_owned(), rule });
        };
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for claim in claims {
            *times.entry(&claim.source).or_default() += 1;
        }
        let mut fresh: Vec<&Claim> = Vec::new();
        for claim in claims {
            let times = times.get(claim.source.as_str()).copied().unwrap_or(1);
            match self.broken(claim, times) {
                Some(rule) => reject(claim, rule),
                None => fresh.push(claim),
            }
        }
        let few =
            |good: usize| Shortage::TooFew { good, said: times.len(), needed: self.min_sources };
        let Some(centre) = median(fresh.iter().map(|claim| claim.value)) else {
            return Err(few(0));
        };
        let mut used: Vec<f64> = Vec::new();
        for claim in &fresh {
            let scale = if self.positive { centre } else { 1.0 };
            let distance = (claim.value - centre).abs() / scale;
            if distance <= self.max_deviation {
                used.push(claim.value);
            } else {
                let most = self.max_deviation;
                reject(claim, Rule::Deviates { distance, median: centre, most });
            }
        }
        if used.len() * 2 <= fresh.len() {
            return Err(Shortage::NoMajority { agreeing: used.len(), fresh: fresh.len() });
        }
        if used.len() < self.min_sources {
            return Err(few(used.len()));
        }
        let value = median(used.iter().copied()).ok_or_else(|| few(0))?;
        let low = used.iter().copied().fold(f64::INFINITY, f64::min);
        let high = used.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Ok(Agreed { value, sources: used.len(), range: high - low })
    }

    /// The first rule that a claim breaks on its own.
    fn broken(&self, claim: &Claim, times: usize) -> Option<Rule> {
        if times > 1 {
            return Some(Rule::Repeated { times });
        }
        if self.positive && claim.value <= 0.0 {
            return Some(Rule::NotPositive { value: claim.value });
        }
        if let Some(rule) = untimely(claim.time, self.now, self.ahead, self.max_age) {
            return Some(rule);
        }
        let share = claim.confidence / claim.value.abs();
        let most = self.max_confidence;
        (self.positive && share > most).then_some(Rule::Unsure { share, most })
    }
}

/// Whether an observation is too old, or of the future.
pub(super) fn untimely(time: u64, now: u64, ahead: u64, max_age: u64) -> Option<Rule> {
    let (early, late) = (time.saturating_sub(now), now.saturating_sub(time));
    if early > ahead {
        return Some(Rule::Future { ahead: early, most: ahead });
    }
    (late > max_age).then_some(Rule::Stale { age: late, most: max_age })
}

/// The middle one, or the middle of the two.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2).copied()?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get(sorted.len() / 2 - 1).copied()?;
    Some(lower + 0.5 * (upper - lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        now: 1000,
        ahead: 2,
        max_age: 60,
        max_deviation: 0.02,
        positive: true,
        max_confidence: 0.01,
        min_sources: 2,
    };

    fn claims(values: &[f64]) -> Vec<Claim> {
        let claim =
            |(i, &value)| Claim { source: format!("s{i}"), value, confidence: 0.0, time: 1000 };
        values.iter().enumerate().map(claim).collect()
    }

    fn agree(claims: &[Claim]) -> (Result<Agreed, Shortage>, Vec<Rule>) {
        let mut rejected = Vec::new();
        let agreed = RULES.agree("X", claims, &mut rejected);
        (agreed, rejected.into_iter().map(|r| r.rule).collect())
    }

    #[test]
    fn the_median_of_those_that_agree() {
        let (agreed, rejected) = agree(&claims(&[100.0, 101.0, 100.5, 180.0]));
        assert_eq!(agreed, Ok(Agreed { value: 100.5, sources: 3, range: 1.0 }));
        assert_eq!(rejected.len(), 1);
        assert!(matches!(rejected[0], Rule::Deviates { median: 100.75, .. }), "{rejected:?}");
    }

    #[test]
    fn each_rule_rejects() {
        let mut said = claims(&[100.0, 100.0, 100.0, 100.0, -1.0, 100.0, 100.0, 100.0]);
        said[2].time = 939;
        said[3].time = 1003;
        said[5].confidence = 1.1;
        said[6].source = "s7".into();
        let (agreed, rejected) = agree(&said);
        assert_eq!(agreed.unwrap().sources, 2);
        let expected = [
            Rule::Stale { age: 61, most: 60 },
            Rule::Future { ahead: 3, most: 2 },
            Rule::NotPositive { value: -1.0 },
            Rule::Unsure { share: 1.1 / 100.0, most: 0.01 },
            Rule::Repeated { times: 2 },
            Rule::Repeated { times: 2 },
        ];
        assert_eq!(rejected, expected);
    }

    #[test]
    fn too_few_and_too_divided_are_errors() {
        let few = |good, said| Err(Shortage::TooFew { good, said, needed: 2 });
        assert_eq!(agree(&[]).0, few(0, 0));
        assert_eq!(agree(&claims(&[100.0])).0, few(1, 1));
        let divided = Err(Shortage::NoMajority { agreeing: 0, fresh: 2 });
        assert_eq!(agree(&claims(&[100.0, 110.0])).0, divided);
        let scattered = Err(Shortage::NoMajority { agreeing: 1, fresh: 5 });
        assert_eq!(agree(&claims(&[80.0, 90.0, 100.0, 110.0, 120.0])).0, scattered);
    }
}
