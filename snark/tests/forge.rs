//! Attempts to forge that a critic of the code made, against the public API:
//! each succeeded once, or might have.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "forge/keys.rs"]
mod keys;
#[path = "forge/stolen.rs"]
mod stolen;

use ark_ff::Field as _;
use plimsoll_snark::gadgets::lookup::{Table, Total, contains, totals, weighted};
use plimsoll_snark::gadgets::packing::Packing;
use plimsoll_snark::gadgets::range::Ranges;
use plimsoll_snark::gadgets::{challenges, seal, sealed_by};
use plimsoll_snark::harness::{PlainSketch, Rest, Sketch};
use plimsoll_snark::*;

fn fr(number: u64) -> Fr {
    Fr::from(number)
}

/// Whether a key made for `honest` accepts what the unchanged prover makes of
/// `lie`, which must have the same rows.
fn accepted<C: Circuit>(honest: &C, lie: &C) -> bool {
    assert_eq!(freeze(honest).unwrap().rows, freeze(lie).unwrap().rows);
    let key = setup(honest).unwrap();
    let claim = prove(&key, honest, None, &Portable).unwrap();
    verify(key.verifying(), &claim).unwrap();
    prove(&key, lie, None, &Portable).is_ok_and(|claim| verify(key.verifying(), &claim).is_ok())
}

/// Public: three pairs, all of them rows of a table of four.
fn pairs(public: [Fr; 6]) -> impl Circuit {
    Sketch {
        inputs: public.to_vec(),
        first: move |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let rows = (1..=4).map(|i| Ok(vec![b.constant(fr(i))?, b.constant(fr(10 * i))?]));
            let mut table = Table::new(rows.collect::<Result<_>>()?)?;
            inputs.chunks(2).try_for_each(|pair| table.look_up(pair))?;
            let counted = table.count(b)?;
            Ok(Box::new(move |b: &mut Builder<Late>, beta| {
                let again = counted.clone().prove(b, beta, beta);
                assert!(again.is_err(), "one challenge is not two");
                let gamma = challenges(b, beta, 2)?[1];
                counted.prove(b, beta, gamma)
            }) as Rest)
        },
    }
}

/// Other inputs that fold into the same number at a proof's challenge: a reader
/// of challenges would be convinced, but they are in what the challenge hashes.
#[test]
fn inputs_that_fold_alike() {
    let circuit = pairs([fr(1), fr(10), fr(2), fr(20), fr(3), fr(30)]);
    let key = setup(&circuit).unwrap();
    let vk = key.verifying();
    let claim = prove(&key, &circuit, None, &Portable).unwrap();
    let challenge = claim.challenge(vk).unwrap();
    for (first, second) in [(0, 1), (2, 3), (4, 5), (0, 5)] {
        let mut other = claim.clone();
        other.inputs[first] += challenge.pow([(second - first) as u64]);
        other.inputs[second] -= fr(1);
        assert_eq!(folded(&other.inputs, challenge), folded(&claim.inputs, challenge));
        assert_eq!(verify(vk, &other), Err(Rejected::Proof));
        assert_eq!(verify_batch(vk, &[other, claim.clone()]), Err(Rejected::Proof));
    }
}

/// Pairs `(k, l)` whose `β − k − l·β²` have the roots 1, ω, ω², two each: their
/// inverses add up to zero for every `β`.
fn cancelling_pairs() -> [Fr; 6] {
    let omega = ((-fr(3)).sqrt().unwrap() - fr(1)) / fr(2);
    let roots = [fr(1), omega, omega.square()];
    assert_eq!(roots.iter().sum::<Fr>(), fr(0));
    let pair = |i: usize| {
        let [p, q] = [roots[i], roots[(i + 1) % 3]];
        [p * q / (p + q), (p + q).inverse().unwrap()]
    };
    [pair(0), pair(1), pair(2)].concat().try_into().unwrap()
}

/// They would be accepted for every `β` if `γ` were its square.
#[test]
fn pairs_that_cancel() {
    let lie = cancelling_pairs();
    let rows: Vec<_> = (1..=4).map(|i| vec![fr(i), fr(10 * i)]).collect();
    assert!(lie.chunks(2).all(|pair| !contains(&rows, pair)));
    assert!(!accepted(&pairs([1, 10, 4, 40, 4, 40].map(fr)), &pairs(lie)));
}

