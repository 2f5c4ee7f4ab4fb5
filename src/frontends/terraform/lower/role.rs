//! `aws_iam_role` and its policies, as far as replication and keys need them.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role>

use std::sync::Arc;

use super::shape::{Field, argument, each, named, properties};
use super::{Lowering, required};
use crate::frontends::terraform::declared::{ACCOUNT, Instance};
use crate::model::types;
use crate::value::{Kind, Members, Value};

const ROLE: &[Field] = &[
    argument("name", &["RoleName"]),
    argument("path", &["Path"]),
    argument("assume_role_policy", &["AssumeRolePolicyDocument"]),
    argument("managed_policy_arns", &["ManagedPolicyArns"]),
    argument("permissions_boundary", &["PermissionsBoundary"]),
    argument("max_session_duration", &["MaxSessionDuration"]),
    argument(ACCOUNT, &["Account"]),
    each("inline_policy", "Policies", POLICY_OF_ROLE),
];

const POLICY_OF_ROLE: &[Field] = &[argument("name", &["PolicyName"]), argument("policy", &["PolicyDocument"])];

const MANAGED_POLICY: &[Field] =
    &[argument("name", &["ManagedPolicyName"]), argument("path", &["Path"]), argument("policy", &["PolicyDocument"])];

impl Lowering {
    pub(super) fn role(&mut self, it: &dyn Instance) {
        self.resource(it, types::ROLE, properties(it.block(), ROLE), named(it, &["name", "arn"]));
    }

    pub(super) fn role_policy(&mut self, it: &dyn Instance) {
        let policy = || Value::map(properties(it.block(), POLICY_OF_ROLE), it.header());
        self.part(it, || Value::list(vec![policy()], it.header()));
    }

    pub(super) fn role_policy_attachment(&mut self, it: &dyn Instance) {
        self.part(it, || Value::list(vec![required(it, "policy_arn")], it.header()));
    }

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

    pub(super) fn managed_policy(&mut self, it: &dyn Instance) {
        self.resource(it, types::MANAGED_POLICY, properties(it.block(), MANAGED_POLICY), named(it, &["name", "arn"]));
    }
}
