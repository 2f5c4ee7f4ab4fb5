//! What a request asks for: the bucket, access point or key under judgement, by an ARN that may have holes.

use std::sync::Arc;

use super::arn::{self, is_pattern};
use super::keys;
use crate::catalogue::{judged_type, types};
use crate::iam::{self, Policy, Service};
use crate::model::{AccessPoint, Bucket, Declared, Resource, Subject};
use crate::source::Span;
use crate::value::{Computed, Constant, Piece, Setting, Symbol, Text, TextBuilder, Truth, Undecided, Unknown};

/// The bucket, access point or key under judgement.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Its ARN, in the partition `aws`.
    pub(super) arn: Text,
    /// Unknowns that are known to be its ARN.
    aliases: Vec<Symbol>,
    /// What stands between its ARN and an object's key.
    pub(super) below: &'static str,
    /// Of an access point, its Region and account.
    home: Option<Home>,
    /// Of a key, what condition keys say that it is.
    properties: Vec<(&'static str, Text)>,
    /// Whether requests tell what tags it has.
    tells_tags: Truth,
}

/// Condition keys that say what a key is, the property that decides it and what it is where that is not set.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html>
const PROPERTIES: [(&str, &str, &str); 6] = [
    ("kms:customermasterkeyspec", "KeySpec", "SYMMETRIC_DEFAULT"),
    ("kms:customermasterkeyusage", "KeyUsage", "ENCRYPT_DECRYPT"),
    ("kms:keyorigin", "Origin", "AWS_KMS"),
    ("kms:keyspec", "KeySpec", "SYMMETRIC_DEFAULT"),
    ("kms:keyusage", "KeyUsage", "ENCRYPT_DECRYPT"),
    ("kms:multiregion", "MultiRegion", "false"),
];

/// Where an access point is.
#[derive(Clone, Debug)]
pub(super) struct Home {
    region: Text,
    account: Text,
}

impl Target {
    /// The target of an ARN, for a resource that others may mean by its names.
    pub(super) fn new(arn: Text, resource: &Resource) -> Self {
        let aliases = resource.names.iter().filter_map(|name| match name.pieces().as_slice() {
            [Piece::Hole(unknown)] if unknown.nature.constant == Some(Constant::Arn) => Some(unknown.symbol.clone()),
            _ => None,
        });
        let (properties, tells_tags) = (Vec::new(), tells_tags(resource));
        let arn = in_partition_aws(&arn);
        Target { arn, aliases: aliases.collect(), below: "/", home: None, properties, tells_tags }
    }

