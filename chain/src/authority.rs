//! What a venue's authority signs, so that a valid proof is also the venue's:
//! an epoch's digest, by EIP-712.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{Eip712Domain, SolStruct as _, sol};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

use crate::signer::address_of;

mod typed {
    #![allow(missing_docs, reason = "the type is named in the registry")]
    super::sol! {
        struct Epoch {
            bytes32 venue;
            uint64 epoch;
            bytes32 digest;
        }
    }
}

/// The hash that the authority signs for a registry on a chain.
#[must_use]
pub fn digest_to_sign(
    chain_id: u64,
    registry: Address,
    venue: B256,
    epoch: u64,
    digest: B256,
) -> B256 {
    let domain = Eip712Domain::new(
        Some("Plimsoll SolvencyRegistry".into()),
        Some("1".into()),
        Some(alloy_primitives::U256::from(chain_id)),
        Some(registry),
        None,
    );
    typed::Epoch { venue, epoch, digest }.eip712_signing_hash(&domain)
}

/// Who made a signature of a hash; `None` if nobody can have.
#[must_use]
pub fn recovers(hash: &B256, signature: &[u8]) -> Option<Address> {
    let (signature, [recovery]) = signature.split_last_chunk::<1>()?;
    let signature = Signature::from_slice(signature).ok()?;
    let recovery = RecoveryId::from_byte(recovery.checked_sub(27)?)?;
    // As contracts do: of the two that there are, the one that is low.
    if signature.normalize_s() != signature {
        return None;
    }
    let key = VerifyingKey::recover_from_prehash(&hash[..], &signature, recovery).ok()?;
    Some(address_of(&key))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::signer::Signer;

    #[test]
    fn a_signature_names_its_maker() {
        let signer = Signer::from_text(&"11".repeat(32)).unwrap();
        let hash = digest_to_sign(1, Address::ZERO, B256::ZERO, 1, B256::repeat_byte(7));
        let signature = signer.sign_for_contract(&hash);
        assert_eq!(recovers(&hash, &signature), Some(signer.address()));
        let other = digest_to_sign(2, Address::ZERO, B256::ZERO, 1, B256::repeat_byte(7));
        assert_ne!(recovers(&other, &signature), Some(signer.address()));
        for wrong in [&signature[..64], &[0; 65], &[]] {
            assert_eq!(recovers(&hash, wrong), None);
        }
    }
}
