//! Diagnostics for people: what is wrong, where, the request that proves it, and what to do.
//!
//! Order: what the rules found, what the code does not decide (two lines each), problems with the input, the counts.
//! The last screen of a terminal is the one that is read, so problems and counts stand at its foot.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};

use crate::finding::{Analysis, Compliance, Evaluation, Label, Problem};
use crate::source::{Sources, Span};

use super::excerpt::{CONTEXT_LINES, Excerpt, Pointer};
use super::text::{Inert, visible};
use super::words::{self, Level};
use super::{Options, place};

/// An excerpt shows at most this many labels; the rest are notes below it.
const MAX_LABELS: usize = 8;

/// Narrower than this nothing is readable; wider than this lines are hard to follow.
const WIDTHS: std::ops::RangeInclusive<usize> = 50..=140;

/// The columns that line numbers and frames take beside an excerpt.
const FRAME_COLUMNS: usize = 12;

/// The columns that the mark of a headline and its indentation take.
const HEADLINE_COLUMNS: usize = 4;

/// The analysis as people read it.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut page = Page::new(&analysis.sources, options);
    let open = |each: &&Evaluation| each.is_open();
    let with = |compliance| analysis.evaluations.iter().filter(open).filter(move |each| each.compliance == compliance);
    with(Compliance::NonCompliant).for_each(|evaluation| page.finding(evaluation));
    if !options.quiet {
        with(Compliance::InsufficientData).for_each(|evaluation| page.undecided(evaluation));
        page.close_block();
    }
    let told = analysis.problems.iter().filter(|problem| !(options.quiet && problem.kind.is_note()));
    told.for_each(|problem| page.problem(problem));
    if options.all {
        analysis.evaluations.iter().filter(|each| !open(each)).for_each(|evaluation| page.not_open(evaluation));
        with(Compliance::Compliant).for_each(|evaluation| page.line(evaluation));
        with(Compliance::NotApplicable).for_each(|evaluation| page.line(evaluation));
        page.close_block();
    }
    if !options.quiet {
        page.out.push_str(&words::summary(analysis, options.all));
        page.out.push('\n');
    }
    Inert::painted(page.out)
}

/// The text so far and how it is written.
struct Page<'a> {
    out: String,
    sources: &'a Sources,
    width: usize,
    color: bool,
    unicode: bool,
    handler: GraphicalReportHandler,
}

impl<'a> Page<'a> {
    fn new(sources: &'a Sources, options: &Options) -> Self {
        let width = options.width.clamp(*WIDTHS.start(), *WIDTHS.end());
        let mut theme = if options.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        if !options.color {
            theme.styles = ThemeStyles::none();
        }
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_links(false)
            .with_wrap_lines(false)
            .with_context_lines(CONTEXT_LINES)
            .without_syntax_highlighting();
        Page { out: String::new(), sources, width, color: options.color, unicode: options.unicode, handler }
    }

    fn finding(&mut self, evaluation: &Evaluation) {
        let rule = &evaluation.rule;
        let title = format!("{}: {} [{}]", rule.severity, rule.title, rule.name);
        let headline = [title, format!("{}: {}", evaluation.resource, evaluation.message)];
        let primary = evaluation.primary.span.map(|span| Pointer { span, message: &evaluation.primary.message });
        let notes = self.diagnostic(Level::of_severity(rule.severity), &headline, primary, &evaluation.related);
        let proof = evaluation.witness.as_deref().map(words::proof);
        self.entry("proof", proof.as_deref().unwrap_or(""));
        notes.iter().for_each(|note| self.entry("note", note));
        self.entry("help", evaluation.help());
        self.entry("rule", &rule.page);
        self.close_block();
    }

    fn undecided(&mut self, evaluation: &Evaluation) {
        let place = self.place(evaluation);
        let line = format!("{}: {}{place} [{}]", evaluation.resource, evaluation.message, evaluation.rule.name);
        let mark = self.paint(CYAN, "?");
        self.wrapped(&format!("  {mark} "), 4, &line);
        for gap in &evaluation.unresolved {
            let name = self.paint(DIM, "not decided:");
            self.wrapped(&format!("    {name} "), 17, &words::undecided(self.sources, gap));
        }
    }

    fn problem(&mut self, problem: &Problem) {
        let level = Level::of_problem(problem);
        let file = place::file_of_problem(self.sources, problem).filter(|_| problem.span.is_none());
        let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        let kind = format!(" [{}]", problem.kind.as_str());
        let kind = if problem.kind.is_note() { "" } else { &kind };
        let headline = format!("{}: {file}{}{kind}", level.as_str(), problem.message);
        let primary = problem.span.map(|span| Pointer { span, message: "" });
        self.diagnostic(level, &[headline], primary, &[]);
        self.entry("help", &problem.help);
        self.close_block();
    }

