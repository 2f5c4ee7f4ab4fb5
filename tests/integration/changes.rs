//! What a change brings or touches, and what is staged, as the real `git` keeps it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::files::{bucketlint, link, write};

const RULE: [&str; 2] = ["--select", "S3.9,S3.14"];

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]);
    command.args(["-c", "protocol.file.allow=always"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "a"]);
}

fn bucket(name: &str) -> String {
    format!("resource \"aws_s3_bucket\" \"{name}\" {{\n  bucket = \"{name}\"\n}}\n")
}

fn versioning(name: &str) -> String {
    format!(
        "resource \"aws_s3_bucket_versioning\" \"{name}\" {{\n  bucket = aws_s3_bucket.{name}.id\n  versioning_configuration {{\n    \
         status = \"Enabled\"\n  }}\n}}\n"
    )
}

/// A repository with two buckets in two files, of which one is versioned, on `main`; the rest is done on `work`.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes").join(name);
    let _ = fs::remove_dir_all(&folder);
    write(&folder, "live/a.tf", &bucket("a"));
    write(&folder, "live/b.tf", &bucket("b"));
    write(&folder, "live/versioned.tf", &versioning("b"));
    git(&folder, &["init", "-q"]);
    commit(&folder);
    git(&folder, &["checkout", "-q", "-b", "work"]);
    folder
}

/// What counts of a run, each as `resource rule state`, sorted.
fn reported(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (_, out, err) = bucketlint(folder, &[&["check", "--format", "json"], arguments, &RULE].concat(), "");
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let rows = report["evaluations"].as_array().unwrap().iter();
    let known = report["summary"]["known"].as_u64().unwrap();
    let all = rows.len();
    let counted = report["summary"]["by_compliance"]["NON_COMPLIANT"].as_u64().unwrap();
    assert_eq!(all as u64, known + counted, "{out}");
    let rows = report["evaluations"].as_array().unwrap().iter();
    let rule = |row: &Value| if row["rule"] == "s3-bucket-logging-enabled" { "logging" } else { "versioning" };
    let row = |row: &Value| format!("{} {} {}", text(&row["resource"]), rule(row), text(&row["baseline_state"]));
    let mut rows: Vec<_> = rows.map(row).filter(|row| !row.ends_with(" unchanged")).collect();
    rows.sort();
    rows
}

const SINCE: [&str; 2] = ["--since", "main"];

fn edit(folder: &Path, path: &str, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(folder.join(path)).unwrap();
    write(folder, path, &change(text));
}

#[test]
fn a_change_brings_what_was_not_there_and_what_it_lets_happen() {
    let folder = repository("brings");
    assert!(reported(&folder, &SINCE).is_empty());
    assert_eq!(bucketlint(&folder, &[&SINCE[..], &RULE].concat(), "").0, 0);
    // What another file said of the bucket is gone: nothing of the bucket itself is touched.
    fs::remove_file(folder.join("live/versioned.tf")).unwrap();
    let found = ["aws_s3_bucket.b versioning new"];
    assert_eq!(reported(&folder, &SINCE), found);
    commit(&folder);
    assert_eq!(reported(&folder, &SINCE), found);
    assert_eq!(bucketlint(&folder, &[&SINCE[..], &RULE].concat(), "").0, 1);
    write(&folder, "live/c.tf", &bucket("c"));
    let found = [&found[..], &["aws_s3_bucket.c logging new", "aws_s3_bucket.c versioning new"]].concat();
    assert_eq!(reported(&folder, &SINCE), found, "what is not added yet is there as well");
    assert_eq!(reported(&folder, &["--since", "HEAD"]), found[1..]);
    // What `main` did since is none of this change.
    git(&folder, &["stash", "-q", "-u"]);
    git(&folder, &["checkout", "-q", "main"]);
    edit(&folder, "live/a.tf", |text| text + &versioning("a"));
    commit(&folder);
    git(&folder, &["checkout", "-q", "work"]);
    git(&folder, &["stash", "pop", "-q"]);
    assert_eq!(reported(&folder, &SINCE), found);
}

