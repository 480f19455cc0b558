//! The table of holdings in CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    plimsoll_fuzz::read("holdings.csv", bytes);
});
