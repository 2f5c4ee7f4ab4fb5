//! What is new beside a baseline, and what is known whatever has become of the files.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::files::{bucketlint, write};

const FILE: &str = "bucketlint-baseline.json";

const MODULE: &str = "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.name\n}\n";

const STACK: &str = "module \"once\" {\n  source = \"../m\"\n  name   = \"once\"\n}\nmodule \"twice\" {\n  \
                     for_each = toset([\"a\", \"b\"])\n  source   = \"../m\"\n  name     = each.key\n}\n";

const OWN: &str = "resource \"aws_s3_bucket\" \"own\" {\n  bucket = \"own\"\n}\n";

/// One rule, so that there is one finding for each bucket.
const RULE: [&str; 2] = ["--select", "S3.9"];

/// A repository with a module that is called twice, once for each of two keys, and its baseline.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("baseline").join(name);
    let _ = fs::remove_dir_all(&folder);
    write(&folder, ".git/HEAD", "");
    write(&folder, "m/main.tf", MODULE);
    write(&folder, "live/main.tf", STACK);
    write(&folder, "live/own.tf", OWN);
    write(&folder, "live/stack.yaml", "Resources:\n  Own:\n    Type: AWS::S3::Bucket\n");
    baseline(&folder, &[], "5 findings (5 added)");
    folder
}

