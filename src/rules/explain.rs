//! Turns a judgement into an evaluation: what to say, where to point, which request proves it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{fact_at, is_index, parameter_at};
use super::fact::Fact;
use super::facts::HOLDS;
use super::judgement::{Judgement, View};
use super::set::InForce;
use super::words::in_terraform;
use crate::catalogue::{Spelling, types};
use crate::finding::{Compliance, Evaluation, Label, Proof, Unresolved};
use crate::guard::{Failure, Outcome};
use crate::model::Subject;
use crate::reason::{Step, Through, Verdict, Witness};
use crate::value::{self, Text, Value};

/// The evaluation that a judgement amounts to.
pub(super) fn evaluation(rule: InForce<'_>, subject: &Subject<'_>, judgement: &Judgement<'_>) -> Evaluation {
    let said = match (judgement.compliance, &judgement.shown) {
        (Compliance::NonCompliant, Some((view, outcome))) => broken(view, outcome),
        (Compliance::InsufficientData, _) => undecided(judgement),
        (_, Some((view, _))) => holds(rule, judgement.compliance, view),
        (_, None) => Said::plain("the resource is not created"),
    };
    let resource = &subject.resource;
    let when = judgement.broken_when.join(", or ");
    let message = match judgement.compliance {
        _ if when.is_empty() => said.message,
        Compliance::InsufficientData => format!("the rule is broken {when}, and holds or is open otherwise").into(),
        _ => format!("{} {when}", said.message).into(),
    };
    let mut labels = said.labels;
    if labels.is_empty() {
        labels.push(Label::at(resource.header, format!("`{}`", resource.address)));
    }
    labels.extend(calls(subject, &labels));
    let primary = labels.remove(0);
    // Most have no other, and all are kept until they are reported.
    labels.shrink_to_fit();
    Evaluation {
        rule: Arc::clone(&rule.rule.info),
        resource: Arc::clone(&resource.address),
        resource_type: Arc::clone(&resource.type_name),
        source_type: Arc::clone(&resource.source_type),
        declared: resource.header,
        root: steps(subject).last().map_or(resource.header, |step| step.span),
        compliance: judgement.compliance,
        broken: judgement.compliance == Compliance::NonCompliant || !when.is_empty(),
        message,
        primary,
        related: labels,
        witness: said.witness.map(Box::new),
        unresolved: said.unresolved,
        evidence: said.evidence,
        suppressed: None,
        environments: Box::default(),
        earlier: None,
        former: Vec::new(),
    }
}

/// The calls of the module of the resource, the nearest first.
fn steps<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Arc<value::Step>> {
    value::steps(subject.called.as_ref())
}

/// Where the module of the resource is called, so far as no label stands there yet.
fn calls(subject: &Subject<'_>, labels: &[Label]) -> Vec<Label> {
    let calls = steps(subject).map(|step| Label::at(step.span, Arc::clone(&step.what)));
    calls.filter(|call| labels.iter().all(|label| label.span != call.span)).collect()
}

/// What is said of a rule and a resource; the first label is the place to change.
#[derive(Default)]
struct Said {
    message: Cow<'static, str>,
    labels: Vec<Label>,
    witness: Option<Proof>,
    unresolved: Vec<Unresolved>,
    evidence: Vec<Label>,
}

impl Said {
    fn plain(message: &'static str) -> Self {
        Said { message: message.into(), ..Said::default() }
    }

    /// Adds a label; what is said of one place stands in one label.
    fn point(&mut self, label: Label) {
        match self.labels.iter_mut().find(|it| it.span == label.span) {
            Some(there) if there.message.split("; ").any(|said| said == &*label.message) => {}
            Some(there) => there.message = format!("{}; {}", there.message, label.message).into(),
            None => self.labels.push(label),
        }
    }
}

fn broken(view: &View<'_>, outcome: &Outcome) -> Said {
    let mut said = Said::default();
    let mut messages: Vec<&str> = Vec::new();
    for (failure, message) in worded(&outcome.failures) {
        if !messages.contains(&message) {
            messages.push(message);
        }
        let fact = fact_at(&view.subject, &failure.path);
        let labels = match fact.and_then(|fact| view.facts.verdict(fact)) {
            Some(Verdict::Yes(witness)) => {
                said.witness = Some(proof(witness));
                let mut labels = labels(&witness.steps(), view);
                labels.extend(fact.into_iter().flat_map(|fact| switched_off(fact, view)));
                labels
            }
            _ => failure_labels(failure, view),
        };
        labels.into_iter().for_each(|label| said.point(label));
    }
    said.message = messages.join("; ").into();
    said
}

/// The failures to speak of, each with its words: those to which the rule gives words, else all. A clause without words
/// is the other half of an alternative.
fn worded(failures: &[Failure]) -> Vec<(&Failure, &str)> {
    let worded: Vec<_> = failures.iter().filter_map(|it| Some((it, it.message.as_deref()?))).collect();
    if worded.is_empty() {
        return failures.iter().map(|failure| (failure, "the check does not hold")).collect();
    }
    worded
}

