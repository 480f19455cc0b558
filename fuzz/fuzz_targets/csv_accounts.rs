//! The table of accounts in CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    plimsoll_fuzz::read("accounts.csv", bytes);
});
