//! Many open conditions: those on which nothing hangs change no verdict, and what is not looked at for their number counts
//! neither as there nor as absent.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bucketlint::source::Memory;

use super::run::{run_all, run_by};

type Verdicts = BTreeMap<(String, String), String>;

fn verdicts(files: &[(&str, &str)]) -> Verdicts {
    let fs = Memory::new(files.iter().copied());
    let row = |it: bucketlint::finding::Evaluation| {
        ((it.resource.to_string(), it.rule.name.clone()), it.compliance.to_string())
    };
    // On tags themselves the verdicts of rules about tags hang.
    let evaluations = run_all(&fs, ".").evaluations.into_iter().filter(|it| !it.rule.name.ends_with("-tagged"));
    evaluations.map(row).collect()
}

/// The verdict of one rule on one resource.
fn verdict_by(path: &str, text: &str, resource: &str, rule: &str) -> String {
    let analysis = run_by(&Memory::new([(path, text)]), ".", &[rule]);
    let found = analysis.evaluations.iter().find(|it| &*it.resource == resource);
    found.map_or("no row".to_owned(), |it| it.compliance.to_string())
}

fn verdict(verdicts: &Verdicts, resource: &str, rule: &str) -> String {
    verdicts.get(&(resource.to_owned(), rule.to_owned())).cloned().unwrap_or_else(|| "no row".to_owned())
}

/// Terraform with so many open variables, and of each resource with tags that many tags on them.
fn terraform(code: &str, count: usize) -> String {
    let mut text: String = (0..count).map(|at| format!("variable \"t{at}\" {{ type = bool }}\n")).collect();
    let tags: String = (0..count).map(|at| format!("    k{at} = var.t{at} ? \"x\" : \"y\"\n")).collect();
    text.push_str(&code.replace("TAGS", &format!("tags = {{\n{tags}  }}")));
    text
}

/// A template in which parameters that have nothing to do with each other decide so many tags.
fn template(resources: &str, count: usize) -> String {
    let mut text = "Parameters:\n  On: {Type: String}\n".to_owned();
    (0..count).for_each(|at| writeln!(text, "  T{at}: {{Type: String}}").unwrap());
    text.push_str("Conditions:\n  On: !Equals [!Ref On, 'yes']\n");
    (0..count).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref T{at}, x]").unwrap());
    let tags: Vec<_> = (0..count).map(|at| format!("{{Key: k{at}, Value: !If [C{at}, x, y]}}")).collect();
    text.push_str(&resources.replace("TAGS", &format!("Tags: [{}]", tags.join(", "))));
    text
}

const DENY: &str = r#"{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
      Condition = { Bool = { "aws:SecureTransport" = "false" } } }"#;

const PUBLIC: &str = r#"{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::a/*" }"#;

/// A bucket with parts on conditions, its log bucket and its replicas.
const TERRAFORM: &str = r#"
variable "on" { type = bool }
resource "aws_s3_bucket" "a" {
  bucket = "a"
  TAGS
}
resource "aws_s3_bucket_policy" "a" {
  count  = var.on ? 1 : 0
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [DENY, PUBLIC] })
}
resource "aws_s3_bucket_public_access_block" "a" {
  count                   = var.on ? 1 : 0
  bucket                  = aws_s3_bucket.a.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_versioning" "a" {
  bucket = aws_s3_bucket.a.id
  versioning_configuration {
    status = var.on ? "Enabled" : "Suspended"
  }
}
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  TAGS
}
resource "aws_s3_bucket_logging" "a" {
  count         = var.on ? 1 : 0
  bucket        = aws_s3_bucket.a.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "a/"
}
resource "aws_s3_bucket" "replicas" {
  bucket = "replicas"
  TAGS
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  TAGS
}
resource "aws_s3_bucket_replication_configuration" "a" {
  bucket = aws_s3_bucket.a.id
  role   = aws_iam_role.r.arn
  rule {
    id     = "all"
    status = "Enabled"
    destination { bucket = aws_s3_bucket.replicas.arn }
  }
}
resource "aws_kms_key" "k" {
  count               = var.on ? 1 : 0
  enable_key_rotation = true
  TAGS
}
"#;

