//! Expressions: one function for each form that HCL has.

use std::sync::Arc;

use hcl_edit::expr::{Array, Conditional, Expression, Object, ObjectKey};

use super::big::Big;
use super::choice::chosen;
use super::conversion::{text, truth};
use super::evaluator::{Context, Evaluator};
use super::failure::may_not_be_primitive;
use super::for_expression::may_be_key;
use super::guarded::deployable;
use super::scope::Scope;
use super::types::{Type, convert};
use crate::source::Span;
use crate::terraform::load::expression_at;
use crate::terraform::module::Argument;
use crate::value::{Entry, Kind, Map, Number, Origin, PastBound, Text, Truth, Unknown, Value};

/// How many letters a number may be written with of which a double tells each digit.
const MAX_PLAIN: usize = 15;

impl Evaluator<'_> {
    /// The value of an expression.
    pub(in crate::terraform) fn expression(&self, expression: &Expression, context: Context<'_>) -> Value {
        self.nested(context.place.span(expression), &|| self.dispatch(expression, context))
    }

    fn dispatch(&self, expression: &Expression, context: Context<'_>) -> Value {
        let span = context.place.span(expression);
        match expression {
            Expression::Null(_) => Value::null(span),
            Expression::Bool(known) => Value::bool(*known.value(), span),
            Expression::Number(_) => self.number(span),
            Expression::String(_) => self.quoted(span),
            Expression::Array(array) => self.array(array, span, context),
            Expression::Object(object) => self.object(object, span, context),
            Expression::StringTemplate(template) => self.string_template(template, span, context),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc, span, context),
            Expression::Parenthesis(inner) => self.expression(inner.inner(), context),
            Expression::Variable(_) => self.traversal(expression, &[], span, context),
            Expression::Traversal(traversal) => self.traversal(&traversal.expr, &traversal.operators, span, context),
            Expression::Conditional(conditional) => self.conditional(conditional, span, context),
            Expression::FuncCall(call) => self.call(call, span, context),
            Expression::UnaryOp(operation) => self.unary(operation, span, context),
            Expression::BinaryOp(operation) => self.binary(operation, span, context),
            Expression::ForExpr(expr) => self.for_expression(expr, span, context),
        }
    }

    /// A number, read from the source: the parser keeps a double.
    fn number(&self, span: Span) -> Value {
        // A minus may stand apart.
        let digits: String = self.module.sources.slice(span).split_whitespace().collect();
        if let Some(number) = plain(&digits) {
            return Value::new(Kind::Number(number), span);
        }
        match Big::parse(&digits).filter(|big| self.spend(big.cost())).and_then(|big| big.number()) {
            Some(number) => Value::new(Kind::Number(number), span),
            // The parser was given a number in place of what it cannot read.
            None if digits.parse::<f64>().is_err() => self.unknown(span, self.unique("value"), PastBound::Size),
            None => self.unknown(span, self.unique("number"), PastBound::Number),
        }
    }

    fn array(&self, array: &Array, span: Span, context: Context<'_>) -> Value {
        let items: Vec<Value> = array.iter().map(|item| self.expression(item, context)).collect();
        self.gathered_of(items, span, |items| Value::list(items, span))
    }

    /// Keys are read from the source, where `null` and `true` are names.
    fn object(&self, object: &Object, span: Span, context: Context<'_>) -> Value {
        let mut pairs = Vec::with_capacity(object.len() * 2);
        for (key, value) in object.iter() {
            let key_span = context.place.span(key);
            let value = self.expression(value.expr(), context);
            let key = match key {
                // `null` and `true` are names here.
                ObjectKey::Ident(_) | ObjectKey::Expression(Expression::Null(_) | Expression::Bool(_)) => {
                    Value::string(self.module.sources.slice(key_span), key_span)
                }
                ObjectKey::Expression(expression) => {
                    let key = self.expression(expression, context);
                    Value { origin: Origin::at(key_span), ..key }
                }
            };
            pairs.extend([key, value]);
        }
        self.gathered_of(pairs, span, |pairs| {
            let mut map = Map::with_room(pairs.len() / 2);
            let mut refused = Vec::new();
            let mut pairs = pairs.into_iter();
            while let (Some(key), Some(value)) = (pairs.next(), pairs.next()) {
                if !may_be_key(&key) {
                    return self.error(key.span(), "is a key that is no text");
                }
                self.overlay(&mut map, &key);
                self.put(&mut map, &key, key.span(), value);
                refused.extend(may_not_be_primitive(&key).then_some(key));
            }
            self.unless_refused(Value::map(map, span), &refused.iter().collect::<Vec<_>>(), span)
        })
    }

    /// What is known of the entries of an object before one of this key is set: those whose key it may be are open.
    fn overlay(&self, map: &mut Map, key: &Value) {
        let Some(wanted) = text(key).filter(|key| key.as_str().is_none()) else { return };
        let may_be = |known: &Arc<str>| wanted.same(&Text::from(known.as_ref())) == Truth::Unknown;
        let keys: Vec<_> = map.keys().filter(|known| may_be(known)).cloned().collect();
        for known in keys {
            let Some(Entry { key_span, value }) = map.entry(&known).cloned() else { continue };
            let open =
                self.unknown(value.span(), self.unique(&known), "may be set again under a key that is not known");
            map.insert(known, key_span, open);
        }
    }

    /// Sets an entry; under a key that is not known the map has entries that are not known.
    pub(super) fn put(&self, map: &mut Map, key: &Value, key_span: Span, value: Value) {
        match text(key).as_ref().and_then(Text::known) {
            Some(key) => {
                map.insert(key, key_span, value);
            }
            None => {
                let before = map.rest.clone().map(|rest| Value::new(Kind::Unknown(rest), key_span));
                let operands: Vec<_> = before.iter().chain([key, &value]).collect();
                if let Some(rest) = self.open(key_span, "key", &operands).as_unknown().cloned() {
                    map.insert_open(key.clone(), Entry { key_span, value }, rest);
                }
            }
        }
    }

    fn conditional(&self, conditional: &Conditional, span: Span, context: Context<'_>) -> Value {
        let condition = self.expression(&conditional.cond_expr, context);
        self.distribute(span, &[condition], false, &mut |operands| {
            let [condition] = operands else { return self.error(span, "has no condition") };
            match (truth(condition), self.condition(condition)) {
                (Some(known), _) => {
                    let (when_true, when_false) = self.branches(conditional, span, context);
                    let taken = if known { when_true } else { when_false };
                    taken.chosen_by(condition.origin.via.as_ref())
                }
                (None, Some(condition)) => {
                    let (when_true, when_false) = self.branches(conditional, span, context);
                    self.unless_not_boolean(chosen(&condition, when_true, when_false, span), operands, span)
                }
                (None, None) => self.error(span, "has a condition that is not a boolean"),
            }
        })
    }

    /// Both branches as the type that they share. An error in one of them is none of the other.
    fn branches(&self, conditional: &Conditional, span: Span, context: Context<'_>) -> (Value, Value) {
        let when_true = self.expression(&conditional.true_expr, context);
        let when_false = self.expression(&conditional.false_expr, context);
        if !self.charge(&when_true) || !self.charge(&when_false) {
            return (self.too_large(span), self.too_large(span));
        }
        let types = [&when_true, &when_false].map(|branch| Type::of(&deployable(branch.clone())));
        match Type::shared(&types) {
            Some(shared) => {
                let convert = |value: Value| convert(&value, &shared).unwrap_or(value);
                (convert(when_true), convert(when_false))
            }
            None if types.iter().all(Type::is_settled) || clash(&types) => {
                let error = self.error(span, "has branches that have no type in common");
                (error.clone(), error)
            }
            // What is not known may be what makes them fit.
            None => (when_true, when_false),
        }
    }

    /// The unknown that a condition rests on.
    pub(super) fn condition(&self, condition: &Value) -> Option<Arc<Unknown>> {
        match &condition.kind {
            Kind::Unknown(unknown) => Some(Arc::clone(unknown)),
            Kind::String(text) if text.as_str().is_none() => {
                self.open(condition.span(), "bool", &[condition]).as_unknown().cloned()
            }
            _ => None,
        }
    }

    /// The value of an expression that stands by itself, so that nothing catches its errors.
    pub(super) fn whole_expression(&self, expression: &Expression, context: Context<'_>) -> Value {
        deployable(self.caught_if(false, || self.expression(expression, context)))
    }

    /// Evaluates where something catches errors, or nothing does.
    pub(super) fn caught_if(&self, is_caught: bool, evaluate: impl FnOnce() -> Value) -> Value {
        let before = self.run.is_caught.replace(is_caught);
        let value = evaluate();
        self.run.is_caught.set(before);
        value
    }

    /// The value of an expression outside of any block's scope.
    pub(super) fn top_level(&self, argument: Argument<'_>) -> Value {
        let scope = Scope::default();
        self.whole_expression(argument.expression, Context { place: argument.place, scope: &scope })
    }
}

impl Evaluator<'_> {
    /// The value of an expression that stands alone at `span`, outside of any syntax tree.
    pub(crate) fn line(&self, span: Span) -> Option<Value> {
        let (expression, place) = expression_at(self.module.sources.text(span.file), span)?;
        let scope = Scope::default();
        Some(self.whole_expression(&expression, Context { place, scope: &scope }))
    }
}

/// Whether two types have nothing in common whatever their parts are.
fn clash([a, b]: &[Type; 2]) -> bool {
    let form = |of: &Type| match of {
        Type::Any => None,
        Type::String | Type::Number | Type::Bool => Some(0),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Some(1),
        Type::Map(_) | Type::Object(_) => Some(2),
    };
    form(a).zip(form(b)).is_some_and(|(a, b)| a != b)
}

/// The number of a few digits, which a double tells; `None` where it is zero, whose sign counts, or takes more.
fn plain(digits: &str) -> Option<Number> {
    let is_plain = digits.len() <= MAX_PLAIN && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    Number::decimal(digits).filter(|number| is_plain && number.double() != 0.0)
}
