//! Markets: a small valid one with one file in the place of another; the first
//! byte says which. What is refused is explained, and what is agreed on is a
//! number.
#![no_main]

use plimsoll_engine::market::Market;

const FILES: [(&str, &str); 6] = [
    (
        "market.json",
        r#"{"version":1,"time":1000000,"assets":["BTC"],"history":["BTC"],"policy":{"ahead":2,
"prices":{"max_age":60,"max_deviation":"0.02","max_confidence":"0.005","min_sources":1},
"options":{"max_age":300,"max_spread":"0.5","max_deviation":"0.05","min_sources":1,"min_strikes":5},
"depth":{"max_age":60,"min_sources":1},
"rates":{"max_age":90000,"max_deviation":"0.01","min_sources":1},
"history":{"max_age":86400,"min_days":3}}}"#,
    ),
    (
        "prices.jsonl",
        r#"{"source":"a","asset":"BTC","contract":"spot","price":"100.5","time":1000000}"#,
    ),
    (
        "options.csv",
        "source,asset,expiry,strike,right,bid,ask,mark,volatility,time\na,BTC,2000000,100,call,3,4,,,1000000\n",
    ),
    ("depth.csv", "source,asset,contract,band,bid,ask,time\na,BTC,spot,0.01,100,110,1000000\n"),
    ("rates.csv", "source,curve,days,rate,time\na,USD,30,-0.01,1000000\n"),
    ("history/BTC.csv", "time,price\n827200,90\n913600,99\n1000000,100\n"),
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((which, text)) = bytes.split_first() else {
        return;
    };
    let which = usize::from(*which) % FILES.len();
    let file = |(place, (name, valid)): (usize, &(&str, &str))| {
        let bytes = if place == which { text } else { valid.as_bytes() };
        ((*name).to_owned(), bytes.to_vec())
    };
    match Market::in_memory(FILES.iter().enumerate().map(file)) {
        Ok(market) => assert!(market.prices.values().all(|agreed| agreed.value.is_finite())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
