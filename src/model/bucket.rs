//! A bucket as the rules and the reasoner read it.

use std::sync::Arc;

use super::{Declared, PublicAccessBlock, Resource, Role, Subject};
use crate::source::Span;
use crate::value::{Decided, Lookup, Setting, Text, TextBuilder, Unknown, Value};

/// A typed view of an `AWS::S3::Bucket` and everything that decides who can reach it.
#[derive(Clone, Copy, Debug)]
pub struct Bucket<'s> {
    subject: &'s Subject<'s>,
}

/// That the block of an account is its organization's, which overrides its own.
pub(super) const OVERRIDES: &str = "OfOrganization";

/// Object Ownership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// ACLs are disabled.
    BucketOwnerEnforced,
    /// ACLs are enabled.
    BucketOwnerPreferred,
    /// ACLs are enabled.
    ObjectWriter,
}

/// An access control list.
#[derive(Clone, Debug)]
pub struct Acl {
    /// The grants that are known.
    pub grants: Vec<Grant>,
    /// Set where there may be further grants that are not known.
    pub rest: Option<Arc<Unknown>>,
    /// Where it is set.
    pub span: Span,
}

/// One grant of an ACL.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who is granted.
    pub grantee: Grantee,
    /// What is granted.
    pub permission: Setting<Permission>,
    /// Where the grant stands.
    pub span: Span,
}

/// Who an ACL grants something to.
#[derive(Clone, Debug)]
pub enum Grantee {
    /// Everyone, without credentials.
    AllUsers,
    /// Everyone with any AWS account.
    AuthenticatedUsers,
    /// S3's log delivery group.
    LogDelivery,
    /// The bucket's owner, a canonical user or an address of an account: not the public.
    Account,
    /// Not known.
    Unknown(Arc<Unknown>),
}

impl Grantee {
    /// Whether it is everyone, with an AWS account or without one.
    pub fn is_public(&self) -> Decided {
        match self {
            Grantee::AllUsers | Grantee::AuthenticatedUsers => Decided::True,
            Grantee::Account | Grantee::LogDelivery => Decided::False,
            Grantee::Unknown(unknown) => Decided::open(unknown),
        }
    }
}

/// What an ACL grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// List the bucket.
    Read,
    /// Create, overwrite and delete objects.
    Write,
    /// Read the ACL.
    ReadAcp,
    /// Write the ACL.
    WriteAcp,
    /// All of these.
    FullControl,
}

impl<'s> Bucket<'s> {
    /// The view of a subject that is a bucket.
    pub fn of(subject: &'s Subject<'s>) -> Self {
        Bucket { subject }
    }

    /// The bucket with what is linked to it.
    pub fn subject(self) -> &'s Subject<'s> {
        self.subject
    }

