//! Identities: other inputs, other identities; no two inputs are hashed alike.

use plimsoll_statement::{Context, Identity, Part, Venue};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use sha3::Keccak256;

fn context() -> impl Strategy<Value = Context> {
    (0u64..3, 0u8..3, 0u64..3, 0u64..3).prop_map(|(chain_id, venue, epoch, time)| Context {
        chain_id,
        venue: Venue([venue; 32]),
        epoch,
        time,
    })
}

/// What an identity is derived from, the time left out.
fn input() -> impl Strategy<Value = (Context, String, u32)> {
    let context = context().prop_map(|context| Context { time: 0, ..context });
    let sub_account = prop_oneof![0u32..3, any::<u32>()];
    (context, "[a-b\u{0}é]{0,4}", sub_account)
}

fn derive((context, identifier, sub_account): &(Context, String, u32)) -> Identity {
    Identity::derive(context, identifier, *sub_account)
}

proptest! {
    #[test]
    fn distinct_inputs_have_distinct_identities(a in input(), b in input()) {
        prop_assert_eq!(a == b, derive(&a) == derive(&b));
        let (context, identifier, sub_account) = &a;
        let other = Context { time: 9, ..*context };
        prop_assert_eq!(derive(&a), Identity::derive(&other, identifier, *sub_account));
    }

    /// The page's words, byte by byte.
    #[test]
    fn an_identity_is_what_its_page_says(input in input()) {
        let (context, identifier, sub_account) = &input;
        let mut bytes = b"plimsoll identity 1\0".to_vec();
        bytes.extend(context.chain_id.to_be_bytes());
        bytes.extend(context.venue.0);
        bytes.extend(context.epoch.to_be_bytes());
        bytes.extend((identifier.len() as u64).to_be_bytes());
        bytes.extend(identifier.as_bytes());
        bytes.extend(sub_account.to_be_bytes());
        let hash = Sha256::digest(&bytes);
        let identity = derive(&input);
        prop_assert_eq!(identity.as_bytes().as_slice(), &hash[..26]);
    }

    /// The identifier's bytes cannot pass for a length, an epoch or a
    /// sub-account: moved across any border they are another input.
    #[test]
    fn borders_between_fields_are_hashed(
        identifier in "[a-z]{5,12}",
        sub_account in any::<u32>(),
        cut in 0usize..12,
    ) {
        let context = Context { chain_id: 1, venue: Venue([1; 32]), epoch: 1, time: 1 };
        let whole = Identity::derive(&context, &identifier, sub_account);
        let (head, tail) = identifier.split_at(cut % identifier.len());
        let mut last = [0; 4];
        last[..tail.len().min(4)].copy_from_slice(&tail.as_bytes()[..tail.len().min(4)]);
        let moved = Identity::derive(&context, head, u32::from_be_bytes(last));
        prop_assert_ne!(whole, moved);
    }

    #[test]
    fn a_packed_context_is_what_its_page_says(context in context(), position in any::<u32>()) {
        let mut bytes = b"plimsoll context 1\0".to_vec();
        bytes.extend(context.chain_id.to_be_bytes());
        bytes.extend(context.venue.0);
        bytes.extend(context.epoch.to_be_bytes());
        bytes.extend(context.time.to_be_bytes());
        let hash = Keccak256::digest(&bytes);
        let parts = [(Part::Batch(position), 0, position), (Part::Parameters, 1, 0)];
        for (part, kind, position) in parts.into_iter().chain([(Part::Closing, 2, 0)]) {
            let mut packed = hash[..26].to_vec();
            packed.push(kind);
            packed.extend(position.to_be_bytes());
            prop_assert_eq!(context.packed(part), crate::encoding::number(&packed));
        }
    }
}
