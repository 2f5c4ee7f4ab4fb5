//! Judges one resource by all rules of its type.
//!
//! Where the resource leaves conditions open, each rule is judged in every world: a verdict holds when it holds in all
//! of them. Where worlds differ, the code does not decide, and the conditions that make the difference are named.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::judgement::{Judgement, There, View};
use super::set::InForce;
use super::{RuleSet, explain};
use crate::finding::Evaluation;
use crate::model::{Bearing, Declared, Subject};
use crate::reason::{Assumptions, Effort};
use crate::value::{Atlas, Conditions, Symbol, World};

/// Judges resources by the same rules. Those that leave the same conditions open share their worlds.
#[derive(Debug)]
pub struct Judge<'r> {
    rules: &'r RuleSet,
    assumptions: &'r Assumptions,
    atlas: Atlas,
}

/// What was judged of a subject.
#[derive(Debug, Default)]
pub struct Judged {
    /// Every evaluation.
    pub evaluations: Vec<Evaluation>,
    /// Whether more effort might have decided more.
    pub is_short: bool,
}

impl<'r> Judge<'r> {
    /// A judge of these subjects by these rules, where the code says nothing by these assumptions. All that is judged
    /// shares so many worlds.
    pub fn new(rules: &'r RuleSet, assumptions: &'r Assumptions, subjects: &[Subject<'_>], worlds: usize) -> Self {
        Judge { rules, assumptions, atlas: rules.atlas(subjects, worlds) }
    }

    /// Judges a subject, with so much effort. Rules that say nothing about a resource declared elsewhere give no
    /// evaluation.
    pub fn judge(&self, subject: &Subject<'_>, effort: Effort) -> Judged {
        let mut judged = Judged::default();
        for (conditions, rules) in self.alike(subject).into_values() {
            self.judge_alike(subject, &conditions, &rules, effort, &mut judged);
        }
        judged
    }

    /// The rules for a subject, together those on which the same open conditions bear: whatever else the code leaves
    /// open does not multiply the worlds that a rule is judged in.
    fn alike(&self, subject: &Subject<'_>) -> BTreeMap<Vec<Symbol>, (Conditions, Vec<InForce<'r>>)> {
        let mut by_bearing: BTreeMap<&Bearing, Vec<InForce<'_>>> = BTreeMap::new();
        for rule in self.rules.in_force(&subject.resource.type_name) {
            by_bearing.entry(&rule.code.bearing).or_default().push(rule);
        }
        let mut alike: BTreeMap<Vec<Symbol>, (Conditions, Vec<InForce<'r>>)> = BTreeMap::new();
        for (bearing, rules) in by_bearing {
            let conditions = subject.conditions(bearing);
            let symbols = conditions.iter().map(|condition| condition.symbol.clone()).collect();
            alike.entry(symbols).or_insert_with(|| (conditions, Vec::new())).1.extend(rules);
        }
        alike
    }

    fn judge_alike(
        &self,
        subject: &Subject<'_>,
        conditions: &Conditions,
        rules: &[InForce<'_>],
        effort: Effort,
        into: &mut Judged,
    ) {
        let worlds = self.atlas.worlds(conditions);
        let worlds = worlds.get();
        let effort = effort.for_each_of(worlds.len());
        let mut views: Vec<_> = worlds.iter().map(|world| self.view(subject, world, rules, effort)).collect();
        into.is_short |= views.iter().any(There::is_short);
        let outcomes: Vec<Vec<_>> =
            rules.iter().map(|rule| views.iter_mut().map(|view| view.outcome(*rule)).collect()).collect();
        let judged = rules.iter().zip(outcomes).filter_map(|(rule, outcomes)| {
            let judgement = Judgement::of(&views, outcomes, worlds);
            let silent =
                subject.resource.declared == Declared::Elsewhere && judgement.rests_on_what_is_elsewhere(subject);
            (!silent).then(|| explain::evaluation(*rule, subject, &judgement))
        });
        into.evaluations.extend(judged);
    }

    fn view<'d>(&self, subject: &Subject<'d>, world: &World, rules: &[InForce<'_>], effort: Effort) -> There<'d> {
        match subject.under(world) {
            Ok(Some(subject)) => {
                let wanted = rules.iter().flat_map(|rule| &rule.code.facts).copied().collect();
                let facts = Facts::of(&subject, self.assumptions, effort, &wanted);
                There::Yes(Box::new(View::new(subject, facts)))
            }
            Ok(None) => There::No,
            Err(condition) => There::Open(condition),
        }
    }
}
