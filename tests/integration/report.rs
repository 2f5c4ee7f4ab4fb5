//! Tests of the report room: one realistic analysis, in every format.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads its own data and fails by panicking"
)]

use std::path::Path;
use std::sync::Arc;

use bucketlint::finding::{
    Analysis, Compliance, Evaluation, Label, Problem, ProblemKind, Proof, Remedy, RuleInfo, Severity, Suppression,
    Unresolved,
};
use bucketlint::report::{self, Format, Options};
use bucketlint::rules::RuleSet;
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

fn rule(name: &str, title: &str, severity: Severity, security_hub: &str, help: &str) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        other_names: Vec::new(),
        without_check: false,
        profiles: Vec::new(),
        requirements: Vec::new(),
        own_page: String::new(),
        name: name.into(),
        title: title.into(),
        severity,
        security_hub: Some(security_hub.to_owned()).filter(|control| !control.is_empty()),
        help: help.into(),
        remedy: remedy(name),
        markdown: format!("# {title}\n\nWhy it matters.\n"),
        page: format!("https://example.org/rules/{name}"),
    })
}

/// What a page says of versioning.
fn remedy(name: &str) -> Remedy {
    let terraform =
        "resource \"aws_s3_bucket_versioning\" \"this\" {\n  bucket = aws_s3_bucket.this.id\n}\n".to_owned();
    let template = "This:\n  Type: AWS::S3::Bucket\n".to_owned();
    if name == "s3-bucket-versioning-enabled" { Remedy { terraform, template } } else { Remedy::default() }
}

fn evaluation(rule: &Arc<RuleInfo>, compliance: Compliance, message: &str, primary: Label) -> Evaluation {
    Evaluation {
        rule: Arc::clone(rule),
        resource: "aws_s3_bucket.logs".into(),
        resource_type: "AWS::S3::Bucket".into(),
        source_type: "aws_s3_bucket".into(),
        declared: primary.span.unwrap(),
        root: primary.span.unwrap(),
        compliance,
        broken: compliance == Compliance::NonCompliant,
        message: message.to_owned().into(),
        primary,
        related: Vec::new(),
        witness: None,
        unresolved: Vec::new(),
        evidence: Vec::new(),
        suppressed: None,
        environments: Box::default(),
        earlier: None,
        former: Vec::new(),
    }
}

fn rules() -> [Arc<RuleInfo>; 5] {
    let close = "name the principals that need access, or turn on all four settings of the public access block";
    let keep = "declare `aws_s3_bucket_versioning` with status `Enabled`";
    [
        rule("s3-bucket-logging-enabled", "Buckets keep access logs", Severity::Medium, "S3.9", ""),
        rule("s3-bucket-public-read-prohibited", "Buckets do not allow public read", Severity::Critical, "S3.2", close),
        rule("s3-bucket-replication-enabled", "Buckets are replicated", Severity::Informational, "", ""),
        rule("s3-bucket-versioning-enabled", "Buckets keep old versions of objects", Severity::Low, "S3.14", keep),
        rule("s3-default-encryption-kms", "Buckets encrypt with a KMS key", Severity::Medium, "S3.17", ""),
    ]
}

fn public_read(stack: &Stack, rule: &Arc<RuleInfo>) -> Evaluation {
    let main = |after, text| stack.span("main.tf", after, text);
    let statement = main("data ", "statement {").to(main("identifiers", "}\n  }"));
    let message = "the bucket policy allows anyone to read objects, and no public access block stops it";
    let primary = Label::at(statement, "allows `*` to read");
    Evaluation {
        related: vec![
            Label::at(main("aws_s3_bucket_policy", "data.aws_iam_policy_document.logs.json"), "attached here"),
            Label::at(main("access_block", "block_public_policy = var.block_public"), "does not block"),
            Label::at(stack.span("variables.tf", "", "default = false"), "`var.block_public` is false by default"),
            Label { message: "S3 turns all four settings on for new buckets outside of Terraform".into(), span: None },
        ],
        witness: Some(Box::new(Proof {
            principal: "*".into(),
            action: "s3:GetObject".into(),
            resource: "arn:aws:s3:::acme-logs/*".into(),
            context: [("aws:SecureTransport".to_owned(), "false".to_owned())].into(),
            statement: Some(0),
            refused: false,
        })),
        ..evaluation(rule, Compliance::NonCompliant, message, primary)
    }
}

