//! Evaluates rules over a document.
//!
//! Guard has three statuses; a fourth stands for what the document does not decide. Lines of a block must all hold, and
//! a line that was skipped says nothing; of alternatives one must hold. Both are Kleene's logic with "skip" left out.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::compare::{compare, test};
use super::query::{Found, Selected, Ways};
use super::tree::{Access, Block, Clause, Conjunction, File, Let, Operator, Rule};
use super::{Failure, Outcome, Status};
use crate::source::Span;
use crate::value::{Decided, Truth, Unknown, Unknowns, Value};

/// What names mean at a place, and which value the place is about.
pub(super) struct Scope<'s, 'd> {
    pub(super) here: Selected<'d>,
    pub(super) lets: &'d [Let],
    pub(super) outer: Option<&'s Scope<'s, 'd>>,
    pub(super) file: &'d File,
    pub(super) ways: &'s Ways<'d>,
    /// What variables of this scope came to.
    pub(super) bound: RefCell<Vec<Bound<'d>>>,
}

/// The name of a variable and what it came to.
type Bound<'d> = (&'d str, Rc<[Selected<'d>]>);

/// The status of a part of a rule, with what it rests on.
#[derive(Debug)]
pub(super) struct Ruling<'d> {
    pub(super) status: Status,
    faults: Vec<Fault<'d>>,
    pub(super) unknowns: Vec<Arc<Unknown>>,
}

/// A clause that does not hold. Most are forgotten, because an alternative holds or the clause is a condition: only
/// what is left at the end becomes a [`Failure`].
#[derive(Debug)]
struct Fault<'d> {
    selected: Selected<'d>,
    nearest: Option<Span>,
    message: Option<&'d Arc<str>>,
    line: usize,
}

/// Every named rule of a file, in order.
pub(super) fn evaluate<'d>(file: &'d File, document: &'d Value) -> Vec<Outcome> {
    let ways = Ways::new();
    let (here, bound) = (Selected::root(document), RefCell::default());
    let root = Scope { here, lets: &file.lets, outer: None, file, ways: &ways, bound };
    let outcome = |rule: &'d Rule| {
        let Ruling { status, faults, unknowns } = root.rule(rule);
        let failures = faults.iter().filter(|_| status == Status::Fail).map(|fault| fault.failure(&ways));
        Outcome {
            rule: Arc::clone(&rule.name),
            status,
            failures: failures.collect(),
            unknowns: Unknowns::of(unknowns).filter(|_| status == Status::Unknown).into_iter().flatten().collect(),
        }
    };
    file.rules.iter().map(outcome).collect()
}

