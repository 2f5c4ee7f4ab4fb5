//! Questions, and what an answer to one says.

use std::collections::BTreeMap;

use super::Through;
use crate::source::Span;
use crate::value::Unknowns;

/// What is asked of a bucket or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Can the public read or list the bucket?
    PublicRead,
    /// Can the public write, tag or change permissions?
    PublicWrite,
    /// Could a request over plain HTTP get through: not denied, and by the owner's account, or let in by policy or ACL?
    PlainHttp,
    /// Can the public use the key?
    PublicKey,
    /// Does the bucket's policy, by itself, let the public do anything?
    PublicPolicy,
    /// Does the policy of the bucket or key let anyone in who is not of the owner's account?
    External,
    /// Could one over a version of TLS older than 1.2?
    OldTls,
    /// Is there an upload that asks for no encryption and that no policy denies?
    UploadsWithoutEncryption,
    /// Is a request refused that the bucket's replication needs?
    Replication,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Yes: this request gets through.
    Public(Box<Witness>),
    /// No: this shuts each way in.
    NotPublic(Vec<Step>),
    /// The code does not decide it, or a condition of a policy cannot be decided.
    Unknown(Unknowns),
}

/// A request that gets through, and what lets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who asks: `*` for an anonymous caller, else an ARN.
    pub principal: String,
    /// Whether that is the name of an AWS service.
    pub by_service: bool,
    /// The action: `s3:GetObject`.
    pub action: String,
    /// The ARN asked for.
    pub resource: String,
    /// Condition keys and their values; a key that is not listed is absent from the request.
    pub context: BTreeMap<String, String>,
    /// What lets it through.
    pub through: Through,
}

/// One fact on which a `NotPublic` rests.
#[derive(Clone, Debug)]
pub struct Step {
    /// What shuts a way in, as a sentence.
    pub message: String,
    /// Where it stands; `None` for a default of AWS.
    pub span: Option<Span>,
}

/// What stands between the values of a key that has several in a [`Witness`].
pub const BETWEEN_VALUES: &str = ", ";
