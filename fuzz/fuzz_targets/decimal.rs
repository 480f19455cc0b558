//! Decimals: what is read is shown as what reads the same; and lots of it, if
//! there are any, are the quantity again.
#![no_main]

use plimsoll_statement::{Decimal, LotSize};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (quantity, lot) = text.split_once(' ').unwrap_or((text, "0.001"));
    let Ok(quantity) = quantity.parse::<Decimal>() else {
        return;
    };
    assert_eq!(quantity.to_string().parse(), Ok(quantity));
    let Some(lot) = lot.parse().ok().and_then(LotSize::new) else {
        return;
    };
    match lot.lots_exactly(quantity) {
        Ok(lots) => assert_eq!(lot.quantity(lots), Some(quantity)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Some(unit) = quantity.common_unit(lot.get()) {
        assert!(quantity.in_units_of(unit).is_some());
    }
});
