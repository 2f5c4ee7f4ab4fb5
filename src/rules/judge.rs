//! Judges one resource by all rules of its type.
//!
//! Where the resource leaves conditions open, each rule is judged in every world: a verdict holds when it holds in all
//! of them. Where worlds differ, the code does not decide, and the conditions that make the difference are named.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::facts::Facts;
use super::judgement::{Judgement, There, View};
use super::set::InForce;
use super::{RuleSet, explain};
use crate::finding::{Evaluation, Unlisted};
use crate::model::{Bearing, Declared, Subject};
use crate::reason::{Assumptions, Effort};
use crate::value::{Atlas, Conditions, Symbol, World};

/// Judges resources by the same rules. Those that leave the same conditions open share their worlds.
#[derive(Debug)]
pub struct Judge<'r> {
    assumptions: &'r Assumptions,
    atlas: Atlas,
    /// By the types of the resources, the rules that judge them.
    by_type: HashMap<Arc<str>, Vec<Alike<'r>>>,
    /// Whether evaluations that ask for nobody's attention are counted, and not kept.
    counts_quiet: bool,
}

/// Rules on which the same bears, with that.
type Alike<'r> = (&'r Bearing, Vec<InForce<'r>>);

/// What was judged of a subject.
#[derive(Debug, Default)]
pub struct Judged {
    /// The evaluations.
    pub evaluations: Vec<Evaluation>,
    /// Those that are counted alone.
    pub unlisted: Unlisted,
    /// Whether more effort might have decided more.
    pub is_short: bool,
}

impl Judged {
    /// Adds what was judged of others.
    pub fn take_in(&mut self, other: Judged) {
        self.evaluations.extend(other.evaluations);
        self.unlisted.take_in(&other.unlisted);
        self.is_short |= other.is_short;
    }
}

impl<'r> Judge<'r> {
    /// A judge of these subjects, and of others of their types, by these rules, where the code says nothing by these
    /// assumptions. All that is judged shares so many worlds.
    pub fn new(rules: &'r RuleSet, assumptions: &'r Assumptions, subjects: &[Subject<'_>], worlds: usize) -> Self {
        let mut by_type = HashMap::new();
        for subject in subjects {
            let of_type = &subject.resource.type_name;
            if !by_type.contains_key(of_type) {
                rules.read(of_type);
                by_type.insert(Arc::clone(of_type), alike(rules.in_force(of_type)));
            }
        }
        Judge { assumptions, atlas: rules.atlas(subjects, worlds), by_type, counts_quiet: false }
    }

    /// The same, which counts what holds or does not apply where not all evaluations are asked for.
    pub fn listing(self, all: bool) -> Self {
        Judge { counts_quiet: !all, ..self }
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
        let mut alike: BTreeMap<Vec<Symbol>, (Conditions, Vec<InForce<'r>>)> = BTreeMap::new();
        for (bearing, rules) in self.by_type.get(&subject.resource.type_name).into_iter().flatten() {
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
        for (rule, outcomes) in rules.iter().zip(outcomes) {
            let judgement = Judgement::of(&views, outcomes, worlds);
            if subject.resource.declared == Declared::Elsewhere && judgement.rests_on_what_is_elsewhere(subject) {
                continue;
            }
            if self.counts_quiet && !judgement.compliance.asks_for_attention() {
                into.unlisted.add(rule.rule.info.severity, judgement.compliance);
            } else {
                into.evaluations.push(explain::evaluation(*rule, subject, &judgement));
            }
        }
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

/// The rules, together those on which the same bears.
fn alike<'r>(rules: impl Iterator<Item = InForce<'r>>) -> Vec<Alike<'r>> {
    let mut all: Vec<Alike<'r>> = Vec::new();
    for rule in rules {
        match all.iter_mut().find(|(bearing, _)| **bearing == rule.code.bearing) {
            Some((_, alike)) => alike.push(rule),
            None => all.push((&rule.code.bearing, vec![rule])),
        }
    }
    all
}
