//! Asking a value for a part of it, without losing what is unknown on the way.

use std::sync::Arc;

use super::{Decided, Kind, Map, Text, Unknown, Value};
use crate::source::Span;

/// What is known of a part of a value.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'v> {
    /// It has this value, which may itself be unknown or a choice.
    Set(&'v Value),
    /// It is not set, or null.
    Unset,
    /// Whether it is set is not known.
    Unknown(&'v Arc<Unknown>),
}

/// What is known of a setting of a known type. It is no [`Decided`]: beside open there is "not set",
/// which each reader gives the meaning that AWS gives it.
#[derive(Clone, Debug)]
pub enum Setting<T> {
    /// The code sets it, there.
    Known(T, Span),
    /// The code does not set it.
    Unset,
    /// The code does not decide it.
    Unknown(Arc<Unknown>),
}

impl Map {
    /// What is known of the part at a path of keys.
    pub fn at(&self, path: &[&str]) -> Lookup<'_> {
        let Some((first, rest)) = path.split_first() else { return Lookup::Unset };
        match (self.get(first), &self.rest) {
            (Some(value), _) => value.at(rest),
            (None, Some(unknown)) => Lookup::Unknown(unknown),
            (None, None) => Lookup::Unset,
        }
    }
}

impl Value {
    /// What is known of the part at a path of keys; of the empty path, the value itself. A value that has no parts is
    /// given as it stands, so that whoever asked sees what stands there instead.
    pub fn at(&self, path: &[&str]) -> Lookup<'_> {
        match &self.kind {
            Kind::Null => Lookup::Unset,
            Kind::Unknown(unknown) => Lookup::Unknown(unknown),
            Kind::Map(map) if !path.is_empty() => map.at(path),
            _ => Lookup::Set(self),
        }
    }
}

impl Value {
    /// The same, but a value that is unknown is given as it stands, with where it comes from and what it names; only
    /// what is not known on the way to it makes the answer unknown.
    pub fn expression(&self, path: &[&str]) -> Lookup<'_> {
        let Some((last, way)) = path.split_last() else { return Lookup::Set(self) };
        match self.at(way) {
            Lookup::Set(Value { kind: Kind::Map(map), .. }) => match map.get(last) {
                Some(value) if !value.is_null() => Lookup::Set(value),
                _ => map.at(&[last]),
            },
            other => other,
        }
    }
}

impl<'v> Lookup<'v> {
    /// The value where it is set.
    pub fn value(self) -> Option<&'v Value> {
        match self {
            Lookup::Set(value) => Some(value),
            Lookup::Unset | Lookup::Unknown(_) => None,
        }
    }

    /// The setting as `read` understands it. What it does not understand is unknown: `wanted` says what was looked for,
    /// "a boolean".
    pub fn read<T>(self, wanted: &str, read: impl Fn(&Value) -> Option<T>) -> Setting<T> {
        match self {
            Lookup::Unset => Setting::Unset,
            Lookup::Unknown(unknown) => Setting::Unknown(Arc::clone(unknown)),
            Lookup::Set(value) => match (read(value), value.unknowns().into_iter().next()) {
                (Some(known), _) => Setting::Known(known, value.span()),
                (None, Some(unknown)) => Setting::Unknown(unknown),
                (None, None) => Setting::Unknown(Arc::new(not_understood(value, wanted))),
            },
        }
    }

    /// The setting as a boolean.
    pub fn bool(self) -> Setting<bool> {
        self.read("a boolean", Value::as_bool)
    }

    /// The setting as a number of days, also where that is a text.
    pub fn days(self) -> Setting<i64> {
        let number = |value: &Value| match &value.kind {
            #[expect(clippy::cast_possible_truncation, reason = "nobody keeps anything for longer")]
            Kind::Number(number) => Some(number.double() as i64),
            _ => value.as_str()?.parse().ok(),
        };
        self.read("a number of days", number)
    }

    /// The setting as text, which may have holes.
    pub fn text(self) -> Setting<Text> {
        self.read("a string", Value::to_text)
    }
}

impl<T> Setting<T> {
    /// Whether something is so of the setting, which is not so of one that is not set.
    pub fn decided(&self, says: impl FnOnce(&T) -> Decided) -> Decided {
        match self {
            Setting::Known(value, _) => says(value),
            Setting::Unset => Decided::False,
            Setting::Unknown(unknown) => Decided::open(unknown),
        }
    }

    /// The known value.
    pub fn known(&self) -> Option<&T> {
        match self {
            Setting::Known(value, _) => Some(value),
            Setting::Unset | Setting::Unknown(_) => None,
        }
    }
}

/// The unknown that stands for a value of the wrong shape.
fn not_understood(value: &Value, wanted: &str) -> Unknown {
    let shown = value.to_text().map_or_else(|| value.kind_name().to_owned(), |text| text.display());
    Unknown::new(shown, value.span(), format!("is not {wanted}"))
}

impl Value {
    /// What kind of value it is, with an article, for messages.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) | Kind::Json(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Set(set) if set.is_list() => "a list",
            Kind::Set(_) => "a set",
            Kind::Map(_) => "a map",
            Kind::Unknown(_) => "an unknown value",
            Kind::Choice(_) => "a choice",
        }
    }
}
