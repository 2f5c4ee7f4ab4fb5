//! A public access block as the rules and the reasoner read it.

use crate::value::Setting;

/// The four settings of a public access block, of a bucket, an access point or an account.
#[derive(Clone, Debug)]
pub struct PublicAccessBlock {
    /// `PUT` of a public ACL fails.
    pub block_public_acls: Setting<bool>,
    /// `PUT` of a public policy fails.
    pub block_public_policy: Setting<bool>,
    /// Public ACLs have no effect.
    pub ignore_public_acls: Setting<bool>,
    /// A public policy reaches only AWS services and the owner's account.
    pub restrict_public_buckets: Setting<bool>,
}

impl PublicAccessBlock {
    pub(super) fn read(flag: impl Fn(&str) -> Setting<bool>) -> Self {
        PublicAccessBlock {
            block_public_acls: flag("BlockPublicAcls"),
            block_public_policy: flag("BlockPublicPolicy"),
            ignore_public_acls: flag("IgnorePublicAcls"),
            restrict_public_buckets: flag("RestrictPublicBuckets"),
        }
    }
}
