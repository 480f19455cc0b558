//! A small staged circuit, proved and verified, and what must not verify.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_snark::gadgets::poseidon;
use plimsoll_snark::gadgets::range::{Counted, Ranges};
use plimsoll_snark::*;

/// Public `h` is the hash of eight secret 64-bit numbers, each at most the
/// parameter `cap`.
struct Capped {
    cap: u64,
    numbers: Vec<u64>,
}

impl Capped {
    fn honest() -> Self {
        Self { cap: 1 << 40, numbers: (0..8).map(|i| 1000 + i).collect() }
    }
}

impl Circuit for Capped {
    type Parameters = Num<Early>;
    type First = (Vec<Num<Early>>, Counted);

    fn inputs(&self) -> Vec<Fr> {
        let numbers: Vec<Fr> = self.numbers.iter().map(|n| Fr::from(*n)).collect();
        vec![plimsoll_poseidon::hash_slice(&numbers).unwrap()]
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Num<Early>> {
        let cap = b.witness(Fr::from(self.cap))?;
        // Its own row.
        b.equal(cap, cap)?;
        Ok(cap)
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        _: &[Num<Early>],
        cap: &Num<Early>,
    ) -> Result<Self::First> {
        let mut ranges = Ranges::new(8);
        let mut numbers = Vec::new();
        for number in &self.numbers {
            let bounded = ranges.bounded::<64>(b, Fr::from(*number))?.num();
            ranges.at_least::<64>(b, *cap, bounded)?;
            numbers.push(bounded);
        }
        Ok((numbers, ranges.count(b)?))
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Num<Late>,
        _: Num<Early>,
        (numbers, counted): Self::First,
    ) -> Result<()> {
        counted.prove(b, challenge)?;
        let numbers: Vec<_> = numbers.iter().map(Num::late).collect();
        let hash = b.class("hash", |b| poseidon::hash(b, &numbers))?;
        b.class("output", |b| b.equal(hash, inputs[0].late()))
    }
}

#[test]
fn staged_proofs_verify_and_forgeries_do_not() {
    let circuit = Capped::honest();
    let key = setup(&circuit).unwrap();
    println!("{:?}", key.frozen().by_class());
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
    for inputs in [vec![], vec![claim.inputs[0], Fr::from(0)]] {
        let claim = Claim { inputs, ..claim.clone() };
        assert!(matches!(verify(&vk, &claim), Err(Rejected::Inputs { .. })));
    }
}

#[test]
fn counts() {
    for arity in 1..=16 {
        struct Hash(usize);
        impl PlainCircuit for Hash {
            fn inputs(&self) -> Vec<Fr> {
                let numbers: Vec<Fr> = (0..self.0 as u64).map(Fr::from).collect();
                vec![plimsoll_poseidon::hash_slice(&numbers).unwrap()]
            }
            fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
                let numbers = (0..self.0 as u64).map(|n| b.witness(Fr::from(n)));
                let numbers: Vec<_> = numbers.collect::<Result<_>>()?;
                let hash = b.class("hash", |b| poseidon::hash(b, &numbers))?;
                b.equal(hash, inputs[0])
            }
        }
        let frozen = freeze_plain(&Hash(arity)).unwrap();
        println!("{arity}: {:?}", frozen.by_class());
        if arity == 2 {
            let key = setup_plain(&Hash(arity)).unwrap();
            let claim = prove_plain(&key, &Hash(arity), &Portable).unwrap();
            verify(key.verifying(), &claim).unwrap();
            arkworks_agrees(&key, &claim);
        }
    }
}

/// A plain proof is a Groth16 proof to arkworks too.
fn arkworks_agrees(key: &ProvingKey, claim: &Claim) {
    type Groth16 = ark_groth16::Groth16<ark_bn254::Bn254>;
    let vk = ark_groth16::prepare_verifying_key(&key.verifying().to_groth16().unwrap());
    let proof = claim.proof.to_groth16().unwrap();
    assert!(Groth16::verify_proof(&vk, &proof, &claim.inputs).unwrap());
    assert!(!Groth16::verify_proof(&vk, &proof, &[Fr::from(1)]).unwrap());
}
