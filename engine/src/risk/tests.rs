//! The whole way over the sample's market, and over markets that were spoilt.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::{Decimal, ParametersFile};

use super::*;
use crate::parameters::{Difference, Verification};
use crate::{SampleOptions, SampleVenue, sample_venue};

static VENUE: LazyLock<SampleVenue> =
    LazyLock::new(|| sample_venue(SampleOptions { accounts: 20, seed: 1 }).unwrap());
static SOURCE: LazyLock<VenueMarket> =
    LazyLock::new(|| VenueMarket::in_memory(VENUE.market.clone()).unwrap());
static MODEL: LazyLock<RiskModel<'static>> =
    LazyLock::new(|| RiskModel::new(&SOURCE, &VENUE.instruments).unwrap());

/// The sample's market with one file changed.
fn spoilt(file: &str, from: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = VENUE.market.clone();
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

fn computed(files: BTreeMap<String, Vec<u8>>) -> Result<ParametersFile, RiskError> {
    let source = VenueMarket::in_memory(files)?;
    let model = RiskModel::new(&source, &VENUE.instruments)?;
    model.parameters(&Choices::default())
}

#[test]
fn threads_and_repetition_change_no_bit() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let source = VenueMarket::in_memory(VENUE.market.clone()).unwrap();
            let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
            let file = model.parameters(&Choices::default()).unwrap();
            // Fits are made on this many threads once, and then again with them.
            let model = if threads == 1 { &model } else { &*MODEL };
            let plan = FullPlan { paths: 1_000, ..FullPlan::of(&SOURCE.rules.full_model, 3) };
            let full = FullModel::run(model, plan).unwrap();
            (file.sha256(), full.book(&positions()).unwrap())
        })
    };
    let one = on(1);
    assert_eq!(one.0, VENUE.parameters.sha256());
    assert_eq!(on(2), one);
    assert_eq!(on(2), one);
}

fn positions() -> Vec<Position> {
    let position = |account: &plimsoll_snapshot::BookAccount| {
        let held = account.holdings.iter();
        Position {
            holdings: held.map(|held| (held.instrument, held.lots.count() as f64)).collect(),
            equity: 1_000.0,
        }
    };
    VENUE.accounts.iter().map(position).collect()
}

#[test]
fn published_parameters_are_computed_again_from_the_market_alone() {
    let same = verify_parameters(&VENUE.parameters, &SOURCE).unwrap();
    assert_eq!(same.verification, Verification::Same(VENUE.parameters.sha256()));
    assert_eq!(same.departures, [""; 0]);

    let mut choices = Choices { multiplier: "1.25".parse().ok(), ..Choices::default() };
    choices.scenarios = Some(vec!["span-16".to_owned(), "stresses".to_owned()]);
    choices.capacity = Some(MODEL.least_capacity());
    let other = MODEL.parameters(&choices).unwrap();
    assert_eq!(other.model.as_ref().unwrap().preset, "span-16,stresses");
    let same = verify_parameters(&other, &SOURCE).unwrap();
    assert_eq!(same.verification, Verification::Same(other.sha256()));
    // Figures of the venue's own choosing, and that is said.
    assert_eq!(same.departures, ["scenarios are span-16,stresses, and the rules say sample"]);
}

#[test]
fn a_multiplier_below_the_rules_is_said() {
    let files = spoilt("margin.json", "[\"sample\"],", "[\"sample\"], \"multiplier\": \"1.5\",");
    let source = VenueMarket::in_memory(files).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    let departures = |multiplier: &str| {
        let choices = Choices { multiplier: multiplier.parse().ok(), ..Choices::default() };
        verify_parameters(&model.parameters(&choices).unwrap(), &source).unwrap().departures
    };
    assert_eq!(departures("1.2"), ["the multiplier is 1.2, and the rules say 1.5"]);
    assert_eq!(departures("1.5"), [""; 0]);
    // As calibrating to a book makes it.
    assert_eq!(departures("1.7"), [""; 0]);
}

#[test]
fn what_was_made_milder_is_found() {
    type Soften = fn(&mut ParametersFile);
    let softened: [(Soften, &str); 8] = [
        (|file| file.zero_sum[20].pnl[3] += 1, "the gain in scenario 3"),
        (|file| file.assets[2].haircut_long -= 1, "haircut_long"),
        (|file| file.zero_sum[30].floor_short = 0, "floor_short"),
        (|file| file.stresses[1].closing_cost = 1, "a stress"),
        (|file| file.tests[0].groups.truncate(1), "a test"),
        (|file| file.model.as_mut().unwrap().multiplier = Some("1.1".into()), "pnl or more"),
        (|file| file.model.as_mut().unwrap().preset = "span-16".into(), "input sample.json"),
        (|file| file.underlyings[0].reference = "ETH-PERP".into(), "an underlying"),
    ];
    for (soften, expected) in softened {
        let mut file = VENUE.parameters.clone();
        soften(&mut file);
        let Verification::Differs(found) = verify_parameters(&file, &SOURCE).unwrap().verification
        else {
            panic!("{expected} was not found");
        };
        let said = found.to_string();
        assert!(expected == "pnl or more" || said.contains(expected), "{said}: no {expected}");
    }
    let mut silent = VENUE.parameters.clone();
    silent.model = None;
    let found = verify_parameters(&silent, &SOURCE).unwrap().verification;
    assert_eq!(found, Verification::Differs(Difference::NoModel));
    // Another market is another input, whatever came of it.
    let other = VenueMarket::in_memory(spoilt("margin.json", "\"0.0005\"", "\"0.0006\"")).unwrap();
    let found = verify_parameters(&VENUE.parameters, &other).unwrap().verification;
    assert!(
        matches!(found, Verification::Differs(Difference::Input { name, .. }) if name == "margin.json")
    );
}

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
fn a_multiplier_is_for_tests_and_not_for_stresses() {
    let twice = Choices { multiplier: Some(Figure(2.0)), ..Choices::default() };
    let doubled = MODEL.parameters(&twice).unwrap();
    let tested: Vec<usize> =
        doubled.groups.iter().flat_map(|group| &group.columns).map(|c| usize::from(*c)).collect();
    for (row, plain) in doubled.zero_sum.iter().zip(&VENUE.parameters.zero_sum) {
        for (at, (gain, before)) in row.pnl.iter().zip(&plain.pnl).enumerate() {
            let times = if tested.contains(&at) { 2 } else { 1 };
            assert!((gain - times * before).abs() <= 1, "{} in {at}", row.symbol);
        }
    }
}

