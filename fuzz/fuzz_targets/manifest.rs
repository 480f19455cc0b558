//! The manifest. One that is read is written and read as the same.
#![no_main]

use plimsoll_snapshot::Manifest;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    plimsoll_fuzz::read("snapshot.json", bytes);
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(Manifest::parse(&manifest.to_json()).ok(), Some(manifest));
    }
});
