//! What a question leaves out, as a policy of its own that denies it.

use std::sync::Arc;

use super::{Question, Situation};
use crate::iam::{Condition, Effect, Operator, Part, Policy, Principal, Statement, Version, Word};
use crate::source::Span;
use crate::value::{Text, Unknown};

/// The oldest version of TLS that is not old.
const NEW_TLS: &str = "1.2";

/// What a question leaves out; `None` where it leaves out nothing.
pub(super) fn of(question: Question, situation: &Situation, span: Span) -> Option<Policy> {
    let account = &situation.owner.account;
    match question {
        Question::External if account.as_str().is_some() => callers_of(account, span),
        Question::OldTls => Some(denying(
            vec![condition("NumericGreaterThanEquals", "s3:TlsVersion", vec![NEW_TLS.into()], span)?],
            span,
        )),
        _ => None,
    }
}

/// A statement of which nobody knows what it denies.
pub(super) fn perhaps_denying(unknown: Arc<Unknown>, span: Span) -> Statement {
    Statement { more_conditions: Some(unknown), ..everything(Vec::new(), span) }
}

fn denying(conditions: Vec<Condition>, span: Span) -> Policy {
    Policy { version: Version::V2012, statements: vec![everything(conditions, span)], rest: None, span }
}

fn everything(conditions: Vec<Condition>, span: Span) -> Statement {
    Statement {
        index: 0,
        sid: None,
        effect: Effect::Deny,
        principals: Part { negated: false, values: vec![Principal::Everyone(span)], rest: None, span },
        actions: part([Text::from("*")], span),
        resources: part([Text::from("*")], span),
        conditions,
        more_conditions: None,
        span,
    }
}

fn condition(operator: &str, key: &str, values: Vec<Text>, span: Span) -> Option<Condition> {
    Some(Condition {
        operator: Operator::parse(operator)?,
        operator_name: Arc::from(operator),
        key: Arc::from(key),
        values: part(values, span),
        span,
    })
}

fn part(texts: impl IntoIterator<Item = Text>, span: Span) -> Part<Word> {
    let values = texts.into_iter().map(|text| Word { text, span }).collect();
    Part { negated: false, values, rest: None, span }
}
/// What comes from principals of an account.
pub(super) fn callers_of(account: &Text, span: Span) -> Option<Policy> {
    Some(denying(vec![condition("StringEquals", "aws:PrincipalAccount", vec![account.clone()], span)?], span))
}

/// Uploads with one of these kinds of encryption in their header; where none is named, with any.
pub(super) fn encrypted_with(kinds: &[Text], span: Span) -> Option<Policy> {
    let header = "s3:x-amz-server-side-encryption";
    let condition = match kinds {
        [] => condition("Null", header, vec!["false".into()], span)?,
        kinds => condition("StringEquals", header, kinds.to_vec(), span)?,
    };
    Some(denying(vec![condition], span))
}

/// Both.
pub(super) fn both(one: Option<Policy>, other: Option<Policy>) -> Option<Policy> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.statements.extend(other.statements);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// What is not one of these resources.
pub(super) fn other_resources(resources: &[Text], span: Span) -> Policy {
    let mut policy = denying(Vec::new(), span);
    for statement in &mut policy.statements {
        statement.resources = Part { negated: true, ..part(resources.iter().cloned(), span) };
    }
    policy
}
