//! `AWS::SecretsManager::Secret`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret>

use super::entry::{Kind, TemplatePart, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, one};
use super::types;

pub(super) const TYPE: Type = Type { thing: Some(Thing::Secret), parts: PARTS, ..Type::judged(types::SECRET, KINDS) };

const PARTS: &[TemplatePart] =
    &[TemplatePart { name: "AWS::SecretsManager::RotationSchedule", owner: "SecretId", sets: "RotationSchedule" }];

const KINDS: &[Kind] = &[
    Kind {
        links: &[("kms_key_id", Thing::Key)],
        has_parts: true,
        ..Kind::whole("aws_secretsmanager_secret", &["arn", "name", "id"], FIELDS)
    },
    Kind::part("aws_secretsmanager_secret_rotation", ("secret_id", Thing::Secret), "RotationSchedule", ROTATION),
];

const ROTATION: &[Field] = &[
    argument("rotation_lambda_arn", &["RotationLambdaARN"]),
    one(
        "rotation_rules",
        "RotationRules",
        &[
            argument("automatically_after_days", &["AutomaticallyAfterDays"]),
            argument("duration", &["Duration"]),
            argument("schedule_expression", &["ScheduleExpression"]),
        ],
    ),
];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    converted("kms_key_id", &["KmsKeyId"], UnlessEmpty),
    argument("description", &["Description"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
