//! `aws_s3_account_public_access_block`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::Lowering;
use super::bucket_parts::switched;
use super::convert::unless_empty;
use super::shape::{fields, properties};
use crate::catalogue::{ACCOUNT, types};
use crate::terraform::declared::Instance;

impl Lowering {
    pub(super) fn account_public_access_block(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), fields(it));
        switched(&mut properties, it.header(), false);
        let account = it.block().argument("account_id").filter(|id| !unless_empty(&id.value).is_null());
        let account = account.or_else(|| it.block().argument(ACCOUNT));
        account.into_iter().for_each(|id| drop(properties.insert("Account", id.key_span, id.value)));
        self.resource(it, types::ACCOUNT_PUBLIC_ACCESS_BLOCK, properties, Vec::new());
    }
}