impl<'d> Scope<'_, 'd> {
    fn rule(&self, rule: &'d Rule) -> Ruling<'d> {
        self.under(&rule.when, || self.block(&rule.block, self.here.clone()))
    }

    /// A body that counts only where conditions hold. Undecided conditions leave it open whether the body counts: a
    /// body that could fail is undecided then, one that holds anyway holds or is skipped, which is no fault either way.
    fn under(&self, conditions: &'d Conjunction, body: impl FnOnce() -> Ruling<'d>) -> Ruling<'d> {
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

    fn block(&self, block: &'d Block, here: Selected<'d>) -> Ruling<'d> {
        self.inner(here, &block.lets).conjunction(&block.clauses)
    }

    /// A scope within this one.
    pub(super) fn inner<'i>(&'i self, here: Selected<'d>, lets: &'d [Let]) -> Scope<'i, 'd> {
        Scope { here, lets, outer: Some(self), file: self.file, ways: self.ways, bound: RefCell::default() }
    }

    pub(super) fn conjunction(&self, lines: &'d Conjunction) -> Ruling<'d> {
        Ruling::all(lines.iter().map(|line| Ruling::any(line.iter().map(|clause| self.clause(clause)))))
    }

    fn clause(&self, clause: &'d Clause) -> Ruling<'d> {
        match clause {
            Clause::Access(access) => self.access(access),
            Clause::Rule { name, negated, message, line } => self.other_rule(name, *negated, message.as_ref(), *line),
            Clause::When { conditions, block } => self.under(conditions, || self.block(block, self.here.clone())),
            Clause::Block { query, when, block, not_empty, line } => self.under(when, || {
                let selected = self.select(query);
                if selected.is_empty() {
                    let missing = || self.fault(&self.here, None, *line);
                    return if *not_empty { Ruling::fail(missing()) } else { Ruling::skip() };
                }
                let each = selected.into_iter().map(|it| self.block_on(it, block, *line));
                if query.all { Ruling::all(each) } else { Ruling::any(each) }
            }),
        }
    }

    fn block_on(&self, selected: Selected<'d>, block: &'d Block, line: usize) -> Ruling<'d> {
        match &selected.found {
            Found::Unknown(unknown) => Ruling::unknown(vec![Arc::clone(unknown)]),
            Found::Missing => Ruling::fail(self.fault(&selected, None, line)).doubted(&selected.doubts),
            Found::Value(_) | Found::Literal(_) => {
                let mut here = selected;
                let doubts = std::mem::take(&mut here.doubts);
                self.block(block, here).doubted(&doubts)
            }
        }
    }

    /// A rule that was skipped neither holds nor fails: whoever asks for it, or for its opposite, fails, as in Guard.
    fn other_rule(&self, name: &str, negated: bool, message: Option<&'d Arc<str>>, line: usize) -> Ruling<'d> {
        let mut root = self;
        while let Some(outer) = root.outer {
            root = outer;
        }
        let Some(rule) = self.file.rules.iter().find(|rule| *rule.name == *name) else { return Ruling::skip() };
        let ruling = root.rule(rule);
        match (ruling.status, negated) {
            (Status::Unknown, _) => ruling,
            (Status::Pass, false) | (Status::Fail, true) => Ruling::pass(),
            _ => Ruling::fail(self.fault(&self.here, message, line)),
        }
    }

    fn access(&self, access: &'d Access) -> Ruling<'d> {
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
    fn selection(&self, access: &'d Access, selected: &[Selected<'d>]) -> Ruling<'d> {
        let there = |one: &Selected<'_>| match (&one.found, Unknowns::of(one.doubts.iter().cloned())) {
            (Found::Missing, _) => Decided::False,
            (Found::Unknown(unknown), _) => Decided::open(unknown),
            (_, None) => (!is_empty(one)).into(),
            (_, Some(doubts)) => Decided::Open(doubts),
        };
        let any = Decided::any(selected.iter().map(there));
        self.ruling(any.negated_if(!access.negated), &self.here, access)
    }

    fn ruling(&self, decided: Decided, selected: &Selected<'d>, access: &'d Access) -> Ruling<'d> {
        match decided {
            Decided::True => Ruling::pass(),
            Decided::False => Ruling::fail(self.fault(selected, access.message.as_ref(), access.line)),
            Decided::Open(unknowns) => Ruling::unknown(unknowns.into_iter().collect()),
        }
    }

    fn fault(&self, selected: &Selected<'d>, message: Option<&'d Arc<str>>, line: usize) -> Fault<'d> {
        Fault { selected: selected.clone(), nearest: selected.at.or(self.here.at), message, line }
    }
}

impl Fault<'_> {
    fn failure(&self, ways: &Ways<'_>) -> Failure {
        let found = match self.selected.found {
            Found::Value(value) => Some(value.clone()),
            Found::Missing | Found::Literal(_) | Found::Unknown(_) => None,
        };
        let message = self.message.cloned();
        let unset = self.selected.unset.cloned();
        Failure { path: ways.path(&self.selected), found, nearest: self.nearest, unset, message, line: self.line }
    }
}

/// Whether a selected value is itself an empty collection, which counts as nothing.
fn is_empty(selected: &Selected<'_>) -> bool {
    test(selected, Operator::Empty, false).truth() == Truth::True
}

impl<'d> Ruling<'d> {
    fn of(status: Status) -> Self {
        Ruling { status, faults: Vec::new(), unknowns: Vec::new() }
    }

    fn pass() -> Self {
        Ruling::of(Status::Pass)
    }

    fn skip() -> Self {
        Ruling::of(Status::Skip)
    }

    fn fail(fault: Fault<'d>) -> Self {
        Ruling { faults: vec![fault], ..Ruling::of(Status::Fail) }
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

    fn all(rulings: impl Iterator<Item = Ruling<'d>>) -> Self {
        Ruling::fold(rulings, [Status::Fail, Status::Unknown, Status::Pass])
    }

    fn any(rulings: impl Iterator<Item = Ruling<'d>>) -> Self {
        Ruling::fold(rulings, [Status::Pass, Status::Unknown, Status::Fail])
    }

    /// The first of `order` that occurs, else a skip, with what that status rests on.
    fn fold(rulings: impl Iterator<Item = Ruling<'d>>, order: [Status; 3]) -> Self {
        let mut all = Ruling::skip();
        let rank = |status: Status| order.iter().position(|it| *it == status).unwrap_or(order.len());
        for ruling in rulings {
            if ruling.status == Status::Pass && rank(Status::Pass) == 0 {
                return Ruling::pass();
            }
            if rank(ruling.status) < rank(all.status) {
                all = ruling;
            } else if ruling.status == all.status {
                all.faults.extend(ruling.faults);
                all.unknowns.extend(ruling.unknowns);
            }
        }
        all
    }
}
