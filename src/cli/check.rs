//! The check: an analysis into reports.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::baseline::Baseline;
use crate::config::Settings;
use crate::finding::{Analysis, Problem, ProblemKind, Severity};
use crate::report::{self, Format, Inert, Options};
use crate::source::{Disk, FileSystem, printed};

use super::args::{CheckArgs, Output};
use super::baseline::{Kept, kept};
use super::changes::Sides;
use super::configuration::placed;
use super::judging::{Asked, Judging};
use super::near;
use super::outcome::{Fails, Failure, Outcome};
use super::output::{print, print_pieces};
use super::show::shown;
use super::stdin;
use super::terminal::Terminal;
use super::verbose;

/// Analyses, reports, and says how the run ends.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let format = args.to_stdout()?;
    let overlay = stdin::overlay(args)?;
    let fs: &dyn FileSystem = overlay.as_ref().map_or(&Disk, |overlay| overlay);
    if let Some(failure) = near::command(fs, args) {
        return Err(failure);
    }
    let paths = stdin::paths(args);
    let sides = Sides::of(args, &paths)?;
    let fs = sides.now(fs);
    let judging = Judging::new(fs, &asked(args, &paths), |settings| settle(args, settings))?;
    if args.show_config {
        print(&Inert::page(&shown(&judging.settings, &judging.file_names())))?;
        return Ok(judging.told());
    }
    let baseline = args.baseline.as_deref().map(|path| kept(fs, path)).transpose()?;
    let (mut analysis, told) = judging.analyse(fs);
    sides.compare(&judging, &mut analysis)?;
    if let Some((kept, path)) = baseline.zip(args.baseline.as_deref()) {
        compare(&judging, kept, path, &mut analysis);
    }
    near::paths(fs, args, &mut analysis);
    if args.verbose {
        verbose::tell(&judging.file_names(), judging.rules(), &analysis);
    }
    let Settings { fail_on, fail_on_undecided, strict, .. } = judging.settings;
    let fails = Fails { on: fail_on.unwrap_or_default(), on_undecided: fail_on_undecided, strict };
    judging.finish(&mut analysis, told);
    write_reports(args, format, fails.on, &analysis)?;
    Ok(match Outcome::of(&analysis, &fails) {
        Outcome::Findings if args.exit_zero => Outcome::Clean,
        outcome => outcome,
    })
}

/// What the command line says of how a run ends, which wins over the configuration.
fn settle(args: &CheckArgs, settings: &mut Settings) {
    settings.fail_on = args.fail_on.or(settings.fail_on);
    settings.fail_on_undecided = args.fail_on_undecided.or(settings.fail_on_undecided);
    settings.strict |= args.strict;
}

fn asked<'a>(args: &'a CheckArgs, paths: &'a [PathBuf]) -> Asked<'a> {
    Asked { paths, by: &args.by, no_ignores: args.no_ignores, quiet: args.quiet, all: args.all }
}

/// Compares with what a baseline keeps. One that is broken knows nothing, and is told.
fn compare(judging: &Judging, kept: Kept, path: &Path, analysis: &mut Analysis) {
    let baseline = match kept.baseline {
        Ok(baseline) => baseline,
        Err(problem) => {
            let placed = placed(&kept.sources, vec![problem], analysis);
            analysis.problems.extend(placed);
            Baseline::default()
        }
    };
    let gone = judging.compare(&baseline, analysis, "the baseline");
    if gone > 0 {
        let what = if gone == 1 { "a finding of it is" } else { &format!("{gone} findings of it are") };
        let message = format!("{what} found no longer");
        let stale = Problem::of_path(ProblemKind::Note, printed(path), message);
        let is_default = path == Path::new(crate::baseline::FILE_NAME);
        let output = if is_default { String::new() } else { format!(" --output {}", printed(path)) };
        let help = format!("`bucketlint baseline --prune{output}` takes what is gone away");
        analysis.problems.push(stale.help(help));
    }
}

/// Writes every report; one that cannot be written keeps none of the others back.
fn write_reports(args: &CheckArgs, format: Format, fail_on: Severity, analysis: &Analysis) -> Result<(), Failure> {
    let options = |terminal: Terminal| Options {
        max_findings: args.max_findings,
        statistics: args.statistics,
        fail_on,
        ..terminal.options(args.all, args.quiet)
    };
    let write = |output: &Output| {
        let write = |mut file: File| {
            let mut taker = |piece: &Inert| file.write_all(piece.as_bytes());
            report::write(output.format, analysis, &options(Terminal::FILE), &mut taker)
        };
        File::create(&output.file)
            .and_then(write)
            .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", printed(&output.file))))
    };
    let written: Vec<_> = args.output.iter().filter(|output| !output.is_stdout()).map(write).collect();
    let options = options(Terminal::of_stdout(args.color));
    print_pieces(|taker| report::write(format, analysis, &options, taker))?;
    written.into_iter().collect()
}
