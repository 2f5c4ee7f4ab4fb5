//! `Fn::ForEach` and `Fn::Transform`: entries of a map that stand for other entries.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments, is_function, only_entry};
use crate::finding::{Problem, ProblemKind};
use crate::model::Presence;
use crate::source::{FileId, Span};
use crate::value::{Entry, Kind, List, Map, PastBound, Reason, Text, Unknown, Value};

const LOOP: &str = "Fn::ForEach::";
const TRANSFORM: &str = "Fn::Transform";

/// A loop, and what it goes over.
struct Loop<'l> {
    name: &'l str,
    body: &'l Map,
    key: &'l str,
    at: Span,
    members: &'l Members,
}

/// The texts that a loop goes over, in each branch of what deployment decides.
enum Members {
    Texts(HashSet<String>),
    Chosen(Arc<Unknown>, Box<[Members; 2]>),
}

/// A loop variable and its value in one round.
struct Round<'r> {
    /// `${Name}`, which stands in keys and texts.
    variable: String,
    /// `&{Name}`, which gives letters and digits alone.
    stripped: String,
    name: &'r str,
    value: &'r str,
}

impl Evaluator<'_> {
    /// Whether some entries of a map stand for others.
    pub(super) fn needs_expansion(map: &Map) -> bool {
        map.keys().any(|key| key.starts_with(LOOP) || &**key == TRANSFORM)
    }

    /// A section of the template, expanded. What stands in it is looked at where it is there.
    pub(super) fn section(&self, written: &Rc<Map>) -> Rc<Map> {
        self.section_with_presence(written).0
    }

    /// The same, with when those entries are there that only some deployments have.
    pub(super) fn section_with_presence(&self, written: &Rc<Map>) -> (Rc<Map>, HashMap<Arc<str>, Presence>) {
        if !Self::needs_expansion(written) {
            return (Rc::clone(written), HashMap::new());
        }
        let (section, there) = settled(&self.expand(written));
        (Rc::new(section), there)
    }

    /// A map inside of a section, expanded.
    pub(super) fn opened<'v>(&self, written: &'v Map) -> Cow<'v, Map> {
        if Self::needs_expansion(written) { Cow::Owned(self.expand(written)) } else { Cow::Borrowed(written) }
    }

    /// What a map with such entries comes to.
    pub(super) fn expanded(&self, map: &Map, span: Span) -> Value {
        let map = self.expand(map);
        match (only_entry(&map), &map.rest) {
            (Some((name, entry)), _) if is_function(name) => self.function(name, &entry.value, span),
            // What a macro gives in place of a value may be of any type.
            (None, Some(changed)) if map.is_empty() && matches!(changed.reason, Reason::Macro { .. }) => {
                Value::new(Kind::Unknown(Arc::clone(changed)), span)
            }
            _ => Value::map(self.map(&map), span),
        }
    }

    /// The map with the entries that others stand for, as they are written.
    fn expand(&self, map: &Map) -> Map {
        let mut out = Map::default().with_rest(map.rest.clone());
        for (key, entry) in map.iter() {
            if key.starts_with(LOOP) {
                self.for_each(key, entry, &mut out);
            } else if &**key == TRANSFORM {
                self.transform(entry, &mut out);
            } else if out.insert(Arc::clone(key), entry.key_span, entry.value.clone()).is_some() {
                self.twice(key, entry.key_span);
            }
        }
        if let Some(changed) = out.rest.as_ref().filter(|rest| matches!(rest.reason, Reason::Macro { .. })).cloned() {
            // A macro sees its siblings, and may change them.
            out = Map::default().with_rest(Some(changed));
        }
        out
    }

    fn twice(&self, key: &str, span: Span) {
        self.report(ProblemKind::Invalid, span, format!("the key `{key}` is made twice in one map"));
    }

    fn for_each(&self, key: &str, entry: &Entry, out: &mut Map) {
        self.needs_extensions("Fn::ForEach", entry.key_span);
        let parts = arguments(&entry.value);
        let [Value { kind: Kind::String(name), .. }, collection, body] = parts else {
            let message = format!("`{key}` takes a list of a name, a collection and a map");
            return self.lost(out, key, entry.key_span, message);
        };
        let (Some(name), Some(body)) = (name.as_str(), body.as_map()) else {
            let message = format!("`{key}` takes a list of a name, a collection and a map");
            return self.lost(out, key, entry.key_span, message);
        };
        let collection = self.as_text(true, || self.value(collection));
        // In each branch of what deployment decides, the loop has other rounds.
        let collection = self.distribute(entry.key_span, &[collection], true, &|arguments| {
            arguments.first().map_or_else(|| Value::null(entry.key_span), without_nulls)
        });
        let mut values = Vec::new();
        let Some(()) = known_texts(&collection, &mut values) else {
            let unknown = Unknown::new(key, entry.key_span, "loops over what is not known");
            self.tell(
                Problem::at(ProblemKind::Unread, entry.key_span, format!("`{key}` loops over what is not known"))
                    .help("give the parameter's value with `--parameter`; what the loop makes is not judged"),
            );
            out.rest = Some(Arc::new(unknown.symbol(self.place(key, entry.key_span))));
            return;
        };
        if matches!(collection.kind, Kind::Choice(_)) {
            let message = format!("`{key}` loops over what deployment decides");
            let problem = Problem::at(ProblemKind::Note, entry.key_span, message);
            self.tell(problem.help("what only some deployments make is judged where it is there"));
        }
        let of = Loop { name, body, key, at: entry.key_span, members: &Members::of(&collection) };
        for value in &values {
            if !self.round(&of, value, out) {
                return;
            }
        }
    }

    /// Adds what one round makes; whether there is room for more.
    fn round(&self, of: &Loop<'_>, value: &str, out: &mut Map) -> bool {
        let Loop { name, body, key, at, members } = *of;
        if !self.shared.add_entries(size_of(body)) {
            self.report(ProblemKind::Limit, at, format!("`{key}` makes more than is worked out"));
            out.rest = Some(Arc::new(Unknown::new(key, at, PastBound::Loops)));
            return false;
        }
        let round = Round { variable: format!("${{{name}}}"), stripped: format!("&{{{name}}}"), name, value };
        let made = round.map(body);
        let made = if Self::needs_expansion(&made) { self.expand(&made) } else { made };
        // What only some deployments make is a choice of that and of nothing.
        let entry = |(key, entry): (&Arc<str>, &Entry)| {
            (Arc::clone(key), Entry { key_span: entry.key_span, value: members.where_there(value, &entry.value) })
        };
        self.add_all(&Map::new(made.iter().map(entry)).with_rest(made.rest.clone()), out);
        true
    }

    fn add_all(&self, made: &Map, out: &mut Map) {
        let made = if Self::needs_expansion(made) { &self.expand(made) } else { made };
        for (key, entry) in made.iter() {
            if out.insert(Arc::clone(key), entry.key_span, entry.value.clone()).is_some() {
                self.twice(key, entry.key_span);
            }
        }
        if made.rest.is_some() {
            out.rest.clone_from(&made.rest);
        }
    }

    fn lost(&self, out: &mut Map, key: &str, span: Span, message: String) {
        self.report(ProblemKind::Invalid, span, message);
        out.rest = Some(Arc::new(Unknown::new(key, span, "is not written as a loop").symbol(self.place(key, span))));
    }

    /// `Fn::Transform`: a local file of `AWS::Include`, or a macro.
    fn transform(&self, entry: &Entry, out: &mut Map) {
        for one in entry.value.as_list().map_or_else(|| vec![&entry.value], |list| list.items.iter().collect()) {
            let name = one.get("Name").and_then(Value::as_str).unwrap_or(TRANSFORM);
            let location = one.get("Parameters").and_then(|parameters| parameters.get("Location"));
            match (name, location) {
                ("AWS::Include", Some(location)) => self.include(location, entry.key_span, out),
                _ => {
                    let message = format!("the macro `{name}` may change what stands beside it");
                    self.tell(Problem::at(ProblemKind::Note, entry.key_span, message).help("that is not judged"));
                    let unknown = Unknown::new(name, entry.key_span, Reason::Macro { of_template: false });
                    out.rest = Some(Arc::new(unknown.symbol(self.place(name, entry.key_span))));
                }
            }
        }
    }

    fn include(&self, location: &Value, at: Span, out: &mut Map) {
        let location = self.in_text(location);
        let shown = location.to_text().map_or_else(String::new, |text| text.display());
        let included = match location.as_str() {
            Some(path) if !is_remote(path) => self.fragment(path, at),
            _ => Err("does not lie beside the template".to_owned()),
        };
        match included {
            Ok((file, fragment)) => {
                let expanded = self.once(&format!("include {file:?}"), || self.add_all(&fragment, out));
                if expanded.is_none() {
                    self.report(ProblemKind::Invalid, at, format!("`{shown}` includes itself"));
                }
            }
            Err(reason) => {
                let message = format!("what `AWS::Include` puts in here is not judged: `{shown}` {reason}");
                self.report(ProblemKind::Unread, at, message);
                let symbol = self.place(&shown, at);
                out.rest = Some(Arc::new(Unknown::new(shown, at, reason).symbol(symbol)));
            }
        }
    }

    fn fragment(&self, path: &str, at: Span) -> Result<(FileId, Rc<Map>), String> {
        let path = self.shared.beside(at.file, path);
        let file = self.shared.workspace.library.open(&path).map_err(|error| error.reason())?;
        let fragment = self.shared.fragment(file).ok_or_else(|| "is not a map".to_owned())?;
        if !self.shared.add_entries(size_of(&fragment)) {
            self.report(ProblemKind::Limit, at, "included files add more than is worked out".to_owned());
            return Err("adds more than is worked out".to_owned());
        }
        Ok((file, fragment))
    }
}

