//! Keys whose material is imported.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_external_key>

use super::Lowering;
use super::shape::{fields, named, properties};
use crate::catalogue::types;
use crate::terraform::declared::Instance;
use crate::value::Value;

impl Lowering {
    /// A key whose material is imported.
    pub(super) fn external_key(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), fields(it));
        properties.insert("Origin", it.header(), Value::string("EXTERNAL", it.header()));
        self.resource(it, types::KEY, properties, named(it));
    }
}
