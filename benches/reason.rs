//! How long one question takes: `cargo bench --bench reason`.
//!
//! Over policies of our own, over those of the oracle where it is at hand, and over one of fifteen statements that overlap
//! in six keys. Prints the median, the 99th percentile and the longest of each, and ends with 1 where a bound is passed that
//! `docs/policy.md` names.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench reads its cases from the disk and prints what it measured"
)]

use std::time::{Duration, Instant};

use bucketlint::catalogue::types;
use bucketlint::model::{Declared, Presence, Resource, Role, Subject};
use bucketlint::reason::{Assumptions, Question, Situation, Verdict, decide_in};
use bucketlint::source::{Sources, Span};
use bucketlint::value::{Map, Text, Value, parse_json};

/// How often each question is asked; the shortest time counts, for the machine does other things too.
const ROUNDS: usize = 5;

const QUESTIONS: [Question; 5] =
    [Question::PublicRead, Question::PublicWrite, Question::PublicPolicy, Question::External, Question::PlainHttp];

fn main() {
    let mut slow = false;
    // Our own cases are few, and each is there for what is odd in it: they take longer than most.
    for (name, path, promised) in [
        ("own cases", "tests/data/reason/cases.jsonl", Duration::from_micros(200)),
        ("oracle", "../shared/oracle-2026/cases-2000.jsonl", Duration::from_micros(100)),
    ] {
        let Ok(text) = std::fs::read_to_string(path) else {
            println!("{name}: {path} is not here: skipped");
            continue;
        };
        let mut asked: Vec<Asked> = text.lines().flat_map(measured).collect();
        let times = summary(name, &mut asked);
        slow |= times.0 > promised || times.1 > Duration::from_millis(5);
    }
    let mut asked = measured(&overlapping(15));
    slow |= summary("15 statements, 6 keys", &mut asked).2 > Duration::from_millis(200);
    if slow {
        println!("slower than promised");
        std::process::exit(1);
    }
}

/// How long a question took, and whether it stayed open.
type Asked = (Duration, bool);

/// Prints and gives the median, the 99th percentile and the longest.
fn summary(name: &str, asked: &mut [Asked]) -> (Duration, Duration, Duration) {
    asked.sort();
    let at = |share: usize| asked.get((asked.len() - 1) * share / 100).map(|(time, _)| *time).unwrap_or_default();
    let (median, most, longest) = (at(50), at(99), at(100));
    let open = asked.iter().filter(|(_, is_open)| *is_open).count();
    println!(
        "{name}: {} questions, {open} open, median {median:.1?}, 99 % below {most:.1?}, longest {longest:.1?}",
        asked.len()
    );
    (median, most, longest)
}

/// The time of each question to the policy of a case.
fn measured(line: &str) -> Vec<Asked> {
    let mut sources = Sources::default();
    let file = sources.add("case".into(), "case".to_owned(), line.into());
    let root = parse_json(file, line).unwrap().root;
    let span = Span::new(file, 0..line.len());
    let Some(policy) = root.get("policy").filter(|policy| !policy.is_null()) else { return Vec::new() };
    let name = root.get("bucket").and_then(Value::as_str).unwrap_or("b");
    let bucket = Resource { names: vec![Text::from(name)], ..resource(types::BUCKET, Map::default(), span) };
    let mut properties = Map::default();
    properties.insert("PolicyDocument", span, policy.clone());
    let policy = resource(types::BUCKET_POLICY, properties, span);
    let subject = Subject::new(&bucket, [(Role::Policy, &policy)]);
    let situation = Situation::ordinary(&subject, Assumptions::default());
    QUESTIONS.iter().map(|question| fastest(&situation, *question, &subject)).collect()
}

fn fastest(situation: &Situation, question: Question, subject: &Subject<'_>) -> Asked {
    let once = |_| {
        let start = Instant::now();
        let verdict = decide_in(situation, question, subject);
        (start.elapsed(), matches!(verdict, Verdict::Open(_)))
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

fn resource(type_name: &str, properties: Map, span: Span) -> Resource {
    Resource {
        address: "it".into(),
        type_name: type_name.into(),
        source_type: type_name.into(),
        properties,
        names: Vec::new(),
        header: span,
        body: span,
        presence: Presence::Always,
        families: Vec::new(),
        declared: Declared::Here,
    }
}

/// A policy whose statements all speak of the same six keys, by patterns that overlap.
fn overlapping(count: usize) -> String {
    let statements: Vec<String> = (0..count)
        .map(|at| {
            let effect = if at % 3 == 0 { "Allow" } else { "Deny" };
            let head: String = ('a'..='z').take(at + 1).collect();
            let tail: String = head.chars().rev().collect();
            let arn = if at % 2 == 0 { format!("{head}*") } else { format!("*{tail}") };
            let conditions = format!(
                r#""StringLike": {{"aws:PrincipalArn": "arn:aws:iam::*:user/{arn}", "aws:userid": "{head}*", "aws:Referer": "*{tail}"}},
                "StringNotLike": {{"aws:PrincipalOrgID": "o-{head}*"}},
                "IpAddress": {{"aws:SourceIp": "10.0.0.0/{}"}}, "NumericLessThan": {{"s3:max-keys": "{at}"}}"#,
                8 + at
            );
            format!(
                r#"{{"Effect": "{effect}", "Principal": "*", "Action": "s3:List*", "Resource": "arn:aws:s3:::b*", "Condition": {{{conditions}}}}}"#
            )
        })
        .collect();
    let line =
        format!(r#"{{"bucket": "b", "policy": {{"Version": "2012-10-17", "Statement": [{}]}}}}"#, statements.join(","));
    line.replace('\n', " ")
}
