//! Functions of strings. Letters are counted as a reader counts them: by grapheme clusters.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::Wanted::{Number, Text as Str, Texts};
use super::arguments::{Answer, Arguments, Gap, MAX_ITEMS, Row, bounded, item_text, row};
use crate::value::{
    self, Kind, Letters, Members, Nature, Origin, Piece, Range, Shape, Text, TextBuilder, Truth, Unknown, Value,
};

pub(super) const TABLE: &[Row] = &[
    row("chomp", &[Str], chomp),
    row("endswith", &[Str, Str], endswith),
    row("indent", &[Number, Str], indent),
    row("join", &[Str], join).more(Texts).deep(),
    row("lower", &[Str], lower),
    row("split", &[Str, Str], split),
    row("startswith", &[Str, Str], startswith),
    row("strcontains", &[Str, Str], strcontains),
    row("strrev", &[Str], strrev),
    row("substr", &[Str, Number, Number], substr),
    row("title", &[Str], title),
    row("trim", &[Str, Str], trim),
    row("trimprefix", &[Str, Str], trimprefix),
    row("trimspace", &[Str], trimspace),
    row("trimsuffix", &[Str, Str], trimsuffix),
    row("upper", &[Str], upper),
];

/// A text changed as a whole, known to its end. Text that stays as it is keeps its places.
fn changed(of: &Arguments<'_>, change: impl Fn(&str) -> String) -> Answer {
    let known = of.string(0)?;
    let changed = change(&known);
    match of.values.first() {
        Some(operand) if changed == known => Ok(operand.clone()),
        _ => of.give(changed),
    }
}

/// A text of which each letter is changed. A hole becomes another one, where it has letters that do not stay.
fn each_letter(of: &Arguments<'_>, change: fn(char) -> char) -> Answer {
    let all = |text: &str| text.chars().map(change).collect();
    let text = of.text(0)?;
    if text.as_str().is_some() || text.only_hole().is_some_and(|hole| !stays(&hole.nature, change)) {
        return changed(of, all);
    }
    of.give_pieces(&text, all, |hole| (!stays(&hole.nature, change)).then(|| of_letters(&hole.nature, change)))
}

/// Whether no letter of a text is changed.
fn stays(nature: &Nature, change: fn(char) -> char) -> bool {
    nature.letters().are_ascii() && nature.letters().changed(change, Letters::none()) == nature.letters()
}

/// What is known of a text of which each letter is changed.
pub(super) fn of_letters(nature: &Nature, change: fn(char) -> char) -> Nature {
    let all = |text: &str| text.chars().map(change).collect::<String>();
    if let Some(texts) = nature.texts() {
        return Nature::only(texts.iter().map(|text| all(text).into())).set_if(nature.is_set);
    }
    let letters = nature.letters().changed(change, Letters::default());
    let is_single = nature.letters().are_single();
    let size = if is_single { nature.size } else { Range::at_least(nature.size.least.unwrap_or(0).min(1)) };
    Nature::text(&all(nature.known_prefix()), &all(nature.known_suffix()), letters, size)
}

fn chomp(of: &Arguments<'_>) -> Answer {
    let breaks = |letter: char| matches!(letter, '\r' | '\n');
    trimmed(of, [None, Some(&breaks)], |text| text.trim_end_matches(breaks).to_owned())
}

fn trimspace(of: &Arguments<'_>) -> Answer {
    trimmed(of, [Some(&char::is_whitespace); 2], |text| text.trim().to_owned())
}

/// The letter that a letter alone becomes; where there are several, it stays, as in Go.
fn single(letter: char, mut to: impl Iterator<Item = char>) -> char {
    match (to.next(), to.next()) {
        (Some(only), None) => only,
        // The one letter whose plain lower case is another letter than the first of the full one.
        (Some(first), Some(_)) if letter == 'İ' => first,
        _ => letter,
    }
}

pub(super) fn lower_letter(letter: char) -> char {
    single(letter, letter.to_lowercase())
}

pub(super) fn upper_letter(letter: char) -> char {
    single(letter, letter.to_uppercase())
}

fn lower(of: &Arguments<'_>) -> Answer {
    each_letter(of, lower_letter)
}

fn upper(of: &Arguments<'_>) -> Answer {
    each_letter(of, upper_letter)
}

/// Upper case after what separates words: neither letters, digits nor `_`.
fn title(of: &Arguments<'_>) -> Answer {
    changed(of, |text| {
        let mut after_separator = true;
        let mut titled = |letter: char| {
            let start = std::mem::replace(&mut after_separator, is_separator(letter));
            if start { upper_letter(letter) } else { letter }
        };
        text.chars().map(&mut titled).collect()
    })
}

fn is_separator(letter: char) -> bool {
    if letter.is_ascii() { !letter.is_ascii_alphanumeric() && letter != '_' } else { letter.is_whitespace() }
}

