//! Evaluates a condition on a request, by the IAM user guide's rules for operators and absent keys.

use std::collections::BTreeMap;

use super::address::{in_open_range, in_range};
use super::text::{Item, Names, Part, compare, items, parts};
use crate::iam::{Comparison, Condition, SetOperator, Test, Word, moment};
use crate::reason::keys::{self, Kind};
use crate::value::Truth;

/// Whether a condition holds in a context whose keys are in lower case.
pub(super) fn holds(condition: &Condition, names: &Names<'_>, context: &BTreeMap<String, Vec<&str>>) -> Truth {
    let operator = condition.operator;
    let key = condition.key.to_ascii_lowercase();
    let values = context.get(&key);
    if operator.test == Test::Null {
        let wanted = |word: &Word| match word.text.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true") => Truth::from(values.is_none()),
            Some("false") => Truth::from(values.is_some()),
            _ => Truth::Unknown,
        };
        return rest(condition, Truth::any(condition.values.values.iter().map(wanted)));
    }
    let Some(values) = values else {
        return match operator.set {
            _ if operator.if_exists => Truth::True,
            Some(SetOperator::ForAllValues) => Truth::True,
            Some(SetOperator::ForAnyValue) => Truth::False,
            None => Truth::from(operator.negated),
        };
    };
    let several = keys::find(&key).is_none_or(|key| key.kind == Kind::Texts);
    if several && operator.set.is_none() {
        return Truth::Unknown;
    }
    let each = values.iter().map(|value| {
        let any = Truth::any(condition.values.values.iter().map(|word| matches(operator.test, word, names, value)));
        let any = rest(condition, any);
        if operator.negated { !any } else { any }
    });
    if operator.set == Some(SetOperator::ForAnyValue) { Truth::any(each) } else { Truth::all(each) }
}

fn rest(condition: &Condition, any: Truth) -> Truth {
    // What somebody outside the code writes is nothing that the caller of a witness has.
    let others = matches!(condition.operator.test, Test::StringEquals | Test::StringEqualsIgnoreCase);
    if condition.values.rest.is_some() && !others { any.or(Truth::Unknown) } else { any }
}

/// Whether a value of a request is, or is like, a value of a policy.
pub(super) fn matches(test: Test, word: &Word, names: &Names<'_>, value: &str) -> Truth {
    // What the code leaves open is the same wherever it stands.
    if word.text.as_str().is_none() && word.text.display() == value || is_open_value(word, names, value) {
        return Truth::True;
    }
    let known = word.text.as_str();
    let pattern = |wildcards: bool| parts(&word.text, wildcards, names);
    match test {
        Test::StringEquals | Test::Binary => exactly(pattern(false), &names.items(value), names),
        Test::StringLike => by_pattern(pattern(true), &names.items(value), names),
        Test::StringEqualsIgnoreCase | Test::Bool => {
            let lower = |part| match part {
                Part::Letter(letter) => Part::Letter(letter.to_ascii_lowercase()),
                other => other,
            };
            let pattern = pattern(false).map(|parts| parts.into_iter().map(lower).collect());
            exactly(pattern, &items(&value.to_ascii_lowercase()), names)
        }
        Test::Arn => pattern(true).map_or(Truth::False, |parts| arn(parts, &names.items(value), names)),
        Test::IpAddress => match known {
            Some(range) => in_range(range, value).map_or(Truth::Unknown, Truth::from),
            None => in_open_range(&word.text, value),
        },
        Test::Numeric(comparison) => {
            let pair = known.and_then(moment::number).zip(moment::number(value));
            pair.map_or(Truth::Unknown, |(bound, own)| compares(comparison, own, bound))
        }
        Test::Date(comparison) => {
            let pair = known.and_then(moment::seconds).zip(moment::seconds(value));
            pair.map_or(Truth::Unknown, |(bound, own)| compares(comparison, own, bound))
        }
        Test::Null => Truth::Unknown,
    }
}

/// Whether a text is one variable whose value the code leaves open, and that is the value.
fn is_open_value(word: &Word, names: &Names<'_>, value: &str) -> bool {
    let inside = word.text.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
    let found =
        inside.filter(|_| names.variables == Truth::True).and_then(|key| (names.value)(&key.to_ascii_lowercase()));
    found.is_some_and(|text| text.as_str().is_none() && text.display() == value)
}

fn compares(comparison: Comparison, own: f64, bound: f64) -> Truth {
    let order = own.total_cmp(&bound);
    Truth::from(match comparison {
        Comparison::Equals => order.is_eq(),
        Comparison::LessThan => order.is_lt(),
        Comparison::LessThanEquals => order.is_le(),
        Comparison::GreaterThan => order.is_gt(),
        Comparison::GreaterThanEquals => order.is_ge(),
    })
}

/// What is compared letter by letter with a text that is not in the code is not the value of a witness's caller.
fn exactly(pattern: Option<Vec<Part>>, value: &[Item], names: &Names<'_>) -> Truth {
    let is_open = pattern.iter().flatten().any(|part| matches!(part, Part::Hole(..)));
    let has_names = value.iter().any(|item| matches!(item, Item::Name(..)));
    if is_open && !has_names { Truth::False } else { by_pattern(pattern, value, names) }
}

/// What AWS assigns is a value of the owner's own making: the caller of a witness has another one. A pattern with a
/// variable that the request has no value for matches nothing.
fn by_pattern(pattern: Option<Vec<Part>>, value: &[Item], names: &Names<'_>) -> Truth {
    let Some(pattern) = pattern else { return Truth::False };
    let others = |part: &Part| match part {
        Part::Hole(_, nature) => nature.is_plain() || names.variables == Truth::False,
        _ => false,
    };
    let loose = |part: &Part| matches!(part, Part::Many | Part::One | Part::Variable);
    let has_names = value.iter().any(|item| matches!(item, Item::Name(..)));
    if pattern.iter().any(others) && !pattern.iter().any(loose) && !has_names {
        return Truth::False;
    }
    compare(&pattern, value)
}

/// The six parts of an ARN are matched one by one.
fn arn(pattern: Vec<Part>, value: &[Item], names: &Names<'_>) -> Truth {
    let pattern = in_six(pattern, &Part::Letter(':'));
    let value = in_six(value.to_vec(), &Item::Letter(':'));
    if pattern.len() < 6 {
        return by_pattern(Some(pattern.into_iter().flatten().collect()), &value.concat(), names);
    }
    if value.len() < 6 {
        return Truth::False;
    }
    Truth::all(pattern.into_iter().zip(value).map(|(segment, value)| by_pattern(Some(segment), &value, names)))
}

fn in_six<T: PartialEq>(all: Vec<T>, colon: &T) -> Vec<Vec<T>> {
    let mut found: Vec<Vec<T>> = vec![Vec::new()];
    for one in all {
        if one == *colon && found.len() < 6 {
            found.push(Vec::new());
        } else if let Some(last) = found.last_mut() {
            last.push(one);
        }
    }
    found
}
