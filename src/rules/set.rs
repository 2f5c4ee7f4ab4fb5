//! The set of rules that a run judges by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::code::{Code, Text};
use super::{ByDefault, Checked, Fact, Metadata, ParameterKind};
use crate::catalogue::{judged_type, types};
use crate::config::{ParameterValue, Profile, RuleSettings, Settings, nearest};
use crate::finding::{Framework, Problem, ProblemKind, Remedy, Requirement, RuleInfo, Severity};
use crate::guard::Types;
use crate::model::{Bearing, Subject};
use crate::reason::actions_like;
use crate::source::Span;
use crate::value::Atlas;

/// A rule folder as the binary carries it.
struct Embedded {
    name: &'static str,
    metadata: &'static str,
    check: &'static str,
    page: &'static str,
}

/// One entry for each folder of `rules/`, written by `build.rs`.
const EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A rule that is ready to judge.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What reports say of it. The severity is the one after configuration.
    pub info: Arc<RuleInfo>,
    /// Its metadata.
    pub metadata: Metadata,
    /// Its check.
    check: Text,
    /// Whether it is judged.
    pub enabled: bool,
    /// The parameters that have a value.
    pub parameters: BTreeMap<String, ParameterValue>,
    /// The types that it judges, where it stands in a file of Guard text.
    pub(super) types: Option<Types>,
}

/// A rule by which a run judges, with what its check comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// What its check comes to.
    pub code: &'r Code,
}

/// Rules, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// The worlds that subjects are looked at in, of whom those that some rule is about share so many.
    pub fn atlas(&self, subjects: &[Subject<'_>], worlds: usize) -> Atlas {
        let is_judged = |subject: &&Subject<'_>| self.of_type(&subject.resource.type_name).next().is_some();
        Atlas::sharing(worlds, subjects.iter().filter(is_judged).count())
    }

    /// The rules that come with the program, in the default profile. Metadata that cannot be read is a problem, and the
    /// rule is left out; checks are read when they are needed ([`RuleSet::faults`]). A test holds that none is amiss.
    pub fn built_in() -> (RuleSet, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut rules = Vec::new();
        for embedded in EMBEDDED {
            match Rule::read(embedded.name, embedded.metadata, embedded.check, embedded.page) {
                Ok(rule) => rules.push(rule),
                Err(problem) => problems.push(problem),
            }
        }
        (RuleSet { rules }, problems)
    }

    /// What is wrong with the checks that were read so far, by which nothing is judged.
    pub fn faults(&self) -> Vec<Problem> {
        self.rules.iter().filter(|rule| rule.check.is_read()).filter_map(Rule::fault).collect()
    }

    /// The same set under a configuration: profile, switches, severities and parameters. A rule that does not exist is
    /// the caller's to report; a parameter that does not exist or does not fit is a problem at its place.
    pub fn configured(mut self, settings: &Settings) -> (RuleSet, Vec<Problem>) {
        for rule in &mut self.rules {
            rule.apply_profile(&settings.profile, settings.account_baseline);
        }
        self.with_said(&settings.rules)
    }

    /// The same set where this is said of rules, by name.
    pub(super) fn with_said(mut self, all: &BTreeMap<String, RuleSettings>) -> (RuleSet, Vec<Problem>) {
        let mut problems = Vec::new();
        // What is said by a rule's own name is about that rule, and wins over what is said of it among others.
        let names: BTreeSet<_> = self.rules.iter().map(|rule| rule.info.name.clone()).collect();
        let among: Vec<_> = all.iter().filter(|(said, _)| !names.contains(*said)).collect();
        for rule in &mut self.rules {
            let info = Arc::clone(&rule.info);
            let among = among.iter().filter(|(said, _)| info.is_meant(said)).map(|(_, wanted)| *wanted);
            for wanted in among.chain(all.get(&info.name)) {
                rule.enabled = wanted.enabled.unwrap_or(rule.enabled) && rule.has_check();
                rule.set_severity(wanted.severity.unwrap_or(rule.info.severity));
                for (name, parameter) in &wanted.parameters {
                    if let Err(message) = rule.set_parameter(name, &parameter.value) {
                        let mut problem = Problem::of_path(ProblemKind::Configuration, "", message);
                        problem.span = parameter.span;
                        problems.push(problem.help(rule.parameter_help(name)));
                    }
                }
            }
        }
        (self, problems)
    }

    /// All rules, those that are switched off too.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rules that are switched on and judge resources of a type.
    pub fn of_type(&self, resource_type: &str) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.enabled && rule.judges(resource_type))
    }

    /// The same with what their checks come to.
    pub(super) fn in_force(&self, resource_type: &str) -> impl Iterator<Item = InForce<'_>> {
        self.of_type(resource_type).filter_map(|rule| Some(InForce { rule, code: rule.check.code().ok()? }))
    }

    /// Reads the checks of the rules that are switched on and judge resources of a type, on all threads: the first
    /// resource of a type waits for them.
    pub(super) fn read(&self, resource_type: &str) {
        let unread: Vec<&Rule> = self.of_type(resource_type).filter(|rule| !rule.check.is_read()).collect();
        unread.par_iter().for_each(|rule| rule.check.read_ahead());
    }

    /// The other rules on resources of the type of this one that rest on a fact or a property of which it does.
    pub fn related(&self, rule: &Rule) -> Vec<&Rule> {
        let of_type = |it: &&Rule| it.metadata.resource_type == rule.metadata.resource_type;
        let shares = |it: &&Rule| {
            let both = it.check.code().ok().zip(rule.check.code().ok());
            it.info.name != rule.info.name && both.is_some_and(|(other, own)| own.shares(other))
        };
        self.rules.iter().filter(of_type).filter(shares).collect()
    }

    /// Whether a rule that is switched on says what S3 refuses.
    pub fn tells_refusals(&self) -> bool {
        self.in_force(types::BUCKET).any(|it| it.code.facts.contains(&Fact::Refusals))
    }

    /// The types of what the rules about the account ask for that are switched on.
    pub fn types_in_account(&self) -> BTreeSet<&str> {
        let rules = self.of_type(types::ACCOUNT);
        rules.flat_map(|rule| rule.metadata.in_account.iter().map(String::as_str)).collect()
    }

    /// The same with further rules, each with where it stands. One that is called like another is left out, and told.
    pub fn with(mut self, rules: Vec<(Rule, Span)>) -> (RuleSet, Vec<Problem>) {
        let mut problems = Vec::new();
        for (rule, place) in rules {
            if self.rules.iter().any(|other| other.info.name == rule.info.name) {
                let message = format!("a rule is called `{}` already, so this one is not used", rule.info.name);
                let problem = Problem::at(ProblemKind::Configuration, place, message);
                problems.push(problem.help("give it another name"));
            } else {
                self.rules.push(rule);
            }
        }
        self.rules.sort_by(|a, b| a.info.name.cmp(&b.info.name));
        (self, problems)
    }

    /// What reports say of all rules, those that are switched off too.
    pub fn infos(&self) -> Vec<Arc<RuleInfo>> {
        self.rules.iter().map(|rule| Arc::clone(&rule.info)).collect()
    }
}