    fn not_open(&mut self, evaluation: &Evaluation) {
        let (word, why) = match &evaluation.suppressed {
            Some(suppression) => ("suppressed", format!(": {}", suppression.reason)),
            None => ("known", String::new()),
        };
        let verdict = self.paint(DIM, &format!("{}, {word}:", evaluation.compliance));
        let line = format!("{} {}{}", evaluation.rule.name, evaluation.resource, self.place(evaluation));
        self.wrapped(&format!("  {verdict} "), 4, &format!("{line}{why}"));
    }

    fn line(&mut self, evaluation: &Evaluation) {
        let verdict = self.paint(DIM, evaluation.compliance.as_str());
        let line = format!("{} {}{}", evaluation.rule.name, evaluation.resource, self.place(evaluation));
        self.out.push_str(&format!("  {verdict} {}\n", visible(&line)));
    }

    /// " (file:line:column)", or nothing where it stands nowhere.
    fn place(&self, evaluation: &Evaluation) -> String {
        let span = place::of_evaluation(evaluation);
        span.map(|span| format!(" ({})", place::short(self.sources, span))).unwrap_or_default()
    }

    /// Writes the headline and the excerpt, and gives the related labels that the excerpt does not show, as notes.
    fn diagnostic(
        &mut self,
        level: Level,
        headline: &[String],
        primary: Option<Pointer<'_>>,
        related: &[Label],
    ) -> Vec<String> {
        let shown = primary.and_then(|primary| self.sources.file(primary.span.file).map(|file| (primary, file)));
        let mut pointers: Vec<_> = shown.iter().map(|(primary, _)| *primary).collect();
        let mut notes = Vec::new();
        for label in related {
            let span = label.span.filter(|span| joins(&pointers, *span));
            match span {
                Some(span) => pointers.push(Pointer { span, message: &label.message }),
                None => notes.push(self.note(label)),
            }
        }
        let columns = self.width.saturating_sub(FRAME_COLUMNS);
        let excerpt = shown.map(|(_, file)| Excerpt::new(file, &pointers, columns, self.unicode));
        let lines = headline.iter().map(|line| wrap(&visible(line), 0, self.width.saturating_sub(HEADLINE_COLUMNS)));
        let headline = self.stress(level, lines.collect::<String>().trim_end());
        let entry = Entry { headline, level, excerpt };
        let mut block = String::new();
        if self.handler.render_report(&mut block, &entry).is_err() {
            block.clone_from(&entry.headline);
        }
        for line in block.lines() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        notes
    }

    /// The headline with its first word, which says how bad it is, in the colour of the level.
    fn stress(&self, level: Level, headline: &str) -> String {
        let code = match level {
            Level::Error => "1;31",
            Level::Warning => "1;33",
            Level::Note => "1;36",
        };
        match headline.split_once(':') {
            Some((word, rest)) => format!("{}:{rest}", self.paint(code, word)),
            None => headline.to_owned(),
        }
    }

    fn note(&self, label: &Label) -> String {
        match label.span {
            Some(span) => format!("{}: {}", place::short(self.sources, span), label.message),
            None => label.message.to_string(),
        }
    }

    /// Writes "  name: text", wrapped under the text; nothing for an empty text.
    fn entry(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            let name = format!("{name}:");
            let painted = self.paint(CYAN, &name);
            self.wrapped(&format!("  {painted} "), 3 + name.len(), text);
        }
    }

    /// Writes `start`, which takes `indent` columns, and wrapped text under its own first word.
    fn wrapped(&mut self, start: &str, indent: usize, text: &str) {
        let block = wrap(&visible(text), indent, self.width);
        self.out.push_str(start);
        self.out.push_str(block.trim_start_matches(' '));
    }

    /// Ends a block by an empty line, once.
    fn close_block(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

const CYAN: &str = "36";
const DIM: &str = "2";

/// Whether a related label can stand in the excerpt of the labels so far.
fn joins(pointers: &[Pointer<'_>], span: Span) -> bool {
    let Some(primary) = pointers.first() else { return false };
    pointers.len() < MAX_LABELS
        && primary.span.file == span.file
        && !span.is_empty()
        && pointers.iter().all(|pointer| pointer.span != span)
}

/// `text` in lines of `width`, each indented. A word that is longer than a line keeps a line of its own, uncut, so that
/// addresses and links can be copied.
fn wrap(text: &str, indent: usize, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}

/// A diagnostic as miette asks for it.
#[derive(Debug)]
struct Entry {
    headline: String,
    level: Level,
    excerpt: Option<(Excerpt, Vec<LabeledSpan>)>,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Entry {}

impl Diagnostic for Entry {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.level {
            Level::Error => miette::Severity::Error,
            Level::Warning => miette::Severity::Warning,
            Level::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|(excerpt, _)| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.as_ref().map(|(_, labels)| Box::new(labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }
}
