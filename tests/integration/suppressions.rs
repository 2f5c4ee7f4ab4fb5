//! Findings that are known and accepted: by comments, by metadata, by the configuration.

use std::path::PathBuf;

use bucketlint::config::{self, Settings};
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::{Analysis, ProblemKind};
use bucketlint::rules::RuleSet;
use bucketlint::source::{Memory, Sources};
use bucketlint::suppression::{By, accept};

const TODAY: &str = "2026-06-15";

/// What a run says of some files under a configuration.
fn analysed(files: &[(&str, &str)], configuration: &str) -> Analysis {
    let (settings, wrong) = config::read(Sources::default().note("bucketlint.toml".to_owned(), ""), configuration);
    assert!(wrong.is_empty(), "{wrong:?}");
    let (rules, _) = RuleSet::built_in().0.configured(&Settings::default());
    let (paths, inputs) = ([PathBuf::from(".")], Inputs::default());
    let mut analysis = analyse(&Memory::new(files.iter().copied()), &Request::new(&paths, &rules, &inputs), &Silent);
    let by = By {
        known: &rules.infos(),
        ignores: &settings.ignores,
        today: &TODAY.to_owned(),
        tools: &settings.honor_suppressions,
    };
    let told = accept(&mut analysis, &by);
    analysis.problems.extend(told);
    analysis
}

/// What is accepted, each as `resource rule: reason`.
fn accepted(files: &[(&str, &str)], configuration: &str) -> Vec<String> {
    let analysis = analysed(files, configuration);
    let of = |it: &bucketlint::finding::Evaluation| {
        Some(format!("{} {}: {}", it.resource, it.rule.name, it.suppressed.as_ref()?.reason))
    };
    analysis.evaluations.iter().filter_map(of).collect()
}

/// What is told of suppressions, each as `line message`.
fn told(files: &[(&str, &str)], configuration: &str) -> Vec<String> {
    let analysis = analysed(files, configuration);
    let of_suppressions = analysis.problems.iter().filter(|it| it.kind == ProblemKind::Suppression);
    let line = |it: &bucketlint::finding::Problem| {
        let place = it.span.and_then(|span| Some(analysis.sources.file(span.file)?.line_of(span.start as usize)));
        format!("{}: {}", place.map_or(0, |line| line + 1), it.message)
    };
    of_suppressions.map(line).collect()
}

const LOGGING: &str = "s3-bucket-logging-enabled";
const READ: &str = "s3-bucket-public-read-prohibited";

#[test]
fn a_comment_counts_for_the_block_below_it() {
    let text = "# bucketlint: ignore[S3.9] -- scratch\nresource \"aws_s3_bucket\" \"a\" {\n}\n\
                resource \"aws_s3_bucket\" \"b\" {\n}\n";
    let only_a = [format!("aws_s3_bucket.a {LOGGING}: scratch")];
    assert_eq!(accepted(&[("main.tf", text)], ""), only_a);
    assert_eq!(accepted(&[("main.tf", &text.replace('\n', "\r\n"))], ""), only_a);
    assert_eq!(
        accepted(&[("main.tf", &text.replace("ignore[S3.9]", "ignore[s3_bucket_logging_enabled]"))], ""),
        only_a
    );
    assert_eq!(accepted(&[("main.tf", &text.replace("# ", "//  "))], ""), only_a);
    let on_it = "resource \"aws_s3_bucket\" \"a\" { # bucketlint: ignore[S3.9] -- scratch\n}\nresource \"aws_s3_bucket\" \"b\" {}\n";
    assert_eq!(accepted(&[("main.tf", on_it)], ""), only_a);
}

/// Of two statements that open a bucket, accepting one leaves the other.
#[test]
fn a_comment_counts_for_a_statement() {
    let text = |first: &str, second: &str| {
        let statement = |mark: &str, sid: &str| {
            format!(
                "      {mark}\n      {{ Sid = \"{sid}\", Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", \
                 Resource = \"arn:aws:s3:::a/*\" }},\n"
            )
        };
        format!(
            "resource \"aws_s3_bucket\" \"a\" {{\n  bucket = \"a\"\n}}\nresource \"aws_s3_bucket_policy\" \"a\" {{\n  \
             bucket = aws_s3_bucket.a.id\n  policy = jsonencode({{\n    Statement = [\n{}{}    ]\n  }})\n}}\n",
            statement(first, "One"),
            statement(second, "Two")
        )
    };
    let mark = "# bucketlint: ignore[S3.2] -- a website";
    assert_eq!(accepted(&[("main.tf", &text(mark, ""))], ""), [format!("aws_s3_bucket.a {READ}: a website")]);
    assert!(accepted(&[("main.tf", &text("", mark))], "").is_empty(), "the proof is the first statement");
    assert!(accepted(&[("main.tf", &text("", ""))], "").is_empty());
}

