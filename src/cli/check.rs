//! The check: configuration and arguments into a request, the analysis into reports.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::config::Settings;
use crate::engine::{self, Request};
use crate::finding::{Analysis, RuleInfo, Severity};
use crate::report::{self, Inert};
use crate::source::{Disk, FileSystem, printed};
use crate::suppression;

use super::args::{CheckArgs, Output, or_here};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::print_pieces;
use super::progress::Line;
use super::rules;
use super::terminal::{self, Terminal};

/// Analyses, reports, and says how the run ends.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let mut config = Config::load(&Disk, args.config.as_deref(), &args.rules)?;
    let mut settings = config.settings.clone();
    let rules = std::mem::take(&mut config.rules);
    let infos = rules.infos();
    choose_rules(&mut settings, args, &infos)?;
    let (rules, parameter_problems) = rules.configured(&settings);
    config.problems.extend(parameter_problems);
    let (paths, inputs) = (or_here(&args.paths), config.inputs(&args.inputs.0));
    let mut analysis = analyse(&Disk, args, &config.request(&paths, &rules, &inputs));
    if !args.no_ignores {
        let today = args.today.clone().unwrap_or_else(today);
        let by = suppression::By { known: &infos, ignores: &config.settings.ignores, today: &today };
        config.problems.extend(suppression::accept(&mut analysis, &by));
    }
    config.add_problems(&mut analysis);
    analysis.problems.extend(rules.faults());
    if let Some(least) = args.severity.or(settings.severity) {
        analysis.evaluations.retain(|evaluation| evaluation.rule.severity >= least);
    }
    write_reports(args, &analysis)?;
    let fail_on = args.fail_on.or(settings.fail_on).unwrap_or(Severity::Informational);
    Ok(Outcome::of(&analysis, fail_on))
}

fn analyse(fs: &dyn FileSystem, args: &CheckArgs, request: &Request<'_>) -> Analysis {
    let progress = Line::new(!args.quiet && terminal::stderr_takes_progress());
    let analysis = engine::analyse(fs, request, &progress);
    progress.clear();
    analysis
}

/// The day of the machine's clock, which nothing else asks.
fn today() -> suppression::Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    suppression::day_of(i64::try_from(since.as_secs() / SECONDS_OF_DAY).unwrap_or_default())
}

const SECONDS_OF_DAY: u64 = 24 * 60 * 60;

/// Turns `--select` and `--ignore` into settings: a selected rule is on, every other one and an ignored one is off.
fn choose_rules(settings: &mut Settings, args: &CheckArgs, infos: &[Arc<RuleInfo>]) -> Result<(), Failure> {
    let is_known = |name: &&String| infos.iter().any(|rule| rule.is_meant(name));
    let is_named = |names: &[String], rule: &RuleInfo| names.iter().any(|name| rule.is_meant(name));
    if let Some(name) = args.select.iter().chain(&args.ignore).find(|name| !is_known(name)) {
        return Err(rules::unknown_rule(name, infos));
    }
    for rule in infos {
        let chosen = match (is_named(&args.select, rule), is_named(&args.ignore, rule)) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) if args.select.is_empty() => None,
            (false, false) => Some(false),
        };
        if chosen.is_some() {
            settings.rules.entry(rule.name.clone()).or_default().enabled = chosen;
        }
    }
    Ok(())
}

/// Writes every report; one that cannot be written keeps none of the others back.
fn write_reports(args: &CheckArgs, analysis: &Analysis) -> Result<(), Failure> {
    let options = |terminal: Terminal| terminal.options(args.all, args.quiet);
    let write = |output: &Output| {
        let write = |mut file: File| {
            let mut taker = |piece: &Inert| file.write_all(piece.as_bytes());
            report::write(output.format, analysis, &options(Terminal::FILE), &mut taker)
        };
        File::create(&output.file)
            .and_then(write)
            .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", printed(&output.file))))
    };
    let written: Vec<_> = args.output.iter().map(write).collect();
    let options = options(Terminal::of_stdout(args.color));
    print_pieces(|taker| report::write(args.format, analysis, &options, taker))?;
    written.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::Args;
    use super::*;
    use crate::source::Memory;

    fn infos() -> Vec<Arc<RuleInfo>> {
        let rule = |name: &str| Arc::new(RuleInfo { name: name.into(), ..RuleInfo::default() });
        ["rule-a", "rule-b", "rule-c"].map(rule).into()
    }

    /// Which rules these arguments switch on (`+`) and off (`-`), over a configuration that switches rule-a off.
    fn chosen(line: &str) -> Result<String, String> {
        let fs = Memory::new([("bucketlint.toml", "[rules.rule-a]\nenabled = false\n")]);
        let mut settings = Config::load(&fs, None, &[]).unwrap().settings;
        let args = Args::try_parse_from(line.split(' ')).unwrap().check;
        choose_rules(&mut settings, &args, &infos()).map_err(|failure| failure.to_string())?;
        let sign = |enabled| if enabled { '+' } else { '-' };
        let shown = settings.rules.iter().filter_map(|(name, rule)| Some(format!("{}{name}", sign(rule.enabled?))));
        Ok(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn arguments_choose_rules_over_the_configuration() {
        assert_eq!(chosen("bucketlint ."), Ok("-rule-a".into()));
        assert_eq!(chosen("bucketlint --select rule-a,rule-b"), Ok("+rule-a +rule-b -rule-c".into()));
        assert_eq!(chosen("bucketlint --ignore rule-b"), Ok("-rule-a -rule-b".into()));
        assert_eq!(
            chosen("bucketlint --select rule-a --select rule-b --ignore rule-b"),
            Ok("+rule-a -rule-b -rule-c".into())
        );
        let failure = "error: no rule is called `rule-d`\n  help: did you mean `rule-a`?\n";
        assert_eq!(chosen("bucketlint --ignore rule-d"), Err(failure.into()));
    }
}
