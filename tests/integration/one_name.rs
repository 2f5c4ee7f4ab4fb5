//! One name for one file, whatever way it is named; links; what a person excludes.
#![cfg(unix)]

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::{bucketlint, link, write};

const MODULE: &str = "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.name\n}\n";

fn stack(name: &str) -> String {
    format!(
        "module \"x\" {{\n  source = \"../../modules/b\"\n  name   = \"{name}\"\n}}\n\
         resource \"aws_s3_bucket\" \"own\" {{\n  bucket = \"own-{name}\"\n}}\n"
    )
}

/// A repository with two stacks that call one module under one name.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one_name").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    write(&folder, ".git/HEAD", "");
    write(&folder, "modules/b/main.tf", MODULE);
    write(&folder, "live/prod/main.tf", &stack("prod"));
    write(&folder, "live/dev/main.tf", &stack("dev"));
    folder
}

const RULE: [&str; 4] = ["--select", "s3-bucket-versioning-enabled", "--format", "json"];

/// Each finding of a run as its resource, its file and its fingerprint, and what is told.
fn said(folder: &Path, arguments: &[&str]) -> (Vec<[String; 3]>, Vec<String>) {
    let (_, out, _) = bucketlint(folder, &[&["check"], arguments, &RULE].concat(), "");
    let report: Value = serde_json::from_str(&out).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = report["evaluations"].as_array().unwrap().iter();
    let rows = rows.map(|row| [text(&row["resource"]), text(&row["file"]), text(&row["fingerprint"])]).collect();
    let problems = report["problems"].as_array().unwrap().iter();
    (rows, problems.map(|problem| text(&problem["message"])).collect())
}

fn files(rows: &[[String; 3]]) -> Vec<String> {
    rows.iter().map(|[resource, file, _]| format!("{resource} {file}")).collect()
}

#[test]
fn a_file_has_one_name_whatever_way_it_is_named() {
    let folder = repository("ways");
    link(&folder, "live/again", "prod");
    link(&folder, "elsewhere", "live");
    let own = |folder: &Path, path: &str| said(folder, &[path]).0;
    let expected = own(&folder, "live/prod");
    assert_eq!(files(&expected), ["aws_s3_bucket.own live/prod/main.tf", "module.x.aws_s3_bucket.b modules/b/main.tf"]);
    let whole = folder.join("live/prod").to_str().unwrap().to_owned();
    for path in ["./live/./prod", "live/dev/../prod", &whole, "live/again", "elsewhere/prod"] {
        assert_eq!(own(&folder, path), expected, "{path}");
    }
    // From a subfolder people read other names; the fingerprint is the same.
    let inside = folder.join("live/prod");
    for path in [".", "main.tf", "../prod", "../again", "../../elsewhere/prod/main.tf"] {
        let mut found = own(&inside, path);
        found.sort();
        let names = ["aws_s3_bucket.own main.tf", "module.x.aws_s3_bucket.b ../../modules/b/main.tf"];
        assert_eq!(files(&found), names, "{path}");
        for (row, expected) in found.iter().zip(&expected) {
            assert_eq!(row[2], expected[2], "{path}");
        }
    }
}

#[test]
fn two_roots_that_call_one_module_have_fingerprints_of_their_own() {
    let (rows, _) = said(&repository("roots"), &["."]);
    let fingerprints: std::collections::BTreeSet<_> = rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!((rows.len(), fingerprints.len()), (4, 4));
}

#[test]
fn reports_that_others_read_name_files_from_the_top_of_the_repository() {
    let folder = repository("top");
    write(&folder, "live/prod/broken.tf", "resource {\n");
    write(&folder, "live/prod/bucketlint.toml", "nothing = 1\n");
    let run = |format: &str| {
        let (_, out, _) = bucketlint(&folder.join("live/prod"), &["--format", format, "."], "");
        out
    };
    let github = run("github");
    for file in ["live/prod/main.tf", "modules/b/main.tf", "live/prod/broken.tf", "live/prod/bucketlint.toml"] {
        assert!(github.contains(&format!(" file={file},")), "{file}: {github}");
    }
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let mut uris = Vec::new();
    uris_in(&sarif, &mut uris);
    uris.sort();
    uris.dedup();
    assert_eq!(
        uris,
        ["live/prod/broken.tf", "live/prod/bucketlint.toml", "live/prod/main.tf", "modules/b/main.tf"],
        "{sarif}"
    );
}

