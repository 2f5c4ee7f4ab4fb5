//! The role that S3 replicates as: how policies name it, what its own policies say, who may assume it.

use std::sync::Arc;

use super::Replicated;
use super::access::{Access, Grants, How, ask, owner_of};
use super::needed::Asked;
use super::settle::{Known, Spelling};
use crate::catalogue::types;
use crate::iam::{ASSUME_ROLE, Policy, PolicyType, Version, read_as};
use crate::model::{ReplicationRule, Resource, Role as Link, Subject};
use crate::reason::caller::Caller;
use crate::reason::target::Target;
use crate::reason::{Effort, Step};
use crate::source::Span;
use crate::value::{Computed, Constant, Lookup, Piece, Symbol, Text, TextBuilder, Undecided, Unknown, Value};

/// The principal that assumes the role.
const S3: &str = "s3.amazonaws.com";

/// The role of a replication configuration, declared by the code.
pub(super) struct Role<'r> {
    pub(super) subject: &'r Subject<'r>,
    /// Its ARN as policies are held against it.
    pub(super) arn: Text,
    pub(super) account: Text,
    /// How the code's other names for it are read.
    pub(super) spelling: Spelling,
    /// All statements of its own policies.
    pub(super) policy: Policy,
    /// What bounds its permissions, where something does.
    pub(super) boundary: Option<Policy>,
    /// How much is done to decide what it may do.
    pub(super) effort: Effort,
}

impl<'r> Role<'r> {
    /// The role that a rule names; what is not known, where the code does not declare it.
    pub(super) fn of(
        source: &Subject<'_>,
        rule: ReplicationRule<'r>,
        effort: Effort,
    ) -> Result<Role<'r>, Arc<Unknown>> {
        let (expression, declared) = rule.role();
        let Some(subject) = declared else { return Err(undeclared(source, expression)) };
        let account = subject.resource.account();
        let arn = arn(&subject.resource, &account);
        let spelling = Spelling::of(&subject.resource, &arn, &name(&subject.resource));
        let policy = spelling.spell(own_policies(subject));
        let boundary = boundary(subject).map(|boundary| spelling.spell(boundary));
        Ok(Role { subject, arn, account, spelling, policy, boundary, effort })
    }

    pub(super) fn span(&self) -> Span {
        self.subject.resource.header
    }

    /// The role as who asks.
    pub(super) fn caller(&self) -> Caller {
        Caller::role(&self.arn, &self.account, self.span())
    }

    /// Whether S3 may assume it.
    pub(super) fn check_trust(&self, source: &Subject<'_>, found: &mut Replicated) {
        let resource = &*self.subject.resource;
        let document = resource.property(&["AssumeRolePolicyDocument"]);
        let policy = self.spelling.spell(read(self.subject, document, PolicyType::Trust, "AssumeRolePolicyDocument"));
        let known = Known::of_service(&Target::of(source).arn, &self.account);
        let target = Target::new(self.arn.clone(), resource);
        let asked = Asked { action: ASSUME_ROLE, target: &target, prefix: Text::default() };
        let grants = Grants {
            how: How::Trust,
            own: &self.policy,
            boundary: None,
            resource: &policy,
            names: (&resource.address, &resource.address),
            places: (self.span(), self.span()),
        };
        let owner = owner_of(&self.account, self.span());
        match ask(&asked, &Caller::service_named(S3, self.span()), &known, &grants, &owner, self.effort) {
            Access::Granted => found.steps.push(Step {
                message: format!("the trust policy of `{}` lets `{S3}` assume it", resource.address),
                span: Some(policy.span),
            }),
            Access::Refused(witness, cause) => {
                let actions = [witness.action.clone()];
                found.refused.push(cause.refuses(*witness, &actions));
            }
            Access::Open(unknowns) => found.open.extend(unknowns),
        }
    }
}

fn undeclared(source: &Subject<'_>, expression: Lookup<'_>) -> Arc<Unknown> {
    let value = match expression {
        Lookup::Set(value) => value,
        Lookup::Unknown(unknown) => return Arc::clone(unknown),
        Lookup::Unset => return Arc::new(Unknown::new("Role", source.resource.header, Undecided::NotSet)),
    };
    let shown = value.to_text().map_or_else(|| "the role".to_owned(), |text| shown(&text));
    let reason = Undecided::RoleElsewhere;
    Arc::new(Unknown::new(shown.as_str(), value.span(), reason).symbol(Symbol::operation("role", [value.symbol()])))
}

/// A text as an expression.
fn shown(text: &Text) -> String {
    match text.pieces().as_slice() {
        [Piece::Hole(hole)] => hole.expression.to_string(),
        _ => text.display(),
    }
}

/// The name of a role: the one that the code gives it, else what stands for the one that AWS makes up.
fn name(role: &Resource) -> Text {
    let is_arn = |name: &&Text| {
        name.known_prefix().starts_with("arn:") || name.holes().any(|hole| hole.nature.constant == Some(Constant::Arn))
    };
    let given = role.properties.get("RoleName").and_then(Value::to_text);
    let name = given.or_else(|| role.names.iter().find(|name| !is_arn(name)).cloned());
    name.unwrap_or_else(|| {
        let unknown = Unknown::new(format!("{}.name", role.address), role.header, Computed::ByAws);
        Text::hole(Arc::new(unknown.constant(Constant::Id)))
    })
}

