//! Suppressions of other tools, written anew.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::files::{bucketlint, write};

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("migrate").join(name);
    let _ = fs::remove_dir_all(&folder);
    write(&folder, ".git/HEAD", "");
    files.iter().for_each(|(path, text)| write(&folder, path, text));
    folder
}

/// A text after it was written anew, and what is said of it. A second run changes nothing.
fn migrated(name: &str, path: &str, text: &str) -> (String, Vec<String>) {
    let folder = folder(name, &[(path, text)]);
    let (code, out, err) = bucketlint(&folder, &["migrate"], "");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let after = fs::read_to_string(folder.join(path)).unwrap();
    let (_, again, _) = bucketlint(&folder, &["migrate"], "");
    assert!(again.contains("0 suppressions written anew"), "{again}");
    assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), after);
    (after, out.lines().map(str::to_owned).collect())
}

const BEFORE: &str = "\
#trivy:ignore:AVD-AWS-0089 trivy:ignore:AVD-AWS-0090:exp:2027-01-31 scratch data
resource \"aws_s3_bucket\" \"a\" {
  bucket = \"a\"
  #checkov:skip=CKV_AWS_20:a website
  tags   = {}   # odd   spacing
}

// tfsec:ignore:aws-s3-enable-versioning
resource \"aws_s3_bucket\" \"b\" { #checkov:skip=CKV_AWS_18
  bucket = \"b\" // checkov:skip=CKV_AWS_21,CKV_AWS_999: both
}

/* tfsec:ignore:aws-s3-none */
/* kics-scan ignore-block */
resource \"aws_s3_bucket\" \"c\" {
  text = \"#checkov:skip=CKV_AWS_20:no comment\"
  # see checkov:skip=CKV_AWS_20
}
# kics-scan ignore-line
locals {}
";

const AFTER: &str = "\
# bucketlint: ignore[s3-bucket-logging-enabled] -- scratch data
# bucketlint: ignore[s3-bucket-versioning-enabled] until=2027-01-31 -- scratch data
# bucketlint: ignore[s3-bucket-public-read-prohibited] -- a website
resource \"aws_s3_bucket\" \"a\" {
  bucket = \"a\"
  tags   = {}   # odd   spacing
}

// bucketlint: ignore[s3-bucket-versioning-enabled] -- tfsec
// bucketlint: ignore[s3-bucket-versioning-enabled] -- both
resource \"aws_s3_bucket\" \"b\" { # bucketlint: ignore[s3-bucket-logging-enabled] -- checkov
  bucket = \"b\" // checkov:skip=CKV_AWS_999:both
}

/* tfsec:ignore:aws-s3-none */
/* bucketlint: ignore[*] -- kics */
resource \"aws_s3_bucket\" \"c\" {
  text = \"#checkov:skip=CKV_AWS_20:no comment\"
  # see checkov:skip=CKV_AWS_20
}
# kics-scan ignore-line
locals {}
";

#[test]
fn comments_are_written_anew_and_nothing_else() {
    let said = [
        "main.tf:10: checkov `CKV_AWS_999`: no rule here knows it",
        "main.tf:13: tfsec `aws-s3-none`: no rule here knows it",
        "main.tf:17: checkov `CKV_AWS_20`: it stands within another remark",
        "main.tf:19: kics `*`: it counts for another part of the file than a comment here can",
        "6 suppressions written anew in 1 file, 4 as they are",
    ];
    let (after, told) = migrated("terraform", "main.tf", BEFORE);
    assert_eq!(after, AFTER);
    assert_eq!(told, said);
    let (after, told) = migrated("crlf", "main.tf", &BEFORE.replace('\n', "\r\n"));
    assert_eq!((after, told), (AFTER.replace('\n', "\r\n"), said.map(str::to_owned).to_vec()));
    let yaml = "Resources:\n  A:\n    Type: AWS::S3::Bucket # checkov:skip=CKV_AWS_18:none\n    Metadata:\n      cfn_nag:\n        \
                rules_to_suppress:\n          - id: W35\n";
    let after = "Resources:\n  # bucketlint: ignore[s3-bucket-logging-enabled] -- none\n  A:\n    Type: AWS::S3::Bucket\n    \
                 Metadata:\n      cfn_nag:\n        rules_to_suppress:\n          - id: W35\n";
    let told = [
        "t.yaml:7: cfn_nag `W35`: metadata stays; `honor_suppressions` lets it count",
        "1 suppression written anew in 1 file, 1 as they are",
    ];
    assert_eq!(migrated("yaml", "t.yaml", yaml), (after.to_owned(), told.map(str::to_owned).to_vec()));
}

/// What counted as another tool's counts as our own.
#[test]
fn what_was_accepted_stays_accepted() {
    let code = BEFORE.replace("trivy:ignore:AVD-AWS-0090:exp:2027-01-31", "trivy:ignore:AVD-AWS-0090:exp:2099-01-31");
    let folder = folder("accepted", &[("main.tf", &code)]);
    let accepted = || {
        let arguments = ["--format", "json", "--today", "2026-06-01"];
        let report: serde_json::Value = serde_json::from_str(&bucketlint(&folder, &arguments, "").1).unwrap();
        let rows = report["evaluations"].as_array().unwrap().iter().filter(|row| !row["suppressed"].is_null());
        rows.map(|row| format!("{} {} {}", row["rule"], row["resource"], row["suppressed"]["reason"]))
            .collect::<Vec<_>>()
    };
    assert!(accepted().is_empty());
    write(&folder, "bucketlint.toml", "honor_suppressions = [\"checkov\", \"trivy\", \"tfsec\", \"kics\"]\n");
    let honored = accepted();
    fs::remove_file(folder.join("bucketlint.toml")).unwrap();
    bucketlint(&folder, &["migrate"], "");
    assert!(honored.len() > 6, "{honored:?}");
    assert_eq!(accepted(), honored);
}

#[test]
fn a_difference_can_be_applied() {
    let folder = folder(
        "diff",
        &[
            ("x/main.tf", BEFORE),
            ("y/main.tf", BEFORE),
            ("x/tab.tf", &BEFORE.replace("  ", "\t").replace('\n', "\r\n")),
        ],
    );
    let (code, diff, told) = bucketlint(&folder, &["migrate", "--diff", "x"], "");
    assert!(code == 0 && told.ends_with("12 suppressions would be written anew in 2 files, 8 as they are\n"), "{told}");
    assert_eq!(fs::read_to_string(folder.join("x/main.tf")).unwrap(), BEFORE);
    fs::remove_dir_all(folder.join(".git")).unwrap();
    write(&folder, "a.diff", &diff);
    let applied = Command::new("git")
        .current_dir(&folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .args(["apply", "a.diff"])
        .output()
        .unwrap();
    assert!(applied.status.success(), "{}{diff}", String::from_utf8_lossy(&applied.stderr));
    assert_eq!(fs::read_to_string(folder.join("x/main.tf")).unwrap(), AFTER);
    assert_eq!(fs::read_to_string(folder.join("x/tab.tf")).unwrap(), AFTER.replace("  ", "\t").replace('\n', "\r\n"));
    assert_eq!(fs::read_to_string(folder.join("y/main.tf")).unwrap(), BEFORE);
}
