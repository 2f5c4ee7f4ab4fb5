//! What the statements of a policy say by themselves, one by one, whatever gets through in the end: the facts of rules
//! that ask how a policy is written.
//!
//! [`deputy`] asks who may send a service, [`log_target`] and [`delivery`] whether logs arrive, [`lock_out`] whether
//! anybody is left who can change the policy, [`inert`] what has no effect or another one than it seems,
//! [`foreign_key`] whether whom it lets in has the key as well, [`perimeter`] what it denies everyone, [`endpoint`]
//! what an endpoint lets through, [`organization`] whether Organizations takes what it says, [`identity`] what grants
//! everything, [`vault`] whether recovery points are kept, [`selection`] what takes a bucket in,
//! [`access_grant`] how far grants reach.

mod access_grant;
mod delivery;
mod deputy;
mod endpoint;
mod foreign_key;
mod identity;
mod inert;
mod lock_out;
mod log_target;
mod organization;
mod perimeter;
mod selection;
mod vault;

pub use access_grant::access_grants;
pub use delivery::{deliveries, keys_of_senders, overwritten};
pub use deputy::{cloudfront_grants, service_grants};
pub use endpoint::{endpoint_limits, endpoint_policies};
pub use foreign_key::keys_of_others;
pub use identity::{admin_statements, full_statements};
pub use inert::{conditional_writes, key_contexts, negated_principals, tag_conditions};
pub use lock_out::{key_managers, locks_out};
pub use log_target::log_deliveries;
pub(super) use log_target::logs_to_itself;
pub use organization::{organization_blocks, organization_policies};
pub use perimeter::{Perimeter, perimeters, presigned_limits};
pub use selection::{backed_up, endpoints};
pub use vault::kept_points;

use std::sync::Arc;

use super::all_keys::any_of;
use super::answer::one_of_several;
use super::pattern::{Patterns, Style};
use super::target::in_partition_aws;
use super::variable::Variables;
use crate::iam::{Part, Policy, Principal, Statement, Word, is_like};
use crate::model::{Role, Subject, read_policy};
use crate::source::Span;
use crate::value::{Decided, Lookup, Piece, Text, Truth, Unknown, Value};

/// Something that the code says, with whether it is as the rule that asks for it wants it.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is: a service, a key, an action.
    pub name: String,
    /// Whether it is as it should be.
    pub holds: Decided,
    /// Where it stands.
    pub place: Span,
}

impl Found {
    /// Something that is not known, which leaves it open whether it is as it should be.
    pub(super) fn open(unknown: &Arc<Unknown>, place: Span) -> Self {
        Found { name: unknown.expression.to_string(), holds: Decided::open(unknown), place }
    }
}

/// What is found of what an expression may mean in a role: nothing where it surely means nothing that is declared.
fn open_of(subject: &Subject<'_>, role: Role, expression: &Value) -> Vec<Found> {
    let unknown = subject.may_mean(role, expression);
    unknown.iter().map(|unknown| Found::open(unknown, expression.span())).collect()
}

/// What is found of the statements of a policy that are not known.
fn rest(policy: &Policy) -> Option<Found> {
    policy.rest.as_ref().map(|unknown| Found::open(unknown, policy.span))
}

/// Whether something is so of a statement of a policy.
fn any_statement(policy: &Policy, says: impl Fn(&Statement) -> Decided) -> Decided {
    Decided::any(policy.statements.iter().map(says).chain(policy.rest.iter().map(Decided::open)))
}

/// Whether something is so of a text, which is open where letters of it are not known.
pub(super) fn is_such(text: &Text, says: impl Fn(&str) -> bool) -> Decided {
    match text.as_str() {
        Some(known) => says(known).into(),
        None => text.holes().next().map_or(Decided::False, Decided::open),
    }
}

/// Whether an item of a list is such.
pub(super) fn in_list(list: Lookup<'_>, is_such: impl Fn(&Value) -> Decided) -> Decided {
    match list {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(value) => match value.members() {
            Some(members) => Decided::any(members.items.iter().map(is_such).chain(members.rest.map(Decided::open))),
            None => value.as_unknown().map_or(Decided::False, Decided::open),
        },
    }
}

