//! The Poisson weights of how many jumps there are, from the likeliest outwards
//! and normalised, so that they sum to 1 whatever the mean.

use super::ModelError;

/// Weights below that share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-22;
/// Enough for any market, and the sums stay short.
const MOST: f64 = 1e5;

/// The numbers of jumps that matter, each with its chance.
pub(super) fn poisson(mean: f64) -> Result<Vec<(f64, f64)>, ModelError> {
    if !(0.0..=MOST).contains(&mean) {
        let must = "such that there are at most 100,000 jumps until expiry";
        return Err(ModelError::Figure { name: "lambda", value: mean, must });
    }
    let mode = libm::floor(mean);
    let mut weights = Vec::new();
    let (mut count, mut weight) = (mode, 1.0);
    while weight > NEGLIGIBLE {
        weights.push((count, weight));
        weight *= count / mean;
        count -= 1.0;
    }
    weights.reverse();
    (count, weight) = (mode + 1.0, mean / (mode + 1.0));
    while weight > NEGLIGIBLE {
        weights.push((count, weight));
        count += 1.0;
        weight *= mean / count;
    }
    let total: f64 = weights.iter().map(|w| w.1).sum();
    weights.iter_mut().for_each(|w| w.1 /= total);
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_the_closed_form() {
        for mean in [0.0, 1e-300, 0.3, 1.0, 7.5, 1200.0] {
            let weights = poisson(mean).unwrap();
            let moment: f64 = weights.iter().map(|(n, w)| n * w).sum();
            assert!((moment - mean).abs() < 1e-13 * (1.0 + mean), "{mean}: {moment}");
            let none = weights.iter().find(|w| w.0 == 0.0).map_or(0.0, |w| w.1);
            assert!((none - libm::exp(-mean)).abs() < 1e-15, "{mean}: {none}");
        }
        assert!(poisson(1e6).is_err() && poisson(f64::NAN).is_err());
    }
}
