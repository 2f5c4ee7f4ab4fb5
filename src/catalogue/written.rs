//! How Terraform says a property: the tables of fields, read from their other end.

use super::entry::Makes;
use super::field::{ACCOUNT, Field, Shape, Spelling};
use super::table::type_named;

/// What says a property in Terraform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The type of Terraform whose block says it: `aws_s3_bucket_versioning`.
    pub kind: &'static str,
    /// The argument or block, behind the blocks around it; nothing where the whole of a part says it.
    pub path: Vec<&'static str>,
    /// How what it says is spelled.
    pub spelling: Spelling,
}

/// What may say a property of a type, by the path of properties that leads to it, items of lists left out. Nothing of
/// what no table says.
pub fn written(type_name: &str, property: &[&str]) -> Vec<Written> {
    let kinds = type_named(type_name).map_or(&[][..], |of| of.kinds).iter();
    let found = kinds.filter_map(|kind| {
        let (path, spelling) = match (kind.makes, property) {
            (Makes::Resource(_), _) => said(kind.fields, property)?,
            // What names the property itself may set others of its owner too.
            (Makes::Part(part), _) if said(kind.fields, &[part]).is_some() => said(kind.fields, property)?,
            (Makes::Part(part) | Makes::Item(part), [first, rest @ ..]) if part == *first => match (kind.says, rest) {
                (Some(argument), []) => (vec![argument], Spelling::Alike),
                (None, []) => (Vec::new(), Spelling::Alike),
                _ => said(kind.fields, rest)?,
            },
            _ => return None,
        };
        Some(Written { kind: kind.name, path, spelling })
    });
    found.collect()
}

/// The argument or block of these fields that says a property.
fn said(fields: &'static [Field], property: &[&str]) -> Option<(Vec<&'static str>, Spelling)> {
    let (first, rest) = property.split_first()?;
    fields.iter().filter(|field| field.from != ACCOUNT).find_map(|field| {
        let below = |inner: &'static [Field], property: &[&str]| {
            let (mut path, spelling) = said(inner, property)?;
            path.insert(0, field.from);
            Some((path, spelling))
        };
        let here = |spelling: Spelling| Some((vec![field.from], spelling));
        match &field.shape {
            Shape::Argument(to, spelling) => (*to == property).then(|| here(*spelling)).flatten(),
            Shape::Switch(to, _) => (property == [*to]).then(|| here(Spelling::Boolean)).flatten(),
            Shape::Word(to, _) => (property == [*to]).then(|| here(Spelling::Alike)).flatten(),
            Shape::Below(to, inner) => (to == first).then(|| said(inner, rest)).flatten(),
            Shape::One(to, inner) | Shape::Each(to, inner) if to == first => match rest {
                [] => here(Spelling::Alike),
                _ => below(inner, rest),
            },
            Shape::One(..) | Shape::Each(..) => None,
            Shape::Spread(inner) => below(inner, property),
        }
    })
}

impl Spelling {
    /// What Terraform writes for a text of CloudFormation's.
    pub fn written(self, text: &str) -> String {
        let written = match (self, text) {
            (Spelling::EnabledOrSuspended | Spelling::EnabledOrDisabled, "Enabled") => "true",
            (Spelling::EnabledOrSuspended, "Suspended") | (Spelling::EnabledOrDisabled, "Disabled") => "false",
            (Spelling::CannedAcl, _) => CANNED_ACLS.iter().find(|(_, to)| *to == text).map_or(text, |(from, _)| from),
            _ => text,
        };
        written.to_owned()
    }
}

/// Canned ACLs as Terraform and as CloudFormation spell them.
pub const CANNED_ACLS: [(&str, &str); 8] = [
    ("private", "Private"),
    ("public-read", "PublicRead"),
    ("public-read-write", "PublicReadWrite"),
    ("authenticated-read", "AuthenticatedRead"),
    ("aws-exec-read", "AwsExecRead"),
    ("log-delivery-write", "LogDeliveryWrite"),
    ("bucket-owner-read", "BucketOwnerRead"),
    ("bucket-owner-full-control", "BucketOwnerFullControl"),
];

#[cfg(test)]
mod tests {
    use super::super::types;
    use super::*;

    #[test]
    fn finds_what_says_a_property() {
        let said = |type_name: &str, property: &str| {
            let property: Vec<_> = property.split('.').collect();
            let written = written(type_name, &property);
            let one = |it: &Written| format!("{} {}", it.kind, it.path.join("."));
            written.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        for (type_name, property, expected) in [
            (
                types::KEY,
                "EnableKeyRotation",
                "aws_kms_key enable_key_rotation, aws_kms_external_key enable_key_rotation",
            ),
            (
                types::BUCKET,
                "VersioningConfiguration.Status",
                "aws_s3_bucket versioning.enabled, aws_s3_bucket_versioning versioning_configuration.status",
            ),
            (
                types::BUCKET,
                "PublicAccessBlockConfiguration.BlockPublicPolicy",
                "aws_s3_bucket_public_access_block block_public_policy",
            ),
            (types::BUCKET, "PublicAccessBlockConfiguration", "aws_s3_bucket_public_access_block "),
            (
                types::BUCKET,
                "OwnershipControls.Rules.ObjectOwnership",
                "aws_s3_bucket_ownership_controls rule.object_ownership",
            ),
            (
                types::BUCKET,
                "RequestPayer",
                "aws_s3_bucket request_payer, aws_s3_bucket_request_payment_configuration payer",
            ),
            (types::BUCKET, "AccessControl", "aws_s3_bucket acl, aws_s3_bucket_acl acl"),
            (
                types::BUCKET,
                "AccessControlPolicy.Grants.Permission",
                "aws_s3_bucket_acl access_control_policy.grant.permission",
            ),
            (types::BUCKET, "Account", ""),
            (types::BUCKET, "Nothing.Of.It", ""),
            ("AWS::EC2::Instance", "Tags", ""),
        ] {
            assert_eq!(said(type_name, property), expected, "{property}");
        }
        assert_eq!(Spelling::EnabledOrSuspended.written("Suspended"), "false");
        assert_eq!(Spelling::EnabledOrDisabled.written("Enabled"), "true");
        assert_eq!(Spelling::CannedAcl.written("PublicRead"), "public-read");
        assert_eq!(Spelling::Alike.written("Suspended"), "Suspended");
    }
}
