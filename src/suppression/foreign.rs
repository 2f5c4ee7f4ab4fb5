//! What comments say to other tools: which of their checks do not count, until when, why, and for what.

use std::ops::Range;

use super::directive::{Day, day};
use crate::config::Tool;

/// A suppression for another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub tool: Tool,
    /// Its checks, as it names them; `*` is every one.
    pub ids: Vec<String>,
    /// The last day on which it counts.
    pub until: Option<Day>,
    /// Why; the tool's name where it gives no reason.
    pub reason: String,
    pub counts: Counts,
    /// Where it stands in the comment.
    pub place: Range<usize>,
}

/// What a suppression of another tool counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// What begins on its line, or below.
    Begins,
    /// The resource, or the block of the top of the file, in which it stands.
    Around,
    /// The next line alone.
    NextLine,
    /// The whole file, where nothing stands above it.
    File,
}

/// What a text has to hold that says something to one of these tools.
pub(super) fn mentions(text: &str, tools: &[Tool]) -> bool {
    tools.iter().any(|tool| match tool {
        Tool::Checkov => ["checkov", "bridgecrew:skip"].iter().any(|mark| text.contains(mark)),
        Tool::Trivy => text.contains("trivy:ignore:"),
        Tool::Tfsec => text.contains("tfsec:ignore:"),
        Tool::Kics => text.contains("kics-scan"),
        Tool::CfnNag => text.contains("cfn_nag"),
        Tool::Guard => text.contains("SuppressedRules"),
        Tool::CdkNag => text.contains("cdk_nag"),
    })
}

/// What a comment says to these tools.
pub(super) fn said(comment: &str, tools: &[Tool]) -> Vec<Foreign> {
    let mut found = Vec::new();
    for tool in tools {
        match tool {
            Tool::Checkov => found.extend(checkov(comment)),
            Tool::Trivy => found.extend(trivy(comment, Tool::Trivy, "trivy:ignore:")),
            Tool::Tfsec => found.extend(trivy(comment, Tool::Tfsec, "tfsec:ignore:")),
            Tool::Kics => found.extend(kics(comment)),
            Tool::CfnNag | Tool::Guard | Tool::CdkNag => {}
        }
    }
    found
}

/// A reason, or the tool's name where there is none.
pub(super) fn reason(given: &str, tool: Tool) -> String {
    let given = given.trim().trim_end_matches("*/").trim();
    if given.is_empty() { tool.as_str().to_owned() } else { given.to_owned() }
}

/// `checkov:skip=CKV_AWS_20:reason`, with several checks between commas.
///
/// <https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html>
fn checkov(comment: &str) -> Option<Foreign> {
    let marks = ["checkov:skip=", "bridgecrew:skip="];
    let (start, mark) = marks.iter().find_map(|mark| Some((comment.find(mark)?, mark)))?;
    let rest = comment.get(start + mark.len()..)?;
    let is_of_ids = |letter: char| letter.is_ascii_alphanumeric() || "_,- ".contains(letter);
    let end = rest.find(|letter: char| !is_of_ids(letter)).unwrap_or(rest.len());
    let (ids, after) = rest.split_at_checked(end)?;
    let given = after.strip_prefix(':').unwrap_or_default().lines().next().unwrap_or_default();
    let ids: Vec<_> = ids.split(',').filter_map(|id| id.split_whitespace().next()).map(str::to_owned).collect();
    let tool = Tool::Checkov;
    let place = start..comment.trim_end().len();
    let reason = reason(given, tool);
    (!ids.is_empty()).then_some(Foreign { tool, ids, until: None, reason, counts: Counts::Around, place })
}