    /// What is judged, as the target of requests.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let resource = subject.resource.as_ref();
        if judged_type(&resource.type_name) == types::KEY {
            return Target::key(resource);
        }
        if AccessPoint::is_one(resource) {
            let access_point = AccessPoint::of(resource);
            let policy = access_point.policy().value().map(|value| iam::read(value).0);
            return Target::access_point(access_point, policy.as_ref());
        }
        let arn = Bucket::of(subject).arn().unwrap_or_else(|| Target::unnamed_bucket(resource));
        Target::new(arn, resource)
    }

    /// An access point. S3 takes no policy of it whose resources are of another Region or account, so these tell where
    /// it is.
    pub(super) fn access_point(access_point: AccessPoint<'_>, policy: Option<&Policy>) -> Self {
        let resource = access_point.resource();
        let hole = |what: &str, constant: Constant| Text::hole(assigned(resource, what, constant));
        let account = || access_point.account().unwrap_or_else(|| hole("account_id", Constant::AccountId));
        let told = policy.and_then(Home::told);
        let region = match &told {
            _ if access_point.is_multi_region() => Text::from(""),
            Some(told) if !told.region.is_empty() => told.region.clone(),
            _ => hole("region", Constant::Region),
        };
        let home = Home { region, account: told.map_or_else(account, |told| told.account) };
        let mut arn = TextBuilder::default();
        arn.push("arn:aws:s3:");
        arn.push_text(&home.region);
        arn.push(":");
        arn.push_text(&home.account);
        arn.push(":accesspoint/");
        arn.push_text(&access_point.id());
        Target { below: "/object/", home: Some(home), ..Target::new(arn.finish(), resource) }
    }

    /// Whether it is a bucket.
    pub(super) fn is_bucket(&self) -> bool {
        self.home.is_none() && self.arn.known_prefix().starts_with(BUCKETS)
    }

    /// The service that requests to it go to.
    pub(super) fn service(&self) -> Service {
        if self.properties.is_empty() { Service::S3 } else { Service::Kms }
    }

    /// Whether it is an access point.
    pub(super) fn is_access_point(&self) -> bool {
        self.home.is_some()
    }

    /// Of an access point, the account that owns it.
    pub(super) fn account(&self) -> Option<&Text> {
        self.home.as_ref().map(|home| &home.account)
    }

    /// The ARN of a bucket whose name the front end did not give.
    fn unnamed_bucket(resource: &Resource) -> Text {
        let mut arn = TextBuilder::default();
        arn.push("arn:aws:s3:::");
        arn.push_hole(assigned(resource, "id", Constant::Id));
        arn.finish()
    }

    /// A KMS key: its id by the name that the front end gives it.
    pub(super) fn key(resource: &Resource) -> Self {
        let id = resource.names.iter().find(|name| !is_arn(name)).cloned();
        let id = id.unwrap_or_else(|| Text::hole(assigned(resource, "id", Constant::Id)));
        let properties = PROPERTIES.iter().map(|(key, property, unset)| {
            let declared = match resource.property(&[property]).text() {
                Setting::Known(text, _) => text,
                Setting::Unknown(unknown) => Text::hole(unknown),
                Setting::Unset => Text::from(*unset),
            };
            (*key, declared)
        });
        let properties = properties.collect();
        Target { properties, ..Target::new(key_arn(&resource.region(), &resource.account(), &id), resource) }
    }

    /// Whether a condition key says what tag the bucket has, and requests to it do not tell: S3 looks at the tags of a
    /// bucket only where that is turned on. `None` of any other key.
    pub(super) fn tells_tag(&self, key: &str) -> Option<Truth> {
        (self.is_bucket() && keys::is_tag_of_bucket(key)).then_some(self.tells_tags)
    }

    /// What condition keys say that a key is.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'static str, Text)> {
        self.properties.iter().cloned()
    }

    /// What a condition key says that the target is; `None` where it is no KMS key that is declared.
    pub(super) fn property(&self, key: &str) -> Option<&Text> {
        self.properties.iter().find(|(name, _)| *name == key).map(|(_, text)| text)
    }

    /// The target of an ARN that these unknowns mean too.
    fn unnamed(arn: Text, aliases: Vec<Symbol>) -> Self {
        Target { arn, aliases, below: "/", home: None, properties: Vec::new(), tells_tags: Truth::Unknown }
    }

    /// The bucket that a text names by its ARN, where the code does not declare it.
    pub(super) fn bucket_named(text: &Text, span: Span) -> Self {
        let arn = in_partition_aws(text);
        if arn.known_prefix().starts_with(BUCKETS) {
            return Target::unnamed(arn, Vec::new());
        }
        let mut meant = TextBuilder::default();
        meant.push(BUCKETS);
        match arn.as_str() {
            Some(name) => meant.push(name),
            None => meant.push_hole(part_of(text, "name", span)),
        }
        Target::unnamed(meant.finish(), whole(text))
    }

    /// The key that a text names by its ARN or id, where the code does not declare it; `None` where it is an alias.
    pub(super) fn key_named(text: &Text, region: &Text, account: &Text, span: Span) -> Option<Self> {
        let arn = in_partition_aws(text);
        if arn.has_known("alias/") {
            return None;
        }
        if arn.known_prefix().starts_with("arn:aws:kms:") {
            return Some(Target::unnamed(arn, Vec::new()));
        }
        let part = |what: &str| Text::hole(part_of(text, what, span));
        let arn = match arn.as_str() {
            Some(_) => key_arn(region, account, &arn),
            None => key_arn(&part("Region"), &part("account"), &part("id")),
        };
        Some(Target::unnamed(arn, whole(text)))
    }

    /// Whether an unknown is known to be its ARN.
    pub(super) fn means(&self, unknown: &Unknown) -> bool {
        self.aliases.contains(&unknown.symbol)
    }

    /// The symbols of unknowns that are known to be its ARN.
    pub(super) fn aliases(&self) -> impl Iterator<Item = &Symbol> {
        self.aliases.iter()
    }

    /// The ARN for people, with what follows it.
    pub(super) fn shown(&self, key: Option<&str>) -> String {
        key.map_or_else(|| self.arn.display(), |key| format!("{}{}{key}", self.arn.display(), self.below))
    }

    /// The object's key of an ARN that [`Target::shown`] made; `None` where it is another's.
    pub(super) fn key_of<'r>(&self, shown: &'r str) -> Option<&'r str> {
        let below = shown.strip_prefix(self.arn.display().as_str())?;
        if below.is_empty() { Some("") } else { below.strip_prefix(self.below).filter(|key| !key.is_empty()) }
    }

    /// A resource of a policy as it is held against the target: in the partition `aws`, the target's own ARN spelled
    /// out. In the policy of an access point, whatever Region and account it names are those of the access point.
    pub(super) fn canonical(&self, text: &Text) -> Text {
        let spelled = self.compared(text);
        self.home.as_ref().map_or_else(|| spelled.clone(), |home| home.put_into(&spelled))
    }

    /// A value of a condition as it is held against the target's ARN.
    pub(super) fn compared(&self, text: &Text) -> Text {
        in_partition_aws(&self.spelled(text))
    }

    /// A text with the target's own ARN spelled out where it is meant.
    fn spelled(&self, text: &Text) -> Text {
        let mut spelled = TextBuilder::default();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => spelled.push(known),
                Piece::Hole(unknown) if self.aliases.contains(&unknown.symbol) => spelled.push_text(&self.arn),
                Piece::Hole(unknown) => spelled.push_hole(Arc::clone(unknown)),
            }
        }
        spelled.finish()
    }
}

