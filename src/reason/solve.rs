//! Searches with policy variables: by trying values that could make a difference, and by a proof that none does.
//!
//! A request that gets through with one value of each variable is an answer. That none gets through is proved with
//! variables that may stand for anything; where this is too coarse, the values tried are enough if each variable stands
//! alone and is compared with one key, because then only equality with that key's values can make a difference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::domain::style;
use super::identity;
use super::keys;
use super::pattern::{Patterns, TooMany};
use super::query::Query;
use super::search::{Evidence, Outcome};
use super::study::may_allow;
use super::variable::{self, Assigned, Variables, keys_in, may_have, whole};
use crate::iam::{Condition, Policy, Statement, Test};
use crate::value::{Text, Truth, Unknown, Unknowns};

/// How many combinations of values are tried.
const MAX_COMBINATIONS: usize = 64;

/// How many values of each variable, where few are to be tried.
const FEW: usize = 4;

impl Query<'_> {
    /// Searches the whole policy.
    ///
    /// # Errors
    ///
    /// Where it is too much.
    pub(super) fn searched(&self) -> Result<Outcome, TooMany> {
        if self.needs_allow && self.policy.rest.is_none() && !self.policy.statements.iter().any(may_allow) {
            return Ok(Outcome::Shut(Evidence::default()));
        }
        let access_point = self.access_point.map(|it| it.policy);
        let policies: Vec<&Policy> = std::iter::once(self.policy).chain(access_point).chain(self.reference).collect();
        let on = versions(&policies);
        let open = Variables::open(on);
        let keys: BTreeSet<String> = policies.iter().flat_map(|policy| variable::all(policy)).collect();
        if keys.is_empty() || on != Truth::True {
            return self.search_with(&open);
        }
        let statements: Vec<&Statement> = policies.iter().flat_map(|policy| &policy.statements).collect();
        let tried = self.tried(&keys, &statements)?;
        self.try_all(&tried, &statements, &open)
    }

    fn try_all(
        &self,
        tried: &BTreeMap<String, Vec<Assigned>>,
        statements: &[&Statement],
        open: &Variables,
    ) -> Result<Outcome, TooMany> {
        let mut all = Sum::default();
        let chosen = if self.extent.is_few() { alike(tried) } else { combinations(tried) };
        for chosen in chosen {
            if let Some(request) = all.add(self.search_with(&open.with(chosen))?) {
                return Ok(request);
            }
        }
        if self.extent.is_few() {
            return Err(TooMany);
        }
        let mut proof = Sum::default();
        let mut any = tried.clone();
        let either = || vec![Assigned::Absent, Assigned::Any];
        any.values_mut().filter(|values| values.len() > 1).for_each(|values| *values = either());
        for chosen in combinations(&any) {
            // Where the statements that matter do not name the variable, this can find a request too.
            if let Some(request) = proof.add(self.search_with(&open.with(chosen))?) {
                return Ok(request);
            }
        }
        let proved = proof.unknowns.is_empty();
        let enough = all.unknowns.is_empty() && stand_alone(tried, statements);
        Ok(if proved || !enough { proof.outcome() } else { all.outcome() })
    }

    /// The values to try for each variable; of one that is the owner's, its value.
    fn tried(
        &self,
        keys: &BTreeSet<String>,
        statements: &[&Statement],
    ) -> Result<BTreeMap<String, Vec<Assigned>>, TooMany> {
        let mut found = BTreeMap::new();
        let mut count: usize = 1;
        for key in keys {
            let values = match key.as_str() {
                "aws:resourceaccount" | "s3:resourceaccount" => vec![Assigned::Is(self.owner.account.clone())],
                "aws:resourceorgid" => vec![Assigned::Is(self.owner.organization.clone())],
                _ => self.values_of(key, statements)?,
            };
            count = count.saturating_mul(values.len());
            if count > MAX_COMBINATIONS && !self.extent.is_few() {
                return Err(TooMany);
            }
            found.insert(key.clone(), values);
        }
        Ok(found)
    }

    /// "Absent", and a value of each set that the policy tells apart on the key and on those compared with it.
    fn values_of(&self, key: &str, statements: &[&Statement]) -> Result<Vec<Assigned>, TooMany> {
        let conditions = || statements.iter().flat_map(|statement| &statement.conditions).filter(|it| may_have(it));
        let linked: BTreeSet<String> = conditions()
            .filter(|condition| names(condition, key))
            .map(|condition| condition.key.to_ascii_lowercase())
            .chain([key.to_owned()])
            .collect();
        let mut patterns = Patterns::default();
        for condition in conditions().filter(|condition| linked.contains(&condition.key.to_ascii_lowercase())) {
            let plain = condition.values.values.iter().filter(|word| !word.text.has_known("${"));
            plain.for_each(|word| {
                patterns.add(&word.text, style(condition.operator.test), &Variables::open(Truth::True))
            });
        }
        let mut texts: Vec<Text> = vec![Text::from(keys::plausible(key).first().copied().unwrap_or("mallory"))];
        let fixed = self.callers.iter().flat_map(|caller| &caller.fixed);
        texts.extend(fixed.filter(|(name, _)| *name == key).map(|(_, text)| text.clone()));
        texts.extend(keys::of_anonymous_only(key).map(Text::from));
        match identity::examples(key, &self.expanded()?, &patterns, self.extent)? {
            Some(examples) => texts.extend(examples.into_iter().map(|(text, _)| text)),
            None => {
                let classes = patterns.classes(patterns.start(), self.extent)?;
                texts.extend(classes.into_iter().map(|class| Text::from(class.example)));
            }
        }
        let own = self.target.arn.as_str();
        texts.extend(parts_of_resources(key, statements, own).into_iter().map(Text::from));
        let mut seen = BTreeSet::new();
        texts.retain(|text| seen.insert(text.display()));
        Ok(std::iter::once(Assigned::Absent).chain(texts.into_iter().map(Assigned::Is)).collect())
    }
}

