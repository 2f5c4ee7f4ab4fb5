//! Selects values of the document, without losing what is unknown on the way.

use std::rc::Rc;
use std::sync::Arc;

use super::compare::key_is;
use super::equal::Thing;
use super::functions::call;
use super::ruling::Ending;
use super::scope::{Role, Scope};
use super::selected::{Found, Name, Selected};
use super::tree::{Access, Clause, Conjunction, Filtered, Key, Literal, Operand, Operator, Part, Query};
use crate::source::Span;
use crate::value::{Decided, Entry, Kind, Map, Members, Unknown, Value};

/// Takes what a step reaches.
type Reach<'r, 'd> = &'r mut dyn FnMut(Selected<'d>);

impl<'d> Scope<'_, 'd> {
    /// Everything that a query selects. Empty only where a filter leaves nothing.
    pub(super) fn select(&self, query: &'d Query) -> Vec<Selected<'d>> {
        let mut selected = Vec::new();
        match query.parts.as_slice() {
            [Part::Variable(name), rest @ ..] => {
                for one in self.variable(name).iter() {
                    let one = if rest.is_empty() { one.clone() } else { resolved(one.clone()) };
                    self.walk(Selected { spelling: None, ..one }, rest, &mut selected);
                }
            }
            parts => self.walk(Selected { spelling: None, ..self.here.clone() }, parts, &mut selected),
        }
        selected
    }

    /// Adds what the parts of a query come to from a place on.
    fn walk(&self, from: Selected<'d>, parts: &'d [Part], selected: &mut Vec<Selected<'d>>) {
        if let Some(unknown) = self.run.spend(1) {
            return selected.push(Selected { found: Found::Unknown(unknown), ..from });
        }
        let Some((step, rest)) = parts.split_first() else { return selected.push(from) };
        let reach = &mut |it| self.walk(it, rest, selected);
        match (from.found, step) {
            (Found::Error(_), _) => reach(from),
            (_, Part::This | Part::Variable(_)) => reach(from),
            (_, Part::Filter { conditions, of, bound }) => self.filter(from, (conditions, *of, bound.as_ref()), reach),
            (Found::Missing, _) => reach(from),
            (Found::Unknown(unknown), _) => {
                let it = self.run.ways.key(&from, "?", Found::Unknown(unknown));
                // Some of its keys may be asked for, or none.
                let is_chosen = matches!(step, Part::KeysThat { .. });
                reach(if is_chosen { it.doubted(std::slice::from_ref(unknown)) } else { it });
            }
            (Found::Value(value), _) => self.step(from, value, step, reach),
            (Found::Literal(literal) | Found::Part(literal), _) => self.step_in_literal(&from, literal, step, reach),
        }
    }

    /// What a variable is bound to, worked out once where it is bound.
    fn variable(&self, name: &str) -> Rc<[Selected<'d>]> {
        let mut scope = Some(self);
        while let Some(inner) = scope {
            let known = inner.bound.borrow().iter().find(|(it, _)| *it == name).map(|(_, it)| it.clone());
            match known {
                Some(Some(selected)) => return selected,
                Some(None) => return self.lost(name, "is defined by itself"),
                None => {}
            }
            if let Some(bound) = inner.lets.iter().find(|bound| *bound.name == *name) {
                inner.bound.borrow_mut().push((&bound.name, None));
                let selected = inner
                    .run
                    .deeper(|| inner.value_of(&bound.value))
                    .unwrap_or_else(|unknown| vec![Selected::nowhere(Found::Unknown(unknown))]);
                let selected: Rc<[_]> = selected.into();
                let mut all = inner.bound.borrow_mut();
                all.iter_mut().filter(|(it, _)| *it == name).for_each(|(_, it)| *it = Some(Rc::clone(&selected)));
                return selected;
            }
            scope = inner.outer;
        }
        match self.run.captured.borrow().get(name) {
            Some(captured) => captured.as_slice().into(),
            None if self.run.file.captures(name) => Rc::from([]),
            None => self.lost(name, "is set nowhere around the call of the rule"),
        }
    }

    fn lost(&self, name: &str, why: &str) -> Rc<[Selected<'d>]> {
        Rc::from([Selected::nowhere(Found::Unknown(self.run.unknown(&format!("%{name}"), why)))])
    }

    /// What a variable is bound to by this; `some` leaves out what is missing.
    fn value_of(&self, operand: &'d Operand) -> Vec<Selected<'d>> {
        let mut selected = self.operand(operand);
        if let Operand::Query(Query { all: false, .. }) = operand {
            selected.retain(|one| !matches!(one.found, Found::Missing));
        }
        selected
    }

    /// What stands on the right side of a comparison.
    pub(super) fn operand(&self, operand: &'d Operand) -> Vec<Selected<'d>> {
        match operand {
            Operand::Literal(literal) => vec![Selected::nowhere(Found::Literal(literal))],
            Operand::Query(query) => self.select(query),
            Operand::Call(it) => {
                let arguments: Vec<_> = it.arguments.iter().map(|argument| self.operand(argument)).collect();
                call(self.run, it, &arguments)
            }
        }
    }

    /// A filter keeps the values for which its conditions hold; on a list it looks at each element.
    fn filter(
        &self,
        from: Selected<'d>,
        (conditions, of, bound): (&'d Conjunction, Filtered, Option<&'d Arc<str>>),
        kept: Reach<'_, 'd>,
    ) {
        let thing = match from.found {
            Found::Missing => return kept(from),
            // Any of its parts may be kept, or none.
            Found::Unknown(unknown) => return kept(from.doubted(std::slice::from_ref(unknown))),
            found => Thing::found(found),
        };
        let is_list = thing.is_some_and(Thing::is_list);
        let is_map = thing.is_some_and(Thing::is_map);
        match of {
            _ if is_list => self.items(&from, &mut |it| self.keep(it, conditions, kept)),
            Filtered::Values if is_map => self.entries(&from, &mut |key, it| {
                self.keep(it, conditions, &mut |it| {
                    self.capture(bound, key, &it);
                    kept(it);
                });
            }),
            Filtered::Itself if !is_map => kept(self.run.ways.key(&from, "*", Found::Missing)),
            Filtered::Values => kept(self.run.ways.key(&from, "*", Found::Missing)),
            Filtered::Itself | Filtered::Anything => self.keep(from, conditions, kept),
        }
    }

    /// Keeps a value where conditions hold for it.
    fn keep(&self, from: Selected<'d>, conditions: &'d Conjunction, kept: Reach<'_, 'd>) {
        // Every rule of ours starts by asking which resource is judged.
        if let (Some(key), Found::Value(Value { kind: Kind::Map(map), .. }), true) =
            (only_exists(conditions), from.found, from.doubts.is_empty())
        {
            match self.key(&Selected { spelling: None, ..from.clone() }, map, key).found {
                Found::Value(_) => return kept(from),
                Found::Missing => return,
                _ => {}
            }
        }
        let inner = self.inner(from.clone(), &[]);
        let ruling = inner.conjunction(conditions, Role::Gate);
        let doubts = if ruling.can.only().is_none() { ruling.unknowns.as_slice() } else { &[] };
        if let Some(why) = ruling.unknowns.first().filter(|_| ruling.can.has(Ending::Error)) {
            kept(from.made(Found::Error(self.run.made.keep_unknown(why))).doubted(doubts));
        }
        if ruling.can.has(Ending::Pass) {
            kept(from.doubted(doubts));
        }
    }

    /// Binds a key to a name.
    fn capture(&self, name: Option<&'d Arc<str>>, key: Option<&'d Arc<str>>, of: &Selected<'d>) {
        let Some(name) = name else { return };
        let key = match key {
            Some(key) => {
                let span = of.at.unwrap_or(self.run.document.span());
                Found::Value(self.run.made.keep(Value::string(&**key, span)))
            }
            None => match of.found {
                Found::Unknown(unknown) => Found::Unknown(unknown),
                _ => return,
            },
        };
        self.run.captured.borrow_mut().entry(name).or_default().push(of.made(key));
    }

    /// Where one step leads. What is not there is [`Found::Missing`], and stays so for the steps behind it.
    fn step(&self, from: Selected<'d>, value: &'d Value, part: &'d Part, reach: Reach<'_, 'd>) {
        let ways = &self.run.ways;
        match (&value.kind, part) {
            (Kind::Map(map), Part::Key(key)) => reach(self.key(&from, map, key)),
            (Kind::Map(map), Part::Keyed { variable, which }) => {
                let keys = self.keys(variable, *which);
                keys.iter().for_each(|key| self.keyed(&from, key, &mut |name| named(map, name), reach));
            }
            (Kind::Map(_), Part::AllValues(name) | Part::AllIndices(name @ Some(_))) => {
                let name = name.as_ref();
                let mut is_none = true;
                self.entries(&from, &mut |key, it| {
                    is_none = false;
                    self.capture(name, key, &it);
                    reach(it);
                });
                if is_none {
                    reach(ways.key(&from, "*", Found::Missing));
                }
            }
            (Kind::Map(_), Part::KeysThat { operator, negated, operand, bound }) => {
                let right = self.inner(from.clone(), &[]).operand(operand);
                self.entries(&from, &mut |key, it| {
                    let Some(key) = key else { return reach(it) };
                    let made = self.run.made.keep(Value::string(&**key, it.at.unwrap_or(value.span())));
                    let answer = key_is(made.into(), *operator, *negated, &right);
                    self.maybe(answer, it, &mut |it| {
                        self.capture(bound.as_ref(), Some(key), &it);
                        reach(it);
                    });
                });
            }
            (Kind::List(_) | Kind::Set(_), Part::AllValues(_) | Part::AllIndices(_)) => {
                let mut is_none = true;
                self.items(&from, &mut |it| {
                    is_none = false;
                    reach(it);
                });
                if is_none {
                    reach(ways.key(&from, "*", Found::Missing));
                }
            }
            (Kind::List(_) | Kind::Set(_), Part::Index(at)) => reach(self.index(&from, value, *at)),
            // A single value where a list may stand, as CloudFormation itself accepts it.
            (_, Part::AllIndices(_)) | (_, Part::AllValues(_)) => reach(from),
            (_, part) => reach(ways.step(&from, name_of(part), Found::Missing)),
        }
    }

    /// The entry of a key, or of the same words in another spelling.
    fn key(&self, from: &Selected<'d>, map: &'d Map, key: &'d Key) -> Selected<'d> {
        let ways = &self.run.ways;
        if let Some(entry) = map.entry(&key.name) {
            if entry.value.is_null() {
                let unset = entry.value.origin.via.as_ref();
                return Selected { unset, ..ways.key(from, &key.name, Found::Missing).at(entry.value.span()) };
            }
            return ways.key(from, &key.name, Found::of(&entry.value)).at(entry.key_span);
        }
        if let Some(unknown) = &map.rest {
            return ways.key(from, &key.name, Found::Unknown(unknown));
        }
        match respelled(map, key, from.spelling) {
            Some((at, name, entry)) => {
                let found = ways.key(from, name, Found::of(&entry.value)).at(entry.key_span);
                Selected { spelling: Some(at), ..found }
            }
            None => ways.key(from, &key.name, Found::Missing),
        }
    }

    /// The keys that a variable is bound to, or one of them.
    fn keys(&self, variable: &str, which: Option<i64>) -> Vec<Selected<'d>> {
        let keys = self.variable(variable);
        match which.map(|at| offset(at, keys.len())) {
            None => keys.to_vec(),
            Some(at) => {
                vec![at.and_then(|at| keys.get(at)).cloned().unwrap_or_else(|| Selected::nowhere(Found::Missing))]
            }
        }
    }

    /// What stands at the key, or at each of the keys, that was found.
    fn keyed(
        &self,
        from: &Selected<'d>,
        key: &Selected<'d>,
        at: &mut dyn FnMut(&str) -> (Found<'d>, Option<Span>),
        reach: Reach<'_, 'd>,
    ) {
        let ways = &self.run.ways;
        let mut one = |thing: Thing<'d>| {
            let found = match (thing, thing.text()) {
                (Thing::Unknown(unknown), _) => (Found::Unknown(unknown), None),
                (_, Some(text)) => match (text.as_str(), text.holes().next()) {
                    (Some(name), _) => at(name),
                    (None, Some(hole)) => (Found::Unknown(self.run.made.keep_unknown(hole)), None),
                    (None, None) => (Found::Missing, None),
                },
                (_, None) => (Found::Unknown(self.run.unknown("%…", "is no text, and stands for a key")), None),
            };
            let it = ways.key(from, "*", found.0).doubted(&key.doubts);
            reach(if let Some(span) = found.1 { it.at(span) } else { it });
        };
        match Thing::found(key.found) {
            None => reach(ways.key(from, "*", key.found).doubted(&key.doubts)),
            Some(thing) => match thing.items() {
                Some(items) => {
                    items.items.into_iter().for_each(&mut one);
                    items.rest.map(Thing::Unknown).into_iter().for_each(one);
                }
                None => one(thing),
            },
        }
    }

    /// Each entry of a map that is set, with its key, and what may stand beside them, without one.
    fn entries(&self, from: &Selected<'d>, each: &mut dyn FnMut(Option<&'d Arc<str>>, Selected<'d>)) {
        let ways = &self.run.ways;
        match from.found {
            Found::Value(Value { kind: Kind::Map(map), .. }) => {
                for (key, Entry { key_span, value }) in map.iter().filter(|(_, entry)| !entry.value.is_null()) {
                    each(Some(key), ways.key(from, key, Found::of(value)).at(*key_span));
                }
                if let Some(unknown) = &map.rest {
                    each(None, self.more(from, unknown));
                }
            }
            Found::Literal(Literal::Map(entries)) | Found::Part(Literal::Map(entries)) => {
                for (key, literal) in entries {
                    each(Some(key), ways.key(from, key, Found::Part(literal)));
                }
            }
            _ => {}
        }
    }

    /// Each item of a list.
    fn items(&self, from: &Selected<'d>, each: Reach<'_, 'd>) {
        let step = |at, found| self.run.ways.step(from, Name::Index(at), found);
        match from.found {
            Found::Value(value) => {
                let Some(Members { items, rest }) = value.members() else { return };
                for (at, item) in items.iter().enumerate() {
                    each(step(at, Found::of(item)).at(item.span()));
                }
                if let Some(unknown) = rest {
                    each(self.more(from, unknown));
                }
            }
            Found::Literal(Literal::List(items)) | Found::Part(Literal::List(items)) => {
                items.iter().enumerate().for_each(|(at, item)| each(step(at, Found::Part(item))));
            }
            _ => {}
        }
    }

    /// What a collection may hold beside what is seen of it.
    fn more(&self, from: &Selected<'d>, unknown: &'d Arc<Unknown>) -> Selected<'d> {
        self.run.ways.key(from, "*", Found::Unknown(unknown)).doubted(std::slice::from_ref(unknown))
    }

    /// Keeps what a decision is about, as far as it holds.
    fn maybe(&self, answer: Decided, it: Selected<'d>, kept: Reach<'_, 'd>) {
        match answer {
            Decided::True => kept(it),
            Decided::False => {}
            Decided::Open(unknowns) => {
                let unknowns: Vec<_> = unknowns.into_iter().collect();
                kept(it.doubted(&unknowns));
            }
        }
    }

    /// The item of an index; below zero they count from the end.
    fn index(&self, from: &Selected<'d>, value: &'d Value, index: i64) -> Selected<'d> {
        let step = |at, found| self.run.ways.step(from, Name::Index(at), found);
        let shown = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
        let (items, open): (&[Value], _) = match &value.kind {
            Kind::List(list) if index >= 0 => {
                (&list.items, list.items.iter().take(shown).find_map(Value::may_be_unset))
            }
            Kind::List(list) => (&list.items, list.may_shrink().or(list.rest.as_ref())),
            Kind::Set(set) => match set.in_order() {
                Some(items) => (items, None),
                None => (&[], set.cause()),
            },
            _ => (&[], None),
        };
        if let Some(unknown) = open {
            return step(shown, Found::Unknown(unknown));
        }
        match (offset(index, items.len()).and_then(|at| Some((at, items.get(at)?))), value.rest()) {
            (Some((at, item)), _) => step(at, Found::of(item)).at(item.span()),
            (None, Some(unknown)) => step(shown, Found::Unknown(unknown)),
            (None, None) => step(shown, Found::Missing),
        }
    }

    /// Where one step leads from a literal.
    fn step_in_literal(&self, from: &Selected<'d>, literal: &'d Literal, part: &'d Part, reach: Reach<'_, 'd>) {
        let ways = &self.run.ways;
        let found = |found: Option<&'d Literal>| found.map_or(Found::Missing, Found::Part);
        let entry = |name: &str| match literal {
            Literal::Map(entries) => entries.iter().rev().find(|(it, _)| **it == *name).map(|(_, it)| it),
            _ => None,
        };
        match (literal, part) {
            (Literal::Map(_), Part::Key(key)) => {
                let spelled = || key.spellings.iter().find_map(|name| entry(name));
                reach(ways.key(from, &key.name, found(entry(&key.name).or_else(spelled))));
            }
            (Literal::Map(_), Part::Keyed { variable, which }) => {
                let mut at = |name: &str| (found(entry(name)), None);
                self.keys(variable, *which).iter().for_each(|key| self.keyed(from, key, &mut at, reach));
            }
            (Literal::Map(entries), Part::AllValues(name) | Part::AllIndices(name @ Some(_))) => {
                self.entries(from, &mut |key, it| {
                    self.capture(name.as_ref(), key, &it);
                    reach(it);
                });
                if entries.is_empty() {
                    reach(ways.key(from, "*", Found::Missing));
                }
            }
            (Literal::Map(_), Part::KeysThat { operator, negated, operand, bound }) => {
                let right = self.inner(from.clone(), &[]).operand(operand);
                self.entries(from, &mut |key, it| {
                    let Some(name) = key else { return };
                    let made = self.run.made.keep(Value::string(&**name, self.run.document.span()));
                    let answer = key_is(made.into(), *operator, *negated, &right);
                    self.maybe(answer, it, &mut |it| {
                        self.capture(bound.as_ref(), key, &it);
                        reach(it);
                    });
                });
            }
            (Literal::List(items), Part::AllValues(_) | Part::AllIndices(_)) => {
                self.items(from, reach);
                if items.is_empty() {
                    reach(ways.key(from, "*", Found::Missing));
                }
            }
            (Literal::List(items), Part::Index(at)) => {
                let item = offset(*at, items.len()).and_then(|at| items.get(at));
                reach(ways.step(from, name_of(part), found(item)));
            }
            (_, Part::AllIndices(_) | Part::AllValues(_)) => reach(resolved(from.clone())),
            (_, part) => reach(ways.step(from, name_of(part), Found::Missing)),
        }
    }
}

