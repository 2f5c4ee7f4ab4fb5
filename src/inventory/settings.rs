//! What is set on a bucket: encryption, versioning, logging, replication, Object Lock.

use super::told::{Note, Open, Said};
use crate::model::{Bearing, Bucket, ReplicationRule, Resource, Role, Subject};
use crate::value::{Kind, Lookup, Setting, Text, Value};

/// The default encryption.
#[derive(Clone, Debug, PartialEq)]
pub struct Encryption {
    /// `AES256`, `aws:kms`, `aws:kms:dsse`.
    pub algorithm: Said,
    /// Whether the code sets none, so that S3's default holds.
    pub by_default: bool,
    /// The KMS key, where one is named.
    pub key: Said,
    /// The account of the key, where the code tells it.
    pub key_account: Said,
    /// Whether a bucket key stands between.
    pub bucket_key: Said,
}

/// Versioning.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioning {
    /// `Enabled`, `Suspended`, `Disabled`.
    pub status: Said,
    /// MFA delete: `Enabled`, `Disabled`.
    pub mfa_delete: Said,
}

/// Access logs.
#[derive(Clone, Debug, PartialEq)]
pub struct Logging {
    /// The bucket that they go to.
    pub target: Said,
    /// What their keys start with.
    pub prefix: Said,
}

/// Replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Replication {
    /// Each rule.
    pub rules: Vec<Replica>,
    /// What further rules there may be.
    pub more: Option<Note>,
}

/// Where a replication rule leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Replica {
    /// What the rule is called, or its place in the list.
    pub rule: String,
    /// `Enabled`, `Disabled`.
    pub status: Said,
    /// The bucket.
    pub bucket: Said,
    /// The account of the bucket, where the code tells another one than that of whoever deploys.
    pub account: Said,
}

/// Object Lock.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectLock {
    /// `Enabled`, `Disabled`.
    pub status: Said,
    /// The mode of the default retention: `GOVERNANCE`, `COMPLIANCE`.
    pub mode: Said,
    /// The period of the default retention: "30 days".
    pub period: Said,
}

impl Encryption {
    pub(super) fn bearing() -> Bearing {
        Bearing::of(&["BucketEncryption"], &[Role::Key])
    }

    pub(super) fn of(subject: &Subject<'_>) -> Encryption {
        let open = |note: &Note| Encryption {
            algorithm: Said::Open(note.clone()),
            by_default: false,
            key: Said::Nothing,
            key_account: Said::Nothing,
            bucket_key: Said::Nothing,
        };
        let rule = match Bucket::of(subject).encryption_rule() {
            Lookup::Unset => return Encryption::default(),
            Lookup::Unknown(unknown) => return open(&Note::of(unknown)),
            Lookup::Set(rule) => rule,
        };
        let algorithm = Said::text(rule.at(&["ServerSideEncryptionByDefault", "SSEAlgorithm"]).text(), None);
        // A rule may hold other settings alone.
        let by_default = algorithm == Said::Nothing;
        let key = subject.related(Role::Key).next();
        let named = rule.at(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]).text();
        let named = if matches!(&named, Setting::Known(text, _) if text.is_empty()) { Setting::Unset } else { named };
        Encryption {
            algorithm: if by_default { Said::known("AES256") } else { algorithm },
            by_default,
            key_account: account_of_key(&named, key),
            key: Said::text(named, key.map(|key| &*key.address)),
            bucket_key: Said::switch(rule.at(&["BucketKeyEnabled"]).bool(), "Enabled", "Disabled"),
        }
    }
}

/// What S3 does of itself.
impl Default for Encryption {
    fn default() -> Self {
        let (key, key_account, bucket_key) = (Said::Nothing, Said::Nothing, Said::Nothing);
        Encryption { algorithm: Said::known("AES256"), by_default: true, key, key_account, bucket_key }
    }
}

/// The account of a key: the one that its ARN says, or the one that it is declared in.
fn account_of_key(named: &Setting<Text>, declared: Option<&Resource>) -> Said {
    let of_arn = named.known().and_then(|text| text.known()).and_then(|arn| {
        let account = arn.split(':').nth(4)?;
        (arn.starts_with("arn:") && !account.is_empty()).then(|| Said::known(account))
    });
    let of_resource = || declared.and_then(|key| key.account().known()).map(|account| Said::known(&account));
    of_arn.or_else(of_resource).unwrap_or(Said::Nothing)
}

impl Versioning {
    pub(super) fn bearing() -> Bearing {
        Bearing::of(&["VersioningConfiguration", "ObjectLockEnabled", "ObjectLockConfiguration"], &[])
    }

    pub(super) fn of(subject: &Subject<'_>) -> Versioning {
        let resource = &subject.resource;
        let status = Said::text(resource.property(&["VersioningConfiguration", "Status"]).text(), None);
        let is_locked = || ObjectLock::of(subject).status == Said::known(ENABLED);
        let mfa_delete = Said::text(resource.property(&["VersioningConfiguration", "MFADelete"]).text(), None);
        // Object Lock turns it on.
        let status = if status == Said::Nothing && is_locked() { Said::known(ENABLED) } else { status };
        Versioning { status, mfa_delete }
    }
}

const ENABLED: &str = "Enabled";

