//! Small parts that several clauses use.

use ark_ff::{Field as _, One as _, Zero as _};
use plimsoll_snark::{Builder, Early, Fr, Num, Result, Time};
use plimsoll_statement::Money;

/// A number that is 0 or 1: one constraint.
pub(crate) fn boolean(b: &mut Builder<Early>, value: Fr) -> Result<Num<Early>> {
    let bit = b.witness(value)?;
    let other = not(b, bit)?;
    never_both(b, bit, other)?;
    Ok(bit)
}

/// `1 − bit`.
pub(crate) fn not<T: Time>(b: &mut Builder<T>, bit: Num<T>) -> Result<Num<T>> {
    b.linear(Fr::one(), &[(-Fr::one(), bit)])
}

/// Demands `a·b = 0`.
pub(crate) fn never_both<T: Time>(b: &mut Builder<T>, one: Num<T>, other: Num<T>) -> Result<()> {
    let zero = b.constant(Fr::zero())?;
    b.enforce(one, other, zero)
}

/// The sum of many numbers.
pub(crate) fn sum<T: Time>(b: &mut Builder<T>, numbers: &[Num<T>]) -> Result<Num<T>> {
    let terms: Vec<_> = numbers.iter().map(|number| (Fr::one(), *number)).collect();
    b.linear(Fr::zero(), &terms)
}

/// Demands `after − before = Σ added`.
pub(crate) fn grows<T: Time>(
    b: &mut Builder<T>,
    before: Num<T>,
    after: Num<T>,
    added: &[Num<T>],
) -> Result<()> {
    let grown = b.sub(after, before)?;
    let added = sum(b, added)?;
    b.equal(grown, added)
}

/// `2^exponent`.
pub(crate) fn power_of_two(exponent: u32) -> Fr {
    Fr::from(2u64).pow([u64::from(exponent)])
}

/// An amount of money in the field, below zero for a debt.
pub(crate) fn money(amount: Money) -> Fr {
    Fr::from(amount.units())
}

/// Debug output that names a type and shows nothing of it: witnesses are
/// secrets.
macro_rules! secret {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret)"))
            }
        }
    )*};
}
pub(crate) use secret;
