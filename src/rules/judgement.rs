//! What came of a rule in each world, and what that amounts to.

use std::cell::OnceCell;
use std::sync::Arc;

use super::document::{alone, document, set_fact, set_parameters};
use super::facts::Facts;
use super::set::InForce;
use crate::finding::Compliance;
use crate::guard::{self, Failure, Outcome, Status};
use crate::model::Subject;
use crate::reason::Verdict;
use crate::value::{Difference, Unknown, Value, World};

/// Whether the resource is there in a world.
pub(super) enum There<'d> {
    Yes(Box<View<'d>>),
    No,
    /// The world leaves it open, on this condition.
    Open(Arc<Unknown>),
}

impl<'d> There<'d> {
    /// What a rule says; `None` where there is nothing to judge.
    pub(super) fn outcome(&mut self, rule: InForce<'_>) -> Option<Outcome> {
        match self {
            There::Yes(view) => Some(view.outcome(rule)),
            There::No => None,
            There::Open(condition) => {
                let (rule, unknowns) = (rule.rule.info.name.as_str().into(), vec![Arc::clone(condition)]);
                Some(Outcome { rule, status: Status::Unknown, failures: Vec::new(), unknowns })
            }
        }
    }

    /// What keeps a fact open, where an unknown stands for one; else the unknown itself.
    fn behind(&self, unknown: &Arc<Unknown>) -> Vec<Arc<Unknown>> {
        match self.view().and_then(|view| view.facts.verdict_of(unknown)) {
            Some(Verdict::Open(unknowns)) => unknowns.iter().map(Arc::clone).collect(),
            _ => vec![Arc::clone(unknown)],
        }
    }

    /// Whether more effort might have decided more.
    pub(super) fn is_short(&self) -> bool {
        self.view().is_some_and(|view| view.facts.is_short)
    }

    fn view(&self) -> Option<&View<'d>> {
        match self {
            There::Yes(view) => Some(view),
            There::No | There::Open(_) => None,
        }
    }
}

/// A subject in one world, with what was decided about it.
pub(super) struct View<'d> {
    pub(super) subject: Subject<'d>,
    pub(super) facts: Facts,
    document: Value,
    /// The same of the subject alone, made where a rule asks for it.
    alone: OnceCell<Value>,
}

impl<'d> View<'d> {
    pub(super) fn new(subject: Subject<'d>, facts: Facts) -> Self {
        let document = document(&subject, &facts);
        View { subject, facts, document, alone: OnceCell::new() }
    }

    /// What a rule says. The document carries the parameters of one rule at a time, so that it is never copied.
    pub(super) fn outcome(&mut self, rule: InForce<'_>) -> Outcome {
        if let Some(only) = &rule.code.only {
            let document = self.alone.get_or_init(|| alone(&self.subject, &self.facts));
            let outcome = worst(guard::evaluate_rule(&rule.code.check, only, document), &rule.rule.info.name);
            return self.of_this_alone(outcome, rule.code.is_of_one_type);
        }
        set_parameters(&mut self.document, &rule.rule.parameters);
        if rule.code.by_parameters {
            for (name, value) in self.facts.by_parameters(&self.subject, &rule.code.facts, &rule.rule.parameters) {
                set_fact(&mut self.document, &self.subject.resource.address, name, value);
            }
        }
        worst(guard::evaluate(&rule.code.check, &self.document), &rule.rule.info.name)
    }
}

impl View<'_> {
    /// What a rule says that saw this resource alone: where it asks for something else, that is not decided here.
    fn of_this_alone(&self, outcome: Outcome, is_of_one_type: bool) -> Outcome {
        let resource = &self.subject.resource;
        // What selects nothing fails at the root: of one type it is this resource that is not selected.
        let is_of_this = |failure: &Failure| match failure.path.as_slice() {
            [] => is_of_one_type,
            [_, address, ..] => **address == *resource.address,
            [_] => false,
        };
        if outcome.status != Status::Fail || outcome.failures.iter().all(is_of_this) {
            return outcome;
        }
        let why = "asks for more than the resource that it judges, and sees no other";
        let unknown = Unknown::new(&*outcome.rule, resource.header, why);
        Outcome { status: Status::Unknown, failures: Vec::new(), unknowns: vec![Arc::new(unknown)], ..outcome }
    }
}

