//! The check: configuration and arguments into a request, the analysis into reports.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::config::{RuleSettings, Settings};
use crate::engine::{self, Inputs, Request};
use crate::finding::{Analysis, RuleInfo};
use crate::report::{self, Inert};
use crate::source::{Disk, FileSystem, printed};
use crate::suppression;

use super::args::{CheckArgs, Output, or_here};
use super::configuration::Config;
use super::outcome::{Fails, Failure, Outcome};
use super::output::{print, print_pieces};
use super::progress::Line;
use super::rules;
use super::show::shown;
use super::terminal::{self, Terminal};
use super::told::told;

/// Analyses, reports, and says how the run ends.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let mut config = Config::load(&Disk, &args.config, &args.rules)?;
    let rules = std::mem::take(&mut config.rules);
    let infos = rules.infos();
    let chosen = choose_rules(args, &infos)?;
    let settings = settings(&config, args, &chosen);
    let (rules, parameter_problems) = rules.configured(&settings);
    config.tell(parameter_problems);
    if args.show_config {
        print(&Inert::page(&shown(&settings, &config.file_names())))?;
        return Ok(told(Analysis::default(), config));
    }
    let overrides = config.overrides(&Disk, &rules, chosen);
    let (paths, inputs) = (or_here(&args.paths), config.inputs(&args.inputs.0));
    let environments = config.environments(&args.environment, &args.inputs.0)?;
    let request = Request { overrides: &overrides, ..config.request(&paths, &rules, &inputs) };
    let mut analysis = analyse(&Disk, args, &request, &environments);
    if !args.no_ignores {
        let today = args.today.clone().unwrap_or_else(today);
        let by = suppression::By { known: &infos, ignores: &settings.ignores, today: &today };
        config.tell(suppression::accept(&mut analysis, &by));
    }
    config.add_problems(&mut analysis);
    analysis.problems.extend(rules.faults());
    if let Some(least) = settings.severity {
        analysis.evaluations.retain(|evaluation| evaluation.rule.severity >= least);
    }
    write_reports(args, &analysis)?;
    let on = settings.fail_on.unwrap_or_default();
    let fails = Fails { on, on_undecided: settings.fail_on_undecided, strict: settings.strict };
    Ok(Outcome::of(&analysis, &fails))
}

/// What the configuration says, with what the command line says, which wins.
fn settings(config: &Config, args: &CheckArgs, chosen: &BTreeMap<String, RuleSettings>) -> Settings {
    let mut settings = config.settings().clone();
    settings.severity = args.severity.or(settings.severity);
    settings.fail_on = args.fail_on.or(settings.fail_on);
    settings.fail_on_undecided = args.fail_on_undecided.or(settings.fail_on_undecided);
    settings.strict |= args.strict;
    for (name, rule) in chosen {
        settings.rules.entry(name.clone()).or_default().take_in(rule.clone());
    }
    settings
}

fn analyse(
    fs: &dyn FileSystem,
    args: &CheckArgs,
    request: &Request<'_>,
    environments: &[(String, Inputs)],
) -> Analysis {
    let progress = Line::new(!args.quiet && terminal::stderr_takes_progress());
    let analysis = match environments {
        [] => engine::analyse(fs, request, &progress),
        environments => engine::analyse_under(fs, request, environments, &progress),
    };
    progress.clear();
    analysis
}

/// The day of the machine's clock, which nothing else asks.
fn today() -> suppression::Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    suppression::day_of(i64::try_from(since.as_secs() / SECONDS_OF_DAY).unwrap_or_default())
}

const SECONDS_OF_DAY: u64 = 24 * 60 * 60;

/// What `--select` and `--ignore` say of rules: a selected rule is on, every other one and an ignored one is off.
fn choose_rules(args: &CheckArgs, infos: &[Arc<RuleInfo>]) -> Result<BTreeMap<String, RuleSettings>, Failure> {
    let is_known = |name: &&String| infos.iter().any(|rule| rule.is_meant(name));
    let is_named = |names: &[String], rule: &RuleInfo| names.iter().any(|name| rule.is_meant(name));
    if let Some(name) = args.select.iter().chain(&args.ignore).find(|name| !is_known(name)) {
        return Err(rules::unknown_rule(name, infos));
    }
    let mut said = BTreeMap::new();
    for rule in infos {
        let enabled = match (is_named(&args.select, rule), is_named(&args.ignore, rule)) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) if args.select.is_empty() => None,
            (false, false) => Some(false),
        };
        if enabled.is_some() {
            said.insert(rule.name.clone(), RuleSettings { enabled, ..RuleSettings::default() });
        }
    }
    Ok(said)
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
        let args = Args::try_parse_from(line.split(' ')).unwrap().check;
        let config = Config::load(&fs, &args.config, &[]).unwrap();
        let chosen = choose_rules(&args, &infos()).map_err(|failure| failure.to_string())?;
        let settings = settings(&config, &args, &chosen);
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
