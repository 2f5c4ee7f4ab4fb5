//! `aws_s3_bucket` with the blocks that it had inside until version 3 of the provider, and `aws_s3_bucket_policy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/3.76.1/docs/resources/s3_bucket>

use super::bucket_parts::delivered;
use super::convert::unless_empty;
use super::shape::{fields, not_empty, properties, wrapped};
use super::{Lowering, required};
use crate::catalogue::{GRANT, LIFECYCLE_INLINE, types};
use crate::source::Span;
use crate::terraform::declared::{Block, Instance};
use crate::terraform::evaluate::{each_answer, each_branch};
use crate::value::{Entry, Kind, List, Map, Members, Origin, Text, TextBuilder, Unknown, Value};

impl Lowering {
    pub(super) fn bucket(&mut self, it: &dyn Instance) {
        let (block, header) = (it.block(), it.header());
        let mut properties_of_it = properties(block, fields(it));
        let rules =
            block.each_block("lifecycle_rule", &|rule| Value::map(properties(rule, LIFECYCLE_INLINE), rule.header()));
        if let Some(rules) = rules.and_then(|rules| not_empty(&rules)) {
            properties_of_it.insert("LifecycleConfiguration", rules.span(), wrapped(&rules, "Rules"));
        }
        if let Some(rules) = properties_of_it.remove("CorsConfiguration") {
            properties_of_it.insert("CorsConfiguration", rules.key_span, wrapped(&rules.value, "CorsRules"));
        }
        if let Some(logging) = properties_of_it.entry("LoggingConfiguration").cloned() {
            properties_of_it.insert("LoggingConfiguration", logging.key_span, delivered(&logging.value));
        }
        if let Some(grants) = grants(block) {
            properties_of_it.insert("AccessControlPolicy", grants.span(), wrapped(&grants, "Grants"));
        }
        let name = it.own_name();
        let names = name.to_text().map_or_else(Vec::new, |name| vec![name.clone(), arn(&name)]);
        self.resource(it, types::BUCKET, properties_of_it, names);
        if let Some(policy) = block.argument("policy") {
            let document = each_branch(&policy.value, &unless_empty);
            if !document.is_null() {
                let bucket = Value { origin: Origin::at(header), ..name };
                let bucket = bucket.naming(it.address(), "id");
                self.policy(it, Entry { key_span: header, value: bucket }, policy.key_span, document);
            }
        }
    }

    pub(super) fn bucket_policy(&mut self, it: &dyn Instance) {
        let said = |name| {
            let missing = || Entry { key_span: it.header(), value: required(it, name) };
            it.block().argument(name).unwrap_or_else(missing)
        };
        let Entry { key_span, value } = said("policy");
        self.policy(it, said("bucket"), key_span, value);
    }

    fn policy(&mut self, it: &dyn Instance, bucket: Entry, key_span: Span, document: Value) {
        let mut properties = Map::default();
        properties.insert("Bucket", bucket.key_span, bucket.value);
        properties.insert("PolicyDocument", key_span, document);
        self.resource(it, types::BUCKET_POLICY, properties, Vec::new());
    }
}

/// Inline grants: each gives several permissions, the model has one entry for each.
fn grants(block: &dyn Block) -> Option<Value> {
    let grants = block.each_block("grant", &|grant| {
        let header = grant.header();
        let grantee = Value::map(properties(grant, GRANT), header);
        let entry = |permission: Option<&Value>| {
            let mut one = Map::default();
            one.insert("Grantee", header, grantee.clone());
            if let Some(permission) = permission {
                one.insert("Permission", permission.span(), permission.clone());
            }
            Value::map(one, header)
        };
        let Some(Entry { value, .. }) = grant.argument("permissions") else {
            return Value::list(vec![entry(None)], header);
        };
        each_answer(&value, &|value| match value.members() {
            Some(Members { items, rest }) => {
                let items = items.iter().map(|permission| entry(Some(permission))).collect();
                Value::new(Kind::List(List { items, rest: rest.cloned() }), header)
            }
            None => Value::list(vec![entry(Some(value))], header),
        })
    })?;
    not_empty(&flattened(&grants))
}

/// A list of lists as one list. Choices among the inner lists leave the whole open.
fn flattened(lists: &Value) -> Value {
    each_branch(lists, &|lists| {
        let Some(outer) = lists.as_list() else { return lists.clone() };
        let mut flat = List { items: Vec::new(), rest: outer.rest.clone() };
        for inner in &outer.items {
            match &inner.kind {
                Kind::List(inner) => {
                    flat.items.extend(inner.items.iter().cloned());
                    flat.rest = Unknown::both(flat.rest.as_ref(), inner.rest.as_ref());
                }
                _ => flat.rest = Unknown::both(flat.rest.as_ref(), inner.unknowns().first()),
            }
        }
        Value::new(Kind::List(flat), lists.span())
    })
}

fn arn(name: &Text) -> Text {
    let mut arn = TextBuilder::default();
    arn.push("arn:aws:s3:::");
    arn.push_text(name);
    arn.finish()
}