fn uris_in(value: &Value, uris: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if let Some(uri) = entries.get("artifactLocation").and_then(|it| it["uri"].as_str()) {
                uris.push(uri.to_owned());
            }
            entries.values().for_each(|it| uris_in(it, uris));
        }
        Value::Array(items) => items.iter().for_each(|it| uris_in(it, uris)),
        _ => {}
    }
}

#[test]
fn a_linked_folder_is_one_module_under_its_real_path() {
    let folder = repository("links");
    link(&folder, "live/dev/linked", "../../modules/b");
    link(&folder, "live/dev/circle", "../..");
    write(&folder, "live/dev/linked.tf", "module \"l\" {\n  source = \"./linked\"\n  name   = \"l\"\n}\n");
    write(&folder, "other/c/main.tf", "resource \"aws_s3_bucket\" \"c\" {\n  bucket = \"c\"\n}\n");
    link(&folder, "live/prod/c", "../../other/c");
    let (rows, told) = said(&folder, &["live/prod", "live/dev"]);
    let expected = [
        "aws_s3_bucket.own live/dev/main.tf",
        "aws_s3_bucket.own live/prod/main.tf",
        "module.l.aws_s3_bucket.b modules/b/main.tf",
        "module.x.aws_s3_bucket.b modules/b/main.tf",
        "module.x.aws_s3_bucket.b modules/b/main.tf",
        "aws_s3_bucket.c other/c/main.tf",
    ];
    assert_eq!((files(&rows), told), (expected.map(str::to_owned).to_vec(), Vec::new()));
}

#[test]
fn a_link_that_leads_out_is_told_and_leaves_open_what_it_could_declare() {
    let folder = repository("out");
    let outside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one_name").join("outside");
    write(&outside, "x.tf", "resource \"aws_s3_bucket_versioning\" \"v\" {}\n");
    link(&folder, "live/prod/x.tf", outside.join("x.tf"));
    link(&folder, "live/modules", &outside);
    let (_, out, _) = bucketlint(&folder, &[&["check", "--all", "."], &RULE[..]].concat(), "");
    let report: Value = serde_json::from_str(&out).unwrap();
    let rows: Vec<_> = report["evaluations"].as_array().unwrap().iter().collect();
    let own = rows.iter().filter(|row| row["resource"] == "aws_s3_bucket.own");
    let own: Vec<_> = own.map(|row| (row["compliance"].as_str().unwrap(), row["file"].as_str().unwrap())).collect();
    let expected = [("NON_COMPLIANT", "live/dev/main.tf"), ("INSUFFICIENT_DATA", "live/prod/x.tf")];
    assert_eq!(own, expected, "{out}");
    let told: Vec<_> =
        report["problems"].as_array().unwrap().iter().map(|it| it["message"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "a link leads out of the repository, where nothing is read: `live/modules`",
            "leads out of the repository, and nothing outside of it is read"
        ]
    );
}

