//! Whether a file is a template, without reading all of it as YAML or JSON.
//!
//! A repository holds many YAML and JSON files that are none of ours. A file is a template where its top level says so: a
//! template version, a transform beside resources, or resources with a type of AWS.

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
    let keys = if text.trim_start().starts_with('{') { json_keys(text) } else { yaml_keys(text) };
    let has = |key: &str| keys.contains(&key);
    if has("planned_values") || has("resource_changes") {
        return Kind::TerraformPlan;
    }
    let typed = ["AWS::", "Custom::", "Alexa::"].iter().any(|prefix| text.contains(prefix));
    let is_template = has("AWSTemplateFormatVersion") || (has("Resources") && (has("Transform") || typed));
    if is_template { Kind::Template } else { Kind::Other }
}

/// Keys that start a line of YAML.
fn yaml_keys(text: &str) -> Vec<&str> {
    let key = |line| {
        let (key, _) = str::split_once(line, ':')?;
        let key = key.trim_matches(['"', '\'']);
        let is_word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_word.then_some(key)
    };
    text.lines().filter_map(key).collect()
}

/// Keys of the outermost object of JSON: strings at depth one that a colon follows.
fn json_keys(text: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let (mut depth, mut start, mut escaped) = (0_usize, None, false);
    let mut last = None;
    for (at, byte) in text.bytes().enumerate() {
        match (start, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                last = text.get(from..at);
                start = None;
            }
            (Some(_), _) => {}
            (None, b'"') => start = Some(at + 1),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => depth = depth.saturating_sub(1),
            (None, b':') if depth == 1 => keys.extend(last.take()),
            (None, _) => {}
        }
    }
    keys
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
            ("Resources:\n  - cpu\n", Kind::Other),
            ("{\"planned_values\": {}, \"Resources\": \"AWS::\"}", Kind::TerraformPlan),
            ("", Kind::Other),
        ] {
            assert_eq!(sniff(text), kind, "{text}");
        }
    }
}
