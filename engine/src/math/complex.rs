//! Complex numbers, as far as characteristic functions need them. Written here
//! because the usual crate calls the platform's `exp` and `sin`.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Complex {
    pub(crate) re: f64,
    pub(crate) im: f64,
}

impl Complex {
    pub(crate) const ZERO: Self = Self::new(0.0, 0.0);
    pub(crate) const ONE: Self = Self::new(1.0, 0.0);

    pub(crate) const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    pub(crate) fn norm_squared(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    pub(crate) fn norm(self) -> f64 {
        self.norm_squared().sqrt()
    }

    /// This times the imaginary unit.
    pub(crate) fn times_i(self) -> Self {
        Self::new(-self.im, self.re)
    }

    pub(crate) fn exp(self) -> Self {
        let (sin, cos) = libm::sincos(self.im);
        let size = libm::exp(self.re);
        Self::new(size * cos, size * sin)
    }

    /// `exp(z) − 1`, which keeps its digits where `z` is small.
    pub(crate) fn exp_m1(self) -> Self {
        let grown = libm::expm1(self.re);
        let (sin, cos) = libm::sincos(0.5 * self.im);
        // cos z = 1 − 2 sin²(z/2), sin z = 2 sin(z/2) cos(z/2).
        let drop = 2.0 * sin * sin;
        Self::new(grown * (1.0 - drop) - drop, (grown + 1.0) * 2.0 * sin * cos)
    }

    /// `ln(1 + z)` on the principal branch, which keeps its digits where `z` is
    /// small.
    pub(crate) fn ln_1p(self) -> Self {
        let angle = libm::atan2(self.im, 1.0 + self.re);
        let excess = 2.0 * self.re + self.norm_squared();
        let size = if self.norm_squared() < 0.25 {
            libm::log1p(excess)
        } else {
            libm::log((self + Self::ONE).norm_squared())
        };
        Self::new(0.5 * size, angle)
    }

    /// The root with a real part that is not negative.
    pub(crate) fn sqrt(self) -> Self {
        let size = self.norm();
        if size == 0.0 {
            return Self::ZERO;
        }
        if self.re >= 0.0 {
            let re = (0.5 * (size + self.re)).sqrt();
            Self::new(re, 0.5 * self.im / re)
        } else {
            let im = (0.5 * (size - self.re)).sqrt();
            let im = if self.im < 0.0 { -im } else { im };
            Self::new(0.5 * self.im / im, im)
        }
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl Add<f64> for Complex {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        Self::new(self.re + other, self.im)
    }
}

impl Sub for Complex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.re - other.re, self.im - other.im)
    }
}

impl Neg for Complex {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.re, -self.im)
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }
}

impl Mul<f64> for Complex {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self::new(self.re * factor, self.im * factor)
    }
}

impl Div for Complex {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let scale = 1.0 / other.norm_squared();
        Self::new(
            (self.re * other.re + self.im * other.im) * scale,
            (self.im * other.re - self.re * other.im) * scale,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Complex, b: Complex) {
        assert!((a - b).norm() <= 4e-16 * (1.0 + b.norm()), "{a:?} is not {b:?}");
    }

    #[test]
    fn functions_undo_each_other() {
        for (re, im) in [(0.3, -0.4), (-2.0, 1.5), (1e-9, 2e-9), (-0.2, -3.0), (4.0, 0.0)] {
            let z = Complex::new(re, im);
            close(z.sqrt() * z.sqrt(), z);
            assert!(z.sqrt().re >= 0.0);
            close(z.exp_m1().ln_1p(), z);
            close(z.exp_m1() + Complex::ONE, z.exp());
            close(z / Complex::new(0.7, -0.2) * Complex::new(0.7, -0.2), z);
        }
        // Digits are kept near zero, relative to the small result.
        let small = Complex::new(3e-12, -4e-12);
        let error = small.exp_m1().ln_1p() - small;
        assert!(error.norm() < 1e-27, "{error:?}");
    }
}
