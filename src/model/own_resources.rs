//! A resource that may be the bucket's, in the bucket's own policy, is the bucket's: S3 takes no other there.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html>

use std::collections::HashMap;
use std::sync::Arc;

use super::link::Linker;
use super::{Resource, Role};
use crate::value::{Constant, Kind, Piece, Text, TextBuilder, Truth, Value, parse_json_text};

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
            let Some(bucket) = self.linked.resources.get(*bucket).cloned() else { continue };
            self.linked.resources.get_mut(policy).into_iter().for_each(|policy| put_own_name(policy, &bucket));
        }
        for (bucket, related) in &mut self.linked.conditional {
            let Some(bucket) = self.linked.resources.get(*bucket) else { continue };
            let policies = related.iter_mut().filter(|(role, _)| *role == Role::Policy);
            policies.for_each(|(_, policy)| put_own_name(policy, bucket));
        }
    }
}

/// Puts the name of a bucket into its policy, wherever a resource names a bucket that may be it. What stands for the
/// name of a bucket holds no `/`, so what comes after it is the key of an object.
fn put_own_name(policy: &mut Resource, bucket: &Resource) {
    let Some(name) = bucket.names.first() else { return };
    policy.properties.change("PolicyDocument", |document| {
        if name.holes().next().is_some() || document.first_unknown().is_some() {
            put(name, document, &RESOURCES);
        }
    });
}

/// Puts a name into what stands at a path, and says whether anything has changed.
fn put(name: &Text, value: &mut Value, path: &[&str]) -> bool {
    let span = value.span();
    match (&mut value.kind, path) {
        (Kind::Json(inner), _) => put(name, Arc::make_mut(inner), path),
        (Kind::List(list), _) => put_into_each(name, &mut list.items, path),
        (Kind::Choice(choice), _) => {
            let choice = Arc::make_mut(choice);
            let changed = put(name, &mut choice.when_true, path);
            put(name, &mut choice.when_false, path) || changed
        }
        (Kind::Map(map), [key, inside @ ..]) => {
            let mut changed = false;
            map.change(key, |value| changed = put(name, value, inside));
            changed
        }
        (Kind::Set(set), []) => {
            let mut items = set.items().to_vec();
            let changed = put_into_each(name, &mut items, path);
            *set = set.with_items(items);
            changed
        }
        (Kind::String(text), []) => {
            let own = named(name, text);
            own.map(|own| *text = own).is_some()
        }
        (Kind::String(text), _) if path == RESOURCES => {
            let parsed = parse_json_text(text, span).ok().filter(|parsed| parsed.as_map().is_some());
            parsed.is_some_and(|mut parsed| {
                let changed = put(name, &mut parsed, path);
                if changed {
                    value.kind = Kind::Json(Arc::new(parsed));
                }
                changed
            })
        }
        _ => false,
    }
}

fn put_into_each(name: &Text, items: &mut [Value], path: &[&str]) -> bool {
    items.iter_mut().filter_map(|item| put(name, item, path).then_some(())).count() > 0
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