#[test]
fn a_comment_on_a_call_counts_for_what_it_makes() {
    let module = "resource \"aws_s3_bucket\" \"a\" {\n}\n";
    let calls = "module \"one\" {\n  source = \"./m\"\n}\n# bucketlint: ignore[S3.9] -- that one\nmodule \"two\" {\n  source = \"./m\"\n}\n";
    let only_two = [format!("module.two.aws_s3_bucket.a {LOGGING}: that one")];
    assert_eq!(accepted(&[("main.tf", calls), ("m/main.tf", module)], ""), only_two);
    let inside = format!("# bucketlint: ignore[S3.9] -- both\n{module}");
    let both = accepted(&[("main.tf", &calls.replace("# bucketlint", "# ")), ("m/main.tf", &inside)], "");
    assert_eq!(both, ["one", "two"].map(|of| format!("module.{of}.aws_s3_bucket.a {LOGGING}: both")));
}

#[test]
fn templates_say_it_in_comments_and_in_metadata() {
    let yaml = "Resources:\n  # bucketlint: ignore[S3.9] -- scratch\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      \
                BucketName: a\n  B:\n    Type: AWS::S3::Bucket\n";
    let only_a = [format!("A {LOGGING}: scratch")];
    assert_eq!(accepted(&[("t.yaml", yaml)], ""), only_a);
    for entries in [
        "\n          ignore:\n          - rules: [S3.9]\n            reason: scratch\n            until: 2026-06-15",
        " {ignore: [{rules: [S3.9], reason: scratch}]}",
    ] {
        let written = yaml.replace("# bucketlint: ignore[S3.9] -- scratch", "# none");
        let written = written
            .replace("Bucket\n    Prop", &format!("Bucket\n    Metadata:\n      bucketlint:{entries}\n    Prop"));
        assert_eq!(accepted(&[("t.yaml", &written)], ""), only_a, "{written}");
        assert_eq!(accepted(&[("t.yaml", &written.replace("bucketlint:", "\"bucketlint\":"))], ""), only_a);
    }
    let json = r#"{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": {"bucketlint": {"ignore": [
        {"rules": ["S3.9"], "reason": "scratch", "until": "2026-06-15"}]}}}, "B": {"Type": "AWS::S3::Bucket"}}}"#;
    assert_eq!(accepted(&[("t.json", json)], ""), only_a);
    let terraform = r#"{"resource": {"aws_s3_bucket": {"a": {"//": "bucketlint: ignore[S3.9] -- scratch"}, "b": {}}}}"#;
    assert_eq!(accepted(&[("main.tf.json", terraform)], ""), [format!("aws_s3_bucket.a {LOGGING}: scratch")]);
}

#[test]
fn the_configuration_accepts_instances_and_files() {
    let files = [
        ("main.tf", "resource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"x\", \"y\"])\n}\n"),
        ("old/main.tf", "resource \"aws_s3_bucket\" \"b\" {\n}\n"),
    ];
    let ignore = |what: &str| format!("[[ignore]]\nrules = [\"S3.9\"]\nreason = \"known\"\n{what}\n");
    let rows = |names: &[&str]| names.iter().map(|name| format!("{name} {LOGGING}: known")).collect::<Vec<_>>();
    let (one, all) = ("resource = 'aws_s3_bucket.a[\"x\"]'", "resource = \"aws_s3_bucket.a*\"");
    assert_eq!(accepted(&files, &ignore(one)), rows(&["aws_s3_bucket.a[\"x\"]"]));
    assert_eq!(accepted(&files, &ignore(all)), rows(&["aws_s3_bucket.a[\"x\"]", "aws_s3_bucket.a[\"y\"]"]));
    assert_eq!(accepted(&files, &ignore("path = \"old/*\"\nuntil = 2026-06-15")), rows(&["aws_s3_bucket.b"]));
    assert!(accepted(&files, &ignore("path = \"old/*\"\nresource = \"aws_s3_bucket.a*\"")).is_empty());
    assert_eq!(told(&files, &ignore("path = \"older/*\"")), ["1: nothing of `S3.9` is left to accept here"]);
}

