//! What a question is asked with, beside the code.

use std::sync::Arc;

use super::effort::Effort;
use super::trust::Trust;
use crate::model::Subject;
use crate::source::Span;
use crate::value::{Constant, Text, Undecided, Unknown};

/// What is assumed where the code says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// The public access block of a bucket that declares none.
    pub public_access_block: AssumedBlock,
}

/// What the public access block of a bucket is taken to be where the code declares none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssumedBlock {
    /// All four settings are off, as in IAM Access Analyzer's previews.
    #[default]
    Off,
    /// All four are on, as S3 sets them for new buckets.
    On,
    /// They are not known.
    Unknown,
}

/// Who owns what is judged.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The account's id.
    pub account: Text,
    /// The organization's id.
    pub organization: Text,
}

/// What a question is asked with, beside the code.
#[derive(Clone, Debug)]
pub struct Situation {
    /// What is assumed where the code says nothing.
    pub assumptions: Assumptions,
    /// Who owns the bucket or key.
    pub owner: Owner,
    /// By whose view a policy is public.
    pub trust: Trust,
    /// Whether policy and ACL are there already. `BlockPublicPolicy` and `BlockPublicAcls` reject public ones that are
    /// about to be put beside them, and have no effect on those that are there.
    pub in_force: bool,
    /// Whether an ACL is public by its grants alone, as in S3's "meaning of public"; else what they let in must get
    /// past the policies.
    pub acl_by_itself: bool,
    /// How much is done to decide it.
    pub effort: Effort,
}

impl Owner {
    /// An owner of whom nothing is known.
    pub fn unknown(span: Span) -> Self {
        let hole = |shown: &str, constant: Constant| {
            Text::hole(Arc::new(Unknown::new(shown, span, Undecided::NotKnown).constant(constant)))
        };
        Owner {
            account: hole("the owner's account", Constant::AccountId),
            organization: hole("the owner's organization", Constant::Id),
        }
    }
}

impl Situation {
    /// What `check` asks with: an owner of whom is known what the code says, who has yet to deploy it.
    pub fn ordinary(subject: &Subject<'_>, assumptions: Assumptions) -> Self {
        let owner = Owner { account: subject.resource.account(), ..Owner::unknown(subject.resource.header) };
        Situation {
            assumptions,
            owner,
            trust: Trust::ByAccount,
            in_force: false,
            acl_by_itself: false,
            effort: Effort::default(),
        }
    }
}
