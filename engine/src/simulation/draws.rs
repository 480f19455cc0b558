//! The uniform and normal numbers of one block of paths, by path innermost, in
//! an order that depends on nothing but the plan.

use super::plan::{Interval, Sampling};
use crate::random::{Sobol, Stream, to_normal};

/// Paths that are drawn together, from a stream of their own. Part of what a
/// seed means: another number would be other paths.
pub(super) const BLOCK: usize = 256;

/// Where a run's draws come from.
#[derive(Clone, Debug)]
pub(super) struct Sampler {
    seed: u64,
    sampling: Sampling,
    sobol: Option<Sobol>,
    bridge: Bridge,
    /// Brownian motions.
    motions: usize,
}

/// The draws of one block.
pub(super) struct Draws<'a> {
    sampler: &'a Sampler,
    stream: Stream,
    block: u64,
    /// With Sobol's points: every step's normals, by step and motion.
    bridged: Vec<f64>,
    /// The next of Sobol's dimensions that is not a motion's first.
    dimension: usize,
}

impl Sampler {
    /// `jump_draws` is how many rows jumps need in all.
    pub(super) fn new(
        (seed, sampling): (u64, Sampling),
        intervals: &[Interval],
        motions: usize,
        jump_draws: usize,
    ) -> Self {
        let steps = intervals.iter().flat_map(|interval| vec![interval.step; interval.steps]);
        let bridge = Bridge::new(&steps.collect::<Vec<f64>>());
        let sobol = match sampling {
            Sampling::Sobol { scramble } => {
                let wanted = motions.saturating_mul(bridge.nodes.len()).saturating_add(jump_draws);
                Some(Sobol::new(wanted.min(crate::random::DIMENSIONS), seed, scramble))
            }
            _ => None,
        };
        Self { seed, sampling, sobol, bridge, motions }
    }

    /// Whether the order of what is drawn matters.
    pub(super) fn ordered(sampling: Sampling) -> bool {
        matches!(sampling, Sampling::Sobol { .. })
    }

    pub(super) fn draws(&self, block: u64) -> Draws<'_> {
        let purpose = match self.sampling {
            Sampling::Independent | Sampling::Antithetic => *b"paths   ",
            Sampling::Sobol { scramble } => {
                let mut purpose = *b"pad     ";
                purpose[4..].copy_from_slice(&scramble.to_le_bytes()[..4]);
                purpose
            }
        };
        let stream = Stream::new(self.seed, purpose, block);
        Draws { sampler: self, stream, block, bridged: Vec::new(), dimension: self.motions }
    }
}

impl Draws<'_> {
    /// A row of uniform numbers that is not a motion's. Jumps come first where
    /// order matters: after every motion's widest normal, before the rest.
    pub(super) fn uniforms(&mut self, row: &mut [f64]) {
        let dimension = self.dimension;
        self.dimension += 1;
        self.row(dimension, row);
    }

    /// After the jumps: the motions, if they are drawn ahead.
    pub(super) fn bridge(&mut self) {
        let Sampler { sobol: Some(_), bridge, motions, .. } = self.sampler else { return };
        let (steps, motions) = (bridge.nodes.len(), *motions);
        let mut ordered = vec![0.0; steps * motions * BLOCK];
        let mut later = self.dimension;
        for (node, rows) in ordered.chunks_mut(motions * BLOCK).enumerate() {
            for (motion, row) in rows.chunks_mut(BLOCK).enumerate() {
                let dimension = if node == 0 { motion } else { later };
                later += usize::from(node > 0);
                self.row(dimension, row);
            }
        }
        to_normal(&mut ordered);
        self.bridged = bridge.steps(&ordered, motions * BLOCK);
    }

    /// The normals of a step, by motion.
    pub(super) fn normals(&mut self, step: usize, rows: &mut [f64]) {
        if self.sampler.sobol.is_some() {
            let length = rows.len();
            rows.copy_from_slice(&self.bridged[step * length..][..length]);
            return;
        }
        rows.chunks_mut(BLOCK).for_each(|row| self.row(usize::MAX, row));
        to_normal(rows);
    }

    fn row(&mut self, dimension: usize, row: &mut [f64]) {
        match (&self.sampler.sobol, self.sampler.sampling) {
            (Some(sobol), _) if dimension < sobol.dimensions() => {
                let first = u32::try_from(self.block * BLOCK as u64).unwrap_or(u32::MAX);
                sobol.fill(dimension, first, row);
            }
            (_, Sampling::Antithetic) => {
                for pair in row.chunks_mut(2) {
                    let uniform = self.stream.uniform();
                    pair.iter_mut().zip([uniform, 1.0 - uniform]).for_each(|(to, from)| *to = from);
                }
            }
            _ => self.stream.fill(row),
        }
    }
}

