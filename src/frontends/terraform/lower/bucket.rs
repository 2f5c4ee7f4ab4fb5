//! `aws_s3_bucket` with the blocks that it had inside until version 3 of the provider, and `aws_s3_bucket_policy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/3.76.1/docs/resources/s3_bucket>

use super::bucket_parts::{
    GRANT, INLINE_ENCRYPTION, LIFECYCLE_INLINE, LOGGING, OBJECT_LOCK, REPLICATION_INLINE, VERSIONING_INLINE,
    WEBSITE_INLINE,
};
use super::convert::{canned_acl, tags, unless_empty};
use super::shape::{Field, argument, converted, not_empty, one, wrapped};
use super::{Input, Lowering};
use crate::frontends::terraform::evaluate::{Block, each_branch};
use crate::model::types;
use crate::value::{Entry, Kind, List, Map, Text, TextBuilder, Value};

const BUCKET: &[Field] = &[
    converted("bucket", &["BucketName"], unless_empty),
    converted("acl", &["AccessControl"], canned_acl),
    one("server_side_encryption_configuration", "BucketEncryption", INLINE_ENCRYPTION),
    one("versioning", "VersioningConfiguration", VERSIONING_INLINE),
    one("logging", "LoggingConfiguration", LOGGING),
    one("replication_configuration", "ReplicationConfiguration", REPLICATION_INLINE),
    one("website", "WebsiteConfiguration", WEBSITE_INLINE),
    argument("object_lock_enabled", &["ObjectLockEnabled"]),
    one("object_lock_configuration", "ObjectLockConfiguration", OBJECT_LOCK),
    converted("tags", &["Tags"], tags),
    argument("force_destroy", &["ForceDestroy"]),
];

impl Lowering<'_, '_> {
    pub(super) fn bucket(&mut self, input: &Input<'_, '_>) {
        let evaluator = self.evaluator;
        let mut properties = evaluator.properties(&input.block, BUCKET);
        let header = input.it.header();
        let rules = evaluator.each_block(&input.block, "lifecycle_rule", &|rule| {
            Value::map(evaluator.properties(rule, LIFECYCLE_INLINE), rule.header)
        });
        if let Some(rules) = rules.and_then(|rules| not_empty(&rules)) {
            properties.insert("LifecycleConfiguration", rules.span(), wrapped(&rules, "Rules"));
        }
        if let Some(grants) = self.grants(&input.block) {
            properties.insert("AccessControlPolicy", grants.span(), wrapped(&grants, "Grants"));
        }
        let name = evaluator.bucket_name(input.it, input.instance).under(&input.instance.world);
        let names = name.to_text().map_or_else(Vec::new, |name| vec![name.clone(), arn(&name)]);
        self.resource(input, types::BUCKET, properties, names);
        if let Some(policy) = evaluator.argument(&input.block, "policy") {
            let document = each_branch(&policy.value, &unless_empty);
            if !document.is_null() {
                let bucket = Value { origin: crate::value::Origin::at(header), ..name };
                let bucket = bucket.naming(input.address.as_str(), "id");
                self.policy(input, Entry { key_span: header, value: bucket }, policy.key_span, document);
            }
        }
    }

    pub(super) fn bucket_policy(&mut self, input: &Input<'_, '_>) {
        let bucket = self.evaluator.argument(&input.block, "bucket");
        let bucket =
            bucket.unwrap_or_else(|| Entry { key_span: input.it.header(), value: self.required(input, "bucket") });
        let key_span =
            self.evaluator.argument(&input.block, "policy").map_or(input.it.header(), |entry| entry.key_span);
        let document = self.required(input, "policy");
        self.policy(input, bucket, key_span, document);
    }

    fn policy(&mut self, input: &Input<'_, '_>, bucket: Entry, key_span: crate::source::Span, document: Value) {
        let mut properties = Map::default();
        properties.insert("Bucket", bucket.key_span, bucket.value);
        properties.insert("PolicyDocument", key_span, document);
        self.resource(input, types::BUCKET_POLICY, properties, Vec::new());
    }

    /// Inline grants: each gives several permissions, the model has one entry for each.
    fn grants(&self, block: &Block<'_>) -> Option<Value> {
        let evaluator = self.evaluator;
        let grants = evaluator.each_block(block, "grant", &|grant| {
            let grantee = Value::map(evaluator.properties(grant, GRANT), grant.header);
            let permissions = evaluator.argument(grant, "permissions");
            let entry = |permission: Option<&Value>| {
                let mut one = Map::default();
                one.insert("Grantee", grant.header, grantee.clone());
                if let Some(permission) = permission {
                    one.insert("Permission", permission.span(), permission.clone());
                }
                Value::map(one, grant.header)
            };
            let Some(Entry { value, .. }) = permissions else { return Value::list(vec![entry(None)], grant.header) };
            each_branch_or_unknown(&value, &|value| match &value.kind {
                Kind::List(list) => {
                    let items = list.items.iter().map(|permission| entry(Some(permission))).collect();
                    Value::new(Kind::List(List { items, rest: list.rest.clone() }), grant.header)
                }
                _ => Value::list(vec![entry(Some(value))], grant.header),
            })
        })?;
        not_empty(&flattened(&grants))
    }
}

/// The same as [`each_branch`], an unknown being handed to the function too.
fn each_branch_or_unknown(value: &Value, function: &dyn Fn(&Value) -> Value) -> Value {
    if value.as_unknown().is_some() { function(value) } else { each_branch(value, function) }
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
                    flat.rest = flat.rest.or_else(|| inner.rest.clone());
                }
                _ => flat.rest = flat.rest.or_else(|| inner.unknowns().first().cloned()),
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
