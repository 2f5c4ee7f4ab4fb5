//! The replication rules of a bucket as the reasoner reads them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html>

use std::sync::Arc;

use super::{Bucket, Role, Subject};
use crate::source::Span;
use crate::value::{Lookup, Setting, Text, Unknown, Value};

/// One rule of a replication configuration.
#[derive(Clone, Copy, Debug)]
pub struct ReplicationRule<'s> {
    source: &'s Subject<'s>,
    value: &'s Value,
}

/// The objects of a bucket that a replication rule is about.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// What their keys start with.
    pub prefix: Text,
    /// The tags that each of them has.
    pub tags: Vec<(Text, Text)>,
    /// Set where the code does not decide which objects are meant.
    pub open: Option<Arc<Unknown>>,
}

impl<'s> Bucket<'s> {
    /// The replication rules, and what further ones there may be.
    pub fn replication_rules(self) -> (Vec<ReplicationRule<'s>>, Option<Arc<Unknown>>) {
        match self.resource().property(&["ReplicationConfiguration", "Rules"]) {
            Lookup::Set(value) => match value.members() {
                Some(list) => {
                    let rules = list.items.iter().map(|value| ReplicationRule { source: self.subject(), value });
                    (rules.collect(), list.rest.cloned())
                }
                None => (Vec::new(), value.unknowns().into_iter().next()),
            },
            Lookup::Unknown(unknown) => (Vec::new(), Some(Arc::clone(unknown))),
            Lookup::Unset => (Vec::new(), None),
        }
    }

    /// Whether versioning is enabled; not set means that it is not.
    pub fn is_versioned(self) -> Setting<bool> {
        self.resource().property(&["VersioningConfiguration", "Status"]).read("a status", is_enabled)
    }
}

impl<'s> ReplicationRule<'s> {
    /// What the rule is called.
    pub fn id(self) -> Option<&'s str> {
        self.value.get("Id").and_then(Value::as_str)
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        self.value.span()
    }

    /// Whether it is in force.
    pub fn is_enabled(self) -> Setting<bool> {
        self.status(&["Status"])
    }

    /// Whether it speaks of objects that are encrypted with KMS.
    pub fn takes_kms(self) -> Setting<bool> {
        self.status(&["SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"])
    }

    /// Whether delete markers are replicated: where a status says so, and in rules of the older form, without a filter.
    pub fn takes_delete_markers(self) -> Setting<bool> {
        match (self.status(&["DeleteMarkerReplication", "Status"]), self.value.at(&["Filter"])) {
            (Setting::Unset, Lookup::Unset) => Setting::Known(true, self.span()),
            (Setting::Unset, Lookup::Unknown(unknown)) => Setting::Unknown(Arc::clone(unknown)),
            (status, _) => status,
        }
    }

    /// Where the rule says that replicas become property of the account of their bucket.
    pub fn owner_override(self) -> Lookup<'s> {
        self.value.at(&["Destination", "AccessControlTranslation"])
    }

    /// The role that S3 assumes: the expression, and the role itself where the code declares it.
    pub fn role(self) -> (Lookup<'s>, Option<&'s Subject<'s>>) {
        let configuration = self.source.resource.properties.get("ReplicationConfiguration");
        let role = configuration.map_or(Lookup::Unset, |configuration| configuration.expression(&["Role"]));
        (role, self.neighbour(Role::ReplicationRole, role))
    }

    /// The bucket of the replicas.
    pub fn destination(self) -> (Lookup<'s>, Option<&'s Subject<'s>>) {
        let bucket = self.value.expression(&["Destination", "Bucket"]);
        (bucket, self.neighbour(Role::ReplicationDestination, bucket))
    }

    /// The account that owns the bucket of the replicas, where the rule says it.
    pub fn destination_account(self) -> Setting<Text> {
        self.value.at(&["Destination", "Account"]).text()
    }

    /// The key that encrypts the replicas.
    pub fn replica_key(self) -> (Lookup<'s>, Option<&'s Subject<'s>>) {
        let key = self.value.expression(&["Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"]);
        (key, self.neighbour(Role::ReplicaKey, key))
    }

    /// The objects that it is about.
    pub fn selection(self) -> Selection {
        let mut selection = Selection::default();
        for path in [&["Prefix"][..], &["Filter", "Prefix"], &["Filter", "And", "Prefix"]] {
            match self.value.at(path).text() {
                Setting::Known(prefix, _) => selection.prefix = prefix,
                Setting::Unset => {}
                Setting::Unknown(unknown) => selection.open = Some(unknown),
            }
        }
        for tag in self.tags(&mut selection.open) {
            match (tag.at(&["Key"]).text(), tag.at(&["Value"]).text()) {
                (Setting::Known(key, _), Setting::Known(value, _)) => selection.tags.push((key, value)),
                (Setting::Unknown(unknown), _) | (_, Setting::Unknown(unknown)) => selection.open = Some(unknown),
                _ => {}
            }
        }
        selection
    }

    fn tags(self, open: &mut Option<Arc<Unknown>>) -> Vec<&'s Value> {
        let mut found: Vec<&Value> = self.value.at(&["Filter", "TagFilter"]).value().into_iter().collect();
        match self.value.at(&["Filter", "And", "TagFilters"]) {
            Lookup::Set(tags) => match tags.members() {
                Some(list) => {
                    found.extend(list.items);
                    *open = open.take().or_else(|| list.rest.cloned());
                }
                None => *open = open.take().or_else(|| tags.unknowns().into_iter().next()),
            },
            Lookup::Unknown(unknown) => *open = Some(Arc::clone(unknown)),
            Lookup::Unset => {}
        }
        found
    }

    fn status(self, path: &[&str]) -> Setting<bool> {
        self.value.at(path).read("a status", is_enabled)
    }

    fn neighbour(self, role: Role, expression: Lookup<'_>) -> Option<&'s Subject<'s>> {
        self.source.neighbour(role, expression.value()?)
    }
}

/// `Enabled`, or the other statuses.
fn is_enabled(status: &Value) -> Option<bool> {
    match status.as_str()? {
        "Enabled" => Some(true),
        "Disabled" | "Suspended" => Some(false),
        _ => None,
    }
}
