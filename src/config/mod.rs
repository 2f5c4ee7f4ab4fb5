//! `bucketlint.toml`: what a repository decides about its analysis.
//!
//! Read into plain [`Settings`] that the engine and the rules take; only this module knows TOML. Reading never fails:
//! what is wrong becomes a problem with its place in the file, and the rest still counts. Whether a rule or a parameter
//! of that name exists is not known here; the places of both are kept so that whoever knows can say so.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Framework, Problem, ProblemKind, Requirement, RuleInfo, Severity};
use crate::reason::AssumedBlock;
use crate::source::Span;

mod keys;
mod read;
mod schema;
mod shape;

pub use crate::finding::nearest;
pub use read::{extended, read, read_over};
pub use schema::schema;

/// The name under which the file is looked for in the working directory.
pub const FILE_NAME: &str = "bucketlint.toml";

/// What the configuration says; the default is that of an empty file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Which rules are on, and how bad their findings are, where nothing is said of a rule itself.
    pub profile: Profile,
    /// Whether the code is the baseline of its account, so that what it does not declare does not exist.
    pub account_baseline: bool,
    /// What holds for a bucket whose public access block is not declared.
    pub assume_public_access_block: AssumedBlock,
    /// Evaluations below this severity are not reported.
    pub severity: Option<Severity>,
    /// Findings at or above this severity fail the run.
    pub fail_on: Option<Severity>,
    /// Undecided verdicts of rules at or above this severity fail the run too.
    pub fail_on_undecided: Option<Severity>,
    /// Whether input that is not judged fails the run.
    pub strict: bool,
    /// Folders and templates that alone are judged, as patterns of `.gitignore` from the folder of the configuration;
    /// everything where there are none.
    pub include: Vec<Pattern>,
    /// Folders and templates that are not judged, as patterns of `.gitignore` from the folder of the configuration.
    pub exclude: Vec<Pattern>,
    /// Values of variables and parameters.
    pub values: Values,
    /// Sets of values under each of which everything is judged.
    pub environments: Vec<Environment>,
    /// What is said of rules for some files; of two that fit a file, the later wins.
    pub overrides: Vec<Override>,
    /// Where modules are at hand that calls name by the source of a registry or a repository.
    pub modules: Vec<ModuleFolder>,
    /// Folders and files of the user's own rules, from the folder of the configuration.
    pub own_rules: Vec<Pattern>,
    /// What is said of rules, by name.
    pub rules: BTreeMap<String, RuleSettings>,
    /// Findings that are known and accepted.
    pub ignores: Vec<Ignore>,
    /// Tools whose suppressions count here as well.
    pub honor_suppressions: Vec<Tool>,
}

/// Another tool that comments and metadata speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// Checkov.
    Checkov,
    /// Trivy.
    Trivy,
    /// tfsec.
    Tfsec,
    /// KICS.
    Kics,
    /// cfn_nag.
    CfnNag,
    /// CloudFormation Guard.
    Guard,
    /// cdk-nag.
    CdkNag,
}

impl Tool {
    /// Every tool.
    pub const ALL: [Tool; 7] =
        [Tool::Checkov, Tool::Trivy, Tool::Tfsec, Tool::Kics, Tool::CfnNag, Tool::Guard, Tool::CdkNag];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Tool::Checkov => "checkov",
            Tool::Trivy => "trivy",
            Tool::Tfsec => "tfsec",
            Tool::Kics => "kics",
            Tool::CfnNag => "cfn_nag",
            Tool::Guard => "guard",
            Tool::CdkNag => "cdk_nag",
        }
    }

    /// The words for all.
    pub(crate) fn names() -> Vec<String> {
        Tool::ALL.map(|it| it.as_str().to_owned()).to_vec()
    }
}

/// Values of variables and parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Files of values for Terraform's variables.
    pub var_files: Vec<Pattern>,
    /// Values for Terraform's variables, as they are typed on a command line.
    pub variables: Vec<(String, String)>,
    /// Files of values for CloudFormation's parameters.
    pub parameter_files: Vec<Pattern>,
    /// Values for CloudFormation's parameters.
    pub parameters: Vec<(String, String)>,
}

/// A set of values under which everything is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// What it is called.
    pub name: String,
    /// Its values, which win over those of the whole.
    pub values: Values,
    /// Where it stands.
    pub span: Span,
}

/// What is said of rules for some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Which files, as patterns of `.gitignore` from the folder of the configuration.
    pub paths: Vec<Pattern>,
    /// What is said of rules, by name.
    pub rules: BTreeMap<String, RuleSettings>,
    /// Where it stands.
    pub span: Span,
}

