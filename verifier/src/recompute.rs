//! All of an epoch that can be recomputed from what is published: nothing of it
//! is ever read.

use plimsoll_snark::Fr;
use plimsoll_statement::{
    BatchInputs, ClosingInputs, Context, Parameters, ParametersFile, ParametersInputs, Part, Shape,
    State, StateHash, thresholds,
};

use crate::bundle::Bundle;
use crate::chain::Link;
use crate::manifest::{LaneKey, Manifest};
use crate::rejection::Rejection;
use crate::text;
use crate::transcript;

/// What every proof of an epoch is about, and the epoch's digest: recomputed
/// from what a venue says, its parameters' file and its chain. The manifest's
/// hash of parameters, number of batches and digest are not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    context: Context,
    parameters: Parameters,
    lanes: Vec<LaneKey>,
    chain: Vec<Link>,
    initial: StateHash,
    last: StateHash,
    rho: Fr,
    phi: Fr,
    disclosure: Fr,
    digest: [u8; 32],
}

impl Bundle {
    /// Recomputes what the bundle's proofs are about, and its digest.
    ///
    /// # Errors
    /// If there is nothing that proofs could be about.
    pub fn recompute(&self) -> Result<Recomputed, Rejection> {
        Recomputed::of(&self.manifest, &self.parameters, &self.chain)
    }

    /// Writes into the manifest what can be recomputed: the hash of the
    /// parameters, the number of batches and the digest.
    ///
    /// # Errors
    /// If there is nothing that proofs could be about.
    pub fn seal(&mut self) -> Result<(), Rejection> {
        let recomputed = self.recompute()?;
        self.manifest.parameters = recomputed.parameters.hash();
        self.manifest.batches = u32::try_from(self.chain.len())
            .map_err(|_| Rejection::TooManyBatches(self.chain.len()))?;
        self.manifest.digest = recomputed.digest;
        Ok(())
    }
}

impl Recomputed {
    /// Recomputes all of it. `parameters` are the bytes of the parameters' file.
    ///
    /// # Errors
    /// If there is nothing that proofs could be about.
    pub fn of(manifest: &Manifest, parameters: &[u8], chain: &[Link]) -> Result<Self, Rejection> {
        numbered(manifest)?;
        let places = arranged(&manifest.lanes, chain)?;
        let parameters = parse(parameters)?;
        let rules = parameters.rules();

        let said = manifest.disclosure.accounts;
        if said > places {
            return Err(Rejection::Accounts { said, places });
        }
        let initial = State::initial_hash(rules, manifest.pins.clone());
        let faults = || Rejection::Thresholds(thresholds(rules, &manifest.pins.thresholds));
        let initial = initial.ok_or_else(faults)?;
        let disclosure = manifest.disclosure.hash(rules).ok_or(Rejection::Disclosure {
            assets: manifest.disclosure.assets.len(),
            zero_sum: manifest.disclosure.open_interest.len(),
            rule_assets: rules.assets,
            rule_zero_sum: rules.zero_sum_rows(),
        })?;

        let tables: Vec<_> = manifest.lanes.iter().map(|lane| (lane.key, lane.table)).collect();
        let rho = transcript::rho(&manifest.context, parameters.hash(), &tables);
        let last = chain.last().map_or(initial, |link| link.state_out);
        let mut recomputed = Self {
            context: manifest.context,
            lanes: manifest.lanes.clone(),
            chain: chain.to_vec(),
            initial,
            last,
            rho,
            phi: parameters.table().fingerprint(rho),
            disclosure,
            digest: [0; 32],
            parameters,
        };
        let (name, closing) = (recomputed.parameters.hash(), recomputed.closing_inputs());
        recomputed.digest = transcript::digest(manifest, name, chain, &closing);
        Ok(recomputed)
    }

    /// The context.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The point at which tables are compared.
    #[must_use]
    pub fn rho(&self) -> Fr {
        self.rho
    }

    /// The fingerprint of the parameters' table there.
    #[must_use]
    pub fn phi(&self) -> Fr {
        self.phi
    }

