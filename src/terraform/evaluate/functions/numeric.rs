//! Functions of numbers.
//!
//! Terraform computes `log` and `pow` with doubles, everything else with its own numbers.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::super::big::{Big, from_double};
use super::super::conversion::number;
use super::arguments::Wanted::{Any, Number};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{Kind, List, Shape, Value};

/// How many numbers `range` gives at most; Terraform's own bound.
const MAX_RANGE: usize = 1024;

/// How long the text of a number may be.
const MAX_DIGITS: usize = 300;

pub(super) const TABLE: &[Row] = &[
    row("abs", &[Number], abs),
    row("ceil", &[Number], ceil),
    row("floor", &[Number], floor),
    row("log", &[Number, Number], log),
    row("max", &[], max).more(Number),
    row("min", &[], min).more(Number),
    row("parseint", &[Any, Number], parseint),
    row("pow", &[Number, Number], pow),
    row("range", &[], range).more(Number),
    row("signum", &[Number], signum),
    row("sum", &[Any], sum).deep(),
];

fn give(of: &Arguments<'_>, big: Option<Big>) -> Answer {
    of.give_number(big.and_then(|big| big.number()))
}

fn numbers(of: &Arguments<'_>) -> Result<Vec<Big>, Gap> {
    if of.values.is_empty() {
        return Err(Gap::error("it takes at least one argument"));
    }
    (0..of.values.len()).map(|at| of.number(at)).collect()
}

fn max(of: &Arguments<'_>) -> Answer {
    outermost(of, Ordering::Greater)
}

fn min(of: &Arguments<'_>) -> Answer {
    outermost(of, Ordering::Less)
}

fn outermost(of: &Arguments<'_>, wanted: Ordering) -> Answer {
    let found = numbers(of)?.into_iter().reduce(|best, next| if next.order(&best) == wanted { next } else { best });
    give(of, found)
}

fn abs(of: &Arguments<'_>) -> Answer {
    give(of, Some(of.number(0)?.absolute()))
}

fn ceil(of: &Arguments<'_>) -> Answer {
    give(of, of.number(0)?.negated().floor().map(Big::negated))
}

fn floor(of: &Arguments<'_>) -> Answer {
    give(of, of.number(0)?.floor())
}

/// A number as Terraform's functions of doubles read it.
fn double(of: &Arguments<'_>, at: usize) -> Result<f64, Gap> {
    match of.values.get(at).map(|value| &value.kind) {
        Some(Kind::Number(number)) => Ok(number.double()),
        _ => Ok(of.number(at)?.number().ok_or_else(Gap::too_long)?.double()),
    }
}

fn log(of: &Arguments<'_>) -> Answer {
    let (number, base) = (double(of, 0)?, double(of, 1)?);
    let log = number.ln() / base.ln();
    from_double(log).map_or_else(|| Err(Gap::error("the result is no finite number")), |log| of.give_number(Some(log)))
}

fn pow(of: &Arguments<'_>) -> Answer {
    let power = double(of, 0)?.powf(double(of, 1)?);
    let power = from_double(power);
    power.map_or_else(|| Err(Gap::error("the result is no finite number")), |power| of.give_number(Some(power)))
}

fn signum(of: &Arguments<'_>) -> Answer {
    give(of, Some(Big::whole(of.whole(0)?.signum())))
}

fn parseint(of: &Arguments<'_>) -> Answer {
    let Kind::String(_) = of.known(0)?.kind else { return Err(Gap::error("a string is needed")) };
    let (text, base) = (of.string(0)?, of.whole(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=62).contains(base));
    let base = base.ok_or_else(|| Gap::error("the base must be between 2 and 62"))?;
    if text.len() > MAX_DIGITS {
        return Err(Gap::too_long());
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let digits: Option<Vec<u32>> = digits.chars().map(|letter| digit(letter, base)).collect();
    let digits =
        digits.filter(|digits| !digits.is_empty()).ok_or_else(|| Gap::error("these are no digits of the base"))?;
    let parsed = digits.iter().fold(BigUint::ZERO, |sum, digit| sum * base + digit);
    let sign = if negative && parsed != BigUint::ZERO { "-" } else { "" };
    give(of, Big::parse(&format!("{sign}{parsed}")))
}

/// A digit; past 36 upper-case letters come after lower-case ones.
fn digit(letter: char, base: u32) -> Option<u32> {
    let digit = match letter {
        '0'..='9' => u32::from(letter) - u32::from('0'),
        'a'..='z' => u32::from(letter) - u32::from('a') + 10,
        'A'..='Z' if base <= 36 => u32::from(letter) - u32::from('A') + 10,
        'A'..='Z' => u32::from(letter) - u32::from('A') + 36,
        _ => return None,
    };
    (digit < base).then_some(digit)
}

fn sum(of: &Arguments<'_>) -> Answer {
    let items = of.items(0)?;
    if items.is_empty() {
        return Err(Gap::error("the list must not be empty"));
    }
    let mut total = Big::whole(0);
    for item in items {
        let item = match (&item.kind, number(item)) {
            (_, Some(number)) => number,
            (Kind::Unknown(_), None) => return Err(Gap::Open),
            (Kind::String(text), None) if text.as_str().is_none() => return Err(Gap::Open),
            _ => return Err(Gap::error("every item must be a number")),
        };
        total = total.plus(&item).ok_or_else(Gap::too_long)?;
    }
    give(of, Some(total))
}

fn range(of: &Arguments<'_>) -> Answer {
    let numbers = numbers(of)?;
    let zero = Big::whole(0);
    let (start, limit, step) = match numbers.as_slice() {
        [limit] => (&zero, limit, None),
        [start, limit] => (start, limit, None),
        [start, limit, step] => (start, limit, Some(step)),
        _ => return Err(Gap::error("it takes one, two or three arguments")),
    };
    let direction = if limit.order(start) == Ordering::Less { Big::whole(-1) } else { Big::whole(1) };
    let step = step.unwrap_or(&direction);
    if step.is_zero() || step.is_negative() != direction.is_negative() && start.order(limit) != Ordering::Equal {
        return Err(Gap::error("the step must lead from the start to the limit"));
    }
    let past = if step.is_negative() { Ordering::Greater } else { Ordering::Less };
    let (mut items, mut at) = (Vec::new(), start.clone());
    while at.order(limit) == past {
        if items.len() >= MAX_RANGE {
            return Err(Gap::error("it gives more than 1024 numbers"));
        }
        items.push(Value::new(Kind::Number(at.number().ok_or_else(Gap::too_long)?), of.span));
        at = at.plus(step).ok_or_else(Gap::too_long)?;
    }
    of.give_list(List { items, rest: None }, Shape::Uniform)
}
