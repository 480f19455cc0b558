//! Receipts. One that is read has one form only, but for spaces after it.
#![no_main]

use plimsoll_verifier::Receipt;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match Receipt::from_bytes(bytes) {
        Ok(receipt) => {
            let text = receipt.to_bytes();
            assert!(
                bytes.strip_prefix(&text[..]).is_some_and(|rest| rest.iter().all(|b| *b == b' '))
            );
            let _ = receipt.signer();
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
