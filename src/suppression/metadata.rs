//! What the metadata of a template says to other tools: in JSON, and in YAML by its lines.

use std::ops::Range;

use super::comment::{Comment, Line};
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
pub(super) fn of_json(metadata: &Value, extent: &Range<usize>, tools: &[Tool], found: &mut Vec<Comment>) {
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

/// A line of YAML: its indentation, what stands on it, and where.
struct Written<'t> {
    at: usize,
    depth: usize,
    text: &'t str,
    start: usize,
}

/// The same of YAML. `opened` is what begins on each line.
pub(super) fn of_yaml(text: &str, lines: &[Line], opened: &[Option<Range<usize>>], tools: &[Tool]) -> Vec<Comment> {
    let written: Vec<_> = lines.iter().enumerate().filter_map(|(at, line)| written(text, at, line)).collect();
    let mut found = Vec::new();
    for (at, line) in written.iter().enumerate().filter(|(_, line)| line.text == "Metadata:") {
        let around = written.get(..at).unwrap_or_default().iter().rev().find(|it| it.depth < line.depth);
        let extent = match around {
            Some(around) => opened.get(around.at).cloned().flatten().unwrap_or_default(),
            None => 0..text.len(),
        };
        let inside = below(&written, at);
        for (tool, key, list) in LISTS.iter().filter(|(tool, ..)| tools.contains(tool)) {
            let is_tool = |it: &Written<'_>| it.text.strip_suffix(':').map(unquoted) == Some(*key);
            let Some(tool_at) = inside.iter().position(is_tool) else { continue };
            let of_tool = below(inside, tool_at);
            let starts = |it: &Written<'_>| it.text.split_once(':').is_some_and(|(key, _)| unquoted(key) == *list);
            let Some(list_at) = of_tool.iter().position(starts) else { continue };
            let inline = of_tool.get(list_at).and_then(|it| it.text.split_once(':'));
            for (given, place) in inline.map_or_else(Vec::new, |(_, inline)| flow_list(inline, of_tool.get(list_at))) {
                found.push(of(*tool, (given, ""), place, &extent));
            }
            let given = items(below(of_tool, list_at));
            found.extend(given.into_iter().map(|(id, why, place)| of(*tool, (id, &why), place, &extent)));
        }
    }
    found
}

fn written<'t>(text: &'t str, at: usize, line: &Line) -> Option<Written<'t>> {
    let start = line.code?;
    let whole = text.get(start..)?.lines().next()?;
    let code = whole.split(" #").next().unwrap_or(whole).trim_end();
    Some(Written { at, depth: line.depth, text: code, start })
}

/// The lines that stand deeper than one, and items of a list that stand as deep.
fn below<'w, 't>(written: &'w [Written<'t>], at: usize) -> &'w [Written<'t>] {
    let rest = written.get(at + 1..).unwrap_or_default();
    let depth = written.get(at).map_or(0, |it| it.depth);
    let is_below = |it: &Written<'_>| it.depth > depth || it.depth == depth && it.text.starts_with('-');
    let end = rest.iter().position(|it| !is_below(it)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// `[A, B]` behind a key.
fn flow_list(inline: &str, line: Option<&Written<'_>>) -> Vec<(String, Range<usize>)> {
    let place = line.map_or(0..0, |it| it.start..it.start + it.text.len());
    let items = inline.trim().strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let names = items.into_iter().flat_map(|items| items.split(','));
    let names =
        names.map(|name| unquoted(name.trim()).to_owned()).filter(|name| !name.is_empty() && !name.contains('{'));
    names.map(|name| (name, place.clone())).collect()
}

type Item = (String, String, Range<usize>);

/// The items of a list: texts, or maps of which `id` names the check. What counts for a part only is left out.
fn items(lines: &[Written<'_>]) -> Vec<Item> {
    let mut found: Vec<Vec<&Written<'_>>> = Vec::new();
    let depth = lines.first().map_or(0, |it| it.depth);
    for line in lines {
        if line.depth == depth && line.text.starts_with('-') {
            found.push(Vec::new());
        }
        found.last_mut().into_iter().for_each(|item| item.push(line));
    }
    found.iter().filter_map(|item| one(item)).collect()
}

fn one(lines: &[&Written<'_>]) -> Option<Item> {
    let (first, last) = (lines.first()?, lines.last()?);
    let place = first.start..last.start + last.text.len();
    let (mut id, mut why, mut is_whole) = (None, String::new(), true);
    let head = first.text.strip_prefix('-')?.trim_start();
    let flow = head.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let pairs: Vec<&str> = match flow {
        Some(flow) => flow.split(',').collect(),
        None => std::iter::once(head).chain(lines.iter().skip(1).map(|it| it.text)).collect(),
    };
    for pair in pairs {
        match pair.split_once(':').map(|(key, value)| (unquoted(key.trim()), unquoted(value.trim()))) {
            Some(("id", value)) => id = Some(value.to_owned()),
            Some(("reason" | "comment", value)) => value.clone_into(&mut why),
            Some(("applies_to" | "appliesTo", _)) => is_whole = false,
            _ => {}
        }
    }
    if flow.is_none() && !head.contains(':') {
        id = Some(unquoted(head).to_owned());
    }
    Some((id.filter(|_| is_whole)?, why, place))
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\''])
}
