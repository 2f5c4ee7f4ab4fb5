//! Choices: `Fn::If`, inputs of few values, and carrying either through other functions.

use std::cell::Cell;
use std::sync::Arc;

use super::condition::{Answer, Decision, Open};
use super::{Evaluator, arguments};
use crate::source::Span;
use crate::value::{Choice, Kind, Reason, Symbol, Text, Unknown, Value, World};

/// How many combinations of branches one function is worked out for.
const MAX_BRANCHES: usize = 128;

/// What a function does with arguments of which none is a choice.
type Operation<'o> = &'o dyn Fn(&[Value]) -> Value;

impl Evaluator<'_> {
    pub(super) fn choose(&self, argument: &Value, span: Span) -> Value {
        let [condition, when_true, when_false] = arguments(argument) else {
            return self.misused("Fn::If", span, "takes a list of a condition and two values");
        };
        match self.named_condition(condition) {
            Decision::Known(true) => self.value(when_true),
            Decision::Known(false) => self.value(when_false),
            Decision::Open(condition) => chosen(&condition, self.value(when_true), self.value(when_false), span),
        }
    }

    /// One of these values, by what a text is; the last where it is none of the others.
    pub(super) fn by_text(
        &self,
        text: &Text,
        cases: Vec<(Arc<str>, Value)>,
        otherwise: Option<Value>,
    ) -> Option<Value> {
        let mut cases: Vec<_> = cases
            .into_iter()
            .map(|(is, value)| (self.equal_texts(text, &Text::from(&*is), value.span()), is, value))
            .filter(|(answer, ..)| !matches!(answer, Answer::Known(false)))
            .collect();
        let mut all = match otherwise {
            Some(otherwise) => otherwise,
            None => cases.pop()?.2,
        };
        let span = all.span();
        for (answer, is, value) in cases.into_iter().rev() {
            all = match answer {
                Answer::Known(_) => value,
                Answer::Open(open) => chosen(&self.asked(text, &is, &open, span), value, all, span),
            };
        }
        Some(all)
    }

    /// The open condition that a text is `value`.
    fn asked(&self, text: &Text, value: &str, open: &Open, span: Span) -> Arc<Unknown> {
        let expression = format!("{} = {value}", text.display().trim_start_matches("${").trim_end_matches('}'));
        let symbol = Symbol::of_any_order("==", [text.symbol(), Symbol::text(value)]);
        let unknown = Unknown::new(expression, span, Reason::AtDeployment(open.cause.clone()));
        Arc::new(unknown.symbol(symbol).asking(self.test(Arc::clone(&open.formula))))
    }

    /// The result of an operation on arguments that may be choices; `deep` takes apart choices among items of lists
    /// too.
    pub(super) fn distribute(&self, span: Span, arguments: &[Value], deep: bool, operation: Operation<'_>) -> Value {
        self.distribute_within(span, arguments, deep, &Cell::new(MAX_BRANCHES), operation)
    }

    fn distribute_within(
        &self,
        span: Span,
        arguments: &[Value],
        deep: bool,
        left: &Cell<usize>,
        operation: Operation<'_>,
    ) -> Value {
        let Some(choice) = arguments.iter().find_map(|argument| choice_in(argument, deep)) else {
            return operation(arguments);
        };
        let Some(fewer) = left.get().checked_sub(1) else {
            return self.undecided("text", span, "depends on too many open conditions");
        };
        left.set(fewer);
        let branch = |answer: bool| {
            let world = World::default().with(&choice.condition, answer);
            let arguments: Vec<_> = arguments.iter().map(|argument| argument.under(&world)).collect();
            self.distribute_within(span, &arguments, deep, left, operation)
        };
        chosen(&choice.condition, branch(true), branch(false), span)
    }
}

/// A choice that is used at `span`.
pub(super) fn chosen(condition: &Arc<Unknown>, when_true: Value, when_false: Value, span: Span) -> Value {
    let mut value = Value::choice(Arc::clone(condition), when_true, when_false);
    if matches!(value.kind, Kind::Choice(_)) {
        value.origin.span = span;
    }
    value
}

fn choice_in(value: &Value, deep: bool) -> Option<Arc<Choice>> {
    match &value.kind {
        Kind::Choice(choice) => Some(Arc::clone(choice)),
        Kind::List(list) if deep => list.items.iter().find_map(|item| choice_in(item, deep)),
        Kind::Map(map) if deep => map.values().find_map(|item| choice_in(item, deep)),
        _ => None,
    }
}
