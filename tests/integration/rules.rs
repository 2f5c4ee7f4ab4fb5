//! Every example of every rule gives the verdict of its folder, and twins in different languages give the same verdicts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bucketlint::catalogue::types;
use bucketlint::config;
use bucketlint::finding::{Analysis, Compliance, Evaluation, Framework, Label};
use bucketlint::rules::{Rule, RuleSet};
use bucketlint::source::{Memory, Sources, Span};
use rayon::prelude::*;
use regex::Regex;

use super::run::{run_all, run_all_by, run_baseline, run_baseline_by, run_by};

mod open;
mod pages;

/// The folders of examples and the verdict that each stands for.
const FOLDERS: [(&str, Compliance); 4] = [
    ("fail", Compliance::NonCompliant),
    ("pass", Compliance::Compliant),
    ("unknown", Compliance::InsufficientData),
    ("not-applicable", Compliance::NotApplicable),
];

/// Whether an example is about a resource: the one called `this`, or the account.
fn is_subject(resource: &str) -> bool {
    resource.ends_with(".this") || matches!(resource, "This" | "account")
}

/// Examples that the other language has no words for, by the start of their path below `rules`, and why.
const WITHOUT_TWIN: [(&str, &str); 22] = [
    ("bucketlint-apply-would-fail/examples/fail/private-acl-by-itself", "a template has no ACL by itself"),
    (
        "bucketlint-apply-would-fail/examples/pass/block-of-some-bucket-behind-the-policy",
        "a template has no such order",
    ),
    ("bucketlint-apply-would-fail/examples/unknown/public-", "a template makes the block with its bucket"),
    ("bucketlint-cross-account-key-usable/examples/fail/one-account", "a template does not tell its account"),
    (
        "bucketlint-endpoint-bucket-exists/examples/fail/in-another-region",
        "all buckets of a template are in one Region",
    ),
    (
        "bucketlint-endpoint-bucket-exists/examples/fail/only-where-the-bucket-is-not",
        "an instance is not called `this`",
    ),
    ("cloudfront-s3-origin-non-existent-bucket/examples/fail/in-another-region", "a template is in one Region"),
    ("cloudfront-s3-origin-non-existent-bucket/examples/fail/only-where-the-bucket-is-not", "as above"),
    ("kms-key-tagged/examples/pass/tags-of-the-provider", "a template has no provider"),
    ("lightsail-bucket-allow-public-overrides-disabled/examples/fail/", "Terraform has no argument for it"),
    ("lightsail-bucket-allow-public-overrides-disabled/examples/pass/turned-off", "Terraform has no argument for it"),
    ("lightsail-bucket-allow-public-overrides-disabled/examples/unknown/", "Terraform has no argument for it"),
    ("lightsail-bucket-object-versioning-enabled/", "Terraform has no argument for it"),
    ("s3-access-point-public-access-blocks/examples/unknown/flag-left-out", "the provider turns it on"),
    ("s3-account-level-public-access-blocks-periodic/", "CloudFormation has no type for it"),
    ("s3-account-level-public-access-blocks/", "CloudFormation has no type for it"),
    ("s3-bucket-blacklisted-actions-prohibited/examples/fail/another-account", "a template does not tell its account"),
    ("s3-bucket-cross-region-replication-enabled/", "all buckets of a template are in one Region"),
    ("s3-bucket-mfa-delete-enabled/", "CloudFormation has no property for it"),
    ("s3-bucket-replication-enabled/examples/fail/to-another-region", "all buckets of a template are in one Region"),
    ("s3-bucket-replication-enabled/examples/pass/to-another-region", "all buckets of a template are in one Region"),
    ("s3-bucket-tagged/examples/pass/tags-of-the-provider", "a template has no provider"),
];

/// Rules that judge what one language declares, and not what the other does.
const OF_ONE_LANGUAGE: [&str; 2] = ["lightsail-bucket-object-versioning-enabled", "s3-bucket-mfa-delete-enabled"];

