//! What `--verbose` tells beside the report: what was read and what not, and which rules judge.

use std::collections::BTreeSet;

use super::output::complain;
use crate::finding::{Analysis, ProblemKind};
use crate::report::Inert;
use crate::rules::RuleSet;

/// Says on standard error what the run rests on.
pub(super) fn tell(configuration: &[String], rules: &RuleSet, analysis: &Analysis) {
    let mut lines = Vec::new();
    match configuration {
        [] => lines.push("no configuration was found".to_owned()),
        names => lines.extend(names.iter().map(|name| format!("configured by {name}"))),
    }
    let named = |enabled: bool| {
        let rules = rules.iter().filter(move |rule| rule.enabled == enabled);
        rules.map(|rule| rule.info.name.as_str()).collect::<Vec<_>>()
    };
    let (on, off) = (named(true), named(false));
    lines.push(format!("{} rules judge", on.len()));
    if !off.is_empty() {
        lines.push(format!("{} rules are off: {}", off.len(), off.join(", ")));
    }
    // What is made while the code is evaluated stands in no file.
    let of_disk = analysis.sources.iter().filter(|(_, file)| !file.path().as_os_str().is_empty());
    let files: BTreeSet<_> = of_disk.map(|(_, file)| (file.name(), file.is_unread())).collect();
    let line = |(name, is_unread)| format!("{} {name}", if is_unread { "could not read" } else { "read" });
    lines.extend(files.into_iter().map(line));
    let lost = analysis.problems.iter().filter(|it| matches!(it.kind, ProblemKind::Read | ProblemKind::Unread));
    lines.extend(lost.map(|problem| {
        let at = if problem.file.is_empty() { String::new() } else { format!("{}: ", problem.file) };
        format!("not judged: {at}{}", problem.message)
    }));
    let text: String = lines.iter().map(|line| format!("bucketlint: {line}\n")).collect();
    complain(&Inert::page(&text));
}
