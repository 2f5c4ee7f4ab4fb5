//! What CloudFormation makes of a template whose every parameter has a value.
//!
//! Written after its documentation and sharing nothing with the front end that it is held against. `None` is what the
//! service refuses, and what is not modelled.

use serde_json::{Map, Value as Json};

use super::Template;

/// The template without parameters, conditions and functions; what references resources is left as it stands.
pub(super) fn resolved(template: &Template) -> Option<Json> {
    let context = Context { template };
    context.allows()?;
    let mut resources = Map::new();
    for (name, it) in template.body["Resources"].as_object()? {
        let is_there = it.get("Condition").map_or(Some(true), |name| context.condition(name.as_str()?))?;
        if is_there {
            let mut it = it.clone();
            it.as_object_mut()?.remove("Condition");
            if let Some(properties) = it.get_mut("Properties") {
                *properties = context.value(properties)??;
            }
            resources.insert(name.clone(), it);
        }
    }
    let all = Json::Object(resources);
    references_are_there(&all, &all)?;
    (!all.as_object()?.is_empty()).then(|| serde_json::json!({ "Resources": all }))
}

/// Whether every resource that is referenced is there.
fn references_are_there(it: &Json, resources: &Json) -> Option<()> {
    match it {
        Json::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            let target = match name.as_str() {
                "Ref" => value.as_str(),
                "Fn::GetAtt" => value.get(0).and_then(Json::as_str),
                _ => None,
            };
            target.is_none_or(|it| resources.get(it).is_some()).then_some(())?;
            references_are_there(value, resources)
        }),
        Json::Array(items) => items.iter().try_for_each(|it| references_are_there(it, resources)),
        _ => Some(()),
    }
}

struct Context<'t> {
    template: &'t Template,
}

