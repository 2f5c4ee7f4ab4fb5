//! Policies and names that AWS would not take for their length: they are not read, and what AWS says of them is told
//! once.

use super::{Deployment, Resource};
use crate::catalogue::{type_named, types};
use crate::finding::{Problem, ProblemKind};
use crate::iam::{Service, without_too_long};
use crate::value::{PastBound, Piece, Symbol, Text, Unknown, Value};

/// How many letters of a bucket's name are read, one that is not known counted like a few: S3 takes 63.
const MAX_NAME: usize = 1_024;

/// How many letters a part of a name stands for that is not known.
const LETTERS_OF_HOLE: usize = 16;

/// Makes policies and names unknown that are surely longer than AWS takes, before anything looks into them.
pub(super) fn refuse(deployment: &mut Deployment) -> Vec<Problem> {
    let mut problems = Vec::new();
    for resource in &mut deployment.resources {
        problems.extend(without_long_name(resource));
        let policy = type_named(&resource.type_name).and_then(|of| of.policy);
        let Some((property, service)) = policy else { continue };
        let Some(entry) = resource.properties.entry(property) else { continue };
        if let Some((left, problem)) = shorten(&entry.value, service) {
            resource.properties.change(property, |value| *value = left);
            problems.extend(problem);
        }
    }
    for part in &mut deployment.attachments {
        let policy = type_named(part.owner_type).and_then(|of| of.policy);
        let service = policy.filter(|(property, _)| *part.property == **property).map(|(_, service)| service);
        if let Some((left, problem)) = service.and_then(|service| shorten(&part.value, service)) {
            part.value = left;
            problems.extend(problem);
        }
    }
    problems
}

/// Makes the name of a bucket unknown that is too long.
fn without_long_name(resource: &mut Resource) -> Option<Problem> {
    if *resource.type_name != *types::BUCKET || resource.names.iter().all(|name| letters(name) <= MAX_NAME) {
        return None;
    }
    resource.names.retain(|name| letters(name) <= MAX_NAME);
    let named = resource.properties.entry("BucketName")?.value.span();
    resource.properties.change("BucketName", |value| {
        let unknown = Unknown::new("BucketName", named, PastBound::Letters).symbol(Symbol::written("name", named));
        *value = Value::unknown(unknown, named);
    });
    let message = format!("the name of this bucket has more than {MAX_NAME} letters, and S3 takes 63");
    Some(Problem::at(ProblemKind::Limit, named, message))
}

fn letters(name: &Text) -> usize {
    let count = |piece: &Piece<'_>| if let Piece::Known(known) = piece { known.len() } else { LETTERS_OF_HOLE };
    name.pieces().iter().map(count).sum()
}

fn shorten(policy: &Value, service: Service) -> Option<(Value, Option<Problem>)> {
    let (left, fault) = without_too_long(policy, service)?;
    Some((left, fault.map(|fault| Problem::at(ProblemKind::Policy, fault.span, fault.message))))
}
