//! Policies of an organization: one of type `S3_POLICY` is the public access block of each account that it is attached
//! to, and overrides what the account sets itself; one of type `RESOURCE_CONTROL_POLICY` denies requests to what the
//! account has, beside the policies of that.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html>,
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>

use std::sync::Arc;

use super::bucket::OVERRIDES;
use super::linker::Linker;
use super::{Presence, Resource, Role};
use crate::catalogue::types;
use crate::value::{Kind, List, Lookup, Map, Members, Setting, Symbol, Text, Truth, Unknown, Value, parse_json_text};

const ASSIGNED: [&str; 3] = ["s3_attributes", "public_access_block_configuration", "@@assign"];
const SETTINGS: [&str; 4] = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

impl Linker {
    /// Gives buckets and keys what an organization gives their accounts: blocks, and control policies.
    pub(super) fn link_organization_policies(&mut self) {
        let of_type = |type_name: &'static str| {
            let all = self.linked.resources.iter().enumerate();
            all.filter(move |(_, it)| *it.type_name == *type_name).collect::<Vec<_>>()
        };
        let policies = of_type(types::ORGANIZATION_POLICY);
        let mut found = Vec::new();
        for (_, policy) in policies {
            if let Some(control) = control_of(policy) {
                for (at, it) in [types::BUCKET, types::KEY, types::REPLICA_KEY].into_iter().flat_map(of_type) {
                    let presence = attached(policy, it).map(|it| control.presence.and(&it));
                    let related = |presence| (Role::ResourceControlPolicy, Resource { presence, ..control.clone() });
                    found.extend(presence.map(|presence| (at, related(presence))));
                }
            }
            let Some(block) = block_of(policy) else { continue };
            for (at, bucket) in of_type(types::BUCKET) {
                if let Some(presence) = attached(policy, bucket) {
                    let presence = block.presence.and(&presence);
                    found.push((at, (Role::AccountPublicAccessBlock, Resource { presence, ..block.clone() })));
                }
            }
        }
        self.relate_on_conditions(found);
    }
}

/// What policies of organizations set in the accounts that they are attached to, as blocks of these accounts.
pub fn blocks_of_organizations(resources: &[Resource]) -> Vec<Resource> {
    let policies = resources.iter().filter(|it| *it.type_name == *types::ORGANIZATION_POLICY);
    policies.filter_map(|policy| Some(in_targets(policy, &block_of(policy)?))).flatten().collect()
}

/// The block of a policy in each account that it is attached to. A root or a unit may hold the account of the code.
fn in_targets(policy: &Resource, block: &Resource) -> Vec<Resource> {
    let targets = policy.value("TargetIds");
    let (items, rest) = match (targets.members(), targets.as_unknown()) {
        (Some(Members { items, rest }), _) => (items, rest),
        (None, unknown) => (&[][..], unknown),
    };
    let in_account = |target: &Value| {
        let mut block = block.clone();
        block.properties.insert("Account", target.span(), target.clone());
        block
    };
    let perhaps = |target: &Value| {
        let shown = format!("accounts in targets of {}", policy.address);
        let reason = "decides whether the organization's policy is in force in the account";
        let symbol = Symbol::operation("in", [Symbol::input(Symbol::OWN_ACCOUNT), target.symbol()]);
        let open = Presence::When(Arc::new(Unknown::new(shown, target.span(), reason).symbol(symbol)), true);
        Resource { presence: block.presence.and(&open), ..block.clone() }
    };
    // What is put in from outside may be any of them.
    let is_known =
        |it: &Text| it.holes().all(|hole| hole.nature.constant.is_some() || hole.symbol.is_input(Symbol::OWN_ACCOUNT));
    let is_account =
        |target: &&Value| target.to_text().is_some_and(|it| is_known(&it) && !it.start().starts_with(['r', 'o']));
    let (accounts, others): (Vec<_>, Vec<_>) = items.iter().partition(is_account);
    let whole = rest.map(|unknown| Value::new(Kind::Unknown(Arc::clone(unknown)), policy.header));
    let open = others.into_iter().chain(whole.as_ref()).next().map(perhaps);
    accounts.into_iter().map(in_account).chain(open).collect()
}