/// How a line of an example begins that gives the rule a parameter.
const WITH: &str = "# with ";

struct Example {
    rule: String,
    expected: Compliance,
    path: PathBuf,
}

#[test]
fn built_in_rules_load() {
    let (rules, problems) = RuleSet::built_in();
    let faults: Vec<_> = rules.iter().filter_map(Rule::fault).collect();
    assert!(problems.is_empty() && faults.is_empty(), "{problems:#?} {faults:#?}");
    assert!(rules.iter().count() >= 12);
}

#[test]
fn every_example_gives_the_verdict_of_its_folder() {
    let mut wrong = Vec::new();
    for (Example { rule, expected, path }, by_all) in judged() {
        let baseline = is_of_account(rule).then(|| Said::of(&baseline(path, rule), rule));
        let Said { verdicts, problems } = baseline.as_ref().unwrap_or(by_all);
        let found = verdicts.get(rule);
        let shown = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
        if found != Some(expected) {
            wrong.push(format!("{shown}: expected {expected}, got {found:?}"));
        }
        if !problems.is_empty() {
            wrong.push(format!("{shown}: {problems:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn twins_give_the_same_verdicts() {
    let mut twins: BTreeMap<PathBuf, Vec<(&PathBuf, &Said)>> = BTreeMap::new();
    for (Example { path, .. }, said) in judged() {
        twins.entry(path.with_extension("")).or_default().push((path, said));
    }
    let mut wrong = Vec::new();
    for (stem, files) in &twins {
        let shown = stem.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap();
        let is_alone = WITHOUT_TWIN.iter().any(|(start, _)| shown.to_string_lossy().starts_with(start));
        let shown = shown.display();
        if files.len() < 2 && !is_alone {
            wrong.push(format!("{shown} has no twin"));
        }
        let of_both = |rule: &str| !OF_ONE_LANGUAGE.contains(&rule);
        let first: Vec<_> = files[0].1.verdicts.iter().filter(|(rule, _)| of_both(rule)).collect();
        for (file, other) in files.iter().skip(1) {
            let differing: Vec<_> =
                first.iter().filter(|(rule, verdict)| other.verdicts.get(*rule) != Some(verdict)).collect();
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
    // What no code decides has none.
    for rule in rule_folders().into_iter().filter(|rule| rule.join("check.guard").is_file()) {
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

/// The verdict of every rule on the subject of an example of a rule.
fn verdicts(analysis: &Analysis, rule: &str) -> BTreeMap<String, Compliance> {
    let is_own = |it: &&Evaluation| it.rule.name == rule && is_subject(&it.resource);
    let subject = analysis.evaluations.iter().find(is_own).map(|it| &it.resource);
    let on_subject = analysis.evaluations.iter().filter(|it| Some(&it.resource) == subject);
    on_subject.map(|it| (it.rule.name.clone(), it.compliance)).collect()
}

/// What is said of an example.
struct Said {
    verdicts: BTreeMap<String, Compliance>,
    problems: Vec<String>,
}

impl Said {
    fn of(analysis: &Analysis, rule: &str) -> Said {
        let problems = analysis.problems.iter().map(|problem| problem.message.clone()).collect();
        Said { verdicts: verdicts(analysis, rule), problems }
    }
}

/// Every example with what all rules say of it: judged once for all tests that ask.
fn judged() -> &'static [(Example, Said)] {
    static JUDGED: LazyLock<Vec<(Example, Said)>> = LazyLock::new(|| {
        let judge = |it: Example| {
            let said = Said::of(&analyse_file(&it.path, &it.rule), &it.rule);
            (it, said)
        };
        examples().into_par_iter().map(judge).collect()
    });
    &JUDGED
}

/// Whether a rule is about the account.
fn is_of_account(rule: &str) -> bool {
    static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::built_in().0);
    RULES.iter().any(|it| it.info.name == rule && it.metadata.resource_type == types::ACCOUNT)
}

/// What a rule about the account says of an example that is all that its account has.
fn baseline(path: &Path, rule: &str) -> Analysis {
    let name = path.file_name().unwrap();
    let text = fs::read_to_string(path).unwrap();
    run_baseline_by(&Memory::new([(name, text.as_str())]), name, rule, &configuration(&text, rule))
}

/// The configuration that an example asks for by its comments.
fn configuration(text: &str, rule: &str) -> String {
    let parameters: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(WITH)).collect();
    if parameters.is_empty() { String::new() } else { format!("[rules.{rule}]\n{}", parameters.join("\n")) }
}

/// The analysis of an example of a rule by all rules, with the parameters that it gives its own.
fn analyse_file(path: &Path, rule: &str) -> Analysis {
    let name = path.file_name().unwrap();
    let text = fs::read_to_string(path).unwrap();
    run_all_by(&Memory::new([(name, text.as_str())]), name, &configuration(&text, rule))
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

/// Where nothing is declared that a rule about the account asks for, the account may have it all the same.
#[test]
fn what_is_not_declared_counts_only_in_a_baseline() {
    let (name, code) = ("main.tf", "resource \"aws_s3_bucket\" \"this\" {}");
    let fs = Memory::new([(name, code)]);
    let rows = |analysis: Analysis| -> Vec<String> {
        let of_account = analysis.evaluations.iter().filter(|it| &*it.resource == "account");
        of_account.map(|it| format!("{} {}", it.rule.name, it.compliance)).collect()
    };
    assert_eq!(rows(run_all(&fs, name)), Vec::<String>::new());
    let baseline = rows(run_baseline(&fs, name, &["cloudtrail-enabled", "securityhub-enabled"]));
    assert_eq!(baseline, ["cloudtrail-enabled NON_COMPLIANT", "securityhub-enabled NON_COMPLIANT"]);
}

/// One trail is the trail of the account, whichever file declares it.
#[test]
fn an_account_is_what_all_files_declare_in_it() {
    let trail = |is_multi: bool, name: &str| {
        format!(
            "resource \"aws_cloudtrail\" \"{name}\" {{\n  name = \"{name}\"\n  s3_bucket_name = \"logs\"\n  is_multi_region_trail = {is_multi}\n}}\n"
        )
    };
    let template = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: logs}\n";
    let rule = "multi-region-cloudtrail-enabled";
    let verdicts = |files: Vec<(&str, String)>| -> Vec<String> {
        let analysis = run_by(&Memory::new(files), ".", &[rule]);
        analysis.evaluations.iter().map(|it| format!("{} {}", it.resource, it.compliance)).collect()
    };
    let all = vec![("a/main.tf", trail(false, "a")), ("b/main.tf", trail(true, "b")), ("c.yaml", template.to_owned())];
    assert_eq!(verdicts(all.clone()), ["account COMPLIANT"]);
    assert_eq!(verdicts(all.into_iter().filter(|(file, _)| *file != "b/main.tf").collect()), ["account NON_COMPLIANT"]);
    let other = "provider \"aws\" {\n  alias = \"o\"\n  assume_role {\n    role_arn = \"arn:aws:iam::111122223333:role/r\"\n  }\n}\n";
    let of_other = trail(true, "b").replace("  name =", "  provider = aws.o\n  name =");
    let two = vec![("main.tf", format!("{other}{}{of_other}", trail(false, "a")))];
    assert_eq!(verdicts(two), ["account NON_COMPLIANT", "account 111122223333 COMPLIANT"]);
}

/// A rule is known by each of its names; the id of a check of another tool means one rule.
#[test]
fn rules_are_known_by_every_name() {
    let (rules, _) = RuleSet::built_in();
    let infos = rules.infos();
    let called =
        |said: &str| -> Vec<_> { infos.iter().filter(|it| it.is_called(said)).map(|it| it.name.as_str()).collect() };
    let versioning = ["s3-bucket-versioning-enabled"];
    for said in [
        "S3_BUCKET_VERSIONING_ENABLED",
        "s3.14",
        "ckv_aws_21",
        "AWS-0090",
        "aws-s3-enable-versioning",
        "s3-*versioning*",
    ] {
        assert_eq!(called(said), versioning, "{said}");
    }
    assert!(called("s3-bucket-versioning").is_empty() && called("*-of-nothing").is_empty());
    assert_eq!(called("*").len(), infos.len());
    for rule in rules.iter() {
        for other in &rule.metadata.also {
            assert_eq!(called(other), [rule.info.name.as_str()], "{other}");
        }
    }
}

/// Profiles, frameworks and requirements mean all rules that belong to them; a pattern of names means none of these.
#[test]
fn rules_are_known_by_what_they_belong_to() {
    let (rules, _) = RuleSet::built_in();
    let meant = |said: &str| -> Vec<_> {
        rules.iter().filter(|it| it.info.is_meant(said)).map(|it| it.info.name.as_str()).collect()
    };
    let tls = ["s3-bucket-ssl-requests-only"];
    for said in
        ["cis-aws-foundations-5.0/2.1.1", " CIS-AWS-Foundations-3.0.0/2.1.1 ", "pci-dss-3.2.1/4.1", "cis-*-1.4/2.1.2"]
    {
        assert_eq!(meant(said), tls, "{said}");
    }
    let blocks = ["s3-account-level-public-access-blocks-periodic", "s3-bucket-level-public-access-prohibited"];
    assert_eq!(meant("cis-aws-foundations/2.1.4"), blocks);
    assert!(meant("cis-aws-foundations-1.2").contains(&"cmk-backing-key-rotation-enabled"));
    assert!(meant("nist-800-53").len() > meant("pci-dss-4.0.1").len());
    assert_eq!(meant("nist-800-53"), meant("NIST-800-53-R5"));
    let judged = rules.iter().filter(|it| !it.info.without_check).count();
    assert!(meant("all").len() == judged && meant("*").len() > judged);
    assert!(meant("config").contains(&"s3-bucket-tagged") && !meant("security-hub").contains(&"s3-bucket-tagged"));
    for said in ["c*", "*-hub", "cis-aws-foundations-5.0/9.9.9", "cis-aws-foundations-4.0", "2.1.1", "al*l"] {
        let called: Vec<_> = rules.iter().filter(|it| it.info.is_called(said)).map(|it| &it.info.name).collect();
        assert_eq!(meant(said), called, "{said}");
    }
}

/// The profile of a framework holds the rules that answer it, by default on or not, and no other.
#[test]
fn a_framework_is_a_profile() {
    let on = |text: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add("a".into(), "a".into(), text.into());
        let (settings, problems) = config::read(file, text);
        assert!(problems.is_empty(), "{problems:?}");
        let (rules, problems) = RuleSet::built_in().0.configured(&settings);
        assert!(problems.is_empty(), "{problems:?}");
        rules.iter().filter(|it| it.enabled).map(|it| it.info.name.clone()).collect()
    };
    let (rules, _) = RuleSet::built_in();
    for framework in Framework::ALL {
        let answers = |it: &&Rule| it.metadata.frameworks.contains_key(&framework) && !it.info.without_check;
        let expected: Vec<_> = rules.iter().filter(answers).map(|it| it.info.name.clone()).collect();
        assert_eq!(on(&format!("profile = \"{}\"", framework.name().to_uppercase())), expected);
    }
    assert_eq!(on("profile = \"nist-800-53\""), on("profile = \"nist-800-53-r5\""));
    assert!(on("profile = \"cis-aws-foundations\"").len() > on("profile = \"cis-aws-foundations-5.0\"").len());
    let off = "profile = \"Security-Hub\"\n[rules.\"cis-aws-foundations-3.0/2.1\"]\nenabled = false\n";
    assert_eq!(on(&off.replace("/2.1", "/2.1.1")).len() + 1, on("profile = \"security-hub\"").len());
}
