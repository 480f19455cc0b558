//! ρ and the digest as `docs/formats/bundle.md` has them, written a second time.

use ark_ff::{BigInteger as _, PrimeField as _};
use plimsoll_snark::Fr;
use plimsoll_statement::{Part, PublicInputs as _};
use plimsoll_verifier::{Bundle, digest, rho};
use sha3::{Digest as _, Keccak256};

use crate::world::bundle;

/// A number as a word of 32 bytes.
fn word(number: u128) -> Vec<u8> {
    [&[0; 16][..], &number.to_be_bytes()].concat()
}

fn element(element: Fr) -> Vec<u8> {
    element.into_bigint().to_bytes_be()
}

#[test]
fn rho_is_as_described() {
    let manifest = bundle().manifest;
    let mut preimage = b"plimsoll rho 1".to_vec();
    preimage.extend(element(manifest.context.packed(Part::Parameters)));
    preimage.extend(element(manifest.parameters.0));
    preimage.extend(word(2));
    for lane in &manifest.lanes {
        preimage.extend(lane.key.0);
        preimage.extend(lane.table.to_bytes());
    }
    let expected = Fr::from_be_bytes_mod_order(&Keccak256::digest(preimage));
    assert_eq!(bundle().recompute().unwrap().rho(), expected);
}

#[test]
fn rho_binds_everything_before_it() {
    let manifest = bundle().manifest;
    let tables: Vec<_> = manifest.lanes.iter().map(|lane| (lane.key, lane.table)).collect();
    let (context, parameters) = (manifest.context, manifest.parameters);
    let honest = rho(&context, parameters, &tables);
    let mut swapped = tables.clone();
    swapped.swap(0, 1);
    let mut crossed = tables.clone();
    crossed[0].1 = tables[1].1;
    let mut later = context;
    later.epoch += 1;
    for other in [
        rho(&context, parameters, &swapped),
        rho(&context, parameters, &crossed),
        rho(&context, parameters, &tables[..1]),
        rho(&later, parameters, &tables),
        rho(&context, plimsoll_statement::ParametersHash(Fr::from(1u64)), &tables),
    ] {
        assert_ne!(honest, other);
    }
}

/// The digest, word by word.
fn described(bundle: &Bundle) -> [u8; 32] {
    let manifest = &bundle.manifest;
    let context = manifest.context;
    let mut preimage = b"plimsoll epoch 1".to_vec();
    preimage.extend(word(context.chain_id.into()));
    preimage.extend(context.venue.0);
    preimage.extend(word(context.epoch.into()));
    preimage.extend(word(context.time.into()));
    preimage.extend(manifest.previous);
    preimage.extend(element(manifest.parameters.0));
    for fund in &manifest.pins.funds {
        preimage.extend([0; 6]);
        preimage.extend(fund.as_bytes());
    }
    preimage.extend(word(manifest.pins.thresholds.len() as u128));
    for threshold in &manifest.pins.thresholds {
        preimage.extend(word(threshold.units().try_into().unwrap()));
    }
    preimage.extend(word(manifest.lanes.len() as u128));
    for lane in &manifest.lanes {
        preimage.extend(word(lane.shape.lane.index() as u128));
        preimage.extend(word(lane.shape.accounts as u128));
        preimage.extend(word(lane.shape.slots as u128));
        preimage.extend(lane.key.0);
        preimage.extend(lane.table.to_bytes());
    }
    preimage.extend(manifest.parameters_key.0);
    preimage.extend(manifest.closing_key.0);
    preimage.extend(word(bundle.chain.len() as u128));
    for link in &bundle.chain {
        preimage.extend(word(link.lane.index() as u128));
        preimage.extend(element(link.root));
        preimage.extend(element(link.state_out.0));
    }
    for input in bundle.recompute().unwrap().closing_inputs().elements() {
        preimage.extend(element(input));
    }
    Keccak256::digest(preimage).into()
}

#[test]
fn the_digest_is_as_described() {
    let bundle = bundle();
    assert_eq!(bundle.manifest.digest, described(&bundle));
    let recomputed = bundle.recompute().unwrap();
    let closing = recomputed.closing_inputs();
    let free = digest(&bundle.manifest, bundle.manifest.parameters, &bundle.chain, &closing);
    assert_eq!(free, bundle.manifest.digest);
}

type Edit = Box<dyn Fn(&mut Bundle)>;

/// What is not derived from the rest changes the digest, all of it.
#[test]
fn the_digest_binds_everything_that_is_said() {
    use plimsoll_statement::{Identity, Shape};
    let edits: Vec<Edit> = vec![
        Box::new(|b| b.manifest.context.chain_id += 1),
        Box::new(|b| b.manifest.context.venue.0[31] ^= 1),
        Box::new(|b| b.manifest.context.epoch += 1),
        Box::new(|b| b.manifest.context.time += 1),
        Box::new(|b| b.manifest.previous[0] ^= 1),
        Box::new(|b| b.manifest.pins.funds[3] = Identity::from_bytes([1; 26])),
        Box::new(|b| b.manifest.lanes[0].shape = Shape { slots: 1, ..b.manifest.lanes[0].shape }),
        Box::new(|b| {
            b.manifest.lanes[0].shape = Shape { accounts: 4, ..b.manifest.lanes[0].shape }
        }),
        Box::new(|b| b.manifest.lanes[1].key.0[0] ^= 1),
        Box::new(|b| b.manifest.lanes[1].table = b.manifest.lanes[0].table),
        Box::new(|b| b.manifest.parameters_key.0[0] ^= 1),
        Box::new(|b| b.manifest.closing_key.0[0] ^= 1),
        Box::new(|b| b.manifest.disclosure.accounts -= 1),
        Box::new(|b| b.manifest.disclosure.assets[0][0].long += 1),
        Box::new(|b| b.chain[0].lane = b.chain[2].lane),
        Box::new(|b| b.chain[0].root += Fr::from(1u64)),
        Box::new(|b| b.chain[0].state_out.0 += Fr::from(1u64)),
        Box::new(|b| b.chain.swap(0, 1)),
        Box::new(|b| {
            b.chain.remove(0);
        }),
        Box::new(|b| {
            b.parameters = String::from_utf8(b.parameters.clone())
                .unwrap()
                .replace("PERP", "PORP")
                .into_bytes();
        }),
    ];
    let mut digests = std::collections::BTreeSet::from([bundle().manifest.digest]);
    for (i, edit) in edits.iter().enumerate() {
        let mut other = bundle();
        edit(&mut other);
        assert!(digests.insert(other.recompute().unwrap().digest()), "edit {i}");
    }
}
