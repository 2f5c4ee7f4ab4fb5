//! Line ends in an object's `for`, which Terraform passes over and the parser does not:
//!
//! ```hcl
//! tags = { for name in var.names : name => var.is_short ? "s" :
//!   "long" }
//! ```

/// What surrounds a place in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Braces that hold a `for`, between which a line end is nothing but space.
    For,
    /// Any other brackets.
    Brackets,
    /// The quotes of a template.
    Quotes,
}

/// The text with spaces for the line ends and comments that stand right inside an object's `for`, so that every place
/// stays as it is; `None` where there are none.
pub(super) fn without_line_ends(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut around: Vec<Inside> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let here = around.last().copied();
        let len = if here == Some(Inside::Quotes) { quoted_token(rest) } else { token(rest) };
        let (taken, after) = rest.split_at_checked(len)?;
        match (here, first) {
            (Some(Inside::Quotes), b'$' | b'%') if len == 2 => around.push(Inside::Brackets),
            (Some(Inside::Quotes), b'"') => drop(around.pop()),
            (Some(Inside::Quotes), _) => {}
            (_, b'"') => around.push(Inside::Quotes),
            (_, b'{') => around.push(if holds_for(after) { Inside::For } else { Inside::Brackets }),
            (_, b'(' | b'[') => around.push(Inside::Brackets),
            (_, b')' | b']' | b'}') => drop(around.pop()),
            _ => {}
        }
        let is_space = matches!(first, b'\n' | b'\r') || is_comment(taken);
        if here == Some(Inside::For) && is_space {
            out.extend(std::iter::repeat_n(b' ', len));
        } else {
            out.extend(taken.bytes());
        }
        rest = after;
    }
    let out = String::from_utf8(out).ok()?;
    (out != text).then_some(out)
}

/// How long the first token of a template is, its closing quote included.
fn quoted_token(rest: &str) -> usize {
    match rest.as_bytes() {
        [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 3,
        [b'$' | b'%', b'{', ..] => 2,
        [b'\\', ..] => 1 + first_len(rest.get(1..)),
        _ => first_len(Some(rest)),
    }
}

/// How long the first token is: comments, heredocs and names are one, everything else is taken letter by letter.
fn token(rest: &str) -> usize {
    let up_to = |end: &str, more: usize| rest.find(end).map_or(rest.len(), |at| at + more);
    match rest.as_bytes() {
        [b'/', b'*', ..] => rest.get(2..).and_then(|inside| inside.find("*/")).map_or(rest.len(), |at| at + 4),
        _ if is_comment(rest) => up_to("\n", 0),
        [b'<', b'<', ..] => heredoc(rest).unwrap_or(2),
        [first, ..] if first.is_ascii_alphanumeric() => {
            rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-').unwrap_or(rest.len())
        }
        _ => first_len(Some(rest)),
    }
}

fn first_len(text: Option<&str>) -> usize {
    text.and_then(|text| text.chars().next()).map_or(0, char::len_utf8)
}

fn is_comment(text: &str) -> bool {
    text.starts_with('#') || text.starts_with("//") || text.starts_with("/*")
}

/// How long a heredoc is, the line end after its last word included.
fn heredoc(rest: &str) -> Option<usize> {
    let head = rest.lines().next()?;
    let word = head.get(2..)?.trim_start_matches('-');
    if word.is_empty() || !word.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-') {
        return None;
    }
    let mut end = 0;
    for (at, line) in rest.split_inclusive('\n').enumerate() {
        end += line.len();
        if at > 0 && line.trim() == word {
            return Some(end);
        }
    }
    Some(rest.len())
}

/// Whether what follows a brace is a `for`.
fn holds_for(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start();
        if !is_comment(rest) {
            break;
        }
        rest = rest.get(token(rest)..).unwrap_or_default();
    }
    rest.strip_prefix("for").is_some_and(|after| after.starts_with(char::is_whitespace))
}
