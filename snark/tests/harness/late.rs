//! Choices made too late: limbs, multiplicities, looked-up values, sums. Each
//! is a real attack on a challenge that does not bind it, and fails on one that
//! does.

use ark_ff::{Field as _, Zero as _};
use plimsoll_snark::gadgets::lookup::{Table, Total, totals, weighted};
use plimsoll_snark::gadgets::range::{Ranges, in_range, inverses};
use plimsoll_snark::gadgets::{challenges, expand, seal, sealed_by};
use plimsoll_snark::harness::{Draft, Rest, Sketch, Subject, late};
use plimsoll_snark::*;

use crate::fr;

/// Carries an attack out on a circuit and demands that only binding stops it.
fn too_late<C: Circuit>(
    circuit: &C,
    judge: impl Fn(&[Fr]) -> bool + Sync,
    cheat: impl Fn(&mut Draft<'_>),
) {
    let subject = Subject::staged("late", circuit).unwrap().judge(judge);
    let key = setup(circuit).unwrap();
    late(&subject, &key, cheat).unwrap().verdict().unwrap();
    // Doing nothing is no attack, and the harness says so.
    assert!(late(&subject, &key, |_| ()).unwrap().verdict().is_err());
}

/// A public number of twelve bits, in three limbs: wires 1 to 3 after the
/// number itself, then the sixteen multiplicities.
fn range() -> impl Circuit {
    Sketch {
        inputs: vec![fr(0x5A7)],
        first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            ranges.check::<12>(b, inputs[0])?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    }
}

fn inverse(x: Fr) -> Fr {
    x.inverse().unwrap()
}

/// `Σ m_t/(β − t)` over the entries from `first` on.
fn table_sum(draft: &Draft<'_>, first: usize) -> Fr {
    let term = |t: usize| draft.wire(4 + t) * inverse(draft.challenge() - fr(t as u64));
    (first..16).map(term).sum()
}

#[test]
fn multiplicities() {
    too_late(
        &range(),
        |public| in_range(public[0], 12),
        |draft| {
            // 5000 = 19·256 + 8·16 + 8, and 19 is no limb.
            draft.set_public(0, fr(5000));
            let limbs = [fr(8), fr(8), fr(19)];
            let beta = draft.challenge();
            let sum: Fr = limbs.iter().map(|limb| inverse(beta - limb)).sum();
            limbs.iter().zip(1..).for_each(|(limb, wire)| draft.set_wire(wire, *limb));
            draft.set_wire(4, beta * (sum - table_sum(draft, 1)));
        },
    );
}

#[test]
fn limbs() {
    too_late(
        &range(),
        |public| in_range(public[0], 12),
        |draft| {
            draft.set_public(0, fr(5000));
            let beta = draft.challenge();
            // With the top limb t given, l0 + 16·l1 = 5000 − 256·t and the sum of
            // inverses leave a quadratic equation in u = β − l1.
            let solution = (0..64).find_map(|top| {
                let sum = table_sum(draft, 0) - inverse(beta - fr(top));
                let k = fr(17) * beta - (fr(5000) - fr(256 * top));
                let p = fr(15) + sum * k;
                let root = (p * p - fr(64) * sum * k).sqrt()?;
                let l1 = beta - (p + root) * inverse(fr(32) * sum);
                Some([fr(5000) - fr(256 * top) - fr(16) * l1, l1, fr(top)])
            });
            solution.unwrap().iter().zip(1..).for_each(|(l, wire)| draft.set_wire(wire, *l));
        },
    );
}

#[test]
fn looked_up_values() {
    // The public number is the second field of a row; the first is secret.
    const ROWS: [(u64, u64); 3] = [(1, 10), (2, 20), (3, 30)];
    let circuit = Sketch {
        inputs: vec![fr(20)],
        first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let rows = ROWS.iter().map(|(x, y)| Ok(vec![b.constant(fr(*x))?, b.constant(fr(*y))?]));
            let mut table = Table::new(rows.collect::<Result<_>>()?)?;
            let secret = b.witness(fr(2))?;
            table.look_up(&[secret, inputs[0]])?;
            let counted = table.count(b)?;
            let rest: Rest = Box::new(move |b, beta| {
                let gamma = challenges(b, beta, 2)?[1];
                counted.prove(b, beta, gamma)
            });
            Ok(rest)
        },
    };
    too_late(
        &circuit,
        |public| ROWS.iter().any(|row| fr(row.1) == public[0]),
        |draft| {
            draft.set_public(0, fr(999));
            let gamma = expand(draft.challenge(), 2)[1];
            draft.set_wire(1, fr(2) + gamma * (fr(20) - fr(999)));
        },
    );
}

