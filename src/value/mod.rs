//! Values as far as the code decides them.
//!
//! A [`Value`] is known, [unknown](Unknown), or a [`Choice`] on a condition that the code leaves open. An unknown is a
//! value of its own: it is never turned into `false`, into an empty string or into "not set". Every value knows the
//! span it was written at and the [way](Step) it came from there.
//!
//! `Null` means "not set" in both languages: Terraform's `null` and CloudFormation's `AWS::NoValue`.

pub mod calendar;
pub mod choices;
mod decided;
mod difference;
mod end;
mod in_common;
mod json;
mod key;
mod letters;
mod logic;
mod lookup;
mod nature;
mod number;
mod open_entries;
mod pairs;
mod pattern;
mod reason;
mod replace;
mod search;
mod set;
mod split;
mod symbol;
mod test;
mod text;
mod unknown;
mod world;
mod worlds;

use std::sync::Arc;

use indexmap::IndexMap;

use crate::source::Span;

pub use decided::{Decided, Unknowns};
pub use difference::Difference;
pub use in_common::in_common;
pub use json::{
    JsonError, JsonFile, MAX_DEPTH, NoText, deep_parts, encoded, parse_json, parse_json_part, parse_json_text,
    parse_relaxed_json, to_json,
};
pub use key::Keys;
pub use letters::Letters;
pub use logic::{Certainty, Truth};
pub use lookup::{Lookup, Setting};
pub use nature::{Constant, Nature, Range};
pub use number::Number;
use pairs::Pairs;
pub use pattern::Pattern;
pub use reason::{Cause, Computed, Elsewhere, NotGiven, PastBound, Reason, Undecided, Unparsed};
pub use replace::Replacement;
pub use set::{Set, in_order, without_equals};
pub use split::split;
pub use symbol::Symbol;
pub use test::{Compared, Formula, Mark, Measured, Test};
pub use text::{Piece, Text, TextBuilder};
pub use unknown::Unknown;
pub use world::{Choice, MAX_CONDITIONS, World};
pub use worlds::{Atlas, Conditions, Worlds};

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What is known of it.
    pub kind: Kind,
    /// Where it was written and how it came here.
    pub origin: Origin,
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Not set.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, perhaps with holes where a part is unknown.
    String(Text),
    /// Text that is the JSON encoding of this value. It keeps the structure, so that a policy that went through
    /// `jsonencode` still has a span for each statement.
    Json(Arc<Value>),
    /// A sequence.
    List(List),
    /// Items of which neither number nor order is decided by where they stand.
    Set(Set),
    /// A map or object.
    Map(Map),
    /// Not known.
    Unknown(Arc<Unknown>),
    /// One of two values, by a condition that the code leaves open.
    Choice(Arc<Choice>),
}

/// A sequence whose end may be unknown.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The known elements, in order.
    pub items: Vec<Value>,
    /// Set where there may be further elements that are not known.
    pub rest: Option<Arc<Unknown>>,
}

/// A map that keeps the order of the source and whose entries may not all be known. Copies share their entries until
/// one of them changes.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: Arc<Entries>,
    /// Set where there may be further entries that are not known.
    pub rest: Option<Arc<Unknown>>,
    open: Option<OpenEntries>,
}

/// The entries of a map by their keys, which are looked up more often than anything else.
type Entries = IndexMap<Arc<str>, Entry, foldhash::fast::RandomState>;

/// Entries under keys of which some letters are not known.
#[derive(Clone, Debug)]
struct OpenEntries {
    /// What they stand for; where a map has another rest, they are not all of it.
    rest: Symbol,
    entries: Arc<Vec<(Value, Entry)>>,
}

/// An entry of a [`Map`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// Where a value was written and how it came to where it is used.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The expression at the place of use: what a person would change.
    pub span: Span,
    /// The way from there to where the value was first written, nearest step first.
    pub via: Option<Arc<Step>>,
    /// The resource attribute that the expression names, where it names one.
    pub target: Option<Arc<Target>>,
    /// What a conversion on the way made of a collection.
    pub shape: Shape,
}

/// What a collection is beside a sequence or a map: Terraform converts, compares and indexes by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// As it was written: each part has a type of its own.
    #[default]
    Written,
    /// A list or map whose parts have one type.
    Uniform,
}

/// The items of a list or set as readers see them for whom neither their order nor their number counts.
#[derive(Clone, Copy, Debug)]
pub struct Members<'v> {
    /// The items that are known to be there. Of a set, two may be one.
    pub items: &'v [Value],
    /// Set where there may be further items that are not known.
    pub rest: Option<&'v Arc<Unknown>>,
}

