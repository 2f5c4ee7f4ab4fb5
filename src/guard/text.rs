//! Guard text before it is parsed: its bounds, and what the parse tree does not tell of it.
//!
//! The tree prints a regular expression and a range like the texts that look like them, and says of no rule and no
//! variable where it stands. One pass over the letters marks the texts, and notes the lines.

use super::outcome::{GuardError, fault};

/// How deep brackets may nest.
const MAX_DEPTH: usize = 64;

/// How many parts a path may have, each of which the parser takes a call for.
const MAX_PARTS: usize = 128;

/// How long Guard text may be, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Stands before a text that looks like a regular expression or a range.
pub(super) const MARK: char = '\u{f8ff}';

/// Guard text with its texts told from what looks like them.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) text: String,
    /// The rules by their names, in order, each with its line.
    pub(super) rules: Vec<(String, usize)>,
    /// The variables that are set, in order, each with its line.
    pub(super) lets: Vec<(String, usize)>,
}

pub(super) fn check_size(text: &str) -> Result<(), GuardError> {
    if text.len() > MAX_BYTES {
        return Err(fault(0, format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len())));
    }
    let mut depth = 0_usize;
    for (at, line) in text.lines().enumerate() {
        let mut parts = 1_usize;
        for byte in line.bytes() {
            match byte {
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' => depth = depth.saturating_sub(1),
                b'.' => parts += 1,
                byte if byte.is_ascii_whitespace() => parts = 1,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(fault(at + 1, format!("brackets nest deeper than {MAX_DEPTH}")));
            }
            if parts > MAX_PARTS {
                return Err(fault(at + 1, format!("a path has more than {MAX_PARTS} parts")));
            }
        }
    }
    Ok(())
}

/// Goes through Guard text once.
pub(super) fn prepare(text: &str) -> Prepared {
    let mut prepared = Prepared { text: String::with_capacity(text.len() + 16), ..Prepared::default() };
    let mut rest = text;
    let mut line = 1;
    // The word before the one that is read.
    let mut before = "";
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '<' if rest.starts_with("<<") => rest.find(">>").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '/' => quoted(rest, first),
            letter if letter.is_alphabetic() => {
                rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())
            }
            letter => letter.len_utf8(),
        };
        let (token, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match token.strip_prefix(['\'', '"']).filter(|text| text.starts_with(['/', '[', '(', MARK])) {
            Some(text) => prepared.text.extend([first, MARK].into_iter().chain(text.chars())),
            None => prepared.text.push_str(token),
        }
        if first.is_alphabetic() {
            match before {
                "rule" => prepared.rules.push((token.to_owned(), line)),
                "let" => prepared.lets.push((token.to_owned(), line)),
                _ => {}
            }
            before = token;
        } else if !first.is_whitespace() && first != '#' {
            before = "";
        }
        line += token.matches('\n').count();
        rest = behind;
    }
    prepared
}

/// How long a text or regular expression is, with its quotes: a backslash before a quote takes it in.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote && !is_escaped {
            return at + quote.len_utf8();
        }
        is_escaped = letter == '\\';
    }
    text.len()
}
