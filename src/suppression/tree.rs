//! Suppressions that are data: `"//": "bucketlint: …"` in an object, as Terraform's JSON has it, and the metadata of
//! templates in JSON and YAML.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties>

use std::ops::Range;

use super::comment::Comment;
use super::directive::{Directive, Fault, checked, read, spoken};
use super::metadata;
use crate::config::Tool;
use crate::frontends::cloudformation::read_yaml;
use crate::source::FileId;
use crate::value::{Kind, Map, Value, parse_json};

/// The suppressions of a text; none where it is no JSON, which others tell.
pub(super) fn of_json(file: FileId, text: &str, tools: &[Tool]) -> Vec<Comment> {
    let mut found = Vec::new();
    if let Ok(file) = parse_json(file, text) {
        walk(&file.root, file.root.span().range(), tools, &mut found);
    }
    found
}

/// The same of YAML, as templates are read.
pub(super) fn of_yaml(file: FileId, text: &str, tools: &[Tool]) -> Vec<Comment> {
    let mut found = Vec::new();
    if let Some(root) = read_yaml(file, text) {
        // What stands beside the sections counts for the whole file, with what is above them.
        walk(&root, 0..text.len(), tools, &mut found);
    }
    found
}

/// Adds what a value says, which takes an extent with its key.
fn walk(value: &Value, extent: Range<usize>, tools: &[Tool], found: &mut Vec<Comment>) {
    match &value.kind {
        Kind::Map(map) => {
            found.extend(map.get("//").and_then(|said| commented(said, &extent)));
            let entries = map.get("Metadata").and_then(|it| it.get("bucketlint")?.get("ignore"));
            let entries = entries.and_then(Value::as_list).map(|list| &list.items).into_iter().flatten();
            found.extend(entries.map(|entry| listed(entry, &extent)));
            if let Some(metadata) = map.get("Metadata").filter(|_| !tools.is_empty()) {
                metadata::said(metadata, &extent, tools, found);
            }
            for (_, entry) in map.iter() {
                let extent = entry.key_span.range().start..entry.value.span().range().end;
                walk(&entry.value, extent, tools, found);
            }
        }
        Kind::List(list) => list.items.iter().for_each(|value| walk(value, value.span().range(), tools, found)),
        _ => {}
    }
}

fn commented(said: &Value, extent: &Range<usize>) -> Option<Comment> {
    let text = said.as_str()?;
    let directive = read(text.get(spoken(text)?)?);
    Some(Comment { place: said.span().range(), extent: extent.clone(), said: directive, tool: None })
}

/// `{"rules": ["S3.5"], "reason": "…", "until": "2027-01-31"}`.
fn listed(entry: &Value, extent: &Range<usize>) -> Comment {
    let said = entry.as_map().ok_or_else(not_an_entry).and_then(of_entry);
    Comment { place: entry.span().range(), extent: extent.clone(), said, tool: None }
}

fn of_entry(map: &Map) -> Result<Directive, Fault> {
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    if map.keys().any(|key| !["rules", "reason", "until"].contains(&key.as_ref())) {
        return Err(not_an_entry());
    }
    let rules = map.get("rules").and_then(Value::as_list).map(|list| &list.items).into_iter().flatten();
    let rules = rules.map(|rule| rule.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(not_an_entry)?;
    checked(Directive { rules, until: text("until"), reason: text("reason").unwrap_or_default() })
}

fn not_an_entry() -> Fault {
    Fault {
        message: "this is no entry of `ignore`".to_owned(),
        help: "write `{\"rules\": [\"RULE\"], \"reason\": \"…\"}`, with `\"until\": \"YYYY-MM-DD\"` where it ends",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn counts_for_the_object_that_says_it() {
        let text = r#"{"Resources": {"A": {"Metadata": {"bucketlint": {"ignore": [
            {"rules": ["S3.5"], "reason": "why", "until": "2027-01-31"}, {"rules": "S3.5"}, {"rules": []}, 1]}}},
            "B": {"//": "bucketlint: ignore[a] -- b"}, "//": "a remark"}}"#;
        let found = of_json(Sources::default().note(String::new(), text), text, &[]);
        let shown: Vec<_> =
            found.iter().map(|it| (text.get(it.extent.start..it.extent.start + 3).unwrap(), it.said.is_ok())).collect();
        assert_eq!(shown, [("\"A\"", true), ("\"A\"", false), ("\"A\"", false), ("\"A\"", false), ("\"B\"", true)]);
    }
}