#[test]
fn sums() {
    // Terms 7 and 11 with key 0, 13 with key 1; the first total is public.
    let circuit = Sketch {
        inputs: vec![fr(18)],
        first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let keys = [b.constant(fr(0))?, b.constant(fr(1))?];
            let terms = [(7, 0), (11, 0), (13, 1)];
            let terms =
                terms.map(|(weight, key): (u64, usize)| (b.constant(fr(weight)), keys[key]));
            let (first, second) = (inputs[0], b.witness(fr(13))?);
            let rest: Rest = Box::new(move |b, challenge| {
                let terms = terms.into_iter().map(|(weight, key)| Ok((weight?.late(), key)));
                let seal = seal(b, challenge, &[])?;
                let totals = [(Total::Early(first), keys[0]), (Total::Early(second), keys[1])];
                weighted(b, &seal, &terms.collect::<Result<Vec<_>>>()?, &totals)
            });
            Ok(rest)
        },
    };
    too_late(
        &circuit,
        |public| public[0] == fr(18),
        |draft| {
            draft.set_public(0, fr(19));
            let beta = sealed_by(draft.challenge(), &[]);
            draft.set_wire(1, fr(13) - inverse(beta) * (beta - fr(1)));
        },
    );
}

/// A public total of two terms, and another total that is chosen late: sealed,
/// or with the very challenge that it should come before.
struct Totals {
    claimed: u64,
    sealed: bool,
}

const TERMS: [(u64, u64); 3] = [(7, 0), (11, 0), (13, 1)];

impl Circuit for Totals {
    type Parameters = ();
    type First = Vec<(Num<Early>, Num<Early>)>;

    fn inputs(&self) -> Vec<Fr> {
        vec![fr(self.claimed)]
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Self::First> {
        let wires = TERMS.iter().map(|(weight, key)| {
            let (wire, key) = (b.witness(fr(*weight))?, b.constant(fr(*key))?);
            let constant = b.constant(fr(*weight))?;
            b.equal(wire, constant)?;
            Ok((wire, key))
        });
        wires.collect()
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        terms: Self::First,
    ) -> Result<()> {
        let beta = challenge.value();
        // What is claimed too much is taken from the other total, weighted so
        // that the sums agree at the first challenge.
        let excess = fr(self.claimed) - fr(18);
        let second = fr(13) - excess * inverse(beta) * (beta - fr(1));
        let totals = [inputs[0].late(), b.witness(second)?];
        let keys = [terms[0].1, terms[2].1];
        if self.sealed {
            let seal = seal(b, challenge, &totals)?;
            let terms: Vec<_> = terms.iter().map(|(weight, key)| (weight.late(), *key)).collect();
            return weighted(b, &seal, &terms, &[0, 1].map(|i| (Total::Sealed(i), keys[i])));
        }
        // The same rows as a weighted sum has, which takes no such totals.
        let mut sum = Vec::new();
        let all = terms.iter().map(|(weight, key)| (weight.late(), *key));
        for (sign, (weight, key)) in all
            .map(|term| (fr(1), term))
            .chain(totals.into_iter().zip(keys).map(|total| (-fr(1), total)))
        {
            let inverse = inverses(b, challenge, &[key])?[0];
            sum.push((sign, b.product(weight, inverse)?));
        }
        let sum = b.linear(Fr::zero(), &sum)?;
        let zero = b.constant(Fr::zero())?;
        b.equal(sum, zero)
    }
}

#[test]
fn late_totals_need_a_seal() {
    let terms = TERMS.map(|(weight, key)| (fr(weight), fr(key)));
    assert_eq!(totals(&terms, &[fr(0), fr(1)]), Some(vec![fr(18), fr(13)]));

    let honest = Totals { claimed: 18, sealed: false };
    let liar = Totals { claimed: 1000, sealed: false };
    let key = setup(&honest).unwrap();
    let claim = prove(&key, &liar, None, &Portable).unwrap();
    verify(key.verifying(), &claim).expect("what is chosen late proves nothing");

    let honest = Totals { claimed: 18, sealed: true };
    let liar = Totals { claimed: 1000, sealed: true };
    let key = setup(&honest).unwrap();
    let claim = prove(&key, &honest, None, &Portable).unwrap();
    verify(key.verifying(), &claim).unwrap();
    match prove(&key, &liar, None, &Portable) {
        Ok(claim) => assert!(verify(key.verifying(), &claim).is_err()),
        Err(error) => assert!(matches!(error, ProveError::Unsatisfied { .. }), "{error}"),
    }
}
