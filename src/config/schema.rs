//! The JSON Schema of the file, by which editors complete and check it.

use serde_json::{Map, Value, json};

use super::keys::{KEYS, KEYS_OF_RULE, Key, Takes};

/// Where the schema is found.
const ID: &str = "https://raw.githubusercontent.com/bucketlint/bucketlint/main/docs/bucketlint.schema.json";

/// The schema, as JSON Schema 2020-12.
pub fn schema() -> Value {
    let mut schema = table(&KEYS);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "bucketlint.toml",
        "description": "What a repository decides about its analysis by bucketlint.",
    });
    if let (Value::Object(schema), Value::Object(mut head)) = (&mut schema, head) {
        head.append(schema);
        return Value::Object(head);
    }
    schema
}

/// A table of these keys and no others.
fn table(keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut taken = taken(key.takes);
        if let Value::Object(taken) = &mut taken {
            taken.insert("description".to_owned(), key.about.into());
        }
        (key.name.to_owned(), taken)
    };
    let properties: Map<_, _> = keys.iter().map(property).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn taken(takes: Takes) -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    match takes {
        Takes::Boolean => json!({ "type": "boolean" }),
        Takes::Text => text(),
        Takes::Day => json!({ "type": "string", "format": "date" }),
        Takes::Word(words) => json!({ "enum": words() }),
        Takes::Texts => texts(),
        Takes::Words(words) => json!({ "type": "array", "items": { "enum": words() } }),
        Takes::TextOrTexts => json!({ "anyOf": [text(), texts()] }),
        Takes::TextByName => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Takes::Values => json!({ "type": "object" }),
        Takes::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
        Takes::RulesByName => json!({ "type": "object", "additionalProperties": rule() }),
        Takes::Rules => {
            let by_name = json!({
                "type": "object",
                "properties": { "folders": texts() },
                "additionalProperties": rule(),
            });
            json!({ "anyOf": [texts(), by_name] })
        }
    }
}

/// A rule: its switches, and parameters of any name.
fn rule() -> Value {
    let parameter = json!({ "type": ["string", "boolean", "integer", "array"], "items": { "type": "string" } });
    let mut rule = table(&KEYS_OF_RULE);
    if let Value::Object(rule) = &mut rule {
        rule.insert("additionalProperties".to_owned(), parameter);
    }
    rule
}
