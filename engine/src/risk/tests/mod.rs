//! The whole way over the sample's market.

mod inputs;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use plimsoll_statement::ParametersFile;

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
    Ok(model.parameters(&Choices::default())?.file().clone())
}

#[test]
fn threads_and_repetition_change_no_bit() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let source = VenueMarket::in_memory(VENUE.market.clone()).unwrap();
            let model = RiskModel::new(&source, &VENUE.instruments).unwrap();
            let file = model.parameters(&Choices::default()).unwrap().file().clone();
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
    let other = MODEL.parameters(&choices).unwrap().file().clone();
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
        verify_parameters(model.parameters(&choices).unwrap().file(), &source).unwrap().departures
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
fn a_multiplier_is_for_tests_and_not_for_stresses() {
    let twice = Choices { multiplier: Some(Figure(2.0)), ..Choices::default() };
    let doubled = MODEL.parameters(&twice).unwrap().file().clone();
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
    let of = |seed| {
        model
            .parameters(&Choices { seed: Some(seed), ..Choices::default() })
            .unwrap()
            .file()
            .clone()
    };
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
fn where_a_book_lists_assets_makes_no_difference() {
    let mut shuffled = VENUE.instruments.clone();
    shuffled.reverse();
    let model = RiskModel::new(&SOURCE, &shuffled).unwrap();
    let file = model.parameters(&Choices::default()).unwrap().file().clone();
    let same = verify_parameters(&file, &SOURCE).unwrap().verification;
    assert_eq!(same, Verification::Same(file.sha256()));
}

#[test]
fn no_multiplier_makes_scenarios_milder() {
    let milder = Choices { multiplier: "0.5".parse().ok(), ..Choices::default() };
    assert!(matches!(MODEL.parameters(&milder), Err(RiskError::Milder(_))));
}
