//! Unknowns as values: what is known of them, why what is made of operands is open, and when two of them are one.

use std::sync::Arc;

use crate::value::{Kind, Reason, Symbol, Unknown, Value};

/// An unknown that is no error, whatever it is made of.
pub(super) fn surely(mut value: Value) -> Value {
    if let Kind::Unknown(unknown) = &mut value.kind {
        Arc::make_mut(unknown).may_fail = false;
    }
    value
}

/// An unknown of whose elements each is one of these; any other value as it is.
pub(super) fn with_elements(mut value: Value, elements: Option<Arc<[Value]>>) -> Value {
    if let Kind::Unknown(unknown) = &mut value.kind {
        Arc::make_mut(unknown).elements = elements;
    }
    value
}

/// Whether an unknown surely has items that can be gone through.
pub(super) fn is_surely_a_collection(unknown: &Unknown) -> bool {
    unknown.nature.is_set && unknown.nature.each().is_some() && !unknown.may_fail
}

/// Why what is made of these operands is open.
pub(super) fn why_open(operands: &[&Value]) -> Reason {
    let cause = operands.iter().find_map(|operand| operand.unknowns().into_iter().next());
    cause.map_or_else(|| Reason::from("cannot be evaluated here"), |cause| Reason::because(&cause))
}

/// The symbol of an operation on operands. Where their order does not matter, it makes no difference.
pub(super) fn symbol_of(operation: &str, operands: &[&Value]) -> Symbol {
    let operands = operands.iter().map(|operand| operand.symbol());
    match operation {
        "==" | "&&" | "||" => Symbol::of_any_order(operation, operands),
        _ => Symbol::operation(operation, operands),
    }
}

/// An unknown as that of these indices.
pub(crate) fn at(value: Value, indices: &[Value]) -> Value {
    let (Kind::Unknown(unknown), false) = (&value.kind, indices.is_empty()) else { return value };
    let operands = std::iter::once(unknown.symbol.clone()).chain(indices.iter().map(Value::symbol));
    Value::unknown(Unknown::clone(unknown).symbol(Symbol::operation("[]", operands)), value.span())
}
