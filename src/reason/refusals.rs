//! What S3 takes none of: a deployment that declares it fails there, or leaves out what it was to set.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use std::sync::Arc;

use super::block::order_of;
use super::statements::Found;
use super::{Question, Situation, Verdict, decide_in};
use crate::iam::is_account_id;
use crate::model::{Acl, Bucket, Declared, Grantee, Ownership, PublicAccessBlock, Role, Subject};
use crate::source::Span;
use crate::value::{Decided, Lookup, Setting, Truth, Unknown};

/// What a bucket declares that S3 may refuse, each with whether S3 takes it.
pub fn refusals(situation: &Situation, subject: &Subject<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = policy(situation, subject).into_iter().collect();
    if subject.resource.declared == Declared::Here {
        let bucket = Bucket::of(subject);
        found.extend(
            [acl_without_acls(bucket), public_acl(bucket), versioning(bucket), mfa_delete(bucket)]
                .into_iter()
                .flatten(),
        );
        // A bucket that declares nothing of the kind is taken.
        found.push(refused("the bucket", Decided::True, subject.resource.header));
    }
    found
}

fn refused(name: &str, holds: Decided, place: Span) -> Found {
    Found { name: name.to_owned(), holds, place }
}

/// The place of what makes a policy public, and of the setting that refuses it; nothing where S3 takes the policy.
///
/// # Errors
///
/// What the code leaves open of a policy that may come after such a setting.
pub fn refused_policy(situation: &Situation, subject: &Subject<'_>) -> Result<Option<(Span, Span)>, Decided> {
    let there = Decided::any(subject.related(Role::Policy).map(|policy| policy.presence.decided()));
    let bucket = Bucket::of(subject);
    let first = subject.blocks_first;
    let (blocked, block) =
        rejected(bucket, |block| &block.block_public_policy, [first.own_policy, first.account_policy]);
    let certain = there.and(blocked);
    if matches!(certain, Decided::False) {
        return Ok(None);
    }
    match (decide_in(situation, Question::PublicPolicy, subject), certain) {
        (Verdict::No(_), _) => Ok(None),
        (Verdict::Yes(witness), Decided::True) => Ok(witness.through.place().map(|place| (place, block))),
        (Verdict::Yes(_), certain) => Err(certain),
        (Verdict::Open(unknowns), certain) => Err(certain.and(Decided::Open(unknowns))),
    }
}

/// Whether a setting of the bucket's own block or of its account's rejects what comes behind it, and where it stands.
fn rejected(
    bucket: Bucket<'_>,
    setting: impl Fn(&PublicAccessBlock) -> &Setting<bool>,
    [own_first, account_first]: [Truth; 2],
) -> (Decided, Span) {
    let mut place = bucket.resource().header;
    let blocks =
        [(Some(bucket.public_access_block()), own_first), (bucket.account_public_access_block(), account_first)];
    let each = blocks.into_iter().filter_map(|(block, first)| {
        let block = block?;
        let setting = setting(&block);
        if let Setting::Known(true, span) = setting {
            place = *span;
        }
        Some(setting.decided(|on| (*on).into()).and(match first {
            Truth::True => Decided::True,
            Truth::False => Decided::False,
            Truth::Unknown => Decided::open(&order_of(bucket.resource())),
        }))
    });
    (Decided::any(each), place)
}

fn policy(situation: &Situation, subject: &Subject<'_>) -> Option<Found> {
    let name = "the policy is public, and `BlockPublicPolicy` comes before it";
    match refused_policy(situation, subject) {
        Ok(refusal) => refusal.map(|(place, _)| refused(name, Decided::False, place)),
        Err(open) => Some(refused(name, open, subject.resource.header)),
    }
}

/// An ACL where ACLs are off. One that is set by itself is refused whatever it grants; one that the bucket is made with
/// is where it grants somebody else something.
fn acl_without_acls(bucket: Bucket<'_>) -> Option<Found> {
    let acl = match bucket.acl() {
        Setting::Known(acl, _) => acl,
        Setting::Unset => return None,
        Setting::Unknown(unknown) => return Some(perhaps_an_acl(bucket, &unknown)),
    };
    let (off, name) = match bucket.ownership() {
        Setting::Known(Ownership::BucketOwnerEnforced, _) => {
            (Decided::True, "an ACL, where Object Ownership turns ACLs off")
        }
        Setting::Known(..) => return None,
        Setting::Unset => (Decided::open(&ownership_of_age(bucket)), "an ACL, where a new bucket has ACLs off"),
        Setting::Unknown(unknown) => (Decided::open(&unknown), "an ACL, where Object Ownership may turn ACLs off"),
    };
    Some(refused(name, !is_refused_without_acls(bucket, &acl).and(off), acl.span))
}

