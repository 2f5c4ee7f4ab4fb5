//! Policies that AWS would not take for their length: they are not read, and what AWS says of them is told once.

use super::{Deployment, types};
use crate::finding::{Problem, ProblemKind};
use crate::iam::{Service, without_too_long};
use crate::value::Value;

/// The properties with policies whose length a service bounds.
const POLICIES: [(&str, &str, Service); 6] = [
    (types::BUCKET_POLICY, "PolicyDocument", Service::S3),
    (types::ACCESS_POINT, "Policy", Service::S3),
    (types::MULTI_REGION_ACCESS_POINT, "Policy", Service::S3),
    (types::MULTI_REGION_ACCESS_POINT_POLICY, "Policy", Service::S3),
    (types::KEY, "KeyPolicy", Service::Kms),
    (types::REPLICA_KEY, "KeyPolicy", Service::Kms),
];

/// Makes policies unknown that are surely longer than AWS takes, before anything looks into them.
pub(super) fn refuse(deployment: &mut Deployment) -> Vec<Problem> {
    let mut problems = Vec::new();
    for resource in &mut deployment.resources {
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

fn shorten(policy: &Value, service: Service) -> Option<(Value, Option<Problem>)> {
    let (left, fault) = without_too_long(policy, service)?;
    Some((left, fault.map(|fault| Problem::at(ProblemKind::Policy, fault.span, fault.message))))
}
