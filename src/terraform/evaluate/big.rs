//! Terraform's numbers: binary floating point with 512 bits, as Go's `big.Float` rounds and prints it.
//!
//! A [`Number`] keeps the decimal text, which names each of them; arithmetic goes through [`Big`] and back. No number
//! crate prints the shortest decimal of a binary number, so this much is ours, on the integers of `num-bigint`.

use std::cmp::Ordering;

use num_bigint::BigUint;

use crate::value::Number;

/// How many bits Terraform keeps.
const PRECISION: u64 = 512;

/// How many bits a double has: functions that Terraform computes with doubles give numbers of that precision.
const DOUBLE: u64 = 53;

/// How far from one a number may be, in powers of two; past that nothing is computed.
const MAX_EXPONENT: i64 = 1_024;

/// Below that the digits of a number are told by a double.
const SHORT: u64 = 1_000_000_000_000_000;

/// How many digits a number may be written with.
const MAX_DIGITS: usize = 2_000;

/// A binary number: the mantissa times two to the exponent.
#[derive(Clone, Debug)]
pub(super) struct Big {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

impl Big {
    fn new(negative: bool, mantissa: BigUint, exponent: i64) -> Option<Self> {
        Self::rounded(negative, mantissa, exponent, false)
    }

    /// Rounded to the precision, to even; `sticky` where the mantissa left out something smaller than its last bit.
    fn rounded(negative: bool, mut mantissa: BigUint, mut exponent: i64, sticky: bool) -> Option<Self> {
        let spare = mantissa.bits().saturating_sub(PRECISION);
        if spare > 0 {
            let half = mantissa.bit(spare - 1);
            let below = sticky || mantissa.trailing_zeros().is_some_and(|zeros| zeros < spare - 1);
            mantissa >>= spare;
            if half && (below || mantissa.bit(0)) {
                mantissa += 1_u32;
            }
            exponent += i64::try_from(spare).ok()?;
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        mantissa >>= zeros;
        exponent = if mantissa == BigUint::ZERO { 0 } else { exponent + i64::try_from(zeros).ok()? };
        let magnitude = exponent + i64::try_from(mantissa.bits()).ok()?;
        // Digits after the point reach as far as the precision below the smallest power.
        (magnitude.abs() <= MAX_EXPONENT).then_some(Big { negative, mantissa, exponent })
    }

    /// The number that a decimal text says, as Terraform reads it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, power) = match rest.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > MAX_DIGITS || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let power = power.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let digits = match all.parse::<u64>() {
            Ok(small) => BigUint::from(small),
            Err(_) => BigUint::parse_bytes(all.as_bytes(), 10)?,
        };
        let ten =
            || Some(BigUint::from(10_u32).pow(u32::try_from(power.unsigned_abs()).ok().filter(|it| *it < 4_000)?));
        match power {
            _ if digits == BigUint::ZERO => Some(Big { negative, mantissa: BigUint::ZERO, exponent: 0 }),
            0.. => Self::new(negative, digits * ten()?, 0),
            _ => Self::quotient(negative, &digits, &ten()?, 0),
        }
    }

    fn quotient(negative: bool, a: &BigUint, b: &BigUint, exponent: i64) -> Option<Self> {
        // Enough bits to round, whatever the sizes are.
        let shift = PRECISION + 2 + b.bits().saturating_sub(a.bits());
        let (dividend, exponent) = (a << shift, exponent - i64::try_from(shift).ok()?);
        let (quotient, rest) = (&dividend / b, &dividend % b);
        Self::rounded(negative, quotient, exponent, rest != BigUint::ZERO)
    }

    /// How many steps of work it is to compute with it, which grows with the square of its bits.
    pub(super) fn cost(&self) -> usize {
        let bits = usize::try_from(self.mantissa.bits().max(self.exponent.unsigned_abs())).unwrap_or(usize::MAX);
        1 + (bits / 64).saturating_pow(2)
    }

