//! A few scenarios that stand for the tail of very many: chosen one by one, each
//! the one that brings a set of reference portfolios nearest to the expected
//! shortfall of all paths.

use super::risk::{RiskError, tail_risk};

/// What to choose, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selection {
    /// No more scenarios than this.
    pub scenarios: usize,
    /// The worst so many of all paths are a portfolio's tail: its target is
    /// their mean loss.
    pub tail: usize,
    /// The worst so many of the chosen make its committed figure: 1 for the
    /// worst case, more for an expected shortfall over the chosen.
    pub worst: usize,
    /// No scenario may cost any portfolio more than this many times its target:
    /// just above 1 asks for little more than the tail's mean, infinity covers
    /// with the fewest scenarios.
    pub cap: f64,
}

/// The scenarios, and how well they stand for the tail.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Numbers of paths, in the order in which they were chosen.
    pub paths: Vec<usize>,
    /// Each portfolio's committed figure over its target; 1 where the target is
    /// no loss.
    pub ratios: Vec<f64>,
}

impl Chosen {
    /// The share of portfolios whose committed figure is at least their target.
    #[must_use]
    pub fn covered(&self) -> f64 {
        let covered = self.ratios.iter().filter(|ratio| **ratio >= 1.0).count();
        covered as f64 / self.ratios.len() as f64
    }

    /// The smallest ratio of all: 1 over it is the multiplier that would cover
    /// every portfolio.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.ratios.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The mean ratio: what is asked for, for what is needed.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.ratios.iter().sum::<f64>() / self.ratios.len() as f64
    }
}

/// Chooses. `losses` has a row for each reference portfolio and a column for
/// each path. The same choice always: ties go to the earlier path.
///
/// # Errors
///
/// If a loss is no number, rows differ in length, or there is nothing to choose
/// from.
pub fn choose_scenarios(losses: &[Vec<f64>], how: &Selection) -> Result<Chosen, RiskError> {
    let paths = losses.first().map_or(0, Vec::len);
    let nothing = RiskError::Tail { tail: how.tail as f64, total: paths as f64 };
    // Also false for NaN.
    let sensible = how.cap >= 1.0 && how.worst > 0;
    if paths == 0 || !sensible || losses.iter().any(|row| row.len() != paths) {
        return Err(nothing);
    }
    let mut portfolios = Vec::with_capacity(losses.len());
    for row in losses {
        let risk = tail_risk(row, how.tail)?;
        portfolios.push(Portfolio::new(row, risk.expected_shortfall, how.worst));
    }
    let mut candidates: Vec<usize> = (0..paths)
        .filter(|&path| portfolios.iter().any(|portfolio| portfolio.in_tail(path)))
        .filter(|&path| portfolios.iter().all(|portfolio| portfolio.bears(path, how.cap)))
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < how.scenarios {
        let gains = candidates
            .iter()
            .map(|&path| portfolios.iter().map(|portfolio| portfolio.gain(path)).sum::<f64>());
        let best = gains.enumerate().fold(None, |best: Option<(usize, f64)>, (place, gain)| {
            let better = best.is_none_or(|(_, most)| gain > most);
            if better { Some((place, gain)) } else { best }
        });
        let Some((place, _)) = best.filter(|(_, gain)| *gain > 0.0) else { break };
        let path = candidates.remove(place);
        portfolios.iter_mut().for_each(|portfolio| portfolio.take(path));
        chosen.push(path);
    }
    let ratios = portfolios.iter().map(Portfolio::ratio).collect();
    Ok(Chosen { paths: chosen, ratios })
}

/// How far one portfolio is covered so far.
struct Portfolio<'a> {
    losses: &'a [f64],
    target: f64,
    /// The worst chosen losses, the smallest first; none below zero counts.
    worst: Vec<f64>,
}

impl<'a> Portfolio<'a> {
    fn new(losses: &'a [f64], target: f64, worst: usize) -> Self {
        Self { losses, target, worst: vec![0.0; worst] }
    }

    /// Whether a path may be of use: losses well below the target are not.
    fn in_tail(&self, path: usize) -> bool {
        self.target > 0.0 && self.losses[path] >= 0.8 * self.target
    }

    /// Whether a path does not ask for too much.
    fn bears(&self, path: usize, cap: f64) -> bool {
        self.target <= 0.0 || self.losses[path] <= cap * self.target
    }

