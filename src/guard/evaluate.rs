//! Evaluates rules over a document: `ruling` says how what is open is carried through.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::compare::{Answer, compare, exists, is_empty, is_of_type, pairs};
use super::made::Made;
use super::ruling::{Ending, Fault, Possible, Ruling, conjunction};
use super::scope::{Evaluation, Role, Scope};
use super::selected::{Found, Selected};
use super::tree::{Access, Block, Clause, Conjunction, File, Operand, Operator, Query, Rule};
use super::{Failure, Outcome, Status};
use crate::value::{Decided, Unknown, Unknowns, Value};

/// Every named rule of a file, in order, or those of one name.
pub(super) fn evaluate(file: &File, document: &Value, only: Option<&str>) -> Vec<Outcome> {
    let made = Made::default();
    let run = Evaluation::new(file, document, &made);
    let root = Scope::root(&run);
    let wanted = |rule: &&Rule| only.is_none_or(|only| *rule.name == *only);
    let outcome = |rule| root.rule(rule, Role::Assertion).outcome(rule, &run);
    file.rules.iter().filter(wanted).map(outcome).collect()
}

impl<'d> Ruling<'d> {
    fn outcome(self, rule: &Rule, run: &Evaluation<'d>) -> Outcome {
        let status = self.status();
        let failures = self.faults.iter().filter(|_| status == Status::Fail).map(|fault| fault.failure(run));
        let unknowns = Unknowns::of(self.unknowns).filter(|_| status == Status::Unknown);
        Outcome {
            rule: Arc::clone(&rule.name),
            status,
            failures: failures.collect(),
            unknowns: unknowns.into_iter().flatten().collect(),
        }
    }
}

impl Fault<'_> {
    fn failure(&self, run: &Evaluation<'_>) -> Failure {
        let found = match self.selected.found {
            Found::Value(value) => Some(value.clone()),
            _ => None,
        };
        let (path, message) = (run.ways.path(&self.selected), self.message.cloned());
        Failure { path, found, nearest: self.nearest, unset: self.selected.unset.cloned(), message, line: self.line }
    }
}

impl<'s, 'd> Scope<'s, 'd> {
    fn root(run: &'s Evaluation<'d>) -> Self {
        let here = Selected::root(run.document);
        Scope { here, lets: &run.file.lets, outer: None, run, bound: RefCell::default() }
    }

    fn rule(&self, rule: &'d Rule, role: Role) -> Ruling<'d> {
        self.under(&rule.when, role, rule.line, || self.block(&rule.block, self.here.clone(), role))
    }

    /// A body that counts only where conditions hold. One that cannot be asked fails what it stands in.
    fn under(
        &self,
        conditions: &'d Conjunction,
        role: Role,
        line: usize,
        body: impl FnOnce() -> Ruling<'d>,
    ) -> Ruling<'d> {
        if conditions.is_empty() {
            return body();
        }
        let gate = self.conjunction(conditions, Role::Gate);
        let closed = |ending| match ending {
            Ending::Error if role == Role::Assertion => Ending::Fail,
            Ending::Error => Ending::Error,
            _ => Ending::Skip,
        };
        let shut = gate.can.without(Ending::Pass).map(closed);
        if !gate.can.has(Ending::Pass) {
            return Ruling::new(shut, vec![self.fault(&self.here, None, line)], gate.unknowns);
        }
        match shut == Possible::NONE {
            true => body(),
            false => body().may_also(shut, gate.unknowns),
        }
    }

