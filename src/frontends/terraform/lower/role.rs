//! Policies that are attached to several roles at once.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment>

use std::sync::Arc;

use super::{Lowering, required};
use crate::catalogue::types;
use crate::terraform::declared::Instance;
use crate::value::{Kind, Members, Value};

impl Lowering {
    /// A policy attached to several roles at once: to each that the list names, and to any where the list is not known.
    pub(super) fn policy_attachment(&mut self, it: &dyn Instance) {
        let Some(roles) = it.block().argument("roles") else { return };
        let owners = match roles.value.members() {
            Some(Members { items, rest }) => {
                let rest = rest.map(|rest| Value::new(Kind::Unknown(Arc::clone(rest)), roles.value.span()));
                items.iter().cloned().chain(rest).collect()
            }
            None => vec![roles.value],
        };
        for owner in owners.into_iter().filter(|owner| !owner.is_null()) {
            let policies = Value::list(vec![required(it, "policy_arn")], it.header());
            self.attachment(it, types::ROLE, owner, "ManagedPolicyArns", policies);
        }
    }
}
