//! The table of types, and what is looked up in it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::data_sources::{self, DOCUMENT};
use super::entry::{Kind, Makes, TemplatePart, Thing, Type};
use super::{TYPES, types};

/// The entry of a type by CloudFormation's name.
pub fn type_named(name: &str) -> Option<&'static Type> {
    static TABLE: OnceLock<HashMap<&str, &Type>> = OnceLock::new();
    TABLE.get_or_init(|| TYPES.iter().map(|of| (of.name, *of)).collect()).get(name).copied()
}

/// What is known of a type of Terraform.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().get(name).map(|(kind, _)| *kind)
}

/// The type that resources of a type of Terraform are of, or set parts of.
pub fn type_of(kind: &str) -> Option<&'static Type> {
    kinds().get(kind).and_then(|(_, of)| *of)
}

type Kinds = HashMap<&'static str, (&'static Kind, Option<&'static Type>)>;

fn kinds() -> &'static Kinds {
    static TABLE: OnceLock<Kinds> = OnceLock::new();
    TABLE.get_or_init(|| {
        let of_types = TYPES.iter().flat_map(|of| of.kinds.iter().map(|kind| (kind.name, (kind, Some(*of)))));
        of_types.chain(data_sources::KINDS.iter().map(|kind| (kind.name, (kind, None)))).collect()
    })
}

/// The type of the model's resource that a type of Terraform becomes by itself.
pub fn lowered_type(name: &str) -> Option<&'static str> {
    let (kind, of) = kinds().get(name)?;
    matches!(kind.makes, Makes::Resource(_)).then_some((*of)?.name)
}

/// The type that rules and questions know a type by: a replica of a key is a key.
pub fn judged_type(type_name: &str) -> &str {
    if type_name == types::REPLICA_KEY { types::KEY } else { type_name }
}

/// Whether there may be rules for a type.
pub fn is_judged(type_name: &str) -> bool {
    type_named(judged_type(type_name)).is_some_and(|of| of.is_judged)
}

/// What a type of Terraform sets a part of, where it does not become a resource by itself.
#[derive(Clone, Copy, Debug)]
pub struct PartOf {
    /// The argument that names the owner.
    pub argument: &'static str,
    /// The owner's type.
    pub owner: &'static str,
    /// The property of the owner that it sets.
    pub property: &'static str,
    /// Whether it is one of several items of the property.
    pub is_item: bool,
    /// The argument that is all of what it sets.
    pub says: Option<&'static str>,
}

/// What a type of Terraform sets a part of, where it does not become a resource by itself.
pub fn part_of(name: &str) -> Option<PartOf> {
    let kind = kind(name)?;
    let (property, is_item) = match kind.makes {
        Makes::Part(property) => (property, false),
        Makes::Item(property) => (property, true),
        Makes::Resource(_) | Makes::Nothing => return None,
    };
    let (argument, thing) = kind.owner?;
    Some(PartOf { argument, owner: thing.resource_type()?, property, is_item, says: kind.says })
}

/// What a type of templates sets a part of, where it does not become a resource by itself.
pub fn template_part(name: &str) -> Option<(&'static Type, &'static TemplatePart)> {
    TYPES.iter().find_map(|of| Some((*of, of.parts.iter().find(|part| part.name == name)?)))
}

/// Whether a type of Terraform becomes a resource of the model or a part of one.
pub fn is_known(name: &str) -> bool {
    kind(name).is_some_and(|kind| !matches!(kind.makes, Makes::Nothing))
}

/// Whether it matters what comes before resources of a type of Terraform in a deployment.
pub fn is_ordered(name: &str) -> bool {
    kind(name).is_some_and(|kind| kind.is_ordered)
}

/// Whether others are parts of resources of a type of Terraform.
pub fn has_parts(name: &str) -> bool {
    kind(name).is_some_and(|kind| kind.has_parts)
}

impl Thing {
    /// Whether a resource or data source is such a thing, or stands for one.
    pub fn is(self, kind: &str, is_data: bool) -> bool {
        if self == Thing::Document {
            return is_data && kind == DOCUMENT;
        }
        let is_it = || type_of(kind).is_some_and(|of| of.thing == Some(self)) && lowered_type(kind).is_some();
        !is_data && is_it()
    }

    /// The type of the model's resource that it is; `None` where the model has none.
    pub fn resource_type(self) -> Option<&'static str> {
        TYPES.iter().find(|of| of.thing == Some(self)).map(|of| of.name)
    }
}