/// Whether a location lies somewhere else than beside the template.
pub(super) fn is_remote(location: &str) -> bool {
    ["s3:", "http:", "https:", "ssm:", "arn:"].iter().any(|scheme| location.starts_with(scheme))
}

/// The texts of a list that is known to its end, lists in it opened up; of a choice those of all branches, each once.
fn known_texts(collection: &Value, texts: &mut Vec<String>) -> Option<()> {
    match &collection.kind {
        Kind::Choice(choice) => {
            known_texts(&choice.when_true, texts)?;
            let mut others = Vec::new();
            known_texts(&choice.when_false, &mut others)?;
            let known: HashSet<String> = texts.iter().cloned().collect();
            texts.extend(others.into_iter().filter(|text| !known.contains(text)));
        }
        Kind::List(List { items, rest: None }) => {
            for item in items {
                match &item.kind {
                    Kind::List(_) => known_texts(item, texts)?,
                    _ => texts.push(item.to_text()?.as_str()?.to_owned()),
                }
            }
        }
        _ => return None,
    }
    Some(())
}

/// A list without the items that `AWS::NoValue` takes out.
fn without_nulls(list: &Value) -> Value {
    let Kind::List(List { items, rest }) = &list.kind else { return list.clone() };
    let items = items.iter().filter(|item| !item.is_null()).map(without_nulls).collect();
    Value { kind: Kind::List(List { items, rest: rest.clone() }), origin: list.origin.clone() }
}

