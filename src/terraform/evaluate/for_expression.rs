//! `for` expressions, and what goes through the items of a collection.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/for>

use std::sync::Arc;

use hcl_edit::expr::ForExpr;

use super::choice::{chosen, rest_of};
use super::conversion::{text, truth};
use super::evaluator::{Context, Evaluator};
use super::failure::{is_error, may_fail};
use super::open::{is_surely_a_collection, surely, with_elements};
use super::operation::may_be_condition;
use crate::source::Span;
use crate::value::{Conditions, Entry, Kind, List, Map, Nature, Number, Set, Unknown, Value};

/// How many open conditions of the items of one `for` are told apart.
const MAX_OPEN_ITEMS: usize = 3;

impl Evaluator<'_> {
    pub(super) fn for_expression(&self, expr: &ForExpr, span: Span, context: Context<'_>) -> Value {
        let collection = self.expression(&expr.intro.collection_expr, context);
        self.distribute(span, &[collection], false, &mut |operands| {
            let [collection] = operands else { return self.error(span, "has no collection") };
            let Some((items, rest)) = self.items(collection) else {
                return self.for_unknown(expr, collection, context);
            };
            let rest = rest.map(|rest| self.for_unknown(expr, &Value::new(Kind::Unknown(rest), span), context));
            let mut made = Vec::new();
            let mut further = Further { any: rest.and_then(|rest| rest.as_unknown().cloned()), is_last: true };
            for (key, value) in items {
                if self.run.budget.is_spent() {
                    return self.too_large(span);
                }
                match self.for_item(expr, key, value, context) {
                    Ok(item) => made.extend(item),
                    Err(error) => return error,
                }
            }
            if let Some(open) = past_bound(&made) {
                let may_be = made.iter().filter(|item| item.only_if.is_some()).map(|item| item.value.clone()).collect();
                let open = self.open(open.span(), "if", &[open]);
                let open = open.as_unknown().map(|open| Unknown::of_elements(open, Some(may_be)));
                further = Further { any: Unknown::both(open.as_ref(), further.any.as_ref()), is_last: false };
                made.retain(|item| item.only_if.is_none());
            }
            let conditions: Vec<Value> = made.iter().filter_map(|item| item.only_if.clone()).collect();
            self.distribute(span, &conditions, false, &mut |answers| {
                let mut answers = answers.iter();
                let is_there = |item: &&ForItem| item.only_if.is_none() || answers.next().and_then(truth) == Some(true);
                self.gathered(expr, collection, made.iter().filter(is_there), &further, span)
            })
        })
    }

    /// What a `for` goes through: the [`items`] of a collection, each told apart where it may be one with another.
    pub(super) fn items(&self, collection: &Value) -> Option<Items> {
        let (mut items, rest) = items(collection)?;
        if matches!(&collection.kind, Kind::Set(set) if set.is_list()) {
            // Nobody knows which of them stands where.
            for (key, item) in &mut items {
                *key = self.unknown(item.span(), self.unique("index"), "is the index of an item whose place is open");
            }
        }
        Some((items, rest))
    }

    /// What a `for` makes of a collection that is not known. What it makes of any one element says which `for` it is.
    fn for_unknown(&self, expr: &ForExpr, collection: &Value, context: Context<'_>) -> Value {
        let span = context.place.span(expr);
        if let Some(any) = collection.as_unknown().and_then(|of| self.for_any(expr, of, span, context)) {
            return any;
        }
        self.of_elements(collection, span, &|key, value| {
            let none = || Value::null(span);
            let Ok(Some(ForItem { key, value, only_if })) = self.for_item(expr, key, value, context) else {
                return Made { of: vec![self.error(span, "makes nothing of its elements")], element: None };
            };
            let element = Some(value.clone()).filter(|it| !expr.grouping && !is_error(it));
            let form = match (&key, expr.grouping) {
                (None, _) => "[]",
                (Some(_), false) => "{}",
                (Some(_), true) => "{}...",
            };
            let there = only_if.unwrap_or_else(|| Value::bool(true, span));
            Made { of: vec![Value::string(form, span), key.unwrap_or_else(none), value, there], element }
        })
    }

    /// What goes through the elements of a collection that is not known: the same wherever the same is made of any one
    /// of them. An element is like no other unknown in what is made of it, and counts from the outside in where one
    /// goes through elements inside of another.
    pub(super) fn of_elements(&self, collection: &Value, span: Span, make: &dyn Fn(Value, Value) -> Made) -> Value {
        let Some(unknown) = collection.as_unknown() else {
            return self.error(span, format!("goes through {}, which has no items", collection.kind_name()));
        };
        let level = self.run.levels.get();
        let at = Value::new(Kind::Number(Number::from(level)), span);
        let part = |name: &str| {
            surely(self.open_as(format!("{name} of {}", unknown.expression), span, name, &[collection, &at]))
        };
        let (key, element) = (part("each key"), part("each element"));
        self.run.levels.set(level + 1);
        let made = make(key, element);
        self.run.levels.set(level);
        let operands: Vec<&Value> = [collection, &at].into_iter().chain(&made.of).collect();
        let open = self.open(span, "for", &operands).known(&Nature::set());
        // What goes through a list fails where something in it does.
        let open = if is_surely_a_collection(unknown) && !made.of.iter().any(may_fail) { surely(open) } else { open };
        with_elements(open, made.element.map(|element| Arc::from([element])))
    }

    /// What a `for` makes of an item: nothing where its `if` says so, an error where Terraform would answer with one.
    pub(super) fn for_item(
        &self,
        expr: &ForExpr,
        key: Value,
        value: Value,
        context: Context<'_>,
    ) -> Result<Option<ForItem>, Value> {
        let mut scope = context.scope.with(expr.intro.value_var.as_str(), value);
        if let Some(key_var) = &expr.intro.key_var {
            scope = scope.with(key_var.as_str(), key);
        }
        let context = Context { scope: &scope, ..context };
        let condition = expr.cond.as_ref().map(|condition| self.expression(&condition.expr, context));
        let only_if = match condition {
            Some(condition) => match truth(&condition) {
                Some(false) => return Ok(None),
                Some(true) => None,
                None if !may_be_condition(&condition) => {
                    return Err(self.error(condition.span(), "is a condition that is not a boolean"));
                }
                None => Some(self.either(&condition)),
            },
            None => None,
        };
        let value = self.expression(&expr.value_expr, context);
        let key = expr.key_expr.as_ref().map(|key| self.expression(key, context));
        let error = [Some(&value), key.as_ref()].into_iter().flatten().find(|it| is_error(it)).cloned();
        match error {
            Some(error) if only_if.is_none() => Err(error),
            _ => Ok(Some(ForItem { key, value, only_if })),
        }
    }

    /// A condition that is not decided as the choice between true and false that it is.
    fn either(&self, condition: &Value) -> Value {
        let span = condition.span();
        match (&condition.kind, self.condition(condition)) {
            (Kind::Choice(choice), _) => {
                let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|it| self.either(it));
                chosen(&choice.condition, when_true, when_false, span)
            }
            (_, Some(open)) if !is_error(condition) => {
                chosen(&open, Value::bool(true, span), Value::bool(false, span), span)
            }
            _ => condition.clone(),
        }
    }

    /// The list or map that a `for` gathers its items in.
    fn gathered<'i>(
        &self,
        expr: &ForExpr,
        collection: &Value,
        items: impl Iterator<Item = &'i ForItem>,
        further: &Further,
        span: Span,
    ) -> Value {
        if expr.key_expr.is_none() {
            let items: Vec<Value> = items.map(|item| item.value.clone()).collect();
            return self.gathered_of(items, span, |items| Value::new(self.listed(collection, items, further), span));
        }
        let pairs: Vec<Value> =
            items.flat_map(|item| Some([item.key.clone()?, item.value.clone()])).flatten().collect();
        self.made_of(&pairs, span, &mut |pairs| {
            let mut map = Map::default();
            for pair in pairs.chunks_exact(2) {
                let [key, value] = pair else { continue };
                match self.key_error(key, &map, expr.grouping) {
                    Some(_) if may_be_one(collection) => {
                        return self.unknown(key.span(), self.unique("for"), "is a key of two items that may be one");
                    }
                    Some(error) => return error,
                    None if expr.grouping => self.group(&mut map, key, value.clone()),
                    None => self.put(&mut map, key, key.span(), value.clone()),
                }
            }
            map.rest = match (map.rest.take(), further.any.clone()) {
                (Some(open), Some(rest)) => {
                    let [open, rest] = [open, rest].map(|rest| Value::new(Kind::Unknown(rest), span));
                    self.open(span, "key", &[&open, &rest]).as_unknown().cloned()
                }
                (open, rest) => open.or(rest),
            };
            Value::map(if expr.grouping { self.in_groups(collection, &map) } else { map }, span)
        })
    }

    /// The list of what was made of items of a collection, in their order where that is decided.
    fn listed(&self, collection: &Value, made: Vec<Value>, further: &Further) -> Kind {
        let rest = further.any.clone();
        match &collection.kind {
            Kind::Set(set) if made.len() == set.items().len() => set.listed(made, rest),
            _ if further.is_last && is_in_order(collection) => Kind::List(List { items: made, rest }),
            _ => Kind::Set(Set::list(made, rest, !may_be_one(collection), self.unique("for"))),
        }
    }

    /// Groups whose items stand as those of the collection do. An item whose key is not known may belong to any of
    /// them.
    fn in_groups(&self, collection: &Value, groups: &Map) -> Map {
        let group = |(key, entry): (&Arc<str>, &Entry)| {
            let items = entry.value.members().map_or_else(Vec::new, |group| group.items.to_vec());
            let kind = match &groups.rest {
                Some(rest) => {
                    let rest = Some(rest_of(rest));
                    Kind::Set(Set::list(items, rest, !may_be_one(collection), self.unique("for")))
                }
                None => self.listed(collection, items, &Further { any: None, is_last: true }),
            };
            (Arc::clone(key), Entry { key_span: entry.key_span, value: Value::new(kind, entry.value.span()) })
        };
        Map::new(groups.iter().map(group)).with_rest(groups.rest.clone())
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
}

