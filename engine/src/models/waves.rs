//! Which waves an expiry's strikes are made of, and which of them share a path.
//! Near the money a strike is one wave, jumps and all. Far from it the path has to
//! turn, and jumps would grow where it turns to, so that there a strike is a sum
//! over how many jumps there are.

use std::f64::consts::PI;

use super::ModelError;
use super::european::European;
use super::fourier::Smile;
use super::path::{Direction, Path, Wave};
use super::poisson::poisson;
use crate::math::Complex;

/// The characteristic function has faded to `e^-30` where a path need not go on.
const FADED: f64 = -30.0;
/// Up to that many radians over a path, a wave needs no turn.
const STRAIGHT: f64 = 12.0;
/// Up to that many radians, a wave with jumps needs no more than the usual steps.
const NEAR: f64 = 60.0;
/// Radians that cost as much as a wave of its own for one number of jumps.
const PART: f64 = 15.0;
/// Shares of a price that are left out.
const NEGLIGIBLE: f64 = 1e-18;

/// Waves that share a path, and the characteristic function on it: of spot as a
/// whole, or of its variance without jumps.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) path: Path,
    pub(super) whole: bool,
    pub(super) waves: Vec<Wave>,
}

/// What all strikes of an expiry need to become waves.
pub(super) struct Strikes<'a> {
    smile: &'a Smile,
    /// Of variance without jumps.
    plain: Reach,
    /// Of spot as a whole: how far at most. Infinite where it is never taken so.
    whole: f64,
    /// Numbers of jumps and their weights: halfway between how jumps look from
    /// money and from the asset.
    counts: Vec<(f64, f64)>,
    /// The least and the largest number of jumps that are at all likely.
    likely: [f64; 2],
}

/// How far a characteristic function reaches along the real line, and how far it
/// turns until there, as if it were a shift of the strike.
#[derive(Clone, Copy, Debug)]
struct Reach {
    end: f64,
    drift: f64,
}

impl<'a> Strikes<'a> {
    pub(super) fn of(smile: &'a Smile) -> Result<Self, ModelError> {
        let jumps = smile.jumps;
        let variance = |u: f64| smile.variance.exponent(Complex::new(u, 0.0), smile.years).value;
        let guess = (60.0 / smile.variance.total(smile.years)).sqrt();
        let plain = Reach::of(variance, guess);
        let expected = jumps.intensity * smile.years;
        let lift = 0.5 * jumps.mean_log + 0.125 * jumps.variance();
        let middle = expected * libm::exp(lift);
        let share = libm::exp(expected * (libm::expm1(lift) - 0.5 * jumps.growth()));
        let mut counts = poisson(middle)?;
        counts.iter_mut().for_each(|(_, weight)| *weight *= share);
        // As far as jumps could add up if all came in step. Jumps of nearly one
        // size do, again and again, long after the function first faded.
        let in_step = |u: f64| {
            let alike = libm::exp(lift - 0.5 * jumps.variance() * u * u) - 1.0;
            variance(u) + expected * (alike - 0.5 * jumps.growth())
        };
        let reach = if jumps.intensity > 0.0 { Reach::of(in_step, plain.end).end } else { 0.0 };
        // Where they first are in step again: if many still agree there, steps may
        // miss it, so no strike is taken as a whole.
        let beat = 2.0 * PI / jumps.log_growth().abs();
        let agree = middle * libm::exp(-0.5 * jumps.variance() * beat * beat);
        let whole = if beat < reach && agree > 1.0 { f64::INFINITY } else { reach };
        let spread = 3.0 * middle.sqrt();
        let likely = [(middle - spread).max(0.0), middle + spread + 2.0];
        Ok(Self { smile, plain, whole, counts, likely })
    }

    /// The waves of some options, each owned by its position.
    pub(super) fn waves(&self, options: &[European]) -> Vec<Shared> {
        let path = |direction, reach| Path { direction, reach };
        let shared = |path, whole| Shared { path, whole, waves: Vec::new() };
        let mut near = shared(path(Direction::Straight, self.whole), true);
        // More steps, which those near need not take.
        let mut far = near.clone();
        let mut straight = shared(path(Direction::Straight, 0.0), false);
        let mut up = shared(path(Direction::Up, 0.0), false);
        let mut down = shared(path(Direction::Down, 0.0), false);
        for (owner, option) in options.iter().enumerate() {
            let moneyness = option.log_moneyness();
            if let Some(radians) = self.radians_as_a_whole(moneyness) {
                let plan = if radians < NEAR { &mut near } else { &mut far };
                plan.waves.push(Wave::plain(owner, moneyness));
                continue;
            }
            for &(count, weight) in self.counts.iter().filter(|c| c.1 > NEGLIGIBLE) {
                let wave = self.after_jumps(owner, moneyness, count, weight);
                let radians = (wave.moneyness + self.plain.drift) * self.plain.end;
                let plan = if radians > STRAIGHT {
                    &mut up
                } else if radians < -STRAIGHT {
                    &mut down
                } else {
                    &mut straight
                };
                plan.waves.push(wave);
            }
        }
        let mut all = vec![near, far, straight, up, down];
        all.retain(|shared| !shared.waves.is_empty());
        all
    }

    /// How often a strike's wave turns on its path if it is not taken apart;
    /// `None` where that would cost more than taking it apart.
    fn radians_as_a_whole(&self, moneyness: f64) -> Option<f64> {
        let jumps = self.smile.jumps;
        if jumps.intensity == 0.0 {
            return None;
        }
        let turn = |count: f64| {
            let drift =
                count * jumps.log_growth() - jumps.intensity * self.smile.years * jumps.growth();
            (moneyness + drift + self.plain.drift).abs()
        };
        let radians = self.whole * turn(self.likely[0]).max(turn(self.likely[1]));
        (radians < NEAR.max(PART * self.counts.len() as f64)).then_some(radians)
    }

    /// A strike's wave if there are `count` jumps.
    fn after_jumps(&self, owner: usize, moneyness: f64, count: f64, weight: f64) -> Wave {
        let (jumps, years) = (self.smile.jumps, self.smile.years);
        if jumps.intensity == 0.0 {
            return Wave::plain(owner, moneyness);
        }
        let lost = jumps.intensity * jumps.growth();
        let flow = if count == 0.0 { 0.0 } else { count / years };
        Wave {
            owner,
            weight,
            moneyness: moneyness + count * jumps.log_growth() - lost * years,
            variance: count * jumps.variance(),
            flow: flow - jumps.intensity - 0.5 * lost,
            drift: -lost,
        }
    }
}

impl Reach {
    fn of(exponent: impl Fn(f64) -> Complex, guess: f64) -> Self {
        let faded = |u: f64| exponent(u).re < FADED;
        let mut end = guess;
        if faded(end) {
            while end > 1e-3 && faded(0.5 * end) {
                end *= 0.5;
            }
        } else {
            while end < 1e18 && !faded(end) {
                end *= 2.0;
            }
        }
        Self { end, drift: exponent(end).im / end }
    }
}
