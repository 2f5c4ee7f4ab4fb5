//! What is there first: a public access block, or the policy or ACL that it would reject.
//!
//! `BlockPublicPolicy` and `BlockPublicAcls` reject what is about to be put, and do nothing to what is there already.
//! CloudFormation makes a bucket with its block before the bucket's policy. Terraform makes whatever does not depend on
//! each other in any order.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use std::collections::{HashMap, HashSet};

use crate::source::Span;
use crate::value::Truth;

/// In which order the resources of a deployment come, each by its header.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// What a resource depends on, and so comes behind.
    pub behind: HashMap<Span, HashSet<Span>>,
    /// What is there before the deployment, and is not changed by it.
    pub existing: HashSet<Span>,
}

/// Whether the blocks that bear on a bucket come before what they would reject.
#[derive(Clone, Copy, Debug)]
pub struct BlocksFirst {
    /// The bucket's own block, and its policy.
    pub own_policy: Truth,
    /// The bucket's own block, and its ACL.
    pub own_acl: Truth,
    /// The account's block, and the bucket's policy.
    pub account_policy: Truth,
    /// The account's block, and the bucket's ACL.
    pub account_acl: Truth,
}

impl Default for BlocksFirst {
    fn default() -> Self {
        let first = Truth::True;
        BlocksFirst { own_policy: first, own_acl: first, account_policy: first, account_acl: first }
    }
}

impl Order {
    /// Whether a block comes before something that it would reject.
    fn is_first(&self, block: Span, other: Span) -> Truth {
        let depends = |one: Span, on: Span| self.behind.get(&one).is_some_and(|all| all.contains(&on));
        match (self.existing.contains(&block), self.existing.contains(&other)) {
            (_, true) => Truth::False,
            (true, false) => Truth::True,
            (false, false) if depends(other, block) => Truth::True,
            (false, false) if depends(block, other) => Truth::False,
            (false, false) => Truth::Unknown,
        }
    }

    /// The same of several: known where it is the same for all pairs.
    pub(super) fn are_first(&self, blocks: &[Span], others: &[Span]) -> Truth {
        let pairs = blocks.iter().flat_map(|block| others.iter().map(|other| self.is_first(*block, *other)));
        pairs.reduce(|a, b| if a == b { a } else { Truth::Unknown }).unwrap_or(Truth::True)
    }
}
