//! Tests of the report room: one realistic analysis, in every format.

use std::path::Path;

use bucketlint::finding::{
    Analysis, Compliance, Evaluation, Label, Problem, ProblemKind, Request, RuleInfo, Severity, Unresolved,
};
use bucketlint::report::{Format, Options, render};
use bucketlint::source::{FileId, Sources, Span};
use serde_json::Value;

const STACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/report/stack");

/// The files of the stack and places in them, named by their text.
struct Stack {
    sources: Sources,
}

impl Stack {
    fn read() -> Self {
        let mut sources = Sources::default();
        for name in ["broken file.tf", "main.tf", "variables.tf"] {
            let text = std::fs::read_to_string(Path::new(STACK).join(name)).unwrap();
            sources.add(name.into(), format!("infra/{name}"), text.into_bytes());
        }
        Stack { sources }
    }

    fn file(&self, name: &str) -> FileId {
        self.sources.iter().find(|(_, file)| file.name().ends_with(name)).unwrap().0
    }

    /// The first place in `file` after the text `after` that reads `text`.
    fn span(&self, file: &str, after: &str, text: &str) -> Span {
        let id = self.file(file);
        let whole = self.sources.text(id);
        let from = whole.find(after).unwrap_or_else(|| panic!("no `{after}`"));
        let start = from + whole[from..].find(text).unwrap_or_else(|| panic!("no `{text}`"));
        Span::new(id, start..start + text.len())
    }
}

fn rule(name: &str, title: &str, severity: Severity, security_hub: &str) -> RuleInfo {
    RuleInfo {
        name: name.into(),
        title: title.into(),
        severity,
        security_hub: Some(security_hub.to_owned()).filter(|control| !control.is_empty()),
        markdown: format!("# {title}\n\nWhy it matters.\n"),
        page: format!("https://example.org/rules/{name}"),
    }
}

fn evaluation(rule: &RuleInfo, compliance: Compliance, message: &str, primary: Label) -> Evaluation {
    Evaluation {
        rule: rule.name.clone(),
        title: rule.title.clone(),
        resource: "aws_s3_bucket.logs".into(),
        resource_type: "AWS::S3::Bucket".into(),
        compliance,
        severity: rule.severity,
        message: message.into(),
        help: String::new(),
        primary,
        related: Vec::new(),
        witness: None,
        unresolved: Vec::new(),
        evidence: Vec::new(),
        page: rule.page.clone(),
        fingerprint: format!("{:0>16}", rule.name.len()),
    }
}

fn rules() -> [RuleInfo; 5] {
    [
        rule("s3-bucket-logging-enabled", "Buckets keep access logs", Severity::Medium, "S3.9"),
        rule("s3-bucket-public-read-prohibited", "Buckets do not allow public read", Severity::Critical, "S3.2"),
        rule("s3-bucket-replication-enabled", "Buckets are replicated", Severity::Informational, ""),
        rule("s3-bucket-versioning-enabled", "Buckets keep old versions of objects", Severity::Low, "S3.14"),
        rule("s3-default-encryption-kms", "Buckets encrypt with a KMS key", Severity::Medium, "S3.17"),
    ]
}

fn public_read(stack: &Stack, rule: &RuleInfo) -> Evaluation {
    let main = |after, text| stack.span("main.tf", after, text);
    let statement = main("data ", "statement {").to(main("identifiers", "}\n  }"));
    let message = "the bucket policy allows anyone to read objects, and no public access block stops it";
    let primary = Label::at(statement, "allows `*` to read");
    Evaluation {
        help: "name the principals that need access, or turn on all four settings of the public access block".into(),
        related: vec![
            Label::at(main("aws_s3_bucket_policy", "data.aws_iam_policy_document.logs.json"), "attached here"),
            Label::at(main("access_block", "block_public_policy = var.block_public"), "does not block"),
            Label::at(stack.span("variables.tf", "", "default = false"), "`var.block_public` is false by default"),
            Label { message: "S3 turns all four settings on for new buckets outside of Terraform".into(), span: None },
        ],
        witness: Some(Request {
            principal: "*".into(),
            action: "s3:GetObject".into(),
            resource: "arn:aws:s3:::acme-logs/*".into(),
            context: [("aws:SecureTransport".to_owned(), "false".to_owned())].into(),
            statement: Some(0),
        }),
        ..evaluation(rule, Compliance::NonCompliant, message, primary)
    }
}

fn unresolved(stack: &Stack, rule: &RuleInfo) -> Evaluation {
    let main = |after, text| stack.span("main.tf", after, text);
    let primary = Label::at(main("kms_master", "var.kms_key"), "decides which key encrypts");
    Evaluation {
        unresolved: vec![Unresolved {
            expression: "var.kms_key".into(),
            reason: "has no default".into(),
            span: stack.span("variables.tf", "", "variable \"kms_key\""),
        }],
        ..evaluation(rule, Compliance::InsufficientData, "the default encryption depends on `var.kms_key`", primary)
    }
}

fn analysis() -> Analysis {
    let stack = Stack::read();
    let rules = rules();
    let bucket = || Label::at(stack.span("main.tf", "", "resource \"aws_s3_bucket\" \"logs\""), "declared here");
    let name = stack.span("main.tf", "", "\"acme-logs\"");
    let evaluations = vec![
        evaluation(&rules[0], Compliance::Compliant, "access logs go to `acme-audit`", bucket()),
        public_read(&stack, &rules[1]),
        evaluation(&rules[2], Compliance::NotApplicable, "the bucket is a log target", bucket()),
        Evaluation {
            help: "declare `aws_s3_bucket_versioning` with status `Enabled`".into(),
            related: vec![Label::at(name, "\u{9b}31mof this name")],
            ..evaluation(&rules[3], Compliance::NonCompliant, "versioning is \u{1b}[2Jnever turned on", bucket())
        },
        unresolved(&stack, &rules[4]),
    ];
    let parse = Problem::at(ProblemKind::Parse, stack.span("broken file.tf", "", "\"b\""), "expected a newline")
        .help("put each argument on a line of its own");
    let problems = vec![parse, Problem::of_path(ProblemKind::Read, "gone\u{1b}.tf", "No such file or directory")];
    Analysis { sources: stack.sources, rules: rules.into(), evaluations, problems, files: 3, resources: 1 }
}

fn snapshot(name: &str, text: &str) {
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    };
    settings.bind(|| insta::assert_snapshot!(format!("report@{name}"), text));
}

fn options() -> Options {
    Options { version: "1.2.3".into(), ..Options::default() }
}

#[test]
fn human_as_a_pipe_reads_it() {
    snapshot("human", &render(Format::Human, &analysis(), &options()));
}

#[test]
fn human_on_a_wide_terminal() {
    let options = Options { unicode: true, width: 120, ..options() };
    snapshot("human_unicode", &render(Format::Human, &analysis(), &options));
}

#[test]
fn human_with_everything() {
    let options = Options { unicode: true, color: true, all: true, ..options() };
    snapshot("human_all_color", &render(Format::Human, &analysis(), &options).replace('\u{1b}', "␛"));
}

#[test]
fn json() {
    snapshot("json", &render(Format::Json, &analysis(), &options()));
}

#[test]
fn sarif() {
    snapshot("sarif", &render(Format::Sarif, &analysis(), &options()));
}

#[test]
fn sarif_with_everything() {
    snapshot("sarif_all", &render(Format::Sarif, &analysis(), &Options { all: true, ..options() }));
}

#[test]
fn github() {
    snapshot("github", &render(Format::Github, &analysis(), &options()));
}
