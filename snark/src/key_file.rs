//! Proving keys on disk: points uncompressed and in the form in which they are
//! used, so that reading is copying, and a hash over all of it.
//!
//! Checking the points of a large key takes a hundred times as long as reading
//! it. So a key from elsewhere is imported once, with every point checked; from
//! then on its hash stands for that check.

mod stream;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_ec::pairing::Pairing as _;
use ark_ec::{AffineRepr as _, CurveGroup as _};

use crate::circuit::Frozen;
use crate::encoding::DecodeError;
use crate::kernel::{Kernel as _, Portable, scalars};
use crate::keys::{Origin, VerifyingKey};
use crate::points::proper;
use crate::proving_key::ProvingKey;
use crate::rows::{Rows, Sparse};
use crate::setup::random_scalar;
use stream::{Input, Output};

/// A key file's name for its whole content: BLAKE3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHash(pub [u8; 32]);

impl std::fmt::Display for FileHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Why a proving key was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// It is no proving key, or a part of one.
    #[error("{path}: not a proving key: {what}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// Its content is not what it was.
    #[error("{path}: damaged, or another key: its hash is {found}, not {expected}")]
    Hash {
        /// The file.
        path: PathBuf,
        /// Its hash.
        found: FileHash,
        /// The hash it should have.
        expected: FileHash,
    },
    /// The verifier's half is refused.
    #[error("{path}: {error}")]
    Verifying {
        /// The file.
        path: PathBuf,
        /// Why.
        error: DecodeError,
    },
}

/// What reading has done: bytes so far, and in all.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);

const MAGIC: &[u8] = b"plimsoll proving key 2\n";
/// The second line, for whoever looks into the file.
const INSECURE: &[u8] = b"INSECURE: made by a single party, fit for tests only\n";
const CEREMONY: &[u8] = b"made by a ceremony\n";

impl ProvingKey {
    /// Writes the key. The file has its name once it is complete.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, path: &Path) -> Result<FileHash, KeyFileError> {
        self.try_save(path).map_err(|error| KeyFileError::Io { path: path.to_owned(), error })
    }

    fn try_save(&self, path: &Path) -> std::io::Result<FileHash> {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".key-").tempfile_in(folder)?;
        let mut out = Output::new(BufWriter::new(file));
        out.bytes(MAGIC)?;
        out.bytes(first_line(self.verifying.origin))?;
        let verifying = self.verifying.to_bytes();
        out.number(verifying.len())?;
        out.bytes(&verifying)?;
        let rows = &self.frozen.rows;
        out.numbers(&[rows.instance, rows.witness, self.frozen.inputs])?;
        out.number(self.frozen.stages.len())?;
        out.numbers(&self.frozen.stages)?;
        for matrix in &rows.matrices {
            let mut bytes = Vec::new();
            matrix.write(&mut bytes);
            out.number(bytes.len())?;
            out.bytes(&bytes)?;
        }
        out.points(&[self.beta_g1])?;
        for points in [&self.deltas_g1, &self.a, &self.b_g1, &self.h, &self.wires] {
            out.points(points)?;
        }
        out.points(&self.b_g2)?;
        let (hash, file) = out.end()?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        // The name is on the disk when the folder is.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(FileHash(hash))
    }

    /// Reads a key that was saved or imported here: its hash must be the one
    /// that was said then. Its points are not checked again.
    ///
    /// # Errors
    /// If the file is not that one.
    pub fn open(
        path: &Path,
        expected: FileHash,
        progress: Progress<'_>,
    ) -> Result<Self, KeyFileError> {
        let (key, found) = read(path, progress)?;
        if found == expected {
            Ok(key)
        } else {
            Err(KeyFileError::Hash { path: path.to_owned(), found, expected })
        }
    }

    /// Reads a key from elsewhere and checks every point of it: curve,
    /// subgroup, and that what stands in both groups is the same.
    ///
    /// This does not say who knows its trapdoor, nor that it is a key of its
    /// rows: a ceremony's transcript does.
    ///
    /// # Errors
    /// If the file is not a proving key, or one of its points is none.
    pub fn import(path: &Path, progress: Progress<'_>) -> Result<(Self, FileHash), KeyFileError> {
        let (key, hash) = read(path, progress)?;
        let refuse = |what| Err(KeyFileError::Form { path: path.to_owned(), what });
        let g1 = [&key.deltas_g1, &key.a, &key.b_g1, &key.h, &key.wires];
        let proper = proper(std::slice::from_ref(&key.beta_g1))
            && g1.into_iter().all(|points| proper(points))
            && proper(&key.b_g2);
        if !proper {
            return refuse("a point is not in its group");
        }
        match key.halves_agree() {
            Some(true) => Ok((key, hash)),
            Some(false) => refuse("what stands in both groups is not the same"),
            None => refuse("the system gave no randomness to check it with"),
        }
    }

    /// β, the δs and `B` are the same in both groups, by a random combination;
    /// `None` without randomness.
    pub(crate) fn halves_agree(&self) -> Option<bool> {
        let g1 = [&[self.beta_g1], &self.deltas_g1[..], &self.b_g1].concat();
        let vk = &self.verifying;
        let g2 = [&[vk.beta], &vk.deltas[..], &self.b_g2].concat();
        let draws: Result<Vec<_>, _> = g1.iter().map(|_| random_scalar()).collect();
        let draws = scalars(&draws.ok()?);
        let in_g1 = Portable.msm_g1(&g1, &draws).into_affine();
        let in_g2 = Portable.msm_g2(&g2, &draws).into_affine();
        let left = Bn254::pairing(in_g1, G2Affine::generator());
        Some(left == Bn254::pairing(G1Affine::generator(), in_g2))
    }
}

