//! The command: arguments in, reports and an exit code out.
//!
//! Alone in reading the environment and in writing to the terminal. What is decided here is what a person asks for;
//! what it means is decided below, by the engine and the reports.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

mod args;
mod baseline;
mod changes;
mod check;
mod configuration;
mod environment;
mod explain;
mod init;
mod inputs;
mod inventory;
mod judging;
mod migrate;
mod near;
mod outcome;
mod output;
mod pages;
mod policy;
mod progress;
mod rules;
mod rules_check;
mod sarif;
mod show;
mod stdin;
mod terminal;
mod told;
mod verbose;

use crate::report::{self, Format, Inert};
use crate::source::{Disk, FileSystem};
use args::{Args, Command};
use environment::{Given, with_environment};
use outcome::{Failure, Outcome};
use output::complain;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let Given { arguments: given, from_environment } =
        with_environment(std::env::args_os().collect(), &terminal::variables(environment::PREFIX));
    let args = match Args::try_parse_from(&given) {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() {
                // It repeats the arguments.
                let mut text = error.render().to_string();
                if !from_environment.is_empty() {
                    text.push_str(&format!("\nThe environment says: {}\n", from_environment.join(" ")));
                }
                complain(&Inert::page(&text));
                annotate(&given, text.trim_start_matches("error: ").trim_end(), "");
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
        Command::Migrate(args) => migrate::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::Rules(args) => rules::list(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Init => init::run(),
        Command::Inventory(args) => inventory::run(&args),
        Command::Sarif(args) => sarif::run(&args),
        Command::Completions(args) => pages::completions(&args),
        Command::Man => pages::man(),
    };
    here().and_then(|()| run()).unwrap_or_else(|failure| report(&given, &failure)).into()
}

/// Says on standard output too why there is no report, where it was to be one that a runner reads.
fn annotate(given: &[OsString], message: &str, help: &str) {
    let text = report::failure(stdout_format(given), message, help);
    // It was told already.
    let _ = text.map(|text| output::print(&text));
}

/// What was to go to standard output, as far as arguments say so that may make no sense.
fn stdout_format(given: &[OsString]) -> Format {
    let given: Vec<_> = given.iter().map(|it| it.to_string_lossy()).collect();
    let of_option = |name: &str| {
        let after = given.windows(2).filter(move |pair| pair.first().is_some_and(|it| it == name));
        let after = after.filter_map(|pair| pair.get(1)).map(|value| value.to_string());
        let joined = given.iter().filter_map(|it| Some(it.strip_prefix(name)?.strip_prefix('=')?.to_owned()));
        after.chain(joined).collect::<Vec<_>>()
    };
    let outputs = of_option("--output").into_iter().filter_map(|it| Some(it.strip_suffix("=-")?.to_owned()));
    let said = outputs.chain(of_option("--format")).find_map(|word| word.parse().ok());
    said.unwrap_or(Format::Human)
}

/// Whether there is a working directory, from which every path counts.
fn here() -> Result<(), Failure> {
    Disk.here().map(drop).map_err(|error| {
        let failure = Failure::new(format!("the working directory cannot be found: {error}"));
        failure.help("it may have been deleted: go to a folder that is there")
    })
}

/// Says on standard error why the command could not do its work.
fn report(given: &[OsString], failure: &Failure) -> Outcome {
    complain(&Inert::page(&failure.to_string()));
    annotate(given, failure.message(), failure.remedy());
    Outcome::CouldNotAnalyse
}