/// The ARN of a role, from its account, its path and its name.
fn arn(role: &Resource, account: &Text) -> Text {
    let path = role.properties.get("Path").and_then(Value::to_text);
    let mut arn = TextBuilder::default();
    arn.push("arn:aws:iam::");
    arn.push_text(account);
    arn.push(":role");
    arn.push_text(&path.unwrap_or_else(|| Text::from("/")));
    arn.push_text(&name(role));
    arn.finish()
}

/// Every statement of a role's own policies, as one policy.
fn own_policies(role: &Subject<'_>) -> Policy {
    let (mut policies, rest) = declared_policies(role, |_| true);
    let elsewhere = attached(role, &mut policies);
    let mut all = union(policies, role.resource.header);
    all.rest = all.rest.or(rest).or(elsewhere);
    all
}

/// Every statement of the policies that stand in a role, as one policy.
pub(in crate::reason) fn inline_policies(role: &Subject<'_>) -> Policy {
    let (policies, rest) = declared_policies(role, |it| *it.type_name != *types::MANAGED_POLICY);
    let mut all = union(policies, role.resource.header);
    all.rest = all.rest.or(rest);
    all
}

/// The policies that stand in a role, and those of a kind that name it; what further ones there may be.
fn declared_policies(role: &Subject<'_>, is_meant: impl Fn(&Resource) -> bool) -> (Vec<Policy>, Option<Arc<Unknown>>) {
    let mut policies = Vec::new();
    let mut rest = None;
    let resource = &role.resource;
    match resource.property(&["Policies"]) {
        Lookup::Set(value) => match value.members() {
            Some(list) => {
                let documents = list.items.iter().map(|item| item.at(&["PolicyDocument"]));
                policies.extend(documents.map(|it| read(role, it, PolicyType::IdentityBased, "PolicyDocument")));
                rest = list.rest.cloned();
            }
            None => rest = value.unknowns().into_iter().next(),
        },
        Lookup::Unknown(unknown) => rest = Some(Arc::clone(unknown)),
        Lookup::Unset => {}
    }
    for policy in role.meant_by(Link::RolePolicy).filter(|it| is_meant(&it.resource)) {
        policies.push(read(
            policy,
            policy.resource.property(&["PolicyDocument"]),
            PolicyType::IdentityBased,
            "PolicyDocument",
        ));
    }
    for policy in role.meant_by(Link::PerhapsRolePolicy).filter(|it| is_meant(&it.resource)) {
        let header = policy.resource.header;
        let reason = Undecided::PerhapsOf(Arc::clone(&resource.address));
        rest = rest.or_else(|| Some(Arc::new(Unknown::new(Arc::clone(&policy.resource.address), header, reason))));
    }
    (policies, rest)
}

/// Adds the policies that are attached to a role; gives what is not known of them.
fn attached(role: &Subject<'_>, policies: &mut Vec<Policy>) -> Option<Arc<Unknown>> {
    let attached = match role.resource.property(&["ManagedPolicyArns"]) {
        Lookup::Set(value) => value,
        Lookup::Unknown(unknown) => return Some(Arc::clone(unknown)),
        Lookup::Unset => return None,
    };
    let Some(list) = attached.members() else { return attached.unknowns().into_iter().next() };
    let mut missing = None;
    for arn in list.items.iter().filter(|arn| !arn.is_null()) {
        match role.neighbour(Link::RolePolicy, arn) {
            Some(policy) => {
                let document = policy.resource.property(&["PolicyDocument"]);
                policies.push(read(policy, document, PolicyType::IdentityBased, "PolicyDocument"));
            }
            None => drop(missing.get_or_insert(arn)),
        }
    }
    let elsewhere = missing.map(|arn| {
        let shown = arn.to_text().map_or_else(|| "the policy".to_owned(), |text| shown(&text));
        let reason = Undecided::PolicyElsewhere;
        Arc::new(Unknown::new(shown.as_str(), arn.span(), reason).symbol(Symbol::operation("policy", [arn.symbol()])))
    });
    elsewhere.or_else(|| list.rest.cloned())
}

fn boundary(role: &Subject<'_>) -> Option<Policy> {
    match role.resource.property(&["PermissionsBoundary"]) {
        Lookup::Set(arn) => {
            let shown = arn.to_text().map_or_else(|| "PermissionsBoundary".to_owned(), |text| shown(&text));
            let reason = Undecided::Boundary;
            let unknown =
                Unknown::new(shown.as_str(), arn.span(), reason).symbol(Symbol::operation("boundary", [arn.symbol()]));
            Some(Policy::unknown(Arc::new(unknown), arn.span()))
        }
        Lookup::Unknown(unknown) => Some(Policy::unknown(Arc::clone(unknown), role.resource.header)),
        Lookup::Unset => None,
    }
}

/// The policy in a property of a resource; one that is not set is unknown.
fn read(of: &Subject<'_>, document: Lookup<'_>, policy_type: PolicyType, property: &str) -> Policy {
    match document {
        Lookup::Set(value) => read_as(policy_type, value).0,
        Lookup::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), of.resource.header),
        Lookup::Unset => {
            let shown = format!("{}.{property}", of.resource.address);
            Policy::unknown(Arc::new(Unknown::new(shown, of.resource.header, Undecided::NotSet)), of.resource.header)
        }
    }
}

/// The statements of several policies as those of one.
pub(super) fn union(policies: impl IntoIterator<Item = Policy>, span: Span) -> Policy {
    let mut all = Policy { version: Version::V2012, statements: Vec::new(), rest: None, span };
    for policy in policies {
        // Texts with variables are set aside before a search, so that versions play no part in one.
        all.rest = all.rest.or(policy.rest);
        all.statements.extend(policy.statements);
    }
    all
}
