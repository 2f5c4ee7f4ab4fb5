//! The arguments, and the help that they print.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

use super::inputs::InputArgs;
use super::outcome::Failure;
use super::output::formats;
use super::policy::PolicyArgs;
use super::sarif::SarifArgs;
use super::terminal::Color;
use crate::finding::Severity;
use crate::report::Format;
use crate::suppression::{Day, day};

/// Decides, before deployment, who can reach the S3 buckets that Terraform and CloudFormation declare
#[derive(Debug, Parser)]
#[command(
    name = "bucketlint",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    after_help = AFTER_HELP,
    long_about = LONG_ABOUT
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) check: CheckArgs,
}

const LONG_ABOUT: &str = "\
Decides, before deployment, who can reach the S3 buckets that Terraform and CloudFormation declare.

Without a command it checks: `bucketlint infra` is `bucketlint check infra`. A folder that bears the name of a command is \
written with a dot: `bucketlint ./rules`.";

const AFTER_HELP: &str = "\
Exit codes:
  0  nothing to report at or above --fail-on
  1  findings
  2  something could not be analysed: bad usage, an unparsable file, a bad configuration

Examples:
  bucketlint                                    check the current folder
  bucketlint infra --fail-on high               fail on high and critical findings only
  bucketlint --format github --output sarif=bucketlint.sarif
  bucketlint explain s3-bucket-public-read-prohibited

Each option can be given by the environment too: BUCKETLINT_FAIL_ON=high is --fail-on high.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check files and folders (the default)
    Check(CheckArgs),
    /// Write what is found into a baseline, or prune one, so that `check --baseline` reports what is new
    Baseline(BaselineArgs),
    /// Rewrite suppressions of other tools as suppressions of bucketlint
    Migrate(MigrateArgs),
    /// Judge bare policy documents
    Policy(Box<PolicyArgs>),
    /// List the rules, or those that are named
    Rules(RulesArgs),
    /// Print the page of a rule, or what the verdicts on a resource rest on
    Explain(ExplainArgs),
    /// Write a first bucketlint.toml into the current folder
    Init,
    /// Tell of each bucket who gets in and how it is kept
    Inventory(InventoryArgs),
    /// Put logs of several runs into one
    Sarif(SarifArgs),
    /// Print what a shell needs to complete the command
    Completions(CompletionsArgs),
    /// Print the page for `man`
    Man,
}

#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// Rules by any name, profiles, frameworks (`cis-aws-foundations-3.0`), requirements (`pci-dss-4.0.1/1.4.4`)
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,

    /// A folder or file of your own rules, beside those of the program; may be given again
    #[arg(long, value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,

    /// Hold the rules of a folder to their examples
    #[arg(long, value_name = "DIR", conflicts_with_all = ["names", "rules"])]
    pub(super) check: Option<PathBuf>,

    /// What to write
    #[arg(long, value_name = "FORMAT", value_enum, ignore_case = true, default_value_t = DataFormat::Human)]
    pub(super) format: DataFormat,

    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

/// Which configuration counts.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ConfigArgs {
    /// Configuration file [default: the nearest bucketlint.toml from here up to the top of the repository]
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub(super) config: Option<PathBuf>,

    /// Take the configuration, with the rules that it names, from this revision, such as `origin/main`: what a change
    /// says in it does not count yet
    #[arg(long, value_name = "REV", value_parser = revision, help_heading = "Configuration")]
    pub(super) config_from: Option<String>,

    /// Read no configuration file
    #[arg(long, conflicts_with_all = ["config", "config_from"], help_heading = "Configuration")]
    pub(super) no_config: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, ignore_case = true)]
    pub(super) shell: clap_complete::Shell,
}

/// For whom something is written that is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum DataFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// A rule by any name, or the address of a bucket, an access point or a key
    #[arg(value_name = "RULE|ADDRESS")]
    pub(super) name: String,

    /// Where that is declared [default: the current folder]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    /// A folder or file of your own rules, beside those of the program; may be given again
    #[arg(long, value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) inputs: InputArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct InventoryArgs {
    /// Files and folders whose buckets are told of [default: the current folder]
    pub(super) paths: Vec<PathBuf>,

    /// What to write
    #[arg(long, value_name = "FORMAT", value_enum, ignore_case = true, default_value_t = DataFormat::Human)]
    pub(super) format: DataFormat,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    #[command(flatten)]
    pub(super) inputs: InputArgs,
}

