//! The tokens of Terraform's own syntax, with the brackets that they stand in: what is told of a text without parsing
//! it.

/// What surrounds a place in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Braces that hold a `for`, between which a line end is nothing but space.
    For,
    /// Any other brackets.
    Brackets,
    /// The quotes of a template.
    Quotes,
}

/// A token. Comments, heredocs and names are one; everything else is taken letter by letter.
#[derive(Clone, Copy)]
pub(super) struct Token<'t> {
    /// Where it starts.
    pub(super) at: usize,
    pub(super) text: &'t str,
    /// What it stands in.
    pub(super) inside: Option<Inside>,
    /// How many brackets and quotes are open before it.
    pub(super) before: usize,
    /// How many are open after it.
    pub(super) after: usize,
}

impl Token<'_> {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Where it ends, the line end of a heredoc left out.
    pub(super) fn last(&self) -> usize {
        self.at + if self.is_heredoc() { self.text.trim_end_matches('\n').len() } else { self.text.len() }
    }

    /// Whether it is a heredoc, behind which a line has ended.
    pub(super) fn is_heredoc(&self) -> bool {
        self.text.starts_with("<<") && self.text.len() > 2
    }

    /// Its first byte.
    pub(super) fn first(&self) -> u8 {
        self.text.bytes().next().unwrap_or_default()
    }

    /// Whether it is a line end or a comment.
    pub(super) fn is_break(&self) -> bool {
        matches!(self.first(), b'\n' | b'\r') || is_comment(self.text)
    }
}

/// The tokens of a text, in order.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    around: Vec<Inside>,
}

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Tokens { text, at: 0, around: Vec::new() }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let rest = self.text.get(self.at..)?;
        let first = rest.bytes().next()?;
        let inside = self.around.last().copied();
        let before = self.around.len();
        let len = if inside == Some(Inside::Quotes) { quoted_token(rest) } else { token(rest) };
        let (text, after) = rest.split_at_checked(len)?;
        match (inside, first) {
            (Some(Inside::Quotes), b'$' | b'%') if len == 2 => self.around.push(Inside::Brackets),
            (Some(Inside::Quotes), b'"') => drop(self.around.pop()),
            (Some(Inside::Quotes), _) => {}
            (_, b'"') => self.around.push(Inside::Quotes),
            (_, b'{') => self.around.push(if holds_for(after) { Inside::For } else { Inside::Brackets }),
            (_, b'(' | b'[') => self.around.push(Inside::Brackets),
            (_, b')' | b']' | b'}') => drop(self.around.pop()),
            _ => {}
        }
        let at = self.at;
        self.at += len;
        Some(Token { at, text, inside, before, after: self.around.len() })
    }
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