    pub(super) fn whole(number: i64) -> Self {
        let (negative, mantissa) = (number < 0, BigUint::from(number.unsigned_abs()));
        Big { negative, mantissa, exponent: 0 }
    }

    pub(super) fn negated(self) -> Self {
        Big { negative: !self.negative, ..self }
    }

    pub(super) fn absolute(self) -> Self {
        Big { negative: false, ..self }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa == BigUint::ZERO
    }

    /// Below zero.
    pub(super) fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_zero() || self.exponent >= 0 || self.mantissa.trailing_zeros() >= Some(self.exponent.unsigned_abs())
    }

    /// Both mantissas by one exponent.
    fn aligned(&self, other: &Big) -> (BigUint, BigUint, i64) {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |big: &Big| &big.mantissa << (big.exponent - exponent).unsigned_abs();
        (shifted(self), shifted(other), exponent)
    }

    pub(super) fn plus(&self, other: &Big) -> Option<Big> {
        let (a, b, exponent) = self.aligned(other);
        if self.negative == other.negative {
            return Big::new(self.negative, a + b, exponent);
        }
        match a.cmp(&b) {
            Ordering::Less => Big::new(other.negative, b - a, exponent),
            Ordering::Equal => Big::new(false, BigUint::ZERO, 0),
            Ordering::Greater => Big::new(self.negative, a - b, exponent),
        }
    }

    pub(super) fn times(&self, other: &Big) -> Option<Big> {
        let exponent = self.exponent + other.exponent;
        Big::new(self.negative != other.negative, &self.mantissa * &other.mantissa, exponent)
    }

    /// `None` for a division by zero.
    pub(super) fn over(&self, other: &Big) -> Option<Big> {
        let negative = self.negative != other.negative;
        if other.is_zero() {
            return None;
        }
        Big::quotient(negative, &self.mantissa, &other.mantissa, self.exponent - other.exponent)
    }

    /// The rest of a division; of a division by zero, the number itself, as in Terraform.
    pub(super) fn modulo(&self, other: &Big) -> Option<Big> {
        if other.is_zero() {
            return Some(self.clone());
        }
        let whole = self.over(other)?.truncated()?;
        self.plus(&other.times(&whole)?.negated())
    }

    fn truncated(&self) -> Option<Big> {
        if self.exponent >= 0 {
            return Some(self.clone());
        }
        Big::new(self.negative, &self.mantissa >> self.exponent.unsigned_abs(), 0)
    }

    /// The next whole number below.
    pub(super) fn floor(&self) -> Option<Big> {
        let truncated = self.truncated()?;
        if self.negative && !self.is_whole() { truncated.plus(&Big::whole(-1)) } else { Some(truncated) }
    }

    pub(super) fn order(&self, other: &Big) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let (a, b, _) = self.aligned(other);
        if self.is_negative() { b.cmp(&a) } else { a.cmp(&b) }
    }

    /// The whole number, where it is one that fits.
    pub(super) fn to_i64(&self) -> Option<i64> {
        self.to_i128().and_then(|number| i64::try_from(number).ok())
    }

    pub(super) fn to_i128(&self) -> Option<i128> {
        let magnitude = self.to_integer()?;
        let magnitude = i128::try_from(magnitude).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// The magnitude of a whole number.
    pub(super) fn to_integer(&self) -> Option<BigUint> {
        if !self.is_whole() {
            return None;
        }
        Some(match self.exponent {
            0.. => &self.mantissa << self.exponent.unsigned_abs(),
            _ => &self.mantissa >> self.exponent.unsigned_abs(),
        })
    }

    pub(super) fn number(&self) -> Option<Number> {
        // Nearly every number that is written is whole and small; zero keeps its sign the long way.
        match self.to_i64().and_then(|whole| i32::try_from(whole).ok()) {
            Some(whole) if whole != 0 => Some(Number::from(f64::from(whole))),
            _ => self.short().map_or_else(|| Number::decimal(&self.text(PRECISION)), |short| Some(Number::from(short))),
        }
    }

    /// The double that is this number, where its text is that of the number: halves, quarters and the like, of fewer
    /// digits than a double tells.
    fn short(&self) -> Option<f64> {
        let places = u32::try_from(self.exponent.checked_neg()?).ok().filter(|places| (1..=20).contains(places))?;
        let mantissa = u64::try_from(&self.mantissa).ok().filter(|mantissa| *mantissa != 0)?;
        let digits = mantissa.checked_mul(5_u64.checked_pow(places)?)?;
        let mantissa = u32::try_from(mantissa).ok().filter(|_| digits < SHORT)?;
        let double = f64::from(mantissa) / f64::from(1_u32 << places);
        Some(if self.negative { -double } else { double })
    }

    /// Whether a minus stands before it; before zero too.
    pub(super) fn has_sign(&self) -> bool {
        self.negative
    }

    /// The shortest decimal text that names this number among those of a precision.
    fn text(&self, precision: u64) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}", self.shortest(precision).plain())
    }

    /// The magnitude by one of the verbs `e`, `E`, `f`, `g` and `G` of Go's `fmt`.
    pub(super) fn formatted(&self, verb: char, digits: Option<usize>) -> Option<String> {
        let verb_of_power = if verb.is_ascii_uppercase() { 'E' } else { 'e' };
        let digits = digits.map(i64::try_from).transpose().ok()?;
        Some(match verb {
            'f' => {
                let after = digits.unwrap_or(6);
                let exact = self.exact();
                let until = exact.point + after;
                exact.round(until).fixed(after)
            }
            'e' | 'E' => {
                let after = digits.unwrap_or(6);
                self.exact().round(after + 1).scientific(after, verb_of_power)
            }
            _ => {
                let decimal = match digits {
                    Some(digits) => self.exact().round(digits.max(1)),
                    None => self.shortest(PRECISION),
                };
                decimal.general(digits, verb_of_power)
            }
        })
    }

    fn exact(&self) -> Decimal {
        Decimal::new(&self.mantissa, self.exponent)
    }

    /// Digit for digit what Go's `big.Float` gives, whose neighbours at a power of two are taken to be equally far.
    fn shortest(&self, precision: u64) -> Decimal {
        if self.is_zero() {
            return Decimal { digits: Vec::new(), point: 0 };
        }
        let shift = precision + 1 - self.mantissa.bits().min(precision);
        let (middle, exponent) = (&self.mantissa << shift, self.exponent - i64::try_from(shift).unwrap_or(0));
        let own = Decimal::new(&middle, exponent);
        let (lower, upper) = (Decimal::new(&(&middle - 1_u32), exponent), Decimal::new(&(&middle + 1_u32), exponent));
        own.shortest(&lower, &upper, !middle.bit(1))
    }
}

