//! Policies as data: statements, principals, actions, resources, conditions, each with its span.
//!
//! A policy is read as its author wrote it: nothing is decided here, and nothing is dropped. What the code leaves open
//! and what AWS would reject both become an [unknown](crate::value::Unknown) part of the statement that they stand in;
//! the latter is a [`PolicyProblem`] too. So a statement that is not understood can neither open nor shut a bucket in
//! silence. Knows nothing of buckets: the reasoner asks the questions.

mod action;
mod apart;
mod condition;
mod length;
pub mod moment;
mod policy;
mod principal;
mod read;
mod read_principal;
mod reject;
mod word;

pub use action::{ASSUME_ROLE, Action, Level, Scope, kms_actions, s3_actions};
pub use condition::{Comparison, Condition, Operator, SetOperator, Test};
pub use policy::{Effect, Policy, PolicyProblem, Statement, Version};
pub use principal::{Principal, is_account_id};
pub use read::{PolicyType, read, read_as};
pub use reject::{
    Service, actions_without_resource, is_like, matching, named_access_points, named_buckets, rejections,
    without_too_long,
};
pub use word::{Part, Word};
