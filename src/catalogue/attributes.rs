//! What the attributes of resources and data sources mean, for code and for plans.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, "Attribute Reference" of each type.

use super::entry::{Meaning, Thing};
use super::table::kind;
use crate::value::{Constant, Letters, Nature, Range};

/// The argument that names what a type sets a part of.
pub fn owner(name: &str) -> Option<(&'static str, Thing)> {
    kind(name)?.owner
}

/// What an argument of a type names; the argument comes with the blocks around it: `logging.target_bucket`.
pub fn named_by(name: &str, argument: &str) -> Option<Thing> {
    let kind = kind(name)?;
    kind.owner.iter().chain(kind.links).find(|(name, _)| *name == argument).map(|(_, thing)| *thing)
}

/// What an attribute of a resource or data source says.
pub fn meaning(name: &str, is_data: bool, attribute: &str) -> Meaning {
    let found = meanings(name, is_data).find(|(it, _)| *it == attribute);
    found.map_or(Meaning::Own, |(_, meaning)| meaning)
}

fn meanings(name: &str, is_data: bool) -> impl Iterator<Item = (&'static str, Meaning)> {
    let said = kind(name).map_or(&[][..], |kind| kind.attributes).iter();
    said.filter(move |(of, ..)| of.is_of(is_data)).map(|(_, attribute, meaning)| (*attribute, *meaning))
}

/// Attributes that are there though nothing configures them, as far as resources are linked by them.
pub fn made(name: &str, is_data: bool) -> impl Iterator<Item = &'static str> {
    let said = meanings(name, is_data).flat_map(|(attribute, meaning)| match meaning {
        Meaning::Attribute(other) => vec![attribute, other],
        _ => vec![attribute],
    });
    said.chain(kind(name).map_or(&["id", "arn"][..], |kind| kind.always).iter().copied())
}

/// The attribute that says the same and whose name is that of what it says.
pub fn canonical<'n>(name: &str, is_data: bool, attribute: &'n str) -> &'n str {
    match meaning(name, is_data, attribute) {
        Meaning::Attribute(other) => other,
        _ => attribute,
    }
}

/// The constant that AWS or the provider assigns to an attribute for which nothing is configured.
pub fn assigned(name: &str, attribute: &str) -> Option<Constant> {
    let said = kind(name).map_or(&[][..], |kind| kind.assigned);
    if let Some((_, constant)) = said.iter().find(|(it, _)| *it == attribute) {
        return Some(*constant);
    }
    match attribute {
        "account_id" | "owner_id" | "master_account_id" => Some(Constant::AccountId),
        "region" => Some(Constant::Region),
        "id" if name.ends_with("_service_account") => Some(Constant::AccountId),
        _ if attribute.ends_with("arn") => Some(Constant::Arn),
        _ if attribute == "id" || attribute.ends_with("_id") => Some(Constant::Id),
        _ => None,
    }
}

/// What is known of a collection that AWS or the provider assigns: ARNs, ids, the accounts of an organization.
pub fn each_of(kind: &str, name: &str) -> Option<Nature> {
    let each = match name {
        "account_ids" | "aws_account_ids" => Constant::AccountId.into(),
        "accounts" | "non_master_accounts" if kind.starts_with("aws_organizations_") => {
            let account = Nature::default().with_part("id", Constant::AccountId.into());
            account.with_part("arn", Constant::Arn.into())
        }
        _ if name == "arns" || name.ends_with("_arns") => Constant::Arn.into(),
        _ if name == "ids" || name.ends_with("_ids") => Constant::Id.into(),
        _ => return None,
    };
    Some(Nature::collection(each))
}

/// The letters of what the provider `random` makes up, where no argument of it adds others.
pub fn made_up(kind: &str, name: &str, is_set: &dyn Fn(&str) -> bool) -> Option<Nature> {
    const HEX: &str = "0123456789abcdef";
    const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let (letters, also) = match (kind, name) {
        ("random_pet", "id") if !is_set("prefix") && !is_set("separator") => ("abcdefghijklmnopqrstuvwxyz", "-"),
        ("random_id", "hex") if !is_set("prefix") => (HEX, ""),
        ("random_id", "dec") if !is_set("prefix") => ("0123456789", ""),
        ("random_id", "id" | "b64_url") if !is_set("prefix") => (BASE64, "-_"),
        ("random_uuid", "id" | "result") => (HEX, "-"),
        ("random_integer", "id" | "result") => ("0123456789", "-"),
        _ => return None,
    };
    Some(Nature::text("", "", Letters::of(letters).or(Letters::of(also)), Range::at_least(1)))
}

/// The argument that an attribute passes on, by itself or as the ARN of what it names, where that is such a thing. A
/// reference to the whole of what sets a part of another resource means that one.
pub fn passed_on<'n>(kind: &str, is_data: bool, attribute: Option<&'n str>, thing: Thing) -> Option<&'n str> {
    let Some(name) = attribute else {
        return owner(kind).filter(|(_, of)| *of == thing).map(|(argument, _)| argument);
    };
    let argument = match meaning(kind, is_data, name) {
        Meaning::Attribute(argument) | Meaning::ArnOfKey(argument) => argument,
        _ => name,
    };
    (named_by(kind, argument) == Some(thing)).then_some(argument)
}
