//! What bears on an answer about a resource: which of its properties, and which of the resources around it.
//!
//! Only open conditions in these parts are taken apart before the question is asked. Whatever else the code leaves open
//! makes no difference.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Resource, Role};
use crate::value::Conditions;

/// What bears on an answer about a resource. That the resource is there always does.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bearing {
    /// Properties of the resource itself.
    pub properties: BTreeSet<Arc<str>>,
    /// Whether all of its properties bear on it.
    pub all_properties: bool,
    /// Linked resources.
    pub related: BTreeSet<Role>,
    /// What the resource is to others.
    pub serves: BTreeSet<Role>,
    /// Whether the resources that it means by expressions bear on it, with what is linked to them.
    pub neighbours: bool,
}

impl Bearing {
    /// Properties of the resource, and linked resources.
    pub fn of(properties: &[&str], related: &[Role]) -> Self {
        let properties = properties.iter().map(|name| Arc::from(*name)).collect();
        Bearing { properties, related: related.iter().copied().collect(), ..Bearing::default() }
    }

    /// What bears on either of two answers.
    #[must_use]
    pub fn and(mut self, other: Bearing) -> Self {
        self.properties.extend(other.properties);
        self.related.extend(other.related);
        self.serves.extend(other.serves);
        Bearing {
            all_properties: self.all_properties || other.all_properties,
            neighbours: self.neighbours || other.neighbours,
            ..self
        }
    }

    /// Adds the conditions of the resource itself, as far as they bear on it.
    pub(super) fn conditions(&self, resource: &Resource, found: &mut Conditions) {
        resource.presence.condition().into_iter().for_each(|condition| found.add_first(condition));
        let bears = |name: &Arc<str>| self.all_properties || self.properties.contains(name);
        let bearing = resource.properties.iter().filter(|(name, _)| bears(name));
        bearing.for_each(|(_, entry)| entry.value.conditions(found));
    }
}

/// Properties of other resources that bear on nothing that is asked of this one.
const WITHOUT_BEARING: [&str; 15] = [
    "AccelerateConfiguration",
    "AnalyticsConfigurations",
    "CorsConfiguration",
    "Description",
    "EnableKeyRotation",
    "IntelligentTieringConfigurations",
    "InventoryConfigurations",
    "LifecycleConfiguration",
    "LoggingConfiguration",
    "MaxSessionDuration",
    "MetricsConfigurations",
    "NotificationConfiguration",
    "PendingWindowInDays",
    "Tags",
    "WebsiteConfiguration",
];

/// Adds the conditions of a resource that bears on the judged one.
pub(super) fn conditions_of_other(resource: &Resource, found: &mut Conditions) {
    resource.presence.conditions(found);
    let bearing = resource.properties.iter().filter(|(name, _)| !WITHOUT_BEARING.contains(&&***name));
    bearing.for_each(|(_, entry)| entry.value.conditions(found));
}