fn trim(of: &Arguments<'_>) -> Answer {
    let set = of.string(1)?;
    let is_cut = |letter: char| set.contains(letter);
    trimmed(of, [Some(&is_cut); 2], |text| text.trim_matches(is_cut).to_owned())
}

/// Which letters are cut off at an end.
type Cut<'c> = Option<&'c dyn Fn(char) -> bool>;

/// A text without letters at its start and its end, where they are cut off at either.
fn trimmed(of: &Arguments<'_>, [start, finish]: [Cut<'_>; 2], change: impl Fn(&str) -> String) -> Answer {
    let text = of.text(0)?;
    if text.as_str().is_some() {
        return changed(of, change);
    }
    let pieces = text.pieces();
    let before =
        start.map_or(Some(0), |is_cut| cut(&mut pieces.iter(), is_cut, |text| text.trim_start_matches(is_cut)));
    let after =
        finish.map_or(Some(0), |is_cut| cut(&mut pieces.iter().rev(), is_cut, |text| text.trim_end_matches(is_cut)));
    match before.zip(after).ok_or(Gap::Open)? {
        (0, 0) => of.known(0).cloned().or_else(|_| of.give_text(text)),
        (before, after) => of.give_text(text.between(before, text.known_len().saturating_sub(after))),
    }
}

/// How many bytes are cut off of the pieces from an end on; `None` where a hole may decide it.
fn cut<'t>(
    pieces: &mut dyn Iterator<Item = &Piece<'t>>,
    is_cut: &dyn Fn(char) -> bool,
    trim: impl Fn(&'t str) -> &'t str,
) -> Option<usize> {
    let mut is_behind_hole = false;
    for piece in pieces {
        match piece {
            Piece::Known(known) => {
                let cut = known.len() - trim(known).len();
                // Behind a hole that may be empty nothing is cut for certain.
                return (cut == 0 || !is_behind_hole && cut < known.len()).then_some(cut);
            }
            Piece::Hole(hole) if may_hold(&hole.nature, is_cut) => return None,
            Piece::Hole(hole) if hole.nature.least_length() > 0 => return Some(0),
            Piece::Hole(_) => is_behind_hole = true,
        }
    }
    Some(0)
}

/// Whether a letter of these may stand in a text.
fn may_hold(nature: &Nature, is_one: &dyn Fn(char) -> bool) -> bool {
    !nature.letters().are_ascii() || ('\0'..='\x7f').any(|letter| is_one(letter) && nature.may_hold(letter))
}

fn trimprefix(of: &Arguments<'_>) -> Answer {
    let (text, prefix) = (of.text(0)?, of.string(1)?);
    if text.as_str().is_some() {
        return changed(of, |text| text.strip_prefix(prefix.as_str()).unwrap_or(text).to_owned());
    }
    match text.starts_with(&Text::from(prefix.as_str())) {
        Truth::False => of.known(0).cloned().or_else(|_| of.give_text(text)),
        Truth::True if text.known_prefix().len() >= prefix.len() => of.give_text(text.behind(prefix.len())),
        _ => Err(Gap::Open),
    }
}

fn trimsuffix(of: &Arguments<'_>) -> Answer {
    let (text, suffix) = (of.text(0)?, of.string(1)?);
    if text.as_str().is_some() {
        return changed(of, |text| text.strip_suffix(suffix.as_str()).unwrap_or(text).to_owned());
    }
    match text.ends_with(&Text::from(suffix.as_str())) {
        Truth::False => of.known(0).cloned().or_else(|_| of.give_text(text)),
        Truth::True if text.known_suffix().len() >= suffix.len() => {
            of.give_text(text.between(0, text.known_len() - suffix.len()))
        }
        _ => Err(Gap::Open),
    }
}

fn strrev(of: &Arguments<'_>) -> Answer {
    let text = of.text(0)?;
    if text.as_str().is_some() || text.only_hole().is_some() || !text.nature().letters().are_single() {
        return changed(of, |text| text.graphemes(true).rev().collect());
    }
    let turned = |text: &str| text.chars().rev().collect::<String>();
    let mut out = TextBuilder::default();
    for piece in text.pieces().into_iter().rev() {
        match piece {
            Piece::Known(known) => out.push(&turned(known)),
            Piece::Hole(hole) => out.push_hole(of.made_of_hole(hole, &turned_nature(&hole.nature))),
        }
    }
    of.give_text(out.finish())
}

/// What is known of a text from its end to its start.
pub(super) fn turned_nature(nature: &Nature) -> Nature {
    let turned = |text: &str| text.graphemes(true).rev().collect::<String>();
    if let Some(texts) = nature.texts() {
        return Nature::only(texts.iter().map(|text| turned(text).into())).set_if(nature.is_set);
    }
    let is_single = nature.letters().are_single();
    let [prefix, suffix] =
        [nature.known_suffix(), nature.known_prefix()].map(|it| if is_single { turned(it) } else { String::new() });
    Nature::text(&prefix, &suffix, nature.letters(), nature.size)
}

