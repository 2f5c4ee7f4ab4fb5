//! The command: arguments in, reports and an exit code out.
//!
//! Alone in reading the environment and in writing to the terminal. What is decided here is what a person asks for;
//! what it means is decided below, by the engine and the reports.

use std::process::ExitCode;

use clap::Parser;

mod args;
mod baseline;
mod check;
mod configuration;
mod explain;
mod init;
mod inputs;
mod inventory;
mod judging;
mod outcome;
mod output;
mod policy;
mod progress;
mod rules;
mod rules_check;
mod show;
mod terminal;
mod told;

use crate::report::Inert;
use crate::source::{Disk, FileSystem};
use args::{Args, Command};
use outcome::{Failure, Outcome};
use output::complain;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() {
                // It repeats the arguments.
                complain(&Inert::page(&error.render().to_string()));
                return Outcome::CouldNotAnalyse.into();
            }
            // Help and versions; a closed pipe is no fault of theirs.
            let _ = error.print();
            return Outcome::Clean.into();
        }
    };
    let run = || match args.into_command() {
        Command::Check(args) => check::run(&args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::Rules(args) => rules::list(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Init => init::run(),
        Command::Inventory(args) => inventory::run(&args),
    };
    here().and_then(|()| run()).unwrap_or_else(|failure| report(&failure)).into()
}

/// Whether there is a working directory, from which every path counts.
fn here() -> Result<(), Failure> {
    Disk.here().map(drop).map_err(|error| {
        let failure = Failure::new(format!("the working directory cannot be found: {error}"));
        failure.help("it may have been deleted: go to a folder that is there")
    })
}

/// Says on standard error why the command could not do its work.
fn report(failure: &Failure) -> Outcome {
    complain(&Inert::page(&failure.to_string()));
    Outcome::CouldNotAnalyse
}
