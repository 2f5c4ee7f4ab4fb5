//! `bucketlint policy FILE…`: documents in, verdicts and problems out.

use std::path::Path;

use super::super::outcome::{Failure, Outcome};
use super::super::output::print;
use super::super::terminal::Terminal;
use super::args::{Check, PolicyArgs, ResourceType};
use super::checks::{Document, Wanted, check};
use crate::finding::{Analysis, Problem, ProblemKind, Severity};
use crate::iam::{self, Policy, PolicyProblem};
use crate::reason::{Access, Whom};
use crate::report;
use crate::source::{Disk, FileId, FileSystem, Sources, Span, printed};
use crate::value::{Value, parse_json};

/// Judges every document, and reports.
pub(super) fn run(args: &PolicyArgs) -> Result<Outcome, Failure> {
    let analysis = analyse(&Disk, args)?;
    let options = Terminal::of_stdout(args.color).options(args.all, args.quiet);
    print(&report::render(args.format, &analysis, &options))?;
    // A policy that AWS would reject has no meaning to judge, which is as good as one that cannot be read.
    let rejected = analysis.problems.iter().any(|problem| problem.kind == ProblemKind::Policy);
    Ok(if rejected { Outcome::CouldNotAnalyse } else { Outcome::of(&analysis, Severity::Informational) })
}

fn analyse(fs: &dyn FileSystem, args: &PolicyArgs) -> Result<Analysis, Failure> {
    let checks = checks(args)?;
    let to = if args.to_others { Whom::Others } else { Whom::Anyone };
    let access = Access::of(args.service(), &args.action, &args.resource, to).map_err(|pattern| {
        Failure::new(format!("no action is called `{pattern}`")).help("actions are written as in a policy: `s3:Put*`")
    })?;
    let mut analysis = Analysis::default();
    let reference = match &args.reference {
        Some(path) => Some(reference(fs, path, args, &mut analysis)?),
        None => None,
    };
    let wanted = Wanted { args, access: &access, reference: reference.as_ref() };
    for path in &args.files {
        let name = printed(path);
        let known = analysis.problems.len();
        analysis.files += 1;
        let Some((file, value)) = load(fs, path, &mut analysis) else { continue };
        let policy = read(&value, args, &mut analysis.problems, true);
        // What AWS would reject never comes to be there: there is nothing to judge.
        if analysis.problems.len() > known {
            continue;
        }
        analysis.resources += 1;
        let document = Document { name: &name, value: &value, policy: &policy, span: whole(file, &analysis.sources) };
        let found: Vec<_> = checks.iter().map(|each| check(*each, &document, &wanted)).collect();
        analysis.evaluations.extend(found);
    }
    for problem in &mut analysis.problems {
        if let Some(span) = problem.span.filter(|_| problem.file.is_empty()) {
            analysis.sources.name(span.file).clone_into(&mut problem.file);
        }
    }
    Ok(analysis)
}

/// The checks that were asked for, each with what it needs.
fn checks(args: &PolicyArgs) -> Result<Vec<Check>, Failure> {
    let mut checks = if args.check.is_empty() { vec![Check::NoPublicAccess] } else { args.check.clone() };
    checks.dedup();
    let missing = |check: Check, option: &str, is_missing: bool| {
        let names = checks.contains(&check) && is_missing;
        names.then(|| {
            Failure::new(format!("the check needs {option}")).help("`bucketlint policy --help` shows examples")
        })
    };
    let failure = missing(Check::NoNewAccess, "--reference", args.reference.is_none())
        .or_else(|| missing(Check::NoExternalAccess, "--account", args.account.is_none()))
        .or_else(|| {
            let none = args.action.is_empty() && args.resource.is_empty();
            missing(Check::AccessNotGranted, "--action or --resource", none)
        });
    failure.map_or(Ok(checks), Err)
}

/// The policy to hold others against; without it there is nothing to do.
fn reference(fs: &dyn FileSystem, path: &Path, args: &PolicyArgs, analysis: &mut Analysis) -> Result<Policy, Failure> {
    let known = analysis.problems.len();
    let value = load(fs, path, analysis).map(|(_, value)| value);
    let policy = value.map(|value| read(&value, args, &mut analysis.problems, false));
    match (policy, analysis.problems.get(known)) {
        (Some(policy), None) => Ok(policy),
        (_, problem) => {
            let why = problem.map_or("cannot be read", |problem| problem.message.as_str());
            Err(Failure::new(format!("the reference `{}` is no policy: {why}", printed(path))))
        }
    }
}

/// The value of a document; what stands in the way becomes a problem.
fn load(fs: &dyn FileSystem, path: &Path, analysis: &mut Analysis) -> Option<(FileId, Value)> {
    let name = printed(path);
    let bytes = match fs.read_named(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            analysis.problems.push(Problem::of_path(ProblemKind::Read, name, error.to_string()));
            return None;
        }
    };
    let file = analysis.sources.add(path.to_owned(), name, bytes);
    match parse_json(file, analysis.sources.text(file)) {
        Ok(json) => {
            let again = json.repeated.into_iter().map(|(key, span)| {
                Problem::at(ProblemKind::Policy, span, format!("`{key}` stands twice in one object"))
            });
            analysis.problems.extend(again);
            Some((file, json.root))
        }
        Err(error) => {
            analysis.problems.push(Problem::at(
                ProblemKind::Parse,
                error.span,
                format!("is not JSON: {}", error.message),
            ));
            None
        }
    }
}

/// The policy of a document; what AWS would reject becomes a problem.
fn read(value: &Value, args: &PolicyArgs, problems: &mut Vec<Problem>, with_bucket: bool) -> Policy {
    let (policy, faults) = iam::read(value);
    let bucket = args.bucket.as_deref().filter(|_| with_bucket && args.resource_type == ResourceType::Bucket);
    let rejections = iam::rejections(value, &policy, args.service(), bucket);
    // AWS counts what is given to it, white space and all.
    let size = value.span().range().len();
    let too_long = args.service().refuses(size).map(|message| PolicyProblem { message, span: policy.span });
    let too_long = too_long.filter(|_| rejections.iter().all(|it| it.span != policy.span));
    let all: Vec<_> = faults.into_iter().chain(rejections).chain(too_long).collect();
    let names_nothing = all.is_empty() && policy.rest.is_none() && !policy.statements.is_empty();
    if names_nothing && with_bucket && args.named_in(&policy).is_empty() {
        let of = match args.resource_type {
            ResourceType::AccessPoint => "an access point",
            ResourceType::Bucket | ResourceType::Key => "a bucket",
        };
        let message = format!("no resource of the policy is {of}: `--resource-type` says what it is attached to");
        problems.push(Problem::at(ProblemKind::Policy, policy.span, message));
    }
    problems.extend(all.into_iter().map(|fault| Problem::at(ProblemKind::Policy, fault.span, fault.message)));
    policy
}

fn whole(file: FileId, sources: &Sources) -> Span {
    let text = sources.text(file);
    let start = text.len() - text.trim_start().len();
    Span::new(file, start..text.trim_end().len())
}
