//! What the command prints, and how it prints paths.

use std::io::{self, Write};
use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::outcome::Failure;
use crate::report::Format;

/// Writes to standard output. A reader that has gone away has seen what it wanted: that is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// A path as reports print it.
pub(super) fn printed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The formats of reports as an argument takes them.
pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|word| word.parse::<Format>())
}
