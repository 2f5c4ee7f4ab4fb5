//! Why each Deny does not apply to a request that gets through.

use super::condition;
use super::request::Request;
use super::text::Names;
use crate::iam::{Condition, Effect, Policy, Statement};
use crate::reason::Step;
use crate::value::Truth;

/// One step for each Deny of a policy that does not cover the request.
pub(super) fn of(policy: &Policy, request: &Request<'_>) -> Vec<Step> {
    let denies = policy.statements.iter().filter(|statement| matches!(statement.effect, Effect::Deny));
    denies
        .filter_map(|statement| {
            let why = why(policy, statement, request)?;
            let message = format!("statement {} denies, but not this: {why}", statement.index + 1);
            Some(Step { message, span: Some(statement.span) })
        })
        .collect()
}

fn why(policy: &Policy, statement: &Statement, request: &Request<'_>) -> Option<String> {
    let names =
        Names { variables: policy.version.has_variables(), value: &|key| request.value(key), holes: &request.holes };
    if request.is_by(&statement.principals) == Truth::False {
        return Some("it is about other callers".to_owned());
    }
    if request.does(&statement.actions) == Truth::False {
        return Some("it is about other actions".to_owned());
    }
    if request.is_on(&statement.resources, &names) == Truth::False {
        return Some("it is about other resources".to_owned());
    }
    let fails = |condition: &&Condition| condition::holds(condition, &names, &request.context) == Truth::False;
    statement.conditions.iter().find(fails).map(|condition| {
        let value = match request.context.get(&condition.key.to_ascii_lowercase()) {
            Some(values) => format!("the request has `{}`", values.join("`, `")),
            None => "the request does not have the key".to_owned(),
        };
        format!("`{} {}` does not hold, for {value}", condition.operator_name, condition.key)
    })
}
