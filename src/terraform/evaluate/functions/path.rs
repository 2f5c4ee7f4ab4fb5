//! Functions of paths. What a relative path means is known only where Terraform runs.

use super::arguments::Wanted::Text;
use super::arguments::{Answer, Arguments, Gap, Row, row};

pub(super) const TABLE: &[Row] = &[
    row("abspath", &[Text], abspath),
    row("basename", &[Text], basename),
    row("dirname", &[Text], dirname),
    row("pathexpand", &[Text], pathexpand),
];

fn abspath(of: &Arguments<'_>) -> Answer {
    let path = of.string(0)?;
    if !path.starts_with('/') {
        return Err(Gap::Beyond("depends on the folder in which Terraform runs".into()));
    }
    of.give(clean(&path))
}

fn basename(of: &Arguments<'_>) -> Answer {
    let path = of.string(0)?;
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.rsplit('/').next()) {
        (true, _) => of.give("."),
        (_, Some("") | None) => of.give("/"),
        (_, Some(last)) => of.give(last),
    }
}

fn dirname(of: &Arguments<'_>) -> Answer {
    let path = of.string(0)?;
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    of.give(clean(folder))
}

fn pathexpand(of: &Arguments<'_>) -> Answer {
    let path = of.string(0)?;
    match path.strip_prefix('~') {
        None => of.give(path),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Err(Gap::Beyond("depends on who runs Terraform".into()))
        }
        Some(_) => Err(Gap::error("it expands only the home of the current user")),
    }
}

/// The shortest path that means the same, as Go's `filepath.Clean` gives it.
fn clean(path: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if !root.is_empty() => {}
            _ => parts.push(part),
        }
    }
    match format!("{root}{}", parts.join("/")) {
        empty if empty.is_empty() => ".".to_owned(),
        path => path,
    }
}
