//! The end of a ceremony: its key.

use ark_bn254::{G1Affine, G1Projective, G2Projective};
use ark_ec::CurveGroup as _;
use rayon::prelude::*;

use super::error::CeremonyError;
use super::file::CeremonyFile;
use super::start::Columns;
use super::sums::alpha_beta;
use super::verify::verify;
use crate::circuit::Frozen;
use crate::key_file::Progress;
use crate::keys::{KeyId, Origin, VerifyingKey};
use crate::powers::{Checked, G1Section, G2Section};
use crate::proving_key::ProvingKey;

/// Makes the key of a ceremony, after verifying all of it.
///
/// # Errors
/// If the ceremony does not verify, or nobody contributed to it.
pub fn finalize(
    file: &CeremonyFile,
    powers: &Checked<'_>,
    frozen: &Frozen,
    progress: Progress<'_>,
) -> Result<ProvingKey, CeremonyError> {
    let transcript = file.transcript();
    if transcript.people() == 0 {
        return Err(CeremonyError::Nobody { path: file.path().to_owned() });
    }
    verify(file, powers, frozen, progress)?;
    let powers = powers.powers();
    let subject = transcript.subject();
    let (size, count) = (1 << subject.level, frozen.rows.instance + frozen.rows.witness);
    let [a, b, _] = Columns::of(frozen);
    let points = powers.g1(G1Section::Lagrange(subject.level), 0..size)?;
    let g1 = |columns: &Columns| -> Vec<G1Affine> {
        let all = (0..count).into_par_iter().with_min_len(64);
        let sums: Vec<G1Projective> = all.map(|column| columns.sum(column, &points)).collect();
        G1Projective::normalize_batch(&sums)
    };
    let (a, b_g1) = (g1(&a), g1(&b));
    drop(points);
    let points = powers.g2(G2Section::Lagrange(subject.level), 0..size)?;
    let all = (0..count).into_par_iter().with_min_len(64);
    let b_g2: Vec<G2Projective> = all.map(|column| b.sum(column, &points)).collect();
    let b_g2 = G2Projective::normalize_batch(&b_g2);

    let mut parts = vec![Vec::new(); subject.parts().len()];
    file.points(progress, |part, points| {
        parts[part.number].extend(points);
        Ok(())
    })?;
    let h = parts.pop().unwrap_or_default();
    let inputs = std::mem::take(&mut parts[0]);
    let wires = parts.concat();
    let divisors = transcript.divisors();
    let (alpha, beta_g1, beta) = alpha_beta(powers)?;
    let verifying = VerifyingKey {
        origin: Origin::Ceremony(transcript.hash()),
        stages: subject.stages,
        circuit: subject.circuit,
        alpha,
        beta,
        gamma: divisors.g2[0],
        deltas: divisors.g2[1..].to_vec(),
        live: subject.live,
        inputs,
        id: KeyId([0; 32]),
    };
    // What a verifier would refuse to read is no key.
    let verifying = VerifyingKey::from_bytes(&verifying.to_bytes())?;
    let deltas_g1 = divisors.g1[1..].to_vec();
    let frozen = frozen.clone();
    Ok(ProvingKey { verifying, beta_g1, deltas_g1, a, b_g1, b_g2, h, wires, frozen })
}
