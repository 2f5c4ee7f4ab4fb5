//! Which verdicts are accepted, and which suppressions do not count as they were meant.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::directive::{Day, Directive, checked};
use super::scan::comments;
use crate::config::{Ignore, Tool, near_name};
use crate::finding::{Analysis, Evaluation, Problem, ProblemKind, RuleInfo, Suppression, matches};
use crate::source::{FileId, Sources, Span};

/// What verdicts are accepted by.
#[derive(Clone, Copy, Debug)]
pub struct By<'b> {
    /// All rules, those that are switched off too.
    pub known: &'b [Arc<RuleInfo>],
    /// What the configuration accepts.
    pub ignores: &'b [Ignore],
    /// The day on which a suppression has to count.
    pub today: &'b Day,
    /// The tools whose suppressions count as well.
    pub tools: &'b [Tool],
}

/// What is said of rules, with the names of those that are meant: each word is looked up once.
struct Words<'b> {
    known: &'b [Arc<RuleInfo>],
    meant: BTreeMap<String, Arc<[String]>>,
}

impl Words<'_> {
    /// The rules that a word means.
    fn meant(&mut self, said: &str) -> Arc<[String]> {
        if let Some(meant) = self.meant.get(said) {
            return Arc::clone(meant);
        }
        let called = self.known.iter().filter(|rule| rule.is_called(said));
        let meant: Arc<[String]> = called.map(|rule| rule.name.clone()).collect();
        self.meant.insert(said.to_owned(), Arc::clone(&meant));
        meant
    }
}

/// A rule, or several, as a suppression names it.
struct Named {
    said: String,
    meant: Arc<[String]>,
    /// Whether something of it was accepted.
    is_used: bool,
}

/// A suppression that counts.
struct Accepting {
    rules: Vec<Named>,
    suppression: Arc<Suppression>,
    place: Span,
}

/// Notes in each verdict that somebody accepts why it is accepted, and tells of comments that do not count as they
/// were meant. The same of entries of the configuration is given back, whose places are of its own file.
pub fn accept(analysis: &mut Analysis, by: &By<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut words = Words { known: by.known, meant: BTreeMap::new() };
    let mut commented = Commented::read(&analysis.sources, by, &mut words, &mut problems);
    analysis.problems.append(&mut problems);
    let mut configured: Vec<_> =
        by.ignores.iter().map(|ignore| (ignore, of_ignore(ignore, by, &mut words, &mut problems))).collect();
    let Analysis { evaluations, sources, rules, .. } = analysis;
    for evaluation in evaluations.iter_mut().filter(|it| it.compliance.asks_for_attention()) {
        let by_comment = commented.accepting(evaluation);
        let by_ignore = || {
            let mut fitting = configured.iter_mut().filter(|(ignore, _)| is_about(ignore, evaluation, sources));
            fitting.find_map(|(_, accepting)| accepting.as_mut()?.accepts(&evaluation.rule))
        };
        evaluation.suppressed = by_comment.or_else(by_ignore);
    }
    for (file, comments) in &commented.files {
        let unused = comments.iter().flat_map(|comment| comment.accepting.unused(rules));
        analysis.problems.extend(unused.map(|problem| named(problem, sources.name(*file))));
    }
    let place = |it: &Problem| (it.file.clone(), it.span.map(|span| (span.start, span.end)));
    analysis.problems.sort_by_cached_key(place);
    problems.extend(configured.iter().flat_map(|(_, accepting)| accepting).flat_map(|it| it.unused(rules)));
    problems
}

fn named(problem: Problem, file: &str) -> Problem {
    Problem { file: file.to_owned(), ..problem }
}

/// The comments of all files, in each file by what they count for.
struct Commented {
    files: BTreeMap<FileId, Vec<Counting>>,
}

/// A comment that counts for a range of bytes of its file.
struct Counting {
    accepting: Accepting,
    start: u32,
    end: u32,
    /// The comment that counts for the nearest range around this one.
    around: Option<usize>,
}

impl Commented {
    fn read(sources: &Sources, by: &By<'_>, words: &mut Words<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut files = BTreeMap::new();
        for (file, source) in sources.iter() {
            let (mut counting, told) = (Vec::new(), problems.len());
            for comment in comments(file, source.name(), source.text(), by.tools) {
                let (place, extent) = (Span::new(file, comment.place), Span::new(file, comment.extent));
                match comment.said {
                    Ok(said) => {
                        let accepting = match comment.tool {
                            None => Accepting::new(said, (place, Some(place)), by, words, problems),
                            Some(_) => Accepting::foreign(said, place, by, words),
                        };
                        let counts =
                            |accepting| Counting { accepting, start: extent.start, end: extent.end, around: None };
                        counting.extend(accepting.map(counts));
                    }
                    Err(fault) => {
                        let problem = Problem::at(ProblemKind::Suppression, place, fault.message).help(fault.help);
                        problems.push(problem);
                    }
                }
            }
            problems.iter_mut().skip(told).for_each(|problem| source.name().clone_into(&mut problem.file));
            if !counting.is_empty() {
                files.insert(file, nested(counting));
            }
        }
        Commented { files }
    }

