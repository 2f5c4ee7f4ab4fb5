//! What an analysis says, as neutral data: evaluations of rules, and problems with the input.
//!
//! Outputs, the editor and fixes read these types and know nothing of rules or languages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::source::{Sources, Span};
use crate::value::{Reason, Unknown};

mod earlier;
mod framework;
mod nearest;
mod remedy;
mod rule;
mod suppression;
mod unlisted;

pub use earlier::{Absent, Compared, Earlier};
pub use framework::{Framework, Requirement};
pub use nearest::{matches, nearest, slip};
pub use remedy::Remedy;
pub use rule::RuleInfo;
pub use suppression::Suppression;
pub use unlisted::Unlisted;

/// AWS Config's compliance types. Every evaluation of a rule on a resource has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Compliance {
    /// The rule is broken.
    NonCompliant,
    /// The code does not decide it; the unresolved expressions are named.
    InsufficientData,
    /// The rule holds.
    Compliant,
    /// The rule does not speak of this resource.
    NotApplicable,
}

impl Compliance {
    /// Every compliance type, worst first.
    pub const ALL: [Compliance; 4] =
        [Compliance::NonCompliant, Compliance::InsufficientData, Compliance::Compliant, Compliance::NotApplicable];

    /// Whether it asks for somebody's attention: the rule is broken, or may be.
    pub fn asks_for_attention(self) -> bool {
        matches!(self, Compliance::NonCompliant | Compliance::InsufficientData)
    }

    /// AWS Config's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Compliance::NonCompliant => "NON_COMPLIANT",
            Compliance::InsufficientData => "INSUFFICIENT_DATA",
            Compliance::Compliant => "COMPLIANT",
            Compliance::NotApplicable => "NOT_APPLICABLE",
        }
    }
}

impl fmt::Display for Compliance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How bad a broken rule is, least first. The words are Security Hub's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; no fault.
    #[default]
    Informational,
    /// Good practice.
    Low,
    /// Should be mended.
    Medium,
    /// Mend soon.
    High,
    /// Mend now.
    Critical,
}

impl Severity {
    /// Every severity, least first.
    pub const ALL: [Severity; 5] =
        [Severity::Informational, Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

    /// The word for it, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Informational => "informational",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One rule judged on one resource.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The rule.
    pub rule: Arc<RuleInfo>,
    /// The Terraform address or the logical id; `account` for rules of account scope.
    pub resource: Arc<str>,
    /// The CloudFormation type: `AWS::S3::Bucket`.
    pub resource_type: Arc<str>,
    /// Its type in the words of what declares it: `aws_s3_bucket`, or the same again.
    pub source_type: Arc<str>,
    /// Where the resource is declared.
    pub declared: Span,
    /// Where the outermost call of the module or stack that it belongs to stands; where there is none, its declaration.
    pub root: Span,
    /// The verdict.
    pub compliance: Compliance,
    /// Whether the rule is broken, in some case at least.
    pub broken: bool,
    /// What is so, in a sentence or two.
    pub message: Cow<'static, str>,
    /// The attribute or block to change, and what it says.
    pub primary: Label,
    /// The rest of the way, nearest first.
    pub related: Vec<Label>,
    /// The request that proves it, where the rule is about who can reach the resource.
    pub witness: Option<Box<Proof>>,
    /// What the code does not decide; never empty where the verdict is `INSUFFICIENT_DATA`.
    pub unresolved: Vec<Unresolved>,
    /// What shuts each way in, where the verdict rests on that.
    pub evidence: Vec<Label>,
    /// Why somebody accepts it, where somebody does: then it is no finding.
    pub suppressed: Option<Arc<Suppression>>,
    /// Under which sets of values it holds, where it does not under all that were asked about.
    pub environments: Box<[Arc<str>]>,
    /// What an earlier run said of it; `None` where it is new, or where nothing is compared.
    pub earlier: Option<Earlier>,
    /// The addresses that the resource had before, as `moved` blocks or a plan tell them.
    pub former: Vec<Arc<str>>,
}

impl Evaluation {
    /// Whether it is reported and counts: nobody accepts it, and no earlier run knows it.
    pub fn is_open(&self) -> bool {
        self.suppressed.is_none() && !self.is_known()
    }

    /// Whether an earlier run knows it. What is surely broken now and was undecided before is news, and so is what a
    /// change touches.
    pub fn is_known(&self) -> bool {
        let is_worse = |was: Compliance| self.compliance == Compliance::NonCompliant && was != Compliance::NonCompliant;
        self.earlier.is_some_and(|it| !it.touched && !is_worse(it.was))
    }

    /// What to do about it; empty where there is nothing to do.
    pub fn help(&self) -> &str {
        if self.broken { &self.rule.help } else { "" }
    }