/// The order in which a Brownian motion is filled in: its end first, then the
/// middle of the longest stretch that is left, and so on.
#[derive(Clone, Debug)]
struct Bridge {
    nodes: Vec<Node>,
    /// Square roots of the steps' years.
    roots: Vec<f64>,
}

/// A time that is filled in between two that are known.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Steps from now: known, filled in, known. 0 is now.
    left: usize,
    middle: usize,
    right: usize,
    /// Weights of the two, and the deviation of what is new.
    of_left: f64,
    of_right: f64,
    deviation: f64,
}

impl Bridge {
    fn new(steps: &[f64]) -> Self {
        let mut times = vec![0.0];
        for step in steps {
            times.push(times[times.len() - 1] + step);
        }
        let end = steps.len();
        let first = Node {
            left: 0,
            middle: end,
            right: end,
            of_left: 1.0,
            of_right: 0.0,
            deviation: times[end].sqrt(),
        };
        let mut nodes = vec![first];
        let mut stretches = std::collections::VecDeque::from([(0, end)]);
        // First in, first out: level by level.
        while let Some((left, right)) = stretches.pop_front() {
            if right - left < 2 {
                continue;
            }
            let middle = left + (right - left) / 2;
            let (before, after) = (times[middle] - times[left], times[right] - times[middle]);
            let whole = before + after;
            nodes.push(Node {
                left,
                middle,
                right,
                of_left: after / whole,
                of_right: before / whole,
                deviation: (before * after / whole).sqrt(),
            });
            stretches.extend([(left, middle), (middle, right)]);
        }
        Self { nodes, roots: steps.iter().map(|step| step.sqrt()).collect() }
    }

    /// From normals by node to normals by step; each has `width` of them.
    fn steps(&self, ordered: &[f64], width: usize) -> Vec<f64> {
        let mut motion = vec![0.0; (self.nodes.len() + 1) * width];
        for (node, normals) in self.nodes.iter().zip(ordered.chunks(width)) {
            for (lane, normal) in normals.iter().enumerate() {
                let known = node.of_left * motion[node.left * width + lane]
                    + node.of_right * motion[node.right * width + lane];
                motion[node.middle * width + lane] = known + node.deviation * normal;
            }
        }
        let mut steps = vec![0.0; self.nodes.len() * width];
        for (step, root) in self.roots.iter().enumerate() {
            for lane in 0..width {
                let moved = motion[(step + 1) * width + lane] - motion[step * width + lane];
                steps[step * width + lane] = moved / root;
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_is_a_rotation() {
        // Orthonormal: the steps' normals are as independent as the nodes'.
        for steps in [vec![0.25], vec![0.5, 0.25], vec![0.1, 0.2, 0.3, 0.1, 0.1, 0.4, 0.2]] {
            let (bridge, size) = (Bridge::new(&steps), steps.len());
            let columns: Vec<Vec<f64>> = (0..size)
                .map(|node| {
                    let mut unit = vec![0.0; size];
                    unit[node] = 1.0;
                    bridge.steps(&unit, 1)
                })
                .collect();
            for i in 0..size {
                for j in 0..size {
                    let product: f64 = (0..size).map(|k| columns[k][i] * columns[k][j]).sum();
                    let wanted = f64::from(u8::from(i == j));
                    assert!((product - wanted).abs() < 1e-14, "{i} {j}: {product}");
                }
            }
        }
    }
}
