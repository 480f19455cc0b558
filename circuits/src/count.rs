//! Constraints by clause: what an account costs, and what a batch costs besides.

use std::collections::BTreeMap;

use plimsoll_snark::{Result, count};
use plimsoll_statement::{Column, Cover, Group, Lane, Rules, Shape, Stress, Table, Test};

use crate::{BatchCircuit, ClosingCircuit, Layout, ParametersCircuit};

/// Constraints by clause.
pub type ByClause = BTreeMap<&'static str, usize>;

/// What a batch circuit costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchCounts {
    /// What one more account adds.
    pub per_account: ByClause,
    /// What there is without accounts.
    pub overhead: ByClause,
}

impl BatchCounts {
    /// Counts the circuit of a shape by two that are smaller: every account
    /// costs the same, and limbs are as wide as in the whole.
    ///
    /// # Errors
    /// Those of the circuit.
    pub fn of(rules: &Rules, shape: Shape) -> Result<Self> {
        const FEW: usize = 4;
        let table = Table::empty(rules.rows, rules.tiers, rules.columns);
        let Layout { limb_bits, .. } = Layout::new(rules, shape);
        let of = |accounts: usize| {
            let shape = Shape { accounts, ..shape };
            let circuit = BatchCircuit::blank(rules, &table, Layout { shape, limb_bits });
            count(&circuit)
        };
        let (few, more) = (of(FEW)?, of(2 * FEW)?);
        let (mut per_account, mut overhead) = (ByClause::new(), ByClause::new());
        for (clause, more) in more {
            let few = few.get(clause).copied().unwrap_or_default();
            let each = (more - few) / FEW;
            per_account.insert(clause, each);
            // The tree has a node less than leaves, powers a product less.
            overhead.insert(clause, few.saturating_sub(FEW * each));
        }
        per_account.retain(|_, count| *count > 0);
        overhead.retain(|_, count| *count > 0);
        Ok(Self { per_account, overhead })
    }
}

/// What the parameters circuit costs.
///
/// # Errors
/// Those of the circuit.
pub fn parameters_counts(rules: &Rules) -> Result<ByClause> {
    let table = Table::empty(rules.rows, rules.tiers, rules.columns);
    count(&ParametersCircuit::blank(&table))
}

/// What the closing circuit costs.
///
/// # Errors
/// Those of the circuit.
pub fn closing_counts(rules: &Rules) -> Result<ByClause> {
    count(&ClosingCircuit::blank(rules))
}

/// Rules to measure with: one group of all margin scenarios, and stresses that
/// are scenarios of their own but for the zero move. `None` unless all fits.
#[must_use]
pub fn rules_to_measure(
    instruments: usize,
    scenarios: usize,
    stresses: usize,
    tiers: usize,
) -> Option<Rules> {
    let column = |place: usize| u16::try_from(place).ok().map(Column);
    let columns = scenarios.checked_add(stresses)?;
    let margin = (1..=scenarios).map(column).collect::<Option<Vec<_>>>()?;
    let others = (scenarios + 1..columns).map(column).collect::<Option<Vec<_>>>()?;
    let stressed = std::iter::once(Column::ZERO_MOVE).chain(others);
    let rows = instruments.checked_add(1).filter(|rows| *rows <= Rules::MAX_ROWS)?;
    let fits = columns <= Rules::MAX_COLUMNS && tiers <= Rules::MAX_TIERS && scenarios > 0;
    (fits && stresses > 0 && instruments > 1).then(|| Rules {
        rows,
        // As many coins as there are underlyings of sixteen instruments each.
        assets: instruments.div_ceil(16),
        tiers,
        columns,
        groups: vec![Group { columns: margin, worst: 1 }],
        tests: vec![Test { groups: vec![0] }],
        stresses: stressed.map(|column| Stress { column, closing_cost: 2 }).collect(),
        cover: Cover::All,
    })
}

/// The shape to measure: the standard one with so many slots.
#[must_use]
pub fn shape_to_measure(lane: Lane, slots: usize) -> Shape {
    Shape { slots, ..crate::NamedShape::Standard.shape(lane) }
}
