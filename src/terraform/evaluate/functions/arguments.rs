//! How a function is described, and how it reads its operands.

use std::sync::Arc;

use super::super::big::Big;
use super::super::choice::rest_of;
use super::super::conversion::{number, text};
use super::super::failure::{may_be_null, may_fail, may_not_be_primitive};
use super::super::open::symbol_of;
use super::super::types::Type;
use crate::source::Span;
use crate::value::{
    Kind, List, Map, Members, Nature, Number, PastBound, Piece, Reason, Shape, Symbol, Text, TextBuilder, Truth,
    Unknown, Value,
};

/// What a function gives, or why not.
pub(crate) type Answer = Result<Value, Gap>;

/// Why a function gives no value.
#[derive(Debug)]
pub(crate) enum Gap {
    /// The operands leave it open.
    Open,
    /// The operands leave it open, but it is no error.
    Fine,
    /// It is one of these, or perhaps an error.
    Among { answers: Vec<Value>, may_fail: bool },
    /// Terraform would answer with this error.
    Error(String),
    /// It is not computed; the reason ends a sentence that starts with the call.
    Beyond(Reason),
    /// It is text that is made when Terraform runs, never empty.
    Made(Reason),
}

impl Gap {
    pub(crate) fn error(reason: impl Into<String>) -> Self {
        Gap::Error(reason.into())
    }

    pub(super) fn too_long() -> Self {
        Gap::Beyond(PastBound::Evaluation.into())
    }
}

/// How long a text may become that is made of several.
pub(super) const MAX_LENGTH: usize = 1 << 20;

/// How many items a list may have that is made of a text.
pub(super) const MAX_ITEMS: usize = 100_000;

/// An error where something that is repeated would become too long.
pub(super) fn bounded(length: usize, times: usize) -> Result<(), Gap> {
    if length.saturating_mul(times) > MAX_LENGTH { Err(Gap::too_long()) } else { Ok(()) }
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    Text,
    Number,
    /// Anything but null.
    Any,
    AnyOrNull,
    /// Texts of which none is null.
    Texts,
    TextsOrNulls,
    /// What a verb writes: null by some alone.
    Printed,
    Bools,
    List,
    Set,
    /// A map of lists of strings.
    MapOfTexts,
}

impl Wanted {
    pub(super) fn of(self) -> Type {
        match self {
            Wanted::Text => Type::String,
            Wanted::Number => Type::Number,
            Wanted::Any | Wanted::AnyOrNull | Wanted::Printed => Type::Any,
            Wanted::Texts | Wanted::TextsOrNulls => Type::list(Type::String),
            Wanted::Bools => Type::list(Type::Bool),
            Wanted::List => Type::list(Type::Any),
            Wanted::Set => Type::Set(Box::new(Type::Any)),
            Wanted::MapOfTexts => Type::Map(Box::new(Type::list(Type::String))),
        }
    }

    /// Whether an operand may be an error, or not what is asked for.
    pub(super) fn may_refuse(self, operand: &Value) -> bool {
        match self {
            Wanted::Text | Wanted::Number => may_not_be_primitive(operand),
            Wanted::AnyOrNull => may_fail(operand),
            Wanted::Printed => may_not_be_primitive(operand) || may_have_null(operand),
            Wanted::Texts => may_be_null(operand) || may_have_null(operand),
            _ => may_be_null(operand),
        }
    }

    pub(super) fn takes_null(self) -> bool {
        matches!(self, Wanted::AnyOrNull | Wanted::Printed)
    }
}

/// Whether one of the items of a list may be null.
fn may_have_null(list: &Value) -> bool {
    let may_be = |rest: &Arc<Unknown>| rest.any_element().is_none_or(|any| any.iter().any(may_be_null));
    list.members().is_some_and(|of| of.items.iter().any(may_be_null) || of.rest.is_some_and(may_be))
}

/// A function as the table of its family lists it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    fixed: &'static [Wanted],
    /// What any number of further arguments are.
    more: Option<Wanted>,
    /// Whether it looks into lists among its operands, so that choices among their items are taken apart first.
    pub(super) deep: bool,
    /// How many steps of work a call counts as, beside what it gives.
    pub(super) cost: fn(&[Value]) -> usize,
    pub(super) function: fn(&Arguments<'_>) -> Answer,
}

