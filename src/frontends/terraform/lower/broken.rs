//! Resources whose blocks do not parse: they are there, and nothing is known of them.
//!
//! Leaving them out would say that a bucket has no access block, where in truth nobody can read what it says.

use std::sync::Arc;

use crate::catalogue::{lowered_type, part_of, types};
use crate::model::{Attachment, Declared, Deployment, Presence, Resource};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::recover::Broken;
use crate::value::{Constant, Kind, Map, Symbol, Text, Unknown, Value};

/// Adds what is left of the blocks that do not parse, in the order of the text.
pub(super) fn lower_broken(evaluator: &Evaluator<'_>, out: &mut Deployment) {
    Remains { evaluator, out }.all();
}

struct Remains<'l, 'm> {
    evaluator: &'l Evaluator<'m>,
    out: &'l mut Deployment,
}

impl Remains<'_, '_> {
    fn all(&mut self) {
        let mut all: Vec<&Broken> = self.evaluator.module.broken.values().collect();
        all.sort_by_key(|broken| broken.header);
        for broken in all {
            let ("resource", [kind, name]) = (broken.kind.as_str(), broken.labels.as_slice()) else { continue };
            let address = self.evaluator.qualify(&format!("{kind}.{name}"));
            if let Some(type_name) = lowered_type(kind) {
                self.broken_resource(broken, &address, type_name);
            } else if let Some(of) = part_of(kind) {
                self.broken_part(broken, &address, of.argument, of.owner, of.property);
            }
            if kind == "aws_s3_bucket_acl" {
                self.broken_part(broken, &address, "bucket", types::BUCKET, "AccessControlPolicy");
            }
        }
    }

    fn unknown(&self, broken: &Broken, symbol: &str, shown: &str) -> Unknown {
        Unknown::new(shown, broken.header, broken.reason())
            .symbol(Symbol::operation("does not parse", [Symbol::input(symbol)]))
    }

    fn broken_resource(&mut self, broken: &Broken, address: &str, type_name: &str) {
        let mut properties = Map::default();
        properties.rest = Some(Arc::new(self.unknown(broken, address, address)));
        if type_name == types::BUCKET_POLICY {
            properties.insert("Bucket", broken.header, self.owner(broken, address, "bucket"));
        }
        let id = Unknown::new(format!("{address}.id"), broken.header, broken.reason())
            .symbol(Symbol::input(address).part(["id"]))
            .constant(Constant::Id);
        self.out.resources.push(Resource {
            address: address.into(),
            type_name: type_name.into(),
            source_type: broken.labels.first().map_or("", String::as_str).into(),
            properties,
            names: vec![Text::hole(Arc::new(id))],
            header: broken.header,
            body: broken.body,
            presence: Presence::Always,
            families: self.evaluator.families.clone(),
            declared: Declared::Here,
        });
    }

    fn broken_part(&mut self, broken: &Broken, address: &str, owner: &str, owner_type: &'static str, property: &str) {
        let value = self.unknown(broken, &format!("{address} {property}"), address);
        self.out.attachments.push(Attachment {
            address: address.into(),
            source_type: broken.labels.first().map_or("", String::as_str).into(),
            owner_type,
            owner: self.owner(broken, address, owner),
            property: property.into(),
            value: Value::new(Kind::Unknown(Arc::new(value)), broken.header),
            header: broken.header,
            body: broken.body,
            presence: Presence::Always,
            families: self.evaluator.families.clone(),
        });
    }

    /// The owner, where the line that names it can be read by itself.
    fn owner(&self, broken: &Broken, address: &str, argument: &str) -> Value {
        let line = broken.arguments.iter().find(|(name, _)| name == argument);
        let value = line.and_then(|(_, span)| self.evaluator.line(*span));
        value.unwrap_or_else(|| {
            let unknown = self.unknown(broken, &format!("{address}.{argument}"), &format!("{address}.{argument}"));
            Value::unknown(unknown, broken.header)
        })
    }
}
