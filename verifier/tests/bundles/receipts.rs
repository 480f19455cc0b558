//! Receipts, honest and forged.

use ed25519_dalek::{Signer as _, SigningKey};
use plimsoll_snark::Fr;
use plimsoll_statement::{Lots, RowIndex, Salt};
use plimsoll_verifier::{
    AccountVerdict, RECEIPT_TAG, Receipt, ReceiptHolding, ReceiptRejection, Rejection, Signed,
    verify_receipt,
};

use crate::book::{PERP, USD};
use crate::world::{bundle, world};

fn receipt(who: &str) -> Receipt {
    world().book.receipt(who, &world().bundle)
}

/// Why a changed receipt of Alice's is rejected.
#[track_caller]
fn rejected(forge: impl FnOnce(&mut Receipt)) -> ReceiptRejection {
    let mut receipt = receipt("alice");
    forge(&mut receipt);
    verify_receipt(&receipt, &bundle()).unwrap_err()
}

fn verdict(who: &str) -> AccountVerdict {
    verify_receipt(&receipt(who), &bundle()).unwrap()
}

#[test]
fn every_customer_is_in_the_book() {
    for who in ["alice", "bob", "carol", "maker"] {
        let verdict = verdict(who);
        assert!(verdict.is_healthy(), "{who}");
        assert_eq!(verdict.digest(), bundle().manifest.digest);
        let bytes = receipt(who).to_bytes();
        let read = Receipt::from_bytes(&bytes).unwrap();
        assert!(read == receipt(who), "{who}");
        assert_eq!(read.to_bytes(), bytes, "{who}");
    }
    let verdict = verdict("alice");
    assert_eq!((verdict.equity(), verdict.requirement()), ("20000", "0.45"));
    let text = verdict.to_string();
    assert!(text.contains("  20000 USD\n  0.009 PERP\n"), "{text}");
}

#[test]
fn nobody_else_is() {
    for who in ["house", "fund"] {
        // Their leaves are of another class.
        let error = verify_receipt(&receipt(who), &bundle()).unwrap_err();
        assert_eq!(error, ReceiptRejection::Root, "{who}");
    }
    assert_eq!(rejected(|receipt| receipt.identifier = "bob".into()), ReceiptRejection::Root);
    assert_eq!(rejected(|receipt| receipt.identifier.clear()), ReceiptRejection::Root);
    assert_eq!(rejected(|receipt| receipt.sub_account = 1), ReceiptRejection::Root);
}

#[test]
fn holdings_are_exactly_those() {
    let more = |receipt: &mut Receipt| {
        receipt.holdings[0].lots = Lots::new(2_000_001).unwrap();
        receipt.holdings[0].quantity = "20000.01".into();
    };
    assert_eq!(rejected(more), ReceiptRejection::Root);
    let fewer = |receipt: &mut Receipt| receipt.holdings.truncate(1);
    assert_eq!(rejected(fewer), ReceiptRejection::Root);
    assert_eq!(rejected(|receipt| receipt.holdings.clear()), ReceiptRejection::Root);
    let other_side = |receipt: &mut Receipt| {
        receipt.holdings[1].lots = Lots::new(-9).unwrap();
        receipt.holdings[1].quantity = "-0.009".into();
    };
    assert_eq!(rejected(other_side), ReceiptRejection::Root);
    assert_eq!(rejected(|receipt| receipt.salt = Salt::default()), ReceiptRejection::Root);
}

#[test]
fn a_debt_cannot_be_left_out() {
    // The one that is not shown stays in the leaf, so the leaf is another.
    let mut receipt = receipt("bob");
    receipt.holdings.retain(|held| held.row != PERP);
    assert_eq!(verify_receipt(&receipt, &bundle()).unwrap_err(), ReceiptRejection::Root);
}

#[test]
fn rows_are_in_order_and_have_names() {
    assert_eq!(
        rejected(|receipt| receipt.holdings.swap(0, 1)),
        ReceiptRejection::Order { position: 1 }
    );
    let twice = |receipt: &mut Receipt| receipt.holdings[1] = receipt.holdings[0].clone();
    assert_eq!(rejected(twice), ReceiptRejection::Order { position: 1 });
    for row in [0, 2, 4, 5, u16::MAX].map(RowIndex) {
        let elsewhere = |receipt: &mut Receipt| receipt.holdings[0].row = row;
        assert_eq!(rejected(elsewhere), ReceiptRejection::Row { position: 0, row });
    }
    let slot = |receipt: &mut Receipt| {
        let held = ReceiptHolding {
            row: USD,
            symbol: "USD".into(),
            lots: Lots::ZERO,
            quantity: "0".into(),
        };
        receipt.holdings.insert(0, held);
    };
    assert_eq!(rejected(slot), ReceiptRejection::Slots { found: 3, slots: 2 });
}