/// Public: `p, q, r` such that the weights `z·p` of key 0 vanish, and `z·q + r`
/// of key 5 do. The seal holds so many numbers.
fn cancelling(public: [Fr; 3], sealed: usize) -> impl Circuit {
    Sketch {
        inputs: public.to_vec(),
        first: move |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let keys = [b.constant(fr(0))?, b.constant(fr(5))?];
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, z| {
                let early = |i: usize| -> Num<Late> { inputs[i].late() };
                let zn = z.num();
                let weights = [b.product(zn, early(0))?, b.product(zn, early(1))?, early(2)];
                let seal = seal(b, z, &weights[..sealed])?;
                let terms = [(weights[0], keys[0]), (weights[1], keys[1]), (weights[2], keys[1])];
                weighted(b, &seal, &terms, &[])
            });
            Ok(rest)
        },
    }
}

/// Weights made of the challenge cancel if `β` is that challenge:
/// `z·1/(z − 0) + z·(−1)/(z − 5) + 5/(z − 5) = 0` for every `z`. So a seal over
/// nothing is another challenge too.
#[test]
fn weights_that_cancel() {
    let lie = [fr(1), -fr(1), fr(5)];
    let z = fr(0xC0FFEE);
    let terms = [(z * lie[0], fr(0)), (z * lie[1], fr(5)), (lie[2], fr(5))];
    assert_eq!(totals(&terms, &[]), None, "the statement is false");
    for sealed in [0, 1] {
        assert!(!accepted(&cancelling([fr(0); 3], sealed), &cancelling(lie, sealed)));
    }
}

/// What the terms of [`prove_totals`] leave to a second total when the first is
/// claimed to be `claimed`, with the challenge known.
fn made_to_fit(claimed: Fr, challenge: Fr) -> Fr {
    let beta = sealed_by(challenge, &[]);
    fr(13) - (claimed - fr(18)) * (beta - fr(1)) / beta
}

/// Demands that 7 and 11 of key 0 and 13 of key 1 have these totals.
fn prove_totals(
    b: &mut Builder<Late>,
    challenge: Challenge,
    keys: &[Num<Early>],
    claimed: Num<Early>,
    second: Num<Early>,
) -> Result<()> {
    let terms = [(7, 0), (11, 0), (13, 1)]
        .map(|(weight, key): (u64, usize)| Ok((b.constant(fr(weight))?, keys[key])));
    let terms = terms.into_iter().collect::<Result<Vec<_>>>()?;
    let seal = seal(b, challenge, &[])?;
    let totals = [(Total::Early(claimed), keys[0]), (Total::Early(second), keys[1])];
    weighted(b, &seal, &terms, &totals)
}

/// A first stage of these wires, constrained by `pin` alone.
fn setup_with<const N: usize>(
    pin: impl Fn(&mut Builder<Early>, [Num<Early>; N]) -> Result<()>,
) -> std::result::Result<ProvingKey, SetupError> {
    setup(&Sketch {
        inputs: vec![fr(1)],
        first: |b: &mut Builder<Early>, _: &[Num<Early>]| {
            let wires: Vec<_> = (0..N).map(|_| b.witness(fr(0))).collect::<Result<_>>()?;
            pin(b, wires.try_into().unwrap())?;
            Ok(Box::new(|_: &mut Builder<Late>, _| Ok(())) as Rest)
        },
    })
}

/// A wire pinned by a row in which it cancels, at once or after inlining, by a
/// zero coefficient, or only together with another; then one in `C` alone.
#[test]
fn rows_that_do_not_pin() {
    let one = fr(1);
    let refused = |result| matches!(result, Err(SetupError::Unpinned(_)));
    assert!(refused(setup_with(|b, [w]| {
        let nothing = b.sub(w, w)?;
        b.equal(nothing, nothing)
    })));
    assert!(refused(setup_with(|b, [w]| {
        let shifted = b.linear(one, &[(one, w)])?;
        let nothing = b.linear(-one, &[(one, shifted), (-one, w)])?;
        b.equal(nothing, nothing)
    })));
    assert!(refused(setup_with(|b, [w]| {
        let nothing = b.scale(fr(0), w)?;
        b.equal(nothing, nothing)
    })));
    assert!(refused(setup_with(|b, [v, w]| {
        let sum = b.add(v, w)?;
        b.equal(sum, sum)
    })));
    assert!(refused(setup_with(|b, [v, w]| {
        b.equal(v, v)?;
        let sum = b.add(v, w)?;
        b.equal(sum, sum)
    })));
    setup_with(|b, [w]| {
        let zero = b.constant(fr(0))?;
        b.enforce(zero, zero, w)
    })
    .unwrap();
}

