//! What can still be read of a file that does not parse.
//!
//! The file is cut at lines that start a top-level block, and each piece is parsed by itself. Of the pieces that do not
//! parse the header is kept, so that what they declare is unknown rather than undeclared.

use crate::source::{FileId, Span};
use crate::value::Unparsed;

/// Words that start a block at the top of a file.
const BLOCKS: [&str; 13] = [
    "resource",
    "data",
    "module",
    "variable",
    "output",
    "locals",
    "provider",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "ephemeral",
];

/// A part of a file that starts at a top-level block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    /// Where it starts in the text that was cut.
    pub(super) start: usize,
    pub(super) text: &'t str,
}

/// A block that does not parse.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    /// The block's type: `resource`.
    pub(crate) kind: String,
    /// Its labels.
    pub(crate) labels: Vec<String>,
    /// Its first line.
    pub(crate) header: Span,
    /// All of it.
    pub(crate) body: Span,
    /// Whether it is there and what is laid over it does not parse.
    pub(super) is_overridden: bool,
    /// Lines of the form `name = "text"` or `name = a.b.c` inside it: the argument and where its expression stands.
    pub(crate) arguments: Vec<(String, Span)>,
}

/// Cuts text at lines that start a top-level block.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && starts_block(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let piece = |(start, end): (&usize, usize)| Some(Piece { start: *start, text: text.get(*start..end)? });
    starts.iter().zip(ends).filter_map(piece).collect()
}

fn starts_block(line: &str) -> bool {
    BLOCKS.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t', '"', '{'])))
}

impl Broken {
    /// What is declared, as an address within its module; `None` where it is nothing that is named.
    pub(super) fn address(&self) -> Option<String> {
        Some(match (self.kind.as_str(), self.labels.as_slice()) {
            ("resource", [kind, name]) => format!("{kind}.{name}"),
            ("data", [kind, name]) => format!("data.{kind}.{name}"),
            ("variable", [name]) => format!("var.{name}"),
            ("module", [name]) => format!("module.{name}"),
            ("output", [name]) => format!("output.{name}"),
            _ => return None,
        })
    }

    /// Why what it declares is not known.
    pub(crate) fn reason(&self) -> Unparsed {
        if self.is_overridden { Unparsed::Overridden } else { Unparsed::PartOf }
    }

    /// What the first line of a piece declares; `None` where it starts no block.
    pub(super) fn of(piece: &Piece<'_>, file: FileId, shift: usize) -> Option<Broken> {
        let line = piece.text.lines().find(|line| starts_block(line))?;
        let start = piece.text.find(line)? + shift;
        let head = line.split_once('{').map_or(line, |(head, _)| head).trim_end();
        let mut words = head.split([' ', '\t', '"']).filter(|word| !word.is_empty());
        Some(Broken {
            kind: words.next()?.to_owned(),
            labels: words.map(str::to_owned).collect(),
            header: Span::new(file, start..start + head.len()),
            body: Span::new(file, start..shift + piece.text.trim_end().len()),
            is_overridden: false,
            arguments: arguments(piece, file, shift),
        })
    }
}

/// What can be kept of a call of a module that does not parse: the call itself and its source. Everything else is
/// blanked out, so that every place stays as it is.
pub(super) fn bare_call(piece: &Piece<'_>) -> Option<String> {
    let line = piece.text.lines().find(|line| starts_block(line)).filter(|line| line.starts_with("module"))?;
    let header = piece.text.find(line)?;
    let open = header + piece.text.get(header..)?.find('{')?;
    let mut bare = blank(piece.text.get(..header)?) + piece.text.get(header..=open)?;
    let end = piece.text.trim_end().len().checked_sub(1)?;
    for line in piece.text.get(open + 1..)?.split_inclusive('\n') {
        let is_source = line.trim_start().strip_prefix("source").is_some_and(|rest| rest.trim_start().starts_with('='));
        bare.push_str(&if is_source && bare.len() + line.len() <= end { line.to_owned() } else { blank(line) });
    }
    // The brace that closes the block stands on the last letter, whatever that was.
    let closes = bare.get(end..=end)? == " ";
    closes.then(|| bare.replace_range(end..=end, "}"))?;
    Some(bare)
}

/// The text with every byte but line ends blanked out.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// The plain arguments of a block, line by line.
fn arguments(piece: &Piece<'_>, file: FileId, shift: usize) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let mut at = shift;
    for line in piece.text.split_inclusive('\n') {
        if let Some((name, value)) = line.split_once('=')
            && let start = at + name.len() + 1 + (value.len() - value.trim_start().len())
            && name.starts_with([' ', '\t'])
            && name.trim().chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        {
            found.push((name.trim().to_owned(), Span::new(file, start..start + value.trim().len())));
        }
        at += line.len();
    }
    found
}
