//! What the metadata of a template says to other tools.

use std::ops::Range;

use super::comment::Comment;
use super::directive::Directive;
use super::foreign::reason;
use crate::config::Tool;
use crate::value::{Kind, Map, Value};

/// The key of a tool in metadata, and that of its list.
const LISTS: [(Tool, &str, &str); 4] = [
    (Tool::Checkov, "checkov", "skip"),
    (Tool::CfnNag, "cfn_nag", "rules_to_suppress"),
    (Tool::CdkNag, "cdk_nag", "rules_to_suppress"),
    (Tool::Guard, "guard", "SuppressedRules"),
];

fn of(tool: Tool, (id, given): (String, &str), place: Range<usize>, extent: &Range<usize>) -> Comment {
    let said = Directive { rules: vec![id], until: None, reason: reason(given, tool) };
    Comment { place, extent: extent.clone(), said: Ok(said), tool: Some(tool) }
}

/// What metadata says to these tools, which counts for an extent.
pub(super) fn said(metadata: &Value, extent: &Range<usize>, tools: &[Tool], found: &mut Vec<Comment>) {
    for (tool, key, list) in LISTS.iter().filter(|(tool, ..)| tools.contains(tool)) {
        let Some(said) = metadata.get(key).and_then(|it| it.get(list)) else { continue };
        match &said.kind {
            Kind::List(list) => {
                for item in &list.items {
                    let given = item.as_map().map(entry).or_else(|| Some(Some((item.as_str()?.to_owned(), ""))));
                    if let Some(Some(given)) = given {
                        found.push(of(*tool, given, item.span().range(), extent));
                    }
                }
            }
            Kind::Map(map) => {
                let each = map.iter().map(|(id, entry)| (id.to_string(), &entry.value));
                found.extend(
                    each.map(|(id, why)| of(*tool, (id, why.as_str().unwrap_or_default()), why.span().range(), extent)),
                );
            }
            _ => {}
        }
    }
}

/// The check of an entry and why; `None` where it counts for a part only.
fn entry(map: &Map) -> Option<(String, &str)> {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let is_whole = !["applies_to", "appliesTo"].iter().any(|key| map.get(key).is_some());
    let why = text("reason").or_else(|| text("comment")).unwrap_or_default();
    Some((text("id")?.to_owned(), why)).filter(|_| is_whole)
}
