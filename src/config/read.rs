//! From the text of `bucketlint.toml` to [`Settings`].

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Problem, ProblemKind};
use crate::reason::AssumedBlock;
use crate::source::{FileId, Span};

use super::keys::{KEYS, KEYS_OF_ENVIRONMENT, KEYS_OF_IGNORE, KEYS_OF_OVERRIDE};
use super::shape::{Place, Reader, entries};
use super::{Environment, Ignore, ModuleFolder, Override, Parameter, Pattern, RuleSettings, Settings, Tool, Values};

/// Where `[rules]` names folders of the user's own rules.
const OWN_RULES: &str = "folders";

const BLOCKS: [(&str, AssumedBlock); 3] =
    [("off", AssumedBlock::Off), ("on", AssumedBlock::On), ("unknown", AssumedBlock::Unknown)];

/// Reads the text of `file`: the settings, and what is wrong with it. A key that is wrong leaves its default in place.
pub fn read(file: FileId, text: &str) -> (Settings, Vec<Problem>) {
    read_over(Settings::default(), file, text)
}

/// The configuration files that this one adds to, as it names them.
pub fn extended(file: FileId, text: &str) -> Vec<Pattern> {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, problems: Vec::new() };
    let found = entries(table.get_ref()).into_iter().find(|((key, _), _)| *key == "extends");
    found.map(|((key, _), value)| reader.one_or_more(key, value)).unwrap_or_default()
}

/// Reads the text of `file` over other settings: one value takes the place of another, lists and tables grow, and of
/// what is said twice of a rule the later wins.
pub fn read_over(settings: Settings, file: FileId, text: &str) -> (Settings, Vec<Problem>) {
    // A byte order mark is no part of TOML; editors on Windows write one. The parser skips it and counts it in spans.
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, problems: Vec::new() };
    let mut settings = settings;
    for (key, value) in entries(table.get_ref()) {
        reader.setting(&mut settings, key, value);
    }
    // After a mistake in the syntax the parser guesses what was meant: what its guesses break is no news to anyone.
    let mut problems = reader.problems;
    if !errors.is_empty() {
        problems = errors.iter().map(|error| not_toml(file, error)).collect();
    }
    problems.sort_by_key(|problem| problem.span);
    (settings, problems)
}

fn not_toml(file: FileId, error: &toml::de::Error) -> Problem {
    let message = format!("not valid TOML: {}", error.message().trim().replace('\n', ", "));
    Problem::at(ProblemKind::Configuration, Span::new(file, error.span().unwrap_or(0..0)), message)
}

