//! Guard's functions. What they cannot make of a value they leave out, as the crate does; what is unknown stays so.

use std::sync::Arc;

use fancy_regex::Regex;

use super::equal::Thing;
use super::scope::Evaluation;
use super::selected::{Found, Selected};
use super::tree::{Call, Function, Literal};
use crate::source::Span;
use crate::value::{Computed, Kind, Number, Symbol, Text, TextBuilder, Unknown, Value, calendar, parse_json_text};

/// How long a text may be that a function makes, in bytes.
const MAX_LETTERS: usize = 1024 * 1024;

/// What a function makes of one value.
enum Made {
    Value(Kind),
    Letter(char),
    /// Nothing: the value is not one that it takes.
    Nothing,
    /// The crate fails the clause.
    Error(String),
    /// The crate gives up.
    Unknown(String),
}

impl Function {
    /// Its name in Guard text.
    pub(super) fn name(self) -> &'static str {
        match self {
            Function::Count => "count",
            Function::Join => "join",
            Function::JsonParse => "json_parse",
            Function::Now => "now",
            Function::ParseBoolean => "parse_boolean",
            Function::ParseChar => "parse_char",
            Function::ParseEpoch => "parse_epoch",
            Function::ParseFloat => "parse_float",
            Function::ParseInt => "parse_int",
            Function::ParseString => "parse_string",
            Function::RegexReplace => "regex_replace",
            Function::Substring => "substring",
            Function::ToLower => "to_lower",
            Function::ToUpper => "to_upper",
            Function::UrlDecode => "url_decode",
        }
    }
}

