//! Statements that have no effect, or another one than they seem to have.

use std::sync::Arc;

use super::{Found, before, called, in_each, lists, policies, rest, same};
use crate::catalogue::types;
use crate::iam::{self, Condition, Effect, Part, Policy, PolicyType, Statement, Test, Word};
use crate::model::{Bucket, Role, Subject, read_policy};
use crate::reason::is_log_target;
use crate::reason::keys::is_tag_of_bucket;
use crate::value::{Decided, Lookup, Text, Unknown, Value};

/// Conditions on the tags of a bucket, which requests tell only where attribute-based access control is on.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html>
pub fn tag_conditions(subject: &Subject<'_>) -> Vec<Found> {
    let enabled = || match subject.resource.property(&["AbacStatus"]) {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(value) => value.to_text().map_or(Decided::False, |text| same(&text, &Text::from("Enabled"))),
    };
    let of = |statement: &Statement| {
        let keys = statement.conditions.iter().filter(|it| is_tag_of_bucket(&it.key.to_ascii_lowercase()));
        let known = keys.map(|it| Found { name: it.key.to_string(), holds: enabled(), place: it.span });
        known.chain(further(statement, &enabled)).collect()
    };
    in_each(subject, of)
}

/// Conditions of a statement that are not known: they may be such as are looked for.
fn further(statement: &Statement, holds: &dyn Fn() -> Decided) -> Option<Found> {
    let unknown = statement.more_conditions.as_ref()?;
    let name = unknown.expression.to_string();
    Some(Found { name, holds: holds().or(Decided::open(unknown)), place: statement.span })
}

/// The statements of a policy, or of the trust policy of a role, each with whether it names whom it is about. A policy
/// without statements names nobody wrongly, and stands for itself.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
pub fn negated_principals(subject: &Subject<'_>) -> Vec<Found> {
    let of =
        |it: &Statement| Found { name: called(it), holds: (!it.principals.negated).into(), place: it.principals.span };
    if *subject.resource.type_name != *types::ROLE {
        let mut found = in_each(subject, |statement| vec![of(statement)]);
        if found.is_empty() {
            let whole = |(policy, _): (Arc<Policy>, Decided)| Found {
                name: "the policy".to_owned(),
                holds: Decided::True,
                place: policy.span,
            };
            found.extend(policies(subject).into_iter().map(whole));
        }
        return found;
    }
    let policy = match subject.resource.property(&["AssumeRolePolicyDocument"]) {
        Lookup::Set(value) => iam::read_as(PolicyType::Trust, value).0,
        Lookup::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), subject.resource.header),
        Lookup::Unset => return Vec::new(),
    };
    policy.statements.iter().map(of).chain(rest(&policy)).collect()
}

/// Keys by which an upload says that it writes nothing over.
const IF_NONE: [&str; 2] = ["s3:if-none-match", "s3:if-match"];

/// By which the parts of an upload are told from uploads that make an object.
const CREATES: &str = "s3:objectcreationoperation";

/// Statements that ask uploads to be conditional, each with whether it does what it seems to.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html>
pub fn conditional_writes(subject: &Subject<'_>) -> Vec<Found> {
    let all = policies(subject);
    let is_target = is_log_target(subject);
    let rest = all.iter().filter_map(|(policy, _)| policy.rest.as_ref()).map(Decided::open);
    let freely = Decided::any(all.iter().flat_map(|(policy, _)| &policy.statements).map(puts_freely).chain(rest));
    in_each(subject, |statement| {
        let puts = lists(&statement.actions, "s3:putobject");
        if matches!(puts, Decided::False) {
            return Vec::new();
        }
        let Some(asks) = statement.conditions.iter().find(|it| IF_NONE.contains(&it.key.to_ascii_lowercase().as_str()))
        else {
            return further(statement, &|| !puts.clone()).into_iter().collect();
        };
        let exempts = statement.conditions.iter().any(|it| it.key.eq_ignore_ascii_case(CREATES));
        let exempts = Decided::from(exempts).or(Decided::any(statement.more_conditions.iter().map(Decided::open)));
        let works = match &statement.effect {
            Effect::Deny => exempts,
            Effect::Allow => !freely.clone(),
            Effect::Unknown(unknown) => Decided::open(unknown),
        };
        let holds = works.and(!is_target.clone()).or(!puts);
        vec![Found { name: asks.key.to_string(), holds, place: asks.span }]
    })
}

