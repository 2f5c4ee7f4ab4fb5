//! How long a large Terraform tree takes: parsing alone, and the whole run, at two sizes; and a tree whose modules are
//! called twice, so that every line is evaluated twice and parsed once.
//!
//! `cargo bench --bench terraform` prints the median of several runs. Two ratios matter: the whole run against parsing
//! alone on one thread, and the large tree against the small one.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints its figures and stops at a surprise"
)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bucketlint::config::Settings;
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::reason::Assumptions;
use bucketlint::rules::RuleSet;
use bucketlint::source::Memory;

/// The program's own allocator, so that the figures are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each figure is taken.
const RUNS: usize = 5;
/// Root modules; each has buckets and calls a module of its own that has as many.
const ROOTS: usize = 1_000;
/// Buckets of each module.
const BUCKETS: usize = 10;

fn main() {
    let small = median("half the tree", &tree(ROOTS / 2, 1));
    let large = median("the tree", &tree(ROOTS, 1));
    println!("twice the tree takes {:.2} times as long", large.as_secs_f64() / small.as_secs_f64());
    median("the tree, each module called twice", &tree(ROOTS, 2));
}

/// Prints the figures of a tree and gives the time of a whole run.
fn median(title: &str, files: &[(String, String)]) -> Duration {
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{title}: {} files, {:.1} MB", files.len(), bytes as f64 / 1e6);
    let parsing = time("parsing alone, one thread", || {
        for (_, text) in files {
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

fn run(fs: &Memory) -> Analysis {
    let (rules, _) = RuleSet::built_in().0.configured(&Settings::default());
    let (paths, inputs) = ([PathBuf::from(".")], Inputs::default());
    let request = Request { paths: &paths, rules: &rules, assumptions: Assumptions::default(), inputs: &inputs };
    analyse(fs, &request, &Silent)
}

fn time(what: &str, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("  {what}: {:.1} ms", times[RUNS / 2].as_secs_f64() * 1e3);
    times[RUNS / 2]
}

/// Root modules, each with a module of its own that it calls this often.
fn tree(roots: usize, calls: usize) -> Vec<(String, String)> {
    let buckets = (0..BUCKETS).map(|bucket| BUCKET.replace("NUMBER", &bucket.to_string())).collect::<String>();
    let mut files = Vec::new();
    for root in 0..roots {
        let mut own = format!("{}{buckets}", ROOT_HEAD.replace("ROOT", &root.to_string()));
        for call in 0..calls {
            let call = CALL.replace("CALL", &call.to_string()).replace("ROOT", &root.to_string());
            write!(own, "{call}").unwrap();
        }
        files.push((format!("live/{root}/main.tf"), own));
        files.push((format!("live/{root}/module/main.tf"), format!("{MODULE_HEAD}{buckets}")));
    }
    files
}

const ROOT_HEAD: &str = r#"
variable "environment" {
  type    = string
  default = "prod"
}
variable "versioning" {
  type    = bool
  default = true
}
locals {
  prefix = lower("site-ROOT-${var.environment}")
  tags   = merge({ Environment = var.environment }, { Owner = "platform" })
}
"#;

const CALL: &str = r#"
module "shop_CALL" {
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