    /// Why a verdict is accepted by a comment at one of the places that it names.
    fn accepting(&mut self, evaluation: &Evaluation) -> Option<Arc<Suppression>> {
        if self.files.is_empty() {
            return None;
        }
        let related = evaluation.related.iter().filter_map(|label| label.span);
        let places = evaluation.primary.span.into_iter().chain([evaluation.declared, evaluation.root]).chain(related);
        for place in places {
            let Some(comments) = self.files.get_mut(&place.file) else { continue };
            let mut next = comments.partition_point(|it| it.start <= place.start).checked_sub(1);
            while let Some(comment) = next.and_then(|at| comments.get_mut(at)) {
                if place.start < comment.end
                    && let Some(accepted) = comment.accepting.accepts(&evaluation.rule)
                {
                    return Some(accepted);
                }
                next = comment.around;
            }
        }
        None
    }
}

/// The comments in the order of what they count for, each with the one around it: a range lies in another or beside it.
fn nested(mut comments: Vec<Counting>) -> Vec<Counting> {
    comments.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    let mut around: Vec<(usize, u32)> = Vec::new();
    for (at, comment) in comments.iter_mut().enumerate() {
        while around.last().is_some_and(|(_, end)| *end <= comment.start) {
            around.pop();
        }
        comment.around = around.last().map(|(at, _)| *at);
        around.push((at, comment.end));
    }
    comments
}

impl Accepting {
    /// A suppression where it counts today. A rule that it names and that is none is told.
    fn new(
        said: Directive,
        (place, comment): (Span, Option<Span>),
        by: &By<'_>,
        words: &mut Words<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let problem = |message: String| Problem::at(ProblemKind::Suppression, place, message);
        if let Some(until) = said.until.as_ref().filter(|until| *until < by.today) {
            let told = problem(format!("this suppression counted until {until}"));
            problems.push(told.help("mend what it was for, or give it another day"));
            return None;
        }
        let named = said.rules.into_iter().map(|said| Named { meant: words.meant(&said), said, is_used: false });
        let (known, unknown): (Vec<_>, Vec<_>) = named.partition(|rule| !rule.meant.is_empty());
        for Named { said: rule, .. } in unknown {
            let told = problem(format!("no rule is called `{rule}`, so nothing is accepted by that name"));
            problems.push(match near_name(&rule, by.known) {
                Some(near) => told.help(format!("did you mean `{near}`?")),
                None => told.help("`bucketlint rules` lists the rules"),
            });
        }
        let suppression = Suppression { reason: said.reason.into(), until: said.until.map(Arc::from), comment };
        Some(Accepting { rules: known, suppression: Arc::new(suppression), place })
    }

    /// The same of what is said to another tool: of that nothing is told, since it may be about anything.
    fn foreign(said: Directive, place: Span, by: &By<'_>, words: &mut Words<'_>) -> Option<Self> {
        let counts = said.until.as_ref().is_none_or(|until| until >= by.today);
        let named = said.rules.into_iter().map(|said| Named { meant: words.meant(&said), said, is_used: true });
        let rules: Vec<_> = named.filter(|rule| counts && !rule.meant.is_empty()).collect();
        let suppression =
            Suppression { reason: said.reason.into(), until: said.until.map(Arc::from), comment: Some(place) };
        (!rules.is_empty()).then(|| Accepting { rules, suppression: Arc::new(suppression), place })
    }

    /// Why it accepts what a rule says, which it then did.
    fn accepts(&mut self, rule: &RuleInfo) -> Option<Arc<Suppression>> {
        let named = self.rules.iter_mut().find(|named| named.meant.contains(&rule.name))?;
        named.is_used = true;
        Some(Arc::clone(&self.suppression))
    }

    /// What is told of rules that were judged and of which it accepts nothing.
    fn unused(&self, judged: &[Arc<RuleInfo>]) -> Vec<Problem> {
        let is_judged = |name: &String| judged.binary_search_by(|rule| rule.name.cmp(name)).is_ok();
        let unused = self.rules.iter().filter(|named| !named.is_used && named.meant.iter().any(is_judged));
        let told = |Named { said, .. }: &Named| {
            let message = format!("nothing of `{said}` is left to accept here");
            Problem::at(ProblemKind::Suppression, self.place, message).help("take the suppression away")
        };
        unused.map(told).collect()
    }
}

fn of_ignore(ignore: &Ignore, by: &By<'_>, words: &mut Words<'_>, problems: &mut Vec<Problem>) -> Option<Accepting> {
    let (rules, until) = (ignore.rules.clone(), ignore.until.clone());
    match checked(Directive { rules, until, reason: ignore.reason.clone() }) {
        Ok(said) => Accepting::new(said, (ignore.span, None), by, words, problems),
        Err(fault) => {
            let help = "give `rules`, a list, `reason`, and `until` as YYYY-MM-DD where it ends";
            problems.push(Problem::at(ProblemKind::Suppression, ignore.span, fault.message).help(help));
            None
        }
    }
}

/// Whether an entry of the configuration is about the resource and the file of a verdict.
fn is_about(ignore: &Ignore, evaluation: &Evaluation, sources: &Sources) -> bool {
    let is_resource = |pattern: &String| matches(pattern, &evaluation.resource);
    let is_in = |pattern: &String| {
        let files = [Some(evaluation.declared), Some(evaluation.root), evaluation.primary.span];
        files.into_iter().flatten().any(|place| matches(pattern, &sources.name_from_top(place.file)))
    };
    ignore.resource.as_ref().is_none_or(is_resource) && ignore.path.as_ref().is_none_or(is_in)
}
