//! What a suppression says: which rules, until when, and why.

use std::ops::Range;

use crate::value::calendar::{date, is_date};

/// A day as `YYYY-MM-DD`; later days are greater.
pub type Day = String;

/// The day that a text names: a date of the calendar as `YYYY-MM-DD`.
pub fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-').map(|part| part.bytes().all(|it| it.is_ascii_digit()).then_some(part));
    let (year, month, of_month) = (parts.next()??, parts.next()??, parts.next()??);
    if (year.len(), month.len(), of_month.len()) != (4, 2, 2) {
        return None;
    }
    is_date(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).then(|| text.to_owned())
}

/// The day that is so many days after 1 January 1970.
pub fn day_of(number: i64) -> Day {
    let (year, month, of_month) = date(number);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// What a suppression says, wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directive {
    /// The rules, as they are written; `*` is every rule.
    pub rules: Vec<String>,
    /// The last day on which it counts.
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
}

/// What is wrong with a suppression, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub message: String,
    pub help: &'static str,
}

/// How a suppression is written.
pub(super) const FORM: &str =
    "write `bucketlint: ignore[RULE] -- reason`, with `until=YYYY-MM-DD` before the dashes where it ends";

/// The word that a comment begins with.
pub(super) const MARK: &str = "bucketlint:";

/// What a comment says behind its marks, and where in it; `None` for a comment that is not for this program.
pub(super) fn spoken(comment: &str) -> Option<Range<usize>> {
    let text = comment.trim_start_matches(|it: char| it.is_whitespace() || "#/*".contains(it));
    let start = comment.len() - text.len();
    let end = comment.trim_end_matches(|it: char| it.is_whitespace() || "*/".contains(it)).len();
    text.get(..MARK.len()).is_some_and(|word| word.eq_ignore_ascii_case(MARK)).then_some(start..end.max(start))
}

/// Reads `bucketlint: ignore[RULE,…] until=YYYY-MM-DD -- reason`.
pub(super) fn read(text: &str) -> Result<Directive, Fault> {
    let fault = |message: String| Fault { message, help: FORM };
    let said = text.get(MARK.len()..).unwrap_or_default().trim();
    let Some(rest) = said.strip_prefix("ignore") else {
        let word = said.split_whitespace().next().unwrap_or_default();
        return Err(fault(format!("`{word}` is nothing that a comment can ask for: there is `ignore`")));
    };
    let Some((rules, rest)) = rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Err(fault("this suppression names no rule in brackets".to_owned()));
    };
    let (settings, reason) = match rest.split_once("--") {
        Some((settings, reason)) => (settings, reason.trim()),
        None => (rest, ""),
    };
    let mut directive = Directive { rules: named(rules), until: None, reason: reason.to_owned() };
    for word in settings.split_whitespace() {
        match word.strip_prefix("until=") {
            Some(until) => directive.until = Some(until.to_owned()),
            None => return Err(fault(format!("`{word}` says nothing in a suppression"))),
        }
    }
    checked(directive)
}

/// The suppression where it counts as it is written.
pub(super) fn checked(directive: Directive) -> Result<Directive, Fault> {
    let fault = |message: String| Err(Fault { message, help: FORM });
    if directive.rules.is_empty() {
        return fault("this suppression names no rule".to_owned());
    }
    if let Some(until) = directive.until.as_deref().filter(|until| day(until).is_none()) {
        return fault(format!("`{until}` is no day of the calendar"));
    }
    if directive.reason.trim().is_empty() {
        return fault("this suppression gives no reason, so it does not count".to_owned());
    }
    Ok(directive)
}

fn named(rules: &str) -> Vec<String> {
    rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(comment: &str) -> Result<Directive, String> {
        read(comment.get(spoken(comment).unwrap()).unwrap()).map_err(|fault| fault.message)
    }

    #[test]
    fn reads_what_comments_say() {
        let directive = |rules: &[&str], until: Option<&str>, reason: &str| {
            let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
            Ok(Directive { rules, until: until.map(str::to_owned), reason: reason.to_owned() })
        };
        assert_eq!(said("# bucketlint: ignore[S3.5] -- a website"), directive(&["S3.5"], None, "a website"));
        assert_eq!(
            said("/* Bucketlint: ignore[ a , s3-* ] until=2027-02-28 -- see T-1 -- twice */"),
            directive(&["a", "s3-*"], Some("2027-02-28"), "see T-1 -- twice")
        );
        assert_eq!(said("#bucketlint:ignore[*]--why"), directive(&["*"], None, "why"));
    }

    #[test]
    fn says_what_is_wrong_with_one() {
        let wrong = |comment: &str| said(comment).unwrap_err();
        assert_eq!(wrong("# bucketlint: ignore[a]"), "this suppression gives no reason, so it does not count");
        assert_eq!(wrong("# bucketlint: ignore[a] -- "), "this suppression gives no reason, so it does not count");
        assert_eq!(wrong("# bucketlint: ignore -- why"), "this suppression names no rule in brackets");
        assert_eq!(wrong("# bucketlint: ignore[ , ] -- why"), "this suppression names no rule");
        assert_eq!(wrong("# bucketlint: ignore[a] until=2027-02-29 -- why"), "`2027-02-29` is no day of the calendar");
        assert_eq!(wrong("# bucketlint: ignore[a] for=ever -- why"), "`for=ever` says nothing in a suppression");
        assert_eq!(
            wrong("# bucketlint: skip[a] -- why"),
            "`skip[a]` is nothing that a comment can ask for: there is `ignore`"
        );
    }

    #[test]
    fn leaves_other_comments_alone() {
        for comment in ["# bucketlint", "# see bucketlint: ignore[a]", "# mybucketlint: ignore[a]", ""] {
            assert_eq!(spoken(comment), None, "{comment}");
        }
    }
}
