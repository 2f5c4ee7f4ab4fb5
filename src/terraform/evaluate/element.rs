//! What any element is of a collection of which nobody knows which elements it has.
//!
//! `{ for name, it in var.buckets : name => it if it.public }` has an entry for those elements of `var.buckets` that
//! are public. What is made for each entry is made for each such element, so both speak of one element in the same
//! terms.

use super::there::{Element, There};
use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::expr::ForExpr;

use super::choice::chosen;
use super::evaluator::{Context, Evaluator};
use super::failure::{is_error, may_fail};
use super::for_expression::Made;
use super::open::{is_surely_a_collection, surely, why_open, with_elements};
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Kind, List, Members, Nature, Replacement, Symbol, Truth, Unknown, Value};

impl Evaluator<'_> {
    /// Any element of a collection that is not known, where more than nothing is known of it.
    pub(super) fn known_element(&self, collection: &Symbol) -> Option<Element> {
        self.run.elements.borrow().get(collection).map(|known| Element::clone(known))
    }

    /// That a collection has elements, by what stands for its length, where it has one for each of another: the
    /// condition that the other has some.
    pub(super) fn has_elements(&self, length: &Symbol) -> Option<Arc<Unknown>> {
        let [of] = length.operands_of("length")? else { return None };
        let kinds = ["tuple", "list", "object", "map", "set"].into_iter();
        let of = match kinds.filter_map(|kind| of.operands_of(kind)).next() {
            Some([only]) => only.operands_of("rest")?.first()?,
            Some(_) => return None,
            None => of,
        };
        match self.known_element(of).filter(|element| element.is_each)?.there.presence {
            Presence::When(there, true) => Some(there),
            Presence::When(_, false) | Presence::Always => None,
        }
    }

    /// Any element of a collection that is not known.
    pub(super) fn element(&self, collection: &Arc<Unknown>, span: Span) -> Element {
        if let Some(known) = self.known_element(&collection.symbol) {
            return known;
        }
        let cause = Value::new(Kind::Unknown(Arc::clone(collection)), span);
        let shown = format!("length({}) > 0", collection.expression);
        let any = self.any_element(&cause, "each.key", shown);
        collection.nature.each().map_or(any.clone(), |each| Element { value: any.value.known(each), ..any })
    }

    /// Any element of a collection, or index of a count, of which nothing more is known; there where there are any.
    pub(super) fn any_element(&self, cause: &Value, key: &str, shown: String) -> Element {
        let span = cause.span();
        let length = if key == "count.index" { cause.clone() } else { self.open(span, "length", &[cause]) };
        let there = self.more_than_none(shown, &length, span);
        let there = there.as_unknown().map_or_else(There::default, |there| There::when(there, true));
        let key = surely(self.open_as(key.to_owned(), span, key, &[cause]));
        let value = surely(self.open_as("each.value".to_owned(), span, "[]", &[cause, &key]));
        Element { of: key.symbol(), key, value, there, is_each: true }
    }

    /// Any element of a collection for each of whose elements the module is made already: it may be another one than
    /// that of the module.
    pub(super) fn any_other(&self, cause: &Value, key: &str, any: Element) -> Element {
        let again = self.open(cause.span(), "again", &[cause]);
        Element { there: any.there, ..self.any_element(&again, key, String::new()) }
    }

    /// The same where no name in sight stands for an element of the same collection already.
    pub(super) fn another_element(
        &self,
        collection: &Arc<Unknown>,
        span: Span,
        context: Context<'_>,
    ) -> Option<Element> {
        let element = self.element(collection, span);
        let is_taken = context.scope.is_within(&element.of) || self.families.iter().any(|it| it.of == element.of);
        (!is_taken).then_some(element)
    }

    /// An unknown collection of these elements. Two of the same elements are one.
    pub(super) fn collection_of(&self, element: Element, operation: &str, shown: String, span: Span) -> Value {
        let Element { key, value, there, .. } = &element;
        let conditions = there.as_values(span);
        let operands: Vec<_> = [key, value].into_iter().chain(&conditions).collect();
        let collection = self.open_as(shown, span, operation, &operands);
        let collection = with_elements(collection, Some(Arc::from([value.clone()])));
        if let Some(unknown) = collection.as_unknown() {
            self.tell_element(unknown, element);
        }
        collection
    }

    /// Says what any element of an unknown is.
    pub(super) fn tell_element(&self, collection: &Unknown, element: Element) {
        self.run.elements.borrow_mut().insert(collection.symbol.clone(), Rc::new(element));
    }

    /// The elements of a set are their own keys.
    pub(super) fn tell_set(&self, collection: &Arc<Unknown>, span: Span) {
        let element = self.element(collection, span);
        self.tell_element(collection, Element { value: element.key.clone(), ..element });
    }

    /// What a `for` makes of a collection that is not known; `None` where nothing is known of its elements.
    pub(super) fn for_any(&self, expr: &ForExpr, of: &Arc<Unknown>, span: Span, context: Context<'_>) -> Option<Value> {
        let element = self.another_element(of, span, context)?;
        let scope = context.scope.within(element.of.clone());
        let within = Context { scope: &scope, ..context };
        let item = self.for_item(expr, element.key.clone(), element.value.clone(), within).ok()??;
        if expr.grouping || is_error(&item.value) {
            return None;
        }
        let there = match &item.only_if {
            None => element.there,
            Some(condition) => element.there.and(&self.holds(condition)?),
        };
        let key = match item.key {
            Some(key) => Some(key).filter(|key| key.to_text().is_some() && !is_error(key))?,
            None => {
                let conditions = there.as_values(span);
                let operands: Vec<_> = [&element.key, &item.value].into_iter().chain(&conditions).collect();
                self.open_as("index".to_owned(), span, "index of", &operands)
            }
        };
        let operation = if expr.key_expr.is_some() { "for {}" } else { "for []" };
        let is_each = element.is_each && item.only_if.is_none();
        let made = Element { key, value: item.value, there, is_each, ..element };
        let is_sure = is_surely_a_collection(of) && !may_fail(&made.value) && !may_fail(&made.key);
        let is_sure = is_sure && expr.key_expr.is_none() && item.only_if.as_ref().is_none_or(|it| !may_fail(it));
        let collection = self.collection_of(made, operation, self.shown(span), span).known(&Nature::set());
        Some(if is_sure { surely(collection) } else { collection })
    }

    /// What a splat makes of a collection that is not known.
    pub(super) fn splat_unknown(
        &self,
        of: &Value,
        each: &dyn Fn(&Value) -> Value,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        match of.as_unknown().and_then(|of| self.another_element(of, span, context)) {
            Some(element) => {
                let value = each(&element.value);
                self.collection_of(Element { value, ..element }, "[*]", self.shown(span), span)
            }
            None => self.of_elements(of, span, &|_, element| {
                let element = each(&element);
                Made { of: vec![Value::string("[*]", span), element.clone()], element: Some(element) }
            }),
        }
    }

    /// Where a condition holds.
    fn holds(&self, condition: &Value) -> Option<There> {
        if let Kind::Choice(choice) = &condition.kind
            && let Some((condition, answer)) = choice.as_condition()
        {
            return Some(There::when(condition, answer));
        }
        let open = self.open(condition.span(), "if", &[condition]);
        open.as_unknown().map(|open| There::when(open, true))
    }

    /// What a function makes of a collection that is not known to its end, where it is known of any element.
    pub(super) fn through_function(&self, name: &str, operands: &[Value], value: Value) -> Value {
        let (Some(operand), span) = (operands.first(), value.span()) else { return value };
        match name {
            "one" => return self.only_element(operand, value, Value::null(span)),
            "join" if operands.len() == 2 && operand.as_str() == Some("") => {
                let list = operands.last();
                return list.map_or(value.clone(), |list| self.only_element(list, value, Value::string("", span)));
            }
            "element" => return self.wrapped_element(operands).unwrap_or(value),
            "keys" | "values" | "toset" | "tolist" | "tomap" | "sort" | "distinct" | "reverse" => {}
            "range" if operands.len() == 1 => return self.range(operand, value),
            "formatlist" => {
                return self.format_each(operands, span).map_or(value.clone(), |made| with_rest(value, made));
            }
            _ => return value,
        }
        let Some(of) = rest(operand).filter(|_| rest(&value).is_some()) else { return value };
        let (element, is_known) = (self.element(of, span), self.known_element(&of.symbol).is_some());
        let order = if name == "keys" { "values" } else { name };
        let index = || {
            let conditions = element.there.as_values(span);
            let operands: Vec<_> = [&element.key, &element.value].into_iter().chain(&conditions).collect();
            self.open_as("index".to_owned(), span, &format!("index in {order}"), &operands)
        };
        let (key, item) = match name {
            "keys" => (index(), element.key.clone()),
            "toset" => (element.value.clone(), element.value.clone()),
            "tomap" => (element.key.clone(), element.value.clone()),
            _ => (index(), element.value.clone()),
        };
        let made = self.collection_of(Element { key, value: item, ..element }, name, self.shown(span), span);
        let is_of_same = !is_known && !matches!(name, "keys" | "tomap");
        with_rest(value, if is_of_same { with_elements(made, of.elements.clone()) } else { made })
    }

    /// What `formatlist` makes of any element of the one list among its operands, where that is not known to its end.
    fn format_each(&self, operands: &[Value], span: Span) -> Option<Value> {
        let is_text = |operand: &Value| match operand.as_unknown() {
            Some(unknown) => unknown.nature.is_primitive,
            None => operand.members().is_none(),
        };
        let mut lists = operands.iter().enumerate().filter(|(_, operand)| !is_text(operand));
        let (at, list) = lists.next().filter(|(at, _)| *at > 0 && lists.next().is_none())?;
        let element = self.element(rest(list)?, span);
        let mut row = operands.to_vec();
        *row.get_mut(at)? = element.value.clone();
        let value = self.of_name("format", &row, span).filter(|made| !is_error(made))?;
        let key = self.open_as("index".to_owned(), span, "index of", &[&element.key, &value]);
        Some(self.collection_of(Element { key, value, ..element }, "formatlist", self.shown(span), span))
    }

    /// The numbers below one that is not known are the indices of a `count` of it.
    fn range(&self, count: &Value, value: Value) -> Value {
        let (Some(_), span) = (value.as_unknown(), value.span()) else { return value };
        let element = self.any_element(count, "count.index", self.shown_count(count.span()));
        let element = Element { value: element.key.clone(), ..element };
        self.collection_of(element, "range", self.shown(span), span)
    }

    /// What `element` gives where no index is past the end: of the first item, and of the one that is gone through.
    fn wrapped_element(&self, operands: &[Value]) -> Option<Value> {
        let [list, index] = operands else { return None };
        let is_first = index.to_text().is_some_and(|index| index.as_str() == Some("0"));
        let element = self.known_element(&rest(list)?.symbol)?;
        let is_any = element.is_each && element.key.to_text()?.same(&index.to_text()?) == Truth::True;
        if is_first || is_any { self.element_at(list, index, index.span()) } else { None }
    }

    /// Of a list of which there is at most one item, that is any; something else where there is none.
    fn only_element(&self, list: &Value, value: Value, none: Value) -> Value {
        let Some(Members { items, rest: Some(rest) }) = list.members() else { return value };
        let known = self.known_element(&rest.symbol);
        let Some(any) = known.filter(|any| items.is_empty() && any.is_each) else { return value };
        let span = value.span();
        match &any.there.presence {
            Presence::Always => any.value,
            Presence::When(there, true) => chosen(there, any.value, none, span),
            Presence::When(there, false) => chosen(there, none, any.value, span),
        }
    }

    /// The element of a collection at an index: what any is, said of that one. `None` where it is not known what any
    /// is.
    pub(super) fn element_at(&self, collection: &Value, index: &Value, span: Span) -> Option<Value> {
        if let Some(value) = collection.as_map().and_then(|map| map.get_open(index)) {
            return Some(value.clone());
        }
        let rest = match &collection.kind {
            Kind::Unknown(of) => of,
            Kind::List(List { items, rest: Some(rest) }) if items.is_empty() => rest,
            Kind::Set(set) if set.is_list() && set.items().is_empty() => set.rest.as_ref()?,
            Kind::Map(map) => map.rest.as_ref()?,
            _ => return None,
        };
        let element = match (&collection.kind, self.known_element(&rest.symbol)) {
            (_, Some(known)) => known,
            (Kind::Unknown(of), None) if index.to_text()?.as_str().is_none() => self.element(of, span),
            _ => return None,
        };
        let key = element.key.to_text()?;
        if key.same(&index.to_text()?) == Truth::True {
            return Some(element.value);
        }
        let value = element.value.replacing(&self.of_one(&element.of, &element.key, index, span));
        let shown = format!("has {}", self.shown(span));
        let there = self.has_member(shown, &element.key, index);
        self.charge(&value).then(|| self.only_where(&there, value, span))
    }

    /// What is said of any element, said of the one with a key.
    pub(super) fn of_one(&self, of: &Symbol, any: &Value, key: &Value, span: Span) -> Replacement {
        let own = Replacement::new(any.symbol(), key.clone());
        if any.symbol() == *of {
            return own;
        }
        // Only the key is known: from which element it comes, it alone says.
        let from = Symbol::operation("from", [any.symbol(), key.symbol()]);
        let from = Unknown::new(self.shown(span), span, why_open(&[key])).symbol(from);
        own.and(of.clone(), Value::unknown(from, span))
    }
}

/// What stands for the elements of a collection that are not known: itself, where nothing is known of it.
fn rest(collection: &Value) -> Option<&Arc<Unknown>> {
    collection.as_unknown().or_else(|| collection.rest())
}

/// The same collection with another unknown for its end; of a collection that is all unknown, the other one.
pub(super) fn with_rest(mut collection: Value, rest: Value) -> Value {
    match (collection.rest_mut(), rest.as_unknown()) {
        (Some(end), Some(unknown)) => *end = Arc::clone(unknown),
        (None, Some(_)) => return Value { origin: collection.origin, ..rest },
        (_, None) => {}
    }
    collection
}
