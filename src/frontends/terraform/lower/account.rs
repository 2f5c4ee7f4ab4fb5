//! `aws_s3_account_public_access_block`, and what policies of an organization are attached to.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::bucket_parts::switched_off;
use super::convert::unless_empty;
use super::shape::{fields, properties};
use super::{Lowering, required};
use crate::catalogue::{ACCOUNT, types};
use crate::frontends::terraform::declared::Instance;
use crate::value::Value;

impl Lowering {
    pub(super) fn account_public_access_block(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), fields(it));
        switched_off(&mut properties, it.header());
        let account = it.block().argument("account_id").filter(|id| !unless_empty(&id.value).is_null());
        let account = account.or_else(|| it.block().argument(ACCOUNT));
        account.into_iter().for_each(|id| drop(properties.insert("Account", id.key_span, id.value)));
        self.resource(it, types::ACCOUNT_PUBLIC_ACCESS_BLOCK, properties, Vec::new());
    }

    pub(super) fn organization_policy_attachment(&mut self, it: &dyn Instance) {
        self.part(it, || Value::list(vec![required(it, "target_id")], it.header()));
    }
}