impl Rule {
    /// Whether it judges resources of a type.
    pub fn judges(&self, resource_type: &str) -> bool {
        match &self.types {
            Some(types) => resource_type != types::ACCOUNT && types.has(resource_type),
            None => {
                let judged = judged_type(resource_type);
                self.metadata.types().any(|it| it == judged)
            }
        }
    }

    /// Whether the code decides it.
    fn has_check(&self) -> bool {
        self.metadata.check == Checked::Code
    }

    /// Whether it is about the account.
    pub fn is_of_account(&self) -> bool {
        self.metadata.resource_type == types::ACCOUNT
    }

    /// What is wrong with its check.
    pub fn fault(&self) -> Option<Problem> {
        let message = self.check.code().err().filter(|_| self.has_check())?;
        Some(fault(&self.info.name, "check.guard", message.to_owned()))
    }

    /// What bears on its verdict; nothing where its check cannot be read.
    pub fn bearing(&self) -> Option<&Bearing> {
        self.check.code().ok().map(|code| &code.bearing)
    }

    fn read(name: &str, metadata: &str, check: &'static str, page: &str) -> Result<Rule, Problem> {
        let metadata: Metadata =
            toml::from_str(metadata).map_err(|error| fault(name, "rule.toml", error.to_string()))?;
        if check.is_empty() == (metadata.check == Checked::Code) {
            let message = "`check.guard` is there where the code decides a rule, and nowhere else".to_owned();
            return Err(fault(name, "rule.toml", message));
        }
        let check = Text::new(check, metadata.types());
        Rule::new(name, metadata, check, page).map_err(|message| fault(name, "rule.toml", message))
    }

