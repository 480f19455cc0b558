//! Bundles: their files one behind the other, each after its length in four
//! bytes. One that is read has one form only, and what it says is recomputed
//! without a panic, true or not.
#![no_main]

use plimsoll_verifier::{Bundle, BundleFiles};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let mut file = || {
        let (length, others) = rest.split_first_chunk().unwrap_or((&[0; 4], &[]));
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (own, others) = others.split_at(length.min(others.len()));
        rest = others;
        own.to_vec()
    };
    let (manifest, parameters, chain, proofs) = (file(), file(), file(), file());
    let files = BundleFiles { manifest, parameters, chain, proofs };
    match Bundle::decode(&files) {
        Ok(bundle) => {
            assert_eq!(bundle.encode(), files);
            if let Err(rejection) = bundle.recompute() {
                assert!(!rejection.to_string().is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