/// One step on the way of a value: a default, a local, an argument, an intrinsic.
#[derive(Clone, Debug)]
pub struct Step {
    /// What stands there, as a label: "default of `var.acl`".
    pub what: Arc<str>,
    /// Where.
    pub span: Span,
    /// The step before it.
    pub before: Option<Arc<Step>>,
}

/// An attribute of a declared resource that a reference names.
#[derive(Clone, Debug)]
pub struct Target {
    /// The resource's address in its own language.
    pub address: Arc<str>,
    /// The attribute: `id`, `arn`, `Ref`, `Arn`.
    pub attribute: Arc<str>,
    /// Where the address stands for all members of families: the key or index of the one that is meant, the outermost
    /// family first.
    pub members: Arc<[Value]>,
}

/// How many steps are told of the way of what chose a value.
const MAX_STEPS: usize = 6;

/// The steps of a way, nearest first.
pub fn steps(way: Option<&Arc<Step>>) -> impl Iterator<Item = &Arc<Step>> {
    std::iter::successors(way, |step| step.before.as_ref())
}

impl Origin {
    /// The origin of something written at `span` and used there.
    pub fn at(span: Span) -> Self {
        Origin { span, via: None, target: None, shape: Shape::default() }
    }
}

impl Value {
    /// A value written at `span`.
    pub fn new(kind: Kind, span: Span) -> Self {
        Value { kind, origin: Origin::at(span) }
    }

    /// "Not set", at `span`.
    pub fn null(span: Span) -> Self {
        Value::new(Kind::Null, span)
    }

    /// A boolean.
    pub fn bool(value: bool, span: Span) -> Self {
        Value::new(Kind::Bool(value), span)
    }

    /// Known text that does not stand in the source letter by letter.
    pub fn string(text: impl Into<String>, span: Span) -> Self {
        Value::new(Kind::String(Text::from(text.into())), span)
    }

    /// A list of these items.
    pub fn list(items: Vec<Value>, span: Span) -> Self {
        Value::new(Kind::List(List { items, rest: None }), span)
    }

    /// A set of these items.
    pub fn set(items: Vec<Value>, span: Span) -> Self {
        Value::new(Kind::Set(Set::new(items, None)), span)
    }

    /// A map.
    pub fn map(map: Map, span: Span) -> Self {
        Value::new(Kind::Map(map), span)
    }

    /// An unknown.
    pub fn unknown(unknown: Unknown, span: Span) -> Self {
        Value::new(Kind::Unknown(Arc::new(unknown)), span)
    }

    /// Where the value is used.
    pub fn span(&self) -> Span {
        self.origin.span
    }

    /// The same value used at `span`, with the place it had before as the latest step of its way.
    pub fn used_at(mut self, span: Span, what: impl Into<Arc<str>>) -> Self {
        let before = self.origin.via.take();
        self.origin.via = Some(Arc::new(Step { what: what.into(), span: self.origin.span, before }));
        self.origin.span = span;
        self
    }

    /// The same value, chosen by something that came this way: these steps stand before its own.
    pub fn chosen_by(mut self, way: Option<&Arc<Step>>) -> Self {
        // Where no step is left out and none comes behind, the way itself is told.
        if self.origin.via.is_none() && steps(way).nth(MAX_STEPS).is_none() {
            self.origin.via = way.cloned();
            return self;
        }
        let steps: Vec<_> = steps(way).take(MAX_STEPS).collect();
        for step in steps.into_iter().rev() {
            let before = self.origin.via.take();
            self.origin.via = Some(Arc::new(Step { what: Arc::clone(&step.what), span: step.span, before }));
        }
        self
    }

    /// The same value, naming an attribute of a declared resource.
    pub fn naming(self, address: impl Into<Arc<str>>, attribute: impl Into<Arc<str>>) -> Self {
        let (address, attribute) = (address.into(), attribute.into());
        self.naming_target(Target { address, attribute, members: Arc::from([]) })
    }

    /// The same value, naming this attribute.
    pub fn naming_target(mut self, target: Target) -> Self {
        self.origin.target = Some(Arc::new(target));
        self
    }

    /// The same value with another shape.
    pub fn shaped(mut self, shape: Shape) -> Self {
        self.origin.shape = shape;
        self
    }

    /// What the collection is; of anything else it says nothing.
    pub fn shape(&self) -> Shape {
        self.origin.shape
    }

