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

use super::all_keys::any_of;
use super::answer::{self, one_of_several};
use super::pattern::{Patterns, Style};
use super::target::in_partition_aws;
use super::variable::Variables;
use crate::iam::{Part, Policy, Principal, Statement, Word, is_like};
use crate::model::Subject;
use crate::source::Span;
use crate::value::{Decided, Lookup, Piece, Text, Truth};

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

/// The resource policies of a subject, each with whether it is the one in force.
fn policies(subject: &Subject<'_>) -> Vec<(Policy, Decided)> {
    let own = subject.policies();
    let is_one = own.len() < 2;
    // A key that has none of its own has the default policy.
    let set = own.iter().filter(|(_, document)| !matches!(document, Lookup::Unset));
    let found = set.map(|(resource, document)| {
        let in_force = if is_one { Decided::True } else { Decided::open(&one_of_several(resource)) };
        (answer::read(resource, *document), in_force.and(resource.presence.decided()))
    });
    found.collect()
}

/// What is found in each statement of the policies of a subject. What is said of further statements, which
/// are not known, is open.
fn in_each(subject: &Subject<'_>, find: impl Fn(&Statement) -> Vec<Found>) -> Vec<Found> {
    let mut all = Vec::new();
    for (policy, in_force) in policies(subject) {
        let found = policy.statements.iter().flat_map(&find);
        let rest = policy.rest.iter().map(|unknown| Found {
            name: unknown.expression.to_string(),
            holds: Decided::open(unknown),
            place: policy.span,
        });
        // What is not in force does no harm.
        all.extend(found.chain(rest).map(|it| Found { holds: it.holds.or(!in_force.clone()), ..it }));
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
    any_of(part, |text| match text.as_str() {
        Some(known) => is_like(&known.to_ascii_lowercase(), action).into(),
        None => text.holes().next().map_or(Decided::False, Decided::open),
    })
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
