//! Expressions: one function for each form that HCL has.

use std::sync::Arc;

use hcl_edit::expr::{Array, Conditional, Expression, ForExpr, Object, ObjectKey};

use super::big::Big;
use super::conversion::{text, truth};
use super::distribute::{chosen, rest_of};
use super::operation::may_be_condition;
use super::types::{Type, convert};
use super::unknown::is_error;
use super::{Context, Evaluator, MAX_DEPTH, Scope};
use crate::frontends::terraform::load::expression_at;
use crate::frontends::terraform::module::Argument;
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, Number, Shape, Unknown, Value};

impl Evaluator<'_> {
    /// The value of an expression.
    pub(in super::super) fn expression(&self, expression: &Expression, context: Context<'_>) -> Value {
        let depth = self.run.depth.get();
        if depth >= MAX_DEPTH || !self.spend(1) {
            return self.too_large(context.place.span(expression));
        }
        self.run.depth.set(depth + 1);
        let value = self.dispatch(expression, context);
        self.run.depth.set(depth);
        value
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
        match Big::parse(&digits).and_then(|big| big.number()) {
            Some(number) => Value::new(Kind::Number(number), span),
            None => self.unknown(span, self.unique("number"), "is a number past the bound of what is computed"),
        }
    }

    fn array(&self, array: &Array, span: Span, context: Context<'_>) -> Value {
        Value::list(array.iter().map(|item| self.expression(item, context)).collect(), span)
    }

    /// Keys are read from the source, because a key that stands twice was renamed for the parser.
    fn object(&self, object: &Object, span: Span, context: Context<'_>) -> Value {
        let mut map = Map::default();
        for (key, value) in object.iter() {
            let key_span = context.place.span(key);
            let value = self.expression(value.expr(), context);
            let key = match key {
                // `null` and `true` are names here.
                ObjectKey::Ident(_) | ObjectKey::Expression(Expression::Null(_) | Expression::Bool(_)) => {
                    Value::string(self.module.sources.slice(key_span), key_span)
                }
                ObjectKey::Expression(expression) => self.expression(expression, context),
            };
            if !may_be_key(&key) {
                return self.error(key_span, "is a key that is no text");
            }
            self.put(&mut map, &key, key_span, value);
        }
        Value::map(map, span)
    }

    /// Sets an entry; under a key that is not known the map has entries that are not known.
    pub(super) fn put(&self, map: &mut Map, key: &Value, key_span: Span, value: Value) {
        let known = text(key).and_then(|key| key.as_str().map(Arc::<str>::from));
        match known {
            Some(key) => {
                map.insert(key, key_span, value);
            }
            None => map.rest = self.open(key_span, "key", &[key]).as_unknown().cloned(),
        }
    }

    fn conditional(&self, conditional: &Conditional, span: Span, context: Context<'_>) -> Value {
        let condition = self.expression(&conditional.cond_expr, context);
        self.distribute(span, &[condition], false, &mut |operands| {
            let [condition] = operands else { return self.error(span, "has no condition") };
            match (truth(condition), self.condition(condition)) {
                (Some(known), _) => {
                    let (when_true, when_false) = self.branches(conditional, span, context);
                    if known { when_true } else { when_false }
                }
                (None, Some(condition)) => {
                    let (when_true, when_false) = self.branches(conditional, span, context);
                    chosen(&condition, when_true, when_false, span)
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
        let types = [Type::of(&when_true), Type::of(&when_false)];
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

    fn for_expression(&self, expr: &ForExpr, span: Span, context: Context<'_>) -> Value {
        let collection = self.expression(&expr.intro.collection_expr, context);
        self.distribute(span, &[collection], false, &mut |operands| {
            let [collection] = operands else { return self.error(span, "has no collection") };
            let Some((items, rest)) = items(collection) else { return self.no_items(collection, span) };
            let mut result = ForResult { rest: rest.as_ref().map(rest_of), ..ForResult::default() };
            for (key, value) in items {
                if self.run.is_spent() {
                    return self.too_large(span);
                }
                self.for_item(expr, key, value, context, &mut result);
            }
            if let Some(error) = result.error {
                return error;
            }
            if expr.key_expr.is_none() {
                return Value::new(Kind::List(List { items: result.list, rest: result.rest }), span);
            }
            result.map.rest = result.map.rest.or(result.rest);
            Value::map(result.map, span)
        })
    }

    /// What goes through the items of a value that has none.
    pub(super) fn no_items(&self, collection: &Value, span: Span) -> Value {
        if collection.as_unknown().is_some() {
            return self.open(span, "for", &[collection]);
        }
        self.error(span, format!("goes through {}, which has no items", collection.kind_name()))
    }

    fn for_item(&self, expr: &ForExpr, key: Value, value: Value, context: Context<'_>, result: &mut ForResult) {
        let mut scope = context.scope.with(expr.intro.value_var.as_str(), value);
        if let Some(key_var) = &expr.intro.key_var {
            scope = scope.with(key_var.as_str(), key);
        }
        let context = Context { scope: &scope, ..context };
        if let Some(condition) = &expr.cond {
            let condition = self.expression(&condition.expr, context);
            match truth(&condition) {
                Some(true) => {}
                Some(false) => return,
                None if !may_be_condition(&condition) => {
                    result.error = Some(self.error(condition.span(), "is a condition that is not a boolean"));
                    return;
                }
                None => {
                    result.rest = self.open(condition.span(), "if", &[&condition]).as_unknown().cloned();
                    return;
                }
            }
        }
        let value = self.expression(&expr.value_expr, context);
        let key = expr.key_expr.as_ref().map(|key| self.expression(key, context));
        result.error = result
            .error
            .take()
            .or_else(|| [Some(&value), key.as_ref()].into_iter().flatten().find(|it| is_error(it)).cloned());
        if let Some(key) = &key
            && result.error.is_none()
        {
            result.error = self.key_error(key, &result.map, expr.grouping);
        }
        match key {
            None => result.list.push(value),
            Some(key) if expr.grouping => self.group(&mut result.map, &key, value),
            Some(key) => self.put(&mut result.map, &key, key.span(), value),
        }
    }

    /// Why a key cannot be set: it is no text, or stands there already.
    fn key_error(&self, key: &Value, map: &Map, grouping: bool) -> Option<Value> {
        if !may_be_key(key) {
            return Some(self.error(key.span(), "is a key that is no text"));
        }
        let known = text(key)?;
        let is_there = !grouping && map.get(known.as_str()?).is_some();
        is_there.then(|| self.error(key.span(), "is a key that two items have"))
    }

    /// Adds a value to the list under its key.
    fn group(&self, map: &mut Map, key: &Value, value: Value) {
        let name = text(key).and_then(|key| key.as_str().map(str::to_owned));
        let before = name.and_then(|name| map.remove(&name));
        let mut list = match before.map(|Entry { value, .. }| value.kind) {
            Some(Kind::List(list)) => list,
            _ => List::default(),
        };
        let span = value.span();
        list.items.push(value);
        self.put(map, key, key.span(), Value::new(Kind::List(list), span));
    }

    /// The value of an expression outside of any block's scope.
    pub(super) fn top_level(&self, argument: Argument<'_>) -> Value {
        let scope = Scope::default();
        self.expression(argument.expression, Context { place: argument.place, scope: &scope })
    }
}

impl Evaluator<'_> {
    /// The value of an expression that stands alone at `span`, outside of any syntax tree.
    pub(in super::super) fn line(&self, span: Span) -> Option<Value> {
        let (expression, place) = expression_at(self.module.sources.text(span.file), span)?;
        let scope = Scope::default();
        Some(self.expression(&expression, Context { place, scope: &scope }))
    }
}

/// What a `for` has gathered.
#[derive(Default)]
struct ForResult {
    list: Vec<Value>,
    map: Map,
    rest: Option<Arc<Unknown>>,
    error: Option<Value>,
}

/// Keys with values, and what stands for those that are not known.
pub(super) type Items = (Vec<(Value, Value)>, Option<Arc<Unknown>>);

/// Keys with values of a collection, and what stands for those that are not known; `None` where it is no known
/// collection.
pub(super) fn items(collection: &Value) -> Option<Items> {
    match &collection.kind {
        // The items of a set are their own keys.
        Kind::List(list) if collection.shape() == Shape::Set => {
            let items = list.items.iter().map(|item| (item.clone(), item.clone())).collect();
            Some((items, list.rest.clone()))
        }
        Kind::List(list) => {
            let index = |at: usize| Value::new(Kind::Number(Number::from(at)), collection.span());
            let items = list.items.iter().enumerate().map(|(at, item)| (index(at), item.clone())).collect();
            Some((items, list.rest.clone()))
        }
        Kind::Map(map) => {
            let item =
                |(key, entry): (&Arc<str>, &Entry)| (Value::string(key.as_ref(), entry.key_span), entry.value.clone());
            // Terraform goes through a map by the order of its keys.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            Some((entries.into_iter().map(item).collect(), map.rest.clone()))
        }
        _ => None,
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

/// Whether a value is text, or may be.
fn may_be_key(key: &Value) -> bool {
    !matches!(key.kind, Kind::Null | Kind::List(_) | Kind::Map(_))
}