/// What a call comes to.
pub(super) fn call<'d>(run: &Evaluation<'d>, call: &Call, arguments: &[Vec<Selected<'d>>]) -> Vec<Selected<'d>> {
    let is_error = |one: &&Selected<'d>| matches!(one.found, Found::Error(_));
    if let Some(error) = arguments.iter().flatten().find(is_error) {
        return vec![error.clone()];
    }
    let calling = Calling { run, name: call.function.name(), line: call.line };
    match (call.function, arguments) {
        (Function::Now, _) => {
            let now = run.unknown("now()", Computed::MadeWhenRun);
            vec![Selected::nowhere(Found::Unknown(now))]
        }
        (Function::Count, [of]) => vec![calling.count(of)],
        (Function::Join, [of, delimiter]) => vec![calling.join(of, delimiter)],
        (Function::Substring, [of, from, to]) => match (calling.offset(from), calling.offset(to)) {
            (Ok(from), Ok(to)) => calling.each(of, |thing| substring(thing, from, to)),
            (Err(unknown), _) | (_, Err(unknown)) => vec![unknown],
        },
        (Function::RegexReplace, [of, pattern, replacement]) => {
            match (calling.text(pattern), calling.text(replacement)) {
                (Ok(pattern), Ok(replacement)) => match Regex::new(&pattern) {
                    Ok(regex) => calling.each(of, |thing| replaced(thing, &regex, &replacement)),
                    Err(_) => vec![calling.given_up(&format!("takes `{pattern}`, which is no regular expression"))],
                },
                (Err(unknown), _) | (_, Err(unknown)) => vec![unknown],
            }
        }
        (Function::JsonParse, [of]) => calling.each(of, |thing| parsed(thing, run.document.span())),
        (function, [of]) => calling.each(of, |thing| converted(function, thing)),
        _ => vec![calling.given_up("takes another number of arguments")],
    }
}

struct Calling<'r, 'd> {
    run: &'r Evaluation<'d>,
    name: &'static str,
    line: usize,
}

impl<'d> Calling<'_, 'd> {
    /// What nobody can tell.
    fn given_up(&self, why: &str) -> Selected<'d> {
        Selected::nowhere(Found::Unknown(self.run.unknown(&self.shown(), why)))
    }

    fn shown(&self) -> String {
        format!("{}(…) in line {} of the rules", self.name, self.line)
    }

    /// What is made of something unknown.
    fn of_unknown(&self, from: &Selected<'d>, unknown: &Arc<Unknown>) -> Selected<'d> {
        let shown = format!("{}({})", self.name, unknown.expression);
        let symbol = Symbol::operation(format!("guard {}", self.name), [unknown.symbol.clone()]);
        let made = Unknown::new(shown, unknown.span, unknown.reason.clone()).symbol(symbol);
        from.made(Found::Unknown(self.run.made.keep_unknown(&Arc::new(made))))
    }

    /// What is made of each value.
    fn each(&self, of: &[Selected<'d>], make: impl Fn(Thing<'d>) -> Made) -> Vec<Selected<'d>> {
        let mut all = Vec::new();
        for one in of {
            let Some(thing) = Thing::found(one.found) else { continue };
            let hole = match thing {
                Thing::Unknown(unknown) => Some(Arc::clone(unknown)),
                _ if self.name == Function::JsonParse.name() => None,
                _ => thing.text().and_then(|text| text.holes().next().cloned()),
            };
            if let Some(unknown) = hole {
                // It may be nothing that the function takes.
                all.push(self.of_unknown(one, &unknown).doubted(&[unknown]));
                continue;
            }
            let span = one.at.unwrap_or(self.run.document.span());
            let found = match make(thing) {
                Made::Nothing => continue,
                Made::Value(Kind::String(text)) if text.known_len() > MAX_LETTERS => {
                    Found::Unknown(self.run.unknown(&self.shown(), format!("makes more than {MAX_LETTERS} bytes")))
                }
                Made::Value(kind) => Found::of(self.run.made.keep(value_at(kind, thing, span))),
                Made::Letter(letter) => Found::Part(self.run.made.letter(letter)),
                Made::Error(why) => Found::Error(self.run.made.unknown(&self.shown(), span, why)),
                Made::Unknown(why) => Found::Unknown(self.run.made.unknown(&self.shown(), span, why)),
            };
            let is_error = matches!(found, Found::Error(_));
            all.push(one.made(found));
            if is_error {
                break;
            }
        }
        all
    }

    fn count(&self, of: &[Selected<'d>]) -> Selected<'d> {
        let is_there = |one: &&Selected<'d>| !matches!(one.found, Found::Missing);
        let open = of.iter().find_map(|one| match one.found {
            Found::Unknown(unknown) if !unknown.nature.is_set => Some(Arc::clone(unknown)),
            _ => one.doubts.first().cloned(),
        });
        let first = of.first().cloned().unwrap_or_else(|| Selected::nowhere(Found::Missing));
        let first = Selected { doubts: Vec::new(), ..first };
        match open {
            Some(unknown) => self.of_unknown(&first, &unknown),
            None => {
                let count = Kind::Number(Number::from(of.iter().filter(is_there).count()));
                let span = first.at.unwrap_or(self.run.document.span());
                first.made(Found::Value(self.run.made.keep(Value::new(count, span))))
            }
        }
    }

    fn join(&self, of: &[Selected<'d>], delimiter: &[Selected<'d>]) -> Selected<'d> {
        let delimiter = match self.text(delimiter) {
            Ok(delimiter) => delimiter,
            Err(unknown) => return unknown,
        };
        let mut joined = TextBuilder::default();
        let first = of.first().cloned().unwrap_or_else(|| Selected::nowhere(Found::Missing));
        let span = first.at.unwrap_or(self.run.document.span());
        let mut length = 0_usize;
        for (at, one) in of.iter().enumerate() {
            let open = match one.found {
                Found::Unknown(unknown) => Some(unknown),
                _ => one.doubts.first(),
            };
            if let Some(unknown) = open {
                return self.of_unknown(&Selected { doubts: Vec::new(), ..first }, unknown);
            }
            let Some(text) = Thing::found(one.found).and_then(Thing::text) else {
                let why = "joins texts, and this is none";
                let at = one.at.unwrap_or(span);
                return one.made(Found::Error(self.run.made.unknown(&self.shown(), at, why)));
            };
            if at > 0 {
                joined.push(&delimiter);
            }
            length = length.saturating_add(text.known_len()).saturating_add(delimiter.len());
            if length > MAX_LETTERS {
                return self.given_up(&format!("makes more than {MAX_LETTERS} bytes"));
            }
            joined.push_text(&text);
        }
        first.made(Found::Value(self.run.made.keep(Value::new(Kind::String(joined.finish()), span))))
    }

    /// The known text that an argument is.
    fn text(&self, argument: &[Selected<'d>]) -> Result<String, Selected<'d>> {
        let thing = argument.first().and_then(|one| Thing::found(one.found));
        match (thing, thing.and_then(Thing::text)) {
            (Some(Thing::Unknown(unknown)), _) => Err(self.of_unknown(&Selected::nowhere(Found::Missing), unknown)),
            (_, Some(text)) => match (text.as_str(), text.holes().next()) {
                (Some(text), _) => Ok(text.to_owned()),
                (None, Some(hole)) => Err(self.of_unknown(&Selected::nowhere(Found::Missing), hole)),
                (None, None) => Err(self.given_up("takes a text there")),
            },
            _ => Err(self.given_up("takes a text there")),
        }
    }

    /// The place in a text that an argument is.
    fn offset(&self, argument: &[Selected<'d>]) -> Result<usize, Selected<'d>> {
        let thing = argument.first().and_then(|one| Thing::found(one.found));
        if let Some(Thing::Unknown(unknown)) = thing {
            return Err(self.of_unknown(&Selected::nowhere(Found::Missing), unknown));
        }
        let number = thing.and_then(number).map(|number| number.double().trunc());
        let place = number.filter(|number| *number > -1.0 && *number < 1e15);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was held against both ends")]
        place.map(|place| place.max(0.0) as usize).ok_or_else(|| self.given_up("takes a place in a text there"))
    }
}

/// A value that was made, with the way of the one that it was made of.
fn value_at(kind: Kind, of: Thing<'_>, span: Span) -> Value {
    match of {
        Thing::Value(value) => Value { kind, origin: value.origin.clone() },
        Thing::Literal(_) | Thing::Unknown(_) => Value::new(kind, span),
    }
}

fn number(thing: Thing<'_>) -> Option<&Number> {
    match thing {
        Thing::Value(Value { kind: Kind::Number(number), .. }) | Thing::Literal(Literal::Number(number)) => {
            Some(number)
        }
        _ => None,
    }
}

fn boolean(thing: Thing<'_>) -> Option<bool> {
    match thing {
        Thing::Value(Value { kind: Kind::Bool(value), .. }) | Thing::Literal(Literal::Bool(value)) => Some(*value),
        _ => None,
    }
}

fn letter(thing: Thing<'_>) -> Option<char> {
    match thing {
        Thing::Literal(Literal::Letter(letter)) => Some(*letter),
        _ => None,
    }
}

fn text(text: impl Into<String>) -> Made {
    Made::Value(Kind::String(Text::from(text.into())))
}

/// What is made of a value that is known.
fn converted(function: Function, thing: Thing<'_>) -> Made {
    let known = thing.text().and_then(|text| text.as_str().map(str::to_owned));
    let refused = |of: &str, what: &str| Made::Error(format!("makes no {what} of `{of}`"));
    match (function, known) {
        (Function::ToLower, Some(known)) => text(known.to_lowercase()),
        (Function::ToUpper, Some(known)) => text(known.to_uppercase()),
        (Function::UrlDecode, Some(known)) => decoded(&known).map_or(Made::Nothing, text),
        (Function::ParseString, Some(known)) => text(known),
        (Function::ParseString, None) => match (number(thing), boolean(thing), letter(thing)) {
            (Some(number), _, _) => text(number.to_string()),
            (_, Some(value), _) => text(value.to_string()),
            (_, _, Some(letter)) => text(letter),
            _ => Made::Nothing,
        },
        (Function::ParseInt, Some(known)) => match known.parse::<i64>() {
            Ok(_) => Number::decimal(known.trim_start_matches('+')).map_or(Made::Nothing, made),
            Err(_) => refused(&known, "whole number"),
        },
        (Function::ParseFloat, Some(known)) => match Number::decimal(&known) {
            Some(number) => made(number),
            None => refused(&known, "number"),
        },
        (Function::ParseInt | Function::ParseFloat, None) => match (number(thing), letter(thing)) {
            (Some(it), _) => made(if function == Function::ParseInt { whole(it) } else { it.clone() }),
            (_, Some(letter)) => match letter.to_digit(10) {
                Some(digit) => made(Number::from(f64::from(digit))),
                None => refused(&letter.to_string(), "number"),
            },
            _ => Made::Nothing,
        },
        (Function::ParseBoolean, Some(known)) => match known.to_lowercase().as_str() {
            "true" => Made::Value(Kind::Bool(true)),
            "false" => Made::Value(Kind::Bool(false)),
            _ => refused(&known, "boolean"),
        },
        (Function::ParseBoolean, None) => boolean(thing).map_or(Made::Nothing, |it| Made::Value(Kind::Bool(it))),
        // The crate counts bytes.
        (Function::ParseChar, Some(known)) => match known.chars().next() {
            None => Made::Nothing,
            Some(letter) if known.len() == 1 => Made::Letter(letter),
            Some(_) => refused(&known, "letter"),
        },
        (Function::ParseChar, None) => match (number(thing).map(|number| number.to_string()), letter(thing)) {
            (_, Some(letter)) => text(letter),
            (Some(number), None) => match number.chars().next().filter(|_| number.len() == 1) {
                Some(digit) => Made::Letter(digit),
                None if number.contains('.') => Made::Nothing,
                None => refused(&number, "letter"),
            },
            (None, None) => Made::Nothing,
        },
        (Function::ParseEpoch, Some(known)) => match epoch(&known) {
            Some(seconds) => Number::decimal(&seconds.to_string()).map_or(Made::Nothing, made),
            None => refused(&known, "time"),
        },
        _ => Made::Nothing,
    }
}

fn made(number: Number) -> Made {
    Made::Value(Kind::Number(number))
}

/// A number without its fraction.
fn whole(number: &Number) -> Number {
    match number.double().fract() == 0.0 {
        true => number.clone(),
        false => Number::from(number.double().trunc()),
    }
}

/// What JSON text says.
fn parsed(thing: Thing<'_>, elsewhere: Span) -> Made {
    if let Thing::Value(Value { kind: Kind::Json(inner), .. }) = thing {
        return Made::Value(inner.kind.clone());
    }
    let Some(json) = thing.text() else { return Made::Nothing };
    let span = match thing {
        Thing::Value(value) => value.span(),
        Thing::Literal(_) | Thing::Unknown(_) => elsewhere,
    };
    match parse_json_text(&json, span) {
        Ok(value) => Made::Value(value.kind),
        Err(_) => Made::Unknown("takes JSON, and this is none".to_owned()),
    }
}

fn substring(thing: Thing<'_>, from: usize, to: usize) -> Made {
    let Some(known) = thing.text().and_then(|text| text.as_str().map(str::to_owned)) else { return Made::Nothing };
    let length = known.chars().count();
    if known.is_empty() || from >= to || to > length {
        return Made::Nothing;
    }
    text(known.chars().skip(from).take(to - from).collect::<String>())
}

/// What the matches of a pattern become, one behind the other.
fn replaced(thing: Thing<'_>, regex: &Regex, replacement: &str) -> Made {
    let Some(known) = thing.text().and_then(|text| text.as_str().map(str::to_owned)) else { return Made::Nothing };
    let mut all = String::new();
    for found in regex.captures_iter(&known) {
        match found {
            Ok(found) => found.expand(replacement, &mut all),
            Err(_) => return Made::Unknown("takes too many steps on this text".to_owned()),
        }
        if all.len() > MAX_LETTERS {
            return Made::Unknown(format!("makes more than {MAX_LETTERS} bytes"));
        }
    }
    text(all)
}

/// Text with `%XX` taken for the bytes that they are; `None` where these make no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.first_chunk::<2>().filter(|_| *first == b'%');
        let byte = digits.and_then(|digits| std::str::from_utf8(digits).ok()).filter(|it| !it.starts_with('+'));
        match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Seconds from 1970 to a time as RFC 3339 writes it.
fn epoch(text: &str) -> Option<i64> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<i64>().ok()
    };
    let is = |at: usize, letters: &str| text.get(at..=at).is_some_and(|it| letters.contains(it));
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    let marks = is(4, "-") && is(7, "-") && is(10, "Tt ") && is(13, ":") && is(16, ":");
    if !calendar::is_date(year, month, day) || !marks || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let behind = text.get(19..)?;
    let behind = match behind.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        None => behind,
    };
    let shift = match behind {
        "Z" | "z" => 0,
        _ => {
            let sign = if behind.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = behind.strip_prefix(['+', '-'])?.split_once(':')?;
            let part = |text: &str| (text.len() == 2).then(|| text.parse::<i64>().ok()).flatten();
            sign * (part(hours)? * 60 + part(minutes).filter(|it| *it < 60)?)
        }
    };
    let days = calendar::days(year, month, day);
    Some(((days * 24 + hour) * 60 + minute - shift) * 60 + second.min(59))
}

#[cfg(test)]
mod tests {
    use super::{decoded, epoch};

    #[test]
    fn reads_times() {
        for (text, wanted) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:30:15.25+02:00", Some(1_709_202_615)),
            ("2023-02-29T00:00:00Z", None),
            ("2024-01-01T24:00:00Z", None),
            ("2024-01-01", None),
        ] {
            assert_eq!(epoch(text), wanted, "{text}");
        }
    }

    #[test]
    fn decodes_what_is_encoded() {
        for (text, wanted) in
            [("a%20b+c", Some("a b+c")), ("%zz%4", Some("%zz%4")), ("%c3%A9", Some("é")), ("%ff", None)]
        {
            assert_eq!(decoded(text).as_deref(), wanted, "{text}");
        }
    }
}
