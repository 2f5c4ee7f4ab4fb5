//! Lists of which nobody knows how many elements they have, but what any of them is.

use bucketlint::source::Memory;

use super::links::verdicts;

const CODE: &str = r#"
variable "list" { type = list(string) }
variable "map" { type = map(object({ name = string })) }
variable "on" { type = map(bool) }
variable "n" { type = number }
variable "a" { type = bool }
variable "b" { type = bool }
variable "c" { type = bool }
variable "d" { type = bool }
resource "aws_iam_role" "r" {
  count              = var.n
  assume_role_policy = "{}"
}
resource "aws_s3_bucket" "it" {
  bucket = "it"
}
locals {
  all  = "arn:aws:s3:::it/*"
  deny = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::it", local.all],
    Condition = { Bool = { "aws:SecureTransport" = "false" } } }]
  one   = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:GetObject", Resource = local.all }]
  open  = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = local.all }]
  named = [{ Sid = "Tls", Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:*", Resource = local.all }]
  many = [
    { on = var.a, is = "Suspended", who = "111122223333" },
    { on = var.b, is = "Suspended", who = "111122223334" },
    { on = var.c, is = "Suspended", who = "111122223335" },
    { on = var.d, is = "Suspended", who = "111122223336" },
    { on = true, is = "Enabled", who = "111122223337" },
  ]
}
"#;

/// A bucket with a part of which this is an expression, and the rules that it is asked by.
fn code(of: &str, expression: &str) -> (String, &'static [&'static str]) {
    let policy = |document: &str| {
        format!(
            "resource \"aws_s3_bucket_policy\" \"it\" {{\n  bucket = aws_s3_bucket.it.id\n  policy = {document}\n}}\n"
        )
    };
    let read = &["s3-bucket-public-read-prohibited"][..];
    match of {
        "principals" => {
            let principal = format!("{{ AWS = {expression} }}");
            let what = "Action = \"s3:GetObject\", Resource = local.all";
            let all = format!("[{{ Effect = \"Allow\", Principal = {principal}, {what} }}]");
            (policy(&format!("jsonencode({{ Statement = {all} }})")), read)
        }
        "statements" => (
            policy(&format!("jsonencode({{ Statement = {expression} }})")),
            &["s3-bucket-public-read-prohibited", "s3-bucket-ssl-requests-only"],
        ),
        "document" => {
            // `dynamic "principals" { for_each = …, type = …, identifiers = … }`, on lines of their own.
            let block =
                expression.replacen(", type", "\n content {\n type", 1).replacen(", identifiers", "\n identifiers", 1);
            let block = format!("{}\n}}\n}}", block.replacen("{ for_each", "{\n for_each", 1).trim_end_matches(" }"));
            let what = "actions = [\"s3:GetObject\"]\n resources = [local.all]";
            let data =
                format!("data \"aws_iam_policy_document\" \"it\" {{\n statement {{\n {what}\n {block}\n }}\n}}\n");
            (data + &policy("data.aws_iam_policy_document.it.json"), read)
        }
        // Documents over one with a statement of the name `Tls`, and what is asked of that.
        "sources" | "overrides" => {
            let name = if of == "sources" { "source_policy_documents" } else { "override_policy_documents" };
            let tls = "sid = \"Tls\"\n effect = \"Deny\"\n actions = [\"s3:*\"]\n resources = [\"arn:aws:s3:::it\", local.all]\n \
                       principals {\n type = \"*\"\n identifiers = [\"*\"]\n }\n condition {\n test = \"Bool\"\n variable = \
                       \"aws:SecureTransport\"\n values = [\"false\"]\n }";
            let data = format!(
                "data \"aws_iam_policy_document\" \"it\" {{\n {name} = {expression}\n statement {{\n {tls}\n }}\n}}\n"
            );
            (
                data + &policy("data.aws_iam_policy_document.it.json"),
                &["s3-bucket-public-read-prohibited", "s3-bucket-ssl-requests-only"],
            )
        }
        "status" => {
            let part = "resource \"aws_s3_bucket_versioning\" \"it\" {\n  bucket = aws_s3_bucket.it.id\n";
            let text = format!("{part}  versioning_configuration {{\n    status = {expression}\n  }}\n}}\n");
            (text, &["s3-bucket-versioning-enabled"])
        }
        _ => panic!("{of}"),
    }
}

