//! SAM: the resources of the model that its own resources turn into, written as a template would write them.
//!
//! <https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst>
//!
//! A function or state machine without a role gets one (`role`), with what SAM's templates of policies stand for
//! (`policy`). A connector gives a role a managed policy (`connector`). A function that listens to a bucket of the
//! template gets into the bucket's notifications (`listen`). What else SAM makes is not part of the model.

mod connector;
mod listen;
mod policy;
mod role;
mod transformed;
mod written;

use super::template::Declaration;
use crate::value::{Map, Value};
use transformed::Owner;

pub(super) use transformed::Transformed;

impl Transformed {
    /// Transforms the resources of a template.
    pub(super) fn new(resources: &Map, conditions: &Map, globals: Option<&Value>) -> Transformed {
        let mut all =
            Transformed { resources: resources.clone(), conditions: conditions.clone(), problems: Vec::new() };
        for (id, entry) in resources.iter() {
            let Some(declaration) = Declaration::of(id, entry) else { continue };
            connector::of(&declaration, resources, &mut all);
            if let Some(owner) = Owner::of(declaration, globals) {
                role::of(&owner, &mut all);
                listen::of(&owner, &mut all.resources);
            }
        }
        all
    }
}
