//! The one pipeline: discover files, let each front end read its units, link, judge. The command line, the tests and,
//! one day, the editor call nothing else.

mod account;
mod alike;
mod environments;
mod unread;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::finding::{Analysis, Compliance, Evaluation, Problem, ProblemKind, Unlisted};
use crate::frontends::{self, Allowance, Cost, Frontend, Loaded, Unit, Workspace};
use crate::model::{Resource, Subject, link};
use crate::reason::{Assumptions, Effort, Rounds, rejections};
use crate::rules::{self, Judge, Overrides, Rule, RuleSet, refused};
use crate::source::{Discovered, Excluded, FileSystem, Library, Sources, Span, Unreadable, discover_without};
use crate::value::Atlas;
use unread::Found;

pub use crate::frontends::{Input, Inputs};
pub use environments::analyse_under;

/// What to analyse and by what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Files and folders, relative to the working directory.
    pub paths: &'r [PathBuf],
    /// The rules, configured.
    pub rules: &'r RuleSet,
    /// What is said of them for some files.
    pub overrides: &'r Overrides,
    /// What to assume where the code says nothing.
    pub assumptions: Assumptions,
    /// What the user says beside the code.
    pub inputs: &'r Inputs,
    /// What the user keeps from being judged.
    pub excluded: &'r Excluded,
    /// Whether the code is the baseline of its account: what it does not declare does not exist.
    pub account_baseline: bool,
    /// Whether every evaluation is asked for, and not those alone that ask for attention.
    pub all: bool,
}

impl<'r> Request<'r> {
    /// A request to analyse these with nothing assumed and nothing excluded, for every evaluation.
    pub fn new(paths: &'r [PathBuf], rules: &'r RuleSet, inputs: &'r Inputs) -> Self {
        Request {
            paths,
            rules,
            overrides: Overrides::none(),
            assumptions: Assumptions::default(),
            inputs,
            excluded: Excluded::nothing(),
            account_baseline: false,
            all: true,
        }
    }
}

/// Who is told how far an analysis has come.
pub trait Progress: Sync {
    /// `done` of `total` units are analysed. Called from several threads.
    fn advance(&self, done: usize, total: usize);
}

/// Nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _done: usize, _total: usize) {}
}

/// Analyses everything below the paths. Never fails: what could not be analysed is a problem, and the rest goes on.
pub fn analyse(fs: &dyn FileSystem, request: &Request<'_>, progress: &dyn Progress) -> Analysis {
    let discovered = discover_without(fs, request.paths, request.excluded, &unread::wanted);
    let sources = &discovered.sources;
    let library = Library::new(fs, sources, &named_paths(request)).with_modules(&request.inputs.modules);
    let workspace = Workspace::new(&library, request.inputs);
    let (units, problems) = units(request, &workspace, &discovered);
    // What one language decides is looked for by each verdict among those of another.
    let all = request.all || units.iter().any(|(frontend, _)| frontend.stands_in_for().is_some());
    let request = &Request { all, ..*request };
    let judged = each_unit(&units, workspace, progress, |frontend, unit, workspace| {
        judge_unit(frontend, unit, request, workspace)
    });
    let is_judged = |rule: &&Rule| rule.enabled || request.overrides.judge(rule);
    let rules = request.rules.iter().filter(is_judged).map(|rule| Arc::clone(&rule.info)).collect();
    let mut analysis = Analysis { problems, rules, ..Analysis::default() };
    analysis.files = units.iter().map(|(_, unit)| unit.files.len()).sum();
    let languages = || units.iter().map(|(frontend, _)| *frontend);
    let decided = decided_elsewhere(languages().zip(&judged));
    analysis.evaluations.reserve_exact(judged.iter().map(|unit| unit.evaluations.len()).sum());
    let mut in_account = Vec::new();
    for (frontend, unit) in languages().zip(judged) {
        in_account.push((frontend, unit.in_account));
        analysis.resources += unit.resources;
        analysis.unlisted.take_in(&unit.unlisted);
        let is_open = |it: &Evaluation| decided.is_empty() || !decided.contains(&Decided::of(frontend.name(), it));
        analysis.evaluations.extend(unit.evaluations.into_iter().filter(is_open));
        analysis.problems.extend(unit.problems);
    }
    let start = units.iter().flat_map(|(_, unit)| unit.files.iter().copied()).min().map(|file| Span::new(file, 0..0));
    let by = account::By {
        rules: request.rules,
        assumptions: &request.assumptions,
        baseline: request.account_baseline,
        worlds: workspace.allowance.worlds(),
    };
    analysis.evaluations.extend(account::judge(by, in_account, start));
    finish(&mut analysis, sources);
    (analysis.sources, analysis.paths) = (discovered.sources, discovered.from_top);
    analysis
}

