//! Our evaluator against the one of the `cfn-guard` crate, where nothing is unknown: rules that are made of the parts
//! of the language, each over several documents. No status is written down here; the crate's is the one that is right.
//!
//! `tests/guard_parity.py` does the same with rules and inputs that others wrote.

use std::panic::catch_unwind;
use std::path::Path;

use bucketlint::guard::{self, Status};
use bucketlint::source::Sources;
use bucketlint::value::{Value, parse_json};

/// What a rule came to; nothing where the crate gives up on the file.
type Statuses = Vec<(String, &'static str)>;

fn value_of(document: &str) -> Value {
    let mut sources = Sources::default();
    let file = sources.add("document.json".into(), "document.json".into(), document.into());
    parse_json(file, sources.text(file)).unwrap().root
}

fn ours(rules: &str, document: &str) -> Result<Statuses, String> {
    let check = guard::parse(rules).map_err(|error| format!("line {}: {}", error.line, error.message))?;
    let status = |status| match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
        Status::Skip => "SKIP",
        Status::Unknown => "UNKNOWN",
    };
    let outcomes = guard::evaluate(&check, &value_of(document));
    Ok(outcomes.into_iter().map(|one| (one.rule.to_string(), status(one.status))).collect())
}

/// What the crate says, in the order of the rules; why, where it gives up.
fn theirs(rules: &str, document: &str) -> Result<Statuses, String> {
    let (rules, document) = (rules.to_owned(), document.to_owned());
    let text = catch_unwind(move || {
        let input = |content, file_name| cfn_guard::ValidateInput { content, file_name };
        cfn_guard::run_checks(input(&document, "data.json"), input(&rules, "rules.guard"), true)
    });
    let text = text.map_err(|_| "a panic")?.map_err(|error| error.to_string())?;
    let events: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let rules =
        events["children"].as_array().into_iter().flatten().filter_map(|event| event["container"].get("RuleCheck"));
    let status = |rule: &serde_json::Value| match rule["status"].as_str().unwrap() {
        "PASS" => "PASS",
        "FAIL" => "FAIL",
        _ => "SKIP",
    };
    let name = |rule: &serde_json::Value| rule["name"].as_str().unwrap().trim_start_matches("rules.guard/").to_owned();
    Ok(rules.map(|rule| (name(rule), status(rule))).collect())
}

/// Documents that hold each kind of value in each kind of place.
const DOCUMENTS: [&str; 3] = [
    r#"{"Resources": {
        "a": {"Type": "T", "Name": "x", "Size": 5, "Half": 0.5, "Flag": true, "Text": "true", "Empty": "", "None": [],
              "Void": {}, "Tags": [{"Key": "k", "Value": "x"}, {"Key": "l", "Value": "y"}], "Names": ["x", "y"],
              "Sizes": [1, 5, 9], "Mixed": ["x", 5, true, ["x"], {"x": 1}], "Map": {"x": "1", "y": "2"}, "One": ["x"],
              "Lists": [["x"], ["y"]], "Json": "{\"a\": [1, {\"b\": \"x\"}]}", "At": "2024-01-02T03:04:05Z",
              "Digits": "5", "Url": "a%20b", "Long": "arn:aws:s3:::x/y", "snake_case": 1, "kebab-case": 2},
        "b": {"Type": "U", "Name": "y", "Size": 7.5, "Tags": [], "Names": ["y"], "Map": {"y": "2"}}}}"#,
    r#"{"Resources": {"a": {"Type": "T", "Name": ["x", "z"], "Size": "5", "Flag": "yes", "Tags": {"Key": "k"},
              "Names": "x", "Map": [{"x": "1"}], "Sizes": 5, "Json": "[]", "Digits": "05", "Mixed": [], "One": "x"}}}"#,
    r#"{"Resources": {}, "Other": {"Name": "x"}}"#,
];

/// Queries of the documents.
const QUERIES: [&str; 46] = [
    "Name",
    "Size",
    "Half",
    "Flag",
    "Text",
    "Empty",
    "None",
    "Void",
    "Tags",
    "Names",
    "Sizes",
    "Mixed",
    "Map",
    "One",
    "Lists",
    "Gone",
    "Gone.Further",
    "Name.Further",
    "Tags[*].Key",
    "Tags.*.Key",
    "Tags[0].Key",
    "Tags.1.Value",
    "Tags[-1].Key",
    "Tags[7]",
    "Names[*]",
    "Sizes[*]",
    "Sizes.*",
    "None[*]",
    "Void.*",
    "Map.*",
    "Map[ keys == 'x' ]",
    "Map[ keys != 'x' ]",
    "Map[ keys == /^[xz]$/ ]",
    "Map[ keys in ['x', 'q'] ]",
    "Map[ keys not in ['x', 'q'] ]",
    "Tags[ Key == 'k' ]",
    "Tags[ Key == 'k' ].Value",
    "Tags[ Key == 'none' ]",
    "Tags[ Key == 'none' ].Value",
    "Tags[ Key == 'k' or Value == 'y' ].Value",
    "Map[ this == '1' ]",
    "'Name'",
    "SnakeCase",
    "snakeCase",
    "size",
    "Names[ this == 'x' ]",
];