impl Context<'_> {
    /// Whether the rules of the template and the parameters' own let the values through.
    fn allows(&self) -> Option<()> {
        for (name, it) in self.template.body["Parameters"].as_object()? {
            let value = self.parameter(name)?;
            let allowed = it
                .get("AllowedValues")
                .is_none_or(|all| all.as_array().is_some_and(|all| all.contains(&Json::String(value.clone()))));
            let pattern = it.get("AllowedPattern").and_then(Json::as_str);
            let matches =
                pattern.is_none_or(|it| regex::Regex::new(&format!("^(?:{it})$")).expect("a pattern").is_match(&value));
            let length = it.get("MinLength").and_then(Json::as_u64).unwrap_or(0);
            let least = it.get("MinValue").and_then(Json::as_i64).unwrap_or(i64::MIN);
            let enough = it["Type"] != "Number" || value.parse::<i64>().is_ok_and(|value| value >= least);
            (allowed && matches && enough && value.len() as u64 >= length).then_some(())?;
        }
        for rule in self.template.body["Rules"].as_object().into_iter().flat_map(Map::values) {
            if rule.get("RuleCondition").map_or(Some(true), |it| self.truth(it))? {
                for it in rule["Assertions"].as_array()? {
                    self.truth(&it["Assert"])?.then_some(())?;
                }
            }
        }
        Some(())
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let declared = self.template.body["Parameters"].get(name)?;
        let given = self.template.values.get(name).cloned();
        given.or_else(|| declared.get("Default").and_then(Json::as_str).map(str::to_owned))
    }

    fn condition(&self, name: &str) -> Option<bool> {
        self.truth(self.template.body["Conditions"].get(name)?)
    }

    fn truth(&self, it: &Json) -> Option<bool> {
        let (name, of) = it.as_object()?.iter().next()?;
        let all = |of: &Json| of.as_array()?.iter().map(|it| self.truth(it)).collect::<Option<Vec<_>>>();
        Some(match name.as_str() {
            "Condition" => self.condition(of.as_str()?)?,
            "Fn::Not" => !self.truth(of.get(0)?)?,
            "Fn::And" => all(of)?.into_iter().all(|it| it),
            "Fn::Or" => all(of)?.into_iter().any(|it| it),
            "Fn::Equals" => self.text(of.get(0)?)? == self.text(of.get(1)?)?,
            "Fn::Contains" => {
                let item = self.text(of.get(1)?)?;
                self.value(of.get(0)?)??.as_array()?.iter().any(|it| it.as_str() == Some(&item))
            }
            _ => return None,
        })
    }

    fn text(&self, it: &Json) -> Option<String> {
        match self.value(it)?? {
            Json::String(it) => Some(it),
            Json::Bool(it) => Some(it.to_string()),
            Json::Number(it) => Some(it.to_string()),
            _ => None,
        }
    }

    /// A value; `Some(None)` where it is not set.
    fn value(&self, it: &Json) -> Option<Option<Json>> {
        Some(Some(match it {
            Json::Array(items) => {
                let items: Vec<_> = items.iter().map(|it| self.value(it)).collect::<Option<_>>()?;
                items.into_iter().flatten().collect()
            }
            Json::Object(fields) => match fields.iter().next() {
                Some((name, of)) if name == "Ref" || name.starts_with("Fn::") => return self.function(name, of, it),
                _ => {
                    let field = |(name, it): (&String, &Json)| Some((name.clone(), self.value(it)?));
                    let fields: Vec<_> = fields.iter().map(field).collect::<Option<_>>()?;
                    Json::Object(fields.into_iter().filter_map(|(name, it)| Some((name, it?))).collect())
                }
            },
            plain => plain.clone(),
        }))
    }

    fn function(&self, name: &str, of: &Json, whole: &Json) -> Option<Option<Json>> {
        let list = |it: &Json| self.value(it)??.as_array().cloned();
        let texts = |it: &Json| list(it)?.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
        Some(Some(match (name, of) {
            ("Ref", Json::String(name)) if name == "AWS::NoValue" => return Some(None),
            ("Ref", Json::String(name)) => match self.template.body["Parameters"].get(name) {
                None => whole.clone(),
                Some(it) if it["Type"] == "CommaDelimitedList" => {
                    self.parameter(name)?.split(',').map(|it| Json::from(it.trim())).collect()
                }
                Some(_) => Json::String(self.parameter(name)?),
            },
            ("Fn::GetAtt", _) => whole.clone(),
            ("Fn::If", Json::Array(all)) => {
                let branch = if self.condition(all.first()?.as_str()?)? { 1 } else { 2 };
                return self.value(all.get(branch)?);
            }
            ("Fn::FindInMap", Json::Array(keys)) => {
                let keys: Vec<_> = keys.iter().map(|it| self.text(it)).collect::<Option<_>>()?;
                keys.iter().try_fold(&self.template.body["Mappings"], |it, key| it.get(key))?.clone()
            }
            ("Fn::Join", Json::Array(both)) => Json::String(texts(both.get(1)?)?.join(both.first()?.as_str()?)),
            ("Fn::Split", Json::Array(both)) => {
                self.text(both.get(1)?)?.split(both.first()?.as_str()?).map(Json::from).collect()
            }
            ("Fn::Select", Json::Array(both)) => {
                let at: usize = self.text(both.first()?)?.parse().ok()?;
                list(both.get(1)?)?.get(at)?.clone()
            }
            ("Fn::Sub", Json::String(text)) => return self.substituted(text),
            _ => return None,
        }))
    }

    /// A text with the values of parameters in it; the ARN of a resource stays a function.
    fn substituted(&self, text: &str) -> Option<Option<Json>> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            out.push_str(before);
            match self.parameter(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&format!("${{{name}}}")),
            }
            rest = after;
        }
        out.push_str(rest);
        Some(Some(if out.contains("${") { serde_json::json!({ "Fn::Sub": out }) } else { Json::String(out) }))
    }
}
