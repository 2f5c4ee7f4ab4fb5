//! `bucketlint init`: a first configuration.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use crate::config::FILE_NAME;
use crate::report::Inert;

use super::outcome::{Failure, Outcome};
use super::output::print;

/// The configuration that is written: every line that is no comment holds the default.
const START: &str = include_str!("init.toml");

/// What is said of the file.
const NEXT: &str = "\
wrote `bucketlint.toml`, which holds the defaults: `bucketlint` checks this folder by it.

To check each commit, put this into `.pre-commit-config.yaml`, with a release as `rev`:

repos:
  - repo: https://github.com/bucketlint/bucketlint
    rev: main
    hooks:
      - id: bucketlint
";

/// Writes `bucketlint.toml` into the working directory, where none is.
pub(super) fn run() -> Result<Outcome, Failure> {
    let written = OpenOptions::new().write(true).create_new(true).open(FILE_NAME);
    match written.and_then(|mut file| file.write_all(START.as_bytes())) {
        Ok(()) => print(&Inert::page(NEXT)).map(|()| Outcome::Clean),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let failure = Failure::new(format!("`{FILE_NAME}` is there already, and stays as it is"));
            Err(failure.help("`bucketlint --show-config` prints what counts"))
        }
        Err(error) => Err(Failure::new(format!("cannot write `{FILE_NAME}`: {error}"))),
    }
}
