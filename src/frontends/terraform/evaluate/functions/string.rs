//! Functions of strings.

use super::super::conversion::{index, number, text};
use super::super::distribute::rest_of;
use super::Known;
use crate::source::Span;
use crate::value::{Kind, List, Text, TextBuilder, Value};

pub(super) fn known(name: &str) -> Option<Known> {
    Some(match name {
        "format" => Known(format, false),
        "formatlist" => Known(formatlist, true),
        "join" => Known(join, true),
        "split" => Known(split, false),
        "replace" => Known(replace, false),
        "lower" => Known(lower, false),
        "upper" => Known(upper, false),
        "trimspace" => Known(trimspace, false),
        "trimprefix" => Known(trimprefix, false),
        "trimsuffix" => Known(trimsuffix, false),
        "substr" => Known(substr, false),
        "startswith" => Known(startswith, false),
        "endswith" => Known(endswith, false),
        _ => return None,
    })
}

/// The known text of each operand.
fn texts(operands: &[Value]) -> Option<Vec<String>> {
    operands.iter().map(|operand| Some(text(operand)?.as_str()?.to_owned())).collect()
}

fn value(text: impl Into<String>, span: Span) -> Value {
    Value::string(text, span)
}

/// The verbs `%s`, `%v`, `%d`, `%q` and `%%`, with a width of zeros or spaces for known operands.
fn format(operands: &[Value], span: Span) -> Option<Value> {
    let (pattern, operands) = operands.split_first()?;
    let pattern = text(pattern)?;
    let (mut out, mut operands) = (TextBuilder::default(), operands.iter());
    let mut rest = pattern.as_str()?;
    while let Some((before, after)) = rest.split_once('%') {
        out.push(before);
        let end = after.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%')?;
        let (flags, verb) = after.split_at_checked(end)?;
        match verb.chars().next()? {
            '%' if flags.is_empty() => out.push("%"),
            's' | 'v' if flags.is_empty() => out.push_text(&text(operands.next()?)?),
            'd' if flags.is_empty() => out.push_text(&text(operands.next()?)?),
            'd' => {
                let width: usize = flags.parse().ok().filter(|width| *width <= 64)?;
                let number = number(operands.next()?)?;
                let zeros = flags.starts_with('0');
                out.push(&if zeros { format!("{number:0width$}") } else { format!("{number:width$}") });
            }
            'q' if flags.is_empty() => {
                let quoted = text(operands.next()?)?;
                out.push(&format!("{:?}", quoted.as_str()?));
            }
            _ => return None,
        }
        rest = verb.get(1..)?;
    }
    out.push(rest);
    operands.next().is_none().then(|| Value::new(Kind::String(out.finish()), span))
}

/// One `format` for each item of the lists, which are equally long.
fn formatlist(operands: &[Value], span: Span) -> Option<Value> {
    let lists: Vec<&List> = operands.iter().filter_map(Value::as_list).collect();
    let length = lists.first().map(|list| list.items.len())?;
    if lists.iter().any(|list| list.items.len() != length) || operands.iter().any(|it| it.as_unknown().is_some()) {
        return None;
    }
    let row = |at: usize| {
        let operand = |value: &Value| match value.as_list() {
            Some(list) => list.items.get(at).cloned(),
            None => Some(value.clone()),
        };
        format(&operands.iter().map(operand).collect::<Option<Vec<_>>>()?, span)
    };
    let items = (0..length).map(row).collect::<Option<Vec<_>>>()?;
    let rest = lists.iter().find_map(|list| list.rest.as_ref()).map(rest_of);
    Some(Value::new(Kind::List(List { items, rest }), span))
}

