//! How often a backup plan makes recovery points, and how long it keeps them.
//!
//! <https://docs.aws.amazon.com/config/latest/developerguide/backup-plan-min-frequency-and-min-retention-check.html>

use std::sync::Arc;

use super::statements::{Found, in_list};
use crate::model::Subject;
use crate::value::{Decided, Setting, Text, Undecided, Unknown, Value};

pub(super) const HOURS_OF_DAY: u32 = 24;

/// Whether a rule of a plan makes recovery points every so many hours, and keeps them for so many days.
pub fn backup_rules(subject: &Subject<'_>, hours: u32, days: i64) -> Vec<Found> {
    let header = subject.resource.header;
    let rules = subject.resource.property(&["BackupPlan", "BackupPlanRule"]);
    let place = rules.value().map_or(header, Value::span);
    let holds = in_list(rules, |rule| is_often(rule, hours).and(is_long(rule, days)));
    vec![Found { name: "no rule of the plan backs up as often and keeps as long as is asked".to_owned(), holds, place }]
}

/// Whether a rule keeps what it makes for so many days; without a number of days it keeps it for good.
fn is_long(rule: &Value, days: i64) -> Decided {
    match rule.at(&["Lifecycle", "DeleteAfterDays"]).days() {
        Setting::Known(kept, _) => (kept >= days).into(),
        Setting::Unset => Decided::True,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    }
}

/// Whether a rule makes recovery points at least every so many hours; without a schedule it does each day.
fn is_often(rule: &Value, hours: u32) -> Decided {
    runs_within(&rule.at(&["ScheduleExpression"]).text(), hours, (HOURS_OF_DAY <= hours).into())
}

/// Whether a schedule runs at least every so many hours; `without` is said where there is none.
pub(super) fn runs_within(schedule: &Setting<Text>, hours: u32, without: Decided) -> Decided {
    match schedule {
        Setting::Unset => without,
        Setting::Unknown(unknown) => Decided::open(unknown),
        Setting::Known(text, span) => match (text.as_str(), text.holes().next()) {
            (Some(written), _) => longest(written).map_or_else(
                || Decided::open(&Arc::new(Unknown::new(written, *span, Undecided::NotSaid))),
                |longest| (longest <= hours).into(),
            ),
            (None, hole) => hole.map_or(Decided::False, Decided::open),
        },
    }
}

/// The most hours between two runs of a schedule; `None` where it is none that is understood.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>
fn longest(schedule: &str) -> Option<u32> {
    let schedule = schedule.trim();
    let inside = |name: &str| schedule.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inside("rate") {
        let (number, unit) = rate.trim().split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        return match unit.trim().trim_end_matches('s') {
            "minute" => Some(number.div_ceil(60)),
            "hour" => Some(number),
            "day" => number.checked_mul(HOURS_OF_DAY),
            _ => None,
        };
    }
    let fields: Vec<&str> = inside("cron")?.split_whitespace().collect();
    let [_, hour, day, month, weekday, ..] = fields.as_slice() else { return None };
    let any = |field: &str| field == "*" || field == "?";
    if !any(month) {
        return Some(366 * HOURS_OF_DAY);
    }
    match (any(day), any(weekday)) {
        (true, true) => gap(hour, 0, HOURS_OF_DAY, &[]),
        (true, false) => gap(weekday, 1, 7, &WEEKDAYS)?.checked_mul(HOURS_OF_DAY),
        (false, true) => gap(day, 1, 31, &[])?.checked_mul(HOURS_OF_DAY),
        (false, false) => None,
    }
}

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The most units between two values of a field, which begins anew after so many.
fn gap(field: &str, first: u32, cycle: u32, names: &[&str]) -> Option<u32> {
    let number = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        named.and_then(|at| u32::try_from(at).ok()).map(|at| at + first).or_else(|| text.parse().ok())
    };
    let last = cycle.checked_add(first)?.checked_sub(1)?;
    let mut values = Vec::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<u32>().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" || range == "?" => (first, last),
            Some((from, to)) => (number(from)?, number(to)?),
            None if part.contains('/') => (number(range)?, last),
            None => (number(range)?, number(range)?),
        };
        if from < first || to > last || from > to {
            return None;
        }
        values.extend((from..=to).step_by(usize::try_from(step).ok()?));
    }
    values.sort_unstable();
    values.dedup();
    let around = cycle.checked_sub(values.last()?.checked_sub(*values.first()?)?)?;
    let between = values.windows(2).filter_map(|pair| pair.last()?.checked_sub(*pair.first()?));
    Some(between.max().unwrap_or_default().max(around))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_how_often_a_schedule_runs() {
        for (schedule, hours) in [
            ("rate(1 day)", Some(24)),
            ("rate(12 hours)", Some(12)),
            ("rate(30 minutes)", Some(1)),
            ("cron(0 5 * * ? *)", Some(24)),
            ("cron(0 5 ? * * *)", Some(24)),
            ("cron(0 */6 * * ? *)", Some(6)),
            ("cron(0 0/8 * * ? *)", Some(8)),
            ("cron(0 5,17 * * ? *)", Some(12)),
            ("cron(0 1,5 ? * * *)", Some(20)),
            ("cron(0 5 ? * 1 *)", Some(168)),
            ("cron(0 5 ? * MON-FRI *)", Some(72)),
            ("cron(0 5 1 * ? *)", Some(744)),
            ("cron(0 5 1 1 ? *)", Some(8784)),
            ("cron(0 5 ? * 2#1 *)", None),
            ("every day", None),
        ] {
            assert_eq!(longest(schedule), hours, "{schedule}");
        }
    }
}