fn holds(rule: InForce<'_>, compliance: Compliance, view: &View<'_>) -> Said {
    if compliance != Compliance::Compliant {
        return Said::plain("the rule does not apply");
    }
    let mut said = Said::plain("the rule holds");
    for verdict in rule.code.facts.iter().filter_map(|fact| view.facts.verdict(*fact)) {
        if let Verdict::No(steps) = verdict {
            said.evidence.extend(steps.iter().map(step_label));
        }
    }
    said
}

fn undecided(judgement: &Judgement<'_>) -> Said {
    let mut said = Said::plain("the code does not decide it");
    let mut told = BTreeSet::new();
    for unknown in &judgement.unknowns {
        // Two of one expression are one to who reads it.
        if !told.insert((Arc::clone(&unknown.expression), unknown.reason.to_string())) {
            continue;
        }
        said.labels.push(Label::at(unknown.span, format!("`{}` {}", unknown.expression, unknown.reason)));
        said.unresolved.push(Unresolved::from(unknown.as_ref()));
    }
    said
}

/// Where a clause that does not hold points: the value that is there and the way it came, or the place where it is
/// missing.
fn failure_labels(failure: &Failure, view: &View<'_>) -> Vec<Label> {
    let written = in_terraform(&view.subject, failure);
    let property = failure.path.iter().rev().find(|step| !is_index(step)).map_or("", |name| name.as_ref());
    let name = written.as_ref().map_or(property, |it| it.path.last().unwrap_or(&it.kind));
    let verb = if failure.path.last().is_some_and(|step| is_index(step)) { "has" } else { "is" };
    let Some(found) = &failure.found else {
        let at = failure.nearest.unwrap_or(view.subject.resource.header);
        let missing = match &written {
            Some(part) if part.path.is_empty() => format!("no `{name}` belongs to it"),
            _ => format!("`{name}` is not set"),
        };
        return std::iter::once(Label::at(at, missing)).chain(way(failure.unset.as_ref())).collect();
    };
    let spelling = written.as_ref().map_or(Spelling::Alike, |it| it.spelling);
    if name.is_empty() {
        let resource = &view.subject.resource;
        let missing = match *resource.type_name == *types::ACCOUNT {
            true => format!("`{}`: nothing of that kind is declared", resource.address),
            false => format!("`{}`", resource.address),
        };
        return vec![Label::at(view.subject.resource.header, missing)];
    }
    if let Some(parameter) = parameter_at(&failure.path) {
        return vec![Label::at(found.span(), format!("`{parameter}` asks for {}", shown(found, Spelling::Alike)))];
    }
    // What is found says itself what it is.
    if name == HOLDS && fact_at(&view.subject, &failure.path).is_some() {
        return way(found.origin.via.as_ref()).collect();
    }
    let found_here = Label::at(found.span(), format!("`{name}` {verb} {}", shown(found, spelling)));
    std::iter::once(found_here).chain(way(found.origin.via.as_ref())).collect()
}

/// A label for each step of a way.
fn way(way: Option<&Arc<value::Step>>) -> impl Iterator<Item = Label> {
    value::steps(way).map(|step| Label::at(step.span, Arc::clone(&step.what)))
}

/// What the code declares against it and switches off.
fn switched_off(fact: Fact, view: &View<'_>) -> Vec<Label> {
    let subject = &view.subject;
    let off = match fact {
        Fact::PlainHttp | Fact::OldTls | Fact::UploadsWithoutEncryption => subject.without_policy.as_ref(),
        Fact::PublicRead | Fact::PublicWrite => {
            let block = subject.resource.properties.get("PublicAccessBlockConfiguration");
            block.filter(|block| block.is_null()).and_then(|block| block.origin.via.as_ref())
        }
        _ => None,
    };
    way(off).collect()
}

fn shown(value: &Value, spelling: Spelling) -> String {
    let written = |text: Text| format!("`{}`", spelling.written(&text.display()));
    value.to_text().map_or_else(|| "set here".to_owned(), written)
}

/// Labels for steps; a step that stands nowhere is about the resource as a whole.
fn labels(steps: &[Step], view: &View<'_>) -> Vec<Label> {
    let header = view.subject.resource.header;
    steps.iter().map(|step| Label::at(step.span.unwrap_or(header), step.message.clone())).collect()
}

/// A witness as the proof that reports show.
pub fn proof(witness: &Witness) -> Proof {
    Proof {
        principal: witness.principal.clone(),
        action: witness.action.clone(),
        resource: witness.resource.clone(),
        context: witness.context.clone(),
        statement: witness.through.statement(),
        refused: matches!(witness.through, Through::Refused { .. }),
    }
}

fn step_label(step: &Step) -> Label {
    Label { message: step.message.as_str().into(), span: step.span }
}