    /// The resource itself.
    pub fn resource(self) -> &'s Resource {
        &self.subject.resource
    }

    /// The bucket's name, perhaps with holes: front ends give every bucket one, generated names as a constant hole.
    pub fn name(self) -> Option<&'s Text> {
        self.resource().names.first()
    }

    /// The bucket's ARN, in the partition `aws`.
    pub fn arn(self) -> Option<Text> {
        let mut arn = TextBuilder::default();
        arn.push("arn:aws:s3:::");
        arn.push_text(self.name()?);
        Some(arn.finish())
    }

    /// The documents of the bucket's policies.
    pub fn policies(self) -> Vec<(&'s Resource, Lookup<'s>)> {
        self.subject.policies()
    }

    /// The bucket's own public access block.
    pub fn public_access_block(self) -> PublicAccessBlock {
        PublicAccessBlock::read(|name| self.access_setting(&["PublicAccessBlockConfiguration", name]).bool())
    }

    /// The public access block of the account, where the code declares one: that of its organization, else its own.
    pub fn account_public_access_block(self) -> Option<PublicAccessBlock> {
        let is_organization = |it: &&Resource| it.properties.get(OVERRIDES).is_some();
        let blocks = || self.subject.related(Role::AccountPublicAccessBlock);
        let block = blocks().find(is_organization).or_else(|| blocks().next())?;
        Some(PublicAccessBlock::read(|name| block.property(&[name]).bool()))
    }

    /// A setting that bears on who can reach the bucket. A bucket that is declared elsewhere has the undeclared default
    /// of each such setting as soon as the code declares its policy or its ACL: these are judged as they stand.
    fn access_setting(self, path: &[&str]) -> Lookup<'s> {
        let found = self.resource().property(path);
        let part_is_here = || {
            let acl = ["AccessControl", "AccessControlPolicy"]
                .iter()
                .any(|name| self.resource().properties.get(name).is_some());
            acl || self.subject.related(Role::Policy).next().is_some()
        };
        let not_here = path.first().is_some_and(|name| self.resource().properties.get(name).is_none());
        let by_default = self.resource().declared == Declared::Elsewhere && not_here && part_is_here();
        if by_default { Lookup::Unset } else { found }
    }

    /// The rule of the default encryption, of which a bucket has one.
    pub fn encryption_rule(self) -> Lookup<'s> {
        let rules = match self.resource().property(&["BucketEncryption", "ServerSideEncryptionConfiguration"]) {
            Lookup::Set(rules) => rules,
            other => return other,
        };
        let first = rules.members().map(|list| (list.items.first(), list.rest));
        match first.unwrap_or((None, rules.first_unknown())) {
            (Some(rule), _) => Lookup::Set(rule),
            (None, Some(unknown)) => Lookup::Unknown(unknown),
            (None, None) => Lookup::Unset,
        }
    }

    /// The default encryption with KMS; `None` where it is another one.
    ///
    /// # Errors
    ///
    /// What leaves open whether it is with KMS.
    pub fn kms_encryption(self) -> Result<Option<KmsEncryption<'s>>, Arc<Unknown>> {
        let rule = match self.encryption_rule() {
            Lookup::Set(rule) => rule,
            Lookup::Unset => return Ok(None),
            Lookup::Unknown(unknown) => return Err(Arc::clone(unknown)),
        };
        let algorithm = match rule.at(&["ServerSideEncryptionByDefault", "SSEAlgorithm"]).text() {
            Setting::Known(text, _) => text,
            Setting::Unset => return Ok(None),
            Setting::Unknown(unknown) => return Err(unknown),
        };
        if let Some(open) = algorithm.holes().next() {
            return Err(Arc::clone(open));
        }
        let is_of_aws = |key: &Value| key.as_str().is_some_and(|name| name.ends_with("alias/aws/s3"));
        let key = match rule.expression(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]) {
            Lookup::Unset => None,
            Lookup::Set(key) if is_of_aws(key) => None,
            key => Some(key),
        };
        Ok(algorithm.known_prefix().starts_with("aws:kms").then_some(KmsEncryption { rule, key }))
    }

    /// Object Ownership. Not set means `BucketOwnerEnforced`, S3's default since April 2023, unless an ACL is set.
    pub fn ownership(self) -> Setting<Ownership> {
        let rules = match self.access_setting(&["OwnershipControls", "Rules"]) {
            Lookup::Set(rules) => rules,
            Lookup::Unset => return Setting::Unset,
            Lookup::Unknown(unknown) => return Setting::Unknown(Arc::clone(unknown)),
        };
        match rules.as_list().and_then(|rules| rules.items.first()) {
            Some(rule) => rule.at(&["ObjectOwnership"]).read("an Object Ownership setting", Ownership::read),
            None => Lookup::Set(rules).read("a list of one rule", |_| None),
        }
    }

    /// The ACL: canned (`AccessControl`) or of explicit grants (the extension `AccessControlPolicy.Grants`).
    pub fn acl(self) -> Setting<Acl> {
        match self.access_setting(&["AccessControlPolicy", "Grants"]) {
            Lookup::Unset => self.access_setting(&["AccessControl"]).read("a canned ACL", Acl::canned),
            grants => grants.read("a list of grants", Acl::granted),
        }
    }
}

