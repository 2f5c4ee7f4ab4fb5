//! What somebody may have meant who names what is not there.

use clap::CommandFactory;

use super::args::{Args, CheckArgs};
use super::environment::command_names;
use super::outcome::Failure;
use crate::finding::{Analysis, ProblemKind, slip};
use crate::source::{FileSystem, printed};

/// Two letters that are swapped are two slips.
const SLIPS: usize = 2;

/// The failure of a first path that is no file and nearly a command.
pub(super) fn command(fs: &dyn FileSystem, args: &CheckArgs) -> Option<Failure> {
    let path = args.paths.first()?;
    let word = path.to_str().filter(|word| word.chars().all(|letter| letter.is_ascii_alphabetic()))?;
    if fs.kind(path).is_ok() {
        return None;
    }
    let command = Args::command();
    let (_, near) = slip(&word.to_ascii_lowercase(), command_names(&command), SLIPS)?;
    let failure = Failure::new(format!("no command, file or folder is called `{word}`"));
    Some(failure.help(format!("did you mean the command `{near}`?")))
}

/// Proposes what stands in the working directory for a named path that is not there.
pub(super) fn paths(fs: &dyn FileSystem, args: &CheckArgs, analysis: &mut Analysis) {
    let is_alone = |name: &str| !name.contains(['/', '\\']) && !matches!(name, "" | "." | "..");
    let mut names = None;
    for problem in &mut analysis.problems {
        let is_named = problem.kind == ProblemKind::Read
            && problem.help.is_empty()
            && args.paths.iter().any(|path| printed(path) == problem.file);
        if !is_named || !is_alone(&problem.file) {
            continue;
        }
        let list = || {
            let entries = fs.here().and_then(|here| fs.entries(&here)).unwrap_or_default();
            let mut names: Vec<_> = entries.into_iter().filter_map(|(name, _)| name.into_string().ok()).collect();
            names.sort();
            names
        };
        let names = names.get_or_insert_with(list);
        if let Some((_, near)) = slip(&problem.file, names.iter().map(String::as_str), SLIPS) {
            problem.help = format!("did you mean `{near}`?");
        }
    }
}
