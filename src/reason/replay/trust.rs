//! Whether a policy fixes a value that a request has, by the S3 user guide's "The meaning of public" and by IAM Access
//! Analyzer's view of wildcards behind one account.

use std::sync::Arc;

use super::address::is_narrow;
use super::condition::matches;
use super::text::{Names, Part, parts};
use crate::iam::{Condition, Test, Word};
use crate::reason::Trust;
use crate::reason::keys::{self, Trusted};
use crate::value::{Piece, Text, Truth, Unknown};

/// Whether a condition names a value of its key as a fixed one.
pub(super) fn fixes(trust: Trust, condition: &Condition, names: &Names<'_>, value: &str) -> bool {
    let name = condition.key.to_ascii_lowercase();
    let counts = match keys::find(&name).map(|key| key.trusted) {
        Some(Trusted::ByS3) => true,
        Some(Trusted::ByAccount) => trust == Trust::ByAccount,
        Some(Trusted::Never) | None => false,
    };
    let sentinel = value.eq_ignore_ascii_case("anonymous") && keys::of_anonymous_only(&name).is_some();
    counts
        && condition.operator.test != Test::Null
        && condition.values.values.iter().any(|word| {
            let fixed = is_fixed(trust, &name, condition, word, names);
            let same = matches(condition.operator.test, word, names, value);
            !(sentinel && word.text.as_str() == Some(value))
                && match same {
                    Truth::True => fixed != Truth::False,
                    Truth::Unknown => fixed == Truth::Unknown,
                    Truth::False => false,
                }
        })
}

fn is_fixed(trust: Trust, name: &str, condition: &Condition, word: &Word, names: &Names<'_>) -> Truth {
    let wild = match condition.operator.test {
        Test::IpAddress => return is_narrow(&word.text),
        Test::StringLike | Test::Arn => true,
        Test::StringEquals | Test::StringEqualsIgnoreCase => false,
        _ => return Truth::False,
    };
    let shown = word.text.display();
    if names.variables != Truth::False && shown.contains("${") && has_variable(&word.text, names) {
        let owner = trust == Trust::ByAccount && names.variables == Truth::True && names_owner(name, &shown);
        return if owner { Truth::True } else { names.variables.and(Truth::False) };
    }
    let open = word.text.holes().any(|hole| !hole.nature.is_plain());
    // What a hole may add is a wildcard, where nothing is known of it: then nobody can say that the value is loose.
    let wildcard = |hole: &Arc<Unknown>| !hole.nature.is_plain() && hole.nature.may_hold('*');
    if wild && word.text.holes().any(wildcard) && behind(trust, name, &filled(&word.text, "0")) {
        return Truth::Unknown;
    }
    let behind_one = behind(trust, name, &filled(&word.text, "0"));
    let loose = wild
        && !behind_one
        && parts(&word.text, true, names).is_none_or(|p| p.iter().any(|part| matches!(part, Part::Many | Part::One)));
    if loose {
        return Truth::False;
    }
    if open && wild && !behind_one { Truth::Unknown } else { Truth::True }
}

/// Whether a policy variable stands in the text, as opposed to a letter written as `${*}`.
fn has_variable(text: &Text, names: &Names<'_>) -> bool {
    let known = |piece: &Piece<'_>| matches!(piece, Piece::Known(known) if known.contains("${"));
    text.pieces().iter().any(known)
        && text.pieces().iter().any(|piece| match piece {
            Piece::Known(known) => {
                known.split("${").skip(1).any(|rest| !matches!(rest.get(..2), Some("*}" | "?}" | "$}")))
            }
            Piece::Hole(_) => false,
        })
        && names.variables != Truth::False
}

fn names_owner(name: &str, shown: &str) -> bool {
    let inside = shown.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or("").to_ascii_lowercase();
    let of_account = name.ends_with("account") || name == "aws:sourceowner";
    match inside.as_str() {
        "aws:resourceaccount" | "s3:resourceaccount" => of_account && name != "kms:calleraccount",
        "aws:resourceorgid" => name.ends_with("orgid"),
        _ => false,
    }
}

/// A text with each hole filled: an account with one, others with these letters.
fn filled(text: &Text, letters: &str) -> String {
    let fill = |piece: &Piece<'_>| match piece {
        Piece::Known(known) => (*known).to_owned(),
        Piece::Hole(_) => letters.repeat(12),
    };
    text.pieces().iter().map(fill).collect()
}

/// Whether a pattern stands behind one account, organization or role.
fn behind(trust: Trust, name: &str, shown: &str) -> bool {
    let account = behind_account(shown);
    match name {
        "s3:dataaccesspointarn" => account,
        "aws:userid" => shown.strip_suffix(":*").is_some_and(|role| {
            !role.is_empty() && role.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
        }),
        "aws:principalarn" | "aws:sourcearn" => account && trust == Trust::ByAccount,
        _ if name.ends_with("orgpaths") => {
            let first = shown.split('/').next().unwrap_or("");
            trust == Trust::ByAccount && shown.contains('/') && !first.contains(['*', '?'])
        }
        _ => false,
    }
}

/// Whether an ARN pattern names one account.
fn behind_account(shown: &str) -> bool {
    let parts: Vec<_> = shown.split(':').collect();
    let id = parts.get(4).copied().unwrap_or("");
    parts.len() >= 6
        && parts.first() == Some(&"arn")
        && id.len() == 12
        && id.chars().all(|digit| digit.is_ascii_digit())
}