/// The paths that were given; the current folder where there are none.
pub(super) fn or_here(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.is_empty() { vec![PathBuf::from(".")] } else { paths.to_vec() }
}

impl Args {
    /// The command that was meant: the check, where none was named.
    ///
    /// Once an option was read, clap takes the word `check` for a path: `bucketlint --quiet check infra`.
    pub(super) fn into_command(self) -> Command {
        let mut check = self.check;
        if check.paths.first().is_some_and(|path| path.as_os_str() == "check") {
            check.paths.remove(0);
        }
        self.command.unwrap_or(Command::Check(check))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct BaselineArgs {
    /// Files and folders whose findings are written [default: the current folder]
    pub(super) paths: Vec<PathBuf>,

    /// The baseline, written anew where it is there; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = crate::baseline::FILE_NAME)]
    pub(super) output: PathBuf,

    /// Take away what is found no longer, and add nothing
    #[arg(long)]
    pub(super) prune: bool,

    #[command(flatten)]
    pub(super) by: JudgeArgs,
}

/// By what code is judged, for each command that gives verdicts.
#[derive(Debug, Default, clap::Args)]
pub(super) struct JudgeArgs {
    /// Judge by these rules only, on by default or not: names, identifiers, controls (`S3.5`), `*` for any letters,
    /// profiles, frameworks (`cis-aws-foundations-3.0`, `nist-800-53/AC-3`)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,

    /// A folder or file of your own rules, beside those of the program; may be given again
    #[arg(long, value_name = "PATH", help_heading = "Rules")]
    pub(super) rules: Vec<PathBuf>,

    /// Leave these rules out
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,

    /// Only verdicts of rules at or above this severity
    #[arg(long, value_name = "LEVEL", value_parser = severities(), ignore_case = true, help_heading = "Rules")]
    pub(super) severity: Option<Severity>,

    /// The day on which suppressions have to count, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY", value_parser = today, help_heading = "Rules")]
    pub(super) today: Option<Day>,

    /// Judge under these environments of the configuration only
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Values")]
    pub(super) environment: Vec<String>,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    #[command(flatten)]
    pub(super) inputs: InputArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct MigrateArgs {
    /// Files and folders that are rewritten [default: the current folder]
    pub(super) paths: Vec<PathBuf>,

    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(super) diff: bool,

    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Files and folders to check; `-` is standard input [default: the current folder]
    pub(super) paths: Vec<PathBuf>,

    /// What standard input has is the text of this file, as an editor has it open; judged with its folder
    #[arg(long, value_name = "FILE", conflicts_with = "staged")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// What to write to standard output [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = formats(), ignore_case = true, help_heading = "Output")]
    pub(super) format: Option<Format>,

    /// Write a report to a file too, or with `-` that one to standard output; may be given again
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output, help_heading = "Output")]
    pub(super) output: Vec<Output>,

    /// Report COMPLIANT and NOT_APPLICABLE verdicts too
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,

    /// Show people no more findings than this, the worst, or `all`; what programs read has all [default: 250 where each
    /// takes several lines]
    #[arg(long, value_name = "NUMBER", value_parser = max_findings, help_heading = "Output")]
    pub(super) max_findings: Option<usize>,

    /// Tell people how often each rule is broken
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,

    /// Print findings and problems only: no undecided verdicts, no notes, no counts, no progress
    #[arg(long, short, help_heading = "Output")]
    pub(super) quiet: bool,

    /// Say on standard error what was read and what not, and which rules judge
    #[arg(long, short, help_heading = "Output")]
    pub(super) verbose: bool,

    /// When to color
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Color::Auto, help_heading = "Output")]
    pub(super) color: Color,

    #[command(flatten)]
    pub(super) by: JudgeArgs,

    /// Exit with 1 only for findings at or above this severity [default: informational, so any]
    #[arg(long, value_name = "LEVEL", value_parser = severities(), ignore_case = true, hide_possible_values = true, help_heading = "Rules")]
    pub(super) fail_on: Option<Severity>,

    /// Exit with 0 where there are findings too; what could not be analysed still makes it 2
    #[arg(long, help_heading = "Rules")]
    pub(super) exit_zero: bool,

    /// Exit with 1 also for rules at or above this severity that the code does not decide
    #[arg(long, value_name = "LEVEL", value_parser = severities(), ignore_case = true, hide_possible_values = true, help_heading = "Rules")]
    pub(super) fail_on_undecided: Option<Severity>,

    /// Exit with 2 where input is there that is not judged
    #[arg(long, help_heading = "Rules")]
    pub(super) strict: bool,

    /// Report what comments and the configuration accept as if nobody did
    #[arg(long, help_heading = "Rules")]
    pub(super) no_ignores: bool,

    /// Print the settings that count, as a configuration file, and check nothing
    #[arg(long, help_heading = "Configuration")]
    pub(super) show_config: bool,

    /// Report what is new or touched since HEAD and this revision went apart, such as `origin/main`
    #[arg(long, value_name = "REV", value_parser = revision, help_heading = "Changes")]
    pub(super) since: Option<String>,

    /// Judge what is staged, not what stands on the disk
    #[arg(long, help_heading = "Changes")]
    pub(super) staged: bool,

    /// Report what is new beside this baseline, which `bucketlint baseline` writes
    #[arg(long, value_name = "FILE", help_heading = "Changes")]
    pub(super) baseline: Option<PathBuf>,
}

