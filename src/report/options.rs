//! How a report is to be written.

use crate::finding::Severity;

/// How a report is to be written.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether the reader shows ANSI colours. Only the human format uses them.
    pub color: bool,
    /// Whether the reader shows box-drawing characters. Only the human format uses them.
    pub unicode: bool,
    /// How many columns the reader has. Only the human format wraps.
    pub width: usize,
    /// Whether evaluations that are neither `NON_COMPLIANT` nor `INSUFFICIENT_DATA` are reported too.
    pub all: bool,
    /// Whether what people read keeps to findings and problems, without undecided verdicts, notes and the summary.
    pub quiet: bool,
    /// How many findings people are shown, the worst; `None` for as many as the format shows by itself. What programs
    /// read has all.
    pub max_findings: Option<usize>,
    /// Whether people are told how often each rule is broken.
    pub statistics: bool,
    /// The least severity that fails the run, which the counts name.
    pub fail_on: Severity,
    /// The version of the tool, which the machine formats carry.
    pub version: String,
}

impl Default for Options {
    fn default() -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Options {
            color: false,
            unicode: false,
            width: 80,
            all: false,
            quiet: false,
            max_findings: None,
            statistics: false,
            fail_on: Severity::Informational,
            version,
        }
    }
}
