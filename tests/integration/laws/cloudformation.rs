//! Templates of CloudFormation: made, resolved, and made smaller.

#[cfg(test)]
mod generator;
#[cfg(test)]
mod resolution;
#[cfg(test)]
mod shrink;

use std::collections::BTreeMap;

use bucketlint::engine::{Input, Inputs};
use serde_json::{Value as Json, json};

use super::super::dice::Dice;
use super::Subject;
use super::verdicts::Verdicts;

/// A template, and the values that a deployment gives its parameters.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) body: Json,
    pub(super) values: BTreeMap<String, String>,
}

impl Template {
    /// The verdicts, with the values of those parameters that are given one.
    pub(super) fn verdicts(&self, given: impl Fn(&str) -> bool) -> Verdicts {
        let declared = |name: &str| self.body["Parameters"].get(name).is_some();
        let values = self.values.iter().filter(|(name, _)| declared(name) && given(name));
        let parameters = values.map(|(name, value)| Input::Value(name.clone(), value.clone())).collect();
        let text = serde_json::to_string_pretty(&self.body).expect("JSON");
        Verdicts::of([("template.json", text)], &Inputs { parameters, ..Inputs::default() })
    }

    /// The same without parameters, conditions and functions.
    pub(super) fn resolved(&self) -> Option<Template> {
        Some(Template { body: resolution::resolved(self)?, values: BTreeMap::new() })
    }

    /// The template with open conditions that bear on nothing: tags, rules, other resources.
    pub(super) fn with_noise(&self, dice: &mut Dice) -> Template {
        let mut noisy = self.clone();
        let count = 1 + dice.roll(12);
        let condition = |at: usize| format!("Noise{at}");
        let choice = |at: usize| json!({ "Fn::If": [condition(at), "x", "y"] });
        for at in 0..count {
            noisy.body["Parameters"][condition(at)] = json!({ "Type": "String" });
            noisy.body["Conditions"][condition(at)] = json!({ "Fn::Equals": [{ "Ref": condition(at) }, "x"] });
        }
        let tags: Json = (0..count).map(|at| json!({ "Key": format!("t{at}"), "Value": choice(at) })).collect();
        let rule = json!({ "Id": choice(0), "Status": "Enabled", "ExpirationInDays": { "Fn::If": [condition(count - 1), 1, 2] } });
        for (_, it) in noisy.body["Resources"].as_object_mut().expect("resources") {
            if it["Type"] == "AWS::S3::Bucket" {
                it["Properties"]["LifecycleConfiguration"] = json!({ "Rules": [rule] });
            }
            if it["Type"] != "AWS::S3::BucketPolicy" {
                it["Properties"]["Tags"] = tags.clone();
            }
        }
        noisy.body["Resources"]["NoiseBucket"] = json!({ "Type": "AWS::S3::Bucket", "Condition": condition(0) });
        noisy.body["Resources"]["NoiseKey"] =
            json!({ "Type": "AWS::KMS::Key", "Condition": condition(count - 1), "Properties": { "Tags": tags } });
        noisy
    }

    /// The template with a parameter in the place of a text, and what gives it the text.
    pub(super) fn with_parameter(&self, dice: &mut Dice) -> Option<Template> {
        let mut copy = self.clone();
        let mut texts = 0;
        literals(&mut copy.body["Resources"], &mut |_| texts += 1);
        let chosen = dice.roll(texts.max(1));
        let (mut seen, mut value) = (0, None);
        literals(&mut copy.body["Resources"], &mut |it| {
            if seen == chosen {
                value = it.as_str().map(str::to_owned);
                *it = json!({ "Ref": "Given" });
            }
            seen += 1;
        });
        let mut parameter = json!({ "Type": "String" });
        if dice.chance(50) {
            parameter["Default"] = json!(value?);
        } else {
            copy.values.insert("Given".to_owned(), value?);
        }
        copy.body["Parameters"]["Given"] = parameter;
        Some(copy)
    }
}

/// Shows every text below the properties of resources that a parameter can stand for.
fn literals(it: &mut Json, see: &mut dyn FnMut(&mut Json)) {
    let resources = it.as_object_mut().expect("resources");
    for properties in resources.values_mut().filter_map(|it| it.get_mut("Properties")) {
        below(properties, see);
    }
}

fn below(it: &mut Json, see: &mut dyn FnMut(&mut Json)) {
    match it {
        Json::String(_) => see(it),
        Json::Array(items) => items.iter_mut().for_each(|it| below(it, see)),
        Json::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("Fn::If", Json::Array(branches)) => branches.iter_mut().skip(1).for_each(|it| below(it, see)),
                    (name, value) if !name.starts_with("Fn::") && name != "Ref" => below(value, see),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

impl Subject for Template {
    fn generate(dice: &mut Dice) -> Self {
        generator::template(dice)
    }

    fn smaller(&self) -> Vec<Self> {
        shrink::smaller(self)
    }

    fn is_deployable(&self) -> bool {
        resolution::resolved(self).is_some()
    }

    fn shown(&self) -> String {
        let declared = |name: &str| self.body["Parameters"].get(name).is_some();
        let values = self.values.iter().filter(|(name, _)| declared(name));
        let values: String = values.map(|(name, value)| format!("--parameter '{name}={value}' ")).collect();
        format!("{}\n{values}\n", serde_json::to_string_pretty(&self.body).expect("JSON"))
    }
}
