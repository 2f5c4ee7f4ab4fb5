//! The house holds its order: imports run one way, each outside crate has one room, files and functions stay short.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use super::imports::{Modules, circles};

/// What each room may import. `docs/architecture.md` draws the same map.
const MAY_IMPORT: [(&str, &[&str]); 23] = [
    ("source", &[]),
    ("value", &["source"]),
    ("finding", &["source", "value"]),
    ("iam", &["source", "value"]),
    ("guard", &["source", "value"]),
    ("catalogue", &["value", "iam"]),
    ("model", &["source", "value", "iam", "catalogue", "finding"]),
    ("reason", &["source", "value", "iam", "catalogue", "model"]),
    ("unit", &["source", "value", "finding"]),
    ("terraform", &["source", "value", "finding", "model", "unit"]),
    ("frontends", &["source", "value", "finding", "catalogue", "model", "unit", "terraform"]),
    ("config", &["source", "finding", "reason"]),
    ("rules", &["source", "value", "finding", "guard", "catalogue", "model", "reason", "config"]),
    ("suppression", &["source", "value", "finding", "frontends", "config"]),
    ("baseline", &["source", "finding"]),
    ("git", &["source"]),
    ("change", &["source", "finding"]),
    ("report", &["source", "finding"]),
    ("engine", &["source", "value", "finding", "frontends", "catalogue", "model", "reason", "rules"]),
    ("explain", &["source", "value", "catalogue", "model", "finding", "reason", "engine"]),
    ("inventory", &["source", "value", "catalogue", "model", "finding", "reason", "engine"]),
    ("documents", &["source", "value", "iam", "catalogue", "model", "finding", "reason", "rules"]),
    (
        "cli",
        &[
            "source",
            "iam",
            "finding",
            "config",
            "suppression",
            "baseline",
            "git",
            "change",
            "report",
            "reason",
            "rules",
            "engine",
            "explain",
            "inventory",
            "documents",
        ],
    ),
];

