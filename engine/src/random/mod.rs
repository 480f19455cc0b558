//! Where chance comes from: streams keyed by seed, purpose and number, Sobol's
//! points, and the way from uniform to normal. No state is shared, so that
//! results do not depend on who draws first.

mod directions;
mod normal;
mod polynomials;
mod sobol;
mod stream;

pub(crate) use normal::{inverse_normal, to_normal};
pub(crate) use sobol::{DIMENSIONS, MOST_POINTS, Sobol};
pub(crate) use stream::Stream;