/// In how many entries another spelling is looked for one by one: of so few that takes less than seven hashes.
const FEW: usize = 12;

/// The entry of a key in another spelling, the first one that is there, or in this one.
fn respelled<'d>(map: &'d Map, key: &'d Key, only: Option<usize>) -> Option<(usize, &'d Arc<str>, &'d Entry)> {
    let is_set = |entry: &&Entry| !entry.value.is_null();
    let mut spelled = key.spellings.iter().enumerate().filter(move |(at, _)| only.is_none_or(|it| it == *at));
    if map.len() > FEW {
        return spelled.find_map(|(at, name)| Some((at, name, map.entry(name).filter(is_set)?)));
    }
    let names = map.iter().filter(|(_, entry)| is_set(entry));
    let found = names.filter_map(|(name, entry)| {
        let (at, spelling) = spelled.clone().find(|(_, spelling)| ***spelling == **name)?;
        Some((at, spelling, entry))
    });
    found.min_by_key(|(at, ..)| *at)
}

/// The key that is all that conditions ask for.
fn only_exists(conditions: &Conjunction) -> Option<&Key> {
    let [line] = conditions.as_slice() else { return None };
    let [Clause::Access(access)] = line.as_slice() else { return None };
    let Access { query: Query { parts, .. }, operator: Operator::Exists, negated: false, .. } = &**access else {
        return None;
    };
    match parts.as_slice() {
        [Part::Key(key)] => Some(key),
        _ => None,
    }
}

/// The same, no longer as it is written.
fn resolved(one: Selected<'_>) -> Selected<'_> {
    match one.found {
        Found::Literal(literal) => Selected { found: Found::Part(literal), ..one },
        _ => one,
    }
}

fn named<'d>(map: &'d Map, name: &str) -> (Found<'d>, Option<Span>) {
    match (map.entry(name), &map.rest) {
        (Some(entry), _) if entry.value.is_null() => (Found::Missing, Some(entry.value.span())),
        (Some(entry), _) => (Found::of(&entry.value), Some(entry.key_span)),
        (None, Some(unknown)) => (Found::Unknown(unknown), None),
        (None, None) => (Found::Missing, None),
    }
}

/// The offset of an index, which counts from the end below zero.
fn offset(index: i64, length: usize) -> Option<usize> {
    let size = usize::try_from(index.unsigned_abs()).ok()?;
    let at = if index < 0 { length.checked_sub(size)? } else { size };
    (at < length).then_some(at)
}

fn name_of(part: &Part) -> Name<'_> {
    match part {
        Part::Key(key) => Name::Key(&key.name),
        Part::Index(at) => Name::Index(usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX)),
        _ => Name::Key("*"),
    }
}
