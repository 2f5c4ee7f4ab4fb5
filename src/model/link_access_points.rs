//! Links access points to the buckets that they lead into, and sets their policies onto them.

use std::sync::Arc;

use super::link::items;
use super::linker::Linker;
use super::{AccessPoint, Attachment, Resource, Role};
use crate::catalogue::types;
use crate::value::Value;

impl Linker {
    /// Sets policies that are resources of their own onto their access points.
    pub(super) fn attach_access_point_policies(&mut self) {
        let is_policy = |it: &&Resource| *it.type_name == *types::MULTI_REGION_ACCESS_POINT_POLICY;
        let parts: Vec<_> = self.linked.resources.iter().filter(is_policy).map(policy_part).collect();
        parts.into_iter().for_each(|part| self.attach(part));
    }

    /// Links each bucket with its access points. One of which nobody knows to which bucket it leads may lead to each.
    pub(super) fn link_access_points(&mut self) {
        let mut open = Vec::new();
        for at in 0..self.linked.resources.len() {
            let Some(resource) = self.linked.resources.get(at).filter(|it| AccessPoint::is_one(it)) else { continue };
            let leads_to: Vec<Value> = buckets(resource).into_iter().cloned().collect();
            for bucket in &leads_to {
                match self.resolve(types::BUCKET, bucket) {
                    Some(to) => self.relate(to, Role::AccessPoint, at, bucket),
                    None if self.is_open(types::BUCKET, bucket) => open.push((at, bucket.clone())),
                    None => {}
                }
            }
        }
        self.settle_open_access_points(&open);
    }
}

/// A policy as a part of the access point that it names.
fn policy_part(policy: &Resource) -> Attachment {
    Attachment {
        address: Arc::clone(&policy.address),
        source_type: Arc::clone(&policy.source_type),
        owner_type: types::MULTI_REGION_ACCESS_POINT,
        owner: policy.value("MrapName"),
        property: "Policy".into(),
        value: policy.value("Policy"),
        header: policy.header,
        body: policy.body,
        presence: policy.presence.clone(),
        families: policy.families.clone(),
    }
}

/// The expressions that name the buckets of an access point.
fn buckets(resource: &Resource) -> Vec<&Value> {
    let regions =
        items(resource.property(&["Regions"])).iter().filter_map(|region| region.expression(&["Bucket"]).value());
    resource.properties.get("Bucket").into_iter().chain(regions).collect()
}
