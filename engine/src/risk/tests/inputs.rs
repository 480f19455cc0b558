//! Markets, rules and books that are wrong, unusual or documented: refused,
//! repaired and remarked, or valued.

use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::Decimal;

use super::*;

#[test]
fn names_in_files_lead_nowhere_else() {
    for name in ["../margin.json", "/etc/passwd", "", "history/BTC.csv", ".hidden"] {
        let mut file = VENUE.parameters.clone();
        file.model.as_mut().unwrap().preset = name.to_owned();
        let error = verify_parameters(&file, &SOURCE).unwrap_err();
        assert!(matches!(error, RiskError::NoScenarios { .. }), "{name}: {error}");
    }
}

#[test]
fn spoilt_markets_and_rules_are_refused_and_say_why() {
    let history = String::from_utf8(VENUE.market["history/SOL.csv"].clone()).unwrap();
    let spoils = [
        ("prices.csv", "anchor,ETH,spot,", "elsewhere,,spot,", "asset"),
        ("prices.csv", "anchor,SOL,spot,,", "anchor,SOL,spot,,-", "2 of 3 sources are good"),
        ("prices.csv", "anchor,SOL,spot,,1", "anchor,SOL,spot,,9", "2 of 3 sources are good"),
        ("prices.csv", "anchor,SOL,spot,,", "anchor,SOL,spot,,NaN", "price"),
        ("market.json", "\"time\": 1767254400", "\"time\": 1767258000", "0 of"),
        ("margin.json", "\"staked\": { \"STETH\": \"ETH\" }", "\"staked\": {}", "STETH"),
        ("margin.json", "\"SVT\": {}", "\"SVX\": {}", "SVX has no spot price"),
        ("margin.json", "\"sample\"", "\"simple\"", "neither a preset"),
        ("margin.json", "\"version\": 1", "\"version\": 2", "version is 2"),
        ("margin.json", "\"share\": \"0.01\"", "\"share\": \"-0.01\"", "below zero"),
        ("margin.json", "\"share\": \"0.01\"", "\"share\": \"NaN\"", "NaN"),
        ("margin.json", "\"par_within\": \"0.005\"", "\"par_within\": \"0.6\"", "par_within"),
        ("margin.json", "\"tiers\": 2 }", "\"tiers\": 4294967295 }", "at most 3"),
        ("margin.json", "\"worst\": 2", "\"worst\": 4000000000", "a quarter"),
        (
            "margin.json",
            "\"worst\": 2, \"paths\": 100000",
            "\"worst\": 2, \"paths\": 1000",
            "10000",
        ),
        ("margin.json", "\"coverage\"", "\"covrage\"", "covrage"),
        (
            "margin.json",
            "\"kinds\": [\"unsettled\"]",
            "\"kinds\": [\"perp\"]",
            "no rule of `charges`",
        ),
        ("margin.json", "\"stress\": \"0.3\"", "\"stress\": \"1.3\"", "at most 1"),
        ("margin.json", "\"decay\": \"0.97\"", "\"decay\": \"1.97\"", "decay"),
        ("depth.csv", "anchor,SOL,perp", "anchor,SOL,spot", "depth"),
        ("history/SOL.csv", history.lines().nth(9).unwrap(), "", "SOL"),
    ];
    for (file, from, to, expected) in spoils {
        match computed(spoilt(file, from, to)) {
            Err(error) => {
                let said = error.to_string();
                assert!(said.contains(expected), "{file} {to}: {said:?} does not say {expected:?}");
            }
            Ok(_) => panic!("{file} with {to:?} was taken"),
        }
    }
}

