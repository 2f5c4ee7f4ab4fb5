//! Suppressions of other tools, written anew as suppressions of this program.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::comment::{Comment, Placed, Scanned, foreign_placed};
use super::directive::Directive;
use super::foreign::{self, Counts, Foreign};
use super::scan::{Language, is_resource, language};
use super::{hcl, tree, yaml};
use crate::config::Tool;
use crate::finding::{RuleInfo, listed};
use crate::source::FileId;

/// A file after its suppressions were written anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The text; nothing but the suppressions has changed.
    pub text: String,
    /// How many comments were written anew.
    pub rewritten: usize,
    /// What stays as it is.
    pub left: Vec<Left>,
}

/// A suppression of another tool that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Where it begins.
    pub byte: usize,
    /// The tool, its checks, and why it stays.
    pub why: String,
}

/// Writes the suppressions of these tools anew, as far as rules that are known ask what their checks ask.
pub fn migrate((file, name): (FileId, &str), text: &str, tools: &[Tool], known: &[Arc<RuleInfo>]) -> Migrated {
    let mut migrated = Migrated { text: text.to_owned(), ..Migrated::default() };
    if !foreign::mentions(text, tools) {
        return migrated;
    }
    let (scanned, placed) = match language(name, text) {
        Language::Json => {
            let said = tree::of_json(file, text, tools).into_iter().filter(|it| it.tool.is_some());
            migrated.left = said.filter_map(|it| in_metadata(&it)).collect();
            return migrated;
        }
        Language::Hcl => {
            let scanned = hcl::scan(text);
            let placed = foreign_placed(text, &scanned, tools, |depth| depth == 0);
            (scanned, placed)
        }
        Language::Yaml => {
            let scanned = yaml::scan(text);
            let placed = foreign_placed(text, &scanned, tools, is_resource(&scanned));
            migrated.left = tree::of_yaml(file, text, tools).iter().filter_map(in_metadata).collect();
            (scanned, placed)
        }
    };
    let mut by_comment: BTreeMap<usize, Vec<Placed>> = BTreeMap::new();
    placed.into_iter().for_each(|it| by_comment.entry(it.comment.start).or_default().push(it));
    let mut edits = Vec::new();
    for said in by_comment.values() {
        let one = Rewriting { text, scanned: &scanned, known, said };
        match one.edits() {
            Ok((mut own, unknown)) => {
                migrated.rewritten += usize::from(!own.is_empty());
                edits.append(&mut own);
                migrated.left.extend(unknown.map(|why| Left { byte: one.byte(), why }));
            }
            Err(why) => migrated.left.push(Left { byte: one.byte(), why: one.stays(why) }),
        }
    }
    migrated.text = edited(text, edits);
    migrated.left.sort_by_key(|left| left.byte);
    migrated
}

fn in_metadata(it: &Comment) -> Option<Left> {
    let (tool, Ok(Directive { rules, .. })) = (it.tool?, &it.said) else { return None };
    let why = format!("{} {}: metadata stays; `honor_suppressions` lets it count", tool.as_str(), listed(rules));
    Some(Left { byte: it.place.start, why })
}

type Edit = (Range<usize>, String);

/// The text after some edits, of which none lies in another.
fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for (place, new) in edits {
        out.push_str(text.get(done..place.start).unwrap_or_default());
        out.push_str(&new);
        done = place.end.max(done);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// A comment that says something to other tools.
struct Rewriting<'r> {
    text: &'r str,
    scanned: &'r Scanned,
    known: &'r [Arc<RuleInfo>],
    said: &'r [Placed],
}

