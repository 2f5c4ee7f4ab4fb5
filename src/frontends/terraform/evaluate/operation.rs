//! Operators.

use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

use super::conversion::{equal, number, truth};
use super::distribute::chosen;
use super::{Context, Evaluator};
use crate::source::Span;
use crate::value::{Kind, Number, Truth, Value};

impl Evaluator<'_> {
    pub(super) fn unary(&self, operation: &UnaryOp, span: Span, context: Context<'_>) -> Value {
        let operand = self.expression(&operation.expr, context);
        self.distribute(span, &[operand], false, &mut |operands| {
            let [operand] = operands else { return self.error(span, "has no operand") };
            match operation.operator.value() {
                UnaryOperator::Not => self.not(operand, span),
                UnaryOperator::Neg => match number(operand) {
                    Some(number) => Value::new(Kind::Number(Number(-number)), span),
                    None => self.open(span, "-", &[operand]),
                },
            }
        })
    }

    /// The negation of an unknown is a choice on it, so that a condition and its negation are decided together.
    fn not(&self, operand: &Value, span: Span) -> Value {
        match (truth(operand), operand.as_unknown()) {
            (Some(known), _) => Value::bool(!known, span),
            (None, Some(condition)) => chosen(condition, Value::bool(false, span), Value::bool(true, span), span),
            (None, None) => self.open(span, "!", &[operand]),
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, span: Span, context: Context<'_>) -> Value {
        let left = self.expression(&operation.lhs_expr, context);
        let right = self.expression(&operation.rhs_expr, context);
        let operator = *operation.operator.value();
        self.distribute(span, &[left, right], false, &mut |operands| match operands {
            [left, right] => self.apply(operator, left, right, span),
            _ => self.error(span, "has no operands"),
        })
    }

    fn apply(&self, operator: BinaryOperator, left: &Value, right: &Value, span: Span) -> Value {
        use BinaryOperator::{And, Eq, NotEq, Or};
        match operator {
            And | Or => self.logic(operator, left, right, span),
            Eq => self.equality(left, right, span),
            NotEq => self.not(&self.equality(left, right, span), span),
            _ => match number(left).zip(number(right)).and_then(|(a, b)| arithmetic(operator, a, b)) {
                Some(kind) => Value::new(kind, span),
                None => self.open(span, operator.as_str(), &[left, right]),
            },
        }
    }

    fn logic(&self, operator: BinaryOperator, left: &Value, right: &Value, span: Span) -> Value {
        let known = |value: &Value| truth(value).map_or(Truth::Unknown, Truth::from);
        let both = match operator {
            BinaryOperator::And => known(left).and(known(right)),
            _ => known(left).or(known(right)),
        };
        match both {
            Truth::True => Value::bool(true, span),
            Truth::False => Value::bool(false, span),
            // The other operand is known and does not decide it, so the unknown one does.
            Truth::Unknown if known(left) != Truth::Unknown => right.clone(),
            Truth::Unknown if known(right) != Truth::Unknown => left.clone(),
            Truth::Unknown => self.open(span, operator.as_str(), &[left, right]),
        }
    }

    fn equality(&self, left: &Value, right: &Value, span: Span) -> Value {
        match equal(left, right) {
            Truth::True => Value::bool(true, span),
            Truth::False => Value::bool(false, span),
            Truth::Unknown => {
                let shown = self.shown(span).replacen("!=", "==", 1);
                self.open_as(shown, span, "==", &[left, right])
            }
        }
    }
}

fn arithmetic(operator: BinaryOperator, a: f64, b: f64) -> Option<Kind> {
    use BinaryOperator::{Div, Greater, GreaterEq, Less, LessEq, Minus, Mod, Mul, Plus};
    let number = match operator {
        Plus => a + b,
        Minus => a - b,
        Mul => a * b,
        Div => a / b,
        Mod => a % b,
        Less => return Some(Kind::Bool(a < b)),
        LessEq => return Some(Kind::Bool(a <= b)),
        Greater => return Some(Kind::Bool(a > b)),
        GreaterEq => return Some(Kind::Bool(a >= b)),
        _ => return None,
    };
    number.is_finite().then_some(Kind::Number(Number(number)))
}
