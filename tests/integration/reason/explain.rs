//! `bucketlint explain ADDRESS` as a user runs it.

use assert_cmd::Command;

fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    let output = command.arg("explain").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn shows_what_verdicts_rest_on() {
    let mut said = String::new();
    for (address, folder) in [
        ("aws_s3_bucket.shared", "tests/data/reason/explain"),
        ("aws_s3_bucket.shut", "tests/data/reason/explain"),
        ("aws_s3_bucket.open", "tests/data/reason/explain"),
        ("aws_s3_bucket.partner", "tests/data/reason/explain"),
        ("aws_s3_bucket.through", "tests/data/reason/explain"),
        ("aws_s3_access_point.through", "tests/data/reason/explain"),
        ("aws_s3_access_point.inside", "tests/data/reason/explain"),
        ("aws_kms_key.any", "tests/data/reason/explain"),
    ] {
        let (code, out, errors) = run(&[address, folder]);
        assert_eq!((code, errors.as_str()), (0, ""), "{address}");
        said.push_str(&format!("$ bucketlint explain {address}\n{out}\n"));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("explain@chains", said));
}

#[test]
fn knows_rules_and_says_what_is_near() {
    let (code, out, _) = run(&["s3-bucket-ssl-requests-only"]);
    assert!(code == 0 && out.starts_with("# "), "{out}");
    let (code, _, errors) = run(&["aws_s3_bucket.shud", "tests/data/reason/explain"]);
    assert!(code == 2 && errors.contains("did you mean `aws_s3_bucket.shut`?"), "{errors}");
    let (code, _, errors) = run(&["cmk-backing-key-rotation-enable"]);
    assert!(code == 2 && errors.contains("did you mean `cmk-backing-key-rotation-enabled`?"), "{errors}");
}

const FOLDER: &str = "tests/data/reason/explain";

#[test]
fn explains_with_the_values_that_are_given() {
    let (_, open, _) = run(&["aws_s3_bucket.open", FOLDER]);
    assert!(open.contains("Where `var.public` is true:"), "{open}");
    let (code, out, errors) = run(&["aws_s3_bucket.open", FOLDER, "--var", "public=true"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.contains("Can the public read or list it? Yes.") && !out.contains("Where"), "{out}");
    let (code, out, errors) = run(&["aws_s3_bucket.open", FOLDER, "--var", "publik=true"]);
    assert!(code == 2 && out == open && errors.contains("`publik`"), "{errors}");
}

#[test]
fn explains_by_the_configuration() {
    let config = format!("{FOLDER}/assume-on.toml");
    let arguments = ["aws_s3_bucket.shared", FOLDER, "--config", &config];
    let (code, out, errors) = run(&arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.contains("Can the public read or list it? No.") && out.contains("taken to be on"), "{out}");
    let (code, _, errors) = run(&["aws_s3_bucket.shared", FOLDER, "--config", "no-such-file.toml"]);
    assert!(code == 2 && errors.contains("cannot read the configuration"), "{errors}");
}

#[test]
fn what_a_plan_decides_is_not_told_from_its_code() {
    let (code, out, errors) = run(&["aws_s3_bucket.site", "tests/data/plan/code"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let question = "Can the public read or list it?";
    assert!(out.matches(question).count() == 1, "{out}");
    assert!(!out.contains("The code does not decide it"), "{out}");
}
