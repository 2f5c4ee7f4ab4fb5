//! Text from the input, made safe to show: the one place that says what may go out.
//!
//! A terminal obeys control characters, and bidirectional overrides make code read as what it is not (CVE-2021-42574).
//! The runners of GitHub and Azure obey the lines of a log that start with `::`, and those that have `##[`, `##vso[` or
//! their like anywhere. So all of these are shown as escapes (`\u{1b}`), never written. Machine formats keep the exact
//! text and escape it as JSON does.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::io;
use std::ops::Deref;

/// How many bytes of a long document go out at once, or a line that is longer.
const BYTES_OF_PIECE: usize = 64 * 1024;

/// Text that nobody who reads it obeys: no terminal, no runner. What the command writes is this, and only this room
/// makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inert(String);

impl Inert {
    /// Text for people, of any lines.
    pub fn page(text: &str) -> Self {
        Self::painted(text.lines().map(|line| format!("{}\n", visible(line))).collect())
    }

    /// A difference of texts, which keeps the tabs and the line ends of their lines.
    pub fn diff(text: &str) -> Self {
        let shown = |line: &str| {
            let code = line.trim_end_matches(['\r', '\n']);
            let mut shown = String::with_capacity(line.len());
            for character in code.chars() {
                if character == '\t' { shown.push(character) } else { push_visible(&mut shown, character) }
            }
            shown + if line.ends_with("\r\n") { "\r\n" } else { "\n" }
        };
        Self::painted(text.split_inclusive('\n').map(shown).collect())
    }

    /// A line of JSON or a whole document, which means the same.
    pub fn json(text: String) -> Self {
        Inert(escape_json(text))
    }

    /// Adds what nobody obeys either.
    pub(super) fn push(&mut self, more: &Inert) {
        self.0.push_str(&more.0);
    }

    /// Lines whose hidden characters are escaped already, beside colours of our own.
    pub(super) fn painted(text: String) -> Self {
        if !text.contains("::") && !text.contains("##") {
            return Inert(text);
        }
        Inert(text.split_inclusive('\n').map(disobeyed).collect())
    }

    /// Commands that a runner is to obey, each of them on a line that is escaped as its documentation says.
    pub(super) fn commands(text: String) -> Self {
        Inert(text)
    }
}

/// Who takes a report, in pieces of whole lines.
pub type Taker<'t> = &'t mut dyn FnMut(&Inert) -> io::Result<()>;

/// A JSON document on its way out: of hundreds of thousands of rows there are never more than a few in memory.
pub(super) struct JsonPieces<'t> {
    ahead: Vec<u8>,
    taker: Taker<'t>,
}

impl<'t> JsonPieces<'t> {
    pub(super) fn to(taker: Taker<'t>) -> Self {
        JsonPieces { ahead: Vec::new(), taker }
    }

    /// Hands on so many bytes.
    fn hand_on(&mut self, bytes: usize) -> io::Result<()> {
        let rest = self.ahead.split_off(bytes.min(self.ahead.len()));
        let piece = String::from_utf8(std::mem::replace(&mut self.ahead, rest)).unwrap_or_default();
        (self.taker)(&Inert::json(piece))
    }
}

impl io::Write for JsonPieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.ahead.extend_from_slice(bytes);
        // No string of a document is broken by a line feed, so each of its lines can be made safe by itself.
        if self.ahead.len() >= BYTES_OF_PIECE
            && bytes.contains(&b'\n')
            && let Some(end) = self.ahead.iter().rposition(|byte| *byte == b'\n')
        {
            self.hand_on(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on(self.ahead.len())
    }
}

impl Deref for Inert {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Inert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A line with the letter escaped that makes a runner take it for a command.
pub(super) fn disobeyed(line: &str) -> Cow<'_, str> {
    let start = line.len() - line.trim_start().len();
    let is_command = line.get(start..).is_some_and(|rest| rest.starts_with("::"));
    if !is_command && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut shown = String::with_capacity(line.len() + 8);
    for (at, character) in line.char_indices() {
        if (at == start && is_command) || (character == '[' && starts_command(&shown)) {
            push_escaped(&mut shown, character);
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether a bracket after this text would make it a command: `##`, `##vso`, `##teamcity`.
fn starts_command(shown: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    shown.trim_end_matches(is_of_name).ends_with("##")
}

/// `text` on one line with every character that would steer a terminal or hide itself shown as an escape. Line breaks
/// and tabs become spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.trim_end_matches(['\r', '\n']).chars() {
        match character {
            '\n' | '\t' => shown.push(' '),
            _ => push_visible(&mut shown, character),
        }
    }
    Cow::Owned(shown)
}

/// Appends `character` to `shown`, or its escape where it is hidden or would make a command.
pub(super) fn push_visible(shown: &mut String, character: char) {
    if is_hidden(character) || (character == '[' && starts_command(shown)) {
        push_escaped(shown, character);
    } else {
        shown.push(character);
    }
}

pub(super) fn push_escaped(shown: &mut String, character: char) {
    // Writing to a string does not fail.
    let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
}

/// Whether a character is a control character, changes the direction of text, or takes no room of its own.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// JSON with the characters escaped too that serde_json writes as they are and that are hidden or make a command; the
/// document means the same.
///
/// Beyond ASCII, hidden characters stand in strings alone, as `##` does, so the syntax is left as it is.
fn escape_json(json: String) -> String {
    let stays = |character: char| character < '\u{7f}' || !is_hidden(character);
    let is_plain = json.is_ascii() && !json.as_bytes().contains(&0x7f);
    if (is_plain || json.chars().all(stays)) && !json.contains("##") {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if stays(character) && !(character == '[' && starts_command(&escaped)) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_would_steer_a_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c\u{202e}d\u{7f}"), "a\\u{1b}[31mb\\u{9b}c\\u{202e}d\\u{7f}");
        assert_eq!(visible("two\nlines\tand é 漢\r\n"), "two lines and é 漢");
    }

    #[test]
    fn no_line_is_a_command() {
        let page = |text: &str| Inert::page(text).to_string();
        assert_eq!(page("::error::x\na ::b"), "\\u{3a}:error::x\na ::b\n");
        assert_eq!(page(" \u{a0}\u{2003}::x"), " \u{a0}\u{2003}\\u{3a}:x\n");
        assert_eq!(page("a\r::x"), "a\\u{d}::x\n");
        assert_eq!(page("##[x ##vso[y ###[ #[ ## [ ##a b["), "##\\u{5b}x ##vso\\u{5b}y ###\\u{5b} #[ ## [ ##a b[\n");
        assert_eq!(page("##\u{200b}[ ##VSO[##["), "##\\u{200b}[ ##VSO\\u{5b}##\\u{5b}\n");
    }

    #[test]
    fn json_means_the_same_after_escaping() {
        let value = serde_json::json!({"a\u{9b}": "b\u{202e}\u{e0041}\u{7f}é\u{1b}", "##[": ["##", "##vso[["]});
        let escaped = escape_json(value.to_string());
        assert!(!escaped.chars().any(is_hidden) && !escaped.contains("##[") && !escaped.contains("vso["), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
