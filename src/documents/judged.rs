//! A bucket, an access point or a key made from a bare policy and a few settings, as if code had declared them.

use std::sync::Arc;

use crate::catalogue::types;
use crate::model::{Declared, Presence, Resource, Role, Subject};
use crate::source::Span;
use crate::value::{Map, Text, Value};

/// The four settings of a public access block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// `BlockPublicAcls`.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`.
    pub restrict_public_buckets: bool,
}

/// What is judged, with what belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    resource: Resource,
    related: Vec<(Role, Resource)>,
    span: Span,
}

impl Judged {
    /// A bucket of this name, declared at `span`, which has nothing set.
    pub(super) fn bucket(name: Text, span: Span) -> Self {
        let resource = Resource { names: vec![name], ..resource("bucket", types::BUCKET, Map::default(), span) };
        Judged { resource, related: Vec::new(), span }
    }

    /// A KMS key with this policy.
    pub(super) fn key(policy: Value, span: Span) -> Self {
        let mut properties = Map::default();
        properties.insert("KeyPolicy", span, policy);
        Judged { resource: resource("key", types::KEY, properties, span), related: Vec::new(), span }
    }

    /// An access point of this name with this policy.
    pub(super) fn access_point(name: Text, policy: Value, span: Span) -> Self {
        let mut properties = Map::default();
        properties.insert("Policy", span, policy);
        let resource = resource("access point", types::ACCESS_POINT, properties, span);
        Judged { resource: Resource { names: vec![name], ..resource }, related: Vec::new(), span }
    }

    /// The same with a bucket policy.
    pub(super) fn with_policy(mut self, policy: Value) -> Self {
        let mut properties = Map::default();
        properties.insert("PolicyDocument", self.span, policy);
        self.related.push((Role::Policy, resource("policy", types::BUCKET_POLICY, properties, self.span)));
        self
    }

    /// The same with the bucket's own public access block, and with its account's.
    pub(super) fn with_blocks(self, own: Block, account: Block) -> Self {
        let span = self.span;
        let mut judged = self.with_own_block(own);
        let block = resource("account", types::ACCOUNT_PUBLIC_ACCESS_BLOCK, account.properties(span), span);
        judged.related.push((Role::AccountPublicAccessBlock, block));
        judged
    }

    /// The same with a public access block of its own.
    pub(super) fn with_own_block(self, own: Block) -> Self {
        let block = Value::map(own.properties(self.span), self.span);
        self.with("PublicAccessBlockConfiguration", block)
    }

    /// The same with a property of its own.
    pub(super) fn with(mut self, property: &str, value: Value) -> Self {
        self.resource.properties.insert(property, self.span, value);
        self
    }

    /// The subject that questions are about.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject::new(&self.resource, self.related.iter().map(|(role, resource)| (*role, resource)))
    }
}

impl Block {
    fn properties(self, span: Span) -> Map {
        let mut map = Map::default();
        for (name, on) in [
            ("BlockPublicAcls", self.block_public_acls),
            ("IgnorePublicAcls", self.ignore_public_acls),
            ("BlockPublicPolicy", self.block_public_policy),
            ("RestrictPublicBuckets", self.restrict_public_buckets),
        ] {
            map.insert(name, span, Value::bool(on, span));
        }
        map
    }
}

fn resource(address: &str, type_name: &str, properties: Map, span: Span) -> Resource {
    Resource {
        address: Arc::from(address),
        type_name: Arc::from(type_name),
        source_type: Arc::from(type_name),
        properties,
        names: Vec::new(),
        header: span,
        body: span,
        presence: Presence::Always,
        families: Vec::new(),
        declared: Declared::Here,
    }
}