/// The resource policies of a subject, each with whether it is the one in force.
fn policies(subject: &Subject<'_>) -> Vec<(Arc<Policy>, Decided)> {
    let own: Vec<_> = subject.read_policies().collect();
    let is_one = own.len() < 2;
    // A key that has none of its own has the default policy.
    let set = own.into_iter().filter(|(_, document, _)| !matches!(document, Lookup::Unset));
    let found = set.map(|(resource, _, policy)| {
        let in_force = if is_one { Decided::True } else { Decided::open(&one_of_several(resource)) };
        (policy, in_force.and(resource.presence.decided()))
    });
    found.collect()
}

/// The policies of organizations that deny something on a subject, each with whether it is in force.
fn controls(subject: &Subject<'_>) -> impl Iterator<Item = (Arc<Policy>, Decided)> {
    subject.related(Role::ResourceControlPolicy).map(|control| {
        let policy = read_policy(control, control.property(&["PolicyDocument"]));
        (Arc::new(policy), control.presence.decided())
    })
}

/// What is found in each statement of the policies of a subject. What is said of further statements, which
/// are not known, is open.
fn in_each(subject: &Subject<'_>, find: impl Fn(&Statement) -> Vec<Found>) -> Vec<Found> {
    let mut all = Vec::new();
    for (policy, in_force) in policies(subject) {
        let found = policy.statements.iter().flat_map(&find);
        // What is not in force does no harm.
        all.extend(found.chain(rest(&policy)).map(|it| Found { holds: it.holds.or(!in_force.clone()), ..it }));
    }
    all
}

/// How a statement is called.
fn called(statement: &Statement) -> String {
    let sid = statement.sid.as_ref().map(|sid| sid.display());
    sid.unwrap_or_else(|| format!("statement {}", statement.index + 1))
}

/// Whether an element lists an action, which is named in lower case.
fn lists(part: &Part<Word>, action: &str) -> Decided {
    any_of(part, |text| is_such(text, |known| is_like(&known.to_ascii_lowercase(), action)))
}

/// Whether an element of resources is about a resource, or about all that is below it where its text ends with `*`.
fn covers(part: &Part<Word>, arn: &Text) -> Decided {
    let arn = in_partition_aws(arn);
    any_of(part, |text| {
        let mut pattern = Patterns::for_open_texts(true);
        pattern.add(&in_partition_aws(text), Style::Glob, &Variables::open(Truth::False));
        match pattern.matches_text(&arn).first() {
            Some(Truth::True) => Decided::True,
            Some(Truth::Unknown) => text.holes().chain(arn.holes()).next().map_or(Decided::False, Decided::open),
            _ => Decided::False,
        }
    })
}

/// Whether an element names everyone.
fn is_everyone(part: &Part<Principal>) -> Decided {
    let named = part.values.iter().any(|it| matches!(it, Principal::Everyone(_)));
    Decided::any([Decided::from(named)].into_iter().chain(part.rest.iter().map(Decided::open))).negated_if(part.negated)
}

/// Whether an element lets a service in, by its name or as everyone.
fn lets_service_in(part: &Part<Principal>, service: &str) -> Decided {
    let named = part.values.iter().map(|principal| match principal {
        Principal::Everyone(_) => Decided::True,
        Principal::Service(word) => same(&word.text, &Text::from(service)),
        _ => Decided::False,
    });
    Decided::any(named.chain(part.rest.iter().map(Decided::open))).negated_if(part.negated)
}

/// Whether two texts are the same.
pub(super) fn same(one: &Text, other: &Text) -> Decided {
    match one.same(other) {
        Truth::Unknown => one.holes().chain(other.holes()).next().map_or(Decided::False, Decided::open),
        truth => Decided::from(truth == Truth::True),
    }
}

/// Whether a text is, or as a pattern means, another one.
fn like(value: &Text, text: &Text) -> Decided {
    let mut pattern = Patterns::for_open_texts(true);
    pattern.add(&in_partition_aws(value), Style::Glob, &Variables::open(Truth::False));
    match pattern.matches_text(text).first() {
        Some(Truth::True) => Decided::True,
        Some(Truth::Unknown) => value.holes().chain(text.holes()).next().map_or(Decided::False, Decided::open),
        _ => Decided::False,
    }
}

/// A text up to a letter; all of it where it has none.
fn before(text: &Text, letter: char) -> Text {
    let mut known = 0;
    for piece in text.pieces() {
        let Piece::Known(letters) = piece else { continue };
        if let Some(at) = letters.find(letter) {
            return text.between(0, known + at);
        }
        known += letters.len();
    }
    text.clone()
}
