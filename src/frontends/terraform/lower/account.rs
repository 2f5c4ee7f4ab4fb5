//! `aws_s3_account_public_access_block`, and policies of an organization.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::bucket_parts::{ACCESS_BLOCK, switched_off};
use super::convert::unless_empty;
use super::shape::{Field, argument, named, properties};
use super::{Lowering, required};
use crate::frontends::terraform::declared::{ACCOUNT, Instance};
use crate::model::types;
use crate::value::Value;

const ORGANIZATION_POLICY: &[Field] =
    &[argument("name", &["Name"]), argument("type", &["Type"]), argument("content", &["Content"])];

impl Lowering {
    pub(super) fn account_public_access_block(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), ACCESS_BLOCK);
        switched_off(&mut properties, it.header());
        let account = it.block().argument("account_id").filter(|id| !unless_empty(&id.value).is_null());
        let account = account.or_else(|| it.block().argument(ACCOUNT));
        account.into_iter().for_each(|id| drop(properties.insert("Account", id.key_span, id.value)));
        self.resource(it, types::ACCOUNT_PUBLIC_ACCESS_BLOCK, properties, Vec::new());
    }

    pub(super) fn organization_policy(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), ORGANIZATION_POLICY);
        self.resource(it, types::ORGANIZATION_POLICY, properties, named(it, &["id", "arn"]));
    }

    pub(super) fn organization_policy_attachment(&mut self, it: &dyn Instance) {
        self.part(it, || Value::list(vec![required(it, "target_id")], it.header()));
    }
}