    /// Every place that it names in the code.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let labels = std::iter::once(&mut self.primary).chain(&mut self.related).chain(&mut self.evidence);
        let of_labels = labels.filter_map(|label| label.span.as_mut());
        let gaps = self.unresolved.iter_mut().map(|gap| &mut gap.span);
        [&mut self.declared, &mut self.root].into_iter().chain(of_labels).chain(gaps)
    }

    /// An identity that survives moving lines and changing values: a hash of the rule, the files of the declaration and
    /// of the outermost call from the top of the repository, and the resource, in hexadecimal.
    pub fn fingerprint(&self, sources: &Sources) -> String {
        let [declared, root] = [self.declared, self.root].map(|span| sources.name_from_top(span.file));
        fingerprint(&self.rule.name, [&declared, &root], &self.resource)
    }
}

/// The identity of a verdict, by the names of the files of the declaration and of the outermost call.
pub fn fingerprint(rule: &str, [declared, root]: [&str; 2], resource: &str) -> String {
    identity([rule, declared, root, resource])
}

/// An identity of what these texts say together: a hash in hexadecimal.
pub fn identity<const N: usize>(parts: [&str; N]) -> String {
    let digest = Sha256::digest(parts.join("\0"));
    let digits = digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// A place and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Label {
    /// What it is, as a label: "called here".
    pub message: Arc<str>,
    /// Where; `None` for facts that stand nowhere in the code, such as a default of S3.
    pub span: Option<Span>,
}

impl Label {
    /// A label at a place.
    pub fn at(span: Span, message: impl Into<Arc<str>>) -> Self {
        Label { message: message.into(), span: Some(span) }
    }
}

/// A request that AWS would allow (or not deny), or one that it would refuse, as proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Who asks: `*` for an anonymous caller, else an ARN or a description of the class of callers.
    pub principal: String,
    /// The action: `s3:GetObject`.
    pub action: String,
    /// The ARN asked for.
    pub resource: String,
    /// Condition keys and their values in this request.
    pub context: BTreeMap<String, String>,
    /// The zero-based index of the policy statement that lets it through; absent for an ACL.
    pub statement: Option<usize>,
    /// Whether AWS refuses it: then it is one that must get through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
}

/// An expression that the code does not decide.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// As its author wrote it.
    pub expression: Arc<str>,
    /// Why.
    pub reason: Reason,
    /// Where it stands.
    pub span: Span,
}

impl From<&Unknown> for Unresolved {
    fn from(unknown: &Unknown) -> Self {
        let (expression, reason) = (Arc::clone(&unknown.expression), unknown.reason.clone());
        Unresolved { expression, reason, span: unknown.span }
    }
}

/// What a problem is about; the word that reports print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// A path that could not be read.
    Read,
    /// Text that does not parse.
    Parse,
    /// A construct that is not what its language asks for: a duplicate address, a wrong type.
    Invalid,
    /// A link between resources that could not be made.
    Link,
    /// A policy that AWS would reject.
    Policy,
    /// A bound of ours that was met.
    Limit,
    /// A rule or the configuration is at fault.
    Configuration,
    /// A suppression that does not count as it was meant.
    Suppression,
    /// Input that is there and is not judged; reports call it a note.
    Unread,
    /// Worth saying; nothing is lost.
    Note,
}

impl ProblemKind {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            ProblemKind::Read => "read",
            ProblemKind::Parse => "parse",
            ProblemKind::Invalid => "invalid",
            ProblemKind::Link => "link",
            ProblemKind::Policy => "policy",
            ProblemKind::Limit => "limit",
            ProblemKind::Configuration => "configuration",
            ProblemKind::Suppression => "suppression",
            ProblemKind::Unread | ProblemKind::Note => "note",
        }
    }

    /// Whether it says what is worth knowing, and that nothing is wrong.
    pub fn is_note(self) -> bool {
        matches!(self, ProblemKind::Unread | ProblemKind::Note)
    }

    /// Whether something could not be analysed because of it, so that the run ends with exit code 2.
    pub fn is_error(self) -> bool {
        matches!(self, ProblemKind::Read | ProblemKind::Parse | ProblemKind::Limit | ProblemKind::Configuration)
    }
}

/// Something about the input that stands in the way of a verdict, or that its author should know.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is about.
    pub kind: ProblemKind,
    /// What is wrong and why.
    pub message: String,
    /// What to do about it; empty where that is plain.
    pub help: String,
    /// The file's printed name; empty for a problem of the whole run.
    pub file: String,
    /// Where in the file.
    pub span: Option<Span>,
    /// What it says of each of some names, where all that is said so in a run is one problem.
    pub of_all: Option<Box<OfAll>>,
}

