//! Whether a bucket policy grants access to nobody but those whom lists name, statement by statement, as a rule of AWS
//! Config asks.
//!
//! <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy-grantee-check.html>

use super::address::Range;
use super::answer::{in_force, one_of_several};
use super::caller::{account, is_account};
use crate::iam::{Condition, Principal, Statement, Test, Word, is_like};
use crate::model::{Resource, Subject};
use crate::source::Span;
use crate::value::{Decided, Text, Truth};

/// Who may be granted access.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists<'l> {
    /// Accounts, and ARNs of principals, with `*` for any letters.
    pub principals: &'l [String],
    /// Services.
    pub services: &'l [String],
    /// Providers of federated identities.
    pub federated: &'l [String],
    /// Ranges of addresses from which anyone may come.
    pub addresses: &'l [String],
    /// Networks from which anyone may come.
    pub vpcs: &'l [String],
}

/// What a statement grants somebody.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Whom it names.
    pub principal: String,
    /// Whether a list does.
    pub is_listed: Decided,
    /// The statement.
    pub place: Span,
}

/// Whom the policy of a bucket grants access, each with whether a list names them.
pub fn granted_beside(subject: &Subject<'_>, lists: &Lists<'_>) -> Vec<Listed> {
    let policies = in_force(subject);
    let mut found = Vec::new();
    for (resource, policy) in &policies {
        let granted = policy.statements.iter().flat_map(|statement| by_statement(statement, lists));
        let rest = policy.rest.iter().map(|unknown| Listed {
            principal: "*".to_owned(),
            is_listed: Decided::open(unknown),
            place: policy.span,
        });
        let is_sure = policies.len() < 2;
        found.extend(granted.chain(rest).map(|it| if is_sure { it } else { perhaps(it, resource) }));
    }
    found
}

/// What is granted where it is not known whether the policy is the one in force.
fn perhaps(granted: Listed, policy: &Resource) -> Listed {
    let is_listed = granted.is_listed.or(Decided::open(&one_of_several(policy)));
    Listed { is_listed, ..granted }
}

fn by_statement(statement: &Statement, lists: &Lists<'_>) -> Vec<Listed> {
    let denies = statement.effect.denies();
    if matches!(denies, Decided::True) {
        return Vec::new();
    }
    let limits = statement.conditions.iter().map(|condition| is_within(condition, lists));
    // What may be a further condition may be one that limits it.
    let further = statement.more_conditions.iter().map(Decided::open);
    let limited = denies.or(Decided::any(limits.chain(further)));
    let listed = |principal: String, is_named: Decided| Listed {
        principal,
        is_listed: is_named.or(limited.clone()),
        place: statement.span,
    };
    let part = &statement.principals;
    if part.negated {
        return vec![listed("everyone but those whom `NotPrincipal` names".to_owned(), Decided::False)];
    }
    let named = part.values.iter().map(|principal| listed(shown(principal), is_named(principal, lists)));
    let rest = part.rest.iter().map(|unknown| listed(unknown.expression.to_string(), Decided::open(unknown)));
    named.chain(rest).collect()
}

fn shown(principal: &Principal) -> String {
    principal.word().map_or_else(|| "*".to_owned(), |word| word.text.display())
}

fn is_named(principal: &Principal, lists: &Lists<'_>) -> Decided {
    let by = |list: &[String], word: &Word| Decided::any(list.iter().map(|entry| fits(entry, &word.text)));
    match principal {
        Principal::Everyone(_) => lists.principals.iter().any(|entry| entry == "*").into(),
        Principal::Aws(word) | Principal::CanonicalUser(word) => by(lists.principals, word),
        Principal::Service(word) => by(lists.services, word),
        Principal::Federated(word) => by(lists.federated, word),
    }
}

/// Whether an entry of a list names somebody. An account is named by its id and by the ARN of its root alike.
fn fits(entry: &str, name: &Text) -> Decided {
    let of_account = |text: &Text| account(text).filter(|_| is_account(text));
    if let Some((entry, name)) = of_account(&Text::from(entry)).zip(of_account(name)) {
        return same(&name, &entry);
    }
    match (name.as_str(), entry.split_once('*')) {
        (Some(known), _) => is_like(entry, known).into(),
        (None, None) => same(name, &Text::from(entry)),
        (None, Some((start, _))) => {
            let (start, known) = (start.as_bytes(), name.known_prefix().as_bytes());
            let may_be = start.starts_with(known) || known.starts_with(start);
            name.holes().next().filter(|_| may_be).map_or(Decided::False, Decided::open)
        }
    }
}

fn same(one: &Text, other: &Text) -> Decided {
    match one.same(other) {
        Truth::Unknown => one.holes().chain(other.holes()).next().map_or(Decided::False, Decided::open),
        truth => Decided::from(truth == Truth::True),
    }
}

/// Whether a condition lets in only who comes from a listed range or network.
fn is_within(condition: &Condition, lists: &Lists<'_>) -> Decided {
    let operator = condition.operator;
    if operator.negated || operator.if_exists || condition.values.negated {
        return Decided::False;
    }
    let is_key = |name: &str| condition.key.eq_ignore_ascii_case(name);
    let each = |is_listed: &dyn Fn(&str) -> bool| {
        let values = condition.values.values.iter().map(|word| match (word.text.as_str(), word.text.holes().next()) {
            (None, Some(hole)) => Decided::open(hole),
            (known, _) => known.is_some_and(is_listed).into(),
        });
        Decided::all(values.chain(condition.values.rest.iter().map(Decided::open)))
    };
    match operator.test {
        Test::IpAddress if is_key("aws:SourceIp") => {
            let ranges: Vec<_> = lists.addresses.iter().filter_map(|text| Range::parse(text)).collect();
            each(&|value| Range::parse(value).is_some_and(|value| ranges.iter().any(|range| range.covers(&value))))
        }
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike if is_key("aws:SourceVpc") => {
            each(&|value| lists.vpcs.iter().any(|listed| listed == value))
        }
        _ => Decided::False,
    }
}
