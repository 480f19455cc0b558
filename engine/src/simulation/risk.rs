//! Value at risk, expected shortfall and the chance of ruin, each with its
//! standard error. Expected shortfall is the statement's: the mean of the worst
//! `k` losses.

use std::cmp::Ordering;

use thiserror::Error;

use crate::special::binomial_upper;

/// Why losses have no risk figure.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum RiskError {
    /// A loss or a weight that is no number, or a weight below zero.
    #[error(
        "loss {number} is {loss}, its weight {weight}: losses are finite, weights finite and not negative"
    )]
    NotALoss {
        /// In the order of arrival, from 0.
        number: usize,
        /// As given.
        loss: f64,
        /// As given.
        weight: f64,
    },
    /// A tail that is no part of the whole.
    #[error("a tail of weight {tail} of {total} in all: it must be above zero and not above all")]
    Tail {
        /// As asked for.
        tail: f64,
        /// As given.
        total: f64,
    },
    /// The losses that were kept end inside what the figures need.
    #[error("the {kept} worst losses that were kept do not reach beyond the tail: keep more")]
    Kept {
        /// How many.
        kept: usize,
    },
}

/// A tail's figures. Errors are one standard deviation, for independent paths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TailRisk {
    /// The smallest loss of the tail.
    pub value_at_risk: f64,
    /// From the losses as many ranks above and below as chance may misplace it.
    pub value_at_risk_error: f64,
    /// The mean loss of the tail.
    pub expected_shortfall: f64,
    /// By its influence function.
    pub expected_shortfall_error: f64,
}

/// How many of the worst paths make the tail beyond a confidence in hundredths
/// of a percent (9,750 is 97.5%), rounded up, at least one.
#[must_use]
pub fn tail_paths(paths: usize, confidence: u16) -> usize {
    let outside = 10_000u128.saturating_sub(u128::from(confidence));
    let tail = (paths as u128 * outside).div_ceil(10_000);
    usize::try_from(tail).unwrap_or(usize::MAX).max(1)
}

/// The risk of equally likely losses, of which the worst `worst` are the tail.
///
/// # Errors
///
/// If a loss is no number, or the tail is empty or longer than the losses.
pub fn tail_risk(losses: &[f64], worst: usize) -> Result<TailRisk, RiskError> {
    // Enough ranks beyond the tail's end for the error of the value at risk.
    let spare = (worst as f64).sqrt().ceil();
    let mut kept = WorstLosses::new(worst + 2 + spare_ranks(spare));
    losses.iter().try_for_each(|&loss| kept.add(loss, 1.0))?;
    kept.risk(worst as f64)
}

fn spare_ranks(spare: f64) -> usize {
    usize::try_from(crate::round::whole_to_nearest(spare)).unwrap_or(usize::MAX)
}

/// The worst of a stream of weighted losses, and sums over all of it: memory
/// for the tail alone. Parts can be collected apart and merged.
#[derive(Clone, Debug)]
pub struct WorstLosses {
    keep: usize,
    /// Loss and weight; up to twice as many as are kept.
    worst: Vec<(f64, f64)>,
    /// What is below this is not among the worst.
    floor: f64,
    count: usize,
    weight: f64,
    squares: f64,
}

impl WorstLosses {
    /// Keeps the worst `keep`. For a tail of `k` paths, `k + √k + 3` do.
    #[must_use]
    pub fn new(keep: usize) -> Self {
        let floor = f64::NEG_INFINITY;
        Self { keep, worst: Vec::new(), floor, count: 0, weight: 0.0, squares: 0.0 }
    }

    /// One more loss; a path that stands for itself has the weight 1.
    ///
    /// # Errors
    ///
    /// If it is no number.
    pub fn add(&mut self, loss: f64, weight: f64) -> Result<(), RiskError> {
        if !(loss.is_finite() && weight.is_finite() && weight >= 0.0) {
            return Err(RiskError::NotALoss { number: self.count, loss, weight });
        }
        self.count += 1;
        self.weight += weight;
        self.squares += weight * weight;
        if loss < self.floor {
            return Ok(());
        }
        self.worst.push((loss, weight));
        if self.worst.len() >= self.keep.saturating_mul(2).max(1024) {
            self.trim();
        }
        Ok(())
    }

