//! Tests of the configuration as a user meets it: where it is found, what it adds to, and what it changes.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads its own data and fails by panicking")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bucketlint::config;
use bucketlint::source::Sources;
use serde_json::Value;

/// A repository with these files, below the target directory.
fn repository(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("configuration").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    let output = command.current_dir(folder).env_clear().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// `RULE RESOURCE COMPLIANCE` of each row of some rules, with the environments where there are some.
fn rows(folder: &Path, rules: &str, arguments: &[&str]) -> Vec<String> {
    let select = ["--format", "json", "--all", "--select", rules];
    let (_, out, errors) = run(folder, &[&select, arguments].concat());
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{errors}"));
    let row = |it: &Value| {
        let under = it.get("environments").map(|all| format!(" {all}")).unwrap_or_default();
        let text = |key: &str| it[key].as_str().unwrap().to_owned();
        format!("{} {} {}{under}", text("rule"), text("resource"), text("compliance"))
    };
    report["evaluations"].as_array().unwrap().iter().map(row).collect()
}

const BUCKET: &str = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n}\n";
const VERSIONING: &str = "s3-bucket-versioning-enabled";

#[test]
fn the_nearest_file_up_to_the_top_counts() {
    let folder = repository(
        "nearest",
        &[
            ("bucketlint.toml", "exclude = [\"live/old/\"]\nsevrity = 1\n"),
            ("live/main.tf", BUCKET),
            ("live/old/main.tf", BUCKET),
            ("other/bucketlint.toml", "fail_on = \"critical\"\n"),
            ("other/main.tf", BUCKET),
        ],
    );
    let (code, out, _) = run(&folder.join("live"), &["--quiet"]);
    assert!(code == 2 && out.contains("[../bucketlint.toml:2:1]") && out.contains("`severity`"), "{out}");
    assert_eq!(rows(&folder.join("live"), VERSIONING, &[]).len(), 1, "what is excluded counts from the file's folder");
    assert_eq!(rows(&folder.join("live"), VERSIONING, &["--no-config"]).len(), 2);
    assert_eq!(run(&folder.join("other"), &["--quiet"]).0, 0);
    assert_eq!(run(&folder.join("other"), &["--quiet", "--no-config"]).0, 1);
    // Nothing above the top of the repository is looked for.
    let inner = folder.join("inner");
    std::fs::create_dir_all(inner.join(".git")).unwrap();
    assert_eq!(run(&inner, &[]).0, 0);
    let (code, _, errors) = run(&folder, &["--no-config", "--config", "bucketlint.toml"]);
    assert!(code == 2 && errors.contains("cannot be used with"), "{errors}");
}

