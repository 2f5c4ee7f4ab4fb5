//! What a request asks for: the bucket or key under judgement, by an ARN that may have holes.

use std::sync::Arc;

use crate::model::Resource;
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

    /// The ARN of a KMS key, of which AWS assigns every part.
    pub(super) fn key(resource: &Resource) -> Self {
        let mut arn = TextBuilder::default();
        arn.push("arn:aws:kms:");
        arn.push_hole(assigned(resource, "region"));
        arn.push(":");
        arn.push_hole(assigned(resource, "account"));
        arn.push(":key/");
        arn.push_hole(assigned(resource, "id"));
        Target::new(arn.finish(), resource)
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

fn assigned(resource: &Resource, what: &str) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("{}.{what}", resource.address), resource.header, "is assigned by AWS");
    Arc::new(unknown.constant(Constant::Id))
}

/// An ARN with its partition replaced by `aws`: which one it is plays no part in who gets in.
fn in_partition_aws(text: &Text) -> Text {
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
