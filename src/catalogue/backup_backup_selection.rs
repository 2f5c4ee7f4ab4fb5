//! `AWS::Backup::BackupSelection`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_selection>

use super::entry::{Kind, Type};
use super::field::{Field, argument, below, each};
use super::types;

pub(super) const TYPE: Type = Type::linked(types::BACKUP_SELECTION, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_backup_selection", &["id"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("plan_id", &["BackupPlanId"]),
    below(
        "BackupSelection",
        &[
            argument("name", &["SelectionName"]),
            argument("iam_role_arn", &["IamRoleArn"]),
            argument("resources", &["Resources"]),
            argument("not_resources", &["NotResources"]),
            each(
                "selection_tag",
                "ListOfTags",
                &[
                    argument("type", &["ConditionType"]),
                    argument("key", &["ConditionKey"]),
                    argument("value", &["ConditionValue"]),
                ],
            ),
            // What further tags must be; that there are such is enough.
            each(
                "condition",
                "Conditions",
                &[each("string_equals", "StringEquals", &[argument("key", &["Key"]), argument("value", &["Value"])])],
            ),
        ],
    ),
];
