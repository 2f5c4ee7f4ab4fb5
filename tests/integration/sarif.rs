//! Tests of SARIF: what GitHub makes of results, and logs that are put into one.

use std::path::{Path, PathBuf};

use bucketlint::finding::{Analysis, Evaluation, Label};
use bucketlint::report::{Format, Options, merge};
use bucketlint::rules::RuleSet;
use bucketlint::source::Span;
use serde_json::{Value, json};

use super::report::{analysis, assert_valid, options, render, schema};

fn log(analysis: &Analysis, all: bool) -> Value {
    serde_json::from_str(&render(Format::Sarif, analysis, &Options { all, ..options() })).unwrap()
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

fn notifications(log: &Value) -> Vec<&str> {
    let all = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    all.iter().map(|it| it["message"]["text"].as_str().unwrap()).collect()
}

/// So many findings, each on a line of its own, and one that is worse behind them.
fn many(count: usize) -> Analysis {
    let mut analysis = analysis();
    let (public, versioning) = (analysis.evaluations[1].clone(), analysis.evaluations[3].clone());
    let file = analysis.sources.add("many.tf".into(), "many.tf".into(), "a\n".repeat(count).into_bytes());
    let of = |at: usize| Evaluation {
        primary: Label::at(Span::new(file, at * 2..at * 2 + 1), "here"),
        related: Vec::new(),
        ..versioning.clone()
    };
    analysis.evaluations = (1..count).map(of).chain([public]).collect();
    analysis.problems.clear();
    analysis
}

#[test]
fn the_worst_are_kept_of_more_results_than_github_takes() {
    let log = log(&many(25_001), false);
    assert_eq!(results(&log).len(), 25_000);
    assert_eq!(results(&log)[0]["ruleId"], "s3-bucket-public-read-prohibited");
    assert_eq!(notifications(&log), ["1 results were left out, because GitHub takes 25000; the worst are kept."]);
}

#[test]
fn the_worst_come_first_of_more_results_than_github_shows() {
    let shown = log(&many(5_000), false);
    assert_eq!(results(&shown)[0]["ruleId"], "s3-bucket-versioning-enabled");
    assert!(notifications(&shown).is_empty());
    let more = log(&many(5_001), false);
    assert_eq!(results(&more).len(), 5_001);
    assert_eq!(results(&more)[0]["ruleId"], "s3-bucket-public-read-prohibited");
    assert_eq!(notifications(&more), ["GitHub shows 5000 of these 5001 results; the worst come first."]);
}

/// GitHub takes results of one rule and line for one alert: instances that share a line are one result, which lists
/// them and every call that leads to them.
#[test]
fn instances_that_share_a_line_are_one_result() {
    let mut analysis = analysis();
    let versioning = analysis.evaluations[3].clone();
    let file = analysis.sources.add("calls.tf".into(), "calls.tf".into(), "call\n".repeat(20).into_bytes());
    let of = |at: usize| Evaluation {
        resource: format!("module.m[{at}].aws_s3_bucket.b").into(),
        related: vec![Label::at(Span::new(file, at * 5..at * 5 + 4), format!("called here ({at})"))],
        ..versioning.clone()
    };
    let another = |at: usize| Evaluation { message: format!("another message of {at}").into(), ..of(at) };
    let start = versioning.primary.span.unwrap();
    let elsewhere = Span::new(start.file, 0..1);
    let apart = Evaluation { primary: Label::at(elsewhere, "here"), ..of(19) };
    analysis.evaluations = (0..3).map(of).chain((3..14).map(another)).chain([apart]).collect();
    let log = log(&analysis, false);
    let [one, _] = results(&log) else { panic!("{log}") };
    let names: Vec<_> = one["locations"][0]["logicalLocations"].as_array().unwrap().iter().collect();
    assert_eq!((names.len(), &names[13]["fullyQualifiedName"]), (14, &json!("module.m[13].aws_s3_bucket.b")));
    let text = one["message"]["text"].as_str().unwrap();
    assert!(
        text.contains("\nAlso: 2 more alike: `module.m[1].aws_s3_bucket.b`, `module.m[2].aws_s3_bucket.b`."),
        "{text}"
    );
    assert!(text.contains("\nAlso: module.m[3].aws_s3_bucket.b: another message of 3."), "{text}");
    assert!(text.ends_with("\nAlso: 1 more on this line."), "{text}");
    assert_eq!(one["relatedLocations"].as_array().unwrap().len(), 14);
    let ids: Vec<_> = one["relatedLocations"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (1..15).collect::<Vec<_>>());
}

/// The way of a request ends where it is let through.
#[test]
fn the_way_of_a_request_is_a_code_flow() {
    let log = log(&analysis(), false);
    let flow = &results(&log)[0]["codeFlows"][0];
    let steps = flow["threadFlows"][0]["locations"].as_array().unwrap();
    let said: Vec<_> = steps.iter().map(|it| it["location"]["message"]["text"].as_str().unwrap()).collect();
    let expected = ["`var.block_public` is false by default", "does not block", "attached here", "allows `*` to read"];
    assert_eq!(said, expected);
    assert!(flow["message"]["text"].as_str().unwrap().starts_with("an anonymous caller may"));
    assert!(results(&log)[1].get("codeFlows").is_none());
}

#[test]
fn results_have_the_hash_of_their_line() {
    let mut analysis = analysis();
    let hash = |analysis: &Analysis| {
        results(&log(analysis, false))[0]["partialFingerprints"]["primaryLocationLineHash"].clone()
    };
    let known = hash(&analysis);
    assert!(known.as_str().unwrap().ends_with(":1"), "{known}");
    // Who reads a file as UTF-8 that is none reads other letters.
    let file = analysis.sources.add("a.tf".into(), "a.tf".into(), b"a = \"\xff\"\n".to_vec());
    analysis.evaluations[1].primary = Label::at(Span::new(file, 0..1), "here");
    assert_eq!(hash(&analysis), Value::Null);
}

/// Who shows no Markdown shows none of its marks.
#[test]
fn pages_are_plain_text_too() {
    let analysis = Analysis { rules: RuleSet::built_in().0.infos(), ..Analysis::default() };
    let log = log(&analysis, false);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.len() > 50);
    for rule in rules {
        let text = rule["help"]["text"].as_str().unwrap();
        let marks = ["```", "](", "`", "**", "\n#", "| ---"];
        let found: Vec<_> = marks.into_iter().filter(|mark| text.contains(mark)).collect();
        assert!(found.is_empty(), "{found:?}: {text}");
        assert!(text.len() > 300 && rule["properties"]["precision"] == "high", "{text}");
    }
}

