//! Receipts. One that is read has one form only.
#![no_main]

use plimsoll_verifier::Receipt;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match Receipt::from_bytes(bytes) {
        Ok(receipt) => assert_eq!(receipt.to_bytes(), bytes),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
