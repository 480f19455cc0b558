//! What verdicts say, and what they never say.

use plimsoll_statement::Money;
use plimsoll_verifier::{Expectations, FlagLimit, Outcome, Verdict, verify_bundle};

use crate::world::{bundle, verdict, world};

fn limited(accounts: u64, deficit: Money) -> Verdict {
    let flag_limit = Some(FlagLimit { accounts, deficit });
    let expectations = Expectations { flag_limit, ..Expectations::default() };
    let mut flagged = bundle();
    let customers = &mut flagged.manifest.disclosure.classes[0];
    customers.flagged = plimsoll_statement::CountBound::new(2).unwrap();
    customers.deficit = plimsoll_statement::MoneyBound::new(Money::usd(5_000)).unwrap();
    world().prove_again(&mut flagged);
    verify_bundle(&flagged, &world().store, &expectations).unwrap()
}

#[test]
fn it_says_what_is_not_proven() {
    let verdict = verdict(&bundle()).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Margined);
    let text = verdict.to_string();
    assert!(text.starts_with("verdict: margined and fund-covered; reserves not proven"), "{text}");
    assert!(text.contains("not proven:\n  - reserves"), "{text}");
    assert!(!text.to_lowercase().contains("solvent"), "{text}");
    assert_eq!(verdict.digest(), bundle().manifest.digest);
}

#[test]
fn keys_of_a_single_party_are_marked() {
    let verdict = verdict(&bundle()).unwrap();
    assert!(verdict.is_insecure());
    let marked = verdict.warnings().iter().filter(|warning| warning.starts_with("INSECURE"));
    assert_eq!(marked.count(), 4);
    assert!(verdict.to_string().lines().next().unwrap().contains("INSECURE"));
    let json = serde_json::to_value(&verdict).unwrap();
    assert_eq!(json["insecure"], true);
}

#[test]
fn more_flags_than_the_limit_are_an_impairment() {
    assert_eq!(limited(2, Money::usd(5_000)).outcome(), Outcome::Margined);
    for (accounts, deficit) in [(1, 5_000), (2, 4_999), (0, 0)] {
        let verdict = limited(accounts, Money::usd(deficit));
        assert_eq!(verdict.outcome(), Outcome::Impaired);
        assert!(verdict.to_string().starts_with("verdict: impaired"));
        assert!(verdict.not_proven().iter().any(|line| line.starts_with("reserves")));
    }
}

#[test]
fn it_is_json_with_the_figures() {
    let json = serde_json::to_value(verdict(&bundle()).unwrap()).unwrap();
    assert_eq!(json["outcome"], "margined and fund-covered; reserves not proven");
    assert_eq!(json["epoch"], 7);
    assert_eq!(json["accounts"], 6);
    assert_eq!(json["batches"], 3);
    assert_eq!(json["assets"].as_array().unwrap().len(), 1);
    assert_eq!(json["assets"][0]["symbol"], "USD");
    assert_eq!(json["assets"][0]["customers_long"], "6700000");
    assert_eq!(json["assets"][0]["house_and_fund_long"], "5100000");
    assert!(json["proven"][0].as_str().unwrap().contains("each of 6 accounts"));
}
