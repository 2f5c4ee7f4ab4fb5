//! The verdicts of an independent implementation on an SMT solver, where they are at hand: a decided verdict never
//! contradicts them.

#![expect(clippy::print_stdout, reason = "the counts are for people who look at the run")]

use bucketlint::reason::Question;
use serde_json::Value as Json;

use super::cases::{Fixture, word};

#[test]
fn never_contradicts_documented_cases() {
    // The cases that AWS documents say what the literal rule of S3 finds public; ours trusts a wildcard behind a fixed
    // account as well, so only its "not public" is comparable where the two differ.
    compare("../shared/oracle/known.jsonl");
}

#[test]
fn never_contradicts_generated_cases() {
    compare("../shared/oracle/cases-2000.jsonl");
}

#[expect(clippy::disallowed_methods, reason = "the cases stand outside of the project")]
fn compare(path: &str) {
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("{path} is not here: skipped");
        return;
    };
    let mut tally = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        for (question, names) in QUESTIONS {
            let Some((name, expected)) = names.iter().find_map(|name| Some((name, case["expect"].get(name)?))) else {
                continue;
            };
            let found = word(&fixture(&case).decide(question));
            let expected = match expected {
                Json::String(text) => text.as_str(),
                Json::Bool(true) => "NOT_PUBLIC",
                _ => "PUBLIC",
            };
            *tally.entry((*name, expected.to_owned(), found)).or_insert(0) += 1;
            let literal_only = expected == "PUBLIC" && *name != "ssl_only" && !name.ends_with("_account");
            if found != "UNKNOWN" && found != expected && !literal_only {
                wrong.push(format!("{} {name}: {found}, expected {expected}", case["id"]));
            }
        }
    }
    for ((name, expected, found), count) in tally {
        println!("{name:24} {expected:12} found {found:12} {count}");
    }
    assert!(wrong.is_empty(), "{} contradictions:\n{}", wrong.len(), wrong.join("\n"));
}

const QUESTIONS: [(Question, &[&str]); 3] = [
    (Question::PublicRead, &["public_read_account", "public_read"]),
    (Question::PublicWrite, &["public_write_account", "public_write"]),
    (Question::PlainHttp, &["ssl_only"]),
];

/// The case as a bucket. `BlockPublicPolicy` and `BlockPublicAcls` are left out: the solver judges a bucket that has
/// its policy already, on which they have no effect; we judge code that is yet to be deployed.
fn fixture(case: &Json) -> Fixture {
    let block = |level: &str| {
        let mut settings = serde_json::Map::new();
        for name in ["IgnorePublicAcls", "RestrictPublicBuckets"] {
            settings.insert(name.to_owned(), case["bpa"][level][name].as_bool().unwrap_or(false).into());
        }
        Json::Object(settings)
    };
    let mut bucket = serde_json::Map::new();
    bucket.insert("PublicAccessBlockConfiguration".to_owned(), block("bucket"));
    bucket
        .insert("OwnershipControls".to_owned(), serde_json::json!({"Rules": [{"ObjectOwnership": case["ownership"]}]}));
    match &case["acl"] {
        Json::String(canned) => {
            let capital = |word: &str| {
                let (first, rest) = word.split_at(1);
                first.to_uppercase() + rest
            };
            let name: String = canned.split('-').map(capital).collect();
            bucket.insert("AccessControl".to_owned(), name.into());
        }
        acl => {
            let grant = |grant: &Json| {
                let group = grant["grantee"].as_str().unwrap_or("");
                let grantee = match group {
                    "AllUsers" | "AuthenticatedUsers" => {
                        serde_json::json!({"URI": format!("http://acs.amazonaws.com/groups/global/{group}")})
                    }
                    uri if uri.starts_with("http") => serde_json::json!({"URI": uri}),
                    _ => serde_json::json!({"ID": group}),
                };
                serde_json::json!({"Grantee": grantee, "Permission": grant["permission"]})
            };
            let grants: Vec<Json> = acl["grants"].as_array().into_iter().flatten().map(grant).collect();
            if !acl.is_null() {
                bucket.insert("AccessControlPolicy".to_owned(), serde_json::json!({"Grants": grants}));
            }
        }
    }
    Fixture {
        name: case["bucket"].as_str().unwrap_or("b").to_owned(),
        bucket: Json::Object(bucket).to_string(),
        account: Some(block("account").to_string()),
        policies: (!case["policy"].is_null()).then(|| case["policy"].to_string()).into_iter().collect(),
        ..Fixture::default()
    }
}
