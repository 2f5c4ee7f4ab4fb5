//! What is so of all requests through access points.

use super::keys;
use super::target::Target;
use crate::iam::{self, Action, Policy};

/// The origin of an access point that is not bound to a VPC.
pub(super) const INTERNET: &str = "Internet";

/// A bucket policy in which references to an access point say its ARN, in the partition of all ARNs here.
pub(super) fn with_names_spelled(policy: &Policy, target: &Target) -> Policy {
    let mut policy = policy.clone();
    for condition in policy.statements.iter_mut().flat_map(|statement| &mut statement.conditions) {
        if condition.key.eq_ignore_ascii_case(keys::ACCESS_POINT) {
            condition.values.values.iter_mut().for_each(|word| word.text = target.compared(&word.text));
        }
    }
    policy
}

/// The actions that requests through an access point can ask for.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html>
pub(super) fn actions() -> impl Iterator<Item = &'static Action> {
    iam::s3_actions().iter().filter(|action| match action.scope {
        iam::Scope::Object => !NOT_THROUGH_ACCESS_POINTS.contains(&action.name),
        _ => OF_BUCKETS.contains(&action.name),
    })
}

const OF_BUCKETS: [&str; 8] = [
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketNotification",
    "s3:GetBucketPolicy",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
];

/// Torrents, and what only replication does.
const NOT_THROUGH_ACCESS_POINTS: [&str; 8] = [
    "s3:GetObjectTorrent",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTorrent",
    "s3:InitiateReplication",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "s3:ReplicateTags",
];
