//! `provider::terraform::encode_expr` and `encode_tfvars`: values as Terraform's own formatter writes them.

use unicode_segmentation::UnicodeSegmentation;

use super::super::for_expression::items;
use super::arguments::Wanted::Any;
use super::arguments::{Answer, Arguments, Gap, Row, is_known, row};
use crate::value::{Kind, Value};

pub(super) const TABLE: &[Row] = &[
    row("provider::terraform::encode_expr", &[Any], encode_expr),
    row("provider::terraform::encode_tfvars", &[Any], encode_tfvars),
];

fn encode_expr(of: &Arguments<'_>) -> Answer {
    let value = of.known(0)?;
    if !is_known(value) {
        return Err(Gap::Open);
    }
    let mut writer = Writer::default();
    writer.value(value)?;
    of.give(writer.finish())
}

fn encode_tfvars(of: &Arguments<'_>) -> Answer {
    let map = of.map(0)?;
    if !is_known(of.known(0)?) {
        return Err(Gap::Open);
    }
    if !map.keys().all(|key| is_identifier(key)) {
        return Err(Gap::error("a variable must have a name"));
    }
    let mut writer = Writer::default();
    for (key, value) in items(of.known(0)?).ok_or(Gap::Open)?.0 {
        writer.entry(key.as_str().unwrap_or_default(), &value)?;
        writer.lines.push(Line::default());
    }
    let text = writer.finish();
    of.give(text)
}

/// A line before it is indented.
#[derive(Default)]
struct Line {
    /// What stands before the equals sign, where there is one.
    key: Option<String>,
    text: String,
    /// How many brackets it opens more than it closes, and how many the value alone does.
    net: i32,
}

struct Writer {
    lines: Vec<Line>,
}

impl Default for Writer {
    fn default() -> Self {
        Writer { lines: vec![Line::default()] }
    }
}

impl Writer {
    fn push(&mut self, text: &str, net: i32) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
            line.net += net;
        }
    }

    fn entry(&mut self, key: &str, value: &Value) -> Result<(), Gap> {
        let key = if is_identifier(key) { key.to_owned() } else { quoted(key) };
        if let Some(line) = self.lines.last_mut() {
            line.key = Some(key);
        }
        self.value(value)
    }

    fn value(&mut self, value: &Value) -> Result<(), Gap> {
        match &value.kind {
            Kind::Null => self.push("null", 0),
            Kind::Bool(known) => self.push(if *known { "true" } else { "false" }, 0),
            Kind::Number(number) => self.push(&number.to_string(), 0),
            Kind::String(_) | Kind::Json(_) => {
                let text = value.to_text().ok_or(Gap::Open)?;
                self.push(&quoted(text.as_str().ok_or(Gap::Open)?), 0);
            }
            Kind::List(_) | Kind::Set(_) => {
                self.push("[", 1);
                for (at, item) in value.sequence().ok_or(Gap::Open)?.iter().enumerate() {
                    self.push(if at == 0 { "" } else { ", " }, 0);
                    self.value(item)?;
                }
                self.push("]", -1);
            }
            Kind::Map(map) if map.is_empty() => self.push("{}", 0),
            Kind::Map(_) => {
                self.push("{", 1);
                for (key, value) in items(value).ok_or(Gap::Open)?.0 {
                    self.lines.push(Line::default());
                    self.entry(key.as_str().unwrap_or_default(), &value)?;
                }
                self.lines.push(Line::default());
                self.push("}", -1);
            }
            Kind::Unknown(_) | Kind::Choice(_) => return Err(Gap::Open),
        }
        Ok(())
    }

    /// The text: indented by the brackets that are open, equals signs below each other in lines that follow each other.
    fn finish(self) -> String {
        let widths = self.widths();
        let mut open: Vec<i32> = Vec::new();
        let mut lines = Vec::new();
        for (line, width) in self.lines.iter().zip(widths) {
            close(&mut open, -line.net);
            let indent = "  ".repeat(open.len());
            if line.net > 0 {
                open.push(line.net);
            }
            lines.push(match &line.key {
                Some(key) => {
                    let pad = " ".repeat(width.saturating_sub(length(key)));
                    format!("{indent}{key}{pad} = {}", line.text)
                }
                None if line.text.is_empty() => String::new(),
                None => format!("{indent}{}", line.text),
            });
        }
        lines.join("\n")
    }

    /// How wide the key of each line is to be.
    fn widths(&self) -> Vec<usize> {
        let is_aligned = |line: &Line| line.key.is_some() && line.net == 0;
        let mut widths = Vec::with_capacity(self.lines.len());
        for group in self.lines.chunk_by(|a, b| is_aligned(a) && is_aligned(b)) {
            let keys = group.iter().filter_map(|line| line.key.as_deref());
            let width = keys.map(length).max().unwrap_or(0);
            widths.extend(group.iter().map(|_| width));
        }
        widths
    }
}

/// Takes back indentation for brackets that are closed.
fn close(open: &mut Vec<i32>, mut closed: i32) {
    while closed > 0 {
        let Some(last) = open.last_mut() else { return };
        if closed < *last {
            *last -= closed;
            return;
        }
        closed -= *last;
        open.pop();
    }
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Whether a text is a name of HCL.
pub(in super::super) fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-')
}

/// Text between quotes, with what HCL would take for more than letters escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' if letters.peek() == Some(&'{') => {
                out.push(letter);
                out.push(letter);
            }
            _ if is_shown(letter) => out.push(letter),
            _ if u32::from(letter) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => out.push_str(&format!("\\U{:08x}", u32::from(letter))),
        }
    }
    out.push('"');
    out
}

/// Whether a letter is printed as it is: neither a control nor a space beside the usual one.
fn is_shown(letter: char) -> bool {
    letter == ' ' || !letter.is_whitespace() && !letter.escape_debug().to_string().starts_with("\\u{")
}
