//! From the text of `bucketlint.toml` to [`Settings`].

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::finding::{Problem, ProblemKind, Severity};
use crate::reason::AssumedBlock;
use crate::source::{FileId, Span};

use super::{Ignore, ModuleFolder, Parameter, ParameterValue, Pattern, Profile, RuleSettings, Settings, nearest};

const KEYS: [&str; 9] = [
    "profile",
    "account_baseline",
    "assume_public_access_block",
    "severity",
    "fail_on",
    "exclude",
    "modules",
    "rules",
    "ignore",
];

const KEYS_OF_IGNORE: [&str; 5] = ["rules", "resource", "path", "reason", "until"];

/// Where `[rules]` names folders of the user's own rules.
const OWN_RULES: &str = "folders";

const BLOCKS: [(&str, AssumedBlock); 3] =
    [("off", AssumedBlock::Off), ("on", AssumedBlock::On), ("unknown", AssumedBlock::Unknown)];

const SEVERITIES: [(&str, Severity); 5] = [
    ("informational", Severity::Informational),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];

/// Reads the text of `file`: the settings, and what is wrong with it. A key that is wrong leaves its default in place.
pub fn read(file: FileId, text: &str) -> (Settings, Vec<Problem>) {
    // A byte order mark is no part of TOML; editors on Windows write one. The parser skips it and counts it in spans.
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, problems: Vec::new() };
    let mut settings = Settings::default();
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

type Key<'a> = (&'a str, std::ops::Range<usize>);

/// The entries of a table in the order of the file.
fn entries<'a>(table: &'a DeTable<'_>) -> Vec<(Key<'a>, &'a Spanned<DeValue<'a>>)> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| ((key.get_ref().as_ref(), key.span()), value)).collect();
    entries.sort_by_key(|((_, span), _)| span.start);
    entries
}

struct Reader {
    file: FileId,
    problems: Vec<Problem>,
}

impl Reader {
    fn setting(&mut self, settings: &mut Settings, (key, place): Key<'_>, value: &Spanned<DeValue<'_>>) {
        match key {
            "profile" => set(&mut settings.profile, self.profile(key, value)),
            "account_baseline" => set(&mut settings.account_baseline, self.boolean(key, value)),
            "assume_public_access_block" => {
                set(&mut settings.assume_public_access_block, self.word(key, value, &BLOCKS));
            }
            "severity" => settings.severity = self.word(key, value, &SEVERITIES),
            "fail_on" => settings.fail_on = self.word(key, value, &SEVERITIES),
            "exclude" => settings.exclude = self.patterns(key, value),
            "modules" => settings.modules = self.modules(key, value),
            "ignore" => settings.ignores = self.ignores(key, value),
            "rules" => match value.get_ref() {
                DeValue::Array(_) => settings.own_rules = self.paths(key, value),
                DeValue::Table(rules) => {
                    for ((name, place), value) in entries(rules) {
                        if name == OWN_RULES {
                            settings.own_rules = self.paths(name, value);
                            continue;
                        }
                        if let Some(rule) = self.rule(name, place, value) {
                            settings.rules.insert(name.to_owned(), rule);
                        }
                    }
                }
                other => self.wrong_type(key, value.span(), "a table of rules, or a list of folders", other),
            },
            _ => self.unknown_key(key, place, &KEYS),
        }
    }

