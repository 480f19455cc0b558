//! Contributing: every point of a file once by, divided by numbers that are
//! then forgotten.

use std::path::Path;

use ark_bn254::G1Affine;

use super::contributor::{Beacon, Contributor, Name};
use super::error::CeremonyError;
use super::file::{CeremonyFile, Draft};
use super::record::Record;
use super::scale::scale;
use super::secret::{Entropy, Secrets};
use crate::key_file::Progress;

/// Contributes to a ceremony: reads the last file, writes the next.
///
/// # Errors
/// If the last file does not hold, the ceremony has ended, or the next cannot
/// be written.
pub fn contribute(
    last: &CeremonyFile,
    next: &Path,
    name: Name,
    entropy: Entropy,
    progress: Progress<'_>,
) -> Result<CeremonyFile, CeremonyError> {
    let secrets = Secrets::from_entropy(entropy, last.transcript().subject().divisors());
    add(last, next, Contributor::Person(name), &secrets, &mut |_, points| points, progress)
}

/// Contributes falsely: with these numbers, and points altered before they are
/// signed for. For tests of what refuses it.
///
/// # Errors
/// As [`contribute`]'s.
#[cfg(feature = "harness")]
pub fn contribute_falsely(
    last: &CeremonyFile,
    next: &Path,
    name: Name,
    numbers: Vec<crate::Fr>,
    alter: &mut Alter<'_>,
) -> Result<CeremonyFile, CeremonyError> {
    let secrets = Secrets::chosen(numbers);
    add(last, next, Contributor::Person(name), &secrets, alter, &mut |_, _| ())
}

/// Ends a ceremony with numbers that follow from a value which was announced
/// before anybody could know it.
///
/// # Errors
/// As [`contribute`]'s; and if nobody has contributed.
pub fn beacon(
    last: &CeremonyFile,
    next: &Path,
    beacon: Beacon,
    progress: Progress<'_>,
) -> Result<CeremonyFile, CeremonyError> {
    let transcript = last.transcript();
    if transcript.people() == 0 {
        return Err(CeremonyError::Nobody { path: last.path().to_owned() });
    }
    let secrets = beacon.secrets(&transcript.hash(), transcript.subject().divisors());
    add(last, next, Contributor::Beacon(beacon), &secrets, &mut |_, points| points, progress)
}

/// What is written in place of some points of a part.
type Alter<'a> = dyn FnMut(usize, Vec<G1Affine>) -> Vec<G1Affine> + 'a;

fn add(
    last: &CeremonyFile,
    next: &Path,
    contributor: Contributor,
    secrets: &Secrets,
    alter: &mut Alter<'_>,
    progress: Progress<'_>,
) -> Result<CeremonyFile, CeremonyError> {
    let mut transcript = last.transcript().clone();
    if transcript.ended() {
        return Err(CeremonyError::Ended { path: last.path().to_owned() });
    }
    let mut draft = Draft::begin(next, transcript.subject().points())?;
    last.points(progress, |part, points| {
        let divided = scale(&points, &secrets.inverse(part.divisor));
        draft.put(&alter(part.number, divided))
    })?;
    let (before, tip) = (transcript.divisors(), transcript.hash());
    let record = Record::make(contributor, secrets, &before, &tip, draft.hash());
    transcript.push(record);
    draft.finish(transcript)
}
