//! `aws_iam_role` and its policies, as far as replication and keys need them.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role>

use super::shape::{Field, argument, each, named, properties};
use super::{Lowering, required};
use crate::frontends::terraform::declared::Instance;
use crate::model::types;
use crate::value::{Kind, Value};

const ROLE: &[Field] = &[
    argument("name", &["RoleName"]),
    argument("path", &["Path"]),
    argument("assume_role_policy", &["AssumeRolePolicyDocument"]),
    argument("managed_policy_arns", &["ManagedPolicyArns"]),
    argument("permissions_boundary", &["PermissionsBoundary"]),
    argument("max_session_duration", &["MaxSessionDuration"]),
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
        let policy = Value::map(properties(it.block(), POLICY_OF_ROLE), it.header());
        let policies = Value::list(vec![policy], it.header());
        self.attachment(it, types::ROLE, required(it, "role"), "Policies", policies);
    }

    pub(super) fn role_policy_attachment(&mut self, it: &dyn Instance) {
        let policies = Value::list(vec![required(it, "policy_arn")], it.header());
        self.attachment(it, types::ROLE, required(it, "role"), "ManagedPolicyArns", policies);
    }

    /// A policy that is attached to several roles at once. Those that are not known may be any.
    pub(super) fn policy_attachment(&mut self, it: &dyn Instance) {
        let Some(roles) = it.block().argument("roles") else { return };
        let mut owners = match &roles.value.kind {
            Kind::List(list) => list.items.clone(),
            _ => vec![it.block().open(roles.value.span(), "role of", &[&roles.value])],
        };
        if let Some(rest) = roles.value.as_list().and_then(|list| list.rest.clone()) {
            owners.push(Value::new(Kind::Unknown(rest), roles.value.span()));
        }
        for owner in owners {
            let policies = Value::list(vec![required(it, "policy_arn")], it.header());
            self.attachment(it, types::ROLE, owner, "ManagedPolicyArns", policies);
        }
    }

    pub(super) fn managed_policy(&mut self, it: &dyn Instance) {
        self.resource(it, types::MANAGED_POLICY, properties(it.block(), MANAGED_POLICY), named(it, &["name", "arn"]));
    }
}
