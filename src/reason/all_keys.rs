//! What policies of identities grant on all keys, whatever their conditions say.
//!
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1>

use super::Granted;
use super::replication::inline_policies;
use crate::catalogue::types;
use crate::iam::{self, Action, Part, Policy, PolicyType, Service, Statement, Word, is_like};
use crate::model::Subject;
use crate::value::{Decided, Lookup, Piece, Text, Truth, Unknown};

/// Keys, one in each partition, that nobody names: what matches one of them is about all keys.
const NOBODYS: [&str; 3] = [
    "arn:aws:kms:zz-example-9:999999999999:key/99999999-9999-9999-9999-999999999999",
    "arn:aws-cn:kms:zz-example-9:999999999999:key/99999999-9999-9999-9999-999999999999",
    "arn:aws-us-gov:kms:zz-example-9:999999999999:key/99999999-9999-9999-9999-999999999999",
];

/// What stands for text that is something, and nothing in particular.
const SOMETHING: &str = "\u{0}";

/// The partition of one of these.
const PARTITION: &str = "aws";

/// The actions of KMS that a managed policy, or the policies that stand in a role, grant on all keys.
pub fn granted_on_all_keys(subject: &Subject<'_>) -> Vec<Granted> {
    let resource = &subject.resource;
    let policy = match (&*resource.type_name, resource.property(&["PolicyDocument"])) {
        (types::ROLE, _) => inline_policies(subject),
        (_, Lookup::Set(value)) => iam::read_as(PolicyType::IdentityBased, value).0,
        (_, Lookup::Unknown(unknown)) => Policy::unknown(unknown.clone(), resource.header),
        (_, Lookup::Unset) => return Vec::new(),
    };
    Service::Kms.actions().iter().filter_map(|action| granted(&policy, action)).collect()
}

fn granted(policy: &Policy, action: &Action) -> Option<Granted> {
    let says = |it: &Statement| match lists(&it.actions, action) {
        Decided::False => Decided::False,
        listed => listed.and(is_about_all(&it.resources)),
    };
    let is_there = |it: &Statement| it.more_conditions.as_ref().map_or(Decided::True, Decided::open);
    let allows = |it: &Statement| it.effect.allows().and(says(it)).and(is_there(it));
    let denies = |it: &Statement| (!it.effect.allows()).and(says(it)).and(is_there(it));
    let allowed = policy.statements.iter().map(allows).chain(policy.rest.iter().map(Decided::open));
    let unconditioned = policy.statements.iter().filter(|it| it.conditions.is_empty());
    let is_granted = Decided::any(allowed).and(!Decided::any(unconditioned.map(denies)));
    let place = || policy.statements.iter().find(|it| allows(it).truth() == Truth::True).map(|it| it.span);
    (is_granted.truth() != Truth::False).then(|| Granted {
        action: action.name,
        is_granted,
        place: place(),
        gave_up: false,
    })
}

fn lists(part: &Part<Word>, action: &Action) -> Decided {
    let is_match = |pattern: &str| is_like(&pattern.to_ascii_lowercase(), action.lower);
    any_of(part, |text| matches(text, &is_match, &|_| true))
}

/// Whether an element of resources is about all keys. What names one key, whichever, is not.
fn is_about_all(part: &Part<Word>) -> Decided {
    let is_match = |pattern: &str| NOBODYS.iter().any(|key| is_like(pattern, key));
    any_of(part, |text| matches(text, &is_match, &|hole| hole.nature.constant.is_none() && hole.nature.may_hold('*')))
}

/// Whether an element has a value of which something is said, or may have one.
pub(super) fn any_of(part: &Part<Word>, says: impl Fn(&Text) -> Decided) -> Decided {
    let values = part.values.iter().map(|word| says(&word.text));
    Decided::any(values.chain(part.rest.iter().map(Decided::open))).negated_if(part.negated)
}

/// Whether a pattern matches, some of whose holes may be patterns themselves.
fn matches(text: &Text, is_match: &dyn Fn(&str) -> bool, may_be_pattern: &dyn Fn(&Unknown) -> bool) -> Decided {
    let filled = |by: &dyn Fn(&Unknown) -> &'static str| {
        let pieces = text.pieces().into_iter().map(|piece| match piece {
            Piece::Known(known) => known.to_owned(),
            // What is about all keys is so in each partition.
            Piece::Hole(hole) if hole.nature.is_partition() => PARTITION.to_owned(),
            Piece::Hole(hole) => by(hole).to_owned(),
        });
        pieces.collect::<String>()
    };
    if is_match(&filled(&|_| SOMETHING)) {
        return Decided::True;
    }
    let widest = filled(&|hole| if may_be_pattern(hole) { "*" } else { SOMETHING });
    let open = text.holes().find(|hole| may_be_pattern(hole)).filter(|_| is_match(&widest));
    open.map_or(Decided::False, Decided::open)
}
