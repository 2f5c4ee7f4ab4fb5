//! What the command prints.

use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::outcome::Failure;
use crate::report::{Format, Inert, Taker};

/// Writes to standard output. A reader that has gone away has seen what it wanted: that is no failure.
pub(super) fn print(text: &Inert) -> Result<(), Failure> {
    print_pieces(|taker| taker(text))
}

/// The same in pieces, as they are made.
pub(super) fn print_pieces(write: impl FnOnce(Taker<'_>) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write(&mut |piece| out.write_all(piece.as_bytes())).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes to standard error. Where that fails nobody is left to be told.
pub(super) fn complain(text: &Inert) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The formats of reports as an argument takes them.
pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|word| word.parse::<Format>())
}
