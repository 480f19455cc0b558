//! Histograms.

use super::figures::Histogram;

impl Histogram {
    /// Counts of values between even edges.
    pub(super) fn even(values: impl Iterator<Item = f64>, low: f64, high: f64, bins: u32) -> Self {
        let width = (high - low) / f64::from(bins);
        let edges: Vec<f64> = (0..=bins).map(|edge| low + f64::from(edge) * width).collect();
        let mut histogram =
            Self { counts: vec![0; edges.len().saturating_sub(1)], edges, ..Self::default() };
        values.for_each(|value| histogram.add(value));
        histogram
    }

    fn add(&mut self, value: f64) {
        let above = self.edges.partition_point(|edge| *edge <= value);
        match above.checked_sub(1) {
            None => self.below += 1,
            Some(bin) => match self.counts.get_mut(bin) {
                Some(count) => *count += 1,
                None => self.above += 1,
            },
        }
    }

    /// Over the range of the values.
    pub(super) fn over(values: &[f64], bins: u32) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        if low < high {
            Self::even(finite(), low, high * (1.0 + 1e-12) + f64::MIN_POSITIVE, bins)
        } else {
            Self::default()
        }
    }
}
