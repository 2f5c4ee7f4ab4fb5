//! Carries choices through operations: what is done to a choice is done to each of its branches.

use std::sync::Arc;

use super::choice::chosen;
use super::evaluator::Evaluator;
use super::failure::is_error;
use crate::source::Span;
use crate::value::choices::{Depth, Distributor, distribute};
use crate::value::{Kind, Origin, Unknown, Value};

/// What is done with operands of which none is a choice.
type Operation<'o> = &'o mut dyn FnMut(&[Value]) -> Value;

impl Evaluator<'_> {
    /// The result of an operation on operands that may be choices. What Terraform would answer with an error stays one.
    /// `deep` takes apart choices among the items of lists too.
    pub(super) fn distribute(&self, span: Span, operands: &[Value], deep: bool, operation: Operation<'_>) -> Value {
        if let Some(error) = operands.iter().find(|operand| is_error(operand)) {
            return error.clone();
        }
        let depth = if deep { Depth::Items } else { Depth::Operands };
        let made = self.made_of(operands, span, &mut |operands| {
            distribute(operands, depth, &mut Branches { evaluator: self, span, operation })
        });
        // What is computed came the way of what it is computed from. Of texts that says too little to be told.
        let is_told =
            matches!(made.kind, Kind::Bool(_) | Kind::Number(_) | Kind::List(_) | Kind::Set(_) | Kind::Map(_));
        match made.origin.via {
            None if is_told => {
                let way = operands.iter().find_map(|operand| operand.origin.via.clone());
                Value { origin: Origin { via: way, ..made.origin }, ..made }
            }
            _ => made,
        }
    }
}

/// How an operation is carried through choices.
struct Branches<'e, 'm, 'o> {
    evaluator: &'e Evaluator<'m>,
    span: Span,
    operation: Operation<'o>,
}

impl Distributor for Branches<'_, '_, '_> {
    fn apply(&mut self, operands: &[Value]) -> Value {
        (self.operation)(operands)
    }

    fn refuses(&mut self, operands: &[Value]) -> Option<Value> {
        let is_charged = operands.iter().all(|operand| self.evaluator.charge(operand));
        (!is_charged).then(|| self.evaluator.too_large(self.span))
    }

    fn choose(&mut self, condition: &Arc<Unknown>, when_true: Value, when_false: Value) -> Value {
        chosen(condition, when_true, when_false, self.span)
    }
}
