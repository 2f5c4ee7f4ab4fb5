//! What two parts say of one property of a resource.

use std::sync::Arc;

use super::{Attachment, Presence};
use crate::value::{Atlas, Choice, Conditions, Kind, List, Symbol, Truth, Unknown, Value, World, Worlds};

/// The value of a property that was `before` and that a part sets to `value` where `presence` holds, and whether the
/// two are at odds: then AWS keeps one of them, and nobody knows which.
pub(super) fn merge(before: Option<Value>, value: Value, presence: &Presence, part: &Attachment) -> (Value, bool) {
    let before = before.unwrap_or_else(|| Value::null(part.header));
    // Several may each add items to the list: policies of a role, inventories of a bucket.
    if let (Kind::List(_) | Kind::Set(_) | Kind::Null, Kind::List(more)) = (&before.kind, &value.kind) {
        let more = more.clone();
        return (joined(before, more, &value, presence), false);
    }
    if has_room(&before, &value, presence) {
        return (presence.choose(value, before), false);
    }
    let kept = Symbol::operation(
        "is kept",
        [Symbol::input(Arc::clone(&part.address)), Symbol::input(Arc::clone(&part.property))],
    );
    let kept = Unknown::new(Arc::clone(&part.property), part.header, "is set more than once").symbol(kept);
    (presence.choose(Value::choice(Arc::new(kept), value, before.clone()), before), true)
}

/// What a property is where the value that was `before` is the one that AWS keeps, and where that of the part is: each
/// where it is there, the other one elsewhere.
pub(super) fn either(before: &Value, value: &Value, presence: &Presence) -> [Value; 2] {
    let added = presence.choose(value.clone(), Value::null(value.span()));
    [or_else(before, &added), presence.choose(value.clone(), before.clone())]
}

/// A value, and another one where it is null.
fn or_else(value: &Value, other: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Null => return other.clone(),
        Kind::Choice(choice) => Kind::Choice(Arc::new(Choice {
            condition: Arc::clone(&choice.condition),
            when_true: or_else(&choice.when_true, other),
            when_false: or_else(&choice.when_false, other),
        })),
        _ => return value.clone(),
    };
    Value { kind, origin: value.origin.clone() }
}

/// The items of both lists, those of the second where `presence` holds.
fn joined(before: Value, more: List, added: &Value, presence: &Presence) -> Value {
    let (mut all, origin) = match before.kind {
        Kind::List(list) => (list, before.origin),
        // What is attached twice is attached.
        Kind::Set(set) => (List { items: set.items().to_vec(), rest: set.rest }, before.origin),
        _ => (List::default(), added.origin.clone()),
    };
    all.items.extend(more.items.into_iter().map(|item| {
        let unset = Value::null(item.span());
        presence.choose(item, unset)
    }));
    all.rest = Unknown::both(all.rest.as_ref(), more.rest.as_ref());
    Value { kind: Kind::List(all), origin }
}

/// Whether nothing but `value` may already stand in `before`, wherever a part is there.
fn has_room(before: &Value, value: &Value, presence: &Presence) -> bool {
    let is_free = |there: &Value| there.is_null() || there.same(value) == Truth::True;
    if is_free(before) {
        return true;
    }
    let mut conditions = Conditions::default();
    presence.condition().iter().for_each(|condition| conditions.add(condition));
    before.conditions(&mut conditions);
    let Worlds::All(worlds) = Atlas::default().worlds(&conditions) else { return false };
    let is_there = |world: &&World| presence.under(world) == Truth::True;
    worlds.iter().filter(is_there).all(|world| is_free(&before.under(world)))
}
