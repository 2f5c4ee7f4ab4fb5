//! Terraform's built-in functions.
//!
//! A function is a row in the table of its family: what it is called, what it takes, and what it gives. Before it is
//! called, choices among the operands are taken apart, null is refused where Terraform refuses it, and each operand is
//! converted to the type of its parameter. So a function sees what Terraform's own would see, or an unknown.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>

mod arguments;
mod attempt;
mod collection;
mod convert;
mod csv;
mod date;
mod encoding;
mod format;
mod hash;
mod impure;
mod list;
mod network;
mod note;
mod numeric;
mod path;
mod pattern;
mod printed;
mod result;
mod set;
mod string;
mod yaml;
mod yaml_text;

use std::collections::HashMap;
use std::sync::LazyLock;

use hcl_edit::expr::FuncCall;

use super::condition::{asked, asking};
use super::evaluator::{Context, Evaluator};
use super::failure::is_error;
use super::open::{surely, with_elements};
use super::types::convert;
use crate::source::Span;
use crate::value::{Constant, Elsewhere, Kind, Value};

pub(crate) use arguments::{Answer, Arguments, Gap, Row, Wanted, row};
pub(super) use pattern::pattern_of;
pub(super) use printed::is_identifier;
use result::{elements_of_result, of_result};

static TABLE: LazyLock<HashMap<&'static str, &'static Row>> = LazyLock::new(|| {
    let families = [
        collection::TABLE,
        convert::TABLE,
        csv::TABLE,
        date::TABLE,
        encoding::TABLE,
        format::TABLE,
        hash::TABLE,
        impure::TABLE,
        list::TABLE,
        network::TABLE,
        numeric::TABLE,
        path::TABLE,
        pattern::TABLE,
        printed::TABLE,
        set::TABLE,
        string::TABLE,
        yaml::TABLE,
        yaml_text::TABLE,
    ];
    families.into_iter().flatten().map(|row| (row.name, row)).collect()
});

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        if let Some(value) = self.reading(call, span, context) {
            return value;
        }
        let name = match full_name(call, self.run.provider.name()) {
            Ok(name) => name,
            Err(_) => {
                return self.not_evaluated(call, span, context, Elsewhere::OfProvider);
            }
        };
        match name.as_str() {
            "try" => self.attempt(call, span, context),
            "can" => self.can(call, span, context),
            "templatestring" => self.template_string(call, span, context),
            "provider::terraform::decode_tfvars" => self.decode_tfvars(call, span, context),
            name => match TABLE.get(name).copied().or_else(|| self.run.provider.function(name)) {
                Some(row) => self.apply_row(row, call, span, context),
                None if name.strip_prefix("provider::").is_some_and(|rest| !rest.starts_with("terraform::")) => {
                    self.not_evaluated(call, span, context, Elsewhere::OfProvider)
                }
                None => self.error(span, format!("calls `{name}`, which is no function of Terraform")),
            },
        }
    }

    fn apply_row(&self, row: &'static Row, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let (mut operands, is_whole) = self.operands(call, context);
        if row.name == "coalescelist" {
            self.pass_over_nulls(&mut operands);
        }
        if let Some(error) = operands.iter().find_map(Value::error) {
            return error.clone();
        }
        self.made_of(&operands, span, &mut |operands| self.apply_whole(row, (operands, is_whole), span))
    }

    /// A null list is passed over as an empty one. One that is written as `null` is of no type, and refused.
    fn pass_over_nulls(&self, operands: &mut [Value]) {
        for operand in operands.iter_mut().filter(|operand| operand.is_null()) {
            if self.module.sources.slice(operand.span()).trim() != "null" {
                *operand = Value { origin: operand.origin.clone(), ..Value::list(Vec::new(), operand.span()) };
            }
        }
    }

    /// What a function gives for operands that do not fail; not whole where there may be more of them.
    fn apply_whole(&self, row: &'static Row, (operands, is_whole): (&[Value], bool), span: Span) -> Value {
        let name = row.name;
        if !is_whole {
            return self.open(span, &format!("{name}..."), &operands.iter().collect::<Vec<_>>());
        }
        if let Some(reason) = row.refuses(operands.len()) {
            return self.error(span, format!("is an error of `{name}`: {reason}"));
        }
        if name == "jsonencode" {
            return self.answer(row, operands, span);
        }
        self.distribute(span, operands, row.deep, &mut |operands| self.answer(row, operands, span))
    }

    /// What a function of this name gives for operands of which none is a choice; `None` where there is none such.
    pub(super) fn of_name(&self, name: &str, operands: &[Value], span: Span) -> Option<Value> {
        TABLE.get(name).map(|row| self.answer(row, operands, span))
    }

    /// What a function gives for operands of which none is a choice.
    fn answer(&self, row: &'static Row, operands: &[Value], span: Span) -> Value {
        if !self.spend((row.cost)(operands)) {
            return self.too_large(span);
        }
        let converted = operands.iter().enumerate().map(|(at, operand)| {
            let wanted = row.wanted(at);
            if operand.is_null() && !wanted.takes_null() {
                return Err(Gap::error("an argument must not be null"));
            }
            convert(operand, &wanted.of()).map_err(Gap::Error)
        });
        if let Some(part) = self.looked_up(row.name, operands, span) {
            return part;
        }
        let answer = converted
            .collect::<Result<Vec<_>, _>>()
            .and_then(|operands| (row.function)(&Arguments { function: row.name, values: &operands, span }));
        let refused = operands.iter().enumerate().filter(|(at, operand)| row.wanted(*at).may_refuse(operand));
        let refused: Vec<_> = refused.map(|(_, operand)| operand).collect();
        let value = match answer {
            Ok(value) if self.charge(&value) => value,
            Ok(_) => self.too_large(span),
            Err(gap @ (Gap::Open | Gap::Fine)) => {
                let open = self.open(span, row.name, &operands.iter().collect::<Vec<_>>());
                let open = with_elements(open, elements_of_result(row.name, operands));
                let is_fine = matches!(gap, Gap::Fine) && refused.is_empty();
                let open = if is_fine { surely(open) } else { open };
                asking(open.known(&of_result(row.name, operands)), asked(row.name, operands))
            }
            Err(Gap::Among { answers, may_fail }) => {
                let open = self.open(span, row.name, &operands.iter().collect::<Vec<_>>());
                let answers: Vec<&Value> = answers.iter().collect();
                let operands: Vec<&Value> = operands.iter().collect();
                self.one_among(&answers, open, if may_fail { &operands } else { &refused }, span)
            }
            Err(Gap::Error(reason)) => self.error(span, format!("is an error of `{}`: {reason}", row.name)),
            Err(Gap::Beyond(reason)) => self.unknown(span, self.unique(row.name), reason),
            Err(Gap::Made(reason)) => self.constant(span, self.unique(row.name), reason, Some(Constant::Id)),
        };
        if is_error(&value) {
            return value;
        }
        self.unless_refused(self.through_function(row.name, operands, value), &refused, span)
    }

    /// What `lookup` finds as an attribute would: what the type of an object has, and what `try` gives a condition to
    /// fall back to.
    fn looked_up(&self, function: &str, operands: &[Value], span: Span) -> Option<Value> {
        let ("lookup", [of, key, default]) = (function, operands) else { return None };
        if key.as_unknown().is_some() && matches!(default.kind, Kind::Bool(_) | Kind::Number(_)) {
            let part = self.part_by_key(of, key, span)?;
            return Some(self.recover(&part, default, span));
        }
        let name = key.as_str()?;
        let unknown = of.as_unknown()?;
        if unknown.nature.part(name).is_some() {
            return Some(self.part_at(of, key, span));
        }
        let is_condition = matches!(default.kind, Kind::Bool(_)) && !is_error(of);
        is_condition.then(|| self.recover(&self.part_at(of, key, span), default, span))
    }

    /// The values of the arguments, and whether these are all: a list that is spread over the last ones may not be
    /// known.
    fn operands(&self, call: &FuncCall, context: Context<'_>) -> (Vec<Value>, bool) {
        let mut operands: Vec<Value> = call.args.iter().map(|arg| self.expression(arg, context)).collect();
        if !call.args.expand_final() {
            return (operands, true);
        }
        let Some(last) = operands.pop() else { return (operands, true) };
        match last.kind {
            Kind::List(list) if list.rest.is_none() => operands.extend(list.items),
            Kind::Set(set) if set.in_order().is_some() => operands.extend(set.items().iter().cloned()),
            Kind::List(_) | Kind::Set(_) | Kind::Unknown(_) | Kind::Choice(_) => {
                operands.push(last);
                return (operands, false);
            }
            _ => operands.push(self.error(last.span(), "is spread over arguments, but is no list")),
        }
        (operands, true)
    }

    /// Two calls of one function on the same operands are not taken to be equal.
    fn not_evaluated(&self, call: &FuncCall, span: Span, context: Context<'_>, reason: Elsewhere) -> Value {
        let name = call.name.name.as_str();
        let operands: Vec<Value> = call.args.iter().map(|arg| self.expression(arg, context)).collect();
        match operands.iter().find_map(Value::error) {
            Some(error) => error.clone(),
            None => self.made_of(&operands, span, &mut |_| self.unknown(span, self.unique(name), reason)),
        }
    }
}

/// The name of a function with the namespace that it is known by; an error for that of a provider which is neither
/// `known` nor Terraform's own.
fn full_name(call: &FuncCall, known: &str) -> Result<String, ()> {
    let name = call.name.name.as_str();
    let spaces: Vec<&str> = call.name.namespace.iter().map(|space| space.as_str()).collect();
    match spaces.as_slice() {
        [] | ["core"] => Ok(name.to_owned()),
        ["provider", provider] if [known, "terraform"].contains(provider) => {
            Ok(format!("provider::{provider}::{name}"))
        }
        _ => Err(()),
    }
}
