//! Terraform plans: plan files in, the deployment as text out.

use bucketlint::frontends::plan::Plan;
use bucketlint::source::{Disk, Memory};

use super::dump::dump;
use super::links::verdicts;
use super::run::run_by;

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            let found = dump(&Plan, &Disk, &format!("tests/data/plan/{name}"));
            insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("plan@{name}"), found);
            });
        }
    )*};
}

cases!(links, code);

fn dump_text(text: &str) -> String {
    dump(&Plan, &Memory::new([("plan.json", text)]), ".")
}

#[test]
fn passes_over_json_that_is_no_plan() {
    for text in ["", "{", "[]", "{\"resources\": {\"planned_values\": {}}}", "{\"a\": \"planned_values\"}"] {
        assert_eq!(dump_text(text), "", "{text}");
    }
}

#[test]
fn says_where_a_plan_does_not_parse() {
    let out = dump_text("{\"planned_values\":\n  {\"root_module\": {\"resources\": [{]}}}");
    assert_eq!(out, "parse: this is not the JSON of a plan: key must be a string @plan.json:2:35\n");
    let out = dump_text("{\"planned_values\": {\"root_module\": {\"resources\": 1}}}");
    assert!(out.starts_with("parse: this is not the JSON of a plan: invalid type"), "{out}");
    let deep = format!("{{\"planned_values\": {{\"root_module\": {}", "{\"child_modules\": [".repeat(10_000));
    assert!(dump_text(&deep).starts_with("limit: "));
}

/// Of modules that nest too deep those above them are judged, and what these may do to them is open.
#[test]
fn what_nests_too_deep_in_a_plan_takes_nothing_else_along() {
    let module = |at: usize, inner: &str| {
        let address = "module.m.".repeat(at);
        let values = "{\"bucket\": \"b\", \"versioning\": [{\"enabled\": true}], \"logging\": []}";
        format!(
            "{{\"resources\": [{{\"address\": \"{address}aws_s3_bucket.b\", \"values\": {values}}}], \"child_modules\": [{inner}]}}"
        )
    };
    let of = |depth: usize, rule: &str| {
        let root = (0..depth).rev().fold(String::new(), |inner, at| module(at, &inner));
        let text = format!("{{\"planned_values\": {{\"root_module\": {root}}}}}");
        verdicts(&Memory::new([("plan.json", text)]), ".", rule)
    };
    let rows = |text: &str, verdict: &str| text.lines().filter(|line| line.contains(verdict)).count();
    let versioning = |depth: usize| rows(&of(depth, "s3-bucket-versioning-enabled"), " COMPLIANT");
    assert_eq!([40, 90].map(versioning), [40, 45]);
    let blocks = |depth: usize| of(depth, "s3-bucket-level-public-access-prohibited");
    assert_eq!(rows(&blocks(40), "NON_COMPLIANT"), 40);
    assert_eq!(rows(&blocks(90), "INSUFFICIENT_DATA"), 45, "{}", blocks(90));
}

#[test]
fn reads_what_changes_leave_behind_where_there_are_no_planned_values() {
    let change = |name: &str, actions: &str, after: &str| {
        format!(
            "{{\"address\": \"aws_s3_bucket.{name}\", \"change\": {{\"actions\": [{actions}], \"after\": {after}}}}}"
        )
    };
    let text = format!(
        "\u{feff}{{\"resource_changes\": [{}, {}, {}]}}",
        change("made", "\"create\"", "{\"bucket\": \"é\"}"),
        change("gone", "\"delete\"", "null"),
        change("replaced", "\"delete\", \"create\"", "{\"bucket\": \"r\"}"),
    );
    let out = dump_text(&text);
    assert!(out.contains("aws_s3_bucket.made AWS::S3::Bucket @plan.json:1:36\n  names: é,"), "{out}");
    assert!(out.contains("aws_s3_bucket.replaced") && !out.contains("gone"), "{out}");
}

