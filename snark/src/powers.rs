//! Phase 1 of a ceremony: the powers of τ, as snarkjs keeps them in a `.ptau`
//! file. Everybody can use the same ones; `docs/formats/powers.md` has the
//! format, and how they are checked.

mod check;
mod contributions;
mod practice;
mod published;
mod section;

use std::ops::Range;
use std::path::{Path, PathBuf};

use ark_bn254::{Fq, G1Affine, G2Affine};
use ark_ec::VariableBaseMSM as _;
use ark_ec::short_weierstrass::{Affine, Projective};
use ark_ff::{BigInteger as _, PrimeField as _, Zero as _};
use blake2::{Blake2b512, Digest as _};

use crate::Fr;
use crate::kernel::scalars;
use crate::key_file::Progress;
use crate::points::Curve;
use crate::sections::{Refused, Sections, u32_at};
use crate::setup::SetupError;

pub use practice::practice;
use section::{
    ALPHA_TAU, BETA_G2, BETA_TAU, HEADER, LAGRANGE_ALPHA, LAGRANGE_BETA, LAGRANGE_G1, LAGRANGE_G2,
    LARGEST, Named, PREPARED, REQUIRED, TAU_G1, TAU_G2,
};

pub use section::{G1Section, G2Section};

/// Why powers are not used.
#[derive(Debug, thiserror::Error)]
pub enum PowersError {
    /// The file system.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// It is no `.ptau` file, or a part of one.
    #[error("{path}: not powers of tau: {what}; fetch the file again")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// It has powers, but not their Lagrange form.
    #[error(
        "{path}: not prepared for phase 2 (section {section} is missing); \
         run `snarkjs powersoftau prepare phase2`"
    )]
    Unprepared {
        /// The file.
        path: PathBuf,
        /// What is missing.
        section: u32,
    },
    /// A point that is none.
    #[error("{path}: section {section}, point {index}: {what}; do not use this file")]
    Point {
        /// The file.
        path: PathBuf,
        /// The section.
        section: u32,
        /// The point's place in it.
        index: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Its points are not the powers of one number.
    #[error("{path}: {what}; do not use this file")]
    Relation {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        what: &'static str,
    },
    /// Powers were asked for that it has not got.
    #[error(
        "{path}: it has 2^{power} powers, for domains of 2^1 to 2^{power}; \
         2^{level} were asked for: use another file"
    )]
    Level {
        /// The file.
        path: PathBuf,
        /// Its size.
        power: u32,
        /// The size that was asked for.
        level: u32,
    },
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] SetupError),
}

/// A name for a file's whole content: BLAKE2b-512, as snarkjs publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowersHash(pub [u8; 64]);

impl std::fmt::Display for PowersHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl PowersHash {
    /// The name of the file of the Perpetual Powers of Tau, as prepared by
    /// Hermez, that has this hash.
    #[must_use]
    pub fn known(&self) -> Option<&'static str> {
        published::name(self)
    }
}

/// What a file says of itself, for printing. None of it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// It has powers for domains of up to 2^power.
    pub power: u32,
    /// The power of the ceremony that it was cut from.
    pub ceremony_power: u32,
    /// Who contributed, in order.
    pub contributions: Vec<Contribution>,
}

/// A contribution to phase 1, as the file tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The name that was given, with control characters taken out.
    pub name: String,
    /// It is a beacon's.
    pub beacon: bool,
}

/// A `.ptau` file, open: its layout was checked, and points are as they are
/// read. That they are powers, [`Powers::check`] says.
#[derive(Debug)]
pub struct Powers {
    path: PathBuf,
    sections: Sections,
    power: u32,
    ceremony_power: u32,
}

/// Powers that were checked for a domain: what keys may follow from.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'p> {
    powers: &'p Powers,
    level: u32,
}

impl<'p> Checked<'p> {
    /// The powers.
    #[must_use]
    pub fn powers(&self) -> &'p Powers {
        self.powers
    }

    /// The domain has `2^level` points.
    #[must_use]
    pub fn level(&self) -> u32 {
        self.level
    }
}

