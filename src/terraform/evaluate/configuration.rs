//! The provider configuration that a resource is made with: of its own module, or passed by one that calls it.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider>

use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};

use super::evaluator::Evaluator;
use super::expansion::How;
use crate::source::Span;
use crate::terraform::module::{Argument, Declaration};
use crate::terraform::provider::Configuration;
use crate::value::{Entry, Value};

/// A configuration with the evaluator of the module that declares it.
struct ConfigurationReader<'r, 'm> {
    evaluator: &'r Evaluator<'m>,
    name: &'r str,
    block: &'r Declaration<'m>,
}

impl Configuration for ConfigurationReader<'_, '_> {
    fn name(&self) -> &str {
        self.name
    }

    fn setting(&self, name: &str) -> Option<Entry> {
        self.evaluator.setting(&format!("provider {} {name}", self.name), self.block.argument(name)?)
    }

    fn setting_in(&self, block: &str, name: &str) -> Option<Entry> {
        let inside = self.block.block.body.get_blocks(block).next()?;
        let argument = Argument::of(&inside.body, self.block.place, name)?;
        self.evaluator.setting(&format!("provider {} {block}", self.name), argument)
    }
}

impl<'m> Evaluator<'m> {
    /// The full name of a resource's configuration, where that is declared neither here nor by a caller.
    pub(super) fn hidden_configuration(&self, it: &Declaration<'_>) -> Option<String> {
        let name = self.configuration_of(it)?;
        (!self.knows(&name)).then(|| self.qualify(&name))
    }

    /// Whether a configuration is declared here or by a caller, or is the one that needs no declaration.
    fn knows(&self, name: &str) -> bool {
        self.module.providers.contains_key(name)
            || match self.configuration_of_caller(name) {
                Some((caller, passed)) => caller.knows(&passed),
                None => name == self.run.provider.name(),
            }
    }

    /// What a data source of a type tells that is read with the configuration of a resource.
    pub(super) fn told(&self, it: &Declaration<'_>, kind: &str, attribute: &str) -> Option<Value> {
        self.told_by(&self.configuration_of(it)?, kind, attribute, it.header())
    }

    fn told_by(&self, name: &str, kind: &str, attribute: &str, at: Span) -> Option<Value> {
        let key = format!("provider {name} {kind} {attribute}");
        let told = || self.told_first(name, kind, attribute, at).unwrap_or_else(|| Value::null(at));
        let told = self.remember(&key, &key, at, told);
        (!told.is_null()).then_some(told)
    }

    fn told_first(&self, name: &str, kind: &str, attribute: &str, at: Span) -> Option<Value> {
        let prefix = format!("data.{kind}.");
        let own = |(address, it): &(&String, &Declaration<'_>)| {
            address.starts_with(&prefix) && self.configuration_of(it).as_deref() == Some(name)
        };
        let mut told: Vec<_> = self.module.addresses.iter().filter(own).collect();
        told.sort_by_key(|(address, _)| *address);
        for (address, it) in told {
            let expansion = self.expansion(it, address);
            if let (How::Single, [instance]) = (&expansion.how, expansion.instances.as_slice()) {
                return Some(self.attribute(it, instance, attribute, it.header()));
            }
        }
        let (caller, passed) = self.configuration_of_caller(name)?;
        caller.told_by(&passed, kind, attribute, at)
    }

    fn setting(&self, key: &str, argument: Argument<'_>) -> Option<Entry> {
        let span = argument.place.span(argument.expression);
        let value = self.remember(key, key, span, || self.top_level(argument));
        (!value.is_null()).then_some(Entry { key_span: argument.key, value })
    }

    /// The name of a resource's provider configuration, with its alias; `None` where it is one of another provider.
    fn configuration_of(&self, it: &Declaration<'_>) -> Option<String> {
        let provider = self.run.provider.name();
        let Some(argument) = it.argument("provider") else { return Some(provider.to_owned()) };
        let name = self.name_at(argument.place.span(argument.expression));
        let is_its_own = name.strip_prefix(provider).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        is_its_own.then_some(name)
    }

    /// What is read from the configuration that a resource is made with.
    pub(super) fn configuration(
        &self,
        it: &Declaration<'_>,
        read: &mut dyn FnMut(&dyn Configuration) -> Option<Entry>,
    ) -> Option<Entry> {
        self.configuration_called(&self.configuration_of(it)?, read)
    }

    /// What is read from the block of a configuration: of this module, or of one that calls it and passes its own. How
    /// deep modules call each other is bounded.
    fn configuration_called(
        &self,
        name: &str,
        read: &mut dyn FnMut(&dyn Configuration) -> Option<Entry>,
    ) -> Option<Entry> {
        if let Some(block) = self.module.providers.get(name) {
            return read(&ConfigurationReader { evaluator: self, name, block });
        }
        let (caller, passed) = self.configuration_of_caller(name)?;
        caller.configuration_called(&passed, read)
    }

    /// The calling module, and its name for the configuration that this one calls `name`.
    fn configuration_of_caller(&self, name: &str) -> Option<(Rc<Evaluator<'m>>, String)> {
        let (caller, call) = self.called_by()?;
        let passed = caller.passed_configuration(call, name);
        // A module inherits the configuration without an alias, and no other.
        let passed = passed.or_else(|| (name == self.run.provider.name()).then(|| name.to_owned()))?;
        Some((caller, passed))
    }

    /// The name of the configuration that a call passes for one of the module that it calls.
    fn passed_configuration(&self, call: &Declaration<'_>, name: &str) -> Option<String> {
        let argument = call.argument("providers")?;
        let Expression::Object(object) = argument.expression else { return None };
        let found = object.iter().find(|(key, _)| {
            let span = match key {
                ObjectKey::Ident(ident) => argument.place.span(ident),
                ObjectKey::Expression(expression) => argument.place.span(expression),
            };
            self.name_at(span) == name
        });
        found.map(|(_, value)| self.name_at(argument.place.span(value.expr())))
    }

    /// The name of a configuration as it is written, by itself or in quotes.
    fn name_at(&self, span: Span) -> String {
        self.module.sources.slice(span).trim().trim_matches('"').to_owned()
    }
}
