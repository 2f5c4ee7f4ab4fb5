//! What `rule.toml` says of a rule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Framework, Severity};

/// The metadata of a rule, as its `rule.toml` holds it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// What is wrong when the rule is broken, without a full stop.
    pub title: String,
    /// AWS Config's identifier of the managed rule: `S3_BUCKET_VERSIONING_ENABLED`.
    pub config_rule: Option<String>,
    /// The Security Hub control that asks the same: `S3.14`.
    pub security_hub: Option<String>,
    /// Checks of other tools that ask the same, by their ids: `CKV_AWS_21`, `AVD-AWS-0090`.
    #[serde(default)]
    pub also: Vec<String>,
    /// How bad it is.
    pub severity: Severity,
    /// The CloudFormation type of the resources that it judges.
    pub resource_type: String,
    /// Further types of which it asks the same.
    #[serde(default)]
    pub also_judges: Vec<String>,
    /// Of a rule about the account, the CloudFormation types of what it asks for there.
    #[serde(default)]
    pub in_account: Vec<String>,
    /// What decides it; its folder has a check where the code does.
    #[serde(default)]
    pub check: Checked,
    /// Whether the default profile holds it.
    pub default: ByDefault,
    /// What to do about it.
    pub help: String,
    /// Pages about it, the most important first.
    pub links: Vec<String>,
    /// The requirements that it answers, by framework, as Security Hub maps its control to them.
    #[serde(default)]
    pub frameworks: BTreeMap<Framework, Vec<String>>,
    /// Its parameters, by AWS Config's names.
    #[serde(default)]
    pub parameters: BTreeMap<String, ParameterMetadata>,
}

impl Metadata {
    /// The CloudFormation types of the resources that the rule judges.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.resource_type).chain(&self.also_judges).map(String::as_str)
    }
}

/// What decides a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// Its check.
    #[default]
    Code,
    /// AWS alone, by what runs: the rule has a page, and no check.
    RunTime,
    /// Nothing, for the reason that its page says.
    Never,
}

impl Checked {
    /// What people are told of a rule that has no check; `None` of the others.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Checked::Code => None,
            Checked::RunTime => Some("never: only AWS can tell, by what runs"),
            Checked::Never => Some("never: see below"),
        }
    }
}

/// Whether the default profile holds a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ByDefault {
    /// With its severity.
    On,
    /// With its severity, where the code is the baseline of its account.
    Baseline,
    /// As a remark.
    Informational,
    /// Not at all.
    Off,
}

impl ByDefault {
    /// What people are told of it.
    pub fn words(self) -> &'static str {
        match self {
            ByDefault::On => "on",
            ByDefault::Baseline => "with `account_baseline`",
            ByDefault::Informational => "informational",
            ByDefault::Off => "off",
        }
    }
}

/// What `rule.toml` says of a parameter.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterMetadata {
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// What it is for.
    pub description: String,
    /// The value where the configuration has none.
    pub default: Option<toml::Value>,
    /// The texts that it takes; nothing where it takes any.
    #[serde(default)]
    pub one_of: Vec<String>,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKind {
    /// Text.
    String,
    /// A boolean.
    Boolean,
    /// A whole number.
    Integer,
    /// Several texts: a list, or AWS Config's comma-separated form.
    List,
    /// The same, of patterns of actions, for which stand the actions that they mean.
    Actions,
    /// The text of a bucket policy, of no more letters than AWS Config takes.
    Policy,
}

impl ParameterKind {
    /// What it takes, in words.
    pub(super) fn wanted(self) -> &'static str {
        match self {
            ParameterKind::String => "a string",
            ParameterKind::Boolean => "a boolean",
            ParameterKind::Integer => "a whole number",
            ParameterKind::List => "a list of strings",
            ParameterKind::Policy => "the text of a bucket policy, of at most 1,024 letters",
            ParameterKind::Actions => "a list of patterns of actions of S3 or KMS",
        }
    }
}
