//! Phase 1 from snarkjs's files: every point is what its place says, and of
//! files bent in hundreds of ways none is accepted.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/mangle.rs"]
mod mangle;
#[path = "common/sections.rs"]
mod sections;
#[path = "common/snarkjs.rs"]
mod snarkjs;
#[path = "powers/table.rs"]
mod table;

use std::process::Command;
use std::sync::OnceLock;

use ark_bn254::{Bn254, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::pairing::Pairing as _;
use ark_ec::{AffineRepr as _, CurveGroup};
use ark_ff::Field as _;
use ark_poly::{EvaluationDomain as _, Radix2EvaluationDomain};
use plimsoll_snark::Fr;
use plimsoll_snark::powers::{G1Section, G2Section, Powers, PowersError, PowersHash};
use sections::Parts;
use snarkjs::Snarkjs;
use table::Kind;

const POWER: u32 = 4;

/// `own.ptau` and `other.ptau` of [`POWER`], `large.ptau` of one more, and
/// `large_04.ptau`, which is cut from it; `nobody.ptau` has no contributions.
fn files() -> Option<&'static Snarkjs> {
    static FILES: OnceLock<Option<Snarkjs>> = OnceLock::new();
    let made = FILES.get_or_init(|| {
        let snarkjs = Snarkjs::new("powers")?;
        let files = [("own", POWER), ("other", POWER), ("large", POWER + 1)];
        let mut lines: Vec<String> =
            files.into_iter().flat_map(|(name, power)| snarkjs::powers(name, power)).collect();
        lines.push("await powersOfTau.truncate('large.ptau', 'large_')".to_owned());
        lines.push("await powersOfTau.preparePhase2('own-0.ptau', 'nobody.ptau')".to_owned());
        snarkjs.script(&lines);
        Some(snarkjs)
    });
    made.as_ref()
}

fn open(name: &str) -> Option<Powers> {
    Some(Powers::open(&files()?.folder.join(name)).unwrap())
}

fn check(powers: &Powers, level: u32) -> Result<(), PowersError> {
    powers.check(level, &mut |_, _| ())
}

/// `Σ_i ω^(-ij)/n · P_i`, a sum for each `j`.
fn lagrange<G: CurveGroup<ScalarField = Fr>>(points: &[G::Affine]) -> Vec<G::Affine> {
    let domain = Radix2EvaluationDomain::<Fr>::new(points.len()).unwrap();
    let sums = (0..points.len() as u64).map(|j| {
        let root = domain.group_gen_inv().pow([j]);
        let weight = |i: u64| root.pow([i]) * domain.size_inv();
        let weights: Vec<Fr> = (0..points.len() as u64).map(weight).collect();
        G::msm(points, &weights).unwrap().into_affine()
    });
    sums.collect()
}