/// Findings that are known and accepted: those of some rules on some resources or in some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rules, by any of their names.
    pub rules: Vec<String>,
    /// Which addresses or logical ids, where `*` stands for any letters.
    pub resource: Option<String>,
    /// Which files, from the top of the repository, where `*` stands for any letters.
    pub path: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it counts, as it is written.
    pub until: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A choice of rules and severities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// What matters in an ordinary repository.
    #[default]
    Default,
    /// Every rule that AWS Config has, as it would judge.
    Config,
    /// Every rule that a control of Security Hub asks, and no other.
    SecurityHub,
    /// Every rule that answers a requirement of one of these, and no other.
    Frameworks(Vec<Framework>),
    /// Every rule.
    All,
}

impl Profile {
    /// The profiles that have a name of their own; that of a framework has the framework's.
    pub const NAMED: [(&'static str, Profile); 4] = [
        ("default", Profile::Default),
        ("config", Profile::Config),
        ("security-hub", Profile::SecurityHub),
        ("all", Profile::All),
    ];

    /// The profile of a name, in letters of either case.
    pub fn named(name: &str) -> Option<Profile> {
        if let Some((_, profile)) = Profile::NAMED.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return Some(profile);
        }
        let frameworks: Vec<_> = Framework::called(name).collect();
        (!frameworks.is_empty()).then_some(Profile::Frameworks(frameworks))
    }

    /// The names of all profiles.
    pub fn names() -> Vec<String> {
        let own = Profile::NAMED.into_iter().map(|(name, _)| name.to_owned());
        own.chain(Framework::ALL.map(Framework::name)).collect()
    }
}

/// A pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As it is written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A module that is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleFolder {
    /// The source that calls name, or the registry's module or the repository that such sources begin with.
    pub source: String,
    /// Its folder, from that of the configuration.
    pub folder: String,
    /// Where the folder is written.
    pub span: Span,
}

/// What is said of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// Whether it is on; `None` leaves that to the profile.
    pub enabled: Option<bool>,
    /// How bad its findings are; `None` leaves that to the rule and the profile.
    pub severity: Option<Severity>,
    /// Its parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Where the rule is named; `None` where the command line names it.
    pub span: Option<Span>,
}

/// A value for a rule's parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The value.
    pub value: ParameterValue,
    /// Where the parameter is named; `None` where the command line names it.
    pub span: Option<Span>,
}

/// The kinds of value that a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// A text.
    String(String),
    /// A yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Texts.
    List(Vec<String>),
}

/// The name of a rule that somebody may have meant by one that is none: its own, or that which others have for it, or
/// that of a profile or a framework, or of a requirement that some rule answers.
pub fn near_name(said: &str, known: &[Arc<RuleInfo>]) -> Option<String> {
    let of_rule = |rule: &Arc<RuleInfo>| {
        let names = std::iter::once(rule.name.clone()).chain(rule.other_names.clone());
        names.chain(rule.requirements.iter().map(Requirement::to_string)).collect::<Vec<_>>()
    };
    let names: Vec<_> = Profile::names().into_iter().chain(known.iter().flat_map(of_rule)).collect();
    let lowered: Vec<_> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let near = nearest(&said.to_ascii_lowercase(), lowered.iter().map(String::as_str))?;
    lowered.iter().zip(&names).find(|(lower, _)| *lower == near).map(|(_, name)| name.clone())
}

impl RuleSettings {
    /// Takes in what is said of the rule later, which wins.
    pub fn take_in(&mut self, later: RuleSettings) {
        self.enabled = later.enabled.or(self.enabled);
        self.severity = later.severity.or(self.severity);
        self.parameters.extend(later.parameters);
        self.span = later.span.or(self.span);
    }
}

impl Settings {
    /// A problem for each rule that the settings name and that is not one of `known`.
    pub fn unknown_rules(&self, known: &[Arc<RuleInfo>]) -> Vec<Problem> {
        let all = self.rules.iter().chain(self.overrides.iter().flat_map(|it| &it.rules));
        let unknown = all.filter(|(name, _)| !known.iter().any(|rule| rule.is_meant(name)));
        let problem = |(name, rule): (&String, &RuleSettings)| {
            let message = format!("no rule is called `{name}`");
            let problem = match rule.span {
                Some(span) => Problem::at(ProblemKind::Configuration, span, message),
                None => Problem::of_path(ProblemKind::Configuration, "", message),
            };
            match near_name(name, known) {
                Some(close) => problem.help(format!("did you mean `{close}`?")),
                None => problem.help("`bucketlint rules` lists the rules"),
            }
        };
        unknown.map(problem).collect()
    }
}
