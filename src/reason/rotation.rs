//! Whether a secret is rotated, and how often.
//!
//! <https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-rotation-enabled-check.html>

use super::backup::{HOURS_OF_DAY, runs_within};
use super::statements::Found;
use crate::model::Subject;
use crate::value::{Decided, Kind, Lookup, Setting, Value};

/// What a secret declares of its rotation, each with whether it is as is asked: that there is one, and at least every
/// so many hours.
pub fn rotations(subject: &Subject<'_>, hours: Option<u32>) -> Vec<Found> {
    let header = subject.resource.header;
    let found = |name: &str, holds, place| Found { name: name.to_owned(), holds, place };
    let schedule = match subject.resource.property(&["RotationSchedule"]) {
        Lookup::Unset => return vec![found("the secret has no rotation", Decided::False, header)],
        Lookup::Unknown(unknown) => return vec![found("the rotation", Decided::open(unknown), header)],
        Lookup::Set(schedule) => schedule,
    };
    let is_there = schedule.may_be_unset().map_or(Decided::True, Decided::open);
    let mut all = vec![found("the secret has no rotation", is_there, schedule.span())];
    all.extend(
        hours.map(|hours| found("the secret is rotated too seldom", is_often(schedule, hours), schedule.span())),
    );
    all
}

fn is_often(schedule: &Value, hours: u32) -> Decided {
    let number = |value: &Value| match &value.kind {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "AWS takes at most 1,000 days")]
        Kind::Number(number) => Some(number.double() as u32),
        _ => value.as_str()?.parse().ok(),
    };
    match schedule.at(&["RotationRules", "AutomaticallyAfterDays"]).read("a number of days", number) {
        Setting::Known(days, _) => return (days.saturating_mul(HOURS_OF_DAY) <= hours).into(),
        Setting::Unknown(unknown) => return Decided::open(&unknown),
        Setting::Unset => {}
    }
    runs_within(&schedule.at(&["RotationRules", "ScheduleExpression"]).text(), hours, Decided::False)
}
