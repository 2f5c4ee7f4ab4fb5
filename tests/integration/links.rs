//! What belongs to what, as the verdicts show it.

use std::fmt::Write as _;

use bucketlint::source::{FileSystem, Memory};

use super::run::run_by;

/// The verdicts of a rule, a line for each resource: the verdict, and what the code does not decide.
pub(super) fn verdicts(fs: &dyn FileSystem, path: &str, rule: &str) -> String {
    let mut lines: Vec<_> = run_by(fs, path, &[rule])
        .evaluations
        .iter()
        .map(|it| {
            let mut line = format!("{} {}", it.resource, it.compliance);
            for unresolved in &it.unresolved {
                write!(line, " ({})", unresolved.expression).unwrap();
            }
            line
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn of_code(text: &str, rule: &str) -> String {
    verdicts(&Memory::new([("main.tf", text)]), ".", rule)
}

const BLOCK: &str = "
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
";

const BUCKETS: &str = "
variable \"which\" {}
variable \"first\" { type = bool }
resource \"aws_s3_bucket\" \"one\" {
  bucket = \"one\"
}
resource \"aws_s3_bucket\" \"two\" {
  bucket = \"two\"
}
";

fn with_block(owner: &str) -> String {
    let text = format!("{BUCKETS}resource \"aws_s3_bucket_public_access_block\" \"it\" {{\n  bucket = {owner}{BLOCK}");
    of_code(&text, "s3-bucket-level-public-access-prohibited")
}

#[test]
fn a_part_of_an_unknown_bucket_may_belong_to_each() {
    assert_eq!(
        with_block("var.which"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\n\
         aws_s3_bucket.two INSUFFICIENT_DATA (var.which == aws_s3_bucket.two)\n\
         aws_s3_bucket_public_access_block.it COMPLIANT"
    );
}

#[test]
fn letters_of_a_name_tell_buckets_apart() {
    assert_eq!(
        with_block("\"o${var.which}\""),
        "aws_s3_bucket.one INSUFFICIENT_DATA (\"o${var.which}\" == aws_s3_bucket.one)\n\
         aws_s3_bucket.two NON_COMPLIANT\n\
         aws_s3_bucket_public_access_block.it COMPLIANT"
    );
}

#[test]
fn what_names_one_bucket_says_nothing_of_another() {
    let wanted = "aws_s3_bucket.one COMPLIANT\naws_s3_bucket.two NON_COMPLIANT";
    assert_eq!(with_block("aws_s3_bucket.one.id"), wanted);
    assert_eq!(with_block("\"one\""), wanted);
    let elsewhere = "aws_s3_bucket.one NON_COMPLIANT\naws_s3_bucket.two NON_COMPLIANT\naws_s3_bucket_public_access_block.it COMPLIANT";
    assert_eq!(with_block("\"three\""), elsewhere);
    assert_eq!(with_block("aws_s3_bucket.three.id"), elsewhere);
}

#[test]
fn a_condition_decides_between_two_buckets() {
    assert_eq!(
        with_block("var.first ? aws_s3_bucket.one.id : aws_s3_bucket.two.id"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first)\naws_s3_bucket.two INSUFFICIENT_DATA (var.first)"
    );
}

#[test]
fn a_policy_of_an_unknown_bucket_matters_where_there_is_none() {
    let policy = |name: &str, owner: &str, principal: &str| {
        format!(
            "resource \"aws_s3_bucket_policy\" \"{name}\" {{\n  bucket = {owner}\n  policy = jsonencode({{ Statement = {{ \
             Effect = \"Allow\", Principal = {{ AWS = \"{principal}\" }}, Action = \"s3:GetObject\", Resource = \"*\" }} }})\n}}\n"
        )
    };
    let own = policy("own", "aws_s3_bucket.two.id", "arn:aws:iam::111122223333:root");
    let text = format!("{BUCKETS}{}{own}", policy("open", "var.which", "*"));
    assert_eq!(
        of_code(&text, "s3-bucket-public-read-prohibited"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\n\
         aws_s3_bucket.two COMPLIANT\n\
         aws_s3_bucket_policy.open NON_COMPLIANT"
    );
    let harmless = format!("{BUCKETS}{}", policy("open", "var.which", "arn:aws:iam::111122223333:root"));
    assert!(of_code(&harmless, "s3-bucket-public-read-prohibited").contains("aws_s3_bucket.one COMPLIANT"));
}

#[test]
fn two_acls_of_a_bucket_that_is_declared_elsewhere_are_judged_each() {
    let acl = |name: &str, acl: &str| {
        format!(
            "resource \"aws_s3_bucket_acl\" \"{name}\" {{\n  bucket = aws_s3_bucket.gone.id\n  acl = \"{acl}\"\n}}\n"
        )
    };
    let text = [acl("open", "public-read"), acl("shut", "private")].concat();
    assert_eq!(
        of_code(&text, "s3-bucket-public-read-prohibited"),
        "aws_s3_bucket_acl.open NON_COMPLIANT\naws_s3_bucket_acl.shut COMPLIANT"
    );
}

#[test]
fn an_access_point_of_an_unknown_bucket_leads_to_each_unless_it_is_shut() {
    let with = |settings: &str| {
        let everyone = |resource: &str| {
            format!(
                "jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"*\", Resource = \"{resource}\", \
                 Condition = {{ StringEquals = {{ \"s3:DataAccessPointAccount\" = \"111122223333\" }} }} }}] }})"
            )
        };
        let text = format!(
            "{BUCKETS}
resource \"aws_s3_bucket_policy\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  policy = {}
}}
resource \"aws_s3_access_point\" \"it\" {{
  bucket     = var.which
  name       = \"it\"
  account_id = \"111122223333\"
  policy     = {}
  public_access_block_configuration {{
    {settings}
  }}
}}",
            everyone("*"),
            everyone("*")
        );
        of_code(&text, "s3-bucket-public-read-prohibited")
    };
    assert_eq!(
        with("block_public_policy = false\n    restrict_public_buckets = false"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\naws_s3_bucket.two COMPLIANT"
    );
    assert_eq!(with("block_public_policy = false"), "aws_s3_bucket.one COMPLIANT\naws_s3_bucket.two COMPLIANT");
}