    fn block(&self, block: &'d Block, here: Selected<'d>, role: Role) -> Ruling<'d> {
        self.inner(here, &block.lets).conjunction(&block.clauses, role)
    }

    pub(super) fn conjunction(&self, lines: &'d Conjunction, role: Role) -> Ruling<'d> {
        let ask = |clause| self.run.deeper(|| self.clause(clause, role)).unwrap_or_else(Ruling::open);
        conjunction(lines, |clause| match self.run.spend(1) {
            Some(unknown) => Ruling::open(unknown),
            None => ask(clause),
        })
    }

    fn clause(&self, clause: &'d Clause, role: Role) -> Ruling<'d> {
        match clause {
            Clause::Access(access) => self.access(access, role),
            Clause::Rule { name, negated, message, line } => {
                let fault = || self.fault(&self.here, message.as_ref(), *line);
                asked(self.other_rule(name, role), *negated, role, fault)
            }
            Clause::Call { name, arguments, negated, message, line } => {
                let fault = || self.fault(&self.here, message.as_ref(), *line);
                asked(self.call(name, arguments, role), *negated, role, fault)
            }
            Clause::When { conditions, block } => {
                self.under(conditions, role, 0, || self.block(block, self.here.clone(), role))
            }
            Clause::Block { query, block, not_empty, line } => {
                let ruling =
                    self.each_block(query, *line, |inner| inner.conjunction(&block.clauses, role), &block.lets);
                let nothing = if *not_empty { Ending::Fail } else { Ending::Skip };
                ruling.unwrap_or_else(|| Ruling::new(nothing, vec![self.fault(&self.here, None, *line)], []))
            }
            Clause::Type { query, when, block, line } => self.type_block(query, (when, block, *line), role),
        }
    }

    /// A block for each value of a query; `None` where there is none.
    fn each_block(
        &self,
        query: &'d Query,
        line: usize,
        inside: impl Fn(&Scope<'_, 'd>) -> Ruling<'d>,
        lets: &'d [super::tree::Let],
    ) -> Option<Ruling<'d>> {
        let selected = self.select(query);
        let is_none = selected.is_empty();
        let each = selected.into_iter().map(|one| {
            let doubts = one.doubts.clone();
            let ruling = match one.found {
                Found::Unknown(unknown) => Ruling::open(unknown),
                Found::Missing => Ruling::fail(self.fault(&one, None, line)),
                Found::Error(why) => Ruling::new(Ending::Error, Vec::new(), [Arc::clone(why)]),
                Found::Value(_) | Found::Literal(_) | Found::Part(_) => {
                    inside(&self.inner(Selected { doubts: Vec::new(), ..one }, lets))
                }
            };
            maybe_absent(ruling, doubts)
        });
        let ruling = Ruling::each(each, query.all);
        (!is_none).then_some(ruling)
    }

    fn type_block(
        &self,
        query: &'d Query,
        (when, block, line): (&'d Conjunction, &'d Block, usize),
        role: Role,
    ) -> Ruling<'d> {
        let each = self.select(query).into_iter().map(|one| {
            let doubts = one.doubts.clone();
            let ruling = match one.found {
                Found::Unknown(unknown) => Ruling::open(unknown),
                Found::Missing => Ruling::of(Ending::Skip),
                Found::Error(why) => Ruling::new(Ending::Error, Vec::new(), [Arc::clone(why)]),
                Found::Value(_) | Found::Literal(_) | Found::Part(_) => {
                    let here = Selected { doubts: Vec::new(), ..one };
                    let inner = self.inner(here.clone(), &[]);
                    inner.under(when, role, line, || inner.block(block, here, role))
                }
            };
            maybe_absent(ruling, doubts)
        });
        Ruling::each(each, true)
    }

    /// What a named rule comes to, over the whole document: the first of those with the name that is not skipped.
    fn other_rule(&self, name: &'d str, role: Role) -> Ruling<'d> {
        if let Some(known) = self.run.rulings.borrow().get(&(name, role)) {
            return known.clone();
        }
        let root = Scope::root(self.run);
        let mut ruling = Ruling::of(Ending::Skip);
        for rule in self.run.file.rules.iter().filter(|rule| *rule.name == *name) {
            if !ruling.can.has(Ending::Skip) {
                break;
            }
            ruling = ruling.or_where_skipped(root.rule(rule, role));
        }
        self.run.rulings.borrow_mut().insert((name, role), ruling.clone());
        ruling
    }

    /// What a rule with parameters comes to, from where it is called.
    fn call(&self, name: &str, arguments: &'d [Operand], role: Role) -> Ruling<'d> {
        let Some(rule) = self.run.file.callable.iter().rev().find(|rule| *rule.name == *name) else {
            return Ruling::open(self.run.unknown(name, "is no rule of this file"));
        };
        let bind = |(name, argument): (&'d Arc<str>, &'d Operand)| {
            let mut selected = self.operand(argument);
            // What is handed over is a value like any other.
            for one in &mut selected {
                if let (Found::Literal(literal), Operand::Literal(_)) = (one.found, argument) {
                    one.found = Found::Part(literal);
                }
            }
            (&**name, Some(Rc::from(selected)))
        };
        let scope = self.inner(self.here.clone(), &[]);
        *scope.bound.borrow_mut() = rule.parameters.iter().zip(arguments).map(bind).collect();
        scope.rule(rule, role)
    }

    fn access(&self, access: &'d Access, role: Role) -> Ruling<'d> {
        let selected = self.select(&access.query);
        let error = selected.iter().find_map(|one| match one.found {
            Found::Error(why) => Some((why, one.doubts.clone())),
            _ => None,
        });
        let ruling = match &access.operand {
            Some(operand) => {
                let right = self.operand(operand);
                let wrong = right.iter().find_map(|one| match one.found {
                    Found::Error(why) => Some((why, one.doubts.clone())),
                    _ => None,
                });
                if let Some((why, doubts)) = error.or(wrong) {
                    let ruling = Ruling::new(Ending::Error, Vec::new(), [Arc::clone(why)]);
                    if doubts.is_empty() { ruling } else { ruling.may_also(Possible::ANY, doubts) }
                } else {
                    self.comparison(access, &selected, &right, role)
                }
            }
            None => match error {
                Some((why, doubts)) => {
                    let ruling = Ruling::new(Ending::Error, Vec::new(), [Arc::clone(why)]);
                    if doubts.is_empty() { ruling } else { ruling.may_also(Possible::ANY, doubts) }
                }
                None => self.test(access, &selected, role),
            },
        };
        self.settled(ruling, access, role)
    }

    /// A clause that asserts what cannot be asked fails.
    fn settled(&self, ruling: Ruling<'d>, access: &'d Access, role: Role) -> Ruling<'d> {
        if role == Role::Gate || !ruling.can.has(Ending::Error) {
            return ruling;
        }
        let can = ruling.can.without(Ending::Error).with(Ending::Fail);
        let mut faults = ruling.faults;
        faults.push(self.fault(&self.here, access.message.as_ref(), access.line));
        Ruling::new(can, faults, ruling.unknowns)
    }

    /// A test that needs no second value.
    fn test(&self, access: &'d Access, selected: &[Selected<'d>], role: Role) -> Ruling<'d> {
        let is_selection = access.operator == Operator::Empty && access.query.selects();
        let nothing = match (is_selection, access.negated) {
            (true, false) => Ending::Pass,
            (true, true) => Ending::Fail,
            (false, _) => Ending::Skip,
        };
        let mut error = None;
        let answers: Vec<_> = selected
            .iter()
            .enumerate()
            .map(|(about, one)| {
                let decided = match access.operator {
                    Operator::Exists => exists(one.found),
                    Operator::Empty if access.query.ends_in_filter() => match one.found {
                        Found::Missing => Decided::True,
                        Found::Unknown(unknown) => Decided::open(unknown),
                        found => is_of_type(found, Operator::IsNull),
                    },
                    Operator::Empty => is_empty(one.found).unwrap_or_else(|| {
                        let at = one.at.unwrap_or(self.run.document.span());
                        let why = "is asked of a value that is never empty";
                        error.get_or_insert_with(|| (self.run.made.unknown("empty", at, why), one.doubts.clone()));
                        Decided::False.negated_if(access.negated)
                    }),
                    operator => is_of_type(one.found, operator),
                };
                Answer { about, decided: decided.negated_if(access.negated), doubts: one.doubts.clone() }
            })
            .collect();
        let ruling = self.fold(access, selected, &answers, nothing);
        match error {
            // An assertion fails for this value.
            Some(_) if role == Role::Assertion => ruling,
            Some((why, doubts)) if doubts.is_empty() => Ruling::new(Ending::Error, Vec::new(), [Arc::clone(why)]),
            Some((_, doubts)) => ruling.may_also(Ending::Error.into(), doubts),
            None => ruling,
        }
    }

    fn comparison(&self, access: &'d Access, left: &[Selected<'d>], right: &[Selected<'d>], role: Role) -> Ruling<'d> {
        let strict = if role == Role::Assertion { Ending::Fail } else { Ending::Skip };
        let nothing = if access.query.is_variable { strict } else { Ending::Skip };
        let fault = || vec![self.fault(&self.here, access.message.as_ref(), access.line)];
        if left.is_empty() {
            return Ruling::new(nothing, fault(), []);
        }
        if right.is_empty() {
            return Ruling::new(strict, fault(), []);
        }
        if let Some(unknown) = self.run.spend(pairs(left, right)) {
            return Ruling::open(unknown);
        }
        let answers = compare(left, (access.operator, access.negated), right, access.query.all);
        let ruling = self.fold(access, left, &answers, nothing);
        match right.iter().all(|one| !one.doubts.is_empty()) {
            true => {
                let doubts = right.iter().flat_map(|one| one.doubts.clone());
                ruling.may_also(strict.into(), doubts)
            }
            false => ruling,
        }
    }

    /// What the answers for several values come to, and what comes of none.
    fn fold(&self, access: &'d Access, selected: &[Selected<'d>], answers: &[Answer], nothing: Ending) -> Ruling<'d> {
        let fault = |about: usize| {
            let selected = selected.get(about).unwrap_or(&self.here);
            self.fault(selected, access.message.as_ref(), access.line)
        };
        let is_doubted = selected.iter().all(|one| !one.doubts.is_empty());
        // Lists without items give no answer: all of them hold, and none does.
        let of_none = if access.query.all { Ending::Pass } else { Ending::Fail };
        if answers.is_empty() {
            let ending = if selected.is_empty() { nothing } else { of_none };
            let ruling = Ruling::new(ending, vec![fault(0)], []);
            let doubts = selected.iter().flat_map(|one| one.doubts.clone());
            return if is_doubted && !selected.is_empty() { ruling.may_also(nothing.into(), doubts) } else { ruling };
        }
        let each = answers.iter().map(|answer| {
            let ruling = match &answer.decided {
                Decided::True => Ruling::of(Ending::Pass),
                Decided::False => Ruling::fail(fault(answer.about)),
                Decided::Open(unknowns) => {
                    let can = Possible::from(Ending::Pass).with(Ending::Fail);
                    Ruling::new(can, Vec::new(), unknowns.iter().cloned())
                }
            };
            maybe_absent(ruling, answer.doubts.clone())
        });
        let ruling = Ruling::each(each, access.query.all);
        if !ruling.can.has(Ending::Skip) {
            return ruling;
        }
        // Nothing of it may be there.
        let mut can = ruling.can.without(Ending::Skip);
        if is_doubted {
            can = can.with(nothing);
        }
        if !is_doubted || answers.len() < selected.len() {
            can = can.with(of_none);
        }
        Ruling::new(can, ruling.faults, ruling.unknowns)
    }

    fn fault(&self, selected: &Selected<'d>, message: Option<&'d Arc<str>>, line: usize) -> Fault<'d> {
        Fault { selected: selected.clone(), nearest: selected.at.or(self.here.at), message, line }
    }
}

/// What something comes to that may not be there at all.
fn maybe_absent<'d>(ruling: Ruling<'d>, doubts: Vec<Arc<Unknown>>) -> Ruling<'d> {
    if doubts.is_empty() { ruling } else { ruling.may_also(Ending::Skip.into(), doubts) }
}

/// What another rule's status means to who asks for it. One that was skipped neither holds nor fails: whoever asserts
/// it, or its opposite, fails.
fn asked<'d>(ruling: Ruling<'d>, negated: bool, role: Role, fault: impl FnOnce() -> Fault<'d>) -> Ruling<'d> {
    let can = ruling.can.map(|ending| match (ending, negated) {
        (Ending::Error, _) => Ending::Error,
        (Ending::Pass, false) | (Ending::Fail, true) => Ending::Pass,
        (Ending::Pass, true) | (Ending::Fail, false) => Ending::Fail,
        (Ending::Skip, _) if role == Role::Assertion => Ending::Fail,
        (Ending::Skip, false) => Ending::Skip,
        (Ending::Skip, true) => Ending::Pass,
    });
    Ruling::new(can, vec![fault()], ruling.unknowns)
}
