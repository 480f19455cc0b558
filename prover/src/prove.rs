//! The local engine: every proof that a run lacks, made on this machine and
//! verified before it is stored. Killed at any moment, it goes on where it was.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use plimsoll_circuits::StateWitness;
use plimsoll_snark::{Claim, KeyId, Proof, ProvingKey, verify, verify_batch};

use crate::error::Error;
use crate::estimate::Estimate;
use crate::job::Job;
use crate::keys::KeyFolder;
use crate::run::Run;

/// How to prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProveOptions {
    /// Bytes of memory to stay below, as far as one proof at a time can. Without
    /// it, one proof is made at a time: each uses all cores by itself.
    pub memory: Option<u64>,
}

/// What proving is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many of so many proofs were there, and verify.
    Kept {
        /// Proofs that were there.
        proofs: usize,
        /// Proofs in all.
        of: usize,
    },
    /// A stored proof does not verify, and is made again.
    Damaged(Job),
    /// A proving key is being read.
    Reading {
        /// Which.
        key: KeyId,
        /// Bytes so far.
        done: u64,
        /// Bytes in all.
        of: u64,
    },
    /// One proof at a time takes more memory than was to be taken.
    OverMemory {
        /// So many bytes, about.
        takes: u64,
    },
    /// A proof has begun.
    Begun(Job),
    /// A proof is stored.
    Stored {
        /// Of what.
        job: Job,
        /// How long it took.
        took: Duration,
        /// Proofs that are stored.
        proofs: usize,
        /// Proofs in all.
        of: usize,
        /// How long the rest will take.
        left: Option<Duration>,
    },
}

/// What proving did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Proofs that were made.
    pub made: usize,
    /// Proofs that were there already.
    pub kept: usize,
    /// How long it took.
    pub took: Duration,
}

/// Makes every proof that a run lacks. A proof that is there is verified and
/// never made again.
///
/// # Errors
/// If a key is missing, another process is proving the run, or a proof cannot
/// be made or stored. What is stored by then stays.
pub fn prove(
    run: &Run,
    keys: &KeyFolder,
    options: ProveOptions,
    progress: &mut dyn FnMut(Event),
) -> Result<Proved, Error> {
    let started = Instant::now();
    let _lock = run.lock()?;
    let (kept, missing) = sorted(run, keys, progress)?;
    let of = run.jobs().count();
    progress(Event::Kept { proofs: kept, of });
    let by_key = by_key(run, missing)?;
    let weight =
        |(id, jobs): (&KeyId, &Vec<Job>)| keys.bytes(*id).saturating_mul(jobs.len() as u64);
    let estimate = Estimate::new(by_key.iter().map(|(id, jobs)| weight((id, jobs))).sum());
    let states = if by_key.is_empty() { Vec::new() } else { run.states() };
    let mut engine = Engine { run, states, estimate, proofs: kept, of, progress };
    for (id, jobs) in &by_key {
        let progress = &mut *engine.progress;
        let key = keys.proving(*id, &mut |done, of| {
            progress(Event::Reading { key: *id, done, of });
        })?;
        let bytes = keys.bytes(*id);
        let takes = takes(bytes, 1);
        if options.memory.is_some_and(|memory| memory < takes) {
            (engine.progress)(Event::OverMemory { takes });
        }
        let at_once = options.memory.map_or(1, |memory| at_once(memory, bytes));
        engine.prove(&key, bytes, jobs, at_once)?;
    }
    Ok(Proved { made: engine.proofs - kept, kept, took: started.elapsed() })
}

/// How many stored proofs verify, and what is missing. Those that do not verify
/// are removed.
fn sorted(
    run: &Run,
    keys: &KeyFolder,
    progress: &mut dyn FnMut(Event),
) -> Result<(usize, Vec<Job>), Error> {
    let mut stored: BTreeMap<KeyId, Vec<(Job, Claim)>> = BTreeMap::new();
    let (mut missing, mut damaged, mut kept) = (Vec::new(), Vec::new(), 0);
    for job in run.jobs() {
        match run.proof(job) {
            Ok(Some(proof)) => {
                let claim = run.claim(job, proof).zip(run.key_of(job));
                let (claim, key) = claim.ok_or(Error::NoWitness(job))?;
                stored.entry(key).or_default().push((job, claim));
            }
            Ok(None) => missing.push(job),
            Err(Error::Proof { .. }) => damaged.push(job),
            Err(error) => return Err(error),
        }
    }
    for (id, claims) in stored {
        let missing_key = || Error::NoProvingKey { dir: keys.dir().to_owned(), key: id };
        let key = keys.store().get(id).ok_or_else(missing_key)?.key();
        let (jobs, claims): (Vec<Job>, Vec<Claim>) = claims.into_iter().unzip();
        // All at once; one by one only to tell which is false.
        if verify_batch(key, &claims).is_ok() {
            kept += jobs.len();
            continue;
        }
        for (job, claim) in jobs.into_iter().zip(&claims) {
            match verify(key, claim) {
                Ok(()) => kept += 1,
                Err(_) => damaged.push(job),
            }
        }
    }
    for job in &damaged {
        progress(Event::Damaged(*job));
        run.discard(*job)?;
    }
    missing.extend(damaged);
    missing.sort_unstable();
    Ok((kept, missing))
}

