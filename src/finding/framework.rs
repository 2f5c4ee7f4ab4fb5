//! The frameworks whose requirements rules answer, as Security Hub maps its controls to them.

use std::fmt;

use serde::Deserialize;

use super::nearest::{matches, nearest};

/// A version of a framework of requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Framework {
    /// CIS AWS Foundations Benchmark v5.0.0.
    Cis5,
    /// CIS AWS Foundations Benchmark v3.0.0.
    Cis3,
    /// CIS AWS Foundations Benchmark v1.4.0.
    Cis14,
    /// CIS AWS Foundations Benchmark v1.2.0.
    Cis12,
    /// PCI DSS v4.0.1.
    Pci401,
    /// PCI DSS v3.2.1.
    Pci321,
    /// NIST SP 800-171, revision 2.
    Nist171,
    /// NIST SP 800-53, revision 5.
    Nist53,
}

impl Framework {
    /// Every framework, the newest version of each first, and those of few requirements before those of many.
    pub const ALL: [Framework; 8] = [
        Framework::Cis5,
        Framework::Cis3,
        Framework::Cis14,
        Framework::Cis12,
        Framework::Pci401,
        Framework::Pci321,
        Framework::Nist171,
        Framework::Nist53,
    ];

    /// Its name: `cis-aws-foundations-5.0`.
    pub fn name(self) -> String {
        format!("{}-{}", self.family(), self.version())
    }

    /// The framework, whichever version: `cis-aws-foundations`.
    pub fn family(self) -> &'static str {
        match self {
            Framework::Cis5 | Framework::Cis3 | Framework::Cis14 | Framework::Cis12 => "cis-aws-foundations",
            Framework::Pci401 | Framework::Pci321 => "pci-dss",
            Framework::Nist171 => "nist-800-171",
            Framework::Nist53 => "nist-800-53",
        }
    }

    /// The version: `5.0`, `r5`.
    pub fn version(self) -> &'static str {
        match self {
            Framework::Cis5 => "5.0",
            Framework::Cis3 => "3.0",
            Framework::Cis14 => "1.4",
            Framework::Cis12 => "1.2",
            Framework::Pci401 => "4.0.1",
            Framework::Pci321 => "3.2.1",
            Framework::Nist171 => "r2",
            Framework::Nist53 => "r5",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Framework::Cis5 => "CIS AWS Foundations Benchmark v5.0.0",
            Framework::Cis3 => "CIS AWS Foundations Benchmark v3.0.0",
            Framework::Cis14 => "CIS AWS Foundations Benchmark v1.4.0",
            Framework::Cis12 => "CIS AWS Foundations Benchmark v1.2.0",
            Framework::Pci401 => "PCI DSS v4.0.1",
            Framework::Pci321 => "PCI DSS v3.2.1",
            Framework::Nist171 => "NIST SP 800-171 r2",
            Framework::Nist53 => "NIST SP 800-53 r5",
        }
    }

    /// The frameworks that somebody may mean who says this: one version, or every one where the version is left out.
    pub fn called(said: &str) -> impl Iterator<Item = Framework> {
        Framework::ALL.into_iter().filter(move |it| it.is_called(said))
    }

    /// Whether somebody who says this may mean it: with its version (`cis-aws-foundations-3.0`, or `3.0.0`) or without,
    /// in letters of either case. `*` stands for any letters behind the first word, so that a pattern of names of rules
    /// means no framework.
    pub fn is_called(self, said: &str) -> bool {
        let (name, said) = (self.name(), said.to_ascii_lowercase());
        if let Some((start, _)) = said.split_once('*') {
            let word = name.split_inclusive('-').next().unwrap_or_default();
            return start.starts_with(word) && matches(&said, &name);
        }
        let is_start = |said: &str| name.strip_prefix(said).is_some_and(|rest| rest.starts_with(['-', '.']));
        name == said || said.strip_suffix(".0") == Some(&name) || is_start(&said)
    }
}

impl TryFrom<String> for Framework {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let found = Framework::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| {
            let names = Framework::ALL.map(Framework::name);
            let near = nearest(&name, names.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            format!("no framework is called `{name}`{near}")
        })
    }
}

/// A requirement of a framework.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The framework.
    pub framework: Framework,
    /// Its number there: `2.1.4`, `AC-3(7)`.
    pub id: String,
}

impl Requirement {
    /// Whether somebody who says this may mean it: the framework, or with a slash and the number the requirement alone.
    pub fn is_called(&self, said: &str) -> bool {
        let (framework, id) = said.split_once('/').map_or((said, None), |(framework, id)| (framework, Some(id)));
        let is_id = |id: &str| matches(&id.to_ascii_lowercase(), &self.id.to_ascii_lowercase());
        self.framework.is_called(framework) && id.is_none_or(is_id)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.framework.name(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_framework_with_and_without_its_version() {
        let called = |said: &str| Framework::called(said).map(Framework::name).collect::<Vec<_>>();
        for said in ["cis-aws-foundations-3.0", "CIS-AWS-Foundations-3.0", "cis-aws-foundations-3.0.0", "cis-*-3*"] {
            assert_eq!(called(said), ["cis-aws-foundations-3.0"], "{said}");
        }
        assert_eq!(called("cis-aws-foundations-1"), ["cis-aws-foundations-1.4", "cis-aws-foundations-1.2"]);
        assert_eq!(called("nist-800-53"), ["nist-800-53-r5"]);
        assert_eq!(called("pci-dss-4"), ["pci-dss-4.0.1"]);
        assert_eq!((called("pci-dss").len(), called("cis").len(), called("nist-*").len()), (2, 4, 2));
        for said in ["c*", "*", "*-3.0", "cis-aws", "cis-aws-found", "cis-aws-foundations-3.1", "ci", "", "nist-800-5"]
        {
            assert_eq!(called(said).len(), usize::from(said == "cis-aws") * 4, "{said}");
        }
    }

    #[test]
    fn knows_a_requirement_by_its_number() {
        let requirement = Requirement { framework: Framework::Nist53, id: "AC-3(7)".to_owned() };
        for said in ["nist-800-53/AC-3(7)", "NIST-800-53-r5/ac-3(7)", "nist-800-53/AC-3*", "nist-800-53"] {
            assert!(requirement.is_called(said), "{said}");
        }
        for said in ["nist-800-53/AC-3", "nist-800-171/AC-3(7)", "AC-3(7)", "nist-800-53/"] {
            assert!(!requirement.is_called(said), "{said}");
        }
        assert_eq!(requirement.to_string(), "nist-800-53-r5/AC-3(7)");
    }

    #[test]
    fn a_name_that_is_none_is_told() {
        let said = |name: &str| Framework::try_from(name.to_owned());
        assert_eq!(said("pci-dss-4.0.1"), Ok(Framework::Pci401));
        let near = "no framework is called `pci-dss-4.0.2`: did you mean `pci-dss-4.0.1`?";
        assert_eq!(said("pci-dss-4.0.2"), Err(near.to_owned()));
    }
}
