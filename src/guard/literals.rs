//! Literals of Guard text, as the parse tree prints them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use cruet::case::{camel, class, kebab, pascal, snake, title, train};
use fancy_regex::Regex;
use serde_json::Value as Json;

use super::text::MARK;
use super::tree::{Ends, Key, Literal, Pattern, Range};
use crate::value::Number;

/// A text without the mark that tells it from a regular expression.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// A key with its other spellings, in the order in which the crate tries them.
pub(super) fn key(name: &str) -> Key {
    let spellings = [
        camel::to_camel_case(name),
        class_case(name),
        kebab::to_kebab_case(name),
        pascal::to_pascal_case(name),
        snake::to_snake_case(name),
        title::to_title_case(name),
        train::to_train_case(name),
    ];
    Key { name: name.into(), spellings: spellings.map(Arc::from) }
}

/// What the crate calls class case, of the keys of our own rules: it compiles forty regular expressions to find the
/// singular of a word, which takes longer than all else of a small run.
static CLASS_CASE: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| include_str!("class_case.txt").lines().filter_map(|line| line.split_once(' ')).collect());

fn class_case(name: &str) -> String {
    CLASS_CASE.get(name).map_or_else(|| class::to_class_case(name), |known| (*known).to_owned())
}

/// A literal; else what it is that cannot be read.
pub(super) fn literal(json: &Json) -> Result<Literal, String> {
    Ok(match json {
        Json::Null => Literal::Null,
        Json::Bool(value) => Literal::Bool(*value),
        Json::Number(number) => {
            let number = number.to_string();
            Literal::Number(Number::decimal(&number).ok_or_else(|| format!("the number `{number}`"))?)
        }
        Json::String(text) => match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(pattern) => {
                let regex = Regex::new(pattern).map_err(|_| format!("the regular expression `{text}`"))?;
                Literal::Regex(Pattern { text: pattern.into(), regex })
            }
            None => match range(text) {
                Some(range) => Literal::Range(range),
                None => Literal::String(unmarked(text).into()),
            },
        },
        Json::Array(items) => Literal::List(items.iter().map(literal).collect::<Result<_, _>>()?),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| Ok((Arc::from(unmarked(key)), literal(value)?));
            Literal::Map(entries.iter().map(entry).collect::<Result<_, String>>()?)
        }
    })
}

/// What the tree prints for a range: `[1,5)`.
fn range(text: &str) -> Option<Range> {
    let inside = text.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')']))?;
    let has = [text.starts_with('['), text.ends_with(']')];
    let numbers = || {
        let (low, high) = inside.split_once(',')?;
        Some([Number::decimal(low)?, Number::decimal(high)?])
    };
    if let Some(numbers) = numbers() {
        return Some(Range { ends: Ends::Numbers(numbers), has });
    }
    let mut letters = inside.chars();
    let ends = [letters.next()?, letters.nth(1)?];
    letters.next().is_none().then_some(Range { ends: Ends::Letters(ends), has })
}