#[test]
fn names_and_quantities_are_those_of_the_parameters() {
    assert_eq!(
        rejected(|receipt| receipt.holdings[0].symbol = "BTC".into()),
        ReceiptRejection::Symbol { position: 0 }
    );
    for quantity in ["20001", "20000.0", "+20000", "2e4", ""] {
        assert_eq!(
            rejected(|receipt| receipt.holdings[0].quantity = quantity.into()),
            ReceiptRejection::Quantity { position: 0 }
        );
    }
}

#[test]
fn the_path_is_as_long_as_the_tree_is_deep() {
    let longer = |receipt: &mut Receipt| receipt.siblings.push(Fr::from(0u64));
    assert_eq!(rejected(longer), ReceiptRejection::Depth { found: 2, expected: 1 });
    let shorter = |receipt: &mut Receipt| receipt.siblings.clear();
    assert_eq!(rejected(shorter), ReceiptRejection::Depth { found: 0, expected: 1 });
    let other = |receipt: &mut Receipt| receipt.siblings[0] += Fr::from(1u64);
    assert_eq!(rejected(other), ReceiptRejection::Root);
    assert_eq!(rejected(|receipt| receipt.position ^= 1), ReceiptRejection::Root);
    for found in [2, 3, u32::MAX] {
        let beyond = |receipt: &mut Receipt| receipt.position = found;
        assert_eq!(rejected(beyond), ReceiptRejection::Position { found, accounts: 2 });
    }
}

#[test]
fn it_is_of_this_bundle_and_this_batch() {
    let rejection = rejected(|receipt| receipt.digest[0] ^= 1);
    assert!(matches!(rejection, ReceiptRejection::Digest { .. }), "{rejection}");
    let forgeries: [fn(&mut Receipt); 4] = [
        |receipt| receipt.context.epoch -= 1,
        |receipt| receipt.context.time += 1,
        |receipt| receipt.context.chain_id += 1,
        |receipt| receipt.context.venue.0[0] ^= 1,
    ];
    for forge in forgeries {
        assert_eq!(rejected(forge), ReceiptRejection::Context);
    }
    for found in [3, u32::MAX] {
        let beyond = |receipt: &mut Receipt| receipt.batch = found;
        assert_eq!(rejected(beyond), ReceiptRejection::Batch { found, batches: 3 });
    }
    let rejection = rejected(|receipt| receipt.batch ^= 1);
    assert_eq!(rejection, ReceiptRejection::Root);
    // A bundle that says another digest of itself changes nothing; another chain does.
    let mut other = bundle();
    other.manifest.digest = [0; 32];
    assert!(verify_receipt(&receipt("alice"), &other).is_ok());
    other.chain[2].root += Fr::from(1u64);
    let rejection = verify_receipt(&receipt("alice"), &other).unwrap_err();
    assert!(matches!(rejection, ReceiptRejection::Digest { .. }), "{rejection}");
    other.chain.clear();
    let rejection = verify_receipt(&receipt("alice"), &other).unwrap_err();
    assert_eq!(rejection, ReceiptRejection::Bundle(Rejection::NoBatches));
}

#[test]
fn every_changed_byte_is_noticed() {
    let honest = receipt("alice").to_bytes();
    let recomputed = bundle().recompute().unwrap();
    let refused = |bytes: &[u8]| {
        Receipt::from_bytes(bytes)
            .map_or(true, |receipt| recomputed.verify_receipt(&receipt).is_err())
    };
    assert!(!refused(&honest));
    for at in 0..honest.len() {
        for bit in 0..8 {
            let mut bytes = honest.clone();
            bytes[at] ^= 1 << bit;
            assert!(refused(&bytes), "byte {at}, bit {bit}");
        }
        assert!(refused(&honest[..at]), "cut to {at}");
    }
    for added in [&b"\0"[..], b"\n", b" \n", b"  {}"] {
        assert!(refused(&[&honest[..], added].concat()), "with {added:?}");
    }
    // Spaces alone say nothing: they hide how much the rest says.
    assert!(!refused(&[&honest[..], &[b' '; 1000]].concat()));
    assert!(Receipt::from_bytes(&vec![b' '; Receipt::MAX_BYTES + 1]).is_err());
}

