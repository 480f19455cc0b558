//! Files of cases, split at commas: what is refused says in which column or by
//! which figure, and what is priced has numbers throughout.
#![no_main]

use plimsoll_engine::models::CaseColumns;

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|cell| cell.trim().to_owned()).collect()
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let columns = match CaseColumns::new(cells(lines.next().unwrap_or_default())) {
        Ok(columns) => columns,
        Err(error) => return assert!(!error.why.is_empty()),
    };
    for line in lines {
        match columns.read(&cells(line)) {
            Err(error) => assert!(!error.why.is_empty()),
            Ok((kind, case)) => match (kind.read)(&case).and_then(|model| model.value()) {
                Err(error) => assert!(!error.to_string().is_empty()),
                Ok(value) => {
                    let prices = [value.price, value.delta, value.gamma];
                    let others = [value.vega, value.theta, value.rho];
                    assert!(prices.iter().chain(&others).all(|figure| figure.is_finite()));
                }
            },
        }
    }
});
