//! Policy variables: `${aws:username}` stands for the value that the request has for that key.
//!
//! A search gives each variable of a policy a value, or none, and goes on as if the policy said that value.

use std::collections::{BTreeMap, BTreeSet};

use crate::iam::{Condition, Policy, Test};
use crate::value::{Piece, Text, Truth};

/// What the variables of a policy stand for in a search.
#[derive(Clone, Debug)]
pub(super) struct Variables {
    /// Whether the policy's version knows variables.
    pub(super) on: Truth,
    /// The keys that stand for something, in lower case; any other may have any value.
    assigned: BTreeMap<String, Assigned>,
}

/// What one variable stands for.
#[derive(Clone, Debug)]
pub(super) enum Assigned {
    /// The request does not have the key.
    Absent,
    /// The request has this value.
    Is(Text),
    /// The request has some value.
    Any,
}

impl Variables {
    /// Variables that may have any value.
    pub(super) fn open(on: Truth) -> Self {
        Variables { on, assigned: BTreeMap::new() }
    }

    /// The same, with these values.
    pub(super) fn with(&self, assigned: impl IntoIterator<Item = (String, Assigned)>) -> Self {
        Variables { on: self.on, assigned: assigned.into_iter().collect() }
    }

    /// What a key stands for.
    pub(super) fn get(&self, key: &str) -> Option<&Assigned> {
        self.assigned.get(key)
    }

    /// The keys that stand for something.
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.assigned.keys()
    }
}

/// What stands between the braces of a variable: the key in lower case, and what to take where the request lacks it.
pub(super) fn parsed(inside: &str) -> (String, Option<&str>) {
    let quoted = |text: &'_ str| -> Option<()> {
        (text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'')).then_some(())
    };
    match inside.split_once(',') {
        Some((key, default)) if quoted(default.trim()).is_some() => {
            let default = default.trim();
            (key.trim().to_ascii_lowercase(), default.get(1..default.len() - 1))
        }
        _ => (inside.trim().to_ascii_lowercase(), None),
    }
}

/// Where a variable stands alone in a text, its key in lower case.
pub(super) fn whole(text: &Text) -> Option<String> {
    let inside = text.as_str()?.strip_prefix("${")?.strip_suffix('}')?;
    (!inside.contains(['{', '}', '*', '?', '$'])).then(|| parsed(inside).0)
}

/// The keys of the variables in a text.
pub(super) fn keys_in(text: &Text) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in text.pieces() {
        let Piece::Known(mut rest) = piece else { continue };
        while let Some((_, after)) = rest.split_once("${") {
            let Some((inside, after)) = after.split_once('}') else { break };
            if !matches!(inside, "*" | "?" | "$") {
                found.insert(parsed(inside).0);
            }
            rest = after;
        }
    }
    found
}

/// Whether variables in the values of a condition mean anything.
pub(super) fn may_have(condition: &Condition) -> bool {
    matches!(condition.operator.test, Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::Arn)
}

/// The keys of all variables of a policy whose version surely knows them.
pub(super) fn all(policy: &Policy) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if policy.version.has_variables() != Truth::True {
        return found;
    }
    for statement in &policy.statements {
        let conditions = statement.conditions.iter().filter(|condition| may_have(condition));
        let values = conditions.flat_map(|condition| &condition.values.values);
        for word in statement.resources.values.iter().chain(values) {
            if word.text.has_known("${") {
                found.extend(keys_in(&word.text));
            }
        }
    }
    found
}
