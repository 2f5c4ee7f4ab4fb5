//! The verdicts of an independent implementation on an SMT solver: ours agree with every one of them, in all that
//! `bucketlint policy --batch` answers.

#![expect(clippy::print_stdout, reason = "the counts are for people who look at the run")]

use std::collections::BTreeMap;

use assert_cmd::Command;
use serde_json::Value as Json;

#[test]
fn agrees_on_documented_cases() {
    compare("../shared/oracle-2026/known.jsonl", 0);
}

#[test]
fn agrees_on_generated_cases() {
    compare("../shared/oracle-2026/cases-2000.jsonl", 0);
}

#[test]
fn agrees_on_cases_of_our_own() {
    compare("tests/data/reason/cases.jsonl", 0);
}

/// Holds what the program says of a file of cases against what each case expects. It may be too careful in so many
/// verdicts, about callers whose keys contradict each other; what is open it must never call shut.
#[expect(clippy::disallowed_methods, reason = "some cases stand outside of the project")]
fn compare(path: &str, too_careful: usize) {
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("{path} is not here: skipped");
        return;
    };
    let output = Command::cargo_bin("bucketlint").unwrap().args(["policy", "--batch", path]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8(output.stdout).unwrap();
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    assert_eq!(lines().count(), found.lines().count(), "one line for each case");
    let mut tally: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut wrong, mut careful) = (Vec::new(), 0);
    for (case, found) in lines().zip(found.lines()) {
        let (case, found): (Json, Json) = (serde_json::from_str(case).unwrap(), serde_json::from_str(found).unwrap());
        assert_eq!(case["id"], found["id"], "in order");
        for (name, expected) in case["expect"].as_object().unwrap() {
            if &found[name] != expected {
                let difference = format!("{} {name}: {}, expected {expected}", case["id"], found[name]);
                let shut = if name == "ssl_only" { Json::from(true) } else { Json::from(false) };
                if *expected == shut || expected == "NOT_PUBLIC" || found[name].is_null() || found[name] == "UNKNOWN" {
                    careful += 1;
                    println!("{difference}");
                } else {
                    wrong.push(difference);
                }
            }
            *tally.entry((name.clone(), expected.to_string())).or_insert(0) += 1;
        }
    }
    for ((name, expected), count) in tally {
        println!("{name:24} {expected:14} {count}");
    }
    assert!(careful <= too_careful, "{careful} too careful");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