/// What is made of any element of a collection.
pub(super) struct Made {
    /// All that tells it from what else may be made of the same element.
    pub(super) of: Vec<Value>,
    /// What it is an element of the result; of what is no collection, nothing.
    pub(super) element: Option<Value>,
}

/// What a `for` makes of one item.
pub(super) struct ForItem {
    pub(super) key: Option<Value>,
    pub(super) value: Value,
    /// What its `if` says, where that is open.
    pub(super) only_if: Option<Value>,
}

/// What a `for` may make beside the items that are known.
struct Further {
    any: Option<Arc<Unknown>>,
    /// Whether it stands behind them.
    is_last: bool,
}

/// The open condition of an item, where items have more such conditions than are told apart.
fn past_bound(made: &[ForItem]) -> Option<&Value> {
    let mut conditions = Conditions::default();
    let open = || made.iter().filter_map(|item| item.only_if.as_ref());
    open().for_each(|condition| condition.conditions(&mut conditions));
    let has_error = open().any(|condition| condition.as_unknown().is_some());
    open().next().filter(|_| conditions.len() > MAX_OPEN_ITEMS || has_error)
}

/// Keys with values, and what stands for those that are not known.
pub(super) type Items = (Vec<(Value, Value)>, Option<Arc<Unknown>>);

