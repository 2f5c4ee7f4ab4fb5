//! `AWS::IAM::RolePolicy`, which Terraform has no type for: `aws_iam_role_policy` is a part of its role.

use super::entry::Type;
use super::types;

pub(super) const TYPE: Type = Type::linked(types::ROLE_POLICY, &[]);