/// A function with so many parameters.
pub(crate) const fn row(name: &'static str, fixed: &'static [Wanted], function: fn(&Arguments<'_>) -> Answer) -> Row {
    Row { name, fixed, more: None, deep: false, cost: |_| 1, function }
}

impl Row {
    /// The same with any number of further arguments.
    pub(super) const fn more(self, more: Wanted) -> Row {
        Row { more: Some(more), ..self }
    }

    /// The same, looking into lists.
    pub(super) const fn deep(self) -> Row {
        Row { deep: true, ..self }
    }

    /// The same, counting as so many steps of work.
    pub(super) const fn costs(self, cost: fn(&[Value]) -> usize) -> Row {
        Row { cost, ..self }
    }

    /// Why it cannot be called with so many arguments.
    pub(super) fn refuses(&self, count: usize) -> Option<String> {
        let fixed = self.fixed.len();
        (count < fixed || count > fixed && self.more.is_none())
            .then(|| format!("it takes {fixed} arguments, not {count}"))
    }

    pub(super) fn wanted(&self, at: usize) -> Wanted {
        self.fixed.get(at).copied().or(self.more).unwrap_or(Wanted::AnyOrNull)
    }
}

/// The operands of a call of a function, and its place.
pub(crate) struct Arguments<'a> {
    pub(super) function: &'static str,
    pub(super) values: &'a [Value],
    pub(crate) span: Span,
}

impl<'a> Arguments<'a> {
    /// The identity of what the call gives.
    pub(super) fn symbol(&self) -> Symbol {
        symbol_of(self.function, &self.values.iter().collect::<Vec<_>>())
    }

