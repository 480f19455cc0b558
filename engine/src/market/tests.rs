//! Whole markets in memory: what a good one gives, and what is said of each
//! kind of bad one.

use super::*;

const MANIFEST: &str = r#"{
  "version": 1,
  "time": 1000000,
  "assets": ["BTC"],
  "history": ["BTC"],
  "policy": {
    "ahead": 2,
    "prices": {"max_age": 60, "max_deviation": "0.02", "max_confidence": "0.005", "min_sources": 2},
    "options": {"max_age": 300, "max_spread": "0.5", "max_deviation": "0.05", "min_sources": 1, "min_strikes": 5},
    "depth": {"max_age": 60, "min_sources": 1},
    "rates": {"max_age": 90000, "max_deviation": "0.01", "min_sources": 1},
    "history": {"max_age": 86400, "min_days": 3}
  }
}"#;
const PRICES: &str = r#"{"source":"a","asset":"BTC","contract":"spot","price":"100.5","time":1000000}
{"source":"b","asset":"BTC","contract":"spot","price":100.7,"confidence":"0.1","time":999990}
{"source":"c","asset":"BTC","contract":"spot","price":"100.6","time":999000}
{"source":"a","asset":"BTC","contract":"future","expiry":2000000,"price":"101","time":1000000}
{"source":"b","asset":"BTC","contract":"future","expiry":2000000,"price":"102","time":1000000}
"#;
const OPTIONS: &str = "source,asset,expiry,strike,right,bid,ask,mark,volatility,time
a,BTC,2000000,100,call,3,4,,,1000000
b,BTC,2000000,100,call,4,3,,,1000000
c,BTC,2000000,100,call,,,,0.6,1000000
d,BTC,2000000,100,call,3,4,5,,1000000
e,BTC,2000000,100,call,1,9,,,1000000
f,BTC,999999,100,put,3,4,,,1000000
g,BTC,2000000,100,put,3,,,,1000000
h,BTC,2000000,100,put,,,-3,,1000000
i,BTC,2000000,100,put,,,2.5,,999999
j,BTC,2000000,100,put,,,2.5,,999999
j,BTC,2000000,100,put,,,2.6,,999999
k,BTC,2000000,100,put,,,,0,999999
";
const DEPTH: &str = "source,asset,contract,band,bid,ask,time
a,BTC,spot,0.01,100,110,1000000
a,BTC,spot,0.02,200,210,1000000
b,BTC,spot,0.01,150,90,1000000
b,BTC,spot,0.02,140,190,1000000
c,BTC,spot,0.01,90,115,1000000
c,BTC,spot,0.02,260,220,1000000
";
const RATES: &str = "source,curve,days,rate,time\na,USD,30,-0.01,1000000\nb,USD,30,0.05,999999\n\
    c,USD,30,-0.012,1000000\n";
const HISTORY: &str = "time,price\n827200,90\n913600,99\n1000000,100\n";

