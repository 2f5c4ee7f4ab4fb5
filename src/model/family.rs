//! Declarations that stand for several resources: one for each element of a collection that is not known.
//!
//! `aws_s3_bucket.a` with `for_each = var.buckets` is one resource of the model, judged once for any of its members.

use std::sync::Arc;

use crate::value::{Symbol, Truth, Value};

/// That a declaration has a member for each element of a collection (`for_each`), or for each index below a number
/// (`count`).
#[derive(Clone, Debug)]
pub struct Family {
    /// The collection or the number: two families of one symbol have members of the same keys.
    pub of: Symbol,
    /// The key or index of a member, whichever it is.
    pub key: Value,
    /// Where its members are instances of a module: the call of that.
    pub call: Option<Arc<str>>,
}

impl Family {
    /// Whether a key is that of the member.
    pub(super) fn has(&self, key: &Value) -> Truth {
        match (self.key.to_text(), key.to_text()) {
            (Some(own), Some(key)) => own.same(&key),
            _ => Truth::Unknown,
        }
    }
}
