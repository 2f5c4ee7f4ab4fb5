//! `bucketlint sarif`: what is done with logs that are written already.

use std::path::{Path, PathBuf};

use super::outcome::{Failure, Outcome};
use super::output::{complain, print};
use crate::report::{self, Inert};
use crate::source::{Disk, FileSystem, printed};

#[derive(Debug, clap::Args)]
pub(super) struct SarifArgs {
    #[command(subcommand)]
    command: SarifCommand,
}

#[derive(Debug, clap::Subcommand)]
enum SarifCommand {
    /// Write one log of several to standard output
    ///
    /// GitHub takes several runs of one tool in one file only where each has a category of its own. A run whose
    /// category an earlier one has gets one by the name of its file.
    Merge {
        /// Logs of SARIF 2.1.0
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Does what was asked for.
pub(super) fn run(args: &SarifArgs) -> Result<Outcome, Failure> {
    let SarifCommand::Merge { files } = &args.command;
    let logs = files.iter().map(|file| Ok((printed(file), read(file)?))).collect::<Result<Vec<_>, Failure>>()?;
    let merged = report::merge(&logs).map_err(Failure::new)?;
    if !merged.warning.is_empty() {
        complain(&Inert::page(&format!("warning: {}\n", merged.warning)));
    }
    print(&merged.log)?;
    Ok(Outcome::Clean)
}

fn read(file: &Path) -> Result<String, Failure> {
    let failure = |why: String| Failure::new(format!("cannot read `{}`: {why}", printed(file)));
    let bytes = Disk.read_named(file).map_err(|error| failure(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failure(error.to_string()))
}