impl CheckArgs {
    /// What goes to standard output: what `--output FORMAT=-` says, else `--format`.
    pub(super) fn to_stdout(&self) -> Result<Format, Failure> {
        let named = self.output.iter().filter(|output| output.is_stdout()).map(|output| output.format);
        let mut said: Vec<_> = self.format.into_iter().chain(named).collect();
        said.dedup();
        match said.as_slice() {
            [] => Ok(Format::Human),
            [format] => Ok(*format),
            [one, another, ..] => {
                let failure = Failure::new(format!("standard output takes one report, not both {one} and {another}"));
                Err(failure.help("name a file for all but one of them: `--output FORMAT=FILE`"))
            }
        }
    }
}

/// A report that goes to a file, or where that is called `-`, to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// In which format.
    pub(super) format: Format,
    /// Where to.
    pub(super) file: PathBuf,
}

impl Output {
    /// Whether it goes to standard output.
    pub(super) fn is_stdout(&self) -> bool {
        self.file.as_os_str() == "-"
    }
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::as_str)).try_map(|word| {
        let found = Severity::ALL.into_iter().find(|severity| severity.as_str().eq_ignore_ascii_case(&word));
        found.ok_or_else(|| format!("no severity is called `{word}`"))
    })
}

fn max_findings(text: &str) -> Result<usize, String> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse().map_err(|_| "a number, or `all`, is expected".to_owned())
}

fn today(text: &str) -> Result<Day, String> {
    day(text).ok_or_else(|| "a day of the calendar is written YYYY-MM-DD".to_owned())
}

fn revision(text: &str) -> Result<String, String> {
    match text {
        "" => Err("a revision has a name, such as `origin/main`".to_owned()),
        option if option.starts_with('-') => Err("no revision starts with `-`".to_owned()),
        revision => Ok(revision.to_owned()),
    }
}

fn output(text: &str) -> Result<Output, String> {
    match text.split_once('=') {
        Some((format, file)) if !file.is_empty() => Ok(Output { format: format.parse()?, file: file.into() }),
        _ => Err("expected a format and a file, such as `sarif=bucketlint.sarif`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn checks_without_being_told() {
        let parse = |line: &str| Args::try_parse_from(line.split(' ')).unwrap();
        assert_eq!(parse("bucketlint examples").check.paths, [PathBuf::from("examples")]);
        assert_eq!(parse("bucketlint --format json .").check.format, Some(Format::Json));
        assert!(matches!(parse("bucketlint check .").command, Some(Command::Check(_))));
        assert!(matches!(parse("bucketlint rules").command, Some(Command::Rules(_))));
        let quiet = parse("bucketlint --quiet check ./check check").into_command();
        let Command::Check(args) = quiet else { panic!("{quiet:?}") };
        assert!(args.quiet && args.paths == [PathBuf::from("./check"), "check".into()]);
        let outputs = parse("bucketlint --output sarif=a=b.sarif --output json=c").check.output;
        assert_eq!(outputs.first(), Some(&Output { format: Format::Sarif, file: "a=b.sarif".into() }));
        assert_eq!(outputs.len(), 2);
    }
}
