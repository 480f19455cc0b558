//! Mutated proofs, inputs, commitments and keys.

use plimsoll_snark::gadgets::range::{Counted, Ranges};
use plimsoll_snark::harness::{Mutated, PlainSketch, mutate, rerandomise};
use plimsoll_snark::*;

use crate::fr;

/// A public number that is at most a parameter.
struct Capped;

impl Circuit for Capped {
    type Parameters = Num<Early>;
    type First = Counted;

    fn inputs(&self) -> Vec<Fr> {
        vec![fr(5), fr(9)]
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Num<Early>> {
        let cap = b.witness(fr(12))?;
        b.equal(cap, cap)?;
        Ok(cap)
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        inputs: &[Num<Early>],
        cap: &Num<Early>,
    ) -> Result<Counted> {
        let mut ranges = Ranges::new(2);
        for input in inputs {
            ranges.at_least::<4>(b, *cap, *input)?;
        }
        ranges.count(b)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        challenge: Challenge,
        _: Num<Early>,
        counted: Counted,
    ) -> Result<()> {
        counted.prove(b, challenge)
    }
}

fn staged() -> (ProvingKey, Vec<Claim>) {
    let key = setup(&Capped).unwrap();
    let parameters = commit_parameters(&key, &Capped, &Portable).unwrap();
    let claim = || prove(&key, &Capped, Some(parameters), &Portable).unwrap();
    let claims = vec![claim(), claim()];
    (key, claims)
}

fn plain() -> (ProvingKey, Vec<Claim>) {
    let circuit = PlainSketch {
        inputs: vec![fr(6), fr(35)],
        all: |b: &mut Builder<Late>, inputs: &[Num<Late>]| {
            let (x, y) = (b.witness(fr(5))?, b.witness(fr(7))?);
            let product = b.product(x, y)?;
            b.equal(product, inputs[1])?;
            let next = b.linear(fr(1), &[(fr(1), x)])?;
            b.equal(next, inputs[0])
        },
    };
    let key = setup_plain(&circuit).unwrap();
    let claim = || prove_plain(&key, &circuit, &Portable).unwrap();
    let claims = vec![claim(), claim()];
    (key, claims)
}

fn run((key, claims): &(ProvingKey, Vec<Claim>), count: u64, seed: u64) -> Mutated {
    let start = std::time::Instant::now();
    let report = mutate(key.verifying(), claims, count, seed);
    println!(
        "{:?}: {} changes rejected in {:.1?}: {} in decoding, {} in verifying, {} keys renamed; \
         {} blinded again and accepted",
        key.verifying().stages(),
        report.rejected(),
        start.elapsed(),
        report.decoding,
        report.verifying,
        report.renamed,
        report.blinded,
    );
    assert!(report.wrong.is_empty(), "{:?}", report.wrong);
    assert!(report.blinded > 0 && report.verifying > 0);
    report
}

#[test]
fn a_hundred_thousand_mutations() {
    let staged = run(&staged(), 82_000, 1);
    let plain = run(&plain(), 21_000, 2);
    assert_eq!(staged.renamed, 0, "the challenge binds the key's name");
    assert!(staged.rejected() + plain.rejected() >= 100_000);
}

/// `cargo test --release -p plimsoll-snark --test harness -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn a_million_mutations() {
    let staged = run(&staged(), 850_000, 3);
    let plain = run(&plain(), 200_000, 4);
    assert!(staged.rejected() + plain.rejected() >= 1_000_000);
}

#[test]
fn proofs_can_be_blinded_again() {
    for (key, claims) in [staged(), plain()] {
        let blinded = rerandomise(key.verifying(), &claims[0], fr(5), fr(7)).unwrap();
        assert_ne!(blinded, claims[0]);
        verify(key.verifying(), &blinded).unwrap();
        assert_eq!(rerandomise(key.verifying(), &claims[0], fr(0), fr(7)), None);
    }
}
