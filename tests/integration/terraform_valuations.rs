//! Expressions over variables without values against Terraform's answers for several values of them.
//!
//! What is decided while the variables are open holds for every value; with the values given, ours is Terraform's answer.
//! `tests/record_valuations.py` says how the answers were recorded and how the files are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Inputs, Workspace};
use bucketlint::source::{Library, Memory, discover};
use bucketlint::value::{Kind, Piece, Value};
use regex::Regex;

const FOLDER: &str = "tests/data/terraform_valuations";

/// An expression, whether it is known to stay open, and Terraform's answer for each valuation.
struct Row {
    expression: String,
    stays_open: bool,
    answers: Vec<String>,
}

fn rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        let written = columns.next().unwrap();
        let expression = written.trim_start_matches("~ ").to_owned();
        Row { stays_open: expression.len() < written.len(), expression, answers: columns.collect() }
    };
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(row).collect()
}

/// The files of values that Terraform reads by itself.
fn valuations() -> Vec<String> {
    let text = std::fs::read_to_string(format!("{FOLDER}/valuations.json")).unwrap();
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    all.iter().map(ToString::to_string).collect()
}

/// What each expression is, as the name of a bucket.
fn evaluated(rows: &[Row], values: &str) -> Vec<Value> {
    let mut text = std::fs::read_to_string(format!("{FOLDER}/variables.tf")).unwrap();
    for (at, Row { expression, .. }) in rows.iter().enumerate() {
        let bucket = format!("try(\"=${{jsonencode({expression})}}\", \"!\")");
        writeln!(text, "resource \"aws_s3_bucket\" \"r{at}\" {{\n  bucket = {bucket}\n}}").unwrap();
    }
    let fs = Memory::new([("main.tf", text), ("terraform.tfvars.json", values.to_owned())]);
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
    let library = Library::new(&fs, &sources, &[PathBuf::from(".")]);
    let unit = Terraform.units(&library, &BTreeSet::new()).pop().unwrap();
    let loaded = Terraform.load(&Workspace::new(&library, &Inputs::default()), &unit);
    let buckets = loaded.deployment.resources.into_iter();
    let names: BTreeMap<_, _> =
        buckets.filter_map(|it| Some((it.address, it.properties.get("BucketName")?.clone()))).collect();
    (0..rows.len()).map(|at| names[format!("aws_s3_bucket.r{at}").as_str()].clone()).collect()
}

/// The texts that a value may be: letters, and anything for a hole.
fn patterns(value: &Value) -> Vec<String> {
    if let Kind::Choice(choice) = &value.kind {
        return [&choice.when_true, &choice.when_false].into_iter().flat_map(patterns).collect();
    }
    let text = value.to_text().unwrap();
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Known(known) => regex::escape(known),
        Piece::Hole(_) => ".*".to_owned(),
    };
    vec![text.pieces().iter().map(piece).collect()]
}

fn admits(patterns: &[String], answer: &str) -> bool {
    let text = if answer == "!" { answer.to_owned() } else { format!("={answer}") };
    // Of what is open as a whole it is open too whether it is an error.
    patterns
        .iter()
        .any(|pattern| pattern == "=.*" || Regex::new(&format!("(?s)^(?:{pattern})$")).unwrap().is_match(&text))
}

#[test]
fn what_is_decided_holds_for_every_value() {
    let mut files: Vec<_> = Path::new(FOLDER).read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    files.sort();
    let mut differences = String::new();
    for path in files {
        let rows = rows(&path);
        let open: Vec<_> = evaluated(&rows, "{}").iter().map(patterns).collect();
        for (at, values) in valuations().iter().enumerate() {
            for ((row, value), open) in rows.iter().zip(evaluated(&rows, values)).zip(&open) {
                let answer = &row.answers[at];
                let ours = patterns(&value);
                if ours.iter().any(|it| it.contains(".*")) || !admits(&ours, answer) {
                    writeln!(differences, "{}\n  with values {ours:?}, Terraform {answer}", row.expression).unwrap();
                }
                if !admits(open, answer) {
                    writeln!(differences, "{}\n  open {open:?}, Terraform {answer}", row.expression).unwrap();
                }
            }
        }
        for (row, open) in rows.iter().zip(&open) {
            let is_one = row.answers.iter().all(|answer| *answer == row.answers[0]);
            let is_open = open.iter().any(|it| it.contains(".*")) || open.iter().any(|it| *it != open[0]);
            if is_one && is_open != row.stays_open {
                let is = if is_open { "open" } else { "decided by now" };
                writeln!(differences, "{}\n  is {is}, always {}", row.expression, row.answers[0]).unwrap();
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}
