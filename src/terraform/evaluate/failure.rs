//! Errors as values: what Terraform refuses, perhaps in some deployments only.
//!
//! An error is an unknown that surely fails. Where only some deployments fail, it is a branch of a choice, which stands
//! at the top of a value: a list or a map with such an item fails as a whole. `try` and `can` catch errors; where
//! nothing does, those deployments are refused, and the value is what it is in the others.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/try>

use std::sync::LazyLock;

use crate::value::{Kind, Letters, Nature, Reason, Unknown, Value};

/// Whether Terraform would answer with an error.
pub(crate) fn is_error(value: &Value) -> bool {
    value.as_unknown().is_some_and(|unknown| unknown.reason.is_error())
}

/// Whether a value may be null, an error, or something else than a text, number or boolean.
pub(super) fn may_not_be_primitive(value: &Value) -> bool {
    let is_fit = |it: &Unknown| it.nature.is_set && it.nature.is_primitive || is_as_asked(it);
    value.as_unknown().is_some_and(|it| !is_fit(it)) || may_fail(value)
}

/// Whether Terraform takes an unknown to be what its place asks for: what exists only once something is made.
fn is_as_asked(unknown: &Unknown) -> bool {
    matches!(unknown.reason, Reason::Computed(_))
}

/// Whether a value may be something else than true or false, of which text may be the name.
pub(super) fn may_not_be_boolean(value: &Value) -> bool {
    static LETTERS: LazyLock<Letters> = LazyLock::new(|| Nature::boolean().letters());
    let may_hold_others = |it: &Unknown| it.nature.letters().may_have(|letter| !LETTERS.has(letter));
    let holes = match &value.kind {
        Kind::String(text) => text.as_str().is_none(),
        _ => value.as_unknown().is_some_and(|it| !is_as_asked(it) && may_hold_others(it)),
    };
    holes || may_not_be_primitive(value)
}

/// Whether a value may be null, or an error.
pub(super) fn may_be_null(value: &Value) -> bool {
    value.as_unknown().is_some_and(|it| !it.nature.is_set && !is_as_asked(it)) || may_fail(value)
}

/// Whether a value is, or rests on, what Terraform may answer with an error.
pub(super) fn may_fail(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(unknown) => unknown.may_fail || is_error(value),
        Kind::Choice(choice) => may_fail(&choice.when_true) || may_fail(&choice.when_false),
        Kind::String(text) => text.holes().any(|hole| hole.may_fail),
        Kind::Json(inner) => may_fail(inner),
        Kind::List(list) => list.items.iter().any(may_fail),
        Kind::Set(set) => set.items().iter().any(may_fail),
        Kind::Map(map) => map.values().any(may_fail),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
    }
}
