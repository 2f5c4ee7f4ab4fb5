//! What a value of the file may be, and what is said where it is something else.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::finding::{Problem, ProblemKind, Severity};
use crate::source::{FileId, Span};

use super::keys::Key;
use super::{ParameterValue, Pattern, Profile, nearest};

/// A key and where it stands.
pub(super) type Place<'a> = (&'a str, Range<usize>);

/// The entries of a table in the order of the file.
pub(super) fn entries<'a>(table: &'a DeTable<'_>) -> Vec<(Place<'a>, &'a Spanned<DeValue<'a>>)> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| ((key.get_ref().as_ref(), key.span()), value)).collect();
    entries.sort_by_key(|((_, span), _)| span.start);
    entries
}

/// Reads values, and keeps what is wrong with them.
pub(super) struct Reader {
    pub(super) file: FileId,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn span(&self, place: Range<usize>) -> Span {
        Span::new(self.file, place)
    }

    /// A text; a date counts as one where a day is asked for.
    pub(super) fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>, is_day: bool) -> Option<String> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(moment) if is_day => Some(moment.to_string()),
            _ => None,
        };
        if text.is_none() {
            self.wrong_type(key, value.span(), "a string", value.get_ref());
        }
        text
    }

    /// A list of texts, each with its place; one that is none is left out, and told.
    pub(super) fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), "a list of strings", value.get_ref());
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Pattern { text: text.to_owned(), span: self.span(item.span()) }),
                None => self.wrong_type(key, item.span(), "a list of strings", item.get_ref()),
            }
        }
        texts
    }

    /// A text, or a list of them.
    pub(super) fn one_or_more(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        match value.get_ref() {
            DeValue::String(text) => vec![Pattern { text: text.to_string(), span: self.span(value.span()) }],
            DeValue::Array(_) => self.texts(key, value),
            other => {
                self.wrong_type(key, value.span(), "a string, or a list of strings", other);
                Vec::new()
            }
        }
    }

    /// The tables of a list, each with where it stands.
    pub(super) fn tables<'v>(
        &mut self,
        key: &str,
        value: &'v Spanned<DeValue<'v>>,
    ) -> Vec<(Range<usize>, &'v DeTable<'v>)> {
        let wanted = format!("a list of tables, each written `[[{key}]]`");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value.span(), &wanted, value.get_ref());
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((item.span(), table)),
                other => self.wrong_type(key, item.span(), &wanted, other),
            }
        }
        tables
    }

    /// A table of values, each as it is typed on a command line.
    pub(super) fn values(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        typed: fn(&DeValue<'_>) -> Option<String>,
    ) -> Vec<(String, String)> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value.span(), "a table of values by name", value.get_ref());
            return Vec::new();
        };
        let mut values = Vec::new();
        for ((name, _), value) in entries(table) {
            match typed(value.get_ref()) {
                Some(text) => values.push((name.to_owned(), text)),
                None => self.problem(
                    value.span(),
                    format!("`{name}` is given {}, which it cannot be", { article(value.get_ref()) }),
                ),
            }
        }
        values
    }

    pub(super) fn parameter(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<ParameterValue> {
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

    pub(super) fn boolean(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value.span(), "true or false", value.get_ref());
        }
        flag
    }

    /// The profile of a name.
    pub(super) fn profile(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Profile> {
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

    /// How bad something is.
    pub(super) fn severity(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Severity> {
        self.word(key, value, &Severity::ALL.map(|severity| (severity.as_str(), severity)))
    }

    /// The meaning of a value that must be one of a few words, in letters of either case.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let known: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value.span(), &format!("one of {}", known.join(", ")), value.get_ref());
            return None;
        };
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.problem(value.span(), format!("`{key}` must be one of {}, not `{text}`", known.join(", ")));
        }
        found
    }

    pub(super) fn wrong_type(&mut self, key: &str, place: Range<usize>, wanted: &str, found: &DeValue<'_>) {
        self.problem(place, format!("`{key}` must be {wanted}, not {}", article(found)));
    }

    pub(super) fn unknown_key(&mut self, key: &str, place: Range<usize>, known: &[Key]) {
        let message = format!("no setting is called `{key}`");
        let problem = Problem::at(ProblemKind::Configuration, self.span(place), message);
        self.problems.push(match nearest(key, known.iter().map(|key| key.name)) {
            Some(close) => problem.help(format!("did you mean `{close}`?")),
            None => {
                let known: Vec<_> = known.iter().map(|key| format!("`{}`", key.name)).collect();
                problem.help(format!("there are {}", known.join(", ")))
            }
        });
    }

    pub(super) fn problem(&mut self, place: Range<usize>, message: String) {
        self.problems.push(Problem::at(ProblemKind::Configuration, self.span(place), message));
    }
}

/// What a value is, in words.
fn article(found: &DeValue<'_>) -> String {
    let article = if found.type_str().starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {}", found.type_str())
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