    /// Something in the operands that is not known.
    pub(super) fn cause(&self) -> Option<&'a Arc<Unknown>> {
        self.values.iter().find_map(Value::first_unknown)
    }

    /// What stands for the parts of a result that are not known, because of this.
    pub(super) fn rest(&self, cause: &Arc<Unknown>) -> Arc<Unknown> {
        let rest = Unknown::clone(&rest_of(cause));
        Arc::new(rest.symbol(Symbol::operation("rest", [self.symbol()])))
    }

    /// The same where each of them is one of those that this stands for.
    pub(super) fn same_rest(&self, of: &Arc<Unknown>) -> Arc<Unknown> {
        Unknown::of_elements(&self.rest(of), of.elements.clone())
    }

    /// An operand; one that is unknown leaves the call open.
    pub(super) fn known(&self, at: usize) -> Result<&'a Value, Gap> {
        self.values.get(at).filter(|value| value.as_unknown().is_none()).ok_or(Gap::Open)
    }

    /// The operands from there on.
    pub(super) fn from(&self, at: usize) -> &'a [Value] {
        self.values.get(at..).unwrap_or_default()
    }

    /// Text, perhaps with holes.
    pub(crate) fn text(&self, at: usize) -> Result<Text, Gap> {
        self.values.get(at).and_then(text).ok_or(Gap::Open)
    }

    /// Text that is known to its end.
    pub(crate) fn string(&self, at: usize) -> Result<String, Gap> {
        self.text(at)?.as_str().map(str::to_owned).ok_or(Gap::Open)
    }

    pub(super) fn number(&self, at: usize) -> Result<Big, Gap> {
        self.values.get(at).and_then(number).ok_or(Gap::Open)
    }

    /// A whole number.
    pub(super) fn whole(&self, at: usize) -> Result<i64, Gap> {
        let number = self.number(at)?;
        number.to_i64().ok_or_else(|| Gap::error("a whole number is needed"))
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, at: usize) -> Result<usize, Gap> {
        usize::try_from(self.whole(at)?).map_err(|_| Gap::error("a number must not be negative"))
    }

    /// What is known to be in a list, set or tuple; neither order nor number of the items counts.
    pub(super) fn members(&self, at: usize) -> Result<Members<'a>, Gap> {
        let value = self.known(at)?;
        value.members().ok_or_else(|| Gap::Error(format!("a list is needed, not {}", value.kind_name())))
    }

    /// The items of a list, set or tuple in their order, and what follows them where its end is not known.
    pub(super) fn list(&self, at: usize) -> Result<Members<'a>, Gap> {
        let members = self.members(at)?;
        match &self.known(at)?.kind {
            Kind::Set(set) if set.in_order().is_none() => Err(Gap::Open),
            _ => Ok(members),
        }
    }

    /// The items in their order, where they are known to the last one.
    pub(super) fn items(&self, at: usize) -> Result<&'a [Value], Gap> {
        self.members(at)?;
        self.known(at)?.sequence().ok_or(Gap::Open)
    }

    pub(super) fn map(&self, at: usize) -> Result<&'a Map, Gap> {
        let value = self.known(at)?;
        value.as_map().ok_or_else(|| Gap::Error(format!("a map is needed, not {}", value.kind_name())))
    }

    /// Whether an operand is a set.
    pub(super) fn is_set(&self, at: usize) -> bool {
        self.values.get(at).is_some_and(|value| matches!(&value.kind, Kind::Set(set) if !set.is_list()))
    }

    pub(super) fn bool(&self, known: bool) -> Answer {
        Ok(Value::bool(known, self.span))
    }

    pub(crate) fn give(&self, text: impl Into<String>) -> Answer {
        Ok(Value::string(text, self.span))
    }

    pub(crate) fn give_text(&self, text: Text) -> Answer {
        Ok(Value::new(Kind::String(text), self.span))
    }

    pub(super) fn give_number(&self, number: Option<Number>) -> Answer {
        number.map(|number| Value::new(Kind::Number(number), self.span)).ok_or_else(Gap::too_long)
    }

    pub(super) fn give_count(&self, count: usize) -> Answer {
        self.give_number(Some(Number::from(count)))
    }

    /// What is decided; what is not leaves the call open.
    pub(super) fn truth(&self, truth: Truth) -> Answer {
        self.bool(decided(truth).ok_or(Gap::Open)?)
    }

    /// What the function makes of a hole that is its operand.
    pub(super) fn made_of_hole(&self, hole: &Arc<Unknown>, nature: &Nature) -> Arc<Unknown> {
        let beside = self.values.iter().skip(1).map(Value::symbol);
        let symbol = Symbol::operation(self.function, [hole.symbol.clone()].into_iter().chain(beside));
        let shown = format!("{}({})", self.function, hole.expression);
        let made = Unknown::new(shown, hole.span, Reason::because(hole)).symbol(symbol).known(nature);
        Arc::new(Unknown { may_fail: hole.may_fail, ..made })
    }

    /// A text of which each piece is changed; a hole of which nothing is said stays.
    pub(super) fn give_pieces(
        &self,
        text: &Text,
        change: impl Fn(&str) -> String,
        nature: impl Fn(&Unknown) -> Option<Nature>,
    ) -> Answer {
        let mut out = TextBuilder::default();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => out.push(&change(known)),
                Piece::Hole(hole) => out.push_hole(match nature(hole) {
                    Some(nature) => self.made_of_hole(hole, &nature),
                    None => Arc::clone(hole),
                }),
            }
        }
        match (out.finish(), self.known(0)) {
            (changed, Ok(operand)) if changed.same(text) == Truth::True => Ok(operand.clone()),
            (changed, _) => self.give_text(changed),
        }
    }

    /// Strings as a list.
    pub(super) fn give_strings<S: Into<String>>(&self, items: impl IntoIterator<Item = S>) -> Answer {
        let items = items.into_iter().map(|item| Value::string(item, self.span)).collect();
        Ok(Value::list(items, self.span).shaped(Shape::Uniform))
    }

    /// Values as a list or tuple.
    pub(super) fn give_list(&self, list: List, shape: Shape) -> Answer {
        Ok(Value::new(Kind::List(list), self.span).shaped(shape))
    }
}

/// An item of a list as known text; null is refused.
pub(super) fn item_text(item: &Value) -> Result<Text, Gap> {
    if item.is_null() {
        return Err(Gap::error("an item must not be null"));
    }
    text(item).ok_or(Gap::Open)
}

/// Whether two values are surely equal or surely not; `None` where it is open.
pub(super) fn decided(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

/// Whether a value is an operand that may be handled as known: neither unknown nor partly so.
pub(super) fn is_known(value: &Value) -> bool {
    value.unknowns().is_empty()
}
