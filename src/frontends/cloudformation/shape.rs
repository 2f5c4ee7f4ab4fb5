//! The types of properties: what is written of another type is told, and what CloudFormation converts is converted.
//!
//! `types.txt` says which resource types the model holds, and what their properties take. Texts that are booleans or
//! numbers are read as such, a number where a text is asked for is a text.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::finding::{Problem, ProblemKind, slip};
use crate::source::Span;
use crate::value::{Choice, Entry, Kind, List, Map, Number, Piece, Symbol, Text, Unknown, Value};

/// What `types.txt` holds.
#[derive(Debug, Default)]
struct Table {
    types: HashMap<&'static str, Type>,
    /// Properties that stand in more than one place, or hold themselves, by their name with its `*`.
    shared: HashMap<&'static str, Properties>,
}

/// A resource type.
#[derive(Debug, Default)]
struct Type {
    attributes: Vec<&'static str>,
    properties: Properties,
}

type Properties = HashMap<&'static str, Property>;

/// What a property takes: `list map` is `[List, Map]`.
#[derive(Debug)]
struct Property {
    shape: Vec<Shape>,
    below: Below,
}

/// The properties below a property.
#[derive(Debug)]
enum Below {
    Own(Properties),
    Shared(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Boolean,
    Number,
    List,
    Map,
    Any,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines: Vec<_> = include_str!("types.txt").lines().filter(|line| !line.starts_with('#')).collect();
        let mut table = Table::default();
        let mut at = 0;
        while let Some(name) = lines.get(at) {
            at += 1;
            let mut found = Type::default();
            while let Some(attribute) = lines.get(at).and_then(|line| line.strip_prefix(" @")) {
                found.attributes.push(attribute);
                at += 1;
            }
            found.properties = properties(&lines, &mut at, 1);
            if name.starts_with('*') {
                table.shared.insert(*name, found.properties);
            } else {
                table.types.insert(*name, found);
            }
        }
        table
    })
}

fn properties(lines: &[&'static str], at: &mut usize, depth: usize) -> Properties {
    let mut found = Properties::new();
    while let Some(line) = lines.get(*at).filter(|line| line.len() - line.trim_start().len() == depth) {
        *at += 1;
        let (name, words) = line.trim_start().split_once(' ').unwrap_or((line.trim_start(), ""));
        let (shared, words): (Vec<_>, Vec<_>) = words.split(' ').partition(|word| word.starts_with('*'));
        let shape = words.into_iter().map(Shape::of).collect();
        let below = properties(lines, at, depth + 1);
        let below = shared.first().map_or(Below::Own(below), |name| Below::Shared(name));
        found.insert(name, Property { shape, below });
    }
    found
}

impl Below {
    /// The properties; `None` where a map may hold anything.
    fn properties(&self) -> Option<&Properties> {
        match self {
            Below::Own(own) => Some(own).filter(|own| !own.is_empty()),
            Below::Shared(name) => table().shared.get(name),
        }
    }
}

/// Whether the model holds resources of this type.
pub(super) fn is_held(type_name: &str) -> bool {
    table().types.contains_key(type_name)
}

/// The type of the model that somebody may have meant by one that is none: two letters away, or one where the service
/// is another one.
pub(super) fn meant(type_name: &str) -> Option<&'static str> {
    if table().types.contains_key(type_name) {
        return None;
    }
    let service = |name: &str| name.rsplit_once("::").map_or("", |(service, _)| service).to_ascii_lowercase();
    let (distance, meant) = slip(type_name, table().types.keys().copied(), 2)?;
    let is_slip = distance == 1 || (distance == 2 && service(type_name) == service(meant));
    is_slip.then_some(meant)
}

/// Whether resources of this type have an attribute; `None` for types that the model does not hold.
pub(super) fn has_attribute(type_name: &str, attribute: &str) -> Option<bool> {
    table().types.get(type_name).map(|found| found.attributes.contains(&attribute))
}

/// The properties of a resource as their types read them, and what does not fit.
pub(super) fn fit(type_name: &str, id: &str, properties: Map) -> (Map, Vec<Problem>) {
    let Some(found) = table().types.get(type_name) else { return (properties, Vec::new()) };
    let mut fitting = Fitting { type_name, id, problems: Vec::new() };
    let map = fitting.map(&properties, &found.properties);
    (map, fitting.problems)
}

struct Fitting<'f> {
    type_name: &'f str,
    id: &'f str,
    problems: Vec<Problem>,
}

