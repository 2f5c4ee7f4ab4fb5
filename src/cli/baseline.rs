//! `bucketlint baseline`: what is found now, into a file that `check --baseline` is told of.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::baseline::{Baseline, Changed};
use crate::finding::Problem;
use crate::report::Inert;
use crate::source::{Disk, FileSystem, NotOpened, Sources, printed};

use super::args::BaselineArgs;
use super::judging::{Asked, Judging};
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::told::tell;

/// A baseline as it was read.
pub(super) struct Kept {
    /// Its file, in which a problem of it stands.
    pub(super) sources: Sources,
    pub(super) baseline: Result<Baseline, Problem>,
}

/// Reads the baseline that a person names.
pub(super) fn kept(fs: &dyn FileSystem, path: &Path) -> Result<Kept, Failure> {
    let bytes = fs.read_named(path).map_err(|error| {
        let reason = NotOpened::from(error).reason();
        let failure = Failure::new(format!("cannot read the baseline `{}`: it {reason}", printed(path)));
        failure.help("`bucketlint baseline` writes one")
    })?;
    let mut sources = Sources::default();
    let file = sources.add(path.to_owned(), printed(path), bytes);
    let baseline = Baseline::read(&sources, file);
    Ok(Kept { sources, baseline })
}

/// Writes the baseline, and says what has become of it.
pub(super) fn run(args: &BaselineArgs) -> Result<Outcome, Failure> {
    let is_printed = args.output == Path::new("-");
    let judging = Judging::new(&Disk, &asked(args), |_| {})?;
    let before = if is_printed { Baseline::default() } else { before(args)? };
    let (mut analysis, told) = judging.analyse(&Disk);
    let (after, changed) = judging.after(&before, &mut analysis, args.prune);
    judging.finish(&mut analysis, told);
    let text = Inert::json(after.write());
    if is_printed {
        print(&text)?;
        return Ok(tell(analysis));
    }
    let write = |mut file: File| file.write_all(text.as_bytes());
    File::create(&args.output)
        .and_then(write)
        .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", printed(&args.output))))?;
    print(&Inert::page(&format!("{}: {}", printed(&args.output), said(after.len(), changed))))?;
    Ok(tell(analysis))
}

fn asked(args: &BaselineArgs) -> Asked<'_> {
    Asked { paths: &args.paths, by: &args.by, no_ignores: false, quiet: false, all: false }
}

/// The baseline that is there, which is written over only where it can be read: it may hold what this run says nothing
/// of.
fn before(args: &BaselineArgs) -> Result<Baseline, Failure> {
    let path = args.output.as_path();
    if !args.prune && Disk.kind(path).is_err() {
        return Ok(Baseline::default());
    }
    let kept = kept(&Disk, path)?;
    kept.baseline.map_err(|problem| {
        let failure = Failure::new(format!("`{}` is not written over: {}", printed(path), problem.message));
        failure.help(problem.help)
    })
}

/// How many findings a baseline has, and what has changed.
fn said(findings: usize, changed: Changed) -> String {
    let Changed { added, pruned, elsewhere } = changed;
    let counted = [(added, "added"), (pruned, "pruned"), (elsewhere, "kept that this run says nothing of")];
    let changes: Vec<_> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let plural = if findings == 1 { "" } else { "s" };
    let changes = if changes.is_empty() { String::new() } else { format!(" ({})", changes.join(", ")) };
    format!("{findings} finding{plural}{changes}")
}