    /// A rule of these parts, in the default profile.
    pub(super) fn new(name: &str, metadata: Metadata, check: Text, page: &str) -> Result<Rule, String> {
        let info = Arc::new(RuleInfo {
            name: name.to_owned(),
            title: metadata.title.clone(),
            severity: metadata.severity,
            security_hub: metadata.security_hub.clone(),
            other_names: other_names(name, &metadata),
            profiles: profiles(&metadata),
            requirements: requirements(&metadata),
            without_check: metadata.check != Checked::Code,
            help: metadata.help.clone(),
            remedy: remedy(page),
            markdown: page.to_owned(),
            // AWS's own page.
            page: metadata.links.first().cloned().unwrap_or_default(),
            own_page: format!("docs/rules/{name}.md"),
        });
        let mut rule = Rule { info, enabled: true, parameters: BTreeMap::new(), metadata, check, types: None };
        rule.apply_profile(&Profile::Default, false);
        for (parameter, described) in rule.metadata.parameters.clone() {
            if let Some(value) = described.default.as_ref().and_then(default_value) {
                rule.set_parameter(&parameter, &value)?;
            }
        }
        Ok(rule)
    }

    fn apply_profile(&mut self, profile: &Profile, is_baseline: bool) {
        // AWS Config and Security Hub know no switch.
        let by_default = match profile {
            Profile::Default => self.metadata.default,
            _ if is_in(&self.metadata, profile) => ByDefault::On,
            Profile::SecurityHub | Profile::Frameworks(_) => ByDefault::Off,
            Profile::Config | Profile::All => self.metadata.default,
        };
        self.enabled = match by_default {
            _ if !self.has_check() => false,
            ByDefault::On | ByDefault::Informational => true,
            ByDefault::Baseline => is_baseline,
            ByDefault::Off => false,
        };
        let is_remark = by_default == ByDefault::Informational;
        self.set_severity(if is_remark { Severity::Informational } else { self.metadata.severity });
    }

    fn set_severity(&mut self, severity: Severity) {
        Arc::make_mut(&mut self.info).severity = severity;
    }

    /// Gives a parameter its value, in AWS Config's form also, where all is text: a list with commas, a number.
    fn set_parameter(&mut self, name: &str, value: &ParameterValue) -> Result<(), String> {
        let Some(described) = self.metadata.parameters.get(name) else {
            return Err(format!("the rule `{}` has no parameter `{name}`", self.info.name));
        };
        let value = fitting(described.kind, value).ok_or_else(|| {
            format!("the parameter `{name}` of `{}` takes {}", self.info.name, described.kind.wanted())
        })?;
        if let ParameterValue::String(text) = &value
            && !described.one_of.is_empty()
            && !described.one_of.contains(text)
        {
            let wanted: Vec<_> = described.one_of.iter().map(|text| format!("`{text}`")).collect();
            return Err(format!("the parameter `{name}` of `{}` takes {}", self.info.name, wanted.join(" or ")));
        }
        self.parameters.insert(name.to_owned(), value);
        Ok(())
    }

    /// What to do about a parameter that does not fit.
    fn parameter_help(&self, name: &str) -> String {
        let known: Vec<_> = self.metadata.parameters.keys().map(String::as_str).collect();
        let switches = ["enabled", "severity"];
        match nearest(name, known.iter().copied().chain(switches)) {
            Some(near) if near != name => format!("did you mean `{near}`?"),
            _ if known.is_empty() => "the rule takes no parameters".to_owned(),
            _ => format!("the rule takes {}", known.join(", ")),
        }
    }
}

fn fault(rule: &str, file: &str, message: String) -> Problem {
    Problem::of_path(ProblemKind::Configuration, format!("rules/{rule}/{file}"), message)
}

/// What a parameter of a kind takes a value for; `None` where it does not fit.
fn fitting(kind: ParameterKind, value: &ParameterValue) -> Option<ParameterValue> {
    Some(match (kind, value) {
        (ParameterKind::String, ParameterValue::String(_))
        | (ParameterKind::Boolean, ParameterValue::Boolean(_))
        | (ParameterKind::Integer, ParameterValue::Integer(_))
        | (ParameterKind::List, ParameterValue::List(_)) => value.clone(),
        (ParameterKind::String, ParameterValue::Integer(number)) => ParameterValue::String(number.to_string()),
        (ParameterKind::Integer, ParameterValue::String(text)) => ParameterValue::Integer(text.trim().parse().ok()?),
        (ParameterKind::Boolean, ParameterValue::String(text)) => {
            ParameterValue::Boolean(text.trim().to_ascii_lowercase().parse().ok()?)
        }
        (ParameterKind::List, ParameterValue::String(values)) => ParameterValue::List(separated(values)),
        (ParameterKind::Policy, ParameterValue::String(text)) if is_policy(text) => value.clone(),
        (ParameterKind::Actions, ParameterValue::String(values)) => actions(&separated(values))?,
        (ParameterKind::Actions, ParameterValue::List(patterns)) => actions(patterns)?,
        _ => return None,
    })
}

/// Whether a text is a bucket policy that AWS Config takes.
fn is_policy(text: &str) -> bool {
    const MOST: usize = 1_024;
    let is_one = |json: serde_json::Value| json.get("Statement").is_some_and(|it| it.is_array() || it.is_object());
    text.len() <= MOST && serde_json::from_str(text).is_ok_and(is_one)
}

