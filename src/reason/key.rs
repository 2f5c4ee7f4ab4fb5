//! Public keys, by Security Hub's KMS.5: a key policy must not let principals in whom it does not fix. KMS knows no
//! anonymous caller, so the public is any principal of any account.

use super::caller::Caller;
use super::pattern::Extent;
use super::public::{answer, preferred, read, shut};
use super::route::Channel;
use super::search::Query;
use super::target::Target;
use super::{Situation, Verdict};
use crate::iam;
use crate::model::{Declared, Key, Subject};
use crate::value::Lookup;

/// Whether the public can use a key.
pub(super) fn decide(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let resource = subject.resource.as_ref();
    let document = Key::of(subject).policy();
    if let (Lookup::Unset, Declared::Here) = (document, resource.declared) {
        return shut("the key has KMS's default policy, which gives access to its own account only", None);
    }
    let policy = read(resource, document);
    let target = Target::of(subject);
    let query = Query {
        policy: &policy,
        excluded: None,
        reference: None,
        target: &target,
        access_point: None,
        owner: &situation.owner,
        actions: preferred(iam::kms_actions().to_vec()),
        callers: vec![Caller::stranger()],
        channels: &[Channel::Tls, Channel::Plain, Channel::Redacted],
        trust: Some(situation.trust),
        needs_allow: true,
        extent: Extent::All,
    };
    answer(query.search(), resource, &policy, "the public use the key")
}