impl Rewriting<'_> {
    fn byte(&self) -> usize {
        self.said.first().map_or(0, |it| it.comment.start + it.foreign.place.start)
    }

    fn ids(&self) -> Vec<String> {
        self.said.iter().flat_map(|it| it.foreign.ids.clone()).collect()
    }

    fn stays(&self, why: &str) -> String {
        let tool = self.said.first().map_or("", |it| it.foreign.tool.as_str());
        format!("{tool} {}: {why}", listed(&self.ids()))
    }

    /// What is to be edited, and what is said of checks that no rule knows; or why the comment stays.
    fn edits(&self) -> Result<(Vec<Edit>, Option<String>), &'static str> {
        let Some(first) = self.said.first() else { return Ok((Vec::new(), None)) };
        let comment = self.text.get(first.comment.clone()).unwrap_or_default();
        let counts = first.foreign.counts;
        if self.said.iter().any(|it| it.foreign.counts != counts || matches!(counts, Counts::NextLine | Counts::File)) {
            return Err("it counts for another part of the file than a comment here can");
        }
        let marks = comment.get(..first.foreign.place.start).unwrap_or_default();
        if comment.trim_end().contains('\n') || !marks.chars().all(|it| it.is_whitespace() || "#/*".contains(it)) {
            return Err("it stands within another remark");
        }
        let (ours, theirs) = self.divided();
        if ours.is_empty() {
            return Err("no rule here knows it");
        }
        let unknown = (!theirs.is_empty()).then(|| {
            let ids: Vec<_> = theirs.iter().flat_map(|it| it.ids.clone()).collect();
            format!("{} {}: no rule here knows it", first.foreign.tool.as_str(), listed(&ids))
        });
        let ours: Vec<_> = ours.iter().map(|said| as_comment(comment, said)).collect();
        let theirs: Vec<_> = theirs.iter().map(|it| as_comment(comment, &written(it))).collect();
        Ok((self.placed(first, ours, theirs)?, unknown))
    }

    /// What the rules know, as it is written here, and what they do not.
    fn divided(&self) -> (Vec<String>, Vec<Foreign>) {
        let mut ours: BTreeMap<(Option<&str>, &str), Vec<String>> = BTreeMap::new();
        let mut theirs = Vec::new();
        for Placed { foreign, .. } in self.said {
            let meant = |id: &String| -> Vec<String> {
                if id == "*" {
                    return vec![id.clone()];
                }
                self.known.iter().filter(|rule| rule.is_called(id)).map(|rule| rule.name.clone()).collect()
            };
            let (known, unknown): (Vec<_>, Vec<_>) =
                foreign.ids.iter().map(|id| (id, meant(id))).partition(|(_, meant)| !meant.is_empty());
            for name in known.into_iter().flat_map(|(_, meant)| meant) {
                let names = ours.entry((foreign.until.as_deref(), &foreign.reason)).or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            if !unknown.is_empty() {
                let ids = unknown.into_iter().map(|(id, _)| id.clone()).collect();
                theirs.push(Foreign { ids, ..foreign.clone() });
            }
        }
        let said = |((until, reason), rules): ((Option<&str>, &str), Vec<String>)| {
            let until = until.map(|until| format!(" until={until}")).unwrap_or_default();
            format!("bucketlint: ignore[{}]{until} -- {reason}", rules.join(","))
        };
        (ours.into_iter().map(said).collect(), theirs)
    }

    /// The edits that put these comments in the place of one.
    fn placed(&self, first: &Placed, ours: Vec<String>, theirs: Vec<String>) -> Result<Vec<Edit>, &'static str> {
        let comment = first.comment.clone();
        let (own, is_alone) = self.line_of(comment.start);
        let (top, _) = self.line_of(first.extent.start);
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let indent = |line: usize| {
            let rest = self.text.get(line..).unwrap_or_default();
            rest.get(..rest.len() - rest.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
        };
        if first.foreign.counts == Counts::Begins || top == own {
            return match (is_alone, ours.len() + theirs.len()) {
                (_, 1) => Ok(vec![(comment, ours.concat())]),
                (true, _) => {
                    let lines: Vec<_> = ours.into_iter().chain(theirs).collect();
                    Ok(vec![(comment, lines.join(&format!("{end}{}", indent(own))))])
                }
                (false, _) => Err("it takes more than one comment, and stands behind code"),
            };
        }
        // What counts for the resource around it stands above that.
        let above: String = ours.iter().map(|said| format!("{}{said}{end}", indent(top))).collect();
        let place = match (theirs.is_empty(), is_alone) {
            (false, _) => comment,
            (true, true) => {
                own..self
                    .text
                    .get(comment.end..)
                    .and_then(|rest| rest.find('\n'))
                    .map_or(self.text.len(), |at| comment.end + at + 1)
            }
            (true, false) => {
                let before = self.text.get(..comment.start).unwrap_or_default();
                before.trim_end_matches([' ', '\t']).len()..comment.end
            }
        };
        Ok(vec![(top..top, above), (place, theirs.join(" "))])
    }

    /// Where the line of a byte starts, and whether it has no code.
    fn line_of(&self, byte: usize) -> (usize, bool) {
        let lines = &self.scanned.lines;
        let at = lines.partition_point(|line| line.start <= byte).saturating_sub(1);
        lines.get(at).map_or((0, true), |line| (line.start, line.code.is_none()))
    }
}

/// What is said, in a comment of the same marks.
fn as_comment(like: &str, said: &str) -> String {
    match like {
        like if like.starts_with("/*") => format!("/* {said} */"),
        like if like.starts_with("//") => format!("// {said}"),
        _ => format!("# {said}"),
    }
}

/// A suppression as its tool writes it.
fn written(it: &Foreign) -> String {
    let is_given = it.reason != it.tool.as_str();
    if it.tool == Tool::Checkov {
        let reason = if is_given { format!(":{}", it.reason) } else { String::new() };
        return format!("checkov:skip={}{reason}", it.ids.join(","));
    }
    let until = it.until.as_ref().map(|until| format!(":exp:{until}")).unwrap_or_default();
    let reason = if is_given { format!(" {}", it.reason) } else { String::new() };
    format!("{}:ignore:{}{until}{reason}", it.tool.as_str(), it.ids.join(","))
}
