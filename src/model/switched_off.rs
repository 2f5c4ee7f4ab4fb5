//! Parts that the code declares and that the values at hand switch off: where one is missing, that is the place to
//! mend.

use std::sync::Arc;

use super::deployment::{Declared, Sets, SwitchedOff};
use super::linker::Linker;
use super::{BucketHost, Role};
use crate::catalogue::types;
use crate::value::{Kind, Lookup, Piece, Step, Value};

/// Where the policy of a bucket is switched off, and what does so.
fn way(off: &Value) -> Arc<Step> {
    let what = "keeps the bucket policy from being made";
    Arc::new(Step { what: what.into(), span: off.span(), before: off.origin.via.clone() })
}

/// The name of the bucket that a host serves.
pub(super) fn name_in(host: &Value) -> Option<Value> {
    let name = BucketHost::of(&host.to_text()?)?.name;
    Some(Value::new(Kind::String(name), host.span()))
}

/// What of the ARN of something in a bucket is that of the bucket.
pub(super) fn bucket_in(arn: &Value) -> Option<Value> {
    let text = arn.to_text()?;
    let mut known = 0;
    for piece in text.pieces() {
        let Piece::Known(letters) = piece else { continue };
        if let Some(at) = letters.find('/') {
            return Some(Value::new(Kind::String(text.between(0, known + at)), arn.span()));
        }
        known += letters.len();
    }
    None
}

impl Linker {
    /// Takes down which buckets are switched off.
    pub(super) fn note_switched_off(&mut self, all: &[SwitchedOff]) {
        let whole = all.iter().filter(|it| matches!(it.sets, Sets::Whole));
        self.switched_off.extend(whole.filter_map(|it| Some(it.owner.to_text()?.symbol())));
    }

    /// Whether a host serves a bucket that is switched off.
    pub(super) fn is_switched_off(&self, host: &Value) -> bool {
        let name = name_in(host).and_then(|name| name.to_text());
        name.is_some_and(|name| self.switched_off.contains(&name.symbol()))
    }

    /// Says of what is not set, and of a bucket without a policy, what switches it off.
    pub(super) fn settle_switched_off(&mut self, all: &[SwitchedOff]) {
        for part in all {
            let Some(at) = self.resolve(part.owner_type, &part.owner) else { continue };
            let has_policy = |links: &Vec<(Role, usize)>| links.iter().any(|(role, _)| *role == Role::Policy);
            let has_policy = self.linked.links.get(&at).is_some_and(has_policy);
            let Some(owner) = self.linked.resources.get_mut(at).filter(|it| it.declared == Declared::Here) else {
                continue;
            };
            match &part.sets {
                Sets::Policy if !has_policy && *owner.type_name == *types::BUCKET => {
                    self.linked.without_policy.entry(at).or_insert_with(|| way(&part.off));
                }
                Sets::Policy | Sets::Whole => {}
                Sets::Property(name) => {
                    if matches!(owner.properties.at(&[name]), Lookup::Unset) {
                        owner.properties.insert(Arc::clone(name), part.off.span(), part.off.clone());
                    }
                }
            }
        }
    }
}
