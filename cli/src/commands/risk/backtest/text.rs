//! What tests of a history say, in words.

use std::fmt;

use plimsoll_engine::backtest::{Christoffersen, Outcome, TrafficLight, Verdict, Zone};

use super::Report;
use crate::output::thousands;

/// Exceptions that are worth a person's time; JSON has all.
const SHOWN: usize = 10;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tests, question) = (&self.tests, &self.question);
        let (kupiec, shortfall) = (&tests.kupiec, &tests.acerbi_szekely);
        writeln!(f, "{}", self.history)?;
        writeln!(
            f,
            "{} days at a confidence of {}: {} exceptions where {:.2} are expected",
            thousands(self.days),
            question.confidence,
            kupiec.exceptions,
            kupiec.expected
        )?;
        writeln!(f)?;
        writeln!(f, "  {:<42} {:>9} {:>8}  verdict", "test", "statistic", "p-value")?;
        let too_many = f64::from(kupiec.exceptions) > kupiec.expected;
        let count = if too_many { "too many exceptions" } else { "too few exceptions" };
        row(f, "Kupiec: as many as claimed?", &kupiec.outcome, count)?;
        timing(f, tests.christoffersen.as_ref())?;
        let why = "losses are beyond what the ES says";
        row(f, "Acerbi-Székely: as large as claimed?", &shortfall.outcome, why)?;
        light(f, &tests.basel)?;
        self.conclusion(f)?;
        self.list(f)
    }
}

impl Report {
    fn conclusion(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        match self.rejected_by.as_slice() {
            [] => writeln!(f, "Nothing here speaks against the figures.")?,
            names => writeln!(f, "Against the figures: {}.", names.join(", "))?,
        }
        let level = self.question.level;
        let share = format_args!("with a chance of about {level}");
        writeln!(f, "Each test but Basel's rejects figures that are right {share}.")
    }

    fn list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exceptions.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        writeln!(f, "  {:<24} {:>18} {:>18}", "exception on day", "loss", "value at risk")?;
        for exception in self.exceptions.iter().take(SHOWN) {
            let (loss, said) = (exception.figures.loss, exception.figures.value_at_risk);
            let money = |figure: f64| thousands(format!("{figure:.2}"));
            writeln!(f, "  {:<24} {:>18} {:>18}", exception.day, money(loss), money(said))?;
        }
        match self.exceptions.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            Some(more) => writeln!(f, "  and {more} more, all of them with --json"),
            None => Ok(()),
        }
    }
}

/// A test's line; `why` is what a rejection means.
fn row(f: &mut fmt::Formatter<'_>, test: &str, outcome: &Outcome, why: &str) -> fmt::Result {
    let Outcome { statistic, p_value, verdict } = outcome;
    let chance = chance(*p_value);
    write!(f, "  {test:<42} {statistic:>9.3} {chance:>8}  ")?;
    match verdict {
        Verdict::Accepted => writeln!(f, "accepted"),
        Verdict::Rejected => writeln!(f, "rejected: {why}"),
    }
}

fn timing(f: &mut fmt::Formatter<'_>, found: Option<&Christoffersen>) -> fmt::Result {
    const TEST: &str = "Christoffersen: independent of each other?";
    let Some(found) = found else {
        return writeln!(f, "  {TEST:<42} cannot be told: too few exceptions, or nothing else");
    };
    row(f, TEST, &found.independence, "the day before matters")?;
    let why = "number and timing together are wrong";
    row(f, "  and as many as claimed?", &found.conditional_coverage, why)
}

fn light(f: &mut fmt::Formatter<'_>, light: &TrafficLight) -> fmt::Result {
    let zone = match light.zone {
        Zone::Green => "green",
        Zone::Yellow => "yellow: a right model seldom has so many",
        Zone::Red => "red: the model is presumed wrong",
    };
    let (count, rare) = (light.exceptions, chance(light.so_many_or_more));
    writeln!(f, "  {:<42} {count:>9} {rare:>8}  {zone}", "Basel: which zone?")?;
    match light.multiplier {
        Some(multiplier) => writeln!(f, "    capital is multiplied by {multiplier}"),
        None => writeln!(
            f,
            "    defined for 250 days at 0.99: here its chances are applied to the days there are, \
             and no\n    capital multiplier follows"
        ),
    }
}

fn chance(p_value: f64) -> String {
    if p_value < 0.0001 { "< 0.0001".to_owned() } else { format!("{p_value:.4}") }
}