/// What stands on the right of a comparison.
const OPERANDS: [&str; 28] = [
    "'x'",
    "''",
    "5",
    "5.0",
    "-1",
    "true",
    "null",
    "/^x$/",
    "/x|y/",
    "['x']",
    "['x', 'y']",
    "['x', 'z', 'y']",
    "[]",
    "[5]",
    "[1, 5, 9]",
    "[['x'], ['q']]",
    "[/^x/, 5]",
    "{x: '1', y: '2'}",
    "{}",
    "r[1,5]",
    "r(1,5)",
    "r[0.1,5.5)",
    "r[a,y)",
    "'xyz'",
    "Name",
    "Names[*]",
    "Names",
    "Gone",
];

const TESTS: [&str; 9] =
    ["exists", "empty", "is_string", "is_list", "is_struct", "is_bool", "is_int", "is_float", "is_null"];

/// Files of rules of one clause each, made of every query with every operator.
fn generated() -> Vec<String> {
    let mut files = Vec::new();
    let mut file = String::new();
    let mut count = 0;
    let every = std::env::var_os("BUCKETLINT_ALL").is_none();
    let mut add = |clause: &str| {
        count += 1;
        // Every seventeenth meets each operator, each query and each operand; all of them take a minute.
        if every && count % 17 != 0 {
            return;
        }
        file += &format!("rule r{count} {{ Resources.a {{ {clause} }} }}\n");
        if count % 200 == 0 {
            files.push(std::mem::take(&mut file));
        }
    };
    for query in QUERIES {
        for test in TESTS {
            for clause in [format!("{query} {test}"), format!("{query} !{test}"), format!("not some {query} {test}")] {
                add(&clause);
            }
        }
        for operand in OPERANDS {
            for (at, operator) in ["==", "!=", "in", "not in", "<", ">="].into_iter().enumerate() {
                // Each kind of quantifier and negation with some.
                let start = ["", "some ", "not "][(at + operand.len() + query.len()) % 3];
                add(&format!("{start}{query} {operator} {operand}"));
            }
        }
    }
    files.push(file);
    files
}

/// Where the statuses of rules are not the crate's. Where it gives up on a file of rules that know nothing of each other,
/// each half is looked at by itself.
fn differences(rules: &str, document: &str, compared: &mut usize) -> Vec<String> {
    let found = match ours(rules, document) {
        Ok(found) => found,
        Err(error) => return vec![format!("not loaded: {error}")],
    };
    if let Ok(expected) = theirs(rules, document) {
        let start = |name: &str| format!("rule {name} ");
        let line = |name: &str| rules.lines().find(|line| line.starts_with(&start(name))).unwrap_or(name).to_owned();
        *compared += expected.len();
        let differ = found.iter().zip(&expected).filter(|(one, other)| one != other);
        return differ.map(|((name, one), (_, other))| format!("{one} is {other} there: {}", line(name))).collect();
    }
    let lines: Vec<_> = rules.lines().collect();
    if lines.len() < 2 || !lines.iter().all(|line| line.starts_with("rule r")) {
        return Vec::new();
    }
    let (first, second) = lines.split_at(lines.len() / 2);
    [first, second].into_iter().flat_map(|half| differences(&half.join("\n"), document, compared)).collect()
}

#[test]
fn every_construct_gives_what_the_crate_gives() {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for rules in generated() {
        for document in DOCUMENTS {
            wrong.extend(differences(&rules, document, &mut compared));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 1_500, "only {compared} statuses were compared");
}

#[test]
fn written_rules_give_what_the_crate_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/guard_parity");
    let (mut compared, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let rules = std::fs::read_to_string(&path).unwrap();
        let before = compared;
        for document in DOCUMENTS {
            let differ = differences(&rules, document, &mut compared);
            wrong.extend(differ.into_iter().map(|it| format!("{}: {it}", path.display())));
        }
        // On a document that lacks what a rule needs the crate may give up.
        let why = || theirs(&rules, DOCUMENTS[0]).err();
        assert!(compared > before || !wrong.is_empty(), "{}: the crate gives up: {:?}", path.display(), why());
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Rules and inputs that others wrote, as `tests/guard_parity.py` lays them out: lines of a file of rules and one of JSON.
#[test]
#[ignore = "tests/guard_parity.py runs it"]
fn rules_of_others_give_what_the_crate_gives() {
    let Some(list) = std::env::var_os("BUCKETLINT_PARITY") else { return };
    let (mut compared, mut given_up, mut files) = (0, 0, 0);
    let mut wrong = std::collections::BTreeMap::<String, usize>::new();
    for line in std::fs::read_to_string(list).unwrap().lines() {
        let (rules, document) = line.split_once('\t').unwrap();
        let [text, input] = [rules, document].map(|path| std::fs::read_to_string(path).unwrap());
        let before = compared;
        for difference in differences(&text, &input, &mut compared) {
            let cut: String = difference.lines().next().unwrap().chars().take(160).collect();
            *wrong.entry(format!("{rules}\t{cut}\t{document}")).or_default() += 1;
        }
        files += 1;
        given_up += usize::from(compared == before);
    }
    wrong.keys().for_each(|difference| eprintln!("{difference}"));
    eprintln!("{files} pairs, {compared} statuses, {} differ; the crate gives up on {given_up} pairs", wrong.len());
}