#[test]
fn secrets_are_not_shown() {
    let receipt = receipt("alice");
    let shown = format!("{receipt:?} {:?} {:?}", receipt.holdings, verdict("alice"));
    for secret in ["alice", "USD", "2000000", &hex::encode(receipt.salt.expose())] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// A venue's key, as far as tests go, and a receipt that it signed.
fn signed(who: &str) -> Receipt {
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut receipt = receipt(who);
    let signature = key.sign(&[RECEIPT_TAG, &receipt.unsigned()].concat()).to_bytes();
    receipt.signature = Some(Signed { key: key.verifying_key().to_bytes(), signature });
    receipt
}

#[test]
fn a_signature_is_over_all_of_a_receipt() {
    let (receipt, key) = (signed("alice"), SigningKey::from_bytes(&[7; 32]).verifying_key());
    let verdict = verify_receipt(&receipt, &bundle()).unwrap();
    assert_eq!(verdict.signed_by(), Some(key.to_bytes()));
    assert!(Receipt::from_bytes(&receipt.to_bytes()).unwrap() == receipt);

    let forgeries: [fn(&mut Receipt); 8] = [
        |receipt| receipt.position ^= 1,
        |receipt| receipt.identifier.push('x'),
        |receipt| receipt.holdings[0].lots = Lots::new(1).unwrap(),
        |receipt| receipt.siblings[0] += Fr::from(1u64),
        |receipt| receipt.signature.as_mut().unwrap().key[0] ^= 1,
        |receipt| receipt.signature.as_mut().unwrap().signature[0] ^= 1,
        |receipt| receipt.signature = signed("bob").signature,
        // Of order one: it would sign anything if it were believed.
        |receipt| {
            let mut one = [0; 32];
            one[0] = 1;
            let mut signature = [0; 64];
            signature[0] = 1;
            receipt.signature = Some(Signed { key: one, signature });
        },
    ];
    for (number, forge) in forgeries.into_iter().enumerate() {
        let mut forged = receipt.clone();
        forge(&mut forged);
        let rejection = verify_receipt(&forged, &bundle()).unwrap_err();
        assert_eq!(rejection, ReceiptRejection::Signature, "{number}");
        assert_eq!(forged.signer(), None, "{number}");
    }

    // One signature has one form: adding the group's order makes no other.
    let mut other = receipt.clone();
    let mut carry = 0;
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let scalar = &mut other.signature.as_mut().unwrap().signature[32..];
    for (byte, more) in scalar.iter_mut().zip(order.unwrap()) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    let rejection = verify_receipt(&other, &bundle()).unwrap_err();
    assert_eq!(rejection, ReceiptRejection::Signature);

    // Signed, and not in the book: evidence.
    let mut false_ = signed("alice");
    false_.holdings[0].lots = Lots::new(3_000_000).unwrap();
    false_.holdings[0].quantity = "30000".into();
    let key = SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign(&[RECEIPT_TAG, &false_.unsigned()].concat()).to_bytes();
    false_.signature = Some(Signed { key: key.verifying_key().to_bytes(), signature });
    assert_eq!(verify_receipt(&false_, &bundle()).unwrap_err(), ReceiptRejection::Root);
    assert_eq!(false_.signer(), Some(key.verifying_key().to_bytes()));
}

/// A trader is shown what a venue wrote, and a terminal does not obey it.
#[test]
fn terminals_are_not_given_orders() {
    let mut forged = bundle();
    let orders = "\u{1b}[2J";
    let named = String::from_utf8(forged.parameters).unwrap().replace("PERP", "\\u001b[2J");
    forged.parameters = named.into_bytes();
    forged.seal().unwrap();
    let mut receipt = receipt("alice");
    receipt.digest = forged.manifest.digest;
    receipt.holdings[1].symbol = orders.into();
    let verdict = verify_receipt(&receipt, &forged).unwrap();
    assert!(!verdict.to_string().contains('\u{1b}'));
    assert!(serde_json::to_string(&verdict).unwrap().contains("\\u001b[2J"));
    let error = Receipt::from_bytes(b"{\"version\":1,\"\\u001b[2J\":1}").unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
}
