//! Integrals over an interval by the tanh-sinh rule: nodes crowd at both ends,
//! and halving the step about doubles the digits, so the last change bounds the
//! error with much to spare.

/// Where the rule's weights have vanished.
const REACH: f64 = 3.4;
/// Halvings before giving up: 7 steps a unit become 450.
const LEVELS: u32 = 9;
/// A change that small, relative to the integral of the absolute value, leaves
/// an error near the last digit after it.
const SETTLED: f64 = 1e-10;

/// The integral of `f` from `from` to `to`; `None` if it does not settle, as
/// when `f` is not smooth or not finite. The sum has one order.
pub(crate) fn integrate(f: impl Fn(f64) -> f64, from: f64, to: f64) -> Option<f64> {
    let width = to - from;
    if width == 0.0 {
        return Some(0.0);
    }
    // The sum over nodes t = k·step for odd k, or for every k, of value and size.
    let sum = |step: f64, first: u32, stride: usize| {
        let (mut total, mut size) = (0.0, 0.0f64);
        for k in (first..).step_by(stride) {
            let t = f64::from(k) * step;
            if t > REACH {
                break;
            }
            let (share, weight) = node(t);
            let ends = [from + width * share, to - width * share];
            for &at in if k == 0 { &ends[..1] } else { &ends[..] } {
                let value = weight * f(at);
                total += value;
                size += value.abs();
            }
        }
        (total, size)
    };
    let mut step = 0.25;
    let (mut total, mut size) = sum(step, 0, 1);
    let mut before = total * step;
    for _ in 0..LEVELS {
        step *= 0.5;
        let (more, larger) = sum(step, 1, 2);
        total += more;
        size += larger;
        let now = total * step;
        // Also false for NaN.
        if (now - before).abs() <= SETTLED * size * step {
            return Some(now * width);
        }
        before = now;
    }
    None
}

/// For `t ≥ 0`: how far from its nearer end the node lies, as a share of the
/// interval and with all its digits, and its weight.
fn node(t: f64) -> (f64, f64) {
    let grown = std::f64::consts::FRAC_PI_2 * libm::sinh(t);
    let fade = libm::exp(-2.0 * grown);
    let share = fade / (1.0 + fade);
    (share, std::f64::consts::PI * libm::cosh(t) * share / (1.0 + fade))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, wanted: f64) {
        let found = found.unwrap();
        assert!((found - wanted).abs() <= 4e-15 * (1.0 + wanted.abs()), "{found} is not {wanted}");
    }

    #[test]
    fn smooth_and_steep_integrands() {
        close(integrate(libm::exp, 0.0, 2.0), 2.0f64.exp() - 1.0);
        close(integrate(|x| x.sqrt(), 0.0, 1.0), 2.0 / 3.0);
        close(integrate(|x| 1.0 / (1e-4 + x * x), 0.0, 1.0), 100.0 * 100.0f64.atan());
        close(integrate(|_| 1.0, 3.0, 3.0), 0.0);
        close(integrate(|x| x, 2.0, 0.0), -2.0);
    }

    #[test]
    fn what_does_not_settle_is_no_number() {
        assert_eq!(integrate(|_| f64::NAN, 0.0, 1.0), None);
        assert_eq!(integrate(|x| if x < 0.3 { 0.0 } else { 1.0 }, 0.0, 1.0), None);
    }
}
