//! Ceremonies that go well, and what is refused on the way.

use ark_bn254::G1Affine;
use ark_ec::scalar_mul::glv::GLVConfig;
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::Field as _;

use super::*;

#[test]
fn many_points_times_one_number_are_each_times_it() {
    let generator = G1Affine::generator();
    let multiple = |number: u64| (generator * Fr::from(number)).into_affine();
    let mut points: Vec<G1Affine> = (0..1500).map(|i| multiple(i * i + 1)).collect();
    // Nothing, the same twice, and opposites, among others and by themselves.
    points.extend([G1Affine::identity(), generator, generator, -generator, G1Affine::identity()]);
    let minus = |number: u64| -Fr::from(number);
    let half = Fr::from(2).inverse().unwrap();
    let lambda = <ark_bn254::g1::Config as GLVConfig>::LAMBDA;
    let numbers = (0..40).map(Fr::from).chain((1..20).map(minus));
    let odd = [half, lambda, -lambda, lambda + Fr::from(1), lambda - Fr::from(1), half * lambda];
    for number in numbers.chain(odd) {
        let expected: Vec<G1Affine> = points.iter().map(|p| (*p * number).into_affine()).collect();
        assert!(scale(&points, &number) == expected, "{number}");
        assert!(scale(&points[1500..], &number) == expected[1500..], "{number}");
    }
}

#[test]
fn a_ceremonys_keys_prove() {
    for (kind, frozen) in circuits().into_iter().enumerate() {
        let held = Held::of(frozen, &["Ada", "Grace", "Emmy"]);
        for file in &held.files {
            held.verify(file).unwrap();
        }
        for pair in held.files.windows(2) {
            verify_step(&pair[0], &pair[1], &mut quiet).unwrap();
        }
        let transcript = held.last().transcript();
        assert_eq!((transcript.people(), transcript.records().len()), (3, 4));
        let key = held.key();
        assert_eq!(key.verifying().origin(), Origin::Ceremony(transcript.hash()));
        held.verify_key(&key).unwrap();
        let claim = match kind {
            0 => prove_plain(&key, &Factors(5, 7), &Portable).unwrap(),
            _ => {
                let circuit = Square { shared: kind == 2 };
                let parameters = (kind == 2).then(|| commit_parameters(&key, &circuit, &Portable));
                prove(&key, &circuit, parameters.transpose().unwrap(), &Portable).unwrap()
            }
        };
        plimsoll_snark::verify(key.verifying(), &claim).unwrap();
    }
}

#[test]
fn a_ceremonys_key_is_that_of_one_party_who_knew_everything() {
    // Two keys of the same circuit differ in nothing but their trapdoors: the
    // points that are zero are the same.
    let [_, _, frozen] = circuits();
    let held = Held::of(frozen, &["Ada"]);
    let folder = tempfile::tempdir().unwrap();
    let [ours, theirs] = ["ours", "theirs"].map(|name| folder.path().join(name));
    held.key().save(&ours).unwrap();
    setup(&Square { shared: true }).unwrap().save(&theirs).unwrap();
    let lengths = [ours, theirs].map(|path| std::fs::metadata(path).unwrap().len());
    // The second line is shorter, and a transcript's hash is in it.
    let line = "INSECURE: made by a single party, fit for tests only\n".len() as u64;
    let other = "made by a ceremony\n".len() as u64;
    assert_eq!(lengths[0] + line, lengths[1] + other + 32);
}

#[test]
fn the_same_words_make_another_contribution() {
    let held = Held::begin(circuits()[0].clone());
    let next = |file: &str| {
        let entropy = Entropy::draw(b"the same").unwrap();
        let path = held.folder.path().join(file);
        contribute(held.last(), &path, name("Ada"), entropy, &mut quiet).unwrap()
    };
    let [one, other] = ["one", "other"].map(next);
    assert_ne!(one.transcript().hash(), other.transcript().hash());
    assert_eq!(format!("{:?}", Entropy::draw(b"word").unwrap()), "Entropy(…)");
}

