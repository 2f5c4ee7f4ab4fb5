//! What the ACL of a bucket lets the public do.

use std::sync::Arc;

use super::answer::{behind, shut};
use super::block::Blocks;
use super::caller::STRANGER;
use super::target::Target;
use super::{Question, Through, Verdict, Who, Witness};
use crate::model::{Acl, Bucket, Grant, Grantee, Ownership, Permission, Subject};
use crate::value::{Decided, Setting, Unknown, Unknowns};

pub(super) fn by_acl(question: Question, subject: &Subject<'_>, blocks: &Blocks) -> Verdict {
    let bucket = Bucket::of(subject);
    let acl = bucket.acl();
    match (bucket.ownership(), &acl) {
        (Setting::Known(Ownership::BucketOwnerEnforced, span), _) => {
            return shut("ACLs are disabled: Object Ownership is BucketOwnerEnforced", Some(span));
        }
        (Setting::Unset, Setting::Unset) => {
            return shut("ACLs are disabled: S3 does so by default, and no ACL is declared", None);
        }
        (Setting::Known(..), Setting::Unset) => return shut("no ACL is declared, so it is private", None),
        (Setting::Unknown(unknown), _) if blocks.assumed().is_none() => {
            return match behind(blocks.against_acls(), || granted(question, subject, &acl)) {
                Verdict::Yes(_) => Verdict::Open(unknown.into()),
                other => other,
            };
        }
        _ => {}
    }
    if let Some(assumed) = blocks.assumed() {
        return shut(assumed, None);
    }
    behind(blocks.against_acls(), || granted(question, subject, &acl))
}

/// What the grants of an ACL give the public.
fn granted(question: Question, subject: &Subject<'_>, acl: &Setting<Acl>) -> Verdict {
    let acl = match acl {
        Setting::Known(acl, _) => acl,
        Setting::Unset => return shut("no ACL is declared, so it is private", None),
        Setting::Unknown(unknown) => return Verdict::Open(Arc::clone(unknown).into()),
    };
    let mut open: Vec<Arc<Unknown>> = acl.rest.iter().cloned().collect();
    for grant in &acl.grants {
        let who = match &grant.grantee {
            Grantee::AllUsers | Grantee::AuthenticatedUsers => Decided::True,
            Grantee::LogDelivery | Grantee::Account => Decided::False,
            Grantee::Unknown(unknown) => Decided::open(unknown),
        };
        let what = match &grant.permission {
            Setting::Known(permission, _) => gives(question, *permission).into(),
            Setting::Unset => Decided::False,
            Setting::Unknown(unknown) => Decided::open(unknown),
        };
        match who.and(what) {
            Decided::True => return Verdict::Yes(Box::new(by_grant(question, subject, grant))),
            Decided::Open(unknowns) => open.extend(unknowns),
            Decided::False => {}
        }
    }
    let Some(open) = Unknowns::of(open) else {
        let wanted = if question == Question::PublicRead { "read or list" } else { "write" };
        return shut(&format!("no grant of the ACL lets the public {wanted}"), Some(acl.span));
    };
    Verdict::Open(open)
}

/// Whether a permission is one of those that a question is about, by the S3 user guide's table of ACL permissions.
pub(super) fn gives(question: Question, permission: Permission) -> bool {
    match permission {
        Permission::FullControl => true,
        Permission::Read | Permission::ReadAcp => question == Question::PublicRead,
        Permission::Write | Permission::WriteAcp => question == Question::PublicWrite,
    }
}

fn by_grant(question: Question, subject: &Subject<'_>, grant: &Grant) -> Witness {
    let target = Target::of(subject);
    let (action, key) = match grant.permission.known() {
        Some(Permission::ReadAcp) => ("s3:GetBucketAcl", None),
        Some(Permission::WriteAcp) => ("s3:PutBucketAcl", None),
        _ if question == Question::PublicRead => ("s3:ListBucket", None),
        _ => ("s3:PutObject", Some("example.txt")),
    };
    let anyone = matches!(grant.grantee, Grantee::AllUsers);
    Witness {
        principal: if anyone { "*".to_owned() } else { STRANGER.to_owned() },
        who: if anyone { Who::Anonymous } else { Who::Stranger },
        action: action.to_owned(),
        resource: target.shown(key),
        context: [("aws:SecureTransport".to_owned(), "true".to_owned())].into(),
        through: Through::Grant { span: grant.span },
        nearest: None,
    }
}
