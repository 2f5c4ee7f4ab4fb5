//! Tests of the action's steps, which run here as the scripts that they are.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What the action is given where a workflow says nothing of it.
const DEFAULTS: [(&str, &str); 17] = [
    ("INPUT_PATHS", "."),
    ("INPUT_WORKING_DIRECTORY", "."),
    ("INPUT_CONFIG", ""),
    ("INPUT_CONFIG_FROM", ""),
    ("INPUT_SELECT", ""),
    ("INPUT_SEVERITY", ""),
    ("INPUT_FAIL_ON", ""),
    ("INPUT_FAIL_ON_UNDECIDED", ""),
    ("INPUT_STRICT", "false"),
    ("INPUT_SINCE", ""),
    ("INPUT_BASELINE", ""),
    ("INPUT_VARS", ""),
    ("INPUT_VAR_FILES", ""),
    ("INPUT_PARAMETERS", ""),
    ("INPUT_FORMAT", "github"),
    ("INPUT_SARIF_FILE", ""),
    ("INPUT_VERSION", ""),
];

/// An empty folder that stands for a runner's.
fn runner(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("action").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("temp")).unwrap();
    std::fs::create_dir_all(folder.join("work/.git")).unwrap();
    folder
}

/// Runs a step in the folder of a runner, with the program that is built on the path.
fn step(script: &str, runner: &Path, action: &Path, given: &[(&str, &str)]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("bucketlint");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", program.parent().unwrap().display());
    let mut command = Command::new("bash");
    command.arg(action.join(".github/action").join(script)).current_dir(runner.join("work"));
    command.env_clear().env("PATH", path).env("ACTION_PATH", action).env("RUNNER_TEMP", runner.join("temp"));
    for variable in ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"] {
        command.env(variable, runner.join(variable));
    }
    command.envs(DEFAULTS).envs(given.iter().copied()).output().unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn write(path: PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

const PUBLIC: &str = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = var.name\n}\nvariable \"name\" {}\n\
    resource \"aws_s3_bucket_policy\" \"a\" {\n  bucket = aws_s3_bucket.a.id\n  policy = jsonencode({Version = \"2012-10-17\", \
    Statement = [{Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::${var.name}/*\"}]})\n}\n";

#[test]
fn the_check_reports_counts_and_passes_on_the_exit_code() {
    let runner = runner("check");
    write(runner.join("work/infra/a b/main.tf"), PUBLIC);
    write(runner.join("work/infra/other/main.tf"), "resource \"aws_s3_bucket\" \"b\" {}\n");
    let select = ("INPUT_SELECT", "s3-bucket-public-read-prohibited,s3-bucket-versioning-enabled");
    let given = [select, ("INPUT_PATHS", "infra/a*\ninfra/other\n"), ("INPUT_VARS", "name=a-b")];
    let done = step("check.sh", &runner, Path::new(ROOT), &given);
    let out = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1), "{out}{}", String::from_utf8_lossy(&done.stderr));
    assert!(out.contains("::error ") && out.contains("file=infra/a b/main.tf"), "{out}");
    let outputs = read(runner.join("GITHUB_OUTPUT"));
    for line in ["findings=3\n", "critical=1\n", "undecided=0\n", "exit-code=1\n"] {
        assert!(outputs.contains(line), "{line} {outputs}");
    }
    let sarif = outputs.lines().find(|line| line.ends_with("/bucketlint.sarif")).unwrap();
    assert!(sarif.starts_with(runner.join("temp").to_str().unwrap()) && read(sarif).contains("\"2.1.0\""), "{sarif}");
    assert!(read(runner.join("GITHUB_STEP_SUMMARY")).contains("s3-bucket-public-read-prohibited"));
    // Nothing is left in the workspace, unless a name is given.
    let in_workspace =
        [("INPUT_SARIF_FILE", "out.sarif"), ("INPUT_WORKING_DIRECTORY", "infra"), ("INPUT_PATHS", "other")];
    assert_eq!(step("check.sh", &runner, Path::new(ROOT), &in_workspace).status.code(), Some(1));
    assert!(
        read(runner.join("work/out.sarif")).contains("\"other/main.tf\"") || runner.join("work/out.sarif").exists()
    );
}

