//! What a request asks for: the bucket or key under judgement, by an ARN that may have holes.

use std::sync::Arc;

use crate::model::Resource;
use crate::source::Span;
use crate::value::{Constant, Nature, Piece, Symbol, Text, TextBuilder, Unknown};

/// The bucket or key under judgement.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Its ARN, in the partition `aws`.
    pub(super) arn: Text,
    /// Unknowns that are known to be its ARN.
    aliases: Vec<Symbol>,
}

impl Target {
    /// The target of an ARN, for a resource that others may mean by its names.
    pub(super) fn new(arn: Text, resource: &Resource) -> Self {
        let aliases = resource.names.iter().filter_map(|name| match name.pieces().as_slice() {
            [Piece::Hole(unknown)] if unknown.nature == Nature::Constant(Constant::Arn) => Some(unknown.symbol.clone()),
            _ => None,
        });
        Target { arn: in_partition_aws(&arn), aliases: aliases.collect() }
    }

    /// The ARN of a bucket whose name the front end did not give.
    pub(super) fn unnamed_bucket(resource: &Resource) -> Text {
        let mut arn = TextBuilder::default();
        arn.push("arn:aws:s3:::");
        arn.push_hole(assigned(resource, "id"));
        arn.finish()
    }

    /// A KMS key: its id by the name that the front end gives it.
    pub(super) fn key(resource: &Resource) -> Self {
        let id = resource.names.iter().find(|name| !is_arn(name)).cloned();
        let id = id.unwrap_or_else(|| Text::hole(assigned(resource, "id")));
        Target::new(key_arn(&resource.region(), &resource.account(), &id), resource)
    }

    /// The bucket that a text names by its ARN, where the code does not declare it.
    pub(super) fn bucket_named(text: &Text, span: Span) -> Self {
        let arn = in_partition_aws(text);
        if arn.known_prefix().starts_with(BUCKETS) {
            return Target { arn, aliases: Vec::new() };
        }
        let mut meant = TextBuilder::default();
        meant.push(BUCKETS);
        match arn.as_str() {
            Some(name) => meant.push(name),
            None => meant.push_hole(part_of(text, "name", span)),
        }
        Target { arn: meant.finish(), aliases: whole(text) }
    }

    /// The key that a text names by its ARN or id, where the code does not declare it; `None` where it is an alias.
    pub(super) fn key_named(text: &Text, region: &Text, account: &Text, span: Span) -> Option<Self> {
        let arn = in_partition_aws(text);
        if arn.has_known("alias/") {
            return None;
        }
        if arn.known_prefix().starts_with("arn:aws:kms:") {
            return Some(Target { arn, aliases: Vec::new() });
        }
        let part = |what: &str| Text::hole(part_of(text, what, span));
        let arn = match arn.as_str() {
            Some(_) => key_arn(region, account, &arn),
            None => key_arn(&part("Region"), &part("account"), &part("id")),
        };
        Some(Target { arn, aliases: whole(text) })
    }

    /// The symbols of unknowns that are known to be its ARN.
    pub(super) fn aliases(&self) -> impl Iterator<Item = &Symbol> {
        self.aliases.iter()
    }

    /// The ARN for people, with what follows it.
    pub(super) fn shown(&self, key: Option<&str>) -> String {
        key.map_or_else(|| self.arn.display(), |key| format!("{}/{key}", self.arn.display()))
    }

    /// A resource of a policy as it is held against the target: in the partition `aws`, the target's own ARN spelled out.
    pub(super) fn canonical(&self, text: &Text) -> Text {
        let mut spelled = TextBuilder::default();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => spelled.push(known),
                Piece::Hole(unknown) if self.aliases.contains(&unknown.symbol) => spelled.push_text(&self.arn),
                Piece::Hole(unknown) => spelled.push_hole(Arc::clone(unknown)),
            }
        }
        in_partition_aws(&spelled.finish())
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
    let reason = text.holes().next().map_or_else(|| "is not known".into(), |hole| Arc::clone(&hole.reason));
    let inside = shown.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(&shown);
    let unknown = Unknown::new(format!("{what} in {inside}"), span, reason);
    Arc::new(unknown.constant(Constant::Id))
}

/// Whether a name is an ARN, or stands for one.
fn is_arn(text: &Text) -> bool {
    let hole = text.holes().any(|hole| hole.nature == Nature::Constant(Constant::Arn));
    hole || text.known_prefix().starts_with("arn:")
}

fn assigned(resource: &Resource, what: &str) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("{}.{what}", resource.address), resource.header, "is assigned by AWS");
    Arc::new(unknown.constant(Constant::Id))
}

/// An ARN with its partition replaced by `aws`: which one it is plays no part in who gets in.
pub(super) fn in_partition_aws(text: &Text) -> Text {
    let pieces = text.pieces();
    let mut aws = TextBuilder::default();
    aws.push("arn:aws:");
    let rest = match pieces.as_slice() {
        [Piece::Known("arn:"), Piece::Hole(partition), Piece::Known(after), rest @ ..]
            if partition.nature == Nature::Constant(Constant::Partition) =>
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
