//! The simplex method of Nelder and Mead, for functions without derivatives in
//! a few dimensions. It starts again where it ends until that gains nothing, as
//! a collapsed simplex can stop short of a minimum.

/// Where a function is least.
#[derive(Clone, Debug)]
pub(crate) struct Minimum {
    pub(crate) at: Vec<f64>,
    pub(crate) value: f64,
    pub(crate) evaluations: usize,
    pub(crate) converged: bool,
}

const STARTS: usize = 12;

/// The minimum found from `start`, with first steps of these sizes. Where the
/// function is not a number, it counts as infinite.
pub(crate) fn minimum(
    mut function: impl FnMut(&[f64]) -> f64,
    start: &[f64],
    steps: &[f64],
    tolerance: f64,
) -> Minimum {
    let mut evaluations = 0;
    let mut counted = |x: &[f64]| {
        evaluations += 1;
        let value = function(x);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut best = Vertex { value: counted(start), at: start.to_vec() };
    let mut converged = false;
    for round in 0..STARTS {
        let shrunk = if round == 0 { 1.0 } else { 0.25 };
        let before = best.value;
        let (found, settled) = descend(&mut counted, &best, steps, shrunk, tolerance);
        best = found;
        let gained = before - best.value;
        // Also where both are infinite, which is a failure.
        if settled && gained <= tolerance * (1.0 + best.value.abs()) {
            converged = best.value.is_finite();
            break;
        }
    }
    Minimum { at: best.at, value: best.value, evaluations, converged }
}

#[derive(Clone)]
struct Vertex {
    value: f64,
    at: Vec<f64>,
}

fn descend(
    function: &mut impl FnMut(&[f64]) -> f64,
    start: &Vertex,
    steps: &[f64],
    shrunk: f64,
    tolerance: f64,
) -> (Vertex, bool) {
    let size = start.at.len();
    let mut simplex = vec![start.clone()];
    for (i, step) in steps.iter().enumerate().take(size) {
        let mut at = start.at.clone();
        // Not so small that it is lost in a large coordinate.
        at[i] += f64::max(step * shrunk, 1e-4 * at[i].abs());
        simplex.push(Vertex { value: function(&at), at });
    }
    for _ in 0..200 * (size + 1) {
        // Stable, so that ties stay in their order.
        simplex.sort_by(|a, b| a.value.total_cmp(&b.value));
        let (best, worst) = (&simplex[0], &simplex[size]);
        if worst.value - best.value <= tolerance * (1.0 + best.value.abs()) {
            return (best.clone(), true);
        }
        let centre: Vec<f64> = (0..size)
            .map(|i| simplex[..size].iter().map(|v| v.at[i]).sum::<f64>() / size as f64)
            .collect();
        let toward = |scale: f64| -> Vec<f64> {
            centre.iter().zip(&worst.at).map(|(c, w)| c + scale * (c - w)).collect()
        };
        let mut tried = |scale: f64| {
            let at = toward(scale);
            Vertex { value: function(&at), at }
        };
        let reflected = tried(1.0);
        let replacement = if reflected.value < best.value {
            let expanded = tried(2.0);
            Some(if expanded.value < reflected.value { expanded } else { reflected })
        } else if reflected.value < simplex[size - 1].value {
            Some(reflected)
        } else {
            let outside = reflected.value < worst.value;
            let contracted = tried(if outside { 0.5 } else { -0.5 });
            let bound = if outside { reflected.value } else { worst.value };
            (contracted.value < bound).then_some(contracted)
        };
        if let Some(vertex) = replacement {
            simplex[size] = vertex;
            continue;
        }
        let best = simplex[0].at.clone();
        for vertex in &mut simplex[1..] {
            for (x, b) in vertex.at.iter_mut().zip(&best) {
                *x = b + 0.5 * (*x - b);
            }
            vertex.value = function(&vertex.at);
        }
    }
    simplex.sort_by(|a, b| a.value.total_cmp(&b.value));
    (simplex[0].clone(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curved_valley_has_one_end() {
        let valley = |x: &[f64]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            a * a + 100.0 * b * b
        };
        let found = minimum(valley, &[-1.2, 1.0], &[0.5, 0.5], 1e-14);
        assert!(found.converged, "{found:?}");
        assert!((found.at[0] - 1.0).abs() < 1e-6 && (found.at[1] - 1.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_has_no_minimum_does_not_converge() {
        assert!(!minimum(|_| f64::NAN, &[1.0], &[1.0], 1e-12).converged);
        assert!(!minimum(|x| x[0] * x[0].abs(), &[-1.0], &[1.0], 1e-12).converged);
    }
}
