//! Whether those whom a bucket policy lets read or write from another account can use the key that encrypts the bucket.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html>

use std::sync::Arc;

use super::{Found, any_statement, in_each, lists, policies, same};
use crate::iam::{Policy, Principal, Statement, Version, Word};
use crate::model::{Bucket, Role, Subject, read_policy};
use crate::reason::caller::account;
use crate::source::Span;
use crate::value::{Decided, Elsewhere, Lookup, Text, Unknown};

/// What a request on an object asks of the key.
const NEEDS: [(&str, &str); 2] = [("s3:getobject", "kms:decrypt"), ("s3:putobject", "kms:generatedatakey")];

/// The account of a principal, or why it is not known.
type Other = Result<Text, Arc<Unknown>>;

/// What encrypts new objects.
enum Key {
    /// No key of KMS's that others need.
    None,
    /// The one of AWS's, which no other account can use.
    OfAws,
    /// The policy of a key that the code declares.
    Declared(Policy),
    /// The code does not tell.
    Open(Arc<Unknown>),
}

/// Principals of other accounts that a bucket policy lets read or write objects, each with whether the key that
/// encrypts them lets that account in.
pub fn keys_of_others(subject: &Subject<'_>) -> Vec<Found> {
    let key = key(subject);
    if matches!(key, Key::None) {
        return Vec::new();
    }
    let own = subject.resource.account();
    // Of two accounts, one at least is another one.
    let mut accounts: Vec<Text> = Vec::new();
    for statement in policies(subject).iter().flat_map(|(policy, _)| &policy.statements) {
        for (_, other, needed, asked) in asked_for(statement) {
            let Ok(other) = other else { continue };
            let is_there = statement.allows().and(asked);
            let is_refused = matches!((is_there, lets_in(&key, needed, &other, &own)), (Decided::True, Decided::False));
            let is_new = other.as_str().is_some() && accounts.iter().all(|it| it.as_str() != other.as_str());
            accounts.extend((is_refused && is_new).then_some(other));
        }
    }
    let is_foreign = |other: &Text| {
        let is_other = !same(other, &own);
        let is_one_of_several = accounts.len() > 1 && accounts.iter().any(|it| it.as_str() == other.as_str());
        if is_one_of_several { Decided::True } else { is_other }
    };
    in_each(subject, |statement| {
        let allows = statement.allows();
        let mut found = Vec::new();
        for (word, other, needed, asked) in asked_for(statement) {
            let (is_foreign, lets_in) = match &other {
                Ok(other) => (is_foreign(other), lets_in(&key, needed, other, &own)),
                Err(unknown) => (Decided::open(unknown), Decided::open(unknown)),
            };
            if !matches!(is_foreign, Decided::False) {
                let holds = lets_in.or(!is_foreign).or(!allows.clone()).or(!asked);
                found.push(Found { name: format!("{} needs {needed}", word.text.display()), holds, place: word.span });
            }
        }
        let part = &statement.principals;
        let rest = part.rest.iter().filter(|_| !part.negated && !matches!(allows, Decided::False));
        found.extend(rest.map(|unknown| Found::open(unknown, part.span)));
        found
    })
}

/// Principals of accounts that a statement lets read or write, with their account, or why it is not known, what they
/// need the key for, and whether the statement is about that.
fn asked_for(statement: &Statement) -> Vec<(&Word, Other, &'static str, Decided)> {
    let is_allow = !matches!(statement.allows(), Decided::False) && !statement.principals.negated;
    let named = statement.principals.values.iter().filter(|_| is_allow).filter_map(|principal| match principal {
        Principal::Aws(word) => Some((word, account_of(&word.text)?)),
        _ => None,
    });
    let each = named.flat_map(|(word, other)| NEEDS.map(|(request, needed)| (word, other.clone(), needed, request)));
    let asked = each.map(|(word, other, needed, request)| (word, other, needed, lists(&statement.actions, request)));
    asked.filter(|(.., asked)| !matches!(asked, Decided::False)).collect()
}

/// The account of a principal; nothing of one that has none.
fn account_of(principal: &Text) -> Option<Other> {
    match account(principal).filter(|it| !it.is_empty()) {
        Some(account) => Some(Ok(account)),
        None => principal.holes().next().map(|unknown| Err(Arc::clone(unknown))),
    }
}

/// Whether a key lets principals of another account do something, as far as its policy tells.
fn lets_in(key: &Key, action: &str, other: &Text, own: &Text) -> Decided {
    match key {
        Key::None => Decided::True,
        Key::OfAws => Decided::False,
        Key::Open(unknown) => Decided::open(unknown),
        Key::Declared(policy) => {
            let lets = |statement: &Statement| {
                let names = |principal: &Principal| match principal {
                    Principal::Everyone(_) => Decided::True,
                    Principal::Aws(word) => match account(&word.text) {
                        // Of another account it is asked whether that is let in.
                        Some(of) if matches!(same(&of, own), Decided::True) => Decided::False,
                        Some(of) => same(&of, other),
                        None => word.text.holes().next().map_or(Decided::False, Decided::open),
                    },
                    _ => Decided::False,
                };
                let part = &statement.principals;
                let named = Decided::any(part.values.iter().map(names).chain(part.rest.iter().map(Decided::open)));
                statement.allows().and(lists(&statement.actions, action)).and(named.negated_if(part.negated))
            };
            any_statement(policy, lets)
        }
    }
}

/// The key that encrypts new objects of a bucket.
fn key(subject: &Subject<'_>) -> Key {
    let named = match Bucket::of(subject).kms_encryption() {
        Ok(Some(encryption)) => encryption.key,
        Ok(None) => return Key::None,
        Err(unknown) => return Key::Open(unknown),
    };
    let Some(named) = named else { return Key::OfAws };
    match (named, subject.related(Role::Key).next()) {
        (_, Some(declared)) => match declared.property(&["KeyPolicy"]) {
            // The default policy leaves the key to its own account.
            Lookup::Unset => Key::Declared(nothing(declared.header)),
            document => Key::Declared(read_policy(declared, document)),
        },
        (Lookup::Unknown(unknown), None) => Key::Open(Arc::clone(unknown)),
        (Lookup::Unset, None) => Key::OfAws,
        (Lookup::Set(key), None) => {
            let shown = key.to_text().map_or_else(|| "the key".to_owned(), |text| text.display());
            Key::Open(Arc::new(Unknown::new(shown, key.span(), Elsewhere::Here)))
        }
    }
}

fn nothing(span: Span) -> Policy {
    Policy { version: Version::V2012, statements: Vec::new(), rest: None, span }
}
