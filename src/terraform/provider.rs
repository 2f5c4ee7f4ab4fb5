//! What the language asks of a provider: what arguments and attributes of its types mean, and its functions.
//!
//! The language knows how a type is declared, counted and referred to; what it is, only its provider knows.
//!
//! <https://developer.hashicorp.com/terraform/language/providers>

use super::declared::Instance;
use super::evaluate::functions::Row;
use crate::source::Span;
use crate::value::{Entry, Reason, Value};

/// A provider.
pub(crate) trait Provider {
    /// Its name, which is also that of its configuration without an alias.
    fn name(&self) -> &'static str;

    /// Whether resources of a type become resources of the model, rather than parts of others or nothing.
    fn is_whole(&self, kind: &str) -> bool;

    /// Whether rules judge what resources of a type become.
    fn is_judged(&self, kind: &str) -> bool;

    /// Whether it matters of a type what comes first in a deployment.
    fn is_ordered(&self, kind: &str) -> bool;

    /// Whether resources of other types may be parts of one of this type.
    fn has_parts(&self, kind: &str) -> bool;

    /// Attributes that are there though nothing configures them, as far as resources are linked by them.
    fn made(&self, kind: &str, is_data: bool) -> Vec<&'static str>;

    /// Whether an attribute names the resource that has it, wherever its value is taken from.
    fn names_itself(&self, kind: &str, attribute: &str) -> bool;

    /// An attribute of an instance: configured, made from what is configured, or decided by the provider.
    fn attribute(&self, of: &dyn Resource, name: &str) -> Value;

    /// The name of what an instance makes; one hole, or a prefix and a hole, where the provider makes it up.
    fn own_name(&self, of: &dyn Resource) -> Value;

    /// An attribute of what the module does not declare.
    fn attribute_elsewhere(&self, of: &Undeclared<'_>, name: &str) -> Value;

    /// Whether more than its block may say what an argument is.
    fn completes(&self, argument: &str) -> bool;

    /// An argument that it [completes](Self::completes), with what the configuration of the provider says.
    fn argument(&self, of: &dyn Resource, name: &str) -> Option<Entry>;

    /// A function by its full name: `provider::terraform::encode_expr`.
    fn function(&self, name: &str) -> Option<&'static Row>;
}

/// An instance as its provider reads it.
pub(crate) trait Resource: Instance {
    /// Whether it is read rather than made.
    fn is_data(&self) -> bool;

    /// Whether its block gives an argument.
    fn sets(&self, argument: &str) -> bool;

    /// What its block says of an argument, where that is set.
    fn configured(&self, argument: &str) -> Option<Value>;

    /// An argument of its block alone, as it is where the instance is there.
    fn own_argument(&self, name: &str) -> Option<Entry>;

    /// A value as it is where the instance is there.
    fn there(&self, value: Value) -> Value;

    /// What is not known of an instance; of a family it is another thing for each member.
    fn of_member(&self, value: Value) -> Value;

    /// What a template and its variables make, as the archived provider `template` has them.
    fn rendered_file(&self) -> Value;

    /// The full name of the provider's configuration that it is made with, where that is declared neither here nor by
    /// who calls the module.
    fn hidden_configuration(&self) -> Option<String>;

    /// What is read from the configuration that it is made with.
    fn configuration(&self, read: &mut dyn FnMut(&dyn Configuration) -> Option<Entry>) -> Option<Entry>;

    /// What a data source of a type tells that is read with the same configuration, here or in a calling module.
    fn told(&self, kind: &str, attribute: &str) -> Option<Value>;
}

/// The configuration of a provider: a block of this module, or of one that calls it and passes its own.
pub(crate) trait Configuration {
    /// Its name in the module that declares it: that of the provider, and behind a dot the alias.
    fn name(&self) -> &str;

    /// A setting; `None` where it is not set.
    fn setting(&self, name: &str) -> Option<Entry>;

    /// A setting in the first block of a type.
    fn setting_in(&self, block: &str, name: &str) -> Option<Entry>;
}

/// A resource or data source that the module does not declare.
pub(crate) struct Undeclared<'u> {
    /// Its type.
    pub(crate) kind: &'u str,
    pub(crate) is_data: bool,
    /// The address of the instance.
    pub(crate) address: &'u str,
    /// The indices in it that are not known.
    pub(crate) indices: &'u [Value],
    /// Where it is referred to.
    pub(crate) span: Span,
    /// Why it is not known.
    pub(crate) reason: &'u Reason,
}