/// Does something for each unit with its share of what the run may cost. What the others leave goes to those for which
/// it was not enough: who they are hangs on the units alone, and not on which of them was quicker.
fn each_unit<T: Send>(
    units: &[FoundUnit],
    workspace: Workspace<'_>,
    progress: &dyn Progress,
    work: impl Fn(&'static dyn Frontend, &Unit, &Workspace<'_>) -> (T, Cost) + Sync,
) -> Vec<T> {
    let share = Allowance::of_one_in(units.len(), Rounds::OF_RUN);
    let done = AtomicUsize::new(0);
    let workspace = workspace.allowing(share);
    let first = units.par_iter().map(|(frontend, unit)| {
        let made = work(*frontend, unit, &workspace);
        progress.advance(done.fetch_add(1, Ordering::Relaxed) + 1, units.len());
        made
    });
    let (mut made, costs): (Vec<T>, Vec<Cost>) = first.unzip();
    if let Some(more) = share.again(&costs) {
        let workspace = workspace.allowing(more);
        let again = made.par_iter_mut().zip(units).zip(&costs).filter(|(_, cost)| cost.is_short());
        again.for_each(|((made, (frontend, unit)), _)| *made = work(*frontend, unit, &workspace).0);
    }
    made
}

/// A unit and who reads it.
type FoundUnit = (&'static dyn Frontend, Unit);

/// What every front end reads, what is wrong with what the user says beside the code, and what is not read.
fn units(request: &Request<'_>, workspace: &Workspace<'_>, discovered: &Discovered) -> (Vec<FoundUnit>, Vec<Problem>) {
    let (mut units, mut problems) = (Vec::new(), Vec::new());
    for frontend in frontends::ALL {
        let found = frontend.units(workspace.library, &discovered.named);
        problems.extend(frontend.check_inputs(workspace, &found));
        units.extend(found.into_iter().map(|unit| (frontend, unit)));
    }
    problems.extend(discovered.unreadable.iter().map(not_read));
    problems.extend(unread::notes(&Found {
        discovered,
        given: &request.inputs.variables,
        sources: workspace.sources(),
        units: units.iter().map(|(_, unit)| unit).collect(),
    }));
    (units, problems)
}

/// In what a resource is seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    /// The sources of the run.
    pub sources: &'s Sources,
    /// The worlds that all of its unit share.
    pub atlas: &'s Atlas,
    /// What one subject may cost where all of the run are asked about.
    pub effort: Effort,
    /// The language that declares it.
    pub language: &'static str,
    /// The language of which it is what has been decided.
    pub stands_in_for: Option<&'static str>,
}

/// Shows every resource of the model, with what is linked to it, to someone who looks for something. What could not be
/// analysed is in the analysis that comes with what was found; there are no evaluations in it.
pub fn explore<T: Send>(
    fs: &dyn FileSystem,
    request: &Request<'_>,
    look: impl Fn(&Subject<'_>, &Seen<'_>) -> Vec<T> + Sync,
) -> (Vec<T>, Analysis) {
    let discovered = discover_without(fs, request.paths, request.excluded, &unread::wanted);
    let sources = &discovered.sources;
    let library = Library::new(fs, sources, &named_paths(request)).with_modules(&request.inputs.modules);
    let workspace = Workspace::new(&library, request.inputs);
    let (units, problems) = units(request, &workspace, &discovered);
    let mut analysis = Analysis { problems, ..Analysis::default() };
    let mut found = Vec::new();
    let loaded = each_unit(&units, workspace, &Silent, |frontend, unit, workspace| {
        let loaded = frontend.load(workspace, unit);
        let cost = loaded.cost;
        ((loaded, workspace.allowance.worlds()), cost)
    });
    for ((frontend, _), (Loaded { deployment, problems, .. }, worlds)) in units.iter().zip(loaded) {
        let (language, stands_in_for) = (frontend.name(), frontend.stands_in_for());
        let (linked, link_problems) = link(deployment);
        analysis.problems.extend(problems.into_iter().chain(link_problems));
        let subjects: Vec<_> = linked.subjects().collect();
        let atlas = request.rules.atlas(&subjects, worlds);
        let is_judged = |it: &&Subject<'_>| request.rules.of_type(&it.resource.type_name).next().is_some();
        let effort = Effort::of_one_in(subjects.iter().filter(is_judged).count().saturating_mul(units.len()));
        let seen = Seen { sources: workspace.sources(), atlas: &atlas, effort, language, stands_in_for };
        found.par_extend(subjects.par_iter().flat_map_iter(|subject| look(subject, &seen)));
    }
    finish(&mut analysis, sources);
    analysis.sources = discovered.sources;
    (found, analysis)
}