/// Jobs by the key they need, in the order in which each key comes first.
fn by_key(run: &Run, jobs: Vec<Job>) -> Result<Vec<(KeyId, Vec<Job>)>, Error> {
    let mut groups: Vec<(KeyId, Vec<Job>)> = Vec::new();
    for job in jobs {
        let key = run.key_of(job).ok_or(Error::NoWitness(job))?;
        match groups.iter_mut().find(|(id, _)| *id == key) {
            Some((_, group)) => group.push(job),
            None => groups.push((key, vec![job])),
        }
    }
    Ok(groups)
}

/// How many proofs fit in memory at once, beside the key that they share: at
/// least one, and no more than there are cores.
fn at_once(memory: u64, key: u64) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let room = memory.saturating_sub(takes(key, 0));
    let fit = room.checked_div(takes(key, 1) - takes(key, 0)).unwrap_or(1);
    usize::try_from(fit).unwrap_or(usize::MAX).clamp(1, cores)
}

/// Bytes that so many proofs at once take. Measured: 500 MiB for one proof with
/// a key of 154 MiB, 660 MiB for two; the second might have met the first at
/// its peak, so it is counted as much.
fn takes(key: u64, proofs: u64) -> u64 {
    const BASE: u64 = 64 << 20;
    let proof = key.saturating_mul(9) / 4;
    BASE.saturating_add(key).saturating_add(proof.saturating_mul(proofs))
}

struct Engine<'a> {
    run: &'a Run,
    states: Vec<StateWitness>,
    estimate: Estimate,
    proofs: usize,
    of: usize,
    progress: &'a mut dyn FnMut(Event),
}

/// What a thread says.
enum Said {
    Began(Job),
    Ended(Job, Duration, Box<Result<Proof, Error>>),
}

impl Engine<'_> {
    /// Makes all proofs of one key, so many at once.
    fn prove(
        &mut self,
        key: &ProvingKey,
        weight: u64,
        jobs: &[Job],
        at_once: usize,
    ) -> Result<(), Error> {
        let (run, next) = (self.run, AtomicUsize::new(0));
        let states = std::mem::take(&mut self.states);
        let work = |say: mpsc::Sender<Said>| {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let started = Instant::now();
                if say.send(Said::Began(*job)).is_err() {
                    break;
                }
                let made = job.prove(run, &states, key);
                let failed = made.is_err();
                let said = Said::Ended(*job, started.elapsed(), Box::new(made));
                if say.send(said).is_err() || failed {
                    break;
                }
            }
        };
        let stored_before = self.proofs;
        let outcome = std::thread::scope(|scope| {
            let (say, heard) = mpsc::channel();
            let work = &work;
            let threads: Vec<_> = (0..at_once.min(jobs.len()))
                .map(|_| {
                    let say = say.clone();
                    scope.spawn(move || work(say))
                })
                .collect();
            drop(say);
            // When this ends early, threads end after the proof they are at.
            let outcome = self.store(weight, heard);
            // A thread that panicked is told by the proof that is missing.
            threads.into_iter().for_each(|thread| drop(thread.join()));
            outcome
        });
        self.states = states;
        outcome?;
        let stored = self.proofs - stored_before;
        jobs.get(stored).map_or(Ok(()), |job| Err(Error::Lost(*job)))
    }

    /// Stores what threads make.
    fn store(&mut self, weight: u64, heard: mpsc::Receiver<Said>) -> Result<(), Error> {
        for said in heard {
            match said {
                Said::Began(job) => (self.progress)(Event::Begun(job)),
                Said::Ended(job, took, made) => {
                    self.run.store(job, &(*made)?)?;
                    self.proofs += 1;
                    self.estimate.did(weight);
                    let (proofs, of, left) = (self.proofs, self.of, self.estimate.left());
                    (self.progress)(Event::Stored { job, took, proofs, of, left });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_bounds_how_many_are_made_at_once() {
        let cores = std::thread::available_parallelism().unwrap().get();
        let key = 100 << 20;
        assert_eq!(at_once(0, key), 1);
        assert_eq!(at_once(takes(key, 1), key), 1);
        assert_eq!(at_once(takes(key, 2) - 1, key), 1);
        assert_eq!(at_once(takes(key, 2), key), cores.min(2));
        assert_eq!(at_once(u64::MAX, key), cores);
        assert_eq!(at_once(u64::MAX, 0), 1);
    }
}
