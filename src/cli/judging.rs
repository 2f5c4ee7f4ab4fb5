//! What the commands share that judge code: configuration and arguments into rules, and an analysis by them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::baseline::{Baseline, Changed};
use crate::config::{RuleSettings, Settings};
use crate::engine::{self, Inputs, Request};
use crate::finding::{Analysis, Problem, ProblemKind, RuleInfo, Severity};
use crate::rules::{Overrides, RuleSet};
use crate::source::FileSystem;
use crate::suppression;

use super::args::{JudgeArgs, or_here};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::progress::Line;
use super::told::told;
use super::{rules, terminal};

/// What a person asks for.
pub(super) struct Asked<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) by: &'a JudgeArgs,
    /// Whether what people accept is reported as if nobody did.
    pub(super) no_ignores: bool,
    pub(super) quiet: bool,
    /// Whether every evaluation is reported, and not those alone that ask for attention.
    pub(super) all: bool,
}

/// The rules in force and what is judged by them.
pub(super) struct Judging {
    config: Config,
    pub(super) settings: Settings,
    rules: RuleSet,
    overrides: Overrides,
    infos: Vec<Arc<RuleInfo>>,
    paths: Vec<PathBuf>,
    inputs: Inputs,
    environments: Vec<(String, Inputs)>,
    /// The day on which suppressions count; `None` where they do not.
    today: Option<suppression::Day>,
    quiet: bool,
    all: bool,
}

impl Judging {
    /// What is asked for, under the configuration as `settle` has it.
    pub(super) fn new(fs: &dyn FileSystem, asked: &Asked<'_>, settle: impl Fn(&mut Settings)) -> Result<Self, Failure> {
        let by = asked.by;
        let mut config = Config::load(fs, &by.config, &by.rules)?;
        let rules = std::mem::take(&mut config.rules);
        let infos = rules.infos();
        config.tell(without_check(config.settings(), &by.select, &infos));
        let chosen = choose_rules((&by.select, &by.ignore), &infos)?;
        let mut settings = settings(&config, by.severity, &chosen);
        settle(&mut settings);
        let (rules, parameter_problems) = rules.configured(&settings);
        config.tell(parameter_problems);
        let today = || by.today.clone().unwrap_or_else(today);
        Ok(Judging {
            overrides: config.overrides(fs, &rules, chosen),
            paths: or_here(asked.paths),
            inputs: config.inputs(&by.inputs.0),
            environments: config.environments(&by.environment, &by.inputs.0)?,
            today: (!asked.no_ignores).then(today),
            quiet: asked.quiet,
            all: asked.all,
            config,
            settings,
            rules,
            infos,
        })
    }

    /// The rules, those that are off too.
    pub(super) fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The names of the files of the configuration.
    pub(super) fn file_names(&self) -> Vec<String> {
        self.config.file_names()
    }

    /// Says what is wrong with the configuration where nothing is analysed.
    pub(super) fn told(self) -> Outcome {
        told(Analysis::default(), self.config)
    }

    /// The analysis, without what people accept and what is not bad enough; and what is wrong with entries of the
    /// configuration that accept something.
    pub(super) fn analyse(&self, fs: &dyn FileSystem) -> (Analysis, Vec<Problem>) {
        self.analyse_at(fs, &self.paths)
    }

    /// All rules, those that are switched off too.
    pub(super) fn known(&self) -> &[Arc<RuleInfo>] {
        &self.infos
    }

    /// The paths that are judged.
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The same of other paths.
    pub(super) fn analyse_at(&self, fs: &dyn FileSystem, paths: &[PathBuf]) -> (Analysis, Vec<Problem>) {
        let progress = Line::new(!self.quiet && terminal::stderr_takes_progress());
        let request = self.config.request(paths, &self.rules, &self.inputs);
        // Which environments agree is told by each verdict.
        let all = self.all || !self.environments.is_empty();
        let request = Request { overrides: &self.overrides, all, ..request };
        let mut analysis = match self.environments.as_slice() {
            [] => engine::analyse(fs, &request, &progress),
            environments => engine::analyse_under(fs, &request, environments, &progress),
        };
        progress.clear();
        let mut told = Vec::new();
        if let Some(today) = &self.today {
            let Settings { ignores, honor_suppressions: tools, .. } = &self.settings;
            let by = suppression::By { known: &self.infos, ignores, today, tools };
            told = suppression::accept(&mut analysis, &by);
        }
        if let Some(least) = self.settings.severity {
            analysis.evaluations.retain(|evaluation| evaluation.rule.severity >= least);
            analysis.unlisted.at_least(least);
        }
        (analysis, told)
    }

