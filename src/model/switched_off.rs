//! Parts that the code declares and that the values at hand switch off: where one is missing, that is the place to
//! mend.

use std::sync::Arc;

use super::Role;
use super::deployment::{Declared, Sets, SwitchedOff};
use super::linker::Linker;
use crate::catalogue::types;
use crate::value::{Lookup, Step, Value};

/// Where the policy of a bucket is switched off, and what does so.
fn way(off: &Value) -> Arc<Step> {
    let what = "keeps the bucket policy from being made";
    Arc::new(Step { what: what.into(), span: off.span(), before: off.origin.via.clone() })
}

impl Linker {
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
                Sets::Policy => {}
                Sets::Property(name) => {
                    if matches!(owner.properties.at(&[name]), Lookup::Unset) {
                        owner.properties.insert(Arc::clone(name), part.off.span(), part.off.clone());
                    }
                }
            }
        }
    }
}
