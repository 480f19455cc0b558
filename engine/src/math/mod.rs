//! The mathematics of pricing: normal distributions, complex numbers and
//! quadrature. Transcendental functions come from `libm` alone.

mod bivariate;
mod complex;
mod normal;
mod quadrature;

pub(crate) use bivariate::bivariate_cdf;
pub(crate) use complex::Complex;
pub(crate) use normal::{cdf, pdf};
pub use normal::{normal_cdf, normal_pdf, normal_quantile};
pub(crate) use quadrature::integrate;
