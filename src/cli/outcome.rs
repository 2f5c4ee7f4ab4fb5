//! How a run ends.

use std::fmt;
use std::process::ExitCode;

use crate::finding::{Analysis, Compliance, Severity};
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
    /// How a run with this analysis ends. What the code does not decide never fails a run.
    pub(super) fn of(analysis: &Analysis, fail_on: Severity) -> Self {
        let fails = |each: &crate::finding::Evaluation| {
            let is_broken = each.compliance == Compliance::NonCompliant && each.suppressed.is_none();
            is_broken && each.rule.severity >= fail_on
        };
        if analysis.problems.iter().any(|problem| problem.kind.is_error()) {
            Outcome::CouldNotAnalyse
        } else if analysis.evaluations.iter().any(fails) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
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

    use crate::finding::{Evaluation, Label, Problem, ProblemKind, RuleInfo};
    use crate::source::{Sources, Span};

    fn evaluation(compliance: Compliance, severity: Severity) -> Evaluation {
        Evaluation {
            rule: Arc::new(RuleInfo { severity, ..RuleInfo::default() }),
            resource: "".into(),
            resource_type: "".into(),
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
        }
    }

    #[test]
    fn what_could_not_be_analysed_wins_over_findings() {
        let mut analysis = Analysis::default();
        assert_eq!(Outcome::of(&analysis, Severity::Informational), Outcome::Clean);
        analysis.evaluations = vec![
            evaluation(Compliance::InsufficientData, Severity::Critical),
            evaluation(Compliance::Compliant, Severity::Critical),
        ];
        assert_eq!(Outcome::of(&analysis, Severity::Informational), Outcome::Clean);
        analysis.evaluations.push(evaluation(Compliance::NonCompliant, Severity::Medium));
        assert_eq!(Outcome::of(&analysis, Severity::High), Outcome::Clean);
        assert_eq!(Outcome::of(&analysis, Severity::Medium), Outcome::Findings);
        analysis.problems = vec![Problem::of_path(ProblemKind::Link, "", "")];
        assert_eq!(Outcome::of(&analysis, Severity::Medium), Outcome::Findings);
        analysis.problems = vec![Problem::of_path(ProblemKind::Parse, "", "")];
        assert_eq!(Outcome::of(&analysis, Severity::Medium), Outcome::CouldNotAnalyse);
    }
}
