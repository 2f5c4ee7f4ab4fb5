//! The settings that count, as a configuration file.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::config::{ParameterValue, Pattern, Profile, RuleSettings, Settings};
use crate::finding::Severity;
use crate::reason::AssumedBlock;

/// The settings as TOML, behind a comment that names the files that they come from.
pub(super) fn shown(settings: &Settings, files: &[String]) -> String {
    let from = match files {
        [] => "# no configuration file was found: these are the defaults\n".to_owned(),
        files => format!("# from {}\n", files.join(", ")),
    };
    let mut table = Table::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key.to_owned(), value);
        }
    };
    let least = settings.fail_on.unwrap_or_default();
    put("profile", Some(profile(&settings.profile).into()));
    put("account_baseline", Some(settings.account_baseline.into()));
    put("assume_public_access_block", Some(block(settings.assume_public_access_block).into()));
    put("severity", Some(settings.severity.unwrap_or_default().as_str().into()));
    put("fail_on", Some(least.as_str().into()));
    put("fail_on_undecided", settings.fail_on_undecided.map(|least: Severity| least.as_str().into()));
    put("strict", Some(settings.strict.into()));
    put("include", list(&settings.include));
    put("exclude", list(&settings.exclude));
    put("var_files", list(&settings.values.var_files));
    put("variables", by_name(&settings.values.variables));
    put("parameter_files", list(&settings.values.parameter_files));
    put("parameters", by_name(&settings.values.parameters));
    let modules = settings.modules.iter().map(|it| (it.source.clone(), it.folder.clone()));
    put("modules", by_name(&modules.collect::<Vec<_>>()));
    let mut said = rules(&settings.rules);
    if let Some(folders) = list(&settings.own_rules) {
        said.insert("folders".to_owned(), folders);
    }
    put("rules", (!said.is_empty()).then_some(Value::Table(said)));
    let tables = |all: Vec<Table>| (!all.is_empty()).then(|| Value::Array(all.into_iter().map(Value::Table).collect()));
    put("override", tables(overrides(settings)));
    put("ignore", tables(ignores(settings)));
    let tools = settings.honor_suppressions.iter().map(|it| Value::from(it.as_str())).collect::<Vec<_>>();
    put("honor_suppressions", (!tools.is_empty()).then_some(Value::Array(tools)));
    put("environment", tables(environments(settings)));
    format!("{from}{table}")
}

fn overrides(settings: &Settings) -> Vec<Table> {
    let one = |it: &crate::config::Override| {
        let path = list(&it.paths).map(|paths| ("path".to_owned(), paths));
        path.into_iter().chain([("rules".to_owned(), Value::Table(rules(&it.rules)))]).collect()
    };
    settings.overrides.iter().map(one).collect()
}

fn ignores(settings: &Settings) -> Vec<Table> {
    let one = |it: &crate::config::Ignore| {
        let texts = [("resource", &it.resource), ("path", &it.path), ("until", &it.until)];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.clone()?.into())));
        let rules = ("rules".to_owned(), it.rules.clone().into());
        [rules, ("reason".to_owned(), it.reason.clone().into())].into_iter().chain(texts).collect()
    };
    settings.ignores.iter().map(one).collect()
}

fn environments(settings: &Settings) -> Vec<Table> {
    let one = |it: &crate::config::Environment| {
        let name = ("name", Some(it.name.clone().into()));
        let values = &it.values;
        let (files, given) = (list(&values.var_files), by_name(&values.variables));
        let parameters =
            [("parameter_files", list(&values.parameter_files)), ("parameters", by_name(&values.parameters))];
        let all = [name, ("var_files", files), ("variables", given)].into_iter().chain(parameters);
        all.filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    };
    settings.environments.iter().map(one).collect()
}

fn rules(said: &BTreeMap<String, RuleSettings>) -> Table {
    let rule = |said: &RuleSettings| {
        let mut rule = Table::new();
        rule.extend(said.enabled.map(|enabled| ("enabled".to_owned(), enabled.into())));
        rule.extend(said.severity.map(|severity| ("severity".to_owned(), severity.as_str().into())));
        rule.extend(said.parameters.iter().map(|(name, parameter)| (name.clone(), value(&parameter.value))));
        Value::Table(rule)
    };
    said.iter().map(|(name, said)| (name.clone(), rule(said))).collect()
}

fn value(value: &ParameterValue) -> Value {
    match value {
        ParameterValue::String(text) => text.clone().into(),
        ParameterValue::Boolean(flag) => (*flag).into(),
        ParameterValue::Integer(number) => (*number).into(),
        ParameterValue::List(texts) => texts.clone().into(),
    }
}

fn list(texts: &[Pattern]) -> Option<Value> {
    let all: Vec<_> = texts.iter().map(|it| it.text.clone()).collect();
    (!all.is_empty()).then(|| all.into())
}

fn by_name(values: &[(String, String)]) -> Option<Value> {
    let all: Table = values.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    (!all.is_empty()).then_some(Value::Table(all))
}

fn profile(profile: &Profile) -> String {
    let named = Profile::NAMED.into_iter().find(|(_, named)| named == profile).map(|(name, _)| name.to_owned());
    match profile {
        Profile::Frameworks(all) => named.unwrap_or_else(|| match all.as_slice() {
            [one] => one.name(),
            all => all.first().map(|it| it.family().to_owned()).unwrap_or_default(),
        }),
        _ => named.unwrap_or_default(),
    }
}

fn block(block: AssumedBlock) -> &'static str {
    match block {
        AssumedBlock::Off => "off",
        AssumedBlock::On => "on",
        AssumedBlock::Unknown => "unknown",
    }
}
