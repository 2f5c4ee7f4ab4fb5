//! What a property is called in the language of the file that declares the resource.

use super::document::property_at;
use crate::catalogue::{Written, kind, written};
use crate::guard::Failure;
use crate::model::Subject;
use crate::source::Span;

/// What says in Terraform what a clause speaks of; `None` of a resource of another language, and of what no table of
/// the catalogue says.
pub(super) fn in_terraform(subject: &Subject<'_>, failure: &Failure) -> Option<Written> {
    let resource = &subject.resource;
    kind(&resource.source_type)?;
    let property = property_at(subject, &failure.path)?;
    let (own, parts): (Vec<_>, Vec<_>) =
        written(&resource.type_name, &property).into_iter().partition(|it| *it.kind == *resource.source_type);
    let own = own.into_iter().next();
    let at = failure.found.as_ref().map(|found| found.span()).or(failure.nearest);
    let is_in_part = !at.is_some_and(|at| is_within(at, resource.body));
    // What is there stands in the resource itself or in a part of it; what is not there is the whole of a part, where
    // there are such parts and no block of the resource says that it is not set.
    let is_said = failure.found.is_some() || failure.unset.is_some() && !is_in_part;
    let is_absent = property.len() == 1 && !is_said;
    let part = parts.into_iter().find(|it| if is_absent { it.path.is_empty() } else { is_in_part || own.is_none() });
    part.or(own)
}

/// Whether a place stands in another one.
fn is_within(at: Span, whole: Span) -> bool {
    at.file == whole.file && whole.start <= at.start && at.end <= whole.end
}
