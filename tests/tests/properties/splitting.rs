//! What splitting an account over sub-accounts, or merging them, can and cannot
//! do to what it needs and costs. `docs/statement/margin.md` states the same.

use plimsoll_statement::{Assessment, Exposure, Holding, Parameters, RowIndex, Stress};
use plimsoll_tests::lots;
use proptest::prelude::*;

use crate::strategies::{COLUMNS, holdings, merged, parameters};

fn assess(parameters: &Parameters, holdings: &[Holding]) -> Assessment {
    Assessment::of(parameters, holdings).unwrap()
}

/// What tiers add to closing costs, with haircuts left out.
fn tiers(parameters: &Parameters, row: RowIndex, count: i64) -> i128 {
    let table = parameters.table();
    let held = Exposure::of(table, &[Holding { row, lots: lots(count) }]).unwrap();
    let charges = table.row(row).unwrap();
    let charge = if count > 0 { charges.haircut_long } else { charges.haircut_short };
    let haircut = i128::from(count).abs() * i128::from(charge.units());
    held.closing_cost.units() - haircut
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Netting never asks for more than the parts do together, with every
    /// expected shortfall rounded up and whatever the tiers: splitting holdings
    /// over sub-accounts never lowers the requirement.
    #[test]
    fn parts_need_no_less_than_the_whole(
        parameters in parameters(2),
        a in holdings(),
        b in holdings(),
    ) {
        let rules = parameters.rules();
        let whole = assess(&parameters, &merged(&a, &b));
        let parts = [assess(&parameters, &a), assess(&parameters, &b)];
        let both = |of: fn(&Assessment) -> i128| of(&parts[0]) + of(&parts[1]);
        prop_assert!(
            whole.requirement.amount.units() <= both(|part| part.requirement.amount.units())
        );
        prop_assert!(whole.exposure.floor.units() <= both(|part| part.exposure.floor.units()));
        prop_assert_eq!(whole.exposure.value.units(), both(|part| part.exposure.value.units()));
        for column in 0..usize::from(COLUMNS) {
            let lost = |part: &Assessment| part.exposure.losses[column].units();
            prop_assert_eq!(lost(&whole), lost(&parts[0]) + lost(&parts[1]));
        }
        for group in &rules.groups {
            let risk = |part: &Assessment| part.exposure.risk(group).units();
            prop_assert!(risk(&whole) <= risk(&parts[0]) + risk(&parts[1]));
        }
    }

    /// Without tiers the whole costs no more to close than its parts, so if each
    /// part meets its requirement the whole does, and it leaves no more to
    /// others in a stress.
    #[test]
    fn without_tiers_healthy_parts_are_a_healthy_whole(
        parameters in parameters(0),
        a in holdings(),
        b in holdings(),
        closing_cost in 1u64..=64,
    ) {
        let whole = assess(&parameters, &merged(&a, &b));
        let parts = [assess(&parameters, &a), assess(&parameters, &b)];
        let cost = |part: &Assessment| part.exposure.closing_cost.units();
        prop_assert!(cost(&whole) <= cost(&parts[0]) + cost(&parts[1]));
        prop_assert!(whole.deficit().units() <= parts.iter().map(|p| p.deficit().units()).sum());
        prop_assert!(whole.is_healthy() || !parts.iter().all(Assessment::is_healthy));
        for column in (0..COLUMNS).map(plimsoll_statement::Column) {
            let stress = Stress { column, closing_cost };
            let uncovered = |part: &Assessment| part.exposure.uncovered(stress).units();
            prop_assert!(uncovered(&whole) <= uncovered(&parts[0]) + uncovered(&parts[1]));
        }
    }

    /// Tiers are counted account by account. On one side of a row, parts cost no
    /// more than the whole: splitting a large position lowers its tiers' part,
    /// by at most `slope · knee` of each tier for each part more.
    #[test]
    fn splitting_one_side_lowers_tiers_by_a_knee_at_most(
        parameters in parameters(2),
        row in 1u16..=4,
        side in prop_oneof![Just(1i64), Just(-1)],
        parts in proptest::collection::vec(1i64..1 << 38, 1..5),
    ) {
        let row = RowIndex(row);
        let whole = tiers(&parameters, row, side * parts.iter().sum::<i64>());
        let split: i128 = parts.iter().map(|part| tiers(&parameters, row, side * part)).sum();
        prop_assert!(split <= whole);
        let knee = |tier: &plimsoll_statement::Tier| {
            i128::from(tier.slope.units()) * i128::from(tier.knee)
        };
        let most: i128 = parameters.table().tiers(row).iter().map(knee).sum();
        prop_assert!(whole - split <= most * (parts.len() as i128 - 1));
    }

    /// Lots on two sides net: the rest costs no more than the dearer side alone.
    #[test]
    fn netting_two_sides_never_raises_tiers(
        parameters in parameters(2),
        row in 1u16..=4,
        long in 1i64..1 << 38,
        short in 1i64..1 << 38,
    ) {
        let row = RowIndex(row);
        let netted = tiers(&parameters, row, long - short);
        let sides = [tiers(&parameters, row, long), tiers(&parameters, row, -short)];
        prop_assert!(netted <= sides[0].max(sides[1]));
    }
}

/// The gain by splitting is real: two halves below the knee cost nothing extra.
#[test]
fn two_halves_below_the_knee_cost_less_than_the_whole() {
    use plimsoll_tests::parameters::{PERP, edited};
    let parameters = edited(|_| ());
    assert_eq!(tiers(&parameters, PERP, 200_000), 100_000 * 300_000);
    assert_eq!(tiers(&parameters, PERP, 100_000) * 2, 0);
}