/// What came of one rule over all worlds.
pub(super) struct Judgement<'v> {
    pub(super) compliance: Compliance,
    /// A view that shows the verdict, and what the check said there; `None` where the resource is in no world.
    pub(super) shown: Option<(&'v View<'v>, Outcome)>,
    /// What the verdict depends on, where it is `INSUFFICIENT_DATA`: unknowns of a check, or open conditions.
    pub(super) unknowns: Vec<Arc<Unknown>>,
    /// The answers under which the rule is broken, where worlds differ, one text for each combination: "when `IsProd`
    /// is false and `IsPublic` is true".
    pub(super) broken_when: Vec<String>,
}

impl<'v> Judgement<'v> {
    /// What the outcomes in each world come to.
    pub(super) fn of(views: &'v [There<'v>], mut outcomes: Vec<Option<Outcome>>, worlds: &[World]) -> Self {
        let statuses: Vec<_> = outcomes.iter().map(|it| it.as_ref().map(|it| it.status)).collect();
        let compliance = combine(&statuses);
        let wanted = match compliance {
            Compliance::Compliant => Status::Pass,
            Compliance::NotApplicable => Status::Skip,
            Compliance::NonCompliant => Status::Fail,
            // A world that fails shows more than one that is undecided.
            Compliance::InsufficientData if statuses.contains(&Some(Status::Fail)) => Status::Fail,
            Compliance::InsufficientData => Status::Unknown,
        };
        let difference = Difference::of(worlds, statuses.iter().copied());
        let mut unknowns = Vec::new();
        if compliance == Compliance::InsufficientData {
            unknowns.extend(difference.deciding().cloned());
            for (it, outcome) in views.iter().zip(&outcomes) {
                let found = outcome.iter().flat_map(|outcome| &outcome.unknowns);
                unknowns.extend(found.flat_map(|unknown| it.behind(unknown)));
            }
            unknowns.sort_by(|a, b| a.symbol.cmp(&b.symbol));
            unknowns.dedup_by(|a, b| a.symbol == b.symbol);
        }
        let at = statuses.iter().position(|status| *status == Some(wanted));
        let is_broken = |status: &Option<Status>| *status == Some(Status::Fail);
        let broken_when = if wanted == Status::Fail { difference.when(is_broken) } else { Vec::new() };
        let shown = at.and_then(|at| Some((views.get(at)?.view()?, outcomes.get_mut(at)?.take()?)));
        Judgement { compliance, shown, unknowns, broken_when }
    }

    /// Whether nothing but the missing declaration keeps the verdict open.
    pub(super) fn rests_on_what_is_elsewhere(&self, subject: &Subject<'_>) -> bool {
        let Some(elsewhere) = &subject.resource.properties.rest else { return false };
        let blocked = |unknown: &Arc<Unknown>| unknown.symbol == elsewhere.symbol;
        self.compliance == Compliance::InsufficientData && self.unknowns.iter().any(blocked)
    }
}

/// The verdict over all worlds in which there is something to judge.
fn combine(statuses: &[Option<Status>]) -> Compliance {
    let any = |status: Status| statuses.contains(&Some(status));
    match (any(Status::Unknown), any(Status::Fail), any(Status::Pass), any(Status::Skip)) {
        (true, ..) | (_, true, true, _) | (_, true, _, true) => Compliance::InsufficientData,
        (_, true, ..) => Compliance::NonCompliant,
        (_, _, true, _) => Compliance::Compliant,
        _ => Compliance::NotApplicable,
    }
}

/// One outcome for all named rules of a check: the worst status, everything said.
fn worst(outcomes: Vec<Outcome>, name: &str) -> Outcome {
    let rank = |status: Status| match status {
        Status::Fail => 3,
        Status::Unknown => 2,
        Status::Pass => 1,
        Status::Skip => 0,
    };
    let none = Outcome { rule: name.into(), status: Status::Skip, failures: Vec::new(), unknowns: Vec::new() };
    outcomes.into_iter().fold(none, |mut all, one| {
        if rank(one.status) > rank(all.status) {
            all.status = one.status;
        }
        all.failures.extend(one.failures);
        all.unknowns.extend(one.unknowns);
        all
    })
}
