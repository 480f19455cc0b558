//! Verification from the start: that what a ceremony ended with is what its
//! powers and its circuit's rows began with, divided by its divisors.
//!
//! Nothing is recomputed point by point. With a random weight for every point,
//! the rows say which sum of the powers must be the sum of the points times
//! their divisors; were one point wrong, the sums would differ but by a chance
//! of 2^-128.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::pairing::Pairing as _;
use ark_ec::{AffineRepr as _, CurveGroup as _, VariableBaseMSM as _};
use ark_ff::Zero as _;

use super::error::CeremonyError;
use super::file::CeremonyFile;
use super::record::Divisors;
use super::subject::Subject;
use super::sums::{Weights, alpha_beta, sum_g1, sum_g2};
use super::transcript::Transcript;
use crate::circuit::Frozen;
use crate::key_file::Progress;
use crate::points::proper;
use crate::powers::{Checked, G1Section, G2Section, Powers};
use crate::proving_key::ProvingKey;
use crate::rows::Sparse;

/// Verifies the last file of a ceremony for a circuit and powers. The file's
/// transcript was checked when it was opened; this ties its points to both.
///
/// # Errors
/// If the file is about something else, or its points do not follow.
pub fn verify(
    file: &CeremonyFile,
    powers: &Checked<'_>,
    frozen: &Frozen,
    progress: Progress<'_>,
) -> Result<(), CeremonyError> {
    let transcript = file.transcript();
    let powers = about(transcript.subject(), powers, frozen)?;
    let weights = Weights::draw()?;
    let mut sums = Sums::new(transcript.subject().divisors());
    let mut position = 0;
    file.points(progress, |part, points| {
        sums.add(part.divisor, &points, &weights, &mut position);
        Ok(())
    })?;
    divided(&sums, &transcript.divisors(), transcript.subject(), &weights, powers, frozen)
}

/// Verifies that a file is one contribution after another file, without powers
/// and rows: what a coordinator does with what it is sent.
///
/// # Errors
/// If it is not.
pub fn verify_step(
    before: &CeremonyFile,
    after: &CeremonyFile,
    progress: Progress<'_>,
) -> Result<(), CeremonyError> {
    let not_next = || CeremonyError::NotNext { path: after.path().to_owned() };
    let (old, new) = (before.transcript(), after.transcript());
    let record = new.records().last().ok_or_else(not_next)?;
    let mut expected = old.clone();
    if old.ended() || new.subject() != old.subject() {
        return Err(not_next());
    }
    expected.push(record.clone());
    if expected != *new {
        return Err(not_next());
    }
    let weights = Weights::draw()?;
    let all = 2 * new.subject().points() as u64;
    let mut pairs = Vec::new();
    for (number, file) in [before, after].into_iter().enumerate() {
        let mut sums = Sums::new(new.subject().divisors());
        let mut position = 0;
        let first = number as u64 * all / 2;
        file.points(&mut |done, _| progress(first + done, all), |part, points| {
            sums.add(part.divisor, &points, &weights, &mut position);
            Ok(())
        })?;
        pairs.push(G1Projective::normalize_batch(&sums.0));
    }
    let negated = pairs[0].iter().map(|sum| -*sum);
    let left = negated.zip(std::iter::repeat(G2Affine::generator()));
    let numbers = (0..new.subject().divisors()).map(|divisor| record.number(divisor));
    let (g1, g2): (Vec<_>, Vec<_>) = left.chain(pairs[1].iter().copied().zip(numbers)).unzip();
    if Bn254::multi_pairing(g1, g2).is_zero() { Ok(()) } else { Err(CeremonyError::Divided) }
}

/// Verifies that a proving key is the one that a ceremony made of this circuit
/// with these powers.
///
/// # Errors
/// If it is not.
pub fn verify_key(
    key: &ProvingKey,
    transcript: &Transcript,
    powers: &Checked<'_>,
    frozen: &Frozen,
) -> Result<(), CeremonyError> {
    let subject = transcript.subject();
    let powers = about(subject, powers, frozen)?;
    let divisors = transcript.divisors();
    let verifying = &key.verifying;
    let wrong = |what| Err(CeremonyError::Key(what));
    transcript.names(verifying)?;
    if key.frozen.rows != frozen.rows || !key.fits() {
        return wrong("it is for another circuit");
    }
    if (verifying.alpha, key.beta_g1, verifying.beta) != alpha_beta(powers)? {
        return wrong("its α or β is not that of the powers");
    }
    if key.deltas_g1[..] != divisors.g1[1..] {
        return wrong("a δ is not the transcript's");
    }
    let parts = [&verifying.inputs, &key.a, &key.b_g1, &key.h, &key.wires];
    if !parts.into_iter().all(|points| proper(points)) || !proper(&key.b_g2) {
        return wrong("one of its points is not in its group");
    }
    let weights = Weights::draw()?;
    let mut sums = Sums::new(subject.divisors());
    let mut position = 0;
    let mut rest = &key.wires[..];
    let mut own = vec![&verifying.inputs[..]];
    for count in &subject.wires {
        let (wires, others) = rest.split_at(*count);
        own.push(wires);
        rest = others;
    }
    own.push(&key.h);
    for (part, points) in subject.parts().iter().zip(own) {
        sums.add(part.divisor, points, &weights, &mut position);
    }
    divided(&sums, &divisors, subject, &weights, powers, frozen)?;
    if undivided(key, position, &weights, powers, subject.level, frozen)? {
        Ok(())
    } else {
        wrong("a point that no contribution changes is not that of the powers and the circuit")
    }
}