#[test]
fn a_change_touches_the_lines_that_a_verdict_names() {
    let folder = repository("touches");
    edit(&folder, "live/a.tf", |text| {
        format!("# a remark\n\n{}", text.replace("  bucket", "\tbucket")).replace('\n', "\r\n")
    });
    assert!(reported(&folder, &SINCE).is_empty(), "lines that move and blanks");
    edit(&folder, "live/a.tf", |text| text.replace("\" {", "\" { # changed"));
    assert_eq!(reported(&folder, &SINCE), ["aws_s3_bucket.a logging updated", "aws_s3_bucket.a versioning updated"]);
    assert_eq!(bucketlint(&folder, &[&SINCE[..], &RULE].concat(), "").0, 1);
    // A suppression that the change takes away shows what it accepted.
    let folder = repository("suppression");
    edit(&folder, "live/a.tf", |text| format!("# bucketlint: ignore[S3.9] -- scratch\n{text}"));
    commit(&folder);
    edit(&folder, "live/a.tf", |_| bucket("a"));
    assert_eq!(reported(&folder, &["--since", "HEAD"]), ["aws_s3_bucket.a logging new"]);
}

#[test]
fn renamed_files_keep_what_they_hold() {
    let folder = repository("renames");
    write(
        &folder,
        "t/stack.yaml",
        "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: a\n",
    );
    commit(&folder);
    let since = ["--since", "HEAD"];
    git(&folder, &["mv", "live", "stacks"]);
    git(&folder, &["mv", "t/stack.yaml", "stacks/bucket.yml"]);
    assert!(reported(&folder, &since).is_empty(), "{:?}", reported(&folder, &since));
    assert!(reported(&folder, &[&since[..], &["--staged"]].concat()).is_empty());
    edit(&folder, "stacks/bucket.yml", |text| text + "  B:\n    Type: AWS::S3::Bucket\n");
    assert_eq!(reported(&folder, &since), ["B logging new", "B versioning new"]);
    // A copy is another one.
    write(&folder, "copy/a.tf", &bucket("a"));
    assert_eq!(reported(&folder, &since).len(), 4);
    fs::remove_file(folder.join("copy/a.tf")).unwrap();
    edit(&folder, "stacks/a.tf", |_| bucket("z") + "moved {\n  from = aws_s3_bucket.a\n  to   = aws_s3_bucket.z\n}\n");
    assert_eq!(
        reported(&folder, &[&since[..], &["stacks/a.tf"]].concat()),
        ["aws_s3_bucket.z logging updated", "aws_s3_bucket.z versioning updated"]
    );
}

#[test]
fn what_is_staged_is_what_is_judged() {
    let folder = repository("staged");
    let staged = |folder: &Path| reported(folder, &["--staged", "--since", "HEAD"]);
    assert!(staged(&folder).is_empty());
    // An edit and a neighbour that are not staged do not count, whichever way they would decide.
    write(&folder, "live/c.tf", &bucket("c"));
    fs::remove_file(folder.join("live/versioned.tf")).unwrap();
    assert!(staged(&folder).is_empty());
    git(&folder, &["rm", "-q", "live/versioned.tf"]);
    write(&folder, "live/versioned.tf", &versioning("b"));
    assert_eq!(staged(&folder), ["aws_s3_bucket.b versioning new"]);
    git(&folder, &["add", "live/versioned.tf", "live/c.tf"]);
    assert_eq!(staged(&folder), ["aws_s3_bucket.c logging new", "aws_s3_bucket.c versioning new"]);
    edit(&folder, "live/c.tf", |text| text + &versioning("c"));
    assert_eq!(staged(&folder).len(), 2, "partly staged, as it is staged");
    assert_eq!(staged(&folder.join("live")), staged(&folder), "from a subfolder");
    // Added by its name alone, it has nothing that is committed.
    write(&folder, "live/d.tf", &bucket("d"));
    git(&folder, &["add", "-N", "live/d.tf"]);
    assert_eq!(staged(&folder).len(), 2);
    // The configuration is what is staged as well.
    write(&folder, "bucketlint.toml", "exclude = [\"live/\"]\n");
    assert_eq!(staged(&folder).len(), 2);
    git(&folder, &["add", "bucketlint.toml"]);
    assert!(staged(&folder).is_empty());
    let (code, _, err) = bucketlint(&folder, &["--staged", "live/d.txt"], "");
    assert!(code == 2, "{err}");
}

#[test]
fn another_index_is_read_where_git_says_so() {
    let folder = repository("index");
    fs::copy(folder.join(".git/index"), folder.join(".git/next-index")).unwrap();
    write(&folder, "live/c.tf", &bucket("c"));
    git(&folder, &["add", "live/c.tf"]);
    let run = |index: &str| {
        let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
        command.current_dir(&folder).env_clear().env("GIT_INDEX_FILE", index).env("GIT_DIR", ".git");
        let arguments = ["--staged", "--since", "HEAD", "--select", "S3.9"];
        command.args(arguments).output().unwrap().status.code().unwrap()
    };
    assert_eq!((run(".git/next-index"), run(".git/index")), (0, 1));
}