#[test]
fn a_file_adds_to_others() {
    let folder = repository(
        "extends",
        &[
            ("main.tf", BUCKET),
            ("team/base.toml", "extends = \"deep.toml\"\nfail_on = \"high\"\nexclude = [\"x/\"]\n"),
            ("team/deep.toml", "severity = \"low\"\n[rules.s3-bucket-versioning-enabled]\nseverity = \"high\"\n"),
            (
                "bucketlint.toml",
                "extends = [\"team/base.toml\"]\n[rules]\nS3_BUCKET_VERSIONING_ENABLED.enabled = true\n",
            ),
        ],
    );
    let (code, out, errors) = run(&folder, &["--show-config"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.starts_with("# from bucketlint.toml, team/base.toml, team/deep.toml\n"), "{out}");
    for line in ["fail_on = \"high\"", "severity = \"low\"", "exclude = [\"x/\"]", "severity = \"high\""] {
        assert!(out.contains(line), "{line}: {out}");
    }
    // What is shown is itself a configuration, and the same one.
    std::fs::write(folder.join("shown.toml"), &out).unwrap();
    let (code, again, _) = run(&folder, &["--show-config", "--config", "shown.toml"]);
    assert_eq!((code, again.split_once('\n').unwrap().1), (0, out.split_once('\n').unwrap().1));
    let wrong = [
        ("extends = \"bucketlint.toml\"\n", "is a configuration that is read already"),
        ("extends = \"gone.toml\"\n", "the configuration `gone.toml` does not exist"),
        ("extends = \"../../../../../../../../etc/passwd\"\n", "leads out of the repository"),
        ("extends = \"team\"\n", "is a folder, and only files are read"),
    ];
    for (text, message) in wrong {
        std::fs::write(folder.join("bucketlint.toml"), text).unwrap();
        let (code, out, _) = run(&folder, &["--quiet"]);
        assert!(code == 2 && out.contains(message), "{text}: {out}");
    }
}

#[test]
fn values_come_from_the_configuration() {
    let code = "variable \"on\" { type = bool }\nvariable \"tags\" { type = map(string) }\n\
                resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n  tags = var.tags\n  versioning { enabled = var.on }\n}\n";
    let template = "Parameters:\n  State: {Type: String}\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    \
                    Properties: {VersioningConfiguration: {Status: !Ref State}}\n";
    let folder = repository(
        "values",
        &[
            ("infra/main.tf", code),
            ("infra/t.yaml", template),
            ("values/prod.tfvars", "on = true\n"),
            ("bucketlint.toml", ""),
        ],
    );
    let with = |text: &str, arguments: &[&str]| {
        std::fs::write(folder.join("bucketlint.toml"), text).unwrap();
        let rows = rows(&folder.join("infra"), VERSIONING, arguments);
        rows.iter().map(|row| row.rsplit(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (yes, no, open) = ("COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA");
    assert_eq!(with("", &[]), [open, open]);
    assert_eq!(with("var_files = [\"values/prod.tfvars\"]\n", &[]), [yes, open]);
    assert_eq!(with("var_files = [\"values/prod.tfvars\"]\nvariables = { on = false }\n", &[]), [no, open]);
    assert_eq!(with("variables = { on = false, tags = { a = \"${x}\" } }\n", &["--var", "on=true"]), [yes, open]);
    assert_eq!(with("parameters = { State = \"Enabled\" }\n", &[]), [open, yes]);
    for (file, message) in [("gone.tfvars", "does not exist"), ("../../../../../../../../etc/passwd", "leads out")] {
        std::fs::write(folder.join("bucketlint.toml"), format!("var_files = [\"{file}\"]\n")).unwrap();
        let (code, out, _) = run(&folder, &["--quiet"]);
        assert!(code == 2 && out.contains(message) && out.contains("[bucketlint.toml:1:14]"), "{out}");
    }
}

#[test]
fn verdicts_that_differ_between_environments_say_where_they_hold() {
    let code = "variable \"stage\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n  versioning { enabled = var.stage == \
                \"prod\" }\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n\
                resource \"aws_s3_bucket\" \"c\" {\n  count = var.stage == \"dev\" ? 1 : 0\n}\n";
    let toml = "[[environment]]\nname = \"prod\"\nvariables = { stage = \"prod\" }\n\
                [[environment]]\nname = \"dev\"\nvar_files = [\"dev.tfvars\"]\n";
    let folder = repository(
        "environments",
        &[("main.tf", code), ("dev.tfvars", "stage = \"dev\"\n"), ("bucketlint.toml", toml)],
    );
    let mut all = rows(&folder, VERSIONING, &[]);
    all.sort();
    let row = |rest: &str| format!("{VERSIONING} aws_s3_bucket.{rest}");
    let expected = [
        row("a COMPLIANT [\"prod\"]"),
        row("a NON_COMPLIANT [\"dev\"]"),
        row("b NON_COMPLIANT"),
        row("c[0] NON_COMPLIANT [\"dev\"]"),
    ];
    assert_eq!(all, expected);
    let (_, out, _) = run(&folder, &["--select", VERSIONING]);
    assert!(out.contains("when dev: versioning is not enabled"), "{out}");
    assert_eq!(rows(&folder, VERSIONING, &["--environment", "prod"]), [row("a COMPLIANT"), row("b NON_COMPLIANT")]);
    let (code, _, errors) = run(&folder, &["--environment", "prd"]);
    assert!(code == 2 && errors.contains("did you mean `prod`?"), "{errors}");
}

#[test]
fn rules_change_for_some_files() {
    let toml = "[rules.s3-bucket-versioning-enabled]\nenabled = true\n[[override]]\npath = [\"sandbox/\", \"*.yaml\"]\n\
                [override.rules]\n\"s3-bucket-versioning-*\" = { severity = \"critical\" }\nS3_BUCKET_TAGS = { enabled = true }\n\
                [[override]]\npath = \"sandbox/quiet/\"\nrules = { s3-bucket-versioning-enabled = { enabled = false } }\n";
    let template = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n";
    let folder = repository(
        "override",
        &[
            ("bucketlint.toml", &toml.replace("S3_BUCKET_TAGS", "s3-bucket-mfa-delete-enabled")),
            ("live/main.tf", BUCKET),
            ("sandbox/main.tf", BUCKET),
            ("sandbox/quiet/main.tf", BUCKET),
            ("t.yaml", template),
        ],
    );
    let (_, out, _) = run(&folder, &["--format", "json", "--all"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let of = |rule: &str| {
        let all = report["evaluations"].as_array().unwrap().iter().filter(|it| it["rule"] == rule);
        all.map(|it| format!("{} {}", it["file"].as_str().unwrap(), it["severity"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(VERSIONING), ["live/main.tf low", "sandbox/main.tf critical", "t.yaml critical"]);
    assert_eq!(
        of("s3-bucket-mfa-delete-enabled").len(),
        3,
        "a rule that is on for some files is judged for them alone"
    );
    assert_eq!(rows(&folder, VERSIONING, &[]).len(), 4, "the command line wins");
    let wrong = "[[override]]\npath = \"a/\"\nrules = { s3-bucket-versionin-enabled = { enabled = true } }\n\
                 [[override]]\nrules = {}\n[[override]]\npath = \"b/\"\n\
                 rules = { s3-bucket-versioning-enabled = { enabld = true } }\n";
    std::fs::write(folder.join("bucketlint.toml"), wrong).unwrap();
    let (code, out, _) = run(&folder, &["--quiet"]);
    assert_eq!(code, 2);
    for message in ["did you mean `s3-bucket-versioning-enabled`?", "says of no file", "did you mean `enabled`?"] {
        assert!(out.contains(message), "{message}: {out}");
    }
}

#[test]
fn only_what_is_included_is_judged() {
    let module = "variable \"on\" {}\nresource \"aws_s3_bucket\" \"m\" {\n  versioning { enabled = var.on }\n}\n";
    let caller = "module \"m\" {\n  source = \"../../modules/m\"\n  on = true\n}\n";
    let folder = repository(
        "include",
        &[
            ("bucketlint.toml", "include = [\"live/\", \"*.prod.yaml\"]\nexclude = [\"live/old/\"]\n"),
            ("live/a/main.tf", caller),
            ("live/old/main.tf", BUCKET),
            ("modules/m/main.tf", module),
            ("t.prod.yaml", "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"),
            ("t.test.yaml", "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"),
            ("scratch/main.tf", BUCKET),
        ],
    );
    let (_, out, _) = run(&folder, &["--format", "json", "--all", "--select", VERSIONING]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let files: Vec<_> = report["evaluations"].as_array().unwrap().iter().map(|it| it["file"].clone()).collect();
    assert_eq!(files, ["modules/m/main.tf", "t.prod.yaml"], "a module is judged where what is included calls it");
    let (_, out, _) = run(&folder, &["scratch/main.tf"]);
    assert!(out.contains("named, and excluded by the configuration: `scratch/main.tf`"), "{out}");
}

#[test]
fn strict_and_undecided_runs_fail() {
    let module = "module \"m\" {\n  source = \"terraform-aws-modules/s3-bucket/aws\"\n}\n";
    let open = "variable \"s\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  versioning { enabled = var.s }\n}\n";
    let folder = repository("strict", &[("m/main.tf", module), ("o/main.tf", open), ("e/a.txt", "")]);
    assert_eq!(run(&folder, &["m"]).0, 0);
    assert_eq!(run(&folder, &["m", "--strict"]).0, 2);
    assert_eq!(run(&folder, &["e"]).0, 0);
    assert_eq!(run(&folder, &["e", "--strict"]).0, 2, "nothing at all is judged");
    let select = ["o", "--select", VERSIONING];
    assert_eq!(run(&folder, &select).0, 0);
    assert_eq!(run(&folder, &[&select[..], &["--strict"]].concat()).0, 0);
    assert_eq!(run(&folder, &[&select[..], &["--fail-on-undecided", "low"]].concat()).0, 1);
    assert_eq!(run(&folder, &[&select[..], &["--fail-on-undecided", "high"]].concat()).0, 0);
    std::fs::write(folder.join("bucketlint.toml"), "strict = true\nfail_on_undecided = \"low\"\n").unwrap();
    assert_eq!(run(&folder, &["m"]).0, 2);
    assert_eq!(run(&folder, &select).0, 1);
}

#[test]
fn a_first_configuration_holds_the_defaults() {
    let folder = repository("init", &[("main.tf", BUCKET)]);
    let (_, defaults, _) = run(&folder, &["--show-config"]);
    let (code, out, errors) = run(&folder, &["init"]);
    assert!(code == 0 && out.contains("id: bucketlint"), "{out}{errors}");
    let (_, shown, _) = run(&folder, &["--show-config"]);
    assert_eq!(shown.split_once('\n').unwrap().1, defaults.split_once('\n').unwrap().1);
    let (code, _, errors) = run(&folder, &["init"]);
    assert!(code == 2 && errors.contains("is there already"), "{errors}");
    // What stands in comments may be taken as it is.
    let text = std::fs::read_to_string(folder.join("bucketlint.toml")).unwrap();
    let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("# [");
    let lines: Vec<_> = text.lines().filter(is_setting).map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
    let text = lines.join("\n");
    let (_, problems) = config::read(Sources::default().note("a".to_owned(), ""), &text);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
}

#[test]
fn the_schema_is_that_of_the_keys() {
    let schema = config::schema();
    let text = format!("{schema:#}\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bucketlint.schema.json");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "INSTA_UPDATE=always writes docs/bucketlint.schema.json");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let as_json = |text: &str| serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
    let page = include_str!("../../docs/configuration.md");
    let examples = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    for text in examples.chain([include_str!("../../src/cli/init.toml")]) {
        let (_, problems) = config::read(Sources::default().note("a".to_owned(), ""), text);
        assert!(problems.is_empty(), "{problems:?}\n{text}");
        assert!(validator.is_valid(&as_json(text)), "{text}");
    }
    for wrong in
        ["fail_no = 1", "fail_on = \"worst\"", "exclude = 1", "[[environment]]\nnam = \"a\"", "rules.x = false"]
    {
        assert!(!validator.is_valid(&as_json(wrong)), "{wrong}");
    }
}
