//! A trader's proof of one account's margin: verified against the epoch that a
//! bundle is of, for whoever asked for it.

use std::fmt;

use plimsoll_snark::{Claim, DecodeError, Fr, KeyId, Origin, Proof, Rejected, verify};
use plimsoll_statement::{
    AccountInputs, Context, Lane, MarginClaim, Money, PublicInputs as _, Request, Shape,
};
use serde::{Deserialize, Serialize};

use crate::key_store::{KeyStore, Role};
use crate::recompute::Recomputed;
use crate::text::parts::{ContextText, field, field_text};
use crate::text::{self, Decimal, Hex, TextError, wrong};

/// What a trader shows: that some account of this epoch has its margin so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountProof {
    /// Which epoch of which venue.
    pub context: Context,
    /// The epoch's digest.
    pub digest: [u8; 32],
    /// The lane that the account is in.
    pub lane: Lane,
    /// Which of the lane's roots, sixteen by sixteen, the account hides among.
    pub window: u32,
    /// What is claimed.
    pub claim: MarginClaim,
    /// Who asked, until when, what for.
    pub request: Request,
    /// The account's number in the request's scope.
    pub nullifier: Fr,
    /// The key it is under.
    pub key: KeyId,
    /// The proof.
    pub proof: Proof,
}

/// What whoever asked wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The nonce that they chose.
    pub nonce: [u8; 32],
    /// The time, Unix seconds: a proof that expired is refused.
    pub now: u64,
    /// At least this, if they said so.
    pub claim: Option<MarginClaim>,
    /// For this, if they count what an account is used for.
    pub scope: Option<[u8; 31]>,
}

/// Why an account's proof is refused.
#[derive(Debug, thiserror::Error)]
pub enum ProofRejection {
    /// It is of another epoch or venue.
    #[error("the proof is of another epoch or venue than the bundle")]
    Context,
    /// It is of another epoch than this one of the same name.
    #[error("the proof is for another digest than the bundle's")]
    Digest,
    /// It answers somebody else, or another time.
    #[error("the proof is for another nonce: it answers another request")]
    Nonce,
    /// It is too old.
    #[error("the proof expired at {expires}; it is {now}")]
    Expired {
        /// Its last second.
        expires: u64,
        /// The time.
        now: u64,
    },
    /// It shows less than was asked.
    #[error("the proof shows `{shown}`; you ask for `{asked}`")]
    Claim {
        /// What it shows.
        shown: MarginClaim,
        /// What was asked.
        asked: MarginClaim,
    },
    /// It counts for something else.
    #[error("the proof is for another scope than yours: its nullifier says nothing to you")]
    Scope,
    /// There are no such batches.
    #[error("the epoch has no batches at window {window} of lane {lane}")]
    Window {
        /// The lane.
        lane: usize,
        /// The window.
        window: u32,
    },
    /// No key for such accounts that is trusted.
    #[error("key {key} is none that you trust for {role}")]
    Key {
        /// The key.
        key: KeyId,
        /// What it would have to be for.
        role: Role,
    },
    /// The proof itself.
    #[error(transparent)]
    Proof(Rejected),
}

impl AccountProof {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// More bytes than any such proof has.
    pub const MAX_BYTES: usize = 1 << 14;