impl Reader {
    fn setting<'v>(&mut self, settings: &mut Settings, (key, place): Place<'_>, value: &'v Spanned<DeValue<'v>>) {
        match key {
            "$schema" => drop(self.text(key, value, false)),
            "extends" => drop(self.one_or_more(key, value)),
            "profile" => set(&mut settings.profile, self.profile(key, value)),
            "account_baseline" => set(&mut settings.account_baseline, self.boolean(key, value)),
            "assume_public_access_block" => {
                set(&mut settings.assume_public_access_block, self.word(key, value, &BLOCKS));
            }
            "severity" => settings.severity = self.severity(key, value).or(settings.severity),
            "fail_on" => settings.fail_on = self.severity(key, value).or(settings.fail_on),
            "fail_on_undecided" => {
                settings.fail_on_undecided = self.severity(key, value).or(settings.fail_on_undecided);
            }
            "strict" => set(&mut settings.strict, self.boolean(key, value)),
            "include" => settings.include.extend(self.patterns(key, value)),
            "exclude" => settings.exclude.extend(self.patterns(key, value)),
            "modules" => settings.modules.extend(self.modules(key, value)),
            "override" => settings.overrides.extend(self.overrides(key, value)),
            "ignore" => settings.ignores.extend(self.ignores(key, value)),
            "honor_suppressions" => settings.honor_suppressions.extend(self.tools(key, value)),
            "environment" => settings.environments.extend(self.environments(key, value)),
            "rules" if value.get_ref().is_array() => settings.own_rules.extend(self.texts(key, value)),
            "rules" => {
                if let Some(folders) = value.get_ref().get(OWN_RULES) {
                    settings.own_rules.extend(self.texts(OWN_RULES, folders));
                }
                for (name, rule) in self.rules(key, value) {
                    settings.rules.entry(name).or_default().take_in(rule);
                }
            }
            _ if self.value(&mut settings.values, key, value) => {}
            _ => self.unknown_key(key, place, &KEYS),
        }
    }

    /// Takes in values of variables or parameters; whether the key is of such.
    fn value(&mut self, values: &mut Values, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        match key {
            "var_files" => values.var_files.extend(self.texts(key, value)),
            "variables" => values.variables.extend(self.values(key, value, variable)),
            "parameter_files" => values.parameter_files.extend(self.texts(key, value)),
            "parameters" => values.parameters.extend(self.values(key, value, parameter)),
            _ => return false,
        }
        true
    }

    /// Tools, by their words.
    fn tools(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Tool> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), "a list of strings", value.get_ref());
            return Vec::new();
        };
        items.iter().filter_map(|item| self.word(key, item, &Tool::ALL.map(|it| (it.as_str(), it)))).collect()
    }

    /// Sets of values, each with a name of its own.
    fn environments<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'v>>) -> Vec<Environment> {
        let mut environments: Vec<Environment> = Vec::new();
        for (place, table) in self.tables(key, value) {
            let (mut name, mut values) = (String::new(), Values::default());
            for ((key, place), value) in entries(table) {
                match key {
                    "name" => set(&mut name, self.text(key, value, false)),
                    _ if self.value(&mut values, key, value) => {}
                    _ => self.unknown_key(key, place, &KEYS_OF_ENVIRONMENT),
                }
            }
            let is_taken = environments.iter().any(|it| it.name == name);
            if name.is_empty() || is_taken {
                let has = if is_taken { format!("is the second `{name}`") } else { "has no `name`".to_owned() };
                self.problem(place, format!("this `[[environment]]` {has}, so it does not count"));
            } else {
                environments.push(Environment { name, values, span: self.span(place) });
            }
        }
        environments
    }

    /// What is said of rules for some files.
    fn overrides<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'v>>) -> Vec<Override> {
        let mut overrides = Vec::new();
        for (place, table) in self.tables(key, value) {
            let mut it = Override { paths: Vec::new(), rules: BTreeMap::new(), span: self.span(place.clone()) };
            for ((key, place), value) in entries(table) {
                match key {
                    "path" => it.paths = self.one_or_more(key, value),
                    "rules" => it.rules.extend(self.rules(key, value)),
                    _ => self.unknown_key(key, place, &KEYS_OF_OVERRIDE),
                }
            }
            if it.paths.is_empty() {
                let message = "this `[[override]]` says of no file that it is about it, so it does not count";
                let problem = Problem::at(ProblemKind::Configuration, it.span, message);
                self.problems.push(problem.help("give `path`; what holds for all files stands in `[rules.NAME]`"));
            } else {
                overrides.push(it);
            }
        }
        overrides
    }

    /// Findings that are accepted.
    fn ignores<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'v>>) -> Vec<Ignore> {
        let tables = self.tables(key, value);
        tables.into_iter().filter_map(|(place, table)| self.ignored(place, table)).collect()
    }

    fn ignored(&mut self, place: Range<usize>, table: &DeTable<'_>) -> Option<Ignore> {
        let span = Span::new(self.file, place);
        let (rules, reason) = (Vec::new(), String::new());
        let mut ignore = Ignore { rules, resource: None, path: None, reason, until: None, span };
        for ((key, place), value) in entries(table) {
            match key {
                "rules" => ignore.rules = self.texts(key, value).into_iter().map(|it| it.text).collect(),
                "resource" => ignore.resource = self.text(key, value, key == "until"),
                "path" => ignore.path = self.text(key, value, key == "until"),
                "reason" => set(&mut ignore.reason, self.text(key, value, key == "until")),
                "until" => ignore.until = self.text(key, value, key == "until"),
                _ => self.unknown_key(key, place, &KEYS_OF_IGNORE),
            }
        }
        if ignore.resource.is_none() && ignore.path.is_none() {
            let message = "this `[[ignore]]` says of no resource and no file that it is about it, so it does not count";
            let problem = Problem::at(ProblemKind::Configuration, span, message);
            self.problems.push(problem.help("give `resource` or `path`; a rule is switched off by `[rules.NAME]`"));
            return None;
        }
        Some(ignore)
    }

    /// What is said of rules, by name.
    fn rules(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, RuleSettings)> {
        let DeValue::Table(rules) = value.get_ref() else {
            self.wrong_type(key, value.span(), "a table of rules, or a list of folders", value.get_ref());
            return Vec::new();
        };
        let named = entries(rules).into_iter().filter(|((name, _), _)| *name != OWN_RULES);
        named.filter_map(|((name, place), value)| Some((name.to_owned(), self.rule(name, place, value)?))).collect()
    }

    fn rule(&mut self, name: &str, place: Range<usize>, value: &Spanned<DeValue<'_>>) -> Option<RuleSettings> {
        let DeValue::Table(table) = value.get_ref() else {
            self.no_rule(name, value);
            return None;
        };
        let mut rule = RuleSettings { span: Some(self.span(place)), ..RuleSettings::default() };
        for ((key, place), value) in entries(table) {
            match key {
                "enabled" => rule.enabled = self.boolean(key, value),
                "severity" => rule.severity = self.severity(key, value),
                _ => {
                    if let Some(value) = self.parameter(key, value) {
                        let span = Some(self.span(place));
                        rule.parameters.insert(key.to_owned(), Parameter { value, span });
                    }
                }
            }
        }
        Some(rule)
    }

    /// Says of what stands in the place of a rule's table how the table is written.
    fn no_rule(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        self.wrong_type(name, value.span(), "a table", value.get_ref());
        let key = match value.get_ref() {
            DeValue::Boolean(flag) => format!("enabled = {flag}"),
            DeValue::String(text) => format!("severity = \"{text}\""),
            _ => return,
        };
        if let Some(problem) = self.problems.last_mut() {
            problem.help = format!("write `{name} = {{ {key} }}`, or `{key}` below `[rules.{name}]`");
        }
    }

    /// A list of patterns. One that fits files of modules alone would do nothing.
    fn patterns(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        let is_of_module = |it: &Pattern| [".tf", ".tofu", ".tfvars"].iter().any(|ending| it.text.ends_with(ending));
        let (of_modules, patterns): (Vec<_>, Vec<_>) = self.texts(key, value).into_iter().partition(is_of_module);
        for Pattern { text, span } in of_modules {
            let message = format!("`{text}` is a file of a module, and no file is taken out of its module");
            let problem = Problem::at(ProblemKind::Configuration, span, message);
            self.problems.push(problem.help("name the module's folder"));
        }
        patterns
    }

    /// A table of folders by sources.
    fn modules(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<ModuleFolder> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value.span(), "a table of folders by sources", value.get_ref());
            return Vec::new();
        };
        let mut modules = Vec::new();
        for ((source, place), value) in entries(table) {
            let span = self.span(value.span());
            match value.get_ref().as_str() {
                Some(_) if source.starts_with('.') => {
                    let message = format!("`{source}` is a path, which leads where it says");
                    let problem = Problem::at(ProblemKind::Configuration, self.span(place), message);
                    self.problems.push(problem.help("name the source of a registry or a repository"));
                }
                Some(folder) => {
                    modules.push(ModuleFolder { source: source.to_owned(), folder: folder.to_owned(), span });
                }
                None => self.wrong_type(source, value.span(), "a folder", value.get_ref()),
            }
        }
        modules
    }
}

/// A value as it is typed for a variable of Terraform: a text as it is, anything else as an expression.
fn variable(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        other => expression(other),
    }
}

/// A value as Terraform writes it.
fn expression(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => {
            let text = serde_json::to_string(text.as_ref()).ok()?;
            text.replace("${", "$${").replace("%{", "%%{")
        }
        DeValue::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| expression(item.get_ref())).collect();
            format!("[{}]", items?.join(", "))
        }
        DeValue::Table(table) => {
            let entry = |((key, _), value): (Place<'_>, &Spanned<DeValue<'_>>)| {
                let key = expression(&DeValue::String(key.into()))?;
                Some(format!("{key} = {}", expression(value.get_ref())?))
            };
            let entries: Option<Vec<_>> = entries(table).into_iter().map(entry).collect();
            format!("{{ {} }}", entries?.join(", "))
        }
        other => scalar(other)?,
    })
}

/// A value as it is given to a parameter of CloudFormation: texts, and lists of them with commas.
fn parameter(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| parameter(item.get_ref())).collect();
            Some(items?.join(","))
        }
        DeValue::String(text) => Some(text.to_string()),
        other => scalar(other),
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|it| it.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