#[test]
fn what_is_excluded_is_not_judged_and_calls_into_it_are_read() {
    let folder = repository("excluded");
    write(&folder, "t.yaml", "Resources: {T: {Type: AWS::S3::Bucket}}\n");
    write(&folder, "u.yaml", "Resources: {U: {Type: AWS::S3::Bucket}}\n");
    write(&folder, "live/dev/alone.tf", "resource \"aws_s3_bucket\" \"alone\" {}\n");
    let excluding = |patterns: &str, paths: &[&str]| {
        write(&folder, "bucketlint.toml", &format!("exclude = [{patterns}]\n"));
        let (rows, told) = said(&folder, paths);
        (rows.iter().map(|[resource, ..]| resource.clone()).collect::<Vec<_>>().join(" "), told)
    };
    let x = "module.x.aws_s3_bucket.b";
    assert_eq!(
        excluding("\"modules\", \"live/dev/\", \"t.yaml\"", &["."]),
        (format!("aws_s3_bucket.own {x} U"), Vec::new())
    );
    // A template is told from its name, and no file is taken out of its module.
    let all = format!("aws_s3_bucket.alone aws_s3_bucket.own {x}");
    let refused = "`live/dev/alone.tf` is a file of a module, and no file is taken out of its module";
    assert_eq!(excluding("\"live/dev/alone.tf\"", &["live/dev"]), (all.clone(), vec![refused.to_owned()]));
    assert_eq!(excluding("\"alone*\"", &["live/dev"]), (all.clone(), Vec::new()));
    // What is named is told.
    let named = "named, and excluded by the configuration: `live/dev/main.tf`, `t.yaml`";
    assert_eq!(
        excluding("\"*.yaml\", \"!u.yaml\", \"live/dev\"", &["t.yaml", "u.yaml", "live/dev/main.tf"]),
        ("U".to_owned(), vec![named.to_owned()])
    );
    // An excluded caller calls nothing: the module is judged by itself.
    assert_eq!(excluding("\"live\"", &["live", "modules"]).0, "aws_s3_bucket.b");
    let wrong = excluding("\"[z-a]\", 3", &["live/dev"]);
    assert!(wrong.0 == all && wrong.1.len() == 2, "{wrong:?}");
}

#[test]
fn a_plan_that_git_ignores_does_not_stand_in_for_the_code() {
    let folder = repository("stale");
    let resource = |kind: &str, values: &str| {
        format!(
            "{{\"address\": \"{kind}.own\", \"mode\": \"managed\", \"type\": \"{kind}\", \"name\": \"own\", \"values\": {{{values}}}}}"
        )
    };
    let (bucket, versioning) = (
        resource("aws_s3_bucket", "\"bucket\": \"own-prod\""),
        resource(
            "aws_s3_bucket_versioning",
            "\"bucket\": \"own-prod\", \"versioning_configuration\": [{\"status\": \"Enabled\"}]",
        ),
    );
    let plan = format!(
        "{{\"format_version\": \"1.2\", \"planned_values\": {{\"root_module\": {{\"resources\": [{bucket}, {versioning}]}}}}, \
         \"resource_changes\": [], \"configuration\": {{\"root_module\": {{\"resources\": [{{\"address\": \"aws_s3_bucket.own\", \
         \"mode\": \"managed\", \"type\": \"aws_s3_bucket\", \"name\": \"own\"}}]}}}}}}"
    );
    write(&folder, "live/prod/plan.json", &plan);
    let own = |paths: &[&str]| {
        let (rows, told) = said(&folder, paths);
        (rows.iter().filter(|[resource, ..]| resource == "aws_s3_bucket.own").count(), told)
    };
    assert_eq!(own(&["live/prod"]), (0, Vec::new()), "the plan says that it is enabled");
    write(&folder, ".gitignore", "plan.json\n");
    let told = "left out, as `.gitignore` says, is a plan that may be older than the code: `live/prod/plan.json`";
    assert_eq!(own(&["live/prod"]), (1, vec![told.to_owned()]));
    assert_eq!(own(&["live/prod", "live/prod/plan.json"]), (0, Vec::new()), "it is named");
}