/// Writes the baseline, which then has what is said.
fn baseline(folder: &Path, arguments: &[&str], said: &str) {
    let (code, out, err) = bucketlint(folder, &[&["baseline"], arguments, &RULE].concat(), "");
    assert_eq!((code, out), (0, format!("{FILE}: {said}\n")), "{err}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let all = [&["check", "--format", "json"], arguments, &RULE].concat();
    let (_, out, err) = bucketlint(folder, &all, "");
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"))
}

/// What is not known of a run, and how many findings are.
fn new(folder: &Path, arguments: &[&str]) -> (Vec<String>, u64) {
    let report = report(folder, &[&["--baseline", FILE], arguments].concat());
    let rows = report["evaluations"].as_array().unwrap().iter();
    let new = rows.filter(|row| row["baseline_state"] == "new").map(|row| text(&row["resource"]));
    (new.collect(), report["summary"]["known"].as_u64().unwrap())
}

fn edit(folder: &Path, path: &str, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(folder.join(path)).unwrap();
    write(folder, path, &change(text));
}

#[test]
fn what_is_known_is_not_reported() {
    let folder = repository("known");
    let check = |arguments: &[&str]| bucketlint(&folder, &[&["check"], arguments, &RULE].concat(), "");
    let (code, out, _) = check(&["--baseline", FILE]);
    let summary =
        "3 files, 5 resources: 0 NON_COMPLIANT, 0 INSUFFICIENT_DATA, 0 COMPLIANT, 5 known from the baseline\n";
    assert_eq!((code, &*out), (0, &*summary.replace("3 files", "4 files")));
    assert_eq!(check(&[]).0, 1);
    let github = check(&["--baseline", FILE, "--format", "github"]).1;
    assert!(!github.contains("::"), "{github}");
    for (format, said) in
        [("junit", "<failure"), ("gitlab", "fingerprint"), ("concise", "aws_s3_bucket"), ("markdown", "S3")]
    {
        let report = check(&["--baseline", FILE, "--format", format]).1;
        assert!(!report.contains(said) && !report.is_empty(), "{format}: {report}");
    }
    let counted = check(&["--baseline", FILE, "--statistics"]).1;
    assert!(!counted.contains("s3-bucket-logging-enabled"), "{counted}");
    edit(&folder, "live/own.tf", |text| text + &OWN.replace("own", "new"));
    assert_eq!(check(&["--baseline", FILE]).0, 1);
    assert_eq!(new(&folder, &[]), (vec!["aws_s3_bucket.new".to_owned()], 5));
    let all = check(&["--baseline", FILE, "--all"]).1;
    assert!(
        all.contains("NON_COMPLIANT, known: s3-bucket-logging-enabled aws_s3_bucket.own (live/own.tf:1:1)"),
        "{all}"
    );
    baseline(&folder, &["--prune"], "5 findings");
    baseline(&folder, &[], "6 findings (1 added)");
    assert_eq!(new(&folder, &[]), (vec![], 6));
}

#[test]
fn findings_keep_their_identity_whatever_becomes_of_the_files() {
    let known = |name: &str, change: &dyn Fn(&Path)| {
        let folder = repository(name);
        change(&folder);
        assert_eq!(new(&folder, &[]), (vec![], 5), "{name}");
    };
    let rename = |folder: &Path, from: &str, to: &str| {
        fs::create_dir_all(folder.join(to).parent().unwrap()).unwrap();
        fs::rename(folder.join(from), folder.join(to)).unwrap();
    };
    known("reformatted", &|folder| {
        edit(folder, "m/main.tf", |text| format!("\n\n# a remark\n{}", text.replace("  bucket = ", "      bucket=")));
        edit(folder, "live/stack.yaml", |text| text.replace("    Type", "        Type"));
    });
    known("crlf", &|folder| {
        ["m/main.tf", "live/own.tf", "live/stack.yaml"]
            .iter()
            .for_each(|file| edit(folder, file, |text| text.replace('\n', "\r\n")));
    });
    known("values", &|folder| edit(folder, "live/own.tf", |text| text.replace("\"own\"\n}", "\"another\"\n}")));
    known("renamed_files", &|folder| {
        rename(folder, "live/main.tf", "live/calls.tf");
        rename(folder, "live/own.tf", "live/buckets.tofu");
        rename(folder, "m/main.tf", "m/bucket.tf");
        rename(folder, "live/stack.yaml", "live/template.yml");
    });
    known("moved_between_files", &|folder| {
        edit(folder, "live/main.tf", |text| text + OWN);
        edit(folder, "live/own.tf", |_| String::new());
    });
    known("renamed_folder_of_a_module", &|folder| {
        rename(folder, "m", "modules/bucket");
        edit(folder, "live/main.tf", |text| text.replace("../m", "../modules/bucket"));
    });
    known("moved", &|folder| {
        let moved = "moved {\n  from = aws_s3_bucket.own\n  to   = aws_s3_bucket.renamed\n}\nmoved {\n  from = module.twice[\"a\"]\n  \
                     to   = module.thrice[\"a\"]\n}\nmoved {\n  from = module.twice [ \"b\" ]\n  to = module.thrice[\"c\"]\n}\n";
        edit(folder, "live/own.tf", |text| text.replace("\"own\" {", "\"renamed\" {"));
        edit(folder, "live/main.tf", |text| {
            let text = text.replace("\"twice\"", "\"thrice\"").replace("\"b\"", "\"c\"");
            format!("{text}{moved}")
        });
    });
    known("moved_into_a_module", &|folder| {
        edit(folder, "live/own.tf", |_| {
            "module \"own\" {\n  source = \"../m\"\n  name = \"own\"\n}\nmoved {\n  from = aws_s3_bucket.own\n  \
             to = module.own.aws_s3_bucket.b\n}\n"
                .to_owned()
        });
    });
    known("moved_within_a_module", &|folder| {
        edit(folder, "m/main.tf", |text| {
            text.replace("\"b\"", "\"bb\"") + "moved {\n  from = aws_s3_bucket.b\n  to = aws_s3_bucket.bb\n}\n"
        });
    });
    known("moved_in_json", &|folder| {
        edit(folder, "live/own.tf", |text| text.replace("\"own\" {", "\"renamed\" {"));
        let moved = r#"{"moved": [{"from": "aws_s3_bucket.own", "to": "aws_s3_bucket.renamed"}]}"#;
        write(folder, "live/moved.tf.json", moved);
    });
}

#[test]
fn another_resource_is_new_even_where_it_is_called_alike() {
    let folder = repository("others");
    // A template of its own beside the other, and one in another folder.
    let template = fs::read_to_string(folder.join("live/stack.yaml")).unwrap();
    write(&folder, "live/other.yaml", &template);
    write(&folder, "next/stack.yaml", &template);
    write(&folder, "next/own.tf", OWN);
    edit(&folder, "live/main.tf", |text| text.replace("[\"a\", \"b\"]", "[\"a\", \"c\"]"));
    let found = ["module.twice[\"c\"].aws_s3_bucket.b", "Own", "aws_s3_bucket.own", "Own"];
    let mut found = found.map(str::to_owned).to_vec();
    found.sort();
    let (mut rows, known) = new(&folder, &[]);
    rows.sort();
    assert_eq!((rows, known), (found, 4));
    // The same where the other one is mended: what it was is not what the new one is.
    edit(&folder, "live/stack.yaml", |text| text + "    Properties:\n      LoggingConfiguration: {}\n");
    assert_eq!(new(&folder, &["live"]).0.iter().filter(|name| *name == "Own").count(), 1);
    // A resource that has no `moved` block is another one.
    let folder = repository("renamed");
    edit(&folder, "live/own.tf", |text| text.replace("\"own\" {", "\"renamed\" {"));
    assert_eq!(new(&folder, &[]), (vec!["aws_s3_bucket.renamed".to_owned()], 4));
}

#[test]
fn a_baseline_is_the_same_from_everywhere() {
    let folder = repository("everywhere");
    let (live, whole) = (folder.join("live"), folder.join(FILE));
    let known = |from: &Path, path: &str| {
        let report = report(from, &["--baseline", whole.to_str().unwrap(), path]);
        assert_eq!(report["problems"].as_array().unwrap().len(), 0, "{path}: {report}");
        report["summary"]["known"].as_u64().unwrap()
    };
    assert_eq!(known(&live, "."), 5);
    assert_eq!(known(&live, "main.tf"), 4);
    assert_eq!(known(&folder, live.to_str().unwrap()), 5);
    assert_eq!(known(Path::new("/"), live.to_str().unwrap()), 5);
    let before = fs::read_to_string(&whole).unwrap();
    let output = ["--output", whole.to_str().unwrap()];
    for (from, path) in [(&live, "."), (&folder, "."), (&PathBuf::from("/"), folder.to_str().unwrap())] {
        let (code, _, err) = bucketlint(from, &[&["baseline", path][..], &output, &RULE].concat(), "");
        assert_eq!((code, fs::read_to_string(&whole).unwrap() == before), (0, true), "{path}: {err}");
    }
}

#[test]
fn what_a_run_does_not_look_at_is_not_stale() {
    let folder = repository("stale");
    let stale = |arguments: &[&str]| {
        let report = report(&folder, &[&["--baseline", FILE], arguments].concat());
        let problems = report["problems"].as_array().unwrap().iter();
        problems.filter(|it| it["kind"] == "note").map(|it| text(&it["message"])).collect::<Vec<_>>()
    };
    write(&folder, "next/own.tf", OWN);
    assert!(stale(&["next"]).is_empty());
    assert!(stale(&["--severity", "critical"]).is_empty());
    fs::remove_file(folder.join("live/own.tf")).unwrap();
    assert_eq!(stale(&["."]), ["a finding of it is found no longer"]);
    write(&folder, "live/broken.tf", "resource {\n");
    assert!(stale(&["."]).is_empty(), "what does not parse may hold it");
    fs::remove_file(folder.join("live/broken.tf")).unwrap();
    edit(&folder, "live/main.tf", |_| String::new());
    let (code, out, _) = bucketlint(&folder, &[&["check", "--baseline", FILE], &RULE[..]].concat(), "");
    assert!(
        out.contains("4 findings of it are found no longer") && out.contains("`bucketlint baseline --prune`"),
        "{out}"
    );
    assert_eq!(code, 1, "that of the next folder is new");
    // Another rule says nothing of these.
    let (_, out, _) = bucketlint(&folder, &["baseline", "--select", "S3.14", "live"], "");
    assert_eq!(out, format!("{FILE}: 6 findings (1 added, 5 kept that this run says nothing of)\n"));
    baseline(&folder, &["--prune", "live"], "2 findings (4 pruned, 1 kept that this run says nothing of)");
}

#[test]
fn what_was_undecided_and_is_broken_is_new() {
    let folder = repository("verdicts");
    let policy = |principal: &str| {
        format!(
            "variable \"who\" {{}}\nresource \"aws_s3_bucket\" \"p\" {{\n  bucket = \"p\"\n}}\nresource \"aws_s3_bucket_policy\" \"p\" {{\n  \
             bucket = aws_s3_bucket.p.id\n  policy = jsonencode({{\n    Statement = [{{ Effect = \"Allow\", Principal = {principal}, \
             Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::p/*\" }}]\n  }})\n}}\n"
        )
    };
    let rule = ["--select", "s3-bucket-public-read-prohibited", "p"];
    let states = |principal: &str| {
        write(&folder, "p/main.tf", &policy(principal));
        let (code, out, _) =
            bucketlint(&folder, &[&["--format", "json", "--baseline", "p.json"], &rule[..]].concat(), "");
        let report: Value = serde_json::from_str(&out).unwrap();
        let row = &report["evaluations"][0];
        (code, text(&row["compliance"]), text(&row["baseline_state"]), report["summary"]["known"].as_u64().unwrap())
    };
    let kept = |principal: &str| {
        write(&folder, "p/main.tf", &policy(principal));
        let (code, ..) = bucketlint(&folder, &[&["baseline", "--output", "p.json"], &rule[..]].concat(), "");
        assert_eq!(code, 0);
    };
    let said =
        |code: i32, compliance: &str, state: &str, known: u64| (code, compliance.to_owned(), state.to_owned(), known);
    kept("{ AWS = var.who }");
    assert_eq!(states("{ AWS = var.who }"), said(0, "INSUFFICIENT_DATA", "unchanged", 1));
    assert_eq!(states("\"*\""), said(1, "NON_COMPLIANT", "updated", 0));
    kept("\"*\"");
    assert_eq!(states("\"*\""), said(0, "NON_COMPLIANT", "unchanged", 1));
    assert_eq!(states("{ AWS = var.who }"), said(0, "INSUFFICIENT_DATA", "updated", 1));
}

#[test]
fn sarif_says_what_is_new_and_what_is_gone() {
    let folder = repository("sarif");
    edit(&folder, "live/own.tf", |text| text.replace("\"own\" {", "\"renamed\" {"));
    let states = |arguments: &[&str]| {
        let all = [&["--format", "sarif", "--baseline", FILE], arguments, &RULE].concat();
        let log: Value = serde_json::from_str(&bucketlint(&folder, &all, "").1).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        // Resources of one line are one result.
        let state = |it: &Value| {
            let named = it["locations"][0]["logicalLocations"].as_array().unwrap().clone();
            let state = text(&it["baselineState"]).to_owned();
            named.into_iter().map(move |it| format!("{state} {}", text(&it["fullyQualifiedName"])))
        };
        let mut states: Vec<_> = results.iter().flat_map(state).collect();
        states.sort();
        (states, results)
    };
    let here = [
        "new aws_s3_bucket.renamed",
        "unchanged Own",
        "unchanged module.once.aws_s3_bucket.b",
        "unchanged module.twice[\"a\"].aws_s3_bucket.b",
        "unchanged module.twice[\"b\"].aws_s3_bucket.b",
    ];
    assert_eq!(states(&[]).0, here);
    let (all, results) = states(&["--all"]);
    assert_eq!(all, [&["absent aws_s3_bucket.own"], &here[..]].concat());
    let absent = results.iter().find(|it| it["baselineState"] == "absent").unwrap();
    let place = json!({"artifactLocation": {"uri": "live/own.tf", "uriBaseId": "%SRCROOT%"}});
    assert_eq!((&absent["locations"][0]["physicalLocation"], &absent["level"]), (&place, &json!("none")));
}

#[test]
fn a_baseline_that_is_broken_is_told_and_hides_nothing() {
    let folder = repository("broken");
    let check = |text: &str| {
        write(&folder, FILE, text);
        let report = report(&folder, &["--baseline", FILE]);
        let place = |it: &Value| {
            format!("{}:{}: {}", text_of(&it["file"]), it["range"]["start"]["line"], text_of(&it["message"]))
        };
        let told = report["problems"].as_array().unwrap().iter().map(place).collect::<Vec<_>>().join("\n");
        assert_eq!(report["summary"]["by_compliance"]["NON_COMPLIANT"], 5, "{text}");
        assert_eq!(bucketlint(&folder, &["--baseline", FILE], "").0, 2, "{text}");
        let (code, _, err) = bucketlint(&folder, &["baseline"], "");
        assert!(code == 2 && err.contains(&format!("`{FILE}` is not written over: ")), "{err}");
        told
    };
    fn text_of(value: &Value) -> &str {
        value.as_str().unwrap()
    }
    assert_eq!(check("{\n<<<<<<< HEAD\n"), format!("{FILE}:2: this is not a baseline: key must be a string"));
    assert_eq!(
        check("{\"schema_version\": 2, \"findings\": []}"),
        format!("{FILE}:1: this baseline has the version 2, and this program knows version 1")
    );
    assert_eq!(check(""), format!("{FILE}:1: this is not a baseline: EOF while parsing a value"));
    assert_eq!(check("[]").split(", ").next().unwrap(), format!("{FILE}:1: this is not a baseline: invalid length 0"));
    fs::remove_file(folder.join(FILE)).unwrap();
    let (code, out, err) = bucketlint(&folder, &["--baseline", FILE], "");
    let told = format!(
        "error: cannot read the baseline `{FILE}`: it does not exist\n  help: `bucketlint baseline` writes one\n"
    );
    assert_eq!((code, out, err), (2, String::new(), told));
}

#[test]
fn a_baseline_is_a_line_for_each_finding() {
    let folder = repository("lines");
    let text = fs::read_to_string(folder.join(FILE)).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.contains("\"fingerprint\"")).collect();
    assert_eq!(rows.len(), 5, "{text}");
    let row: Value = serde_json::from_str(rows[4].trim_end_matches(',')).unwrap();
    assert_eq!((&row["called_from"], &row["file"]), (&json!("live/main.tf"), &json!("m/main.tf")));
    let (_, out, _) = bucketlint(&folder, &[&["baseline", "--output", "-"], &RULE[..]].concat(), "");
    assert_eq!(out, text);
    // A suppression is not in it, so that what it accepts is new once it is gone.
    edit(&folder, "live/own.tf", |text| format!("# bucketlint: ignore[S3.9] -- scratch\n{text}"));
    baseline(&folder, &[], "4 findings (1 pruned)");
    write(&folder, "live/own.tf", OWN);
    assert_eq!(new(&folder, &[]), (vec!["aws_s3_bucket.own".to_owned()], 4));
}

