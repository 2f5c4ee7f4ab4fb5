//! Choices: `Fn::If`, inputs of few values, and carrying either through other functions.

use super::decision::{Answer, Decision, Open, chosen};
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::source::Span;
use crate::value::choices::{Depth, Distributor, distribute};
use crate::value::{Reason, Symbol, Text, Unknown, Value};

/// What a function does with arguments of which none is a choice.
type Operation<'o> = &'o dyn Fn(&[Value]) -> Value;

impl Evaluator<'_> {
    pub(super) fn choose(&self, argument: &Value, span: Span) -> Value {
        let [condition, when_true, when_false] = arguments(argument) else {
            return self.misused("Fn::If", span, "takes a list of a condition and two values");
        };
        match self.named_condition(condition) {
            Decision::Known(holds) => {
                let taken = self.value(if holds { when_true } else { when_false });
                taken.chosen_by(self.deciding(condition, holds).as_ref())
            }
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
        let depth = if deep { Depth::Entries } else { Depth::Operands };
        distribute(arguments, depth, &mut Branches { evaluator: self, span, operation })
    }
}

/// How a function is carried through choices.
struct Branches<'o, 'w> {
    evaluator: &'o Evaluator<'w>,
    span: Span,
    operation: Operation<'o>,
}

impl Distributor for Branches<'_, '_> {
    fn apply(&mut self, arguments: &[Value]) -> Value {
        (self.operation)(arguments)
    }

    fn refuses(&mut self, arguments: &[Value]) -> Option<Value> {
        let budget = &self.evaluator.shared.budget;
        let is_left = arguments.iter().all(|argument| budget.charge(argument, super::evaluator::MAX_DEPTH + 1));
        (!is_left).then(|| self.evaluator.too_much(self.span))
    }

    fn choose(&mut self, condition: &Arc<Unknown>, when_true: Value, when_false: Value) -> Value {
        chosen(condition, when_true, when_false, self.span)
    }
}
