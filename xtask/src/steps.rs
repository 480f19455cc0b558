//! A list of steps, how each ended, how long it took, and the summary of them.

use std::fmt;
use std::time::{Duration, Instant};

use crate::Outcome;

/// How a step ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    Failed(String),
    /// Not run; says what it needs.
    Skipped(String),
}

impl From<Outcome> for Verdict {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Ok(()) => Self::Passed,
            Err(error) => Self::Failed(error),
        }
    }
}

/// The steps taken so far.
#[derive(Default)]
pub(crate) struct Steps(Vec<(&'static str, Verdict, Duration)>);

impl Steps {
    /// Runs `step` under `name`.
    pub(crate) fn take<V: Into<Verdict>>(&mut self, name: &'static str, step: impl FnOnce() -> V) {
        println!("== {name}");
        let start = Instant::now();
        let verdict = step().into();
        self.record(name, verdict, start.elapsed());
    }

    /// Adds a step that was taken elsewhere.
    pub(crate) fn record(&mut self, name: &'static str, verdict: Verdict, took: Duration) {
        println!("== {}\n", Line(name, &verdict, took));
        self.0.push((name, verdict, took));
    }

    /// Whether a step has failed.
    pub(crate) fn failed(&self) -> bool {
        self.0.iter().any(|(_, verdict, _)| matches!(verdict, Verdict::Failed(_)))
    }

    /// Prints every step and how it ended; an error if one failed.
    pub(crate) fn finish(self, title: &str) -> Outcome {
        println!("{}", self.summary(title));
        let failed: Vec<&str> = self
            .0
            .iter()
            .filter(|(_, verdict, _)| matches!(verdict, Verdict::Failed(_)))
            .map(|(name, ..)| *name)
            .collect();
        if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
    }

    fn summary(&self, title: &str) -> String {
        let mut text = String::new();
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for (name, verdict, took) in &self.0 {
            match verdict {
                Verdict::Passed => passed += 1,
                Verdict::Failed(_) => failed += 1,
                Verdict::Skipped(_) => skipped += 1,
            }
            text += &format!("  {}\n", Line(name, verdict, *took));
        }
        text + &format!("{title}: {passed} passed, {failed} failed, {skipped} skipped")
    }
}

struct Line<'a>(&'a str, &'a Verdict, Duration);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(name, verdict, took) = self;
        let seconds = took.as_secs_f64();
        match verdict {
            Verdict::Passed => write!(f, "{name}: passed in {seconds:.1} s"),
            Verdict::Failed(why) => write!(f, "{name}: FAILED after {seconds:.1} s: {why}"),
            Verdict::Skipped(why) => write!(f, "skipped: {name}: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_every_step() {
        let mut steps = Steps::default();
        steps.take("good", || Ok(()));
        assert!(!steps.failed());
        steps.take("absent", || Verdict::Skipped("needs node".to_owned()));
        assert!(!steps.failed());
        steps.take("bad", || Err("broken".to_owned()));
        assert!(steps.failed());

        let summary = steps.summary("steps");
        assert!(summary.contains("skipped: absent: needs node\n"), "{summary}");
        assert!(summary.ends_with("\nsteps: 1 passed, 1 failed, 1 skipped"), "{summary}");
        assert_eq!(steps.finish("steps").unwrap_err(), "failed: bad");
    }

    #[test]
    fn a_skipped_step_is_no_failure() {
        let mut steps = Steps::default();
        steps.take("absent", || Verdict::Skipped("needs node".to_owned()));
        assert!(steps.finish("steps").is_ok());
    }
}
