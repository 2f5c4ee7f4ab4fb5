//! What the declaration of a variable says of values that are not known: its type, `nullable`, its validations.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables>

use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::structure::Block;

use super::choice::chosen;
use super::claim::{Allowed, Claimed};
use super::condition::asking;
use super::conversion::truth;
use super::evaluator::{Context, Evaluator};
use super::failure::is_error;
use super::reference::is_nullable;
use super::scope::Scope;
use super::types::Type;
use crate::source::Span;
use crate::terraform::module::{Argument, Declaration};
use crate::value::{Formula, Kind, Nature, NotGiven, Range, Unknown, Value};

impl Evaluator<'_> {
    /// The value of a variable with what its declaration says of it. While the declaration is being asked, whoever it
    /// asks for the value is given it as it came.
    pub(super) fn recall_variable(&self, name: &str, address: &str, span: Span) -> Rc<Value> {
        let given =
            || self.recall(&format!("given {address}"), address, span, || self.value_of_variable(name, address, span));
        if self.asked.borrow().contains(name) {
            return given();
        }
        self.recall(address, address, span, || {
            let value = given();
            match self.module.variables.get(name).filter(|it| it.block.body.has_blocks("validation")) {
                Some(declared) => self.validated(declared, address, &value),
                None => Value::clone(&value),
            }
        })
    }

    /// The value of a variable that passes its validations. A default that does not pass is none.
    fn validated(&self, declared: &Declaration<'_>, address: &str, value: &Value) -> Value {
        if is_error(value) {
            return value.clone();
        }
        self.asked.borrow_mut().insert(declared.name.to_owned());
        let is_known = value.unknowns().is_empty();
        let value = match is_known && self.is_default(declared) && self.is_refused(declared) {
            true => {
                self.refuse_default(declared);
                let span = declared.header();
                let reason = NotGiven::Refused;
                let unknown = Unknown::new(address, span, reason).symbol(self.named(address));
                let value = self.typed(declared, address, Value::unknown(unknown, span));
                if is_nullable(declared) { value } else { value.known(&Nature::set()) }
            }
            false => value.clone(),
        };
        let allowed = (value.unknowns().is_empty()).then(Allowed::anything);
        let allowed = allowed.unwrap_or_else(|| self.allowed(declared));
        self.asked.borrow_mut().remove(declared.name);
        among(&value, &allowed)
    }

    /// Whether nobody gives the variable a value.
    fn is_default(&self, declared: &Declaration<'_>) -> bool {
        if self.is_root() { !self.is_given(declared) } else { self.passed(declared.name).is_none() }
    }

    /// Whether a validation of a variable surely does not pass.
    fn is_refused(&self, declared: &Declaration<'_>) -> bool {
        let scope = Scope::default();
        self.conditions(declared).any(|it| {
            let value = self.expression(it.expression, Context { place: it.place, scope: &scope });
            truth(&value) == Some(false)
        })
    }

    /// What all validations of a variable allow.
    fn allowed(&self, declared: &Declaration<'_>) -> Allowed {
        let scope = Scope::default();
        let allowed = self.conditions(declared).map(|it| {
            let context = Context { place: it.place, scope: &scope };
            self.allowed_by(it.expression, Claimed::Variable(declared.name), context)
        });
        allowed.fold(Allowed::anything(), |all, next| all.and(&next))
    }

    fn conditions<'d>(&self, declared: &Declaration<'d>) -> impl Iterator<Item = Argument<'d>> + use<'d> {
        let (body, place) = (&declared.block.body, declared.place);
        body.get_blocks("validation").filter_map(move |rule: &Block| Argument::of(&rule.body, place, "condition"))
    }

    /// What is given for a variable that may not be null: null stands for its default.
    pub(super) fn not_null(&self, declared: &Declaration<'_>, given: &Value, default: Option<Value>) -> Option<Value> {
        match (&given.kind, default) {
            (Kind::Null, None) => {
                self.refuse_null(declared, given.span());
                None
            }
            (Kind::Null, default) => default,
            (Kind::Choice(choice), Some(default)) => {
                let branch = |value: &Value| self.not_null(declared, value, Some(default.clone()));
                let (when_true, when_false) = (branch(&choice.when_true)?, branch(&choice.when_false)?);
                Some(chosen(&choice.condition, when_true, when_false, given.span()))
            }
            (Kind::Unknown(unknown), Some(default)) if !unknown.nature.is_set && !is_error(given) => {
                let set = given.known(&Nature::set());
                Some(chosen(&self.whether_null(unknown, given), default, set, given.span()))
            }
            (_, None) => Some(given.known(&Nature::set())),
            _ => Some(given.clone()),
        }
    }

    /// The condition that a value that is not known is null.
    fn whether_null(&self, unknown: &Unknown, value: &Value) -> Arc<Unknown> {
        let null = Value::null(value.span());
        let shown = format!("{} == null", unknown.expression);
        let open = asking(self.open_as(shown, value.span(), "==", &[value, &null]), Formula::equality(value, &null));
        open.as_unknown().map_or_else(|| Arc::new(unknown.clone()), Arc::clone)
    }
}

/// What is known of a value of a type.
pub(super) fn nature_of(of: &Type) -> Nature {
    match of {
        Type::Any | Type::Tuple(_) => Nature::default(),
        Type::String => Nature::primitive(),
        Type::Number => Nature::number(Range::default()),
        Type::Bool => Nature::boolean(),
        Type::List(of) | Type::Set(of) | Type::Map(of) => Nature::collection(nature_of(of)),
        Type::Object(attributes) => attributes.iter().fold(Nature::default(), |object, (name, attribute)| {
            let nature = nature_of(&attribute.of);
            let is_set = attribute.default.as_ref().is_some_and(|default| !default.is_null());
            object.with_part(name, if is_set { nature.and(&Nature::set()) } else { nature })
        }),
    }
}

/// A value that is one of those that are allowed. What contradicts itself is left as it is.
fn among(value: &Value, allowed: &Allowed) -> Value {
    match (&value.kind, &allowed.other) {
        (Kind::Unknown(_), None) if allowed.null => Value { kind: Kind::Null, origin: value.origin.clone() },
        (_, None) => value.clone(),
        (Kind::Choice(choice), _) => {
            let (when_true, when_false) = (among(&choice.when_true, allowed), among(&choice.when_false, allowed));
            chosen(&choice.condition, when_true, when_false, value.span())
        }
        (_, Some(nature)) => {
            let value = value.known(&nature.clone().set_if(!allowed.null));
            match value.as_unknown().map(|unknown| (unknown.nature.is_set, unknown.nature.texts())) {
                Some((true, Some([only]))) => {
                    let only = Value::string(&**only, value.span());
                    Value { origin: value.origin, ..only }
                }
                _ => value,
            }
        }
    }
}
