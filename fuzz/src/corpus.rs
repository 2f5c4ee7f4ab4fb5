//! The inputs of the project's own tests and examples, from which others are made.

use std::path::{Path, PathBuf};

use crate::target::Target;

/// The folders with inputs.
const FOLDERS: [&str; 3] = ["examples", "rules", "tests/data"];

/// Inputs above this size are left out: what is made of them is too.
const MOST: u64 = 64 * 1024;

/// The inputs whose names a target takes, in the order of their paths.
pub fn of(target: &Target) -> Vec<Vec<u8>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    FOLDERS.iter().for_each(|folder| collect(&home.join(folder), &mut paths));
    paths.retain(|path| path.to_str().is_some_and(|name| target.endings.iter().any(|ending| name.ends_with(ending))));
    paths.sort();
    let read = paths.iter().filter_map(|path| std::fs::read(path).ok());
    read.chain(target.own.iter().map(|text| text.as_bytes().to_vec())).collect()
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => collect(&entry.path(), out),
            Ok(metadata) if metadata.len() <= MOST => out.push(entry.path()),
            _ => {}
        }
    }
}