    /// Takes in what another has collected.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.weight += other.weight;
        self.squares += other.squares;
        self.worst.extend(other.worst);
        self.trim();
    }

    fn trim(&mut self) {
        if self.worst.len() > self.keep {
            let (_, next, _) = self.worst.select_nth_unstable_by(self.keep, worst_first);
            self.floor = self.floor.max(next.0);
            self.worst.truncate(self.keep);
        }
    }

    /// The figures of the worst part whose weights sum to `tail`; where every
    /// weight is 1, the worst `tail` paths.
    ///
    /// # Errors
    ///
    /// If there is no such part, or it reaches beyond what was kept.
    pub fn risk(mut self, tail: f64) -> Result<TailRisk, RiskError> {
        let total = self.weight;
        // Also for NaN.
        if !(tail > 0.0 && tail <= total) {
            return Err(RiskError::Tail { tail, total });
        }
        let all = self.worst.len() == self.count;
        self.worst.sort_unstable_by(worst_first);
        let at = |mass: f64| self.loss_at(mass, all);
        let value_at_risk = at(tail)?;

        let share = tail / total;
        let (mut sum, mut left) = (0.0, tail);
        let (mut excess, mut squares_inside) = (0.0, 0.0);
        for &(loss, weight) in &self.worst {
            let counted = weight.min(left);
            sum += counted * loss;
            left -= counted;
            squares_inside += weight * weight;
            if left <= 0.0 {
                break;
            }
        }
        let expected_shortfall = sum / tail;
        // The influence of a loss: max(0, loss − VaR)/share − (ES − VaR).
        let mean = expected_shortfall - value_at_risk;
        let mut beyond = 0.0;
        for &(loss, weight) in self.worst.iter().take_while(|(loss, _)| *loss > value_at_risk) {
            let influence = (loss - value_at_risk) / share - mean;
            excess += weight * weight * influence * influence;
            beyond += weight * weight;
        }
        excess += (self.squares - beyond).max(0.0) * mean * mean;

        // The weight beyond a fixed loss is known up to this.
        let outside = (self.squares - squares_inside).max(0.0);
        let blur = (squares_inside * (1.0 - share).powi(2) + outside * share * share).sqrt();
        let above = at((tail - blur).max(f64::MIN_POSITIVE))?;
        let below = at((tail + blur).min(total))?;
        Ok(TailRisk {
            value_at_risk,
            value_at_risk_error: 0.5 * (above - below),
            expected_shortfall,
            expected_shortfall_error: excess.sqrt() / total,
        })
    }

    /// The loss at which the weights, the worst first, sum to `mass`.
    fn loss_at(&self, mass: f64, all: bool) -> Result<f64, RiskError> {
        let mut sum = 0.0;
        for &(loss, weight) in &self.worst {
            sum += weight;
            if sum >= mass {
                return Ok(loss);
            }
        }
        // If nothing was dropped, rounding alone can lead here.
        let last = self.worst.last().filter(|_| all);
        last.map(|(loss, _)| *loss).ok_or(RiskError::Kept { kept: self.worst.len() })
    }
}

/// By loss and then by weight: one order, whatever the order of arrival.
fn worst_first(a: &(f64, f64), b: &(f64, f64)) -> Ordering {
    b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
}

/// How often losses were more than could be borne.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruin {
    /// Share of the paths.
    pub probability: f64,
    /// One standard deviation of it.
    pub standard_error: f64,
    /// The chance is below this with 95% confidence, also where no path is
    /// ruined (Clopper and Pearson).
    pub at_most: f64,
}