#[test]
fn what_is_repaired_is_reported() {
    // A coin off its par counts at its price; a smile with arbitrage is repaired.
    let mut files = spoilt("prices.csv", "USDT,spot,", "USDT,spot,");
    let text = String::from_utf8(files["prices.csv"].clone()).unwrap();
    let text = text.replace("1.000000000e0", "9.800000000e-1");
    let off: String = text
        .lines()
        .map(|line| match line.split(',').collect::<Vec<_>>().as_slice() {
            [source, "USDT", "spot", "", _, confidence, time] => {
                format!("{source},USDT,spot,,0.98,{confidence},{time}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    files.insert("prices.csv".into(), off.into_bytes());
    let source = VenueMarket::in_memory(files).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    let remarks = model.calibration().remarks.join("\n");
    assert!(remarks.contains("USDT trades at 0.98"), "{remarks}");
    assert!(
        (model.state().coins().iter().find(|c| c.name == "USDT").unwrap().worth - 0.98).abs()
            < 1e-12
    );
}

#[test]
fn instruments_without_terms_are_refused() {
    let perp = VENUE.instruments.iter().find(|i| i.kind == Kind::Perp).unwrap();
    let call = VENUE.instruments.iter().find(|i| i.kind == Kind::Call).unwrap();
    let with = |base: &Instrument, change: fn(&mut Instrument)| {
        let mut one = base.clone();
        change(&mut one);
        let listed: Vec<Instrument> = VENUE
            .instruments
            .iter()
            .map(|i| if i.symbol == base.symbol { one.clone() } else { i.clone() })
            .collect();
        RiskModel::new(&SOURCE, &listed).map(|_| ()).map_err(|error| error.to_string())
    };
    type Change = fn(&mut Instrument);
    let spoils: [(&Instrument, Change, &str); 7] = [
        (perp, |i| i.kind = Kind::Other, "kind other has no terms"),
        (perp, |i| i.kind = Kind::Future, "has no expiry"),
        (perp, |i| i.underlying = None, "without an underlying"),
        (perp, |i| i.settles_in = Some("STETH".into()), "neither cash nor what it moves with"),
        (perp, |i| i.underlying = Some("MOON".into()), "MOON has no spot price"),
        (call, |i| i.expiry = Some(1), "expired"),
        (call, |i| i.strike = Decimal::new(0, 0), "no strike above zero"),
    ];
    for (base, change, expected) in spoils {
        let error = with(base, change).unwrap_err();
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
    }
    // Settled in what it moves with, it may be one on a dollar or on a coin.
    let error = with(perp, |i| i.settles_in = Some("BTC".into())).unwrap_err();
    assert!(error.contains("name it in `inverse`"), "{error}");
    let files = spoilt("margin.json", "\"staked\"", "\"inverse\": [\"BTC-PERP\"], \"staked\"");
    let source = VenueMarket::in_memory(files).unwrap();
    assert!(RiskModel::new(&source, &VENUE.instruments).is_err(), "called inverse, and is not");
    let mut listed = VENUE.instruments.clone();
    listed.iter_mut().filter(|i| i.symbol == "BTC-PERP").for_each(|i| {
        i.settles_in = Some("BTC".into());
    });
    RiskModel::new(&source, &listed).unwrap();
}

#[test]
fn histories_meet_by_their_days() {
    // ETH's as BTC's, a day shorter at its end: they move as one all the same.
    let text = String::from_utf8(VENUE.market["history/BTC.csv"].clone()).unwrap();
    let shorter: Vec<&str> = text.lines().collect();
    let shorter = shorter[..shorter.len() - 1].join("\n");
    let mut files = VENUE.market.clone();
    files.insert("history/ETH.csv".into(), shorter.into_bytes());
    let source = VenueMarket::in_memory(files).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    let found = model.calibration().correlation.as_ref().unwrap();
    let at = |name| found.names.iter().position(|known| known == name).unwrap();
    assert!(found.calm[(at("BTC"), at("ETH"))] > 0.9);
}

#[test]
fn a_future_about_to_expire_says_nothing_of_later_ones() {
    let forward = |text: &str| {
        let mut files = VENUE.market.clone();
        let prices = String::from_utf8(files["prices.csv"].clone()).unwrap();
        files.insert("prices.csv".into(), format!("{prices}{text}").into_bytes());
        let source = VenueMarket::in_memory(files).unwrap();
        let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
        let state = model.state().still();
        let forward = state.underlying("BTC").unwrap().forward(3.0 / 365.0).unwrap();
        (forward / source.market.spot("BTC").unwrap(), model.calibration().remarks.join("\n"))
    };
    let (calm, _) = forward("");
    let quoted = |seconds: u64, off: f64| {
        let time = SOURCE.market.manifest.time;
        let price = SOURCE.market.spot("BTC").unwrap() * (1.0 + off);
        ["anchor", "binnacle", "capstan"]
            .map(|s| format!("{s},BTC,future,{},{price:.4},,{}\n", time + seconds, time - 1))
            .concat()
    };
    // In a minute, 0.2% off: as good as spot.
    let (minute, _) = forward(&quoted(60, 0.002));
    assert!((minute - calm).abs() < 1e-9, "{minute} {calm}");
    // Tomorrow, five basis points more than spot: no more than that in three days.
    let (tomorrow, remarks) = forward(&quoted(2 * 86_400, 0.01));
    assert!((tomorrow - 1.01).abs() < 3e-3, "{tomorrow}");
    assert!(remarks.contains("its carry over 2.0 days"), "{remarks}");
}

#[test]
fn what_is_given_away_twice_or_misnamed_is_remarked() {
    let remarks = |file, from, to| {
        let source = VenueMarket::in_memory(spoilt(file, from, to)).unwrap();
        let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
        model.calibration().remarks.join("\n")
    };
    let said = remarks("margin.json", "\"share\": \"0.12\"", "\"share\": \"1\"");
    assert!(said.contains("BTC: tiers give its depth away 5.3 times"), "{said}");
    let said = remarks("margin.json", "[\"SVT\"]", "[\"SVT\", \"SVTT\"]");
    assert!(said.contains("a charge names SVTT"), "{said}");
    let history = String::from_utf8(VENUE.market["history/DOT.csv"].clone()).unwrap();
    let thousand: String = history
        .lines()
        .map(|line| match line.split_once(",") {
            Some((time, price)) if time != "time" => {
                format!("{time},{}\n", price.replace("e0", "e3"))
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let mut files = VENUE.market.clone();
    files.insert("history/DOT.csv".into(), thousand.into_bytes());
    let source = VenueMarket::in_memory(files).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    assert!(model.calibration().remarks.join("\n").contains("DOT: its history ends at"));
}

/// The example of a document: what stands between fences that begin with a tag.
fn example<'t>(text: &'t str, tag: &str) -> &'t str {
    let (_, after) = text.split_once(tag).unwrap();
    after.split_once("```").unwrap().0
}

#[test]
fn documented_files_are_read() {
    let margin = include_str!("../../../../docs/formats/margin.md");
    let rules = MarginRules::parse(example(margin, "```json margin.json\n").as_bytes()).unwrap();
    assert_eq!(rules.scenarios, ["deribit-27-8", "history", "stresses"]);
    let market = include_str!("../../../../docs/formats/market.md");
    let text = example(market, "```json market.json\n");
    crate::market::MarketManifest::parse(text.as_bytes()).unwrap();
}

#[test]
fn other_contracts_have_terms_in_the_rules() {
    let rules = r#""contracts": {
        "ETH-FOR-BTC": { "exchange": { "receive": "ETH", "give": "BTC", "ratio": "0.035" } },
        "BTC-VAR": { "variance": { "strike": "0.5", "began": 1766000000, "realised": "0.2" } },
        "USD-SWAP": { "rate_swap": { "fixed": "0", "payments_per_year": 4 } }
    }, "staked""#;
    let source = VenueMarket::in_memory(spoilt("margin.json", "\"staked\"", rules)).unwrap();
    let mut charged = spoilt("margin.json", "\"staked\"", rules);
    let text = String::from_utf8(charged["margin.json"].clone()).unwrap();
    let charge = "\"charges\": [ { \"kinds\": [\"other\"], \"spread\": \"0.001\" },";
    charged.insert("margin.json".into(), text.replacen("\"charges\": [", charge, 1).into());
    let of = |symbol: &str, underlying: Option<&str>| Instrument {
        symbol: symbol.to_owned(),
        kind: Kind::Other,
        underlying: underlying.map(str::to_owned),
        settles_in: Some("USDC".to_owned()),
        lot_size: plimsoll_statement::LotSize::new(Decimal::new(1, 2).unwrap()).unwrap(),
        step: None,
        expiry: Some(SOURCE.market.manifest.time + 60 * 86_400),
        strike: None,
    };
    let mut listed = VENUE.instruments.clone();
    listed.extend([
        of("ETH-FOR-BTC", Some("ETH")),
        of("BTC-VAR", Some("BTC")),
        of("USD-SWAP", None),
    ]);
    assert!(RiskModel::new(&source, &listed).is_err(), "nothing is charged for them");
    let source = VenueMarket::in_memory(charged).unwrap();
    let model = RiskModel::new(&source, &listed).unwrap();
    let file =
        model.parameters(&Choices { capacity: Some(model.least_capacity()), ..Choices::default() });
    let file = file.unwrap().file().clone();
    let row = |symbol: &str| file.zero_sum.iter().find(|row| row.symbol == symbol).unwrap();
    // The right to exchange rises with what is received and falls with what is given.
    let gains = |symbol: &str, scenario: &str| {
        row(symbol).pnl[file.scenarios.iter().position(|name| name == scenario).unwrap()]
    };
    assert!(row("ETH-FOR-BTC").mark > 0);
    assert!(gains("ETH-FOR-BTC", "ETH +1 gap, vol +0.4") > 0);
    assert!(gains("BTC-VAR", "BTC +0 gap, vol +0.35") > 0);
    assert!(gains("BTC-VAR", "BTC +0 gap, vol -0.25") < 0);
    // Without rates a swap of nothing for floating is worth nothing.
    assert!(row("USD-SWAP").mark == 0 && row("USD-SWAP").pnl.iter().all(|gain| *gain == 0));
    let same = verify_parameters(&file, &source).unwrap().verification;
    assert_eq!(same, Verification::Same(file.sha256()));
}

#[test]
fn dynamic_correlations_are_fitted_or_why_not_is_said() {
    let dynamic = "\"correlation\": { \"dynamic\": true,";
    let source =
        VenueMarket::in_memory(spoilt("margin.json", "\"correlation\": {", dynamic)).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    let (found, plain) = (model.calibration(), MODEL.calibration());
    let said = found.remarks.join("\n").contains("correlations are not dynamic, since");
    assert!(said || found.correlation != plain.correlation, "{:?}", found.remarks);
}
