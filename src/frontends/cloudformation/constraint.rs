//! What a parameter allows: the values that CloudFormation takes for it.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use regex::Regex;

use crate::finding::{Problem, ProblemKind};
use crate::value::{Kind, List, Value};

/// Whether a parameter of this type takes a list.
pub(super) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<")
}

/// What is wrong with the values that a parameter is given, each at the place of the value. What is not known may be
/// right.
pub(super) fn broken(name: &str, parameter: &Value, value: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let constraints = Constraints { name, parameter };
    constraints.hold(value, &mut problems);
    let description = parameter.get("ConstraintDescription").and_then(Value::as_str);
    let described = |problem: Problem| match description {
        Some(description) => problem.help(description),
        None => problem,
    };
    problems.into_iter().map(described).collect()
}

struct Constraints<'p> {
    name: &'p str,
    parameter: &'p Value,
}

impl Constraints<'_> {
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

    fn setting(&self, name: &str) -> Option<&Value> {
        self.parameter.get(name)
    }

    /// The value as reports show it, which do not show secrets.
    fn shown(&self, text: &str) -> String {
        match self.setting("NoEcho").and_then(Value::as_bool) {
            Some(true) => "the value".to_owned(),
            _ => format!("`{text}`"),
        }
    }

    /// The first constraint that a known value breaks, as the end of a sentence about the value.
    fn first_broken(&self, text: &str) -> Option<String> {
        let kind = self.setting("Type").and_then(Value::as_str).unwrap_or("String");
        // These name an entry of the Parameter Store, which holds the value.
        if kind.starts_with("AWS::SSM::") {
            return None;
        }
        if is_list(kind) {
            let mut parts = text.split(',').map(str::trim).filter(|_| !text.is_empty());
            return parts.find_map(|part| self.not_allowed(part).or_else(|| self.no_match(part)));
        }
        self.not_allowed(text).or_else(|| match kind {
            "Number" => self.outside("Value", text.trim().parse().ok()?),
            _ => self.no_match(text).or_else(|| self.outside("Length", text.chars().count() as f64)),
        })
    }

    fn not_allowed(&self, text: &str) -> Option<String> {
        let allowed = &self.setting("AllowedValues")?.as_list()?.items;
        let is_it = |value: &Value| value.to_text().as_ref().and_then(|it| it.as_str()) == Some(text);
        let is_open = |value: &Value| value.to_text().is_none_or(|it| it.as_str().is_none());
        let name = self.name;
        (!allowed.iter().any(|it| is_it(it) || is_open(it)))
            .then(|| format!("is not a value that the parameter `{name}` allows"))
    }

    /// A pattern of Java's that is none here decides nothing.
    fn no_match(&self, text: &str) -> Option<String> {
        let pattern = self.setting("AllowedPattern")?.as_str()?;
        let whole = Regex::new(&format!("^(?:{pattern})$")).ok()?;
        let name = self.name;
        (!whole.is_match(text)).then(|| format!("does not match `{pattern}`, the pattern of the parameter `{name}`"))
    }

    /// Whether a measure of the value is below `Min…` or above `Max…`.
    fn outside(&self, of: &str, measure: f64) -> Option<String> {
        let bound = |side: &str| -> Option<f64> {
            self.setting(&format!("{side}{of}"))?.to_text()?.as_str()?.trim().parse().ok()
        };
        let (side, bound) = match (bound("Min"), bound("Max")) {
            (Some(least), _) if measure < least => ("Min", least),
            (_, Some(most)) if measure > most => ("Max", most),
            _ => return None,
        };
        Some(format!("breaks `{side}{of}: {bound}` of the parameter `{}`", self.name))
    }
}
