//! Guard rules over documents with unknowns. A case is a file: rule text, a document, and the expected outcome of each rule.
//!
//! In a document `"?name"` is an unknown and `"a-?{name}-b"` text with a hole. Documents without either are also given to
//! the crate's own evaluator, and both must agree on every status.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bucketlint::guard::{self, Outcome, Status};
use bucketlint::source::{Sources, Span};
use bucketlint::value::{Kind, List, Map, Piece, Text, TextBuilder, Unknown, Value, parse_json};

use super::run::assert_current;

struct Case {
    path: PathBuf,
    rules: String,
    document: String,
    expected: String,
}

#[test]
fn every_case_gives_its_outcome() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = outcome_of(&case);
        if std::env::var_os("BUCKETLINT_BLESS").is_some() {
            let text =
                format!("{}\n--- document\n{}\n--- outcome\n{found}", case.rules.trim_end(), case.document.trim_end());
            fs::write(&case.path, text).unwrap();
        } else if found != case.expected {
            wrong.push(format!("{}:\nexpected:\n{}\nfound:\n{found}", case.path.display(), case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn agrees_with_the_reference_evaluator_where_nothing_is_unknown() {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| !case.document.contains('?') && !case.expected.starts_with("error")) {
        let ours: Vec<_> = evaluate(case).iter().map(|it| (it.rule.to_string(), status_name(it.status))).collect();
        let reference = reference_statuses(case);
        compared += ours.len();
        if ours != reference {
            wrong.push(format!("{}: ours {ours:?}, reference {reference:?}", case.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 40, "only {compared} rules were compared");
}

#[test]
fn hostile_rules_are_refused_with_their_line() {
    let deep = format!("rule a {{\n{}", "when x exists { ".repeat(3000));
    let long = "#".repeat(300 * 1024);
    let chain = |calls: usize| {
        let rule = |at: usize| format!("rule r{at} {{\n  r{}\n}}\n", at + 1);
        let rules: String = (0..calls).map(rule).collect();
        format!("{rules}rule r{calls} {{ x exists }}")
    };
    assert!(guard::parse(&chain(31)).is_ok());
    let of_parts = |parts: usize| format!("rule a {{\n  {}a exists\n}}", "a.".repeat(parts - 1));
    assert!(guard::parse(&of_parts(128)).is_ok());
    for (text, line, message) in [
        (of_parts(129).as_str(), 2, "a path has more than 128 parts"),
        (deep.as_str(), 2, "brackets nest deeper than 64"),
        (chain(32).as_str(), 2, "rules ask for each other deeper than 32"),
        (long.as_str(), 0, "the text has 307200 bytes; at most 262144 are read"),
        ("rule a {\n  a\n}", 2, "the rule `a` asks for itself"),
        ("rule a {\n b\n}\nrule b {\n a\n}", 5, "the rule `a` asks for itself"),
        ("rule a {\n  b exists\n  %gone exists\n}", 3, "there is no variable `%gone`"),
        ("rule a {\n  gone\n}", 2, "there is no rule `gone`"),
        ("rule a { x exists }\nlet v = %w\nlet w = %v.y", 2, "the variable `%v` is defined by itself"),
        ("rule a(p) {\n %p exists\n}\nrule b {\n a()\n}", 5, "the rule `a` has 1 parameters, not 0"),
        ("rule a(p) {\n a(%p)\n}", 2, "the rule `a` asks for itself"),
        ("rule a {\n gone('x')\n}", 2, "there is no rule `gone` with parameters"),
        ("rule a {\n  let x = y[ %gone == 1 ]\n  %x exists\n}", 2, "there is no variable `%gone`"),
    ] {
        let error = guard::parse(text).unwrap_err();
        assert_eq!((error.line, error.message.as_str()), (line, message));
    }
    assert_eq!(guard::parse("rule a {\n  x === 3\n}").unwrap_err().line, 2);
    assert!(guard::parse("\u{feff}rule a {\r\n  x exists\r\n}\r\n").is_ok());
}

#[test]
fn rules_that_ask_for_too_much_are_open() {
    let nested = |levels: usize| format!("{}x exists{}", "this { ".repeat(levels), " }".repeat(levels));
    let numbers = |count: usize| (0..count).map(|it| it.to_string()).collect::<Vec<_>>().join(",");
    let long = "a".repeat(1024);
    let cases = [
        (
            format!(
                "rule a(p) {{ {} }}\nrule b(p) {{ {} }}\nrule c {{ {} }}",
                nested(60),
                nested(60).replace("x exists", "a(1)"),
                nested(60).replace("x exists", "b(1)")
            ),
            r#"{"x": 1}"#.to_owned(),
            "the rule nests deeper than 128 over what it asks for",
        ),
        (
            "rule c { l[*] < m[*] }".to_owned(),
            format!("{{\"l\": [{0}], \"m\": [{0}]}}", numbers(1001)),
            "the rule takes more than 1000000 steps on this document",
        ),
        (
            "let j = join(l[*], m)\nrule c { %j exists }".to_owned(),
            format!("{{\"l\": [{}\"\"], \"m\": \"{long}\"}}", "\"\",".repeat(1025)),
            "join(…) in line 1 of the rules makes more than 1048576 bytes",
        ),
    ];
    for (rules, text, expected) in cases {
        let outcomes = guard::evaluate(&guard::parse(&rules).unwrap(), &document(&text).1);
        let unknowns = outcomes.last().unwrap().unknowns.iter();
        let said: Vec<_> = unknowns.map(|unknown| format!("{} {}", unknown.expression, unknown.reason)).collect();
        assert_eq!(said, [expected]);
    }
}

fn outcome_of(case: &Case) -> String {
    let check = match guard::parse(&case.rules) {
        Ok(check) => check,
        Err(error) => return format!("error in line {}: {}\n", error.line, error.message),
    };
    let (_, document) = document(&case.document);
    guard::evaluate(&check, &document).iter().map(show).collect()
}

fn evaluate(case: &Case) -> Vec<Outcome> {
    let check = guard::parse(&case.rules).unwrap();
    guard::evaluate(&check, &document(&case.document).1)
}

fn show(outcome: &Outcome) -> String {
    let mut text = format!("{}: {}\n", outcome.rule, status_name(outcome.status));
    for failure in &outcome.failures {
        let found = failure.found.as_ref().map_or("missing".to_owned(), |value| {
            value.to_text().map_or_else(|| value.kind_name().to_owned(), |text| text.display())
        });
        let message = failure.message.as_deref().map(|it| format!(" <<{it}>>")).unwrap_or_default();
        text += &format!("  line {}, {}: {found}{message}\n", failure.line, failure.path.join("."));
    }
    let unknowns: Vec<_> = outcome.unknowns.iter().map(|unknown| &*unknown.expression).collect();
    if !unknowns.is_empty() {
        text += &format!("  depends on {}\n", unknowns.join(", "));
    }
    text
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
        Status::Skip => "SKIP",
        Status::Unknown => "UNKNOWN",
    }
}

/// The statuses that the crate's own evaluator gives, from its event tree.
fn reference_statuses(case: &Case) -> Vec<(String, &'static str)> {
    let input = |content, file_name| cfn_guard::ValidateInput { content, file_name };
    let (data, rules) = (input(case.document.as_str(), "data.json"), input(case.rules.as_str(), "rules.guard"));
    let events: serde_json::Value = serde_json::from_str(&cfn_guard::run_checks(data, rules, true).unwrap()).unwrap();
    let rules = events["children"].as_array().unwrap().iter().filter_map(|event| event["container"].get("RuleCheck"));
    let status = |rule: &serde_json::Value| match rule["status"].as_str().unwrap() {
        "PASS" => "PASS",
        "FAIL" => "FAIL",
        _ => "SKIP",
    };
    rules.map(|rule| (rule["name"].as_str().unwrap().to_owned(), status(rule))).collect()
}

fn document(text: &str) -> (Sources, Value) {
    let mut sources = Sources::default();
    let file = sources.add("document.json".into(), "document.json".into(), text.into());
    let value = parse_json(file, sources.text(file)).unwrap().root;
    let value = with_unknowns(&value);
    (sources, value)
}

fn with_unknowns(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::String(text) => text_with_holes(text.as_str().unwrap(), value.span()),
        Kind::List(list) => {
            let (rest, items): (Vec<_>, Vec<_>) = list.items.iter().partition(|item| item.as_str() == Some("?..."));
            let rest = rest.first().map(|item| unknown("...", item.span()));
            Kind::List(List { items: items.into_iter().map(with_unknowns).collect(), rest })
        }
        Kind::Map(map) => {
            let mut copy = Map::default();
            for (key, entry) in map.iter() {
                if **key == *"?..." {
                    copy.rest = Some(unknown("...", entry.key_span));
                } else {
                    copy.insert(Arc::clone(key), entry.key_span, with_unknowns(&entry.value));
                }
            }
            Kind::Map(copy)
        }
        other => other.clone(),
    };
    Value { kind, origin: value.origin.clone() }
}

fn text_with_holes(text: &str, span: Span) -> Kind {
    if let Some(name) = text.strip_prefix('?').filter(|rest| !rest.starts_with('{')) {
        return Kind::Unknown(unknown(name, span));
    }
    let mut builder = TextBuilder::default();
    let mut parts = text.split("?{");
    builder.push(parts.next().unwrap());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        builder.push_text(&Text::hole(unknown(name, span)));
        builder.push(rest);
    }
    let text = builder.finish();
    assert!(text.pieces().iter().all(|piece| !matches!(piece, Piece::Known(known) if known.contains("?{"))));
    Kind::String(text)
}

fn unknown(name: &str, span: Span) -> Arc<Unknown> {
    Arc::new(Unknown::new(name, span, "is not known"))
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/guard");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let (rules, rest) = text.split_once("--- document\n").unwrap();
        let (document, expected) = rest.split_once("--- outcome\n").unwrap();
        Case { rules: rules.into(), document: document.into(), expected: expected.into(), path }
    };
    paths.into_iter().map(read).collect()
}

/// The table of what the crate calls class case has the keys of all rules of ours: `INSTA_UPDATE=always` writes it.
#[test]
fn the_keys_of_our_rules_are_spelled_ahead() {
    let mut keys = BTreeSet::new();
    for rule in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap() {
        let Ok(text) = fs::read_to_string(rule.unwrap().path().join("check.guard")) else { continue };
        let check = format!("{:?}", guard::parse(&text).unwrap());
        let named = check.split("Key { name: \"").skip(1).filter_map(|rest| rest.split('"').next());
        keys.extend(named.filter(|name| !name.contains(' ')).map(str::to_owned));
    }
    let spelled = |key: &String| format!("{key} {}\n", cruet::case::class::to_class_case(key));
    assert_current("src/guard/class_case.txt", &keys.iter().map(spelled).collect::<String>());
}