#[test]
fn drawn_scenarios_depend_on_the_seed_alone() {
    let mut files = spoilt("margin.json", "\"paths\": 100000", "\"paths\": 10000");
    let text = String::from_utf8(files["margin.json"].clone()).unwrap();
    files.insert(
        "margin.json".into(),
        text.replace("[\"sample\"]", "[\"tail\", \"stresses\"]").into(),
    );
    let source = VenueMarket::in_memory(files).unwrap();
    let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
    let of = |seed| model.parameters(&Choices { seed: Some(seed), ..Choices::default() }).unwrap();
    let (one, two) = (of(1), of(2));
    assert_ne!(one.zero_sum, two.zero_sum);
    assert_eq!(one.model.as_ref().unwrap().seed.as_deref(), Some("1"));
    let same = verify_parameters(&one, &source).unwrap();
    assert_eq!(same.verification, Verification::Same(one.sha256()));
    assert_eq!(same.departures, [""; 0]);
    // A seed that was tried until it suited is seen to be another.
    let tried = verify_parameters(&two, &source).unwrap();
    assert_eq!(tried.departures, ["the seed is 2, and the rules say 1"]);
    let drawn = one.groups.iter().find(|group| group.name == "tail").unwrap();
    assert!((10..=24).contains(&drawn.columns.len()) && drawn.worst == 2, "{drawn:?}");
}

#[test]
fn paths_are_fair_and_as_wild_as_history() {
    let paths = 20_000;
    let plan = FullPlan { paths, ..FullPlan::of(&SOURCE.rules.full_model, 7) };
    let full = FullModel::run(&MODEL, plan).unwrap();
    let find = |symbol: &str| VENUE.instruments.iter().position(|i| i.symbol == symbol).unwrap();
    for name in ["BTC", "ETH", "DOGE"] {
        let gains = full.gains(&[(find(&format!("{name}-PERP")), 1.0)]);
        let worth = SOURCE.market.spot(name).unwrap()
            * VENUE.instruments[find(&format!("{name}-PERP"))]
                .lot_size
                .to_string()
                .parse::<f64>()
                .unwrap();
        let shares: Vec<f64> = gains.iter().map(|gain| gain / worth).collect();
        let mean = shares.iter().sum::<f64>() / paths as f64;
        let square = shares.iter().map(|share| share * share).sum::<f64>() / paths as f64;
        let error = (square / paths as f64).sqrt();
        assert!(mean.abs() < 4.0 * error, "{name} drifts by {mean}, error {error}");
        // Crashes of the rules come on top of a history that has its own.
        let yearly = (square * 365.0).sqrt() / MODEL.calibration().volatilities[name].used;
        assert!((0.9..1.4).contains(&yearly), "{name}: {yearly} of its volatility");
    }
    // Sums over four lanes and the rest are those of single holdings.
    let holdings: Vec<(usize, f64)> = (0..7).map(|at| (at * 20, at as f64 - 3.0)).collect();
    let together = full.gains(&holdings);
    let mut apart = vec![0.0; paths];
    for held in holdings {
        apart.iter_mut().zip(full.gains(&[held])).for_each(|(sum, gain)| *sum += gain);
    }
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
    assert!(together.iter().zip(&apart).all(near));
}

#[test]
fn gains_of_what_is_not_listed_are_no_zeros() {
    let plan = FullPlan { paths: 1_000, ..FullPlan::of(&SOURCE.rules.full_model, 7) };
    let full = FullModel::run(&MODEL, plan).unwrap();
    let beyond = Position { holdings: vec![(VENUE.instruments.len(), 1.0)], equity: 0.0 };
    assert!(matches!(full.book(&[beyond]), Err(RiskError::NotListed(_))));
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
fn where_a_book_lists_assets_makes_no_difference() {
    let mut shuffled = VENUE.instruments.clone();
    shuffled.reverse();
    let model = RiskModel::new(&SOURCE, &shuffled).unwrap();
    let file = model.parameters(&Choices::default()).unwrap();
    let same = verify_parameters(&file, &SOURCE).unwrap().verification;
    assert_eq!(same, Verification::Same(file.sha256()));
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
fn no_multiplier_makes_scenarios_milder() {
    let milder = Choices { multiplier: "0.5".parse().ok(), ..Choices::default() };
    assert!(matches!(MODEL.parameters(&milder), Err(RiskError::Milder(_))));
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
    let margin = include_str!("../../../docs/formats/margin.md");
    let rules = MarginRules::parse(example(margin, "```json margin.json\n").as_bytes()).unwrap();
    assert_eq!(rules.scenarios, ["deribit-27-8", "history", "stresses"]);
    let market = include_str!("../../../docs/formats/market.md");
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
    let file = file.unwrap();
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
