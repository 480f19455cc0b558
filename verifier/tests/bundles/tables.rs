//! Lies about the parameters: the file, its hash, and the tables that batches
//! are proved with.

use plimsoll_snark::{Fr, Rejected};
use plimsoll_statement::{Clause, Parameters, ParametersFile, ParametersHash};
use plimsoll_verifier::{Bundle, Rejection};

use crate::world::{bundle, toy_proof, verdict, world};
use crate::{book, circuit, rejected, rejected_unsealed};

/// The parameters' file after an edit.
fn edited(edit: impl FnOnce(&mut ParametersFile)) -> Vec<u8> {
    let mut file = book::file();
    edit(&mut file);
    file.canonical_bytes()
}

/// Parameters under which a lot of the perpetual loses nothing.
fn harmless() -> Vec<u8> {
    edited(|file| file.zero_sum[0].pnl = vec![0; 3])
}

#[test]
fn other_parameters_are_refused() {
    assert!(matches!(
        rejected_unsealed(|bundle| bundle.parameters = harmless()),
        Rejection::ParametersHash { .. }
    ));
    let other = |bundle: &mut Bundle| bundle.parameters = harmless();
    assert_eq!(rejected(other), Rejection::ParametersProof(Rejected::Proof));
    let rejection = rejected_unsealed(|bundle| {
        bundle.manifest.parameters = ParametersHash(Fr::from(1u64));
    });
    assert!(matches!(rejection, Rejection::ParametersHash { .. }), "{rejection}");
    // A name is as good as a figure.
    let rejection =
        rejected(|bundle| bundle.parameters = edited(|file| file.assets[0].symbol = "EUR".into()));
    assert_eq!(rejection, Rejection::ParametersProof(Rejected::Proof));
}

#[test]
fn parameters_in_another_form_are_refused() {
    let rejection = rejected_unsealed(|bundle| bundle.parameters.push(b'\n'));
    assert_eq!(rejection, Rejection::ParametersNotCanonical);
    let rejection = rejected_unsealed(|bundle| bundle.parameters.clear());
    assert!(matches!(rejection, Rejection::ParametersForm(_)), "{rejection}");
    let later = |bundle: &mut Bundle| bundle.parameters = edited(|file| file.version = 2);
    let rejection = rejected_unsealed(later);
    assert!(matches!(rejection, Rejection::ParametersForm(_)), "{rejection}");
}

#[test]
fn parameters_that_violate_clauses_are_refused() {
    let rejection = rejected_unsealed(|bundle| {
        bundle.parameters = edited(|file| file.assets[0].haircut_long = -1);
    });
    let Rejection::Parameters(violations) = &rejection else { panic!("{rejection}") };
    assert_eq!(violations[0].clause, Clause::ParametersSign);
    assert!(rejection.to_string().contains("parameters.sign"), "{rejection}");
}

#[test]
fn keys_of_other_rules_are_refused() {
    let rejection = rejected(|bundle| {
        bundle.parameters = edited(|file| file.stresses[1].closing_cost = 1);
    });
    let key = bundle().manifest.lanes[0].key;
    let Rejection::KeyRules { key: named, found, rules } = rejection else { panic!("{rejection}") };
    assert_eq!(named, key);
    assert_eq!(found, world().book.parameters.rules().digest());
    assert_ne!(rules, found);
}

#[test]
fn commitments_swapped_between_lanes_are_refused() {
    let swap = |bundle: &mut Bundle| {
        let table = bundle.manifest.lanes[0].table;
        bundle.manifest.lanes[0].table = bundle.manifest.lanes[1].table;
        bundle.manifest.lanes[1].table = table;
    };
    assert_eq!(rejected(swap), Rejection::ParametersProof(Rejected::Proof));
    assert!(matches!(rejected_unsealed(swap), Rejection::Digest { .. }));
    // The point at which tables are compared has moved; with everything proved
    // anew, batches are still not of these commitments.
    let mut swapped = bundle();
    swap(&mut swapped);
    world().prove_again(&mut swapped);
    let rejection = Rejection::BatchProof { batch: 0, why: Rejected::Proof };
    assert_eq!(verdict(&swapped), Err(rejection));
}

#[test]
fn every_lane_has_the_same_table() {
    // Lane 1 is proved with a table in which nothing loses.
    let harmless = ParametersFile::parse(&harmless()).unwrap();
    let harmless = Parameters::new(harmless).unwrap();
    let table: Vec<Fr> = harmless.table().entries().collect();
    let (keys, mut forged) = (&world().keys, bundle());
    forged.manifest.lanes[1].table = circuit::commit(&keys.lanes[1], &table);
    // Toy proofs of the other lane's batches, under the new point.
    world().prove_again(&mut forged);
    let recomputed = forged.recompute().unwrap();
    let mut inputs = recomputed.batch_inputs(2).unwrap();
    inputs.phi = harmless.table().fingerprint(recomputed.rho());
    assert_ne!(inputs.phi, recomputed.phi());
    let commitment = Some(forged.manifest.lanes[1].table);
    forged.proofs.batches[2] = toy_proof(&keys.lanes[1], &inputs, &table, commitment);
    let rejection = Rejection::BatchProof { batch: 2, why: Rejected::Proof };
    assert_eq!(verdict(&forged), Err(rejection));
}