#[test]
fn what_the_check_is_given_is_never_obeyed() {
    let runner = runner("inert");
    write(runner.join("work/main.tf"), "resource \"aws_s3_bucket\" \"b\" {}\n");
    let hostile = "$(touch broken); touch broken; `touch broken` \"; touch broken; #";
    for (input, _) in DEFAULTS {
        let done = step("check.sh", &runner, Path::new(ROOT), &[(input, hostile)]);
        assert!(!runner.join("work/broken").exists(), "{input}");
        let is_read = ["INPUT_VERSION", "INPUT_STRICT"].contains(&input);
        assert!(is_read || done.status.code() != Some(0), "{input} is passed over");
    }
    let two_lines = [("INPUT_CONFIG", "a.toml\n--output=json=written")];
    assert_eq!(step("check.sh", &runner, Path::new(ROOT), &two_lines).status.code(), Some(2));
    assert!(!runner.join("work/written").exists());
    // A file that could not be written is not passed on.
    let _ = std::fs::remove_file(runner.join("GITHUB_OUTPUT"));
    let done = step("check.sh", &runner, Path::new(ROOT), &[("INPUT_SELECT", "no-such-rule")]);
    assert_eq!(done.status.code(), Some(2));
    let outputs = read(runner.join("GITHUB_OUTPUT"));
    assert!(outputs.contains("exit-code=2\n") && !outputs.contains("sarif-file"), "{outputs}");
}

#[test]
fn only_a_release_whose_checksum_is_known_is_installed() {
    let runner = runner("install");
    let action = runner.join("action");
    let triple = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "x86_64-unknown-linux-musl",
        ("linux", "aarch64") => "aarch64-unknown-linux-musl",
        ("macos", "x86_64") => "x86_64-apple-darwin",
        ("macos", "aarch64") => "aarch64-apple-darwin",
        _ => return eprintln!("skipped: no release is made for this machine"),
    };
    write(action.join("Cargo.toml"), "version = \"1.2.3\"\n");
    write(action.join(".github/action/install.sh"), &read(Path::new(ROOT).join(".github/action/install.sh")));
    write(runner.join("bucketlint"), "#!/bin/sh\necho it is me\n");
    let name = format!("bucketlint-1.2.3-{triple}.tar.gz");
    let release = runner.join("releases/v1.2.3");
    std::fs::create_dir_all(&release).unwrap();
    let packed =
        Command::new("tar").arg("-czf").arg(release.join(&name)).arg("-C").arg(&runner).arg("bucketlint").status();
    assert!(packed.unwrap().success());
    let checksum: String =
        Sha256::digest(std::fs::read(release.join(&name)).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
    let releases = format!("file://{}", runner.join("releases").display());
    let install = |checksum: &str, version: &str| {
        write(action.join(".github/action/checksums.txt"), &format!("# comment\n{checksum}  {name}\n"));
        let given = [("BUCKETLINT_RELEASES", releases.as_str()), ("INPUT_VERSION", version)];
        let done = step("install.sh", &runner, &action, &given);
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8_lossy(&done.stderr))
    };
    assert_eq!(install(&checksum, ""), (Some(0), String::new()));
    let program = runner.join("temp/bucketlint/bin/bucketlint");
    assert!(read(&program).contains("it is me") && read(runner.join("GITHUB_PATH")).contains("bucketlint/bin"));
    std::fs::remove_file(&program).unwrap();
    let (code, said) = install(&checksum.replace(|digit: char| digit.is_ascii_digit(), "0"), "v1.2.3");
    assert!(code == Some(2) && said.contains("has the checksum") && !program.exists(), "{said}");
    let (code, said) = install(&checksum, "9.9.9");
    assert!(code == Some(2) && said.contains("knows no checksum of bucketlint 9.9.9"), "{said}");
    assert_eq!(install(&checksum, "$(touch broken)").0, Some(2));
}
