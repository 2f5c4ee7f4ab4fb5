//! `Rules`: what a deployment's parameters must be.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>
//!
//! A deployment that breaks an assertion is refused, so the others are all that there is to judge.

use std::sync::Arc;

use super::decision::Answer;
use super::evaluator::{Evaluator, arguments};
use super::lookup::MAX_ENTRIES;
use crate::finding::ProblemKind;
use crate::source::Span;
use crate::value::{Entry, Formula, Kind, Text, Value};

impl Evaluator<'_> {
    /// Reads the template's rules: what they assert is assumed wherever a condition is open.
    pub(super) fn apply_rules(&self) {
        let rules = self.template.rules.iter();
        self.in_rule.set(true);
        let assumed: Vec<_> = rules.flat_map(|(name, entry)| self.as_text(true, || self.rule(name, entry))).collect();
        self.in_rule.set(false);
        let mut found = Vec::new();
        self.conditions.values().for_each(|condition| self.keys_looked_up(condition, &mut found));
        *self.assumed.borrow_mut() = assumed.into_iter().chain(found).collect();
    }

    /// That the keys by which conditions look into mappings are there: conditions are worked out in every
    /// deployment, and CloudFormation refuses one in which a key is not.
    fn keys_looked_up(&self, written: &Value, found: &mut Vec<Arc<Formula>>) {
        match &written.kind {
            Kind::List(list) => list.items.iter().for_each(|item| self.keys_looked_up(item, found)),
            Kind::Map(map) => {
                for (name, entry) in map.iter() {
                    match arguments(&entry.value) {
                        [mapping, key, _] if &**name == "Fn::FindInMap" => found.extend(self.is_a_key(mapping, key)),
                        _ => self.keys_looked_up(&entry.value, found),
                    }
                }
            }
            _ => {}
        }
    }

    /// That a key is one of those of a mapping of few; `None` where it is known, or the mapping is not.
    fn is_a_key(&self, mapping: &Value, key: &Value) -> Option<Arc<Formula>> {
        let rows = self.mappings.get(mapping.as_str()?)?.as_map()?;
        let rows = self.opened(rows);
        if rows.rest.is_some() || rows.len() > MAX_ENTRIES {
            return None;
        }
        let key = self.in_text(key).to_text().filter(|key| key.as_str().is_none())?;
        let span = mapping.span();
        let each = rows.keys().map(|row| self.equal_texts(&key, &Text::from(&**row), span)).collect();
        match self.combine(each, false, span) {
            Answer::Open(open) => Some(open.formula),
            Answer::Known(_) => None,
        }
    }

    fn rule(&self, name: &str, entry: &Entry) -> Vec<Arc<Formula>> {
        let applies = entry.value.get("RuleCondition").map_or(Answer::Known(true), |it| self.condition(it));
        let assertions = entry.value.get("Assertions").map(arguments).unwrap_or_default();
        assertions.iter().filter_map(|it| self.assertion(name, &applies, it.get("Assert")?, it.span())).collect()
    }

    fn assertion(&self, rule: &str, applies: &Answer, assert: &Value, span: Span) -> Option<Arc<Formula>> {
        let holds = self.condition(assert);
        match self.combine(vec![self.not(applies.clone(), span), holds], false, span) {
            Answer::Known(true) => None,
            Answer::Known(false) => {
                let is_given = !self.given.is_empty() || !self.shared.givens.values.is_empty();
                let (kind, message) = match is_given {
                    true => (
                        ProblemKind::Invalid,
                        format!("the parameters break the rule `{rule}`: CloudFormation refuses them"),
                    ),
                    false => (
                        ProblemKind::Note,
                        format!("the defaults of the parameters break the rule `{rule}`: whoever deploys gives others"),
                    ),
                };
                self.report(kind, span, message);
                None
            }
            Answer::Open(open) => Some(open.formula),
        }
    }

    /// `Fn::Contains: [texts, text]`, `Fn::EachMemberIn: [texts, texts]`, `Fn::EachMemberEquals: [texts, text]`.
    pub(super) fn membership(&self, function: &str, argument: &Value, span: Span) -> Answer {
        let [list, other] = arguments(argument) else {
            return self.wrong(span, &format!("`{function}` takes a list of two values"));
        };
        let (list, other) = (self.value(list), self.value(other));
        let Some(items) = known_items(&list) else { return self.open(span, "looks into a list that is not known") };
        match function {
            "Fn::Contains" => self.is_one_of(&other, items, span),
            "Fn::EachMemberEquals" => {
                let each = items.iter().map(|item| self.equal(item, &other, span)).collect();
                self.combine(each, true, span)
            }
            _ => match known_items(&other) {
                Some(allowed) => {
                    let each = items.iter().map(|item| self.is_one_of(item, allowed, span)).collect();
                    self.combine(each, true, span)
                }
                None => self.open(span, "looks into a list that is not known"),
            },
        }
    }

    fn is_one_of(&self, value: &Value, items: &[Value], span: Span) -> Answer {
        if !self.shared.budget.spend(items.len()) {
            self.report_spent(span);
            return self.open(span, super::evaluator::SPENT);
        }
        let each = items.iter().map(|item| self.equal(value, item, span)).collect();
        self.combine(each, false, span)
    }
}

fn known_items(value: &Value) -> Option<&[Value]> {
    match &value.kind {
        Kind::List(list) if list.rest.is_none() => Some(&list.items),
        _ => None,
    }
}
