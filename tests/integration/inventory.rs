//! The inventory: what it tells of the buckets of both languages and of plans, as its schema says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bucketlint::engine::{Inputs, Request};
use bucketlint::inventory::{Said, Status, inventory};
use bucketlint::rules::RuleSet;
use bucketlint::source::Memory;
use serde_json::Value;

/// What the program prints of the test data, for so many columns.
fn printed(columns: usize, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/inventory");
    command.current_dir(data).env_clear().env("COLUMNS", columns.to_string()).arg("inventory").args(arguments);
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
    String::from_utf8(output.stdout).unwrap()
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("inventory@{name}"), text));
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(80, &[arguments, &["--format", "json"]].concat())).unwrap()
}

#[test]
fn is_a_table_where_there_is_room_and_a_list_elsewhere() {
    snapshot("terraform", &printed(200, &["main.tf"]));
    snapshot("template", &printed(80, &["template.yaml"]));
    let narrow = printed(40, &["template.yaml"]);
    assert!(narrow.starts_with("Plain (template.yaml:11:3)\n  name: example-plain\n"), "{narrow}");
    let nothing = scratch_of_nothing();
    assert_eq!(nothing, "no bucket is declared here\n");
}

fn scratch_of_nothing() -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inventory");
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::cargo_bin("bucketlint").unwrap();
    let output = command.current_dir(folder).env_clear().arg("inventory").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn keeps_to_its_schema() {
    let schema = serde_json::from_str(include_str!("../../docs/inventory.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document = json(&["."]);
    let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut of_another_shape = document;
    of_another_shape["buckets"][0]["public"]["cases"][0]["status"] = "MAYBE".into();
    assert!(!validator.is_valid(&of_another_shape));
}

/// What is told of the same buckets in both languages is the same, but for the account, which a template does not tell.
#[test]
fn tells_the_same_of_twins() {
    let told = |file: &str| -> BTreeMap<String, String> {
        let buckets = json(&[file])["buckets"].as_array().unwrap().clone();
        let one = |bucket: &Value| {
            let name = bucket["resource"].as_str().unwrap().trim_start_matches("aws_s3_bucket.").to_lowercase();
            let cases = |side: &str| bucket[side]["cases"].as_array().unwrap().clone();
            let with = |case: &Value| -> Vec<String> {
                let with = case["with"].as_array().unwrap().iter();
                with.map(|share| format!("{} {}", share["whom"], share["account"])).collect()
            };
            let shared: Vec<_> = cases("shared").iter().map(with).collect();
            let public: Vec<_> =
                cases("public").iter().map(|case| format!("{} {}", case["read"], case["write"])).collect();
            let said =
                |side: &str, what: &str| cases(side).iter().map(|it| it[what]["value"].clone()).collect::<Vec<_>>();
            let settings = [
                said("encryption", "algorithm"),
                said("encryption", "key_account"),
                said("versioning", "status"),
                said("logging", "target"),
                said("object_lock", "period"),
            ];
            let replication: Vec<_> = cases("replication").iter().map(|it| it["rules"].clone()).collect();
            let rules: Vec<_> = replication.iter().map(|it| it[0]["account"]["value"].clone()).collect();
            (name.replace("[\"*\"]", ""), format!("{public:?} {shared:?} {settings:?} {rules:?}"))
        };
        buckets.iter().map(one).collect()
    };
    assert_eq!(told("main.tf"), told("template.yaml"));
}

/// The buckets of some files, with the status, whom they are shared with and the log target.
fn of_files(files: &[(&str, &str)]) -> Vec<String> {
    let rules = RuleSet::built_in().0;
    let (paths, inputs) = ([PathBuf::from(".")], Inputs::default());
    let found = inventory(&Memory::new(files.iter().copied()), &Request::new(&paths, &rules, &inputs));
    let row = |row: &bucketlint::inventory::Row| {
        let status = row.public.agreed().map(|it| it.status);
        let with = row.shared.cases.iter().flat_map(|it| &it.what.with);
        let with: Vec<_> = with.map(|it| (it.whom, it.open.is_empty())).collect();
        let logs: Vec<_> = row.logging.cases.iter().map(|it| it.what.target.clone()).collect();
        let logs = match logs.as_slice() {
            [Said::Known(target)] => target.clone(),
            [Said::Nothing] => "nowhere".to_owned(),
            _ => "open".to_owned(),
        };
        format!("{} {status:?} {with:?} {logs}", row.address)
    };
    found.buckets.iter().map(row).collect()
}

/// The inventory says of the examples of the rules what the rules say of them.
#[test]
fn says_what_the_rules_say() {
    let (rules, inputs) = (RuleSet::built_in().0, Inputs::default());
    let mut seen = 0;
    for (rule, is_read) in [("s3-bucket-public-read-prohibited", true), ("s3-bucket-public-write-prohibited", false)] {
        let folders = [("fail", Status::Public), ("pass", Status::NotPublic), ("unknown", Status::Unknown)];
        for (folder, expected) in folders {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(rule).join("examples").join(folder);
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let (name, text) = (path.file_name().unwrap(), std::fs::read_to_string(&path).unwrap());
                let (paths, fs) = ([PathBuf::from(name)], Memory::new([(name, text)]));
                let found = inventory(&fs, &Request::new(&paths, &rules, &inputs));
                let this = found.buckets.iter().find(|it| it.address.ends_with(".this") || &*it.address == "This");
                let Some(row) = this else { continue };
                let said = row.public.agreed().map_or(Status::Unknown, |it| if is_read { it.read } else { it.write });
                assert_eq!(said, expected, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 25, "{seen}");
}

/// The plan of a bucket and its log target, which it may leave open.
fn plan(target: &str, unknown: &str) -> String {
    let resource = |kind: &str, values: &str| {
        format!(r#"{{"address": "{kind}.b", "mode": "managed", "type": "{kind}", "name": "b", "values": {values}}}"#)
    };
    let change = |kind: &str, after: &str, unknown: &str| {
        format!(
            r#"{{"address": "{kind}.b", "mode": "managed", "type": "{kind}", "name": "b", "change":
            {{"actions": ["create"], "before": null, "after": {after}, "after_unknown": {unknown}}}}}"#
        )
    };
    let (bucket, logging) = ("aws_s3_bucket", "aws_s3_bucket_logging");
    let (of_bucket, of_logging) = (r#"{"bucket": "b"}"#, format!(r#"{{"bucket": "b", "target_prefix": ""{target}}}"#));
    let resources = [resource(bucket, of_bucket), resource(logging, &of_logging)].join(", ");
    let changes = [change(bucket, of_bucket, "{}"), change(logging, &of_logging, unknown)].join(", ");
    let expressions = r#"{"bucket": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]},
        "target_bucket": {"references": ["var.target"]}}"#;
    let configured = [(bucket, "{}"), (logging, expressions)].map(|(kind, expressions)| {
        format!(
            r#"{{"address": "{kind}.b", "mode": "managed", "type": "{kind}", "name": "b", "expressions": {expressions}}}"#
        )
    });
    format!(
        r#"{{"format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {{"root_module": {{"resources": [{resources}]}}}}, "resource_changes": [{changes}],
        "configuration": {{"root_module": {{"resources": [{}]}}}}}}"#,
        configured.join(", ")
    )
}

/// What a plan decides is told of it, and what it leaves open of the code, in one row.
#[test]
fn a_plan_and_its_code_are_one_row() {
    let code = |target: &str| {
        format!(
            "variable \"target\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n}}\n\
            resource \"aws_s3_bucket_logging\" \"b\" {{\n  bucket = aws_s3_bucket.b.id\n  target_bucket = {target}\n  \
            target_prefix = \"\"\n}}\n"
        )
    };
    let row = |logs: &str| vec![format!("aws_s3_bucket.b {:?} [] {logs}", Some(Status::NotPublic))];
    let with = |target: &str, plan: &str| of_files(&[("main.tf", &code(target)), ("plan.json", plan)]);
    let (decided, open) = (plan(r#", "target_bucket": "logs""#, "{}"), plan("", r#"{"target_bucket": true}"#));
    assert_eq!(of_files(&[("main.tf", &code("var.target"))]), row("open"));
    assert_eq!(of_files(&[("plan.json", &open)]), row("open"));
    assert_eq!(with("var.target", &decided), row("logs"));
    assert_eq!(with("\"of-code\"", &open), row("of-code"));
    assert_eq!(with("\"of-code\"", &decided), row("logs"));
    assert_eq!(with("var.target", &open), row("open"));
}

/// A template need not say where access logs go: then they stay in the bucket.
#[test]
fn logs_stay_in_the_bucket_unless_another_is_named() {
    let with = |logging: &str| {
        let template = format!(
            "Parameters:\n  Logs: {{Type: String}}\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {{{logging}}}\n"
        );
        of_files(&[("t.yaml", &template)]).pop().unwrap().rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!(with(""), "nowhere");
    assert_eq!(with("LoggingConfiguration: {LogFilePrefix: x}"), "B");
    assert_eq!(with("LoggingConfiguration: {}"), "B");
    assert_eq!(with("LoggingConfiguration: {DestinationBucketName: other}"), "other");
    assert_eq!(with("LoggingConfiguration: !Ref Logs"), "open");
}

/// What the code leaves open is told as open, and never as that nobody gets in.
#[test]
fn what_is_open_stays_open() {
    let with = |policy: &str| {
        let code = format!(
            "variable \"who\" {{}}\nvariable \"policy\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{ bucket = \"b\" }}\n\
            resource \"aws_s3_bucket_policy\" \"b\" {{\n  bucket = aws_s3_bucket.b.id\n  policy = {policy}\n}}\n"
        );
        of_files(&[("main.tf", &code)]).pop().unwrap()
    };
    let allow = |who: &str| {
        format!(
            "jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = {{ AWS = {who} }}, Action = \"s3:GetObject\", \
             Resource = \"arn:aws:s3:::b/*\" }}] }})"
        )
    };
    let whole = with("var.policy");
    assert!(whole.contains("Some(Unknown) [") && !whole.contains("true)]"), "{whole}");
    let named = with(&allow("\"arn:aws:iam::111122223333:root\""));
    assert!(named.contains("NotPublic") && named.contains("(Account, false)"), "{named}");
    let who = with(&allow("var.who"));
    assert!(who.contains("Some(Unknown) [(") && !who.contains("true)"), "{who}");
    // Who surely gets in by conditions is not everyone, though the code leaves open whether that gets in too.
    let within = r#"{ Effect = "Allow", Principal = "*", Action = "s3:ListBucket", Resource = "arn:aws:s3:::b",
        Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } } }, { Effect"#;
    let either =
        with(&format!("var.who == \"a\" ? {} : {}", allow("\"*\""), allow("\"arn:aws:iam::111122223333:root\"")));
    assert!(either.starts_with("aws_s3_bucket.b None"), "{either}");
    let both = with(&format!("var.who == \"a\" ? {0} : {0}", allow("\"*\"")));
    assert!(both.starts_with("aws_s3_bucket.b Some(Public)"), "{both}");
    let limited = with(&allow("var.who").replace("{ Effect", within));
    assert!(limited.contains("(WhoMeets, true)") && !limited.contains("(Everyone, true)"), "{limited}");
    assert!(with(&allow("\"*\"")).contains("Some(Public) [(Everyone, true)]"));
    let absent = of_files(&[(
        "main.tf",
        "resource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = \"elsewhere\"\n  policy = \"{}\"\n}\n",
    )]);
    assert!(absent.is_empty(), "{absent:?}");
}
