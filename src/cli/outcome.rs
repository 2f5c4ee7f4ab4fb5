//! How a run ends.

use std::fmt;
use std::process::ExitCode;

use crate::finding::{Analysis, Compliance, Evaluation, ProblemKind, Severity};
use crate::report::visible;

/// The exit codes; a later one wins over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Nothing to report at or above the severity that fails a run.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// Bad usage, or something that could not be analysed.
    CouldNotAnalyse = 2,
}

impl Outcome {
    /// How a run with this analysis ends.
    pub(super) fn of(analysis: &Analysis, fails: &Fails) -> Self {
        let is_wrong = |kind: ProblemKind| kind.is_error() || fails.strict && kind == ProblemKind::Unread;
        let is_empty = fails.strict && analysis.files == 0;
        let fails = |each: &Evaluation| {
            let least = match each.compliance {
                Compliance::NonCompliant => Some(fails.on),
                Compliance::InsufficientData => fails.on_undecided,
                Compliance::Compliant | Compliance::NotApplicable => None,
            };
            each.is_open() && least.is_some_and(|least| each.rule.severity >= least)
        };
        if is_empty || analysis.problems.iter().any(|problem| is_wrong(problem.kind)) {
            Outcome::CouldNotAnalyse
        } else if analysis.evaluations.iter().any(fails) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fails {
    /// The least severity of a broken rule.
    pub(super) on: Severity,
    /// The least severity of a rule that the code does not decide; `None` where that never fails a run.
    pub(super) on_undecided: Option<Severity>,
    /// Whether input that is not judged does.
    pub(super) strict: bool,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

/// Why the command could not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    help: String,
}

impl Failure {
    /// A failure with this message.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: String::new() }
    }

    /// What is wrong.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it; empty where that is plain.
    pub(super) fn remedy(&self) -> &str {
        &self.help
    }

    /// The same with what to do about it.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Failure { help: help.into(), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", visible(&self.message))?;
        if self.help.is_empty() { Ok(()) } else { writeln!(f, "  help: {}", visible(&self.help)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::finding::{Label, Problem, RuleInfo};
    use crate::source::{Sources, Span};

    fn evaluation(compliance: Compliance, severity: Severity) -> Evaluation {
        Evaluation {
            rule: Arc::new(RuleInfo { severity, ..RuleInfo::default() }),
            resource: "".into(),
            resource_type: "".into(),
            source_type: "".into(),
            declared: Span::whole_file(Sources::default().note(String::new(), "")),
            root: Span::whole_file(Sources::default().note(String::new(), "")),
            compliance,
            broken: compliance == Compliance::NonCompliant,
            message: "".into(),
            primary: Label { message: "".into(), span: None },
            related: Vec::new(),
            witness: None,
            unresolved: Vec::new(),
            evidence: Vec::new(),
            suppressed: None,
            environments: Box::default(),
            earlier: None,
            former: Vec::new(),
        }
    }

    #[test]
    fn what_could_not_be_analysed_wins_over_findings() {
        let mut analysis = Analysis { files: 1, ..Analysis::default() };
        let of = |analysis: &Analysis, on| Outcome::of(analysis, &Fails { on, ..Fails::default() });
        assert_eq!(of(&analysis, Severity::Informational), Outcome::Clean);
        analysis.evaluations = vec![
            evaluation(Compliance::InsufficientData, Severity::Critical),
            evaluation(Compliance::Compliant, Severity::Critical),
        ];
        assert_eq!(of(&analysis, Severity::Informational), Outcome::Clean);
        analysis.evaluations.push(evaluation(Compliance::NonCompliant, Severity::Medium));
        assert_eq!(of(&analysis, Severity::High), Outcome::Clean);
        assert_eq!(of(&analysis, Severity::Medium), Outcome::Findings);
        analysis.problems = vec![Problem::of_path(ProblemKind::Link, "", "")];
        assert_eq!(of(&analysis, Severity::Medium), Outcome::Findings);
        analysis.problems = vec![Problem::of_path(ProblemKind::Parse, "", "")];
        assert_eq!(of(&analysis, Severity::Medium), Outcome::CouldNotAnalyse);
    }

    #[test]
    fn what_is_undecided_or_unread_fails_where_that_is_asked() {
        let mut analysis = Analysis { files: 1, ..Analysis::default() };
        let undecided = Fails { on_undecided: Some(Severity::High), ..Fails::default() };
        let strict = Fails { strict: true, ..Fails::default() };
        analysis.evaluations = vec![evaluation(Compliance::InsufficientData, Severity::Medium)];
        assert_eq!(Outcome::of(&analysis, &undecided), Outcome::Clean);
        analysis.evaluations.push(evaluation(Compliance::InsufficientData, Severity::High));
        assert_eq!(Outcome::of(&analysis, &undecided), Outcome::Findings);
        assert_eq!(Outcome::of(&analysis, &strict), Outcome::Clean);
        analysis.problems = vec![Problem::of_path(ProblemKind::Note, "", "")];
        assert_eq!(Outcome::of(&analysis, &strict), Outcome::Clean);
        analysis.problems.push(Problem::of_path(ProblemKind::Unread, "", ""));
        assert_eq!(Outcome::of(&analysis, &Fails::default()), Outcome::Clean);
        assert_eq!(Outcome::of(&analysis, &strict), Outcome::CouldNotAnalyse);
        assert_eq!(Outcome::of(&Analysis::default(), &strict), Outcome::CouldNotAnalyse);
    }
}
