//! Which values of condition keys fix who asks, so that a policy that compares with them is not public.

use super::address::Range;
use super::keys::{self, Key, Kind, Trusted};
use super::pattern;
use super::variable::whole;
use crate::iam::{Condition, Test, Word};
use crate::value::{Piece, Text, Truth};

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
        let range = |text| Range::parse(text).map_or(Truth::Unknown, |range| Truth::from(range.is_fixed()));
        return if test == Test::IpAddress { text.map_or(Truth::Unknown, range) } else { Truth::False };
    }
    let wildcards = matches!(test, Test::StringLike | Test::Arn);
    let compares = wildcards || matches!(test, Test::StringEquals | Test::StringEqualsIgnoreCase);
    if !compares || text.is_some_and(|text| Some(text) == keys::of_anonymous_only(name)) {
        return Truth::False;
    }
    if trust == Trust::ByAccount && variables == Truth::True && is_owner(name, &word.text) {
        return Truth::True;
    }
    let but_for_wildcards = is_fixed_in_spite_of_wildcards(trust, name, &word.text);
    pattern::is_fixed(word, wildcards && !but_for_wildcards, variables)
}

/// Whether a value is the variable for the account or organization of the bucket's owner.
fn is_owner(name: &str, text: &Text) -> bool {
    match whole(text).as_deref() {
        Some("aws:resourceaccount" | "s3:resourceaccount") => ACCOUNTS.contains(&name),
        Some("aws:resourceorgid") => ORGANIZATIONS.contains(&name),
        _ => false,
    }
}

fn is_fixed_in_spite_of_wildcards(trust: Trust, name: &str, text: &Text) -> bool {
    let known = text.as_str();
    if name == "s3:dataaccesspointarn" {
        return has_account(text);
    }
    if name == "aws:userid" {
        return known.is_some_and(is_sessions_of_one_role);
    }
    trust == Trust::ByAccount
        && ((ARNS.contains(&name) && has_account(text))
            || (PATHS.contains(&name) && known.is_some_and(is_in_one_organization)))
}

/// Whether the fifth part of an ARN is one account's id.
fn has_account(text: &Text) -> bool {
    let shown: String = text
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Known(known) => (*known).to_owned(),
            Piece::Hole(unknown) if unknown.nature.is_account() => "0".repeat(12),
            Piece::Hole(_) => "-".to_owned(),
        })
        .collect();
    let parts = shown.splitn(6, ':').collect::<Vec<_>>();
    matches!(parts.as_slice(), ["arn", _, _, _, id, _] if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `AROAEXAMPLE:*`, the sessions of one role.
fn is_sessions_of_one_role(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.strip_suffix(":*").is_some_and(|role| !role.is_empty() && role.bytes().all(letter))
}

/// `o-example/…` with wildcards after the organization's id only.
fn is_in_one_organization(text: &str) -> bool {
    text.split_once('/').is_some_and(|(organization, _)| !organization.contains(['*', '?']))
}