/// The share of paths whose loss is larger than `capital`. For ruin at any date
/// rather than at the last, hand in each path's largest loss over the dates.
///
/// # Errors
///
/// If a loss or the capital is no number, or there are none, or more than 2^32.
pub fn ruin(losses: &[f64], capital: f64) -> Result<Ruin, RiskError> {
    for (number, &loss) in losses.iter().enumerate() {
        if !(loss.is_finite() && capital.is_finite()) {
            return Err(RiskError::NotALoss { number, loss, weight: 1.0 });
        }
    }
    let ruined = losses.iter().filter(|loss| **loss > capital).count();
    let count = |count: usize| u32::try_from(count).ok();
    let none = RiskError::Tail { tail: 1.0, total: losses.len() as f64 };
    let (Some(hits), Some(paths @ 1..)) = (count(ruined), count(losses.len())) else {
        return Err(none);
    };
    let probability = f64::from(hits) / f64::from(paths);
    let standard_error = (probability * (1.0 - probability) / f64::from(paths)).sqrt();
    Ok(Ruin { probability, standard_error, at_most: binomial_upper(hits, paths, 0.05) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Stream, inverse_normal};

    fn normals(seed: u64, count: usize) -> Vec<f64> {
        let mut stream = Stream::new(seed, *b"risk    ", 0);
        (0..count).map(|_| inverse_normal(stream.uniform())).collect()
    }

    #[test]
    fn tails_round_up() {
        assert_eq!(tail_paths(1000, 9_750), 25);
        assert_eq!(tail_paths(1001, 9_750), 26);
        assert_eq!(tail_paths(10, 9_990), 1);
        assert_eq!(tail_paths(10, 0), 10);
    }

    #[test]
    fn the_mean_of_the_worst() {
        let losses = [3.0, -1.0, 7.0, 5.0, 0.0];
        let risk = |worst| tail_risk(&losses, worst).unwrap();
        assert_eq!((risk(1).value_at_risk, risk(1).expected_shortfall), (7.0, 7.0));
        assert_eq!((risk(2).value_at_risk, risk(2).expected_shortfall), (5.0, 6.0));
        assert_eq!((risk(5).value_at_risk, risk(5).expected_shortfall), (-1.0, 2.8));
        assert_eq!(risk(5).expected_shortfall_error, {
            let variance: f64 = losses.iter().map(|l| (l - 2.8f64).powi(2)).sum();
            variance.sqrt() / 5.0
        });
    }

    #[test]
    fn weights_count_as_copies() {
        let losses = normals(1, 500);
        let mut weighted = WorstLosses::new(200);
        let mut copied = Vec::new();
        for (number, &loss) in losses.iter().enumerate() {
            let copies = 1 + number % 3;
            weighted.add(loss, copies as f64).unwrap();
            copied.extend(vec![loss; copies]);
        }
        let (one, other) = (weighted.risk(50.0).unwrap(), tail_risk(&copied, 50).unwrap());
        assert_eq!(one.value_at_risk, other.value_at_risk);
        assert!((one.expected_shortfall - other.expected_shortfall).abs() < 1e-13);
        // Copies are not independent: their error is too small, the weights' is right.
        assert!(one.expected_shortfall_error > 1.2 * other.expected_shortfall_error);
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let losses = normals(2, 20_000);
        let whole = tail_risk(&losses, 500).unwrap();
        let parts = losses.chunks(3_000).map(|part| {
            let mut kept = WorstLosses::new(600);
            part.iter().for_each(|&loss| kept.add(loss, 1.0).unwrap());
            kept
        });
        let merged = parts.reduce(|mut sum, part| {
            sum.merge(part);
            sum
        });
        assert_eq!(merged.unwrap().risk(500.0).unwrap(), whole);
    }

    #[test]
    fn errors_are_what_repetition_shows() {
        // Normal losses: VaR and ES at 97.5% are 1.9600 and 2.3378.
        const RUNS: u32 = 400;
        let mut sums = [[0.0; 3]; 2];
        for run in 0..RUNS {
            let risk = tail_risk(&normals(100 + u64::from(run), 4_000), 100).unwrap();
            let figures = [
                (risk.value_at_risk, risk.value_at_risk_error),
                (risk.expected_shortfall, risk.expected_shortfall_error),
            ];
            for (sums, (figure, error)) in sums.iter_mut().zip(figures) {
                *sums = [sums[0] + figure, sums[1] + figure * figure, sums[2] + error];
            }
        }
        for (sums, wanted) in sums.into_iter().zip([1.959_964, 2.337_803]) {
            let [mean, square, error] = sums.map(|sum| sum / f64::from(RUNS));
            let spread = (square - mean * mean).sqrt();
            // The order statistic's bias is a few thousandths.
            assert!((mean - wanted).abs() < 0.01, "{mean}");
            assert!((error / spread - 1.0).abs() < 0.12, "{error} against {spread}");
        }
    }

    #[test]
    fn ruin_is_counted() {
        let losses: Vec<f64> = (0..1000).map(f64::from).collect();
        let found = ruin(&losses, 989.0).unwrap();
        assert_eq!(found.probability, 0.01);
        assert!((found.standard_error - 0.003_146_426_544_510_455).abs() < 1e-15);
        assert!(found.at_most > 0.016 && found.at_most < 0.018, "{}", found.at_most);
        let none = ruin(&losses, 999.0).unwrap();
        assert_eq!(none.probability, 0.0);
        assert!((none.at_most - 0.002_991_249_5).abs() < 1e-9, "{}", none.at_most);
    }

    #[test]
    fn what_is_no_risk_is_refused() {
        assert!(matches!(
            tail_risk(&[1.0, f64::NAN], 1),
            Err(RiskError::NotALoss { number: 1, .. })
        ));
        assert!(matches!(tail_risk(&[], 1), Err(RiskError::Tail { .. })));
        assert!(matches!(tail_risk(&[1.0], 0), Err(RiskError::Tail { .. })));
        assert!(matches!(tail_risk(&[1.0], 2), Err(RiskError::Tail { .. })));
        let mut short = WorstLosses::new(10);
        (0..100_000).for_each(|i| short.add(f64::from(i), 1.0).unwrap());
        assert!(matches!(short.risk(5_000.0), Err(RiskError::Kept { .. })));
        assert!(WorstLosses::new(3).add(1.0, -1.0).is_err());
        assert!(ruin(&[], 1.0).is_err());
        assert!(ruin(&[1.0], f64::NAN).is_err());
    }
}