impl Members {
    fn of(collection: &Value) -> Members {
        match &collection.kind {
            Kind::Choice(choice) => {
                let branches = [Members::of(&choice.when_true), Members::of(&choice.when_false)];
                Members::Chosen(Arc::clone(&choice.condition), Box::new(branches))
            }
            _ => {
                let mut texts = Vec::new();
                known_texts(collection, &mut texts);
                Members::Texts(texts.into_iter().collect())
            }
        }
    }

    /// A value where a text is among them, and nothing where it is not.
    fn where_there(&self, text: &str, value: &Value) -> Value {
        match self {
            Members::Texts(texts) if texts.contains(text) => value.clone(),
            Members::Texts(_) => Value::null(value.span()),
            Members::Chosen(condition, branches) => {
                let [when_true, when_false] = &**branches;
                let [there, other] = [when_true, when_false].map(|branch| branch.where_there(text, value));
                if there.is_null() || other.is_null() || matches!(there.kind, Kind::Choice(_)) {
                    Value::choice(Arc::clone(condition), there, other)
                } else {
                    other
                }
            }
        }
    }
}

/// Takes the entries of a section out of the choices that loops make them, with when each is there.
fn settled(map: &Map) -> (Map, HashMap<Arc<str>, Presence>) {
    let mut there = HashMap::new();
    let entry = |(key, entry): (&Arc<str>, &Entry)| {
        let (value, presence) = chosen_part(&entry.value)?;
        if !matches!(presence, Presence::Always) {
            there.insert(Arc::clone(key), presence);
        }
        Some((Arc::clone(key), Entry { key_span: entry.key_span, value }))
    };
    let map = Map::new(map.iter().filter_map(entry).collect::<Vec<_>>()).with_rest(map.rest.clone());
    (map, there)
}

