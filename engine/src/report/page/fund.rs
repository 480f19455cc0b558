//! The fund: what each stress takes from it, and how likely it is to be ruined.

use super::axis::ends;
use super::book::NOT_RUN;
use super::markup::{Tag, paragraph};
use super::plot::{figure, nothing};
use super::rows::{Row, Rows};
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::{FullRun, Fund, FundStress};

/// The section's contents.
pub(super) fn fund(of: &Fund, run: &FullRun) -> Vec<Tag> {
    let mut tags = vec![paragraph(ruin(of, run))];
    if of.stresses.is_empty() {
        tags.push(nothing("No stress was run, so there is nothing to say of what is left then."));
        return tags;
    }
    // The stress that leaves least is read first.
    let mut stresses: Vec<&FundStress> = of.stresses.iter().collect();
    stresses.sort_by(|one, other| one.left.total_cmp(&other.left));
    match picture(of, &stresses) {
        Some(picture) => tags.push(figure(picture, &says(of, &stresses))),
        None => tags.push(nothing("None of the figures is a number, so nothing is drawn.")),
    }
    tags.push(table(&stresses).boxed());
    tags
}

fn ruin(of: &Fund, run: &FullRun) -> String {
    if run.paths == 0 {
        let worth = words::dollars(of.worth);
        return format!("The fund is worth {worth} today. {NOT_RUN}");
    }
    format!(
        "The fund is worth {} today. Losses beyond customers' equity exceed it within the \
         horizon with an estimated probability of {} (standard error {}); with 95% confidence it \
         is no more than {}. On one path in a thousand they exceed {}.",
        words::dollars(of.worth),
        words::percent(of.ruin, 3),
        words::percent(of.ruin_error, 3),
        words::percent(of.ruin_at_most, 3),
        words::dollars(of.shortfall_999),
    )
}

fn picture(of: &Fund, stresses: &[&FundStress]) -> Option<Tag> {
    let values = stresses.iter().flat_map(|stress| [stress.fund, stress.left]);
    // Only stresses: a fund that is not a number today can still be drawn in them.
    ends(values.clone())?;
    let ends = ends(values.chain([of.worth, 0.0]))?;
    let rows = Rows {
        title: "What is left of the fund in each stress".to_owned(),
        axis: "dollars in the fund; below zero is lacking",
        ends,
        rows: stresses.iter().map(|stress| row(stress)).collect(),
        pointer: Some(of.worth),
    };
    Some(rows.picture())
}

fn row(of: &FundStress) -> Row {
    let word = if of.left < 0.0 { "lacks" } else { "left" };
    let left = if of.left < 0.0 { -of.left } else { of.left };
    let amounts = [of.left, of.fund, of.uncovered].map(words::dollars);
    let [said_left, said_fund, said_uncovered] = amounts;
    Row {
        name: of.scenario.clone(),
        figure: format!("{word} {}", words::dollars(left)),
        parts: vec![
            ("bar", 0.0, of.left.min(of.fund), format!("left: {said_left}")),
            (
                "bar paid",
                of.left.max(0.0),
                of.fund,
                format!("of {said_fund}, uncovered losses take {said_uncovered}"),
            ),
            ("bar bad", of.left, of.fund.min(0.0), format!("lacking: {said_left}")),
        ],
    }
}

fn says(of: &Fund, stresses: &[&FundStress]) -> [String; 2] {
    let ruined = stresses.iter().filter(|stress| stress.left < 0.0).count() as u64;
    let end = match ruined {
        0 => "The fund survives every one of them.".to_owned(),
        _ => format!("In {} it is not enough.", words::counted(ruined, "stress", "stresses")),
    };
    [
        format!(
            "Each bar ends at what the fund is worth in that stress, before it pays. The pale \
             part pays what accounts lose beyond their equity; the full part is left; orange, \
             to the left of zero, is lacking. {end}"
        ),
        format!(
            "The dashed line is the fund's worth today, {}: a bar that ends before it has lost \
             from the coins that the fund itself holds. The worst stress is first.",
            words::dollars(of.worth)
        ),
    ]
}

fn table(stresses: &[&FundStress]) -> Table {
    let columns =
        [text("stress"), figures("fund then"), figures("uncovered losses"), figures("left")];
    let mut table = Table::new("The fund by stress, the worst first", columns);
    for stress in stresses {
        table.row([
            name(&stress.scenario),
            cell(words::whole_dollars(stress.fund)),
            cell(words::whole_dollars(stress.uncovered)),
            cell(words::whole_dollars(stress.left)),
        ]);
    }
    table
}
