//! Which values of condition keys fix who asks, so that a policy that compares with them is not public.

use std::sync::Arc;

use super::address;
use super::arn::{self, is_pattern};
use super::keys::{self, Key, Kind, Trusted};
use super::pattern;
use super::variable::whole;
use crate::iam::{Condition, Test, Word, is_account_id};
use crate::value::{Piece, Text, TextBuilder, Truth, Unknown, Value};

/// Whose view of "fixed values" counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The S3 user guide's, to the letter: it decides what a public access block does.
    ByS3,
    /// IAM Access Analyzer's: a wildcard behind the id of one account or organization is fixed as well, for whoever
    /// matches belongs there.
    ByAccount,
}

/// Keys that hold an account's id.
pub(super) const ACCOUNTS: [&str; 5] =
    ["aws:principalaccount", "aws:sourceaccount", "aws:sourceowner", "s3:dataaccesspointaccount", "aws:vpceaccount"];

/// Keys that hold an organization's id.
pub(super) const ORGANIZATIONS: [&str; 3] = ["aws:principalorgid", "aws:sourceorgid", "aws:vpceorgid"];
const PATHS: [&str; 3] = ["aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"];
const ARNS: [&str; 2] = ["aws:principalarn", "aws:sourcearn"];

/// Whether a value that a condition compares its key with is fixed.
pub(super) fn is_fixed(
    trust: Trust,
    name: &str,
    key: Key,
    condition: &Condition,
    word: &Word,
    variables: Truth,
) -> Truth {
    if key.trusted == Trusted::Never || (key.trusted == Trusted::ByAccount && trust == Trust::ByS3) {
        return Truth::False;
    }
    let text = word.text.as_str();
    let test = condition.operator.test;
    if key.kind == Kind::Address {
        return if test == Test::IpAddress { address::is_fixed(&word.text) } else { Truth::False };
    }
    let wildcards = matches!(test, Test::StringLike | Test::Arn);
    let compares = wildcards || matches!(test, Test::StringEquals | Test::StringEqualsIgnoreCase);
    if !compares || text.is_some_and(|text| Some(text) == keys::of_anonymous_only(name)) {
        return Truth::False;
    }
    if trust == Trust::ByAccount && variables == Truth::True && is_owner(name, &word.text) {
        return Truth::True;
    }
    pattern::is_fixed(word, wildcards, variables).or(is_behind_one(trust, name, &word.text, variables))
}

/// Whether all further values that a condition may compare its key with are fixed.
pub(super) fn are_further_fixed(trust: Trust, name: &str, key: Key, condition: &Condition, variables: Truth) -> Truth {
    let Some(rest) = &condition.values.rest else { return Truth::True };
    let texts = match rest.any_element() {
        Some(any) => any.iter().map(Value::to_text).collect(),
        None => Some(vec![Text::hole(Arc::clone(rest))]),
    };
    let fixed = |text| is_fixed(trust, name, key, condition, &Word { text, span: condition.span }, variables);
    texts.map_or(Truth::Unknown, |texts: Vec<Text>| Truth::all(texts.into_iter().map(fixed)))
}

/// Whether a value is the variable for the account or organization of the bucket's owner.
fn is_owner(name: &str, text: &Text) -> bool {
    match whole(text).as_deref() {
        Some("aws:resourceaccount" | "s3:resourceaccount") => ACCOUNTS.contains(&name),
        Some("aws:resourceorgid") => ORGANIZATIONS.contains(&name),
        _ => false,
    }
}

/// Whether a value stands behind one account, role or organization, whatever follows.
fn is_behind_one(trust: Trust, name: &str, text: &Text, variables: Truth) -> Truth {
    match name {
        "s3:dataaccesspointarn" => has_account(text, variables),
        "aws:userid" => is_sessions_of_one_role(text, variables),
        _ if trust == Trust::ByS3 => Truth::False,
        _ if ARNS.contains(&name) => has_account(text, variables),
        _ if PATHS.contains(&name) => is_in_one_organization(text, variables),
        _ => Truth::False,
    }
}

/// Whether the fifth part of an ARN is one account's id.
pub(super) fn has_account(text: &Text, variables: Truth) -> Truth {
    let Some([arn, _, _, _, account, _]) = arn::parts(text) else { return Truth::False };
    let of_account = match account.as_str() {
        Some(known) => Truth::from(is_account_id(known)),
        None if account.holes().all(|hole| hole.nature.is_account()) => Truth::True,
        None => is_one_text(&account, variables),
    };
    Truth::from(arn.as_str() == Some("arn")).and(of_account)
}

/// Whether a part has no wildcard and no variable, as far as its holes tell.
fn is_one_text(part: &Text, variables: Truth) -> Truth {
    if is_pattern(part) {
        return Truth::False;
    }
    // What a hole may hold is said of its letters: one that cannot hold a wildcard is one text.
    let special = |letter: &char| *letter != '$' || variables != Truth::False;
    let loose =
        |hole: &Arc<Unknown>| ['*', '?', '$'].iter().filter(|it| special(it)).any(|it| hole.nature.may_hold(*it));
    if part.holes().any(loose) { Truth::Unknown } else { Truth::True }
}

/// `AROAEXAMPLE:*`, the sessions of one role.
fn is_sessions_of_one_role(text: &Text, variables: Truth) -> Truth {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let Some(role) = before(text, ":*") else { return Truth::False };
    let known = role.pieces().iter().all(|piece| match piece {
        Piece::Known(known) => known.bytes().all(letter),
        Piece::Hole(_) => true,
    });
    if role.is_empty() || !known { Truth::False } else { is_one_text(&role, variables) }
}

/// A text without these letters at its end; `None` where it ends otherwise.
fn before(text: &Text, end: &str) -> Option<Text> {
    let mut found = TextBuilder::default();
    let pieces = text.pieces();
    let (last, rest) = pieces.split_last()?;
    for piece in rest {
        match piece {
            Piece::Known(known) => found.push(known),
            Piece::Hole(unknown) => found.push_hole(Arc::clone(unknown)),
        }
    }
    let Piece::Known(last) = last else { return None };
    found.push(last.strip_suffix(end)?);
    Some(found.finish())
}

/// `o-example/…` with wildcards after the organization's id only.
fn is_in_one_organization(text: &Text, variables: Truth) -> Truth {
    let mut organization = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(unknown) => organization.push_hole(Arc::clone(unknown)),
            Piece::Known(known) => match known.split_once('/') {
                Some((head, _)) => {
                    organization.push(head);
                    return is_one_text(&organization.finish(), variables);
                }
                None => organization.push(known),
            },
        }
    }
    Truth::False
}
