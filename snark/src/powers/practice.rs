//! Powers that one party makes alone, to practise a ceremony with and to test
//! it: whoever made them can forge every proof of every key that follows.

use std::io::Write;
use std::path::Path;

use ark_bn254::{Fq, Fr, G1Projective, G2Projective};
use ark_ec::PrimeGroup as _;
use ark_ec::scalar_mul::BatchMulPreprocessing;
use ark_ec::short_weierstrass::Projective;
use ark_ff::{BigInteger as _, PrimeField as _};
use ark_poly::{EvaluationDomain as _, Radix2EvaluationDomain};
use zeroize::Zeroizing;

use super::PowersError;
use super::section::{
    ALPHA_TAU, BETA_G2, BETA_TAU, CONTRIBUTIONS, HEADER, LAGRANGE_ALPHA, LAGRANGE_BETA,
    LAGRANGE_G1, LAGRANGE_G2, TAU_G1, TAU_G2,
};
use crate::key_file::Progress;
use crate::points::{Curve, put};
use crate::setup::random_scalar;

/// Points that are made and written at a time.
const CHUNK: usize = 1 << 14;

/// Writes a `.ptau` file for domains of up to `2^power`. **Whoever made it can
/// forge proofs.** Progress is in points.
///
/// # Errors
/// If there is no randomness, or the file is there or cannot be written.
pub fn practice(path: &Path, power: u32, progress: Progress<'_>) -> Result<(), PowersError> {
    let io = |error| PowersError::Io { path: path.to_owned(), error };
    // Before the minutes that it takes, not after them.
    if path.exists() {
        return Err(io(std::io::ErrorKind::AlreadyExists.into()));
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let file =
        tempfile::Builder::new().prefix(".powers-").tempfile_in(folder.unwrap_or(Path::new(".")));
    let mut out = std::io::BufWriter::new(file.map_err(io)?);
    let secrets = Zeroizing::new([random_scalar()?, random_scalar()?, random_scalar()?]);
    write(&mut out, power, &secrets, progress).map_err(io)?;
    let file = out.into_inner().map_err(|error| io(error.into_error()))?;
    file.as_file().sync_all().map_err(io)?;
    file.persist_noclobber(path).map_err(|error| io(error.error))?;
    Ok(())
}

fn write(
    out: &mut impl Write,
    power: u32,
    [tau, alpha, beta]: &[Fr; 3],
    progress: Progress<'_>,
) -> std::io::Result<()> {
    let size = 1usize << power;
    let g1 = BatchMulPreprocessing::new(G1Projective::generator(), 12 * size);
    let g2 = BatchMulPreprocessing::new(G2Projective::generator(), 3 * size);
    out.write_all(b"ptau")?;
    out.write_all(&1u32.to_le_bytes())?;
    out.write_all(&11u32.to_le_bytes())?;
    let mut header = 32u32.to_le_bytes().to_vec();
    header.extend(Fq::MODULUS.to_bytes_le());
    header.extend([power.to_le_bytes(), power.to_le_bytes()].concat());
    section(out, HEADER, header.len())?;
    out.write_all(&header)?;

    let powers = |count: usize, first: Fr| {
        let next = move |last: &Fr| Some(*last * tau);
        std::iter::successors(Some(first), next).take(count)
    };
    // Smaller domains come before larger ones.
    let lagrange = |top: u32, by: Fr| {
        (0..=top).flat_map(move |level| {
            let domain = Radix2EvaluationDomain::<Fr>::new(1 << level);
            let values = domain.map(|domain| domain.evaluate_all_lagrange_coefficients(*tau));
            values.unwrap_or_default().into_iter().map(move |value| value * by)
        })
    };
    let one = Fr::from(1u64);
    let mut done = (0, 15 * size as u64, progress);
    points(out, TAU_G1, &g1, 2 * size - 1, powers(2 * size - 1, one), &mut done)?;
    points(out, TAU_G2, &g2, size, powers(size, one), &mut done)?;
    points(out, ALPHA_TAU, &g1, size, powers(size, *alpha), &mut done)?;
    points(out, BETA_TAU, &g1, size, powers(size, *beta), &mut done)?;
    points(out, BETA_G2, &g2, 1, powers(1, *beta), &mut done)?;
    section(out, CONTRIBUTIONS, 4)?;
    out.write_all(&0u32.to_le_bytes())?;
    points(out, LAGRANGE_G1, &g1, 4 * size - 1, lagrange(power + 1, one), &mut done)?;
    points(out, LAGRANGE_G2, &g2, 2 * size - 1, lagrange(power, one), &mut done)?;
    points(out, LAGRANGE_ALPHA, &g1, 2 * size - 1, lagrange(power, *alpha), &mut done)?;
    points(out, LAGRANGE_BETA, &g1, 2 * size - 1, lagrange(power, *beta), &mut done)?;
    out.flush()
}

fn section(out: &mut impl Write, kind: u32, length: usize) -> std::io::Result<()> {
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&(length as u64).to_le_bytes())
}

/// A section of so many multiples of the generator, a piece at a time.
fn points<C: Curve<ScalarField = Fr>>(
    out: &mut impl Write,
    kind: u32,
    table: &BatchMulPreprocessing<Projective<C>>,
    count: usize,
    numbers: impl Iterator<Item = Fr>,
    (done, all, progress): &mut (u64, u64, Progress<'_>),
) -> std::io::Result<()> {
    section(out, kind, count * <C as Curve>::SIZE)?;
    let mut numbers = numbers.fuse();
    loop {
        let piece = Zeroizing::new(numbers.by_ref().take(CHUNK).collect::<Vec<_>>());
        if piece.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(piece.len() * <C as Curve>::SIZE);
        table.batch_mul(&piece).iter().for_each(|point| put(point, &mut bytes));
        out.write_all(&bytes)?;
        *done += piece.len() as u64;
        progress(*done, *all);
    }
}