/// What no revision keeps counts for each: installed modules, submodules, and values that a person names.
#[test]
fn what_no_revision_keeps_is_that_of_the_disk() {
    let folder = repository("installed");
    write(&folder, ".gitignore", ".terraform\nnever.tfvars\n");
    write(&folder, "r/main.tf", "variable \"v\" {}\nmodule \"m\" {\n  source = \"acme/m/aws\"\n  v = var.v\n}\n");
    let module = "variable \"v\" {}\nresource \"aws_s3_bucket\" \"m\" {\n  count = var.v ? 1 : 0\n}\n";
    write(&folder, "r/.terraform/modules/m/main.tf", module);
    let installed = "{\"Modules\": [{\"Key\": \"m\", \"Source\": \"registry.terraform.io/acme/m/aws\", \"Dir\": \".terraform/modules/m\"}]}";
    write(&folder, "r/.terraform/modules/modules.json", installed);
    write(&folder, "never.tfvars", "v = true\n");
    git(&folder, &["add", "r"]);
    commit(&folder);
    let values = ["--var-file", "never.tfvars", "r"];
    for arguments in [&["--since", "HEAD"][..], &["--since", "HEAD", "--staged"]] {
        let (code, out, err) = bucketlint(&folder, &[arguments, &values, &RULE].concat(), "");
        assert!(code == 0 && out.contains("2 known from `HEAD`"), "{arguments:?}: {out}{err}");
    }
}

#[test]
fn links_are_followed_as_they_were_kept() {
    let folder = repository("links");
    write(&folder, "shared/c.tf", &bucket("c"));
    link(&folder, "live/c.tf", "../shared/c.tf");
    link(&folder, "now", "live");
    commit(&folder);
    fs::remove_file(folder.join("live/c.tf")).unwrap();
    write(&folder, "live/c.tf", &bucket("d"));
    assert_eq!(
        reported(&folder, &["--since", "HEAD", "live"]),
        ["aws_s3_bucket.d logging new", "aws_s3_bucket.d versioning new"]
    );
    assert!(reported(&folder, &["--since", "HEAD", "--staged", "now"]).is_empty());
}

#[test]
fn what_git_does_not_tell_is_a_clear_error() {
    let folder = repository("errors");
    let fails = |folder: &Path, arguments: &[&str], said: &str| {
        let (code, out, err) = bucketlint(folder, arguments, "");
        assert!((code, out.as_str()) == (2, "") && err.contains(said), "{arguments:?}: {code} {out}{err}");
    };
    fails(&folder, &["--since", "nowhere"], "this clone has no revision called `nowhere`");
    for revision in ["--upload-pack=x", "-x"] {
        fails(&folder, &[&format!("--since={revision}")], "no revision starts with `-`");
    }
    for revision in ["HEAD:live/a.tf", "main..work", "$(id)", "a\nb", "HEAD; id"] {
        fails(&folder, &["--since", revision], "this clone has no revision called");
    }
    git(&folder, &["checkout", "-q", "--orphan", "apart"]);
    write(&folder, "apart.tf", "");
    commit(&folder);
    fails(&folder, &SINCE, "this clone has no commit that `main` and HEAD both come from");
    git(&folder, &["checkout", "-q", "work"]);
    commit(&folder);
    git(&folder, &["checkout", "-q", "main"]);
    write(&folder, "main.tf", "");
    commit(&folder);
    let shallow = folder.parent().unwrap().join("shallow");
    let _ = fs::remove_dir_all(&shallow);
    let address = format!("file://{}", folder.display());
    git(
        folder.parent().unwrap(),
        &["clone", "-q", "--depth", "1", "--no-single-branch", "-b", "work", &address, "shallow"],
    );
    fails(&shallow, &["--since", "origin/main"], "it is shallow: fetch more (`git fetch --unshallow`");
    let none = Path::new("/tmp");
    fails(none, &["--since", "HEAD"], "no repository of Git is found here");
    fails(none, &["--staged"], "no repository of Git is found here");
    let new = folder.parent().unwrap().join("new");
    let _ = fs::remove_dir_all(&new);
    write(&new, "a.tf", &bucket("a"));
    git(&new, &["init", "-q"]);
    fails(&new, &["--since", "HEAD"], "there is no commit yet");
    fails(&folder, &["--staged", ".", new.to_str().unwrap()], "as other paths are");
    // From elsewhere the repository of the path is meant.
    let (_, out, err) = bucketlint(none, &["--since", "HEAD", folder.to_str().unwrap()], "");
    assert!(out.contains("known from `HEAD`"), "{out}{err}");
}

