//! `bucketlint policy`: judges bare policy documents.

mod batch;
mod case;
mod shown;
mod subject;

use super::args::PolicyArgs;
use super::outcome::{Failure, Outcome};

/// Judges the documents that the arguments name.
pub(super) fn run(args: &PolicyArgs) -> Result<Outcome, Failure> {
    match &args.batch {
        Some(path) => batch::run(path),
        None => Err(Failure::new("no policy is named")),
    }
}