#[test]
fn tags_on_open_conditions_change_no_verdict_of_terraform() {
    let code = TERRAFORM.replace("DENY", DENY).replace("PUBLIC", PUBLIC);
    let of = |count: usize| verdicts(&[("main.tf", &terraform(&code, count))]);
    let none = of(0);
    assert_eq!(verdict(&none, "aws_s3_bucket.a", "s3-bucket-ssl-requests-only"), "INSUFFICIENT_DATA");
    assert_eq!(verdict(&none, "aws_s3_bucket.a", "s3-bucket-public-read-prohibited"), "COMPLIANT");
    assert_eq!(verdict(&none, "aws_s3_bucket.a", "s3-bucket-replication-works"), "NON_COMPLIANT");
    assert_eq!(verdict(&none, "aws_s3_bucket.logs", "s3-bucket-logging-enabled"), "INSUFFICIENT_DATA");
    for count in [9, 40] {
        assert_eq!(of(count), none, "{count} tags");
    }
}

#[test]
fn tags_on_open_conditions_change_no_verdict_of_a_module() {
    let code = TERRAFORM.replace("DENY", DENY).replace("PUBLIC", PUBLIC);
    let of = |count: usize| {
        let given: String = (0..count).map(|at| format!("  t{at} = var.t{at}\n")).collect();
        let call = format!(
            "module \"m\" {{\n  source = \"./m\"\n  on = var.on\n{given}}}\nvariable \"on\" {{ type = bool }}\n"
        );
        verdicts(&[("main.tf", &terraform(&call, count)), ("m/main.tf", &terraform(&code, count))])
    };
    let none = of(0);
    assert_eq!(verdict(&none, "module.m.aws_s3_bucket.a", "s3-bucket-public-read-prohibited"), "COMPLIANT");
    for count in [9, 40] {
        assert_eq!(of(count), none, "{count} tags");
    }
}

const TEMPLATE: &str = "Resources:
  A:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: a
      PublicAccessBlockConfiguration: !If [On, {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}, !Ref AWS::NoValue]
      TAGS
  Policy:
    Type: AWS::S3::BucketPolicy
    Condition: On
    Properties:
      Bucket: !Ref A
      PolicyDocument:
        Statement:
        - {Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: 'arn:aws:s3:::a/*'}
  Key:
    Type: AWS::KMS::Key
    Condition: On
    Properties:
      EnableKeyRotation: true
      KeyPolicy: {Statement: [{Effect: Allow, Principal: '*', Action: kms:Decrypt, Resource: '*'}]}
      TAGS
";

#[test]
fn tags_on_open_conditions_change_no_verdict_of_a_template() {
    let of = |count: usize| verdicts(&[("t.yaml", &template(TEMPLATE, count))]);
    let none = of(0);
    assert_eq!(verdict(&none, "A", "s3-bucket-public-read-prohibited"), "COMPLIANT");
    assert_eq!(verdict(&none, "A", "s3-bucket-level-public-access-prohibited"), "INSUFFICIENT_DATA");
    assert_eq!(verdict(&none, "Key", "kms-key-policy-no-public-access"), "NON_COMPLIANT");
    for count in [9, 40] {
        assert_eq!(of(count), none, "{count} tags");
    }
}

const DENY_HTTP: &str = "{Effect: Deny, Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'], \
    Condition: {Bool: {aws:SecureTransport: 'false'}}}";
const ALLOW_ALL: &str = "{Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: 'arn:aws:s3:::a/*'}";