    /// A list of tables, each of findings that are accepted.
    fn ignores(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Ignore> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), "a list of tables, each written `[[ignore]]`", value.get_ref());
            return Vec::new();
        };
        let mut ignores = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => ignores.extend(self.ignored(item.span(), table)),
                other => self.wrong_type(key, item.span(), "a list of tables, each written `[[ignore]]`", other),
            }
        }
        ignores
    }

    fn ignored(&mut self, place: std::ops::Range<usize>, table: &DeTable<'_>) -> Option<Ignore> {
        let span = Span::new(self.file, place);
        let (rules, reason) = (Vec::new(), String::new());
        let mut ignore = Ignore { rules, resource: None, path: None, reason, until: None, span };
        for ((key, place), value) in entries(table) {
            match key {
                "rules" => ignore.rules = self.texts(key, value),
                "resource" => ignore.resource = self.text(key, value),
                "path" => ignore.path = self.text(key, value),
                "reason" => set(&mut ignore.reason, self.text(key, value)),
                "until" => ignore.until = self.text(key, value),
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

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            // TOML has days of its own.
            DeValue::Datetime(moment) if key == "until" => Some(moment.to_string()),
            _ => None,
        };
        if text.is_none() {
            self.wrong_type(key, value.span(), "a string", value.get_ref());
        }
        text
    }

    fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let texts = value.get_ref().as_array().map(|items| {
            items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.flatten().unwrap_or_else(|| {
            self.wrong_type(key, value.span(), "a list of strings", value.get_ref());
            Vec::new()
        })
    }

    fn rule(
        &mut self,
        name: &str,
        place: std::ops::Range<usize>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<RuleSettings> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(name, value.span(), "a table", value.get_ref());
            return None;
        };
        let mut rule = RuleSettings { span: Some(Span::new(self.file, place)), ..RuleSettings::default() };
        for ((key, place), value) in entries(table) {
            match key {
                "enabled" => rule.enabled = self.boolean(key, value),
                "severity" => rule.severity = self.word(key, value, &SEVERITIES),
                _ => {
                    if let Some(value) = self.parameter(key, value) {
                        let span = Some(Span::new(self.file, place));
                        rule.parameters.insert(key.to_owned(), Parameter { value, span });
                    }
                }
            }
        }
        Some(rule)
    }

    /// A list of patterns. One that fits files of modules alone would do nothing.
    fn patterns(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), "a list of strings", value.get_ref());
            return Vec::new();
        };
        let mut patterns = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) if [".tf", ".tofu", ".tfvars"].iter().any(|ending| text.ends_with(ending)) => {
                    let message = format!("`{text}` is a file of a module, and no file is taken out of its module");
                    let problem = Problem::at(ProblemKind::Configuration, Span::new(self.file, item.span()), message);
                    self.problems.push(problem.help("name the module's folder"));
                }
                Some(text) => {
                    patterns.push(Pattern { text: text.to_owned(), span: Span::new(self.file, item.span()) });
                }
                None => self.wrong_type(key, item.span(), "a list of strings", item.get_ref()),
            }
        }
        patterns
    }

    /// A list of paths.
    fn paths(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), "a list of folders", value.get_ref());
            return Vec::new();
        };
        let mut paths = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => paths.push(Pattern { text: text.to_owned(), span: Span::new(self.file, item.span()) }),
                None => self.wrong_type(key, item.span(), "a list of folders", item.get_ref()),
            }
        }
        paths
    }

    /// A table of folders by sources.
    fn modules(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<ModuleFolder> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value.span(), "a table of folders by sources", value.get_ref());
            return Vec::new();
        };
        let mut modules = Vec::new();
        for ((source, place), value) in entries(table) {
            let span = Span::new(self.file, value.span());
            match value.get_ref().as_str() {
                Some(_) if source.starts_with('.') => {
                    let message = format!("`{source}` is a path, which leads where it says");
                    let problem = Problem::at(ProblemKind::Configuration, Span::new(self.file, place), message);
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

    fn parameter(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<ParameterValue> {
        match value.get_ref() {
            DeValue::String(text) => Some(ParameterValue::String(text.to_string())),
            DeValue::Boolean(flag) => Some(ParameterValue::Boolean(*flag)),
            DeValue::Integer(number) => {
                let parsed = integer(number);
                if parsed.is_none() {
                    self.problem(value.span(), format!("`{key}` must fit in 64 bits"));
                }
                parsed.map(ParameterValue::Integer)
            }
            DeValue::Array(items) => {
                let texts = items.iter().map(|item| (item.get_ref().as_str(), item));
                let mut list = Vec::new();
                for (text, item) in texts {
                    match text {
                        Some(text) => list.push(text.to_owned()),
                        None => {
                            self.wrong_type(key, item.span(), "a list of strings", item.get_ref());
                            return None;
                        }
                    }
                }
                Some(ParameterValue::List(list))
            }
            other => {
                self.wrong_type(key, value.span(), "a string, a boolean, an integer or a list of strings", other);
                None
            }
        }
    }

    fn boolean(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value.span(), "true or false", value.get_ref());
        }
        flag
    }

    /// The profile of a name.
    fn profile(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Profile> {
        let names = Profile::names();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value.span(), &format!("one of {}", quoted(&names)), value.get_ref());
            return None;
        };
        let found = Profile::named(text);
        if found.is_none() {
            let place = Span::new(self.file, value.span());
            let problem = Problem::at(ProblemKind::Configuration, place, format!("no profile is called `{text}`"));
            let near = nearest(&text.to_ascii_lowercase(), names.iter().map(String::as_str));
            self.problems.push(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("there are {}", quoted(&names))),
            });
        }
        found
    }

    /// The meaning of a value that must be one of a few words.
    fn word<T: Copy>(&mut self, key: &str, value: &Spanned<DeValue<'_>>, words: &[(&'static str, T)]) -> Option<T> {
        let known: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value.span(), &format!("one of {}", known.join(", ")), value.get_ref());
            return None;
        };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.problem(value.span(), format!("`{key}` must be one of {}, not `{text}`", known.join(", ")));
        }
        found
    }

    fn wrong_type(&mut self, key: &str, place: std::ops::Range<usize>, wanted: &str, found: &DeValue<'_>) {
        let article = if found.type_str().starts_with(['a', 'i']) { "an" } else { "a" };
        self.problem(place, format!("`{key}` must be {wanted}, not {article} {}", found.type_str()));
    }

    fn unknown_key(&mut self, key: &str, place: std::ops::Range<usize>, known: &[&str]) {
        let problem = Problem::at(
            ProblemKind::Configuration,
            Span::new(self.file, place),
            format!("no setting is called `{key}`"),
        );
        self.problems.push(match nearest(key, known.iter().copied()) {
            Some(close) => problem.help(format!("did you mean `{close}`?")),
            None => {
                let known: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
                problem.help(format!("there are {}", known.join(", ")))
            }
        });
    }

    fn problem(&mut self, place: std::ops::Range<usize>, message: String) {
        self.problems.push(Problem::at(ProblemKind::Configuration, Span::new(self.file, place), message));
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