#[test]
fn a_plan_finds_what_its_code_found_and_tells_what_it_moves() {
    let folder = repository("plan");
    let plan = |name: &str, before: &str| {
        format!(
            r#"{{"planned_values": {{"root_module": {{"resources": [{{"address": "aws_s3_bucket.{name}", "mode": "managed",
            "type": "aws_s3_bucket", "name": "{name}", "values": {{"bucket": "own"}}}}]}}}},
            "resource_changes": [{{"address": "aws_s3_bucket.{name}", {before} "change": {{"actions": ["no-op"]}}}}],
            "configuration": {{"root_module": {{"resources": [{{"address": "aws_s3_bucket.{name}", "mode": "managed",
            "type": "aws_s3_bucket", "name": "{name}"}}]}}}}}}"#
        )
    };
    write(&folder, "live/plan.json", &plan("own", ""));
    assert_eq!(new(&folder, &["live/plan.json"]), (vec![], 1));
    edit(&folder, "live/own.tf", |text| text.replace("\"own\" {", "\"renamed\" {"));
    write(&folder, "live/plan.json", &plan("renamed", ""));
    assert_eq!(new(&folder, &["live/plan.json"]), (vec!["aws_s3_bucket.renamed".to_owned()], 0));
    write(&folder, "live/plan.json", &plan("renamed", r#""previous_address": "aws_s3_bucket.own","#));
    assert_eq!(new(&folder, &["live/plan.json"]), (vec![], 1));
}
