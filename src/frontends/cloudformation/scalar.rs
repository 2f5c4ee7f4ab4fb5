//! Scalars as YAML 1.1 and CloudFormation read them.

use granit_parser::ScalarStyle;

use crate::source::Span;
use crate::value::{Kind, Number, Text, TextBuilder};

/// A scalar without quotes: null, a boolean, a number, else text. Digits with a leading zero stay text, so that an
/// account id keeps its twelve digits.
pub(super) fn plain(text: &str, span: Span) -> Kind {
    match text {
        _ if span.is_empty() => Kind::Null,
        "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Kind::Bool(false),
        _ => number(text).map_or_else(|| Kind::String(Text::written(text, span)), |it| Kind::Number(Number::from(it))),
    }
}

fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_decimal = digits.bytes().next().is_some_and(|first| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if is_decimal && !has_leading_zero { text.parse().ok() } else { None }
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
    fn reads_numbers_but_keeps_account_ids() {
        assert_eq!(number("12"), Some(12.0));
        assert_eq!(number("-1.5e3"), Some(-1500.0));
        assert_eq!(number("012345678901"), None);
        assert_eq!(number("2012-10-17"), None);
        assert_eq!(number("1.2.3"), None);
        assert_eq!(number("-"), None);
    }
}
