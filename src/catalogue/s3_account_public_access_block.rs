//! The account's public access block, for which CloudFormation has no type.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::entry::{Kind, Type};
use super::s3_bucket::ACCESS_BLOCK;
use super::types;

pub(super) const TYPE: Type = Type::judged(types::ACCOUNT_PUBLIC_ACCESS_BLOCK, KINDS);

const KINDS: &[Kind] =
    &[Kind { is_ordered: true, ..Kind::whole("aws_s3_account_public_access_block", &[], ACCESS_BLOCK) }];
