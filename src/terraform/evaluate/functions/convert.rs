//! Conversions that are asked for.

use super::super::types::{Type, convert};
use super::arguments::Wanted::AnyOrNull;
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    row("ephemeralasnull", &[AnyOrNull], same),
    row("nonsensitive", &[AnyOrNull], same),
    row("sensitive", &[AnyOrNull], same),
    row("tobool", &[AnyOrNull], tobool),
    row("tolist", &[AnyOrNull], tolist).deep(),
    row("tomap", &[AnyOrNull], tomap).deep(),
    row("tonumber", &[AnyOrNull], tonumber),
    row("toset", &[AnyOrNull], toset).deep(),
    row("tostring", &[AnyOrNull], tostring),
    row("issensitive", &[AnyOrNull], issensitive),
];

fn only<'a>(of: &Arguments<'a>) -> Result<&'a Value, Gap> {
    of.values.first().ok_or(Gap::Open)
}

/// Which values are sensitive is not kept: it changes no value.
fn same(of: &Arguments<'_>) -> Answer {
    only(of).cloned()
}

fn issensitive(_: &Arguments<'_>) -> Answer {
    Err(Gap::Beyond("asks what is sensitive, which is not kept".into()))
}

/// The value as a type; what is unknown stays so, of the type.
fn to(of: &Arguments<'_>, wanted: &Type) -> Answer {
    let value = only(of)?;
    if value.as_unknown().is_some() {
        return Err(Gap::Open);
    }
    let converted = convert(value, wanted).map_err(Gap::Error)?;
    // Text of which a part is not known.
    if matches!(wanted, Type::Bool | Type::Number) && !value.unknowns().is_empty() {
        return Err(Gap::Open);
    }
    Ok(converted)
}

fn tostring(of: &Arguments<'_>) -> Answer {
    match only(of)?.as_unknown() {
        Some(it) if it.nature.is_primitive => Err(Gap::Fine),
        _ => to(of, &Type::String),
    }
}

fn tonumber(of: &Arguments<'_>) -> Answer {
    to(of, &Type::Number)
}

fn tobool(of: &Arguments<'_>) -> Answer {
    match of.values.first() {
        Some(value) if value.as_unknown().is_some_and(|it| it.nature.is_boolean()) => Ok(value.clone()),
        _ => to(of, &Type::Bool),
    }
}

fn tolist(of: &Arguments<'_>) -> Answer {
    to(of, &Type::list(Type::Any))
}

fn toset(of: &Arguments<'_>) -> Answer {
    to(of, &Type::Set(Box::new(Type::Any)))
}

fn tomap(of: &Arguments<'_>) -> Answer {
    to(of, &Type::Map(Box::new(Type::Any)))
}
