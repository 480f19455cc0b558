//! Computing a table again: the same hash, or the first thing that differs.

use plimsoll_statement::ParametersFile;

use super::*;

struct Inputs {
    market: MarketState,
    listings: Vec<Listing>,
    plan: ScenarioPlan,
    underlyings: Vec<UnderlyingFile>,
    provenance: Provenance,
}

impl Inputs {
    fn new() -> Self {
        let market = market();
        let plan = ScenarioPlan::new(&market, &[preset("span-16").unwrap()]).unwrap();
        let mut provenance = Provenance { seed: Some(7), ..Provenance::default() };
        provenance.read("market.jsonl", b"observations");
        Self { market, listings: listings(), plan, underlyings: references(), provenance }
    }

    fn table(&self) -> TableInputs<'_> {
        TableInputs {
            market: &self.market,
            listings: &self.listings,
            plan: &self.plan,
            capacity: CAPACITY,
            cover: CoverFile::All,
            underlyings: &self.underlyings,
            provenance: Some(&self.provenance),
        }
    }
}

#[test]
fn the_same_inputs_are_the_same_parameters() {
    let inputs = Inputs::new();
    let published = build_table(&inputs.table()).unwrap();
    // Through the file: what is read back is verified.
    let published = ParametersFile::parse(&published.canonical_bytes()).unwrap();
    let model = published.model.as_ref().unwrap();
    assert_eq!((model.preset.as_str(), model.seed.as_deref()), ("span-16", Some("7")));
    let names: Vec<&str> = model.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["market.jsonl", "span-16.json"]);
    let hash = <sha2::Sha256 as sha2::Digest>::digest(b"observations");
    assert_eq!(model.inputs[0].sha256, hex::encode(hash));
    let verdict = verify(&published, &inputs.table()).unwrap();
    assert_eq!(verdict, Verification::Same(published.sha256()));
}

#[test]
fn the_first_difference_is_named() {
    let inputs = Inputs::new();
    let honest = build_table(&inputs.table()).unwrap();
    type Spoil = fn(&mut ParametersFile);
    let cases: [(Spoil, &str); 11] = [
        (|file| file.model = None, "do not say what they were computed from"),
        (
            |file| file.model.as_mut().unwrap().inputs[0].sha256.replace_range(0..1, "x"),
            "input market.jsonl: the parameters were computed from x",
        ),
        (
            |file| file.model.as_mut().unwrap().inputs.truncate(1),
            "input span-16.json: the parameters were computed from none",
        ),
        (|file| file.model.as_mut().unwrap().seed = None, "the model: published is"),
        (|file| file.scenarios[3].push('!'), "a scenario: published is"),
        (|file| file.groups[0].worst = 2, "a group: published is"),
        (|file| file.stresses[0].closing_cost = 5, "a stress: published is"),
        (
            |file| file.zero_sum[2].pnl[4] += 1,
            "BTC-60D: the gain in scenario 4 (BTC: spot +1/3, vol -1): published is",
        ),
        (|file| file.assets[2].haircut_long -= 1, "BTC: haircut_long: published is"),
        (|file| file.zero_sum[0].tiers[1].0 += 1, "BTC-PERP: tiers"),
        (|file| drop(file.zero_sum.pop()), "a row: published is none"),
    ];
    for (spoil, expected) in cases {
        let mut published = honest.clone();
        spoil(&mut published);
        let Verification::Differs(difference) = verify(&published, &inputs.table()).unwrap() else {
            panic!("{expected}: not noticed");
        };
        let said = difference.to_string();
        assert!(said.contains(expected), "{said} does not say {expected}");
    }
}

#[test]
fn other_inputs_are_other_parameters() {
    let mut inputs = Inputs::new();
    let published = build_table(&inputs.table()).unwrap();
    inputs.provenance.inputs.clear();
    inputs.provenance.read("market.jsonl", b"other observations");
    let verdict = verify(&published, &inputs.table()).unwrap();
    assert!(matches!(verdict, Verification::Differs(Difference::Input { .. })), "{verdict:?}");
}

#[test]
fn a_model_that_names_nothing_is_refused() {
    let inputs = Inputs::new();
    let honest = build_table(&inputs.table()).unwrap();
    let cases = [("7", "07"), ("7", "18446744073709551616"), ("7", "-1"), ("7", "")];
    for (from, to) in cases {
        let mut file = honest.clone();
        let model = file.model.as_mut().unwrap();
        assert_eq!(model.seed.as_deref(), Some(from));
        model.seed = Some(to.to_owned());
        let error = ParametersFile::parse(&file.canonical_bytes()).unwrap_err().to_string();
        assert!(error.contains("model: seed"), "{error}");
    }
    for hash in ["", "00", &"A".repeat(64), &"g".repeat(64)] {
        let mut file = honest.clone();
        file.model.as_mut().unwrap().inputs[1].sha256 = hash.to_owned();
        let error = ParametersFile::parse(&file.canonical_bytes()).unwrap_err().to_string();
        assert!(error.contains("model: the sha256 of span-16.json"), "{error}");
    }
    // Without a model the file is what it was before there were any.
    let file = ParametersFile { model: None, ..honest };
    let text = String::from_utf8(file.canonical_bytes()).unwrap();
    assert!(text.contains(r#""reference":"ETH-PERP"}],"assets":[{"symbol""#));
}
