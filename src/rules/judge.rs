//! Judges one resource by all rules of its type.
//!
//! Where the resource leaves conditions open, each rule is judged in every world: a verdict holds when it holds in all of
//! them. Where worlds differ, the code does not decide, and the conditions that make the difference are named.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::document::{document, set_parameters};
use super::facts::{self, Facts, Wanted};
use super::{Rule, RuleSet, explain};
use crate::finding::{Compliance, Evaluation};
use crate::guard::{self, Outcome, Status};
use crate::model::{Declared, Subject};
use crate::reason::Assumptions;
use crate::value::{Unknown, Value, World};

/// Every evaluation of a subject. Rules that say nothing about a resource declared elsewhere give none.
pub fn judge(subject: &Subject<'_>, rules: &RuleSet, assumptions: &Assumptions) -> Vec<Evaluation> {
    let rules: Vec<_> = rules.of_type(&subject.resource.type_name).collect();
    if rules.is_empty() {
        return Vec::new();
    }
    let conditions = subject.conditions();
    let worlds = World::all(&conditions).unwrap_or_else(|| vec![World::default()]);
    let wanted = rules.iter().flat_map(|rule| &rule.facts).copied().collect();
    let mut views = views(subject, &worlds, assumptions, &wanted);
    let outcomes: Vec<Vec<_>> = rules
        .iter()
        .map(|rule| views.iter_mut().map(|view| view.as_mut().map(|view| view.outcome(rule))).collect())
        .collect();
    let judged = rules.iter().zip(outcomes).filter_map(|(rule, outcomes)| {
        let judgement = Judgement::of(&views, outcomes, &worlds);
        let silent = subject.resource.declared == Declared::Elsewhere && judgement.rests_on_what_is_elsewhere(subject);
        (!silent).then(|| explain::evaluation(rule, subject, &judgement))
    });
    judged.collect()
}

/// The subject in each world; `None` where the resource is not there in it.
fn views<'d>(
    subject: &Subject<'d>,
    worlds: &[World],
    assumptions: &Assumptions,
    wanted: &Wanted,
) -> Vec<Option<View<'d>>> {
    let bearing = facts::bearing(subject, wanted);
    let mut known: BTreeMap<Vec<Option<bool>>, Rc<Facts>> = BTreeMap::new();
    let mut view = |world: &World| {
        let subject = subject.under(world)?;
        let answers = bearing.keys().map(|symbol| world.answer(symbol)).collect();
        let facts = known.entry(answers).or_insert_with(|| Rc::new(Facts::of(&subject, assumptions, wanted)));
        Some(View::new(subject, Rc::clone(facts)))
    };
    worlds.iter().map(&mut view).collect()
}

/// A subject in one world, with what was decided about it.
pub(super) struct View<'d> {
    pub(super) subject: Subject<'d>,
    pub(super) facts: Rc<Facts>,
    document: Value,
}

impl<'d> View<'d> {
    fn new(subject: Subject<'d>, facts: Rc<Facts>) -> Self {
        let document = document(&subject, &facts);
        View { subject, facts, document }
    }

    /// What a rule says. The document carries the parameters of one rule at a time, so that it is never copied.
    fn outcome(&mut self, rule: &Rule) -> Outcome {
        set_parameters(&mut self.document, &rule.parameters);
        worst(guard::evaluate(&rule.check, &self.document), &rule.info.name)
    }
}

/// What came of one rule over all worlds.
pub(super) struct Judgement<'v> {
    pub(super) compliance: Compliance,
    /// A view that shows the verdict, and what the check said there; `None` where the resource is in no world.
    pub(super) shown: Option<(&'v View<'v>, Outcome)>,
    /// What the verdict depends on, where it is `INSUFFICIENT_DATA`: unknowns of a check, or open conditions.
    pub(super) unknowns: Vec<Arc<Unknown>>,
    /// The answers under which the rule is broken, where worlds differ, one text for each combination: "when `IsProd` is false
    /// and `IsPublic` is true".
    pub(super) broken_when: Vec<String>,
}

