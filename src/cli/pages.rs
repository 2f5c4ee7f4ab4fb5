//! What shells and `man` know of the command.

use clap::CommandFactory;

use super::args::{Args, CompletionsArgs};
use super::outcome::{Failure, Outcome};
use super::output::print;
use crate::report::Inert;

/// Prints what a shell needs to complete the command.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "bucketlint", &mut text);
    written(text)
}

/// Prints the page for `man`, with those of all commands.
pub(super) fn man() -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    let failed = |error| Failure::new(format!("the page cannot be made: {error}"));
    clap_mangen::Man::new(Args::command()).render(&mut text).map_err(failed)?;
    written(text)
}

/// Prints text of our own.
fn written(text: Vec<u8>) -> Result<Outcome, Failure> {
    print(&Inert::page(&String::from_utf8_lossy(&text)))?;
    Ok(Outcome::Clean)
}