    /// Verifies the proof against the epoch it is of. That the epoch is in
    /// order is what `verify_bundle` says of the same bundle.
    ///
    /// # Errors
    /// The first reason for which it is refused.
    pub fn verify(
        &self,
        epoch: &Recomputed,
        keys: &KeyStore,
        asked: &Asked,
    ) -> Result<MarginVerdict, ProofRejection> {
        if self.context != *epoch.context() {
            return Err(ProofRejection::Context);
        }
        if self.digest != epoch.digest() {
            return Err(ProofRejection::Digest);
        }
        self.answers(asked)?;
        let none = || ProofRejection::Window { lane: self.lane.index(), window: self.window };
        let Window { shape, roots, .. } = epoch.window(self.lane, self.window).ok_or_else(none)?;
        let role = Role::Account(shape);
        let trusted = keys.get(self.key).filter(|key| key.descriptor().role == role);
        let key = trusted.ok_or(ProofRejection::Key { key: self.key, role })?.key();
        let inputs =
            AccountInputs::new(self.digest, &self.request, &self.claim, self.nullifier, roots);
        let claim = Claim { inputs: inputs.elements(), parameters: None, proof: self.proof };
        verify(key, &claim).map_err(ProofRejection::Proof)?;
        Ok(MarginVerdict::of(self, key.origin()))
    }

    fn answers(&self, asked: &Asked) -> Result<(), ProofRejection> {
        let Request { nonce, expires, scope } = self.request;
        if nonce != asked.nonce {
            return Err(ProofRejection::Nonce);
        }
        if expires < asked.now {
            return Err(ProofRejection::Expired { expires, now: asked.now });
        }
        if asked.scope.is_some_and(|asked| asked != scope) {
            return Err(ProofRejection::Scope);
        }
        match asked.claim.filter(|asked| !self.claim.implies(asked)) {
            Some(asked) => Err(ProofRejection::Claim { shown: self.claim, asked }),
            None => Ok(()),
        }
    }

    /// Reads a proof, of which there is one form only. It is not verified yet.
    ///
    /// # Errors
    /// If it is of another form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TextError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(wrong("proof", format!("is longer than {} bytes", Self::MAX_BYTES)));
        }
        text::read::<AccountProofText>(bytes, Self::VERSION)?.try_into()
    }

    /// The proof's text. It tells nobody whose account it is.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        text::write(&AccountProofText::from(self))
    }
}

/// Some of a lane's batches, sixteen by sixteen: where an account hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The lane.
    pub lane: Lane,
    /// Which of its windows.
    pub number: u32,
    /// The shape of its batches.
    pub shape: Shape,
    /// Their roots, the last as often as it takes.
    pub roots: [Fr; AccountInputs::ROOTS],
}

impl Recomputed {
    /// A window of a lane's batches; `None` beyond the last.
    #[must_use]
    pub fn window(&self, lane: Lane, number: u32) -> Option<Window> {
        let links = (0..self.batches()).filter_map(|batch| Some((batch, self.link(batch)?)));
        let own: Vec<_> = links.filter(|(_, link)| link.lane == lane).collect();
        let shape = self.shape(own.first()?.0)?;
        let roots: Vec<Fr> = own.iter().map(|(_, link)| link.root).collect();
        let roots = AccountInputs::window(&roots, usize::try_from(number).ok()?)?;
        Some(Window { lane, number, shape, roots })
    }

