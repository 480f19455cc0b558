//! The believable report with hostile names, or with floats that are not fit to
//! be drawn.

use super::sample::believable;
use crate::report::*;

/// A report full of one text, wherever a text can stand.
pub(super) fn hostile(text: &str) -> Report {
    let name = || text.to_owned();
    let mut report = believable();
    report.subject.venue = name();
    report.subject.parameters = name();
    report.subject.preset = name();
    let all = [&mut report.accounts, &mut report.coverage.uncovered];
    for account in all.into_iter().flatten() {
        account.account = name();
        account.worst_scenarios.iter_mut().for_each(|(scenario, _)| *scenario = name());
        account.greeks.iter_mut().for_each(|greeks| greeks.underlying = name());
    }
    report.greeks.iter_mut().for_each(|one| one.underlying = name());
    for regime in &mut report.capital {
        (regime.regime, regime.about) = (name(), name());
    }
    report.concentration.open_interest.iter_mut().for_each(|one| one.underlying = name());
    report.fund.stresses.iter_mut().for_each(|one| one.scenario = name());
    report.heat.iter_mut().for_each(|one| one.underlying = name());
    report.smiles.iter_mut().for_each(|one| one.underlying = name());
    report.correlation.names.iter_mut().for_each(|one| *one = name());
    for one in &mut report.volatility {
        (one.underlying, one.floored_by) = (name(), Some(name()));
    }
    report.rejections = vec![name(); 50];
    report.remarks = vec![name()];
    report
}

/// A report with this in place of every float, and with the largest counts.
pub(super) fn every_float(value: f64) -> Report {
    let mut report = believable();
    for float in floats(&mut report) {
        *float = value;
    }
    report.subject.time = u64::MAX;
    (report.book.accounts, report.coverage.accounts) = (u64::MAX, u64::MAX);
    report.book.margin_ratios.counts.fill(u64::MAX);
    report
}

fn floats(of: &mut Report) -> Vec<&mut f64> {
    let mut all = vec![
        &mut of.subject.multiplier,
        &mut of.run.horizon_days,
        &mut of.run.confidence,
        &mut of.book.equity,
        &mut of.book.requirement,
        &mut of.coverage.wished,
        &mut of.coverage.multiplier_needed,
        &mut of.coverage.requirement_over_shortfall,
        &mut of.losses.value_at_risk,
        &mut of.losses.expected_shortfall,
        &mut of.losses.standard_error,
        &mut of.concentration.top_ten_share,
        &mut of.concentration.herfindahl,
        &mut of.fund.worth,
        &mut of.fund.ruin,
        &mut of.fund.ruin_error,
        &mut of.fund.ruin_at_most,
        &mut of.fund.shortfall_999,
        &mut of.seconds.parameters,
        &mut of.seconds.full_model,
        &mut of.seconds.total,
    ];
    let histograms =
        [&mut of.book.margin_ratios, &mut of.coverage.ratios, &mut of.losses.histogram];
    all.extend(histograms.into_iter().flat_map(|one| &mut one.edges));
    all.extend(of.greeks.iter_mut().flat_map(of_greeks));
    all.extend(of.coverage.uncovered.iter_mut().chain(&mut of.accounts).flat_map(of_account));
    all.extend(of.capital.iter_mut().flat_map(|one| [&mut one.required, &mut one.saved]));
    let interest = &mut of.concentration.open_interest;
    all.extend(interest.iter_mut().flat_map(|one| [&mut one.dollars, &mut one.largest_share]));
    for one in &mut of.fund.stresses {
        all.extend([&mut one.uncovered, &mut one.fund, &mut one.left]);
    }
    for one in &mut of.heat {
        all.extend(one.spots.iter_mut().chain(&mut one.volatilities));
        all.extend(one.gains.iter_mut().flatten());
    }
    for one in &mut of.smiles {
        all.extend([&mut one.days, &mut one.rms_error]);
        all.extend(one.quotes.iter_mut().chain(&mut one.fitted).flat_map(|(x, y)| [x, y]));
    }
    let correlations = [&mut of.correlation.calm, &mut of.correlation.stressed];
    all.extend(correlations.into_iter().flatten().flatten());
    all.extend(of.volatility.iter_mut().flat_map(|one| [&mut one.current, &mut one.used]));
    all
}

fn of_greeks(of: &mut Greeks) -> [&mut f64; 4] {
    [&mut of.delta, &mut of.gamma, &mut of.vega, &mut of.theta]
}

fn of_account(of: &mut AccountFigures) -> Vec<&mut f64> {
    let mut all = vec![
        &mut of.equity,
        &mut of.requirement,
        &mut of.value_at_risk,
        &mut of.expected_shortfall,
        &mut of.standard_error,
    ];
    all.extend(of.worst_scenarios.iter_mut().map(|(_, loss)| loss));
    all.extend(of.greeks.iter_mut().flat_map(of_greeks));
    all
}
