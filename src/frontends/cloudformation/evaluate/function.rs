//! Intrinsic functions other than references.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use std::sync::Arc;

use super::{Decision, Evaluator};
use crate::source::Span;
use crate::value::{Kind, Lookup, Text, Unknown, Value};

impl Evaluator<'_> {
    /// What a function comes to; the result stands where the function is written.
    pub(super) fn function(&self, name: &str, argument: &Value, span: Span) -> Value {
        match name {
            "Ref" => self.reference(argument, span),
            "Fn::GetAtt" => self.get_att(argument, span),
            "Fn::Sub" => self.sub(argument, span),
            "Fn::Join" => self.join(argument, span),
            "Fn::If" => self.choose(argument, span),
            "Fn::Select" => self.pick(argument, span),
            "Fn::Split" => self.split(argument, span),
            "Fn::FindInMap" => self.find_in_map(argument, span),
            "Fn::ToJsonString" => Value::new(Kind::Json(Arc::new(self.value(argument))), span),
            "Fn::ImportValue" => self.undecided(name, span, "is exported by another stack"),
            "Fn::GetAZs" => self.undecided(name, span, "depends on the Region"),
            _ => self.undecided(name, span, "is not evaluated yet"),
        }
    }

    /// An unknown for a function that the template does not decide.
    pub(super) fn undecided(&self, function: &str, span: Span, reason: &str) -> Value {
        Value::unknown(Unknown::new(function, span, reason).symbol(self.place(function, span)), span)
    }

    fn choose(&self, argument: &Value, span: Span) -> Value {
        let parts = argument.as_list().map(|list| list.items.as_slice());
        let Some([condition, when_true, when_false]) = parts else {
            return self.undecided("Fn::If", span, "needs a condition and two values");
        };
        let mut value = match self.named_condition(condition) {
            Decision::Known(true) => self.value(when_true),
            Decision::Known(false) => self.value(when_false),
            Decision::Open { condition, wanted } => {
                let (when_true, when_false) = (self.value(when_true), self.value(when_false));
                let (when_true, when_false) = if wanted { (when_true, when_false) } else { (when_false, when_true) };
                Value::choice(condition, when_true, when_false)
            }
        };
        if matches!(value.kind, Kind::Choice(_)) {
            value.origin.span = span;
        }
        value
    }

    fn pick(&self, argument: &Value, span: Span) -> Value {
        let parts = argument.as_list().map(|list| list.items.as_slice());
        let Some([index, list]) = parts else { return self.undecided("Fn::Select", span, "needs an index and a list") };
        let index = self.value(index).to_text().and_then(|text| text.as_str()?.parse::<usize>().ok());
        let list = self.value(list);
        let (Some(index), Some(list)) = (index, list.as_list()) else {
            return self.undecided("Fn::Select", span, "selects from what is not known");
        };
        match (list.items.get(index), &list.rest) {
            (Some(item), _) => item.clone().used_at(span, format!("item {index}")),
            (None, Some(unknown)) => Value::new(Kind::Unknown(Arc::clone(unknown)), span),
            (None, None) => self.undecided("Fn::Select", span, "selects an item that is not there"),
        }
    }

    fn split(&self, argument: &Value, span: Span) -> Value {
        let parts = argument.as_list().map(|list| list.items.as_slice());
        let Some([delimiter, text]) = parts else {
            return self.undecided("Fn::Split", span, "needs a delimiter and a text");
        };
        let (delimiter, text) = (self.value(delimiter), self.value(text));
        match (delimiter.as_str(), text.as_str()) {
            (Some(delimiter), Some(known)) if !delimiter.is_empty() => {
                Value::list(known.split(delimiter).map(|part| Value::string(part, span)).collect(), span)
            }
            _ => self.undecided("Fn::Split", span, "splits what is not known"),
        }
    }

    fn find_in_map(&self, argument: &Value, span: Span) -> Value {
        let parts = argument.as_list().map(|list| list.items.as_slice()).unwrap_or_default();
        let keys: Vec<_> = parts.iter().take(3).map(|part| self.value(part)).collect();
        let default = || parts.get(3).and_then(|options| options.get("DefaultValue")).map(|value| self.value(value));
        let [map, first, second] = keys.as_slice() else {
            return self.undecided("Fn::FindInMap", span, "needs a map and two keys");
        };
        let text = |value: &Value| value.to_text().and_then(|text: Text| text.as_str().map(str::to_owned));
        let (Some(map), Some(first), Some(second)) = (text(map), text(first), text(second)) else {
            return self.undecided("Fn::FindInMap", span, "looks up what is not known");
        };
        let found = self.template.mappings.get(map.as_str()).map(|entry| entry.value.at(&[&first, &second]));
        match found {
            Some(Lookup::Set(value)) => {
                value.clone().used_at(span, format!("`{second}` of `{first}` in the mapping `{map}`"))
            }
            _ => default().unwrap_or_else(|| self.undecided("Fn::FindInMap", span, "finds no such entry")),
        }
    }
}
