//! That the points of a file are the powers of one τ, by random combinations.
//!
//! One random `ρ` serves for everything. With `S = Σ ρ^i·P_i` over `m` points,
//! `P_{i+1} = τ·P_i` for all of them says that `(S − P_0)/ρ` is `τ` times
//! `S − ρ^(m−1)·P_{m−1}`, which a pairing tells. And over the `n` powers of a
//! domain, `Σ ρ^i·τ^i = Σ r_j·L_j(τ)` with `r_j = Σ ρ^i·ω^(ij)`, which is
//! `(ρ^n − 1)/(ρ·ω^j − 1)`: so a section's Lagrange form costs one sum over
//! its own points, and nothing of the size of the domain is ever in memory.
//!
//! What does not hold is missed if `ρ` is a root of a polynomial of a degree
//! below 2^29: a chance below 2^-224.

use std::ops::Range;

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::short_weierstrass::{Affine, Projective};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{Field as _, One as _, Zero as _, batch_inversion};
use ark_poly::{EvaluationDomain as _, Radix2EvaluationDomain};

use super::section::{G1Section, G2Section, Named};
use super::{CHUNK, G1_SIZE, G2_SIZE, Powers, PowersError, weighted};
use crate::Fr;
use crate::kernel::series;
use crate::key_file::Progress;
use crate::points::{Curve, same_ratio};
use crate::setup::random_scalar;

pub(super) fn check(
    powers: &Powers,
    level: u32,
    progress: Progress<'_>,
) -> Result<(), PowersError> {
    if !(1..=powers.power).contains(&level) {
        let (path, power) = (powers.path.clone(), powers.power);
        return Err(PowersError::Level { path, power, level });
    }
    let n = 1usize << level;
    let total = (7 * n as u64 - 1) * G1_SIZE + 2 * n as u64 * G2_SIZE;
    let relation = |holds: bool, what| {
        let path = || powers.path.clone();
        if holds { Ok(()) } else { Err(PowersError::Relation { path: path(), what }) }
    };
    let firsts = Firsts::read(powers)?;
    firsts.check().map_or(Ok(()), |what| relation(false, what))?;

    let mut walk = Walk { powers, n, draw: Draw::new(n)?, read: 0, total, progress };
    let tau = walk.sums(G1Section::Tau, 2 * n - 1)?;
    relation(firsts.climbs(&tau), "section 2 has not the powers of one tau in G1")?;
    let tau_g2 = walk.sums(G2Section::Tau, n)?;
    let climbs = same_ratio([G1Affine::generator(), firsts.tau[1]], [tau_g2.low, tau_g2.high]);
    relation(climbs, "section 3 has not the powers of that tau in G2")?;
    let alpha = walk.sums(G1Section::AlphaTau, n)?;
    relation(firsts.climbs(&alpha), "section 4 has not alpha times the powers of that tau")?;
    let beta = walk.sums(G1Section::BetaTau, n)?;
    relation(firsts.climbs(&beta), "section 5 has not beta times the powers of that tau")?;

    let holds = walk.is_lagrange(G1Section::Lagrange(level), &tau)?;
    relation(holds, "section 12 has not the Lagrange form of section 2")?;
    let holds = walk.is_lagrange(G2Section::Lagrange(level), &tau_g2)?;
    relation(holds, "section 13 has not the Lagrange form of section 3")?;
    let holds = walk.is_lagrange(G1Section::LagrangeAlpha(level), &alpha)?;
    relation(holds, "section 14 has not the Lagrange form of section 4")?;
    let holds = walk.is_lagrange(G1Section::LagrangeBeta(level), &beta)?;
    relation(holds, "section 15 has not the Lagrange form of section 5")
}

/// The points that say what τ, α and β are.
struct Firsts {
    tau: Vec<G1Affine>,
    tau_g2: Vec<G2Affine>,
    alpha: Vec<G1Affine>,
    beta: Vec<G1Affine>,
    beta_g2: Vec<G2Affine>,
}

impl Firsts {
    fn read(powers: &Powers) -> Result<Self, PowersError> {
        Ok(Self {
            tau: powers.g1(G1Section::Tau, 0..2)?,
            tau_g2: powers.g2(G2Section::Tau, 0..2)?,
            alpha: powers.g1(G1Section::AlphaTau, 0..1)?,
            beta: powers.g1(G1Section::BetaTau, 0..1)?,
            beta_g2: powers.g2(G2Section::Beta, 0..1)?,
        })
    }

