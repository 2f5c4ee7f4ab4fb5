//! Whether the policy of a vault keeps its recovery points.
//!
//! <https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html>

use super::{Found, any_statement, is_everyone, is_such, lists};
use crate::iam::{Condition, Statement};
use crate::model::{Subject, read_policy};
use crate::reason::all_keys::any_of;
use crate::value::{Decided, Lookup};

/// What deletes recovery points, or lets them be deleted.
const DELETES: [&str; 3] =
    ["backup:deleterecoverypoint", "backup:updaterecoverypointlifecycle", "backup:putbackupvaultaccesspolicy"];

/// Whether the policy of a vault denies everyone but these principals to delete recovery points.
pub fn kept_points(subject: &Subject<'_>, spared: &[String]) -> Vec<Found> {
    let header = subject.resource.header;
    let document = subject.resource.property(&["AccessPolicy"]);
    let found = |holds, place| {
        vec![Found { name: "nothing keeps recovery points from being deleted by hand".to_owned(), holds, place }]
    };
    if matches!(document, Lookup::Unset) {
        return found(Decided::False, header);
    }
    let policy = read_policy(&subject.resource, document);
    let keeps = |statement: &Statement| {
        let all = any_of(&statement.resources, |text| is_such(text, |known| known == "*"));
        let denied = DELETES.map(|action| lists(&statement.actions, action));
        let spares = statement.conditions.iter().map(|condition| spares_only(condition, spared));
        let further = statement.more_conditions.iter().map(Decided::open);
        let says = [statement.effect.denies(), is_everyone(&statement.principals), all];
        Decided::all(says.into_iter().chain(denied).chain(spares).chain(further))
    };
    found(any_statement(&policy, keeps), policy.span)
}

/// Whether a condition leaves out no principals but these.
fn spares_only(condition: &Condition, spared: &[String]) -> Decided {
    let of_callers = ["aws:principalarn", "aws:principalaccount", "aws:userid"];
    if !of_callers.contains(&condition.key.to_ascii_lowercase().as_str()) || !condition.operator.negated {
        return Decided::False;
    }
    let is_spared = |known: &str| spared.iter().any(|it| it == known);
    let is_spared = condition.values.values.iter().map(|word| is_such(&word.text, is_spared));
    Decided::all(is_spared.chain(condition.values.rest.iter().map(Decided::open)))
}