/// The default encryption of a bucket with KMS.
#[derive(Clone, Copy, Debug)]
pub struct KmsEncryption<'s> {
    /// Its rule.
    pub rule: &'s Value,
    /// The key, where it is not AWS's own.
    pub key: Option<Lookup<'s>>,
}

impl KmsEncryption<'_> {
    /// Whether objects share a data key of the bucket.
    pub fn bucket_key(&self) -> Setting<bool> {
        self.rule.at(&["BucketKeyEnabled"]).bool()
    }
}

impl Ownership {
    fn read(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "BucketOwnerEnforced" => Some(Ownership::BucketOwnerEnforced),
            "BucketOwnerPreferred" => Some(Ownership::BucketOwnerPreferred),
            "ObjectWriter" => Some(Ownership::ObjectWriter),
            _ => None,
        }
    }
}

impl Acl {
    /// The grants of a canned ACL beside the owner's own, as the S3 user guide lists them.
    fn canned(value: &Value) -> Option<Self> {
        let grants: &[(Grantee, Permission)] = match value.as_str()? {
            "Private" | "BucketOwnerRead" | "BucketOwnerFullControl" => &[],
            "AwsExecRead" => &[(Grantee::Account, Permission::Read)],
            "AuthenticatedRead" => &[(Grantee::AuthenticatedUsers, Permission::Read)],
            "PublicRead" => &[(Grantee::AllUsers, Permission::Read)],
            "PublicReadWrite" => &[(Grantee::AllUsers, Permission::Read), (Grantee::AllUsers, Permission::Write)],
            "LogDeliveryWrite" => {
                &[(Grantee::LogDelivery, Permission::Write), (Grantee::LogDelivery, Permission::ReadAcp)]
            }
            _ => return None,
        };
        let span = value.span();
        let grant = |(grantee, permission): &(Grantee, Permission)| Grant {
            grantee: grantee.clone(),
            permission: Setting::Known(*permission, span),
            span,
        };
        Some(Acl { grants: grants.iter().map(grant).collect(), rest: None, span })
    }

    fn granted(value: &Value) -> Option<Self> {
        let list = value.members()?;
        Some(Acl { grants: list.items.iter().map(Grant::read).collect(), rest: list.rest.cloned(), span: value.span() })
    }
}

impl Grant {
    fn read(value: &Value) -> Self {
        Grant {
            grantee: Grantee::read(value),
            permission: value.at(&["Permission"]).read("a permission", Permission::read),
            span: value.span(),
        }
    }
}

impl Grantee {
    /// `Grantee: {Type, URI, ID, EmailAddress}`, as in S3's `PutBucketAcl`. Only a `Group` has a URI.
    fn read(grant: &Value) -> Self {
        match grant.at(&["Grantee", "URI"]).text() {
            Setting::Unknown(unknown) => Grantee::Unknown(unknown),
            Setting::Known(uri, span) => match uri.as_str() {
                Some(uri) => Grantee::group(uri, span),
                None => uri.holes().next().map_or(Grantee::Account, |hole| Grantee::Unknown(Arc::clone(hole))),
            },
            Setting::Unset => match grant.at(&["Grantee"]) {
                Lookup::Unknown(unknown) => Grantee::Unknown(Arc::clone(unknown)),
                Lookup::Set(_) | Lookup::Unset => Grantee::Account,
            },
        }
    }

    fn group(uri: &str, span: Span) -> Self {
        match uri.rsplit('/').next() {
            Some("AllUsers") => Grantee::AllUsers,
            Some("AuthenticatedUsers") => Grantee::AuthenticatedUsers,
            Some("LogDelivery") => Grantee::LogDelivery,
            _ => Grantee::Unknown(Arc::new(Unknown::new(uri, span, "is not one of S3's predefined groups"))),
        }
    }
}

impl Permission {
    fn read(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "READ" => Some(Permission::Read),
            "WRITE" => Some(Permission::Write),
            "READ_ACP" => Some(Permission::ReadAcp),
            "WRITE_ACP" => Some(Permission::WriteAcp),
            "FULL_CONTROL" => Some(Permission::FullControl),
            _ => None,
        }
    }
}
