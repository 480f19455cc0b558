//! The accounts with the largest requirement, and what they fear.

use super::coverage::ratio;
use super::exposure::sizes;
use super::markup::{Tag, paragraph, tag};
use super::plot::nothing;
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::AccountFigures;

/// The section's contents.
pub(super) fn accounts(of: &[AccountFigures]) -> Vec<Tag> {
    if of.is_empty() {
        return vec![nothing("No account has a requirement.")];
    }
    let about = "VaR and ES are the full model's, with the standard error of ES. Scenarios are \
                 those of the requirement in which the account loses most, the worst first.";
    let mut tags = vec![paragraph(about), table(of)];
    if of.iter().any(|account| !account.greeks.is_empty()) {
        tags.push(greeks(of));
    }
    tags
}

fn table(of: &[AccountFigures]) -> Tag {
    let columns = [
        text("account"),
        figures("requirement"),
        figures("equity"),
        figures("VaR"),
        figures("ES"),
        figures("standard error"),
        figures("ES / requirement"),
        text("worst scenarios, with the loss"),
    ];
    let mut table = Table::new("Largest accounts by requirement", columns);
    for account in of {
        table.row([
            name(&account.account),
            cell(words::whole_dollars(account.requirement)),
            cell(words::whole_dollars(account.equity)),
            cell(words::whole_dollars(account.value_at_risk)),
            cell(words::whole_dollars(account.expected_shortfall)),
            cell(words::whole_dollars(account.standard_error)),
            cell(ratio(account)),
            worst(account),
        ]);
    }
    table.boxed()
}

fn worst(of: &AccountFigures) -> Tag {
    if of.worst_scenarios.is_empty() {
        return cell("none");
    }
    tag("ol").with_all(of.worst_scenarios.iter().map(|(scenario, loss)| {
        tag("li").with(name(scenario)).text(format!(": {}", words::dollars(*loss)))
    }))
}

fn greeks(of: &[AccountFigures]) -> Tag {
    let columns = [
        text("account"),
        text("underlying"),
        figures("delta"),
        figures("gamma"),
        figures("vega"),
        figures("theta"),
    ];
    let mut table = Table::new("Greeks of these accounts, in dollars", columns);
    for account in of {
        for one in &account.greeks {
            let [delta, gamma, vega, theta] = sizes(one);
            table.row([name(&account.account), name(&one.underlying), delta, gamma, vega, theta]);
        }
    }
    table.folded()
}
