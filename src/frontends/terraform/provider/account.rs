//! What the provider's configuration says of everything that is made with it: its Region, its account, and its tags.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#provider-configuration>

use std::sync::Arc;

use crate::source::Span;
use crate::terraform::evaluate::each_branch;
use crate::terraform::provider::{Configuration, Resource};
use crate::value::{Constant, Entry, Kind, Symbol, Unknown, Value};

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

/// Blocks that name the role which a provider configuration assumes.
const ASSUMED: [&str; 2] = ["assume_role", "assume_role_with_web_identity"];

/// The data source that tells the account of a configuration.
const IDENTITY: &str = "aws_caller_identity";

/// Whether a setting of a provider configuration may lead to another account than that of whoever deploys.
pub(in crate::frontends) fn leads_away(setting: &str) -> bool {
    CREDENTIALS.contains(&setting) || ASSUMED.contains(&setting)
}

/// The Region of a resource that names none itself, where its provider's block says one.
pub(super) fn region(of: &dyn Resource) -> Option<Entry> {
    if let Some(provider) = of.hidden_configuration() {
        let at = of.header();
        let unknown = Unknown::new(format!("the Region of provider {provider}"), at, "is not known");
        let unknown = unknown.symbol(Symbol::operation("Region", [Symbol::input(&*provider)]));
        return Some(Entry { key_span: at, value: Value::unknown(unknown.constant(Constant::Region), at) });
    }
    of.configuration(&mut |configuration| configuration.setting("region"))
}

/// The account of a resource, where its provider's block says how to get there; `None` where it is that of whoever
/// deploys. Blocks that say the same lead to the same account.
pub(super) fn by_credentials(of: &dyn Resource) -> Option<Entry> {
    if let Some(provider) = of.hidden_configuration() {
        let at = of.header();
        return Some(Entry { key_span: at, value: hidden_account(&provider, &provider, at) });
    }
    of.configuration(&mut |configuration| account(configuration))
}

fn account(configuration: &dyn Configuration) -> Option<Entry> {
    let own = CREDENTIALS.iter().filter_map(|name| Some((*name, configuration.setting(name)?)));
    let roles = ASSUMED.iter().filter_map(|name| Some((*name, configuration.setting_in(name, "role_arn")?)));
    let all: Vec<_> = own.chain(roles).collect();
    let (_, first) = all.first()?;
    let at = Entry { key_span: first.key_span, value: Value::null(first.value.span()) };
    if let Some(id) = all.iter().find_map(|(name, entry)| account_id(name, &entry.value)) {
        return Some(Entry { value: Value::string(id, at.value.span()), ..at });
    }
    let said =
        all.iter().map(|(name, entry)| format!("{name} {}", entry.value.to_text().unwrap_or_default().display()));
    let said = said.collect::<Vec<_>>().join(", ");
    Some(Entry { value: hidden_account(configuration.name(), &format!("by {said}"), at.value.span()), ..at })
}

/// The account that a resource is made in, as a data source of the same configuration tells it.
pub(super) fn told(of: &dyn Resource) -> Option<Value> {
    of.told(IDENTITY, "account_id")
}

/// The tags of a resource together with those that its provider gives everything; `None` where it gives none.
pub(super) fn all_tags(of: &dyn Resource) -> Option<Entry> {
    let own = of.own_argument("tags");
    let default = of.configuration(&mut |configuration| configuration.setting_in("default_tags", "tags"))?;
    let Some(own) = own else { return Some(default) };
    let value = each_branch(&own.value, &|own| merged(&default.value, own));
    Some(Entry { key_span: own.key_span, value })
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