    /// The window that a batch is in.
    #[must_use]
    pub fn window_of(&self, batch: u32) -> Option<Window> {
        let batch = usize::try_from(batch).ok()?;
        let lane = self.link(batch)?.lane;
        let before = (0..batch).filter(|b| self.link(*b).is_some_and(|link| link.lane == lane));
        self.window(lane, u32::try_from(before.count() / AccountInputs::ROOTS).ok()?)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountProofText {
    version: u32,
    context: ContextText,
    digest: Hex<32>,
    lane: u8,
    window: u32,
    least: Decimal<i128>,
    ratio: u32,
    nonce: Hex<32>,
    expires: u64,
    scope: Hex<31>,
    nullifier: Hex<32>,
    key: Hex<32>,
    proof: String,
}

impl From<&AccountProof> for AccountProofText {
    fn from(proof: &AccountProof) -> Self {
        Self {
            version: AccountProof::VERSION,
            context: ContextText::from(&proof.context),
            digest: Hex(proof.digest),
            lane: u8::try_from(proof.lane.index()).unwrap_or(u8::MAX),
            window: proof.window,
            least: Decimal(proof.claim.least().units()),
            ratio: proof.claim.ratio(),
            nonce: Hex(proof.request.nonce),
            expires: proof.request.expires,
            scope: Hex(proof.request.scope),
            nullifier: field_text(proof.nullifier),
            key: Hex(proof.key.0),
            proof: format!("0x{}", hex::encode(proof.proof.to_bytes())),
        }
    }
}

impl TryFrom<AccountProofText> for AccountProof {
    type Error = TextError;

    fn try_from(text: AccountProofText) -> Result<Self, TextError> {
        let lane = Lane::new(text.lane).ok_or_else(|| wrong("lane", "does not exist"))?;
        let least = Money::from_units(text.least.0);
        let claim = least.and_then(|least| MarginClaim::new(least, text.ratio));
        let digits = text.proof.strip_prefix("0x").unwrap_or_default();
        let bytes = hex::decode(digits).map_err(|error| wrong("proof", error))?;
        let proof: Result<Proof, DecodeError> = Proof::from_bytes(&bytes);
        Ok(Self {
            context: text.context.into(),
            digest: text.digest.0,
            lane,
            window: text.window,
            claim: claim
                .ok_or_else(|| wrong("ratio", "or `least` is beyond what can be claimed"))?,
            request: Request { nonce: text.nonce.0, expires: text.expires, scope: text.scope.0 },
            nullifier: field("nullifier", &text.nullifier)?,
            key: KeyId(text.key.0),
            proof: proof.map_err(|error| wrong("proof", error))?,
        })
    }
}

/// What is known once an account's proof is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarginVerdict {
    chain_id: u64,
    venue: Hex<32>,
    epoch: u64,
    time: u64,
    digest: Hex<32>,
    claim: String,
    expires: u64,
    scope: Hex<31>,
    nullifier: Hex<32>,
    key: Hex<32>,
    single_party_key: bool,
    proven: Vec<String>,
    not_proven: Vec<String>,
}

const PROVEN: [&str; 1] = [
    "a customer's account of the epoch with this digest has its margin as claimed, at the snapshot",
];

const NOT_PROVEN: [&str; 6] = [
    "that the epoch is in order: verify its bundle, or ask the registry for this digest",
    "whose account it is: whoever holds its receipt can prove this, and the venue can",
    "that the venue does not know: it has all receipts, and recognises every nullifier",
    "that anything is held: an account of nothing is healthy, at every ratio",
    "that the account is still so: positions change after the snapshot",
    "that nobody proves it of another of their accounts, or in the next epoch: nullifiers are one \
     for each account, epoch and scope",
];

impl MarginVerdict {
    fn of(proof: &AccountProof, origin: Origin) -> Self {
        let AccountProof { context, request, .. } = proof;
        Self {
            chain_id: context.chain_id,
            venue: Hex(context.venue.0),
            epoch: context.epoch,
            time: context.time,
            digest: Hex(proof.digest),
            claim: proof.claim.to_string(),
            expires: request.expires,
            scope: Hex(request.scope),
            nullifier: field_text(proof.nullifier),
            key: Hex(proof.key.0),
            single_party_key: origin == Origin::SingleParty,
            proven: PROVEN.map(String::from).to_vec(),
            not_proven: NOT_PROVEN.map(String::from).to_vec(),
        }
    }
}

impl fmt::Display for MarginVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Proven of some account of epoch {}: {}", self.epoch, self.claim)?;
        writeln!(f, "  digest     {}", self.digest)?;
        writeln!(f, "  expires    {}", self.expires)?;
        writeln!(f, "  nullifier  {} in scope {}", self.nullifier, self.scope)?;
        if self.single_party_key {
            writeln!(f, "INSECURE: one party made the key {} and can forge this", self.key)?;
        }
        writeln!(f, "Not proven:")?;
        self.not_proven.iter().try_for_each(|what| writeln!(f, "  {what}"))
    }
}