impl Logging {
    pub(super) fn bearing() -> Bearing {
        Bearing::of(&["LoggingConfiguration"], &[])
    }

    pub(super) fn of(subject: &Subject<'_>) -> Logging {
        let target = match subject.resource.properties.get("LoggingConfiguration") {
            Some(configuration) => configuration.expression(&["DestinationBucketName"]),
            None => subject.resource.property(&["LoggingConfiguration", "DestinationBucketName"]),
        };
        let prefix = subject.resource.property(&["LoggingConfiguration", "LogFilePrefix"]).text();
        let target = match (resource_named(target, None), subject.resource.property(&["LoggingConfiguration"])) {
            // A configuration that names no bucket means its own.
            (Said::Nothing, Lookup::Set(_)) => Said::known(&subject.resource.address),
            (Said::Nothing, Lookup::Unknown(unknown)) => Said::unknown(unknown),
            (target, _) => target,
        };
        Logging { target, prefix: Said::text(prefix, None) }
    }
}

/// What an expression says that names a resource: a text, or the address that it refers to.
fn resource_named(expression: Lookup<'_>, declared: Option<&str>) -> Said {
    let target = expression.value().and_then(|value| value.origin.target.as_ref());
    let address = declared.or_else(|| target.map(|target| &*target.address));
    match expression {
        Lookup::Set(Value { kind: Kind::Unknown(unknown), .. }) => {
            address.map_or_else(|| Said::unknown(unknown), Said::known)
        }
        expression => Said::text(expression.text(), address),
    }
}

impl Replication {
    pub(super) fn bearing() -> Bearing {
        Bearing { neighbours: true, ..Bearing::of(&["ReplicationConfiguration"], &[]) }
    }

    pub(super) fn of(subject: &Subject<'_>) -> Replication {
        let (rules, more) = Bucket::of(subject).replication_rules();
        let rules = rules.iter().enumerate().map(|(at, rule)| Replica::of(at, *rule)).collect();
        Replication { rules, more: more.map(|unknown| Note::of(&unknown)) }
    }
}

impl Replica {
    fn of(at: usize, rule: ReplicationRule<'_>) -> Replica {
        let (named, destination) = rule.destination();
        let account = match rule.destination_account() {
            Setting::Unset => destination.and_then(|it| it.resource.account().known()).map(|it| Said::known(&it)),
            said => Some(Said::text(said, None)),
        };
        Replica {
            rule: rule.id().map_or_else(|| (at + 1).to_string(), str::to_owned),
            status: Said::switch(rule.is_enabled(), ENABLED, "Disabled"),
            bucket: resource_named(named, destination.map(|it| &*it.resource.address)),
            account: account.unwrap_or(Said::Nothing),
        }
    }
}

impl ObjectLock {
    pub(super) fn bearing() -> Bearing {
        Bearing::of(&["ObjectLockEnabled", "ObjectLockConfiguration"], &[])
    }

    pub(super) fn of(subject: &Subject<'_>) -> ObjectLock {
        let resource = &subject.resource;
        let own = Said::switch(resource.property(&["ObjectLockEnabled"]).bool(), ENABLED, "Disabled");
        let configured = Said::text(resource.property(&["ObjectLockConfiguration", "ObjectLockEnabled"]).text(), None);
        let has_configuration = !matches!(resource.property(&["ObjectLockConfiguration"]), Lookup::Unset);
        let status = match (own, configured) {
            (Said::Known(on), _) if on == ENABLED => Said::known(ENABLED),
            // A configuration turns it on.
            (_, Said::Nothing) if has_configuration => match resource.property(&["ObjectLockConfiguration"]) {
                Lookup::Unknown(unknown) => Said::unknown(unknown),
                Lookup::Set(_) | Lookup::Unset => Said::known(ENABLED),
            },
            (own, Said::Nothing) => own,
            (_, configured) => configured,
        };
        let retention = |name: &str| resource.property(&["ObjectLockConfiguration", "Rule", "DefaultRetention", name]);
        let period = |name: &str, unit: &str| match retention(name).text() {
            Setting::Known(text, span) => {
                let of = Said::text(Setting::Known(text, span), None);
                if let Said::Known(number) = of { Said::Known(format!("{number} {unit}")) } else { of }
            }
            setting => Said::text(setting, None),
        };
        let days = period("Days", "days");
        let period = if days == Said::Nothing { period("Years", "years") } else { days };
        ObjectLock { status, mode: Said::text(retention("Mode").text(), None), period }
    }
}

impl Open for Encryption {
    fn gaps(&self) -> Vec<&Note> {
        [&self.algorithm, &self.key].into_iter().flat_map(Open::gaps).collect()
    }
}

impl Open for Versioning {
    fn gaps(&self) -> Vec<&Note> {
        self.status.gaps()
    }
}

impl Open for Logging {
    fn gaps(&self) -> Vec<&Note> {
        self.target.gaps()
    }
}

impl Open for Replication {
    fn gaps(&self) -> Vec<&Note> {
        let rules = self.rules.iter().flat_map(|it| [&it.status, &it.bucket, &it.account]).flat_map(Open::gaps);
        rules.chain(&self.more).collect()
    }
}

impl Open for ObjectLock {
    fn gaps(&self) -> Vec<&Note> {
        [&self.status, &self.mode, &self.period].into_iter().flat_map(Open::gaps).collect()
    }
}