/// The verdict on a bucket whose policy has a statement for sure, and this many others, each on a condition of its own.
fn of_statements(sure: &str, perhaps: &str, count: usize, rule: &str) -> String {
    let each: String = (0..count).map(|at| format!(", !If [C{at}, {perhaps}, !Ref AWS::NoValue]")).collect();
    let resources = format!(
        "Resources:\n  A: {{Type: AWS::S3::Bucket, Properties: {{BucketName: a}}}}\n  P:\n    Type: AWS::S3::BucketPolicy\n    \
         Properties:\n      Bucket: !Ref A\n      PolicyDocument: {{Statement: [{sure}{each}]}}\n"
    );
    verdict_by("t.yaml", &template(&resources, count), "A", rule)
}

#[test]
fn statements_on_more_conditions_than_are_told_apart_may_be_there() {
    let (tls, public) = ("s3-bucket-ssl-requests-only", "s3-bucket-public-read-prohibited");
    let harmless = ALLOW_ALL.replace("Principal: '*'", "Principal: {AWS: '111122223333'}");
    for count in [2, 9, 40] {
        let of = |sure: &str, perhaps: &str, rule: &str| of_statements(sure, perhaps, count, rule);
        assert_eq!(of(DENY_HTTP, &harmless, tls), "COMPLIANT", "{count}");
        assert_eq!(of(&harmless, DENY_HTTP, tls), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(DENY_HTTP, &harmless, public), "COMPLIANT", "{count}");
        assert_eq!(of(DENY_HTTP, ALLOW_ALL, public), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(ALLOW_ALL, &harmless, public), "NON_COMPLIANT", "{count}");
        assert_eq!(of(&harmless, &harmless, tls), "NON_COMPLIANT", "{count}");
    }
}

/// The verdict on a bucket whose document has a statement for sure, and this many others, each on a condition of its own.
fn of_blocks(sure: &str, perhaps: &str, count: usize, rule: &str) -> String {
    let each =
        |at: usize| format!("dynamic \"statement\" {{\nfor_each = var.t{at} ? [1] : []\ncontent {{\n{perhaps}}}\n}}\n");
    let each: String = (0..count).map(each).collect();
    let code = format!(
        "resource \"aws_s3_bucket\" \"a\" {{\nbucket = \"a\"\n}}\n\
         data \"aws_iam_policy_document\" \"a\" {{\nstatement {{\n{sure}}}\n{each}}}\n\
         resource \"aws_s3_bucket_policy\" \"a\" {{\nbucket = aws_s3_bucket.a.id\n\
         policy = data.aws_iam_policy_document.a.json\n}}\n"
    );
    verdict_by("main.tf", &terraform(&code, count), "aws_s3_bucket.a", rule)
}

#[test]
fn blocks_on_more_conditions_than_are_told_apart_may_be_there() {
    let (tls, public) = ("s3-bucket-ssl-requests-only", "s3-bucket-public-read-prohibited");
    let allow = |who: &str| {
        format!(
            "actions = [\"s3:GetObject\"]\nresources = [\"arn:aws:s3:::a/*\"]\n\
             principals {{\ntype = \"AWS\"\nidentifiers = [\"{who}\"]\n}}\n"
        )
    };
    let deny = "effect = \"Deny\"\nactions = [\"s3:*\"]\nresources = [\"arn:aws:s3:::a\", \"arn:aws:s3:::a/*\"]\n\
        principals {\ntype = \"*\"\nidentifiers = [\"*\"]\n}\n\
        condition {\ntest = \"Bool\"\nvariable = \"aws:SecureTransport\"\nvalues = [\"false\"]\n}\n";
    let (open, harmless) = (allow("*"), allow("arn:aws:iam::111122223333:root"));
    for count in [2, 9, 40] {
        let of = |sure: &str, perhaps: &str, rule: &str| of_blocks(sure, perhaps, count, rule);
        assert_eq!(of(deny, &harmless, tls), "COMPLIANT", "{count}");
        assert_eq!(of(&harmless, deny, tls), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(deny, &harmless, public), "COMPLIANT", "{count}");
        assert_eq!(of(deny, &open, public), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(&open, &harmless, public), "NON_COMPLIANT", "{count}");
    }
}

