//! Cash: every account gets what the statement's own rule asks of it, and the
//! insurance fund more than every stress leaves uncovered.

use plimsoll_statement::{Assessment, Class, Column, Holding, Lots, Money, Parameters, RowIndex};

use super::SampleError;
use super::catalogue::{CASH_LOTS_PER_USD, Catalogue, Payoff};
use super::draft::{Draft, FUND};
use super::flow::Crowd;
use super::market::{BTC, Stable};

/// Percent of the worst uncovered loss that the fund has in cash.
const FUND_PERCENT: i128 = 175;
/// What the fund has in any case, in dollars.
const FUND_BASE: i64 = 100_000;

/// Gives every account its cash. Returns what they leave uncovered together in
/// every stress.
pub(super) fn fund_accounts(
    catalogue: &Catalogue,
    parameters: &Parameters,
    drafts: &mut [Draft],
) -> Result<Vec<Money>, SampleError> {
    let rows = Rows::new(catalogue, parameters);
    let stresses = &parameters.rules().stresses;
    let mut uncovered = vec![Money::ZERO; stresses.len()];
    for draft in drafts {
        let assessment = give_cash(&rows, draft)?;
        for (sum, stress) in uncovered.iter_mut().zip(stresses) {
            let more = assessment.exposure.uncovered(*stress);
            *sum = sum.plus(more).ok_or(SampleError::Figure("a sum"))?;
        }
    }
    Ok(uncovered)
}

/// Adds cash until equity is what the draft aims at. Cash can lose its peg and
/// so raise the requirement it pays for, by far less than its worth: a few
/// rounds are enough, and a target below 100% stays below.
fn give_cash(rows: &Rows<'_>, draft: &mut Draft) -> Result<Assessment, SampleError> {
    let per_lot = rows.equity_per_lot(draft.cash).max(1);
    draft.add(draft.cash, draft.idle);
    let mut holdings = rows.holdings(draft)?;
    for _ in 0..64 {
        let assessment =
            Assessment::of(rows.parameters, &holdings).map_err(SampleError::Account)?;
        let wanted = assessment.requirement.amount.units() * i128::from(draft.target) / 100;
        let lacking = wanted - assessment.equity.units();
        if lacking <= 0 {
            return Ok(assessment);
        }
        let lots = i64::try_from(lacking.div_euclid(per_lot) + 1)
            .map_err(|_| SampleError::Figure("an amount of cash"))?;
        draft.add(draft.cash, lots);
        holdings = rows.holdings(draft)?;
    }
    Err(SampleError::Figure("an amount of cash"))
}

/// The insurance fund: dollars for every stress, and a little BTC.
pub(super) fn insurance_fund(
    catalogue: &Catalogue,
    parameters: &Parameters,
    crowd: Crowd,
    uncovered: &[Money],
) -> Result<Vec<Draft>, SampleError> {
    let rows = Rows::new(catalogue, parameters);
    let [usdc, usdt] = Stable::ALL.map(|stable| catalogue.find(Payoff::Cash(stable)));
    let base = FUND_BASE * CASH_LOTS_PER_USD;
    let mut most = 0;
    for (stress, uncovered) in parameters.rules().stresses.iter().zip(uncovered) {
        let left = rows.worth_per_lot(usdc, stress.column).max(1);
        most = most.max(uncovered.units() * FUND_PERCENT / (100 * left));
    }
    let lots = i64::try_from(most).map_err(|_| SampleError::Figure("the fund"))? + base;
    let coin = catalogue.find(Payoff::Coin(BTC));
    let funds = (0..crowd.funds).map(|sub_account| {
        let mut fund = Draft::new(FUND.to_owned(), sub_account, Class::Fund, usdc);
        if sub_account == 0 {
            fund.add(usdc, lots);
            fund.add(coin, catalogue.lots_worth(coin, FUND_BASE as f64));
        } else {
            fund.add(usdt, base);
        }
        fund
    });
    Ok(funds.collect())
}

/// The table's rows by instrument.
struct Rows<'a> {
    parameters: &'a Parameters,
    assets: usize,
}

impl<'a> Rows<'a> {
    fn new(catalogue: &Catalogue, parameters: &'a Parameters) -> Self {
        let kinds = catalogue.listings.iter().map(|l| l.instrument.kind);
        let assets = kinds.filter(|kind| kind.is_asset()).count();
        Self { parameters, assets }
    }

    fn row(&self, instrument: usize) -> RowIndex {
        let index = if instrument < self.assets {
            1 + instrument
        } else {
            1 + self.parameters.rules().assets + instrument - self.assets
        };
        RowIndex(u16::try_from(index).unwrap_or_default())
    }

    fn holdings(&self, draft: &Draft) -> Result<Vec<Holding>, SampleError> {
        let holdings = draft.holdings().iter().map(|&(instrument, lots)| {
            let row = self.row(instrument);
            Lots::new(lots).map(|lots| Holding { row, lots })
        });
        let holdings: Option<Vec<_>> = holdings.collect();
        holdings.ok_or(SampleError::Figure("a number of lots"))
    }

    fn worth_per_lot(&self, instrument: usize, column: Column) -> i128 {
        let (table, row) = (self.parameters.table(), self.row(instrument));
        let mark = table.row(row).map_or(0, |row| row.mark.units());
        i128::from(mark) + i128::from(table.pnl_at(row, column).units())
    }

    fn equity_per_lot(&self, instrument: usize) -> i128 {
        let row = self.parameters.table().row(self.row(instrument));
        let haircut = row.map_or(0, |row| row.haircut_long.units());
        self.worth_per_lot(instrument, Column::ZERO_MOVE) - i128::from(haircut)
    }
}
