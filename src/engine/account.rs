//! Judges accounts by what all units of a run declare in them.
//!
//! One trail of one template is the trail of the whole account, so these rules come last. What the code does not
//! declare may be there all the same, unless the configuration says that the code is all that there is.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::catalogue::types;
use crate::finding::Evaluation;
use crate::frontends::Frontend;
use crate::model::{Declared, Presence, Resource, Role, Subject, blocks_of_organizations};
use crate::reason::{Assumptions, Effort};
use crate::rules::{Judge, RuleSet};
use crate::source::Span;
use crate::value::{Map, Symbol};

/// The name of the account in reports.
const NAME: &str = "account";

/// By what accounts are judged.
#[derive(Clone, Copy)]
pub(super) struct By<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) assumptions: &'r Assumptions,
    /// Whether the code is the baseline of its account.
    pub(super) baseline: bool,
    /// How many worlds they may share.
    pub(super) worlds: usize,
}

/// What units declare that a rule about the account asks for, with who read it.
pub(super) type InAccount = Vec<(&'static dyn Frontend, Vec<Resource>)>;

/// What a unit declares that some rule about the account asks for.
pub(super) fn asked_for(rules: &RuleSet, resources: &[Resource]) -> Vec<Resource> {
    let wanted = rules.types_in_account();
    if wanted.is_empty() {
        return Vec::new();
    }
    let is_wanted = |it: &&Resource| wanted.contains(&*it.type_name);
    let declared = resources.iter().filter(is_wanted).cloned();
    declared.chain(blocks_of_organizations(resources).into_iter().filter(|it| is_wanted(&it))).collect()
}

/// The evaluations of the accounts. A rule of which nothing is declared says nothing, unless the code is the baseline
/// of its account: then it points at `start`.
pub(super) fn judge(by: By<'_>, found: InAccount, start: Option<Span>) -> Vec<Evaluation> {
    let mut accounts: BTreeMap<Symbol, Vec<Resource>> = BTreeMap::new();
    for resource in once(found) {
        accounts.entry(resource.account().symbol()).or_default().push(resource);
    }
    let is_one = accounts.len() <= 1;
    if accounts.is_empty() {
        let Some(_) = start.filter(|_| by.baseline) else { return Vec::new() };
        accounts.insert(Symbol::input(Symbol::OWN_ACCOUNT), Vec::new());
    }
    let judged = accounts.into_values().flat_map(|resources| {
        let own = Symbol::input(Symbol::OWN_ACCOUNT);
        let other =
            resources.first().map(Resource::account).filter(|it| !is_one && it.holes().all(|hole| hole.symbol != own));
        let name = other.map(|it| format!("{NAME} {}", it.display()));
        let header = resources.first().map(|it| it.header).or(start);
        header.map_or_else(Vec::new, |header| judge_one(by, &account(name.as_deref(), header), &resources))
    });
    judged.collect()
}

/// Each resource once, by an address that no other one has. What a plan decides is not asked of its code again.
fn once(found: InAccount) -> Vec<Resource> {
    let planned: HashSet<Span> = found
        .iter()
        .filter(|(frontend, _)| frontend.stands_in_for().is_some())
        .flat_map(|(_, resources)| resources.iter().map(|it| it.header))
        .collect();
    let mut taken: HashSet<Arc<str>> = HashSet::new();
    let mut all = Vec::new();
    for (frontend, resources) in found {
        let stands_in = frontend.stands_in_for().is_some();
        for mut resource in resources.into_iter().filter(|it| stands_in || !planned.contains(&it.header)) {
            while !taken.insert(Arc::clone(&resource.address)) {
                resource.address = format!("{} again", resource.address).into();
            }
            all.push(resource);
        }
    }
    all
}

fn judge_one(by: By<'_>, account: &Resource, resources: &[Resource]) -> Vec<Evaluation> {
    let subject = Subject::new(account, resources.iter().map(|it| (Role::InAccount, it)));
    let subjects = [subject];
    let judge = Judge::new(by.rules, by.assumptions, &subjects, by.worlds);
    let judged = subjects.iter().flat_map(|subject| judge.judge(subject, Effort::default()).evaluations);
    let is_declared = |it: &Evaluation| {
        let asked = by.rules.iter().find(|rule| rule.info.name == it.rule.name).map(|rule| &rule.metadata.in_account);
        asked.is_some_and(|types| resources.iter().any(|it| types.iter().any(|name| **name == *it.type_name)))
    };
    judged.filter(|it| by.baseline || is_declared(it)).collect()
}

fn account(name: Option<&str>, header: Span) -> Resource {
    Resource {
        address: name.unwrap_or(NAME).into(),
        type_name: types::ACCOUNT.into(),
        source_type: types::ACCOUNT.into(),
        properties: Map::default(),
        names: Vec::new(),
        header,
        body: header,
        presence: Presence::Always,
        families: Vec::new(),
        declared: Declared::Here,
    }
}
