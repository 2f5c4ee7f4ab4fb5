//! Finds which blocks come before what they would reject.

use super::linker::Linker;
use super::order::{BlocksFirst, Order};
use super::{Resource, Role};
use crate::catalogue::types;
use crate::source::Span;

impl Linker {
    /// Finds which blocks come first.
    pub(super) fn settle_order(&mut self, order: &Order) {
        let buckets = self.linked.resources.iter().enumerate().filter(|(_, it)| *it.type_name == *types::BUCKET);
        let found = buckets.map(|(at, bucket)| {
            let own = self.headers_of(at, bucket, &["PublicAccessBlockConfiguration"]);
            let acls = self.headers_of(at, bucket, &["AccessControl", "AccessControlPolicy"]);
            let (policies, account) =
                (self.linked_to(at, Role::Policy), self.linked_to(at, Role::AccountPublicAccessBlock));
            let first = BlocksFirst {
                own_policy: order.are_first(&own, &policies),
                own_acl: order.are_first(&own, &acls),
                account_policy: order.are_first(&account, &policies),
                account_acl: order.are_first(&account, &acls),
            };
            (at, first)
        });
        self.linked.blocks_first = found.collect();
    }

    /// What sets these properties of a bucket: parts, or the bucket itself.
    fn headers_of(&self, at: usize, bucket: &Resource, properties: &[&str]) -> Vec<Span> {
        let set_by = |name: &&str| self.parts.get(&(at, (*name).into())).cloned();
        let own = |name: &&str| bucket.properties.get(name).map(|_| vec![bucket.header]);
        properties.iter().filter_map(|name| set_by(name).or_else(|| own(name))).flatten().collect()
    }

    fn linked_to(&self, at: usize, role: Role) -> Vec<Span> {
        let links = self.linked.links.get(&at).into_iter().flatten();
        let linked = links.filter(|(of, _)| *of == role).filter_map(|(_, to)| self.linked.resources.get(*to));
        let conditional = self.linked.conditional.get(&at).into_iter().flatten();
        let conditional = conditional.filter(|(of, _)| *of == role).map(|(_, it)| it);
        linked.chain(conditional).map(|it| it.header).collect()
    }
}
