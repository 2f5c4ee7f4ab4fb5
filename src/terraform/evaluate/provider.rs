//! The provider configuration that a resource is made with: its Region, its account, and the tags that it gives
//! everything.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider>

use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::expr::{Expression, ObjectKey};

use super::choice::each_branch;
use super::evaluator::Evaluator;
use super::expansion::How;
use crate::source::Span;
use crate::terraform::module::{Argument, Declaration};
use crate::value::{Constant, Entry, Kind, Symbol, Unknown, Value};

/// The provider whose configurations are looked at.
const AWS: &str = "aws";

/// Settings by which a provider configuration gets to its account, beside the role that it assumes.
const CREDENTIALS: [&str; 8] = [
    "profile",
    "access_key",
    "secret_key",
    "token",
    "shared_credentials_file",
    "shared_credentials_files",
    "shared_config_files",
    "allowed_account_ids",
];

/// Whether a setting of a provider configuration may lead to another account than that of whoever deploys.
pub(crate) fn leads_away(setting: &str) -> bool {
    CREDENTIALS.contains(&setting) || ASSUMED.contains(&setting)
}

/// Blocks that name the role which a provider configuration assumes.
const ASSUMED: [&str; 2] = ["assume_role", "assume_role_with_web_identity"];
/// The data source that tells the account of a configuration.
const IDENTITY: &str = "aws_caller_identity";

impl<'m> Evaluator<'m> {
    /// The Region of a resource that names none itself, where its provider's block says one.
    pub(super) fn provider_region(&self, it: &Declaration<'_>) -> Option<Entry> {
        let name = self.provider_of(it)?;
        if !self.knows(&name) {
            let (at, provider) = (it.header(), self.qualify(&name));
            let unknown = Unknown::new(format!("the Region of provider {provider}"), at, "is not known");
            let unknown = unknown.symbol(Symbol::operation("Region", [Symbol::input(&*provider)]));
            return Some(Entry { key_span: at, value: Value::unknown(unknown.constant(Constant::Region), at) });
        }
        self.of_provider(&name, &mut |evaluator, name, block| {
            evaluator.setting(&format!("provider {name} region"), block.argument("region")?)
        })
    }

    /// The account of a resource, where its provider's block says how to get there; `None` where it is that of whoever
    /// deploys. Blocks that say the same lead to the same account.
    pub(super) fn account_by_credentials(&self, it: &Declaration<'_>) -> Option<Entry> {
        let name = self.provider_of(it)?;
        if !self.knows(&name) {
            let at = it.header();
            return Some(Entry { key_span: at, value: hidden_account(&self.qualify(&name), &self.qualify(&name), at) });
        }
        self.of_provider(&name, &mut |evaluator, name, block| evaluator.account(name, block))
    }

    /// Whether a configuration is declared here or by a caller, or is the one that needs no declaration.
    fn knows(&self, name: &str) -> bool {
        self.module.providers.contains_key(name)
            || match self.configuration_of_caller(name) {
                Some((caller, passed)) => caller.knows(&passed),
                None => name == AWS,
            }
    }

    fn account(&self, provider: &str, block: &Declaration<'m>) -> Option<Entry> {
        let own = CREDENTIALS.iter().filter_map(|name| Some((*name, block.argument(name)?)));
        let roles = ASSUMED.iter().filter_map(|name| {
            let role = block.block.body.get_blocks(name).next()?;
            Some((*name, Argument::of(&role.body, block.place, "role_arn")?))
        });
        let all = own.chain(roles).filter_map(|(name, argument)| {
            let entry = self.setting(&format!("provider {provider} {name}"), argument)?;
            Some((name, entry))
        });
        let all: Vec<_> = all.collect();
        let (_, first) = all.first()?;
        let at = Entry { key_span: first.key_span, value: Value::null(first.value.span()) };
        if let Some(id) = all.iter().find_map(|(name, entry)| account_id(name, &entry.value)) {
            return Some(Entry { value: Value::string(id, at.value.span()), ..at });
        }
        let said =
            all.iter().map(|(name, entry)| format!("{name} {}", entry.value.to_text().unwrap_or_default().display()));
        let said = said.collect::<Vec<_>>().join(", ");
        Some(Entry { value: hidden_account(provider, &format!("by {said}"), at.value.span()), ..at })
    }

    /// The tags of a resource together with those that its provider gives everything; `None` where it gives none.
    pub(super) fn all_tags(&self, it: &Declaration<'_>, own: Option<Entry>) -> Option<Entry> {
        let default = self.of_provider(&self.provider_of(it)?, &mut |evaluator, name, block| {
            let tags = block.block.body.get_blocks("default_tags").next()?;
            evaluator.setting(&format!("provider {name} tags"), Argument::of(&tags.body, block.place, "tags")?)
        })?;
        let Some(own) = own else { return Some(default) };
        let value = each_branch(&own.value, &|own| merged(&default.value, own));
        Some(Entry { key_span: own.key_span, value })
    }