    /// The epoch's digest.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// How many batches there are.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.chain.len()
    }

    /// A batch's link of the chain; `None` beyond the last.
    #[must_use]
    pub fn link(&self, batch: usize) -> Option<&Link> {
        self.chain.get(batch)
    }

    /// A batch's shape; `None` beyond the last.
    #[must_use]
    pub fn shape(&self, batch: usize) -> Option<Shape> {
        let link = self.chain.get(batch)?;
        let lane = self.lanes.iter().find(|lane| lane.shape.lane == link.lane)?;
        Some(lane.shape)
    }

    /// What a batch's proof is about; `None` beyond the last.
    #[must_use]
    pub fn batch_inputs(&self, batch: usize) -> Option<BatchInputs> {
        let link = self.chain.get(batch)?;
        let before = match batch.checked_sub(1) {
            Some(before) => self.chain.get(before)?.state_out,
            None => self.initial,
        };
        Some(BatchInputs {
            context: self.context.packed(Part::Batch(u32::try_from(batch).ok()?)),
            root: link.root,
            state_in: before.0,
            state_out: link.state_out.0,
            rho: self.rho,
            phi: self.phi,
        })
    }

    /// What the parameters proof is about.
    #[must_use]
    pub fn parameters_inputs(&self) -> ParametersInputs {
        ParametersInputs {
            context: self.context.packed(Part::Parameters),
            parameters: self.parameters.hash().0,
            rho: self.rho,
            phi: self.phi,
        }
    }

    /// What the closing proof is about.
    #[must_use]
    pub fn closing_inputs(&self) -> ClosingInputs {
        ClosingInputs {
            context: self.context.packed(Part::Closing),
            state: self.last.0,
            disclosure: self.disclosure,
        }
    }
}

/// Epochs are counted from 1, and all but the first follow one.
fn numbered(manifest: &Manifest) -> Result<(), Rejection> {
    let epoch = manifest.context.epoch;
    if epoch == 0 {
        return Err(Rejection::EpochZero);
    }
    let follows = manifest.previous != [0; 32];
    if follows == (epoch > 1) { Ok(()) } else { Err(Rejection::PreviousForm { epoch }) }
}

/// There are batches, each of a lane with a key, and no key without a batch.
/// The number of places in all batches.
fn arranged(lanes: &[LaneKey], chain: &[Link]) -> Result<u64, Rejection> {
    if chain.is_empty() {
        return Err(Rejection::NoBatches);
    }
    if chain.len() > Bundle::MAX_BATCHES {
        return Err(Rejection::TooManyBatches(chain.len()));
    }
    for pair in lanes.windows(2) {
        if pair[0].shape.lane >= pair[1].shape.lane {
            return Err(Rejection::LaneOrder(pair[1].shape.lane));
        }
    }
    if let Some(lane) = lanes.iter().find(|lane| !exists(lane.shape)) {
        return Err(Rejection::Shape(lane.shape));
    }
    let mut places = 0u64;
    for (batch, link) in chain.iter().enumerate() {
        let lane = lanes.iter().find(|lane| lane.shape.lane == link.lane);
        let lane = lane.ok_or(Rejection::LaneUnknown { batch, lane: link.lane })?;
        // At most 2^20 batches of 2^16.
        places += lane.shape.accounts as u64;
    }
    let used = |lane: &&LaneKey| chain.iter().any(|link| link.lane == lane.shape.lane);
    match lanes.iter().find(|lane| !used(lane)) {
        Some(lane) => Err(Rejection::LaneUnused(lane.shape.lane)),
        None => Ok(places),
    }
}

/// A shape within the limits of shapes.
pub(crate) fn exists(shape: Shape) -> bool {
    shape.accounts.is_power_of_two()
        && shape.accounts <= Shape::MAX_ACCOUNTS
        && (1..=Shape::MAX_SLOTS).contains(&shape.slots)
}

/// The parameters of a file in its canonical bytes.
fn parse(bytes: &[u8]) -> Result<Parameters, Rejection> {
    let file = ParametersFile::parse(bytes);
    let file = file.map_err(|error| Rejection::ParametersForm(text::shown(error)))?;
    if file.canonical_bytes() != bytes {
        return Err(Rejection::ParametersNotCanonical);
    }
    Parameters::new(file).map_err(Rejection::Parameters)
}
