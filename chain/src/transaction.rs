//! Transactions of EIP-1559, signed and in their bytes.

use alloy_primitives::{Address, keccak256};

use crate::signer::Signer;

/// A transaction before it is signed. It carries no money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The chain that it is for, and no other.
    pub chain_id: u64,
    /// How many the sender has sent before.
    pub nonce: u64,
    /// What a block's maker gets for a unit of gas, at most.
    pub priority_fee: u128,
    /// What a unit of gas costs, at most.
    pub max_fee: u128,
    /// Gas, at most.
    pub gas: u64,
    /// Whom it calls; a new contract where there is nobody.
    pub to: Option<Address>,
    /// The call, or the new contract's code.
    pub data: Vec<u8>,
}

/// EIP-2718's number of these.
const KIND: u8 = 2;

impl Transaction {
    /// The signed bytes, and the hash that names it.
    #[must_use]
    pub fn signed(&self, signer: &Signer) -> (Vec<u8>, [u8; 32]) {
        let (signature, odd) = signer.sign(&keccak256(self.with(&[])).0);
        let (r, s) = signature.split_at(32);
        let parts = [number(u128::from(odd)), string(trimmed(r)), string(trimmed(s))];
        let bytes = self.with(&parts);
        let hash = keccak256(&bytes).0;
        (bytes, hash)
    }

    fn with(&self, signature: &[Vec<u8>]) -> Vec<u8> {
        let to = self.to.as_ref().map_or(&[][..], |to| to.as_slice());
        let mut body = [
            number(self.chain_id.into()),
            number(self.nonce.into()),
            number(self.priority_fee),
            number(self.max_fee),
            number(self.gas.into()),
            string(to),
            // No value.
            number(0),
            string(&self.data),
            // No list of accesses.
            headed(LIST, Vec::new()),
        ]
        .concat();
        body.extend(signature.concat());
        let mut bytes = vec![KIND];
        bytes.extend(headed(LIST, body));
        bytes
    }
}

const STRING: u8 = 0x80;
const LIST: u8 = 0xc0;

/// RLP: the length, then the bytes.
fn headed(kind: u8, body: Vec<u8>) -> Vec<u8> {
    let mut bytes = match u8::try_from(body.len()) {
        Ok(short) if short < 56 => vec![kind + short],
        _ => {
            let length = (body.len() as u64).to_be_bytes();
            let length = trimmed(&length);
            let count = u8::try_from(length.len()).unwrap_or(u8::MAX);
            [&[kind + 55 + count], length].concat()
        }
    };
    bytes.extend(body);
    bytes
}

fn string(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [one] if *one < STRING => vec![*one],
        _ => headed(STRING, bytes.to_vec()),
    }
}

fn number(number: u128) -> Vec<u8> {
    string(trimmed(&number.to_be_bytes()))
}

/// Without the zeros before it.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    bytes.get(first..).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_rlp() {
        assert_eq!(number(0), [0x80]);
        assert_eq!(number(0x7f), [0x7f]);
        assert_eq!(number(0x80), [0x81, 0x80]);
        assert_eq!(number(1024), [0x82, 0x04, 0x00]);
        assert_eq!(string(b"dog"), b"\x83dog");
        assert_eq!(string(&[1; 55])[..1], [0x80 + 55]);
        assert_eq!(string(&[1; 56])[..2], [0xb8, 56]);
        assert_eq!(string(&[1; 1024])[..3], [0xb9, 0x04, 0x00]);
        assert_eq!(headed(LIST, Vec::new()), [0xc0]);
        assert_eq!(headed(LIST, vec![0x01; 56])[..2], [0xf8, 56]);
    }
}
