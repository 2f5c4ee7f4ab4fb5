//! Conditions: decided by parameters with defaults, else left open.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>

use std::sync::Arc;

use super::{Evaluator, only_entry};
use crate::finding::ProblemKind;
use crate::value::{Truth, Unknown, Value};

/// What a condition comes to.
#[derive(Clone, Debug)]
pub(in super::super) enum Decision {
    /// The template decides it.
    Known(bool),
    /// It holds where the open condition has this answer, so that a condition and its negation stay together.
    Open {
        /// The open condition.
        condition: Arc<Unknown>,
        /// The answer under which this one holds.
        wanted: bool,
    },
}

impl std::ops::Not for Decision {
    type Output = Decision;

    fn not(self) -> Decision {
        match self {
            Decision::Known(value) => Decision::Known(!value),
            Decision::Open { condition, wanted } => Decision::Open { condition, wanted: !wanted },
        }
    }
}

impl Evaluator<'_> {
    /// The condition that a value names.
    pub(super) fn named_condition(&self, name: &Value) -> Decision {
        let Some(id) = name.as_str() else { return self.open(name, "condition", "is not the name of a condition") };
        if let Some(decision) = self.decisions.borrow().get(id) {
            return decision.clone();
        }
        let Some(entry) = self.template.conditions.get(id) else {
            self.report(
                ProblemKind::Invalid,
                name.span(),
                format!("the condition `{id}` is not declared in this template"),
            );
            return self.open(name, id, "is not declared in this template");
        };
        let decision =
            self.once(&format!("condition {id}"), || self.condition(&entry.value, id)).unwrap_or_else(|| {
                self.circle(id, entry.key_span);
                self.open(&entry.value, id, "refers to itself")
            });
        self.decisions.borrow_mut().insert(id.to_owned(), decision.clone());
        decision
    }

    /// What a condition function comes to; `name` is the condition that people know it by.
    fn condition(&self, written: &Value, name: &str) -> Decision {
        let function = written.as_map().and_then(only_entry);
        let Some((function, argument)) = function.map(|(function, entry)| (&**function, &entry.value)) else {
            return written.as_bool().map_or_else(|| self.open(written, name, "is not a condition"), Decision::Known);
        };
        match function {
            "Condition" => self.named_condition(argument),
            "Fn::Not" => !self.operands(argument, name).into_iter().next().unwrap_or(Decision::Known(false)),
            "Fn::And" => self.all(self.operands(argument, name), written, name, true),
            "Fn::Or" => self.all(self.operands(argument, name), written, name, false),
            "Fn::Equals" => self.equals(argument, name),
            _ => self.open(written, name, "is not evaluated yet"),
        }
    }

    fn operands(&self, argument: &Value, name: &str) -> Vec<Decision> {
        match argument.as_list() {
            Some(list) => list.items.iter().map(|item| self.condition(item, name)).collect(),
            None => vec![self.condition(argument, name)],
        }
    }

    /// `Fn::And` where `neutral` is true, `Fn::Or` where it is false. A single open operand stays itself.
    fn all(&self, operands: Vec<Decision>, written: &Value, name: &str, neutral: bool) -> Decision {
        let mut open = Vec::new();
        for operand in operands {
            match operand {
                Decision::Known(value) if value != neutral => return Decision::Known(value),
                Decision::Known(_) => {}
                decided => open.push(decided),
            }
        }
        match (open.pop(), open.is_empty()) {
            (None, _) => Decision::Known(neutral),
            (Some(only), true) => only,
            (Some(_), false) => self.open(written, name, "is decided at deployment"),
        }
    }

    fn equals(&self, argument: &Value, name: &str) -> Decision {
        let operands: Vec<_> =
            argument.as_list().map(|list| list.items.iter().map(|item| self.value(item)).collect()).unwrap_or_default();
        let [left, right] = operands.as_slice() else {
            return self.open(argument, name, "does not compare two values");
        };
        // Both sides are strings to CloudFormation, however they are written.
        let truth = match (left.to_text(), right.to_text()) {
            (Some(left), Some(right)) => left.same(&right),
            _ => left.same(right),
        };
        match truth {
            Truth::True => Decision::Known(true),
            Truth::False => Decision::Known(false),
            Truth::Unknown => {
                let side = |value: &Value| {
                    value.to_text().map_or_else(|| self.place("value", value.span()), |text| text.display())
                };
                let symbol = format!("{} equals {}", side(left), side(right));
                let reason = left.unknowns().into_iter().chain(right.unknowns()).next();
                let reason = reason.map_or_else(String::new, |it| format!(": `{}` {}", it.expression, it.reason));
                let unknown =
                    Unknown::new(name, argument.span(), format!("is decided at deployment{reason}")).symbol(symbol);
                Decision::Open { condition: Arc::new(unknown), wanted: true }
            }
        }
    }

    fn open(&self, written: &Value, name: &str, reason: &str) -> Decision {
        let symbol = format!("condition {name} {}", self.place("", written.span()));
        Decision::Open { condition: Arc::new(Unknown::new(name, written.span(), reason).symbol(symbol)), wanted: true }
    }
}