/// A template of resources that are each there on a condition of its own.
fn each_on_its_own(resource: impl Fn(usize) -> String, bucket: &str, count: usize) -> String {
    let parts: String = (0..count).map(resource).collect();
    template(&format!("Resources:\n{bucket}{parts}"), count)
}

#[test]
fn resources_on_more_conditions_than_are_told_apart_may_be_there() {
    let bucket = "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: a}}\n";
    let policy = |statement: &str, at: usize| {
        format!(
            "  P{at}:\n    Type: AWS::S3::BucketPolicy\n    Condition: C{at}\n    Properties:\n      Bucket: !Ref A\n      \
             PolicyDocument: {{Statement: [{statement}]}}\n"
        )
    };
    for count in [1, 9, 40] {
        let of = |statement: &str, rule: &str| {
            verdict_by("t.yaml", &each_on_its_own(|at| policy(statement, at), bucket, count), "A", rule)
        };
        assert_eq!(of(DENY_HTTP, "s3-bucket-ssl-requests-only"), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(ALLOW_ALL, "s3-bucket-public-read-prohibited"), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(of(DENY_HTTP, "s3-bucket-public-read-prohibited"), "COMPLIANT", "{count}");
        assert_eq!(of(ALLOW_ALL, "s3-bucket-ssl-requests-only"), "NON_COMPLIANT", "{count}");
    }
}

#[test]
fn a_log_target_is_one_where_the_logging_bucket_is_there() {
    let source = |at: usize| {
        format!(
            "  S{at}: {{Type: AWS::S3::Bucket, Condition: C{at}, Properties: {{LoggingConfiguration: {{DestinationBucketName: !Ref A}}}}}}\n"
        )
    };
    let rule = "s3-bucket-logging-enabled";
    let bucket = "  A: {Type: AWS::S3::Bucket}\n";
    let sure = "  S: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {DestinationBucketName: !Ref A}}}\n";
    for count in [1, 9, 40] {
        let perhaps = each_on_its_own(source, bucket, count);
        assert_eq!(verdict_by("t.yaml", &perhaps, "A", rule), "INSUFFICIENT_DATA", "{count}");
        assert_eq!(verdict_by("t.yaml", &perhaps, "S0", rule), "COMPLIANT", "{count}");
        let surely = each_on_its_own(source, &format!("{bucket}{sure}"), count);
        assert_eq!(verdict_by("t.yaml", &surely, "A", rule), "NOT_APPLICABLE", "{count}");
    }
}

/// Two ways to ask for the same leave no deployment in which neither is answered, or both are.
#[test]
fn what_is_asked_in_two_ways_is_one_question() {
    let verdict_of = |variable: &str, one: &str, other: &str| {
        let part = |name: &str, count: &str| {
            format!(
                "resource \"aws_s3_bucket_versioning\" \"{name}\" {{\n  count = {count}\n  bucket = aws_s3_bucket.a.id\n  \
                 versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n"
            )
        };
        let text = format!(
            "variable \"x\" {{\n  {variable}\n}}\nresource \"aws_s3_bucket\" \"a\" {{\n  bucket = \"a\"\n}}\n{}{}",
            part("one", one),
            part("other", other)
        );
        verdict_by("main.tf", &text, "aws_s3_bucket.a", "s3-bucket-versioning-enabled")
    };
    let mut differences = String::new();
    for line in include_str!("../data/one_question.txt").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<_> = line.split('\t').collect();
        let [variable, one, other, wanted] = columns[..] else { panic!("{line}") };
        let found = verdict_of(&variable.replace(" NEXT ", "\n  "), one, other);
        if found != wanted {
            writeln!(differences, "{variable}\t{one}\t{other}\t{found}").unwrap();
        }
    }
    assert!(differences.is_empty(), "these come to something else:\n{differences}");
}