fn unresolved(stack: &Stack, rule: &Arc<RuleInfo>) -> Evaluation {
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

pub(super) fn analysis() -> Analysis {
    let stack = Stack::read();
    let rules = rules();
    let bucket = || Label::at(stack.span("main.tf", "", "resource \"aws_s3_bucket\" \"logs\""), "declared here");
    let name = stack.span("main.tf", "", "\"acme-logs\"");
    let evaluations = vec![
        evaluation(&rules[0], Compliance::Compliant, "access logs go to `acme-audit`", bucket()),
        public_read(&stack, &rules[1]),
        evaluation(&rules[2], Compliance::NotApplicable, "the bucket is a log target", bucket()),
        Evaluation {
            related: vec![Label::at(name, "\u{9b}31mof this name")],
            ..evaluation(&rules[3], Compliance::NonCompliant, "versioning is \u{1b}[2Jnever turned on", bucket())
        },
        unresolved(&stack, &rules[4]),
        Evaluation {
            resource: "aws_s3_bucket.scratch".into(),
            suppressed: Some(Arc::new(Suppression {
                reason: "scratch \u{1b}[2Jdata".into(),
                until: Some("2027-01-31".into()),
                comment: Some(name),
            })),
            ..evaluation(&rules[3], Compliance::NonCompliant, "versioning is never turned on", bucket())
        },
    ];
    let parse = Problem::at(ProblemKind::Parse, stack.span("broken file.tf", "", "\"b\""), "expected a newline")
        .help("put each argument on a line of its own");
    let problems = vec![parse, Problem::of_path(ProblemKind::Read, "gone\u{1b}.tf", "No such file or directory")];
    Analysis {
        sources: stack.sources,
        rules: rules.into(),
        evaluations,
        problems,
        files: 3,
        resources: 1,
        ..Analysis::default()
    }
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

pub(super) fn options() -> Options {
    Options { version: "1.2.3".into(), ..Options::default() }
}

/// A report as text.
pub(super) fn render(format: Format, analysis: &Analysis, options: &Options) -> String {
    report::render(format, analysis, options).to_string()
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

#[test]
fn concise() {
    snapshot("concise", &render(Format::Concise, &analysis(), &Options { all: true, ..options() }));
}

#[test]
fn markdown() {
    snapshot("markdown", &render(Format::Markdown, &analysis(), &Options { all: true, ..options() }));
}

#[test]
fn junit() {
    snapshot("junit", &render(Format::Junit, &analysis(), &options()));
}

#[test]
fn gitlab() {
    snapshot("gitlab", &render(Format::Gitlab, &analysis(), &options()));
}

/// What the schema of Ant's task asks of each element, and that of Jenkins does too: its attributes, and which elements
/// may follow each other in it.
#[test]
fn junit_keeps_to_the_usual_schemas() {
    let suite: &[&str] =
        &["id", "name", "package", "hostname", "timestamp", "time", "tests", "failures", "errors", "skipped"];
    let attributes: [(&str, &[&str]); 9] = [
        ("testsuites", &[]),
        ("testsuite", suite),
        ("properties", &[]),
        ("testcase", &["name", "classname", "time"]),
        ("failure", &["type", "message"]),
        ("error", &["type", "message"]),
        ("skipped", &["message"]),
        ("system-out", &[]),
        ("system-err", &[]),
    ];
    let order = regex::Regex::new(concat!(
        "^testsuites\\((testsuite\\(properties\\(\\)(testcase\\(((failure|error|skipped)\\(\\))?\\))*",
        "system-out\\(\\)system-err\\(\\)\\))+\\)$"
    ));
    for (analysis, all) in [(analysis(), false), (analysis(), true), (Analysis::default(), false)] {
        let text = render(Format::Junit, &analysis, &Options { all, ..options() });
        let (mut shape, mut counts) = (String::new(), [0; 4]);
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.expand_empty_elements(true);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(tag) => {
                    let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                    let own: Vec<_> = tag.attributes().map(|it| it.unwrap()).collect();
                    let keys: Vec<_> = own.iter().map(|it| std::str::from_utf8(it.key.as_ref()).unwrap()).collect();
                    assert_eq!(
                        attributes.iter().find(|(it, _)| *it == name).map(|(_, it)| *it),
                        Some(&*keys),
                        "{name}"
                    );
                    let value =
                        |key: &str| own[keys.iter().position(|it| *it == key).unwrap()].unescape_value().unwrap();
                    if name == "testsuite" {
                        counts =
                            ["tests", "failures", "errors", "skipped"].map(|key| value(key).parse::<i32>().unwrap());
                        assert!(!value("name").is_empty());
                    }
                    let counted = ["testcase", "failure", "error", "skipped"].iter().position(|it| *it == name);
                    counted.into_iter().for_each(|at| counts[at] -= 1);
                    shape.push_str(&format!("{name}("));
                }
                quick_xml::events::Event::End(tag) => {
                    if tag.name().as_ref() == b"testsuite" {
                        assert_eq!(counts, [0; 4]);
                    }
                    shape.push(')');
                }
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert!(order.as_ref().unwrap().is_match(&shape), "{shape}");
    }
}

/// What GitLab's page of the format requires of an entry.
#[test]
fn gitlab_entries_have_what_is_required() {
    let mut analysis = analysis();
    let same = Problem::of_path(ProblemKind::Read, "gone.tf", "No such file or directory");
    analysis.problems.extend([same.clone(), same, Problem::of_path(ProblemKind::Configuration, "", "of the run")]);
    let entries: Vec<Value> =
        serde_json::from_str(&render(Format::Gitlab, &analysis, &Options { all: true, ..options() })).unwrap();
    let mut fingerprints = std::collections::BTreeSet::new();
    for entry in &entries {
        let text = |key: &str| entry[key].as_str().filter(|it| !it.is_empty()).unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")), "{entry}");
        assert!(!text("description").is_empty() && !text("check_name").is_empty());
        assert!(fingerprints.insert(text("fingerprint").to_owned()), "{entry}");
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        let path = entry["location"]["path"].as_str().unwrap();
        assert!(!path.is_empty() && !path.starts_with("./"), "{path}");
    }
    assert_eq!(entries.len(), 8);
    assert_eq!(render(Format::Gitlab, &Analysis::default(), &options()), "[]\n");
}

/// Of more than a comment takes the worst is kept, and the rest counted.
#[test]
fn markdown_fits_into_a_comment() {
    let mut analysis = analysis();
    let (public, versioning) = (analysis.evaluations[1].clone(), analysis.evaluations[3].clone());
    let of = |at: usize| Evaluation { message: format!("{at} of {}", "many ".repeat(40)).into(), ..versioning.clone() };
    analysis.evaluations = (0..1_000).map(of).chain([public]).collect();
    let text = render(Format::Markdown, &analysis, &options());
    assert!(text.len() > 59_000 && text.len() < 61_000, "{}", text.len());
    assert!(text.contains("Buckets do not allow public read"));
    let shown = text.matches("- **").count();
    assert!(text.contains(&format!("{} more are left out", 1_001 + 2 - shown)), "{shown}");
}

/// One fault of many instances is told once, with the resources that have it.
#[test]
fn instances_of_one_fault_are_told_together() {
    let mut analysis = analysis();
    let versioning = analysis.evaluations[3].clone();
    let of = |at: usize| Evaluation { resource: format!("aws_s3_bucket.b[{at}]").into(), ..versioning.clone() };
    let apart = Evaluation { message: "another message".into(), ..of(99) };
    analysis.evaluations = (0..12).map(of).chain([apart]).collect();
    analysis.problems.clear();
    let github = render(Format::Github, &analysis, &options());
    assert_eq!(github.matches("::notice").count(), 2, "{github}");
    assert!(github.contains("11 more alike: `aws_s3_bucket.b[1]`") && github.contains("and 6 more"), "{github}");
    let markdown = render(Format::Markdown, &analysis, &options());
    assert!(markdown.contains("`aws_s3_bucket.b[9]` and 2 more"), "{markdown}");
    assert_eq!(render(Format::Concise, &analysis, &options()).matches(" low: ").count(), 13);
}

/// The lines of the human format that start so.
fn lines(text: &str, start: &str) -> Vec<String> {
    text.lines().filter(|line| line.trim_start().starts_with(start)).map(|line| line.trim().to_owned()).collect()
}

/// Findings of one resource stand together, the worst resource first, and what to do is told once for each rule.
#[test]
fn human_tells_of_a_resource_at_once_and_of_a_remedy_once() {
    let mut analysis = analysis();
    let (public, versioning) = (analysis.evaluations[1].clone(), analysis.evaluations[3].clone());
    let of = |it: &Evaluation, resource: &str| Evaluation {
        resource: resource.into(),
        message: format!("of {resource}").into(),
        ..it.clone()
    };
    let (low, bad) = ("aws_s3_bucket.low", "aws_s3_bucket.bad");
    analysis.evaluations = vec![of(&versioning, low), of(&versioning, bad), of(&public, bad)];
    analysis.problems.clear();
    let text = render(Format::Human, &analysis, &options());
    assert_eq!(lines(&text, "1 critical"), ["1 critical, 1 low: aws_s3_bucket.bad"]);
    assert_eq!(lines(&text, "1 low"), ["1 low: aws_s3_bucket.low"]);
    assert_eq!(lines(&text, "help: ").len(), 2, "{text}");
    assert_eq!(lines(&text, "rule: ").len(), 2, "{text}");
    let block = "resource \"aws_s3_bucket_versioning\" \"bad\" {\n            bucket = aws_s3_bucket.bad.id\n";
    assert!(text.contains(block), "{text}");
}

/// The block to paste has the resource's own name, index and all, and is of the file's language.
#[test]
fn remedies_are_in_the_words_of_the_file() {
    let versioning = &analysis().evaluations[3];
    let of = |resource: &str, source_type: &str| {
        let it = Evaluation { resource: resource.into(), source_type: source_type.into(), ..versioning.clone() };
        it.remedy().unwrap_or_default()
    };
    let block = of("module.a[\"x.y\"].aws_s3_bucket.logs[\"eu.west\"]", "aws_s3_bucket");
    let expected =
        "resource \"aws_s3_bucket_versioning\" \"logs\" {\n  bucket = aws_s3_bucket.logs[\"eu.west\"].id\n}\n";
    assert_eq!(block, expected);
    assert_eq!(of("Nested/Logs", "AWS::S3::Bucket"), "Logs:\n  Type: AWS::S3::Bucket\n");
    assert_eq!(of("account", "aws_s3_account_public_access_block"), "");
    let kept = Evaluation { broken: false, ..versioning.clone() };
    assert_eq!(kept.remedy(), None);
    for rule in RuleSet::built_in().0.infos() {
        let has_block = !rule.remedy.terraform.is_empty() || !rule.remedy.template.is_empty();
        assert!(has_block || rule.without_check || rule.markdown.contains("```toml"), "{}", rule.name);
    }
}

/// Of thousands of findings people see the worst, and are told how many more there are of which severity.
#[test]
fn people_are_shown_no_more_findings_than_they_read() {
    let mut analysis = analysis();
    let (public, versioning, open) =
        (analysis.evaluations[1].clone(), analysis.evaluations[3].clone(), analysis.evaluations[4].clone());
    let of = |it: &Evaluation, at: usize| Evaluation {
        resource: format!("aws_s3_bucket.b{at}").into(),
        message: format!("of {at}").into(),
        ..it.clone()
    };
    analysis.evaluations = (0..250).map(|at| of(&versioning, at)).collect();
    analysis.evaluations.push(of(&public, 0));
    analysis.evaluations.extend((0..251).map(|at| of(&open, at)));
    let text = render(Format::Human, &analysis, &options());
    assert_eq!(lines(&text, "| of ").len(), 250);
    assert!(text.contains("1 more findings are not shown here: 1 low; `--max-findings all`"), "{text}");
    assert!(text.contains("1 more undecided verdicts are not shown here: 1 medium;"), "{text}");
    assert!(text.contains("251 NON_COMPLIANT (1 critical, 250 low)"), "{text}");
    let all = render(Format::Human, &analysis, &Options { max_findings: Some(usize::MAX), ..options() });
    assert!(lines(&all, "| of ").len() == 251 && !all.contains("not shown"), "{all}");
    for format in [Format::Concise, Format::Github, Format::Markdown] {
        let one = render(format, &analysis, &Options { max_findings: Some(1), quiet: true, ..options() });
        let said = if format == Format::Markdown { "250 more are left out" } else { "250 more findings are not shown" };
        assert!(one.contains(said) && one.contains("critical") && !one.contains("of 249"), "{one}");
    }
    let machine = |most| render(Format::Json, &analysis, &Options { max_findings: most, ..options() });
    assert_eq!(machine(Some(1)), machine(None));
}

#[test]
fn statistics_count_for_each_rule() {
    for format in [Format::Human, Format::Concise, Format::Github, Format::Markdown] {
        let text = render(format, &analysis(), &Options { statistics: true, quiet: true, ..options() });
        let counted: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        for row in [
            ["1", "0", "0", "critical", "s3-bucket-public-read-prohibited"],
            ["0", "1", "0", "medium", "s3-default-encryption-kms"],
            ["1", "0", "1", "low", "s3-bucket-versioning-enabled"],
        ] {
            assert!(counted.iter().any(|it| *it == row), "{text}");
        }
    }
}

/// The last line says what it counts: how bad findings are, which of them fail no run, and what was not read.
#[test]
fn the_last_line_counts_what_it_says() {
    let last = |analysis: &Analysis, options: &Options| {
        render(Format::Human, analysis, options).lines().last().unwrap_or_default().to_owned()
    };
    let high = Options { fail_on: Severity::High, ..options() };
    let expected = "3 files, 1 resource: 2 NON_COMPLIANT (1 critical, 1 low; 1 below --fail-on high), \
                    1 INSUFFICIENT_DATA, 1 COMPLIANT, 1 suppressed; 2 problems, 2 files not read as a whole";
    assert_eq!(last(&analysis(), &high), expected);
    let mut of_one_file = analysis();
    of_one_file.problems = vec![of_one_file.problems[0].clone(); 2];
    assert!(last(&of_one_file, &high).ends_with("; 2 problems, 1 file not read as a whole"));
    of_one_file.problems[0].kind = ProblemKind::Note;
    of_one_file.problems[1].kind = ProblemKind::Link;
    assert!(last(&of_one_file, &high).ends_with("1 suppressed; 1 problem"));
}

#[test]
fn narrow_terminals_are_kept_to() {
    let text = render(Format::Human, &analysis(), &Options { width: 40, quiet: true, ..options() });
    // Code, addresses and what hangs below code are as long as they are.
    let is_code = |line: &str| line.starts_with("          ") || line.contains("//") || line.contains("`--");
    let is_long = |line: &&str| line.chars().count() > 40 && !is_code(line) && !line.contains('|');
    let long: Vec<_> = text.lines().filter(is_long).collect();
    assert!(long.is_empty(), "{long:#?}");
}

pub(super) fn schema(text: &str) -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

pub(super) fn assert_valid(validator: &jsonschema::Validator, document: &str) -> Value {
    let document = serde_json::from_str(document).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

#[test]
fn json_keeps_to_its_schema() {
    let validator = schema(include_str!("../../docs/output.schema.json"));
    for all in [false, true] {
        assert_valid(&validator, &render(Format::Json, &analysis(), &Options { all, ..options() }));
        assert_valid(&validator, &render(Format::Json, &Analysis::default(), &Options { all, ..options() }));
    }
}

#[test]
fn sarif_keeps_to_its_schema() {
    let validator = schema(include_str!("../data/report/sarif-2.1.0.schema.json"));
    for all in [false, true] {
        assert_valid(&validator, &render(Format::Sarif, &analysis(), &Options { all, ..options() }));
        assert_valid(&validator, &render(Format::Sarif, &Analysis::default(), &Options { all, ..options() }));
    }
    let rules = RuleSet::built_in().0.infos();
    assert_valid(&validator, &render(Format::Sarif, &Analysis { rules, ..Analysis::default() }, &options()));
}

#[test]
fn no_format_writes_a_control_character_of_the_input() {
    for format in Format::ALL {
        let text = render(format, &analysis(), &Options { all: true, unicode: true, ..options() });
        let raw: Vec<_> =
            text.chars().filter(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c)).collect();
        assert!(raw.is_empty(), "{format}: {raw:?}");
    }
}

#[test]
fn nothing_to_analyse_is_said_plainly() {
    let text = render(Format::Human, &Analysis::default(), &options());
    assert_eq!(text, "nothing to analyse: no Terraform module and no CloudFormation template was found\n");
}

#[test]
fn quiet_keeps_to_findings_and_problems() {
    let text = render(Format::Human, &analysis(), &Options { quiet: true, ..options() });
    assert!(text.contains("s3-bucket-public-read-prohibited") && text.contains("expected a newline"), "{text}");
    assert!(!text.contains("not decided") && !text.contains("resource:"), "{text}");
    assert_eq!(render(Format::Human, &Analysis::default(), &Options { quiet: true, ..options() }), "");
}

/// An analysis of one finding whose primary label is `text` in a file of this content.
fn finding_in(content: &str, text: &str) -> Analysis {
    let mut sources = Sources::default();
    let file = sources.add("a.tf".into(), "a.tf".into(), content.as_bytes().to_vec());
    let start = content.find(text).unwrap();
    let primary = Label::at(Span::new(file, start..start + text.len()), "here");
    let evaluations = vec![evaluation(&rules()[0], Compliance::NonCompliant, "it is so", primary)];
    Analysis { sources, evaluations, files: 1, resources: 1, ..Analysis::default() }
}

/// The excerpt of the human format: from its frame's head to its foot.
fn excerpt(analysis: &Analysis) -> String {
    let text = render(Format::Human, analysis, &Options { quiet: true, ..options() });
    let lines: Vec<_> = text.lines().skip_while(|line| !line.contains(",-[")).collect();
    let end = lines.iter().position(|line| line.trim_start().starts_with('`')).unwrap();
    lines[..end].join("\n")
}

#[test]
fn cuts_long_lines_around_the_label() {
    let long = format!("{{{}\"Bucket\": \"x\"{}}}\n", "\"a\": 1, ".repeat(100_000), ", \"b\": 2".repeat(100_000));
    let text = excerpt(&finding_in(&long, "\"Bucket\""));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    snapshot("human_long_line", &text);
}

#[test]
fn points_at_odd_places() {
    let mut shown = String::new();
    let cases = [
        ("\u{feff}a = 1\r\nb = 2\r\n", "b"),
        ("a\tb\t= \u{1b}[0m\u{200b}c", "c"),
        ("x = 漢字 y", "y"),
        ("x {\n  y\n\n}\n", "x {\n  y\n\n}\n"),
        ("a\rb", "b"),
        ("x {\n1\n2\n3\n4\n5\n6\n}", "x {\n1\n2\n3\n4\n5\n6\n}"),
    ];
    for (content, text) in cases {
        shown += &format!("{content:?} at {text:?}\n{}\n\n", excerpt(&finding_in(content, text)));
    }
    snapshot("human_odd_places", &shown);
}

/// A finding whose related labels stand beside each other in one line.
fn with_related(count: usize) -> Analysis {
    let content: String = (0..=count).map(|at| format!("a{at} ")).collect();
    let mut analysis = finding_in(&content, "a0");
    let file = analysis.sources.iter().next().unwrap().0;
    let place = |at: usize| content.find(&format!("a{at} ")).map(|start| Span::new(file, start..start + 2)).unwrap();
    analysis.evaluations[0].related = (1..=count).map(|at| Label::at(place(at), format!("label {at}"))).collect();
    analysis
}

#[test]
fn labels_past_the_bound_are_notes() {
    for (count, notes) in [(7, 0), (8, 1)] {
        let text = render(Format::Human, &with_related(count), &Options { quiet: true, ..options() });
        assert_eq!(text.matches("note: a.tf").count(), notes, "{text}");
    }
}

#[test]
fn sarif_has_as_many_locations_as_github_takes() {
    for (count, kept) in [(1_000, 1_000), (1_001, 1_000)] {
        let log = render(Format::Sarif, &with_related(count), &options());
        assert_eq!(log.matches("\"text\": \"label ").count(), kept);
    }
}

#[test]
fn points_at_nothing_at_all() {
    for (content, at) in [("", 0..0), ("a\n", 2..2), ("a", 1..1), ("a", 7..9), ("é", 1..2), ("\n\n", 1..1)] {
        let mut analysis = finding_in(content, "");
        let file = analysis.sources.iter().next().unwrap().0;
        analysis.evaluations[0].primary = Label::at(Span::new(file, at.clone()), "here");
        for format in Format::ALL {
            assert!(!render(format, &analysis, &options()).is_empty(), "{content:?} {at:?}");
        }
        assert!(excerpt(&analysis).contains("here"), "{content:?} {at:?}");
    }
}

#[test]
fn github_commands_cannot_be_ended_by_the_input() {
    let mut analysis = analysis();
    let name = "a,b:c%\n::error::x.tf";
    analysis.problems = vec![Problem::of_path(ProblemKind::Read, name, "100%\r\n::set-output name=x::y")];
    analysis.evaluations.clear();
    let text = render(Format::Github, &analysis, &options());
    let expected = "::error file=a%2Cb%3Ac%25 %3A%3Aerror%3A%3Ax.tf,title=bucketlint%3A read::\
                    100%25\\u{d} ::set-output name=x::y\n";
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
}

/// Of what a rule answers the tags say as much as GitHub takes, and `frameworks` says all.
#[test]
fn sarif_has_as_many_tags_as_github_takes() {
    let rules = RuleSet::built_in().0.infos();
    let analysis = Analysis { rules, ..Analysis::default() };
    let log: Value = serde_json::from_str(&render(Format::Sarif, &analysis, &options())).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let of = |name: &str| rules.iter().find(|rule| rule["id"] == name).unwrap();
    let tags = |name: &str| serde_json::from_value::<Vec<String>>(of(name)["properties"]["tags"].clone()).unwrap();
    let mended = tags("cmk-backing-key-rotation-enabled");
    assert_eq!(mended[..4], ["security", "aws", "s3", "external/cis-aws-foundations/5.0/3.6"]);
    assert_eq!(mended.last().unwrap(), "external/nist-800-53/r5/SC-28(3)");
    let many = "guardduty-enabled-centralized";
    assert_eq!(tags(many).len(), 20);
    assert_eq!(of(many)["properties"]["frameworks"]["nist-800-53-r5"].as_array().unwrap().len(), 26);
    let page = "https://github.com/bucketlint/bucketlint/blob/main/docs/rules/guardduty-enabled-centralized.md";
    assert_eq!(of(many)["helpUri"], page);
    assert!(of("kms-key-tagged")["properties"].get("frameworks").is_none());
}

#[test]
fn sarif_uris_are_escaped_and_absolute_paths_have_no_base() {
    let uri = |name: &str| {
        let problems = vec![Problem::of_path(ProblemKind::Read, name, "gone")];
        let log = render(Format::Sarif, &Analysis { problems, ..Analysis::default() }, &options());
        let log: Value = serde_json::from_str(&log).unwrap();
        let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
        notification["locations"][0]["physicalLocation"]["artifactLocation"].clone()
    };
    assert_eq!(uri("a b/é:%.tf"), serde_json::json!({"uri": "a%20b/%C3%A9%3A%25.tf", "uriBaseId": "%SRCROOT%"}));
    assert_eq!(uri("/etc/x.tf"), serde_json::json!({"uri": "file:///etc/x.tf"}));
    assert_eq!(uri("C:/x.tf"), serde_json::json!({"uri": "file:///C:/x.tf"}));
}

/// Every place of every text has a report: no span, not even one inside a character or past the end, makes it panic.
#[test]
fn no_place_makes_it_panic() {
    let pieces = ["a", "\n", "\t", "é", "漢", "\r\n", "\r", "\u{1b}", "\u{200b}", "  ", "e\u{301}", "🪣"];
    let mut state = 1_u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for _ in 0..1_500 {
        let text: String = (0..next(40)).map(|_| pieces[next(pieces.len())]).collect();
        let mut analysis = finding_in(&text, "");
        let file = analysis.sources.iter().next().unwrap().0;
        let mut label = || {
            let (start, length) = (next(text.len() + 3), next(text.len() + 3));
            Label::at(Span::new(file, start..start + length), "here")
        };
        analysis.evaluations[0].primary = label();
        analysis.evaluations[0].related = vec![label(), label()];
        for unicode in [false, true] {
            let shown = render(Format::Human, &analysis, &Options { unicode, width: 40, ..options() });
            assert!(!shown.contains("Failed to read"), "{text:?}: {shown}");
        }
        for format in Format::ALL.into_iter().filter(|format| *format != Format::Human) {
            render(format, &analysis, &options());
        }
    }
}

/// What a run counts does not hang on what it lists, and what it lists stands among all that it may list.
#[test]
fn evaluations_that_are_not_listed_are_counted() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |more: &[&str]| {
        let arguments = [&["--no-config", "--format", "json", "examples"], more].concat();
        let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
        let output = command.current_dir(top).env_clear().args(&arguments).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    for more in [&[][..], &["--severity", "high"]] {
        let (some, all) = (run(more), run(&[more, &["--all"]].concat()));
        assert_eq!(some["summary"], all["summary"]);
        assert!(all["summary"]["by_compliance"]["COMPLIANT"].as_u64().unwrap() > 10);
        let asks =
            |row: &&serde_json::Value| row["compliance"] == "NON_COMPLIANT" || row["compliance"] == "INSUFFICIENT_DATA";
        let asking: Vec<_> = all["evaluations"].as_array().unwrap().iter().filter(asks).collect();
        assert_eq!(some["evaluations"].as_array().unwrap().iter().collect::<Vec<_>>(), asking);
    }
}
