//! The check: configuration and arguments into a request, the analysis into reports.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{self, Settings};
use crate::engine::{self, Request};
use crate::finding::{Analysis, Problem, RuleInfo, Severity};
use crate::reason::{AssumedBlock, Assumptions};
use crate::report;
use crate::rules::RuleSet;
use crate::source::{Disk, FileSystem, Sources};

use super::args::{CheckArgs, Output};
use super::outcome::{Failure, Outcome};
use super::progress::Line;
use super::terminal::{self, Terminal};
use super::{print, printed, rules};

/// Analyses, reports, and says how the run ends.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let (rules, rule_problems) = RuleSet::built_in();
    let infos = rules.infos();
    let mut config = Config::load(&Disk, args.config.as_deref(), &infos)?;
    let mut settings = config.settings.clone();
    choose_rules(&mut settings, args, &infos)?;
    let (rules, parameter_problems) = rules.configured(&settings);
    config.problems.extend(parameter_problems);
    let request =
        Request { paths: &paths(args), rules: &rules, assumptions: assumptions(&settings), inputs: &args.inputs.0 };
    let mut analysis = analyse(&Disk, args, &request);
    config.add_problems(&mut analysis);
    analysis.problems.extend(rule_problems);
    if let Some(least) = args.severity.or(settings.severity) {
        analysis.evaluations.retain(|evaluation| evaluation.rule.severity >= least);
    }
    write_reports(args, &analysis)?;
    let fail_on = args.fail_on.or(settings.fail_on).unwrap_or(Severity::Informational);
    Ok(Outcome::of(&analysis, fail_on))
}

/// What the reasoner assumes where the code says nothing.
fn assumptions(settings: &Settings) -> Assumptions {
    Assumptions {
        public_access_block: match settings.assume_public_access_block {
            config::AssumedBlock::Off => AssumedBlock::Off,
            config::AssumedBlock::On => AssumedBlock::On,
            config::AssumedBlock::Unknown => AssumedBlock::Unknown,
        },
    }
}

fn paths(args: &CheckArgs) -> Vec<PathBuf> {
    if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() }
}

fn analyse(fs: &dyn FileSystem, args: &CheckArgs, request: &Request<'_>) -> Analysis {
    let progress = Line::new(!args.quiet && terminal::stderr_takes_progress());
    let analysis = engine::analyse(fs, request, &progress);
    progress.clear();
    analysis
}

/// Turns `--select` and `--ignore` into settings: a selected rule is on, every other one and an ignored one is off.
fn choose_rules(settings: &mut Settings, args: &CheckArgs, infos: &[Arc<RuleInfo>]) -> Result<(), Failure> {
    let is_known = |name: &&String| infos.iter().any(|rule| rule.name == **name);
    if let Some(name) = args.select.iter().chain(&args.ignore).find(|name| !is_known(name)) {
        return Err(rules::unknown_rule(name, infos));
    }
    for rule in infos {
        let chosen = match (args.select.contains(&rule.name), args.ignore.contains(&rule.name)) {
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
        let text = report::render(output.format, analysis, &options(Terminal::FILE));
        std::fs::write(&output.file, text)
            .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", output.file.display())))
    };
    let written: Vec<_> = args.output.iter().map(write).collect();
    print(&report::render(args.format, analysis, &options(Terminal::of_stdout(args.color))))?;
    written.into_iter().collect()
}

/// The configuration file that was read, if there is one, and what is wrong with it.
#[derive(Debug, Default)]
struct Config {
    file: Option<(PathBuf, Vec<u8>)>,
    settings: Settings,
    problems: Vec<Problem>,
}

impl Config {
    /// Reads the named file, which must be there, or `bucketlint.toml` in the working directory, which need not.
    fn load(fs: &dyn FileSystem, named: Option<&Path>, infos: &[Arc<RuleInfo>]) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(config::FILE_NAME));
        let bytes = match fs.read(path) {
            Ok(bytes) => bytes,
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => return Ok(Config::default()),
            Err(error) => {
                let failure = Failure::new(format!("cannot read the configuration `{}`: {error}", path.display()));
                return Err(if named.is_some() { failure.help("--config names a TOML file") } else { failure });
            }
        };
        let mut sources = Sources::default();
        let file = sources.add(path.to_owned(), printed(path), bytes.clone());
        let (settings, mut problems) = config::read(file, sources.text(file));
        let known: Vec<_> = infos.iter().map(|rule| rule.name.as_str()).collect();
        problems.extend(settings.unknown_rules(&known));
        problems.sort_by_key(|problem| problem.span);
        Ok(Config { file: Some((path.to_owned(), bytes)), settings, problems })
    }

    /// Puts the problems before those of the code, and the file among the sources that their places now point into.
    fn add_problems(self, analysis: &mut Analysis) {
        let Some((path, bytes)) = self.file.filter(|_| !self.problems.is_empty()) else { return };
        let name = printed(&path);
        let file = analysis.sources.add(path, name.clone(), bytes);
        let moved = self.problems.into_iter().map(|mut problem| {
            problem.file.clone_from(&name);
            if let Some(span) = &mut problem.span {
                span.file = file;
            }
            problem
        });
        analysis.problems.splice(0..0, moved);
    }
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
        let mut settings = Config::load(&fs, None, &infos()).unwrap().settings;
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

    #[test]
    fn problems_of_the_configuration_point_into_the_analysis() {
        let text = "[rules.rule-z]\nenabled = 3\n";
        let config = Config::load(&Memory::new([("b.toml", text)]), Some(Path::new("b.toml")), &infos()).unwrap();
        let mut analysis = Analysis::default();
        analysis.sources.add("main.tf".into(), "main.tf".into(), b"code".to_vec());
        analysis.problems.push(Problem::of_path(crate::finding::ProblemKind::Read, "x", "gone"));
        config.add_problems(&mut analysis);
        let pointed = analysis.problems.iter().map(|problem| problem.span.map(|span| analysis.sources.slice(span)));
        assert_eq!(pointed.collect::<Vec<_>>(), [Some("rule-z"), Some("3"), None]);
        assert!(analysis.problems.iter().take(2).all(|problem| problem.file == "b.toml"));
    }

    #[test]
    fn a_configuration_need_not_be_there_unless_it_is_named() {
        let empty = Memory::default();
        assert!(Config::load(&empty, None, &infos()).unwrap().file.is_none());
        assert!(Config::load(&empty, Some(Path::new("b.toml")), &infos()).is_err());
    }
}
