//! `aws_s3_account_public_access_block`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block>

use super::bucket_parts::{ACCESS_BLOCK, switched_off};
use super::{Input, Lowering};
use crate::model::types;

impl Lowering<'_, '_> {
    pub(super) fn account_public_access_block(&mut self, input: &Input<'_, '_>) {
        let mut properties = self.evaluator.properties(&input.block, ACCESS_BLOCK);
        switched_off(&mut properties, input.it.header());
        self.resource(input, types::ACCOUNT_PUBLIC_ACCESS_BLOCK, properties, Vec::new());
    }
}
