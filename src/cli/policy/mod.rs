//! `bucketlint policy`: judges bare policy documents.

mod args;
mod batch;
mod files;

pub(super) use args::PolicyArgs;

use super::outcome::{Failure, Outcome};

/// Judges the documents that the arguments name, or a batch of cases.
pub(super) fn run(args: &PolicyArgs) -> Result<Outcome, Failure> {
    match &args.batch {
        Some(path) => batch::run(path),
        None => files::run(args),
    }
}
