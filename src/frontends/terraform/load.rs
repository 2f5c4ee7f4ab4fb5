//! Reads the files of a module into syntax trees whose spans are bytes of the files on disk.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use super::recover::{Broken, Piece, pieces, same_length_repair};
use super::{Role, role};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Sources, Span};

/// How often one file is mended and parsed again before its error is reported.
const MAX_REPAIRS: usize = 32;

/// The syntax of a module.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Configuration, in the order of the files and of the text.
    pub(super) configuration: Vec<Parsed>,
    /// Files with values of variables, in the order in which they override each other.
    pub(super) values: Vec<Parsed>,
    /// Blocks that do not parse.
    pub(super) broken: Vec<Broken>,
    /// What does not parse, and why.
    pub(super) problems: Vec<Problem>,
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
    /// The place of a node in its file.
    pub(super) fn span(self, node: &impl hcl_edit::Span) -> Span {
        let range = node.span().unwrap_or_default();
        Span::new(self.file, range.start + self.shift..range.end + self.shift)
    }

    /// The place of a block's type and labels.
    pub(super) fn header(self, block: &Block) -> Span {
        let ident = self.span(&block.ident);
        block.labels.last().map_or(ident, |label| ident.to(self.span(label)))
    }
}

/// Reads the files of a module. What does not parse is a problem; the blocks around it are there all the same.
pub(super) fn load(sources: &Sources, ids: &[FileId]) -> Files {
    let mut files = Files::default();
    let mut ids = ids.to_vec();
    ids.sort_by_key(|id| (is_auto(sources, *id), *id));
    for id in ids {
        let Some(file) = sources.file(id) else { continue };
        if let Some(at) = file.invalid_utf8() {
            let span = Span::new(id, at..at + 1);
            let problem = Problem::at(ProblemKind::Parse, span, "the file is not valid UTF-8 from here");
            files.problems.push(problem.help("save it as UTF-8; each offending byte was read as `?`"));
        }
        if is_override(sources, id) {
            let message = "override files are not merged into the blocks that they override yet";
            let problem = Problem::at(ProblemKind::Limit, Span::whole_file(id), message);
            files.problems.push(problem.help("both declarations are judged as they stand"));
        }
        let parsed = files.parse_file(id, file.text());
        match role(file.path()) {
            Some(Role::Values) => files.values.extend(parsed),
            _ => files.configuration.extend(parsed),
        }
    }
    files
}

/// Terraform reads `terraform.tfvars` before any `*.auto.tfvars`.
fn is_auto(sources: &Sources, id: FileId) -> bool {
    sources.name(id).ends_with(".auto.tfvars")
}

/// Terraform lays `override.tf` and `*_override.tf` over the other files.
fn is_override(sources: &Sources, id: FileId) -> bool {
    let name = sources.name(id).rsplit('/').next().unwrap_or_default();
    name == "override.tf" || name.ends_with("_override.tf")
}

impl Files {
    fn parse_file(&mut self, file: FileId, text: &str) -> Vec<Parsed> {
        // The parser does not know the byte order mark.
        let shift = text.len() - text.trim_start_matches('\u{feff}').len();
        let text = text.trim_start_matches('\u{feff}');
        match parse(text) {
            Ok(body) => vec![Parsed { place: Place { file, shift }, body }],
            Err(_) => pieces(text).into_iter().filter_map(|piece| self.parse_piece(file, shift, &piece)).collect(),
        }
    }

    fn parse_piece(&mut self, file: FileId, shift: usize, piece: &Piece<'_>) -> Option<Parsed> {
        let shift = shift + piece.start;
        match parse(piece.text) {
            Ok(body) => Some(Parsed { place: Place { file, shift }, body }),
            Err(error) => {
                let at = error.location().offset().min(piece.text.len()) + shift;
                let end = (at + 1).min(shift + piece.text.len());
                self.problems.push(problem(&error, Span::new(file, at..end)));
                self.broken.extend(Broken::of(piece, file, shift));
                None
            }
        }
    }
}

/// Parses text, mending what Terraform accepts and the parser does not.
fn parse(text: &str) -> Result<Body, hcl_edit::parser::Error> {
    let mut error = match hcl_edit::parser::parse_body(text) {
        Ok(body) => return Ok(body),
        Err(error) => error,
    };
    let mut mended = text.to_owned();
    for _ in 0..MAX_REPAIRS {
        let Some(next) = same_length_repair(&mended, &error) else { break };
        mended = next;
        match hcl_edit::parser::parse_body(&mended) {
            Ok(body) => return Ok(body),
            Err(other) => error = other,
        }
    }
    Err(error)
}

fn problem(error: &hcl_edit::parser::Error, span: Span) -> Problem {
    let message = error.message().trim().to_owned();
    let is_bound = message.contains("nested levels") || message.contains("chained binary operators");
    let kind = if is_bound { ProblemKind::Limit } else { ProblemKind::Parse };
    let what = if is_bound { "this is nested deeper than is read" } else { "this is not valid HCL" };
    Problem::at(kind, span, format!("{what}: {}", message.replace('\n', "; ")))
        .help("the blocks around it are analysed; what this block declares is unknown")
}

/// Parses an expression that stands by itself at `span`.
pub(super) fn expression_at(text: &str, span: Span) -> Option<(Expression, Place)> {
    let expression = text.get(span.range())?.parse().ok()?;
    Some((expression, Place { file: span.file, shift: span.range().start }))
}
