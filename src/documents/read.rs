//! Documents in, verdicts and problems out.

use std::path::Path;
use std::sync::Arc;

use super::check::{Document, Wanted, check};
use super::{AttachedTo, Check, Fault, Request};
use crate::finding::{Analysis, Problem, ProblemKind};
use crate::iam::{self, Policy, PolicyProblem, Service};
use crate::reason::Access;
use crate::source::{FileId, FileSystem, Sources, Span, printed};
use crate::value::{Value, parse_json};

/// Judges every document. A policy that AWS would reject has no meaning to judge: that is a problem of it.
pub fn analyse(fs: &dyn FileSystem, request: &Request<'_>) -> Result<Analysis, Fault> {
    check_needs(request)?;
    let access = Access::of(request.service(), request.actions, request.resources, request.to);
    let access = access.map_err(Fault::NoAction)?;
    let mut rules: Vec<_> = request.checks.iter().map(|check| Arc::new(check.rule())).collect();
    rules.sort_by(|one, other| one.name.cmp(&other.name));
    rules.dedup_by(|one, other| one.name == other.name);
    let mut analysis = Analysis { rules, ..Analysis::default() };
    let reference = match request.reference {
        Some(path) => Some(reference(fs, path, request, &mut analysis)?),
        None => None,
    };
    let wanted = Wanted { request, access: &access, reference: reference.as_ref() };
    for path in request.files {
        let name = printed(path);
        let known = analysis.problems.len();
        analysis.files += 1;
        let Some((file, value)) = load(fs, path, &mut analysis) else { continue };
        let policy = read(&value, request, &mut analysis.problems, true);
        // What AWS would reject never comes to be there: there is nothing to judge.
        if analysis.problems.len() > known {
            continue;
        }
        analysis.resources += 1;
        analysis.problems.extend(pointless(&policy, request));
        let document = Document { name: &name, value: &value, policy: &policy, span: whole(file, &analysis.sources) };
        let found: Vec<_> = request.checks.iter().map(|each| check(*each, &document, &wanted)).collect();
        analysis.evaluations.extend(found);
    }
    for problem in &mut analysis.problems {
        if let Some(span) = problem.span.filter(|_| problem.file.is_empty()) {
            analysis.sources.name(span.file).clone_into(&mut problem.file);
        }
    }
    Ok(analysis)
}

/// Each check has what it needs.
fn check_needs(request: &Request<'_>) -> Result<(), Fault> {
    let none = request.actions.is_empty() && request.resources.is_empty();
    let is_missing = |check: &Check| match check {
        Check::NoNewAccess => request.reference.is_none(),
        Check::NoExternalAccess => request.account.is_none(),
        Check::AccessNotGranted => none,
        _ => false,
    };
    request.checks.iter().find(|check| is_missing(check)).map_or(Ok(()), |check| Err(Fault::Needs(*check)))
}

/// The policy to hold others against; without it there is nothing to do.
fn reference(
    fs: &dyn FileSystem,
    path: &Path,
    request: &Request<'_>,
    analysis: &mut Analysis,
) -> Result<Policy, Fault> {
    let known = analysis.problems.len();
    let value = load(fs, path, analysis).map(|(_, value)| value);
    let policy = value.map(|value| read(&value, request, &mut analysis.problems, false));
    match (policy, analysis.problems.get(known)) {
        (Some(policy), None) => Ok(policy),
        (_, problem) => {
            let why = problem.map_or("cannot be read", |problem| problem.message.as_str());
            Err(Fault::Reference(printed(path), why.to_owned()))
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
fn read(value: &Value, request: &Request<'_>, problems: &mut Vec<Problem>, with_bucket: bool) -> Policy {
    let (policy, faults) = iam::read(value);
    let bucket = request.bucket.filter(|_| with_bucket && request.attached_to == AttachedTo::Bucket);
    let rejections = iam::rejections(value, &policy, request.service(), bucket);
    // AWS counts what is given to it, white space and all.
    let size = value.span().range().len();
    let too_long = request.service().refuses(size).map(|message| PolicyProblem { message, span: policy.span });
    let too_long = too_long.filter(|_| rejections.iter().all(|it| it.span != policy.span));
    let all: Vec<_> = faults.into_iter().chain(rejections).chain(too_long).collect();
    let names_nothing = all.is_empty() && policy.rest.is_none() && !policy.statements.is_empty();
    if names_nothing && with_bucket && request.named_in(&policy).is_empty() {
        let of = match request.attached_to {
            AttachedTo::AccessPoint => "an access point",
            AttachedTo::Bucket | AttachedTo::Key => "a bucket",
        };
        let message = format!("no resource of the policy is {of}: `--resource-type` says what it is attached to");
        problems.push(Problem::at(ProblemKind::Policy, policy.span, message));
    }
    problems.extend(all.into_iter().map(|fault| Problem::at(ProblemKind::Policy, fault.span, fault.message)));
    policy
}

/// Actions that apply to no resource of their statement. S3 refuses these as well; they grant and deny nothing, so that
/// the rest of the policy has a meaning to judge all the same.
fn pointless(policy: &Policy, request: &Request<'_>) -> Vec<Problem> {
    if request.service() != Service::S3 {
        return Vec::new();
    }
    let note = |fault: PolicyProblem| Problem::at(ProblemKind::Note, fault.span, fault.message);
    iam::actions_without_resource(policy).into_iter().map(note).collect()
}

fn whole(file: FileId, sources: &Sources) -> Span {
    let text = sources.text(file);
    let start = text.len() - text.trim_start().len();
    Span::new(file, start..text.trim_end().len())
}