    /// Whether the value is "not set".
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The known text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => text.as_str(),
            _ => None,
        }
    }

    /// The text, with its holes; an unknown is one hole. Numbers and booleans read as their text. `None` for the rest.
    pub fn to_text(&self) -> Option<Text> {
        match &self.kind {
            Kind::String(text) => Some(text.clone()),
            Kind::Number(number) => Some(Text::from(number.to_string())),
            Kind::Bool(value) => Some(Text::from(value.to_string())),
            Kind::Unknown(unknown) => Some(Text::hole(Arc::clone(unknown))),
            Kind::Json(value) => to_json(value),
            Kind::Null | Kind::List(_) | Kind::Set(_) | Kind::Map(_) | Kind::Choice(_) => None,
        }
    }

    /// The boolean; the strings `true` and `false` are read as both languages' providers read them.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            Kind::String(text) => match text.as_str()? {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list.
    pub fn as_list(&self) -> Option<&List> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// The items of a list or set, for those to whom neither their order nor their number counts.
    pub fn members(&self) -> Option<Members<'_>> {
        match &self.kind {
            Kind::List(list) => Some(Members { items: &list.items, rest: list.rest.as_ref() }),
            Kind::Set(set) => Some(Members { items: set.items(), rest: set.rest.as_ref() }),
            _ => None,
        }
    }

    /// The items of a list or set in their order, where they are known to the last one.
    pub fn sequence(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(list) => list.rest.is_none().then_some(&list.items),
            Kind::Set(set) => set.in_order(),
            _ => None,
        }
    }

    /// The unknown, where the whole value is one.
    pub fn as_unknown(&self) -> Option<&Arc<Unknown>> {
        match &self.kind {
            Kind::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// What stands for the parts of a collection that are not known.
    pub fn rest(&self) -> Option<&Arc<Unknown>> {
        match &self.kind {
            Kind::List(list) => list.rest.as_ref(),
            Kind::Set(set) => set.rest.as_ref(),
            Kind::Map(map) => map.rest.as_ref(),
            _ => None,
        }
    }

    /// The same, to be replaced.
    pub fn rest_mut(&mut self) -> Option<&mut Arc<Unknown>> {
        match &mut self.kind {
            Kind::List(list) => list.rest.as_mut(),
            Kind::Set(set) => set.rest.as_mut(),
            Kind::Map(map) => map.rest.as_mut(),
            _ => None,
        }
    }

    /// The entry of a map by its key; `None` where it is not a map or has no such entry.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// Something unknown in the value.
    pub fn first_unknown(&self) -> Option<&Arc<Unknown>> {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
            Kind::String(text) => text.holes().next(),
            Kind::Unknown(unknown) => Some(unknown),
            Kind::Json(value) => value.first_unknown(),
            Kind::List(list) => list.rest.as_ref().or_else(|| list.items.iter().find_map(Value::first_unknown)),
            Kind::Set(set) => set.cause(),
            Kind::Map(map) => map.rest.as_ref().or_else(|| map.values().find_map(Value::first_unknown)),
            Kind::Choice(choice) => Some(&choice.condition),
        }
    }

    /// Everything unknown in the value, each symbol once, in order of appearance.
    pub fn unknowns(&self) -> Vec<Arc<Unknown>> {
        let mut found = IndexMap::new();
        self.collect_unknowns(&mut found);
        found.into_values().collect()
    }

    fn collect_unknowns(&self, found: &mut IndexMap<Symbol, Arc<Unknown>>) {
        let mut keep = |unknown: &Arc<Unknown>| {
            found.entry(unknown.symbol.clone()).or_insert_with(|| Arc::clone(unknown));
        };
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
            Kind::String(text) => text.holes().for_each(keep),
            Kind::Unknown(unknown) => keep(unknown),
            Kind::Json(value) => value.collect_unknowns(found),
            Kind::List(list) => {
                list.rest.iter().for_each(keep);
                list.items.iter().for_each(|item| item.collect_unknowns(found));
            }
            Kind::Set(set) => {
                set.rest.iter().for_each(keep);
                set.items().iter().for_each(|item| item.collect_unknowns(found));
            }
            Kind::Map(map) => {
                map.rest.iter().for_each(keep);
                map.values().for_each(|value| value.collect_unknowns(found));
            }
            Kind::Choice(choice) => {
                keep(&choice.condition);
                choice.when_true.collect_unknowns(found);
                choice.when_false.collect_unknowns(found);
            }
        }
    }

    /// Whether two values are the same as far as the code decides it: [`Truth::Unknown`] where an unknown part could
    /// make the difference. Two uses of one symbol are equal. Spans play no part.
    pub fn same(&self, other: &Value) -> Truth {
        self.same_within(other, &Pairs::of_two())
    }

    /// The same, holding no more open items of sets against each other than are left.
    fn same_within(&self, other: &Value, left: &Pairs) -> Truth {
        match (&self.kind, &other.kind) {
            (Kind::Unknown(a), Kind::Unknown(b)) if a.symbol == b.symbol => Truth::True,
            (Kind::Unknown(_) | Kind::Choice(_), _) | (_, Kind::Unknown(_) | Kind::Choice(_)) => Truth::Unknown,
            (Kind::Null, Kind::Null) => Truth::True,
            (Kind::Bool(a), Kind::Bool(b)) => Truth::from(a == b),
            (Kind::Number(a), Kind::Number(b)) => Truth::from(a == b),
            (Kind::String(a), Kind::String(b)) => a.same(b),
            (Kind::Json(a), Kind::Json(b)) => a.same_within(b, left),
            // The JSON text of anything has letters.
            (Kind::Json(_), Kind::String(text)) | (Kind::String(text), Kind::Json(_)) if text.is_empty() => {
                Truth::False
            }
            (Kind::Json(_), Kind::String(_)) | (Kind::String(_), Kind::Json(_)) => {
                self.to_text().zip(other.to_text()).map_or(Truth::Unknown, |(a, b)| a.same(&b))
            }
            (Kind::List(a), Kind::List(b)) => a.same_within(b, left),
            (Kind::Set(a), Kind::Set(b)) => a.same_within(b, left),
            (Kind::List(a), Kind::Set(b)) | (Kind::Set(b), Kind::List(a)) if b.is_list() => b.same_as_list(a, left),
            (Kind::Map(a), Kind::Map(b)) => a.same_within(b, left),
            _ => Truth::False,
        }
    }
}