#[test]
fn says_what_a_later_plan_decides() {
    let deferred = |address: &str| {
        format!(
            "{{\"reason\": \"x\", \"resource_change\": {{\"address\": \"{address}\", \"change\": {{\"actions\": [\"create\"]}}}}}}"
        )
    };
    let all =
        ["module.m[*].aws_s3_bucket.later", "aws_instance.other", "data.aws_s3_bucket.read"].map(deferred).join(", ");
    let out = dump_text(&format!("{{\"planned_values\": {{}}, \"errored\": true, \"deferred_changes\": [{all}]}}"));
    let first = "note: `module.m[*].aws_s3_bucket.later` is deferred to a later plan @plan.json:1:";
    assert!(out.starts_with(first), "{out}");
    assert!(out.ends_with("note: Terraform met an error while it made this plan @plan.json:1:1\n"), "{out}");
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn follows_no_circle() {
    let document = |name: &str, other: &str| {
        format!(
            "{{\"address\": \"data.aws_iam_policy_document.{name}\", \"expressions\": {{\"source_policy_documents\": \
             {{\"references\": [\"data.aws_iam_policy_document.{other}.json\"]}}}}}}"
        )
    };
    let unknown = "{\"source_policy_documents\": [true]}";
    let change = |address: &str, unknown: &str| {
        format!(
            "{{\"address\": \"{address}\", \"change\": {{\"actions\": [\"create\"], \"after\": {{}}, \"after_unknown\": {unknown}}}}}"
        )
    };
    let text = format!(
        "{{\"resource_changes\": [{}, {}, {}], \"configuration\": {{\"root_module\": {{\"resources\": [{}, {}, {}]}}}}}}",
        change("data.aws_iam_policy_document.a", unknown),
        change("data.aws_iam_policy_document.b", unknown),
        change("aws_s3_bucket_policy.p", "{\"bucket\": true, \"policy\": true}"),
        document("a", "b"),
        document("b", "a"),
        "{\"address\": \"aws_s3_bucket_policy.p\", \"expressions\": {\"bucket\": {\"references\": [\"aws_s3_bucket_policy.p.id\"]}, \
         \"policy\": {\"references\": [\"data.aws_iam_policy_document.a.json\"]}}}",
    );
    let out = dump_text(&text);
    assert!(out.contains("Bucket: ?aws_s3_bucket_policy.p.bucket (is known only after apply)"), "{out}");
    assert!(out.contains("PolicyDocument: json"), "{out}");
}

#[test]
fn a_plan_beside_its_code_is_reported_once() {
    let found = verdicts(&Disk, "tests/data/plan/code", "s3-bucket-versioning-enabled");
    assert_eq!(found, "aws_s3_bucket.site NON_COMPLIANT\nmodule.store[\"x\"].aws_s3_bucket.this NON_COMPLIANT",);
}

#[test]
fn references_that_double_end() {
    let mut module = "{}".to_owned();
    for _ in 0..40 {
        let both = "{\"references\": [\"var.a\", \"var.b\"]}";
        module = format!(
            "{{\"module_calls\": {{\"m\": {{\"expressions\": {{\"a\": {both}, \"b\": {both}}}, \"module\": {module}}}}}}}"
        );
    }
    let policy =
        "{\"address\": \"aws_s3_bucket_policy.p\", \"expressions\": {\"bucket\": {\"references\": [\"var.a\"]}}}";
    let module = module.replacen("{}", &format!("{{\"resources\": [{policy}]}}"), 1);
    let address = format!("{}aws_s3_bucket_policy.p", "module.m.".repeat(40));
    let text = format!(
        "{{\"resource_changes\": [{{\"address\": \"{address}\", \"change\": {{\"actions\": [\"create\"], \"after\": {{}}, \
         \"after_unknown\": {{\"bucket\": true}}}}}}], \"configuration\": {{\"root_module\": {module}}}}}"
    );
    let out = dump_text(&text);
    assert!(out.contains("limit: following the references") && out.contains("aws_s3_bucket_policy.p AWS::S3"), "{out}");
}

#[test]
fn the_code_of_a_plan_is_looked_for_near_it() {
    let plan = "{\"resource_changes\": [{\"address\": \"aws_s3_bucket.b\", \"change\": {\"actions\": [\"create\"], \
         \"after\": {\"bucket\": \"b\"}, \"after_unknown\": {}}}], \"configuration\": {\"root_module\": {\"resources\": \
         [{\"address\": \"aws_s3_bucket.b\", \"expressions\": {}}]}}}";
    let declared_in = |code: &str, plan_at: &str| {
        let fs = Memory::new([(code, "resource \"aws_s3_bucket\" \"b\" {}"), (plan_at, plan)]);
        let found = run_by(&fs, plan_at, &["s3-bucket-versioning-enabled"]);
        let row = found.evaluations.first().unwrap();
        found.sources.file(row.declared.file).unwrap().name().to_owned()
    };
    assert_eq!(declared_in("main.tf", "a/b/c/plan.json"), "main.tf");
    assert_eq!(declared_in("main.tf", "a/b/c/d/plan.json"), "a/b/c/d/plan.json");
    assert_eq!(declared_in("a/b/c/main.tf", "plan.json"), "a/b/c/main.tf");
    assert_eq!(declared_in("a/b/c/d/main.tf", "plan.json"), "plan.json");
}