impl<'v> Judgement<'v> {
    /// What the outcomes in each view come to.
    fn of(views: &'v [Option<View<'v>>], mut outcomes: Vec<Option<Outcome>>, worlds: &[World]) -> Self {
        let statuses: Vec<_> = outcomes.iter().map(|it| it.as_ref().map_or(Status::Skip, |it| it.status)).collect();
        let compliance = combine(&statuses);
        let wanted = match compliance {
            Compliance::Compliant => Status::Pass,
            Compliance::NotApplicable => Status::Skip,
            Compliance::NonCompliant => Status::Fail,
            // A world that fails shows more than one that is undecided.
            Compliance::InsufficientData if statuses.contains(&Status::Fail) => Status::Fail,
            Compliance::InsufficientData => Status::Unknown,
        };
        let deciding = deciding(&statuses, worlds);
        let mut unknowns = Vec::new();
        if compliance == Compliance::InsufficientData {
            unknowns.extend(deciding.iter().map(|condition| Arc::clone(condition)));
            unknowns.extend(outcomes.iter().flatten().flat_map(|outcome| outcome.unknowns.clone()));
            unknowns.sort_by(|a, b| a.symbol.cmp(&b.symbol));
            unknowns.dedup_by(|a, b| a.symbol == b.symbol);
        }
        let at = statuses.iter().position(|status| *status == wanted);
        let broken_when = if wanted == Status::Fail { broken_when(&statuses, worlds, &deciding) } else { Vec::new() };
        let shown = at.and_then(|at| Some((views.get(at)?.as_ref()?, outcomes.get_mut(at)?.take()?)));
        Judgement { compliance, shown, unknowns, broken_when }
    }

    /// Whether nothing but the missing declaration keeps the verdict open.
    fn rests_on_what_is_elsewhere(&self, subject: &Subject<'_>) -> bool {
        let Some(elsewhere) = &subject.resource.properties.rest else { return false };
        let blocked = |unknown: &Arc<Unknown>| {
            let behind = self.shown.as_ref().and_then(|(view, _)| view.facts.verdict_of(unknown));
            match behind {
                Some(crate::reason::Verdict::Unknown(blockers)) => {
                    blockers.iter().any(|blocker| blocker.unknown.symbol == elsewhere.symbol)
                }
                _ => unknown.symbol == elsewhere.symbol,
            }
        };
        self.compliance == Compliance::InsufficientData && self.unknowns.iter().any(blocked)
    }
}

/// The verdict over all worlds.
fn combine(statuses: &[Status]) -> Compliance {
    let any = |status: Status| statuses.contains(&status);
    let all_fail_where_judged = any(Status::Fail) && !any(Status::Pass);
    if any(Status::Unknown) || (any(Status::Fail) && !all_fail_where_judged) {
        Compliance::InsufficientData
    } else if all_fail_where_judged {
        Compliance::NonCompliant
    } else if any(Status::Pass) {
        Compliance::Compliant
    } else {
        Compliance::NotApplicable
    }
}

/// How many combinations of answers a message names.
const MAX_NAMED: usize = 4;

/// The conditions on which the status depends: those that cannot be left out without two worlds of one status becoming two
/// of different status.
fn deciding<'w>(statuses: &[Status], worlds: &'w [World]) -> Vec<&'w Arc<Unknown>> {
    let Some(first) = worlds.first() else { return Vec::new() };
    let all: Vec<_> = first.answers().map(|(condition, _)| condition).collect();
    without_needless(all, |kept| {
        let mut by_answers: BTreeMap<Vec<Option<bool>>, Status> = BTreeMap::new();
        worlds.iter().zip(statuses).all(|(world, status)| {
            let answers = kept.iter().map(|condition| world.answer(&condition.symbol)).collect();
            *by_answers.entry(answers).or_insert(*status) == *status
        })
    })
}

/// Takes away, last first, what is not needed for `suffices` to stay true.
fn without_needless<'w>(
    mut kept: Vec<&'w Arc<Unknown>>,
    suffices: impl Fn(&[&'w Arc<Unknown>]) -> bool,
) -> Vec<&'w Arc<Unknown>> {
    for at in (0..kept.len()).rev() {
        let removed = kept.remove(at);
        if !suffices(&kept) {
            kept.insert(at, removed);
        }
    }
    kept
}

/// Combinations of answers that cover every world in which the rule is broken, and no other.
fn broken_when(statuses: &[Status], worlds: &[World], deciding: &[&Arc<Unknown>]) -> Vec<String> {
    let fails: Vec<_> = worlds.iter().zip(statuses).filter(|(_, it)| **it == Status::Fail).map(|(it, _)| it).collect();
    let others: Vec<_> = worlds.iter().zip(statuses).filter(|(_, it)| **it != Status::Fail).map(|(it, _)| it).collect();
    let agree = |a: &World, b: &World, on: &[&Arc<Unknown>]| {
        on.iter().all(|condition| a.answer(&condition.symbol) == b.answer(&condition.symbol))
    };
    let mut said: Vec<String> = Vec::new();
    let mut named: Vec<(&World, Vec<&Arc<Unknown>>)> = Vec::new();
    for world in fails {
        if named.iter().any(|(before, on)| agree(before, world, on)) {
            continue;
        }
        if said.len() == MAX_NAMED {
            said.push("in further cases".to_owned());
            break;
        }
        let needed = without_needless(deciding.to_vec(), |on| !others.iter().any(|other| agree(world, other, on)));
        let answers: Vec<_> = needed.iter().map(|condition| answer(world, condition)).collect();
        if !answers.is_empty() {
            said.push(format!("when {}", answers.join(" and ")));
        }
        named.push((world, needed));
    }
    said
}

fn answer(world: &World, condition: &Unknown) -> String {
    let answer = if world.answer(&condition.symbol) == Some(true) { "true" } else { "false" };
    format!("`{}` is {answer}", condition.expression)
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
