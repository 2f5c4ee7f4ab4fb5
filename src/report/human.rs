//! Diagnostics for people: what is wrong, where, the request that proves it, and what to do.
//!
//! Order: what the rules found, what the code does not decide (two lines each), problems with the input, the counts.
//! Findings stand together by resource, the worst resource first; what one place does to several instances is one
//! finding, and what to do is told once for each rule. The last screen of a terminal is the one that is read, so
//! problems and counts stand at its foot.

use std::collections::{HashMap, HashSet};
use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};

use crate::finding::{Analysis, Compliance, Evaluation, Label, Problem};
use crate::source::{Sources, Span};

use super::excerpt::{CONTEXT_LINES, Excerpt, Pointer};
use super::order::{Fault, faults, split};
use super::text::{Inert, visible};
use super::words::{self, Level};
use super::{Options, place, statistics};

/// An excerpt shows at most this many labels; the rest are notes below it.
const MAX_LABELS: usize = 8;

/// How many findings are shown, the worst, and as many undecided verdicts, where nobody says how many.
const MAX_FINDINGS: usize = 250;

/// Narrower than this nothing is readable; wider than this lines are hard to follow.
const WIDTHS: std::ops::RangeInclusive<usize> = 30..=140;

/// The columns that line numbers and frames take beside an excerpt.
const FRAME_COLUMNS: usize = 12;

/// The columns that the mark of a headline and its indentation take.
const HEADLINE_COLUMNS: usize = 4;

/// The analysis as people read it.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut page = Page::new(&analysis.sources, options);
    let most = options.max_findings.unwrap_or(MAX_FINDINGS);
    let (shown, left) = split(faults(analysis, Compliance::NonCompliant), most);
    by_resource(&shown).iter().for_each(|group| page.group(group));
    page.paragraph(&words::left_out(&left, "findings"));
    if !options.quiet {
        let (shown, left) = split(faults(analysis, Compliance::InsufficientData), most);
        shown.iter().for_each(|fault| page.undecided(fault));
        page.close_block();
        page.paragraph(&words::left_out(&left, "undecided verdicts"));
    }
    let told = analysis.problems.iter().filter(|problem| !(options.quiet && problem.kind.is_note()));
    told.for_each(|problem| page.problem(problem));
    if options.all {
        analysis.evaluations.iter().filter(|each| !each.is_open()).for_each(|evaluation| page.not_open(evaluation));
        for compliance in [Compliance::Compliant, Compliance::NotApplicable] {
            let open = analysis.evaluations.iter().filter(|it| it.is_open() && it.compliance == compliance);
            open.for_each(|evaluation| page.line(evaluation));
        }
        page.close_block();
    }
    if options.statistics {
        page.out.extend(statistics::table(analysis).lines().flat_map(|line| [visible(line), "\n".into()]));
        page.close_block();
    }
    if !options.quiet {
        page.out.extend([words::summary(analysis, options).as_str(), "\n"]);
    }
    Inert::painted(page.out)
}

/// Faults by the resource that they are first of, in the order in which their first ones stand.
fn by_resource<'f, 'a>(faults: &'f [Fault<'a>]) -> Vec<Vec<&'f Fault<'a>>> {
    let mut groups: Vec<Vec<&Fault<'a>>> = Vec::new();
    let mut known = HashMap::new();
    for fault in faults {
        let at = *known.entry(&*fault.first.resource).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(fault),
            None => groups.push(vec![fault]),
        }
    }
    groups
}

/// The text so far and how it is written.
struct Page<'a> {
    out: String,
    /// The rules that were told of: what to do about them is known.
    told: HashSet<&'a str>,
    /// The examples that were given: some rules have one alike.
    given: HashSet<String>,
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
        Page {
            out: String::new(),
            told: HashSet::new(),
            given: HashSet::new(),
            sources,
            width,
            color: options.color,
            unicode: options.unicode,
            handler,
        }
    }

    /// The findings of one resource, below a line that names it.
    fn group(&mut self, faults: &[&Fault<'a>]) {
        let Some(first) = faults.first().map(|fault| fault.first) else { return };
        let counts = words::severities_in_words(&words::by_severity(faults.iter().map(|fault| fault.first)));
        let name = self.paint(BOLD, &visible(&first.resource));
        // The name does not begin the line: it may look like a command of a runner.
        self.out.push_str(&format!("{counts}: {name}\n\n"));
        faults.iter().for_each(|fault| self.finding(fault));
    }

    fn finding(&mut self, fault: &Fault<'a>) {
        let evaluation = fault.first;
        let rule = &evaluation.rule;
        let title = format!("{}: {} [{}]", rule.severity, rule.title, rule.name);
        let headline = [title, evaluation.message.to_string()];
        let primary = evaluation.primary.span.map(|span| Pointer { span, message: &evaluation.primary.message });
        let notes = self.diagnostic(Level::of_severity(rule.severity), &headline, primary, &evaluation.related);
        self.entry("also", &fault.also());
        let proof = evaluation.witness.as_deref().map(words::proof);
        self.entry("proof", proof.as_deref().unwrap_or(""));
        notes.iter().for_each(|note| self.entry("note", note));
        if self.told.insert(&rule.name) {
            self.entry("help", evaluation.help());
            self.remedy(evaluation);
            self.entry("rule", &rule.page);
        }
        self.close_block();
    }

    /// The block that mends it, where it is of the language of the file: a template may be JSON.
    fn remedy(&mut self, evaluation: &Evaluation) {
        let file = self.sources.file(evaluation.declared.file);
        let is_json = file.is_none_or(|file| file.text().trim_start_matches('\u{feff}').trim_start().starts_with('{'));
        let Some(block) = evaluation.remedy().filter(|_| !is_json) else { return };
        if !self.given.insert(block.clone()) {
            return;
        }
        self.out.push_str("        for example:\n");
        for line in block.lines() {
            self.out.push_str(format!("          {}", visible(line)).trim_end());
            self.out.push('\n');
        }
    }

    fn undecided(&mut self, fault: &Fault<'_>) {
        let evaluation = fault.first;
        let place = self.place(evaluation);
        let line = format!("{}: {}{place} [{}]", evaluation.resource, evaluation.message, evaluation.rule.name);
        let mark = self.paint(CYAN, "?");
        self.wrapped(&format!("  {mark} "), 4, &line);
        for gap in &evaluation.unresolved {
            let name = self.paint(DIM, "not decided:");
            self.wrapped(&format!("    {name} "), 17, &words::undecided(self.sources, gap));
        }
        if !fault.others.is_empty() {
            let name = self.paint(DIM, "also:");
            self.wrapped(&format!("    {name} "), 10, &fault.also());
        }
    }

    /// Lines of their own; nothing for an empty text.
    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.wrapped("", 0, text);
            self.close_block();
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
const BOLD: &str = "1";

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
