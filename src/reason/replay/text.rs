//! Holds one text against one pattern, by filling a table.

use std::sync::Arc;

use crate::value::{Nature, Piece, Symbol, Text, Truth, Unknown};

/// The largest table that is filled; past it nothing is confirmed.
const MAX_CELLS: usize = 4_000_000;

/// A part of a request's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Letter(char),
    /// A name that the code does not say, by its symbol; whether it may be empty.
    Name(Symbol, bool),
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Letter(char),
    One,
    Many,
    /// A hole, by its symbol, and what is known of it.
    Hole(Symbol, Arc<Nature>),
    /// A policy variable.
    Variable,
    /// Letters without a separator.
    Segment,
}

/// What policy variables stand for in a request.
pub(super) struct Names<'n> {
    /// Whether the policy's version knows variables.
    pub(super) variables: Truth,
    /// The value of a key in lower case.
    pub(super) value: &'n dyn Fn(&str) -> Option<Text>,
    /// What the code leaves open in the values of the request.
    pub(super) holes: &'n [Arc<Unknown>],
}

impl Names<'_> {
    /// The items of a value of the request. Values are texts for people, in which holes stand as they are displayed.
    pub(super) fn items(&self, value: &str) -> Vec<Item> {
        let mut found = Vec::new();
        let mut rest = value;
        while let Some(letter) = rest.chars().next() {
            let hole = self.holes.iter().find_map(|hole| {
                let after = rest.strip_prefix("${")?.strip_prefix(&*hole.expression)?.strip_prefix('}')?;
                Some((Item::Name(hole.symbol.clone(), hole.nature.least_length() == 0), after))
            });
            let (item, after) = hole.unwrap_or((Item::Letter(letter), rest.get(letter.len_utf8()..).unwrap_or("")));
            found.push(item);
            rest = after;
        }
        found
    }
}

/// The parts of a pattern; `None` where it has a variable that the request has no value for.
pub(super) fn parts(text: &Text, wildcards: bool, names: &Names<'_>) -> Option<Vec<Part>> {
    let mut found: Vec<Part> = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(unknown) => found.push(hole(unknown)),
            Piece::Known(known) => add_known(known, wildcards, names, &mut found)?,
        }
    }
    // A variable whose name has a hole is not taken apart: all of it may be anything.
    let split = |parts: &[Part]| parts.windows(2).any(|two| two == [Part::Letter('$'), Part::Letter('{')]);
    Some(if names.variables != Truth::False && split(&found) { vec![Part::Variable] } else { found })
}

fn hole(unknown: &Unknown) -> Part {
    Part::Hole(unknown.symbol.clone(), Arc::clone(&unknown.nature))
}

fn add_known(known: &str, wildcards: bool, names: &Names<'_>, found: &mut Vec<Part>) -> Option<()> {
    let mut rest = known;
    while let Some(letter) = rest.chars().next() {
        let variable = rest.strip_prefix("${").filter(|_| names.variables != Truth::False);
        if let Some((name, after)) = variable.and_then(|rest| rest.split_once('}')) {
            match name {
                "*" | "?" | "$" => found.extend(name.chars().map(Part::Letter)),
                _ if names.variables == Truth::Unknown => found.push(Part::Variable),
                _ => found.extend(value_of(name, names)?),
            }
            rest = after;
            continue;
        }
        found.push(match letter {
            '*' if wildcards => Part::Many,
            '?' if wildcards => Part::One,
            letter => Part::Letter(letter),
        });
        rest = rest.get(letter.len_utf8()..).unwrap_or("");
    }
    Some(())
}

/// The letters that a variable stands for: the request's value, else the default that it names.
fn value_of(inside: &str, names: &Names<'_>) -> Option<Vec<Part>> {
    let (key, default) = inside.split_once(',').map_or((inside, None), |(key, default)| (key, Some(default.trim())));
    let quoted = default.and_then(|text| text.strip_prefix('\'')?.strip_suffix('\''));
    let key = if quoted.is_some() { key } else { inside };
    let text = (names.value)(&key.trim().to_ascii_lowercase()).or_else(|| quoted.map(Text::from))?;
    let mut found = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => found.extend(known.chars().map(Part::Letter)),
            Piece::Hole(unknown) => found.push(hole(unknown)),
        }
    }
    Some(found)
}

/// The items of a known text.
pub(super) fn items(text: &str) -> Vec<Item> {
    text.chars().map(Item::Letter).collect()
}

