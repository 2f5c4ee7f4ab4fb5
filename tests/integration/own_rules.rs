//! Rules of the user's own: files of Guard text and folders, over Terraform and templates alike.

use std::path::PathBuf;

use bucketlint::config::Settings;
use bucketlint::engine::{self, Inputs, Request, Silent};
use bucketlint::rules::{OwnRules, RuleSet, load_own};
use bucketlint::source::Memory;

const CODE: &str = r#"
resource "aws_s3_bucket" "on" { bucket = "on" }
resource "aws_s3_bucket_versioning" "on" {
  bucket = aws_s3_bucket.on.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "off" { bucket = "off" }
variable "status" {}
resource "aws_s3_bucket" "open" { bucket = "open" }
resource "aws_s3_bucket_versioning" "open" {
  bucket = aws_s3_bucket.open.id
  versioning_configuration { status = var.status }
}
resource "aws_kms_key" "k" {}
"#;

const TEMPLATE: &str = "
Parameters: { Status: { Type: String } }
Resources:
  Versioned: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
  Plain: { Type: AWS::S3::Bucket }
  Open: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Status } } }
  Key: { Type: AWS::KMS::Key }
";

fn load(files: &[(&str, &str)]) -> OwnRules {
    load_own(&Memory::new(files.iter().map(|(path, text)| (*path, *text))), &["own".into()], &["own".into()])
}

fn told(own: &OwnRules) -> Vec<String> {
    let place = |problem: &bucketlint::finding::Problem| {
        let Some(span) = problem.span else { return problem.file.clone() };
        let file = own.sources.file(span.file).unwrap();
        format!("{}:{}", file.name(), file.position(span.range().start).line)
    };
    own.problems.iter().map(|problem| format!("{}: {}", place(problem), problem.message)).collect()
}

/// What rules of one file say of the code in a language.
fn said(rules: &str, code: (&str, &str)) -> Vec<String> {
    let mut own = load(&[("own/rules.guard", rules)]);
    let (rules, clashes) = RuleSet::default().with(std::mem::take(&mut own.rules));
    assert!(own.problems.is_empty() && clashes.is_empty(), "{:#?}", told(&own));
    let (rules, _) = rules.configured(&Settings::default());
    let (paths, inputs) = ([PathBuf::from(code.0)], Inputs::default());
    let analysis = engine::analyse(&Memory::new([code]), &Request::new(&paths, &rules, &inputs), &Silent);
    let mut said: Vec<_> =
        analysis.evaluations.iter().map(|it| format!("{} {} {}", it.rule.name, it.resource, it.compliance)).collect();
    said.sort();
    said
}

const VERSIONING: &str = "
let buckets = Resources.*[ Type == 'AWS::S3::Bucket' ]
rule VERSIONED when %buckets !empty { %buckets.Properties.VersioningConfiguration.Status == 'Enabled' <<turn it on>> }
";

#[test]
fn a_file_of_guard_text_judges_both_languages() {
    let code = said(VERSIONING, ("main.tf", CODE));
    let expected = [
        "VERSIONED aws_s3_bucket.off NON_COMPLIANT",
        "VERSIONED aws_s3_bucket.on COMPLIANT",
        "VERSIONED aws_s3_bucket.open INSUFFICIENT_DATA",
    ];
    assert_eq!(code, expected);
    let template = said(VERSIONING, ("t.yaml", TEMPLATE));
    let expected =
        ["VERSIONED Open INSUFFICIENT_DATA", "VERSIONED Plain NON_COMPLIANT", "VERSIONED Versioned COMPLIANT"];
    assert_eq!(template, expected);
}

#[test]
fn what_a_rule_selects_of_one_resource_is_that_resource() {
    let selected = "
        let on = Resources.*[ Type == 'AWS::S3::Bucket'
                              Properties.VersioningConfiguration.Status == 'Enabled' ]
        rule ON { %on !empty <<none is on>> }";
    assert_eq!(
        said(selected, ("t.yaml", TEMPLATE)),
        ["ON Open INSUFFICIENT_DATA", "ON Plain NON_COMPLIANT", "ON Versioned COMPLIANT"]
    );
    // A rule that holds resources of two types against each other sees one of them.
    let both = "
        let buckets = Resources.*[ Type == 'AWS::S3::Bucket' ]
        let keys = Resources.*[ Type == 'AWS::KMS::Key' ]
        rule BOTH when %buckets !empty { %keys !empty }";
    let open = ["Open", "Plain", "Versioned"].map(|name| format!("BOTH {name} INSUFFICIENT_DATA"));
    assert_eq!(said(both, ("t.yaml", TEMPLATE)), [&["BOTH Key NOT_APPLICABLE".to_owned()], &open[..]].concat());
}

