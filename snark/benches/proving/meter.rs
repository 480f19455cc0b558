//! Where a proof's time goes, and how much memory a process took.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ark_bn254::{G1Affine, G1Projective, G2Affine, G2Projective};
use plimsoll_snark::{Fr, Kernel, NoQuotient, Portable, Rows, Scalar};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Parts of a proof that are no kernel's come under this name.
pub(crate) const REST: &str = "witness and the rest";

/// The portable kernels with a clock, one after the other on one thread: what
/// overlaps cannot be told apart.
pub(crate) struct Metered {
    pool: ThreadPool,
    spans: Mutex<Vec<(&'static str, Duration)>>,
}

impl Metered {
    pub(crate) fn new() -> Self {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        Self { pool, spans: Mutex::default() }
    }

    /// A thread that waits outside of any pool takes no other work meanwhile.
    fn time<R: Send>(&self, name: &'static str, work: impl FnOnce() -> R + Send) -> R {
        let start = Instant::now();
        let run = || self.pool.install(work);
        let result = std::thread::scope(|scope| scope.spawn(run).join().unwrap());
        self.spans.lock().unwrap().push((name, start.elapsed()));
        result
    }

    /// The spans by name; sums in G1 are named in the order of a proof.
    pub(crate) fn split(self, staged: bool, total: Duration) -> Vec<(&'static str, Duration)> {
        let mut names = ["D", "A", "B in G1", "C", "h"].into_iter().skip(usize::from(!staged));
        let mut spans = self.spans.into_inner().unwrap();
        for (name, _) in spans.iter_mut().filter(|(name, _)| *name == "G1") {
            *name = names.next().unwrap();
        }
        let kernels: Duration = spans.iter().map(|(_, span)| *span).sum();
        spans.push((REST, total.saturating_sub(kernels)));
        spans
    }
}

impl Kernel for Metered {
    fn msm_g1(&self, bases: &[G1Affine], scalars: &[Scalar]) -> G1Projective {
        self.time("G1", || Portable.msm_g1(bases, scalars))
    }

    fn msm_g2(&self, bases: &[G2Affine], scalars: &[Scalar]) -> G2Projective {
        self.time("B in G2", || Portable.msm_g2(bases, scalars))
    }

    fn quotient(&self, rows: &Rows, assignment: &[Fr]) -> Result<Vec<Fr>, NoQuotient> {
        self.time("rows and FFTs", || Portable.quotient(rows, assignment))
    }
}

/// Forgets the peak so far, where the system can.
pub(crate) fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Peak memory in MiB since then.
pub(crate) fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
