//! How long proving will still take, by what it has taken so far.

use std::time::{Duration, Instant};

/// Work that is done and left. A proof weighs what its key does, which grows
/// with the rows.
#[derive(Debug)]
pub(crate) struct Estimate {
    started: Instant,
    done: u64,
    left: u64,
}

impl Estimate {
    pub(crate) fn new(left: u64) -> Self {
        Self { started: Instant::now(), done: 0, left }
    }

    /// A piece of work is done.
    pub(crate) fn did(&mut self, weight: u64) {
        self.done = self.done.saturating_add(weight);
        self.left = self.left.saturating_sub(weight);
    }

    /// The time left; nobody knows before the first piece is done.
    pub(crate) fn left(&self) -> Option<Duration> {
        left(self.started.elapsed(), self.done, self.left)
    }
}

fn left(spent: Duration, done: u64, left: u64) -> Option<Duration> {
    let millis = spent.as_millis().saturating_mul(u128::from(left));
    let millis = millis.checked_div(u128::from(done))?;
    Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_is_done() {
        let second = Duration::from_secs(1);
        assert_eq!(left(second, 0, 5), None);
        assert_eq!(left(second, 2, 5), Some(Duration::from_millis(2500)));
        assert_eq!(left(second, 2, 0), Some(Duration::ZERO));
    }
}
