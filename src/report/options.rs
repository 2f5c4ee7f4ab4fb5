//! How a report is to be written.

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
    /// The version of the tool, which the machine formats carry.
    pub version: String,
}

impl Default for Options {
    fn default() -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Options { color: false, unicode: false, width: 80, all: false, quiet: false, version }
    }
}
