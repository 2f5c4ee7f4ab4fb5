//! Whether the policy of a bucket grants others more than the one that its owners agreed on.

use super::statements::Found;
use super::{Situation, Verdict, Whom, grants_beyond};
use crate::iam;
use crate::model::Subject;
use crate::value::{Decided, Value};

/// Whether the policy of a bucket grants other accounts no more than the text of a policy does.
pub fn within_control(situation: &Situation, subject: &Subject<'_>, control: &str) -> Vec<Found> {
    let header = subject.resource.header;
    let reference = iam::read(&Value::string(control, header)).0;
    let found = |name: String, holds, place| vec![Found { name, holds, place }];
    match grants_beyond(situation, subject, &reference, Whom::Others) {
        Verdict::Yes(it) => {
            let name = format!("{} may call {}", it.principal, it.action);
            found(name, false.into(), it.through.place().unwrap_or(header))
        }
        Verdict::No(_) => found("the policy".to_owned(), true.into(), header),
        Verdict::Open(unknowns) => found("the policy".to_owned(), Decided::Open(unknowns), header),
    }
}