/// The places of each crate or module that must not spread.
const BELONGS_TO: [(&str, &[&str]); 11] = [
    ("cfn_guard", &["guard/parse.rs"]),
    ("cruet", &["guard/literals.rs"]),
    ("fancy_regex", &["guard/"]),
    ("hcl_edit", &["terraform/"]),
    // Templates, and the function that decodes YAML.
    ("granit_parser", &["frontends/cloudformation/", "terraform/evaluate/functions/yaml.rs"]),
    ("jsonc_parser", &["value/json.rs"]),
    ("miette", &["report/"]),
    ("clap", &["cli/"]),
    ("std::env", &["cli/"]),
    // The exit code, and the one program that is started.
    ("std::process", &["cli/", "main.rs", "git/"]),
    // Only `source` reads; the reports that `--output` names are written by `cli`.
    ("std::fs::read", &["source/disk.rs"]),
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
fn each_outside_crate_has_its_place() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, places) in BELONGS_TO {
            let used =
                code(&text).any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")));
            if used && !places.iter().any(|place| file.starts_with(place)) {
                wrong.push(format!("{file} uses `{name}`, which belongs to {places:?}"));
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

/// What a type of AWS is, only its provider knows; names of it in the room of Terraform's language would be a second place.
#[test]
fn the_language_of_terraform_knows_no_type_of_aws() {
    let of_aws = Regex::new(r"(?i)aws|amazon|\barns?\b|\bs3\b|bucket|\bkms\b|\biam\b|\bregion\b|account").unwrap();
    let mut wrong = Vec::new();
    let sources = sources();
    let language: Vec<_> = sources.iter().filter(|(file, _)| file.starts_with("terraform/")).collect();
    assert!(language.len() > 50, "{}", language.len());
    for (file, text) in language {
        wrong.extend(code(text).filter(|line| of_aws.is_match(line)).map(|line| format!("{file}: {}", line.trim())));
    }
    assert!(wrong.is_empty(), "names of AWS in the room of the language:\n{}", wrong.join("\n"));
}

/// How many files of each room import each other in circles, at most. A number may only shrink.
const IN_CIRCLES: [(&str, usize); 3] = [("guard", 3), ("reason", 12), ("value", 10)];

#[test]
fn files_of_a_room_do_not_import_each_other_in_circles() {
    let code = |text: &str| code(text).collect::<Vec<_>>().join("\n");
    let modules = Modules::new(sources().into_iter().map(|(file, text)| (file, code(&text))));
    let imports = modules.imports();
    let mut found: BTreeMap<&str, Vec<BTreeSet<&str>>> = BTreeMap::new();
    for circle in circles(&imports) {
        let room = circle.first().and_then(|file| file.split('/').next()).unwrap();
        found.entry(room).or_default().push(circle);
    }
    let allowed: BTreeMap<_, _> = IN_CIRCLES.into_iter().collect();
    for (room, circles) in found {
        let count: usize = circles.iter().map(BTreeSet::len).sum();
        let most = allowed.get(room).copied().unwrap_or(0);
        assert!(count <= most, "{count} files of `{room}` import each other in circles, {most} did: {circles:#?}");
    }
}

/// What the check on the search imports of its room: what is asked and answered, the tables of keys, what a question
/// leaves out, and the names of what is judged. The list may only shrink; nothing that searches is on it.
const OF_REPLAY: [&str; 13] = [
    "caller",
    "grants",
    "keys",
    "limit",
    "mod",
    "passage",
    "question",
    "replication",
    "situation",
    "target",
    "through",
    "trust",
    "verdict",
];

#[test]
fn replay_shares_no_code_with_the_search() {
    let code = |text: &str| code(text).collect::<Vec<_>>().join("\n");
    let modules = Modules::new(sources().into_iter().map(|(file, text)| (file, code(&text))));
    let imports = modules.imports();
    let of_replay = |file: &str| file.starts_with("reason/replay/");
    let own = imports.iter().filter(|(file, _)| of_replay(file)).flat_map(|(_, imported)| imported);
    let others = own.filter_map(|file| file.strip_prefix("reason/")).filter(|file| !file.starts_with("replay/"));
    let found: BTreeSet<&str> = others.filter_map(|file| file.split(['/', '.']).next()).collect();
    assert!(found.len() > 5, "{found:?}");
    let wrong: Vec<_> = found.iter().filter(|file| !OF_REPLAY.contains(file)).collect();
    assert!(wrong.is_empty(), "replay imports {wrong:?}");
}

#[test]
fn functions_stay_short_enough_to_read() {
    const MAX_LINES: usize = 60;
    let function = Regex::new(r"^( *)(pub(\([^)]*\))? )?(const )?fn (\w+)").unwrap();
    let mut long = Vec::new();
    for (file, text) in sources() {
        let lines: Vec<_> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(found) = function.captures(line).filter(|_| !line.ends_with(['}', ';'])) else { continue };
            // rustfmt puts the brace that ends a function under its first letter.
            let end = format!("{}}}", &found[1]);
            let length = lines[at..].iter().position(|line| *line == end).map_or(0, |end| end + 1);
            if length > MAX_LINES {
                long.push(format!("{file}:{} `{}` has {length} lines", at + 1, &found[5]));
            }
        }
    }
    assert!(long.is_empty(), "functions over {MAX_LINES} lines:\n{}", long.join("\n"));
}

/// As wide as `rustfmt.toml` has the code; links are as long as they are.
#[test]
fn comments_are_no_wider_than_code() {
    let mut wide = Vec::new();
    for (file, text) in sources() {
        let is_comment = |line: &str| line.trim_start().starts_with("//") && !line.contains("://");
        let is_wide = |line: &str| is_comment(line) && line.chars().count() > 120;
        wide.extend((1..).zip(text.lines()).filter(|(_, line)| is_wide(line)).map(|(at, _)| format!("{file}:{at}")));
    }
    assert!(
        wide.is_empty(),
        "comments wider than 120 letters, links left out:
{}",
        wide.join(
            "
"
        )
    );
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
pub(super) fn sources() -> Vec<(String, String)> {
    below("src")
}

/// The text of all tests, those in the code included.
pub(super) fn tests() -> String {
    below("tests").into_iter().chain(sources()).map(|(_, text)| text).collect()
}

fn below(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
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
