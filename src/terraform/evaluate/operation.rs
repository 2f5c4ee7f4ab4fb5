//! Operators.

use super::condition::{asking, asking_where, emptiness, equality, ordered as order, turned};
use std::cmp::Ordering;

use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

use super::big::Big;
use super::choice::chosen;
use super::conversion::{index, number, truth};
use super::equality::equal;
use super::evaluator::{Context, Evaluator};
use super::failure::{may_fail, may_not_be_boolean};
use super::open::surely;
use crate::source::Span;
use crate::value::{Formula, Kind, Nature, Number, PastBound, Range, Truth, Value};

impl Evaluator<'_> {
    pub(super) fn unary(&self, operation: &UnaryOp, span: Span, context: Context<'_>) -> Value {
        let operand = self.expression(&operation.expr, context);
        self.distribute(span, &[operand], false, &mut |operands| {
            let [operand] = operands else { return self.error(span, "has no operand") };
            match operation.operator.value() {
                UnaryOperator::Not => self.unless_not_boolean(self.not(operand, span), operands, span),
                UnaryOperator::Neg => match number(operand) {
                    Some(number) => self.computed(Some(number.negated()), span),
                    None => self.no_number(span, "-", &[operand]),
                },
            }
        })
    }

    /// The negation of an unknown is a choice on it, so that a condition and its negation are decided together.
    fn not(&self, operand: &Value, span: Span) -> Value {
        match (truth(operand), operand.as_unknown()) {
            (Some(known), _) => Value::bool(!known, span),
            (None, Some(condition)) => chosen(condition, Value::bool(false, span), Value::bool(true, span), span),
            (None, None) if !may_be_condition(operand) => self.error(span, "negates what is no boolean"),
            (None, None) => self.open(span, "!", &[operand]),
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, span: Span, context: Context<'_>) -> Value {
        let left = self.expression(&operation.lhs_expr, context);
        let right = self.expression(&operation.rhs_expr, context);
        let operator = *operation.operator.value();
        self.distribute(span, &[left, right], false, &mut |operands| match operands {
            [left, right] if matches!(operator, BinaryOperator::And | BinaryOperator::Or) => {
                let answer = self.apply(operator, left, right, span);
                let answer = if operands.iter().any(may_not_be_boolean) { answer } else { surely(answer) };
                self.unless_not_boolean(answer, operands, span)
            }
            [left, right] => self.unless_failed(self.apply(operator, left, right, span), operands, span),
            _ => self.error(span, "has no operands"),
        })
    }

    fn apply(&self, operator: BinaryOperator, left: &Value, right: &Value, span: Span) -> Value {
        use BinaryOperator::{And, Eq, NotEq, Or};
        match operator {
            And | Or => self.logic(operator, left, right, span),
            Eq if equal(left, right) != Truth::Unknown => self.equality(left, right, span),
            Eq => self.counts(Eq, left, right, span).unwrap_or_else(|| self.equality(left, right, span)),
            NotEq => self.not(&self.apply(Eq, left, right, span), span),
            _ => match number(left).zip(number(right)) {
                Some((a, b)) => self.arithmetic(operator, &a, &b, span),
                None => match ordered(operator, &bounds(left), &bounds(right)) {
                    Some(known) => Value::bool(known, span),
                    None => self.counts(operator, left, right, span).unwrap_or_else(|| {
                        let open = match operator {
                            // What is less than another is what the other is greater than.
                            BinaryOperator::Less => self.no_number(span, ">", &[right, left]),
                            BinaryOperator::LessEq => self.no_number(span, ">=", &[right, left]),
                            _ => self.no_number(span, operator.as_str(), &[left, right]),
                        };
                        asking(open, order(operator, left, right))
                    }),
                },
            },
        }
    }

    /// Whether there are more than none, asked of a number that counts something: however it is asked, it is one
    /// question.
    pub(super) fn more_than_none(&self, shown: String, count: &Value, span: Span) -> Value {
        if let Some(there) = count.as_unknown().and_then(|count| self.has_elements(&count.symbol)) {
            return Value::new(Kind::Unknown(there), span);
        }
        let none = Value::new(Kind::Number(Number::from(0_usize)), span);
        let open = self.open_as(shown, span, ">", &[count, &none]).known(&answer());
        asking(open, order(BinaryOperator::Greater, count, &none))
    }

    /// The answer to `length(x) > 0`, `>= 1`, `!= 0`, `== 0` and their like as one question; `None` for any other.
    fn counts(&self, operator: BinaryOperator, left: &Value, right: &Value, span: Span) -> Option<Value> {
        use BinaryOperator::{Eq, Greater, GreaterEq, Less, LessEq, NotEq};
        let is_length = |value: &Value| value.as_unknown().is_some_and(|it| it.symbol.operands_of("length").is_some());
        let (operator, count, other) = match (is_length(left), is_length(right)) {
            (true, _) => (operator, left, right),
            (_, true) => (turned(operator), right, left),
            _ => return None,
        };
        let some = match (operator, index(other)?) {
            (Greater | NotEq, 0) | (GreaterEq, 1) => true,
            (Eq | LessEq, 0) | (Less, 1) => false,
            _ => return None,
        };
        let condition = self.more_than_none(self.shown(span), count, span);
        Some(if some { condition } else { self.not(&condition, span) })
    }

    /// The result where an operand is no number: an error, unless one is not known.
    fn no_number(&self, span: Span, operation: &str, operands: &[&Value]) -> Value {
        let may_be_number = |value: &Value| match &value.kind {
            Kind::Unknown(_) | Kind::Number(_) | Kind::Choice(_) => true,
            Kind::String(text) => text.as_str().is_none() || number(value).is_some(),
            _ => false,
        };
        if operands.iter().all(|operand| may_be_number(operand)) {
            let open = self.open(span, operation, operands);
            let is_number = matches!(operation, "+" | "-" | "*" | "/" | "%");
            let known = if is_number { Nature::number(Range::default()).and(&Nature::set()) } else { answer() };
            return open.known(&known);
        }
        self.error(span, format!("is an error: `{operation}` needs numbers"))
    }

    /// A number that was computed, where it is in the bounds.
    fn computed(&self, big: Option<Big>, span: Span) -> Value {
        if !big.as_ref().is_none_or(|big| self.spend(big.cost())) {
            return self.too_large(span);
        }
        match big.and_then(|big| big.number()) {
            Some(number) => Value::new(Kind::Number(number), span),
            None => self.unknown(span, self.unique("number"), PastBound::Number),
        }
    }

    fn arithmetic(&self, operator: BinaryOperator, a: &Big, b: &Big, span: Span) -> Value {
        use BinaryOperator::{Div, Greater, GreaterEq, Less, LessEq, Minus, Mod, Mul, Plus};
        let order = a.order(b);
        match operator {
            Plus => self.computed(a.plus(b), span),
            Minus => self.computed(a.plus(&b.clone().negated()), span),
            Mul => self.computed(a.times(b), span),
            Div if b.is_zero() => self.error(span, "is a division by zero"),
            Div => self.computed(a.over(b), span),
            Mod => self.computed(a.modulo(b), span),
            Less => Value::bool(order == Ordering::Less, span),
            LessEq => Value::bool(order != Ordering::Greater, span),
            Greater => Value::bool(order == Ordering::Greater, span),
            GreaterEq => Value::bool(order != Ordering::Less, span),
            _ => self.error(span, "has an operator that is no arithmetic"),
        }
    }

    fn logic(&self, operator: BinaryOperator, left: &Value, right: &Value, span: Span) -> Value {
        if !may_be_condition(left) || !may_be_condition(right) {
            return self.error(span, format!("is an error: `{}` needs booleans", operator.as_str()));
        }
        let known = |value: &Value| truth(value).map_or(Truth::Unknown, Truth::from);
        let both = match operator {
            BinaryOperator::And => known(left).and(known(right)),
            _ => known(left).or(known(right)),
        };
        // It came the way of the operands that decide it: one that answers so, or both.
        let decided = |answer: bool| {
            let way = |value: Value, it: &Value| match truth(it) == Some(answer) {
                true => value.chosen_by(it.origin.via.as_ref()),
                false => value,
            };
            way(way(Value::bool(answer, span), right), left)
        };
        match both {
            Truth::True => decided(true),
            Truth::False => decided(false),
            // The other operand is known and does not decide it, so the unknown one does.
            Truth::Unknown if known(left) != Truth::Unknown => right.clone(),
            Truth::Unknown if known(right) != Truth::Unknown => left.clone(),
            Truth::Unknown => {
                let parts = [left, right].map(|part| part.as_unknown().map(|it| Formula::of(it)));
                let parts: Option<Vec<_>> = parts.into_iter().collect();
                let asked = match operator {
                    BinaryOperator::And => parts.and_then(Formula::all),
                    _ => parts.and_then(Formula::any),
                };
                asking(self.open(span, operator.as_str(), &[left, right]).known(&answer()), asked)
            }
        }
    }

    fn equality(&self, left: &Value, right: &Value, span: Span) -> Value {
        match equal(left, right) {
            Truth::True => Value::bool(true, span),
            Truth::False => Value::bool(false, span),
            Truth::Unknown => self.whether_same(left, right, self.shown(span).replacen("!=", "==", 1), span),
        }
    }

    /// Whether two values are the same, where the code leaves it open.
    pub(super) fn whether_same(&self, left: &Value, right: &Value, shown: String, span: Span) -> Value {
        let open = self.open_as(shown, span, "==", &[left, right]);
        let open = if may_fail(left) || may_fail(right) { open } else { surely(open) };
        asking_where(open.known(&answer()), equality(left, right), emptiness(left, right).into_iter().collect())
    }
}