#[test]
fn facts_stand_beside_what_is_declared() {
    let rules = "rule PRIVATE { AWS::S3::Bucket { Facts.PublicRead == 'NOT_PUBLIC' } }";
    let code = "resource \"aws_s3_bucket\" \"b\" { acl = \"public-read\" }";
    assert_eq!(said(rules, ("main.tf", code)).len(), 1);
    let own = load(&[("own/a.guard", "rule A {\n  AWS::S3::Bucket { Facts.Gone exists } }")]);
    assert_eq!(told(&own), ["own/a.guard:1: this rule is not used: `Gone` is no fact of any resource"]);
}

#[test]
fn what_is_wrong_is_told_where_it_stands_and_the_rest_counts() {
    let rule = "rule OWN { Resources exists }";
    let toml =
        "title = 't'\nseverity = 'low'\nresource_type = 'AWS::S3::Bucket'\ndefault = 'on'\nhelp = 'h'\nlinks = []\n";
    let mut own = load(&[
        ("own/bad.guard", "rule A {\n  x === 1\n}"),
        ("own/deep/undefined.ruleset", "rule B {\n\n  %gone exists\n}"),
        ("own/good.guard", rule),
        ("own/good-again.guard", rule),
        ("own/lines.guard", "Resources exists"),
        ("own/s3-bucket-tagged/rule.toml", toml),
        ("own/s3-bucket-tagged/check.guard", "rule c { Resources exists }"),
        ("own/no-check/rule.toml", toml),
        ("own/no-title/rule.toml", "severity = 'low'\n"),
        ("own/no-title/check.guard", "rule c { Resources exists }"),
        ("own/readme.md", "no rule"),
    ]);
    let (rules, clashes) = RuleSet::built_in().0.with(std::mem::take(&mut own.rules));
    own.problems.extend(clashes);
    let expected = [
        "own/no-check/check.guard: does not exist",
        "own/no-title/rule.toml:1: this rule is not used: missing field `title`",
        "own/bad.guard:2: these rules are not used: this is not Guard, from column 7 on, near `1`",
        "own/deep/undefined.ruleset:3: these rules are not used: there is no variable `%gone`",
        "own/s3-bucket-tagged/rule.toml:1: a rule is called `s3-bucket-tagged` already, so this one is not used",
        "own/good.guard:1: a rule is called `OWN` already, so this one is not used",
    ];
    assert_eq!(told(&own), expected);
    let of_own = |name: &str| rules.iter().any(|rule| rule.info.name == name);
    assert!(of_own("OWN") && of_own("lines") && !of_own("A"));
}

#[test]
fn rules_on_what_is_not_read_are_told_once() {
    let own = load(&[
        (
            "own/a.guard",
            "rule A { AWS::EC2::Instance { Properties exists } }\nrule B { AWS::S3::Bucket { Properties exists } }",
        ),
        ("own/b.guard", "rule C { Resources.*[ Type == /^AWS::RDS/ ] { Properties exists } }"),
    ]);
    let note =
        "own: 2 of 3 rules judge nothing, since no resources of their types are read: `A` is on AWS::EC2::Instance";
    assert_eq!(told(&own), [note]);
    assert!(!own.problems[0].kind.is_error());
}

#[test]
fn a_folder_of_too_many_files_is_not_read() {
    let files = (0..=20_000).map(|at| (format!("own/f{at}"), ""));
    let own = load_own(&Memory::new(files), &["own".into()], &["own".into()]);
    assert_eq!(told(&own), ["own: rules are to stand here: it holds more than 20000 files"]);
    let none = load(&[("own/readme.md", "")]);
    assert!(told(&none)[0].contains("holds no rule"), "{:?}", told(&none));
}
