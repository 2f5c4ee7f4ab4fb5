//! Public access blocks: which way into a bucket they shut.

use std::sync::Arc;

use super::{AssumedBlock, Situation};
use crate::model::{BlocksFirst, Bucket, PublicAccessBlock, Resource};
use crate::value::{Elsewhere, Lookup, Setting, Symbol, Truth, Undecided, Unknown};

/// The settings that bear on a bucket, of its own block and of its account's.
#[derive(Debug)]
pub(super) struct Blocks {
    /// Whether the bucket declares no block and is taken to have one that is on.
    assumed_on: bool,
    bucket: PublicAccessBlock,
    account: Option<PublicAccessBlock>,
    in_force: bool,
    first: BlocksFirst,
    /// What is said where nobody knows which comes first.
    order: Arc<Unknown>,
}

impl Blocks {
    /// The blocks of a bucket. A block that is not declared follows the assumption; in one that is, a setting that is
    /// not set is off, in both languages.
    pub(super) fn of(bucket: Bucket<'_>, situation: &Situation) -> Self {
        let assumptions = situation.assumptions;
        let declared = !matches!(bucket.resource().property(&["PublicAccessBlockConfiguration"]), Lookup::Unset);
        let assumed = |setting: Setting<bool>, name: &str| match (setting, assumptions.public_access_block) {
            (Setting::Unset, AssumedBlock::Unknown) if !declared => {
                let unknown = Unknown::new(name, bucket.resource().header, Elsewhere::Here);
                Setting::Unknown(Arc::new(
                    unknown.symbol(Symbol::input(Arc::clone(&bucket.resource().address)).part([name])),
                ))
            }
            (setting, _) => setting,
        };
        let own = bucket.public_access_block();
        Blocks {
            assumed_on: !declared && assumptions.public_access_block == AssumedBlock::On,
            bucket: PublicAccessBlock {
                block_public_acls: assumed(own.block_public_acls, "BlockPublicAcls"),
                block_public_policy: assumed(own.block_public_policy, "BlockPublicPolicy"),
                ignore_public_acls: assumed(own.ignore_public_acls, "IgnorePublicAcls"),
                restrict_public_buckets: assumed(own.restrict_public_buckets, "RestrictPublicBuckets"),
            },
            account: bucket.account_public_access_block(),
            in_force: situation.in_force,
            first: bucket.subject().blocks_first,
            order: order_of(bucket.resource()),
        }
    }

    /// What shuts both ways where the block is not declared.
    pub(super) fn assumed(&self) -> Option<&'static str> {
        self.assumed_on.then_some("the public access block is not declared, and taken to be on")
    }

    fn at_the_door(&self, setting: &Setting<bool>, is_first: Truth) -> Setting<bool> {
        match (at_the_door(setting, self.in_force), is_first) {
            (_, Truth::False) => Setting::Unset,
            (Setting::Known(true, _), Truth::Unknown) => Setting::Unknown(Arc::clone(&self.order)),
            (setting, _) => setting,
        }
    }

    /// What shuts the way by a policy. `BlockPublicPolicy` has no effect on a policy that is there, but one that comes
    /// behind it never comes to be there.
    pub(super) fn against_policies(&self) -> Vec<(Setting<bool>, &'static str)> {
        let mut settings = vec![
            (self.bucket.restrict_public_buckets.clone(), "RestrictPublicBuckets is on"),
            (
                self.at_the_door(&self.bucket.block_public_policy, self.first.own_policy),
                "S3 rejects a public policy while BlockPublicPolicy is on",
            ),
        ];
        if let Some(account) = &self.account {
            settings.push((account.restrict_public_buckets.clone(), "RestrictPublicBuckets is on for the account"));
            settings.push((
                self.at_the_door(&account.block_public_policy, self.first.account_policy),
                "S3 rejects a public policy while BlockPublicPolicy is on for the account",
            ));
        }
        settings
    }

    /// The settings that keep others than the owner's account out of a bucket whose policy is public.
    pub(super) fn restricting(&self) -> Vec<Setting<bool>> {
        let account = self.account.iter().map(|account| &account.restrict_public_buckets);
        std::iter::once(&self.bucket.restrict_public_buckets).chain(account).cloned().collect()
    }

    /// What shuts the way by an ACL.
    pub(super) fn against_acls(&self) -> Vec<(Setting<bool>, &'static str)> {
        let mut settings = vec![
            (self.bucket.ignore_public_acls.clone(), "IgnorePublicAcls is on"),
            (
                self.at_the_door(&self.bucket.block_public_acls, self.first.own_acl),
                "S3 rejects a public ACL while BlockPublicAcls is on",
            ),
        ];
        if let Some(account) = &self.account {
            settings.push((account.ignore_public_acls.clone(), "IgnorePublicAcls is on for the account"));
            settings.push((
                self.at_the_door(&account.block_public_acls, self.first.account_acl),
                "S3 rejects a public ACL while BlockPublicAcls is on for the account",
            ));
        }
        settings
    }
}

/// That nobody knows what comes first, the block or what it would reject.
pub(super) fn order_of(bucket: &Resource) -> Arc<Unknown> {
    let unknown = Unknown::new(format!("order of the parts of {}", bucket.address), bucket.header, Undecided::Order);
    Arc::new(unknown.symbol(Symbol::operation("order", [Symbol::input(Arc::clone(&bucket.address))])))
}

/// A setting that rejects what is about to be put; it has no effect on what is there.
fn at_the_door(setting: &Setting<bool>, in_force: bool) -> Setting<bool> {
    if in_force { Setting::Unset } else { setting.clone() }
}

/// What shuts the way through an access point by its own block.
pub(super) fn of_access_point(own: &PublicAccessBlock, situation: &Situation) -> Vec<(Setting<bool>, &'static str)> {
    vec![
        (own.restrict_public_buckets.clone(), "RestrictPublicBuckets is on for the access point"),
        (
            at_the_door(&own.block_public_policy, situation.in_force),
            "S3 rejects a public policy of the access point while its BlockPublicPolicy is on",
        ),
    ]
}
