//! A trader's proof of one account's margin, from its receipt and what the
//! venue published: nothing else of the venue's is needed.

use std::path::Path;

use plimsoll_circuits::{AccountCircuit, LeafWitness};
use plimsoll_snark::{Portable, prove, verify};
use plimsoll_statement::{AccountInputs, Footing, MarginClaim, Request, leaf_elements, nullifier};
use plimsoll_verifier::{AccountProof, Receipt, ReceiptRejection, Recomputed, Role, Window};

use crate::error::Error;
use crate::files;
use crate::keys::KeyFolder;

/// A scope that nobody counts in, so that two proofs have nothing in common.
///
/// # Errors
/// If the system gives no randomness.
pub fn scope_of_nothing() -> Result<[u8; 31], Error> {
    let mut scope = [0; 31];
    getrandom::fill(&mut scope).map_err(|error| Error::Randomness(error.to_string()))?;
    Ok(scope)
}

/// Writes a proof to a new file.
///
/// # Errors
/// If something has that name, or those of the file system.
pub fn write_account_proof(proof: &AccountProof, path: &Path) -> Result<(), Error> {
    files::write_once(path, &proof.to_bytes())
}

/// Proves a claim about a receipt's account to whoever asked for it.
///
/// # Errors
/// If the receipt is not of this epoch, the claim is not true of it, or there is
/// no key for its shape.
pub fn prove_account(
    keys: &KeyFolder,
    epoch: &Recomputed,
    receipt: &Receipt,
    claim: MarginClaim,
    request: Request,
) -> Result<AccountProof, Error> {
    epoch.verify_receipt(receipt)?;
    let account = receipt.account();
    let footing = Footing::of(epoch.parameters(), &account.holdings);
    if !claim.is_true(&footing) {
        return Err(Error::ClaimFalse(claim));
    }

    let Window { lane, number: window, shape, roots } = epoch
        .window_of(receipt.batch)
        .ok_or(ReceiptRejection::Batch { found: receipt.batch, batches: epoch.batches() })?;
    let number = nullifier(account.identity, &receipt.salt, request.scope());
    let circuit = AccountCircuit {
        shape,
        inputs: AccountInputs::new(epoch.digest(), &request, &claim, number, roots),
        witness: LeafWitness {
            elements: leaf_elements(&account, &footing, &receipt.salt, shape.slots),
            position: usize::try_from(receipt.position).unwrap_or(usize::MAX),
            siblings: receipt.siblings.clone(),
        },
    };
    let id = keys.need(Role::Account(shape), epoch.parameters().rules())?;
    let key = keys.proving(id, &mut |_, _| ())?;
    let made = prove(&key, &circuit, None, &Portable).map_err(Error::Account)?;
    verify(key.verifying(), &made).map_err(Error::AccountUnsound)?;
    Ok(AccountProof {
        context: *epoch.context(),
        digest: epoch.digest(),
        lane,
        window,
        claim,
        request,
        nullifier: number,
        key: id,
        proof: made.proof,
    })
}