/// What is said of each of some names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAll {
    /// Of one: "a module is called that is not installed here".
    pub one: &'static str,
    /// Of many, behind their number: "modules are called that are not installed here".
    pub many: &'static str,
    /// The names, with what is to be said of each.
    pub names: Vec<String>,
}

impl OfAll {
    fn message(&self) -> String {
        let shown = self.names.iter().take(MAX_NAMES).cloned().collect::<Vec<_>>().join(", ");
        match self.names.len() {
            1 => format!("{}: {shown}", self.one),
            many if many > MAX_NAMES => format!("{many} {}: {shown} and {} more", self.many, many - MAX_NAMES),
            many => format!("{many} {}: {shown}", self.many),
        }
    }
}

impl Problem {
    /// A problem at a place. The engine fills in the file's name.
    pub fn at(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Problem {
            kind,
            message: message.into(),
            help: String::new(),
            file: String::new(),
            span: Some(span),
            of_all: None,
        }
    }

    /// A problem of a path that has no text to point into.
    pub fn of_path(kind: ProblemKind, file: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { kind, message: message.into(), help: String::new(), file: file.into(), span: None, of_all: None }
    }

    /// A problem at a place that is said of each of some names, and once in a run.
    pub fn of_all(kind: ProblemKind, span: Span, of_all: OfAll) -> Self {
        let problem = Problem::at(kind, span, of_all.message());
        Problem { of_all: Some(Box::new(of_all)), ..problem }
    }

    /// Takes in what another problem says of further names; whether it says the same. It then stands nowhere.
    pub fn take_in(&mut self, other: &Problem) -> bool {
        let (Some(own), Some(more)) = (&mut self.of_all, &other.of_all) else { return false };
        if own.one != more.one || self.kind != other.kind {
            return false;
        }
        own.names.extend(more.names.iter().cloned());
        self.message = own.message();
        (self.span, self.file) = (None, String::new());
        true
    }

    /// The same with what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// How many names a note lists.
const MAX_NAMES: usize = 5;

/// Names in a sentence: the first ones, and how many more there are.
pub fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(MAX_NAMES);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

/// What one run says.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The files that were read.
    pub sources: Sources,
    /// The rules that were judged, sorted by name.
    pub rules: Vec<Arc<RuleInfo>>,
    /// The evaluations that are asked for, sorted by file, place, rule and resource: every one, or those that ask for
    /// attention.
    pub evaluations: Vec<Evaluation>,
    /// How many others there are.
    pub unlisted: Unlisted,
    /// Every problem, sorted by file and place.
    pub problems: Vec<Problem>,
    /// How many files belong to a module or template that was analysed.
    pub files: usize,
    /// How many resources of the model were judged.
    pub resources: usize,
    /// What was looked at: each path from the top of its repository, and whether it is a folder.
    pub paths: Vec<(PathBuf, bool)>,
    /// The earlier runs that it was compared with.
    pub compared: Vec<Compared>,
}

impl Analysis {
    /// How many evaluations have this verdict, without those that somebody accepts or an earlier run knows.
    pub fn count(&self, compliance: Compliance) -> usize {
        let open = self.evaluations.iter().filter(|evaluation| evaluation.is_open());
        open.filter(|evaluation| evaluation.compliance == compliance).count() + self.unlisted.count(compliance)
    }

    /// Whether nothing was judged.
    pub fn is_empty(&self) -> bool {
        self.evaluations.is_empty() && self.unlisted.is_empty()
    }

    /// How many evaluations an earlier run knows, without those that somebody accepts.
    pub fn known(&self) -> usize {
        let open = self.evaluations.iter().filter(|evaluation| evaluation.suppressed.is_none());
        open.filter(|evaluation| evaluation.is_known()).count()
    }

    /// How many broken rules are of a severity, without those that somebody accepts or an earlier run knows.
    pub fn findings(&self, severity: Severity) -> usize {
        let open = self.evaluations.iter().filter(|evaluation| evaluation.is_open());
        let broken = open.filter(|evaluation| evaluation.compliance == Compliance::NonCompliant);
        broken.filter(|evaluation| evaluation.rule.severity == severity).count()
    }

    /// How many evaluations somebody accepts.
    pub fn suppressed(&self) -> usize {
        self.evaluations.iter().filter(|evaluation| evaluation.suppressed.is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_first_names() {
        let names: Vec<_> = (0..6).map(|at| format!("n{at}")).collect();
        assert_eq!(listed(&names[..5]), "`n0`, `n1`, `n2`, `n3`, `n4`");
        assert_eq!(listed(&names), "`n0`, `n1`, `n2`, `n3`, `n4` and 1 more");
    }
}
