//! Making the bundle that a venue publishes: from a run with all its proofs,
//! and verified as everybody will verify it before it has its name.

use std::fs;
use std::path::Path;

use plimsoll_snark::Proof;
use plimsoll_verifier::{Bundle, Expectations, KeyStore, Proofs, Verdict, verify_bundle};

use crate::error::Error;
use crate::files;
use crate::job::Job;
use crate::run::Run;

/// Writes the bundle of a run as a new directory.
///
/// # Errors
/// If a proof is missing, the bundle is rejected, or it cannot be written.
pub fn make_bundle(run: &Run, keys: &KeyStore, out: &Path) -> Result<Verdict, Error> {
    files::vacant(out)?;
    let bundle = bundle(run)?;
    // Whatever is left unfinished is in here.
    let workshop = files::unfinished(out);
    if fs::symlink_metadata(&workshop).is_ok() {
        fs::remove_dir_all(&workshop).map_err(Error::io(&workshop))?;
    }
    files::private_folder(&workshop)?;
    let made = write(&bundle, keys, &workshop.join("bundle"), out);
    // It is of no use to anyone; that it may stay is no error.
    let _ = fs::remove_dir_all(&workshop);
    made
}

/// Writes the bundle, verifies what is on the disk, and gives it its name.
fn write(
    bundle: &Bundle,
    keys: &KeyStore,
    unfinished: &Path,
    out: &Path,
) -> Result<Verdict, Error> {
    bundle.write(unfinished)?;
    let verdict = verify_bundle(&Bundle::read(unfinished)?, keys, &Expectations::default())
        .map_err(|why| Error::Rejected(Box::new(why)))?;
    fs::rename(unfinished, out).map_err(Error::io(out))?;
    files::sync(files::folder(out))?;
    Ok(verdict)
}

fn bundle(run: &Run) -> Result<Bundle, Error> {
    let mut proofs = Vec::new();
    for job in run.jobs() {
        proofs.extend(run.proof(job)?.map(|proof| (job, proof)));
    }
    let all = run.jobs().count();
    let unfinished = Error::Unfinished { missing: all - proofs.len(), all };
    let of = |job: Job| proofs.iter().find(|(of, _)| *of == job).map(|(_, proof)| *proof);
    let (Some(parameters), Some(closing)) = (of(Job::Parameters), of(Job::Closing)) else {
        return Err(unfinished);
    };
    let batches = proofs.iter().filter(|(job, _)| matches!(job, Job::Batch(_)));
    let batches: Vec<Proof> = batches.map(|(_, proof)| *proof).collect();
    if batches.len() != run.chain().len() {
        return Err(unfinished);
    }
    Ok(Bundle {
        manifest: run.manifest().clone(),
        parameters: run.parameters_file().to_vec(),
        chain: run.chain().to_vec(),
        proofs: Proofs { batches, parameters, closing },
    })
}