/// Whether a text matches a pattern, whatever fills the holes.
pub(super) fn compare(pattern: &[Part], text: &[Item]) -> Truth {
    let is_same = |(part, item): &(&Part, &Item)| matches!((part, item), (Part::Letter(a), Item::Letter(b)) if a == b);
    let same = pattern.iter().zip(text).take_while(is_same).count();
    let (pattern, text) = (pattern.get(same..).unwrap_or_default(), text.get(same..).unwrap_or_default());
    if pattern.len().saturating_mul(text.len() * 2 + 1) > MAX_CELLS {
        return Truth::Unknown;
    }
    let sure: Vec<Unit<'_>> = text.iter().map(Unit::whole).collect();
    if fills(pattern, &sure, false) {
        return Truth::True;
    }
    // A hole that is a name in the text is that name in the pattern too, so it reads no separator.
    let named = |name: &Symbol| text.iter().any(|item| matches!(item, Item::Name(own, _) if own == name));
    let is_name = |part: &Part| matches!(part, Part::Hole(name, _) if named(name));
    let pattern: Vec<Part> =
        pattern.iter().map(|part| if is_name(part) { Part::Segment } else { part.clone() }).collect();
    let maybe: Vec<Unit<'_>> = text.iter().flat_map(Unit::spelled).collect();
    if fills(&pattern, &maybe, true) { Truth::Unknown } else { Truth::False }
}

/// A column of the table.
enum Unit<'t> {
    Letter(char),
    /// A name as a whole.
    Name(&'t Symbol),
    /// Some letter of a name.
    OneOfName,
    /// Any further letters of a name.
    RestOfName,
}

impl Unit<'_> {
    fn whole(item: &Item) -> Unit<'_> {
        match item {
            Item::Letter(letter) => Unit::Letter(*letter),
            Item::Name(name, _) => Unit::Name(name),
        }
    }

    fn spelled(item: &Item) -> Vec<Unit<'_>> {
        match item {
            Item::Letter(letter) => vec![Unit::Letter(*letter)],
            Item::Name(_, true) => vec![Unit::RestOfName],
            Item::Name(_, false) => vec![Unit::OneOfName, Unit::RestOfName],
        }
    }

    fn takes(&self, part: &Part) -> bool {
        match (self, part) {
            (Unit::Letter(own), Part::Letter(letter)) => own == letter,
            (Unit::Letter(_), Part::One) => true,
            (Unit::Name(own), Part::Hole(name, _)) => *own == name,
            (Unit::OneOfName | Unit::RestOfName, Part::Letter(letter)) => !matches!(letter, '/' | ':'),
            (Unit::OneOfName | Unit::RestOfName, Part::One) => true,
            _ => false,
        }
    }
}

fn fills(pattern: &[Part], text: &[Unit<'_>], may: bool) -> bool {
    let skip = |row: &mut Vec<bool>| {
        for (at, unit) in text.iter().enumerate() {
            if matches!(unit, Unit::RestOfName) && row.get(at) == Some(&true) {
                set(row, at + 1);
            }
        }
    };
    let mut row = vec![false; text.len() + 1];
    set(&mut row, 0);
    skip(&mut row);
    for part in pattern {
        let mut next = vec![false; text.len() + 1];
        let any = matches!(part, Part::Many) || (may && matches!(part, Part::Hole(..) | Part::Variable));
        if any {
            if let Some(first) = row.iter().position(|reached| *reached) {
                (first..=text.len()).for_each(|at| set(&mut next, at));
            }
        } else if *part == Part::Segment {
            for (at, unit) in text.iter().enumerate() {
                let reached = row.get(at) == Some(&true) || next.get(at) == Some(&true);
                if reached && !matches!(unit, Unit::Letter('/' | ':')) {
                    set(&mut next, at + 1);
                }
            }
        } else {
            for (at, unit) in text.iter().enumerate() {
                if row.get(at) == Some(&true) && unit.takes(part) {
                    set(&mut next, at + 1);
                    if matches!(unit, Unit::RestOfName) {
                        set(&mut next, at);
                    }
                }
            }
            skip(&mut next);
        }
        row = next;
    }
    row.last() == Some(&true)
}

fn set(row: &mut [bool], at: usize) {
    if let Some(slot) = row.get_mut(at) {
        *slot = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_letters_and_wildcards() {
        let value = |key: &str| (key == "aws:username").then(|| Text::from("y*"));
        let truth = |pattern: &str, text: &str, variables: Truth| {
            let names = Names { variables, value: &value, holes: &[] };
            parts(&Text::from(pattern), true, &names).map(|parts| compare(&parts, &items(text)))
        };
        assert_eq!(truth("a*c?", "abbcd", Truth::True), Some(Truth::True));
        assert_eq!(truth("a*c?", "abbc", Truth::True), Some(Truth::False));
        assert_eq!(truth("${*}", "*", Truth::True), Some(Truth::True));
        assert_eq!(truth("x/${aws:username}/*", "x/y/z", Truth::Unknown), Some(Truth::Unknown));
        assert_eq!(truth("x/${aws:UserName}/*", "x/y*/z", Truth::True), Some(Truth::True));
        assert_eq!(truth("x/${aws:username}/*", "x/yy/z", Truth::True), Some(Truth::False));
        assert_eq!(truth("x/${aws:userid}", "x/", Truth::True), None);
        assert_eq!(truth("x/${aws:userid, 'd'}", "x/d", Truth::True), Some(Truth::True));
        assert_eq!(truth("x/${aws:userid}", "x/${aws:userid}", Truth::False), Some(Truth::True));
    }
}
