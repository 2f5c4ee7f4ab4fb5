//! The resources that set one part of a bucket each, where the table of the catalogue does not say all.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade>

use super::shape::{fields, properties};
use super::{Lowering, required};
use crate::catalogue::{PartOf, part_of, types};
use crate::source::Span;
use crate::terraform::declared::Instance;
use crate::terraform::evaluate::{each_answer, each_branch};
use crate::value::{Kind, Map, Value};

/// The settings of an access block.
const SWITCHES: [&str; 4] = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

impl Lowering {
    /// A canned ACL and a list of grants are properties of their own.
    pub(super) fn acl(&mut self, it: &dyn Instance) {
        let bucket = required(it, "bucket");
        for (name, entry) in properties(it.block(), fields(it)).iter() {
            self.attachment(it, types::BUCKET, bucket.clone(), name, entry.value.clone());
        }
    }

    /// A resource that sets a property of another one, or an item of it.
    pub(super) fn any_part(&mut self, it: &dyn Instance) {
        if let Some(part) = part_of(it.kind()) {
            self.part(it, || part_value(it, part));
        }
    }
}

/// The value of the property that a part sets.
fn part_value(it: &dyn Instance, part: PartOf) -> Value {
    let value = part.says.map_or_else(|| said_by_blocks(it, part.property), |argument| required(it, argument));
    if part.is_item { Value::list(vec![value], it.header()) } else { value }
}

/// What the arguments and blocks of a part come to together.
fn said_by_blocks(it: &dyn Instance, property: &str) -> Value {
    let mut properties = properties(it.block(), fields(it));
    match it.kind() {
        "aws_s3_bucket_public_access_block" => switched(&mut properties, it.header(), false),
        "aws_s3_bucket_inventory" => schedule(&mut properties),
        "aws_s3_bucket_logging" => return delivered(&Value::map(properties, it.header())),
        // The one thing that its block says is the property itself.
        "aws_s3_bucket_abac" if properties.rest.is_none() => {
            return properties.remove(property).map_or_else(|| Value::null(it.header()), |entry| entry.value);
        }
        _ => {}
    }
    Value::map(properties, it.header())
}

/// A logging configuration; none where it names no bucket, which the provider refuses.
pub(super) fn delivered(logging: &Value) -> Value {
    const TARGET: &str = "DestinationBucketName";
    each_branch(logging, &|logging| {
        let Some(map) = logging.as_map() else { return logging.clone() };
        let to = |target: &Value| {
            if target.is_null() || target.as_str() == Some("") {
                return Value::null(target.span());
            }
            let mut map = map.clone();
            map.insert(TARGET, target.span(), target.clone());
            Value { kind: Kind::Map(map), origin: logging.origin.clone() }
        };
        match map.get(TARGET) {
            Some(target) => each_answer(target, &to),
            None if map.rest.is_some() => logging.clone(),
            None => Value::null(logging.span()),
        }
    })
}

/// `Schedule: {Frequency}` is one property in CloudFormation.
fn schedule(properties: &mut Map) {
    if let Some(frequency) = properties.remove("Schedule").and_then(|entry| entry.value.get("Frequency").cloned()) {
        properties.insert("ScheduleFrequency", frequency.span(), frequency);
    }
}

/// Sets the settings of an access block that are not set to what the provider sets them to: off, and on for access
/// points.
pub(super) fn switched(properties: &mut Map, header: Span, is_on: bool) {
    for name in SWITCHES {
        if properties.get(name).is_none() {
            properties.insert(name, header, Value::bool(is_on, header));
        }
    }
}
