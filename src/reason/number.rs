//! Numbers and times, for `Numeric…` and `Date…` conditions.

use crate::iam::{Comparison, moment};

/// A number that a condition compares with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) comparison: Comparison,
    pub(super) number: f64,
}

impl Bound {
    /// Whether a number passes.
    pub(super) fn admits(self, number: f64) -> bool {
        match self.comparison {
            Comparison::Equals => number == self.number,
            Comparison::LessThan => number < self.number,
            Comparison::LessThanEquals => number <= self.number,
            Comparison::GreaterThan => number > self.number,
            Comparison::GreaterThanEquals => number >= self.number,
        }
    }
}

/// A number, or a time in seconds.
pub(super) fn parse(text: &str, is_time: bool) -> Option<f64> {
    if is_time { moment::seconds(text) } else { moment::number(text) }
}

/// A number of each set of numbers that the bounds do not tell apart.
pub(super) fn examples(bounds: &[Bound], is_time: bool) -> Vec<String> {
    let mut numbers: Vec<f64> = bounds.iter().map(|bound| bound.number).collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let Some(first) = numbers.first() else { return vec![shown(0.0, is_time)] };
    let mut found = vec![shown(first - 1.0, is_time)];
    for (at, number) in numbers.iter().enumerate() {
        found.push(shown(*number, is_time));
        found.push(match numbers.get(at + 1) {
            Some(next) => shown(number + (next - number) / 2.0, is_time),
            None => shown(number + 1.0, is_time),
        });
    }
    found
}

fn shown(number: f64, is_time: bool) -> String {
    if is_time { moment::written(number) } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_numbers_apart() {
        let bound = |number| Bound { comparison: Comparison::LessThan, number };
        assert_eq!(
            examples(&[bound(1.2), bound(1.3), bound(1.2)], false),
            ["0.19999999999999996", "1.2", "1.25", "1.3", "2.3"]
        );
        assert_eq!(examples(&[], true), ["1970-01-01T00:00:00Z"]);
        assert!(bound(1.2).admits(1.19) && !bound(1.2).admits(1.2));
    }
}
