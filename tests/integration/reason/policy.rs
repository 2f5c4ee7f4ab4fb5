//! `bucketlint policy` as a user runs it: what it says of bare documents, and how it ends.

use assert_cmd::Command;

/// Runs in the folder of the documents, and gives the exit code, standard output and standard error.
fn run(arguments: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    command.current_dir("tests/data/reason/policies").env_clear();
    let output = command.arg("policy").args(arguments.split_whitespace()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("policy@{name}"), text));
}

#[test]
fn speaks_to_people() {
    let runs = [
        "mixed.json transport.json --check no-public-access --check tls-only --check tls-1.2",
        "transport.json mixed.json --check tls-1.2 --check no-public-access --block-public-access --all",
        "mixed.json --check no-new-access --reference reference.json",
        "reference.json --check no-new-access --reference mixed.json",
        "reference.json --check no-new-access --reference narrow.json",
        "narrow.json --check no-new-access --reference reference.json --all",
        "mixed.json --check access-not-granted --action s3:Delete*,s3:PutObject --resource arn:aws:s3:::logs/in/*",
        "mixed.json --all --check access-not-granted --action s3:PutObject --resource arn:aws:s3:::logs/out/*",
        "reference.json --check no-external-access --account 444455556666 --all",
        "reference.json --check no-external-access --account 111122223333 --quiet",
        "uploads.json mixed.json --check encrypted-uploads --encryption aws:kms",
        "uploads.json --check no-external-access --check access-not-granted --to-others --action s3:Put* --account 111122223333",
        "uploads.json --check access-not-granted --to-others --action s3:Get*,s3:Put* --account 444455556666 --all",
        "key.json --resource-type AWS::KMS::Key --check no-public-access --check tls-only --all",
        "access-point.json --resource-type AWS::S3::AccessPoint --check no-public-access --check tls-only --all",
        "access-point.json --resource-type access-point --block-public-access --all",
        "access-point.json --resource-type access-point --check no-external-access --account 111122223333",
        "access-point.json --resource-type access-point --check access-not-granted --action s3:Put* --resource arn:aws:s3:eu-central-1:111122223333:accesspoint/shared/object/in/*",
        "access-point.json --resource-type access-point --check access-not-granted --action s3:Put* --resource arn:aws:s3:eu-central-1:111122223333:accesspoint/shared/object/out/* --all",
        "access-point.json --resource-type access-point --check encrypted-uploads --encryption aws:kms",
        "patterns.json two-buckets.json",
        "two-buckets.json --bucket logs",
        "nothing.json",
        "key.json --resource-type AWS::KMS::Key --check no-external-access --account 111122223333",
        "undecided.json",
        "rejected.json broken.json missing.json mixed.json --bucket logs",
    ];
    let said = runs.map(|arguments| {
        let (code, out, errors) = run(arguments);
        assert_eq!(errors, "", "{arguments}");
        format!("$ bucketlint policy {arguments}\n{out}exit {code}\n")
    });
    snapshot("human", &said.join("\n").replace(" (os error 2)", ""));
}

#[test]
fn speaks_to_machines() {
    let (code, out, _) = run("mixed.json --format json --check no-public-access --check tls-only --all");
    assert_eq!(code, 1);
    snapshot("json", &out);
}

#[test]
fn says_what_is_missing() {
    for (arguments, said) in [
        ("", "required arguments"),
        ("mixed.json --check no-new-access", "the check needs --reference"),
        ("mixed.json --check access-not-granted", "the check needs --action or --resource"),
        ("mixed.json --check no-external-access", "the check needs --account"),
        ("mixed.json --check no-new-access --reference broken.json", "the reference `broken.json` is no policy"),
        ("mixed.json --check no-new-access --reference rejected.json", "the reference `rejected.json` is no policy"),
        ("mixed.json --check access-not-granted --action s3:Foo", "no action is called `s3:Foo`"),
        ("mixed.json --account 12", "twelve digits"),
        ("mixed.json --batch cases.jsonl", "cannot be used with"),
        ("--batch missing.jsonl", "cannot read `missing.jsonl`"),
    ] {
        let (code, out, errors) = run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments}");
        assert!(errors.contains(said), "{arguments}: {errors}");
    }
}

#[test]
fn help_is_good_to_read() {
    let (code, help, _) = run("--help");
    assert_eq!(code, 0);
    snapshot("help", &help);
}

#[test]
fn a_line_that_is_no_case_does_not_hide_the_others() {
    let (code, out, errors) = run("--batch lines.jsonl");
    assert_eq!((code, errors.as_str()), (2, ""));
    snapshot("batch", &out);
}

#[test]
fn no_rule_reads_a_policy_by_itself() {
    for folder in std::fs::read_dir("rules").unwrap() {
        let Ok(check) = std::fs::read_to_string(folder.unwrap().path().join("check.guard")) else { continue };
        // Parameters of AWS Config are called so.
        let is_principal = |word: &str| matches!(word, "Principal" | "NotPrincipal");
        assert!(!check.split(|it: char| !it.is_alphanumeric()).any(is_principal), "a check reads principals:\n{check}");
        for word in ["PolicyDocument", "KeyPolicy", "SecureTransport", "Effect", "\"*\"", "'*'"] {
            assert!(!check.contains(word), "a check reads `{word}`, which only the reasoner may:\n{check}");
        }
    }
}
