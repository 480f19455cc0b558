//! All three tables in Parquet; the first byte says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((table, file)) = bytes.split_first() else {
        return;
    };
    let names = ["holdings.parquet", "accounts.parquet", "instruments.parquet"];
    plimsoll_fuzz::read(names[usize::from(*table) % names.len()], file);
});
