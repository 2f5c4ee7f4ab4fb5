//! Functions that listen to a bucket of the template: they get into the bucket's notifications.

use super::transformed::Owner;
use super::written::{choice, list, map, reference};
use crate::source::Span;
use crate::value::{Kind, Map, Value};

/// Puts a function into the notifications of the buckets that it listens to.
pub(super) fn of(owner: &Owner<'_>, resources: &mut Map) {
    for (_, kind, event) in owner.events().filter(|_| owner.is_function) {
        let Some(properties) = event.get("Properties").filter(|_| kind == "S3") else { continue };
        let bucket = properties.get("Bucket").and_then(|bucket| bucket.get("Ref")).and_then(Value::as_str);
        if let Some(bucket) = bucket {
            let notifications = notifications(owner, properties, event.span());
            resources.change(bucket, |bucket| notify(bucket, notifications, event.span()));
        }
    }
}

fn notifications(owner: &Owner<'_>, event: &Value, at: Span) -> Vec<Value> {
    let names = match event.get("Events") {
        Some(Value { kind: Kind::List(list), .. }) => list.items.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let notification = |name: Value| {
        let mut entries = vec![("Event", name), ("Function", owner.arn())];
        entries.extend(event.get("Filter").map(|filter| ("Filter", filter.clone())));
        let notification = map(at, entries);
        match owner.condition() {
            Some(condition) => choice(at, condition, notification, reference(at, "AWS::NoValue")),
            None => notification,
        }
    };
    names.into_iter().map(notification).collect()
}

/// Lets a bucket, as it is written, notify further functions.
fn notify(bucket: &mut Value, notifications: Vec<Value>, at: Span) {
    let path = ["Properties", "NotificationConfiguration", "LambdaConfigurations"];
    append(bucket, &path, notifications, at);
}

/// Adds items to the list at a path; what stands in the way of the path stays as it is.
fn append(value: &mut Value, path: &[&str], items: Vec<Value>, at: Span) {
    match (&mut value.kind, path.split_first()) {
        (Kind::List(list), None) => list.items.extend(items),
        (Kind::Map(map), Some((first, rest))) => {
            if map.get(first).is_none() {
                let missing = if rest.is_empty() { list(at, Vec::new()) } else { Value::map(Map::default(), at) };
                map.insert(*first, at, missing);
            }
            map.change(first, |below| append(below, rest, items, at));
        }
        _ => {}
    }
}
