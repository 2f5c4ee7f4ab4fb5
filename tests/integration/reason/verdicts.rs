//! Fixtures under `tests/data/reason/`: what is judged, and the verdicts expected of it.
//!
//! A case starts with `=== title`. Lines of the form `name: value` set what is judged; `policy:` and `key:` are followed by
//! JSON on lines of their own, and so is `access point:`. `${var.…}` is a hole of which nothing is known; `${…}` listed under `constants` is one that
//! AWS assigns; any other `${…}` is a policy variable. Expected verdicts follow `---`, one for each question asked.

use bucketlint::model::Declared;
use bucketlint::reason::{AssumedBlock, Question, Verdict};
use bucketlint::source::Sources;
use bucketlint::value::Constant;

use super::cases::{Fixture, shown};

#[test]
fn of_statements_without_conditions() {
    check(include_str!("../../data/reason/statements.txt"));
}

#[test]
fn of_conditions() {
    check(include_str!("../../data/reason/conditions.txt"));
}

#[test]
fn of_acls_and_blocks() {
    check(include_str!("../../data/reason/settings.txt"));
}

#[test]
fn of_access_points() {
    check(include_str!("../../data/reason/access_points.txt"));
}

#[test]
fn of_plain_http() {
    check(include_str!("../../data/reason/transport.txt"));
}

#[test]
fn of_holes() {
    check(include_str!("../../data/reason/holes.txt"));
}

#[test]
fn of_faults() {
    check(include_str!("../../data/reason/faults.txt"));
}

#[test]
fn of_keys() {
    check(include_str!("../../data/reason/keys.txt"));
}

/// Here a line gives the statement that nearly keeps the request out, and what it leaves out.
#[test]
fn of_what_nearly_keeps_requests_out() {
    check_by(include_str!("../../data/reason/nearest.txt"), |_, _, verdict| match verdict {
        Verdict::Yes(witness) => {
            let nearest = witness.nearest.as_ref().map_or("nothing is near", |step| step.message.as_str());
            format!("{} by {}: {nearest}", witness.action, witness.principal)
        }
        _ => "is no yes".to_owned(),
    });
}

fn check(text: &str) {
    check_by(text, shown);
}

fn check_by(text: &str, shown: impl Fn(&Sources, Question, &Verdict) -> String) {
    let mut found = String::new();
    for case in text.split("=== ").skip(1) {
        let (input, expected) = case.split_once("---\n").unwrap();
        let fixture = fixture(input);
        found.push_str(&format!("=== {input}---\n"));
        for line in expected.lines().filter(|line| !line.is_empty()) {
            let name = line.split(':').next().unwrap();
            let verdict = fixture.with(|sources, subject| {
                let verdict = bucketlint::reason::decide(question(name), subject, &fixture.assumptions);
                shown(sources, question(name), &verdict)
            });
            found.push_str(&format!("{name}: {verdict}\n"));
        }
        found.push('\n');
    }
    let (_, cases) = text.split_at(text.find("=== ").unwrap());
    assert!(cases.trim_end() == found.trim_end(), "found\n{}\n", found.trim_end());
}

fn question(name: &str) -> Question {
    match name {
        "read" => Question::PublicRead,
        "write" => Question::PublicWrite,
        "http" => Question::PlainHttp,
        "key" => Question::PublicKey,
        "policy" => Question::PublicPolicy,
        "others" => Question::External,
        "tls" => Question::OldTls,
        _ => panic!("`{name}` is not a question"),
    }
}

fn fixture(input: &str) -> Fixture {
    let mut fixture = Fixture::default();
    let mut json: Option<String> = None;
    let mut is_of = String::new();
    for line in input.lines().skip(1) {
        if let Some(text) = &mut json
            && (line.starts_with([' ', '{', '}', '"', '[', ']']) || line.starts_with("${"))
        {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        finish(&mut fixture, json.take(), &is_of);
        match line.split_once(':').unwrap_or((line, "")) {
            (of @ ("policy" | "key" | "access point"), "") => {
                json = Some(String::new());
                is_of = of.to_owned();
            }
            (name, value) => set(&mut fixture, name, value.trim()),
        }
    }
    finish(&mut fixture, json, &is_of);
    fixture
}

fn finish(fixture: &mut Fixture, json: Option<String>, is_of: &str) {
    match (json, is_of) {
        (Some(text), "key") => fixture.key = Some(text),
        (Some(text), "access point") => fixture.access_points.push(text),
        (Some(text), _) => fixture.policies.push(text),
        (None, _) => {}
    }
}

fn set(fixture: &mut Fixture, name: &str, value: &str) {
    match name {
        "bucket" => fixture.name = value.to_owned(),
        "properties" => fixture.bucket = value.to_owned(),
        "account" => fixture.account = Some(value.to_owned()),
        "elsewhere" => fixture.declared = Declared::Elsewhere,
        "default key policy" => fixture.key = Some("null".to_owned()),
        "assume" if value == "on" => fixture.assumptions.public_access_block = AssumedBlock::On,
        "assume" => fixture.assumptions.public_access_block = AssumedBlock::Unknown,
        "constants" => {
            for constant in value.split(", ") {
                let (name, kind) = constant.split_once('=').unwrap();
                let kind = match kind {
                    "AccountId" => Constant::AccountId,
                    "Partition" => Constant::Partition,
                    "Arn" => Constant::Arn,
                    _ => Constant::Id,
                };
                fixture.constants.insert(name.to_owned(), kind);
            }
        }
        _ => panic!("`{name}` is not a setting"),
    }
}
