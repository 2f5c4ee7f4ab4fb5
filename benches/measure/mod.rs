//! What the benchmarks of whole runs share: a run in memory, and its time.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bucketlint::config::Settings;
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::rules::RuleSet;
use bucketlint::source::Memory;

/// The program's own allocator, so that the figures are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each figure is taken.
const RUNS: usize = 5;

/// The analysis of these files by the built-in rules.
pub(super) fn run(fs: &Memory) -> Analysis {
    let (rules, _) = RuleSet::built_in().0.configured(&Settings::default());
    let (paths, inputs) = ([PathBuf::from(".")], Inputs::default());
    let request = Request::new(&paths, &rules, &inputs);
    analyse(fs, &request, &Silent)
}

/// Prints and gives the median time of some work.
pub(super) fn time(what: &str, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("  {what}: {:.1} ms", times[RUNS / 2].as_secs_f64() * 1e3);
    times[RUNS / 2]
}
