//! The table of instruments in CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    plimsoll_fuzz::read("instruments.csv", bytes);
});
