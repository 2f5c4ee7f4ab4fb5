//! What reports say of a rule, and by which names somebody may mean it.

use super::framework::Requirement;
use super::nearest::matches;
use super::{Remedy, Severity};

/// What reports say of a rule.
#[derive(Clone, Debug, Default)]
pub struct RuleInfo {
    /// Its name: `s3-bucket-versioning-enabled`.
    pub name: String,
    /// Its title, a sentence without a full stop.
    pub title: String,
    /// Its severity after configuration.
    pub severity: Severity,
    /// The Security Hub control that asks the same: `S3.14`.
    pub security_hub: Option<String>,
    /// What others call it: AWS Config's identifier, the Security Hub control, checks of other tools that ask the same.
    pub other_names: Vec<String>,
    /// The profiles that hold it, by name, that of each framework left out.
    pub profiles: Vec<&'static str>,
    /// The requirements of frameworks that it answers, in the order of [`Framework::ALL`](super::Framework::ALL).
    pub requirements: Vec<Requirement>,
    /// Whether no code decides it: there is a page, and nothing is judged by it.
    pub without_check: bool,
    /// What to do where it is broken.
    pub help: String,
    /// What to write where it is broken.
    pub remedy: Remedy,
    /// Its page, as Markdown.
    pub markdown: String,
    /// Where its page can be read.
    pub page: String,
    /// Its page in the repository of this program, from the top; empty where it has none.
    pub own_page: String,
}

impl RuleInfo {
    /// Whether somebody who says this may mean the rule: by its name or another one, in letters of either case, where
    /// `*` stands for any letters.
    pub fn is_called(&self, said: &str) -> bool {
        let said = said.trim().to_ascii_lowercase();
        let mut names = std::iter::once(&self.name).chain(&self.other_names);
        names.any(|name| matches(&said, &name.to_ascii_lowercase()))
    }

    /// Whether somebody who says this may mean the rule, alone or among others: by a name, or by a profile, a framework
    /// or a requirement that it belongs to.
    pub fn is_meant(&self, said: &str) -> bool {
        let said = said.trim();
        self.is_called(said)
            || self.profiles.iter().any(|profile| profile.eq_ignore_ascii_case(said))
            || self.requirements.iter().any(|requirement| requirement.is_called(said))
    }
}
