//! Statements of managed policies that grant everything, whatever their conditions say.
//!
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1>
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21>

use super::{Found, called, rest};
use crate::iam::{self, Part, Policy, PolicyType, Statement, Word};
use crate::model::Subject;
use crate::value::{Decided, Lookup, Text};

/// The statements of a managed policy, each with whether it grants less than everything on everything.
pub fn admin_statements(subject: &Subject<'_>) -> Vec<Found> {
    in_statements(subject, |statement| {
        let all = |part: &Part<Word>| any(part, &|text| text == "*" || text == "*:*");
        all(&statement.actions).and(all(&statement.resources))
    })
}

/// The same, each with whether it grants less than all of some service.
pub fn full_statements(subject: &Subject<'_>) -> Vec<Found> {
    in_statements(subject, |statement| any(&statement.actions, &|text| text == "*" || text.ends_with(":*")))
}

fn in_statements(subject: &Subject<'_>, grants_all: impl Fn(&Statement) -> Decided) -> Vec<Found> {
    let policy = match subject.resource.property(&["PolicyDocument"]) {
        Lookup::Set(value) => iam::read_as(PolicyType::IdentityBased, value).0,
        Lookup::Unknown(unknown) => Policy::unknown(unknown.clone(), subject.resource.header),
        Lookup::Unset => return Vec::new(),
    };
    let of =
        |it: &Statement| Found { name: called(it), holds: !grants_all(it).and(it.allows()), place: it.actions.span };
    policy.statements.iter().map(of).chain(rest(&policy)).collect()
}

/// Whether a value of an element that says what is meant is such; what `Not…` leaves out says nothing of that.
fn any(part: &Part<Word>, is_such: &dyn Fn(&str) -> bool) -> Decided {
    if part.negated {
        return Decided::False;
    }
    let says = |text: &Text| match text.as_str() {
        Some(known) => is_such(known).into(),
        None if text.known_suffix().is_empty() || text.known_suffix() == "*" => {
            text.holes().next().map_or(Decided::False, Decided::open)
        }
        None => is_such(text.known_suffix()).into(),
    };
    Decided::any(part.values.iter().map(|word| says(&word.text)).chain(part.rest.iter().map(Decided::open)))
}