    /// Compares with what an earlier run found, and gives how much of that is gone. Of rules that are not reported
    /// nothing is.
    pub(super) fn compare(&self, earlier: &Baseline, analysis: &mut Analysis, with: &str) -> usize {
        let all = self.reported_alone(analysis);
        let gone = earlier.compare(analysis, with);
        analysis.rules = all;
        gone
    }

    /// The baseline after a run.
    pub(super) fn after(
        &self,
        before: &Baseline,
        analysis: &mut Analysis,
        is_pruned_only: bool,
    ) -> (Baseline, Changed) {
        let all = self.reported_alone(analysis);
        let after = before.after(analysis, is_pruned_only);
        analysis.rules = all;
        after
    }

    /// Leaves the rules that are bad enough to be reported, and gives all.
    fn reported_alone(&self, analysis: &mut Analysis) -> Vec<Arc<RuleInfo>> {
        let is_reported = |rule: &&Arc<RuleInfo>| self.settings.severity.is_none_or(|least| rule.severity >= least);
        let reported = analysis.rules.iter().filter(is_reported).cloned().collect();
        std::mem::replace(&mut analysis.rules, reported)
    }

    /// Adds what is wrong with the configuration, and what was told of it.
    pub(super) fn finish(mut self, analysis: &mut Analysis, told: Vec<Problem>) {
        self.config.tell(told);
        self.config.add_problems(analysis);
        analysis.problems.extend(self.rules.faults());
    }
}

/// What the configuration says, with what the command line says of rules, which wins.
fn settings(config: &Config, severity: Option<Severity>, chosen: &BTreeMap<String, RuleSettings>) -> Settings {
    let mut settings = config.settings().clone();
    settings.severity = severity.or(settings.severity);
    for (name, rule) in chosen {
        settings.rules.entry(name.clone()).or_default().take_in(rule.clone());
    }
    settings
}

/// The day of the machine's clock, which nothing else asks.
fn today() -> suppression::Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    suppression::day_of(i64::try_from(since.as_secs() / SECONDS_OF_DAY).unwrap_or_default())
}

const SECONDS_OF_DAY: u64 = 24 * 60 * 60;

/// Tells of rules that somebody asks for by name and that no code decides.
fn without_check(settings: &Settings, select: &[String], infos: &[Arc<RuleInfo>]) -> Vec<Problem> {
    let switched_on = settings.rules.iter().filter(|(_, wanted)| wanted.enabled == Some(true)).map(|(name, _)| name);
    let asked: Vec<_> = select.iter().chain(switched_on).filter(|name| !name.contains('*')).collect();
    let named = |rule: &&Arc<RuleInfo>| rule.without_check && asked.iter().any(|name| rule.is_called(name));
    let tell = |rule: &Arc<RuleInfo>| {
        let message = format!("nothing is judged by `{}`: what the code says does not decide it", rule.name);
        let help = format!("`bucketlint explain {}` says who tells it, and when", rule.name);
        Problem::of_path(ProblemKind::Note, "", message).help(help)
    };
    infos.iter().filter(named).map(tell).collect()
}

/// What `--select` and `--ignore` say of rules: a selected rule is on, every other one and an ignored one is off.
fn choose_rules(
    (select, ignore): (&[String], &[String]),
    infos: &[Arc<RuleInfo>],
) -> Result<BTreeMap<String, RuleSettings>, Failure> {
    let is_known = |name: &&String| infos.iter().any(|rule| rule.is_meant(name));
    let is_named = |names: &[String], rule: &RuleInfo| names.iter().any(|name| rule.is_meant(name));
    if let Some(name) = select.iter().chain(ignore).find(|name| !is_known(name)) {
        return Err(rules::unknown_rule(name, infos));
    }
    let mut said = BTreeMap::new();
    for rule in infos {
        let enabled = match (is_named(select, rule), is_named(ignore, rule)) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) if select.is_empty() => None,
            (false, false) => Some(false),
        };
        if enabled.is_some() {
            said.insert(rule.name.clone(), RuleSettings { enabled, ..RuleSettings::default() });
        }
    }
    Ok(said)
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
        let args = Args::try_parse_from(line.split(' ')).unwrap().check.by;
        let config = Config::load(&fs, &args.config, &[]).unwrap();
        let chosen = choose_rules((&args.select, &args.ignore), &infos()).map_err(|failure| failure.to_string())?;
        let settings = settings(&config, args.severity, &chosen);
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
