//! Markdown for the summary of a job, and for a comment on a pull request or a merge request.
//!
//! Names of the input are code, in which nothing is a link, a mention or HTML; words around them have every mark
//! escaped. There are no tables: a name may hold the bar that ends a cell.

use crate::finding::{Analysis, Compliance, Evaluation, Problem};
use crate::source::Span;

use super::order::{Fault, faults, split, worst_first};
use super::text::{Inert, visible};
use super::words::{self, Level};
use super::{Options, place, statistics};

/// GitHub takes no longer comment; what it says of it has room left.
const MAX_BYTES: usize = 60_000;

/// How many resources of one fault are named.
const MAX_NAMED: usize = 10;

/// What is invisible where it is shown, and keeps a mark and what follows it from being a mention or a link.
const APART: &str = "&#8203;";

/// A head with the counts, then findings, what the code does not decide, and problems: as much of it as a comment
/// takes.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut page = Page { text: format!("## bucketlint: {}\n", head(analysis)), left_out: 0 };
    let most = options.max_findings.unwrap_or(usize::MAX);
    let (findings, rest) = split(faults(analysis, Compliance::NonCompliant), most);
    page.left_out = rest.iter().map(Fault::count).sum();
    page.section("### Findings", findings.iter().map(|fault| (finding(analysis, fault), fault.count())));
    let problems = analysis.problems.iter().filter(|it| !it.kind.is_note());
    page.section("### Problems", problems.map(|it| (problem(analysis, it), 1)));
    if !options.quiet {
        let open = faults(analysis, Compliance::InsufficientData);
        page.section("### Not decided", open.iter().map(|fault| (undecided(analysis, fault), fault.count())));
        let notes = analysis.problems.iter().filter(|it| it.kind.is_note());
        page.section("### Notes", notes.map(|it| (problem(analysis, it), 1)));
    }
    if options.all {
        let accepted = analysis.evaluations.iter().filter(|it| it.suppressed.is_some());
        page.section("### Suppressed", accepted.map(|it| (suppressed(analysis, it), 1)));
        for (title, compliance) in
            [("### Compliant", Compliance::Compliant), ("### Not applicable", Compliance::NotApplicable)]
        {
            let kept = faults(analysis, compliance);
            page.section(title, kept.iter().map(|fault| (line(analysis, fault), fault.count())));
        }
    }
    let mut text = page.text;
    if page.left_out > 0 {
        text.push_str(&format!(
            "\n{} more are left out, because a comment has a limit; the other formats have them all.\n",
            page.left_out
        ));
    }
    if options.statistics {
        // No name of a rule ends a block of code that is indented.
        let table = statistics::table(analysis);
        text.extend(["\n"].into_iter().chain(table.lines().flat_map(|line| ["    ", line, "\n"])));
    }
    text.push_str(&format!("\n{}\n", plain(&words::summary(analysis, options))));
    Inert::painted(text)
}

/// The text so far, and how much did not fit.
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Writes a title and what fits of these entries, each with how many it stands for.
    fn section(&mut self, title: &str, entries: impl Iterator<Item = (String, usize)>) {
        let mut title = Some(format!("\n{title}\n\n"));
        for (entry, count) in entries {
            let head = title.as_deref().unwrap_or_default();
            if self.text.len() + head.len() + entry.len() > MAX_BYTES {
                self.left_out += count;
                continue;
            }
            self.text.push_str(head);
            self.text.push_str(&entry);
            title = None;
        }
    }
}

/// "2 critical, 1 low", or that there is nothing.
fn head(analysis: &Analysis) -> String {
    let counts = words::by_severity(worst_first(analysis, Compliance::NonCompliant));
    let errors = analysis.problems.iter().filter(|it| it.kind.is_error()).count();
    let findings = if counts.is_empty() { "no findings".to_owned() } else { words::severities_in_words(&counts) };
    if errors == 0 { findings } else { format!("{findings}; not everything could be analysed") }
}

fn finding(analysis: &Analysis, fault: &Fault<'_>) -> String {
    let it = fault.first;
    let title = format!("- **{}** {}: {}", it.rule.severity, resources(fault), plain(&it.rule.title));
    let mut out = format!("{title} ({}){}\n", rule(it), at(analysis, place::of_evaluation(it)));
    push(&mut out, "", &it.message);
    push(&mut out, "Proof: ", &it.witness.as_deref().map(words::proof).unwrap_or_default());
    push(&mut out, "Help: ", it.help());
    out
}

fn undecided(analysis: &Analysis, fault: &Fault<'_>) -> String {
    let it = fault.first;
    let place = at(analysis, place::of_evaluation(it));
    let mut out = format!("- {}: {} ({}){place}\n", resources(fault), plain(&it.message), rule(it));
    for gap in &it.unresolved {
        let place = at(analysis, Some(gap.span));
        out.push_str(&format!("  - {} {}{place}\n", code(&gap.expression), plain(&gap.reason.to_string())));
    }
    out
}

