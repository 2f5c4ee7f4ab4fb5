//! Functions whose answer is made when Terraform runs: by the clock, by chance, or with a key.

use super::arguments::Wanted::{Number, Text};
use super::arguments::{Answer, Arguments, Gap, Row, row};

pub(super) const TABLE: &[Row] = &[
    row("bcrypt", &[Text], when_terraform_runs).more(Number),
    row("plantimestamp", &[], when_terraform_runs),
    row("rsadecrypt", &[Text, Text], |_| Err(Gap::Beyond("decrypts, which is not done".to_owned()))),
    row("timestamp", &[], when_terraform_runs),
    row("uuid", &[], when_terraform_runs),
];

/// Two calls are not taken to be equal.
fn when_terraform_runs(_: &Arguments<'_>) -> Answer {
    Err(Gap::Beyond("is made when Terraform runs".to_owned()))
}