#[test]
fn what_does_not_count_is_told() {
    let told = |mark: &str| {
        let text = format!("# {mark}\nresource \"aws_s3_bucket\" \"a\" {{\n}}\n");
        assert!(accepted(&[("main.tf", &text)], "").is_empty(), "{mark}");
        told(&[("main.tf", &text)], "")
    };
    let over = "1: this suppression counted until 2026-06-14";
    assert_eq!(told("bucketlint: ignore[S3.9] until=2026-06-14 -- why"), [over]);
    assert_eq!(told("bucketlint: ignore[S3.9]"), ["1: this suppression gives no reason, so it does not count"]);
    assert_eq!(told("bucketlint: ignore[S3.2] -- why"), ["1: nothing of `S3.2` is left to accept here"]);
    let none = "1: no rule is called `S3.9999`, so nothing is accepted by that name";
    assert_eq!(told("bucketlint: ignore[S3.9999] -- why"), [none]);
    // Nobody looked for it in this run, so nothing can be said.
    assert_eq!(told("bucketlint: ignore[s3-bucket-tagged] -- why"), <[String; 0]>::default());
    assert_eq!(told("see bucketlint: ignore[S3.9] -- why"), <[String; 0]>::default());
}

const VERSIONING: &str = "s3-bucket-versioning-enabled";

/// What is accepted where the suppressions of other tools count, of logging and versioning.
fn honored(name: &str, text: &str) -> Vec<String> {
    let all =
        "honor_suppressions = [\"checkov\", \"trivy\", \"tfsec\", \"kics\", \"cfn_nag\", \"guard\", \"cdk_nag\"]\n";
    assert_eq!(accepted(&[(name, text)], ""), [""; 0], "nobody asked for it: {text}");
    assert_eq!(told(&[(name, text)], all), [""; 0], "{text}");
    accepted(&[(name, text)], all).into_iter().filter(|row| row.contains(LOGGING) || row.contains(VERSIONING)).collect()
}

#[test]
fn suppressions_of_other_tools_count_in_terraform() {
    let two = |inside: &str, above: &str| {
        format!(
            "{above}resource \"aws_s3_bucket\" \"a\" {{\n  bucket = \"a\"\n{inside}}}\n\nresource \"aws_s3_bucket\" \"b\" {{\n}}\n"
        )
    };
    let row = |rule: &str, why: &str| format!("aws_s3_bucket.a {rule}: {why}");
    let inside = |comment: &str| honored("main.tf", &two(comment, ""));
    assert_eq!(inside("  #checkov:skip=CKV_AWS_18:no logs\n"), [row(LOGGING, "no logs")]);
    assert_eq!(inside("  tags = { # checkov:skip=CKV_AWS_18\n  }\n"), [row(LOGGING, "checkov")]);
    assert_eq!(
        inside("  // checkov:skip=CKV_AWS_18,CKV_AWS_21: both\n"),
        [row(LOGGING, "both"), row(VERSIONING, "both")]
    );
    assert_eq!(inside("  #checkov:skip=CKV_AWS_999:another\n"), [""; 0]);
    assert_eq!(inside("}\n#checkov:skip=CKV_AWS_18:in nothing\nlocals {\n"), [""; 0]);
    let above = |comment: &str| honored("main.tf", &two("", comment));
    assert_eq!(above("#checkov:skip=CKV_AWS_18:in nothing\n"), [""; 0]);
    assert_eq!(above("#trivy:ignore:AVD-AWS-0089\n"), [row(LOGGING, "trivy")]);
    assert_eq!(above("#trivy:ignore:aws-0089:exp:2026-06-15\n"), [row(LOGGING, "trivy")]);
    assert_eq!(above("#trivy:ignore:AVD-AWS-0089:exp:2026-06-14\n"), [""; 0]);
    assert_eq!(above("#tfsec:ignore:aws-s3-enable-versioning why not\r\n"), [row(VERSIONING, "why not")]);
    assert_eq!(above("# kics-scan disable=568a4d22-3517-44a6-a7ad-6a7eed88722c\n").len(), 2, "of the whole file");
    assert_eq!(above("# kics-scan ignore-block\n"), [row(LOGGING, "kics"), row(VERSIONING, "kics")]);
    assert_eq!(above("# kics-scan ignore-line\n"), [row(LOGGING, "kics"), row(VERSIONING, "kics")]);
    assert_eq!(above("locals {\n}\n# kics-scan disable=568a4d22-3517-44a6-a7ad-6a7eed88722c\n"), [""; 0]);
    let text =
        two("", "").replace("\"a\" {", "\"a\" { #trivy:ignore:AVD-AWS-0089 tfsec:ignore:aws-s3-enable-versioning");
    assert_eq!(honored("main.tf", &text).len(), 2);
}