#[test]
fn what_holds_of_every_element_is_decided() {
    let mut wrong = Vec::new();
    for line in include_str!("../data/elements.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [of, expression, wanted] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        // `nine(x)` is `x` on each of nine conditions.
        let nine =
            |what: &str| (0..9).map(|at| format!("var.on[\"{at}\"] ? {what} : []")).collect::<Vec<_>>().join(", ");
        let written =
            match expression.split_once("nine(").and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
                Some((before, (what, after))) => format!("{before}{}{after}", nine(what)),
                None => expression.to_owned(),
            };
        let (part, rules) = code(of, &written);
        let text = format!("{CODE}{part}");
        let found = rules.iter().map(|rule| {
            let all = verdicts(&Memory::new([("main.tf", text.as_str())]), ".", rule);
            let row = all.lines().find(|line| line.starts_with("aws_s3_bucket.it "));
            row.and_then(|row| row.split(' ').nth(1)).unwrap_or("no row").to_owned()
        });
        let found = found.collect::<Vec<_>>().join(" ");
        if found != wanted {
            wrong.push(format!("{line}: {found}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Statements of a document that is not known may take the place of those with their `Sid`, where it has the last word.
#[test]
fn an_unknown_document_may_replace_statements() {
    let verdict = |sid: &str, documents: &str| {
        let statement = format!(
            "statement {{\n {sid}\n effect = \"Deny\"\n actions = [\"s3:*\"]\n resources = [\"arn:aws:s3:::it\", local.all]\n \
             principals {{\n type = \"*\"\n identifiers = [\"*\"]\n }}\n condition {{\n test = \"Bool\"\n variable = \
             \"aws:SecureTransport\"\n values = [\"false\"]\n }}\n }}"
        );
        let data = format!("data \"aws_iam_policy_document\" \"it\" {{\n {documents}\n {statement}\n}}\n");
        let policy = "resource \"aws_s3_bucket_policy\" \"it\" {\n  bucket = aws_s3_bucket.it.id\n  policy = \
                      data.aws_iam_policy_document.it.json\n}\n";
        let text = format!("{CODE}variable \"given\" {{}}\n{data}{policy}");
        let all = verdicts(&Memory::new([("main.tf", text.as_str())]), ".", "s3-bucket-ssl-requests-only");
        all.lines().filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(" ")
    };
    let named = "sid = \"Tls\"";
    assert_eq!(verdict(named, ""), "COMPLIANT");
    assert_eq!(verdict(named, "source_policy_documents = [var.given]"), "COMPLIANT");
    assert_eq!(verdict(named, "override_policy_documents = [var.given]"), "INSUFFICIENT_DATA");
    assert_eq!(verdict(named, "override_policy_documents = var.given"), "INSUFFICIENT_DATA");
    assert_eq!(verdict(named, "override_policy_documents = concat([\"{}\"], var.given)"), "INSUFFICIENT_DATA");
    assert_eq!(verdict("", "override_policy_documents = [var.given]"), "COMPLIANT", "it has no name to be replaced by");
    let over = |sid: &str| {
        let one = format!(
            "{{ Sid = {sid}, Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = local.all }}"
        );
        format!("override_policy_documents = [jsonencode({{ Statement = [for a in var.list : {one}] }})]")
    };
    assert_eq!(verdict(named, &over("\"Other\"")), "COMPLIANT");
    assert_eq!(verdict(named, &over("\"${a}Tls\"")), "INSUFFICIENT_DATA");
    assert_eq!(verdict(named, &over("\"X${a}\"")), "COMPLIANT");
}