/// An empty folder below the target directory.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
    let output = command.current_dir(folder).env_clear().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn runs_over_policies_have_their_rules() {
    let folder = scratch("policy");
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}});
    std::fs::write(folder.join("p.json"), policy.to_string()).unwrap();
    let checks = ["policy", "p.json", "--check", "tls-only", "--check", "no-public-access", "--check", "tls-only"];
    let (code, out, _) = run(&folder, &[&checks[..], &["--format", "sarif"]].concat());
    let log: Value = serde_json::from_str(&out).unwrap();
    let rules: Vec<_> =
        log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!((code, json!(rules)), (1, json!(["no-public-access", "tls-only"])));
    for result in results(&log) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

fn one_run(tool: &str, id: &str) -> Value {
    json!({"tool": {"driver": {"name": tool}}, "automationDetails": {"id": id}, "results": []})
}

/// GitHub takes runs of one tool in one file where each has a category of its own.
#[test]
fn logs_that_are_put_into_one_have_categories_of_their_own() {
    let of = |runs: Vec<Value>| json!({"version": "2.1.0", "runs": runs}).to_string();
    let logs = [
        ("a/infra.sarif".to_owned(), of(vec![one_run("bucketlint", "bucketlint/"), one_run("other", "bucketlint/")])),
        ("b/infra.sarif".to_owned(), of(vec![one_run("bucketlint", "bucketlint/")])),
        ("c/infra.sarif.json".to_owned(), of(vec![one_run("bucketlint", "bucketlint/2")])),
        ("plain.sarif".to_owned(), of(vec![json!({"tool": {"driver": {"name": "x"}}, "results": []}); 2])),
    ];
    let merged = merge(&logs).unwrap();
    let log = assert_valid(&schema(include_str!("../data/report/sarif-2.1.0.schema.json")), &merged.log);
    let ids: Vec<_> =
        log["runs"].as_array().unwrap().iter().map(|run| run["automationDetails"]["id"].clone()).collect();
    let expected = ["bucketlint/", "bucketlint/", "bucketlint/infra/", "bucketlint/infra-2/"];
    assert_eq!(ids[..4], expected);
    assert_eq!(ids[4..], [Value::Null, json!("plain/")]);
    assert_eq!(merged.warning, "");
    let many = [("a".to_owned(), of(vec![one_run("t", ""); 21]))];
    assert_eq!(merge(&many).unwrap().warning, "there are 21 runs, and GitHub takes no more than 20 in a file");
    let few = [("a".to_owned(), of(vec![one_run("t", ""); 20]))];
    assert_eq!(merge(&few).unwrap().warning, "");
}

#[test]
fn what_is_no_log_is_told() {
    let folder = scratch("merge");
    let cases = [
        ("{", "`x.sarif` is no log of SARIF 2.1.0: EOF while parsing"),
        ("[]", "it has no version"),
        ("{\"version\": \"2.0.0\", \"runs\": []}", "its version is `2.0.0`"),
        ("{\"version\": \"2.1.0\", \"runs\": {}}", "it has no list of runs"),
        ("{\"version\": \"2.1.0\", \"runs\": [1]}", "one of its runs is no object"),
    ];
    for (text, expected) in cases {
        std::fs::write(folder.join("x.sarif"), text).unwrap();
        let (code, out, errors) = run(&folder, &["sarif", "merge", "x.sarif"]);
        assert_eq!((code, out.as_str()), (2, ""), "{text}");
        assert!(errors.contains(expected), "{text}: {errors}");
    }
    let (code, _, errors) = run(&folder, &["sarif", "merge", "gone.sarif"]);
    assert!(code == 2 && errors.contains("cannot read `gone.sarif`"), "{errors}");
    let hostile = json!({"version": "2.1.0", "runs": [one_run("##[x]\u{1b}", "a/")]});
    std::fs::write(folder.join("x.sarif"), hostile.to_string()).unwrap();
    let (code, out, _) = run(&folder, &["sarif", "merge", "x.sarif", "x.sarif"]);
    assert!(code == 0 && !out.contains("##[") && !out.contains('\u{1b}'), "{out}");
    assert!(out.contains("\"a/x/\""), "{out}");
}