fn indent(of: &Arguments<'_>) -> Answer {
    let (spaces, text) = (of.count(0)?, of.string(1)?);
    bounded(spaces, text.matches('\n').count().max(1))?;
    of.give(text.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

/// A negative length means all that is left.
fn substr(of: &Arguments<'_>) -> Answer {
    let (text, offset, length) = (of.text(0)?, of.whole(1)?, of.whole(2)?);
    let take = usize::try_from(length).unwrap_or(usize::MAX);
    let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
    let Some(known) = text.as_str() else { return part(of, &text, (offset < 0, back), take) };
    let skip = if offset < 0 { known.graphemes(true).count().saturating_sub(back) } else { back };
    of.give(known.graphemes(true).skip(skip).take(take).collect::<String>())
}

/// A part of a text with holes, counted from its start or back from its end, where what is known there has it.
fn part(of: &Arguments<'_>, text: &Text, (from_end, offset): (bool, usize), take: usize) -> Answer {
    // A letter of a hole may join the one beside it.
    let is_single = text.nature().letters().are_single();
    let has = |known: &str, wanted: usize| {
        let count = known.graphemes(true).count();
        count > wanted || count == wanted && is_single
    };
    let (start, end) = (text.start(), text.end());
    match from_end {
        true if has(&end, offset) => {
            let skip = end.graphemes(true).count() - offset;
            of.give(end.graphemes(true).skip(skip).take(take).collect::<String>())
        }
        false if has(&start, offset.saturating_add(take)) => {
            of.give(start.graphemes(true).skip(offset).take(take).collect::<String>())
        }
        false if take == usize::MAX && (offset == 0 || has(text.known_prefix(), offset)) => {
            let skipped: usize = text.known_prefix().graphemes(true).take(offset).map(str::len).sum();
            of.give_text(text.behind(skipped))
        }
        _ => Err(Gap::Open),
    }
}

fn split(of: &Arguments<'_>) -> Answer {
    let separator = of.string(0)?;
    let text = of.text(1)?;
    let Some(text) = text.as_str().map(str::to_owned) else {
        if separator.is_empty() {
            return Err(Gap::Open);
        }
        return Ok(value::split(&text, &separator, of.span).shaped(Shape::Uniform));
    };
    if separator.is_empty() {
        if text.len() > MAX_ITEMS {
            return Err(Gap::too_long());
        }
        return of.give_strings(text.chars());
    }
    if text.len() / separator.len() > MAX_ITEMS && text.matches(separator.as_str()).count() > MAX_ITEMS {
        return Err(Gap::too_long());
    }
    of.give_strings(text.split(separator.as_str()))
}

/// The text between items is known even where an item is not; the end of a list that is not known to its end is a hole.
fn join(of: &Arguments<'_>) -> Answer {
    let separator = of.text(0)?;
    let lists = of.from(1);
    if lists.is_empty() {
        return Err(Gap::error("it takes at least one list"));
    }
    let only = match lists {
        [list] => list.members(),
        _ => None,
    };
    let item = match only {
        // Of `join("", resource[*].id)` there is at most one item: it is what a reference to the resource means.
        Some(Members { items: [item], rest: Some(_) }) if separator.is_empty() && item.origin.target.is_some() => {
            return Ok(item.clone());
        }
        // JSON keeps the places of its parts.
        Some(Members { items: [item], rest: None }) if matches!(item.kind, Kind::Json(_)) => return Ok(item.clone()),
        Some(Members { items: [item], .. }) => Some(item),
        _ => None,
    };
    let (mut out, mut first) = (TextBuilder::default(), true);
    for at in 1..=lists.len() {
        let list = of.list(at)?;
        bounded(separator.display().len(), list.items.len())?;
        for item in list.items {
            if !std::mem::take(&mut first) {
                out.push_text(&separator);
            }
            out.push_text(&item_text(item)?);
        }
        if let Some(rest) = list.rest {
            let rest = Unknown::clone(&of.rest(rest));
            let symbol = rest.symbol.part([at.to_string().as_str()]);
            out.push_hole(Arc::new(rest.symbol(symbol)));
        }
    }
    let joined = Value::new(Kind::String(out.finish()), of.span);
    // The text of one item goes on naming what the item names.
    Ok(match item.and_then(|item| item.origin.target.clone()) {
        Some(target) => Value { origin: Origin { target: Some(target), ..joined.origin }, ..joined },
        None => joined,
    })
}

fn startswith(of: &Arguments<'_>) -> Answer {
    of.truth(of.text(0)?.starts_with(&of.text(1)?))
}

fn endswith(of: &Arguments<'_>) -> Answer {
    of.truth(of.text(0)?.ends_with(&of.text(1)?))
}

fn strcontains(of: &Arguments<'_>) -> Answer {
    of.truth(of.text(0)?.contains(&of.string(1)?))
}
