//! Scalars as YAML 1.1 and CloudFormation read them.

use granit_parser::ScalarStyle;

use crate::source::Span;
use crate::value::{Kind, Number, Text, TextBuilder};

/// A scalar without quotes: null, a boolean, a number, else text.
pub(super) fn plain(text: &str, span: Span) -> Kind {
    match text {
        _ if span.is_empty() => Kind::Null,
        "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Kind::Bool(false),
        _ => number(text).map_or_else(|| Kind::String(Text::written(text, span)), |it| Kind::Number(Number::from(it))),
    }
}

/// A number as YAML 1.1 writes it: of base 8 where it starts with a zero, of base 60 with colons. Digits with a leading
/// zero that are not of base 8 are text.
///
/// <https://yaml.org/type/int.html>, <https://yaml.org/type/float.html>
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let digits = digits.replace('_', "");
    let whole = digits.strip_prefix('0').filter(|rest| !rest.is_empty() && !rest.contains(['.', 'e', 'E', ':']));
    let value = match whole {
        Some(rest) => match rest.as_bytes().first()? {
            b'b' => in_base(2, rest.get(1..)?),
            b'x' => in_base(16, rest.get(1..)?),
            _ => in_base(8, rest),
        },
        None if digits.contains(':') => in_base_60(&digits),
        None => decimal(&digits),
    };
    value.map(|value| sign * value)
}

fn in_base(base: u32, digits: &str) -> Option<f64> {
    let digit = |sum: f64, digit: char| Some(sum.mul_add(f64::from(base), f64::from(digit.to_digit(base)?)));
    if digits.is_empty() { None } else { digits.chars().try_fold(0.0, digit) }
}

/// `1:30` is ninety. Only the last part may have a fraction, and each behind the first is less than sixty.
fn in_base_60(digits: &str) -> Option<f64> {
    let (first, rest) = digits.split_once(':')?;
    let parts: Vec<_> = rest.split(':').collect();
    let part = |sum: f64, (at, part): (usize, &&str)| {
        let whole = part.split_once('.').filter(|_| at + 1 == parts.len()).map_or(*part, |(whole, _)| whole);
        let is_part = matches!(whole.len(), 1 | 2) && whole.bytes().all(|byte| byte.is_ascii_digit());
        let value = decimal(part).filter(|value| is_part && *value < 60.0)?;
        Some(sum.mul_add(60.0, value))
    };
    let first = Some(first).filter(|first| first.bytes().all(|byte| byte.is_ascii_digit())).and_then(decimal)?;
    parts.iter().enumerate().try_fold(first, part)
}

fn decimal(digits: &str) -> Option<f64> {
    let is_decimal =
        digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if is_decimal { digits.parse().ok() } else { None }
}

/// The number that is read in place of an account's id: twelve digits without quotes that start with a zero and are of
/// base 8.
pub(super) fn lost_account(text: &str) -> Option<f64> {
    (text.len() == 12 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| number(text))?
}

/// A quoted or block scalar, with the place of each line that stands in the source as it is.
pub(super) fn written(text: &str, style: ScalarStyle, span: Span, source: &str, shift: usize) -> Text {
    let range = span.range();
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if range.len() == text.len() + 2 => {
            Text::written(text, Span::new(span.file, range.start + 1..range.end - 1))
        }
        ScalarStyle::Literal => lines(text, span, source, shift),
        _ => Text::written(text, span),
    }
}

/// A `|` scalar: each line stands in the source behind its indentation.
fn lines(text: &str, span: Span, source: &str, shift: usize) -> Text {
    let mut builder = TextBuilder::default();
    let start = span.range().start - shift.min(span.range().start);
    let mut at = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    for line in text.split_inclusive('\n') {
        let known = line.trim_end_matches('\n');
        let below = source.get(at..).unwrap_or("");
        let written = below.split('\n').next().unwrap_or("");
        match written.trim_end_matches('\r').strip_suffix(known) {
            Some(indentation) => {
                let from = shift + at + indentation.len();
                builder.push_written(known, Span::new(span.file, from..from + known.len()));
                builder.push(line.get(known.len()..).unwrap_or(""));
            }
            None => builder.push(line),
        }
        at += written.len() + 1;
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_yaml_1_1_does() {
        for (text, expected) in [
            ("12", Some(12.0)),
            ("0", Some(0.0)),
            ("-1.5e3", Some(-1500.0)),
            (".5", Some(0.5)),
            ("012.5", Some(12.5)),
            ("1_000", Some(1000.0)),
            ("012345670123", Some(1_402_433_619.0)),
            ("-010", Some(-8.0)),
            ("012345678901", None),
            ("0x1F", Some(31.0)),
            ("0b101", Some(5.0)),
            ("0x", None),
            ("1:30", Some(90.0)),
            ("190:20:30.5", Some(685_230.5)),
            ("1:60", None),
            ("1:2.5:3", None),
            ("1:", None),
            ("2012-10-17", None),
            ("1.2.3", None),
            ("12e", None),
            ("-", None),
            (".", None),
            ("_1", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        assert_eq!(lost_account("012345670123"), Some(1_402_433_619.0));
        assert_eq!((lost_account("123456789012"), lost_account("01234567012")), (None, None));
    }
}