/// The values of AWS Config's comma-separated form.
fn separated(values: &str) -> Vec<String> {
    values.split(',').map(|value| value.trim().to_owned()).collect()
}

/// The actions that patterns mean; `None` where one of them means none.
fn actions(patterns: &[String]) -> Option<ParameterValue> {
    let mut found = BTreeSet::new();
    for pattern in patterns {
        let meant = actions_like(pattern);
        if meant.is_empty() {
            return None;
        }
        found.extend(meant.into_iter().map(str::to_owned));
    }
    Some(ParameterValue::List(found.into_iter().collect()))
}

/// The blocks that a page has for who wants to mend it.
fn remedy(page: &str) -> Remedy {
    let (_, section) = page.split_once("\n## How to mend it\n").unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let block = |language: &str| {
        let (_, start) = section.split_once(&format!("```{language}\n")).unwrap_or_default();
        start.split("```").next().unwrap_or_default().to_owned()
    };
    Remedy { terraform: block("terraform"), template: block("yaml") }
}

/// What others call a rule.
fn other_names(name: &str, metadata: &Metadata) -> Vec<String> {
    let known = metadata.config_rule.iter().chain(&metadata.security_hub).chain(&metadata.also);
    known.filter(|other| **other != name).cloned().collect()
}

/// Whether a profile holds a rule whatever the default one says of it.
fn is_in(metadata: &Metadata, profile: &Profile) -> bool {
    match profile {
        _ if metadata.check != Checked::Code => false,
        Profile::Default => matches!(metadata.default, ByDefault::On | ByDefault::Informational),
        Profile::Config => metadata.config_rule.is_some(),
        Profile::SecurityHub => metadata.security_hub.is_some(),
        Profile::Frameworks(some) => metadata.frameworks.keys().any(|framework| some.contains(framework)),
        Profile::All => true,
    }
}

/// The names of the profiles that hold a rule.
fn profiles(metadata: &Metadata) -> Vec<&'static str> {
    Profile::NAMED.into_iter().filter(|(_, profile)| is_in(metadata, profile)).map(|(name, _)| name).collect()
}

fn requirements(metadata: &Metadata) -> Vec<Requirement> {
    let of = |(framework, ids): (&Framework, &Vec<String>)| {
        let framework = *framework;
        ids.iter().map(move |id| Requirement { framework, id: id.clone() }).collect::<Vec<_>>()
    };
    metadata.frameworks.iter().flat_map(of).collect()
}

fn default_value(value: &toml::Value) -> Option<ParameterValue> {
    match value {
        toml::Value::String(text) => Some(ParameterValue::String(text.clone())),
        toml::Value::Boolean(value) => Some(ParameterValue::Boolean(*value)),
        toml::Value::Integer(number) => Some(ParameterValue::Integer(*number)),
        toml::Value::Array(items) => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>().map(ParameterValue::List)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_parameters_that_fit() {
        let (set, _) = RuleSet::built_in();
        let said = |name: &str, parameter: &str, text: &str| {
            let mut rule = set.iter().find(|rule| rule.info.name == name).unwrap().clone();
            let set = rule.set_parameter(parameter, &ParameterValue::String(text.to_owned()));
            set.map(|()| format!("{:?}", rule.parameters[parameter]))
        };
        let ok = |text: &str| Ok(text.to_owned());
        let refused = |name: &str, parameter: &str, wanted: &str| {
            Err(format!("the parameter `{parameter}` of `{name}` takes {wanted}"))
        };
        let (lifecycle, days) = ("s3-lifecycle-policy-check", "targetExpirationDays");
        assert_eq!(said(lifecycle, days, " 30 "), ok("Integer(30)"));
        assert_eq!(said(lifecycle, days, "a month"), refused(lifecycle, days, "a whole number"));
        let lock = "s3-bucket-default-lock-enabled";
        assert_eq!(said(lock, "mode", "GOVERNANCE"), ok("String(\"GOVERNANCE\")"));
        assert_eq!(said(lock, "mode", "governance"), refused(lock, "mode", "`GOVERNANCE` or `COMPLIANCE`"));
        let (kms, blocked) = ("iam-inline-policy-blocked-kms-actions", "blockedActionsPatterns");
        assert_eq!(said(kms, blocked, "kms:decr*"), ok("List([\"kms:Decrypt\"])"));
        let wanted = "a list of patterns of actions of S3 or KMS";
        assert_eq!(said(kms, blocked, "kms:Decrypt, kms:Nothing"), refused(kms, blocked, wanted));
    }
}
