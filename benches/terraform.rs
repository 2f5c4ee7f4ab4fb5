//! How long a large Terraform tree takes: parsing alone, and the whole run, at two sizes.
//!
//! `cargo bench --bench terraform` prints the median of several runs. Two ratios matter: the whole run against parsing
//! alone, and the large tree against the small one.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints its figures and stops at a surprise"
)]

mod measure;

use std::fmt::Write as _;
use std::time::Duration;

use bucketlint::finding::Analysis;
use bucketlint::source::Memory;
use measure::{run, time};

/// Root modules; each calls one module twice.
const ROOTS: usize = 1_000;
/// Buckets of each call.
const BUCKETS: usize = 10;

fn main() {
    let small = median("half the tree", ROOTS / 2);
    let large = median("the tree", ROOTS);
    println!("twice the tree takes {:.2} times as long", large.as_secs_f64() / small.as_secs_f64());
}

/// Prints the figures of a tree and gives the time of a whole run.
fn median(title: &str, roots: usize) -> Duration {
    let files = tree(roots);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{title}: {} files, {:.1} MB", files.len(), bytes as f64 / 1e6);
    let parsing = time("parsing alone, one thread", || {
        for (_, text) in &files {
            hcl_edit::parser::parse_body(text).unwrap();
        }
    });
    let fs = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let mut last = Analysis::default();
    let whole = time("the whole run", || last = run(&fs));
    println!(
        "  {} resources, {} evaluations, {} problems; {:.2} times parsing alone",
        last.resources,
        last.evaluations.len(),
        last.problems.len(),
        whole.as_secs_f64() / parsing.as_secs_f64()
    );
    whole
}

/// Root modules, each with a module of its own that it calls twice.
fn tree(roots: usize) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for root in 0..roots {
        let mut calls = String::new();
        for call in ["first", "second"] {
            write!(calls, "{}", CALL.replace("CALL", call).replace("ROOT", &root.to_string())).unwrap();
        }
        let mut module = MODULE_HEAD.to_owned();
        for bucket in 0..BUCKETS {
            write!(module, "{}", BUCKET.replace("NUMBER", &bucket.to_string())).unwrap();
        }
        files.push((format!("live/{root}/main.tf"), calls));
        files.push((format!("live/{root}/module/main.tf"), module));
    }
    files
}

const CALL: &str = r#"
module "CALL" {
  source      = "./module"
  name        = "shop-ROOT-CALL"
  environment = "prod"
  versioning  = true
}
"#;

const MODULE_HEAD: &str = r#"
variable "name" { type = string }
variable "environment" { type = string }
variable "versioning" {
  type    = bool
  default = false
}
locals {
  prefix = lower("${var.name}-${var.environment}")
  tags   = merge({ Environment = var.environment }, { Owner = "platform" })
}
"#;

const BUCKET: &str = r#"
resource "aws_s3_bucket" "bNUMBER" {
  bucket = "${local.prefix}-NUMBER"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "bNUMBER" {
  bucket = aws_s3_bucket.bNUMBER.id
  versioning_configuration {
    status = var.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "bNUMBER" {
  bucket                  = aws_s3_bucket.bNUMBER.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "bNUMBER" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.bNUMBER.arn, "${aws_s3_bucket.bNUMBER.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "bNUMBER" {
  bucket = aws_s3_bucket.bNUMBER.id
  policy = data.aws_iam_policy_document.bNUMBER.json
}
"#;