    fn covered(&self) -> f64 {
        self.worst.iter().sum::<f64>() / self.worst.len() as f64
    }

    fn ratio(&self) -> f64 {
        if self.target > 0.0 { self.covered() / self.target } else { 1.0 }
    }

    /// How much of its shortfall one more path would take away.
    fn gain(&self, path: usize) -> f64 {
        let more = (self.losses[path] - self.worst[0]).max(0.0) / self.worst.len() as f64;
        let missing = self.target - self.covered();
        if self.target > 0.0 && missing > 0.0 { more.min(missing) / self.target } else { 0.0 }
    }

    fn take(&mut self, path: usize) {
        let loss = self.losses[path];
        if loss > self.worst[0] {
            self.worst[0] = loss;
            self.worst.sort_unstable_by(f64::total_cmp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Stream, inverse_normal};

    /// Losses of portfolios of two assets, long, short and mixed.
    fn losses(paths: usize) -> Vec<Vec<f64>> {
        let mut stream = Stream::new(4, *b"choice  ", 0);
        let mut normal = || inverse_normal(stream.uniform());
        let moves: Vec<[f64; 2]> = (0..paths).map(|_| [normal(), normal()]).collect();
        let books = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [1.0, 1.0], [1.0, -1.0]];
        let of = |[a, b]: [f64; 2]| moves.iter().map(|[x, y]| a * x + b * y).collect();
        books.into_iter().map(of).collect()
    }

    #[test]
    fn a_dozen_cover_the_tail_of_twenty_thousand() {
        let losses = losses(20_000);
        let how = Selection { scenarios: 12, tail: 500, worst: 1, cap: 1.1 };
        let chosen = choose_scenarios(&losses, &how).unwrap();
        assert!(chosen.paths.len() <= 12, "{chosen:?}");
        assert!(chosen.least() > 0.97 && chosen.mean() < 1.1, "{chosen:?}");
        assert_eq!(chosen, choose_scenarios(&losses, &how).unwrap());
        // The ratios are what the paths give.
        for (row, ratio) in losses.iter().zip(&chosen.ratios) {
            let target = tail_risk(row, 500).unwrap().expected_shortfall;
            let worst = chosen.paths.iter().map(|&path| row[path]).fold(0.0, f64::max);
            assert!((worst / target - ratio).abs() < 1e-14);
        }
    }

    #[test]
    fn more_scenarios_and_a_higher_cap_cover_more() {
        let losses = losses(5_000);
        let with = |scenarios, cap| {
            let how = Selection { scenarios, tail: 125, worst: 1, cap };
            choose_scenarios(&losses, &how).unwrap()
        };
        let free = f64::INFINITY;
        assert!(with(2, free).covered() < with(6, free).covered());
        assert_eq!(with(6, free).covered(), 1.0);
        assert!(with(6, free).mean() > with(6, 1.2).mean());
        assert!(with(20, 1.2).ratios.iter().all(|ratio| *ratio <= 1.2));
        // Nothing is left to gain: fewer than allowed.
        assert!(with(5_000, free).paths.len() < 20);
    }

    #[test]
    fn a_shortfall_over_the_chosen_is_their_mean() {
        let losses = losses(5_000);
        let how = Selection { scenarios: 40, tail: 125, worst: 3, cap: 1.3 };
        let chosen = choose_scenarios(&losses, &how).unwrap();
        assert!(chosen.covered() == 1.0 && chosen.mean() < 1.15, "{chosen:?}");
        for (row, ratio) in losses.iter().zip(&chosen.ratios) {
            let target = tail_risk(row, 125).unwrap().expected_shortfall;
            let picked: Vec<f64> = chosen.paths.iter().map(|&path| row[path]).collect();
            let worst = tail_risk(&picked, 3).unwrap().expected_shortfall;
            assert!((worst / target - ratio).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_to_choose_from() {
        let how = Selection { scenarios: 2, tail: 1, worst: 1, cap: 2.0 };
        assert!(choose_scenarios(&[], &how).is_err());
        assert!(choose_scenarios(&[vec![1.0], vec![1.0, 2.0]], &how).is_err());
        assert!(choose_scenarios(&[vec![1.0, f64::NAN]], &how).is_err());
        // A portfolio that cannot lose is covered by nothing.
        let safe = choose_scenarios(&[vec![-1.0, -2.0]], &how).unwrap();
        assert_eq!((safe.paths.len(), safe.covered()), (0, 1.0));
    }
}
