//! The evaluator against Terraform itself: what `terraform console` answers to an expression is what we make of it.
//!
//! `tests/record_console.py` says how the answers were recorded and how the files are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Inputs, Workspace};
use bucketlint::source::{Library, Memory, discover};

/// What the evaluator makes of an expression, written as the recorded answers are.
fn answer(declarations: &str, expression: &str) -> String {
    let text = format!(
        "{declarations}\nresource \"aws_s3_bucket\" \"a\" {{\n  bucket = try(\"=${{jsonencode({expression})}}\", \"!\")\n}}\n"
    );
    let fs = Memory::new([("main.tf", text)]);
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
    let library = Library::new(&fs, &sources, &[]);
    let unit = Terraform.units(&library, &BTreeSet::new()).pop().unwrap();
    let loaded = Terraform.load(&Workspace { library: &library, inputs: &Inputs::default() }, &unit);
    let bucket = loaded.deployment.resources.first();
    match bucket.and_then(|bucket| bucket.properties.get("BucketName")?.to_text()) {
        Some(text) => text.as_str().map_or("?", |known| known.strip_prefix('=').unwrap_or(known)).to_owned(),
        // A choice: what it is depends on what is not known.
        None if bucket.is_some_and(|bucket| bucket.properties.get("BucketName").is_some()) => "?".to_owned(),
        // What does not parse is no value at all.
        None => "!".to_owned(),
    }
}

fn answer_to(file: &str, row: &str) -> String {
    let row = row.replace('⏎', "\n");
    if file != "constraints.txt" {
        return answer(include_str!("../data/terraform/console/declarations.tf"), &row);
    }
    let (kind, value) = row.split_once(" ⇐ ").unwrap();
    answer(&format!("variable \"v\" {{\n  type = {kind}\n  default = {value}\n}}"), "var.v")
}

#[test]
fn agrees_with_terraform_console() {
    let folder = PathBuf::from("tests/data/terraform/console");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    files.sort();
    let (mut rows, mut differences) = (0, String::new());
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (row, wanted) = line.split_once('\t').unwrap();
            let (differs, row) = row.strip_prefix("≠ ").map_or((false, row), |rest| (true, rest));
            let found = answer_to(&file, row);
            if (found == wanted) == differs {
                writeln!(differences, "{file}:{}: {row}\n  ours {found}\n  terraform {wanted}", at + 1).unwrap();
            }
            rows += 1;
        }
    }
    assert!(
        rows > 600 && differences.is_empty(),
        "{} of {rows} differ:\n{differences}",
        differences.lines().count() / 3
    );
}
