//! Classes of actions: those that no statement and no condition key tells apart.

use std::collections::BTreeSet;

use super::domain::Domain;
use super::pattern::{Patterns, Style};
use super::variable::{Variables, keys_in};
use crate::iam::{Action, Part, Policy, Scope, Statement, Word, is_like};
use crate::value::{Text, Truth};

/// Actions that make no difference to a search.
#[derive(Debug)]
pub(super) struct ActionClass {
    /// The one to name in a witness.
    pub(super) action: Action,
    /// What each statement says of it.
    pub(super) statements: Vec<Truth>,
}

/// The classes of some actions, in the order of these.
pub(super) fn classes(actions: &[Action], statements: &[&Statement], domains: &[Domain<'_>]) -> Vec<ActionClass> {
    let by_action: Vec<&str> =
        domains.iter().filter(|d| d.key.is_some_and(|key| key.by_action)).map(|d| d.name.as_str()).collect();
    let parts: Vec<Matcher<'_>> = statements.iter().map(|statement| Matcher::new(&statement.actions)).collect();
    // There are few classes: a look through them costs less than a hash of each action.
    let mut seen: Vec<Vec<u8>> = Vec::new();
    let mut found = Vec::new();
    let (mut truths, mut signature) = (Vec::new(), Vec::new());
    for action in actions {
        truths.clear();
        truths.extend(parts.iter().map(|part| part.lists(action)));
        let scope = match action.scope {
            Scope::Bucket => 0,
            Scope::Object => 1,
            Scope::Key => 2,
            Scope::Role => 3,
        };
        let keys = by_action.iter().map(|key| u8::from(action.has_key(key)));
        signature.clear();
        signature.extend(truths.iter().map(|truth| *truth as u8).chain([scope]).chain(keys));
        if !seen.contains(&signature) {
            seen.push(signature.clone());
            found.push(ActionClass { action: *action, statements: truths.clone() });
        }
    }
    found
}

/// What tells actions apart in a policy: its statements, and the condition keys that it speaks of.
pub(super) struct Apart<'p> {
    statements: Vec<Matcher<'p>>,
    keys: BTreeSet<String>,
}

impl<'p> Apart<'p> {
    pub(super) fn of(policy: &'p Policy) -> Self {
        let statements = policy.statements.iter().map(|statement| Matcher::new(&statement.actions)).collect();
        let mut keys = BTreeSet::new();
        for statement in &policy.statements {
            keys.extend(statement.conditions.iter().map(|condition| condition.key.to_ascii_lowercase()));
            let values = statement.conditions.iter().flat_map(|condition| &condition.values.values);
            keys.extend(values.chain(&statement.resources.values).flat_map(|word| keys_in(&word.text)));
        }
        Apart { statements, keys }
    }

    /// What the policy says of an action, which is the same of those that it does not tell apart.
    pub(super) fn signature(&self, action: &Action) -> Vec<u8> {
        let listed = self.statements.iter().map(|matcher| matcher.lists(action) as u8);
        let keys = self.keys.iter().map(|key| u8::from(action.has_key(key)));
        listed.chain([action.scope as u8]).chain(keys).collect()
    }
}

/// An `Action` element, ready to be held against names.
pub(super) struct Matcher<'p> {
    part: &'p Part<Word>,
    /// Its known values in lower case.
    known: Vec<String>,
    /// Those with holes.
    open: Patterns,
}

impl<'p> Matcher<'p> {
    pub(super) fn new(part: &'p Part<Word>) -> Self {
        let mut matcher = Matcher { part, known: Vec::new(), open: Patterns::default() };
        for word in &part.values {
            match word.text.as_str() {
                Some(known) => matcher.known.push(known.to_ascii_lowercase()),
                None => matcher.open.add(&word.text, Style::GlobIgnoreCase, &Variables::open(Truth::False)),
            }
        }
        matcher
    }

    /// Whether the element lists an action.
    pub(super) fn lists(&self, action: &Action) -> Truth {
        let known = self.known.iter().any(|pattern| is_like(pattern, action.lower));
        let mut listed = Truth::from(known);
        if self.open.len() > 0 {
            listed = listed.or(Truth::any(self.open.matches_text(&Text::from(action.name))));
        }
        if self.part.rest.is_some() {
            listed = listed.or(Truth::Unknown);
        }
        if self.part.negated { !listed } else { listed }
    }
}
