//! What a parameter allows: the values that CloudFormation takes for it.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Problem, ProblemKind};
use crate::value::{Constant, Kind, List, Map, Nature, Pattern, Range, Value};

/// Whether a parameter of this type takes a list.
pub(super) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<")
}

/// What a parameter allows, read once.
#[derive(Debug)]
pub(super) struct Constraint {
    name: Arc<str>,
    kind: String,
    is_secret: bool,
    description: Option<String>,
    /// The only values, as far as they are known.
    values: Option<Vec<Option<Arc<str>>>>,
    /// The pattern as it is written, and compiled; one of Java's that is none here decides nothing.
    pattern: Option<(String, Arc<Pattern>)>,
    /// `MinLength` and `MaxLength`.
    length: (Option<f64>, Option<f64>),
    /// `MinValue` and `MaxValue`.
    size: (Option<f64>, Option<f64>),
}

/// What each of these parameters allows.
pub(super) fn constraints(parameters: &Map) -> BTreeMap<Arc<str>, Constraint> {
    let constraint = |(name, parameter): (&Arc<str>, &crate::value::Entry)| {
        (Arc::clone(name), Constraint::of(name, &parameter.value))
    };
    parameters.iter().map(constraint).collect()
}

impl Constraint {
    fn of(name: &Arc<str>, parameter: &Value) -> Constraint {
        let text = |setting: &str| parameter.get(setting).and_then(Value::as_str).map(str::to_owned);
        let bound = |setting: &str| parameter.get(setting)?.to_text()?.as_str()?.trim().parse().ok();
        let known = |value: &Value| value.to_text().and_then(|text| text.as_str().map(Arc::from));
        let values = parameter.get("AllowedValues").and_then(Value::as_list);
        let pattern = text("AllowedPattern").and_then(|written| {
            let compiled = Pattern::whole(&rewritten(&written)?)?;
            Some((written, Arc::new(compiled)))
        });
        Constraint {
            name: Arc::clone(name),
            kind: text("Type").unwrap_or_else(|| "String".to_owned()),
            is_secret: parameter.get("NoEcho").and_then(Value::as_bool) == Some(true),
            description: text("ConstraintDescription"),
            values: values.map(|list| list.items.iter().map(known).collect()),
            pattern,
            length: (bound("MinLength"), bound("MaxLength")),
            size: (bound("MinValue"), bound("MaxValue")),
        }
    }

    /// What is wrong with the values that the parameter is given, each at the place of the value. What is not known may
    /// be right.
    pub(super) fn broken(&self, value: &Value) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.hold(value, &mut problems);
        let described = |problem: Problem| match &self.description {
            Some(description) => problem.help(description.as_str()),
            None => problem,
        };
        problems.into_iter().map(described).collect()
    }

    fn hold(&self, value: &Value, problems: &mut Vec<Problem>) {
        match &value.kind {
            Kind::Choice(choice) => {
                [&choice.when_true, &choice.when_false].into_iter().for_each(|branch| self.hold(branch, problems));
            }
            Kind::List(List { items, .. }) => items.iter().for_each(|item| self.hold(item, problems)),
            _ => {
                let text = value.to_text();
                let Some(text) = text.as_ref().and_then(|text| text.as_str()) else { return };
                if let Some(wrong) = self.first_broken(text) {
                    let message = format!("{} {wrong}", self.shown(text));
                    problems.push(Problem::at(ProblemKind::Invalid, value.span(), message));
                }
            }
        }
    }

    /// The value as reports show it, which do not show secrets.
    fn shown(&self, text: &str) -> String {
        if self.is_secret { "the value".to_owned() } else { format!("`{text}`") }
    }

    /// Whether it names an entry of the Parameter Store, which holds the value.
    fn is_stored(&self) -> bool {
        self.kind.starts_with("AWS::SSM::")
    }

    /// The first constraint that a known value breaks, as the end of a sentence about the value.
    fn first_broken(&self, text: &str) -> Option<String> {
        if self.is_stored() {
            return None;
        }
        if is_list(&self.kind) {
            let mut parts = text.split(',').map(str::trim).filter(|_| !text.is_empty());
            return parts.find_map(|part| self.not_allowed(part).or_else(|| self.no_match(part)));
        }
        self.not_allowed(text).or_else(|| match &*self.kind {
            "Number" => self.outside("Value", self.size, text.trim().parse().ok()?),
            _ => self.no_match(text).or_else(|| self.outside("Length", self.length, text.chars().count() as f64)),
        })
    }

    fn not_allowed(&self, text: &str) -> Option<String> {
        let may_be = |value: &Option<Arc<str>>| value.as_deref().is_none_or(|value| value == text);
        let name = &self.name;
        (!self.values.as_ref()?.iter().any(may_be))
            .then(|| format!("is not a value that the parameter `{name}` allows"))
    }

    fn no_match(&self, text: &str) -> Option<String> {
        let (written, pattern) = self.pattern.as_ref()?;
        let name = &self.name;
        (!pattern.matches(text)).then(|| format!("does not match `{written}`, the pattern of the parameter `{name}`"))
    }

    /// Whether a measure of the value is below `Min…` or above `Max…`.
    fn outside(&self, of: &str, bounds: (Option<f64>, Option<f64>), measure: f64) -> Option<String> {
        let (side, bound) = match bounds {
            (Some(least), _) if measure < least => ("Min", least),
            (_, Some(most)) if measure > most => ("Max", most),
            _ => return None,
        };
        Some(format!("breaks `{side}{of}: {bound}` of the parameter `{}`", self.name))
    }

    /// What is known of a value that the parameter takes.
    pub(super) fn nature(&self) -> Nature {
        if self.is_stored() {
            return Nature::set();
        }
        let item = self.kind.strip_prefix("List<").and_then(|kind| kind.strip_suffix('>'));
        let each = of_type(item.unwrap_or(&self.kind)).and(&self.of_settings());
        let nature = if is_list(&self.kind) { Nature::collection(each) } else { each };
        nature.and(&Nature::set())
    }

    /// What values and patterns say of the text, or of each item of a list.
    fn of_settings(&self) -> Nature {
        let values: Option<Vec<_>> = self.values.as_ref().and_then(|values| values.iter().cloned().collect());
        let values = values.filter(|values| !values.is_empty()).map(Nature::only);
        let pattern = self.pattern.as_ref().map(|(_, pattern)| Nature::matching(pattern, true));
        let sized = (!is_list(&self.kind)).then(|| Nature::sized(range(self.length)));
        let number = (self.kind == "Number").then(|| Nature::number(range(self.size)));
        let all = [values, pattern, sized, number].into_iter().flatten();
        all.fold(Nature::primitive(), |all, next| all.and(&next))
    }
}

