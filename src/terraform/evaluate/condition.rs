//! What open conditions ask, so that two of them over one input are never answered at odds: `var.stage == "prod"` and
//! `var.stage == "dev"` never both hold, and where `var.a && var.b` holds, `var.a` does.

use std::sync::Arc;

use hcl_edit::expr::BinaryOperator;

use super::conversion::{number, truth};
use super::equality::equal;
use super::failure::is_error;
use crate::value::{Choice, Formula, Kind, Mark, Measured, Range, Symbol, Test, Truth, Unknown, Value};

/// How many parts what a call asks may have: of more, the answers are not run through.
const MAX_PARTS: usize = 256;

/// An unknown as a condition that asks this; its answer where there is but one.
pub(super) fn asking(value: Value, asked: Option<Arc<Formula>>) -> Value {
    asking_where(value, asked, Vec::new())
}

/// The same, where something else holds in every deployment.
pub(super) fn asking_where(value: Value, asked: Option<Arc<Formula>>, assumed: Vec<Arc<Formula>>) -> Value {
    let (Kind::Unknown(unknown), Some(formula)) = (&value.kind, asked) else { return value };
    if let Some(only) = formula.only_answer() {
        return Value { kind: Kind::Bool(only), origin: value.origin };
    }
    let unknown = Unknown::clone(unknown).asking(Test { formula, assumed: assumed.into() });
    Value { kind: Kind::Unknown(Arc::new(unknown)), origin: value.origin }
}

/// A value of which each condition rests on what holds in every deployment.
pub(super) fn assuming(value: Value, holds: &[Arc<Formula>]) -> Value {
    let Kind::Choice(choice) = &value.kind else { return value };
    let assumed = choice.condition.test.iter().flat_map(|test| test.assumed.iter()).chain(holds);
    let test = Test { formula: Formula::of(&choice.condition), assumed: assumed.cloned().collect() };
    let condition = Arc::new(Unknown::clone(&choice.condition).asking(test));
    let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|it| assuming(it.clone(), holds));
    Value { kind: Kind::Choice(Arc::new(Choice { condition, when_true, when_false })), origin: value.origin.clone() }
}

/// That a value is none of those of its branches that are errors: Terraform refuses the deployments in which it is.
pub(super) fn not_refused(value: &Value, way: &[Arc<Formula>], found: &mut Vec<Arc<Formula>>) {
    match &value.kind {
        Kind::Choice(choice) => {
            let asked = Formula::of(&choice.condition);
            for (branch, asked) in
                [(&choice.when_true, Some(Arc::clone(&asked))), (&choice.when_false, Formula::not(&asked))]
            {
                let Some(asked) = asked else { continue };
                not_refused(branch, &way.iter().cloned().chain([asked]).collect::<Vec<_>>(), found);
            }
        }
        _ if is_error(value) => found.extend(Formula::all(way.to_vec()).and_then(|way| Formula::not(&way))),
        _ => {}
    }
}

/// What is surely so of an unknown that a resource's `count` takes as its condition: it is no null, and no error.
pub(super) fn as_condition(condition: &Unknown) -> Vec<Arc<Formula>> {
    let is_set = (condition.test.is_none() && condition.nature.is_boolean() && !condition.nature.is_set)
        .then(|| Formula::is_set(condition));
    let can = condition.may_fail.then(|| Formula::holds(Symbol::operation("can", [condition.symbol.clone()])));
    is_set.flatten().into_iter().chain(can).collect()
}

