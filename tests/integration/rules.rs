//! Every example of every rule gives the verdict of its folder, and twins in different languages give the same verdicts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bucketlint::finding::{Analysis, Compliance, Evaluation, Label};
use bucketlint::rules::RuleSet;
use bucketlint::source::{Memory, Span};
use regex::Regex;

use super::run::run_all;

/// The folders of examples and the verdict that each stands for.
const FOLDERS: [(&str, Compliance); 4] = [
    ("fail", Compliance::NonCompliant),
    ("pass", Compliance::Compliant),
    ("unknown", Compliance::InsufficientData),
    ("not-applicable", Compliance::NotApplicable),
];

/// The resource that an example is about, in each language.
const SUBJECTS: [&str; 4] = ["aws_s3_bucket.this", "aws_kms_key.this", "aws_kms_replica_key.this", "This"];

struct Example {
    rule: String,
    expected: Compliance,
    path: PathBuf,
}

#[test]
fn built_in_rules_load() {
    let (rules, problems) = RuleSet::built_in();
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(rules.iter().count() >= 12);
}

#[test]
fn every_example_gives_the_verdict_of_its_folder() {
    let mut wrong = Vec::new();
    for Example { rule, expected, path } in examples() {
        let analysis = analyse_file(&path);
        let found = verdicts(&analysis).remove(&rule);
        let shown = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
        if found != Some(expected) {
            wrong.push(format!("{shown}: expected {expected}, got {found:?}"));
        }
        let problems: Vec<_> = analysis.problems.iter().map(|problem| &problem.message).collect();
        if !problems.is_empty() {
            wrong.push(format!("{shown}: {problems:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn twins_give_the_same_verdicts() {
    let mut twins: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for example in examples() {
        twins.entry(example.path.with_extension("")).or_default().push(example.path);
    }
    let mut wrong = Vec::new();
    for (stem, files) in &twins {
        let shown = stem.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
        if files.len() < 2 {
            wrong.push(format!("{shown} has no twin"));
        }
        let all: Vec<_> = files.iter().map(|file| verdicts(&analyse_file(file))).collect();
        for (file, other) in files.iter().zip(&all).skip(1) {
            let differing: Vec<_> = all[0].iter().filter(|(rule, verdict)| other.get(*rule) != Some(verdict)).collect();
            if !differing.is_empty() {
                let extension = file.extension().unwrap().display();
                wrong.push(format!("{shown}.{extension} differs from its first twin: {differing:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a resource is called is nothing to a rule, even where it is called like a part of the document that checks query.
#[test]
fn names_of_resources_mean_nothing() {
    const NAMES: [&str; 6] = ["PublicRead", "Replication", "Public", "Facts", "Resources", "Properties"];
    let usual = Regex::new(r"\b[tT]his\b").unwrap();
    for (Example { path, .. }, name) in examples().into_iter().step_by(3).zip(NAMES.into_iter().cycle()) {
        let text = fs::read_to_string(&path).unwrap();
        if Regex::new(&format!("(?m)^  {name}:")).unwrap().is_match(&text) {
            continue;
        }
        let either = Regex::new(&format!(r"\b(Usual|{name})\b")).unwrap();
        let said = |name: &str| {
            let renamed = usual.replace_all(&text, name).into_owned();
            let file = path.file_name().unwrap();
            let mut said = said(&run_all(&Memory::new([(file, renamed)]), file));
            said.iter_mut().for_each(|it| *it = either.replace_all(it, "@").into_owned());
            said.sort();
            said
        };
        assert_eq!(said(name), said("Usual"), "{} with the name `{name}`", path.display());
    }
}

/// Everything that is said of each resource and rule, with the lines that it points to.
fn said(analysis: &Analysis) -> Vec<String> {
    let line = |span: Span| analysis.sources.file(span.file).map(|file| file.position(span.range().start).line);
    let label = |label: &Label| format!("{} at line {:?}", label.message, label.span.and_then(line));
    let one = |it: &Evaluation| {
        let labels = std::iter::once(&it.primary).chain(&it.related).chain(&it.evidence).map(label);
        let unresolved = it.unresolved.iter().map(|it| format!("{} {}", it.expression, it.reason));
        let texts: Vec<_> = labels.chain(unresolved).collect();
        format!("{} {} {} {} {texts:#?} {:?}", it.rule.name, it.resource, it.compliance, it.message, it.witness)
    };
    analysis.evaluations.iter().map(one).collect()
}

#[test]
fn every_rule_has_examples_of_each_kind() {
    let mut missing = Vec::new();
    for rule in rule_folders() {
        for kind in ["fail", "pass", "unknown"] {
            let folder = rule.join("examples").join(kind);
            if !folder.is_dir() || fs::read_dir(&folder).unwrap().next().is_none() {
                missing.push(folder);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_page_has_the_same_headings() {
    const HEADINGS: [&str; 6] =
        ["What it checks", "Why it matters", "How to mend it", "Parameters", "What it cannot know", "AWS references"];
    for rule in rule_folders() {
        let page = fs::read_to_string(rule.join("README.md")).unwrap();
        let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.display());
    }
}

/// The verdict of every rule on the example's subject.
fn verdicts(analysis: &Analysis) -> BTreeMap<String, Compliance> {
    let on_subject = analysis.evaluations.iter().filter(|it| SUBJECTS.contains(&&*it.resource));
    on_subject.map(|it| (it.rule.name.clone(), it.compliance)).collect()
}

fn analyse_file(path: &Path) -> Analysis {
    let name = path.file_name().unwrap();
    let fs = Memory::new([(name, fs::read(path).unwrap())]);
    run_all(&fs, name)
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for rule in rule_folders() {
        let name = rule.file_name().unwrap().to_string_lossy().into_owned();
        for (folder, expected) in FOLDERS {
            let folder = rule.join("examples").join(folder);
            let files = if folder.is_dir() { entries(&folder) } else { Vec::new() };
            examples.extend(files.into_iter().map(|path| Example { rule: name.clone(), expected, path }));
        }
    }
    assert!(!examples.is_empty());
    examples
}

fn rule_folders() -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
