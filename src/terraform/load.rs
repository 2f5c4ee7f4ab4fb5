//! Reads the files of a module into syntax trees whose spans are bytes of the files on disk.

use std::collections::BTreeSet;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};

use super::json;
use super::names::{FileRole, Syntax, role};
use super::parse::{LeftOut, Read, TooMuch, parse};
use super::recover::{Broken, Piece, bare_call, pieces};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Sources, Span};

/// How much the syntax of one file may weigh: about a hundred and fifty bytes of memory for each item of a list, three
/// times that for each line, and eight times that for each interpolation.
const MAX_WEIGHT: usize = 1_200_000;
const WEIGHT_OF_LINE: usize = 3;
const WEIGHT_OF_INTERPOLATION: usize = 8;

/// The syntax of a module.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Configuration, in the order of the files and of the text.
    pub(super) configuration: Vec<Parsed>,
    /// Configuration that is laid over it, in the order in which it is.
    pub(super) overrides: Vec<Parsed>,
    /// Files with values of variables, in the order in which they override each other.
    pub(super) values: Vec<(FileId, Syntax)>,
    /// Blocks that do not parse.
    pub(super) broken: Vec<Broken>,
    /// Blocks of override files that do not parse.
    pub(super) broken_overrides: Vec<Broken>,
    /// A file that does not parse at all, so that any name may be declared in it.
    pub(super) unread: Option<FileId>,
    /// An override file that does not parse at all, so that it may be laid over anything.
    pub(super) unread_override: Option<FileId>,
    /// Whether a file with values of variables cannot be read.
    pub(super) has_unread_values: bool,
    /// What does not parse, and why.
    pub(crate) problems: Vec<Problem>,
}

/// Text that parses: a file, or a part of a file that does not parse as a whole.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) place: Place,
    pub(super) body: Body,
}

/// Where the spans of a syntax tree count from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) file: FileId,
    shift: usize,
}

impl Place {
    /// The place of a whole file.
    pub(super) fn of_file(file: FileId) -> Self {
        Place { file, shift: 0 }
    }

    /// The place of a node in its file.
    pub(super) fn span(self, node: &impl hcl_edit::Span) -> Span {
        let range = node.span().unwrap_or_default();
        Span::new(self.file, range.start + self.shift..range.end + self.shift)
    }

    /// The place of a whole block. Blocks that JSON stands for have none of their own: it is made from their parts.
    pub(super) fn block(self, block: &Block) -> Span {
        use hcl_edit::Span as _;
        if block.span().is_some() {
            return self.span(block);
        }
        let header = self.header(block);
        let last = block.body.iter().last();
        last.map_or(header, |last| match last {
            Structure::Attribute(attribute) => header.to(self.span(&attribute.value)),
            Structure::Block(block) => header.to(self.block(block)),
        })
    }

    /// The place of a block's type and labels.
    pub(super) fn header(self, block: &Block) -> Span {
        use hcl_edit::Span as _;
        let ident = self.span(&block.ident);
        match block.labels.last() {
            // In JSON many blocks stand below one type.
            Some(label) if block.span().is_none() => self.span(label),
            Some(label) => ident.to(self.span(label)),
            None => ident,
        }
    }
}

/// Reads the files of a module. What does not parse is a problem; the blocks around it are there all the same.
pub(super) fn load(sources: &Sources, ids: &[FileId]) -> Files {
    let mut files = Files::default();
    let mut ids = ids.to_vec();
    ids.sort_by_key(|id| (is_auto(sources, *id), *id));
    for id in ids {
        let Some(file) = sources.file(id) else { continue };
        match role(file.path()) {
            // What cannot be read may say anything.
            Some(FileRole::Values(_)) if file.is_unread() => files.has_unread_values = true,
            Some(FileRole::Override(_)) if file.is_unread() => files.unread_override = Some(id),
            Some(FileRole::Configuration(_)) if file.is_unread() => files.unread = Some(id),
            Some(FileRole::Values(syntax)) => files.values.push((id, syntax)),
            Some(FileRole::Override(syntax)) => {
                let mut own = Files::default();
                files.overrides.extend(own.read(id, sources, syntax));
                files.broken_overrides.append(&mut own.broken);
                files.unread_override = files.unread_override.or(own.unread);
                files.problems.append(&mut own.problems);
            }
            Some(FileRole::Configuration(syntax)) => {
                let parsed = files.read(id, sources, syntax);
                files.configuration.extend(parsed);
            }
            None => {}
        }
    }
    files
}

/// Terraform reads `terraform.tfvars` before any `*.auto.tfvars`.
fn is_auto(sources: &Sources, id: FileId) -> bool {
    let name = sources.name(id);
    name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")
}

impl Files {
    /// How many bytes they have.
    pub(super) fn bytes(&self, sources: &Sources) -> usize {
        let parsed = self.configuration.iter().chain(&self.overrides).map(|parsed| parsed.place.file);
        let files: BTreeSet<_> = parsed.chain(self.values.iter().map(|(file, _)| *file)).collect();
        files.into_iter().map(|file| sources.text(file).len()).sum()
    }