/// The powers, if the ceremony is about this circuit and these, checked as far
/// as it uses them.
fn about<'p>(
    subject: &Subject,
    checked: &Checked<'p>,
    frozen: &Frozen,
) -> Result<&'p Powers, CeremonyError> {
    let powers = checked.powers();
    let expected = Subject::new(frozen, subject.powers)?;
    if *subject != expected {
        let [found, expected] = [subject.circuit, expected.circuit].map(hex::encode);
        return Err(CeremonyError::Circuit { found, expected });
    }
    let hash = powers.hash(&mut |_, _| ())?;
    if hash != subject.powers {
        let [found, expected] = [subject.powers, hash].map(Box::new);
        return Err(CeremonyError::OtherPowers { found, expected });
    }
    let (needed, found) = (subject.level, checked.level());
    if needed == found { Ok(powers) } else { Err(CeremonyError::Unchecked { needed, found }) }
}

/// A weighted sum of points for every divisor.
struct Sums(Vec<G1Projective>);

impl Sums {
    fn new(divisors: usize) -> Self {
        Self(vec![G1Projective::zero(); divisors])
    }

    fn add(&mut self, divisor: usize, points: &[G1Affine], by: &Weights, position: &mut usize) {
        let weights = by.at(*position..*position + points.len());
        *position += points.len();
        self.0[divisor] += G1Projective::msm_bigint(points, &weights);
    }
}

/// The sums times their divisors are the sum of what the powers and rows give.
fn divided(
    sums: &Sums,
    divisors: &Divisors,
    subject: &Subject,
    weights: &Weights,
    powers: &Powers,
    frozen: &Frozen,
) -> Result<(), CeremonyError> {
    let rows = &frozen.rows;
    let columns = rows.instance + rows.witness;
    let size = 1 << subject.level;
    let by_column = weights.elements(0..columns);
    let level = subject.level;
    let [a, b, c] = &rows.matrices;
    let mut start =
        sum_g1(powers, G1Section::LagrangeBeta(level), &first(a, rows, &by_column, size))?;
    start += sum_g1(powers, G1Section::LagrangeAlpha(level), &by_row(b, &by_column, size))?;
    start += sum_g1(powers, G1Section::Lagrange(level), &by_row(c, &by_column, size))?;
    // The quotient's bases are τ^i·(τ^n − 1).
    let quotient = weights.elements(columns..columns + size - 1);
    let mut powers_by = vec![Fr::zero(); 2 * size - 1];
    for (i, weight) in quotient.into_iter().enumerate() {
        powers_by[i + size] += weight;
        powers_by[i] -= weight;
    }
    start += sum_g1(powers, G1Section::Tau, &powers_by)?;

    let mut g1 = G1Projective::normalize_batch(&sums.0);
    g1.push(-start.into_affine());
    let g2 = divisors.g2.iter().copied().chain([G2Affine::generator()]);
    if Bn254::multi_pairing(g1, g2).is_zero() { Ok(()) } else { Err(CeremonyError::Divided) }
}

/// The key's points that no divisor divides are those of powers and rows.
fn undivided(
    key: &ProvingKey,
    position: usize,
    weights: &Weights,
    powers: &Powers,
    level: u32,
    frozen: &Frozen,
) -> Result<bool, CeremonyError> {
    let rows = &frozen.rows;
    let [a, b, _] = &rows.matrices;
    let (count, size) = (key.a.len(), key.h.len() + 1);
    let at = |number: usize| position + number * count..position + (number + 1) * count;
    let msm =
        |points: &[G1Affine], number| G1Projective::msm_bigint(points, &weights.at(at(number)));
    let found = msm(&key.a, 0) + msm(&key.b_g1, 1);
    let mut expected = first(a, rows, &weights.elements(at(0)), size);
    let of_b = by_row(b, &weights.elements(at(1)), size);
    expected.iter_mut().zip(of_b).for_each(|(sum, by)| *sum += by);
    if found != sum_g1(powers, G1Section::Lagrange(level), &expected)? {
        return Ok(false);
    }
    let found = ark_bn254::G2Projective::msm_bigint(&key.b_g2, &weights.at(at(2)));
    Ok(found
        == sum_g2(powers, G2Section::Lagrange(level), &by_row(b, &weights.elements(at(2)), size))?)
}

/// What each row is counted, if its columns are counted so.
fn by_row(matrix: &Sparse, by_column: &[Fr], size: usize) -> Vec<Fr> {
    let mut sums = vec![Fr::zero(); size];
    matrix.times(by_column, &mut sums);
    sums
}

/// The same of the first matrix, which has a row of its own for each input.
fn first(matrix: &Sparse, rows: &crate::rows::Rows, by_column: &[Fr], size: usize) -> Vec<Fr> {
    let mut sums = by_row(matrix, by_column, size);
    let own = &mut sums[rows.len()..rows.len() + rows.instance];
    own.copy_from_slice(&by_column[..rows.instance]);
    sums
}
