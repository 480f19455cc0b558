//! Early numbers and builders carried to where the challenge is known.

use std::cell::RefCell;

use ark_ff::Zero as _;
use plimsoll_snark::harness::{Rest, Sketch};
use plimsoll_snark::*;

use crate::{accepted, fr, made_to_fit, prove_totals};

/// A number of another synthesis would stand for the wire with its index, which
/// is a late one here.
#[test]
fn a_number_of_another_synthesis_is_refused() {
    fn circuit(claimed: u64) -> impl Circuit {
        Sketch {
            inputs: vec![fr(claimed)],
            first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
                let keys = [b.constant(fr(0))?, b.constant(fr(1))?];
                let claimed = inputs[0];
                let rest: Rest = Box::new(move |b, beta| {
                    let value = made_to_fit(claimed.value(), beta.value());
                    b.witness(value)?;
                    let stolen = RefCell::new(None);
                    freeze(&Sketch {
                        inputs: vec![],
                        first: |b: &mut Builder<Early>, _: &[Num<Early>]| {
                            *stolen.borrow_mut() = Some(b.witness(value)?);
                            Ok(Box::new(|_: &mut Builder<Late>, _| Ok(())) as Rest)
                        },
                    })?;
                    let stolen = stolen.into_inner().unwrap();
                    prove_totals(b, beta, &keys, claimed, stolen)
                });
                Ok(rest)
            },
        }
    }
    assert!(freeze(&circuit(18)).is_err());
}

/// Builders are lent, so two can be swapped, and the `Builder<Early>` of one
/// synthesis outlives its challenge in the frame of another: there it refuses.
#[test]
fn swapped_builders_make_nothing_early_after_the_challenge() {
    type Lent<'a, T> = RefCell<&'a mut Builder<T>>;

    /// Makes the second total once the challenge is known.
    struct Thief<'a> {
        claimed: u64,
        slot: Lent<'a, Early>,
    }
    /// Gives the thief its own constraint system back.
    struct Helper<'a, 'b> {
        slot: &'a Lent<'b, Early>,
        late: Lent<'a, Late>,
    }

    impl Circuit for Thief<'_> {
        type Parameters = ();
        type First = [Num<Early>; 2];

        fn inputs(&self) -> Vec<Fr> {
            vec![fr(self.claimed)]
        }

        fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
            Ok(())
        }

        fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Self::First> {
            let keys = [b.constant(fr(0))?, b.constant(fr(1))?];
            std::mem::swap(&mut **self.slot.borrow_mut(), b);
            Ok(keys)
        }

        fn second(
            &self,
            b: &mut Builder<Late>,
            inputs: &[Num<Early>],
            challenge: Challenge,
            (): (),
            keys: Self::First,
        ) -> Result<()> {
            let value = made_to_fit(inputs[0].value(), challenge.value());
            let second = self.slot.borrow_mut().witness(value)?;
            freeze(&Helper { slot: &self.slot, late: RefCell::new(&mut *b) })?;
            prove_totals(b, challenge, &keys, inputs[0], second)
        }
    }

    impl Circuit for Helper<'_, '_> {
        type Parameters = ();
        type First = ();

        fn inputs(&self) -> Vec<Fr> {
            vec![]
        }

        fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
            Ok(())
        }

        fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<()> {
            std::mem::swap(&mut **self.slot.borrow_mut(), b);
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
            std::mem::swap(&mut **self.late.borrow_mut(), b);
            Ok(())
        }
    }

    let outer = Sketch {
        inputs: vec![],
        first: |b: &mut Builder<Early>, _: &[Num<Early>]| {
            let thief = Thief { claimed: 18, slot: RefCell::new(&mut *b) };
            assert!(setup(&thief).is_err());
            Ok(Box::new(|_: &mut Builder<Late>, _| Ok(())) as Rest)
        },
    };
    // Its own builder is gone with the theft.
    let _ = freeze(&outer);
}

/// A prover who keeps the challenge of one proof and uses it to choose the
/// early numbers of the next: it has another challenge.
#[test]
fn a_challenge_kept_for_the_next_synthesis() {
    struct Keeper {
        number: u64,
        kept: RefCell<Option<Fr>>,
    }

    impl Circuit for Keeper {
        type Parameters = ();
        type First = (Num<Early>, [Num<Early>; 2]);

        fn inputs(&self) -> Vec<Fr> {
            vec![fr(self.number)]
        }

        fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
            Ok(())
        }

        fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Self::First> {
            let beta = self.kept.borrow().unwrap_or(fr(2));
            let second = b.witness(made_to_fit(fr(self.number), beta))?;
            b.equal(second, second)?;
            Ok((second, [b.constant(fr(0))?, b.constant(fr(1))?]))
        }

        fn second(
            &self,
            b: &mut Builder<Late>,
            inputs: &[Num<Early>],
            challenge: Challenge,
            (): (),
            (second, keys): Self::First,
        ) -> Result<()> {
            *self.kept.borrow_mut() = Some(challenge.value());
            prove_totals(b, challenge, &keys, inputs[0], second)
        }
    }

    let new = |number| Keeper { number, kept: RefCell::default() };
    let (honest, lie) = (new(18), new(1000));
    assert!(!accepted(&honest, &lie));
    assert!(!accepted(&honest, &lie), "a second time, with a challenge kept");
    assert!(lie.kept.borrow().is_some_and(|kept| !kept.is_zero()));
}
