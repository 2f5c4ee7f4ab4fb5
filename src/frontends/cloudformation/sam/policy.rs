//! The items of `Policies` of a function or state machine: managed policies, policy documents, templates of policies.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>

use super::written::{branches, choice, filled, is_no_value, list, map, text, texts, unknown};
use crate::source::Span;
use crate::value::{Kind, Value};

/// What an item of `Policies` becomes.
pub(super) enum Policy {
    /// An item of `ManagedPolicyArns` of the role.
    Managed(Value),
    /// An item of `Policies` of the role.
    Inline(Value),
    /// `AWS::NoValue`, which takes the place of either.
    None(Value),
    Unknown,
}

/// Reads an item; `name` is what an inline policy is called.
pub(super) fn read(written: &Value, name: &str) -> Policy {
    let at = written.span();
    if is_no_value(written) {
        return Policy::None(written.clone());
    }
    if let Some((condition, when_true, when_false)) = branches(written) {
        return match (read(when_true, name), read(when_false, name)) {
            (Policy::Managed(one) | Policy::None(one), Policy::Managed(other))
            | (Policy::Managed(one), Policy::None(other)) => Policy::Managed(choice(at, condition, one, other)),
            (Policy::Inline(one) | Policy::None(one), Policy::Inline(other))
            | (Policy::Inline(one), Policy::None(other)) => Policy::Inline(choice(at, condition, one, other)),
            _ => Policy::Unknown,
        };
    }
    match &written.kind {
        Kind::String(managed) => match managed.as_str() {
            Some(arn) if arn.starts_with("arn:") => Policy::Managed(written.clone()),
            // SAM knows the ARNs of AWS's policies by their names.
            _ => Policy::Managed(Value::new(Kind::Unknown(unknown(&managed.display(), at)), at)),
        },
        Kind::Map(policy) if policy.get("Statement").is_some() => inline(name, written.clone(), at),
        Kind::Map(policy) if policy.keys().any(|key| key.starts_with("Fn::") || &**key == "Ref") => {
            Policy::Managed(written.clone())
        }
        Kind::Map(policy) => {
            let document = policy.iter().next().and_then(|(name, entry)| document(name, &entry.value));
            let other = || Value::new(Kind::Unknown(unknown("policy template", at)), at);
            inline(name, document.unwrap_or_else(other), at)
        }
        _ => Policy::Unknown,
    }
}

fn inline(name: &str, document: Value, at: Span) -> Policy {
    Policy::Inline(map(at, [("PolicyName", text(at, name)), ("PolicyDocument", document)]))
}

/// A statement of a template: actions and resources, in which `${it}` stands for what the template is given.
type Statement = (&'static [&'static str], &'static [&'static str]);

const BUCKET: &str = "arn:${AWS::Partition}:s3:::${it}";
const OBJECTS: &str = "arn:${AWS::Partition}:s3:::${it}/*";
const KEY: &str = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${it}";

/// The templates that speak of S3 or KMS: name, parameter, statements. All others are about other services.
const TEMPLATES: [(&str, &str, &[Statement]); 7] = [
    (
        "S3ReadPolicy",
        "BucketName",
        &[(
            &[
                "s3:GetObject",
                "s3:ListBucket",
                "s3:GetBucketLocation",
                "s3:GetObjectVersion",
                "s3:GetLifecycleConfiguration",
            ],
            &[BUCKET, OBJECTS],
        )],
    ),
    (
        "S3WritePolicy",
        "BucketName",
        &[(&["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"], &[BUCKET, OBJECTS])],
    ),
    (
        "S3CrudPolicy",
        "BucketName",
        &[(
            &[
                "s3:GetObject",
                "s3:ListBucket",
                "s3:GetBucketLocation",
                "s3:GetObjectVersion",
                "s3:PutObject",
                "s3:PutObjectAcl",
                "s3:GetLifecycleConfiguration",
                "s3:PutLifecycleConfiguration",
                "s3:DeleteObject",
            ],
            &[BUCKET, OBJECTS],
        )],
    ),
    (
        "S3FullAccessPolicy",
        "BucketName",
        &[
            (
                &[
                    "s3:GetObject",
                    "s3:GetObjectAcl",
                    "s3:GetObjectVersion",
                    "s3:PutObject",
                    "s3:PutObjectAcl",
                    "s3:DeleteObject",
                    "s3:DeleteObjectTagging",
                    "s3:DeleteObjectVersionTagging",
                    "s3:GetObjectTagging",
                    "s3:GetObjectVersionTagging",
                    "s3:PutObjectTagging",
                    "s3:PutObjectVersionTagging",
                ],
                &[OBJECTS],
            ),
            (
                &[
                    "s3:ListBucket",
                    "s3:GetBucketLocation",
                    "s3:GetLifecycleConfiguration",
                    "s3:PutLifecycleConfiguration",
                ],
                &[BUCKET],
            ),
        ],
    ),
    ("KMSDecryptPolicy", "KeyId", &[(&["kms:Decrypt"], &[KEY])]),
    ("KMSEncryptPolicy", "KeyId", &[(&["kms:Encrypt"], &[KEY])]),
    (
        "KMSEncryptPolicy_v2",
        "KeyId",
        &[(
            &[
                "kms:Encrypt",
                "kms:GenerateDataKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:GenerateDataKeyPair",
                "kms:GenerateDataKeyPairWithoutPlaintext",
            ],
            &[KEY],
        )],
    ),
];

/// The policy document that a template stands for; `None` where it is not about S3 or KMS, or lacks its parameter.
fn document(template: &str, parameters: &Value) -> Option<Value> {
    let at = parameters.span();
    let (_, parameter, statements) = TEMPLATES.iter().find(|(name, ..)| *name == template)?;
    let given = parameters.get(parameter)?;
    let statement = |(actions, resources): &Statement| {
        let resources = resources.iter().map(|pattern| filled(at, *pattern, "it", given)).collect();
        allow(at, actions, resources)
    };
    Some(map(at, [("Statement", list(at, statements.iter().map(statement).collect()))]))
}

/// A statement that allows these actions.
pub(super) fn allow(at: Span, actions: &[&str], resources: Vec<Value>) -> Value {
    let entries = [("Effect", text(at, "Allow")), ("Action", texts(at, actions)), ("Resource", list(at, resources))];
    map(at, entries)
}
