//! From a market, parameters and a book to the report.

use std::time::Instant;

use plimsoll_snapshot::Snapshot;
use plimsoll_statement::{Class, Parameters, Pins, Totals, coverage};

use super::book::{Book, Entry, dollars};
use super::capital::capital;
use super::figures::{
    BookFigures, Concentration, Correlations, FullRun, Fund, FundStress, Histogram, Losses,
    OpenInterest, Report, Seconds, SmileFigure, Subject, VolatilityFigure,
};
use super::named::Named;
use super::sensitivities::{LotGreeks, heat_maps};
use crate::linear::Square;
use crate::parameters::{Listing, Verification, lot};
use crate::risk::{
    BookRisk, Calibration, FullModel, FullPlan, RiskError, RiskModel, VenueMarket,
    verify_parameters,
};
use crate::simulation::{ruin, tail_risk};

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct ReportInputs<'a> {
    /// The market with the venue's rules.
    pub source: &'a VenueMarket,
    /// What was committed.
    pub parameters: &'a Parameters,
    /// The book.
    pub snapshot: &'a Snapshot,
    /// How to run the full model.
    pub plan: FullPlan,
}

/// The report over a book.
///
/// # Errors
/// If the market makes no model for what the book lists, or the book cannot be
/// read.
pub fn report(inputs: &ReportInputs<'_>) -> Result<Report, RiskError> {
    let started = Instant::now();
    let ReportInputs { source, parameters, snapshot, plan } = *inputs;
    let model = RiskModel::new(source, snapshot.instruments())?;
    let recomputed = verify_parameters(parameters.file(), source)?;
    let parameters_took = started.elapsed().as_secs_f64();
    let book = Book::read(snapshot, parameters)?;

    let full_started = Instant::now();
    let full = FullModel::run(&model, plan)?;
    let positions = book.positions();
    let risk = full.book(&positions)?;
    let full_took = full_started.elapsed().as_secs_f64();

    let lots = LotGreeks::of(&model)?;
    let mut remarks = model.calibration().remarks.clone();
    remarks.extend(full.remarks.iter().cloned());
    if let Verification::Differs(difference) = &recomputed.verification {
        remarks.push(format!("the committed parameters are not this market's: {difference}"));
    }
    remarks.extend(recomputed.departures.iter().map(|said| format!("committed: {said}")));
    let named = Named { model: &model, parameters, lots: &lots, book: &book, risk: &risk };
    let mut report = Report {
        subject: subject(inputs),
        run: run(plan),
        book: book_figures(&book),
        coverage: named.coverage(source.rules.full_model.coverage.0),
        losses: losses(&risk.losses, plan.worst())?,
        greeks: lots.sum(&model, positions.iter().copied(), f64::abs),
        capital: capital(&model, parameters, &book.answering)?,
        concentration: concentration(&model, &book),
        fund: fund(parameters, &book, &full, &risk)?,
        heat: heat_maps(&model, &positions)?,
        smiles: smiles(model.calibration()),
        correlation: correlations(model.calibration()),
        volatility: volatilities(model.calibration()),
        accounts: named.largest(),
        rejections: source.market.rejections.iter().map(ToString::to_string).collect(),
        remarks,
        seconds: Seconds::default(),
    };
    report.seconds = Seconds {
        parameters: parameters_took,
        full_model: full_took,
        total: started.elapsed().as_secs_f64(),
    };
    Ok(report)
}

fn subject(inputs: &ReportInputs<'_>) -> Subject {
    let manifest = inputs.snapshot.manifest();
    let file = inputs.parameters.file();
    let model = file.model.as_ref();
    let multiplier = model.and_then(|model| model.multiplier.as_ref());
    Subject {
        venue: manifest.venue_name.clone(),
        epoch: manifest.context.epoch,
        time: manifest.context.time,
        parameters: hex::encode(file.sha256()),
        preset: model.map(|model| model.preset.clone()).unwrap_or_default(),
        multiplier: multiplier.and_then(|text| text.parse().ok()).unwrap_or(1.0),
    }
}

fn run(plan: FullPlan) -> FullRun {
    let FullPlan { paths, seed, horizon_days, confidence } = plan;
    FullRun { paths, horizon_days, confidence, seed }
}

fn book_figures(book: &Book) -> BookFigures {
    let entries = &book.answering;
    let required = entries.iter().filter(|entry| entry.requirement() > 0.0);
    let ratios = required.map(|entry| entry.equity() / entry.requirement());
    BookFigures {
        accounts: entries.len() as u64,
        holdings: entries.iter().map(|entry| entry.account.holdings.len() as u64).sum(),
        equity: entries.iter().map(Entry::equity).sum(),
        requirement: entries.iter().map(Entry::requirement).sum(),
        below_requirement: entries.iter().filter(|e| !e.assessment.is_healthy()).count() as u64,
        margin_ratios: Histogram::even(ratios, 0.0, 5.0, 50),
    }
}

fn losses(by_path: &[f64], worst: usize) -> Result<Losses, RiskError> {
    let tail = tail_risk(by_path, worst)?;
    Ok(Losses {
        histogram: Histogram::over(by_path, 60),
        value_at_risk: tail.value_at_risk,
        expected_shortfall: tail.expected_shortfall,
        standard_error: tail.expected_shortfall_error,
    })
}

fn concentration(model: &RiskModel<'_>, book: &Book) -> Concentration {
    let mut required: Vec<f64> = book.answering.iter().map(Entry::requirement).collect();
    required.sort_by(|a, b| b.total_cmp(a));
    let all: f64 = required.iter().sum();
    let share = |part: f64| if all > 0.0 { part / all } else { 0.0 };
    Concentration {
        top_ten_share: share(required.iter().take(10).sum()),
        herfindahl: required.iter().map(|own| share(*own) * share(*own)).sum(),
        open_interest: open_interest(model, book),
    }
}

