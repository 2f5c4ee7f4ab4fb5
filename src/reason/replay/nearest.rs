//! The statement that nearly keeps out a request that gets through, and what it leaves out.

use super::condition;
use super::request::Request;
use super::text::Names;
use crate::iam::{Condition, Effect, Policy, Scope, SetOperator, Statement, Test, Word};
use crate::reason::{Question, Step};
use crate::value::Truth;

/// What a statement leaves out.
enum Left<'s> {
    /// The caller.
    Caller,
    /// The action.
    Action,
    /// What is asked for: the bucket, where the statement is about objects, or the other way round.
    Kind,
    /// What is asked for, though it is about others of that kind.
    Resource,
    /// What does not meet a condition.
    Condition(&'s Condition),
}

/// The step that names the statement; `None` where none is near.
pub(super) fn of(question: Option<Question>, policy: &Policy, request: &Request<'_>) -> Option<Step> {
    let denies = policy.statements.iter().filter(|statement| matches!(statement.effect, Effect::Deny));
    let near = denies.filter_map(|statement| {
        let left = left(policy, statement, request)?;
        is_near(question, statement, &left).then_some((statement, left))
    });
    if let Some((statement, left)) = near.min_by_key(|(_, left)| left.len()) {
        let message = format!("statement {} nearly denies it, but {}", statement.index + 1, words(&left, request));
        return Some(Step { message, span: Some(statement.span) });
    }
    policy.statements.iter().filter(|statement| matches!(statement.effect, Effect::Allow)).find_map(|statement| {
        let none = left(policy, statement, request)?.is_empty();
        let condition = statement.conditions.iter().find(|it| none && is_met_by_absence(it, request))?;
        let Condition { operator_name, key, .. } = condition;
        let message = format!(
            "`{operator_name}` in statement {} keeps out nobody whose request has no `{key}`",
            statement.index + 1
        );
        Some(Step { message, span: Some(condition.span) })
    })
}

/// What a statement leaves out; `None` where that cannot be told.
fn left<'s>(policy: &Policy, statement: &'s Statement, request: &Request<'_>) -> Option<Vec<Left<'s>>> {
    let names =
        Names { variables: policy.version.has_variables(), value: &|key| request.value(key), holes: &request.holes };
    let mut found = Vec::new();
    let mut add = |truth: Truth, left: Left<'s>| {
        found.extend((truth == Truth::False).then_some(left));
        (truth != Truth::Unknown).then_some(())
    };
    add(request.is_by(&statement.principals), Left::Caller)?;
    add(request.does(&statement.actions), Left::Action)?;
    let of_kind = statement.resources.negated || statement.resources.values.iter().any(|it| is_of_kind(it, request));
    let resource = if of_kind { Left::Resource } else { Left::Kind };
    add(request.is_on(&statement.resources, &names), resource)?;
    for condition in &statement.conditions {
        add(condition::holds(condition, &names, &request.context), Left::Condition(condition))?;
    }
    statement.more_conditions.is_none().then_some(found)
}

/// Whether a resource of a statement may be of the kind that is asked for.
fn is_of_kind(word: &Word, request: &Request<'_>) -> bool {
    let text = word.text.display();
    let (bucket, key) = text.split_once('/').map_or((text.as_str(), None), |(bucket, key)| (bucket, Some(key)));
    match request.action.scope {
        Scope::Object => key.is_some() || bucket.contains('*'),
        _ => key.is_none() || bucket.contains('*'),
    }
}

/// Whether what a statement leaves out is so little that it nearly denies the request. One on the transport, where that
/// is asked, may leave out more than one thing.
fn is_near(question: Option<Question>, statement: &Statement, left: &[Left<'_>]) -> bool {
    let tells = |keys: &[&str]| {
        let is_one = |it: &Condition| keys.iter().any(|key| it.key.eq_ignore_ascii_case(key));
        left.len() <= 3 && statement.conditions.iter().any(is_one)
    };
    match question {
        Some(Question::PlainHttp) => tells(&["aws:SecureTransport", "s3:TlsVersion"]),
        Some(Question::OldTls) => tells(&["s3:TlsVersion"]),
        Some(Question::UploadsWithoutEncryption) => tells(&["s3:x-amz-server-side-encryption"]),
        _ => match left {
            [Left::Caller] => statement.principals.negated,
            [Left::Condition(condition)] => is_about_callers(&condition.key),
            [Left::Kind] => statement.conditions.iter().all(|condition| is_about_callers(&condition.key)),
            _ => false,
        },
    }
}

/// Whether a condition key tells who asks, or from where.
fn is_about_callers(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let of_caller = key.starts_with("aws:") && key != "aws:securetransport";
    of_caller || ["kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"].contains(&key.as_str())
}

fn words(left: &[Left<'_>], request: &Request<'_>) -> String {
    let out = left.iter().filter_map(|left| match left {
        Left::Caller => Some("callers of this kind".to_owned()),
        Left::Action => Some(format!("`{}`", request.action.name)),
        Left::Kind if request.action.scope == Scope::Object => Some("the objects".to_owned()),
        Left::Kind => Some("the bucket itself".to_owned()),
        Left::Resource if request.action.scope == Scope::Object => Some("objects that it does not name".to_owned()),
        Left::Resource => Some("what it does not name".to_owned()),
        Left::Condition(_) => None,
    });
    let out: Vec<_> = out.collect();
    let out = (!out.is_empty()).then(|| format!("leaves {} out", out.join(" and ")));
    let unmet = left.iter().filter_map(|left| match left {
        Left::Condition(condition) => Some(unmet(condition, request)),
        _ => None,
    });
    out.into_iter().chain(unmet).collect::<Vec<_>>().join(", and ")
}

/// How a request does not meet a condition.
fn unmet(condition: &Condition, request: &Request<'_>) -> String {
    let Condition { operator_name, key, .. } = condition;
    match request.context.get(&key.to_ascii_lowercase()) {
        Some(values) => format!("`{operator_name} {key}` does not hold for `{}`", values.join("`, `")),
        None if condition.operator.test == Test::Null => format!("asks for the key `{key}`, which is absent"),
        None if request.is_plain() => format!("the key `{key}` is absent over plain HTTP"),
        None => format!("the key `{key}` is absent"),
    }
}

/// Whether a condition holds because the request has no such key, though it would be there to keep requests out.
fn is_met_by_absence(condition: &Condition, request: &Request<'_>) -> bool {
    let operator = condition.operator;
    let absent = !request.context.contains_key(&condition.key.to_ascii_lowercase());
    absent && operator.test != Test::Null && (operator.if_exists || operator.set == Some(SetOperator::ForAllValues))
}
