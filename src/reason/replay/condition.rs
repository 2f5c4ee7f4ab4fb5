//! Evaluates a condition on a request, by the IAM user guide's rules for operators and absent keys.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::text::{Part, compare, items, parts};
use crate::iam::{Condition, SetOperator, Test, Word};
use crate::value::Truth;

/// Whether a condition holds in a context whose keys are in lower case.
pub(super) fn holds(condition: &Condition, variables: Truth, context: &BTreeMap<String, &str>) -> Truth {
    let operator = condition.operator;
    let value = context.get(&condition.key.to_ascii_lowercase());
    if operator.test == Test::Null {
        let wanted = |word: &Word| match word.text.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true") => Truth::from(value.is_none()),
            Some("false") => Truth::from(value.is_some()),
            _ => Truth::Unknown,
        };
        return rest(condition, Truth::any(condition.values.values.iter().map(wanted)));
    }
    let Some(value) = value else {
        return match operator.set {
            _ if operator.if_exists => Truth::True,
            Some(SetOperator::ForAllValues) => Truth::True,
            Some(SetOperator::ForAnyValue) => Truth::False,
            None => Truth::from(operator.negated),
        };
    };
    let any = Truth::any(condition.values.values.iter().map(|word| matches(operator.test, word, variables, value)));
    let any = rest(condition, any);
    if operator.negated { !any } else { any }
}

/// Whether a condition names this very value, without wildcard: then the policy trusts who has it.
pub(super) fn names(condition: &Condition, variables: Truth, value: &str) -> bool {
    let loose = |word: &Word| {
        let test = condition.operator.test;
        let wildcards = matches!(test, Test::StringLike | Test::Arn);
        let parts = parts(&word.text, wildcards, variables);
        parts.iter().any(|part| matches!(part, Part::One | Part::Many | Part::Variable))
    };
    let anonymous = value.eq_ignore_ascii_case("anonymous");
    !anonymous
        && condition.operator.test != Test::Null
        && condition.operator.test != Test::IpAddress
        && condition
            .values
            .values
            .iter()
            .any(|word| !loose(word) && matches(condition.operator.test, word, variables, value) == Truth::True)
}

fn rest(condition: &Condition, any: Truth) -> Truth {
    if condition.values.rest.is_some() { any.or(Truth::Unknown) } else { any }
}

fn matches(test: Test, word: &Word, variables: Truth, value: &str) -> Truth {
    match test {
        Test::StringEquals => by_pattern(parts(&word.text, false, variables), value, variables),
        Test::StringLike => by_pattern(parts(&word.text, true, variables), value, variables),
        Test::StringEqualsIgnoreCase | Test::Bool => {
            let lower = |part| match part {
                Part::Letter(letter) => Part::Letter(letter.to_ascii_lowercase()),
                other => other,
            };
            let pattern = parts(&word.text, false, variables).into_iter().map(lower).collect();
            by_pattern(pattern, &value.to_ascii_lowercase(), variables)
        }
        Test::Arn => arn(parts(&word.text, true, variables), value, variables),
        Test::IpAddress => {
            word.text.as_str().and_then(|range| in_range(range, value)).map_or(Truth::Unknown, Truth::from)
        }
        Test::Numeric(_) | Test::Date(_) | Test::Binary | Test::Null => Truth::Unknown,
    }
}

/// What AWS assigns is a value of the owner's own making: the caller of a witness has another one.
fn by_pattern(pattern: Vec<Part>, value: &str, variables: Truth) -> Truth {
    let others = |part: &Part| match part {
        Part::Hole(_, constant) => *constant || variables == Truth::False,
        _ => false,
    };
    let loose = |part: &Part| matches!(part, Part::Many | Part::One | Part::Variable);
    if pattern.iter().any(others) && !pattern.iter().any(loose) {
        return Truth::False;
    }
    compare(&pattern, &items(value))
}

/// The six parts of an ARN are matched one by one.
fn arn(pattern: Vec<Part>, value: &str, variables: Truth) -> Truth {
    let mut segments: Vec<Vec<Part>> = vec![Vec::new()];
    for part in pattern {
        if part == Part::Letter(':') && segments.len() < 6 {
            segments.push(Vec::new());
        } else if let Some(last) = segments.last_mut() {
            last.push(part);
        }
    }
    if segments.len() < 6 {
        return by_pattern(segments.into_iter().flatten().collect(), value, variables);
    }
    let values: Vec<_> = value.splitn(6, ':').collect();
    if values.len() < 6 {
        return Truth::False;
    }
    Truth::all(segments.into_iter().zip(values).map(|(segment, value)| by_pattern(segment, value, variables)))
}

/// Whether an address has the leading bits of a range; `None` where either cannot be read.
fn in_range(range: &str, address: &str) -> Option<bool> {
    let (network, bits) =
        range.trim().split_once('/').map_or((range.trim(), None), |(network, bits)| (network, Some(bits)));
    let (network, address): (IpAddr, IpAddr) = (network.parse().ok()?, address.parse().ok()?);
    let bits = bits.map(|bits| bits.parse::<u32>().ok());
    let same = |network: &[u8], address: &[u8], bits: u32| {
        let bit = |bytes: &[u8], at: u32| {
            let byte = usize::try_from(at / 8).ok().and_then(|at| bytes.get(at)).copied().unwrap_or(0);
            byte >> (7 - at % 8) & 1
        };
        (0..bits).all(|at| bit(network, at) == bit(address, at))
    };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let bits = bits.map_or(Some(32), |bits| bits)?;
            (bits <= 32).then(|| same(&network.octets(), &address.octets(), bits))
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let bits = bits.map_or(Some(128), |bits| bits)?;
            (bits <= 128).then(|| same(&network.octets(), &address.octets(), bits))
        }
        _ => Some(false),
    }
}
