//! Embeds `rules/`: every folder of it becomes an entry of a table, so that adding a rule adds a folder and edits nothing.
#![expect(clippy::disallowed_methods, reason = "a build script reads the source tree and cargo's variables")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}")));
    let root = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut folders = fs::read_dir(&root)?.map(|entry| entry.map(|it| it.path())).collect::<io::Result<Vec<_>>>()?;
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    let mut table = String::from("&[\n");
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = |file: &str| format!("include_str!({:?})", folder.join(file));
        let (metadata, page) = (text("rule.toml"), text("README.md"));
        // What no code decides has a page, and no check.
        let has_check = folder.join("check.guard").is_file();
        let check = if has_check { text("check.guard") } else { "\"\"".to_owned() };
        writeln!(table, "    Embedded {{ name: {name:?}, metadata: {metadata}, check: {check}, page: {page} }},")
            .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("rules.rs"), table)
}