/// What is asked where a number is held against a whole one; `None` for others.
pub(super) fn ordered(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Arc<Formula>> {
    use BinaryOperator::{Greater, GreaterEq, Less, LessEq};
    let (operator, unknown, known) = match (left.as_unknown(), right.as_unknown()) {
        (Some(unknown), None) => (operator, unknown, right),
        (None, Some(unknown)) => (turned(operator), unknown, left),
        _ => return None,
    };
    let known = number(known)?.to_i64()?;
    let measured = measured(unknown);
    let reaches = |mark: Mark| Formula::reaches(Arc::clone(&measured), mark);
    match operator {
        Greater => Mark::past(known).map(reaches),
        GreaterEq => Mark::at(known).map(reaches),
        Less => Formula::not(&reaches(Mark::at(known)?)),
        LessEq => Formula::not(&reaches(Mark::past(known)?)),
        _ => None,
    }
}

/// What `==` asks of two values of which one is known; `None` for others.
pub(super) fn equality(left: &Value, right: &Value) -> Option<Arc<Formula>> {
    let (unknown, known) = if left.as_unknown().is_some() { (left, right) } else { (right, left) };
    match (unknown.as_unknown(), &known.kind) {
        (Some(of), Kind::Number(_))
            if of.nature.is_number() && number(known).is_some_and(|it| it.to_i64().is_some()) =>
        {
            let above = ordered(BinaryOperator::Greater, unknown, known)?;
            Formula::all(vec![ordered(BinaryOperator::GreaterEq, unknown, known)?, Formula::not(&above)?])
        }
        _ => Formula::equality(left, right),
    }
}

/// That a text is empty just where it has no letter, of an unknown that is held against the empty text.
pub(super) fn emptiness(left: &Value, right: &Value) -> Option<Arc<Formula>> {
    let (unknown, known) = if left.as_unknown().is_some() { (left, right) } else { (right, left) };
    let of = unknown.as_unknown().filter(|it| it.nature.is_primitive && known.as_str() == Some(""))?;
    let is_empty = Formula::equality(unknown, known)?;
    let length = Unknown::new("", of.span, "").symbol(Symbol::operation("length", [of.symbol.clone()]));
    let has_letters = Formula::reaches(measured(&length), Mark::past(0)?);
    let [is_not, has_none] = [Formula::not(&is_empty)?, Formula::not(&has_letters)?];
    let [one, other] = [Formula::any(vec![is_not, has_none])?, Formula::any(vec![is_empty, has_letters])?];
    Formula::all(vec![one, other])
}

fn measured(unknown: &Unknown) -> Arc<Measured> {
    let is_whole = unknown.symbol.operands_of("length").is_some();
    let bounds = if is_whole { unknown.nature.number.and(Range::at_least(0)) } else { unknown.nature.number };
    Arc::new(Measured { symbol: Symbol::operation("number", [unknown.symbol.clone()]), bounds, is_whole })
}

/// What a call asks that its operands leave open; `None` where nothing is known of it.
pub(super) fn asked(function: &str, operands: &[Value]) -> Option<Arc<Formula>> {
    if let ("tobool", [of]) = (function, operands) {
        return of.as_unknown().map(|of| Formula::of(of));
    }
    let items = operands.first()?.members().filter(|list| list.rest.is_none())?.items.iter();
    let parts = match (function, operands) {
        ("contains", [_, wanted]) => {
            let open = few(items.filter(|item| equal(item, wanted) != Truth::False))?;
            open.into_iter().map(|item| equality(item, wanted)).collect::<Option<Vec<_>>>()?
        }
        ("alltrue" | "anytrue", [_]) => {
            let open = few(items.filter(|item| truth(item).is_none()))?;
            open.into_iter().map(|item| item.as_unknown().map(|it| Formula::of(it))).collect::<Option<Vec<_>>>()?
        }
        _ => return None,
    };
    if function == "alltrue" { Formula::all(parts) } else { Formula::any(parts) }
}

/// Parts that are few enough to be asked about.
fn few<'v>(parts: impl Iterator<Item = &'v Value>) -> Option<Vec<&'v Value>> {
    let few: Vec<_> = parts.take(MAX_PARTS + 1).collect();
    (few.len() <= MAX_PARTS).then_some(few)
}

/// The operator that asks the same of the operands in the other order.
pub(super) fn turned(operator: BinaryOperator) -> BinaryOperator {
    use BinaryOperator::{Greater, GreaterEq, Less, LessEq};
    match operator {
        Greater => Less,
        GreaterEq => LessEq,
        Less => Greater,
        LessEq => GreaterEq,
        other => other,
    }
}