/// An ACL of a bucket that declares no Object Ownership: S3 refuses it where the bucket is new.
pub fn acls_of_new_buckets(subject: &Subject<'_>) -> Vec<Found> {
    let bucket = Bucket::of(subject);
    let (Setting::Known(acl, _), Setting::Unset) = (bucket.acl(), bucket.ownership()) else { return Vec::new() };
    let name = "an ACL, where ACLs are off: a new bucket has them off unless Object Ownership says otherwise";
    vec![refused(name, !is_refused_without_acls(bucket, &acl), acl.span)]
}

/// What Object Ownership is that is not declared: that of a bucket from before April 2023 leaves ACLs on.
pub(super) fn ownership_of_age(bucket: Bucket<'_>) -> Arc<Unknown> {
    let resource = bucket.resource();
    let shown = format!("Object Ownership of {}", resource.address);
    let reason = "is not declared: ACLs are off in a new bucket, and on in one from before April 2023";
    Arc::new(Unknown::new(shown, resource.header, reason))
}

/// Whether S3 refuses an ACL where ACLs are off.
fn is_refused_without_acls(bucket: Bucket<'_>, acl: &Acl) -> Decided {
    let body = bucket.resource().body;
    let is_apart = acl.span.file != body.file || !body.range().contains(&acl.span.range().start);
    let others = acl.grants.iter().map(|grant| match &grant.grantee {
        Grantee::AllUsers | Grantee::AuthenticatedUsers | Grantee::LogDelivery => Decided::True,
        Grantee::Account => Decided::False,
        Grantee::Unknown(unknown) => Decided::open(unknown),
    });
    Decided::from(is_apart).or(Decided::any(others.chain(acl.rest.iter().map(Decided::open))))
}