impl Powers {
    /// Opens a file and checks its layout: the header, and the length of every
    /// section.
    ///
    /// # Errors
    /// If it is no `.ptau` file of this curve, or not prepared for phase 2.
    pub fn open(path: &Path) -> Result<Self, PowersError> {
        let refused = |refused| refused_at(path, refused);
        let kinds = [&REQUIRED[..], &PREPARED].concat();
        let sections = Sections::open(path, "ptau", &kinds).map_err(refused)?;
        let (power, ceremony_power) = header(&sections).map_err(refused)?;
        for section in REQUIRED {
            sections.place(section).map_err(refused)?;
        }
        if let Some(section) = PREPARED.into_iter().find(|section| !sections.has(*section)) {
            return Err(PowersError::Unprepared { path: path.to_owned(), section });
        }
        let size = 1u64 << power;
        let (g1, g2) = (G1_SIZE, G2_SIZE);
        for (section, bytes) in [
            (TAU_G1, (2 * size - 1) * g1),
            (TAU_G2, size * g2),
            (ALPHA_TAU, size * g1),
            (BETA_TAU, size * g1),
            (BETA_G2, g2),
            (LAGRANGE_G1, (4 * size - 1) * g1),
            (LAGRANGE_G2, (2 * size - 1) * g2),
            (LAGRANGE_ALPHA, (2 * size - 1) * g1),
            (LAGRANGE_BETA, (2 * size - 1) * g1),
        ] {
            sections.demand(section, bytes).map_err(refused)?;
        }
        Ok(Self { path: path.to_owned(), sections, power, ceremony_power })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// It has powers for domains of up to 2^power.
    #[must_use]
    pub fn power(&self) -> u32 {
        self.power
    }

    /// Points in G1, by their places in what is named: on the curve, canonical
    /// and not the identity.
    ///
    /// # Errors
    /// If one is not, or there are no such points.
    pub fn g1(
        &self,
        section: G1Section,
        range: Range<usize>,
    ) -> Result<Vec<G1Affine>, PowersError> {
        self.points(section, range)
    }

    /// Points in G2, by their places in what is named: in the group, canonical
    /// and not the identity.
    ///
    /// # Errors
    /// If one is not, or there are no such points.
    pub fn g2(
        &self,
        section: G2Section,
        range: Range<usize>,
    ) -> Result<Vec<G2Affine>, PowersError> {
        self.points(section, range)
    }

    fn points<S: Named>(
        &self,
        section: S,
        range: Range<usize>,
    ) -> Result<Vec<Affine<S::Curve>>, PowersError> {
        let (section, place) = section.place(self.power);
        let shift = |index: usize| index.checked_add(place.start).filter(|end| *end <= place.end);
        let points = match (shift(range.start), shift(range.end)) {
            (Some(start), Some(end)) => self.sections.points(section, start..end, false),
            _ => {
                let Range { start, end } = range;
                let what = format!("section {section} has no such points {start} to {end}");
                Err(Refused::Form(what))
            }
        };
        points.map_err(|refused| refused_at(&self.path, refused))
    }

    /// `Σ weight·point` over as many of the points of what is named.
    pub(crate) fn combination<S: Named>(
        &self,
        section: S,
        weights: &[Fr],
    ) -> Result<Projective<S::Curve>, PowersError> {
        let mut sum = Projective::zero();
        for (weights, start) in weights.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
            sum += weighted(&self.points(section, start..start + weights.len())?, weights);
        }
        Ok(sum)
    }

    /// Checks that what a domain of 2^level uses are the powers of one τ, with
    /// one α and one β, and their Lagrange form: by random combinations, each
    /// false with a chance below 2^-220. Progress is in bytes read.
    ///
    /// This does not say who knows τ: that is what its hash is for.
    ///
    /// # Errors
    /// If something does not hold, or the file is too small.
    pub fn check(&self, level: u32, progress: Progress<'_>) -> Result<(), PowersError> {
        check::check(self, level, progress)
    }

    /// The same, and the powers with a mark that it was done.
    ///
    /// # Errors
    /// As [`Powers::check`]'s.
    pub fn checked(&self, level: u32, progress: Progress<'_>) -> Result<Checked<'_>, PowersError> {
        self.check(level, progress)?;
        Ok(Checked { powers: self, level })
    }

    /// BLAKE2b-512 of the whole file. Progress is in bytes read.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn hash(&self, progress: Progress<'_>) -> Result<PowersHash, PowersError> {
        let length = self.sections.length();
        let mut hash = Blake2b512::new();
        let mut at = 0;
        while at < length {
            let end = length.min(at + (1 << 22));
            hash.update(self.sections.bytes(at..end).map_err(|why| refused_at(&self.path, why))?);
            at = end;
            progress(at, length);
        }
        Ok(PowersHash(hash.finalize().into()))
    }

    /// What the file says of itself.
    ///
    /// # Errors
    /// If its list of contributions cannot be read.
    pub fn summary(&self) -> Result<Summary, PowersError> {
        let refused = |refused| refused_at(&self.path, refused);
        let contributions = contributions::read(&self.sections).map_err(refused)?;
        let (power, ceremony_power) = (self.power, self.ceremony_power);
        Ok(Summary { power, ceremony_power, contributions })
    }
}

/// Points that are in memory at a time.
const CHUNK: usize = 1 << 17;

const G1_SIZE: u64 = <ark_bn254::g1::Config as Curve>::SIZE as u64;
const G2_SIZE: u64 = <ark_bn254::g2::Config as Curve>::SIZE as u64;

/// The powers of the file, and of the ceremony that it is of.
fn header(sections: &Sections) -> Result<(u32, u32), Refused> {
    sections.demand(HEADER, 44)?;
    let header = sections.whole(HEADER, 44)?;
    let form = |what: String| Err(Refused::Form(what));
    if u32_at(&header, 0) != 32 || header[4..36] != Fq::MODULUS.to_bytes_le() {
        return form("it is not for BN254".to_owned());
    }
    let (power, ceremony) = (u32_at(&header, 36), u32_at(&header, 40));
    if !(1..=LARGEST).contains(&power) {
        return form(format!("it says 2^{power} powers; 2^1 to 2^{LARGEST} are possible"));
    }
    if !(power..=LARGEST).contains(&ceremony) {
        return form(format!("it says 2^{power} powers, of a ceremony for 2^{ceremony}"));
    }
    Ok((power, ceremony))
}

fn weighted<C: Curve>(points: &[Affine<C>], weights: &[Fr]) -> Projective<C> {
    Projective::msm_bigint(points, &scalars(weights))
}

fn refused_at(path: &Path, refused: Refused) -> PowersError {
    let path = path.to_owned();
    match refused {
        Refused::Io(error) => PowersError::Io { path, error },
        Refused::Form(what) => PowersError::Form { path, what },
        Refused::Point(section, index, what) => PowersError::Point { path, section, index, what },
    }
}
