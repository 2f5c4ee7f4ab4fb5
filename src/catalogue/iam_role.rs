//! `AWS::IAM::Role`, as far as replication and keys need it.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::{Field, PLACED, argument, each};
use super::types;
use crate::value::Constant;

pub(super) const TYPE: Type =
    Type { thing: Some(Thing::Role), named_by: Some("RoleName"), ..Type::judged(types::ROLE, KINDS) };

/// The argument of a policy that names its role.
const OWNER: (&str, Thing) = ("role", Thing::Role);

/// The argument that names a managed policy.
const MANAGED: (&str, Thing) = ("policy_arn", Thing::ManagedPolicy);

const KINDS: &[Kind] = &[
    Kind {
        links: &[
            ("assume_role_policy", Thing::Document),
            ("inline_policy.policy", Thing::Document),
            ("managed_policy_arns", Thing::ManagedPolicy),
            ("permissions_boundary", Thing::ManagedPolicy),
        ],
        attributes: &[(Of::Both, "id", Meaning::Attribute("name"))],
        assigned: &[("name", Constant::Id)],
        has_parts: true,
        ..Kind::whole("aws_iam_role", &["name", "arn"], FIELDS)
    },
    Kind { links: &[POLICY], ..Kind::item("aws_iam_role_policy", OWNER, "Policies", INLINE) },
    Kind {
        says: Some("policy_arn"),
        links: &[MANAGED],
        ..Kind::item("aws_iam_role_policy_attachment", OWNER, "ManagedPolicyArns", &[])
    },
    // To each of several roles.
    Kind {
        says: Some("policy_arn"),
        links: &[MANAGED],
        ..Kind::item("aws_iam_policy_attachment", ("roles", Thing::Role), "ManagedPolicyArns", &[])
    },
];

const FIELDS: &[Field] = &[
    argument("name", &["RoleName"]),
    argument("path", &["Path"]),
    argument("assume_role_policy", &["AssumeRolePolicyDocument"]),
    argument("managed_policy_arns", &["ManagedPolicyArns"]),
    argument("permissions_boundary", &["PermissionsBoundary"]),
    argument("max_session_duration", &["MaxSessionDuration"]),
    PLACED,
    each("inline_policy", "Policies", INLINE),
];

const INLINE: &[Field] = &[argument("name", &["PolicyName"]), argument("policy", &["PolicyDocument"])];