impl Fitting<'_> {
    fn map(&mut self, map: &Map, properties: &Properties) -> Map {
        let mut out = Map::default().with_rest(map.rest.clone());
        for (name, entry) in map.iter() {
            let value = match properties.get(&**name) {
                Some(property) => self.value(&entry.value, name, &property.shape, &property.below),
                None => {
                    self.unknown_property(name, entry);
                    entry.value.clone()
                }
            };
            out.insert(Arc::clone(name), entry.key_span, value);
        }
        out
    }

    fn unknown_property(&mut self, name: &str, entry: &Entry) {
        let message = format!("`{name}` is not a property that `{}` is known to have here", self.type_name);
        self.problems.push(Problem::at(ProblemKind::Note, entry.key_span, message).help("it is kept as it stands"));
    }

    fn value(&mut self, value: &Value, name: &str, shape: &[Shape], below: &Below) -> Value {
        let Some((first, inner)) = shape.split_first() else { return value.clone() };
        let kind = match (first, &value.kind) {
            (_, Kind::Null | Kind::Unknown(_)) | (Shape::Any, _) => return value.clone(),
            (_, Kind::Choice(choice)) => Kind::Choice(Arc::new(Choice {
                condition: Arc::clone(&choice.condition),
                when_true: self.value(&choice.when_true, name, shape, below),
                when_false: self.value(&choice.when_false, name, shape, below),
            })),
            (Shape::List, Kind::List(list)) => Kind::List(List {
                items: list.items.iter().map(|item| self.value(item, name, inner, below)).collect(),
                rest: list.rest.clone(),
            }),
            // Told, and read as what was meant.
            (Shape::List, _) => {
                self.wrong(value, name, *first);
                let told = self.problems.len();
                let only = self.value(value, name, inner, below);
                let more = self.problems.split_off(told);
                self.problems.extend(more.into_iter().filter(|problem| problem.span != Some(value.span())));
                Kind::List(List { items: vec![only], rest: None })
            }
            (Shape::Map, Kind::Map(map)) => Kind::Map(match below.properties() {
                Some(properties) => self.map(map, properties),
                None => map.clone(),
            }),
            _ => match scalar(value, *first) {
                Some(kind) => kind,
                None => {
                    let reason = self.wrong(value, name, *first);
                    let symbol = Symbol::written(name, value.span());
                    Kind::Unknown(Arc::new(Unknown::new(name, value.span(), reason).symbol(symbol)))
                }
            },
        };
        Value { kind, origin: value.origin.clone() }
    }

    /// Tells of a value of another type, and gives the end of the sentence that says so.
    fn wrong(&mut self, value: &Value, name: &str, wanted: Shape) -> String {
        let reason = format!("is {}, not {}", value.kind_name(), wanted.name());
        let message = format!("`{name}` of `{}` {reason}", self.id);
        self.problems.push(Problem::at(ProblemKind::Invalid, value.span(), message));
        reason
    }
}

/// A scalar as CloudFormation converts it; `None` where it does not.
fn scalar(value: &Value, wanted: Shape) -> Option<Kind> {
    match (wanted, &value.kind) {
        (Shape::Text, Kind::String(_) | Kind::Json(_)) => Some(value.kind.clone()),
        (Shape::Text, Kind::Number(_) | Kind::Bool(_)) => value.to_text().map(Kind::String),
        (Shape::Boolean, Kind::Bool(_)) | (Shape::Number, Kind::Number(_)) => Some(value.kind.clone()),
        (Shape::Boolean | Shape::Number, Kind::String(text)) => match (wanted, text.as_str()) {
            (_, None) => Some(Kind::Unknown(open(text, value.span()))),
            (Shape::Boolean, Some(_)) => value.as_bool().map(Kind::Bool),
            (_, Some(known)) => Number::decimal(known.trim()).map(Kind::Number),
        },
        _ => None,
    }
}

/// A text with holes where another type is asked for.
fn open(text: &Text, span: Span) -> Arc<Unknown> {
    let first = text.holes().next();
    let reason = first.map_or_else(|| "is not known".into(), |hole| hole.reason.clone());
    match text.pieces().as_slice() {
        [Piece::Hole(whole)] => Arc::clone(whole),
        _ => Arc::new(Unknown::new(text.display(), span, reason).symbol(text.symbol())),
    }
}

impl Shape {
    fn of(word: &str) -> Self {
        match word {
            "text" => Shape::Text,
            "boolean" => Shape::Boolean,
            "number" => Shape::Number,
            "list" => Shape::List,
            "map" => Shape::Map,
            _ => Shape::Any,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Shape::Text => "a text",
            Shape::Boolean => "a boolean",
            Shape::Number => "a number",
            Shape::List => "a list",
            Shape::Map => "a map",
            Shape::Any => "a value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        fn count(properties: &Properties) -> usize {
            let below = |property: &Property| match &property.below {
                Below::Own(own) => count(own),
                Below::Shared(name) => usize::from(!table().shared.contains_key(name)) * lines_of_the_table(),
            };
            properties.values().map(|property| 1 + below(property)).sum()
        }
        let types = table().types.values().map(|it| 1 + it.attributes.len() + count(&it.properties));
        let shared = table().shared.values().map(|it| 1 + count(it));
        assert_eq!(types.chain(shared).sum::<usize>(), lines_of_the_table());
    }

    fn lines_of_the_table() -> usize {
        include_str!("types.txt").lines().filter(|line| !line.starts_with('#')).count()
    }
}
