//! A line on standard error that says how far the work is, where it takes long enough to wonder.

use std::io::{self, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::engine::Progress;

/// Shorter work is done before the line could be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a line stands before it is written over.
const PAUSE: Duration = Duration::from_millis(100);

/// The line, or nothing where it is not wanted.
#[derive(Debug)]
pub(super) struct Line {
    is_wanted: bool,
    started: Instant,
    written: Mutex<Option<Instant>>,
}

impl Line {
    /// A line that appears after a second, if it is wanted.
    pub(super) fn new(is_wanted: bool) -> Self {
        Line { is_wanted, started: Instant::now(), written: Mutex::new(None) }
    }

    /// Takes the line away, if it is there.
    pub(super) fn clear(&self) {
        if self.written.lock().is_ok_and(|written| written.is_some()) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

impl Progress for Line {
    fn advance(&self, done: usize, total: usize) {
        if !self.is_wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        // A thread that finds the line taken need not wait: another one is writing it.
        if let Ok(mut written) = self.written.try_lock()
            && written.is_none_or(|at| at.elapsed() >= PAUSE)
        {
            let _ = write!(io::stderr(), "\r\u{1b}[Kanalysed {done} of {total} modules and templates");
            *written = Some(Instant::now());
        }
    }
}