/// Public: a number in a range of so many bits, with limbs of such a width.
fn ranged<const BITS: u32>(number: Fr, limb_bits: u32) -> impl Circuit {
    Sketch {
        inputs: vec![number],
        first: move |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(limb_bits);
            let bounded = ranges.check::<BITS>(b, inputs[0])?;
            let mut pack = Packing::new();
            pack.push(bounded)?;
            let packed = pack.pack(b)?;
            b.equal(packed, inputs[0])?;
            let counted = ranges.count(b)?;
            Ok(Box::new(move |b: &mut Builder<Late>, beta| counted.prove(b, beta)) as Rest)
        },
    }
}

/// The first number out of each range, the last of the field, and one that is
/// in range but for the top limb's width.
#[test]
fn ranges_at_their_edges() {
    assert!(!accepted(&ranged::<0>(fr(0), 4), &ranged::<0>(fr(1), 4)));
    assert!(!accepted(&ranged::<0>(fr(0), 1), &ranged::<0>(-fr(1), 1)));
    assert!(!accepted(&ranged::<1>(fr(1), 1), &ranged::<1>(fr(2), 1)));
    assert!(!accepted(&ranged::<1>(fr(1), 6), &ranged::<1>(fr(2), 6)));
    assert!(!accepted(&ranged::<5>(fr(31), 4), &ranged::<5>(fr(32), 4)));
    let widest = fr(2).pow([253]);
    assert!(!accepted(&ranged::<253>(widest - fr(1), 8), &ranged::<253>(widest, 8)));
    assert!(!accepted(&ranged::<253>(widest - fr(1), 8), &ranged::<253>(-fr(1), 8)));
    for width in [0, 25, u32::MAX] {
        assert!(freeze(&ranged::<8>(fr(1), width)).is_err());
    }
}

/// Nothing to look up, equal rows, rows of no width, positions beyond a seal.
#[test]
fn empty_and_repeated() {
    fn circuit(number: u64) -> impl Circuit {
        Sketch {
            inputs: vec![fr(number)],
            first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
                let empty = Ranges::new(1).count(b)?;
                assert!(Table::new(vec![]).is_err() && Table::new(vec![vec![]]).is_err());
                let (three, five) = (b.constant(fr(3))?, b.constant(fr(5))?);
                let unused = Table::new(vec![vec![three], vec![three]])?.count(b)?;
                let mut table = Table::new(vec![vec![three], vec![five], vec![three]])?;
                assert!(table.look_up(&[]).is_err() && table.look_up(&[three, five]).is_err());
                table.look_up(inputs)?;
                table.look_up(inputs)?;
                let counted = table.count(b)?;
                Ok(Box::new(move |b: &mut Builder<Late>, beta| {
                    empty.prove(b, beta)?;
                    unused.prove(b, beta, beta)?;
                    let seal = seal(b, beta, &[])?;
                    assert!(weighted(b, &seal, &[], &[(Total::Sealed(0), three)]).is_err());
                    weighted(b, &seal, &[], &[])?;
                    counted.prove(b, beta, beta)
                }) as Rest)
            },
        }
    }
    assert!(!accepted(&circuit(3), &circuit(4)));
    assert!(!accepted(&circuit(3), &circuit(0)));
}

/// A claim of a witness that violates a row would tell something of it: what
/// its pairings miss depends on the witness alone. There is none.
#[test]
fn no_claim_of_a_witness_that_fails() {
    let miss = |secret: u64| {
        let all = move |b: &mut Builder<Late>, _: &[Num<Late>]| {
            let bit = b.witness(fr(secret))?;
            b.class("bit", |b| b.enforce(bit, bit, bit))
        };
        PlainSketch { inputs: vec![], all }
    };
    let key = setup_plain(&miss(1)).unwrap();
    let error = prove_plain(&key, &miss(7), &Portable).unwrap_err().to_string();
    assert_eq!(error, "the witness violates row 0, of bit");
}

/// Values are secrets: debug output does not show them.
#[test]
fn debug_output_tells_nothing() {
    let all = |b: &mut Builder<Late>, _: &[Num<Late>]| {
        let secret = b.witness(fr(271_828_182_845))?;
        assert!(!format!("{secret:?} {b:?}").contains("271828182845"));
        b.equal(secret, secret)
    };
    freeze_plain(&PlainSketch { inputs: vec![], all }).unwrap();
}