    /// What is wrong, if anything is.
    fn check(&self) -> Option<&'static str> {
        let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
        if self.tau[0] != g1 {
            return Some("section 2 does not begin with G1's generator");
        }
        if self.tau_g2[0] != g2 {
            return Some("section 3 does not begin with G2's generator");
        }
        // Equal and opposite points have one x.
        let named = [self.tau[0], self.tau[1], self.alpha[0], self.beta[0]];
        let twins = (1..named.len()).any(|i| named[..i].iter().any(|p| p.x == named[i].x));
        if twins {
            return Some("two of 1, tau, alpha and beta are equal or opposite: nobody drew them");
        }
        if !same_ratio([g1, self.tau[1]], [g2, self.tau_g2[1]]) {
            return Some("tau is not the same in sections 2 and 3");
        }
        if !same_ratio([g1, self.beta[0]], [g2, self.beta_g2[0]]) {
            return Some("beta is not the same in sections 5 and 6");
        }
        None
    }

    /// Each point is τ times the one before.
    fn climbs(&self, sums: &Sums<ark_bn254::g1::Config>) -> bool {
        same_ratio([sums.low, sums.high], [G2Affine::generator(), self.tau_g2[1]])
    }
}

/// The random number, and what follows from it.
struct Draw {
    rho: Fr,
    inverse: Fr,
    /// The root of unity whose powers are the domain.
    root: Fr,
    /// `ρ^n − 1`.
    vanishing: Fr,
}

impl Draw {
    fn new(n: usize) -> Result<Self, PowersError> {
        loop {
            let rho = random_scalar()?;
            let domain = Radix2EvaluationDomain::<Fr>::new(n);
            let vanishing = rho.pow([n as u64]) - Fr::one();
            // In the domain itself the closed form does not hold.
            if let (Some(inverse), Some(domain), false) =
                (rho.inverse(), domain, vanishing.is_zero())
            {
                return Ok(Self { rho, inverse, root: domain.group_gen(), vanishing });
            }
        }
    }

    /// `ρ^i`.
    fn powers(&self, range: &Range<usize>) -> Vec<Fr> {
        series(self.rho.pow([range.start as u64]), self.rho, range.len())
    }

    /// `r_j`.
    fn lagrange(&self, range: &Range<usize>) -> Vec<Fr> {
        let first = self.rho * self.root.pow([range.start as u64]);
        let mut all = series(first, self.root, range.len());
        all.iter_mut().for_each(|value| *value -= Fr::one());
        batch_inversion(&mut all);
        all.iter_mut().for_each(|value| *value *= self.vanishing);
        all
    }
}

/// Sums over a section, weighted with the powers of `ρ`.
struct Sums<C: Curve> {
    /// Over the points of the domain.
    domain: Projective<C>,
    /// Over all points but the last.
    low: Affine<C>,
    /// Over all points but the first, each with its forerunner's weight.
    high: Affine<C>,
}

/// A walk over a file's sections.
struct Walk<'p> {
    powers: &'p Powers,
    n: usize,
    draw: Draw,
    read: u64,
    total: u64,
    progress: Progress<'p>,
}

impl Walk<'_> {
    fn sums<S: Named>(&mut self, section: S, count: usize) -> Result<Sums<S::Curve>, PowersError> {
        let (mut all, mut domain) = (Projective::zero(), Projective::zero());
        let (mut first, mut last) = (Affine::zero(), Affine::zero());
        for range in chunks(self.n, count) {
            let points = self.chunk(section, &range)?;
            all += weighted(&points, &self.draw.powers(&range));
            if range.end == self.n {
                domain = all;
            }
            if range.start == 0 {
                first = points[0];
            }
            last = points[points.len() - 1];
        }
        let low = all - last * self.draw.rho.pow([count as u64 - 1]);
        let high = (all - first) * self.draw.inverse;
        Ok(Sums { domain, low: low.into_affine(), high: high.into_affine() })
    }

    /// A section holds the Lagrange form of the powers that were summed.
    fn is_lagrange<S: Named>(
        &mut self,
        section: S,
        of: &Sums<S::Curve>,
    ) -> Result<bool, PowersError> {
        let mut all = Projective::<S::Curve>::zero();
        for range in chunks(self.n, self.n) {
            all += weighted(&self.chunk(section, &range)?, &self.draw.lagrange(&range));
        }
        Ok(all == of.domain)
    }

    fn chunk<S: Named>(
        &mut self,
        section: S,
        range: &Range<usize>,
    ) -> Result<Vec<Affine<S::Curve>>, PowersError> {
        let points = self.powers.points(section, range.clone())?;
        self.read += (points.len() * <S::Curve as Curve>::SIZE) as u64;
        (self.progress)(self.read, self.total);
        Ok(points)
    }
}

/// Parts of so many points; a domain of `n` ends where one of them does.
fn chunks(n: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    let step = n.min(CHUNK);
    (0..count).step_by(step).map(move |start| start..count.min(start + step))
}