/// Whether the values of a condition name a variable.
fn names(condition: &Condition, key: &str) -> bool {
    condition.values.values.iter().any(|word| word.text.has_known("${") && keys_in(&word.text).contains(key))
}

/// What other resources, or what is judged, have where a variable stands in one: of `home/${aws:username}/*` and
/// `home/alice/*`, `alice`.
fn parts_of_resources(key: &str, statements: &[&Statement], own: Option<&str>) -> BTreeSet<String> {
    let words = || statements.iter().flat_map(|statement| &statement.resources.values);
    let mut found = BTreeSet::new();
    for pattern in words().filter_map(|word| word.text.as_str()).filter(|text| text.contains("${")) {
        let Some((before, inside)) = pattern.split_once("${") else { continue };
        let Some((inside, behind)) = inside.split_once('}') else { continue };
        if variable::parsed(inside).0 != key {
            continue;
        }
        let behind = behind.split(['/', '*', '?', '$']).next().unwrap_or("");
        let others = words().filter_map(|word| word.text.as_str()).chain(own);
        for other in others.filter_map(|text| text.strip_prefix(before)) {
            let part = other.split(['/', '*', '?', '$']).next().unwrap_or("");
            let part = part.strip_suffix(behind).unwrap_or(part);
            if !part.is_empty() && found.len() < MAX_COMBINATIONS {
                found.insert(part.to_owned());
            }
        }
    }
    found
}

/// Whether each variable that has no one value stands alone in its texts, is compared letter by letter, and shares no
/// key with another.
fn stand_alone(tried: &BTreeMap<String, Vec<Assigned>>, statements: &[&Statement]) -> bool {
    let is_open = |key: &String| tried.get(key).is_some_and(|values| values.len() > 1);
    let mut compared: BTreeMap<String, String> = BTreeMap::new();
    for statement in statements {
        let resources = statement.resources.values.iter().filter(|word| word.text.has_known("${"));
        if resources.flat_map(|word| keys_in(&word.text)).any(|key| is_open(&key)) {
            return false;
        }
        for condition in statement.conditions.iter().filter(|condition| may_have(condition)) {
            for word in condition.values.values.iter().filter(|word| word.text.has_known("${")) {
                let open: Vec<String> = keys_in(&word.text).into_iter().filter(|key| is_open(key)).collect();
                let Some(variable) = open.first() else { continue };
                let letters = matches!(condition.operator.test, Test::StringEquals | Test::StringLike);
                let own = compared.entry(condition.key.to_ascii_lowercase()).or_insert_with(|| variable.clone());
                if !letters || whole(&word.text).as_ref() != Some(variable) || own != variable {
                    return false;
                }
            }
        }
    }
    // A variable that others are compared with must not be compared with another variable itself.
    compared.iter().all(|(key, variable)| !is_open(key) || key == variable)
}

/// Whether variables mean something in all of the policies, or in none.
fn versions(policies: &[&Policy]) -> Truth {
    let mut each = policies.iter().map(|policy| policy.version.has_variables());
    let first = each.next().unwrap_or(Truth::False);
    if each.all(|other| other == first) { first } else { Truth::Unknown }
}

/// Every choice of one value for each variable.
fn combinations(tried: &BTreeMap<String, Vec<Assigned>>) -> Vec<Vec<(String, Assigned)>> {
    let mut found: Vec<Vec<(String, Assigned)>> = vec![Vec::new()];
    for (key, values) in tried {
        let with = |chosen: &Vec<(String, Assigned)>, value: &Assigned| {
            chosen.iter().cloned().chain([(key.clone(), value.clone())]).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(|chosen| values.iter().map(move |value| with(chosen, value))).collect();
    }
    found
}

/// A few choices: the first value of each variable, the second of each, and so on.
fn alike(tried: &BTreeMap<String, Vec<Assigned>>) -> Vec<Vec<(String, Assigned)>> {
    let one = |at: usize| {
        let value = move |values: &Vec<Assigned>| values.get(at).or(values.last()).cloned();
        tried.iter().filter_map(|(key, values)| Some((key.clone(), value(values)?))).collect()
    };
    (0..FEW).map(one).collect()
}

/// What several searches found together.
#[derive(Default)]
struct Sum {
    evidence: Evidence,
    unknowns: Vec<Arc<Unknown>>,
}

impl Sum {
    /// Adds what a search found; gives it back where it is a request.
    fn add(&mut self, outcome: Outcome) -> Option<Outcome> {
        match outcome {
            Outcome::Open(_) => return Some(outcome),
            Outcome::Shut(evidence) => {
                self.evidence.conditioned.extend(evidence.conditioned);
                self.evidence.denying.extend(evidence.denying);
            }
            Outcome::Unsure(unknowns) => self.unknowns.extend(unknowns),
        }
        None
    }

    fn outcome(self) -> Outcome {
        Unknowns::of(self.unknowns).map_or(Outcome::Shut(self.evidence), Outcome::Unsure)
    }
}
