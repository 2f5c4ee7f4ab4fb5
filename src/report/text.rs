//! Text from the input, made safe to show.
//!
//! A terminal obeys control characters, and bidirectional overrides make code read as what it is not (CVE-2021-42574).
//! So both are shown as escapes (`\u{1b}`), never written. Machine formats keep the exact text and escape it as JSON
//! does.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` on one line with every character that would steer a terminal or hide itself shown as an escape. Line breaks
/// and tabs become spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
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

/// Appends `character` to `shown`, or its escape where it is hidden.
pub(super) fn push_visible(shown: &mut String, character: char) {
    if is_hidden(character) {
        // Writing to a string does not fail.
        let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
    } else {
        shown.push(character);
    }
}

/// Whether a character is a control character, changes the direction of text, or takes no room of its own.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// JSON with the hidden characters that serde_json writes as they are escaped too; the document means the same.
///
/// Beyond ASCII, hidden characters stand in strings alone, so the syntax is left as it is.
pub(super) fn escape_json(json: String) -> String {
    let stays = |character: char| character < '\u{7f}' || !is_hidden(character);
    if json.chars().all(stays) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if stays(character) {
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
    fn json_means_the_same_after_escaping() {
        let value = serde_json::json!({"a\u{9b}": "b\u{202e}\u{e0041}\u{7f}é\u{1b}"});
        let escaped = escape_json(value.to_string());
        assert!(!escaped.chars().any(is_hidden), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
