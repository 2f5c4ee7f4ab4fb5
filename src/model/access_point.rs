//! An access point as the reasoner reads it: another way into a bucket, with a policy and a public access block of its
//! own.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html>

use std::sync::Arc;

use super::{PublicAccessBlock, Resource};
use crate::catalogue::types;
use crate::value::{Computed, Constant, Lookup, Piece, Setting, Text, Unknown};

/// A typed view of an access point: of one Region, or of several.
#[derive(Clone, Copy, Debug)]
pub struct AccessPoint<'r> {
    resource: &'r Resource,
}

impl<'r> AccessPoint<'r> {
    /// The view of a resource that [is one](AccessPoint::is_one).
    pub fn of(resource: &'r Resource) -> Self {
        AccessPoint { resource }
    }

    /// Whether a resource is an access point.
    pub fn is_one(resource: &Resource) -> bool {
        matches!(&*resource.type_name, types::ACCESS_POINT | types::MULTI_REGION_ACCESS_POINT)
    }

    /// The resource itself.
    pub fn resource(self) -> &'r Resource {
        self.resource
    }

    /// Whether it serves buckets of several Regions, so that its ARN names none.
    pub fn is_multi_region(self) -> bool {
        &*self.resource.type_name == types::MULTI_REGION_ACCESS_POINT
    }

    /// Its own policy. Not set: it lets in whom identity policies of its own account let in.
    pub fn policy(self) -> Lookup<'r> {
        self.resource.property(&["Policy"])
    }

    /// The account that owns it: `None` where the front end does not tell.
    pub fn account(self) -> Option<Text> {
        match self.resource.property(&["AccountId"]).text() {
            Setting::Known(text, _) => Some(text),
            Setting::Unknown(unknown) => Some(Text::hole(unknown)),
            Setting::Unset => None,
        }
    }

    /// What stands last in its ARN: the name, or the alias of one for several Regions. What AWS assigns is a hole.
    pub fn id(self) -> Text {
        let names = self.resource.names.iter().filter(|name| !is_arn(name));
        let own: Vec<_> = names.collect();
        let own = if self.is_multi_region() { own.last() } else { own.first() };
        own.copied().cloned().unwrap_or_else(|| {
            let shown = format!("{}.id", self.resource.address);
            let unknown = Unknown::new(shown, self.resource.header, Computed::ByAws);
            Text::hole(Arc::new(unknown.constant(Constant::Id)))
        })
    }

    /// Its public access block. S3 switches all four settings on where the code says nothing of them; what becomes of
    /// one that a block leaves out is not documented.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html>
    pub fn public_access_block(self) -> PublicAccessBlock {
        let block = self.resource.property(&["PublicAccessBlockConfiguration"]);
        PublicAccessBlock::read(|name| match block {
            Lookup::Unset => Setting::Known(true, self.resource.header),
            Lookup::Unknown(unknown) => Setting::Unknown(Arc::clone(unknown)),
            Lookup::Set(value) => match value.at(&[name]).bool() {
                Setting::Unset => {
                    let shown = format!("{name} of {}", self.resource.address);
                    let reason = "is not set in a block that sets others";
                    Setting::Unknown(Arc::new(Unknown::new(shown, value.span(), reason)))
                }
                setting => setting,
            },
        })
    }

    /// The VPC from which alone it can be reached; not set where it can be reached from the internet.
    pub fn vpc(self) -> Setting<Text> {
        match self.resource.property(&["VpcConfiguration"]) {
            // A block that is there names a VPC, whatever its name is.
            Lookup::Set(value) => match value.at(&["VpcId"]) {
                Lookup::Unknown(unknown) => Setting::Known(Text::hole(Arc::clone(unknown)), value.span()),
                Lookup::Set(id) => id.at(&[]).text(),
                Lookup::Unset => Setting::Unset,
            },
            Lookup::Unset => Setting::Unset,
            Lookup::Unknown(unknown) => Setting::Unknown(Arc::clone(unknown)),
        }
    }

    /// Whether its settings alone keep the public out, whatever its policy says.
    pub fn is_closed(self) -> bool {
        let restricted = self.public_access_block().restrict_public_buckets;
        matches!(self.vpc(), Setting::Known(..)) || matches!(restricted, Setting::Known(true, _))
    }
}

/// Whether a name is an ARN.
fn is_arn(name: &Text) -> bool {
    let assigned =
        matches!(name.pieces().as_slice(), [Piece::Hole(hole)] if hole.nature.constant == Some(Constant::Arn));
    assigned || name.known_prefix().starts_with("arn:")
}
