//! Contributors who know their numbers and sign for false points, and numbers
//! that no contributor may choose.

use ark_bn254::G1Affine;
use ark_ec::{AffineRepr as _, CurveGroup as _};

use super::*;

type Change = (&'static str, fn(G1Affine, G1Affine, Fr) -> G1Affine);

/// What could stand for a point, by its neighbour and the part's number.
const CHANGES: [Change; 7] = [
    ("nothing", |_, _, _| G1Affine::identity()),
    ("the generator", |_, _, _| G1Affine::generator()),
    ("its negative", |own, _, _| -own),
    ("its double", |own, _, _| (own + own).into_affine()),
    ("its neighbour", |_, neighbour, _| neighbour),
    ("itself undivided", |own, _, number| (own * number).into_affine()),
    ("itself and a generator", |own, _, _| (own + G1Affine::generator()).into_affine()),
];

/// Numbers of a contributor who forgets nothing.
fn numbers(divisors: usize) -> Vec<Fr> {
    (2..).map(|number| Fr::from(1000u64 + number)).take(divisors).collect()
}

#[test]
fn false_points_are_found_though_their_maker_signs_for_them() {
    let mut tried = 0;
    let [plain, _, parameterised] = circuits();
    for frozen in [plain, parameterised] {
        let mut held = Held::begin(frozen);
        held.contributes("Ada");
        let divisors = held.last().transcript().subject().wires.len() + 1;
        // Inputs, a part for each stage, and the quotient's.
        for part in 0..=divisors {
            let all = CHANGES.into_iter().map(|change| (0, change));
            let last = CHANGES[..2].iter().map(|change| (usize::MAX, *change));
            tried += all
                .chain(last)
                .filter(|(place, change)| falsify(&held, part, *place, *change))
                .count();
        }
    }
    println!("{tried} false points refused");
    assert!(tried > 60, "{tried}");
}

/// Changes a point of a part, the last if there are fewer, and signs for it;
/// `false` if that is the point it was.
fn falsify(held: &Held, part: usize, place: usize, (what, change): Change) -> bool {
    let path = held.folder.path().join("false");
    let _ = std::fs::remove_file(&path);
    let numbers = numbers(held.last().transcript().subject().wires.len() + 1);
    let number = numbers[part.min(numbers.len() - 1)];
    let mut changed = false;
    let mut alter = |at: usize, mut points: Vec<G1Affine>| {
        if at == part {
            let place = place.min(points.len() - 1);
            let neighbour = points[(place + 1) % points.len()];
            let new = change(points[place], neighbour, number);
            changed = points[place] != new;
            points[place] = new;
        }
        points
    };
    let file = contribute_falsely(held.last(), &path, name("Mallory"), numbers, &mut alter);
    let file = file.unwrap();
    if changed {
        let said = format!("part {part}, point {place} became {what}");
        let step = verify_step(held.last(), &file, &mut quiet);
        assert!(matches!(step, Err(CeremonyError::Divided)), "{said}: {step:?}");
        let whole = held.verify(&file);
        assert!(matches!(whole, Err(CeremonyError::Divided)), "{said}: {whole:?}");
    }
    changed
}

#[test]
fn a_divisor_applied_to_one_part_alone_is_found() {
    for frozen in circuits() {
        let held = Held::begin(frozen);
        let divisors = held.last().transcript().subject().wires.len() + 1;
        let numbers = numbers(divisors);
        for skipped in 0..=divisors {
            let path = held.folder.path().join(format!("skips {skipped}"));
            let number = numbers[skipped.min(divisors - 1)];
            // As they were before.
            let mut alter = |part: usize, points: Vec<G1Affine>| {
                let undo = |point: &G1Affine| (*point * number).into_affine();
                if part == skipped { points.iter().map(undo).collect() } else { points }
            };
            let file =
                contribute_falsely(held.last(), &path, name("M"), numbers.clone(), &mut alter);
            let file = file.unwrap();
            let step = verify_step(held.last(), &file, &mut quiet);
            assert!(matches!(step, Err(CeremonyError::Divided)), "{skipped}: {step:?}");
            assert!(matches!(held.verify(&file), Err(CeremonyError::Divided)), "{skipped}");
        }
    }
}

/// What is said of a contribution with these numbers.
fn said(held: &Held, numbers: Vec<Fr>) -> String {
    let path = held.folder.path().join("chosen");
    let _ = std::fs::remove_file(&path);
    contribute_falsely(held.last(), &path, name("M"), numbers, &mut |_, points| points).unwrap();
    CeremonyFile::open(&path).unwrap_err().to_string()
}

#[test]
fn numbers_that_change_nothing_or_make_divisors_equal_are_refused() {
    let mut held = Held::begin(circuits()[2].clone());
    let good = numbers(4);
    let with = |at: usize, number: Fr| {
        let mut numbers = good.clone();
        numbers[at] = number;
        numbers
    };
    for divisor in 0..4 {
        for (number, flaw) in [
            (Fr::from(1u64), "as it was"),
            (-Fr::from(1u64), "as it was"),
            (Fr::from(0u64), "the identity, or not in its group"),
            (good[(divisor + 1) % 4], "two of its divisors are equal or opposite"),
            (-good[(divisor + 1) % 4], "two of its divisors are equal or opposite"),
        ] {
            let said = said(&held, with(divisor, number));
            assert!(said.contains(flaw), "divisor {divisor}: {said}");
        }
    }
    // Back to 1: what was divided is undivided.
    let path = held.path();
    let next = contribute_falsely(held.last(), &path, name("M"), good.clone(), &mut |_, p| p);
    held.files.push(next.unwrap());
    let back: Vec<Fr> = good.iter().map(|number| ark_ff::Field::inverse(number).unwrap()).collect();
    assert!(said(&held, back).contains("or one is 1"));
}

#[test]
fn a_file_that_does_not_follow_is_no_step() {
    let mut held = Held::begin(circuits()[1].clone());
    held.contributes("Ada");
    held.contributes("Grace");
    let [first, second, third] = &held.files[..] else { panic!() };
    let rival = Held::of(circuits()[1].clone(), &["Ada"]);
    for (before, after) in [
        (first, third),
        (second, second),
        (third, second),
        (first, first),
        (second, rival.last()),
        (rival.last(), third),
    ] {
        let step = verify_step(before, after, &mut quiet);
        assert!(matches!(step, Err(CeremonyError::NotNext { .. })), "{step:?}");
    }
}
