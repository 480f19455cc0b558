//! The mathematics of pricing: normal distributions, complex numbers and
//! quadrature. Transcendental functions come from `libm`,
//! or from here where many are wanted at once; never from the platform.

mod bivariate;
mod complex;
mod exponential;
mod normal;
mod quadrature;

pub(crate) use bivariate::bivariate_cdf;
pub(crate) use complex::Complex;
pub(crate) use exponential::scaled_exponentials;
pub(crate) use normal::{cdf, pdf};
pub use normal::{normal_cdf, normal_pdf, normal_quantile};
pub(crate) use quadrature::integrate;