#[test]
fn modules_at_hand_are_read_for_sources_of_registries_and_repositories() {
    let folder = repository("at_hand");
    let call = |source: &str| format!("module \"x\" {{\n  source = \"{source}\"\n  name = \"x\"\n  more = 1\n}}\n");
    let resources = |source: &str, configuration: &str| {
        write(&folder, "live/prod/main.tf", &call(source));
        write(&folder, "bucketlint.toml", configuration);
        let (rows, told) = said(&folder, &["live/prod", "modules"]);
        (rows.iter().map(|[resource, ..]| resource.clone()).collect::<Vec<_>>().join(" "), told)
    };
    let (alone, called) = ("aws_s3_bucket.b", ("module.x.aws_s3_bucket.b".to_owned(), Vec::<String>::new()));
    let own = "git::ssh://git@github.com/Acme/stacks.git//modules/b?ref=v1";
    assert_eq!(resources(own, "").0, alone);
    // What the configuration says of a source, and of all that begin with it.
    assert_eq!(resources("acme/b/aws", "modules = { \"acme/b/aws\" = \"modules/b\" }\n"), called);
    assert_eq!(resources("acme/all/aws//b", "[modules]\n\"acme/all/aws\" = \"./modules\"\n"), called);
    assert_eq!(resources("acme/other/aws", "[modules]\n\"acme/all/aws\" = \"modules\"\n").0, alone);
    // What is no folder of the repository is told, and does not count.
    let (rows, told) = resources("acme/b/aws", "[modules]\n\"acme/b/aws\" = \"../b\"\n\"./x\" = \"y\"\nz = 3\n");
    assert_eq!(rows, alone);
    let wrong = "`../b`, where `acme/b/aws` is to be, leads out of the repository, and nothing outside of it is read";
    assert!(told.contains(&wrong.to_owned()), "{told:?}");
    assert!(told.contains(&"`./x` is a path, which leads where it says".to_owned()), "{told:?}");
    assert!(told.contains(&"`z` must be a folder, not an integer".to_owned()), "{told:?}");
    // A repository knows its own address.
    write(&folder, ".git/config", "[remote \"origin\"]\n\turl = git@github.com:acme/stacks.git\n");
    for source in [own, "github.com/acme/stacks//modules/b", "git::https://github.com/acme/stacks.git//modules/b"] {
        assert_eq!(resources(source, ""), called, "{source}");
    }
    assert_eq!(resources("github.com/acme/others//modules/b", "").0, alone);
    let outside = resources("github.com/acme/stacks//../../b", "");
    assert!(outside.0 == alone && outside.1[0].contains("nothing outside of it is read"), "{outside:?}");
}

#[test]
fn states_are_told_and_not_read() {
    let folder = repository("states");
    write(
        &folder,
        "live/prod/state.json",
        "{\"version\": 4, \"terraform_version\": \"1.11.0\", \"serial\": 1, \"lineage\": \"x\"}",
    );
    write(
        &folder,
        "live/prod/show.json",
        "{\"format_version\": \"1.0\", \"terraform_version\": \"1.11.0\", \"values\": {}}",
    );
    write(&folder, "live/prod/.gitignore", "*.json\n");
    let told = "nothing is read of a state, which says what was there: `live/prod/show.json`, `live/prod/state.json`";
    assert_eq!(said(&folder, &["live/prod"]).1, [told]);
}

#[test]
fn a_plan_and_its_code_have_the_same_fingerprints_in_modules_too() {
    let folder = repository("fingerprints");
    let resource = |module: &str, name: &str| {
        format!(
            "{{\"address\": \"{module}aws_s3_bucket.{name}\", \"mode\": \"managed\", \"type\": \"aws_s3_bucket\", \
             \"name\": \"{name}\", \"values\": {{\"bucket\": \"{name}\"}}}}"
        )
    };
    let plan = format!(
        "{{\"planned_values\": {{\"root_module\": {{\"resources\": [{}], \"child_modules\": [{{\"address\": \"module.x\", \
         \"resources\": [{}]}}]}}}}, \"configuration\": {{\"root_module\": {{\"resources\": [{}], \"module_calls\": {{\"x\": \
         {{\"source\": \"../../modules/b\", \"module\": {{\"resources\": [{}]}}}}}}}}}}}}",
        resource("", "own"),
        resource("module.x.", "b"),
        resource("", "own"),
        resource("", "b"),
    );
    let code = said(&folder, &["live/prod"]).0;
    assert_eq!(files(&code), ["aws_s3_bucket.own live/prod/main.tf", "module.x.aws_s3_bucket.b modules/b/main.tf"]);
    write(&folder, "live/prod/out/plan.json", &plan);
    assert_eq!(said(&folder, &["live/prod/out/plan.json"]), (code, Vec::new()));
}
