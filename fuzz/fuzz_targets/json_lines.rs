//! All three tables in JSON lines; the first byte says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((table, text)) = bytes.split_first() else {
        return;
    };
    let names = ["holdings.jsonl", "accounts.jsonl", "instruments.jsonl"];
    plimsoll_fuzz::read(names[usize::from(*table) % names.len()], text);
});
