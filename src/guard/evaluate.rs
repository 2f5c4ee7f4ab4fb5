//! Evaluates rules over a document.
//!
//! Guard has three statuses; a fourth stands for what the document does not decide. Lines of a block must all hold, and a
//! line that was skipped says nothing; of alternatives one must hold. Both are Kleene's logic with "skip" left out.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::compare::{Answer, compare, test};
use super::query::{Found, Selected};
use super::tree::{Access, Block, Clause, Conjunction, File, Let, Operand, Operator, Rule};
use super::{Failure, Outcome, Status};
use crate::value::{Truth, Unknown, Value};

/// What names mean at a place, and which value the place is about.
pub(super) struct Scope<'s, 'd> {
    pub(super) here: Selected<'d>,
    pub(super) lets: &'d [Let],
    pub(super) outer: Option<&'s Scope<'s, 'd>>,
    pub(super) file: &'d File,
    /// What variables of this scope came to.
    pub(super) bound: RefCell<HashMap<&'d str, Vec<Selected<'d>>>>,
}

/// The status of a part of a rule, with what it rests on.
#[derive(Debug)]
pub(super) struct Ruling {
    pub(super) status: Status,
    failures: Vec<Failure>,
    pub(super) unknowns: Vec<Arc<Unknown>>,
}

/// Every named rule of a file, in order.
pub(super) fn evaluate<'d>(file: &'d File, document: &'d Value) -> Vec<Outcome> {
    let root = Scope { here: Selected::root(document), lets: &file.lets, outer: None, file, bound: RefCell::default() };
    let outcome = |rule: &'d Rule| {
        let ruling = root.rule(rule);
        Outcome {
            rule: Arc::clone(&rule.name),
            status: ruling.status,
            failures: if ruling.status == Status::Fail { ruling.failures } else { Vec::new() },
            unknowns: if ruling.status == Status::Unknown { once(ruling.unknowns) } else { Vec::new() },
        }
    };
    file.rules.iter().map(outcome).collect()
}

/// Each symbol once, in order of appearance.
fn once(unknowns: Vec<Arc<Unknown>>) -> Vec<Arc<Unknown>> {
    let mut kept: Vec<Arc<Unknown>> = Vec::new();
    for unknown in unknowns {
        if kept.iter().all(|it| it.symbol != unknown.symbol) {
            kept.push(unknown);
        }
    }
    kept
}

