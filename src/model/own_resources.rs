//! A resource that may be the bucket's, in the bucket's own policy, is the bucket's: S3 takes no other there.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html>

use std::collections::HashMap;
use std::sync::Arc;

use super::linker::Linker;
use super::{Resource, Role};
use crate::value::{
    Choice, Constant, Kind, List, Piece, Symbol, Text, TextBuilder, Truth, Unknown, Value, parse_json_text,
};

/// Where the resources of a policy stand.
const RESOURCES: [&str; 2] = ["Statement", "Resource"];

/// What stands before the name of a bucket in its ARN.
const SERVICE: &str = ":s3:::";

impl Linker {
    /// Puts the names of buckets into their policies.
    pub(super) fn settle_own_resources(&mut self) {
        let mut owners: HashMap<usize, Vec<usize>> = HashMap::new();
        for (bucket, links) in &self.linked.links {
            let policies = links.iter().filter(|(role, _)| *role == Role::Policy);
            policies.for_each(|(_, policy)| owners.entry(*policy).or_default().push(*bucket));
        }
        for (policy, owners) in owners {
            let [bucket] = owners.as_slice() else { continue };
            let name = self.linked.resources.get(*bucket).and_then(|it| it.names.first()).cloned();
            let policy = self.linked.resources.get_mut(policy);
            policy.into_iter().zip(&name).for_each(|(policy, name)| put_own_name(policy, name));
        }
        for (bucket, related) in &mut self.linked.conditional {
            let name = self.linked.resources.get(*bucket).and_then(|it| it.names.first());
            let policies = related.iter_mut().filter(|(role, _)| *role == Role::Policy);
            policies.for_each(|(_, policy)| name.iter().for_each(|name| put_own_name(policy, name)));
        }
    }
}

/// Puts the name of a bucket into its policy, wherever a resource names a bucket that may be it. What stands for the
/// name of a bucket holds no `/`, so what comes after it is the key of an object.
fn put_own_name(policy: &mut Resource, name: &Text) {
    let document = policy.properties.get("PolicyDocument");
    let is_open = |document: &&Value| name.holes().next().is_some() || document.first_unknown().is_some();
    if let Some(own) = document.filter(is_open).and_then(|document| with_own(name, document, &RESOURCES)) {
        policy.properties.change("PolicyDocument", |document| *document = own);
    }
}

/// A value with a name in what stands at a path; `None` where it stays as it is.
fn with_own(name: &Text, value: &Value, path: &[&str]) -> Option<Value> {
    let kind = match (&value.kind, path) {
        (Kind::Json(inner), _) => Kind::Json(Arc::new(with_own(name, inner, path)?)),
        (Kind::List(list), _) => Kind::List(List { items: each_with_own(name, &list.items, path)?, ..list.clone() }),
        (Kind::Set(set), []) => Kind::Set(set.with_items(each_with_own(name, set.items(), path)?)),
        (Kind::Choice(choice), _) => {
            let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|it| with_own(name, it, path));
            if when_true.is_none() && when_false.is_none() {
                return None;
            }
            let when_true = when_true.unwrap_or_else(|| choice.when_true.clone());
            let when_false = when_false.unwrap_or_else(|| choice.when_false.clone());
            Kind::Choice(Arc::new(Choice { condition: Arc::clone(&choice.condition), when_true, when_false }))
        }
        (Kind::Map(map), [key, inside @ ..]) => {
            let own = with_own(name, map.get(key)?, inside)?;
            let mut map = map.clone();
            map.change(key, |value| *value = own);
            Kind::Map(map)
        }
        (Kind::String(text), []) => Kind::String(begun(name, text).or_else(|| named(name, text))?),
        (Kind::Unknown(unknown), []) => Kind::String(begun(name, &Text::hole(Arc::clone(unknown)))?),
        (Kind::String(text), _) if path == RESOURCES => {
            let parsed = parse_json_text(text, value.span()).ok().filter(|parsed| parsed.as_map().is_some())?;
            Kind::Json(Arc::new(with_own(name, &parsed, path)?))
        }
        _ => return None,
    };
    Some(Value { kind, origin: value.origin.clone() })
}

