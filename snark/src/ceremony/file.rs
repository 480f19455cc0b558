//! A ceremony's file: the points that contributors divide, and the transcript
//! behind them. Points go by in pieces, so that a file may be larger than the
//! memory.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use ark_bn254::G1Affine;
use rayon::prelude::*;

use super::CHUNK;
use super::error::CeremonyError;
use super::subject::Part;
use super::transcript::{MOST_BYTES, Transcript};
use crate::key_file::Progress;
use crate::points::{Curve, get, proper, put};

const MAGIC: &[u8] = b"plimsoll ceremony file 1\n";
/// The magic, and how many points there are.
const HEAD: usize = MAGIC.len() + 8;
const POINT: usize = <ark_bn254::g1::Config as Curve>::SIZE;

/// A file of a ceremony whose transcript was checked. Its points are checked
/// whenever they are read.
#[derive(Clone, Debug)]
pub struct CeremonyFile {
    path: PathBuf,
    transcript: Transcript,
}

impl CeremonyFile {
    /// Opens a file and checks its transcript.
    ///
    /// # Errors
    /// If it is none, or its transcript does not hold.
    pub fn open(path: &Path) -> Result<Self, CeremonyError> {
        let io = CeremonyError::io(path);
        let form = |what| CeremonyError::Form { path: path.to_owned(), what };
        let mut file = File::open(path).map_err(&io)?;
        let length = file.metadata().map_err(&io)?.len();
        let mut head = [0; HEAD];
        if length < HEAD as u64 {
            return Err(form("it ends too soon"));
        }
        file.read_exact(&mut head).map_err(&io)?;
        let (magic, count) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(form("it does not begin as one"));
        }
        let count = count.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let body = count.checked_mul(POINT as u64).and_then(|body| body.checked_add(HEAD as u64));
        let rest = body.and_then(|body| Some((body, length.checked_sub(body)?)));
        let (at, rest) = rest.ok_or_else(|| form("it ends too soon"))?;
        if rest > MOST_BYTES {
            return Err(form("its transcript is too long"));
        }
        file.seek(SeekFrom::Start(at)).map_err(&io)?;
        let mut bytes = Vec::new();
        file.take(rest).read_to_end(&mut bytes).map_err(&io)?;
        let transcript = Transcript::from_bytes(&bytes)
            .map_err(|why| CeremonyError::Transcript { path: path.to_owned(), why })?;
        if transcript.subject().points() as u64 != count {
            return Err(form("it has not as many points as its transcript says"));
        }
        Ok(Self { path: path.to_owned(), transcript })
    }

    /// Who contributed, and to what.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads all points, a part after another, in pieces. What was taken may be
    /// used once this has returned: only then the hash is known.
    pub(super) fn points(
        &self,
        progress: Progress<'_>,
        mut take: impl FnMut(Part, Vec<G1Affine>) -> Result<(), CeremonyError>,
    ) -> Result<(), CeremonyError> {
        let io = CeremonyError::io(&self.path);
        let form = |what| CeremonyError::Form { path: self.path.clone(), what };
        let mut file = File::open(&self.path).map_err(&io)?;
        file.seek(SeekFrom::Start(HEAD as u64)).map_err(&io)?;
        let mut file = BufReader::new(file);
        let mut hash = blake3::Hasher::new();
        let all = self.transcript.subject().points() as u64;
        let mut done = 0;
        for part in self.transcript.subject().parts() {
            let mut left = part.count;
            while left > 0 {
                let mut bytes = vec![0; left.min(CHUNK) * POINT];
                file.read_exact(&mut bytes).map_err(&io)?;
                hash.update(&bytes);
                let points: Vec<G1Affine> =
                    bytes.par_chunks_exact(POINT).with_min_len(1024).map(get).collect();
                if !proper(&points) {
                    return Err(form("one of its points is not in its group"));
                }
                left -= points.len();
                done += points.len() as u64;
                take(part, points)?;
                progress(done, all);
            }
        }
        if *hash.finalize().as_bytes() == self.transcript.points() {
            Ok(())
        } else {
            Err(CeremonyError::Points { path: self.path.clone() })
        }
    }
}

/// A file that is being written: first the points.
pub(super) struct Draft<'a> {
    path: &'a Path,
    folder: PathBuf,
    file: BufWriter<tempfile::NamedTempFile>,
    hash: blake3::Hasher,
}

impl<'a> Draft<'a> {
    pub(super) fn begin(path: &'a Path, points: usize) -> Result<Self, CeremonyError> {
        let io = CeremonyError::io(path);
        if path.exists() {
            let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(io(exists));
        }
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        let file = tempfile::Builder::new().prefix(".ceremony-").tempfile_in(&folder);
        let mut file = BufWriter::new(file.map_err(&io)?);
        file.write_all(MAGIC).map_err(&io)?;
        file.write_all(&(points as u64).to_be_bytes()).map_err(&io)?;
        Ok(Self { path, folder, file, hash: blake3::Hasher::new() })
    }

    pub(super) fn put(&mut self, points: &[G1Affine]) -> Result<(), CeremonyError> {
        let mut bytes = Vec::with_capacity(points.len() * POINT);
        points.iter().for_each(|point| put(point, &mut bytes));
        self.hash.update(&bytes);
        self.file.write_all(&bytes).map_err(CeremonyError::io(self.path))
    }

    /// The hash of all points so far.
    pub(super) fn hash(&self) -> [u8; 32] {
        *self.hash.finalize().as_bytes()
    }

    /// Adds the transcript, brings all of it to the disk, and names it.
    pub(super) fn finish(mut self, transcript: Transcript) -> Result<CeremonyFile, CeremonyError> {
        let io = CeremonyError::io(self.path);
        self.file.write_all(&transcript.to_bytes()).map_err(&io)?;
        let file = self.file.into_inner().map_err(|error| io(error.into_error()))?;
        file.as_file().sync_all().map_err(&io)?;
        file.persist_noclobber(self.path).map_err(|error| io(error.error))?;
        // The name is on the disk when the folder is.
        #[cfg(unix)]
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(&io)?;
        Ok(CeremonyFile { path: self.path.to_owned(), transcript })
    }
}
