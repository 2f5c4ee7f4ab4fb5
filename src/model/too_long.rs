//! Policies and names that AWS would not take for their length: they are not read, and what AWS says of them is told
//! once.

use super::{Deployment, Resource, types};
use crate::finding::{Problem, ProblemKind};
use crate::iam::{Service, without_too_long};
use crate::value::{PastBound, Piece, Symbol, Text, Unknown, Value};

/// The properties with policies whose length a service bounds.
const POLICIES: [(&str, &str, Service); 6] = [
    (types::BUCKET_POLICY, "PolicyDocument", Service::S3),
    (types::ACCESS_POINT, "Policy", Service::S3),
    (types::MULTI_REGION_ACCESS_POINT, "Policy", Service::S3),
    (types::MULTI_REGION_ACCESS_POINT_POLICY, "Policy", Service::S3),
    (types::KEY, "KeyPolicy", Service::Kms),
    (types::REPLICA_KEY, "KeyPolicy", Service::Kms),
];

/// How many letters of a bucket's name are read, one that is not known counted like a few: S3 takes 63.
const MAX_NAME: usize = 1_024;

/// How many letters a part of a name stands for that is not known.
const LETTERS_OF_HOLE: usize = 16;

/// Makes policies and names unknown that are surely longer than AWS takes, before anything looks into them.
pub(super) fn refuse(deployment: &mut Deployment) -> Vec<Problem> {
    let mut problems = Vec::new();
    for resource in &mut deployment.resources {
        problems.extend(without_long_name(resource));
        for (type_name, property, service) in POLICIES {
            if *resource.type_name != *type_name {
                continue;
            }
            let Some(entry) = resource.properties.entry(property) else { continue };
            if let Some((left, problem)) = shorten(&entry.value, service) {
                resource.properties.change(property, |value| *value = left);
                problems.extend(problem);
            }
        }
    }
    for part in &mut deployment.attachments {
        let of_part =
            |(owner, property, _): &&(&str, &str, Service)| part.owner_type == *owner && *part.property == **property;
        let service = POLICIES.iter().find(of_part).map(|(_, _, service)| *service);
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
