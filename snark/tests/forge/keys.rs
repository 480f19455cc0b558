//! Keys, commitments and batches that are not what they seem.

use ark_bn254::{G1Affine, G1Projective, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::Field as _;
use plimsoll_snark::harness::{PlainSketch, Rest, Sketch};
use plimsoll_snark::*;

use crate::common::circuits::{Capped, Factors, Wide};
use crate::common::{Raw, layout, point, point_g2, to_words, to_words_g2};
use crate::fr;

/// Decoding refuses points that are equal or opposite. It cannot know of other
/// relations: whoever knows that δ = 2γ proves anything by `A = α`, `B = β`,
/// `C = −IC(x)/2`. That nobody does is for a ceremony to show.
#[test]
fn relations_between_points() {
    let key = setup_plain(&Factors(5, 7)).unwrap();
    let vk = key.verifying();
    let mut bytes = vk.to_bytes();
    let gamma = point_g2(&layout::words(vk, layout::GAMMA));
    let delta: G2Affine = (gamma + gamma).into_affine();
    bytes[layout::delta(0)..][..128].copy_from_slice(&to_words_g2(delta).concat());
    let bent = VerifyingKey::from_bytes(&bytes).expect("δ = 2γ is read");
    let lie = [fr(13), fr(7)];
    let ic = |i| point(&layout::words(vk, layout::input(Stages::Plain, i)));
    let half = fr(2).inverse().unwrap();
    let sum: G1Projective = ic(1) * lie[0] + ic(2) * lie[1] + ic(0);
    let mut raw = Raw::of(&prove_plain(&key, &Factors(5, 7), &Portable).unwrap());
    raw.a = layout::words(vk, layout::ALPHA);
    raw.b = layout::words(vk, layout::BETA);
    raw.c = to_words((sum * -half).into_affine());
    let claim = Claim { inputs: lie.to_vec(), ..raw.decode().unwrap() };
    verify(&bent, &claim).expect("13 has no such proof");
    assert!(verify(vk, &claim).is_err());

    let product = |b: &mut Builder<Late>, inputs: &[Num<Late>]| {
        let (p, q) = (b.witness(fr(5))?, b.witness(fr(7))?);
        b.enforce(p, q, inputs[0])
    };
    let circuit = PlainSketch { inputs: vec![fr(35), fr(0)], all: product };
    let key = setup_plain(&circuit).unwrap();
    let mut bytes = key.verifying().to_bytes();
    let first = layout::input(Stages::Plain, 1);
    bytes.copy_within(first..first + 64, first + 64);
    // Equal points would let inputs trade: 13 and 22 for 35 and 0.
    assert_eq!(VerifyingKey::from_bytes(&bytes), Err(DecodeError::Degenerate));
}

/// Parameters and late wires, every one of them 1 unless said otherwise.
struct Ones {
    parameters: usize,
    late: usize,
    value: u64,
}

impl Circuit for Ones {
    type Parameters = ();
    type First = ();

    fn inputs(&self) -> Vec<Fr> {
        vec![fr(1)]
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<()> {
        (0..self.parameters).try_for_each(|_| {
            let wire = b.witness(fr(self.value))?;
            b.equal(wire, wire)
        })
    }

    fn first(&self, _: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<()> {
        Ok(())
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        _: Challenge,
        (): (),
        (): (),
    ) -> Result<()> {
        (0..self.late).try_for_each(|_| {
            let wire = b.witness(fr(1))?;
            b.equal(wire, wire)
        })
    }
}

/// Parameters that are all 0 would commit to the identity, which nobody reads.
#[test]
fn parameters_of_zeros_are_refused() {
    let circuit = Ones { parameters: 2, late: 1, value: 0 };
    let key = setup(&circuit).unwrap();
    let refused = commit_parameters(&key, &circuit, &Portable);
    assert!(matches!(refused, Err(ProveError::Zeros)));
}

/// A circuit with a parameter more and a late wire less is not the key's.
#[test]
fn a_parameter_more_is_noticed() {
    let circuit = Ones { parameters: 2, late: 3, value: 1 };
    let key = setup(&circuit).unwrap();
    let commitment = commit_parameters(&key, &circuit, &Portable).unwrap();
    let other = Ones { parameters: 3, late: 2, value: 1 };
    assert!(matches!(commit_parameters(&key, &other, &Portable), Err(ProveError::Circuit)));
    let refused = prove(&key, &other, Some(commitment), &Portable);
    assert!(matches!(refused, Err(ProveError::Circuit)));
}

#[test]
fn a_circuit_has_one_name() {
    for shared in [false, true] {
        let circuit = Capped::new(shared, 1);
        let key = setup(&circuit).unwrap();
        assert_eq!(key.frozen().hash(), key.verifying().circuit());
        assert_eq!(freeze(&circuit).unwrap().hash(), key.verifying().circuit());
    }
}

#[test]
fn no_key_is_made_that_is_too_wide_to_read() {
    let refused = setup_plain(&Wide((1 << 12) + 1));
    assert!(matches!(refused, Err(SetupError::Inputs { inputs: 4097, most: 4096 })));
}

/// Claims of several keys: errors that cancel between groups, claims under each
/// other's keys, groups of nothing.
#[test]
fn groups() {
    let circuit = Capped::new(true, 1);
    let (one, two) = (setup(&circuit).unwrap(), setup_plain(&Factors(5, 7)).unwrap());
    let commitment = commit_parameters(&one, &circuit, &Portable).unwrap();
    let staged = || prove(&one, &circuit, Some(commitment), &Portable).unwrap();
    let plain = || prove_plain(&two, &Factors(5, 7), &Portable).unwrap();
    let (first, second) = (one.verifying(), two.verifying());
    let (claims, others) = ([staged(), staged()], [plain()]);
    verify_groups(&[(first, &claims), (second, &others)]).unwrap();
    verify_groups(&[(first, &claims), (first, &claims)]).unwrap();
    assert_eq!(verify_groups(&[]), Err(Rejected::Empty));
    assert_eq!(verify_groups(&[(first, &claims), (second, &[])]), Err(Rejected::Empty));
    let crossed = verify_groups(&[(second, &claims), (first, &others)]);
    assert!(matches!(crossed, Err(Rejected::Inputs { .. } | Rejected::Stages)));

    let shifted = |claim: &Claim, by: G1Affine| {
        let mut raw = Raw::of(claim);
        raw.c = to_words((point(&raw.c) + by).into_affine());
        [raw.decode().unwrap()]
    };
    let by = G1Affine::generator();
    let (up, down) = (shifted(&claims[0], by), shifted(&claims[0], -by));
    assert_eq!(verify_groups(&[(first, &up), (first, &down)]), Err(Rejected::Proof));
    let last = shifted(&others[0], by);
    assert_eq!(verify_groups(&[(first, &claims), (second, &last)]), Err(Rejected::Proof));

    // Whoever knew a weight before the last group is fixed could shift that
    // group against another.
    let weights = group_coefficients(&[(first, &claims), (second, &others)]);
    let others = group_coefficients(&[(first, &claims), (second, &last)]);
    assert_eq!(weights.len(), 3);
    assert!(weights.iter().zip(&others).all(|(one, other)| one != other));
}

/// Errors that cancel between claims, claims repeated, mixed up or of another
/// shape, and parts of one claim in the slots of another.
#[test]
fn batches_and_slots() {
    let circuit = Capped::new(true, 1);
    let key = setup(&circuit).unwrap();
    let vk = key.verifying();
    let commitment = commit_parameters(&key, &circuit, &Portable).unwrap();
    let make = || prove(&key, &circuit, Some(commitment), &Portable).unwrap();
    let (one, two) = (make(), make());
    verify_batch(vk, &[one.clone(), one.clone(), two.clone()]).unwrap();
    assert_eq!(verify_batch(vk, &[]), Err(Rejected::Empty));

    let shifted = |claim: &Claim, by: G1Affine| {
        let mut raw = Raw::of(claim);
        raw.c = to_words((point(&raw.c) + by).into_affine());
        raw.decode().unwrap()
    };
    let by = G1Affine::generator();
    let crossed = [shifted(&one, by), shifted(&two, -by)];
    assert_eq!(verify_batch(vk, &crossed), Err(Rejected::Proof));
    let same = [shifted(&one, by), shifted(&one, -by)];
    assert_eq!(verify_batch(vk, &same), Err(Rejected::Proof));

    let mut traded = [one.clone(), two.clone()];
    traded[0].inputs[1] += fr(1);
    traded[1].inputs[1] -= fr(1);
    assert_eq!(verify_batch(vk, &traded), Err(Rejected::Proof));
    let short = Claim { inputs: vec![], ..two.clone() };
    assert!(matches!(verify_batch(vk, &[one.clone(), short]), Err(Rejected::Inputs { .. })));
    let bare = Claim { parameters: None, ..two.clone() };
    assert_eq!(verify_batch(vk, &[one.clone(), bare]), Err(Rejected::Stages));

    let (raw, other) = (Raw::of(&one), Raw::of(&two));
    let swapped = Raw { d: raw.parameters, parameters: raw.d, ..raw.clone() };
    let stale = Raw { d: other.d, ..raw.clone() };
    for forged in [swapped, stale] {
        assert_eq!(verify(vk, &forged.decode().unwrap()), Err(Rejected::Proof));
    }
}

/// Circuits of nothing: no rows, no wires, no inputs, one stage or all three.
#[test]
fn circuits_of_nothing() {
    let none = PlainSketch { inputs: vec![], all: |_: &mut Builder<Late>, _: &[Num<Late>]| Ok(()) };
    let key = setup_plain(&none).unwrap();
    let claim = prove_plain(&key, &none, &Portable).unwrap();
    verify(key.verifying(), &claim).unwrap();
    assert_eq!(VerifyingKey::from_bytes(&key.verifying().to_bytes()).as_ref(), Ok(key.verifying()));

    let none = Sketch {
        inputs: vec![],
        first: |_: &mut Builder<Early>, _: &[Num<Early>]| {
            Ok(Box::new(|_: &mut Builder<Late>, _| Ok(())) as Rest)
        },
    };
    let key = setup(&none).unwrap();
    let claim = prove(&key, &none, None, &Portable).unwrap();
    verify(key.verifying(), &claim).unwrap();
    let stray = Claim { inputs: vec![fr(0)], ..claim };
    assert!(matches!(verify(key.verifying(), &stray), Err(Rejected::Inputs { .. })));
}
