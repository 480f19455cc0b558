//! A run: a directory with all that there is of an epoch, from its accounts to
//! its proofs. Its files are written once and named in one list of hashes.

mod accounts;
mod list;

use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_circuits::StateWitness;
use plimsoll_snark::{Claim, ParameterCommitment, Proof};
use plimsoll_statement::{Lane, Parameters, PublicInputs as _};
use plimsoll_verifier::{Link, Manifest, Recomputed};

use crate::chain;
use crate::error::Error;
use crate::files::{self, Lock};
use crate::job::Job;
use crate::plan::Batch;

pub(crate) use list::List;

pub(crate) const LIST: &str = "run.json";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const PARAMETERS: &str = "parameters.json";
pub(crate) const CHAIN: &str = "chain.bin";
pub(crate) const ACCOUNTS: &str = "accounts.jsonl";
const PROOFS: &str = "proofs";

/// A prepared run. What it proves is fixed, and true; what is left is to prove
/// it.
pub struct Run {
    dir: PathBuf,
    keys: PathBuf,
    manifest: Manifest,
    parameters: Vec<u8>,
    chain: Vec<Link>,
    batches: Vec<Batch>,
    recomputed: Recomputed,
}

/// Nothing of what accounts hold.
impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// What a run is made of.
pub(crate) struct Parts {
    pub(crate) keys: PathBuf,
    pub(crate) manifest: Manifest,
    pub(crate) parameters: Vec<u8>,
    pub(crate) chain: Vec<Link>,
    pub(crate) batches: Vec<Batch>,
}

impl Run {
    /// Writes a new run. The directory has its name once it is complete.
    pub(crate) fn write(dir: &Path, parts: &Parts) -> Result<(), Error> {
        files::vacant(dir)?;
        let unfinished = files::unfinished(dir);
        if fs::symlink_metadata(&unfinished).is_ok() {
            // Left by a process that was killed, unless it holds the lock.
            let _lock = Lock::take(&unfinished)?;
            fs::remove_dir_all(&unfinished).map_err(Error::io(&unfinished))?;
        }
        files::private_folder(&unfinished)?;
        let lock = Lock::take(&unfinished)?;
        let chain: Vec<u8> = parts.chain.iter().flat_map(Link::to_bytes).collect();
        let mut list = List::new(&parts.keys);
        for (name, bytes) in [
            (MANIFEST, &parts.manifest.to_bytes()),
            (PARAMETERS, &parts.parameters),
            (CHAIN, &chain),
        ] {
            files::write_once(&unfinished.join(name), bytes)?;
            list.add(name, files::hash(bytes));
        }
        let hash = accounts::write(&unfinished.join(ACCOUNTS), &parts.batches)?;
        list.add(ACCOUNTS, hash);
        files::private_folder(&unfinished.join(PROOFS))?;
        files::write_once(&unfinished.join(LIST), &list.to_bytes())?;
        files::sync(&unfinished)?;
        drop(lock);
        fs::rename(&unfinished, dir).map_err(Error::io(dir))?;
        files::sync(files::folder(dir))
    }

