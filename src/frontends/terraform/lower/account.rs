//! `aws_s3_account_public_access_block`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::Lowering;
use super::bucket_parts::{ACCESS_BLOCK, switched_off};
use super::shape::properties;
use crate::frontends::terraform::declared::Instance;
use crate::model::types;

impl Lowering {
    pub(super) fn account_public_access_block(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), ACCESS_BLOCK);
        switched_off(&mut properties, it.header());
        self.resource(it, types::ACCOUNT_PUBLIC_ACCESS_BLOCK, properties, Vec::new());
    }
}
