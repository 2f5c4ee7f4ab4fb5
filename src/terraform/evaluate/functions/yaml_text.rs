//! `yamlencode`: YAML letter by letter as go-cty-yaml writes it.

use super::super::for_expression::items;
use super::arguments::Wanted::AnyOrNull;
use super::arguments::{Answer, Arguments, Gap, Row, is_known, row};
use crate::value::{Kind, Value};

pub(super) const TABLE: &[Row] = &[row("yamlencode", &[AnyOrNull], yamlencode)];

/// From which column on a quoted text is broken at its next space.
const WIDTH: usize = 80;

/// How long a key may be that stands on the line of its value.
const MAX_KEY: usize = 128;

fn yamlencode(of: &Arguments<'_>) -> Answer {
    let value = of.values.first().ok_or(Gap::Open)?;
    if !is_known(value) {
        return Err(Gap::Open);
    }
    let mut writer = Writer::default();
    match &value.kind {
        Kind::List(_) | Kind::Set(_) | Kind::Map(_) if is_block(value) => writer.block(value, 0)?,
        // The end of a plain scalar that is the whole document is marked.
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
            writer.scalar(value, 2)?;
            writer.out.push_str("\n...");
        }
        _ => writer.scalar(value, 2)?,
    }
    writer.out.push('\n');
    // A text that keeps the breaks at its end has its last one already.
    let text = if writer.ends_line { writer.out.trim_end_matches('\n').len() + writer.kept } else { writer.out.len() };
    of.give(writer.out.get(..text).unwrap_or_default())
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Whether what was written last is a block of lines with its last break.
    ends_line: bool,
    /// How many breaks stand at its end.
    kept: usize,
}

impl Writer {
    /// Starts a line.
    fn line(&mut self, indent: usize) {
        if !self.out.is_empty() && !std::mem::take(&mut self.ends_line) {
            self.out.push('\n');
        }
        self.out.push_str(&" ".repeat(indent));
    }

    /// A collection that is not empty, from the start of a line on.
    fn block(&mut self, value: &Value, indent: usize) -> Result<(), Gap> {
        self.line(indent);
        self.entries(value, indent)
    }

    /// The parts of a collection, the first on the line that is started.
    fn entries(&mut self, value: &Value, indent: usize) -> Result<(), Gap> {
        if let Some(items) = value.sequence() {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    self.line(indent);
                }
                self.out.push_str("- ");
                if is_block(item) {
                    self.entries(item, indent + 2)?;
                } else {
                    self.scalar(item, indent + 2)?;
                }
            }
            return Ok(());
        }
        for (at, (key, value)) in items(value).ok_or(Gap::Open)?.0.into_iter().enumerate() {
            let key = key.as_str().unwrap_or_default().to_owned();
            if key.contains('\n') || key.len() > MAX_KEY {
                return Err(Gap::Beyond("has a key that is written over several lines".into()));
            }
            if at > 0 {
                self.line(indent);
            }
            self.quoted(&key, None);
            self.out.push(':');
            match &value.kind {
                // A list below a key is not indented.
                Kind::List(_) | Kind::Set(_) if is_block(&value) => self.block(&value, indent)?,
                _ if is_block(&value) => self.block(&value, indent + 2)?,
                _ => {
                    self.out.push(' ');
                    self.scalar(&value, indent + 2)?;
                }
            }
        }
        Ok(())
    }

    fn scalar(&mut self, value: &Value, indent: usize) -> Result<(), Gap> {
        match &value.kind {
            Kind::Null => self.out.push_str("null"),
            Kind::Bool(known) => self.out.push_str(if *known { "true" } else { "false" }),
            Kind::Number(number) => self.out.push_str(&number.to_string()),
            Kind::List(_) | Kind::Set(_) => self.out.push_str("[]"),
            Kind::Map(_) => self.out.push_str("{}"),
            Kind::String(_) | Kind::Json(_) => {
                let text = value.to_text().ok_or(Gap::Open)?;
                let text = text.as_str().ok_or(Gap::Open)?;
                if text.contains('\n') && may_be_block(text) {
                    self.literal(text, indent);
                } else {
                    self.quoted(text, Some(indent));
                }
            }
            Kind::Unknown(_) | Kind::Choice(_) => return Err(Gap::Open),
        }
        Ok(())
    }

    /// Text as lines of its own.
    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        let body = text.trim_end_matches('\n');
        let breaks = text.len() - body.len();
        match breaks {
            0 => self.out.push('-'),
            1 if !body.is_empty() => {}
            _ => self.out.push('+'),
        }
        for line in body.split('\n') {
            self.out.push('\n');
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(line);
            }
        }
        if breaks > 0 {
            let breaks = if body.is_empty() { breaks } else { breaks.max(1) };
            self.out.push_str(&"\n".repeat(breaks));
            self.ends_line = true;
            self.kept = breaks + usize::from(body.is_empty());
        }
    }

    /// Text between quotes, broken at spaces where it may be.
    fn quoted(&mut self, text: &str, indent: Option<usize>) {
        let start = self.out.rfind('\n').map_or(0, |at| at + 1);
        let mut column = self.out.get(start..).map_or(0, |line| line.chars().count()) + 1;
        self.out.push('"');
        let letters: Vec<char> = text.chars().collect();
        let mut after_space = false;
        for (at, letter) in letters.iter().copied().enumerate() {
            let is_inside = at > 0 && at + 1 < letters.len();
            match indent {
                Some(indent) if letter == ' ' && !after_space && column > WIDTH && is_inside => {
                    self.out.push('\n');
                    self.out.push_str(&" ".repeat(indent));
                    column = indent;
                    if letters.get(at + 1) == Some(&' ') {
                        self.out.push('\\');
                        column += 1;
                    }
                    after_space = true;
                }
                _ => {
                    let written = escaped(letter);
                    column += written.chars().count();
                    self.out.push_str(&written);
                    after_space = letter == ' ';
                }
            }
        }
        self.out.push('"');
    }
}

fn is_block(value: &Value) -> bool {
    match &value.kind {
        Kind::Map(map) => !map.is_empty(),
        _ => value.members().is_some_and(|members| !members.items.is_empty()),
    }
}

/// Whether text can stand as lines: no space before a break or at the end, and nothing that has to be escaped.
fn may_be_block(text: &str) -> bool {
    !text.ends_with(' ') && !text.contains(" \n") && text.chars().all(|letter| letter == '\n' || is_printable(letter))
}

/// What the emitter takes to be printable: nothing beyond the first 65,536 letters.
fn is_printable(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && !matches!(letter, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

fn escaped(letter: char) -> String {
    let short = match letter {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ if is_printable(letter) => return letter.to_string(),
        _ => "",
    };
    match u32::from(letter) {
        _ if !short.is_empty() => short.to_owned(),
        code @ 0..=0xff => format!("\\x{code:02X}"),
        code @ 0x100..=0xffff => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    }
}
