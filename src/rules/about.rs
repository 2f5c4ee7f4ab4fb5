//! What a rule is, beside its text: how bad, of what, under which names, in which profiles and frameworks.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ByDefault, Checked, ParameterMetadata, Rule};
use crate::finding::{Framework, Severity};

/// What a rule is, as its folder says it.
#[derive(Debug, Serialize)]
pub struct About<'r> {
    /// Its name.
    pub name: &'r str,
    /// What is wrong where it is broken.
    pub title: &'r str,
    /// How bad that is.
    pub severity: Severity,
    /// What decides it.
    pub check: Checked,
    /// Whether the default profile holds it.
    pub default: ByDefault,
    /// Whether it judges here.
    pub enabled: bool,
    /// The CloudFormation type of what it judges.
    pub resource_type: &'r str,
    /// AWS Config's identifier.
    pub config_rule: Option<&'r str>,
    /// The control of Security Hub.
    pub security_hub: Option<&'r str>,
    /// Checks of other tools that ask the same.
    pub also: &'r [String],
    /// The profiles that hold it.
    pub profiles: &'r [&'static str],
    /// The requirements that it answers, by the name of the framework.
    pub frameworks: BTreeMap<String, &'r [String]>,
    /// Its parameters.
    pub parameters: &'r BTreeMap<String, ParameterMetadata>,
    /// What to do where it is broken.
    pub help: &'r str,
    /// Pages about it.
    pub links: &'r [String],
}

impl<'r> About<'r> {
    /// What a rule is.
    pub fn of(rule: &'r Rule) -> Self {
        let it = &rule.metadata;
        About {
            name: &rule.info.name,
            title: &it.title,
            severity: it.severity,
            check: it.check,
            default: it.default,
            enabled: rule.enabled,
            resource_type: &it.resource_type,
            config_rule: it.config_rule.as_deref(),
            security_hub: it.security_hub.as_deref(),
            also: &it.also,
            profiles: &rule.info.profiles,
            frameworks: it.frameworks.iter().map(|(framework, ids)| (framework.name(), ids.as_slice())).collect(),
            parameters: &it.parameters,
            help: &it.help,
            links: &it.links,
        }
    }

    /// The same in words, as Markdown: what is told, and of what; nothing of what it does not have.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let code = |name: &str| format!("`{name}`");
        let codes = |names: &[String]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        let mut lines = vec![
            ("Severity", self.severity.to_string()),
            ("By default", self.check.words().unwrap_or(self.default.words()).to_owned()),
            ("Judges", code(self.resource_type)),
            ("AWS Config", self.config_rule.map(code).unwrap_or_default()),
            ("Security Hub", self.security_hub.unwrap_or_default().to_owned()),
            ("Other tools", codes(self.also)),
            ("Profiles", self.profiles.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")),
        ];
        let answered = |framework: Framework| {
            let ids = self.frameworks.get(&framework.name()).map(|ids| ids.join(", "));
            (framework.title(), ids.unwrap_or_default())
        };
        lines.extend(Framework::ALL.map(answered));
        lines.retain(|(_, what)| !what.is_empty());
        lines
    }
}