#[test]
fn a_beacon_is_the_last_and_not_the_first() {
    let mut held = Held::begin(circuits()[0].clone());
    let early = beacon(held.last(), &held.path(), dawn(), &mut quiet).unwrap_err();
    assert!(early.to_string().ends_with("nobody has contributed; a key needs at least one person"));
    let powers = powers();
    let checked = checked(&powers, held.last().transcript());
    let none = finalize(held.last(), &checked, &held.frozen, &mut quiet).unwrap_err();
    assert!(matches!(none, CeremonyError::Nobody { .. }), "{none}");
    held.contributes("Ada");
    let path = held.path();
    held.files.push(beacon(held.last(), &path, dawn(), &mut quiet).unwrap());
    let late = contribute(
        held.last(),
        &held.path(),
        name("Grace"),
        Entropy::draw(b"").unwrap(),
        &mut quiet,
    );
    assert!(matches!(late, Err(CeremonyError::Ended { .. })));
    let twice = beacon(held.last(), &held.path(), dawn(), &mut quiet);
    assert!(matches!(twice, Err(CeremonyError::Ended { .. })));
    assert!(!held.path().exists());
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written_has_a_name() {
    let mut held = Held::begin(circuits()[0].clone());
    held.contributes("Ada");
    let there = held.folder.path().join("1");
    let before = std::fs::read(&there).unwrap();
    let again = |path| {
        contribute(&held.files[0], path, name("Grace"), Entropy::draw(b"").unwrap(), &mut quiet)
    };
    assert!(matches!(again(&there), Err(CeremonyError::Io { .. })));
    assert_eq!(std::fs::read(&there).unwrap(), before);
    // Damage that is met on the way leaves nothing behind.
    let mut bytes = std::fs::read(held.folder.path().join("0")).unwrap();
    bytes[40] ^= 1;
    let damaged = held.folder.path().join("damaged");
    std::fs::write(&damaged, bytes).unwrap();
    let file = CeremonyFile::open(&damaged).unwrap();
    let path = held.folder.path().join("none");
    let refused = contribute(&file, &path, name("Grace"), Entropy::draw(b"").unwrap(), &mut quiet);
    assert!(matches!(refused, Err(CeremonyError::Points { .. } | CeremonyError::Form { .. })));
    assert_eq!(std::fs::read_dir(held.folder.path()).unwrap().count(), 3);
}

#[test]
fn names_and_beacons_have_bounds() {
    for good in ["A", "Ada Lovelace, London", "é", &"x".repeat(64)] {
        assert!(good.parse::<Name>().is_ok(), "{good}");
    }
    for bad in ["", "two\nlines", "\u{1b}[2J", &"x".repeat(65)] {
        assert!(bad.parse::<Name>().is_err(), "{bad:?}");
    }
    for (length, doublings) in [(0, 10), (65, 10), (1, 9), (1, 31)] {
        assert!(Beacon::new(vec![7; length], doublings).is_err(), "{length}, {doublings}");
    }
}

#[test]
fn a_ceremony_is_about_one_circuit_and_one_file_of_powers() {
    let [plain, challenged, _] = circuits();
    let held = Held::of(plain.clone(), &["Ada"]);
    let (own, transcript) = (powers(), held.last().transcript());
    let wrong = verify(held.last(), &checked(&own, transcript), &challenged, &mut quiet);
    assert!(matches!(wrong, Err(CeremonyError::Circuit { .. })));
    let other = held.folder.path().join("other.ptau");
    practice(&other, 5, &mut quiet).unwrap();
    let other = Powers::open(&other).unwrap();
    let wrong = verify(held.last(), &checked(&other, transcript), &plain, &mut quiet);
    assert!(matches!(wrong, Err(CeremonyError::OtherPowers { .. })));
    let level = transcript.subject().level + 1;
    let above = own.checked(level, &mut quiet).unwrap();
    let wrong = verify(held.last(), &above, &plain, &mut quiet);
    assert!(matches!(wrong, Err(CeremonyError::Unchecked { .. })));
    let small = held.folder.path().join("small.ptau");
    practice(&small, 1, &mut quiet).unwrap();
    let small = Powers::open(&small).unwrap();
    let few = start(&small, &challenged, &held.path(), &mut quiet).unwrap_err();
    assert!(few.to_string().starts_with("the circuit needs powers up to 2^"), "{few}");
}

#[test]
fn what_a_circuit_leaves_unpinned_has_no_ceremony() {
    struct Loose;
    impl Circuit for Loose {
        type Parameters = ();
        type First = Num<Early>;
        fn inputs(&self) -> Vec<Fr> {
            Vec::new()
        }
        fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
            Ok(())
        }
        fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Num<Early>> {
            b.witness(Fr::from(1))
        }
        fn second(
            &self,
            _: &mut Builder<Late>,
            _: &[Num<Early>],
            _: Challenge,
            (): (),
            _: Num<Early>,
        ) -> Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let loose = freeze(&Loose).unwrap();
    let refused = start(&powers(), &loose, &folder.path().join("0"), &mut quiet).unwrap_err();
    assert!(refused.to_string().contains("has no row in which it is the only committed wire"));
}