/// `trivy:ignore:AVD-AWS-0089:exp:2027-01-01`, several of them one behind the other, and what follows as the reason.
/// What counts in a workspace only, or for some values of an argument, counts for less than can be said here.
///
/// <https://trivy.dev/latest/docs/configuration/filtering/#by-inline-comments>
fn trivy(comment: &str, tool: Tool, mark: &str) -> Vec<Foreign> {
    let Some(start) = comment.find(mark) else { return Vec::new() };
    let place = start..comment.trim_end().len();
    let words = comment.get(start..).unwrap_or_default().split_whitespace();
    let (said, given): (Vec<_>, Vec<_>) = words.partition(|word| word.contains(mark));
    let given = reason(&given.join(" "), tool);
    let one = |word: &str| {
        let (_, rest) = word.split_once(mark)?;
        let mut parts = rest.split(':');
        let id = parts.next().filter(|id| !id.is_empty() && !id.contains('['))?;
        let mut until = None;
        while let Some(key) = parts.next() {
            let value = parts.next()?;
            match key {
                "exp" => until = Some(day(value)?),
                _ => return None,
            }
        }
        let ids = id.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let (reason, place) = (given.clone(), place.clone());
        Some(Foreign { tool, ids, until, reason, counts: Counts::Begins, place })
    };
    said.into_iter().filter_map(one).collect()
}

/// `kics-scan ignore-line`, `ignore-block`, and at the top of a file `ignore` and `disable=ID,…`.
///
/// <https://docs.kics.io/latest/running-kics/#using-commands-on-scanned-files-as-comments>
fn kics(comment: &str) -> Option<Foreign> {
    let (mark, tool) = ("kics-scan", Tool::Kics);
    let start = comment.find(mark)?;
    let mut words = comment.get(start + mark.len()..)?.split_whitespace();
    let what = words.next()?;
    let every = || vec!["*".to_owned()];
    let (ids, counts) = match what {
        "ignore-line" => (every(), Counts::NextLine),
        "ignore-block" => (every(), Counts::Begins),
        "ignore" => (every(), Counts::File),
        _ => {
            let ids = what.strip_prefix("disable=")?.split(',').filter(|id| !id.is_empty());
            (ids.map(str::to_owned).collect(), Counts::File)
        }
    };
    let given = reason(&words.collect::<Vec<_>>().join(" "), tool);
    Some(Foreign { tool, ids, until: None, reason: given, counts, place: start..comment.trim_end().len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each as `tool ids until reason counts`.
    fn shown(comment: &str) -> Vec<String> {
        let shown = |it: &Foreign| {
            let until = it.until.as_deref().unwrap_or("-");
            format!("{} {} {until} {} {:?}", it.tool.as_str(), it.ids.join(","), it.reason, it.counts)
        };
        said(comment, &Tool::ALL).iter().map(shown).collect()
    }

    #[test]
    fn reads_what_is_said_to_other_tools() {
        assert_eq!(shown("#checkov:skip=CKV_AWS_20:a site"), ["checkov CKV_AWS_20 - a site Around"]);
        assert_eq!(
            shown("/* checkov:skip=CKV_AWS_20, CKV2_AWS_6: a: b */"),
            ["checkov CKV_AWS_20,CKV2_AWS_6 - a: b Around"]
        );
        assert_eq!(shown("// bridgecrew:skip=CKV_AWS_18"), ["checkov CKV_AWS_18 - checkov Around"]);
        assert_eq!(
            shown("#trivy:ignore:AVD-AWS-0089 trivy:ignore:aws-s3-enable-versioning:exp:2027-01-31 both"),
            ["trivy AVD-AWS-0089 - both Begins", "trivy aws-s3-enable-versioning 2027-01-31 both Begins"]
        );
        assert_eq!(shown("# tfsec:ignore:aws-s3-enable-versioning"), ["tfsec aws-s3-enable-versioning - tfsec Begins"]);
        assert_eq!(shown("# kics-scan ignore-line"), ["kics * - kics NextLine"]);
        assert_eq!(shown("# kics-scan disable=a-b,c"), ["kics a-b,c - kics File"]);
    }

    #[test]
    fn what_counts_for_less_is_left_alone() {
        let others = [
            "# trivy:ignore:aws-s3-enable-versioning:ws:dev",
            "# trivy:ignore:aws-s3-enable-versioning[bucket=a]",
            "# trivy:ignore:aws-s3-enable-versioning:exp:soon",
            "# trivy:ignore:",
            "# kics-scan enable=a",
            "# checkov:skip=",
            "# checkov: skip",
        ];
        for comment in others {
            assert!(shown(comment).is_empty(), "{comment}");
        }
    }
}
