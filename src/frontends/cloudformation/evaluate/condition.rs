//! Conditions: decided as far as the values that they compare are known, else left open with what they ask.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>

use super::decision::{Answer, Decision, Open};
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments, only_entry};
use crate::finding::ProblemKind;
use crate::frontends::cloudformation::template::Declaration;
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Cause, Elsewhere, Formula, Kind, PastBound, Reason, Step, Symbol, Test, Text, Unknown, Value};

/// How many parameters are told that decide a condition, and in how many definitions they are looked for.
const MAX_ASKED: usize = 6;

/// What a condition asks.
struct Asked {
    /// The conditions that were looked into.
    definitions: Vec<Arc<str>>,
    parameters: Vec<Arc<str>>,
}

impl Asked {
    fn may_look_into(&self, condition: &Arc<str>) -> bool {
        self.definitions.len() < MAX_ASKED && !self.definitions.contains(condition)
    }
}

impl Evaluator<'_> {
    /// Whether a resource is there, its stack included; `None` where its condition does not hold.
    pub(in super::super) fn presence(&self, declaration: &Declaration<'_>) -> Option<Presence> {
        let looped = self.looped.get(declaration.id);
        let outer = looped.map_or_else(|| self.presence.clone(), |looped| self.presence.and(looped));
        let Some(name) = declaration.entry.value.get("Condition") else { return Some(outer) };
        match self.named_condition(name) {
            Decision::Known(true) => Some(outer),
            Decision::Known(false) => None,
            Decision::Open(condition) => Some(outer.and(&Presence::When(condition, true))),
        }
    }

    /// Where the template says that a condition holds or not: its definition, and what the parameters are that it asks.
    pub(in super::super) fn deciding(&self, name: &Value, holds: bool) -> Option<Arc<Step>> {
        let text = name.to_text();
        let (id, entry) = self.conditions.entry_of(text.as_ref()?.as_str()?)?;
        if let Some(known) = self.deciding.borrow().get(id) {
            return Some(Arc::clone(known));
        }
        let mut asked = Asked { definitions: vec![Arc::clone(id)], parameters: Vec::new() };
        self.asked_by(&entry.value, &mut asked);
        let given = |name: &Arc<str>| {
            let parameter = self.template.parameters.entry(name)?;
            self.as_text(true, || self.parameter(name, parameter, parameter.key_span)).origin.via
        };
        let before =
            asked.parameters.iter().rev().filter_map(given).fold(None, |before, step| {
                Some(Arc::new(Step { what: Arc::clone(&step.what), span: step.span, before }))
            });
        let what = format!("condition `{id}` is {holds}");
        let step = Arc::new(Step { what: what.into(), span: entry.value.span(), before });
        self.deciding.borrow_mut().insert(Arc::clone(id), Arc::clone(&step));
        Some(step)
    }

    /// The parameters that a condition asks, by itself and through the definitions of others.
    fn asked_by(&self, written: &Value, asked: &mut Asked) {
        if asked.parameters.len() >= MAX_ASKED {
            return;
        }
        match &written.kind {
            Kind::List(list) => list.items.iter().for_each(|item| self.asked_by(item, asked)),
            Kind::Map(map) => match only_entry(map).map(|(name, entry)| (&**name, entry.value.as_str())) {
                Some(("Ref", Some(name))) => {
                    let declared = self.template.parameters.entry_of(name).map(|(name, _)| name);
                    asked.parameters.extend(declared.filter(|name| !asked.parameters.contains(name)).cloned());
                }
                Some(("Condition", Some(name))) => {
                    let definition = self.conditions.entry_of(name);
                    if let Some((name, entry)) = definition.filter(|(name, _)| asked.may_look_into(name)) {
                        asked.definitions.push(Arc::clone(name));
                        self.asked_by(&entry.value, asked);
                    }
                }
                _ => map.values().for_each(|value| self.asked_by(value, asked)),
            },
            _ => {}
        }
    }

    pub(super) fn test(&self, formula: Arc<Formula>) -> Test {
        Test { formula, assumed: Arc::clone(&self.assumed.borrow()) }
    }

    /// The condition that a value names.
    pub(super) fn named_condition(&self, name: &Value) -> Decision {
        // `Yes` is a boolean to YAML, wherever it stands.
        let text = name.to_text();
        let Some(id) = text.as_ref().and_then(Text::as_str) else {
            self.report(ProblemKind::Invalid, name.span(), "a condition is meant by its name".to_owned());
            return Decision::Open(self.of_its_own("condition", name.span(), "is not the name of a condition"));
        };
        if let Some(decision) = self.decisions.borrow().get(id) {
            return decision.clone();
        }
        let Some((id, entry)) = self.conditions.entry_of(id) else {
            return Decision::Open(self.undeclared_condition(id, name.span()));
        };
        let answer = self.once(&format!("condition {id}"), || self.deeper(entry.value.span(), &entry.value));
        let decision = match answer {
            Some(Answer::Known(known)) => Decision::Known(known),
            Some(Answer::Open(open)) => Decision::Open(self.named(id, entry.value.span(), &open)),
            None => {
                self.circle(id, entry.key_span);
                Decision::Open(self.of_its_own(id, entry.key_span, "refers to itself"))
            }
        };
        self.decisions.borrow_mut().insert(Arc::clone(id), decision.clone());
        decision
    }

    /// A condition of another one's definition, counted as a level deeper.
    fn deeper(&self, span: Span, written: &Value) -> Answer {
        let depth = self.shared.depth.get();
        if depth >= super::evaluator::MAX_DEPTH {
            let message = format!("conditions refer to each other deeper than {} levels", super::evaluator::MAX_DEPTH);
            self.report(ProblemKind::Limit, span, message);
            return self.open(span, PastBound::Nesting);
        }
        self.shared.depth.set(depth + 1);
        let answer = self.as_text(true, || self.condition(written));
        self.shared.depth.set(depth);
        answer
    }

    fn named(&self, id: &Arc<str>, span: Span, open: &Open) -> Arc<Unknown> {
        let reason = Reason::AtDeployment(open.cause.clone());
        let unknown = Unknown::new(Arc::clone(id), span, reason).symbol(self.condition_symbol(id));
        Arc::new(unknown.asking(self.test(Arc::clone(&open.formula))))
    }

    fn undeclared_condition(&self, id: &str, span: Span) -> Arc<Unknown> {
        if self.conditions.rest.is_none() {
            let message = format!("the condition `{id}` is not declared in this template");
            self.report(ProblemKind::Invalid, span, message);
        }
        let unknown = Unknown::new(id, span, Elsewhere::InTemplate);
        Arc::new(unknown.symbol(self.condition_symbol(id)))
    }

    fn condition_symbol(&self, id: &str) -> Symbol {
        Symbol::operation("condition", [self.own(id)])
    }

    /// A condition that is open on its own account.
    fn of_its_own(&self, name: &str, span: Span, reason: impl Into<Reason>) -> Arc<Unknown> {
        Arc::new(Unknown::new(name, span, reason).symbol(self.place(&format!("condition {name}"), span)))
    }

    /// What a condition function comes to: an open one is a question, from which conditions are made.
    pub(super) fn condition(&self, written: &Value) -> Answer {
        if !self.shared.budget.spend(1) {
            self.report_spent(written.span());
            return self.open(written.span(), super::evaluator::SPENT);
        }
        let function = written.as_map().and_then(only_entry);
        let Some((function, argument)) = function.map(|(function, entry)| (&**function, &entry.value)) else {
            let known = written.as_bool().map(Answer::Known);
            return known.unwrap_or_else(|| self.wrong(written.span(), "a condition is a condition function"));
        };
        match function {
            "Condition" if self.in_rule.get() => {
                self.wrong(written.span(), "the service refuses `Condition` in a rule: repeat what the condition asks")
            }
            "Condition" => self.named_condition(argument).into(),
            "Fn::Not" => match arguments(argument) {
                [one] => self.not(self.condition(one), written.span()),
                _ => self.wrong(written.span(), "`Fn::Not` takes a list of one condition"),
            },
            "Fn::And" | "Fn::Or" => match arguments(argument) {
                [] | [_] => self.wrong(written.span(), &format!("`{function}` takes a list of 2 to 10 conditions")),
                list => self.all(list, function == "Fn::And", written.span()),
            },
            "Fn::Equals" => match arguments(argument) {
                [left, right] => self.equal(&self.value(left), &self.value(right), written.span()),
                _ => self.wrong(written.span(), "`Fn::Equals` takes a list of two values"),
            },
            "Fn::Contains" | "Fn::EachMemberIn" | "Fn::EachMemberEquals" => {
                self.membership(function, argument, written.span())
            }
            _ => self.wrong(written.span(), &format!("`{function}` is not a condition function")),
        }
    }

    /// `Fn::And` where `neutral` is true, `Fn::Or` where it is false.
    fn all(&self, list: &[Value], neutral: bool, span: Span) -> Answer {
        let answers: Vec<_> = list.iter().map(|item| self.condition(item)).collect();
        self.combine(answers, neutral, span)
    }

    /// All of the answers where `neutral` is true, any of them where it is false.
    pub(super) fn combine(&self, answers: Vec<Answer>, neutral: bool, span: Span) -> Answer {
        let mut open = Vec::new();
        let mut cause = None;
        for answer in answers {
            match answer {
                Answer::Known(value) if value != neutral => return Answer::Known(value),
                Answer::Known(_) => {}
                Answer::Open(part) => {
                    open.push(part.formula);
                    cause = cause.or(part.cause);
                }
            }
        }
        let formula = match open.as_slice() {
            [] => return Answer::Known(neutral),
            [only] => Some(Arc::clone(only)),
            _ if neutral => Formula::all(open),
            _ => Formula::any(open),
        };
        formula.map_or_else(|| self.open_for(span, None), |formula| Answer::Open(Open { formula, cause }))
    }

    pub(super) fn not(&self, answer: Answer, span: Span) -> Answer {
        match answer {
            Answer::Known(value) => Answer::Known(!value),
            Answer::Open(Open { formula, cause }) => match Formula::not(&formula) {
                Some(formula) => Answer::Open(Open { formula, cause }),
                None => self.open_for(span, None),
            },
        }
    }

    /// A question of which nothing is known but that it stands there.
    pub(super) fn open(&self, span: Span, reason: impl Into<Reason>) -> Answer {
        self.open_for(span, Some(reason.into()))
    }

    fn open_for(&self, span: Span, reason: Option<Reason>) -> Answer {
        let formula = Formula::of(&self.of_its_own("", span, reason.clone().unwrap_or_else(|| "".into())));
        let cause = reason.map(|reason| Arc::new(Cause { expression: None, reason }));
        Answer::Open(Open { formula, cause })
    }

    /// What is not a condition.
    pub(super) fn wrong(&self, span: Span, message: &str) -> Answer {
        self.report(ProblemKind::Invalid, span, message.to_owned());
        self.open(span, "is not written as a condition")
    }
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Known(known) => Answer::Known(known),
            Decision::Open(condition) => Answer::Open(Open::of(&condition)),
        }
    }
}