/// The document of a resource control policy; `None` where it is of another type.
fn control_of(policy: &Resource) -> Option<Resource> {
    let presence = match policy.property(&["Type"]).text() {
        Setting::Known(kind, _) if kind.as_str() == Some("RESOURCE_CONTROL_POLICY") => policy.presence.clone(),
        Setting::Unknown(unknown) => policy.presence.and(&Presence::When(unknown, true)),
        _ => return None,
    };
    let mut properties = Map::default();
    match policy.property(&["Content"]) {
        Lookup::Set(content) => drop(properties.insert("PolicyDocument", content.span(), content.clone())),
        Lookup::Unknown(unknown) => {
            let content = Value::new(Kind::Unknown(Arc::clone(unknown)), policy.header);
            drop(properties.insert("PolicyDocument", policy.header, content));
        }
        Lookup::Unset => return None,
    }
    Some(Resource { presence, properties, ..policy.clone() })
}

/// What a policy of type `S3_POLICY` says of the public access block of accounts: `all` or `none`.
pub fn assigned_block(policy: &Resource) -> Setting<Text> {
    match policy.property(&["Content"]) {
        Lookup::Set(content) => read(content).at(&ASSIGNED).text(),
        Lookup::Unset => Setting::Unset,
        Lookup::Unknown(unknown) => Setting::Unknown(Arc::clone(unknown)),
    }
}

/// The block that a policy gives; `None` where it is of another type.
fn block_of(policy: &Resource) -> Option<Resource> {
    match policy.property(&["Type"]).text() {
        Setting::Known(kind, _) if kind.as_str().is_none_or(|kind| kind == "S3_POLICY") => {}
        Setting::Unknown(_) => {}
        _ => return None,
    }
    let at = policy.header;
    let content = policy.property(&["Content"]).value().map(read);
    let assigned = content.as_ref().map_or(Lookup::Unset, |content| content.at(&ASSIGNED));
    let value = match assigned.text() {
        Setting::Known(text, span) => match text.as_str() {
            Some("all") => Value::bool(true, span),
            Some("none") => Value::bool(false, span),
            _ => Value::unknown(not_known(policy, "is neither `all` nor `none`"), span),
        },
        Setting::Unset if policy.properties.rest.is_none() => return None,
        Setting::Unset | Setting::Unknown(_) => Value::unknown(not_known(policy, "is not known"), at),
    };
    let mut properties = Map::default();
    SETTINGS.iter().for_each(|name| drop(properties.insert(*name, value.span(), value.clone())));
    properties.insert(OVERRIDES, at, Value::bool(true, at));
    Some(Resource { type_name: types::ACCOUNT_PUBLIC_ACCESS_BLOCK.into(), properties, ..policy.clone() })
}

/// The content, which may be text.
fn read(content: &Value) -> Value {
    match &content.kind {
        Kind::Json(inner) => Value::clone(inner),
        Kind::String(text) => parse_json_text(text, content.span()).unwrap_or_else(|_| content.clone()),
        _ => content.clone(),
    }
}

fn not_known(policy: &Resource, reason: &str) -> Unknown {
    let unknown = Unknown::new(format!("what {} assigns", policy.address), policy.header, reason);
    unknown.symbol(Symbol::input(Arc::clone(&policy.address)).part(ASSIGNED))
}

/// Where a policy is attached to the account of a bucket; `None` where it is not.
fn attached(policy: &Resource, bucket: &Resource) -> Option<Presence> {
    let targets = policy.value("TargetIds");
    let (items, rest) = match (targets.members(), targets.as_unknown()) {
        (Some(Members { items, rest }), _) => (items, rest),
        (None, unknown) => (&[][..], unknown),
    };
    let own = bucket.account();
    let mut open: Option<&Value> = None;
    for target in items {
        match target.to_text().map(|target| target.same(&own)) {
            Some(Truth::True) => return Some(Presence::Always),
            // A root or a unit has accounts in it.
            Some(Truth::False) if !target.to_text().is_some_and(|it| it.start().starts_with(['r', 'o'])) => {}
            _ => open = open.or(Some(target)),
        }
    }
    let whole = Value::new(Kind::List(List { items: Vec::new(), rest: rest.cloned() }), policy.header);
    let target = open.or(rest.map(|_| &whole))?;
    let shown = format!("account of {} in targets of {}", bucket.address, policy.address);
    let reason = "decides whether the organization's policy is in force for the bucket";
    let symbol = Symbol::operation("in", [own.symbol(), target.symbol()]);
    Some(Presence::When(Arc::new(Unknown::new(shown, target.span(), reason).symbol(symbol)), true))
}
