//! How long a policy is at least, before it is read.

use std::sync::Arc;

use crate::value::{Kind, Piece, Symbol, Text, Unknown, Value};

/// A policy that is not read because of its length.
pub(super) fn not_taken(value: &Value) -> Arc<Unknown> {
    let span = value.span();
    let unknown = Unknown::new("the policy", span, "is longer than any that AWS takes");
    Arc::new(unknown.symbol(Symbol::written("policy", span)))
}

/// Whether the JSON text of a value is surely longer than so many bytes: what is not known counts as nothing.
pub(super) fn is_longer(value: &Value, most: usize) -> bool {
    may_be_longer(value, most) && shorten(value, most).is_none()
}

/// Whether the JSON text of a value may be longer than so many bytes, by what is quick to see: few policies are near
/// their limit, and only those are worth writing.
pub(super) fn may_be_longer(value: &Value, most: usize) -> bool {
    at_most(value) > most
}

/// A number of bytes that the JSON text of a value does not have more of; what is not known counts as nothing.
fn at_most(value: &Value) -> usize {
    /// Of one letter: `\u0000`.
    const LETTER: usize = 6;
    const QUOTES: usize = 2;
    /// Of any number that a double can tell, written out.
    const NUMBER: usize = 400;
    let text = |known: usize| known * LETTER + QUOTES;
    match &value.kind {
        Kind::Null | Kind::Bool(_) | Kind::Unknown(_) => "false".len(),
        Kind::Number(_) => NUMBER,
        Kind::String(string) => text(string.known_len()),
        Kind::Json(inner) => text(at_most(inner)),
        Kind::List(list) => list.items.iter().map(|item| at_most(item) + 1).sum::<usize>() + 2,
        Kind::Set(set) => set.items().iter().map(|item| at_most(item) + 1).sum::<usize>() + 2,
        Kind::Map(map) => map.iter().map(|(key, entry)| text(key.len()) + at_most(&entry.value) + 2).sum::<usize>() + 2,
        Kind::Choice(choice) => at_most(&choice.when_true).max(at_most(&choice.when_false)),
    }
}

/// What is left of a length behind a value; `None` where it is longer.
fn shorten(value: &Value, left: usize) -> Option<usize> {
    match &value.kind {
        Kind::Null | Kind::Unknown(_) => Some(left),
        Kind::Bool(_) | Kind::Number(_) => left.checked_sub(1),
        Kind::String(text) => left.checked_sub(letters(text)),
        Kind::Json(inner) => shorten(inner, left),
        Kind::List(list) => all(list.items.iter(), left),
        // Items that are not known may be one with others.
        Kind::Set(set) => all(set.items().iter().filter(|item| item.as_str().is_some()), left),
        Kind::Map(map) => map.iter().try_fold(left, |left, (key, entry)| {
            // Quotes, a colon, and a comma or brace.
            part(&entry.value, left.checked_sub(key.len() + 4)?)
        }),
        Kind::Choice(choice) => shorten(&choice.when_true, left).max(shorten(&choice.when_false, left)),
    }
}

fn all<'v>(mut items: impl Iterator<Item = &'v Value>, left: usize) -> Option<usize> {
    // A comma or bracket for each.
    items.try_fold(left, |left, item| part(item, left.checked_sub(1)?))
}

/// The same of a part of a value, where a text has quotes.
fn part(value: &Value, left: usize) -> Option<usize> {
    let quotes = if matches!(value.kind, Kind::String(_)) { 2 } else { 0 };
    shorten(value, left.checked_sub(quotes)?)
}

/// The known letters of a text; spaces may be left out of a policy.
fn letters(text: &Text) -> usize {
    let known = |piece: &Piece<'_>| match piece {
        Piece::Known(known) => known.bytes().filter(|byte| !byte.is_ascii_whitespace()).count(),
        Piece::Hole(_) => 0,
    };
    text.pieces().iter().map(known).sum()
}
