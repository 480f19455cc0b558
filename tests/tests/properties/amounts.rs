//! Amounts, lots and decimals at the ends of their ranges and at powers of two,
//! and texts that read as what they were written from.

use plimsoll_statement::{
    Band, Charge, CountBound, Decimal, LotSize, Lots, LotsError, Money, MoneyBound, Price, Tier,
};
use plimsoll_tests::{lots, units};
use proptest::prelude::*;

/// 0, ±1, every power of two and its neighbours, the maxima, in each sign.
fn corpus(bits: u32) -> Vec<i128> {
    let powers = (0..=bits.min(126)).flat_map(|bit| {
        let power = 1i128 << bit;
        [power - 1, power, power + 1]
    });
    let sizes: Vec<i128> = powers.chain([i128::MAX]).collect();
    let below = sizes.iter().map(|size| -size);
    sizes.iter().copied().chain(below).chain([0, i128::MIN]).collect()
}

#[test]
fn money_is_exact_or_none() {
    let limit = 1i128 << 120;
    let inside = |units: i128| -limit < units && units < limit;
    let all = corpus(126);
    for &a in &all {
        let money = Money::from_units(a);
        assert_eq!(money.map(Money::units), Some(a).filter(|a| inside(*a)), "{a}");
        let Some(money) = money else { continue };
        assert_eq!(money.or_zero().units(), a.max(0));
        for bits in [0, 1, 72, 80, 95, 112, 119, 120] {
            assert_eq!(money.fits(bits), a.unsigned_abs() < 1 << bits, "{a} in {bits}");
        }
        for b in all.iter().filter_map(|&b| Money::from_units(b)) {
            let sum = a.checked_add(b.units()).filter(|sum| inside(*sum));
            assert_eq!(money.plus(b).map(Money::units), sum);
            let difference = a.checked_sub(b.units()).filter(|rest| inside(*rest));
            assert_eq!(money.minus(b).map(Money::units), difference);
        }
        for factor in [0, 1, 2, 64, (1 << 16) + 1, u64::MAX] {
            let product = a.checked_mul(factor.into()).filter(|product| inside(*product));
            assert_eq!(money.times(factor).map(Money::units), product);
        }
    }
    assert_eq!(Money::MAX.units(), limit - 1);
}

#[test]
fn prices_charges_and_lots_end_where_they_say() {
    for value in corpus(64).into_iter().filter_map(|value| i64::try_from(value).ok()) {
        let price = (-(1 << 47)..1 << 47).contains(&value).then_some(value);
        assert_eq!(Price::from_units(value).map(Price::units), price);
        let count = (value != i64::MIN).then_some(value);
        assert_eq!(Lots::new(value).map(Lots::count), count);
        let Some(lots) = Lots::new(value) else { continue };
        assert_eq!(i128::from(lots.long()) - i128::from(lots.short()), value.into());
        assert!(lots.long() == 0 || lots.short() == 0);
        assert_eq!(lots.size(), lots.long() + lots.short());
        assert!(lots.size() >> Lots::BITS == 0);
    }
    for value in corpus(64).into_iter().filter_map(|value| u64::try_from(value).ok()) {
        let charge = (value < 1 << 48).then_some(value);
        assert_eq!(Charge::from_units(value).map(Charge::units), charge);
    }
    assert_eq!((Lots::BITS, Tier::KNEE_BITS), (63, 62));
}

/// 1, 2, 5 times powers of ten, written out.
fn ladder(first: u128) -> Vec<u128> {
    let decades = (0..26).map(|zeros| first * 10u128.pow(zeros));
    decades.flat_map(|decade| [decade, 2 * decade, 5 * decade]).collect()
}

