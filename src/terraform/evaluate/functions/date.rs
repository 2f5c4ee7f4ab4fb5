//! Functions of dates and times, as RFC 3339 writes them.

use super::arguments::Wanted::Text;
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::Number;
use crate::value::calendar::{date, days};

pub(super) const TABLE: &[Row] = &[
    row("formatdate", &[Text, Text], formatdate),
    row("timeadd", &[Text, Text], timeadd),
    row("timecmp", &[Text, Text], timecmp),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The days of the week, from that of 1 January 1970 on.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

const NANOSECONDS: i128 = 1_000_000_000;

/// A moment, and the offset from UTC that it is written with.
struct Time {
    /// Nanoseconds since 1 January 1970.
    at: i128,
    /// Minutes; `None` for `Z`.
    offset: Option<i64>,
}

/// A moment as a calendar and a clock show it.
struct Shown {
    year: i64,
    month: usize,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
    offset: Option<i64>,
}

fn time(of: &Arguments<'_>, at: usize) -> Result<Time, Gap> {
    Time::parse(&of.string(at)?).ok_or_else(|| Gap::error("a time as RFC 3339 writes it is needed"))
}

impl Time {
    fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?
        };
        let has = |at: usize, letter: &str| text.get(at..at + 1) == Some(letter);
        let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
        if !marks.iter().all(|(at, letter)| has(*at, letter)) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let is_time = hour < 24 && minute < 60 && second < 60;
        if !is_time || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let (fraction, zone) = fraction(text.get(19..)?)?;
        let offset = offset(zone)?;
        let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset.unwrap_or(0) * 60;
        Some(Time { at: i128::from(seconds) * NANOSECONDS + fraction, offset })
    }

    fn shown(&self) -> Shown {
        let local = self.at.div_euclid(NANOSECONDS) + i128::from(self.offset.unwrap_or(0) * 60);
        let local = i64::try_from(local).unwrap_or(0);
        let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day_of_month) = date(day);
        Shown {
            year,
            month: usize::try_from(month).unwrap_or(1),
            day: day_of_month,
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60,
            weekday: usize::try_from(day.rem_euclid(7)).unwrap_or(0),
            offset: self.offset,
        }
    }
}

/// A time as YAML writes it, by RFC 3339 without fractions; `None` where it is none.
pub(super) fn normalised(text: &str) -> Option<String> {
    let (day, clock) = match text.find(['T', 't', ' ']) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let is_number =
        |text: &&str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return None;
    }
    let clock = match clock.split_at_checked(1) {
        None => "00:00:00Z".to_owned(),
        Some((" ", clock)) => format!("{clock}Z"),
        Some((_, clock)) => clock.to_owned(),
    };
    Some(Time::parse(&format!("{year}-{month:0>2}-{day:0>2}T{clock}"))?.shown().text())
}

/// Nanoseconds after a `.`, and what follows.
fn fraction(text: &str) -> Option<(i128, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let (digits, zone) = rest.split_at_checked(end)?;
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    Some((nine.parse().ok().filter(|_| end > 0)?, zone))
}

/// The minutes of a zone.
fn offset(zone: &str) -> Option<Option<i64>> {
    if zone == "Z" {
        return Some(None);
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let two = |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 2 && !text.starts_with('+'));
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Shown {
    fn zone(&self, zulu: &str, colon: &str) -> String {
        match self.offset {
            None if !zulu.is_empty() => zulu.to_owned(),
            offset => {
                let offset = offset.unwrap_or(0);
                let sign = if offset < 0 { '-' } else { '+' };
                format!("{sign}{:02}{colon}{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }

    fn text(&self) -> String {
        let Shown { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}", self.zone("Z", ":"))
    }

    /// What a run of one letter stands for.
    fn part(&self, run: &str) -> Option<String> {
        let month = MONTHS.get(self.month.wrapping_sub(1)).copied().unwrap_or_default();
        let weekday = WEEKDAYS.get(self.weekday).copied().unwrap_or_default();
        let short = |name: &str| name.get(..3).unwrap_or_default().to_owned();
        let half = if self.hour % 12 == 0 { 12 } else { self.hour % 12 };
        let noon = if self.hour < 12 { "am" } else { "pm" };
        Some(match run {
            "YYYY" => format!("{:04}", self.year),
            "YY" => format!("{:02}", self.year % 100),
            "MMMM" => month.to_owned(),
            "MMM" => short(month),
            "MM" => format!("{:02}", self.month),
            "M" => self.month.to_string(),
            "DD" => format!("{:02}", self.day),
            "D" => self.day.to_string(),
            "EEEE" => weekday.to_owned(),
            "EEE" => short(weekday),
            "hh" => format!("{:02}", self.hour),
            "h" => self.hour.to_string(),
            "HH" => format!("{half:02}"),
            "H" => half.to_string(),
            "AA" => noon.to_uppercase(),
            "aa" => noon.to_owned(),
            "mm" => format!("{:02}", self.minute),
            "m" => self.minute.to_string(),
            "ss" => format!("{:02}", self.second),
            "s" => self.second.to_string(),
            "ZZZZZ" => self.zone("", ":"),
            "ZZZZ" => self.zone("", ""),
            "ZZZ" => self.zone("UTC", ""),
            "Z" => self.zone("Z", ":"),
            _ => return None,
        })
    }
}

fn formatdate(of: &Arguments<'_>) -> Answer {
    let (format, shown) = (of.string(0)?, time(of, 1)?.shown());
    let (mut out, mut rest) = (String::new(), format.as_str());
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            rest = quoted(rest, &mut out).ok_or_else(|| Gap::error("a quote is not closed"))?;
            continue;
        }
        if !letter.is_ascii_alphabetic() {
            out.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|other| other != letter).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push_str(&shown.part(run).ok_or_else(|| Gap::Error(format!("`{run}` stands for nothing")))?);
        rest = after;
    }
    of.give(out)
}

/// Adds what stands between quotes, two of which are one; gives what follows.
fn quoted<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (inside, after) = rest.split_once('\'')?;
        out.push_str(inside);
        let Some(more) = after.strip_prefix('\'') else { return Some(after) };
        out.push('\'');
        rest = more;
    }
}

fn timeadd(of: &Arguments<'_>) -> Answer {
    let (time, duration) = (time(of, 0)?, of.string(1)?);
    let duration = parse_duration(&duration).ok_or_else(|| Gap::error("a duration like `1h30m` is needed"))?;
    of.give(Time { at: time.at + duration, ..time }.shown().text())
}

/// Nanoseconds of a duration of Go's, which holds them in 64 bits.
fn parse_duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (digits, after) = rest.split_at_checked(end)?;
        let end = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        total = total.checked_add(scaled(digits, unit)?)?;
        rest = after;
    }
    (total <= i128::from(i64::MAX)).then_some(sign * total)
}

fn scaled(digits: &str, unit: &str) -> Option<i128> {
    let unit: i128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => NANOSECONDS,
        "m" => 60 * NANOSECONDS,
        "h" => 3_600 * NANOSECONDS,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()?.into() };
    let fraction: String = fraction.chars().take(15).collect();
    let power = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse::<i64>().ok()?.into() };
    whole.checked_mul(unit)?.checked_add(part.checked_mul(unit)? / power)
}

fn timecmp(of: &Arguments<'_>) -> Answer {
    let order = time(of, 0)?.at.cmp(&time(of, 1)?.at);
    of.give_number(Some(Number::from(f64::from(order as i8))))
}
