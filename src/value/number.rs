//! Numbers.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A number. Terraform's have 512 bits: where the text of a double is another number, the decimal text is kept beside
/// it.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    double: f64,
    exact: Option<Arc<str>>,
}

impl Number {
    /// The number that a text (`-12.50`, `1e3`) says; `None` where it is none, or past what a double can tell.
    pub fn decimal(text: &str) -> Option<Self> {
        let double: f64 = text.parse().ok().filter(|double: &f64| double.is_finite())?;
        let plain = plain(text);
        let exact = plain.filter(|plain| double.to_string() != *plain).map(Arc::from);
        Some(Number { double, exact })
    }

    /// The number as a double, which may be a little off.
    pub fn double(&self) -> f64 {
        self.double
    }

    /// Whether the double is the number itself.
    pub fn is_double(&self) -> bool {
        self.exact.is_none()
    }

    /// How many letters it is written with, where that is more than a double's.
    pub fn letters(&self) -> usize {
        self.exact.as_ref().map_or(1, |exact| exact.len())
    }

    /// Which of two numbers is the greater one, to the last digit.
    pub fn order(&self, other: &Number) -> Ordering {
        match self.double.partial_cmp(&other.double) {
            None | Some(Ordering::Equal) => by_digits(&self.to_string(), &other.to_string()),
            Some(order) => order,
        }
    }
}

/// The order of two numbers that are written without exponents and needless digits.
fn by_digits(a: &str, b: &str) -> Ordering {
    let magnitude = |text: &str| {
        let digits = text.trim_start_matches('-').to_owned();
        (digits.split('.').next().map_or(0, str::len), digits)
    };
    match (a.starts_with('-'), b.starts_with('-')) {
        (true, true) => magnitude(b).cmp(&magnitude(a)),
        (false, false) => magnitude(a).cmp(&magnitude(b)),
        (a, b) => b.cmp(&a),
    }
}

/// The text without digits that say nothing; `None` where it has an exponent.
fn plain(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let is_plain = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    is_plain.then(|| format!("{sign}{whole}{dot}{fraction}"))
}

impl From<f64> for Number {
    fn from(double: f64) -> Self {
        Number { double, exact: None }
    }
}

impl From<usize> for Number {
    fn from(count: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 parts")]
        Number::from(count as f64)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.exact {
            Some(exact) => f.write_str(exact),
            None => write!(f, "{}", self.double),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn prints_every_digit_and_none_that_says_nothing() {
        for (text, wanted) in [
            ("1.50", "1.5"),
            ("9007199254740993", "9007199254740993"),
            ("0.1000000000000000000001", "0.1000000000000000000001"),
            ("-0010", "-10"),
            ("1e3", "1000"),
            (".5", "0.5"),
        ] {
            assert_eq!(Number::decimal(text).unwrap().to_string(), wanted);
        }
        assert_ne!(Number::decimal("9007199254740993"), Number::decimal("9007199254740992"));
    }

    #[test]
    fn orders_by_the_last_digit() {
        let sorted = [
            "-9007199254740993",
            "-9007199254740992",
            "0",
            "0.1",
            "0.10000000000000000000001",
            "2",
            "10",
            "9007199254740993",
        ];
        for pair in sorted.windows(2) {
            let [a, b] = [0, 1].map(|at| Number::decimal(pair[at]).unwrap());
            assert!(a.order(&b).is_lt() && b.order(&a).is_gt() && a.order(&a).is_eq(), "{a} < {b}");
        }
    }
}