#[test]
fn bounds_are_the_lowest_rung_that_holds() {
    let rungs = ladder(1);
    for count in corpus(33).into_iter().filter_map(|count| u64::try_from(count).ok()) {
        let rung = rungs.iter().find(|rung| **rung >= count.into());
        let expected = match count {
            0 => Some(0),
            _ => rung.and_then(|rung| u64::try_from(*rung).ok()).filter(|rung| rung >> 32 == 0),
        };
        assert_eq!(CountBound::rounded_up(count).map(CountBound::get), expected, "{count}");
        let is_rung = expected == Some(count);
        assert_eq!(CountBound::new(count).is_some(), is_rung, "{count}");
    }
    let rungs = ladder(1_000 * 100_000_000);
    for amount in corpus(119).into_iter().filter_map(Money::from_units) {
        let size = u128::try_from(amount.units()).ok();
        let rung = size.and_then(|size| rungs.iter().find(|rung| **rung >= size));
        let expected = match amount.units() {
            0 => Some(0),
            _ => rung.copied().filter(|rung| rung >> 112 == 0),
        };
        let bound = MoneyBound::rounded_up(amount).map(|bound| bound.get().units());
        assert_eq!(bound, expected.map(u128::cast_signed), "{amount}");
        let is_rung = expected.is_some() && expected == size;
        assert_eq!(MoneyBound::new(amount).is_some(), is_rung, "{amount}");
    }
    let percents: Vec<u64> = Band::all().map(Band::percent).collect();
    assert_eq!(percents, [100, 125, 150, 200, 300, 500, 1000]);
    assert_eq!((0..2_000).filter_map(Band::new).count(), percents.len());
}

fn decimal() -> impl Strategy<Value = Decimal> {
    let most = 10i128.pow(Decimal::MAX_DIGITS);
    let mantissa = prop_oneof![-999i128..1_000, 1 - most..most];
    let exponent = -Decimal::MAX_EXPONENT..=Decimal::MAX_EXPONENT;
    (mantissa, exponent).prop_filter_map("beyond the bounds", |(m, e)| Decimal::new(m, e))
}

proptest! {
    /// What is displayed reads as the same decimal, and so does every other way
    /// to write it.
    #[test]
    fn decimals_read_as_they_were_written(decimal in decimal(), zeros in 0u32..3) {
        let plain = decimal.to_string();
        prop_assert_eq!(plain.parse(), Ok(decimal));
        let scientific = format!("{}e{}", decimal.mantissa(), decimal.exponent());
        prop_assert_eq!(scientific.parse(), Ok(decimal));
        let padded = if plain.contains('.') { plain } else { plain + ".0" };
        let padded = padded + &"0".repeat(zeros as usize);
        prop_assert_eq!(padded.parse(), Ok(decimal));
    }

    #[test]
    fn anything_else_is_refused_without_panic(text in "[-+0-9.eE]{0,12}|\\PC{0,8}") {
        if let Ok(decimal) = text.parse::<Decimal>() {
            prop_assert_eq!(decimal.to_string().parse(), Ok(decimal), "{}", text);
        }
    }

    /// Money reads as the decimal it is, as far as decimals have digits.
    #[test]
    fn money_reads_as_dollars(amount in -(10i128.pow(36) - 1)..10i128.pow(36)) {
        let text = units(amount).to_string();
        let unit = Decimal::new(1, -8).unwrap();
        prop_assert_eq!(text.parse::<Decimal>().unwrap().in_units_of(unit), Some(amount));
    }

    /// Lots and quantities are each other's inverse; a part of a lot is refused.
    #[test]
    fn quantities_are_whole_lots(
        count in prop_oneof![-9i64..9, -i64::MAX..=i64::MAX],
        mantissa in 1i128..1_000_000,
        exponent in -12i32..6,
    ) {
        let size = LotSize::new(Decimal::new(mantissa, exponent).unwrap()).unwrap();
        let quantity = size.quantity(lots(count)).unwrap();
        prop_assert_eq!(size.lots_exactly(quantity), Ok(lots(count)));
        let half = LotSize::new(Decimal::new(mantissa * 2, exponent).unwrap()).unwrap();
        let halves = half.lots_exactly(quantity);
        if count % 2 == 0 {
            prop_assert_eq!(halves, Ok(lots(count / 2)));
        } else {
            let refused = matches!(halves, Err(LotsError::NotWhole { lot_size, .. }) if lot_size == half);
            prop_assert!(refused);
        }
    }
}
