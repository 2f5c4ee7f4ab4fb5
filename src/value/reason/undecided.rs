//! What keeps the reasoner from an answer, beside values that are not known.

use std::fmt;
use std::sync::Arc;

/// Why something in a policy, or something that a policy hangs on, is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// It is not set, and nothing else says what it is.
    NotSet,
    /// Nothing says what it is.
    NotKnown,
    /// It is of a kind that is not read.
    NotUnderstood,
    /// Of a policy: no part of it is to blame alone.
    SeveralParts,
    /// A condition, beside others.
    Together,
    /// A condition on a key of which it is not known who can have it.
    UnknownKey,
    /// A condition on a tag of the bucket.
    TagOfBucket,
    /// A condition on a key of several values, without an operator for sets.
    WithoutSet,
    /// A condition whose operator does not fit.
    Operator,
    /// A condition that compares with a text which is nothing of the kind that the key has.
    Misread {
        /// The text.
        text: Arc<str>,
        /// What it is not: "which is no number".
        what: &'static str,
    },
    /// It has a policy variable.
    Variable,
    /// A policy variable in what a service asks for.
    VariableOfService,
    /// What a service's requests hold is not in the code.
    NotSaid,
    /// In which order the parts of a bucket come.
    Order,
    /// A role that the code does not declare.
    RoleElsewhere,
    /// A policy that the code does not declare.
    PolicyElsewhere,
    /// Something else that the code does not declare, and what is not known for it.
    Elsewhere(&'static str),
    /// A boundary of permissions.
    Boundary,
    /// It may be a policy of this role.
    PerhapsOf(Arc<str>),
    /// A grant of this key.
    GrantOf(Arc<str>),
    /// Two buckets have it otherwise.
    Differs,
    /// Whether it is in the account of a role.
    InAccountOfRole,
    /// The evaluator that confirms requests came to another answer.
    Unconfirmed {
        /// Whether the request was found to be refused.
        refused: bool,
    },
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Undecided::Misread { text, what } => return write!(f, "compares with `{text}`, {what}"),
            Undecided::Elsewhere(so) => return write!(f, "is not declared here, {so}"),
            Undecided::PerhapsOf(role) => return write!(f, "may be a policy of `{role}`"),
            Undecided::GrantOf(key) => return write!(f, "is a grant of `{key}`, which may let the role use it"),
            Undecided::NotSet => "is not set",
            Undecided::NotKnown => "is not known",
            Undecided::NotUnderstood => "is not understood",
            Undecided::SeveralParts => "hangs on several parts that are not known",
            Undecided::Together => "is not decided together with the other conditions",
            Undecided::UnknownKey => "is on a key of which it is not known who can have it",
            Undecided::TagOfBucket => {
                "asks for a tag of the bucket, which requests tell here, and tags are not looked at"
            }
            Undecided::WithoutSet => {
                "compares a key of several values without `ForAllValues` or `ForAnyValue`, which is not documented"
            }
            Undecided::Operator => "has an operator that does not fit its key, or the other operators on it",
            Undecided::Variable => "has a policy variable, which is not decided yet",
            Undecided::VariableOfService => "has a policy variable, which is not decided here",
            Undecided::NotSaid => "asks for something in the requests of S3 that the code does not say",
            Undecided::Order => {
                "decides whether its public access block comes before what it would reject: say so by `depends_on`, or \
                 turn on `restrict_public_buckets` and `ignore_public_acls`"
            }
            Undecided::RoleElsewhere => "is a role that is not declared here, so what it may do is not known",
            Undecided::PolicyElsewhere => "is a policy that is not declared here, so what it says is not known",
            Undecided::Boundary => "bounds the permissions of the role, which is not looked into",
            Undecided::Differs => "differs between the two buckets",
            Undecided::InAccountOfRole => {
                "is in the account of the replication role or in another one, where its policy must let the role in"
            }
            Undecided::Unconfirmed { refused: false } => {
                "was found to get through and could not be confirmed, which is an inconsistency of this program"
            }
            Undecided::Unconfirmed { refused: true } => {
                "was found to be refused and could not be confirmed, which is an inconsistency of this program"
            }
        })
    }
}