fn each_with_own(name: &Text, items: &[Value], path: &[&str]) -> Option<Vec<Value>> {
    let own: Vec<_> = items.iter().map(|item| with_own(name, item, path)).collect();
    let is_changed = own.iter().any(Option::is_some);
    is_changed.then(|| own.into_iter().zip(items).map(|(own, item)| own.unwrap_or_else(|| item.clone())).collect())
}

/// The ARN with another name of a bucket; `None` where it surely names this one or surely does not, or names by a
/// pattern.
fn named(own: &Text, arn: &Text) -> Option<Text> {
    let (mut before, mut name, mut after) = (TextBuilder::default(), TextBuilder::default(), TextBuilder::default());
    let (mut in_name, mut in_key) = (false, false);
    for piece in arn.pieces() {
        let mut rest = match piece {
            Piece::Known(known) => known,
            Piece::Hole(hole) => {
                let part = if in_key {
                    &mut after
                } else if in_name {
                    &mut name
                } else {
                    &mut before
                };
                part.push_hole(Arc::clone(hole));
                continue;
            }
        };
        if !in_name {
            let end = rest.find(SERVICE).map(|at| at + SERVICE.len());
            in_name = end.is_some();
            let (start, others) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
            before.push(start);
            rest = others;
        }
        let end = if in_key { 0 } else { rest.find('/').unwrap_or(rest.len()) };
        let (of_name, of_key) = rest.split_at_checked(end)?;
        in_key |= !of_key.is_empty();
        name.push(of_name);
        after.push(of_key);
    }
    let name = name.finish();
    let is_plain = !["*", "?", "$"].iter().any(|letter| name.has_known(letter));
    let is_generated = name.holes().any(|hole| hole.nature.constant == Some(Constant::BucketName));
    let may_be = in_name && is_plain && !is_generated && name.same(own) == Truth::Unknown;
    may_be.then(|| {
        before.push_text(own);
        before.push_text(&after.finish());
        before.finish()
    })
}

/// The same of an ARN that starts with what nobody knows: the ARN of a bucket, or one of what is in it where more
/// follows. A hole that is all of the ARN stays as it is.
fn begun(own: &Text, arn: &Text) -> Option<Text> {
    let pieces = arn.pieces();
    let Some(Piece::Hole(hole)) = pieces.first() else { return None };
    let (nature, rest) = (&hole.nature, arn.behind_hole());
    let mut named = TextBuilder::default();
    match nature.known_prefix().split_once(SERVICE) {
        Some((partition, start)) => {
            let is_own = |name: &Text| name.same(own) != Truth::False;
            let name_in = |arn: &str| arn.split_once(SERVICE).is_some_and(|(_, name)| is_own(&Text::from(name)));
            let may_be = match nature.texts() {
                Some(texts) => texts.iter().any(|arn| name_in(arn)),
                None => own.start().starts_with(start) || start.starts_with(&own.start()),
            };
            if nature.may_hold('/') || !may_be {
                return None;
            }
            named.push(partition);
            named.push(SERVICE);
            named.push_text(own);
            named.push_text(&rest);
        }
        None if nature.constant.is_some() || !nature.known_prefix().is_empty() || !nature.may_hold(':') => return None,
        None => {
            let below = rest.known_prefix().strip_prefix('/').map(|_| rest.behind(1))?;
            named.push("arn:aws");
            named.push(SERVICE);
            named.push_text(own);
            named.push("/");
            named.push_hole(Arc::new(key_in(hole)));
            named.push_text(&below);
        }
    }
    Some(named.finish())
}

/// What the ARN of a bucket or of what is in it says behind the name of the bucket.
fn key_in(arn: &Unknown) -> Unknown {
    let key = Unknown::new(format!("key in {}", arn.expression), arn.span, arn.reason.clone());
    key.symbol(Symbol::operation("key in", [arn.symbol.clone()]))
}
