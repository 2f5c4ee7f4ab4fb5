//! `AWS::Backup::BackupPlan`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_plan>

use super::entry::{Kind, Type};
use super::field::{Field, PLACED, argument, below, each, one};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::BACKUP_PLAN, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_backup_plan", &["id", "arn"], FIELDS)];

const FIELDS: &[Field] = &[
    below(
        "BackupPlan",
        &[
            argument("name", &["BackupPlanName"]),
            each(
                "rule",
                "BackupPlanRule",
                &[
                    argument("rule_name", &["RuleName"]),
                    argument("target_vault_name", &["TargetBackupVault"]),
                    argument("schedule", &["ScheduleExpression"]),
                    one(
                        "lifecycle",
                        "Lifecycle",
                        &[
                            argument("delete_after", &["DeleteAfterDays"]),
                            argument("cold_storage_after", &["MoveToColdStorageAfterDays"]),
                        ],
                    ),
                ],
            ),
        ],
    ),
    argument("region", &["Region"]),
    PLACED,
];
