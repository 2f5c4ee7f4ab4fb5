//! Functions whose answer is made when Terraform runs: by the clock, by chance, or with a key.

use super::arguments::Wanted::{Number, Text};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::Computed;

pub(super) const TABLE: &[Row] = &[
    row("bcrypt", &[Text], bcrypt).more(Number),
    row("plantimestamp", &[], when_terraform_runs),
    row("rsadecrypt", &[Text, Text], |_| Err(Gap::Beyond("decrypts, which is not done".into()))),
    row("timestamp", &[], when_terraform_runs),
    row("uuid", &[], when_terraform_runs),
];

/// The highest cost that a hash may have.
const MAX_COST: i64 = 31;

/// Two calls are not taken to be equal.
fn when_terraform_runs(_: &Arguments<'_>) -> Answer {
    Err(Gap::Made(Computed::MadeWhenRun.into()))
}

fn bcrypt(of: &Arguments<'_>) -> Answer {
    if of.values.len() > 1 && of.whole(1)? > MAX_COST {
        return Err(Gap::error(format!("the cost is at most {MAX_COST}")));
    }
    when_terraform_runs(of)
}
