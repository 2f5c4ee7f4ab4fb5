//! What the attributes of resources and data sources mean, for code and for plans.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, "Attribute Reference" of each type.

use super::links::{DOCUMENT, Thing, named_by, owner};
use crate::value::{Constant, Letters, Nature, Range};

/// What an attribute says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontends) enum Meaning {
    /// What is configured under its own name, else what AWS or the provider decides.
    Own,
    /// What this attribute or argument says.
    Attribute(&'static str),
    /// The ARN of the key that this argument names.
    ArnOfKey(&'static str),
    /// The name of a bucket, which the provider makes up where none is configured.
    BucketName,
    /// The ARN of a bucket.
    BucketArn,
    /// The name of the host that serves a bucket.
    BucketDomain,
    /// The same in the bucket's Region.
    RegionalBucketDomain,
    /// The account that the code is deployed to.
    Account,
    /// What is configured, else the Region of the provider.
    Region,
    /// The account of the resource: what is configured, else that of its provider.
    AccountOfProvider,
    /// The account and the name of an access point.
    AccountAndName,
    /// The policy that the blocks of a data source make.
    Policy,
    /// What a template and its variables make.
    Rendered,
}

/// Types of which attributes are said.
#[derive(Clone, Copy)]
enum Of {
    Resource(&'static str),
    Data(&'static str),
    Both(&'static str),
}

const MEANINGS: [(Of, &str, Meaning); 30] = {
    use Meaning::{
        Account, AccountAndName, AccountOfProvider, ArnOfKey, Attribute, BucketArn, BucketDomain, BucketName, Policy,
        Region, RegionalBucketDomain, Rendered,
    };
    use Of::{Both, Data, Resource};
    [
        (Data("aws_caller_identity"), "account_id", Account),
        (Data("aws_caller_identity"), "id", Account),
        (Data(DOCUMENT), "json", Policy),
        (Data(DOCUMENT), "minified_json", Policy),
        (Both("aws_iam_policy"), "id", Attribute("arn")),
        (Both("aws_iam_role"), "id", Attribute("name")),
        (Data("aws_kms_alias"), "id", Attribute("arn")),
        (Resource("aws_kms_alias"), "id", Attribute("name")),
        (Resource("aws_kms_alias"), "target_key_arn", ArnOfKey("target_key_id")),
        (Resource("aws_kms_key"), "id", Attribute("key_id")),
        (Resource("aws_kms_replica_external_key"), "id", Attribute("key_id")),
        (Resource("aws_kms_replica_key"), "id", Attribute("key_id")),
        (Data("aws_region"), "id", Region),
        (Data("aws_region"), "name", Region),
        (Data("aws_region"), "region", Region),
        (Resource("aws_s3_access_point"), "account_id", AccountOfProvider),
        (Resource("aws_s3_access_point"), "id", AccountAndName),
        (Both("aws_s3_bucket"), "arn", BucketArn),
        (Both("aws_s3_bucket"), "bucket", BucketName),
        (Both("aws_s3_bucket"), "bucket_domain_name", BucketDomain),
        (Both("aws_s3_bucket"), "bucket_regional_domain_name", RegionalBucketDomain),
        (Both("aws_s3_bucket"), "id", BucketName),
        (Resource("aws_s3_bucket"), "region", Region),
        (Both("aws_s3_directory_bucket"), "id", Attribute("bucket")),
        (Resource("aws_s3control_multi_region_access_point"), "account_id", AccountOfProvider),
        (Resource("aws_s3control_multi_region_access_point"), "id", AccountAndName),
        (Resource("aws_s3control_object_lambda_access_point"), "account_id", AccountOfProvider),
        (Resource("aws_s3control_object_lambda_access_point"), "id", AccountAndName),
        (Data("template_file"), "rendered", Rendered),
        // It is given out as it was taken in.
        (Resource("terraform_data"), "output", Attribute("input")),
    ]
};

/// Parts of buckets whose `id` is the name of the bucket. That of the others has more in it.
const IDENTIFIED_BY_BUCKET: [&str; 15] = [
    "aws_s3_bucket_abac",
    "aws_s3_bucket_accelerate_configuration",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_replication_configuration",
    "aws_s3_bucket_request_payment_configuration",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_website_configuration",
];

/// Attributes that AWS or the provider assigns where nothing is configured, as far as their name does not tell.
const ASSIGNED: [(&str, &str, Constant); 8] = [
    ("aws_caller_identity", "id", Constant::AccountId),
    ("aws_iam_policy", "name", Constant::Id),
    ("aws_iam_role", "name", Constant::Id),
    ("aws_kms_alias", "name", Constant::Id),
    ("aws_partition", "id", Constant::Partition),
    ("aws_partition", "partition", Constant::Partition),
    ("aws_region", "id", Constant::Region),
    ("aws_region", "name", Constant::Region),
];

/// What an attribute of a resource or data source says.
pub(in crate::frontends) fn meaning(kind: &str, is_data: bool, name: &str) -> Meaning {
    if name == "id" && !is_data && IDENTIFIED_BY_BUCKET.contains(&kind) {
        return Meaning::Attribute("bucket");
    }
    let found = meanings(kind, is_data).find(|(attribute, _)| *attribute == name);
    found.map_or(Meaning::Own, |(_, meaning)| meaning)
}

fn meanings(kind: &str, is_data: bool) -> impl Iterator<Item = (&'static str, Meaning)> {
    let is_of = move |of: &Of| match of {
        Of::Resource(it) => *it == kind && !is_data,
        Of::Data(it) => *it == kind && is_data,
        Of::Both(it) => *it == kind,
    };
    MEANINGS.iter().filter(move |(of, ..)| is_of(of)).map(|(_, attribute, meaning)| (*attribute, *meaning))
}

/// Attributes that are there though nothing configures them, as far as resources are linked by them.
pub(in crate::frontends) fn made(kind: &str, is_data: bool) -> impl Iterator<Item = &'static str> {
    let said = meanings(kind, is_data).flat_map(|(attribute, meaning)| match meaning {
        Meaning::Attribute(other) => vec![attribute, other],
        _ => vec![attribute],
    });
    let always: &[_] = match kind {
        DOCUMENT if is_data => &[],
        "aws_organizations_organization" => &["id", "arn", "accounts", "non_master_accounts", "master_account_id"],
        _ => &["id", "arn"],
    };
    said.chain(always.iter().copied())
}

/// The attribute that says the same and whose name is that of what it says.
pub(in crate::frontends) fn canonical<'n>(kind: &str, is_data: bool, name: &'n str) -> &'n str {
    match meaning(kind, is_data, name) {
        Meaning::Attribute(other) => other,
        _ => name,
    }
}

/// The constant that AWS or the provider assigns to an attribute for which nothing is configured.
pub(in crate::frontends) fn assigned(kind: &str, name: &str) -> Option<Constant> {
    if let Some((.., constant)) = ASSIGNED.iter().find(|(it, attribute, _)| *it == kind && *attribute == name) {
        return Some(*constant);
    }
    match name {
        "account_id" | "owner_id" | "master_account_id" => Some(Constant::AccountId),
        "region" => Some(Constant::Region),
        "id" if kind.ends_with("_service_account") => Some(Constant::AccountId),
        _ if name.ends_with("arn") => Some(Constant::Arn),
        _ if name == "id" || name.ends_with("_id") => Some(Constant::Id),
        _ => None,
    }
}

/// What is known of a collection that AWS or the provider assigns: ARNs, ids, the accounts of an organization.
pub(in crate::frontends) fn each_of(kind: &str, name: &str) -> Option<Nature> {
    let each = match name {
        "account_ids" | "aws_account_ids" => Constant::AccountId.into(),
        "accounts" | "non_master_accounts" if kind.starts_with("aws_organizations_") => {
            let account = Nature::default().with_part("id", Constant::AccountId.into());
            account.with_part("arn", Constant::Arn.into())
        }
        _ if name == "arns" || name.ends_with("_arns") => Constant::Arn.into(),
        _ if name == "ids" || name.ends_with("_ids") => Constant::Id.into(),
        _ => return None,
    };
    Some(Nature::collection(each))
}

/// The letters of what the provider `random` makes up, where no argument of it adds others.
pub(in crate::frontends) fn made_up(kind: &str, name: &str, is_set: &dyn Fn(&str) -> bool) -> Option<Nature> {
    const HEX: &str = "0123456789abcdef";
    const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let (letters, also) = match (kind, name) {
        ("random_pet", "id") if !is_set("prefix") && !is_set("separator") => ("abcdefghijklmnopqrstuvwxyz", "-"),
        ("random_id", "hex") if !is_set("prefix") => (HEX, ""),
        ("random_id", "dec") if !is_set("prefix") => ("0123456789", ""),
        ("random_id", "id" | "b64_url") if !is_set("prefix") => (BASE64, "-_"),
        ("random_uuid", "id" | "result") => (HEX, "-"),
        ("random_integer", "id" | "result") => ("0123456789", "-"),
        _ => return None,
    };
    Some(Nature::text("", "", Letters::of(letters).or(Letters::of(also)), Range::at_least(1)))
}

/// The argument that an attribute passes on, by itself or as the ARN of what it names, where that is such a thing. A
/// reference to the whole of what sets a part of another resource means that one.
pub(in crate::frontends) fn passed_on<'n>(
    kind: &str,
    is_data: bool,
    attribute: Option<&'n str>,
    thing: Thing,
) -> Option<&'n str> {
    let Some(name) = attribute else {
        return owner(kind).filter(|(_, of)| *of == thing).map(|(argument, _)| argument);
    };
    let argument = match meaning(kind, is_data, name) {
        Meaning::Attribute(argument) | Meaning::ArnOfKey(argument) => argument,
        _ => name,
    };
    (named_by(kind, argument) == Some(thing)).then_some(argument)
}
