//! The parameters file. The canonical form of one that is read is read as the
//! same, with the same hash.
#![no_main]

use std::path::Path;

use plimsoll_snapshot::parse_parameters;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("parameters.json");
    match parse_parameters(path, bytes) {
        Ok(parameters) => {
            let _ = parameters.notices();
            let canonical = parameters.file().canonical_bytes();
            assert_eq!(parse_parameters(path, &canonical).ok(), Some(parameters));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
