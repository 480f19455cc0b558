//! What is refused when keys, proofs, commitments and inputs are read, and the
//! forgeries that keys would accept if they were not refused.

use ark_bn254::{Bn254, Fq, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::pairing::Pairing as _;
use ark_ec::{AffineRepr as _, CurveGroup as _, PrimeGroup as _};
use ark_ff::Zero as _;
use plimsoll_snark::*;

use crate::common::circuits::{Capped, Factors};
use crate::common::{
    Raw, alias, layout, outside_subgroup, point, point_g2, to_words, to_words_g2, word,
};

/// A key of each kind.
fn keys() -> [VerifyingKey; 3] {
    let staged = |shared| setup(&Capped::new(shared, 1)).unwrap().verifying().clone();
    let plain = setup_plain(&Factors(2, 3)).unwrap().verifying().clone();
    [plain, staged(false), staged(true)]
}

fn with(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

fn refused(bytes: &[u8]) -> DecodeError {
    VerifyingKey::from_bytes(bytes).unwrap_err()
}

/// Where a key's points are, G1 then G2.
fn places(key: &VerifyingKey) -> (Vec<usize>, Vec<usize>) {
    let inputs = if key.stages() == Stages::Plain { key.live_inputs() + 1 } else { 3 };
    let g1 = (0..inputs).map(|i| layout::input(key.stages(), i));
    let deltas = (0..key.stages().count()).map(layout::delta);
    (
        [layout::ALPHA].into_iter().chain(g1).collect(),
        [layout::BETA, layout::GAMMA].into_iter().chain(deltas).collect(),
    )
}

#[test]
fn keys_are_read_back() {
    for key in keys() {
        let read = VerifyingKey::from_bytes(&key.to_bytes()).unwrap();
        assert_eq!((read.id(), &read), (key.id(), &key));
    }
}

#[test]
fn keys_with_equal_gamma_or_deltas_are_refused() {
    for key in keys() {
        let bytes = key.to_bytes();
        let (_, g2) = places(&key);
        let slots = &g2[1..];
        for (i, to) in slots.iter().enumerate() {
            for from in slots[..i].iter().chain(&slots[i + 1..]) {
                let twin = with(&bytes, *to, &bytes[*from..from + 128]);
                assert_eq!(refused(&twin), DecodeError::Degenerate, "{from} at {to}");
            }
        }
    }
}

#[test]
fn keys_with_improper_points_are_refused() {
    for key in keys() {
        let bytes = key.to_bytes();
        let (g1, g2) = places(&key);
        for at in &g1 {
            assert_eq!(refused(&with(&bytes, *at, &[0; 64])), DecodeError::Point);
            let y = bytes[at + 63] ^ 1;
            assert_eq!(refused(&with(&bytes, at + 63, &[y])), DecodeError::Point);
        }
        for at in &g2 {
            assert_eq!(refused(&with(&bytes, *at, &[0; 128])), DecodeError::Point);
            let outside = outside_subgroup().concat();
            assert_eq!(refused(&with(&bytes, *at, &outside)), DecodeError::Point);
            let y = bytes[at + 127] ^ 1;
            assert_eq!(refused(&with(&bytes, at + 127, &[y])), DecodeError::Point);
        }
        let coordinates = g1.iter().flat_map(|at| [0, 32].map(|word| at + word));
        let coordinates =
            coordinates.chain(g2.iter().flat_map(|at| [0, 32, 64, 96].map(|word| at + word)));
        for at in coordinates {
            let coordinate = bytes[at..at + 32].try_into().unwrap();
            for times in 1..6 {
                let Some(alias) = alias::<Fq>(coordinate, times) else { continue };
                assert_eq!(refused(&with(&bytes, at, &alias)), DecodeError::NotCanonical);
            }
        }
    }
}

#[test]
fn keys_with_another_layout_are_refused() {
    for key in keys() {
        let bytes = key.to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(refused(&bytes[..length]), DecodeError::Short, "{length} bytes");
        }
        assert_eq!(refused(&[&bytes[..], &[0]].concat()), DecodeError::Trailing);
        for at in 0..layout::ORIGIN {
            let other = with(&bytes, at, &[bytes[at] ^ 1]);
            assert!(matches!(refused(&other), DecodeError::Magic(_)));
        }
        for other in 2..=255 {
            assert_eq!(refused(&with(&bytes, layout::ORIGIN, &[other])), DecodeError::Layout);
        }
        for other in 3..=255 {
            assert_eq!(refused(&with(&bytes, layout::STAGES, &[other])), DecodeError::Layout);
        }
        for other in (0..3).filter(|other| *other != bytes[layout::STAGES]) {
            assert!(VerifyingKey::from_bytes(&with(&bytes, layout::STAGES, &[other])).is_err());
        }

        let at = layout::count(key.stages());
        let live = key.live_inputs() as u64;
        let counted = |live: u64| with(&bytes, at, &live.to_be_bytes());
        for impossible in [(1 << 12) + 1, 1 << 32, 1 << 63, u64::MAX] {
            assert_eq!(refused(&counted(impossible)), DecodeError::Layout, "{impossible}");
        }
        if key.stages() == Stages::Plain {
            assert_eq!(refused(&counted(live - 1)), DecodeError::Trailing);
            assert_eq!(refused(&counted(live + 1)), DecodeError::Short);
        } else {
            // All inputs have one point: how many there are is in the name.
            let other = VerifyingKey::from_bytes(&counted(live + 1)).unwrap();
            assert_ne!(other.id(), key.id());
        }
    }
}

#[test]
fn a_flipped_bit_makes_another_key_or_none() {
    let [plain, ..] = keys();
    let bytes = plain.to_bytes();
    for bit in 0..8 * bytes.len() {
        let flipped = with(&bytes, bit / 8, &[bytes[bit / 8] ^ (1 << (bit % 8))]);
        if let Ok(read) = VerifyingKey::from_bytes(&flipped) {
            assert_ne!(read.id(), plain.id());
            // Only who made it and the circuit's hash can be anything.
            assert!((layout::ORIGIN..layout::ALPHA).contains(&(bit / 8)), "bit {bit}");
        }
    }
}

#[test]
fn proofs_commitments_and_inputs_are_read_strictly() {
    let circuit = Capped::new(true, 1);
    let key = setup(&circuit).unwrap();
    let commitment = commit_parameters(&key, &circuit, &Portable).unwrap();
    let claim = prove(&key, &circuit, Some(commitment), &Portable).unwrap();

    let bytes = claim.proof.to_bytes();
    assert_eq!(Proof::from_bytes(&bytes), Ok(claim.proof));
    let refused = |bytes: &[u8]| Proof::from_bytes(bytes).unwrap_err();
    for length in 0..bytes.len() {
        assert_eq!(refused(&bytes[..length]), DecodeError::Short);
    }
    assert_eq!(refused(&[&bytes[..], &[0]].concat()), DecodeError::Trailing);
    let flag = bytes.len() - 10 * 32 - 1;
    assert_eq!(refused(&with(&bytes, flag, &[0])), DecodeError::Trailing);
    assert_eq!(refused(&with(&bytes, flag, &[2])), DecodeError::Layout);
    assert!(matches!(refused(&with(&bytes, 0, b"P")), DecodeError::Magic(_)));
    let without_d = with(&bytes, flag, &[0]);
    let without_d = Proof::from_bytes(&without_d[..bytes.len() - 64]).unwrap();

    let bytes = commitment.to_bytes();
    assert_eq!(ParameterCommitment::from_bytes(&bytes), Ok(commitment));
    let refused = |bytes: &[u8]| ParameterCommitment::from_bytes(bytes).unwrap_err();
    assert_eq!(refused(&bytes[..63]), DecodeError::Short);
    assert_eq!(refused(&[&bytes[..], &[0]].concat()), DecodeError::Trailing);
    assert_eq!(refused(&[0; 64]), DecodeError::Point);
    assert_eq!(refused(&[255; 64]), DecodeError::NotCanonical);

    let last = word(-Fr::from(1));
    assert_eq!(decode_inputs(&last), Ok(vec![-Fr::from(1)]));
    assert_eq!(decode_inputs(&[]), Ok(vec![]));
    let zero = alias::<Fr>([0; 32], 1).unwrap();
    assert_eq!(decode_inputs(&[last, zero].concat()), Err(DecodeError::NotCanonical));
    assert_eq!(decode_inputs(&[255; 32]), Err(DecodeError::NotCanonical));
    assert_eq!(decode_inputs(&[0; 33]), Err(DecodeError::Short));

    // The commitments must be those of the key's stages, no more, no less.
    let vk = key.verifying();
    verify(vk, &claim).unwrap();
    let missing = Claim { parameters: None, ..claim.clone() };
    assert_eq!(verify(vk, &missing), Err(Rejected::Stages));
    let missing = Claim { proof: without_d, ..claim.clone() };
    assert_eq!(verify(vk, &missing), Err(Rejected::Stages));
    let [plain, challenged, _] = keys();
    let claim = Claim { inputs: claim.inputs[..2].to_vec(), ..claim };
    assert_eq!(verify(&plain, &claim), Err(Rejected::Stages));
    let circuit = Capped::new(false, 1);
    let claim = Claim { inputs: circuit.inputs(), ..claim };
    assert_eq!(verify(&challenged, &claim), Err(Rejected::Stages));
    assert_eq!(verify_batch(vk, &[]), Err(Rejected::Empty));
}

/// A key from points of which nobody checked anything.
struct Loose {
    stages: u8,
    alpha: G1Affine,
    beta: G2Affine,
    gamma: G2Affine,
    deltas: Vec<G2Affine>,
    live: u64,
    inputs: Vec<G1Affine>,
}

impl Loose {
    /// Points of which the forger knows no logarithm; here they are anything.
    fn new(stages: Stages, live: u64) -> Self {
        let g2 = |k: u64| (G2Projective::generator() * Fr::from(k)).into_affine();
        let g1 = |k: u64| (G1Projective::generator() * Fr::from(k)).into_affine();
        let points = if stages == Stages::Plain { live + 1 } else { 3 };
        Self {
            stages: stages as u8,
            alpha: g1(1001),
            beta: g2(1002),
            gamma: g2(1003),
            deltas: (0..stages.count() as u64).map(|i| g2(1004 + i)).collect(),
            live,
            inputs: (0..points).map(|i| g1(2000 + 7 * i * i)).collect(),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = b"plimsoll verifying key 2\n\x00".to_vec();
        bytes.push(self.stages);
        bytes.extend([7; 32]);
        bytes.extend(to_words(self.alpha).concat());
        for point in [self.beta, self.gamma].iter().chain(&self.deltas) {
            bytes.extend(to_words_g2(*point).concat());
        }
        bytes.extend(self.live.to_be_bytes());
        self.inputs.iter().for_each(|point| bytes.extend(to_words(*point).concat()));
        bytes
    }

    /// IC(x) for these public inputs: live ones, or the challenge and what live
    /// ones fold into.
    fn sum(&self, inputs: &[Fr]) -> G1Affine {
        let one = [Fr::from(1)];
        let terms = self.inputs.iter().zip(one.iter().chain(inputs)).map(|(p, x)| *p * x);
        terms.fold(G1Projective::zero(), |sum, term| sum + term).into_affine()
    }

    /// The equation, and nothing else of what a verifier does. `slots` are the
    /// points that stand with the δs.
    fn balances(&self, inputs: &[Fr], a: G1Affine, b: G2Affine, slots: &[G1Affine]) -> bool {
        let left = [-a, self.alpha, self.sum(inputs)].into_iter().chain(slots.iter().copied());
        let right = [b, self.beta, self.gamma].into_iter().chain(self.deltas.iter().copied());
        Bn254::multi_pairing(left, right).is_zero()
    }
}

/// With γ = δ anyone proves anything: A = α, B = β, C = −IC(x).
#[test]
fn a_plain_key_with_gamma_delta_accepts_forgeries() {
    let inputs = [Fr::from(31), Fr::from(41)];
    let mut key = Loose::new(Stages::Plain, 2);
    let forged = |key: &Loose| key.balances(&inputs, key.alpha, key.beta, &[-key.sum(&inputs)]);
    assert!(!forged(&key));
    assert!(VerifyingKey::from_bytes(&key.to_bytes()).is_ok());
    key.gamma = key.deltas[0];
    assert!(forged(&key));
    assert_eq!(refused(&key.to_bytes()), DecodeError::Degenerate);
}

/// The same with stages and an honest challenge: what stands in the first
/// slots is a multiple of α that B takes back, and C comes last.
#[test]
fn a_staged_key_with_gamma_delta_accepts_forgeries() {
    let live = [Fr::from(31), Fr::from(41)];
    let (u, t) = (Fr::from(5), Fr::from(6));
    let forged = |key: &Loose| {
        let [first, second] = [u, t].map(|k| (key.alpha * k).into_affine());
        let challenge = challenge(KeyId([9; 32]), &live, Some(first), second);
        let inputs = [challenge, folded(&live, challenge)];
        let b = (key.deltas[0] * u + key.deltas[1] * t + key.beta).into_affine();
        key.balances(&inputs, key.alpha, b, &[first, second, -key.sum(&inputs)])
    };
    let mut key = Loose::new(Stages::Parameterised, 2);
    assert!(!forged(&key));
    assert!(VerifyingKey::from_bytes(&key.to_bytes()).is_ok());
    key.gamma = key.deltas[2];
    assert!(forged(&key));
    assert_eq!(refused(&key.to_bytes()), DecodeError::Degenerate);
}

/// With δ₁ = δ₂ nothing in the first stage is bound by the challenge: C takes
/// back any part of D after it.
#[test]
fn a_staged_key_with_equal_deltas_binds_nothing() {
    let circuit = Capped::new(false, 1);
    let key = setup(&circuit).unwrap();
    let claim = Raw::of(&prove(&key, &circuit, None, &Portable).unwrap());
    let bytes = key.verifying().to_bytes();
    let delta = |stage| point_g2(&layout::words::<4>(key.verifying(), layout::delta(stage)));
    let (c, d) = (point(&claim.c), point(&claim.d.unwrap()));
    let moved = G1Affine::generator();
    let pairs =
        |c: G1Affine, d: G1Affine, deltas: [G2Affine; 2]| Bn254::multi_pairing([d, c], deltas);
    let (c_after, d_after) = ((c - moved).into_affine(), (d + moved).into_affine());
    let twins = [delta(1), delta(1)];
    assert_eq!(pairs(c, d, twins), pairs(c_after, d_after, twins));
    let own = [delta(0), delta(1)];
    assert_ne!(pairs(c, d, own), pairs(c_after, d_after, own));
    let twin = with(&bytes, layout::delta(0), &bytes[layout::delta(1)..layout::delta(2)]);
    assert_eq!(refused(&twin), DecodeError::Degenerate);
}

/// γ = −δ: as γ = δ, with C = IC(x).
fn opposite() -> Loose {
    let key = Loose::new(Stages::Plain, 2);
    Loose { gamma: -key.deltas[0], ..key }
}

/// β = γ, which is what a first phase that was skipped leaves.
fn skipped() -> Loose {
    let key = Loose::new(Stages::Plain, 2);
    Loose { gamma: key.beta, ..key }
}

#[test]
fn plain_keys_with_gamma_opposite_to_delta_or_equal_to_beta_accept_forgeries() {
    let inputs = [Fr::from(31), Fr::from(41)];
    let key = opposite();
    assert!(key.balances(&inputs, key.alpha, key.beta, &[key.sum(&inputs)]));
    let key = skipped();
    let a = (key.sum(&inputs) + key.alpha).into_affine();
    let b = (key.beta + key.deltas[0]).into_affine();
    assert!(key.balances(&inputs, a, b, &[a]));
}

#[test]
fn keys_with_gamma_opposite_to_delta_or_equal_to_beta_are_refused() {
    assert_eq!(refused(&opposite().to_bytes()), DecodeError::Degenerate);
    assert_eq!(refused(&skipped().to_bytes()), DecodeError::Degenerate);
}