fn files() -> Vec<(String, Vec<u8>)> {
    [
        ("market.json", MANIFEST),
        ("prices.jsonl", PRICES),
        ("options.csv", OPTIONS),
        ("depth.csv", DEPTH),
        ("rates.csv", RATES),
        ("history/BTC.csv", HISTORY),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .to_vec()
}

/// The market with something in a file written otherwise.
fn with(name: &str, from: &str, to: &str) -> Result<Market, MarketError> {
    let mut files = files();
    let (_, bytes) = files.iter_mut().find(|(file, _)| file == name).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{from} is not in {name}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    Market::in_memory(files)
}

fn refused(name: &str, from: &str, to: &str, said: &str) {
    let error = with(name, from, to).unwrap_err().to_string();
    assert!(error.contains(said), "{error:?} does not say {said:?}");
}

#[test]
fn a_market_is_what_sources_agree_on() {
    let market = Market::in_memory(files()).unwrap();
    assert_eq!(market.spot("BTC"), Some(100.6));
    let expiry = 2_000_000;
    let future = Series { asset: "BTC".into(), contract: Contract::Future { expiry } };
    assert_eq!(market.prices[&future].value, 101.5);
    let levels: Vec<(&str, Level)> =
        market.options.iter().map(|q| (q.source.as_str(), q.level)).collect();
    let expected =
        [("a", Level::Premium(3.5)), ("c", Level::Volatility(0.6)), ("i", Level::Premium(2.5))];
    assert_eq!(levels, expected);
    let depth = &market.depth[&Series::spot("BTC")];
    let found: Vec<_> = depth.iter().map(|d| (d.band, d.bid, d.ask, d.sources)).collect();
    assert_eq!(found, [(0.01, 90.0, 110.0, 2), (0.02, 200.0, 210.0, 2)]);
    let rate = market.rates[&("USD".into(), 30)];
    assert_eq!((rate.value, rate.sources), (-0.011, 2));
    let returns = market.history["BTC"].log_returns();
    assert_eq!(returns, [libm::log(99.0 / 90.0), libm::log(100.0 / 99.0)]);
    let names: Vec<&str> = market.inputs.iter().map(|input| input.file.as_str()).collect();
    let files =
        ["depth.csv", "history/BTC.csv", "market.json", "options.csv", "prices.jsonl", "rates.csv"];
    assert_eq!(names, files);
}

#[test]
fn every_rejection_has_its_reason() {
    let market = Market::in_memory(files()).unwrap();
    let said: Vec<String> = market.rejections.iter().map(Rejection::to_string).collect();
    let expected = [
        "c on BTC spot: 1000 s old, and 60 s is the most allowed",
        "f on BTC put at 100 of 999999: expired 1 s ago",
        "b on BTC call at 100 of 2000000: crossed: bid 4, ask 3",
        "d on BTC call at 100 of 2000000: mark 5 is not between bid 3 and ask 4",
        "e on BTC call at 100 of 2000000: ask less bid is 1.6000 of their middle, and 0.5 is the \
         most allowed",
        "g on BTC put at 100 of 2000000: no volatility, no mark, and not both bid and ask",
        "h on BTC put at 100 of 2000000: -3 is not above zero",
        "j on BTC put at 100 of 2000000: said 2 times: which one counts is not for us to choose",
        "j on BTC put at 100 of 2000000: said 2 times: which one counts is not for us to choose",
        "k on BTC put at 100 of 2000000: 0 is not above zero",
        "b on BTC spot depth: 140 USD within 0.02, and 150 USD in a narrower band",
        "b on USD rate of 30 days: 0.060000 away from the median -0.01, and 0.01 is the most \
         allowed",
    ];
    assert_eq!(said, expected, "{said:#?}");
}

#[test]
fn an_asset_without_sources_is_an_error() {
    let lonely = "BTC spot: 1 of 3 sources are good, and the policy asks for 2\n  \
        b on BTC spot: 1000 s old";
    refused("prices.jsonl", "999990", "999000", lonely);
    let missing = "ETH spot: 0 of 0 sources are good, and the policy asks for 2";
    refused("market.json", r#"["BTC"],"#, r#"["BTC", "ETH"],"#, missing);
    refused("prices.jsonl", "100.5", "150", "0 of 2 fresh sources agree");
}

#[test]
fn files_that_are_wrong_are_explained() {
    refused("prices.jsonl", "100.7", "NaN", "prices.jsonl, line 2");
    refused("prices.jsonl", r#""100.5""#, r#""NaN""#, "prices.jsonl, line 1: price \"NaN\"");
    refused("prices.jsonl", r#""confidence":"0.1""#, r#""colour":1"#, "colour");
    refused("prices.jsonl", r#""confidence":"0.1""#, r#""confidence":"-1""#, "below zero");
    refused("prices.jsonl", r#","expiry":2000000"#, "", "line 4: a future has no expiry");
    refused("prices.jsonl", "spot", "swap", "contract \"swap\" is not known");
    refused("options.csv", "100,call", "-100,call", "options.csv, line 2: strike -100");
    refused("options.csv", "call", "cal", "write call or put");
    refused("options.csv", "strike,", "strke,", "column \"strke\" is not known");
    refused("depth.csv", "0.01", "0", "band 0 is not above zero");
    refused("history/BTC.csv", "913600", "913601", "913601 follows 827200");
    refused("history/BTC.csv", ",99", ",-99", "history/BTC.csv, line 3: price -99");
    refused("history/BTC.csv", "1000000", "1000001", "follows");
    refused("market.json", "1000000", "1086401", "BTC");
    refused("market.json", r#""min_days": 3"#, r#""min_days": 4"#, "has 3 days");
    refused("market.json", r#""history": ["BTC"]"#, r#""history": ["SOL"]"#, "history/SOL");
    refused("market.json", r#""version": 1"#, r#""version": 2"#, "version is 2");
    refused("market.json", r#""ahead": 2"#, r#""aheat": 2"#, "aheat");
    refused("market.json", r#""0.02""#, r#""-0.02""#, "not above zero");
    refused("market.json", r#""0.02""#, "0.02", "market.json, line 8");
    refused("market.json", r#"["BTC"],"#, r#"["../x"],"#, "assets names \"../x\"");
    refused("market.json", r#"["BTC"],"#, r#"["BTC", "BTC"],"#, "twice");
    refused("market.json", r#""min_strikes": 5"#, r#""min_strikes": 4"#, "five parameters");
    let mut both = files();
    both.push(("rates.jsonl".into(), Vec::new()));
    let error = Market::in_memory(both).unwrap_err().to_string();
    assert!(error.contains("both rates.csv and rates.jsonl"), "{error}");
}
