//! A bundle as the registry takes it: the opening, the batches in runs of one
//! lane, the seal.

use std::ops::Range;

use alloy_primitives::{B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall as _, SolValue as _};
use plimsoll_snark::{Fr, ParameterCommitment, Proof, encode_inputs};
use plimsoll_statement::{ClassDisclosure, Disclosure, Gross};
use plimsoll_verifier::{Bundle, Link, Manifest, Recomputed, Rejection};

use crate::abi;

/// What a registry takes at most of an epoch's batches.
pub const MAX_BATCHES: usize = 1_024;

/// A bundle in the registry's words.
#[derive(Clone, Debug)]
pub struct Submission {
    pub(crate) opening: abi::Opening,
    disclosure: abi::Disclosure,
    /// Places in `opening.lanes`, batch by batch.
    lanes: Vec<usize>,
    batches: Vec<abi::Batch>,
    links: Vec<Link>,
    parameters_proof: abi::Proof,
    closing_proof: abi::Proof,
    digest: B256,
    rules: B256,
}

/// Why a bundle cannot go to a registry.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    /// There is nothing that proofs could be about.
    #[error("{0}")]
    Rejected(Box<Rejection>),
    /// A batch without a lane, or without a proof.
    #[error("batch {0} has no lane or no proof")]
    Batch(usize),
    /// A proof without a second stage is none that a registry knows.
    #[error("a proof has one stage; registries take proofs of keys with a challenge")]
    Stages,
    /// More than a registry takes.
    #[error("{0} batches, and a registry takes {MAX_BATCHES} an epoch; prove larger ones")]
    TooMany(usize),
}

/// A transaction of an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Fixes what the epoch is about.
    Open,
    /// Brings batches of one lane.
    Append {
        /// The lane's place in the opening.
        lane: usize,
        /// The batches' positions in the chain.
        batches: Range<usize>,
    },
    /// Closes the epoch.
    Seal,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Seal => f.write_str("seal"),
            Self::Append { batches, .. } if batches.len() == 1 => {
                write!(f, "append batch {}", batches.start)
            }
            Self::Append { batches: Range { start, end }, .. } => {
                write!(f, "append batches {start} to {}", end.saturating_sub(1))
            }
        }
    }
}

impl Submission {
    /// A bundle in the registry's words. It is not verified here.
    ///
    /// # Errors
    /// If it says nothing that a registry could be told.
    pub fn of(bundle: &Bundle) -> Result<Self, SubmissionError> {
        let rejected = |rejection| SubmissionError::Rejected(Box::new(rejection));
        let recomputed = bundle.recompute().map_err(rejected)?;
        let count = bundle.chain.len();
        if count > MAX_BATCHES {
            return Err(SubmissionError::TooMany(count));
        }
        let lanes = &bundle.manifest.lanes;
        let place = |(batch, link): (usize, &Link)| {
            let place = lanes.iter().position(|lane| lane.shape.lane == link.lane);
            place.ok_or(SubmissionError::Batch(batch))
        };
        let batch = |(batch, link): (usize, &Link)| {
            let proof = bundle.proofs.batches.get(batch).ok_or(SubmissionError::Batch(batch))?;
            let (root, state) = (element(link.root), element(link.state_out.0));
            Ok(abi::Batch { root, stateOut: state, proof: proof_words(proof)? })
        };
        let links = || bundle.chain.iter().enumerate();
        Ok(Self {
            opening: opening(&bundle.manifest, &recomputed),
            disclosure: disclosure(&bundle.manifest.disclosure),
            lanes: links().map(place).collect::<Result<_, _>>()?,
            batches: links().map(batch).collect::<Result<_, SubmissionError>>()?,
            links: bundle.chain.clone(),
            parameters_proof: proof_words(&bundle.proofs.parameters)?,
            closing_proof: proof_words(&bundle.proofs.closing)?,
            digest: recomputed.digest().into(),
            rules: recomputed.parameters().rules().digest().into(),
        })
    }

    /// The venue.
    #[must_use]
    pub fn venue(&self) -> B256 {
        self.opening.venue
    }

