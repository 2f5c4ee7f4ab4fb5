//! The house holds its order: imports run one way, and each outside crate has one room.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import. `docs/architecture.md` draws the same map.
const MAY_IMPORT: [(&str, &[&str]); 13] = [
    ("source", &[]),
    ("value", &["source"]),
    ("finding", &["source"]),
    ("iam", &["source", "value"]),
    ("guard", &["source", "value"]),
    ("model", &["source", "value", "iam", "finding"]),
    ("reason", &["source", "value", "iam", "model"]),
    ("frontends", &["source", "value", "finding", "model"]),
    ("config", &["source", "finding", "reason"]),
    ("rules", &["source", "value", "finding", "guard", "model", "reason", "config"]),
    ("report", &["source", "finding"]),
    ("engine", &["source", "finding", "frontends", "model", "reason", "rules"]),
    ("cli", &["source", "value", "iam", "model", "finding", "config", "report", "reason", "rules", "engine"]),
];

/// The one place of each crate or module that must not spread.
const BELONGS_TO: [(&str, &str); 8] = [
    ("cfn_guard", "guard/parse.rs"),
    ("hcl_edit", "frontends/terraform/"),
    ("granit_parser", "frontends/"),
    ("jsonc_parser", "value/json.rs"),
    ("miette", "report/"),
    ("clap", "cli/"),
    ("std::env", "cli/"),
    // Only `source` reads; the reports that `--output` names are written by `cli`.
    ("std::fs::read", "source/disk.rs"),
];

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.into_iter().collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let room = file.split(['/', '.']).next().unwrap();
        if matches!(room, "lib" | "main") {
            continue;
        }
        let may = allowed.get(room).unwrap_or_else(|| panic!("{file}: the room `{room}` is not on the map"));
        for imported in imports(&text) {
            if imported != room && allowed.contains_key(imported) && !may.contains(&imported) {
                wrong.push(format!("{file} imports `{imported}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that the map does not allow:\n{}", wrong.join("\n"));
}

#[test]
fn each_outside_crate_has_one_room() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, room) in BELONGS_TO {
            let used =
                code(&text).any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")));
            if used && !file.starts_with(room) {
                wrong.push(format!("{file} uses `{name}`, which belongs to {room}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small_enough_to_read() {
    let long: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.lines().count() > 600).map(|(file, _)| file).collect();
    assert!(long.is_empty(), "files over 600 lines: {}", long.join(", "));
}

/// A proof that is not confirmed is a fault of the program: no expected output may hold one as if it were right.
#[test]
fn no_snapshot_accepts_a_proof_that_was_not_confirmed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let snapshots: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(snapshots.len() > 20, "{}", snapshots.len());
    let says_so = |file: &&PathBuf| fs::read_to_string(file).unwrap().contains("an inconsistency of this program");
    let accepting: Vec<_> = snapshots.iter().filter(says_so).collect();
    assert!(accepting.is_empty(), "{accepting:?}");
}

/// The rooms that stand behind `crate::` in code.
fn imports(text: &str) -> Vec<&str> {
    let after = |line| str::split(line, "crate::").skip(1);
    let name =
        |rest: &str| rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_').unwrap_or(rest.len());
    code(text).flat_map(after).map(|rest| &rest[..name(rest)]).collect()
}

/// Lines of code: comments and what stands below `#[cfg(test)]` play no part.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| *line != "#[cfg(test)]").filter(|line| !line.trim_start().starts_with("//"))
}

/// Every file below `src`, by its path from there.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(|path| (name(path), fs::read_to_string(path).unwrap()))
        .collect()
}