    /// Opens a run, and sees that its files are what was written.
    ///
    /// # Errors
    /// If there is none, or a file is not what was written.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(LIST);
        let list = List::parse(&fs::read(&path).map_err(Error::io(&path))?);
        let list = list.map_err(|what| Error::damaged(&path, what))?;
        let read = |name: &str| {
            let path = dir.join(name);
            let bytes = fs::read(&path).map_err(Error::io(&path))?;
            if list.hash_of(name) == Some(&files::hash(&bytes)) {
                Ok(bytes)
            } else {
                Err(Error::damaged(&path, "is not what was prepared; prepare the run again"))
            }
        };
        let wrong = |name: &str, what: String| Error::damaged(&dir.join(name), what);
        let manifest = Manifest::from_bytes(&read(MANIFEST)?);
        let manifest = manifest.map_err(|error| wrong(MANIFEST, error.to_string()))?;
        let parameters = read(PARAMETERS)?;
        let chain = read(CHAIN)?;
        let (links, rest) = chain.as_chunks();
        let chain = links.iter().map(Link::from_bytes).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| wrong(CHAIN, error.to_string()))?;
        let recomputed = Recomputed::of(&manifest, &parameters, &chain)
            .map_err(|error| wrong(MANIFEST, error.to_string()))?;
        if !rest.is_empty() || manifest.digest != recomputed.digest() {
            return Err(wrong(MANIFEST, "is not of this chain; prepare the run again".into()));
        }
        let shapes: Option<Vec<_>> = (0..chain.len()).map(|i| recomputed.shape(i)).collect();
        let hash = list.hash_of(ACCOUNTS).cloned().unwrap_or_default();
        let identified = manifest.context;
        let batches =
            accounts::read(&dir.join(ACCOUNTS), &hash, &identified, &shapes.unwrap_or_default())?;
        let keys = list.keys().to_owned();
        Ok(Self { dir: dir.to_owned(), keys, manifest, parameters, chain, batches, recomputed })
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the keys were when it was prepared.
    #[must_use]
    pub fn keys(&self) -> &Path {
        &self.keys
    }

    /// What the venue will say.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The canonical bytes of the parameters' file.
    #[must_use]
    pub fn parameters_file(&self) -> &[u8] {
        &self.parameters
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        self.recomputed.parameters()
    }

    /// The batches' roots and states.
    #[must_use]
    pub fn chain(&self) -> &[Link] {
        &self.chain
    }

    /// What the proofs are about.
    #[must_use]
    pub fn recomputed(&self) -> &Recomputed {
        &self.recomputed
    }

    /// The accounts, batch by batch.
    #[must_use]
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Everything that is to be proved: the batches, then parameters and closing.
    pub fn jobs(&self) -> impl Iterator<Item = Job> + use<> {
        let count = u32::try_from(self.chain.len()).unwrap_or(u32::MAX);
        (0..count).map(Job::Batch).chain([Job::Parameters, Job::Closing])
    }

    /// The key that a job is proved with.
    pub(crate) fn key_of(&self, job: Job) -> Option<plimsoll_snark::KeyId> {
        match job {
            Job::Batch(batch) => Some(self.lane_of(batch)?.key),
            Job::Parameters => Some(self.manifest.parameters_key),
            Job::Closing => Some(self.manifest.closing_key),
        }
    }

    /// What a proof claims.
    pub(crate) fn claim(&self, job: Job, proof: Proof) -> Option<Claim> {
        let (inputs, parameters) = match job {
            Job::Batch(batch) => (self.batch_inputs(batch)?, Some(self.table_of(batch)?)),
            Job::Parameters => (self.recomputed.parameters_inputs().elements(), None),
            Job::Closing => (self.recomputed.closing_inputs().elements(), None),
        };
        Some(Claim { inputs, parameters, proof })
    }

    fn batch_inputs(&self, batch: u32) -> Option<Vec<plimsoll_snark::Fr>> {
        Some(self.recomputed.batch_inputs(usize::try_from(batch).ok()?)?.elements())
    }

    /// The commitment to the table under a batch's key.
    pub(crate) fn table_of(&self, batch: u32) -> Option<ParameterCommitment> {
        Some(self.lane_of(batch)?.table)
    }

    fn lane_of(&self, batch: u32) -> Option<&plimsoll_verifier::LaneKey> {
        let lane: Lane = self.chain.get(usize::try_from(batch).ok()?)?.lane;
        self.manifest.lanes.iter().find(|key| key.shape.lane == lane)
    }

    /// The states of the chain.
    pub(crate) fn states(&self) -> Vec<StateWitness> {
        chain::states(self.parameters(), &self.manifest.pins, &self.batches)
    }

    /// A stored proof; `None` if there is none yet.
    ///
    /// # Errors
    /// If it cannot be read, or is no proof.
    pub fn proof(&self, job: Job) -> Result<Option<Proof>, Error> {
        let path = self.proof_path(job);
        match fs::read(&path) {
            Ok(bytes) => match Proof::from_bytes(&bytes) {
                Ok(proof) => Ok(Some(proof)),
                Err(error) => Err(Error::Proof { job, error }),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&path)(error)),
        }
    }

    /// Stores a proof that was verified.
    pub(crate) fn store(&self, job: Job, proof: &Proof) -> Result<(), Error> {
        files::write_once(&self.proof_path(job), &proof.to_bytes())
    }

    /// Removes a stored proof that does not verify.
    pub(crate) fn discard(&self, job: Job) -> Result<(), Error> {
        let path = self.proof_path(job);
        fs::remove_file(&path).map_err(Error::io(&path))
    }

    /// Takes the run for this process, and sweeps what others left unfinished.
    pub(crate) fn lock(&self) -> Result<Lock, Error> {
        let lock = Lock::take(&self.dir)?;
        files::sweep(&self.dir.join(PROOFS), files::is_unfinished)?;
        Ok(lock)
    }

    fn proof_path(&self, job: Job) -> PathBuf {
        self.dir.join(PROOFS).join(job.file_name())
    }
}