/// What stands in a choice beside nothing, and when it does.
fn chosen_part(value: &Value) -> Option<(Value, Presence)> {
    let Kind::Choice(choice) = &value.kind else { return Some((value.clone(), Presence::Always)) };
    let when = |answer| Presence::When(Arc::clone(&choice.condition), answer);
    let branch = |branch: &Value| if branch.is_null() { None } else { chosen_part(branch) };
    match (branch(&choice.when_true), branch(&choice.when_false)) {
        (Some((value, a)), Some((_, b))) => Some((value, when(true).and(&a).or(&when(false).and(&b)))),
        (Some((value, inner)), None) => Some((value, when(true).and(&inner))),
        (None, Some((value, inner))) => Some((value, when(false).and(&inner))),
        (None, None) => None,
    }
}

/// How many entries and items a map holds.
fn size_of(map: &Map) -> usize {
    fn size(value: &Value) -> usize {
        match &value.kind {
            Kind::List(list) => 1 + list.items.iter().map(size).sum::<usize>(),
            Kind::Map(map) => 1 + size_of(map),
            _ => 1,
        }
    }
    1 + map.values().map(size).sum::<usize>()
}

impl Round<'_> {
    fn map(&self, map: &Map) -> Map {
        let entry = |(key, entry): (&Arc<str>, &Entry)| {
            let key = self.letters(key).map_or_else(|| Arc::clone(key), Arc::from);
            (key, Entry { key_span: entry.key_span, value: self.value(&entry.value) })
        };
        Map::new(map.iter().map(entry)).with_rest(map.rest.clone())
    }

    fn value(&self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::Map(map) => match only_entry(map) {
                Some((name, entry)) if &**name == "Ref" && entry.value.as_str() == Some(self.name) => {
                    Kind::String(Text::from(self.value))
                }
                _ => Kind::Map(self.map(map)),
            },
            Kind::List(list) => {
                let items = list.items.iter().map(|item| self.value(item)).collect();
                Kind::List(List { items, rest: list.rest.clone() })
            }
            Kind::String(text) => match text.as_str().and_then(|letters| self.letters(letters)) {
                Some(changed) => Kind::String(Text::from(changed)),
                None => return value.clone(),
            },
            _ => return value.clone(),
        };
        Value { kind, origin: value.origin.clone() }
    }

    /// The letters with the variable's value in place; `None` where it does not stand in them.
    fn letters(&self, letters: &str) -> Option<String> {
        let changed = letters.contains(&self.variable) || letters.contains(&self.stripped);
        changed.then(|| {
            let bare: String = self.value.chars().filter(char::is_ascii_alphanumeric).collect();
            letters.replace(&self.variable, self.value).replace(&self.stripped, &bare)
        })
    }
}