/// By underlying, of what has two sides.
fn open_interest(model: &RiskModel<'_>, book: &Book) -> Vec<OpenInterest> {
    let (still, underlyings) = (model.state().still(), model.state().underlyings());
    // Of a lot: where it counts, its size and notional.
    let counted = |listing: &Listing| {
        let name = listing.underlying.as_ref().filter(|_| !listing.asset)?;
        let at = underlyings.iter().position(|underlying| underlying.name == *name)?;
        Some((at, lot(listing), listing.contract.notional(&still).unwrap_or_default()))
    };
    let counted: Vec<Option<(usize, f64, f64)>> = model.listings().iter().map(counted).collect();
    // By side: long, short.
    let mut dollars = vec![[0.0; 2]; underlyings.len()];
    let mut largest = vec![[0.0f64; 2]; underlyings.len()];
    for entry in book.answering.iter().chain(&book.fund) {
        let mut own = vec![[0.0; 2]; underlyings.len()];
        for &(instrument, lots) in &entry.position.holdings {
            if let Some((at, size, notional)) = counted.get(instrument).copied().flatten() {
                own[at][usize::from(lots < 0.0)] += lots.abs() * size * notional;
            }
        }
        let sums = dollars.iter_mut().zip(&mut largest).zip(own);
        for ((dollars, largest), own) in sums {
            for side in 0..2 {
                dollars[side] += own[side];
                largest[side] = largest[side].max(own[side]);
            }
        }
    }
    let sums = underlyings.iter().zip(dollars.into_iter().zip(largest));
    let two_sided = sums.filter(|(_, ([long, short], _))| *long > 0.0 && *short > 0.0);
    two_sided
        .map(|(underlying, ([long, short], largest))| OpenInterest {
            underlying: underlying.name.clone(),
            dollars: long,
            largest_share: (largest[0] / long).max(largest[1] / short),
        })
        .collect()
}

fn fund(
    parameters: &Parameters,
    book: &Book,
    full: &FullModel,
    risk: &BookRisk,
) -> Result<Fund, RiskError> {
    let rules = parameters.rules();
    let thresholds = Pins::cover_all(Default::default(), rules).thresholds;
    let mut totals = Totals::none(rules);
    for entry in book.answering.iter().chain(&book.fund) {
        let answers = entry.account.class != Class::Fund;
        let flagged = answers && !entry.assessment.is_healthy();
        totals
            .add(rules, &thresholds, &entry.account, flagged, &entry.assessment)
            .map_err(|error| RiskError::Invalid(error.to_string()))?;
    }
    let covered = coverage(rules, &thresholds, &totals);
    let stresses = rules.stresses.iter().zip(covered).map(|(stress, covered)| {
        let (uncovered, fund) = (dollars(covered.uncovered), dollars(covered.left));
        let scenario = parameters.scenario_name(stress.column).to_owned();
        FundStress { scenario, uncovered, fund, left: fund - uncovered }
    });
    let worth: f64 = book.fund.iter().map(|entry| entry.position.equity).sum();
    let mut losses = risk.shortfalls.clone();
    for entry in &book.fund {
        let gains = full.gains(&entry.position.holdings);
        losses.iter_mut().zip(gains).for_each(|(loss, gain)| *loss -= gain);
    }
    let ruin = ruin(&losses, worth)?;
    let mut shortfalls = risk.shortfalls.clone();
    shortfalls.sort_by(|a, b| b.total_cmp(a));
    let thousandth = shortfalls.get(shortfalls.len() / 1000).copied();
    Ok(Fund {
        worth,
        stresses: stresses.collect(),
        ruin: ruin.probability,
        ruin_error: ruin.standard_error,
        ruin_at_most: ruin.at_most,
        shortfall_999: thousandth.unwrap_or_default(),
    })
}

fn smiles(calibration: &Calibration) -> Vec<SmileFigure> {
    let mut figures = Vec::new();
    for (underlying, fitted) in &calibration.surfaces {
        for (smile, slice) in fitted.smiles.iter().zip(&fitted.fit.slices) {
            let quotes: Vec<(f64, f64)> =
                smile.points.iter().map(|p| (p.log_moneyness, p.volatility)).collect();
            let ends = quotes.first().zip(quotes.last());
            let (low, high) = ends.map_or((0.0, 0.0), |(first, last)| (first.0, last.0));
            let fitted = (0..=40u32).map(|step| {
                let k = low + (high - low) * f64::from(step) / 40.0;
                (k, fitted.fit.surface.volatility(k, smile.years))
            });
            figures.push(SmileFigure {
                underlying: underlying.clone(),
                days: smile.years * 365.0,
                fitted: fitted.collect(),
                quotes,
                rms_error: slice.rms_error,
            });
        }
    }
    figures
}

fn correlations(calibration: &Calibration) -> Correlations {
    let rows = |matrix: &Square| (0..matrix.size()).map(|i| matrix.row(i).to_vec()).collect();
    calibration.correlation.as_ref().map_or_else(Correlations::default, |known| Correlations {
        names: known.names.clone(),
        calm: rows(&known.calm),
        stressed: rows(&known.stressed),
    })
}

fn volatilities(calibration: &Calibration) -> Vec<VolatilityFigure> {
    let figure = |(name, found): (&String, &crate::risk::Volatility)| VolatilityFigure {
        underlying: name.clone(),
        current: found.current,
        used: found.used,
        floored_by: found.floored_by.map(str::to_owned),
    };
    calibration.volatilities.iter().map(figure).collect()
}
