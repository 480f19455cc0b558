//! Keys and claims as JSON, in the manner of snarkjs: decimal numbers as text,
//! points with a third coordinate 1, real parts first. For plain circuits
//! snarkjs reads these files as its own; what is staged has fields more.
//!
//! What is read is as strict as the canonical bytes: it goes through them.

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ff::{BigInt, PrimeField};
use serde::{Deserialize, Serialize};

use crate::challenge::point_words;
use crate::encoding::DecodeError;
use crate::keys::{Claim, KeyId, Origin, ParameterCommitment, Proof, Stages, VerifyingKey};

/// Why JSON is not a key or a claim.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// It is no JSON, or has other fields.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// A number is not a canonical decimal.
    #[error("`{0}` is not a decimal number without sign, spaces and leading zeros")]
    Number(String),
    /// What it holds is refused.
    #[error(transparent)]
    Content(#[from] DecodeError),
    /// Two of its fields contradict each other.
    #[error("`{0}` is not what the rest of the file says")]
    Contradiction(&'static str),
    /// The claim is about another key.
    #[error("the claim is about key {found}, not {expected}")]
    Key {
        /// The key it names.
        found: String,
        /// The key it was read for.
        expected: KeyId,
    },
}

type Result<T> = std::result::Result<T, JsonError>;

const STAGED: &str = "groth16-staged";
const PLAIN: &str = "groth16";
const CURVE: &str = "bn128";

/// What a file says of a key that one party made.
const INSECURE: &str = "INSECURE: made by a single party, fit for tests only";
/// And of one that a ceremony made, before the hash of its transcript.
const CEREMONY: &str = "ceremony ";

type G1Json = [String; 3];
type G2Json = [[String; 2]; 3];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyJson {
    protocol: String,
    curve: String,
    #[serde(rename = "nPublic")]
    public: usize,
    /// What claims give; the others follow from these.
    #[serde(rename = "nLive")]
    live: usize,
    id: String,
    origin: String,
    circuit: String,
    vk_alpha_1: G1Json,
    vk_beta_2: G2Json,
    vk_gamma_2: G2Json,
    /// The last stage's.
    vk_delta_2: G2Json,
    /// Of the stages before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    vk_stage_deltas_2: Vec<G2Json>,
    #[serde(rename = "IC")]
    inputs: Vec<G1Json>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofJson {
    protocol: String,
    curve: String,
    pi_a: G1Json,
    pi_b: G2Json,
    pi_c: G1Json,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pi_d: Option<G1Json>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimJson {
    key: String,
    origin: String,
    #[serde(rename = "publicSignals")]
    inputs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<G1Json>,
    proof: ProofJson,
}

impl VerifyingKey {
    /// The key as JSON, for people and for snarkjs.
    ///
    /// # Errors
    /// None that a key can cause.
    pub fn to_json(&self) -> Result<String> {
        let (last, before) = self.deltas.split_last().ok_or(DecodeError::Layout)?;
        let json = KeyJson {
            protocol: protocol(self.stages != Stages::Plain),
            curve: CURVE.to_owned(),
            public: self.inputs.len() - 1,
            live: self.live,
            id: self.id.to_string(),
            origin: origin(self),
            circuit: digits(&self.circuit),
            vk_alpha_1: g1(self.alpha),
            vk_beta_2: g2(self.beta),
            vk_gamma_2: g2(self.gamma),
            vk_delta_2: g2(*last),
            vk_stage_deltas_2: before.iter().copied().map(g2).collect(),
            inputs: self.inputs.iter().copied().map(g1).collect(),
        };
        Ok(serde_json::to_string_pretty(&json)?)
    }

    /// Reads and checks a key.
    ///
    /// # Errors
    /// If it is not one, or one that accepts forgeries.
    pub fn from_json(text: &str) -> Result<Self> {
        let json: KeyJson = serde_json::from_str(text)?;
        let stages = match json.vk_stage_deltas_2.len() {
            0 => Stages::Plain,
            1 => Stages::Challenged,
            2 => Stages::Parameterised,
            _ => return Err(DecodeError::Layout.into()),
        };
        let deltas = json.vk_stage_deltas_2.iter().chain([&json.vk_delta_2]);
        let key = Self {
            origin: origin_of(&json.origin).ok_or(JsonError::Contradiction("origin"))?,
            stages,
            circuit: bytes(&json.circuit).ok_or(JsonError::Contradiction("circuit"))?,
            alpha: point(&json.vk_alpha_1)?,
            beta: point_g2(&json.vk_beta_2)?,
            gamma: point_g2(&json.vk_gamma_2)?,
            deltas: deltas.map(point_g2).collect::<Result<_>>()?,
            live: json.live,
            inputs: json.inputs.iter().map(point).collect::<Result<_>>()?,
            id: KeyId([0; 32]),
        };
        let key = Self::from_bytes(&key.to_bytes())?;
        let agrees =
            |what, agrees| if agrees { Ok(()) } else { Err(JsonError::Contradiction(what)) };
        agrees("protocol", json.protocol == protocol(stages != Stages::Plain))?;
        agrees("curve", json.curve == CURVE)?;
        agrees("nPublic", json.public == key.inputs.len() - 1)?;
        agrees("id", json.id == key.id.to_string())?;
        agrees("circuit", json.circuit == digits(&key.circuit))?;
        Ok(key)
    }
}

impl Proof {
    /// The proof as JSON, for people and for snarkjs.
    ///
    /// # Errors
    /// None that a proof can cause.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(&ProofJson::of(self))?)
    }

    /// Reads and checks a proof's form. Only `from_json` of a claim also says
    /// which key it is for.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str::<ProofJson>(text)?.read()
    }
}

impl Claim {
    /// The claim as JSON, with the name of its key, and a mark where one party
    /// made that.
    ///
    /// # Errors
    /// None that a claim can cause.
    pub fn to_json(&self, key: &VerifyingKey) -> Result<String> {
        let json = ClaimJson {
            key: key.id.to_string(),
            origin: origin(key),
            inputs: self.inputs.iter().copied().map(decimal).collect(),
            parameters: self.parameters.map(|commitment| g1(commitment.0)),
            proof: ProofJson::of(&self.proof),
        };
        Ok(serde_json::to_string_pretty(&json)?)
    }

    /// Reads a claim about a key and checks its form. It is not verified yet.
    ///
    /// # Errors
    /// If it is not one, or about another key.
    pub fn from_json(text: &str, key: &VerifyingKey) -> Result<Self> {
        let json: ClaimJson = serde_json::from_str(text)?;
        if json.key != key.id.to_string() {
            return Err(JsonError::Key { found: json.key, expected: key.id });
        }
        if json.origin != origin(key) {
            return Err(JsonError::Contradiction("origin"));
        }
        let parameters = json.parameters.as_ref().map(|commitment| {
            let point: G1Affine = point(commitment)?;
            Ok::<_, JsonError>(ParameterCommitment::from_bytes(&point_words(point))?)
        });
        Ok(Self {
            inputs: json.inputs.iter().map(|text| number(text)).collect::<Result<_>>()?,
            parameters: parameters.transpose()?,
            proof: json.proof.read()?,
        })
    }
}

impl ProofJson {
    fn of(proof: &Proof) -> Self {
        Self {
            protocol: protocol(proof.d.is_some()),
            curve: CURVE.to_owned(),
            pi_a: g1(proof.a),
            pi_b: g2(proof.b),
            pi_c: g1(proof.c),
            pi_d: proof.d.map(g1),
        }
    }

    fn read(&self) -> Result<Proof> {
        if self.protocol != protocol(self.pi_d.is_some()) {
            return Err(JsonError::Contradiction("protocol"));
        }
        if self.curve != CURVE {
            return Err(JsonError::Contradiction("curve"));
        }
        let proof = Proof {
            a: point(&self.pi_a)?,
            b: point_g2(&self.pi_b)?,
            c: point(&self.pi_c)?,
            d: self.pi_d.as_ref().map(point).transpose()?,
        };
        Ok(Proof::from_bytes(&proof.to_bytes())?)
    }
}

fn protocol(staged: bool) -> String {
    if staged { STAGED } else { PLAIN }.to_owned()
}

fn origin(key: &VerifyingKey) -> String {
    match key.origin {
        Origin::SingleParty => INSECURE.to_owned(),
        Origin::Ceremony(transcript) => format!("{CEREMONY}{}", digits(&transcript)),
    }
}

/// What [`origin`] wrote, and nothing else.
fn origin_of(text: &str) -> Option<Origin> {
    if text == INSECURE {
        return Some(Origin::SingleParty);
    }
    let transcript = bytes(text.strip_prefix(CEREMONY)?)?;
    (text.strip_prefix(CEREMONY)? == digits(&transcript)).then_some(Origin::Ceremony(transcript))
}

fn digits(bytes: &[u8; 32]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok()?;
    Some(bytes)
}

fn decimal<F: PrimeField>(element: F) -> String {
    element.into_bigint().to_string()
}

fn g1(point: G1Affine) -> G1Json {
    let (x, y) = point.xy().unwrap_or_default();
    [decimal(x), decimal(y), "1".to_owned()]
}

fn g2(point: G2Affine) -> G2Json {
    let (x, y) = point.xy().unwrap_or_default();
    let pair = |element: Fq2| [decimal(element.c0), decimal(element.c1)];
    [pair(x), pair(y), ["1".to_owned(), "0".to_owned()]]
}

fn number<F: PrimeField<BigInt = BigInt<4>>>(text: &str) -> Result<F> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = digits && (text == "0" || !text.starts_with('0'));
    let refused = || JsonError::Number(text.chars().take(100).collect());
    if !canonical || text.len() > 78 {
        return Err(refused());
    }
    let number: BigInt<4> = text.parse().map_err(|_| refused())?;
    Ok(F::from_bigint(number).ok_or(DecodeError::NotCanonical)?)
}

/// The coordinates alone: canonical bytes check the rest.
fn point(json: &G1Json) -> Result<G1Affine> {
    let [x, y, z] = json;
    if z != "1" {
        return Err(DecodeError::Point.into());
    }
    Ok(G1Affine::new_unchecked(number::<Fq>(x)?, number(y)?))
}

fn point_g2(json: &G2Json) -> Result<G2Affine> {
    let [x, y, [one, zero]] = json;
    if one != "1" || zero != "0" {
        return Err(DecodeError::Point.into());
    }
    let pair =
        |pair: &[String; 2]| Ok::<_, JsonError>(Fq2::new(number(&pair[0])?, number(&pair[1])?));
    Ok(G2Affine::new_unchecked(pair(x)?, pair(y)?))
}
