//! Proofs of each kind, proved and verified, and what must not verify.

use plimsoll_snark::*;

use crate::common::circuits::{Capped, Factors};

#[test]
fn staged_proofs_verify_and_forgeries_do_not() {
    let circuit = Capped::new(true, 1);
    let key = setup(&circuit).unwrap();
    let commitment = commit_parameters(&key, &circuit, &Portable).unwrap();
    let claim = prove(&key, &circuit, Some(commitment), &Portable).unwrap();
    let vk = VerifyingKey::from_bytes(&key.verifying().to_bytes()).unwrap();
    assert_eq!(&vk, key.verifying());
    verify(&vk, &claim).unwrap();
    let other = prove(&key, &circuit, Some(commitment), &Portable).unwrap();
    assert_ne!(other, claim, "blinded afresh");
    verify_batch(&vk, &[claim.clone(), other.clone()]).unwrap();

    let mut wrong = claim.clone();
    wrong.inputs[0] += Fr::from(1);
    assert_eq!(verify(&vk, &wrong), Err(Rejected::Proof));
    assert!(verify_batch(&vk, &[claim.clone(), wrong.clone()]).is_err());
    assert_eq!(culprit(&vk, &[claim.clone(), wrong]).unwrap().0, 1);
    let one_more = [&claim.inputs[..], &[Fr::from(0)]].concat();
    for inputs in [vec![], claim.inputs[1..].to_vec(), one_more] {
        let claim = Claim { inputs, ..claim.clone() };
        assert!(matches!(verify(&vk, &claim), Err(Rejected::Inputs { .. })));
    }
}

/// A plain proof is a Groth16 proof to arkworks too.
#[test]
fn arkworks_accepts_plain_proofs() {
    type Groth16 = ark_groth16::Groth16<ark_bn254::Bn254>;
    let key = setup_plain(&Factors(5, 7)).unwrap();
    let claim = prove_plain(&key, &Factors(5, 7), &Portable).unwrap();
    verify(key.verifying(), &claim).unwrap();
    let vk = ark_groth16::prepare_verifying_key(&key.verifying().to_groth16().unwrap());
    let proof = claim.proof.to_groth16().unwrap();
    assert!(Groth16::verify_proof(&vk, &proof, &claim.inputs).unwrap());
    let wrong = [Fr::from(36), Fr::from(7)];
    assert!(!Groth16::verify_proof(&vk, &proof, &wrong).unwrap());
}
