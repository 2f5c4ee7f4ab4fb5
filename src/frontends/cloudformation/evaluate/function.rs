//! Which intrinsic function does what.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::unit::known_len;
use crate::value::{Elsewhere, Entry, Kind, NoText, Number, Symbol, Unknown, Value, encoded};

impl Evaluator<'_> {
    /// What a function comes to; the result stands where the function is written.
    pub(super) fn function(&self, name: &str, argument: &Value, span: Span) -> Value {
        match name {
            "Ref" => self.reference(argument, span),
            "Fn::GetAtt" => self.get_att(argument, span),
            "Fn::Sub" => self.sub(argument, span),
            "Fn::Join" => self.join(argument, span),
            "Fn::If" => self.choose(argument, span),
            "Fn::Select" => self.select(argument, span),
            "Fn::Split" => self.split(argument, span),
            "Fn::FindInMap" => self.find_in_map(argument, span),
            "Fn::Base64" => self.base64(argument, span),
            "Fn::Cidr" => self.cidr(argument, span),
            "Fn::GetAZs" => self.zones(argument, span),
            "Fn::ImportValue" => self.import(argument, span),
            "Fn::Length" => self.length(argument, span),
            "Fn::ToJsonString" => self.to_json_string(argument, span),
            "Fn::RefAll" if self.in_rule.get() => self.ref_all(argument, span),
            "Fn::ValueOf" | "Fn::ValueOfAll" if self.in_rule.get() => self.value_of(name, argument, span),
            "Fn::GetStackOutput" => self.undecided(name, span, Elsewhere::StackOutput),
            "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => {
                self.misused(name, span, "is a condition, which stands under `Conditions` alone")
            }
            _ => self.misused(name, span, "is not a function of CloudFormation"),
        }
    }

    /// The values of all parameters of a type, in a rule.
    fn ref_all(&self, argument: &Value, span: Span) -> Value {
        let Some(wanted) = argument.as_str() else {
            return self.misused("Fn::RefAll", span, "takes a type of parameters");
        };
        let is_of_type = |entry: &Entry| entry.value.get("Type").and_then(Value::as_str) == Some(wanted);
        let all = self.template.parameters.iter().filter(|(_, entry)| is_of_type(entry));
        Value::list(all.map(|(name, entry)| self.parameter(name, entry, span)).collect(), span)
    }

    /// An attribute of what a parameter names, in a rule: AWS knows it.
    fn value_of(&self, name: &str, argument: &Value, span: Span) -> Value {
        match arguments(argument) {
            [of, attribute] if of.as_str().is_some() && attribute.as_str().is_some() => {
                let symbols =
                    [self.own(of.as_str().unwrap_or_default()), Symbol::text(attribute.as_str().unwrap_or_default())];
                let reason = "is an attribute of what a parameter names, which AWS knows";
                self.undecided_as(name, Symbol::operation(name.to_owned(), symbols), span, reason)
            }
            _ => self.misused(name, span, "takes a parameter, or a type of parameters, and an attribute"),
        }
    }

    /// Tells of a function that the template may use only with `AWS::LanguageExtensions`.
    pub(super) fn needs_extensions(&self, what: &str, span: Span) {
        if !self.template.has_extensions {
            let message = format!("`{what}` needs the transform `AWS::LanguageExtensions`");
            let problem = Problem::at(ProblemKind::Invalid, span, message);
            self.tell(
                problem.help("it is read as if the template had it; without it CloudFormation rejects the template"),
            );
        }
    }

    fn to_json_string(&self, argument: &Value, span: Span) -> Value {
        self.needs_extensions("Fn::ToJsonString", span);
        let value = self.value(argument);
        match encoded(&value) {
            Err(NoText::TooLong) => return self.too_long(span),
            Ok(text) if !self.is_affordable(known_len(&text)) => return self.too_much(span),
            Ok(_) | Err(NoText::Open) => {}
        }
        Value::new(Kind::Json(Arc::new(value)), span)
    }

    fn length(&self, argument: &Value, span: Span) -> Value {
        self.needs_extensions("Fn::Length", span);
        let list = self.value(argument);
        self.distribute(span, &[list], true, &|list| match list.first().map(|value| &value.kind) {
            Some(Kind::List(list)) if list.rest.is_none() => {
                Value::new(Kind::Number(Number::from(list.items.len())), span)
            }
            Some(Kind::List(_) | Kind::Unknown(_)) => {
                self.undecided("Fn::Length", span, "counts a list that is not known")
            }
            _ => self.misused("Fn::Length", span, "takes a list"),
        })
    }

    /// The zones of a Region: some, in an order of their own.
    fn zones(&self, argument: &Value, span: Span) -> Value {
        if !arguments(argument).is_empty() {
            return self.misused("Fn::GetAZs", span, "takes the name of a Region");
        }
        let region = self.in_text(argument).symbol();
        let unknown = Unknown::new("Fn::GetAZs", span, "depends on the account and the Region");
        let rest = Arc::new(unknown.symbol(Symbol::operation("Fn::GetAZs", [region])));
        Value::new(Kind::List(crate::value::List { items: Vec::new(), rest: Some(rest) }), span)
    }
}
