//! Tests of the source room on a disk: what is no file, names of any bytes, ways that lead out.
#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use bucketlint::source::{Disk, FileSystem, PathKind};
use serde_json::Value;

use super::run::run_all;

/// A bucket and its versioning, with this expression for the status.
fn versioned(name: &str, status: &str) -> String {
    format!(
        "resource \"aws_s3_bucket\" \"{name}\" {{\n  bucket = \"{name}\"\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"{name}\" {{\n  bucket = aws_s3_bucket.{name}.id\n  \
         versioning_configuration {{\n    status = {status}\n  }}\n}}\n"
    )
}

/// A repository of its own below the target directory, with a bucket that is fine whatever lies beside it.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    write(&folder, ".git/HEAD", "");
    write(&folder, "fine.tf", &versioned("fine", "\"Enabled\""));
    folder
}

pub(super) fn write(folder: &Path, path: impl AsRef<Path>, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn pipe(folder: &Path, path: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

pub(super) fn link(folder: &Path, path: &str, target: impl AsRef<Path>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, path).unwrap();
}

/// What the program does in a folder within a time that only a hang takes: exit code, standard output, standard error.
pub(super) fn bucketlint(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
    command.current_dir(folder).env_clear().args(arguments).write_stdin(input);
    let output = command.timeout(Duration::from_secs(60)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The report as JSON of a check of a folder, after looking that the bucket that is fine has its row.
fn checked(folder: &Path) -> (i32, Value) {
    let (code, out, _) = bucketlint(folder, &["check", "--format", "json", "--all", "."], "");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(compliance(&report, "aws_s3_bucket.fine"), ["COMPLIANT"], "{out}");
    (code, report)
}

/// The verdicts on the versioning of a resource.
fn compliance(report: &Value, resource: &str) -> Vec<String> {
    let rows = report["evaluations"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["rule"] == "s3-bucket-versioning-enabled" && row["resource"] == resource);
    rows.map(|row| row["compliance"].as_str().unwrap().to_owned()).collect()
}

/// Everything that a report says is wrong or not decided.
fn said(report: &Value) -> String {
    let problem = |problem: &Value| format!("{}: {}\n", problem["file"].as_str().unwrap_or(""), problem["message"]);
    let gap = |gap: &Value| format!("{}: {}\n", gap["expression"], gap["reason"]);
    let rows = report["evaluations"].as_array().unwrap().iter();
    let gaps = rows.flat_map(|row| row["unresolved"].as_array().unwrap()).map(gap);
    report["problems"].as_array().unwrap().iter().map(problem).chain(gaps).collect()
}

#[test]
fn functions_wait_for_no_pipe() {
    let folder = repository("functions");
    pipe(&folder, "x/p");
    for (at, call) in [
        "file(\"p\")",
        "templatefile(\"${path.module}/p\", {})",
        "filebase64sha256(\"p\")",
        "fileexists(\"p\") ? \"Enabled\" : \"Suspended\"",
        "fileexists(\"/dev/null\") ? \"Enabled\" : \"Suspended\"",
        "file(\"/dev/zero\")",
        "fileexists(\"~\") ? \"Enabled\" : \"Suspended\"",
        "file(\"~/x\")",
    ]
    .into_iter()
    .enumerate()
    {
        write(&folder, format!("x/{at}.tf"), &versioned(&format!("b{at}"), call));
    }
    write(&folder, "x/none.tf", &versioned("none", "length(fileset(\".\", \"p\")) == 0 ? \"Enabled\" : \"Suspended\""));
    let (_, report) = checked(&folder);
    for at in 0..8 {
        assert_eq!(
            compliance(&report, &format!("aws_s3_bucket.b{at}")),
            ["INSUFFICIENT_DATA"],
            "{at} {}",
            said(&report)
        );
    }
    assert_eq!(compliance(&report, "aws_s3_bucket.none"), ["COMPLIANT"]);
    let said = said(&report);
    assert!(said.contains("`x/p`, which is a pipe, and only files are read"), "{said}");
    assert!(said.contains("`~`, which lies in the home folder"), "{said}");
}

#[test]
fn what_is_met_on_the_way_is_read_only_where_it_is_a_file() {
    let folder = repository("met");
    let template = |url: &str| {
        format!(
            "{{\"Resources\": {{\"S\": {{\"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {{\"TemplateURL\": \"{url}\"}}}}, \
             \"I\": {{\"Fn::Transform\": {{\"Name\": \"AWS::Include\", \"Parameters\": {{\"Location\": \"p.json\"}}}}}}}}}}"
        )
    };
    write(&folder, "t.json", &template("p.yaml"));
    write(&folder, "cdk.out/a.template.json", &template("https://bucket.s3.amazonaws.com/abc.json"));
    write(&folder, "m.tf", "module \"m\" {\n  source = \"./m\"\n}\nmodule \"n\" {\n  source = \"x/n/aws\"\n}\n");
    let pipes = [
        ".gitignore",
        ".terraform/modules/modules.json",
        "bucketlint.toml",
        "cdk.out/manifest.json",
        "m/main.tf",
        "p.json",
        "p.yaml",
        "pipe.tf",
        "terraform.tfvars",
        "x.auto.tfvars.json",
    ];
    pipes.iter().for_each(|path| pipe(&folder, path));
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("s.tf")).unwrap();
    let (code, report) = checked(&folder);
    let said = said(&report);
    for path in pipes.iter().filter(|path| !path.starts_with("m/")) {
        assert!(said.lines().any(|line| line.starts_with(path) && line.contains("is a pipe")), "{path}\n{said}");
    }
    assert!(said.lines().any(|line| line.starts_with("m.tf") && line.contains("is a pipe")), "{said}");
    assert!(said.contains("s.tf: \"is a socket, and only files are read\""), "{said}");
    assert_eq!(code, 2);
}

#[test]
fn what_a_person_names_may_be_a_pipe() {
    let folder = repository("named");
    let template = "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\"}}}";
    let plan = include_str!("../data/plan/code/plan.json");
    let (_, out, errors) = bucketlint(&folder, &["--all", "--format", "json", "/dev/stdin"], template);
    assert_eq!(compliance(&serde_json::from_str(&out).unwrap(), "B"), ["NON_COMPLIANT"], "{out}{errors}");
    let (_, out, _) = bucketlint(&folder, &["--all", "--format", "json", "/dev/stdin"], plan);
    assert!(out.contains("aws_s3_bucket"), "{out}");
    let everyone = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
    let (code, out, _) = bucketlint(&folder, &["policy", "/dev/stdin"], everyone);
    assert!(code == 1 && out.contains("the public gets in"), "{out}");
    let (_, out, _) = bucketlint(&folder, &["--config", "/dev/stdin"], "profil = 1");
    assert!(out.contains("did you mean `profile`?"), "{out}");
    write(&folder, "v.tf", &format!("variable \"v\" {{}}\n{}", versioned("v", "var.v")));
    let (_, out, _) = bucketlint(&folder, &["--all", "--var-file", "/dev/stdin"], "v = \"Enabled\"");
    assert!(out.contains("COMPLIANT s3-bucket-versioning-enabled aws_s3_bucket.v"), "{out}");
    let (code, _, errors) = bucketlint(&folder, &["--config", "/dev/zero"], "");
    assert!(code == 2 && errors.contains("more than the 268435456 bytes that are read"), "{errors}");
}

#[test]
fn names_may_have_any_bytes() {
    let folder = repository("names");
    let names: [&[u8]; 8] =
        [b"a\xff", b"a\xfe", b"b\\c", b"d\ne", b"f\x1b[31m", b"::stop-commands::x", b"##[add-mask]x", b"\xe2\x80\xaeg"];
    for (at, name) in names.into_iter().enumerate() {
        // As the name of a file, of a folder, and of a module.
        let named = |ending: &str| OsString::from_vec([name, ending.as_bytes()].concat());
        write(&folder, Path::new("files").join(named(".tf")), &versioned(&format!("f{at}"), "\"Suspended\""));
        let inside =
            versioned(&format!("d{at}"), "fileexists(\"${path.module}/main.tf\") ? \"Suspended\" : \"Enabled\"");
        write(&folder, Path::new("folders").join(OsStr::from_bytes(name)).join("main.tf"), &inside);
        write(
            &folder,
            Path::new("t").join(named(".json")),
            &format!("{{\"Resources\": {{\"T{at}\": {{\"Type\": \"AWS::S3::Bucket\"}}}}}}"),
        );
    }
    let (code, report) = checked(&folder);
    for at in 0..names.len() {
        for resource in [format!("aws_s3_bucket.f{at}"), format!("aws_s3_bucket.d{at}"), format!("T{at}")] {
            assert_eq!(compliance(&report, &resource), ["NON_COMPLIANT"], "{resource} {}", said(&report));
        }
    }
    assert_eq!((code, said(&report).as_str()), (1, ""));
    let files: Vec<_> =
        report["evaluations"].as_array().unwrap().iter().filter_map(|row| row["file"].as_str()).collect();
    for file in ["files/a\\xff.tf", "files/a\\xfe.tf", "files/b\\c.tf", "files/d\ne.tf", "folders/a\\xff/main.tf"] {
        assert!(files.contains(&file), "{file}");
    }
}

#[test]
fn a_working_directory_that_is_gone_is_an_error() {
    for arguments in [&["check"] as &[&str], &[], &["/"], &["explain", "x"], &["policy", "x.json"], &["rules"]] {
        let folder = repository("gone");
        let program = assert_cmd::cargo::cargo_bin("bucketlint");
        let script = "cd \"$1\" && rm -r \"$1\" && shift && exec \"$@\"";
        let mut command = Command::new("sh");
        let output = command.args(["-c", script, "sh"]).arg(&folder).arg(program).args(arguments).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {errors}");
        assert!(errors.starts_with("error: the working directory cannot be found"), "{arguments:?} {errors}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
    }
}

/// A disk that remembers what it was asked for, from a working directory of its own.
struct Recorder {
    here: PathBuf,
    asked: Mutex<Vec<PathBuf>>,
}

impl Recorder {
    fn asked(&self, path: &Path) -> PathBuf {
        let path = self.here.join(path);
        self.asked.lock().unwrap().push(path.clone());
        path
    }
}

impl FileSystem for Recorder {
    fn here(&self) -> io::Result<PathBuf> {
        Ok(self.here.clone())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Disk.read(&self.asked(path))
    }

    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        Disk.read_named(&self.asked(path))
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        Disk.kind(&self.asked(path))
    }

    fn stands(&self, path: &Path) -> io::Result<PathKind> {
        Disk.stands(&self.asked(path))
    }

    fn link(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.link(&self.asked(path))
    }

    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>> {
        Disk.entries(&self.asked(folder))
    }
}

/// A repository that leads out of itself in every way, beside a folder with what it is after.
fn leading_out() -> PathBuf {
    let around = repository("around");
    let folder = around.join("repo");
    write(&around, "secret.tf", &versioned("secret", "\"Enabled\""));
    write(&around, "secret.json", "{\"Resources\": {\"Secret\": {\"Type\": \"AWS::S3::Bucket\"}}}");
    write(&folder, ".git/HEAD", "");
    let out = around.display().to_string();
    let calls = ["../..", "../../..", "./up", "../up/deep", "./twice", "./deep/../../.."].into_iter().enumerate();
    let calls = calls.map(|(at, source)| format!("module \"m{at}\" {{\n  source = \"{source}\"\n}}\n"));
    write(&folder, "live/calls.tf", &calls.collect::<String>());
    let reads = ["file(\"../../secret.tf\")", "templatefile(\"up/secret.tf\", {})", "filesha1(\"link.tf\")"];
    let asks =
        ["../../secret.tf", &format!("{out}/secret.tf"), "up/secret.tf", "link.tf", "twice/secret.tf", "/etc/passwd"];
    let asks = asks.map(|path| format!("fileexists(\"{path}\")"));
    let sets = ["..\", \"../*.tf", "../..\", \"*.tf", "up\", \"*", ".\", \"up/*", ".\", \"**/link.tf"];
    let sets = sets.map(|path| format!("length(fileset(\"{path}\")) > 0"));
    let reads = reads.iter().map(|call| format!("{call} != \"\"")).chain(asks).chain(sets);
    for (at, call) in reads.enumerate() {
        let status = format!("{call} ? \"Enabled\" : \"Suspended\"");
        write(&folder, format!("live/r{at}.tf"), &versioned(&format!("r{at}"), &status));
    }
    link(&folder, "live/up", "../..");
    link(&folder, "up", &around);
    link(&folder, "live/deep/twice", "../../up");
    link(&folder, "live/twice", "deep/twice");
    link(&folder, "live/link.tf", "../up/secret.tf");
    link(&folder, "live/terraform.tfvars", "../../secret.tf");
    link(&folder, "live/loop", "loop");
    link(&folder, "live/.gitignore", "../../secret.tf");
    link(&folder, "bucketlint.toml", "../secret.tf");
    let modules =
        format!("{{\"Modules\": [{{\"Key\": \"m0\", \"Dir\": \"{out}\"}}, {{\"Key\": \"m9\", \"Dir\": \"../..\"}}]}}");
    write(&folder, "live/.terraform/modules/modules.json", &modules);
    for (at, url) in ["../../secret.json", &format!("{out}/secret.json"), "link.json"].into_iter().enumerate() {
        let text = format!(
            "{{\"Resources\": {{\"S\": {{\"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {{\"TemplateURL\": \"{url}\"}}}}, \
             \"Fn::Transform\": {{\"Name\": \"AWS::Include\", \"Parameters\": {{\"Location\": \"{url}\"}}}}}}}}"
        );
        write(&folder, format!("t/{at}.template.json"), &text);
    }
    link(&folder, "t/link.json", "../up/secret.json");
    link(&folder, "t/manifest.json", "../../secret.json");
    write(&folder, "p/plan.json", include_str!("../data/plan/code/plan.json"));
    folder
}

#[test]
fn nothing_outside_of_the_repository_is_asked_for() {
    let folder = leading_out();
    let disk = Recorder { here: folder.clone(), asked: Mutex::default() };
    let analysis = run_all(&disk, ".");
    let of_versioning = analysis.evaluations.iter().filter(|it| it.rule.name == "s3-bucket-versioning-enabled");
    for it in of_versioning.filter(|it| it.resource.starts_with("aws_s3_bucket.r")) {
        assert_eq!(it.compliance.as_str(), "INSUFFICIENT_DATA", "{} {}", it.resource, it.message);
    }
    assert!(!analysis.evaluations.iter().any(|it| it.resource.to_lowercase().contains("secret")));
    assert!(analysis.evaluations.iter().any(|it| &*it.resource == "aws_s3_bucket.r13"));
    let asked = disk.asked.into_inner().unwrap();
    let outside: Vec<_> = asked.iter().filter(|path| !path.starts_with(&folder)).collect();
    assert!(outside.is_empty(), "{outside:#?}");
    assert!(
        asked.contains(&folder.join("live/up"))
            && !asked.iter().any(|path| path.starts_with(folder.join("live/up/secret.tf")))
    );
}

#[test]
fn the_way_to_what_a_person_names_may_be_followed_again() {
    let around = repository("ways");
    write(&around, "real/.git/HEAD", "");
    write(&around, "real/live/main.tf", "module \"m\" {\n  source = \"../modules/m\"\n}\n");
    write(&around, "real/modules/m/main.tf", &versioned("m", "\"Enabled\""));
    link(&around, "by/link", "../real");
    write(&around, "here/.git/HEAD", "");
    let disk = Recorder { here: around.join("here"), asked: Mutex::default() };
    let analysis = run_all(&disk, around.join("by/link/live"));
    let said: Vec<_> = analysis.problems.iter().map(|it| &it.message).collect();
    assert!(analysis.evaluations.iter().any(|it| &*it.resource == "module.m.aws_s3_bucket.m"), "{said:?}");
    let top = around.join("real/.git");
    let asked = disk.asked.into_inner().unwrap();
    assert!(asked.contains(&top) && !asked.contains(&around.join(".git")), "{asked:#?}");
}

#[test]
fn links_to_files_are_files() {
    let folder = repository("links");
    write(&folder, "shared/v.txt", &versioned("b", "\"Suspended\""));
    link(&folder, "live/v.tf", "../shared/v.txt");
    link(&folder, "live/gone.tf", "nowhere.tf");
    let (code, report) = checked(&folder);
    assert_eq!(compliance(&report, "aws_s3_bucket.b"), ["NON_COMPLIANT"]);
    assert_eq!((code, said(&report).as_str()), (2, "live/gone.tf: \"does not exist\"\n"));
}

#[test]
fn ignore_files_leave_out_folders_up_to_the_top_of_the_repository() {
    let around = repository("ignores");
    let folder = around.join("repo");
    write(&around, ".gitignore", "*\n");
    write(&folder, ".git/info/exclude", "excluded\n");
    write(&folder, ".gitignore", "\u{feff}ignored*\n!ignored_but\n.*\n!.shown\n*.tf\n[\n");
    write(&folder, "live/.ignore", "*\n");
    write(&folder, "live/.gitignore", "mine/\n");
    for path in [
        "a",
        "live/ignored1",
        "live/ignored_but",
        "live/mine",
        "live/excluded",
        "excluded",
        "live/.shown",
        "live/.hidden",
    ] {
        let name = path.replace(['/', '.'], "_");
        write(&folder, format!("{path}/main.tf"), &versioned(&name, "\"Enabled\""));
    }
    let disk = Recorder { here: folder.clone(), asked: Mutex::default() };
    let live = ["live__shown", "live_excluded", "live_ignored_but"];
    for (path, expected, left_out) in [
        (".", &["a", "excluded", live[0], live[1], live[2]] as &[&str], "3 folders with input are"),
        ("live", &live, "3 folders with input are"),
        ("live/mine", &["live_mine"], ""),
    ] {
        let analysis = run_all(&disk, path);
        let rows = analysis.evaluations.iter().filter(|it| it.rule.name == "s3-bucket-versioning-enabled");
        let mut found: Vec<_> = rows.map(|it| it.resource.trim_start_matches("aws_s3_bucket.").to_owned()).collect();
        found.sort();
        assert_eq!(found, expected, "{path} {:?}", analysis.problems);
        let told: Vec<_> = analysis.problems.iter().map(|it| it.message.as_str()).collect();
        assert!(told.iter().all(|it| !left_out.is_empty() && it.starts_with(left_out)), "{path} {told:?}");
    }
}

#[test]
fn what_was_opened_is_asked_whether_it_is_a_file() {
    let folder = repository("opened");
    pipe(&folder, "p");
    link(&folder, "l", "fine.tf");
    assert!(Disk.read(&folder.join("p")).unwrap_err().to_string().contains("it is a pipe"));
    assert!(Disk.read(Path::new("/dev/null")).unwrap_err().to_string().contains("it is a device"));
    assert!(Disk.read(&folder.join("l")).is_err() && Disk.read_named(&folder.join("l")).is_ok());
}

#[test]
fn patterns_past_the_bound_are_told() {
    const LEFT_OUT: &str =
        ": \"a folder with input is left out, as `.gitignore` or a name that starts with a dot says: `a4999`\"\n";
    let folder = repository("patterns");
    let patterns: String = (0..5_001).map(|at| format!("a{at}\n\n# {at}\n")).collect();
    write(&folder, ".gitignore", &patterns);
    write(&folder, "a4999/main.tf", &versioned("ignored", "\"Suspended\""));
    write(&folder, "a5000/main.tf", &versioned("past", "\"Suspended\""));
    let (code, report) = checked(&folder);
    assert_eq!(compliance(&report, "aws_s3_bucket.ignored"), [""; 0]);
    assert_eq!(compliance(&report, "aws_s3_bucket.past"), ["NON_COMPLIANT"]);
    let told = ".gitignore: \"it has more than 5000 patterns; those past that do not count\"\n";
    assert_eq!((code, said(&report).replace(LEFT_OUT, "").as_str()), (2, told));
}

/// A link to the folder itself makes ways without end, and two links twice as many with each step.
#[test]
fn modules_behind_links_are_followed_once() {
    let folder = repository("circles");
    let call = |at: usize, source: &str| format!("module \"m{at}\" {{\n  source = \"./{source}\"\n}}\n");
    write(&folder, "x/main.tf", &(call(0, "l0") + &call(1, "l1")));
    ["x/l0", "x/l1"].iter().for_each(|path| link(&folder, path, "."));
    let (_, report) = checked(&folder);
    assert!(said(&report).contains("modules call each other in a circle"), "{}", said(&report));

    let folder = repository("paths");
    write(&folder, "m/main.tf", &versioned("b", "\"Enabled\""));
    write(&folder, "x/main.tf", &(0..17).map(|at| call(at, &format!("l{at}"))).collect::<String>());
    (0..17).for_each(|at| link(&folder, &format!("x/l{at}"), "../m"));
    let (_, report) = checked(&folder);
    assert_eq!(compliance(&report, "module.m0.aws_s3_bucket.b"), ["COMPLIANT"]);
    assert!(said(&report).contains("more than 16 paths lead to it, through links"), "{}", said(&report));
}

#[test]
fn as_many_links_are_followed_as_by_the_system() {
    for (count, verdict) in [(40, "COMPLIANT"), (41, "INSUFFICIENT_DATA")] {
        let folder = repository("many links");
        write(&folder, "x/end", "Enabled");
        write(&folder, "x/main.tf", &versioned("b", "file(\"${path.module}/l1\")"));
        (1..count).for_each(|at| link(&folder, &format!("x/l{at}"), format!("l{}", at + 1)));
        link(&folder, &format!("x/l{count}"), "end");
        let (_, report) = checked(&folder);
        assert_eq!(compliance(&report, "aws_s3_bucket.b"), [verdict], "{}", said(&report));
    }
}

#[test]
fn files_that_are_too_large_are_told() {
    let folder = repository("large");
    let file = std::fs::File::create(folder.join("large.tf")).unwrap();
    file.set_len(256 * 1024 * 1024 + 1).unwrap();
    let (_, report) = checked(&folder);
    assert!(said(&report).contains("at most 268435456 are read"), "{}", said(&report));
}
