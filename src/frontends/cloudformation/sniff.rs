//! Whether a file is a template, without reading all of it as YAML or JSON.
//!
//! A repository holds many YAML and JSON files that are none of ours. A file is a template where its top level says so:
//! a template version, a transform beside resources, or resources with a type of AWS.

use crate::frontends::json_keys::json_keys;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A CloudFormation template.
    Template,
    /// The JSON form of a Terraform plan.
    TerraformPlan,
    /// Something else.
    Other,
}

/// Looks at the keys of the top level, and at the text for types of AWS.
pub(super) fn sniff(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with('{');
    // A key stands in the text by its letters, which are found faster than keys; most files say early what they are.
    let has = |key: &str| {
        let is_it = |found: &str| found == key;
        text.contains(key) && if is_json { json_keys(text).any(is_it) } else { yaml_keys(text).any(is_it) }
    };
    if is_json && (has("planned_values") || has("resource_changes")) {
        return Kind::TerraformPlan;
    }
    let typed = || ["AWS::", "Custom::", "Alexa::"].iter().any(|prefix| text.contains(prefix));
    // CodeDeploy's AppSpec has resources too, as a list, and a version.
    let says_so = || has("Transform") || (typed() && !has("version"));
    let is_template = has("AWSTemplateFormatVersion") || (has("Resources") && says_so());
    if is_template { Kind::Template } else { Kind::Other }
}

/// Keys of the top level of YAML, which may be indented as a whole.
fn yaml_keys(text: &str) -> impl Iterator<Item = &str> {
    let is_content = |line: &&str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with(['#', '%']) && !line.starts_with("---")
    };
    let first = text.lines().find(is_content).unwrap_or_default();
    let indent = first.get(..first.len() - first.trim_start().len()).unwrap_or_default();
    let keys = text.lines().filter_map(move |line| line.strip_prefix(indent)?.split_once(':'));
    let keys = keys.map(|(key, _)| key.trim_matches(['"', '\'']));
    let is_word =
        move |key: &&str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    keys.filter(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_templates_from_their_neighbours() {
        for (text, kind) in [
            ("AWSTemplateFormatVersion: '2010-09-09'\n", Kind::Template),
            ("Resources:\n  B:\n    Type: AWS::S3::Bucket\n", Kind::Template),
            ("Transform: AWS::Serverless-2016-10-31\nResources: {}\n", Kind::Template),
            ("{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\"}}}", Kind::Template),
            ("apiVersion: v1\nkind: Pod\nspec:\n  Resources: AWS::none\n", Kind::Other),
            ("on: push\njobs: {}\n", Kind::Other),
            ("{\"name\": \"x\", \"nested\": {\"Resources\": \"AWS::S3::Bucket\"}}", Kind::Other),
            ("# one\n---\n  Resources:\n    B:\n      Type: AWS::S3::Bucket\n", Kind::Template),
            ("  jobs:\n    Resources:\n      Type: AWS::S3::Bucket\n", Kind::Other),
            ("Resources:\n  - cpu\n", Kind::Other),
            ("version: 0.0\nResources:\n  - Service:\n      Type: AWS::ECS::Service\n", Kind::Other),
            ("{\"planned_values\": {}, \"Resources\": \"AWS::\"}", Kind::TerraformPlan),
            ("planned_values: AWS::\n", Kind::Other),
            ("", Kind::Other),
        ] {
            assert_eq!(sniff(text), kind, "{text}");
        }
    }
}