const BUCKETS: &str = "arn:aws:s3:::";

fn key_arn(region: &Text, account: &Text, id: &Text) -> Text {
    let mut arn = TextBuilder::default();
    arn.push("arn:aws:kms:");
    arn.push_text(region);
    arn.push(":");
    arn.push_text(account);
    arn.push(":key/");
    arn.push_text(id);
    arn.finish()
}

/// The unknown that is all of a text.
fn whole(text: &Text) -> Vec<Symbol> {
    match text.pieces().as_slice() {
        [Piece::Hole(unknown)] => vec![unknown.symbol.clone()],
        _ => Vec::new(),
    }
}

/// A part of the ARN that a text with holes stands for.
fn part_of(text: &Text, what: &str, span: Span) -> Arc<Unknown> {
    let shown = text.display();
    let reason = text.holes().next().map_or_else(|| Undecided::NotKnown.into(), |hole| hole.reason.clone());
    let inside = shown.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(&shown);
    let unknown = Unknown::new(format!("{what} in {inside}"), span, reason);
    Arc::new(unknown.constant(Constant::Id))
}

/// Whether a name is an ARN, or stands for one.
fn is_arn(text: &Text) -> bool {
    let hole = text.holes().any(|hole| hole.nature.constant == Some(Constant::Arn));
    hole || text.known_prefix().starts_with("arn:")
}

impl Home {
    /// An ARN with its Region and account replaced by these, except where they are patterns.
    fn put_into(&self, arn: &Text) -> Text {
        let Some([head, partition, service, region, account, rest]) = arn::parts(arn) else { return arn.clone() };
        let own = |part: Text, own: &Text| if is_pattern(&part) { part } else { own.clone() };
        let mut found = TextBuilder::default();
        for part in [head, partition, service, own(region, &self.region), own(account, &self.account)] {
            found.push_text(&part);
            found.push(":");
        }
        found.push_text(&rest);
        found.finish()
    }

    /// Where an access point is, as the resources of its policy tell it.
    fn told(policy: &Policy) -> Option<Self> {
        let words = policy.statements.iter().flat_map(|statement| &statement.resources.values);
        words.filter_map(|word| arn::parts(&word.text)).find_map(|[_, _, _, region, account, rest]| {
            let fits = rest.known_prefix().starts_with("accesspoint/") && !account.is_empty();
            (fits && !is_pattern(&region) && !is_pattern(&account)).then_some(Home { region, account })
        })
    }
}

fn assigned(resource: &Resource, what: &str, constant: Constant) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("{}.{what}", resource.address), resource.header, Computed::ByAws);
    Arc::new(unknown.constant(constant))
}

/// Whether requests to a bucket tell its tags: not unless its `AbacStatus` says so.
fn tells_tags(resource: &Resource) -> Truth {
    match (resource.property(&["AbacStatus"]).text(), resource.declared) {
        (Setting::Known(status, _), _) => match status.as_str() {
            Some(status) => Truth::from(status == "Enabled"),
            None => Truth::Unknown,
        },
        (Setting::Unset, Declared::Here) => Truth::False,
        (Setting::Unset | Setting::Unknown(_), _) => Truth::Unknown,
    }
}

/// An ARN with its partition replaced by `aws`: which one it is plays no part in who gets in.
pub(super) fn in_partition_aws(text: &Text) -> Text {
    let pieces = text.pieces();
    let mut aws = TextBuilder::default();
    aws.push("arn:aws:");
    let rest = match pieces.as_slice() {
        [Piece::Known("arn:"), Piece::Hole(partition), Piece::Known(after), rest @ ..]
            if partition.nature.is_partition() =>
        {
            let Some(after) = after.strip_prefix(':') else { return text.clone() };
            aws.push(after);
            rest
        }
        [Piece::Known(first), rest @ ..] => {
            let Some(after) = after_partition(first) else { return text.clone() };
            aws.push(after);
            rest
        }
        _ => return text.clone(),
    };
    for piece in rest {
        match piece {
            Piece::Known(known) => aws.push(known),
            Piece::Hole(unknown) => aws.push_hole(Arc::clone(unknown)),
        }
    }
    aws.finish()
}

/// What follows `arn:aws-cn:` and its like.
fn after_partition(text: &str) -> Option<&str> {
    let (partition, after) = text.strip_prefix("arn:")?.split_once(':')?;
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    (partition.starts_with("aws") && partition.bytes().all(letter)).then_some(after)
}