fn not_read(path: &Unreadable) -> Problem {
    Problem::of_path(ProblemKind::Read, path.name.clone(), path.reason.clone())
}

/// Every path that the user names: those to analyse, and files of values.
fn named_paths(request: &Request<'_>) -> Vec<PathBuf> {
    let inputs = request.inputs.variables.iter().chain(&request.inputs.parameters);
    let files = inputs.filter_map(|input| match input {
        Input::File(path) => Some(path.clone()),
        Input::Value(..) => None,
    });
    request.paths.iter().cloned().chain(files).collect()
}

/// What came of one unit.
struct Judged {
    resources: usize,
    /// What rules about the account ask for.
    in_account: Vec<Resource>,
    evaluations: Vec<Evaluation>,
    unlisted: Unlisted,
    problems: Vec<Problem>,
}

/// A verdict of one language that another one has decided.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Decided {
    language: &'static str,
    declared: Span,
    rule: String,
    resource: Arc<str>,
}

impl Decided {
    fn of(language: &'static str, it: &Evaluation) -> Self {
        let (rule, resource) = (it.rule.name.clone(), Arc::clone(&it.resource));
        Decided { language, declared: it.declared, rule, resource }
    }
}

/// What need not be reported from the languages that others stand in for.
fn decided_elsewhere<'j>(judged: impl Iterator<Item = (&'static dyn Frontend, &'j Judged)>) -> HashSet<Decided> {
    let standing_in = judged.filter_map(|(frontend, judged)| Some((frontend.stands_in_for()?, judged)));
    let of_unit = |(language, judged): (&'static str, &'j Judged)| {
        let decided = judged.evaluations.iter().filter(|it| it.compliance != Compliance::InsufficientData);
        decided.map(move |it| Decided::of(language, it))
    };
    standing_in.flat_map(of_unit).collect()
}

fn judge_unit(
    frontend: &dyn Frontend,
    unit: &Unit,
    request: &Request<'_>,
    workspace: &Workspace<'_>,
) -> (Judged, Cost) {
    let Loaded { mut deployment, mut problems, cost } = frontend.load(workspace, unit);
    let former = std::mem::take(&mut deployment.former);
    problems.extend(unread::not_made(&deployment.not_made));
    let (linked, link_problems) = link(deployment);
    problems.extend(link_problems);
    let in_account = account::asked_for(request.rules, &linked.resources);
    let subjects: Vec<_> = linked.subjects().collect();
    let rejected = subjects.iter().flat_map(rejections);
    problems.extend(rejected.map(|fault| Problem::at(ProblemKind::Policy, fault.span, fault.message)));
    let rounds = Rounds::of(subjects.len(), workspace.allowance.effort());
    let refused = |it: &Subject<'_>| refused(it, &request.assumptions, rounds.effort(), workspace.sources());
    let mut told = subjects.iter().filter_map(refused).peekable();
    // Said once: by the rule that asks for it, where that is switched on.
    if told.peek().is_some() && !request.rules.tells_refusals() {
        problems.extend(told);
    }
    let (mut all, mut rounds) = (rules::Judged::default(), rounds);
    for (which, subjects) in by_overrides(subjects, request, workspace) {
        let own = (!which.is_empty()).then(|| request.overrides.rules(&which));
        let rules = own.as_deref().unwrap_or(request.rules);
        let judge = Judge::new(rules, &request.assumptions, &subjects, workspace.allowance.worlds());
        let (judged, left) = judge_all(&judge.listing(request.all), &subjects, rounds);
        rounds = left;
        all.take_in(judged);
    }
    let rules::Judged { mut evaluations, unlisted, is_short } = all;
    for evaluation in evaluations.iter_mut().filter(|_| !former.is_empty()) {
        evaluation.former = former.get(&evaluation.resource).cloned().unwrap_or_default();
    }
    let effort = workspace.allowance.effort() - rounds.left();
    (
        Judged { resources: linked.resources.len(), in_account, evaluations, unlisted, problems },
        cost.with_effort(effort, is_short),
    )
}