    /// The account that a resource is made in, as a data source of the same configuration tells it.
    pub(super) fn provider_account(&self, it: &Declaration<'_>) -> Option<Value> {
        self.account_by(&self.provider_of(it)?, it.header())
    }

    fn account_by(&self, name: &str, at: Span) -> Option<Value> {
        let key = format!("provider {name} account");
        let told = self.remember(&key, &key, at, || self.told_account(name, at).unwrap_or_else(|| Value::null(at)));
        (!told.is_null()).then_some(told)
    }

    fn told_account(&self, name: &str, at: Span) -> Option<Value> {
        let prefix = format!("data.{IDENTITY}.");
        let own = |(address, it): &(&String, &Declaration<'_>)| {
            address.starts_with(&prefix) && self.provider_of(it).as_deref() == Some(name)
        };
        let mut told: Vec<_> = self.module.addresses.iter().filter(own).collect();
        told.sort_by_key(|(address, _)| *address);
        for (address, it) in told {
            let expansion = self.expansion(it, address);
            if let (How::Single, [instance]) = (&expansion.how, expansion.instances.as_slice()) {
                return Some(self.attribute(it, instance, "account_id", it.header()));
            }
        }
        let (caller, passed) = self.configuration_of_caller(name)?;
        caller.account_by(&passed, at)
    }

    fn setting(&self, key: &str, argument: Argument<'_>) -> Option<Entry> {
        let span = argument.place.span(argument.expression);
        let value = self.remember(key, key, span, || self.top_level(argument));
        (!value.is_null()).then_some(Entry { key_span: argument.key, value })
    }

    /// The name of a resource's provider configuration: `aws`, `aws.west`; `None` where it is none of AWS's.
    fn provider_of(&self, it: &Declaration<'_>) -> Option<String> {
        let Some(argument) = it.argument("provider") else { return Some(AWS.to_owned()) };
        let name = self.name_at(argument.place.span(argument.expression));
        (name == AWS || name.starts_with("aws.")).then_some(name)
    }

    /// What is read from the block of a provider configuration: of this module, or of one that calls it and passes its
    /// own. How deep modules call each other is bounded.
    fn of_provider(
        &self,
        name: &str,
        read: &mut dyn FnMut(&Evaluator<'m>, &str, &Declaration<'m>) -> Option<Entry>,
    ) -> Option<Entry> {
        if let Some(block) = self.module.providers.get(name) {
            return read(self, name, block);
        }
        let (caller, passed) = self.configuration_of_caller(name)?;
        caller.of_provider(&passed, read)
    }

    /// The calling module, and its name for the configuration that this one calls `name`.
    fn configuration_of_caller(&self, name: &str) -> Option<(Rc<Evaluator<'m>>, String)> {
        let (caller, call) = self.called_by()?;
        let passed = caller.passed_provider(call, name);
        // A module inherits the configuration without an alias, and no other.
        let passed = passed.or_else(|| (name == AWS).then(|| AWS.to_owned()))?;
        Some((caller, passed))
    }

    /// The configuration that a call passes for one of the module that it calls.
    fn passed_provider(&self, call: &Declaration<'_>, name: &str) -> Option<String> {
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

/// The account of a provider configuration of which the code does not say where it leads.
fn hidden_account(provider: &str, by: &str, at: Span) -> Value {
    let unknown = Unknown::new(format!("the account of provider {provider}"), at, "is not known");
    Value::unknown(unknown.symbol(Symbol::operation("account", [Symbol::input(by)])).constant(Constant::AccountId), at)
}

/// The account that a setting names: the only one that is allowed, or that of the role.
fn account_id(setting: &str, value: &Value) -> Option<String> {
    let id = match value.sequence() {
        Some([only]) if setting == "allowed_account_ids" => only.to_text()?.as_str()?.to_owned(),
        _ if ASSUMED.contains(&setting) => value.as_str()?.split(':').nth(4)?.to_owned(),
        _ => return None,
    };
    (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// A resource's own tags over those of its provider.
fn merged(default: &Value, own: &Value) -> Value {
    let (Kind::Map(default), Kind::Map(own_ones)) = (&default.kind, &own.kind) else {
        return match (&default.kind, &own.kind) {
            (_, Kind::Null) => default.clone(),
            (_, Kind::Map(map)) => {
                let mut map = map.clone();
                map.rest = map.rest.or_else(|| default.unknowns().first().cloned());
                Value::map(map, own.span())
            }
            _ => own.clone(),
        };
    };
    let mut all = default.clone();
    for (key, entry) in own_ones.iter() {
        all.insert(Arc::clone(key), entry.key_span, entry.value.clone());
    }
    all.rest = all.rest.or_else(|| own_ones.rest.clone());
    Value::map(all, own.span())
}
