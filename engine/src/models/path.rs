//! Sums along a path in the complex plane: the step is halved until the last
//! halving changed nothing that matters. Halving squares the error, so the error
//! that is left is far below the last change.

use super::ModelError;
use super::heston::Exponent;
use crate::math::Complex;

/// Which way a path turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Direction {
    Straight,
    Up,
    Down,
}

/// A path, and how far it goes at least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) direction: Direction,
    pub(super) reach: f64,
}

impl Direction {
    /// Half of what keeps a Gaussian falling, so that there is as much room on
    /// both sides.
    fn angle(self) -> f64 {
        const TURN: f64 = std::f64::consts::FRAC_PI_8;
        match self {
            Self::Straight => 0.0,
            Self::Up => TURN,
            Self::Down => -TURN,
        }
    }
}

/// `weight · e^(iu·moneyness − ½·variance·u²)`: what a strike, after some number of
/// jumps, multiplies the characteristic function with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wave {
    /// Position of the strike it belongs to.
    pub(super) owner: usize,
    pub(super) weight: f64,
    pub(super) moneyness: f64,
    pub(super) variance: f64,
    /// How the weight's logarithm changes with time.
    pub(super) flow: f64,
    /// How the moneyness changes with time.
    pub(super) drift: f64,
}

impl Wave {
    pub(super) fn plain(owner: usize, moneyness: f64) -> Self {
        Self { owner, weight: 1.0, moneyness, variance: 0.0, flow: 0.0, drift: 0.0 }
    }

    fn at(&self, u: Complex) -> Complex {
        let mut exponent = u.times_i() * self.moneyness;
        if self.variance > 0.0 {
            exponent = exponent - u * u * (0.5 * self.variance);
        }
        exponent.exp()
    }
}

/// Integrals over the path, of which prices and Greeks are made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) price: f64,
    /// With a factor `iu`.
    pub(super) first: f64,
    /// Without the denominator `u² + ¼`.
    pub(super) second: f64,
    pub(super) by_variance: f64,
    pub(super) by_years: f64,
    /// Of the absolute value, without the denominator: the scale of `second`.
    size: f64,
}

/// What a node is multiplied with a wave for.
struct Node {
    u: Complex,
    /// Characteristic function and step of the path.
    plain: Complex,
    /// The same over `u² + ¼`.
    over: Complex,
    by_variance: Complex,
    by_years: Complex,
}

/// The coarsest step, and how often it is halved at most.
const STEP: f64 = 0.25;
const LEVELS: u32 = 9;
/// A last change that is safe: its square is below the last digit.
const SETTLED: f64 = 1e-8;
/// What is left out at a path's end, relative to its sum.
const NEGLIGIBLE: f64 = 1e-17;
/// Where even `1/u` alone has faded.
const END: f64 = 45.0;

/// Adds the integrals of some waves to their owners' sums.
pub(super) fn settle(
    path: Path,
    exponent: impl Fn(Complex) -> Exponent,
    waves: &[Wave],
    greeks: bool,
    sums: &mut [Sums],
) -> Result<(), ModelError> {
    let (sin, cos) = libm::sincos(path.direction.angle());
    let node = |y: f64| {
        let (grown, faded) = (libm::exp(y), libm::exp(-y));
        let (sinh, cosh) = (0.25 * (grown - faded), 0.25 * (grown + faded));
        let u = Complex::new(sinh * cos, cosh * sin);
        let step = Complex::new(cosh * cos, sinh * sin);
        let Exponent { value, by_variance, by_years } = exponent(u);
        let plain = value.exp() * step;
        let over = plain / (u * u + 0.25);
        if greeks {
            Node { u, plain, over, by_variance: over * by_variance, by_years: over * by_years }
        } else {
            Node { u, plain, over, by_variance: over, by_years: over }
        }
    };
    let mut found = vec![Sums::default(); waves.len()];
    let add = |found: &mut [Sums], node: &Node, share: f64| {
        let mut felt = 0.0f64;
        for (sum, wave) in found.iter_mut().zip(waves) {
            felt = felt.max(sum.add(node, wave.at(node.u) * share, greeks));
        }
        felt
    };
    // The coarsest step finds where the path ends.
    add(&mut found, &node(0.0), 0.5);
    let (mut count, mut quiet) = (1u32, 0);
    let least = libm::asinh(2.0 * path.reach);
    while (quiet < 3 || f64::from(count) * STEP < least) && f64::from(count) * STEP < END {
        let felt = add(&mut found, &node(f64::from(count) * STEP), 1.0);
        quiet = if felt < NEGLIGIBLE { quiet + 1 } else { 0 };
        count += 1;
    }
    let end = f64::from(count) * STEP;
    let mut step = STEP;
    for _ in 0..LEVELS {
        let before = found.clone();
        step *= 0.5;
        let mut k = 1u32;
        while f64::from(k) * step < end {
            add(&mut found, &node(f64::from(k) * step), 1.0);
            k += 2;
        }
        let settled = |(wave, (now, before)): (&Wave, (&Sums, &Sums))| {
            now.settled(before, step, wave, greeks)
        };
        if waves.iter().zip(found.iter().zip(&before)).all(settled) {
            for (wave, found) in waves.iter().zip(&found) {
                if let Some(sum) = sums.get_mut(wave.owner) {
                    sum.take(found, step, wave);
                }
            }
            return Ok(());
        }
    }
    Err(ModelError::Unsettled)
}

impl Sums {
    /// Adds a node, and says how much that mattered.
    fn add(&mut self, node: &Node, wave: Complex, greeks: bool) -> f64 {
        let over = wave * node.over;
        self.price += over.re;
        if !greeks {
            return over.re.abs() + over.im.abs();
        }
        let plain = wave * node.plain;
        let size = plain.re.abs() + plain.im.abs();
        // Of i·u·over, the real part.
        self.first -= node.u.re * over.im + node.u.im * over.re;
        self.second += plain.re;
        self.by_variance += real_product(wave, node.by_variance);
        self.by_years += real_product(wave, node.by_years);
        self.size += size;
        // Before anything is summed, all of it matters.
        if self.size > 0.0 { size / self.size } else { 0.0 }
    }

    /// Whether halving the step to this one changed nothing that matters. Also
    /// false for NaN.
    fn settled(&self, before: &Self, step: f64, wave: &Wave, greeks: bool) -> bool {
        let same = |now: f64, before: f64, scale: f64| {
            (now - 2.0 * before).abs() * step * wave.weight <= SETTLED * scale
        };
        same(self.price, before.price, 1.0)
            && (!greeks
                || (same(self.second, before.second, self.size * step)
                    && same(self.first, before.first, 1.0)))
    }

    fn take(&mut self, found: &Self, step: f64, wave: &Wave) {
        let scale = step * wave.weight;
        self.price += scale * found.price;
        self.first += scale * found.first;
        self.second += scale * found.second;
        self.by_variance += scale * found.by_variance;
        self.by_years +=
            scale * (found.by_years + wave.flow * found.price + wave.drift * found.first);
        self.size += scale * found.size;
    }
}

fn real_product(a: Complex, b: Complex) -> f64 {
    a.re * b.re - a.im * b.im
}