#[test]
fn without_the_program_it_says_so() {
    let folder = repository("program");
    let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
    let output = command.current_dir(&folder).env_clear().env("PATH", "/nowhere").arg("--staged").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("`git` cannot be started: "), "{said}");
}

/// Whatever the repository says is to be run, nothing of it is, and nothing is fetched.
#[test]
fn nothing_that_a_repository_names_is_run() {
    let folder = repository("hostile");
    let trap = folder.join(".git/trap.sh");
    fs::write(&trap, format!("#!/bin/sh\ntouch {}\ncat\n", folder.join(".git/sprung").display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    write(&folder, ".gitattributes", "*.tf filter=trap diff=trap\n");
    commit(&folder);
    edit(&folder, "live/a.tf", |text| text.replace("\" {", "\" { # changed"));
    git(&folder, &["add", "-A"]);
    edit(&folder, "live/b.tf", |text| text.replace("\" {", "\" { # changed"));
    let path = trap.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.trap.command",
        "diff.trap.textconv",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "core.sshCommand",
        "core.editor",
        "credential.helper",
        "core.askPass",
        "remote.origin.uploadpack",
        "gpg.program",
        "interactive.diffFilter",
    ] {
        git(&folder, &["config", key, path]);
    }
    for name in ["rev-parse", "merge-base", "ls-tree", "ls-files", "cat-file"] {
        git(&folder, &["config", &format!("alias.{name}"), &format!("!{path}")]);
    }
    git(&folder, &["config", "core.hooksPath", ".git"]);
    for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-commit"] {
        fs::copy(&trap, folder.join(".git").join(hook)).unwrap();
        fs::copy(&trap, folder.join(".git/hooks").join(hook)).unwrap();
    }
    assert_eq!(reported(&folder, &["--since", "HEAD"]).len(), 3);
    assert_eq!(reported(&folder, &["--since", "HEAD", "--staged"]).len(), 2);
    assert!(!folder.join(".git/sprung").exists());
    // A clone without contents names where they are; nobody goes there.
    git(&folder, &["config", "remote.origin.url", &format!("ext::{path}")]);
    git(&folder, &["config", "remote.origin.promisor", "true"]);
    git(&folder, &["config", "extensions.partialClone", "origin"]);
    git(&folder, &["config", "protocol.ext.allow", "always"]);
    let objects = fs::read_dir(folder.join(".git/objects")).unwrap().map(|entry| entry.unwrap().path());
    let blob = Command::new("git").current_dir(&folder).args(["rev-parse", "HEAD:live/a.tf"]).output().unwrap().stdout;
    let blob = String::from_utf8(blob).unwrap();
    let lost = objects.map(|path| path.join(blob[2..].trim())).find(|path| path.exists()).unwrap();
    fs::remove_file(lost).unwrap();
    let (code, _, err) = bucketlint(&folder, &["--since", "HEAD"], "");
    assert!(code == 2 && err.contains("cannot be read whole"), "{err}");
    assert!(!folder.join(".git/sprung").exists());
}

#[test]
fn an_unmerged_file_is_told() {
    let folder = repository("unmerged");
    edit(&folder, "live/a.tf", |text| text.replace("\"a\"\n", "\"a1\"\n"));
    commit(&folder);
    git(&folder, &["checkout", "-q", "main"]);
    edit(&folder, "live/a.tf", |text| text.replace("\"a\"\n", "\"a2\"\n"));
    commit(&folder);
    let merged = Command::new("git").current_dir(&folder).args(["merge", "-q", "work"]).output().unwrap();
    assert!(!merged.status.success());
    let (code, out, _) = bucketlint(&folder, &["--staged"], "");
    assert!(code == 2 && out.contains("a merge has left it unmerged in the index"), "{out}");
}

/// What is told of a run in JSON: its rows and its notes on the configuration.
fn judged(folder: &Path, arguments: &[&str]) -> (usize, Vec<String>) {
    let (_, out, err) = bucketlint(folder, &[&["check", "--format", "json"], arguments].concat(), "");
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let problem = |it: &Value| format!("{} {}", it["file"].as_str().unwrap(), it["kind"].as_str().unwrap());
    let told = report["problems"].as_array().unwrap().iter().map(problem).collect();
    (report["evaluations"].as_array().unwrap().len(), told)
}

