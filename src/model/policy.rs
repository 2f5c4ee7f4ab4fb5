//! The policies that resources carry, read.

use std::sync::Arc;

use super::Resource;
use crate::iam::{self, Policy};
use crate::value::{Lookup, Undecided, Unknown};

/// The policy of a document that a resource carries; one that is not set is unknown.
pub fn read_policy(resource: &Resource, document: Lookup<'_>) -> Policy {
    match document {
        Lookup::Set(value) => iam::read(value).0,
        Lookup::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), resource.body),
        Lookup::Unset => {
            let why = Unknown::new(format!("{}.PolicyDocument", resource.address), resource.header, Undecided::NotSet);
            Policy::unknown(Arc::new(why), resource.body)
        }
    }
}
