//! What bears on the answer to a question.

use super::Question;
use crate::model::{Bearing, Role};

/// What says who owns the resource, where it is, and what its own policy says.
const OF_POLICIES: [&str; 6] = ["AbacStatus", "Account", "AccountId", "KeyPolicy", "Policy", "Region"];

/// What else says who gets in.
const OF_ACCESS: [&str; 5] =
    ["AccessControl", "AccessControlPolicy", "OwnershipControls", "PublicAccessBlockConfiguration", "VpcConfiguration"];

/// What S3 replicates by.
const OF_REPLICATION: [&str; 4] =
    ["BucketEncryption", "ObjectLockEnabled", "ReplicationConfiguration", "VersioningConfiguration"];

impl Question {
    /// What bears on the answer.
    pub fn bearing(self) -> Bearing {
        let policies = Bearing::of(&OF_POLICIES, &[Role::Policy, Role::ResourceControlPolicy]);
        match self {
            Question::External | Question::UploadsWithoutEncryption | Question::PublicKey => policies,
            // ACL and blocks matter only where the denials leave strangers over, which is rare: there they stay open
            // rather than that the conditions on them crowd out those on the policy.
            Question::PlainHttp | Question::OldTls => policies,
            Question::PublicRead | Question::PublicWrite | Question::PublicPolicy => {
                policies.and(Bearing::of(&OF_ACCESS, &[Role::AccountPublicAccessBlock, Role::AccessPoint]))
            }
            Question::Replication => Bearing { neighbours: true, ..policies.and(Bearing::of(&OF_REPLICATION, &[])) },
        }
    }
}