/// The text between items is known even where an item is not; the end of a list that is not known to its end is a hole.
fn join(operands: &[Value], span: Span) -> Option<Value> {
    let (separator, lists) = operands.split_first()?;
    let separator = text(separator)?;
    let mut out = TextBuilder::default();
    let mut first = true;
    for list in lists {
        let list = list.as_list()?;
        for item in &list.items {
            if !std::mem::take(&mut first) {
                out.push_text(&separator);
            }
            out.push_text(&text(item)?);
        }
        match &list.rest {
            // Of `join("", resource[*].id)` there is at most one item: it is what a reference to the resource means.
            Some(_) if list.items.len() == 1 && separator.is_empty() => return list.items.first().cloned(),
            Some(rest) => out.push_hole(rest_of(rest)),
            None => {}
        }
    }
    let only = match lists {
        [list] => list.as_list().filter(|list| list.items.len() == 1).and_then(|list| list.items.first()),
        _ => None,
    };
    let joined = Value::new(Kind::String(out.finish()), span);
    // The text of one item goes on naming what the item names.
    Some(match only.and_then(|item| item.origin.target.clone()) {
        Some(target) => joined.naming(target.address.clone(), target.attribute.clone()),
        None => joined,
    })
}

fn split(operands: &[Value], span: Span) -> Option<Value> {
    let known = texts(operands)?;
    let [separator, text] = known.as_slice() else { return None };
    let items = if separator.is_empty() {
        text.chars().map(|letter| value(letter, span)).collect()
    } else {
        text.split(separator.as_str()).map(|part| value(part, span)).collect()
    };
    Some(Value::list(items, span))
}

/// Plain replacement; a pattern between slashes is a regular expression, which is left open.
fn replace(operands: &[Value], span: Span) -> Option<Value> {
    let known = texts(operands)?;
    let [text, old, new] = known.as_slice() else { return None };
    let is_regex = old.len() > 1 && old.starts_with('/') && old.ends_with('/');
    // The result is no longer than the operands together where there is nothing to repeat.
    let bound = text.len().saturating_mul(new.len().max(1));
    (!is_regex && !old.is_empty() && bound <= 1 << 20).then(|| value(text.replace(old.as_str(), new), span))
}

fn lower(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    each_letter(operand, span, str::to_lowercase)
}

fn upper(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    each_letter(operand, span, str::to_uppercase)
}

/// Only text that is known to its end is changed: what a hole becomes is not known.
fn each_letter(operand: &Value, span: Span, change: fn(&str) -> String) -> Option<Value> {
    let known = text(operand)?;
    let known = known.as_str()?;
    let changed = change(known);
    Some(if changed == known { operand.clone() } else { value(changed, span) })
}

fn trimspace(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    each_letter(operand, span, |text| text.trim().to_owned())
}

fn trimprefix(operands: &[Value], span: Span) -> Option<Value> {
    let known = texts(operands)?;
    let [text, prefix] = known.as_slice() else { return None };
    Some(value(text.strip_prefix(prefix.as_str()).unwrap_or(text), span))
}

fn trimsuffix(operands: &[Value], span: Span) -> Option<Value> {
    let known = texts(operands)?;
    let [text, suffix] = known.as_slice() else { return None };
    Some(value(text.strip_suffix(suffix.as_str()).unwrap_or(text), span))
}

fn substr(operands: &[Value], span: Span) -> Option<Value> {
    let [of, start, length] = operands else { return None };
    let of = text(of)?;
    let letters = of.as_str()?.chars().skip(index(start)?);
    let all = number(length)? == -1.0;
    let count = if all { usize::MAX } else { index(length)? };
    Some(value(letters.take(count).collect::<String>(), span))
}

fn startswith(operands: &[Value], span: Span) -> Option<Value> {
    affix(operands, span, Text::known_prefix, |text, prefix| text.starts_with(prefix))
}

fn endswith(operands: &[Value], span: Span) -> Option<Value> {
    affix(operands, span, Text::known_suffix, |text, suffix| text.ends_with(suffix))
}

/// Whether a text has an affix; the letters known at that end may decide it.
fn affix(operands: &[Value], span: Span, end: fn(&Text) -> &str, has: fn(&str, &str) -> bool) -> Option<Value> {
    let [of, wanted] = operands else { return None };
    let (of, wanted) = (text(of)?, text(wanted)?);
    let wanted = wanted.as_str()?;
    let known = of.as_str().unwrap_or_else(|| end(&of));
    (of.as_str().is_some() || has(known, wanted)).then(|| Value::bool(has(known, wanted), span))
}