/// What is known of a value by the type of its parameter. What AWS assigns takes nothing but existing ids; names of
/// security groups and of key pairs are people's.
fn of_type(kind: &str) -> Nature {
    match kind {
        "Number" => Nature::number(Range::default()),
        "AWS::EC2::SecurityGroup::GroupName" | "AWS::EC2::KeyPair::KeyName" => Nature::primitive(),
        kind if kind.starts_with("AWS::") => Nature::from(Constant::Id),
        _ => Nature::primitive(),
    }
}

/// Bounds as whole numbers, none tighter than they are written.
fn range((least, most): (Option<f64>, Option<f64>)) -> Range {
    let whole = |bound: f64| (bound.abs() < 1e15).then_some(bound as i64);
    Range { least: least.map(f64::floor).and_then(whole), most: most.map(f64::ceil).and_then(whole) }
}

/// A pattern of Java's in our syntax; `None` where only Java understands it. Its classes know only ASCII, and where it
/// refuses more than ours (possessive repetitions, ends of lines), ours takes more.
///
/// <https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html>
fn rewritten(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..)?;
        rest = match letter {
            '\\' => escaped(after, &mut out)?,
            // `(?U)` makes classes know all of Unicode.
            '(' if flags(after).contains('U') => return None,
            // Between these, a class of ours takes something away.
            '~' => {
                out.push_str("\\~");
                after
            }
            '-' if after.starts_with('-') => return None,
            letter => {
                out.push(letter);
                after
            }
        };
    }
    Some(out)
}

/// The flags of a group that starts so.
fn flags(after: &str) -> &str {
    let inside = after.strip_prefix('?').unwrap_or_default();
    inside.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '-').next().unwrap_or_default()
}

/// What follows a backslash, put into our syntax; gives what comes after it.
fn escaped<'p>(rest: &'p str, out: &mut String) -> Option<&'p str> {
    let letter = rest.chars().next()?;
    let after = rest.get(letter.len_utf8()..)?;
    match letter {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => out.push_str("[\\t\\n\\x0B\\x0C\\r ]"),
        'S' => out.push_str("[^\\t\\n\\x0B\\x0C\\r ]"),
        'Q' => {
            let (quoted, after) = after.split_once("\\E").unwrap_or((after, ""));
            out.push_str(&regex::escape(quoted));
            return Some(after);
        }
        // Letters to us only where they are not escaped.
        '<' | '>' => out.push(letter),
        't' | 'n' | 'r' | 'f' | 'a' | 'x' | 'u' | 'A' | 'z' => out.extend(['\\', letter]),
        letter if letter.is_ascii_alphanumeric() => return None,
        letter => out.extend(['\\', letter]),
    }
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(pattern: &str, text: &str) -> Option<bool> {
        Some(Pattern::whole(&rewritten(pattern)?)?.matches(text))
    }

    #[test]
    fn reads_patterns_as_java_does() {
        assert_eq!(takes(r"\d{3}", "123"), Some(true));
        assert_eq!(takes(r"\d{3}", "\u{661}\u{662}\u{663}"), Some(false), "digits of other scripts");
        assert_eq!(takes(r"[\w.-]{1,900}", "a.b"), Some(true));
        assert_eq!(takes(r"[\w.-]{1,900}", "\u{e4}"), Some(false));
        assert_eq!(takes("a|b", "ab"), Some(false), "the whole value");
        assert_eq!(takes(r"\Qa.b\E+", "a.bb"), Some(true));
        assert_eq!(takes("[a-z&&[^b]]", "b"), Some(false));
        assert_eq!(takes("[a~]", "~"), Some(true));
        assert_eq!(takes(r"\<a\>", "<a>"), Some(true));
        for only_java in [r"(?=a)a", r"(a)\1", r"\p{IsLatin}", "(?U)\\w", "[a--b]", r"\h"] {
            assert_eq!(takes(only_java, "a"), None, "{only_java}");
        }
    }
}