#[test]
fn every_point_is_what_its_place_says() {
    let Some(powers) = open("own.ptau") else { return };
    assert_eq!(powers.power(), POWER);
    let n = 1usize << POWER;
    let (one, one_g2) = (G1Affine::generator(), G2Affine::generator());
    let tau = powers.g1(G1Section::Tau, 0..2 * n - 1).unwrap();
    let tau_g2 = powers.g2(G2Section::Tau, 0..n).unwrap();
    let alpha = powers.g1(G1Section::AlphaTau, 0..n).unwrap();
    let beta = powers.g1(G1Section::BetaTau, 0..n).unwrap();
    let beta_g2 = powers.g2(G2Section::Beta, 0..1).unwrap();
    assert_eq!((tau[0], tau_g2[0]), (one, one_g2));
    for row in [&tau, &alpha, &beta] {
        for pair in row.windows(2) {
            assert_eq!(Bn254::pairing(pair[0], tau_g2[1]), Bn254::pairing(pair[1], one_g2));
        }
    }
    for pair in tau_g2.windows(2) {
        assert_eq!(Bn254::pairing(tau[1], pair[0]), Bn254::pairing(one, pair[1]));
    }
    assert_eq!(Bn254::pairing(beta[0], one_g2), Bn254::pairing(one, beta_g2[0]));

    for level in 0..=POWER {
        let n = 1usize << level;
        let read = |section: fn(u32) -> G1Section| powers.g1(section(level), 0..n).unwrap();
        assert_eq!(read(G1Section::Lagrange), lagrange::<G1Projective>(&tau[..n]));
        assert_eq!(read(G1Section::LagrangeAlpha), lagrange::<G1Projective>(&alpha[..n]));
        assert_eq!(read(G1Section::LagrangeBeta), lagrange::<G1Projective>(&beta[..n]));
        let in_g2 = powers.g2(G2Section::Lagrange(level), 0..n).unwrap();
        assert_eq!(in_g2, lagrange::<G2Projective>(&tau_g2[..n]));
    }
    // One power is missing for the last level; snarkjs takes it for 0.
    let all = powers.g1(G1Section::Lagrange(POWER + 1), 0..2 * n).unwrap();
    assert_eq!(all, lagrange::<G1Projective>(&[&tau[..], &[G1Affine::zero()]].concat()));
    // A range is a part of the whole, and ends where that does.
    let part = powers.g1(G1Section::LagrangeBeta(3), 2..7).unwrap();
    assert_eq!(part, powers.g1(G1Section::LagrangeBeta(3), 0..8).unwrap()[2..7]);
    for (section, end) in [
        (G1Section::Tau, 2 * n),
        (G1Section::AlphaTau, n + 1),
        (G1Section::Lagrange(3), 9),
        (G1Section::Lagrange(POWER + 2), 1),
        (G1Section::LagrangeAlpha(POWER + 1), 1),
        (G1Section::Lagrange(64), 1),
        (G1Section::Tau, usize::MAX),
    ] {
        let refused = powers.g1(section, 0..end);
        assert!(matches!(refused, Err(PowersError::Form { .. })), "{section:?}: {refused:?}");
    }
    let backwards = std::ops::Range { start: 2, end: 1 };
    assert!(powers.g1(G1Section::Tau, backwards).is_err());
    assert!(powers.g2(G2Section::Beta, 0..2).is_err());
}

#[test]
fn powers_of_all_levels_check() {
    for name in ["own.ptau", "large.ptau", "large_04.ptau"] {
        let Some(powers) = open(name) else { return };
        for level in 1..=powers.power() {
            let mut last = (0, 1);
            powers.check(level, &mut |done, all| last = (done, all)).unwrap();
            assert_eq!(last.0, last.1, "{name}, level {level}: progress ends short");
        }
        for level in [0, powers.power() + 1, u32::MAX] {
            assert!(matches!(check(&powers, level), Err(PowersError::Level { .. })));
        }
    }
}

#[test]
fn a_file_has_a_hash_and_a_story() {
    let Some(snarkjs) = files() else { return };
    let powers = open("own.ptau").unwrap();
    let hash = powers.hash(&mut |_, _| ()).unwrap();
    let theirs = "require('crypto').createHash('blake2b512')\
                  .update(require('fs').readFileSync('own.ptau')).digest('hex')";
    let run = Command::new("node").args(["-p", theirs]).current_dir(&snarkjs.folder).output();
    assert_eq!(String::from_utf8(run.unwrap().stdout).unwrap().trim(), hash.to_string());
    assert_eq!(hash.known(), None);

    let summary = powers.summary().unwrap();
    assert_eq!((summary.power, summary.ceremony_power), (POWER, POWER));
    let told: Vec<_> = summary.contributions.iter().map(|c| (c.name.as_str(), c.beacon)).collect();
    assert_eq!(told, [("one", false), ("two", false), ("beacon", true)]);
    assert_eq!(open("large_04.ptau").unwrap().summary().unwrap().ceremony_power, POWER + 1);
}

