//! Public keys, by Security Hub's KMS.5: a key policy must not let principals in whom it does not fix. KMS knows no
//! anonymous caller, so the public is any principal of any account.

use super::answer::{agreed, answer, in_force, shut};
use super::target::Target;
use super::{Question, Situation, Verdict};
use crate::catalogue::{judged_type, types};
use crate::model::{Declared, Key, Subject};
use crate::value::Lookup;

/// Why nobody else uses a key whose policy is not declared.
pub(super) const DEFAULT_POLICY: &str = "the key has KMS's default policy, which gives access to its own account only";

/// Whether it is a key whose policy the code does not set.
pub(super) fn has_default_policy(subject: &Subject<'_>) -> bool {
    let unset = matches!(Key::of(subject).policy(), Lookup::Unset) && subject.resource.declared == Declared::Here;
    judged_type(&subject.resource.type_name) == types::KEY && unset
}

/// Whether the public can use a key.
pub(super) fn decide(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    if has_default_policy(subject) {
        return shut(DEFAULT_POLICY, None);
    }
    let target = Target::of(subject);
    let form = Question::PublicKey.form();
    agreed(&in_force(subject), |resource, policy| {
        answer(form, form.query(policy, &target, situation).search(), resource, policy)
    })
}
