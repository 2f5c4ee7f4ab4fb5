//! A KMS key as the rules and the reasoner read it.

use super::Subject;
use crate::value::{Lookup, Setting, Text};

/// A typed view of an `AWS::KMS::Key`.
#[derive(Clone, Copy, Debug)]
pub struct Key<'s> {
    subject: &'s Subject<'s>,
}

impl<'s> Key<'s> {
    /// The view of a subject that is a key.
    pub fn of(subject: &'s Subject<'s>) -> Self {
        Key { subject }
    }

    /// The key policy. Not set: KMS attaches its default policy, which gives the account's own principals access.
    pub fn policy(self) -> Lookup<'s> {
        self.subject.resource.property(&["KeyPolicy"])
    }

    /// Whether KMS rotates the key material every year.
    pub fn rotation(self) -> Setting<bool> {
        self.subject.resource.property(&["EnableKeyRotation"]).bool()
    }

    /// The kind of key material; not set means `SYMMETRIC_DEFAULT`.
    pub fn spec(self) -> Setting<Text> {
        self.subject.resource.property(&["KeySpec"]).text()
    }
}