/// What is known of what an operator answers, where it answers.
fn answer() -> Nature {
    Nature::boolean().and(&Nature::set())
}

/// The bounds of a number, where it has any; of one that may be null, which has no order, none are known.
fn bounds(value: &Value) -> Range {
    match &value.kind {
        Kind::Unknown(unknown) if unknown.nature.is_set => unknown.nature.number,
        Kind::Number(_) => number(value).and_then(|it| it.to_i64()).map(Range::exactly).unwrap_or_default(),
        _ => Range::default(),
    }
}

/// Whether one number surely stands so to another, by the bounds of both.
fn ordered(operator: BinaryOperator, a: &Range, b: &Range) -> Option<bool> {
    let below = |a: &Range, b: &Range| a.most.zip(b.least).is_some_and(|(most, least)| most < least);
    let not_above = |a: &Range, b: &Range| a.most.zip(b.least).is_some_and(|(most, least)| most <= least);
    let decided = |holds: bool, fails: bool| (holds || fails).then_some(holds);
    match operator {
        BinaryOperator::Less => decided(below(a, b), not_above(b, a)),
        BinaryOperator::LessEq => decided(not_above(a, b), below(b, a)),
        BinaryOperator::Greater => decided(below(b, a), not_above(a, b)),
        BinaryOperator::GreaterEq => decided(not_above(b, a), below(a, b)),
        _ => None,
    }
}

/// Whether a value is a boolean, is text that says one, or may be one.
pub(super) fn may_be_condition(value: &Value) -> bool {
    match &value.kind {
        Kind::Bool(_) | Kind::Unknown(_) | Kind::Choice(_) => true,
        Kind::String(text) => text.as_str().is_none() || truth(value).is_some(),
        Kind::Null | Kind::Number(_) | Kind::Json(_) | Kind::List(_) | Kind::Set(_) | Kind::Map(_) => false,
    }
}
