//! Times and numbers as policies write them.

use crate::value::calendar::{date, days};

/// Seconds since 1970 of a time: ISO 8601 as W3C's profile has it (`2026-01-01T00:00:00Z`, `2026-01-01`), or the number
/// itself. `None` where it is neither.
pub fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(number) = number(text) {
        return Some(number.trunc());
    }
    let (date, time) = text.split_once(['T', 't', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-').map(|part| part.parse::<u16>().ok().map(i64::from));
    let (year, month, day) = (parts.next()??, parts.next().unwrap_or(Some(1))?, parts.next().unwrap_or(Some(1))?);
    let is_date = parts.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
    let of_day = time.map_or(Some(0), seconds_of_day)?;
    #[expect(clippy::cast_precision_loss, reason = "years of four digits are far below 2^53 seconds")]
    is_date.then(|| (days(year, month, day) * 86_400 + of_day) as f64)
}

/// A decimal number; `None` where it is none.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

/// A time in seconds since 1970, as ISO 8601 writes it.
pub fn written(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the conversion saturates")]
    let seconds = seconds as i64;
    let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(day);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The seconds of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s` with a zone, or none for UTC.
fn seconds_of_day(time: &str) -> Option<i64> {
    let time = time.trim_end_matches(['Z', 'z']);
    let at = time.find(['+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at_checked(at)?;
    let clock = |text: &str| {
        let mut parts = text.split(':').map(|part| part.parse::<u8>().ok().map(i64::from));
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = parts.next().unwrap_or(Some(0))?;
        (parts.next().is_none() && hour <= 24 && minute < 60 && second <= 60)
            .then_some(hour * 3_600 + minute * 60 + second)
    };
    let whole = time.split_once('.').map_or(time, |(whole, _)| whole);
    let shift = match zone.strip_prefix('-') {
        Some(west) => -clock(west)?,
        None => zone.strip_prefix('+').map_or(Some(0), clock)?,
    };
    Some(clock(whole)? - shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_times() {
        for (text, expected) in [
            ("1970-01-01", Some(0.0)),
            ("2026-01-01T00:00:00Z", Some(1_767_225_600.0)),
            ("2024-02-29T12:30Z", Some(1_709_209_800.0)),
            ("2030-01-01T00:00:00.5+02:00", Some(1_893_448_800.0)),
            ("1600000000", Some(1_600_000_000.0)),
            ("1969-12-31", Some(-86_400.0)),
            ("2026-13-01", None),
            ("soon", None),
            ("inf", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
        for text in ["2026-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "1969-12-31T00:00:00Z", "2000-03-01T00:00:00Z"] {
            assert_eq!(seconds(text).map(written).as_deref(), Some(text));
        }
    }
}
