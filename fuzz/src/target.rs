//! What inputs are fed to.

use std::path::PathBuf;

use bucketlint::config;
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::rules::RuleSet;
use bucketlint::source::{Memory, Sources, Span};
use bucketlint::value::Value;
use bucketlint::{guard, iam};

/// What inputs are fed to, and of which kind they are.
pub struct Target {
    pub name: &'static str,
    /// How the names of inputs end that are almost right for it.
    pub endings: &'static [&'static str],
    /// Inputs beside those of the tests.
    pub own: &'static [&'static str],
    /// Runs an input; an error says what is wrong with what came of it.
    pub run: fn(&[u8]) -> Result<(), String>,
}

/// A bucket whose rows have to be there whatever stands beside it.
const FINE: &str = "resource \"aws_s3_bucket\" \"fine\" {\n  bucket = \"fine\"\n}\n";

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": {"AWS": "111122223333"},
    "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}}]}"#;

pub const TARGETS: [Target; 9] = [
    Target { name: "terraform", endings: &[".tf"], own: &[], run: |input| beside("main.tf", input) },
    Target { name: "tf-json", endings: &[".tf.json"], own: &[], run: |input| beside("main.tf.json", input) },
    Target { name: "yaml", endings: &[".yaml", ".yml"], own: &[], run: |input| beside("template.yaml", input) },
    Target {
        name: "json",
        endings: &["template.json", ".template"],
        own: &[],
        run: |input| beside("template.json", input),
    },
    Target { name: "plan", endings: &["plan.json"], own: &[], run: |input| beside("plan.json", input) },
    Target { name: "policy", endings: &["policy.json", ".jsonl"], own: &[POLICY], run: policy },
    Target { name: "guard", endings: &[".guard"], own: &[], run: rule },
    Target { name: "configuration", endings: &[".toml"], own: &[], run: configuration },
    Target { name: "twice", endings: &[".tf"], own: &[], run: twice },
];

fn run(files: &[(&str, &[u8])]) -> Analysis {
    let fs = Memory::new(files.iter().map(|(name, text)| ((*name).to_owned(), text.to_vec())));
    let (rules, _) = RuleSet::built_in();
    let (paths, inputs) = ([PathBuf::from(".")], Inputs::default());
    analyse(
        &fs,
        &Request::new(&paths, &rules, &inputs),
        &Silent,
    )
}

/// An input in a folder beside the good bucket's.
fn beside(name: &str, input: &[u8]) -> Result<(), String> {
    let analysis = run(&[(&format!("x/{name}"), input), ("fine/main.tf", FINE.as_bytes())]);
    let is_there = analysis.evaluations.iter().any(|it| &*it.resource == "aws_s3_bucket.fine");
    if is_there { Ok(()) } else { Err("the good bucket has no row".to_owned()) }
}

/// What is said of an input is said again.
fn twice(input: &[u8]) -> Result<(), String> {
    let said = || {
        let analysis = run(&[("main.tf", input)]);
        let rows = analysis.evaluations.iter().map(|it| format!("{} {} {}", it.rule.name, it.resource, it.compliance));
        let problems = analysis.problems.iter().map(|it| it.message.clone());
        rows.chain(problems).collect::<Vec<_>>()
    };
    if said() == said() { Ok(()) } else { Err("two runs say different things".to_owned()) }
}

/// A place for values that stand nowhere.
fn nowhere() -> Span {
    Span::whole_file(Sources::default().add("input".into(), "input".into(), Vec::new()))
}

fn policy(input: &[u8]) -> Result<(), String> {
    let (read, _) = iam::read(&Value::string(String::from_utf8_lossy(input), nowhere()));
    drop(read);
    // A policy of a bucket, as code holds it.
    let text = String::from_utf8_lossy(input).replace("EOF", "").replace("${", "$${").replace("%{", "%%{");
    let code =
        format!("resource \"aws_s3_bucket_policy\" \"b\" {{\n  bucket = \"b\"\n  policy = <<EOF\n{text}\nEOF\n}}\n");
    beside("main.tf", code.as_bytes())
}

fn rule(input: &[u8]) -> Result<(), String> {
    if let Ok(check) = guard::parse(&String::from_utf8_lossy(input)) {
        drop(guard::evaluate(&check, &Value::string("text", nowhere())));
    }
    Ok(())
}

fn configuration(input: &[u8]) -> Result<(), String> {
    let mut sources = Sources::default();
    let text = String::from_utf8_lossy(input).into_owned();
    let file = sources.add("bucketlint.toml".into(), "bucketlint.toml".into(), text.clone().into_bytes());
    let (settings, _) = config::read(file, &text);
    drop(RuleSet::built_in().0.configured(&settings));
    Ok(())
}