fn first_line(origin: Origin) -> &'static [u8] {
    match origin {
        Origin::SingleParty => INSECURE,
        Origin::Ceremony(_) => CEREMONY,
    }
}

/// Reads a file and the hash of it.
fn read(path: &Path, progress: Progress<'_>) -> Result<(ProvingKey, FileHash), KeyFileError> {
    let io = |error| KeyFileError::Io { path: path.to_owned(), error };
    let form = |what| KeyFileError::Form { path: path.to_owned(), what };
    let file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let mut input = Input::new(file, length, progress);
    let mut parts = || -> Result<_, stream::Refused> {
        if input.bytes(MAGIC.len())? != MAGIC {
            return Err("it does not begin as one".into());
        }
        let mut line = input.bytes(CEREMONY.len())?;
        if line != CEREMONY {
            line.extend(input.bytes(INSECURE.len() - CEREMONY.len())?);
        }
        let verifying = input.counted()?;
        let (instance, witness, inputs) = (input.number()?, input.number()?, input.number()?);
        let stages = input.number()?;
        if stages > 3 {
            return Err("it has too many stages".into());
        }
        let stages = (0..stages).map(|_| input.number()).collect::<Result<Vec<_>, _>>()?;
        let columns = instance.checked_add(witness).ok_or("it has too many wires")?;
        let mut matrices = Vec::new();
        for _ in 0..3 {
            let bytes = input.counted()?;
            let matrix = Sparse::read(&bytes, columns).ok_or("its rows are none")?;
            matrices.push(matrix);
        }
        let matrices = matrices.try_into().map_err(|_| "its rows are none")?;
        let rows = Rows { instance, witness, matrices };
        let beta_g1: Vec<G1Affine> = input.points()?;
        let g1 = (0..5).map(|_| input.points()).collect::<Result<Vec<Vec<G1Affine>>, _>>()?;
        let b_g2: Vec<G2Affine> = input.points()?;
        let frozen = Frozen { rows, stages, inputs, runs: Vec::new() };
        Ok((line, verifying, frozen, beta_g1, g1, b_g2))
    };
    let refused = |refused| match refused {
        stream::Refused::Io(error) => io(error),
        stream::Refused::Form(what) => form(what),
    };
    let (line, verifying, frozen, beta_g1, g1, b_g2) = parts().map_err(refused)?;
    let hash = FileHash(input.end().map_err(refused)?);
    let verifying = VerifyingKey::from_bytes(&verifying)
        .map_err(|error| KeyFileError::Verifying { path: path.to_owned(), error })?;
    let wrong = || form("its parts do not belong together");
    let [deltas_g1, a, b_g1, h, wires] = g1.try_into().map_err(|_| wrong())?;
    let [beta_g1] = beta_g1.try_into().map_err(|_| wrong())?;
    let marked = line == first_line(verifying.origin);
    let key = ProvingKey { verifying, beta_g1, deltas_g1, a, b_g1, b_g2, h, wires, frozen };
    if marked && key.fits() { Ok((key, hash)) } else { Err(wrong()) }
}
