//! What is asked of a policy that is too much to be searched whole: of the statements that bear on the question alone,
//! then whether a plain request gets through, by all that is allowed or by one Allow, then whether simple statements
//! shut it by themselves.

use super::action::Matcher;
use super::caller::{Caller, CallerKind};
use super::pattern::{Extent, TooMany};
use super::query::Query;
use super::search::Outcome;
use super::study::may_deny;
use super::trust::Trust;
use crate::iam::{Condition, Effect, Part, Policy, Statement, Word};
use crate::value::{Text, Truth};

impl Query<'_> {
    /// Searches.
    pub(super) fn search(&self) -> Outcome {
        let whole = self.searched();
        whole.unwrap_or_else(|TooMany| self.by_less().unwrap_or_else(|| Outcome::Unsure(self.too_much().into())))
    }

    /// An answer that does without parts of the policy; `None` where there is none.
    fn by_less(&self) -> Option<Outcome> {
        let bearing = changed(self.policy, |it| if self.bears(it) { it.clone() } else { without_effect(it) });
        let bearing = Query { policy: &bearing, ..self.clone() };
        // Where all bear, this has been asked.
        if !self.policy.statements.iter().all(|it| self.bears(it))
            && let Ok(outcome) = bearing.searched()
        {
            return Some(outcome);
        }
        if let Some(open) = bearing.plainly().or_else(|| bearing.by_one_allow()) {
            return Some(open);
        }
        let coarse = changed(bearing.policy, |it| coarse(it, self.needs_allow));
        match (Query { policy: &coarse, ..self.clone() }).searched() {
            Ok(shut @ Outcome::Shut(_)) => Some(shut),
            _ => None,
        }
    }

    /// A plain request that gets through: one of few keys, by anyone or by whom the policy does not name.
    fn plainly(&self) -> Option<Outcome> {
        let few = Query { extent: Extent::Few(self.extent.effort()), ..self.clone() };
        let unnamed = few.of_unnamed();
        let are_fewer = unnamed.callers.len() < few.callers.len();
        let mut all = std::iter::once(few).chain(are_fewer.then_some(unnamed));
        all.find_map(|few| few.searched().ok().filter(|outcome| matches!(outcome, Outcome::Open(_))))
    }

    /// A plain request that one Allow lets through by itself, simple ones first: with the others more would come
    /// through.
    fn by_one_allow(&self) -> Option<Outcome> {
        let statements = &self.policy.statements;
        let allows = |it: &&Statement| matches!(it.effect, Effect::Allow) && self.bears(it);
        let all = || statements.iter().filter(allows).filter(|_| self.needs_allow);
        let (simple, others): (Vec<_>, Vec<_>) = all().partition(|it| is_simple_statement(it));
        simple.into_iter().chain(others).find_map(|one| {
            let alone = |it: &Statement| {
                let is_other = matches!(it.effect, Effect::Allow) && !std::ptr::eq(it, one);
                if is_other { without_effect(it) } else { it.clone() }
            };
            (Query { policy: &changed(self.policy, alone), ..self.clone() }).plainly()
        })
    }

    /// Whether a statement can make a difference: to a caller and an action that are asked about.
    fn bears(&self, statement: &Statement) -> bool {
        let allows = !matches!(statement.effect, Effect::Deny);
        let matcher = Matcher::new(&statement.actions);
        // By the letter, whoever meets what a Deny asks of everyone is asked about too.
        let all = self.trust == Some(Trust::ByS3) && may_deny(statement);
        (self.needs_allow || may_deny(statement))
            && self.actions.iter().any(|action| matcher.lists(action) != Truth::False)
            && (all || self.callers.iter().any(|it| it.is_in(&statement.principals, allows) != Truth::False))
    }

    /// The same of callers that the policy does not name one by one: where one of these gets through, the others do not
    /// matter.
    fn of_unnamed(&self) -> Self {
        let is_unnamed = |caller: &&Caller| match caller.kind {
            CallerKind::Named(_) => false,
            CallerKind::OfAccount(_) => caller.is_of(&self.owner.account) == Truth::True,
            CallerKind::Anonymous | CallerKind::Stranger | CallerKind::Service => true,
        };
        let callers = self.callers.iter().filter(is_unnamed).cloned().collect();
        Query { callers, ..self.clone() }
    }
}

/// The policy with each statement as this makes it, at its place.
fn changed(policy: &Policy, change: impl Fn(&Statement) -> Statement) -> Policy {
    policy.with(policy.statements.iter().map(change).collect())
}

/// A statement about the same principals that says nothing.
fn without_effect(statement: &Statement) -> Statement {
    let nothing = |part: &Part<Word>| Part { negated: false, values: Vec::new(), rest: None, span: part.span };
    Statement {
        actions: nothing(&statement.actions),
        resources: nothing(&statement.resources),
        conditions: Vec::new(),
        more_conditions: None,
        ..statement.clone()
    }
}

/// A statement that lets more through, and is simple: no Deny that is not, and no part of an Allow that is not.
fn coarse(statement: &Statement, needs_allow: bool) -> Statement {
    match &statement.effect {
        _ if is_simple_statement(statement) => statement.clone(),
        Effect::Deny => without_effect(statement),
        Effect::Unknown(_) if !needs_allow => without_effect(statement),
        Effect::Allow | Effect::Unknown(_) => Statement {
            effect: Effect::Allow,
            resources: if are_simple(&statement.resources) { statement.resources.clone() } else { all(statement) },
            conditions: statement.conditions.iter().filter(|it| self::is_simple(it)).cloned().collect(),
            more_conditions: None,
            ..statement.clone()
        },
    }
}

fn all(statement: &Statement) -> Part<Word> {
    let span = statement.resources.span;
    Part { negated: false, values: vec![Word { text: Text::from("*"), span }], rest: None, span }
}

fn is_simple_statement(statement: &Statement) -> bool {
    statement.conditions.iter().all(is_simple) && are_simple(&statement.resources)
}

fn is_simple(condition: &Condition) -> bool {
    are_simple(&condition.values)
}

/// Whether no value has a wildcard but at its end, nor a policy variable.
fn are_simple(part: &Part<Word>) -> bool {
    part.values.iter().all(|word| {
        let shown = word.text.display();
        let head = shown.strip_suffix('*').unwrap_or(&shown);
        !head.contains(['*', '?']) && !word.text.has_known("${")
    })
}
