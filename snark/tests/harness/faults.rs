//! Circuits with planted faults: the harness must find what is wrong.

use plimsoll_snark::gadgets::range::{Ranges, in_range};
use plimsoll_snark::harness::{
    PlainSketch, Rest, Sketch, Subject, delete, perturb, uniform, uniform_plain, wire_number,
};
use plimsoll_snark::*;

use crate::fr;

type Late1<'a> = &'a mut Builder<Late>;

/// Public `y = x³` for a public `x`.
fn cube(all: impl Fn(Late1<'_>, &[Num<Late>]) -> Result<()>) -> Subject<'static> {
    Subject::plain("cube", &PlainSketch { inputs: vec![fr(3), fr(27)], all })
        .unwrap()
        .outputs([1])
        .judge(|public| public[0] * public[0] * public[0] == public[1])
}

#[test]
fn a_wire_that_nothing_determines() {
    let subject = cube(|b, x| {
        let square = b.witness(fr(9))?;
        b.enforce(square, x[0], x[1])
    });
    let error = perturb(&subject).verdict().unwrap_err();
    assert!(error.starts_with("unsound: cube"), "{error}");
}

#[test]
fn an_output_that_nothing_reads() {
    let subject = cube(|b, x| {
        let square = b.product(x[0], x[0])?;
        b.product(square, x[0]).map(drop)
    });
    assert!(perturb(&subject).verdict().unwrap_err().starts_with("unsound: cube"));
}

#[test]
fn a_free_wire_must_be_allowed() {
    let circuit = |b: Late1<'_>, x: &[Num<Late>]| {
        let square = b.product(x[0], x[0])?;
        b.enforce(square, x[0], x[1])?;
        let idle = b.witness(fr(4))?;
        b.class("idle", |b| b.product(idle, idle)).map(drop)
    };
    let error = perturb(&cube(circuit)).verdict().unwrap_err();
    assert!(error.starts_with("free variables: {\"idle\": [4"), "{error}");
    perturb(&cube(circuit).free("idle", 1)).verdict().unwrap();
}

#[test]
fn a_redundant_constraint_survives() {
    let subject = cube(|b, x| {
        let square = b.product(x[0], x[0])?;
        b.enforce(square, x[0], x[1])?;
        b.class("again", |b| b.enforce(x[0], square, x[1]))
    });
    perturb(&subject).verdict().unwrap();
    let deleted = delete(&subject);
    // Each of the two rows makes the other redundant.
    assert_eq!(deleted.survivors.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2]);
    assert!(deleted.verdict(0, 0).is_err());
}

#[test]
fn limbs_that_are_never_looked_up() {
    let circuit = Sketch {
        inputs: vec![fr(0xA7)],
        first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            ranges.check::<8>(b, inputs[0])?;
            let rest: Rest = Box::new(|_, _| Ok(()));
            Ok(rest)
        },
    };
    let subject =
        Subject::staged("range", &circuit).unwrap().outputs([0]).judge(|p| in_range(p[0], 8));
    assert!(perturb(&subject).verdict().unwrap_err().starts_with("unsound: range"));
    assert!(setup(&circuit).is_err(), "and setup refuses limbs that no row pins");
}

#[test]
fn an_attack_that_is_known_is_carried_out() {
    // Two wrong wires at once, which single changes do not find: a pair of
    // products of which only the sum is checked.
    let circuit = |b: Late1<'_>, x: &[Num<Late>]| {
        let [one, two] = [b.product(x[0], x[0])?, b.product(x[0], x[0])?];
        let sum = b.add(one, two)?;
        assert_eq!([x[0], one, two, sum].map(|n| wire_number(&n)), [None, Some(0), Some(1), None]);
        b.enforce(sum, x[0], x[1])
    };
    let circuit = PlainSketch { inputs: vec![fr(3), fr(54)], all: circuit };
    let subject = || Subject::plain("pair", &circuit).unwrap();
    let attacked = subject().outputs([1]).attack("both", |draft| {
        draft.set_wire(0, fr(8));
        draft.set_wire(1, fr(11));
    });
    perturb(&attacked).verdict().unwrap();
    assert_eq!(delete(&attacked).unsound, 3);
}

#[test]
fn a_row_that_only_pins_a_commitment_is_needed_for_that() {
    let circuit = Sketch {
        inputs: vec![fr(12)],
        first: |b: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let (x, y) = (b.witness(fr(5))?, b.witness(fr(7))?);
            b.class("pins", |b| {
                b.equal(x, x)?;
                b.equal(y, y)
            })?;
            let sum = b.add(x, y)?;
            b.equal(sum, inputs[0])?;
            let rest: Rest = Box::new(|_, _| Ok(()));
            Ok(rest)
        },
    };
    let subject = Subject::staged("sum", &circuit).unwrap().outputs([0]).free("pins", 2);
    perturb(&subject.judge(|_| true)).verdict().unwrap();
    let subject = Subject::staged("sum", &circuit).unwrap();
    assert_eq!(delete(&subject).unpinned, 2);
}

#[test]
fn rows_that_depend_on_values() {
    let circuit = |x: u64, scaled: bool| PlainSketch {
        inputs: vec![fr(x), fr(x * x)],
        all: move |b: Late1<'_>, inputs: &[Num<Late>]| {
            let factor = if scaled { inputs[0].value() } else { fr(1) };
            let product = b.product(inputs[0], inputs[0])?;
            let product = b.scale(factor, product)?;
            b.equal(product, inputs[1])
        },
    };
    assert!(uniform_plain(&[circuit(1, false), circuit(2, false)]).unwrap());
    assert!(!uniform_plain(&[circuit(2, true), circuit(3, true)]).unwrap());

    let circuit = |depends: bool| Sketch {
        inputs: vec![fr(7)],
        first: move |_: &mut Builder<Early>, inputs: &[Num<Early>]| {
            let input = inputs[0];
            let rest: Rest = Box::new(move |b, challenge| {
                let factor = if depends { challenge.value() } else { fr(2) };
                let scaled = b.scale(factor, input.late())?;
                b.product(scaled, challenge.num()).map(drop)
            });
            Ok(rest)
        },
    };
    assert!(uniform(&[circuit(false), circuit(false)]).unwrap());
    assert!(!uniform(&[circuit(true), circuit(true)]).unwrap());
}
