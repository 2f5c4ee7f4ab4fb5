//! What is made of parts that may fail: errors stay errors in the deployments where they are some.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/try>

use super::choice::{chosen, world};
use super::evaluator::Evaluator;
use super::failure::{is_error, may_fail, may_not_be_boolean, may_not_be_primitive};
use crate::source::Span;
use crate::value::{Conditions, Kind, Value};

/// How many ways to fail are told apart by their conditions.
const MAX_WAYS: usize = 32;

impl Evaluator<'_> {
    /// What is made of parts, which fails where some of them do. Those that fail everywhere are left in place.
    pub(super) fn made_of(&self, parts: &[Value], span: Span, make: &mut dyn FnMut(&[Value]) -> Value) -> Value {
        let failures = failures(parts);
        if failures.is_empty() {
            return make(parts);
        }
        let parts: Vec<Value> = parts.iter().cloned().map(deployable).collect();
        self.guarded(make(&parts), &failures, span)
    }

    /// The same, of parts that it becomes of.
    pub(super) fn gathered_of(&self, parts: Vec<Value>, span: Span, make: impl FnOnce(Vec<Value>) -> Value) -> Value {
        let failures = failures(&parts);
        if failures.is_empty() {
            return make(parts);
        }
        self.guarded(make(parts.into_iter().map(deployable).collect()), &failures, span)
    }

    /// What is made of operands, with an error in its place where one of those that may be `refused` is. Where nothing
    /// catches errors, that makes no difference.
    pub(super) fn unless_refused(&self, value: Value, refused: &[&Value], span: Span) -> Value {
        if refused.is_empty() || !self.run.is_caught.get() || may_fail(&value) {
            return value;
        }
        let can = self.open_as(format!("can({})", self.shown(span)), span, "accepted", refused);
        let error = self.error(span, "is an error of one of its operands");
        can.as_unknown().map_or(value.clone(), |can| chosen(can, value, error, span))
    }

    /// The same, where operands that may be errors are refused.
    pub(super) fn unless_failed(&self, value: Value, operands: &[Value], span: Span) -> Value {
        let refused: Vec<_> = operands.iter().filter(|operand| may_fail(operand)).collect();
        self.unless_refused(value, &refused, span)
    }

    /// The same, where null is refused too, and what is no text, number or boolean.
    pub(super) fn unless_not_primitive(&self, value: Value, operands: &[Value], span: Span) -> Value {
        let refused: Vec<_> = operands.iter().filter(|operand| may_not_be_primitive(operand)).collect();
        self.unless_refused(value, &refused, span)
    }

    /// The same, where everything but true and false is refused.
    pub(super) fn unless_not_boolean(&self, value: Value, operands: &[Value], span: Span) -> Value {
        let refused: Vec<_> = operands.iter().filter(|operand| may_not_be_boolean(operand)).collect();
        self.unless_refused(value, &refused, span)
    }

    /// A value, with an error in its place where one of these has one.
    fn guarded(&self, value: Value, failures: &[Value], span: Span) -> Value {
        let mut conditions = Conditions::default();
        failures.iter().for_each(|failure| failure.conditions(&mut conditions));
        let ways = failures.iter().try_fold(1_usize, |ways, failure| ways.checked_mul(fine(failure)));
        if conditions.len() > MAX_WAYS || ways.is_none_or(|ways| ways > MAX_WAYS) {
            let fails = self.open(span, "fails", &failures.iter().collect::<Vec<_>>());
            let error = self.error(span, "fails in more ways than are told apart");
            return fails.as_unknown().map_or(value.clone(), |fails| chosen(fails, error, value, span));
        }
        let mut guarded = value;
        for failure in failures.iter().rev() {
            if !self.charge(&guarded) {
                return self.too_large(span);
            }
            guarded = except_where(failure, &guarded, span);
        }
        guarded
    }
}

/// The errors of those parts that fail in some deployments only.
fn failures(parts: &[Value]) -> Vec<Value> {
    parts.iter().filter(|part| !is_error(part)).filter_map(failure).collect()
}

/// The errors of a value where it fails, null where it does not; `None` where it never fails.
fn failure(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Unknown(_) => is_error(value).then(|| value.clone()),
        Kind::Choice(choice) => {
            let branches = [&choice.when_true, &choice.when_false].map(failure);
            if branches.iter().all(Option::is_none) {
                return None;
            }
            let [when_true, when_false] = branches.map(|branch| branch.unwrap_or_else(|| Value::null(value.span())));
            Some(chosen(&choice.condition, when_true, when_false, value.span()))
        }
        _ => None,
    }
}

/// In how many ways a failure does not come about.
fn fine(failure: &Value) -> usize {
    match &failure.kind {
        Kind::Choice(choice) => fine(&choice.when_true) + fine(&choice.when_false),
        _ => usize::from(failure.is_null()),
    }
}

/// A value, with an error in its place where a failure has one.
fn except_where(failure: &Value, value: &Value, span: Span) -> Value {
    match &failure.kind {
        Kind::Null => value.clone(),
        Kind::Choice(choice) => {
            let branch =
                |of: &Value, answer: bool| except_where(of, &value.under(&world(&choice.condition, answer)), span);
            chosen(&choice.condition, branch(&choice.when_true, true), branch(&choice.when_false, false), span)
        }
        _ => failure.clone(),
    }
}

/// A value that nothing catches the errors of: what it is in the deployments that Terraform does not refuse.
pub(super) fn deployable(value: Value) -> Value {
    let Kind::Choice(choice) = &value.kind else { return value };
    if failure(&value).is_none() {
        return value;
    }
    let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|branch| deployable(branch.clone()));
    match (is_error(&when_true), is_error(&when_false)) {
        (true, _) => when_false,
        (false, true) => when_true,
        (false, false) => chosen(&choice.condition, when_true, when_false, value.span()),
    }
}