/// The subjects by what is said of rules for the files that they are declared in.
fn by_overrides<'s>(
    subjects: Vec<Subject<'s>>,
    request: &Request<'_>,
    workspace: &Workspace<'_>,
) -> BTreeMap<Vec<usize>, Vec<Subject<'s>>> {
    let mut found: BTreeMap<Vec<usize>, Vec<Subject<'s>>> = BTreeMap::new();
    if request.overrides.is_empty() {
        found.insert(Vec::new(), subjects);
        return found;
    }
    for subject in subjects {
        let file = workspace.sources().file(subject.resource.header.file);
        let place = file.map(|file| workspace.library.standing(file.path()));
        let which = place.map(|place| request.overrides.about(&place)).unwrap_or_default();
        found.entry(which).or_default().push(subject);
    }
    found
}

/// How many resources a thread judges at least.
const MIN_SHARE: usize = 16;

/// Judges subjects in rounds; and what is left of the effort.
fn judge_all(judge: &Judge<'_>, subjects: &[Subject<'_>], mut rounds: Rounds) -> (rules::Judged, Rounds) {
    // One template may hold most of the work of a run; a module is too little to be shared out.
    let effort = rounds.effort();
    let first = subjects.par_iter().with_min_len(MIN_SHARE).map(|subject| judge.judge(subject, effort));
    let mut judged: Vec<_> = first.collect();
    let short = |it: &rules::Judged| usize::from(it.is_short);
    rounds.go_through(&mut judged, short, |at, judged, effort| {
        *judged = subjects.get(at).map_or_else(Default::default, |subject| judge.judge(subject, effort));
    });
    let mut all = rules::Judged::default();
    // They stay until the last unit is judged, so there is room for them and no more.
    all.evaluations.reserve_exact(judged.iter().map(|it| it.evaluations.len()).sum());
    judged.into_iter().for_each(|it| all.take_in(it));
    (all, rounds)
}

/// Puts what is said of many names into one problem.
fn once(mut problems: Vec<Problem>) -> Vec<Problem> {
    let of_names = |problem: &Problem| problem.of_all.is_some();
    let (mut named, mut kept): (Vec<_>, Vec<_>) = problems.drain(..).partition(of_names);
    named.sort_by(|a, b| (&a.file, a.span).cmp(&(&b.file, b.span)));
    let mut found: Vec<Problem> = Vec::new();
    for problem in named {
        if !found.iter_mut().any(|it| it.take_in(&problem)) {
            found.push(problem);
        }
    }
    kept.extend(found);
    kept
}

/// Puts everything into the order of reports and fills in file names.
fn finish(analysis: &mut Analysis, sources: &Sources) {
    for problem in &mut analysis.problems {
        if let Some(span) = problem.span
            && problem.file.is_empty()
        {
            sources.name(span.file).clone_into(&mut problem.file);
        }
    }
    analysis.problems = once(std::mem::take(&mut analysis.problems));
    let place = |problem: &Problem| {
        let range = problem.span.map(|span| (span.start, span.end));
        (problem.file.clone(), range, problem.kind, problem.message.clone())
    };
    analysis.problems.sort_by_cached_key(place);
    analysis.problems.dedup_by(|a, b| place(a) == place(b));
    analysis.problems = alike::fold(std::mem::take(&mut analysis.problems));
    analysis.evaluations.par_sort_by(|a, b| reported(a, sources).cmp(&reported(b, sources)));
}

/// Where an evaluation stands in reports: by the name of the file, since files that the code names are opened in no
/// fixed order.
fn reported<'a>(it: &'a Evaluation, sources: &'a Sources) -> impl Ord + use<'a> {
    let place = it.primary.span.map(|span| (sources.name(span.file), span.start, span.end));
    (place, it.rule.name.as_str(), it.resource.as_ref())
}
