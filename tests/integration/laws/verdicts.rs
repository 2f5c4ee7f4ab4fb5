//! Verdicts of a run, and what they say of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use bucketlint::engine::Inputs;
use bucketlint::finding::{Compliance, ProblemKind};
use bucketlint::rules::RuleSet;
use bucketlint::source::Memory;
use bucketlint::value::Reason;
use regex::Regex;

use super::super::run::run_all_given;

/// The verdicts of a run: by rule and resource, those of one address together.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    rows: BTreeMap<(String, String), Vec<Compliance>>,
    /// What is at fault with the input.
    pub(super) faults: Vec<String>,
}

impl Verdicts {
    /// What all rules say of files.
    pub(super) fn of<T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (&'static str, T)>, inputs: &Inputs) -> Self {
        let analysis = run_all_given(&Memory::new(files), ".", inputs);
        let mut rows = BTreeMap::<_, Vec<_>>::new();
        for it in &analysis.evaluations {
            rows.entry((it.rule.name.clone(), it.resource.to_string())).or_default().push(it.compliance);
        }
        let at_fault = |kind| matches!(kind, ProblemKind::Invalid | ProblemKind::Policy | ProblemKind::Configuration);
        let told = analysis.problems.iter().filter(|it| it.kind.is_error() || at_fault(it.kind));
        let met = analysis.evaluations.iter().flat_map(|it| &it.unresolved).filter(|it| is_no_deployment(&it.reason));
        let faults = told.map(|it| it.message.clone()).chain(met.map(|it| it.reason.to_string()));
        Verdicts { rows, faults: faults.collect() }
    }

    /// The verdicts on everything whose address does not hold a word.
    pub(super) fn without(mut self, word: &str) -> Self {
        self.rows.retain(|(_, resource), _| !resource.contains(word));
        self
    }

    /// The verdicts of the rules that these properties do not bear on.
    pub(super) fn beside(mut self, properties: &[&str]) -> Self {
        static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::built_in().0);
        let read = RULES
            .iter()
            .filter(|rule| properties.iter().any(|name| rule.bearing().unwrap().properties.contains(*name)));
        let read: BTreeSet<_> = read.map(|rule| rule.info.name.as_str()).collect();
        self.rows.retain(|(rule, _), _| !read.contains(rule.as_str()));
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str, Compliance)> {
        self.rows.iter().flat_map(|((rule, resource), all)| {
            all.iter().map(move |compliance| (rule.as_str(), resource.as_str(), *compliance))
        })
    }

    /// Where something decided is otherwise once more is known. An instance is spoken of by the row with its address, else by
    /// the rows of families that it may be one of.
    pub(super) fn overturned_by(&self, later: &Verdicts) -> Option<String> {
        let families: Vec<_> = self.rows.keys().filter_map(|key| Some((key, family(&key.1)?))).collect();
        // What has turned out to be there in no deployment is spoken of by no rule.
        let is_there =
            |resource: &str| later.iter().any(|(_, it, now)| it == resource && now != Compliance::NotApplicable);
        later.iter().filter(|(_, resource, _)| is_there(resource)).find_map(|(rule, resource, now)| {
            let own = self.rows.get(&(rule.to_owned(), resource.to_owned()));
            let of_families = families.iter().filter(|((of, _), it)| of == rule && it.is_match(resource));
            let before: Vec<_> = match own {
                Some(own) => own.iter().map(|it| (resource, *it)).collect(),
                None => {
                    of_families.flat_map(|(key, _)| self.rows[*key].iter().map(|it| (key.1.as_str(), *it))).collect()
                }
            };
            // What holds wherever it applies may apply nowhere.
            let is_same = |was| was == now || was == Compliance::Compliant && now == Compliance::NotApplicable;
            let holds = |it: &(&str, Compliance)| it.1 == Compliance::InsufficientData || is_same(it.1);
            let (family, was) = before.iter().find(|_| !before.iter().any(holds))?;
            Some(format!("{rule}: {family} is {was}, {resource} is {now}"))
        })
    }

    /// Where the verdicts on the same resources differ.
    pub(super) fn differing_from(&self, other: &Verdicts) -> Option<String> {
        let differs = |key: &&(String, String)| self.rows.get(*key) != other.rows.get(*key);
        let key = self.rows.keys().chain(other.rows.keys()).find(differs)?;
        Some(format!("{}: {} is {:?}, then {:?}", key.0, key.1, self.rows.get(key), other.rows.get(key)))
    }

    /// Where something decided is decided otherwise, or a bucket or key is not there. A part that no owner is known for is
    /// judged by itself, and so it may be missing.
    pub(super) fn contradicted_by(&self, other: &Verdicts) -> Option<String> {
        let open = |all: &[Compliance]| all.contains(&Compliance::InsufficientData);
        // What holds wherever it applies may apply nowhere; either may know more of where that is.
        let holds =
            |all: &[Compliance]| all.iter().all(|it| matches!(it, Compliance::Compliant | Compliance::NotApplicable));
        let is_whole = |resource: &str| ["aws_s3_bucket.", "aws_kms_key."].iter().any(|kind| resource.contains(kind));
        self.rows.iter().find_map(|(key, all)| match other.rows.get(key) {
            Some(others) if open(all) || open(others) || all == others => None,
            Some(others) if holds(all) && holds(others) => None,
            None if !is_whole(&key.1) => None,
            others => Some(format!("{}: {} is {all:?}, then {others:?}", key.0, key.1)),
        })
    }
}

/// Whether what is not known would be refused where it is deployed, or is not assumed of a deployment: where a part
/// surely belongs to a bucket, no other one that may does.
fn is_no_deployment(reason: &Reason) -> bool {
    match reason {
        Reason::DependsOn(cause) => is_no_deployment(&cause.reason),
        reason => matches!(reason, Reason::Error(_) | Reason::Refused(_) | Reason::OneOfSeveral),
    }
}

/// The addresses of a family's instances; `None` for the address of one instance.
fn family(address: &str) -> Option<Regex> {
    let holes = Regex::new(r"\\\$\\\{.*?\\\}").expect("a pattern");
    let pattern = regex::escape(address).replace(r#"\["\*"\]"#, r#"\["[^"]*"\]"#).replace(r"\[\*\]", r"\[[0-9]+\]");
    let pattern = holes.replace_all(&pattern, ".*");
    (pattern != regex::escape(address)).then(|| Regex::new(&format!("^{pattern}$")).expect("a pattern"))
}
