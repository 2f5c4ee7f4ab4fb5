//! Entries of a map under keys of which some letters are not known.
//!
//! They stand for all that is [not known](Map::rest) of the map, so long as no two of its keys can be the same: whoever
//! passes over them sees a map with further entries, whoever looks sees each with its value.

use std::sync::Arc;

use super::{Entry, Map, OpenEntries, Truth, Unknown, Value};

impl Map {
    /// The entries whose keys are not known letter by letter, where these are all that is not known of the map.
    pub fn open_entries(&self) -> Option<&[(Value, Entry)]> {
        let (open, rest) = (self.open.as_ref()?, self.rest.as_ref()?);
        (open.rest == rest.symbol).then_some(&open.entries)
    }

    /// Sets an entry under a key that is not known letter by letter; `rest` stands for this and all such before.
    pub fn insert_open(&mut self, key: Value, entry: Entry, rest: Arc<Unknown>) {
        let before = match (&self.rest, self.open_entries()) {
            (None, _) => Some(Vec::new()),
            (Some(_), open) => open.map(<[_]>::to_vec),
        };
        let apart = |other: &Value| differ(other, &key);
        let known = self.keys().all(|known| apart(&Value::string(known.as_ref(), entry.key_span)));
        let before = before.filter(|open| known && open.iter().all(|(other, _)| apart(other)));
        self.open = before.map(|mut open| {
            open.push((key, entry));
            OpenEntries { rest: rest.symbol.clone(), entries: Arc::new(open) }
        });
        self.rest = Some(rest);
    }

    /// The value under a key of which some letters are not known.
    pub fn get_open(&self, key: &Value) -> Option<&Value> {
        let key = key.to_text()?;
        let is = |other: &Value| other.to_text().is_some_and(|other| other.same(&key) == Truth::True);
        self.open_entries()?.iter().find(|(other, _)| is(other)).map(|(_, entry)| &entry.value)
    }

    /// The map with its entries under open keys changed; without them where `change` gives none for one of them.
    pub fn with_open_of(mut self, other: &Map, change: impl Fn(&Value) -> Option<Value>) -> Map {
        let entry = |(key, entry): &(Value, Entry)| {
            Some((key.clone(), Entry { key_span: entry.key_span, value: change(&entry.value)? }))
        };
        let changed = other.open_entries().and_then(|open| open.iter().map(entry).collect::<Option<Vec<_>>>());
        self.open = changed
            .zip(self.rest.as_ref())
            .map(|(entries, rest)| OpenEntries { rest: rest.symbol.clone(), entries: Arc::new(entries) });
        self
    }

    /// Forgets which entries stand under open keys where another key may be one of theirs.
    pub(super) fn forget_alike(&mut self, key: &str) {
        let may_be = |(open, entry): &(Value, Entry)| !differ(open, &Value::string(key, entry.key_span));
        if self.open_entries().is_some_and(|open| open.iter().any(may_be)) {
            self.open = None;
        }
    }
}

/// Whether two keys are surely not the same.
fn differ(a: &Value, b: &Value) -> bool {
    a.to_text().zip(b.to_text()).is_some_and(|(a, b)| a.same(&b) == Truth::False)
}
