//! What is not known overturns nothing: an example that has a variable where a value stood is judged as before, or is open.
//!
//! `EXAMPLES=all` asks it of every value of every example; without, of some.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use bucketlint::finding::Compliance;
use bucketlint::source::Memory;
use regex::Regex;

use super::super::run::{run_baseline_by, run_one_by};
use super::{Example, configuration, examples, is_of_account, is_subject};

/// Values without which an example is decided otherwise, by the start of its path below `rules`, and why.
const STATED: [(&str, &str, &str); 5] = [
    (
        "bucketlint-s3-endpoint-policy/examples/fail/wildcard.tf",
        "\"vpc-*\"",
        "what comes from outside holds no wildcard",
    ),
    ("bucketlint-s3-endpoint-policy/examples/fail/wildcard.yaml", "vpc-*", "as above"),
    ("bucketlint-s3-endpoint-policy/examples/fail/wildcard.yaml", "\"vpc-*\"", "as above"),
    (
        "s3-bucket-blacklisted-actions-prohibited/examples/pass/denied-outright.tf",
        "aws_s3_bucket.this.arn",
        "a resource that is not told is about all that is the bucket's own",
    ),
    (
        "s3-bucket-blacklisted-actions-prohibited/examples/pass/denied-outright.yaml",
        "!GetAtt This.Arn",
        "a resource that is not told is about all that is the bucket's own",
    ),
];

/// Where a value stands that an example gives.
type Place = Range<usize>;

#[test]
fn values_that_are_not_known_overturn_no_example() {
    let all: Vec<_> = examples().into_iter().filter(|it| it.expected != Compliance::InsufficientData).collect();
    let asked = all.iter().flat_map(|example| {
        let text = fs::read_to_string(&example.path).unwrap();
        places(&example.path, &text).into_iter().map(move |place| (example, text.clone(), place))
    });
    let is_exhaustive = std::env::var("EXAMPLES").is_ok_and(|it| it == "all");
    let step = if is_exhaustive { 1 } else { 23 };
    let wrong: Vec<_> =
        asked.step_by(step).filter_map(|(example, text, place)| overturned(example, &text, &place)).collect();
    assert!(wrong.is_empty(), "{} are overturned:\n{}", wrong.len(), wrong.join("\n"));
}

/// Where the verdict on an example is decided otherwise without the value at a place than with it.
fn overturned(Example { rule, expected, path }: &Example, text: &str, place: &Place) -> Option<String> {
    let opened = opened(path, text, place);
    let name = path.file_name().unwrap();
    let (fs, configuration) = (Memory::new([(name, opened)]), configuration(text, rule));
    let run = if is_of_account(rule) { run_baseline_by } else { run_one_by };
    let analysis = run(&fs, name, rule, &configuration);
    let own = analysis.evaluations.iter().filter(|it| it.rule.name == *rule && is_subject(&it.resource));
    let found: Vec<_> = own.map(|it| it.compliance).collect();
    // What holds wherever it applies may apply nowhere; what belongs to nothing that is known is judged by itself.
    let holds = |it: &Compliance| {
        *it == *expected
            || *it == Compliance::InsufficientData
            || (*it, *expected) == (Compliance::Compliant, Compliance::NotApplicable)
    };
    if found.iter().any(holds) || found.is_empty() && *expected != Compliance::NonCompliant {
        return None;
    }
    let shown = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap().display();
    let line = text[..place.start].lines().count().max(1);
    let value = &text[place.clone()];
    let is_stated = STATED.iter().any(|(start, stated, _)| shown.to_string().starts_with(start) && *stated == value);
    (!is_stated).then(|| format!("{shown}:{line}: {found:?} without `{value}`"))
}

/// The text with an input that has no value in the place of a value.
fn opened(path: &Path, text: &str, place: &Place) -> String {
    let (before, after) = (&text[..place.start], &text[place.end..]);
    if is_template(path) {
        const INPUT: &str = "Parameters:\n  Open: {Type: String}\n";
        let opened = format!("{before}!Ref Open{after}");
        if opened.contains("Parameters:\n") {
            opened.replacen("Parameters:\n", INPUT, 1)
        } else {
            format!("{INPUT}{opened}")
        }
    } else {
        format!("{before}var.open{after}\nvariable \"open\" {{}}\n")
    }
}

fn is_template(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "yaml")
}

/// The values of an example that say something of a resource.
fn places(path: &Path, text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let (mut at, mut is_open) = (0, false);
    for line in text.split_inclusive('\n') {
        let is_top = line.starts_with(|it: char| it.is_ascii_alphabetic());
        if is_top {
            is_open = ["Resources:", "resource ", "data ", "locals "].iter().any(|it| line.starts_with(it));
        }
        if is_open && !is_top {
            let found = if is_template(path) { in_template(line) } else { in_module(line) };
            places.extend(found.into_iter().map(|it| at + it.start..at + it.end));
        }
        at += line.len();
    }
    if text.contains("<<") || text.contains(": |") || text.contains(": >") { Vec::new() } else { places }
}

/// The literals and references of a line of a module, and the texts with references.
fn in_module(line: &str) -> Vec<Place> {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        let text = r#""(?:[^"\\$]|\\.|\$[^{]|\$\{[^}"]*\})*""#;
        Regex::new(&format!(r"{text}|\b(?:true|false|[0-9]+|(?:data\.)?aws_\w+\.\w+(?:\.\w+)+)\b")).unwrap()
    });
    static HEADER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^\s*(#|(count|for_each)\b|\w+( "\w+")* \{)"#).unwrap());
    if HEADER.is_match(line) && !line.trim_end().ends_with('}') {
        return Vec::new();
    }
    let is_value = |it: &Place| {
        let (before, after) = (line[..it.start].trim_end(), line[it.end..].trim_start());
        // The names of attributes are no values.
        let is_key = after.starts_with(':') || after.starts_with('=') && !after.starts_with("==");
        !is_key
            && !after.starts_with(['[', '.'])
            && (before.is_empty() || before.ends_with(['=', '[', ',', '(', '?', ':']))
    };
    VALUE.find_iter(line).map(|it| it.range()).filter(is_value).collect()
}

/// The literals, and the short forms of functions with one argument, of a line of a template.
fn in_template(line: &str) -> Vec<Place> {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:: |- |\[|, )((?:!(?:Sub|Ref|GetAtt) )?(?:"[^"]*"|'[^']*'|[^\s"'!{}\[\],:&*|>#-](?:[^,\]}\s]|[^,\]}:] )*))"#)
            .unwrap()
    });
    const OF_RESOURCES: [&str; 5] = ["Type:", "DependsOn:", "Condition:", "DeletionPolicy:", "UpdateReplacePolicy:"];
    let indented = line.len() - line.trim_start().len();
    let is_of_resource = indented == 4 && OF_RESOURCES.iter().any(|it| line.trim_start().starts_with(it));
    if is_of_resource || line.contains("Fn::") || line.contains("Ref:") || line.contains("!If") || line.contains('#') {
        return Vec::new();
    }
    let is_value = |it: &Place| {
        let value = &line[it.clone()];
        !line[it.end..].starts_with(':')
            && !value.ends_with(':')
            && value.matches('{').count() == value.matches('}').count()
    };
    let found = VALUE.captures_iter(line).filter_map(|it| it.get(1)).map(|it| it.range());
    found.filter(is_value).collect()
}