#[test]
fn published_files_are_known() {
    let published = "d6a8fb3a04feb600096c3b791f936a578c4e664d262e4aa24beed1b7a9a96aa5\
                     eb72864d628db247e9293384b74b36ffb52ca8d148d6e1b8b51e279fdf57b583";
    let mut hash = PowersHash(hex::decode(published).unwrap().try_into().unwrap());
    assert_eq!(hash.known(), Some("powersOfTau28_hez_final_08.ptau"));
    hash.0[63] ^= 1;
    assert_eq!(hash.known(), None);
}

#[test]
fn a_list_of_contributions_is_read_with_care() {
    let Some(snarkjs) = files() else { return };
    for (what, bent, told) in table::stories(&Parts::of(&snarkjs.read("own.ptau"))) {
        snarkjs.write("story.ptau", &bent.bytes());
        let names = open("story.ptau").unwrap().summary().map(|summary| {
            summary.contributions.into_iter().map(|c| c.name).collect::<Vec<_>>().join(",")
        });
        match (names, told) {
            (Ok(names), Some(told)) => assert_eq!(names, told, "{what}"),
            (Err(PowersError::Form { .. }), None) => (),
            (found, _) => panic!("{what}: {found:?}"),
        }
    }
}

#[test]
fn unprepared_files_are_sent_back() {
    let Some(snarkjs) = files() else { return };
    let refused = Powers::open(&snarkjs.folder.join("own-3.ptau")).unwrap_err();
    assert!(matches!(refused, PowersError::Unprepared { .. }), "{refused}");
    assert!(refused.to_string().contains("snarkjs powersoftau prepare phase2"), "{refused}");
    let missing = Powers::open(&snarkjs.folder.join("no.ptau")).unwrap_err();
    assert!(matches!(missing, PowersError::Io { .. }), "{missing}");
    // Powers to which nobody contributed: τ is 1.
    let refused = check(&open("nobody.ptau").unwrap(), POWER).unwrap_err();
    assert!(matches!(refused, PowersError::Relation { .. }), "{refused}");
}

#[test]
fn bent_files_are_refused() {
    let Some(snarkjs) = files() else { return };
    let own = Parts::of(&snarkjs.read("own.ptau"));
    let other = Parts::of(&snarkjs.read("other.ptau"));
    let all = table::bent(&own, &other, POWER);
    assert!(all.len() >= 400, "{} ways", all.len());
    mangle::work(&all, |i, what, file, expected| {
        let name = format!("bent-{i}.ptau");
        snarkjs.write(&name, file);
        let path = snarkjs.folder.join(&name);
        let found = Powers::open(&path).and_then(|powers| check(&powers, POWER));
        let error = found.expect_err(what);
        assert_eq!(Kind::of(&error), expected, "{what}: {error}");
        assert!(error.to_string().contains(&name), "{what}: {error}");
        std::fs::remove_file(path).unwrap();
    });
}

/// Levels that are not used are not read: what is wrong in one is found by
/// whoever uses it.
#[test]
fn a_check_is_of_one_level() {
    let Some(snarkjs) = files() else { return };
    let own = Parts::of(&snarkjs.read("own.ptau"));
    for level in 1..POWER {
        for section in 12..=15 {
            let mut bent = own.clone();
            let size = if section == 13 { 128 } else { 64 };
            // Two points of that level trade places.
            let start = ((1 << level) - 1) * size;
            bent.body(section)[start..start + 2 * size].rotate_left(size);
            snarkjs.write("level.ptau", &bent.bytes());
            let powers = open("level.ptau").unwrap();
            for other in 1..=POWER {
                let found = check(&powers, other);
                let right = match found {
                    Ok(()) => other != level,
                    Err(PowersError::Relation { .. }) => other == level,
                    Err(_) => false,
                };
                assert!(right, "section {section}, level {level}, checked at {other}: {found:?}");
            }
        }
    }
}
