//! Functions of strings. Letters are counted as a reader counts them: by grapheme clusters.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::Wanted::{Number, Text as Str, Texts};
use super::arguments::{Answer, Arguments, Gap, MAX_ITEMS, Row, bounded, item_text, row};
use crate::value::{self, Kind, Members, Origin, Shape, Text, TextBuilder, Unknown, Value};

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

/// A text changed as a whole. Only text that is known to its end is: what a hole becomes is not known. Text that stays
/// as it is keeps its places.
fn changed(of: &Arguments<'_>, change: impl Fn(&str) -> String) -> Answer {
    let known = of.string(0)?;
    let changed = change(&known);
    match of.values.first() {
        Some(operand) if changed == known => Ok(operand.clone()),
        _ => of.give(changed),
    }
}

fn chomp(of: &Arguments<'_>) -> Answer {
    changed(of, |text| text.trim_end_matches(['\r', '\n']).to_owned())
}

fn trimspace(of: &Arguments<'_>) -> Answer {
    changed(of, |text| text.trim().to_owned())
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

fn lower(of: &Arguments<'_>) -> Answer {
    changed(of, |text| text.chars().map(|letter| single(letter, letter.to_lowercase())).collect())
}

fn upper(of: &Arguments<'_>) -> Answer {
    changed(of, |text| text.chars().map(|letter| single(letter, letter.to_uppercase())).collect())
}

/// Upper case after what separates words: neither letters, digits nor `_`.
fn title(of: &Arguments<'_>) -> Answer {
    changed(of, |text| {
        let mut after_separator = true;
        let mut titled = |letter: char| {
            let start = std::mem::replace(&mut after_separator, is_separator(letter));
            if start { single(letter, letter.to_uppercase()) } else { letter }
        };
        text.chars().map(&mut titled).collect()
    })
}

fn is_separator(letter: char) -> bool {
    if letter.is_ascii() { !letter.is_ascii_alphanumeric() && letter != '_' } else { letter.is_whitespace() }
}

fn trim(of: &Arguments<'_>) -> Answer {
    let set = of.string(1)?;
    changed(of, |text| text.trim_matches(|letter| set.contains(letter)).to_owned())
}

fn trimprefix(of: &Arguments<'_>) -> Answer {
    let prefix = of.string(1)?;
    changed(of, |text| text.strip_prefix(prefix.as_str()).unwrap_or(text).to_owned())
}

fn trimsuffix(of: &Arguments<'_>) -> Answer {
    let suffix = of.string(1)?;
    changed(of, |text| text.strip_suffix(suffix.as_str()).unwrap_or(text).to_owned())
}

fn strrev(of: &Arguments<'_>) -> Answer {
    changed(of, |text| text.graphemes(true).rev().collect())
}

fn indent(of: &Arguments<'_>) -> Answer {
    let (spaces, text) = (of.count(0)?, of.string(1)?);
    bounded(spaces, text.matches('\n').count().max(1))?;
    of.give(text.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

/// A negative length means all that is left.
fn substr(of: &Arguments<'_>) -> Answer {
    let (text, offset, length) = (of.string(0)?, of.whole(1)?, of.whole(2)?);
    let skip = match usize::try_from(offset) {
        Ok(skip) => skip,
        Err(_) => {
            let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            text.graphemes(true).count().saturating_sub(back)
        }
    };
    let take = usize::try_from(length).unwrap_or(usize::MAX);
    of.give(text.graphemes(true).skip(skip).take(take).collect::<String>())
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
    affix(of, Text::known_prefix, |text, prefix| text.starts_with(prefix))
}

fn endswith(of: &Arguments<'_>) -> Answer {
    affix(of, Text::known_suffix, |text, suffix| text.ends_with(suffix))
}

fn strcontains(of: &Arguments<'_>) -> Answer {
    let wanted = of.string(1)?;
    of.bool(of.string(0)?.contains(&wanted))
}

/// Whether a text has an affix; the letters known at that end may decide it.
fn affix(of: &Arguments<'_>, end: fn(&Text) -> &str, has: fn(&str, &str) -> bool) -> Answer {
    let (text, wanted) = (of.text(0)?, of.string(1)?);
    match text.as_str() {
        Some(known) => of.bool(has(known, &wanted)),
        None if has(end(&text), &wanted) => of.bool(true),
        None => Err(Gap::Open),
    }
}
