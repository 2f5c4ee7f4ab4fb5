//! What is looked at of a plan's JSON, in one pass.
//!
//! A plan of a large estate has many megabytes, of which little is about buckets. Values, changes and expressions are
//! kept as slices of the text and parsed where they are asked for; nothing else is kept.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A plan.
#[derive(Debug, Deserialize)]
pub(super) struct PlanFile<'p> {
    #[serde(borrow)]
    pub(super) planned_values: Option<PlannedValues<'p>>,
    #[serde(borrow)]
    pub(super) resource_changes: Option<Vec<ResourceChange<'p>>>,
    #[serde(borrow)]
    pub(super) configuration: Option<Configuration<'p>>,
    #[serde(borrow)]
    pub(super) deferred_changes: Option<Vec<DeferredChange<'p>>>,
    /// Whether an error kept Terraform from planning all.
    pub(super) errored: Option<bool>,
}

/// What a later plan decides.
#[derive(Debug, Deserialize)]
pub(super) struct DeferredChange<'p> {
    #[serde(borrow)]
    pub(super) resource_change: Option<ResourceChange<'p>>,
}

/// What will be there after apply.
#[derive(Debug, Deserialize)]
pub(super) struct PlannedValues<'p> {
    #[serde(borrow)]
    pub(super) root_module: Option<PlannedModule<'p>>,
}

/// One instance of a module.
#[derive(Debug, Deserialize)]
pub(super) struct PlannedModule<'p> {
    #[serde(borrow)]
    pub(super) resources: Option<Vec<PlannedResource<'p>>>,
    #[serde(borrow)]
    pub(super) child_modules: Option<Vec<PlannedModule<'p>>>,
}

/// One instance of a resource.
#[derive(Debug, Deserialize)]
pub(super) struct PlannedResource<'p> {
    #[serde(borrow)]
    pub(super) address: &'p RawValue,
    #[serde(borrow)]
    pub(super) values: Option<&'p RawValue>,
}

/// What happens to one instance of a resource.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceChange<'p> {
    #[serde(borrow)]
    pub(super) address: &'p RawValue,
    /// The address that it had before, where this plan moves it.
    #[serde(borrow)]
    pub(super) previous_address: Option<&'p RawValue>,
    #[serde(borrow)]
    pub(super) deposed: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(super) change: Option<Change<'p>>,
}

/// How it changes.
#[derive(Debug, Deserialize)]
pub(super) struct Change<'p> {
    #[serde(borrow)]
    pub(super) actions: Option<Vec<Cow<'p, str>>>,
    #[serde(borrow)]
    pub(super) after: Option<&'p RawValue>,
    #[serde(borrow)]
    pub(super) after_unknown: Option<&'p RawValue>,
}

/// What the code says, without values.
#[derive(Debug, Deserialize)]
pub(super) struct Configuration<'p> {
    #[serde(borrow)]
    pub(super) provider_config: Option<HashMap<Cow<'p, str>, ProviderConfiguration<'p>>>,
    #[serde(borrow)]
    pub(super) root_module: Option<ModuleConfiguration<'p>>,
}

/// The configuration of a provider.
#[derive(Debug, Deserialize)]
pub(super) struct ProviderConfiguration<'p> {
    #[serde(borrow)]
    pub(super) expressions: Option<&'p RawValue>,
}

/// What the code of one module says.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleConfiguration<'p> {
    #[serde(borrow)]
    pub(super) resources: Option<Vec<ResourceConfiguration<'p>>>,
    #[serde(borrow)]
    pub(super) module_calls: Option<HashMap<Cow<'p, str>, ModuleCall<'p>>>,
    #[serde(borrow)]
    pub(super) outputs: Option<HashMap<Cow<'p, str>, Output<'p>>>,
}

/// The block of a resource.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceConfiguration<'p> {
    #[serde(borrow)]
    pub(super) address: Cow<'p, str>,
    #[serde(borrow)]
    pub(super) provider_config_key: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(super) expressions: Option<&'p RawValue>,
    #[serde(borrow)]
    pub(super) for_each_expression: Option<&'p RawValue>,
}

/// The call of a module.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleCall<'p> {
    #[serde(borrow)]
    pub(super) source: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(super) expressions: Option<&'p RawValue>,
    #[serde(borrow)]
    pub(super) for_each_expression: Option<&'p RawValue>,
    #[serde(borrow)]
    pub(super) module: Option<ModuleConfiguration<'p>>,
}

/// An output of a module.
#[derive(Debug, Deserialize)]
pub(super) struct Output<'p> {
    #[serde(borrow)]
    pub(super) expression: Option<&'p RawValue>,
}