const OFF: &str = "[rules]\n\"*\" = { enabled = false }\n";
const ON: &str = "[rules]\n\"*\" = { enabled = false }\ns3-bucket-versioning-enabled = { enabled = true }\nown = { enabled = true }\n";

/// Of a change that switches its own rule off by any file of the configuration, nothing counts yet.
#[test]
fn a_change_cannot_switch_a_rule_off_for_itself() {
    let folder = repository("configured");
    git(&folder, &["checkout", "-q", "main"]);
    write(&folder, "ci/base.toml", ON);
    write(&folder, "bucketlint.toml", "extends = [\"ci/base.toml\"]\n[rules]\nfolders = [\"own\"]\n");
    let own = |name: &str| format!("rule own when %buckets !empty {{ %buckets.Properties.BucketName == '{name}' }}\n");
    let own = |name: &str| format!("let buckets = Resources.*[ Type == 'AWS::S3::Bucket' ]\n{}", own(name));
    write(&folder, "own/own.guard", &own("none"));
    commit(&folder);
    git(&folder, &["checkout", "-q", "-b", "other"]);
    const FROM: [&str; 2] = ["--config-from", "main"];
    let before = judged(&folder, &[]);
    assert_eq!(before, (3, vec![]));
    assert_eq!(judged(&folder, &FROM), before);
    for (path, text, told) in [
        ("ci/base.toml", OFF, vec!["ci/base.toml note"]),
        ("bucketlint.toml", "exclude = [\"live/\"]\n", vec!["bucketlint.toml note"]),
        ("live/bucketlint.toml", OFF, vec![]),
        ("own/own.guard", "let a = 1\n", vec![]),
    ] {
        write(&folder, path, text);
        assert_eq!(judged(&folder, &FROM), (3, told.iter().map(|it| (*it).to_owned()).collect()), "{path}");
        commit(&folder);
        assert_eq!(judged(&folder, &FROM).0, 3, "{path}");
        assert_eq!(judged(&folder, &[&FROM[..], &["--staged"]].concat()).0, 3, "{path}");
        git(&folder, &["checkout", "-q", "main", "--", "."]);
        let _ = fs::remove_file(folder.join("live/bucketlint.toml"));
        commit(&folder);
    }
    // Nor by taking it away, by standing in a folder of its own, or by a file that is not there yet.
    fs::remove_file(folder.join("bucketlint.toml")).unwrap();
    assert_eq!(judged(&folder, &FROM), before);
    write(&folder, "new/main.tf", &bucket("c"));
    write(&folder, "new/bucketlint.toml", OFF);
    let (rows, told) = judged(&folder.join("new"), &FROM);
    assert_eq!((rows, told), (2, vec!["bucketlint.toml note".to_owned()]));
    assert_eq!(judged(&folder.join("new"), &[&FROM[..], &["--config", "../bucketlint.toml"]].concat()).0, 2);
    let failing = |arguments: &[&str]| bucketlint(&folder, &[&["check"], arguments].concat(), "").2;
    let err = failing(&[&FROM[..], &["--config", "new/bucketlint.toml"]].concat());
    assert!(err.contains("cannot read the configuration `main:new/bucketlint.toml`"), "{err}");
    assert!(failing(&["--config-from", "nothing"]).contains("no revision called `nothing`"));
    assert!(failing(&[&FROM[..], &["--no-config"]].concat()).contains("cannot be used with"));
}

/// What is wrong with a configuration of a revision is told where it stands there.
#[test]
fn problems_of_another_revision_are_placed_there() {
    let folder = repository("configured-badly");
    git(&folder, &["checkout", "-q", "main"]);
    write(&folder, "bucketlint.toml", "\n[rules.s3-bucket-versioning-enabld]\n");
    commit(&folder);
    write(&folder, "bucketlint.toml", "");
    let (code, out, _) = bucketlint(&folder, &["check", "--config-from", "main", "--format", "concise"], "");
    assert!(code == 2 && out.contains("main:bucketlint.toml:2:8"), "{out}");
    let (_, out, _) = bucketlint(&folder, &["check", "--config-from", "main", "--show-config"], "");
    assert!(out.starts_with("# from main:bucketlint.toml\n"), "{out}");
}
