//! The Basel committee's traffic light: exceptions so many that a right model
//! would have fewer with 95% (yellow) or 99.99% (red).

use serde::Serialize;

use super::history::{BacktestError, check_chance, count, count_days};
use crate::special::{binomial_at_least, binomial_at_most};

/// Which light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Nothing speaks against the model.
    Green,
    /// Either may be true.
    Yellow,
    /// The model is presumed wrong.
    Red,
}

/// The count, its chances and its zone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TrafficLight {
    /// How many exceptions there were.
    pub exceptions: u32,
    /// The chance of so many or fewer if the model is right: zones follow it.
    pub so_many_or_fewer: f64,
    /// The chance of so many or more: the test's p-value.
    pub so_many_or_more: f64,
    /// The light.
    pub zone: Zone,
    /// What internal-model capital is multiplied by (Basel framework, MAR99),
    /// which is defined for 250 days at 99% alone.
    pub multiplier: Option<f64>,
}

/// `chance` is an exception's if the model is right.
///
/// # Errors
///
/// If the history is empty or the chance is none.
pub fn basel_zone(exceptions: &[bool], chance: f64) -> Result<TrafficLight, BacktestError> {
    check_chance("chance", chance, 1.0)?;
    let days = count_days(exceptions.len(), 1)?;
    let hits = count(exceptions);
    let so_many_or_fewer = binomial_at_most(hits, days, chance);
    let zone = match so_many_or_fewer {
        // Of a few days, none is nearly certain, and speaks against nothing.
        _ if hits == 0 => Zone::Green,
        share if share < 0.95 => Zone::Green,
        share if share < 0.9999 => Zone::Yellow,
        _ => Zone::Red,
    };
    let multiplier = (days == 250 && chance == 0.01).then_some(match hits {
        0..=4 => 1.5,
        5 => 1.7,
        6 => 1.76,
        7 => 1.83,
        8 => 1.88,
        9 => 1.92,
        10.. => 2.0,
    });
    let so_many_or_more = binomial_at_least(hits, days, chance);
    Ok(TrafficLight { exceptions: hits, so_many_or_fewer, so_many_or_more, zone, multiplier })
}