fn suppressed(analysis: &Analysis, it: &Evaluation) -> String {
    let reason = it.suppressed.as_ref().map(|suppression| plain(&suppression.reason)).unwrap_or_default();
    format!("- {}: {} ({}){}\n", code(&it.resource), reason, rule(it), at(analysis, place::of_evaluation(it)))
}

fn line(analysis: &Analysis, fault: &Fault<'_>) -> String {
    let it = fault.first;
    let place = at(analysis, place::of_evaluation(it));
    format!("- {}: {} ({}){place}\n", resources(fault), plain(&it.message), rule(it))
}

fn problem(analysis: &Analysis, problem: &Problem) -> String {
    let file = place::file_of_problem_from_top(&analysis.sources, problem).filter(|_| problem.span.is_none());
    let place = file.map_or_else(|| at(analysis, problem.span), |file| format!(" in {}", code(&file)));
    let level = Level::of_problem(problem).as_str();
    let mut out = format!("- **{level}**{place}: {}\n", plain(&problem.message));
    push(&mut out, "Help: ", &problem.help);
    out
}

fn push(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("  - {name}{}\n", plain(&words::sentence(text))));
    }
}

/// The resources of a fault as code, the first of many.
fn resources(fault: &Fault<'_>) -> String {
    let named: Vec<_> = fault.all().take(MAX_NAMED).map(|it| code(&it.resource)).collect();
    match fault.count().saturating_sub(MAX_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The rule's name, with a link to its page where that is one of the web.
fn rule(evaluation: &Evaluation) -> String {
    let (name, page) = (code(&evaluation.rule.name), &evaluation.rule.page);
    if page.starts_with("https://") || page.starts_with("http://") {
        let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&byte);
        let escaped = |byte: u8| if is_kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        let url: String = page.bytes().map(escaped).collect();
        return format!("[{name}](<{url}>)");
    }
    name
}

/// ", at `file:line`", or nothing for what stands nowhere.
fn at(analysis: &Analysis, span: Option<Span>) -> String {
    let located = span.and_then(|span| place::locate_from_top(&analysis.sources, span));
    let place = located.map(|(file, range)| format!("{file}:{}", range.start.line));
    place.map(|place| format!(" at {}", code(&place))).unwrap_or_default()
}

/// Text as code: between more backticks than follow each other in it.
fn code(text: &str) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        return String::new();
    }
    let runs = text.split(|character| character != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    // A backtick at the edge would belong to the fence; one blank at each edge is no part of the code.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence: what stands between backticks is code, of the rest no mark means anything, nor is it a mention or a
/// link.
fn plain(text: &str) -> String {
    let text = visible(text);
    let pieces: Vec<_> = text.split('`').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (at, piece) in pieces.iter().enumerate() {
        let (is_behind_one, is_last) = (at % 2 == 1, at + 1 == pieces.len());
        if is_behind_one && !is_last && !piece.trim().is_empty() {
            // Two fences beside each other would be one.
            out.push_str(if out.ends_with('`') { " " } else { "" });
            out.push_str(&code(piece));
            continue;
        }
        out.push_str(if is_behind_one { "\\`" } else { "" });
        push_plain(&mut out, piece);
        out.push_str(if is_behind_one && !is_last { "\\`" } else { "" });
    }
    out
}

fn push_plain(out: &mut String, text: &str) {
    let mut letters = text.chars().peekable();
    while let Some(character) = letters.next() {
        let is_followed = letters.peek().is_some_and(|next| !next.is_whitespace());
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '{' | '}' | '(' | ')' | '|' => out.extend(['\\', character]),
            // GitHub and GitLab look for these in the text that is shown, so no backslash helps.
            '@' | '#' | '!' | '$' | '%' | '~' | '^' | ':' => {
                if matches!(character, '#' | '!' | '$' | '~') {
                    out.push('\\');
                }
                out.push(character);
                out.push_str(if is_followed { APART } else { "" });
            }
            '.' if ends_with_www(out) => out.extend([APART, "."]),
            '-' if out.ends_with("GH") => out.extend([APART, "-"]),
            character => out.push(character),
        }
    }
}

/// Whether a full stop behind it would make it a link.
fn ends_with_www(text: &str) -> bool {
    let start = text.len().saturating_sub(3);
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_where_it_is_to_end() {
        assert_eq!(code("a.b"), "`a.b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\\"), "`a\\`");
        assert_eq!(code(" "), "");
    }

    #[test]
    fn a_sentence_has_no_marks_of_its_own() {
        assert_eq!(plain("`a|b` may *not* <b>"), "`a|b` may \\*not\\* &lt;b&gt;");
        assert_eq!(plain("[x](https://y) @z #1"), "\\[x\\]\\(https:&#8203;//y\\) @&#8203;z \\#&#8203;1");
        assert_eq!(plain("odd `a @b"), "odd \\`a @&#8203;b");
        assert_eq!(plain("`a``b` ``"), "`a` `b` \\`\\`");
        assert_eq!(plain("WWW.x.y GH-1"), "WWW&#8203;.x.y GH&#8203;-1");
    }
}
