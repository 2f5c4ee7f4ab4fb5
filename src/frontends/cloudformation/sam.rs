//! SAM: what its resources turn into, as far as the model holds that.
//!
//! <https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst>

use super::evaluate::Evaluator;
use super::template::Declaration;
use crate::model::Resource;
use crate::value::Map;

/// The resources of the model that a resource of SAM turns into.
pub(super) fn resources(_declaration: &Declaration<'_>, _evaluator: &Evaluator<'_>) -> Vec<Resource> {
    Vec::new()
}

/// A bucket's properties with the notifications that functions of the template ask of it.
pub(super) fn with_notifications(_declaration: &Declaration<'_>, _evaluator: &Evaluator<'_>, properties: Map) -> Map {
    properties
}