    /// The epoch's number.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.opening.epoch
    }

    /// The epoch's digest, recomputed.
    #[must_use]
    pub fn digest(&self) -> B256 {
        self.digest
    }

    /// The digest of the rules that its parameters follow.
    #[must_use]
    pub fn rules(&self) -> B256 {
        self.rules
    }

    /// What the epoch is about.
    #[must_use]
    pub fn opening(&self) -> &abi::Opening {
        &self.opening
    }

    /// What is disclosed.
    #[must_use]
    pub fn disclosure(&self) -> &abi::Disclosure {
        &self.disclosure
    }

    /// How many batches there are.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    /// The transactions that are left once so many batches are there; all of
    /// them if `done` is `None`. So many batches go together at most.
    #[must_use]
    pub fn steps(&self, done: Option<usize>, together: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        if done.is_none() {
            steps.push(Step::Open);
        }
        let mut start = done.unwrap_or(0);
        while let Some(&lane) = self.lanes.get(start) {
            let same = self.lanes.iter().skip(start).take_while(|other| **other == lane);
            let end = start + same.take(together.max(1)).count();
            steps.push(Step::Append { lane, batches: start..end });
            start = end;
        }
        steps.push(Step::Seal);
        steps
    }

    /// The call that a step makes. Only sealing needs a signature.
    #[must_use]
    pub fn call(&self, step: &Step, signature: &[u8]) -> Vec<u8> {
        let opening = self.opening.clone();
        match step {
            Step::Open => {
                let proof = self.parameters_proof.clone();
                abi::SolvencyRegistry::openCall { opening, parametersProof: proof }.abi_encode()
            }
            Step::Append { lane, batches } => {
                let batches = self.batches.get(batches.clone()).unwrap_or_default().to_vec();
                let lane = U256::from(*lane);
                abi::SolvencyRegistry::appendCall { opening, lane, batches }.abi_encode()
            }
            Step::Seal => abi::SolvencyRegistry::sealCall {
                opening,
                disclosure: self.disclosure.clone(),
                links: Bytes::from(self.link_words()),
                closingProof: self.closing_proof.clone(),
                signature: Bytes::copy_from_slice(signature),
            }
            .abi_encode(),
        }
    }

    /// What a draft names the opening by.
    #[must_use]
    pub fn opening_hash(&self) -> B256 {
        keccak256(self.opening.abi_encode())
    }

    /// The registry's hash chain over the first so many links.
    #[must_use]
    pub fn links_hash(&self, count: usize) -> B256 {
        let links = self.links.iter().take(count).map(link_words);
        links.fold(self.opening_hash(), |before, link| keccak256([&before[..], &link].concat()))
    }

    /// All links: lane, root, state after, a word each.
    fn link_words(&self) -> Vec<u8> {
        self.links.iter().flat_map(link_words).collect()
    }
}

fn link_words(link: &Link) -> Vec<u8> {
    let lane = Fr::from(link.lane.index() as u64);
    encode_inputs(&[lane, link.root, link.state_out.0])
}

fn opening(manifest: &Manifest, recomputed: &Recomputed) -> abi::Opening {
    let context = recomputed.context();
    let lane = |lane: &plimsoll_verifier::LaneKey| abi::LaneKey {
        key: lane.key.0.into(),
        table: table_words(&lane.table),
    };
    let threshold = |money: &plimsoll_statement::Money| U256::from(money.units().unsigned_abs());
    abi::Opening {
        venue: context.venue.0.into(),
        epoch: context.epoch,
        time: context.time,
        previous: manifest.previous.into(),
        parameters: element(recomputed.parameters().hash().0),
        funds: manifest.pins.funds.each_ref().map(|fund| U256::from_be_slice(fund.as_bytes())),
        thresholds: manifest.pins.thresholds.iter().map(threshold).collect(),
        lanes: manifest.lanes.iter().map(lane).collect(),
        parametersKey: manifest.parameters_key.0.into(),
        closingKey: manifest.closing_key.0.into(),
        phi: element(recomputed.phi()),
    }
}

fn disclosure(said: &Disclosure) -> abi::Disclosure {
    let class = |class: &ClassDisclosure| abi::ClassDisclosure {
        flagged: U256::from(class.flagged.get()),
        deficit: U256::from(class.deficit.get().units().unsigned_abs()),
        negative: U256::from(class.negative.get()),
        owed: U256::from(class.owed.get().units().unsigned_abs()),
    };
    let asset = |[customers, own]: &[Gross; 2]| abi::AssetDisclosure {
        customersLong: U256::from(customers.long),
        customersShort: U256::from(customers.short),
        ownLong: U256::from(own.long),
        ownShort: U256::from(own.short),
    };
    let [customers, house] = said.classes.each_ref().map(class);
    abi::Disclosure {
        accounts: U256::from(said.accounts),
        band: U256::from(said.band.percent()),
        customers,
        house,
        assets: said.assets.iter().map(asset).collect(),
        openInterest: said.open_interest.iter().map(|lots| U256::from(*lots)).collect(),
    }
}

/// A field element as a number.
#[must_use]
pub fn element(element: Fr) -> U256 {
    U256::from_be_slice(&encode_inputs(&[element]))
}

/// The coordinates of a commitment to a table.
#[must_use]
pub fn table_words(table: &ParameterCommitment) -> [U256; 2] {
    words(&table.to_bytes())
}

/// A proof in the words that verifiers take.
///
/// # Errors
/// If it has one stage only.
pub fn proof_words(proof: &Proof) -> Result<abi::Proof, SubmissionError> {
    let bytes = proof.to_bytes();
    const WORDS: usize = 2 + 4 + 2 + 2;
    if bytes.len() != Bundle::PROOF_BYTES {
        return Err(SubmissionError::Stages);
    }
    // The points stand at the end, in the order of the verifiers' words.
    let at = Bundle::PROOF_BYTES - 32 * WORDS;
    let points = bytes.get(at..).ok_or(SubmissionError::Stages)?;
    let [a0, a1, b0, b1, b2, b3, c0, c1, d0, d1] = words::<WORDS>(points);
    Ok(abi::Proof { a: [a0, a1], b: [b0, b1, b2, b3], c: [c0, c1], d: [d0, d1] })
}

fn words<const N: usize>(bytes: &[u8]) -> [U256; N] {
    let mut words = [U256::ZERO; N];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(32)) {
        *word = U256::from_be_slice(bytes);
    }
    words
}
