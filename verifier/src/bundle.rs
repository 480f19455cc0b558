//! A bundle: all that a venue publishes of an epoch, as a directory of four
//! files, each with one form only.

use std::path::{Path, PathBuf};

use plimsoll_snark::{DecodeError, Proof};

use crate::chain::{Link, LinkError};
use crate::files::{self, FileError};
use crate::manifest::Manifest;
use crate::text::TextError;

/// What a venue publishes of an epoch. Reading one checks its form;
/// [`crate::verify_bundle`] checks whether it is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What the venue says.
    pub manifest: Manifest,
    /// The canonical bytes of the parameters' file.
    pub parameters: Vec<u8>,
    /// The batches, in the order of the chain.
    pub chain: Vec<Link>,
    /// Why it should be believed.
    pub proofs: Proofs,
}

/// The proofs of an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// Of every batch, in the order of the chain.
    pub batches: Vec<Proof>,
    /// Of the parameters.
    pub parameters: Proof,
    /// Of the closing.
    pub closing: Proof,
}

/// A bundle as the bytes of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleFiles {
    /// `manifest.json`.
    pub manifest: Vec<u8>,
    /// `parameters.json`.
    pub parameters: Vec<u8>,
    /// `chain.bin`.
    pub chain: Vec<u8>,
    /// `proofs.bin`.
    pub proofs: Vec<u8>,
}

/// Why something is not a bundle, or was not written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file of a bundle is not there.
    #[error("{0}: missing; get the whole bundle again")]
    Missing(PathBuf),
    /// Something else is there.
    #[error("{0:?}: not a file of a bundle; take it away")]
    Extra(PathBuf),
    /// The manifest is not in its form.
    #[error("manifest.json: {0}")]
    Manifest(#[from] TextError),
    /// A file is not as long as the manifest's number of batches makes it.
    #[error("{file}: {found} bytes, and {expected} for the manifest's {batches} batches")]
    Length {
        /// The file.
        file: &'static str,
        /// Its bytes.
        found: usize,
        /// The bytes it should have.
        expected: usize,
        /// The batches that the manifest speaks of.
        batches: u32,
    },
    /// A link of the chain is not in its form.
    #[error("chain.bin, batch {batch}: {error}")]
    Link {
        /// Its position in the chain.
        batch: usize,
        /// What is wrong.
        error: LinkError,
    },
    /// A proof is not in its form.
    #[error("proofs.bin, proof {position}: {error}")]
    Proof {
        /// Its position in the file.
        position: usize,
        /// What is wrong.
        error: DecodeError,
    },
}

const MANIFEST: &str = "manifest.json";
const PARAMETERS: &str = "parameters.json";
const CHAIN: &str = "chain.bin";
const PROOFS: &str = "proofs.bin";

/// Names of a bundle's files, and the most bytes of each.
const FILES: [(&str, u64); 4] = [
    // The figures of 2^16 rows.
    (MANIFEST, 1 << 25),
    // 2^24 cells.
    (PARAMETERS, 1 << 29),
    (CHAIN, (Bundle::MAX_BATCHES * Link::BYTES) as u64),
    (PROOFS, ((Bundle::MAX_BATCHES + 2) * Bundle::PROOF_BYTES) as u64),
];

impl Bundle {
    /// The most batches of an epoch.
    pub const MAX_BATCHES: usize = 1 << 20;

    /// Bytes of a proof: every circuit here has a challenge.
    pub const PROOF_BYTES: usize = 338;

    /// Reads a bundle from its directory and checks its form. It is not verified
    /// yet.
    ///
    /// # Errors
    /// If a file is missing, or not in its form, or there are others.
    pub fn read(dir: &Path) -> Result<Self, BundleError> {
        let mut found = [false; FILES.len()];
        for name in files::names(dir)? {
            let name = name?;
            let known = FILES.iter().zip(&mut found).find(|((file, _), _)| *file == name);
            let (_, found) = known.ok_or_else(|| BundleError::Extra(dir.join(&name)))?;
            *found = true;
        }
        if let Some(((file, _), _)) = FILES.iter().zip(found).find(|(_, found)| !found) {
            return Err(BundleError::Missing(dir.join(file)));
        }
        let [manifest, parameters, chain, proofs] =
            FILES.map(|(file, most)| files::read(&dir.join(file), most));
        let (manifest, parameters) = (manifest?, parameters?);
        Self::decode(&BundleFiles { manifest, parameters, chain: chain?, proofs: proofs? })
    }

    /// Writes the bundle as a directory that is not there yet. It has its name
    /// once it is complete and on the disk.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, dir: &Path) -> Result<(), BundleError> {
        let BundleFiles { manifest, parameters, chain, proofs } = self.encode();
        let files: [(&str, &[u8]); 4] =
            [(MANIFEST, &manifest), (PARAMETERS, &parameters), (CHAIN, &chain), (PROOFS, &proofs)];
        Ok(files::put_directory(dir, &files)?)
    }

    /// Reads a bundle from the bytes of its files and checks its form.
    ///
    /// # Errors
    /// If a file is not in its form.
    pub fn decode(files: &BundleFiles) -> Result<Self, BundleError> {
        let manifest = Manifest::from_bytes(&files.manifest)?;
        let batches = manifest.batches;
        let count = usize::try_from(batches).unwrap_or(usize::MAX);
        for (file, bytes, expected) in [
            (CHAIN, &files.chain, count.saturating_mul(Link::BYTES)),
            (PROOFS, &files.proofs, count.saturating_add(2).saturating_mul(Self::PROOF_BYTES)),
        ] {
            let found = bytes.len();
            if found != expected {
                return Err(BundleError::Length { file, found, expected, batches });
            }
        }
        let (links, _) = files.chain.as_chunks();
        let link = |(batch, bytes)| {
            Link::from_bytes(bytes).map_err(|error| BundleError::Link { batch, error })
        };
        let chain = links.iter().enumerate().map(link).collect::<Result<_, _>>()?;
        Ok(Self {
            manifest,
            parameters: files.parameters.clone(),
            chain,
            proofs: Proofs::decode(&files.proofs)?,
        })
    }

    /// The bytes of the bundle's files.
    #[must_use]
    pub fn encode(&self) -> BundleFiles {
        BundleFiles {
            manifest: self.manifest.to_bytes(),
            parameters: self.parameters.clone(),
            chain: self.chain.iter().flat_map(Link::to_bytes).collect(),
            proofs: self.proofs.encode(),
        }
    }
}

impl Proofs {
    /// The batches' proofs, then the parameters', then the closing's.
    fn encode(&self) -> Vec<u8> {
        let last = [&self.parameters, &self.closing];
        self.batches.iter().chain(last).flat_map(Proof::to_bytes).collect()
    }

    /// At least two proofs in as many bytes as they take.
    fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        let proof = |(position, bytes)| {
            Proof::from_bytes(bytes).map_err(|error| BundleError::Proof { position, error })
        };
        let proofs = bytes.chunks_exact(Bundle::PROOF_BYTES).enumerate().map(proof);
        let mut batches = proofs.collect::<Result<Vec<_>, _>>()?;
        let short = BundleError::Proof { position: batches.len(), error: DecodeError::Short };
        let (Some(closing), Some(parameters)) = (batches.pop(), batches.pop()) else {
            return Err(short);
        };
        Ok(Self { batches, parameters, closing })
    }
}
