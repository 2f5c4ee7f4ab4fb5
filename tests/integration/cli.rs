//! Tests of the cli and config rooms: the built program as a user runs it, and what it says of a configuration.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads its own data and fails by panicking")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bucketlint::config::{self, Settings};
use bucketlint::finding::{Analysis, Problem};
use bucketlint::report::{Format, Options, render};
use bucketlint::rules::RuleSet;
use bucketlint::source::{Sources, Span};

/// The program in an empty folder of its own, with nothing of our environment.
fn bucketlint(folder: &str) -> Command {
    let folder = scratch(folder);
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    command.current_dir(folder).env_clear();
    command
}

/// An empty folder below the target directory.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs with these arguments and gives the exit code, standard output and standard error.
fn run(mut command: Command, arguments: &[&str]) -> (i32, String, String) {
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("cli@{name}"), text));
}

#[test]
fn help_is_good_to_read() {
    let (code, help, errors) = run(bucketlint("help"), &["--help"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    snapshot("help", &help);
}

#[test]
fn version_is_that_of_the_crate() {
    let (code, version, _) = run(bucketlint("version"), &["--version"]);
    assert_eq!((code, version.as_str()), (0, concat!("bucketlint ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn an_empty_folder_is_nothing_to_analyse() {
    for arguments in [&[] as &[&str], &["check"], &["."], &["check", "."]] {
        let (code, out, errors) = run(bucketlint("empty"), arguments);
        assert_eq!((code, errors.as_str()), (0, ""), "{arguments:?}");
        assert!(out.starts_with("nothing to analyse"), "{arguments:?}: {out}");
    }
}

#[test]
fn every_format_is_written_to_output_and_to_files() {
    for format in Format::ALL.map(Format::as_str) {
        let command = bucketlint(format);
        let folder = command.get_current_dir().unwrap().to_owned();
        let file = format!("{format}=report.out");
        let (code, out, _) = run(command, &["--format", format, "--output", &file]);
        assert_eq!(code, 0);
        assert_eq!(std::fs::read_to_string(folder.join("report.out")).unwrap(), out);
        let (_, to_stdout, _) = run(bucketlint(format), &["--output", &format!("{format}=-")]);
        assert_eq!(to_stdout, out, "{format}");
    }
}

#[test]
fn standard_output_takes_one_report() {
    let (code, out, errors) = run(bucketlint("one_report"), &["--format", "json", "--output", "sarif=-"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("standard output takes one report, not both json and sarif"), "{errors}");
    let (code, out, _) = run(bucketlint("one_report"), &["--format", "json", "--output", "json=-"]);
    assert_eq!((code, out.matches("schema_version").count()), (0, 1));
}

/// Who looks at a pull request sees why there is no report.
#[test]
fn a_run_that_does_not_come_about_is_annotated() {
    let cases: [(&[&str], &str); 5] = [
        (&["--format", "github", "--colour"], "::error title=bucketlint::unexpected argument '--colour' found%0A"),
        (
            &["--format=github", "--config", "gone.toml"],
            "::error title=bucketlint::cannot read the configuration `gone.toml`",
        ),
        (
            &["--output", "github=-", "--select", "no::such"],
            "::error title=bucketlint::no rule is called `no::such`%0A",
        ),
        (&["--output=github=-", "--severity", "worst"], "::error title=bucketlint::"),
        (
            &["policy", "x.json", "--format", "github", "--check", "no-new-access"],
            "::error title=bucketlint::the check needs",
        ),
    ];
    for (arguments, expected) in cases {
        let (code, out, errors) = run(bucketlint("annotated"), arguments);
        assert!(code == 2 && errors.starts_with("error: "), "{arguments:?}: {errors}");
        assert!(out.starts_with(expected) && out.lines().count() == 1, "{arguments:?}: {out}");
    }
}

#[test]
fn bad_usage_exits_with_2_and_says_why() {
    let cases: [(&[&str], &str); 12] = [
        (&["--format", "xml"], "[possible values: human, concise, json, sarif, github, gitlab, junit, markdown]"),
        (&["--output", "report.json"], "expected a format and a file"),
        (&["--output", "xml=report.xml"], "no format is called `xml`"),
        (&["--severity", "worst"], "[possible values: informational, low, medium, high, critical]"),
        (&["--select", "no-such-rule"], "no rule is called `no-such-rule`"),
        (&["explain", "no-such-rule"], "`bucketlint rules` lists the rules"),
        (&["--select", "CIS-AWS-Foundation-3.0"], "did you mean `cis-aws-foundations-3.0`?"),
        (&["--select", "pci-dss-4.0.1/1.4.5"], "did you mean `pci-dss-4.0.1/1.4.4`?"),
        (&["--ignore", "securityhub"], "did you mean `security-hub`?"),
        (&["rules", "s3-bucket-acl-prohibite"], "did you mean `s3-bucket-acl-prohibited`?"),
        (&["--config", "gone.toml"], "cannot read the configuration `gone.toml`"),
        (&["--colour"], "unexpected argument '--colour'"),
    ];
    for (arguments, expected) in cases {
        let (code, out, errors) = run(bucketlint("usage"), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    }
}

#[test]
fn words_are_read_in_either_case() {
    let arguments =
        ["--severity", "HIGH", "--fail-on", "Low", "--format", "JSON", "--output", "Sarif=x", "--color", "Never"];
    let (code, out, errors) = run(bucketlint("either_case"), &arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.starts_with('{'), "{out}");
    let (code, out, _) = run(bucketlint("either_case"), &["rules", "--format", "Json"]);
    assert!(code == 0 && out.starts_with('{'));
}

/// A folder with a public bucket.
fn public(name: &str) -> PathBuf {
    let folder = scratch(name);
    let code = "resource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_acl\" \"b\" {\n  \
                bucket = aws_s3_bucket.b.id\n  acl = \"public-read\"\n}\n";
    std::fs::create_dir_all(folder.join("infra")).unwrap();
    std::fs::write(folder.join("infra/main.tf"), code).unwrap();
    folder
}

/// The program in a folder that is there.
fn within(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    command.current_dir(folder).env_clear();
    command
}

#[test]
fn findings_need_not_fail_a_run() {
    let folder = public("exit_zero");
    assert_eq!(run(within(&folder), &["infra"]).0, 1);
    let (code, out, _) = run(within(&folder), &["infra", "--exit-zero"]);
    assert!(code == 0 && out.contains("NON_COMPLIANT"), "{out}");
    assert_eq!(run(within(&folder), &["gone.tf", "--exit-zero"]).0, 2);
}

#[test]
fn what_is_nearly_a_command_or_a_path_is_proposed() {
    let folder = public("near");
    let cases: [(&[&str], &str); 5] = [
        (&["expalin", "s3-bucket-versioning-enabled"], "did you mean the command `explain`?"),
        (&["Rulse"], "did you mean the command `rules`?"),
        (&["chek", "infra"], "no command, file or folder is called `chek`"),
        (&["infar"], "did you mean `infra`?"),
        (&["--sevrity", "high"], "a similar argument exists: '--severity'"),
    ];
    for (arguments, expected) in cases {
        let (code, out, errors) = run(within(&folder), arguments);
        assert!(code == 2 && (out.contains(expected) || errors.contains(expected)), "{arguments:?}: {out}{errors}");
    }
    let (_, out, errors) = run(within(&folder), &["./expalin", "quite-another"]);
    assert!(!out.contains("did you mean") && !errors.contains("did you mean"), "{out}{errors}");
    std::fs::create_dir(folder.join("rulse")).unwrap();
    assert_eq!(run(within(&folder), &["rulse"]).0, 0);
}

#[test]
fn verbose_tells_what_was_read() {
    let folder = public("verbose");
    std::fs::write(folder.join("bucketlint.toml"), "[rules]\n\"s3-bucket-versioning-enabled\" = { enabled = false }\n")
        .unwrap();
    std::fs::write(folder.join("infra/notes.txt"), "").unwrap();
    let (_, quiet, _) = run(within(&folder), &["infra"]);
    let (_, out, errors) = run(within(&folder), &["infra", "gone", "-v"]);
    assert!(out.contains(quiet.split("\n\n").next().unwrap()), "{out}");
    for expected in ["configured by bucketlint.toml", "read infra/main.tf", "not judged: gone: ", "rules are off: "] {
        assert!(errors.contains(&format!("bucketlint: {expected}")) || errors.contains(expected), "{errors}");
    }
    let off = errors.lines().find(|line| line.contains("rules are off")).unwrap();
    assert!(off.contains("s3-bucket-versioning-enabled") && !errors.contains("notes.txt"), "{errors}");
}

#[test]
fn options_come_from_the_environment_too() {
    let folder = public("environment");
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let mut command = within(&folder);
        command.env(name, value);
        run(command, arguments)
    };
    let (code, out, _) = with("BUCKETLINT_FORMAT", "json", &["infra"]);
    assert!(code == 1 && out.starts_with('{'), "{out}");
    let (code, out, _) = with("BUCKETLINT_FORMAT", "json", &["infra", "--format", "concise"]);
    assert!(code == 1 && out.starts_with("infra/main.tf:"), "{out}");
    assert_eq!(with("BUCKETLINT_EXIT_ZERO", "1", &["check", "infra"]).0, 0);
    assert_eq!(with("BUCKETLINT_EXIT_ZERO", "", &["check", "infra"]).0, 1);
    assert_eq!(with("BUCKETLINT_FAIL_ON", "CRITICAL", &["infra", "--ignore", "s3-bucket-public-read-prohibited"]).0, 0);
    assert_eq!(with("BUCKETLINT_IGNORE", "s3-*,cis-aws-foundations,bucketlint-*", &["infra"]).0, 0);
    let (code, _, errors) = with("BUCKETLINT_FORMAT", "xml", &["infra"]);
    assert!(code == 2 && errors.contains("The environment says: BUCKETLINT_FORMAT=xml"), "{errors}");
    let (code, out, _) = with("BUCKETLINT_FORMAT", "github", &["infra", "--config", "gone.toml"]);
    assert!(code == 2 && out.starts_with("::error title=bucketlint::cannot read"), "{out}");
}

/// What an editor has open is judged with its folder, saved or not.
#[test]
fn standard_input_may_be_the_text_of_a_file() {
    let folder = public("stdin");
    let with = |text: &str, arguments: &[&str]| {
        let output = within(&folder).args(arguments).write_stdin(text).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let only = ["--select", "s3-bucket-public-read-prohibited", "--format", "concise"];
    let judged = |text: &str, paths: &[&str]| with(text, &[paths, &only].concat());
    let block = "resource \"aws_s3_bucket_public_access_block\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  \
                 block_public_acls = true\n  ignore_public_acls = true\n  block_public_policy = true\n  \
                 restrict_public_buckets = true\n}\n";
    assert_eq!(judged("", &["infra"]).0, 1);
    // A file that is not there yet shuts what another one opens.
    assert_eq!(judged(block, &["-", "--stdin-filename", "infra/block.tf"]).0, 0);
    assert_eq!(judged(block, &["--stdin-filename", "./infra/../infra/block.tf"]).0, 0);
    assert_eq!(judged(block, &["infra", "--stdin-filename", "infra/block.tf"]).0, 0);
    let absolute = folder.join("infra/block.tf");
    assert_eq!(judged(block, &["-", "--stdin-filename", absolute.to_str().unwrap()]).0, 0);
    // What is typed counts, and not what was saved.
    assert_eq!(judged("", &["-", "--stdin-filename", "infra/main.tf"]).0, 0);
    let (code, out) = judged("resource {", &["-", "--stdin-filename", "infra/main.tf"]);
    assert!(code == 2 && out.starts_with("infra/main.tf:1:"), "{out}");
    assert_eq!(judged(block, &["-", "--stdin-filename", "elsewhere/block.tf"]).0, 2);
    let template = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {AccessControl: PublicRead}\n";
    let (code, out) = judged(template, &["-"]);
    assert!(code == 1 && out.contains(": B: "), "{out}");
}

#[test]
fn a_workspace_and_the_environment_give_values() {
    let folder = scratch("workspace");
    let code = "variable \"acl\" {}\nresource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_acl\" \"b\" {\n  \
                bucket = aws_s3_bucket.b.id\n  acl = terraform.workspace == \"prod\" ? \"private\" : var.acl\n}\n";
    std::fs::write(folder.join("main.tf"), code).unwrap();
    let verdict = |arguments: &[&str]| {
        let mut command = within(&folder);
        command.env("TF_VAR_acl", "public-read").env("TF_VAR_none", "1");
        let only = ["--select", "s3-bucket-public-read-prohibited", "--format", "concise"];
        let (code, out, errors) = run(command, &[arguments, &only].concat());
        assert_eq!(errors, "", "{arguments:?}");
        (code, out.matches(" undecided: ").count())
    };
    assert_eq!(verdict(&[]), (0, 1));
    assert_eq!(verdict(&["--workspace", "prod"]), (0, 0));
    assert_eq!(verdict(&["--workspace", "dev"]), (0, 1));
    assert_eq!(verdict(&["--workspace", "dev", "--env-vars"]), (1, 0));
    assert_eq!(verdict(&["--workspace", "dev", "--env-vars", "--var", "acl=private"]), (0, 0));
    // Terraform takes files of values over the environment.
    std::fs::write(folder.join("terraform.tfvars"), "acl = \"private\"\n").unwrap();
    assert_eq!(verdict(&["--workspace", "dev", "--env-vars"]), (0, 0));
}

#[test]
fn a_folder_of_policies_is_judged() {
    let folder = scratch("policies");
    let policy = |principal: &str| {
        serde_json::json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]})
    };
    std::fs::create_dir_all(folder.join("all/deep")).unwrap();
    std::fs::write(folder.join("all/open.json"), policy("*").to_string()).unwrap();
    std::fs::write(folder.join("all/deep/open.JSON"), policy("*").to_string()).unwrap();
    std::fs::write(folder.join("all/package.json"), "{}").unwrap();
    std::fs::write(folder.join("all/notes.txt"), "").unwrap();
    let (code, out, _) = run(within(&folder), &["policy", "all", "--format", "concise"]);
    assert!(code == 1 && out.matches(": critical: ").count() == 2, "{out}");
    assert!(out.contains("1 file of JSON is no policy, having no `Statement`: `all/package.json`"), "{out}");
    std::fs::write(folder.join("all/broken.json"), "{").unwrap();
    let (code, out, _) = run(within(&folder), &["policy", "all", "--format", "concise"]);
    assert!(code == 2 && out.contains("all/broken.json:1:1: error: is not JSON"), "{out}");
    std::fs::create_dir_all(folder.join("none")).unwrap();
    let (code, _, errors) = run(within(&folder), &["policy", "none"]);
    assert!(code == 2 && errors.contains("no policy was found"), "{errors}");
}

/// The list says which rules judge, as this folder configures them.
#[test]
fn rules_that_are_off_are_told() {
    let folder = scratch("rules_off");
    let row = |name: &str| {
        let (_, out, _) = run(within(&folder), &["rules"]);
        out.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().nth(2).unwrap().to_owned()
    };
    assert_eq!((row("RULE"), row("s3-bucket-versioning-enabled")), ("JUDGES".into(), "yes".into()));
    assert_eq!(row("s3-bucket-replication-enabled"), "off");
    let text = "[rules]\n\"s3-bucket-versioning-enabled\" = { enabled = false }\n";
    std::fs::write(folder.join("bucketlint.toml"), text).unwrap();
    assert_eq!(row("s3-bucket-versioning-enabled"), "off");
    let (_, out, _) = run(within(&folder), &["rules", "S3.14", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rules["rules"][0]["enabled"], false);
}

#[test]
fn shells_and_man_know_the_command() {
    for (shell, start) in [
        ("bash", "_bucketlint()"),
        ("zsh", "#compdef bucketlint"),
        ("fish", "complete "),
        ("powershell", "using "),
        ("elvish", ""),
    ] {
        let (code, out, errors) = run(bucketlint("completions"), &["completions", shell]);
        assert_eq!((code, errors.as_str()), (0, ""), "{shell}");
        assert!(out.contains(start) && out.contains("max-findings") && out.contains("inventory"), "{shell}");
        assert!(!out.contains("\\u{"), "{shell}: what is ours is escaped");
    }
    let (code, out, _) = run(bucketlint("man"), &["man"]);
    assert!(
        code == 0 && out.contains(".TH bucketlint 1") && out.contains("fail\\-on") && !out.contains("\\u{"),
        "{out}"
    );
}

/// The list is of the rules that are meant, with the requirements that were asked for; one that is called is told of.
#[test]
fn rules_are_listed_by_every_name() {
    let listed = |arguments: &[&str]| {
        let (code, out, errors) = run(bucketlint("rules"), arguments);
        assert_eq!((code, errors.as_str()), (0, ""), "{arguments:?}");
        out
    };
    let requirement = listed(&["rules", "cis-aws-foundations-3.0", "pci-dss-4.0.1/10.5.1"]);
    snapshot("rules_of_frameworks", &requirement);
    snapshot("rules_one", &listed(&["rules", "s3.20"]));
    assert_eq!(listed(&["explain", "cis-aws-foundations-3.0"]).lines().count(), requirement.lines().count() - 1);
    let page = listed(&["explain", "S3_BUCKET_MFA_DELETE_ENABLED"]);
    assert!(page.starts_with("# s3-bucket-mfa-delete-enabled\n\n") && page.contains("r5: CA-9(1)"), "{page}");
    let data: serde_json::Value =
        serde_json::from_str(&listed(&["rules", "pci-dss-4.0.1/10.*", "--format", "json"])).unwrap();
    let rules = data["rules"].as_array().unwrap();
    assert!(rules.len() > 5 && rules.iter().all(|rule| rule["frameworks"]["pci-dss-4.0.1"].is_array()));
}

#[test]
fn a_report_that_cannot_be_written_keeps_no_other_back() {
    let (code, out, errors) = run(bucketlint("unwritable"), &["--output", "json=no/such/folder/a.json"]);
    assert_eq!(code, 2);
    assert!(out.starts_with("nothing to analyse"), "{out}");
    assert!(errors.contains("cannot write `no/such/folder/a.json`"), "{errors}");
}

#[test]
fn commands_of_later_are_not_offered() {
    let (_, help, _) = run(bucketlint("later"), &["--help"]);
    for word in ["lsp", "--fix"] {
        assert!(!help.contains(word), "{word}");
    }
}

#[test]
fn a_bad_configuration_is_shown_with_its_place_and_exits_with_2() {
    let command = bucketlint("configuration");
    let folder = command.get_current_dir().unwrap().to_owned();
    std::fs::write(folder.join("bucketlint.toml"), "fail_no = \"high\"\n").unwrap();
    let (code, out, _) = run(command, &[]);
    assert_eq!(code, 2);
    assert!(out.contains("[bucketlint.toml:1:1]") && out.contains("did you mean `fail_on`?"), "{out}");
}

#[test]
fn color_is_used_where_it_is_asked_for() {
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = bucketlint("color");
        let folder = command.get_current_dir().unwrap().to_owned();
        std::fs::write(folder.join("bucketlint.toml"), "x = 1\n").unwrap();
        command.envs(variables.iter().copied());
        run(command, arguments).1.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::Stdio;
    let program = assert_cmd::cargo::cargo_bin("bucketlint");
    let mut child = std::process::Command::new(program)
        .current_dir(scratch("pipe"))
        .args(["--format", "sarif"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

/// The settings of a file of `tests/data/config`, and the report on what is wrong with it.
fn read_config(name: &str) -> (Settings, Vec<Problem>, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config").join(name);
    let mut sources = Sources::default();
    let file = sources.add(name.into(), name.to_owned(), std::fs::read(path).unwrap());
    let (settings, problems) = config::read(file, sources.text(file));
    let analysis = Analysis { sources, problems: problems.clone(), ..Analysis::default() };
    (settings, problems, render(Format::Human, &analysis, &Options { quiet: true, ..Options::default() }).to_string())
}

#[test]
fn a_configuration_is_read() {
    let (mut settings, problems, report) = read_config("good.toml");
    assert!(problems.is_empty(), "{report}");
    for rule in settings.rules.values_mut() {
        rule.span = None;
        rule.parameters.values_mut().for_each(|parameter| parameter.span = None);
    }
    snapshot("config_good", &format!("{settings:#?}"));
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let page = include_str!("../../docs/configuration.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut sources = Sources::default();
    let file = sources.add("a".into(), "a".into(), example.into());
    let (settings, problems) = config::read(file, example);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(settings.rules.len(), 2);
}

#[test]
fn what_is_wrong_with_a_configuration_is_shown_at_its_place() {
    let (settings, problems, report) = read_config("bad.toml");
    snapshot("config_bad", &report);
    assert_eq!(
        settings.rules.keys().collect::<Vec<_>>(),
        ["made-up", "s3-bucket-versionin-enabled", "s3-bucket-versioning-enabled"]
    );
    assert!(problems.iter().all(|problem| problem.kind.is_error()));
    let mut known = RuleSet::built_in().0.infos();
    known.retain(|rule| rule.name == "s3-bucket-versioning-enabled");
    let unknown = settings.unknown_rules(&known);
    let said: Vec<_> = unknown.iter().map(|problem| format!("{}; {}", problem.message, problem.help)).collect();
    snapshot("config_unknown_rules", &said.join("\n"));
}

#[test]
fn what_can_be_read_of_a_broken_configuration_counts() {
    let (settings, _, report) = read_config("broken.toml");
    snapshot("config_broken", &report);
    assert!(settings.account_baseline);
}

#[test]
fn no_configuration_makes_it_panic() {
    let deep = format!("a = {}", "[".repeat(100_000));
    let long = format!("{} = 1", "a".repeat(100_000));
    for text in ["", "\u{feff}profile = 1", "=", "[", "a.b.c.d = {", "\u{0}", "[rules]\n'\u{1b}' = {}", &deep, &long] {
        let mut sources = Sources::default();
        let file = sources.add("a".into(), "a".into(), text.into());
        let (_, problems) = config::read(file, text);
        let is_inside = |span: Span| span.file == file && span.range().end <= text.len();
        assert!(problems.iter().all(|problem| problem.span.is_some_and(is_inside)));
    }
}

/// A folder of the user's rules is named on the command line or in the configuration, and held to its examples.
#[test]
fn users_rules_are_judged_listed_and_held_to_their_examples() {
    let write = |folder: &Path, file: &str, text: &str| {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let folder = scratch("own-rules");
    let command = || {
        let mut command = Command::cargo_bin("bucketlint").unwrap();
        command.current_dir(&folder).env_clear();
        command
    };
    write(&folder, "main.tf", "resource \"aws_s3_bucket\" \"b\" { bucket = \"b\" }\n");
    write(&folder, "own/tags.guard", "rule TAGGED { AWS::S3::Bucket { Properties.Tags exists <<tag it>> } }\n");
    let (code, out, _) = run(command(), &["--rules", "own", "--select", "TAGGED", "--quiet"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("tag it") && out.contains("main.tf:1:1"), "{out}");
    let (code, out, _) = run(command(), &["rules", "TAGGED", "--rules", "own"]);
    assert!(code == 0 && out.contains("`AWS::S3::Bucket`"), "{out}");
    let (code, out, _) = run(command(), &["explain", "TAGGED", "--rules", "own"]);
    assert!(code == 0 && out.contains("A rule of `own/tags.guard`, line 1"), "{out}");
    for configuration in ["rules = [\"own\"]\n", "[rules]\nfolders = [\"own\"]\n[rules.TAGGED]\nseverity = \"high\"\n"]
    {
        write(&folder, "bucketlint.toml", configuration);
        let (code, out, _) = run(command(), &["--select", "TAGGED", "--quiet"]);
        assert!(code == 1 && out.contains("tag it"), "{out}");
    }
    write(&folder, "bucketlint.toml", "rules = [\"../elsewhere\"]\n");
    assert_eq!(run(command(), &["--quiet"]).0, 2);
    let toml =
        "title = 't'\nseverity = 'low'\nresource_type = 'AWS::S3::Bucket'\ndefault = 'on'\nhelp = 'h'\nlinks = []\n";
    write(&folder, "held/tagged/rule.toml", toml);
    write(&folder, "held/tagged/check.guard", "rule r { Resources.*[ Facts exists ].Properties.Tags exists }\n");
    let bucket = |tags: &str| format!("resource \"aws_s3_bucket\" \"this\" {{\n{tags}\n}}\n");
    write(&folder, "held/tagged/examples/fail/none.tf", &bucket(""));
    write(&folder, "held/tagged/examples/pass/some.tf", &bucket("tags = { a = \"b\" }"));
    let (code, out, _) = run(command(), &["rules", "--check", "held"]);
    assert_eq!((code, out.as_str()), (0, "1 rules, 2 examples, 0 of them wrong\n"));
    write(&folder, "held/tagged/examples/pass/wrong.tf", &bucket(""));
    let (code, out, _) = run(command(), &["rules", "--check", "held"]);
    assert_eq!(code, 1);
    let wrong = "held/tagged/examples/pass/wrong.tf: `tagged` gives NON_COMPLIANT where COMPLIANT is expected\n";
    assert!(out.starts_with(wrong), "{out}");
    write(&folder, "held/broken.guard", "rule x {\n  y === 1\n}\n");
    let (code, _, errors) = run(command(), &["rules", "--check", "held"]);
    assert!(code == 2 && errors.contains("held/broken.guard:2"), "{errors}");
}

/// A rule that no code decides is known by every name, and whoever asks for it alone is told that it judges nothing.
#[test]
fn a_rule_without_a_check_is_told_of() {
    let write = |folder: &Path, name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let folder = scratch("without-check");
    write(&folder, "main.tf", "resource \"aws_kms_key\" \"this\" {}\n");
    let said = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("bucketlint").unwrap();
        command.current_dir(&folder).env_clear();
        let (code, out, err) = run(command, arguments);
        (code, out + &err)
    };
    let told = "nothing is judged by `kms-cmk-not-scheduled-for-deletion`";
    let (code, text) = said(&["--select", "KMS.3"]);
    assert!(code == 0 && text.contains(told), "{code} {text}");
    assert!(!said(&["--select", "kms-*"]).1.contains(told));
    assert!(!said(&["--select", "security-hub"]).1.contains(told));
    assert!(said(&["explain", "KMS_CMK_NOT_SCHEDULED_FOR_DELETION"]).1.contains("only AWS can tell"));
    write(&folder, "bucketlint.toml", "[rules.\"KMS.3\"]\nenabled = true\n");
    assert!(said(&[]).1.contains(told));
}
