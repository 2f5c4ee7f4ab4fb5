//! What Terraform refuses of names and values: it is reported where it stands, and judged as far as it can be all the
//! same.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules>

use hcl_edit::structure::Block;

use super::conversion::truth;
use super::evaluator::{Context, Evaluator};
use super::scope::Scope;
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::terraform::module::{Argument, Declaration, Module};

/// Arguments of a call that are not variables of the called module.
pub(super) const META: [&str; 6] = ["source", "version", "count", "for_each", "providers", "depends_on"];

impl Evaluator<'_> {
    /// Reports what Terraform refuses.
    fn refuse(&self, at: Span, message: String, help: &str) {
        self.report(Problem::at(ProblemKind::Invalid, at, message).help(format!("Terraform refuses this; {help}")));
    }

    /// Says which arguments of a call no variable takes, and which variables it has to give and does not.
    pub(super) fn check_arguments(&self, call: &Declaration<'_>, module: &Module<'_>) {
        if module.unread.is_some() || self.module.broken.contains_key(&call.address()) {
            return;
        }
        let address = call.address();
        for name in call.argument_names().filter(|name| !META.contains(name)) {
            let is_known = module.variables.contains_key(name) || module.broken.contains_key(&format!("var.{name}"));
            let at = call.argument(name).map_or_else(|| call.header(), |argument| argument.key);
            if !is_known {
                self.refuse(at, format!("`{address}` has no variable `{name}`"), "the argument is passed over");
            }
        }
        let needed = module.variables.values().filter(|it| it.argument("default").is_none());
        let mut missing: Vec<_> = needed.filter(|it| call.argument(it.name).is_none()).map(|it| it.name).collect();
        missing.sort_unstable();
        for name in missing {
            self.refuse(
                call.header(),
                format!("`{address}` does not set `{name}`, which has no default"),
                "its value is unknown",
            );
        }
    }

    /// Says that a variable is given null, which it may not be.
    pub(super) fn refuse_null(&self, declared: &Declaration<'_>, at: Span) {
        let message = format!("`var.{}` may not be null, and has no default", declared.name);
        self.refuse(at, message, "its value is unknown");
    }

    /// Says that a call leaves a variable to a default that does not pass its own validation.
    pub(super) fn refuse_default(&self, declared: &Declaration<'_>) {
        if let Some((caller, call)) = self.called_by() {
            let name = declared.name;
            let message =
                format!("`{}` does not set `{name}`, whose default its own validation refuses", call.address());
            caller.refuse(call.header(), message, "its value is unknown");
        }
    }

    /// Says that the value of a variable is not of its type.
    pub(super) fn refuse_type(&self, address: &str, at: Span, reason: &str) {
        self.refuse(at, format!("the value of `{address}` does not fit its type: {reason}"), "it is unknown");
    }

    /// Says, once for each module, that a name is not declared where nothing else may declare it.
    pub(super) fn refuse_undeclared(&self, address: &str, at: Span) {
        let is_first = || self.run.is_first(format!("{} {address}", self.module.folder.display()));
        if !self.module.may_declare(address) && is_first() {
            self.refuse(at, format!("`{address}` is not declared in this module"), "its value is unknown");
        }
    }

    /// Says which values of variables the module's own rules refuse. Values are there by now, so that a rule may speak
    /// of its variable.
    pub(super) fn check_validations(&self) {
        let mut declared: Vec<_> = self.module.variables.values().collect();
        declared.sort_by_key(|it| it.header());
        for it in declared {
            for rule in it.block.body.get_blocks("validation") {
                // It says nothing of buckets, so that it may not use up what their evaluation needs.
                if self.run.budget.is_half_spent() {
                    return;
                }
                self.check_validation(it, rule);
            }
        }
    }

    fn check_validation(&self, declared: &Declaration<'_>, rule: &Block) {
        let scope = Scope::default();
        let value = |name: &str| {
            let Argument { place, expression, .. } = Argument::of(&rule.body, declared.place, name)?;
            Some(self.expression(expression, Context { place, scope: &scope }))
        };
        if value("condition").as_ref().and_then(truth) != Some(false) {
            return;
        }
        let said = value("error_message").and_then(|said| said.as_str().map(str::to_owned)).unwrap_or_default();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = self.given_at(declared.name).unwrap_or_else(|| self.given_span(declared));
        let message = format!("`var.{}` does not pass its validation: {}", declared.name, said.trim_end_matches('.'));
        self.refuse(at, message, "the value is judged as it is");
    }

    /// Where the value of a root's variable stands: in a file of values, or as its default.
    fn given_span(&self, declared: &Declaration<'_>) -> Span {
        let written = self.given_place(declared);
        let default = || declared.argument("default").map(|it| it.place.span(it.expression));
        written.or_else(default).unwrap_or_else(|| declared.header())
    }
}