impl<'d> Scope<'_, 'd> {
    fn rule(&self, rule: &'d Rule) -> Ruling {
        self.under(&rule.when, || self.block(&rule.block, self.here.clone()))
    }

    /// A body that counts only where conditions hold. Undecided conditions leave it open whether the body counts: a body
    /// that could fail is undecided then, one that holds anyway holds or is skipped, which is no fault either way.
    fn under(&self, conditions: &'d Conjunction, body: impl FnOnce() -> Ruling) -> Ruling {
        if conditions.is_empty() {
            return body();
        }
        let gate = self.conjunction(conditions);
        match gate.status {
            Status::Pass => body(),
            Status::Fail | Status::Skip => Ruling::skip(),
            Status::Unknown => body().doubted(&gate.unknowns),
        }
    }

    fn block(&self, block: &'d Block, here: Selected<'d>) -> Ruling {
        self.inner(here, &block.lets).conjunction(&block.clauses)
    }

    /// A scope within this one.
    pub(super) fn inner<'i>(&'i self, here: Selected<'d>, lets: &'d [Let]) -> Scope<'i, 'd> {
        Scope { here, lets, outer: Some(self), file: self.file, bound: RefCell::default() }
    }

    pub(super) fn conjunction(&self, lines: &'d Conjunction) -> Ruling {
        Ruling::all(lines.iter().map(|line| Ruling::any(line.iter().map(|clause| self.clause(clause)))))
    }

    fn clause(&self, clause: &'d Clause) -> Ruling {
        match clause {
            Clause::Access(access) => self.access(access),
            Clause::Rule { name, negated, message, line } => self.other_rule(name, *negated, message.as_ref(), *line),
            Clause::When { conditions, block } => self.under(conditions, || self.block(block, self.here.clone())),
            Clause::Block { query, when, block, not_empty, line } => self.under(when, || {
                let selected = self.select(query);
                if selected.is_empty() {
                    let missing = || self.failure(&self.here, None, *line);
                    return if *not_empty { Ruling::fail(missing()) } else { Ruling::skip() };
                }
                let each = selected.into_iter().map(|it| self.block_on(it, block, *line));
                if query.all { Ruling::all(each) } else { Ruling::any(each) }
            }),
        }
    }

    fn block_on(&self, selected: Selected<'d>, block: &'d Block, line: usize) -> Ruling {
        match &selected.found {
            Found::Unknown(unknown) => Ruling::unknown(vec![Arc::clone(unknown)]),
            Found::Missing => Ruling::fail(self.failure(&selected, None, line)).doubted(&selected.doubts),
            Found::Value(_) | Found::Literal(_) => {
                let mut here = selected;
                let doubts = std::mem::take(&mut here.doubts);
                self.block(block, here).doubted(&doubts)
            }
        }
    }

    /// A rule that was skipped neither holds nor fails: whoever asks for it, or for its opposite, fails, as in Guard.
    fn other_rule(&self, name: &str, negated: bool, message: Option<&Arc<str>>, line: usize) -> Ruling {
        let mut root = self;
        while let Some(outer) = root.outer {
            root = outer;
        }
        let Some(rule) = self.file.rules.iter().find(|rule| *rule.name == *name) else { return Ruling::skip() };
        let ruling = root.rule(rule);
        match (ruling.status, negated) {
            (Status::Unknown, _) => ruling,
            (Status::Pass, false) | (Status::Fail, true) => Ruling::pass(),
            _ => Ruling::fail(self.failure(&self.here, message, line)),
        }
    }

    fn access(&self, access: &'d Access) -> Ruling {
        let selected = self.select(&access.query);
        if access.operator == Operator::Empty && access.query.selects() {
            return self.selection(access, &selected);
        }
        let right = access.operand.as_ref().map(|operand| self.operand(operand));
        let each = selected.iter().map(|one| {
            let answer = match &right {
                Some(right) => compare(one, access.operator, access.negated, right),
                None => test(one, access.operator, access.negated),
            };
            self.ruling(answer, one, access).doubted(&one.doubts)
        });
        if access.query.all { Ruling::all(each) } else { Ruling::any(each) }
    }

    /// `%selection !empty` asks whether anything is selected.
    fn selection(&self, access: &'d Access, selected: &[Selected<'d>]) -> Ruling {
        let there = |one: &Selected<'_>| match (&one.found, one.doubts.as_slice()) {
            (Found::Missing, _) => Answer { truth: Truth::False, unknowns: Vec::new() },
            (Found::Unknown(unknown), _) => Answer { truth: Truth::Unknown, unknowns: vec![Arc::clone(unknown)] },
            (_, []) => Answer { truth: Truth::from(!is_empty(one)), unknowns: Vec::new() },
            (_, doubts) => Answer { truth: Truth::Unknown, unknowns: doubts.to_vec() },
        };
        let answers: Vec<_> = selected.iter().map(there).collect();
        let any = Truth::any(answers.iter().map(|answer| answer.truth));
        let truth = if access.negated { any } else { !any };
        let unknowns = answers.into_iter().flat_map(|answer| answer.unknowns).collect();
        self.ruling(Answer { truth, unknowns }, &self.here, access)
    }

    fn operand(&self, operand: &'d Operand) -> Vec<Selected<'d>> {
        match operand {
            Operand::Literal(literal) => vec![Selected::literal(literal)],
            Operand::Query(query) => self.select(query),
        }
    }

    fn ruling(&self, answer: Answer, selected: &Selected<'_>, access: &Access) -> Ruling {
        match answer.truth {
            Truth::True => Ruling::pass(),
            Truth::False => Ruling::fail(self.failure(selected, access.message.as_ref(), access.line)),
            Truth::Unknown => Ruling::unknown(answer.unknowns),
        }
    }

    fn failure(&self, selected: &Selected<'_>, message: Option<&Arc<str>>, line: usize) -> Failure {
        let found = match &selected.found {
            Found::Value(value) => Some((*value).clone()),
            Found::Missing | Found::Literal(_) | Found::Unknown(_) => None,
        };
        let nearest = selected.at.or(self.here.at);
        Failure { path: selected.path(), found, nearest, message: message.cloned(), line }
    }
}

/// Whether a selected value is itself an empty collection, which counts as nothing.
fn is_empty(selected: &Selected<'_>) -> bool {
    test(selected, Operator::Empty, false).truth == Truth::True
}

impl Ruling {
    fn of(status: Status) -> Self {
        Ruling { status, failures: Vec::new(), unknowns: Vec::new() }
    }

    fn pass() -> Self {
        Ruling::of(Status::Pass)
    }

    fn skip() -> Self {
        Ruling::of(Status::Skip)
    }

    fn fail(failure: Failure) -> Self {
        Ruling { failures: vec![failure], ..Ruling::of(Status::Fail) }
    }

    fn unknown(unknowns: Vec<Arc<Unknown>>) -> Self {
        Ruling { unknowns, ..Ruling::of(Status::Unknown) }
    }

    /// The same where it is not decided whether it counts at all.
    fn doubted(mut self, doubts: &[Arc<Unknown>]) -> Self {
        if !doubts.is_empty() && matches!(self.status, Status::Fail | Status::Unknown) {
            self.status = Status::Unknown;
            self.unknowns.extend(doubts.iter().cloned());
        }
        self
    }

    fn all(rulings: impl Iterator<Item = Ruling>) -> Self {
        Ruling::fold(rulings, [Status::Fail, Status::Unknown, Status::Pass])
    }

    fn any(rulings: impl Iterator<Item = Ruling>) -> Self {
        Ruling::fold(rulings, [Status::Pass, Status::Unknown, Status::Fail])
    }

    /// The first of `order` that occurs, else a skip.
    fn fold(rulings: impl Iterator<Item = Ruling>, order: [Status; 3]) -> Self {
        let mut all = Ruling::skip();
        let rank = |status: Status| order.iter().position(|it| *it == status).unwrap_or(order.len());
        for ruling in rulings {
            if rank(ruling.status) < rank(all.status) {
                all.status = ruling.status;
            }
            all.failures.extend(ruling.failures);
            all.unknowns.extend(ruling.unknowns);
        }
        all
    }
}