/// What a function that Terraform computes with doubles gives.
pub(super) fn from_double(double: f64) -> Option<Number> {
    if !double.is_finite() {
        return None;
    }
    // The shortest text of a double names it; its bits are those of the nearest binary number.
    let bits = double.to_bits();
    let (raw, fraction) = (i64::try_from(bits >> 52 & 0x7ff).ok()?, bits & ((1 << 52) - 1));
    if raw == 0 {
        return Big::parse(&double.to_string())?.number();
    }
    let big = Big::new(double < 0.0, BigUint::from(fraction | 1 << 52), raw - 1075)?;
    Number::decimal(&big.text(DOUBLE))
}

/// Decimal digits, and where the point stands among them.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    fn new(mantissa: &BigUint, exponent: i64) -> Self {
        let (text, after) = match exponent {
            0.. => ((mantissa << exponent.unsigned_abs()).to_string(), 0),
            _ => {
                let fives = BigUint::from(5_u32).pow(u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX));
                ((mantissa * fives).to_string(), -exponent)
            }
        };
        let point = i64::try_from(text.len()).unwrap_or(i64::MAX) - after;
        let digits = text.trim_end_matches('0').bytes().collect();
        Decimal { digits, point }
    }

    fn shortest(self, lower: &Decimal, upper: &Decimal, inclusive: bool) -> Decimal {
        let at = |decimal: &Decimal, at: usize| decimal.digits.get(at).copied().unwrap_or(b'0');
        for (index, digit) in self.digits.iter().copied().enumerate() {
            let (l, u) = (at(lower, index), at(upper, index));
            let down = l != digit || inclusive && index + 1 == lower.digits.len();
            let up = digit != u && (inclusive || digit + 1 < u || index + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => {
                    let half_or_more = self.is_half_or_more(index + 1);
                    return self.cut(index + 1, half_or_more);
                }
                (true, false) => return self.cut(index + 1, false),
                (false, true) => return self.cut(index + 1, true),
                (false, false) => {}
            }
        }
        self
    }

    /// Whether the digits from there on round up; exactly half rounds to even.
    fn is_half_or_more(&self, from: usize) -> bool {
        let is_exactly_half = self.digits.get(from) == Some(&b'5') && from + 1 == self.digits.len();
        if is_exactly_half {
            return from > 0 && self.digits.get(from - 1).is_some_and(|digit| (digit - b'0') % 2 == 1);
        }
        self.digits.get(from).is_some_and(|digit| *digit >= b'5')
    }

    fn cut(mut self, length: usize, up: bool) -> Decimal {
        self.digits.truncate(length);
        if up {
            while self.digits.last() == Some(&b'9') {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    self.digits.push(b'1');
                    self.point += 1;
                }
            }
        }
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        self
    }

    /// The first digits, rounded.
    fn round(self, length: i64) -> Decimal {
        match usize::try_from(length) {
            Ok(length) if length < self.digits.len() => {
                let up = self.is_half_or_more(length);
                self.cut(length, up)
            }
            Ok(_) => self,
            Err(_) => Decimal { digits: Vec::new(), point: 0 },
        }
    }

    /// The digit at a place, zero where there is none.
    fn digit(&self, at: i64) -> char {
        usize::try_from(at).ok().and_then(|at| self.digits.get(at)).map_or('0', |digit| char::from(*digit))
    }

    /// All digits, without a power of ten.
    fn plain(&self) -> String {
        self.fixed((i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - self.point).max(0))
    }

    /// With so many digits after the point.
    fn fixed(&self, after: i64) -> String {
        let mut text: String =
            if self.point > 0 { (0..self.point).map(|at| self.digit(at)).collect() } else { "0".into() };
        if after > 0 {
            text.push('.');
            text.extend((0..after).map(|at| self.digit(self.point + at)));
        }
        text
    }

    /// With a power of ten, and so many digits after the point.
    fn scientific(&self, after: i64, verb: char) -> String {
        let mut text = String::from(self.digit(0));
        if after > 0 {
            text.push('.');
            text.extend((1..=after).map(|at| self.digit(at)));
        }
        let power = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if power < 0 { '-' } else { '+' };
        format!("{text}{verb}{sign}{:02}", power.abs())
    }

    /// As Go's `%g`: with a power of ten where the number is very large or small.
    fn general(&self, digits: Option<i64>, verb: char) -> String {
        let count = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let precision = digits.map_or(6, |digits| digits.max(1));
        let large = if digits.is_some() && precision > count && count >= self.point { count } else { precision };
        let power = self.point - 1;
        if !self.digits.is_empty() && (power < -4 || power >= large) {
            return self.scientific((count - 1).min(if digits.is_some() { precision - 1 } else { count }), verb);
        }
        self.fixed((count - self.point).max(0))
    }
}
