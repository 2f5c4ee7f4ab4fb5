//! Holds one text against one pattern, by filling a table.

use crate::value::{Nature, Piece, Text, Truth};

/// The largest table that is filled; past it nothing is confirmed.
const MAX_CELLS: usize = 4_000_000;

/// A part of a request's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Letter(char),
    /// A name that the code does not say, by its symbol; whether it may be empty.
    Name(String, bool),
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Letter(char),
    One,
    Many,
    /// A hole, by its symbol; whether it is a constant that AWS assigns.
    Hole(String, bool),
    /// A policy variable.
    Variable,
    /// Letters without a separator.
    Segment,
}

/// The parts of a pattern.
pub(super) fn parts(text: &Text, wildcards: bool, variables: Truth) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(unknown) => {
                found.push(Part::Hole(unknown.symbol.0.to_string(), unknown.nature != Nature::Anything));
            }
            Piece::Known(known) => add_known(known, wildcards, variables, &mut found),
        }
    }
    // A variable whose name has a hole is not taken apart: all of it may be anything.
    let split = |parts: &[Part]| parts.windows(2).any(|two| two == [Part::Letter('$'), Part::Letter('{')]);
    if variables != Truth::False && split(&found) { vec![Part::Variable] } else { found }
}

fn add_known(known: &str, wildcards: bool, variables: Truth, found: &mut Vec<Part>) {
    let mut rest = known;
    while let Some(letter) = rest.chars().next() {
        let variable = rest.strip_prefix("${").filter(|_| variables != Truth::False);
        if let Some((name, after)) = variable.and_then(|rest| rest.split_once('}')) {
            found.push(match name {
                "*" => Part::Letter('*'),
                "?" => Part::Letter('?'),
                "$" => Part::Letter('$'),
                _ => Part::Variable,
            });
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
}

/// The items of a known text.
pub(super) fn items(text: &str) -> Vec<Item> {
    text.chars().map(Item::Letter).collect()
}

/// Whether a text matches a pattern, whatever fills the holes.
pub(super) fn compare(pattern: &[Part], text: &[Item]) -> Truth {
    if pattern.len().saturating_mul(text.len() * 2 + 1) > MAX_CELLS {
        return Truth::Unknown;
    }
    let sure: Vec<Unit<'_>> = text.iter().map(Unit::whole).collect();
    if fills(pattern, &sure, false) {
        return Truth::True;
    }
    // A hole that is a name in the text is that name in the pattern too, so it reads no separator.
    let named = |name: &str| text.iter().any(|item| matches!(item, Item::Name(own, _) if own == name));
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
    Name(&'t str),
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
            (Unit::Name(own), Part::Hole(name, _)) => own == name,
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
        let truth = |pattern: &str, text: &str| compare(&parts(&Text::from(pattern), true, Truth::True), &items(text));
        assert_eq!(truth("a*c?", "abbcd"), Truth::True);
        assert_eq!(truth("a*c?", "abbc"), Truth::False);
        assert_eq!(truth("${*}", "*"), Truth::True);
        assert_eq!(truth("x/${aws:username}/*", "x/y/z"), Truth::Unknown);
    }
}