/// Keys with values of a collection, and what stands for those that are not known; `None` where it is no known
/// collection.
pub(super) fn items(collection: &Value) -> Option<Items> {
    match &collection.kind {
        // The items of a set are their own keys.
        Kind::Set(set) => {
            let items = set.items().iter().map(|item| (item.clone(), item.clone())).collect();
            Some((items, set.rest.clone()))
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
            let mut items: Vec<_> = entries.into_iter().map(item).collect();
            let open = map.open_entries();
            items.extend(open.into_iter().flatten().map(|(key, entry)| (key.clone(), entry.value.clone())));
            Some((items, map.rest.clone().filter(|_| open.is_none())))
        }
        _ => None,
    }
}

/// Whether it is decided in which order one goes through the items of a collection that are known.
pub(super) fn is_in_order(collection: &Value) -> bool {
    match &collection.kind {
        Kind::Set(set) => set.in_order().is_some(),
        // Other keys may stand before those that are known.
        Kind::Map(map) => map.rest.is_none(),
        _ => true,
    }
}

/// Whether two items of a collection may be one.
fn may_be_one(collection: &Value) -> bool {
    matches!(&collection.kind, Kind::Set(set) if !set.is_apart())
}

/// Whether a value is text, or may be.
pub(super) fn may_be_key(key: &Value) -> bool {
    !matches!(key.kind, Kind::Null | Kind::List(_) | Kind::Set(_) | Kind::Map(_))
}