/// What is not known of an ACL may be such as is refused.
fn perhaps_an_acl(bucket: Bucket<'_>, unknown: &Arc<Unknown>) -> Found {
    let is_off = match bucket.ownership() {
        Setting::Known(Ownership::BucketOwnerEnforced, _) => Decided::True,
        Setting::Known(..) => Decided::False,
        Setting::Unset => Decided::open(&ownership_of_age(bucket)),
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    refused("an ACL, where ACLs may be off", !is_off.and(Decided::open(unknown)), bucket.resource().header)
}

/// A public ACL after a block that lets none in.
fn public_acl(bucket: Bucket<'_>) -> Option<Found> {
    let first = bucket.subject().blocks_first;
    let (blocked, _) = rejected(bucket, |block| &block.block_public_acls, [first.own_acl, first.account_acl]);
    let acls_are_on = match bucket.ownership() {
        Setting::Unset | Setting::Known(Ownership::BucketOwnerEnforced, _) => Decided::False,
        Setting::Known(..) => Decided::True,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    let (public, place) = match bucket.acl() {
        Setting::Known(acl, _) => (is_public(&acl), acl.span),
        Setting::Unset => return None,
        Setting::Unknown(unknown) => (Decided::open(&unknown), bucket.resource().header),
    };
    let holds = blocked.and(acls_are_on).and(public);
    let name = "the ACL is public, and `BlockPublicAcls` comes before it";
    (!matches!(holds, Decided::False)).then(|| refused(name, !holds, place))
}

/// Whether an ACL grants anything to everyone.
fn is_public(acl: &Acl) -> Decided {
    let grants = acl.grants.iter().map(|grant| grant.grantee.is_public());
    Decided::any(grants.chain(acl.rest.iter().map(Decided::open)))
}

/// Versioning that is off where something needs it.
fn versioning(bucket: Bucket<'_>) -> Option<Found> {
    let resource = bucket.resource();
    let needs = |name: &str| match resource.property(&[name]) {
        Lookup::Unset => Decided::False,
        Lookup::Set(value) => value.may_be_unset().map_or(Decided::True, Decided::open),
        Lookup::Unknown(unknown) => Decided::open(unknown),
    };
    let locked = resource.property(&["ObjectLockEnabled"]).bool().decided(|on| (*on).into());
    let replicates = needs("ReplicationConfiguration");
    if matches!((&locked, &replicates), (Decided::False, Decided::False)) {
        return None;
    }
    let (is_off, place) = match bucket.is_versioned() {
        Setting::Known(is_on, span) => (Decided::from(!is_on), span),
        // Object Lock turns it on.
        Setting::Unset => (!locked.clone(), resource.header),
        Setting::Unknown(unknown) => (Decided::open(&unknown), resource.header),
    };
    let name = "versioning is off, which Object Lock and replication need";
    Some(refused(name, !locked.or(replicates).and(is_off), place))
}

/// MFA delete beside rules that expire objects.
fn mfa_delete(bucket: Bucket<'_>) -> Option<Found> {
    let Setting::Known(status, span) = bucket.resource().property(&["VersioningConfiguration", "MFADelete"]).text()
    else {
        return None;
    };
    let Lookup::Set(rules) = bucket.resource().property(&["LifecycleConfiguration"]) else { return None };
    let is_set = rules.may_be_unset().map_or(Decided::True, Decided::open);
    let is_on = Decided::from(status.as_str() == Some("Enabled"));
    Some(refused("MFA delete beside a lifecycle configuration", !is_on.and(is_set), span))
}

/// Beginnings and ends that S3 keeps for itself.
const BEGINNINGS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const ENDS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// The name of a bucket, with whether S3 takes it.
pub fn refused_name(subject: &Subject<'_>) -> Vec<Found> {
    let (name, span) = match subject.resource.property(&["BucketName"]).text() {
        Setting::Known(name, span) => (name, span),
        Setting::Unset => return Vec::new(),
        Setting::Unknown(unknown) => {
            return vec![refused("the name of the bucket", Decided::open(&unknown), subject.resource.header)];
        }
    };
    let holds = match (name.as_str(), name.holes().next()) {
        (None, Some(unknown)) => Decided::open(unknown),
        (known, _) => known.is_some_and(is_name).into(),
    };
    vec![refused("the name of the bucket", holds, span)]
}

fn is_name(name: &str) -> bool {
    let is_end = |letter: Option<char>| letter.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let is_letter = |letter: char| is_end(Some(letter)) || letter == '.' || letter == '-';
    let is_address = name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
    let in_bounds = (3..=63).contains(&name.len()) && name.chars().all(is_letter);
    let has_ends = is_end(name.chars().next()) && is_end(name.chars().last());
    let is_kept = BEGINNINGS.iter().any(|it| name.starts_with(it)) || ENDS.iter().any(|it| name.ends_with(it));
    in_bounds && has_ends && !is_address && !name.contains("..") && !is_kept && is_in_namespace(name)
}

/// Whether a name that ends as those of an account's own namespace do is one: `prefix-111122223333-eu-west-1-an`.
fn is_in_namespace(name: &str) -> bool {
    !name.ends_with(NAMESPACE) || account_of_namespace(name).is_some()
}

/// How names in the namespace of an account end.
const NAMESPACE: &str = "-an";

/// The account in whose own namespace a name is.
pub(super) fn account_of_namespace(name: &str) -> Option<&str> {
    let parts: Vec<_> = name.strip_suffix(NAMESPACE)?.split('-').collect();
    let at = parts.iter().position(|part| is_account_id(part))?;
    parts.get(at).copied().filter(|_| at > 0 && (3..=5).contains(&(parts.len() - at - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_names_that_s3_takes() {
        for taken in ["abc", "my.bucket-1", "a-111122223333-eu-west-1-an", "1.2.3", "plan"] {
            assert!(is_name(taken), "{taken}");
        }
        let long = "a".repeat(64);
        for refused in
            ["ab", "My-bucket", "a_b", "a..b", "-ab", "ab-", "192.168.0.1", "xn--a", "b--x-s3", "x-an", &long]
        {
            assert!(!is_name(refused), "{refused}");
        }
    }
}