    /// The pieces of a file that parse.
    pub(super) fn read(&mut self, id: FileId, sources: &Sources, syntax: Syntax) -> Vec<Parsed> {
        let Some(file) = sources.file(id) else { return Vec::new() };
        if file.is_utf16() {
            let message = "the file is UTF-16, and Terraform reads UTF-8 alone";
            let problem = Problem::at(ProblemKind::Parse, Span::new(id, 0..0), message);
            self.problems.push(problem.help("save it as UTF-8; it is analysed as if it were"));
        } else if let Some(at) = file.invalid() {
            let span = Span::new(id, at..at + 1);
            let problem = Problem::at(ProblemKind::Parse, span, "the file is not valid UTF-8 from here");
            self.problems.push(problem.help("save it as UTF-8; each offending byte was read as `?`"));
        }
        match syntax {
            Syntax::Native => self.parse_file(id, file.text()),
            Syntax::Json => self.parse_json(id, file.text()),
        }
    }

    fn parse_json(&mut self, file: FileId, text: &str) -> Vec<Parsed> {
        let json::Read { body, problem, left_out: parts } = json::read(file, text);
        self.problems.extend(problem);
        self.problems.extend(parts.iter().map(|part| left_out(part, Place::of_file(file))));
        if body.is_none() || parts.iter().any(|part| part.depth < json::DEPTH_OF_BLOCKS) {
            self.unread = Some(file);
        }
        body.map(|(body, shift)| Parsed { place: Place { file, shift }, body }).into_iter().collect()
    }

    fn parse_file(&mut self, file: FileId, text: &str) -> Vec<Parsed> {
        // The parser does not know the byte order mark.
        let shift = text.len() - text.trim_start_matches('\u{feff}').len();
        let text = text.trim_start_matches('\u{feff}');
        if weight(text) > MAX_WEIGHT {
            let message = format!("this is larger than is read: its lines and items weigh more than {MAX_WEIGHT}");
            let problem = Problem::at(ProblemKind::Limit, Span::new(file, 0..0), message);
            self.problems.push(problem.help("the other files are analysed; what this one declares is unknown"));
            self.unread = Some(file);
            return Vec::new();
        }
        match parse(text) {
            Ok(read) => vec![self.parsed(Place { file, shift }, read)],
            Err(_) => pieces(text).into_iter().filter_map(|piece| self.parse_piece(file, shift, &piece)).collect(),
        }
    }

    fn parsed(&mut self, place: Place, read: Read<Body>) -> Parsed {
        self.problems.extend(read.left_out.iter().map(|part| left_out(part, place)));
        Parsed { place, body: read.tree }
    }

    fn parse_piece(&mut self, file: FileId, shift: usize, piece: &Piece<'_>) -> Option<Parsed> {
        let shift = shift + piece.start;
        match parse(piece.text) {
            Ok(read) => Some(self.parsed(Place { file, shift }, read)),
            Err(error) => {
                let at = error.location().offset().min(piece.text.len()) + shift;
                let end = (at + 1).min(shift + piece.text.len());
                self.problems.push(problem(&error, Span::new(file, at..end)));
                match Broken::of(piece, file, shift) {
                    Some(broken) => self.broken.push(broken),
                    None => self.unread = Some(file),
                }
                let read = bare_call(piece).and_then(|bare| parse(&bare).ok());
                read.map(|read| self.parsed(Place { file, shift }, read))
            }
        }
    }
}

/// How much the syntax of a text weighs at most.
fn weight(text: &str) -> usize {
    let (mut items, mut lines, mut interpolations) = (0, 0, 0);
    let mut before = 0;
    for byte in text.bytes() {
        items += usize::from(byte == b',');
        lines += usize::from(byte == b'\n');
        interpolations += usize::from(byte == b'{' && matches!(before, b'$' | b'%'));
        before = byte;
    }
    items + lines * WEIGHT_OF_LINE + interpolations * WEIGHT_OF_INTERPOLATION
}

fn problem(error: &hcl_edit::parser::Error, span: Span) -> Problem {
    let message = error.message().trim().to_owned();
    let (kind, what) = match TooMuch::of(error) {
        Some(_) => (ProblemKind::Limit, "this is nested deeper than is read"),
        None => (ProblemKind::Parse, "this is not valid HCL"),
    };
    Problem::at(kind, span, format!("{what}: {}", message.replace('\n', "; ")))
        .help("the blocks around it are analysed; what this block declares is unknown")
}

/// What is told of a value that is not read.
pub(super) fn left_out(part: &LeftOut, place: Place) -> Problem {
    let span = Span::new(place.file, part.range.start + place.shift..part.range.end + place.shift);
    let message = match part.why {
        TooMuch::Depth => "this is nested deeper than is read: more than 64 levels".to_owned(),
        TooMuch::Operators => "this chains more operators than are read: more than 128".to_owned(),
        TooMuch::Keys(keys) => format!("this object has more keys than are read: {keys}"),
    };
    Problem::at(ProblemKind::Limit, span, message).help("its value is unknown; everything around it is analysed")
}

/// The text of an expression that is a plain string.
pub(super) fn literal(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::String(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Parses an expression that stands by itself at `span`.
pub(super) fn expression_at(text: &str, span: Span) -> Option<(Expression, Place)> {
    let expression = text.get(span.range())?.parse().ok()?;
    Some((expression, Place { file: span.file, shift: span.range().start }))
}
