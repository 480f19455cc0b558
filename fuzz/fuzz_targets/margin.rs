//! Margin rules over the sample's market: parameters that are valid, or an
//! explanation.
#![no_main]

use std::sync::LazyLock;

use plimsoll_engine::risk::{Choices, MarginRules, RiskModel, VenueMarket};
use plimsoll_engine::{SampleOptions, SampleVenue, sample_venue};

static VENUE: LazyLock<Option<SampleVenue>> =
    LazyLock::new(|| sample_venue(SampleOptions { accounts: 8, seed: 1 }).ok());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let venue = VENUE.as_ref();
    assert!(venue.is_some(), "there is a sample");
    let (Some(venue), Ok(rules)) = (venue, MarginRules::parse(bytes)) else { return };
    // Drawing scenarios takes seconds, and is no matter of the file.
    if rules.scenarios.iter().any(|name| name == "tail") {
        return;
    }
    let mut files = venue.market.clone();
    files.insert(MarginRules::FILE.to_owned(), bytes.to_vec());
    let made = VenueMarket::in_memory(files).and_then(|source| {
        let instruments: Vec<_> = venue.instruments.iter().take(30).cloned().collect();
        RiskModel::new(&source, &instruments)?.parameters(&Choices::default())
    });
    if let Err(error) = made {
        assert!(!error.to_string().is_empty());
    }
});
