//! Functions of numbers.

use super::super::conversion::number;
use super::Known;
use crate::source::Span;
use crate::value::{Kind, Number, Value};

/// How many numbers `range` gives at most; Terraform's own bound.
const MAX_RANGE: usize = 1024;

pub(super) fn known(name: &str) -> Option<Known> {
    Some(match name {
        "min" => Known(min, false),
        "max" => Known(max, false),
        "abs" => Known(abs, false),
        "ceil" => Known(ceil, false),
        "floor" => Known(floor, false),
        "range" => Known(range, false),
        _ => return None,
    })
}

fn value(number: f64, span: Span) -> Value {
    Value::new(Kind::Number(Number(number)), span)
}

fn numbers(operands: &[Value]) -> Option<Vec<f64>> {
    operands.iter().map(number).collect()
}

fn min(operands: &[Value], span: Span) -> Option<Value> {
    numbers(operands)?.into_iter().reduce(f64::min).map(|number| value(number, span))
}

fn max(operands: &[Value], span: Span) -> Option<Value> {
    numbers(operands)?.into_iter().reduce(f64::max).map(|number| value(number, span))
}

fn abs(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    Some(value(number(operand)?.abs(), span))
}

fn ceil(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    Some(value(number(operand)?.ceil(), span))
}

fn floor(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    Some(value(number(operand)?.floor(), span))
}

fn range(operands: &[Value], span: Span) -> Option<Value> {
    let (mut at, limit, step) = match numbers(operands)?.as_slice() {
        [limit] => (0.0, *limit, 1.0_f64.copysign(*limit)),
        [start, limit] => (*start, *limit, 1.0_f64.copysign(limit - start)),
        [start, limit, step] if *step != 0.0 => (*start, *limit, *step),
        _ => return None,
    };
    let mut items = Vec::new();
    while (step > 0.0 && at < limit) || (step < 0.0 && at > limit) {
        if items.len() >= MAX_RANGE {
            return None;
        }
        items.push(value(at, span));
        at += step;
    }
    Some(Value::list(items, span))
}