/// Whether a statement lets objects be put whatever the upload says.
fn puts_freely(statement: &Statement) -> Decided {
    let asks = |it: &Condition| {
        let key = it.key.to_ascii_lowercase();
        IF_NONE.contains(&key.as_str()) || key == CREATES
    };
    let asked = Decided::from(statement.conditions.iter().any(asks));
    let asked = asked.or(Decided::any(statement.more_conditions.iter().map(Decided::open)));
    statement.effect.allows().and(lists(&statement.actions, "s3:putobject")).and(!asked)
}

/// Which KMS knows a request for a bucket's key by.
const CONTEXT: &str = "kms:encryptioncontext:aws:s3:arn";

/// What the policy of the key of a bucket asks of the encryption context. With a bucket key the context is the bucket,
/// and never an object.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
pub fn key_contexts(subject: &Subject<'_>) -> Vec<Found> {
    let Some(arn) = Bucket::of(subject).arn() else { return Vec::new() };
    if let Some(unknown) = key_that_may_be_here(subject) {
        return vec![Found::open(&unknown, subject.resource.header)];
    }
    let keys = subject.related(Role::Key).filter_map(|key| {
        let document = key.property(&["KeyPolicy"]);
        (!matches!(document, Lookup::Unset)).then(|| (read_policy(key, document), key.presence.decided()))
    });
    let of_key = |(policy, there): (Policy, Decided)| {
        let allowing = || policy.statements.iter().filter(|it| !matches!(it.effect, Effect::Deny));
        let conditions = allowing().flat_map(|it| &it.conditions);
        let asked = conditions.filter(|it| it.key.eq_ignore_ascii_case(CONTEXT) && compares(it));
        let found = asked.filter_map(|it| Some((is_of_bucket(&it.values, &arn)?, it.span)));
        let known = found.map(|(fits, place)| Found { name: CONTEXT.to_owned(), holds: fits, place });
        let more = allowing().filter_map(|it| further(it, &|| Decided::False));
        let rest = policy.rest.iter().map(|unknown| Found::open(unknown, policy.span));
        let all = known.chain(more).chain(rest);
        all.map(|it| Found { holds: it.holds.or(!there.clone()), ..it }).collect::<Vec<_>>()
    };
    keys.flat_map(of_key).collect()
}

/// What keeps it open whether the key of a bucket is one that is declared.
fn key_that_may_be_here(subject: &Subject<'_>) -> Option<Arc<Unknown>> {
    let rules = subject.resource.property(&["BucketEncryption", "ServerSideEncryptionConfiguration"]).value()?;
    let key = |rule: &Value| {
        let named = rule.expression(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]).value()?;
        subject.may_mean(Role::Key, named)
    };
    rules.as_list()?.items.iter().find_map(key)
}

fn compares(condition: &Condition) -> bool {
    !condition.operator.negated && condition.operator.test != Test::Null
}

/// Whether one of the values may be the bucket itself; `None` where all are about other buckets.
fn is_of_bucket(values: &Part<Word>, arn: &Text) -> Option<Decided> {
    let own = |text: &Text| {
        let is_any = text.has_known("*:") || text.as_str() == Some("*");
        if is_any { Decided::True } else { same_or_like(&before(text, '/'), arn) }
    };
    let about = values.values.iter().map(|word| (word, own(&word.text)));
    let about: Vec<_> = about.filter(|(_, own)| !matches!(own, Decided::False)).collect();
    if about.is_empty() && values.rest.is_none() {
        return None;
    }
    let is_bucket = |(word, own): &(&Word, Decided)| -> Decided {
        // Of what may be another bucket nobody knows whether it is wrong.
        let another = if matches!(own, Decided::Open(_)) { own.clone() } else { Decided::False };
        another.or(match word.text.holes().find(|hole| hole.nature.may_hold('/')) {
            _ if word.text.has_known("/") => Decided::False,
            Some(hole) => Decided::open(hole),
            None => Decided::True,
        })
    };
    let further = values.rest.iter().map(|unknown: &Arc<Unknown>| Decided::open(unknown));
    Some(Decided::any(about.iter().map(is_bucket).chain(further)))
}

fn same_or_like(one: &Text, other: &Text) -> Decided {
    same(one, other).or(iam::is_like(&one.display(), &other.display()).into())
}