impl List {
    fn same_within(&self, other: &List, left: &Pairs) -> Truth {
        if [self, other].into_iter().any(|list| list.rest.is_some() || list.may_shrink().is_some()) {
            return Truth::Unknown;
        }
        if self.items.len() != other.items.len() {
            return Truth::False;
        }
        Truth::all(self.items.iter().zip(&other.items).map(|(a, b)| a.same_within(b, left)))
    }
}

impl Map {
    /// A map of these entries; of two with one key the later one stays.
    pub fn new(entries: impl IntoIterator<Item = (Arc<str>, Entry)>) -> Self {
        Map { entries: Arc::new(entries.into_iter().collect()), rest: None, open: None }
    }

    /// An empty map with room for so many entries.
    pub fn with_room(entries: usize) -> Self {
        Map { entries: Arc::new(Entries::with_capacity_and_hasher(entries, <_>::default())), rest: None, open: None }
    }

    /// The same where further entries that are not known may stand beside these.
    pub fn with_rest(mut self, rest: Option<Arc<Unknown>>) -> Self {
        self.rest = rest;
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The entry of a key, with the key as the map holds it.
    pub fn entry_of(&self, key: &str) -> Option<(&Arc<str>, &Entry)> {
        self.entries.get_key_value(key)
    }

    /// Sets a key, and gives the entry that it replaces.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, key_span: Span, value: Value) -> Option<Entry> {
        let key = key.into();
        self.forget_alike(&key);
        self.entries_mut().insert(key, Entry { key_span, value })
    }

    /// Changes the value of a key that is set.
    pub fn change(&mut self, key: &str, change: impl FnOnce(&mut Value)) {
        if self.get(key).is_some() {
            self.forget_alike(key);
            if let Some(entry) = self.entries_mut().get_mut(key) {
                change(&mut entry.value);
            }
        }
    }

    /// Takes an entry out; the order of the rest stays.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries_mut().shift_remove(key)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Entry)> {
        self.entries.iter()
    }

    /// All keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.entries.keys()
    }

    /// All values in order.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.entries.values().map(|entry| &entry.value)
    }

    /// How many entries are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no entry is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn entries_mut(&mut self) -> &mut Entries {
        Arc::make_mut(&mut self.entries)
    }

    fn same_within(&self, other: &Map, left: &Pairs) -> Truth {
        if self.rest.is_some() || other.rest.is_some() {
            return Truth::Unknown;
        }
        if self.len() != other.len() || self.keys().any(|key| other.get(key).is_none()) {
            return Truth::False;
        }
        Truth::all(self.iter().filter_map(|(key, entry)| Some(entry.value.same_within(other.get(key)?, left))))
    }
}
