//! Bare policy documents: one more kind of input, beside code and templates. A document is judged as if code attached
//! it to a bucket, an access point or a key, by checks of its own.

mod batch;
mod case;
mod check;
mod judged;
mod read;

use std::path::{Path, PathBuf};

pub use batch::Answer;
pub use judged::Block;
pub use read::analyse;

use crate::iam::Service;
use crate::reason::{Trust, Whom};

/// What is checked of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The public cannot get in.
    NoPublicAccess,
    /// Nobody gets in who is not of the owner's account.
    NoExternalAccess,
    /// No request over plain HTTP could get through.
    TlsOnly,
    /// No request over an older version of TLS could get through.
    Tls12,
    /// Every upload that does not ask for encryption is denied.
    EncryptedUploads,
    /// No one is granted an access.
    AccessNotGranted,
    /// Nothing is granted that another policy does not grant.
    NoNewAccess,
}

impl Check {
    /// Every check.
    pub const ALL: [Check; 7] = [
        Check::NoPublicAccess,
        Check::NoExternalAccess,
        Check::TlsOnly,
        Check::Tls12,
        Check::EncryptedUploads,
        Check::AccessNotGranted,
        Check::NoNewAccess,
    ];

    /// How users call it.
    pub fn name(self) -> &'static str {
        match self {
            Check::NoPublicAccess => "no-public-access",
            Check::NoExternalAccess => "no-external-access",
            Check::TlsOnly => "tls-only",
            Check::Tls12 => "tls-1.2",
            Check::EncryptedUploads => "encrypted-uploads",
            Check::AccessNotGranted => "access-not-granted",
            Check::NoNewAccess => "no-new-access",
        }
    }
}

/// What policies are attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachedTo {
    /// A bucket.
    Bucket,
    /// An access point.
    AccessPoint,
    /// A key.
    Key,
}

/// What to judge, and what is so beside the documents.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The documents.
    pub files: &'r [PathBuf],
    /// What is checked of each.
    pub checks: &'r [Check],
    /// What they are attached to.
    pub attached_to: AttachedTo,
    /// The bucket; those that a policy names where that is not said.
    pub bucket: Option<&'r str>,
    /// The account that owns the bucket or key.
    pub account: Option<&'r str>,
    /// The organization that it is in.
    pub organization: Option<&'r str>,
    /// The public access block of the bucket, or of the access point.
    pub block: Block,
    /// By whose view a policy is public.
    pub trust: Trust,
    /// Actions that nobody may be granted.
    pub actions: &'r [String],
    /// Resources on which nobody may be granted anything.
    pub resources: &'r [String],
    /// Of whom that is said.
    pub to: Whom,
    /// The kinds of encryption that uploads may ask for.
    pub encryption: &'r [String],
    /// The policy that grants as much as may be granted.
    pub reference: Option<&'r Path>,
}

impl Request<'_> {
    fn service(&self) -> Service {
        match self.attached_to {
            AttachedTo::Bucket | AttachedTo::AccessPoint => Service::S3,
            AttachedTo::Key => Service::Kms,
        }
    }
}

/// Why nothing can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The check has not got what it needs.
    Needs(Check),
    /// No action is called so.
    NoAction(String),
    /// The reference, by its name, is no policy, for this reason.
    Reference(String, String),
}
