//! A history from a CSV file: one row a day, every fault with its line, its
//! column and what to do.

use std::path::Path;

use plimsoll_snapshot::{Column, Format, InputError, Need, Rows, Table, Type};

use super::Day;

const DAY: &str = "day";
const LOSS: &str = "loss";
const VALUE_AT_RISK: &str = "value_at_risk";
const EXPECTED_SHORTFALL: &str = "expected_shortfall";

/// Figures are text here, because they are floats by origin: what prints them
/// may write `-0.0`, which exact decimals refuse.
static TABLE: Table = Table {
    name: "the history",
    columns: &[
        Column { name: DAY, of: Type::Text, need: Need::Optional, advice: "" },
        figure(LOSS),
        figure(VALUE_AT_RISK),
        figure(EXPECTED_SHORTFALL),
    ],
};

/// No money is more, and ratios of what is between stay finite.
const LARGEST: f64 = 1e100;

const fn figure(name: &'static str) -> Column {
    Column { name, of: Type::Text, need: Need::Required, advice: "" }
}

/// Days in their order, and what their file calls them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// What happened, and what had been said.
    pub days: Vec<Day>,
    /// As many names: the column `day`, or else the days' numbers from 1.
    pub names: Vec<String>,
}

impl History {
    /// The largest file that is worth reading.
    pub const MAX_BYTES: u64 = 1 << 26;

    /// Reads CSV; errors name `file`.
    ///
    /// # Errors
    /// If columns are missing or unknown, or a figure is none that a day can
    /// have. That there are enough days is the tests' to say.
    pub fn parse(file: &Path, csv: Vec<u8>) -> Result<Self, InputError> {
        let mut rows = Rows::in_memory(file.to_owned(), Format::Csv, csv.into(), &TABLE)?;
        let mut history = Self::default();
        while rows.advance()? {
            history.days.push(day(&rows)?);
            let name = rows.optional_text(&TABLE, DAY)?.map(str::to_owned);
            history.names.push(name.unwrap_or_else(|| history.days.len().to_string()));
        }
        Ok(history)
    }
}

impl From<Vec<Day>> for History {
    fn from(days: Vec<Day>) -> Self {
        let names = (1..=days.len()).map(|number| number.to_string()).collect();
        Self { days, names }
    }
}

fn day(rows: &Rows) -> Result<Day, InputError> {
    let day = Day {
        loss: number(rows, LOSS)?,
        value_at_risk: number(rows, VALUE_AT_RISK)?,
        expected_shortfall: number(rows, EXPECTED_SHORTFALL)?,
    };
    let (least, mean) = (day.value_at_risk, day.expected_shortfall);
    let (what, advice) = if least < 0.0 {
        let what = format!("{VALUE_AT_RISK} {least} is below zero");
        (what, "write losses and what was said of them as numbers above zero")
    } else if mean < 1.0 / LARGEST {
        (
            format!("{EXPECTED_SHORTFALL} {mean} is not above zero"),
            "write the mean loss in the tail",
        )
    } else if mean < least {
        let what = format!("{EXPECTED_SHORTFALL} {mean} is below {VALUE_AT_RISK} {least}");
        (what, "the mean beyond a loss is no smaller than it; give both at one confidence")
    } else {
        return Ok(day);
    };
    Err(rows.locate(InputError::new(what, advice)))
}

fn number(rows: &Rows, name: &'static str) -> Result<f64, InputError> {
    let text = rows.text(&TABLE, name)?.trim();
    let (wrong, advice) = match text.parse::<f64>() {
        Ok(number) if number.abs() <= LARGEST => return Ok(number),
        Ok(_) => ("is no finite number of any size that money has", "write what it was"),
        Err(_) => ("is not a number", "write digits with a point, such as -1250.75 or 2e-5"),
    };
    Err(rows.locate(InputError::new(format!("{name} {text:?} {wrong}"), advice)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<History, String> {
        let parsed = History::parse(Path::new("h.csv"), text.as_bytes().to_vec());
        parsed.map_err(|error| error.to_string())
    }

    #[test]
    fn columns_come_in_any_order() {
        let named = parse("expected_shortfall,loss,day,value_at_risk\n3,-0.0,Monday,2\n").unwrap();
        let day = Day { loss: 0.0, value_at_risk: 2.0, expected_shortfall: 3.0 };
        assert_eq!(named, History { days: vec![day], names: vec!["Monday".to_owned()] });
        let numbered = parse("loss,value_at_risk,expected_shortfall\n 0 ,2e0,3.0\n0,2,3").unwrap();
        assert_eq!(numbered, History::from(vec![day; 2]));
        assert_eq!(numbered.names, ["1", "2"]);
    }

    #[test]
    fn faults_say_where_and_what_to_do() {
        let header = "loss,value_at_risk,expected_shortfall";
        let row = |row: &str| format!("{header}\n0,1,2\n{row}\n");
        for (text, wanted) in [
            (String::new(), "h.csv, line 1: the file is empty; begin with the header"),
            ("loss,value_at_risk\n".to_owned(), "line 1: column expected_shortfall is missing"),
            (format!("{header},pnl\n"), "line 1: column \"pnl\" is not known; the columns"),
            (row("x,1,2"), "h.csv, line 3: loss \"x\" is not a number; write digits"),
            (row("0,,2"), "line 3: value_at_risk is empty; fill it in"),
            (row("NaN,1,2"), "line 3: loss \"NaN\" is no finite number"),
            (row("0,1,inf"), "line 3: expected_shortfall \"inf\" is no finite number"),
            (row("-1e101,1,2"), "line 3: loss \"-1e101\" is no finite number"),
            (row("0,-1,2"), "line 3: value_at_risk -1 is below zero; write losses"),
            (row("0,0,0"), "line 3: expected_shortfall 0 is not above zero"),
            (row("0,2,1"), "line 3: expected_shortfall 1 is below value_at_risk 2; the mean"),
            (row("0,1"), "line 3: the line has 2 fields and the header 3"),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.contains(wanted), "{wanted}: {error}");
        }
    }
}