#[test]
fn suppressions_of_other_tools_count_in_templates() {
    let yaml = |metadata: &str| {
        let indented: String = metadata.lines().map(|line| format!("      {line}\n")).collect();
        let text = format!(
            "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Metadata:\n{indented}    Properties:\n      BucketName: a\n  B:\n    \
             Type: AWS::S3::Bucket\n"
        );
        let found = honored("t.yaml", &text);
        assert_eq!(honored("t.yaml", &text.replace('\n', "\r\n")), found, "{metadata}");
        found
    };
    let row = |rule: &str, why: &str| format!("A {rule}: {why}");
    let nag =
        |tool: &str, id: &str| format!("{tool}:\n  rules_to_suppress:\n    - id: {id}\n      reason: \"no: logs\"\n");
    assert_eq!(yaml(&nag("cfn_nag", "W35")), [row(LOGGING, "no: logs")]);
    assert_eq!(yaml(&nag("cdk_nag", "AwsSolutions-S1")), [row(LOGGING, "no: logs")]);
    assert_eq!(
        yaml("cfn_nag:\n  rules_to_suppress:\n  - reason: why # not\n    id: 'W35'\n  - id: W99\n"),
        [row(LOGGING, "why")]
    );
    assert_eq!(yaml("cfn_nag:\n  rules_to_suppress:\n    - {id: W35, reason: why}\n"), [row(LOGGING, "why")]);
    let part = "cdk_nag:\n  rules_to_suppress:\n    - id: AwsSolutions-S1\n      applies_to:\n        - Action::x\n";
    assert_eq!(yaml(part), [""; 0], "for a part only");
    assert_eq!(yaml("checkov:\n  skip:\n    - id: CKV_AWS_21\n      comment: later\n"), [row(VERSIONING, "later")]);
    let guard = [row(LOGGING, "guard"), row(VERSIONING, "guard")];
    assert_eq!(
        yaml("guard:\n  SuppressedRules:\n    - S3_BUCKET_LOGGING_ENABLED\n    - \"S3_BUCKET_VERSIONING_ENABLED\"\n"),
        guard
    );
    assert_eq!(yaml("guard:\n  SuppressedRules: [S3_BUCKET_LOGGING_ENABLED, S3_BUCKET_VERSIONING_ENABLED]\n"), guard);
    for written in [
        "cfn_nag: {rules_to_suppress: [{id: W35, reason: why}]}\n",
        "'cfn_nag':\n  \"rules_to_suppress\": [ {\n    id: W35, reason: why } ]\n",
        "cfn_nag:\n  rules_to_suppress:\n  -\n    id: >-\n      W35\n    reason: |-\n      why\n",
        "x: &why why\ncfn_nag:\n  rules_to_suppress: &list\n  - id: W35\n    reason: *why\ncdk_nag:\n  rules_to_suppress: *list\n",
    ] {
        assert_eq!(yaml(written), [row(LOGGING, "why")], "{written}");
    }
    assert_eq!(yaml("x: |\n  cfn_nag:\n    rules_to_suppress:\n    - id: W35\n"), [""; 0], "text");
    assert_eq!(yaml("other:\n  skip:\n    - id: CKV_AWS_21\n"), [""; 0]);
    let comment = "Resources:\n  A:\n    # checkov:skip=CKV_AWS_21:later\n    Type: AWS::S3::Bucket\n  # checkov:skip=CKV_AWS_18:none\n  \
                   B:\n    Type: AWS::S3::Bucket\n";
    assert_eq!(honored("t.yaml", comment), [row(VERSIONING, "later")]);
    let json = |metadata: &str| {
        let text = format!(
            r#"{{"Resources": {{"A": {{"Type": "AWS::S3::Bucket", "Metadata": {metadata}}}, "B": {{"Type": "AWS::S3::Bucket"}}}}}}"#
        );
        honored("t.json", &text)
    };
    assert_eq!(json(r#"{"cfn_nag": {"rules_to_suppress": [{"id": "W35", "reason": "why"}]}}"#), [row(LOGGING, "why")]);
    assert_eq!(
        json(r#"{"cdk_nag": {"rules_to_suppress": [{"id": "AwsSolutions-S1", "applies_to": ["x"]}]}}"#),
        [""; 0]
    );
    assert_eq!(json(r#"{"guard": {"SuppressedRules": ["S3_BUCKET_LOGGING_ENABLED"]}}"#), [row(LOGGING, "guard")]);
    assert_eq!(
        json(r#"{"checkov": {"skip": [{"id": "CKV_AWS_21", "comment": "later"}]}}"#),
        [row(VERSIONING, "later")]
    );
}
