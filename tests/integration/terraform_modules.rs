//! Terraform modules that call each other, and the files that make a module: folders in, the deployment as text out.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use bucketlint::finding::Compliance;
use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Input, Inputs, Workspace};
use bucketlint::source::{Disk, Library, Memory, Span, discover};

use super::dump::{dump, dump_with};
use super::run::run_by;

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            let found = dump(&Terraform, &Disk, &format!("tests/data/terraform_modules/{name}"));
            insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("terraform_modules@{name}"), found);
            });
        }
    )*};
}

cases!(blocks, broken, calls, circle, registry, json, overrides, values, files, refused);

/// The rules by which the folders of `terraform_style` are judged. A rule that is added elsewhere changes none of their snapshots.
const STYLE_RULES: [&str; 10] = [
    "cmk-backing-key-rotation-enabled",
    "kms-key-policy-no-public-access",
    "s3-bucket-acl-prohibited",
    "s3-bucket-level-public-access-prohibited",
    "s3-bucket-logging-enabled",
    "s3-bucket-public-read-prohibited",
    "s3-bucket-public-write-prohibited",
    "s3-bucket-server-side-encryption-enabled",
    "s3-bucket-ssl-requests-only",
    "s3-bucket-versioning-enabled",
];

/// What these rules say of a folder of `terraform_style`: modules written as the large public ones are, and callers of them.
fn judged(name: &str) -> String {
    let analysis = run_by(&Disk, format!("tests/data/terraform_style/{name}"), &STYLE_RULES);
    let mut out = String::new();
    let place = |span: Option<Span>| {
        span.map_or(String::new(), |span| {
            let line = analysis.sources.file(span.file).unwrap().position(span.range().start).line;
            format!("{}:{line}", analysis.sources.name(span.file).trim_start_matches("tests/data/terraform_style/"))
        })
    };
    for it in &analysis.evaluations {
        writeln!(out, "{} {} {} @{}", it.resource, it.rule.name, it.compliance, place(it.primary.span)).unwrap();
        if matches!(it.compliance, Compliance::NonCompliant | Compliance::InsufficientData) {
            writeln!(out, "  {}", it.message).unwrap();
            it.related.iter().for_each(|it| writeln!(out, "  {} @{}", it.message, place(it.span)).unwrap());
            it.unresolved.iter().for_each(|it| writeln!(out, "  ? {} {}", it.expression, it.reason).unwrap());
        }
    }
    for problem in &analysis.problems {
        writeln!(out, "{}: {} @{}", problem.kind.as_str(), problem.message, place(problem.span)).unwrap();
    }
    out
}

macro_rules! styles {
    ($($test:ident: $name:literal),* $(,)?) => {$(
        #[test]
        fn $test() {
            insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(concat!("terraform_style@", $name), judged($name));
            });
        }
    )*};
}

styles!(
    a_large_module_that_is_called_well: "good",
    a_large_module_that_is_called_badly: "bad",
    a_large_module_whose_caller_leaves_much_open: "open",
    a_module_that_is_named_and_switched_by_labels: "label",
    a_module_that_takes_one_object_for_each_bucket: "objects",
    a_module_for_version_3_of_the_provider: "legacy",
    buckets_that_are_files_of_yaml: "factory",
    buckets_on_conditions_that_rule_others_out: "stages"
);

/// The deployment of files in memory.
fn memory(files: &[(&str, &str)]) -> String {
    dump(&Terraform, &Memory::new(files.iter().copied()), ".")
}

/// A module that makes a bucket of a name.
const BUCKET: &str = "variable \"name\" {}\nresource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n}\n";

#[test]
fn reads_what_init_has_installed() {
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
        {"Key":"logs","Source":"registry.terraform.io/x/y/aws","Dir":".terraform/modules/logs"},
        {"Key":"logs.inner","Source":"git::x","Dir":".terraform/modules/logs.inner/sub"}]}"#;
    let inner = "module \"inner\" {\n  source = \"git::x\"\n  name = \"inner\"\n}\n";
    let out = memory(&[
        ("live/main.tf", "module \"logs\" {\n  source = \"x/y/aws\"\n  name = \"logs\"\n}\n"),
        ("live/.terraform/modules/modules.json", manifest),
        ("live/.terraform/modules/logs/m.tf", &format!("{BUCKET}{inner}")),
        ("live/.terraform/modules/logs.inner/sub/m.tf", BUCKET),
    ]);
    assert!(out.contains("module.logs.aws_s3_bucket.this AWS::S3::Bucket"), "{out}");
    assert!(out.contains("module.logs.module.inner.aws_s3_bucket.this AWS::S3::Bucket"), "{out}");
    assert!(!out.contains("note:"), "{out}");
}

#[test]
fn a_called_module_is_judged_through_its_callers() {
    let files = [
        ("modules/b/main.tf", BUCKET),
        ("one/main.tf", "module \"b\" {\n  source = \"../modules/b\"\n  name = \"one\"\n}\n"),
        ("two/main.tf", "module \"b\" { source = \"../modules/b\" }\n"),
    ];
    let out = memory(&files);
    let addresses: Vec<_> = out.lines().filter(|line| line.contains("AWS::S3::Bucket")).collect();
    assert_eq!(addresses.len(), 2, "{out}");
    assert!(out.contains("?module.b.var.name (has no default and is not set where it is called)"), "{out}");
    let alone = dump(&Terraform, &Memory::new(files), "modules");
    assert!(alone.starts_with("aws_s3_bucket.this AWS::S3::Bucket"), "{alone}");
    let one = dump(&Terraform, &Memory::new(files), "one");
    assert!(one.contains("module.b.aws_s3_bucket.this") && one.contains("names: one,"), "{one}");
}

#[test]
fn modules_that_only_call_each_other_are_not_lost() {
    let call = |to: &str| format!("{BUCKET}module \"m\" {{\n  source = \"../{to}\"\n  name = \"x\"\n}}\n");
    let out = memory(&[("a/main.tf", &call("b")), ("b/main.tf", &call("a"))]);
    assert!(out.contains("aws_s3_bucket.this AWS") && out.contains("module.m.aws_s3_bucket.this AWS"), "{out}");
    assert_eq!(out.matches("modules call each other in a circle").count(), 1, "{out}");
}

#[test]
fn a_tofu_file_stands_in_for_its_namesake() {
    let bucket = |name: &str| BUCKET.replace("var.name", &format!("\"{name}\""));
    let out = memory(&[
        ("main.tf", &bucket("terraform")),
        ("main.tofu", &bucket("tofu")),
        ("x.tftest.hcl", "?"),
        (".terraform.lock.hcl", "?"),
    ]);
    assert!(out.contains("names: tofu,") && !out.contains("terraform"), "{out}");
}

#[test]
fn the_command_line_has_the_last_word() {
    let inputs = |variables: Vec<Input>| Inputs { variables, ..Inputs::default() };
    let value = |name: &str, text: &str| Input::Value(name.to_owned(), text.to_owned());
    let file = Input::File("tests/data/terraform_modules/values/given.tfvars".into());
    let dump = |variables| dump_with(&Terraform, &Disk, "tests/data/terraform_modules/values", &inputs(variables));
    let out = dump(vec![value("d", "[\"x\", 1, -2]"), value("a", "[1]"), value("f", "typed"), file.clone()]);
    assert!(out.contains("names: [1]-json-auto json-x+1+-2-b-file,"), "{out}");
    let out = dump(vec![file, value("f", "typed"), value("d", "nothing")]);
    assert!(out.contains("-typed,"), "{out}");
    assert!(out.contains("configuration: what `--var` gives for `d` is not a value of its type"), "{out}");
    let out = dump(vec![Input::File("tests/data/terraform_modules/values/gone.tfvars".into())]);
    assert!(out.contains("read: does not exist"), "{out}");
}

#[test]
fn a_value_for_no_variable_is_a_problem() {
    let fs = Memory::new([("a/main.tf", BUCKET), ("b/main.tf", "variable \"other\" {}\n")]);
    let sources = discover(&fs, &[".".into()], &|path| Terraform.wants(path)).sources;
    let library = Library::new(&fs, &sources, &[]);
    let value = |name: &str| Input::Value(name.to_owned(), String::new());
    let inputs = Inputs { variables: vec![value("name"), value("other"), value("third")], ..Inputs::default() };
    let units = Terraform.units(&library, &BTreeSet::new());
    let problems = Terraform.check_inputs(&Workspace::new(&library, &inputs), &units);
    let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["`--var` gives a value for `third`, and no root module declares such a variable"]);
}

/// A bucket that stands beside something hostile and is read all the same.
const GOOD: &str = "resource \"aws_s3_bucket\" \"good\" {\n  bucket = \"good\"\n}\n";

/// That hostile files end with a diagnostic, and what stands beside them is read.
fn ends(files: &[(&str, &str)], diagnostic: &str) {
    let good = ("good.tf", GOOD);
    let out = memory(&[files, &[good]].concat());
    assert!(out.contains("names: good,"), "{}", out.get(..2_000).unwrap_or(&out));
    assert!(out.contains(diagnostic), "{}", out.get(out.len().saturating_sub(2_000)..).unwrap_or(&out));
}

#[test]
fn bounds_what_ranges_and_products_may_grow_to() {
    let bucket = "resource \"aws_s3_bucket\" \"many\" {\n  bucket = length(local.bomb)\n}\n";
    for bomb in [
        "[for a in range(1000000) : [for b in range(1000000) : [for c in range(1000000) : c]]]",
        "setproduct(range(10000), range(10000), range(10000))",
        "flatten([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : {a = a, b = b}]]])",
        "join(\",\", [for a in range(100000) : join(\",\", range(100000))])",
        "{for a in range(1000000) : a => {for b in range(1000000) : b => a}}",
    ] {
        let text = format!("locals {{\n  bomb = {bomb}\n}}\n{bucket}");
        let out = memory(&[("main.tf", &text), ("good.tf", GOOD)]);
        assert!(out.contains("names: good,") && out.contains("BucketName: ?"), "{bomb}: {out}");
    }
}

#[test]
fn bounds_modules_that_multiply() {
    let call = |at: usize, name: &str| format!("module \"{name}\" {{\n  source = \"../m{at}\"\n  count = 100\n}}\n");
    let mut files = vec![("main.tf".to_owned(), call(0, "top").replace("../", "./"))];
    for at in 0..10 {
        let text = format!("{}{}{GOOD}", call(at + 1, "a"), call(at + 1, "b")).replace("\"good\"", "\"x\"");
        files.push((format!("m{at}/m.tf"), text));
    }
    files.push(("m10/m.tf".to_owned(), String::new()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    ends(&files, "limit: there are more than");
}

#[test]
fn bounds_how_deep_modules_call_each_other() {
    let text = |at: usize| {
        format!(
            "variable \"v\" {{}}\nmodule \"m\" {{\n  source = \"../m{at}\"\n  v = [upper(var.v), \"${{var.v}}-\"][1]\n}}\nresource \"aws_s3_bucket\" \"b\" {{\n  bucket = var.v\n}}\n"
        )
    };
    let mut files: Vec<_> = (0..500).map(|at| (format!("m{at}/m.tf"), text(at + 1))).collect();
    files.push(("main.tf".to_owned(), "module \"m\" {\n  source = \"./m0\"\n  v = \"start\"\n}\n".to_owned()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    ends(&files, "limit: modules call each other more than 24 deep");
}

#[test]
fn bounds_circles_of_values_through_modules() {
    let child = "variable \"v\" {}\noutput \"v\" {\n  value = [var.v]\n}\n";
    let root = "module \"m\" {\n  source = \"./m\"\n  for_each = toset(module.m[\"a\"].v)\n  v = local.a\n}\nlocals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_s3_bucket\" \"c\" {\n  count = length(aws_s3_bucket.c)\n}\n";
    ends(&[("main.tf", root), ("m/m.tf", child)], "invalid: `module.m` refers to itself");
    ends(&[("main.tf", root), ("m/m.tf", child)], "invalid: `aws_s3_bucket.c` refers to itself");
}

#[test]
fn a_module_that_is_called_a_thousand_times_is_read_once() {
    let mut root = String::new();
    for at in 0..1_000 {
        writeln!(root, "module \"m{at}\" {{\n  source = \"./m\"\n  name = \"n{at}\"\n}}").unwrap();
    }
    let out = memory(&[("main.tf", &root), ("m/m.tf", BUCKET)]);
    assert_eq!(out.matches("AWS::S3::Bucket").count(), 1_000);
    assert!(!out.contains("limit:"), "{}", out.len());
}

#[test]
fn a_large_map_is_not_copied_for_each_of_its_entries() {
    let mut root = String::from("variable \"all\" {\n  default = {\n");
    for at in 0..900 {
        writeln!(root, "    k{at} = {{ name = \"n{at}\", tags = {{ a = \"1\", b = \"2\", c = \"3\" }} }}").unwrap();
    }
    root.push_str(
        "  }\n}\nmodule \"m\" {\n  source = \"./m\"\n  for_each = var.all\n  name = var.all[each.key].name\n}\n",
    );
    let out = memory(&[("main.tf", &root), ("m/m.tf", BUCKET)]);
    assert_eq!(out.matches("AWS::S3::Bucket").count(), 900);
    assert!(!out.contains("limit:"), "{}", out.len());
}

/// What an override that does not parse is laid over: the override, and what is decided of `a`, of `b` and of the local.
const BROKEN_OVERRIDES: [(&str, &str, [&str; 3]); 7] = [
    ("override.tf", "# nothing", ["COMPLIANT", "COMPLIANT", "COMPLIANT"]),
    (
        "override.tf",
        "resource \"aws_s3_bucket_versioning\" \"a\" {\n  versioning_configuration {\n    status =\n  }\n}",
        ["INSUFFICIENT_DATA", "COMPLIANT", "COMPLIANT"],
    ),
    ("x_override.tf", "resource \"aws_s3_bucket\" \"b\" {\n  tags = {\n}", ["COMPLIANT", "COMPLIANT", "COMPLIANT"]),
    ("override.tf", "variable \"status\" {\n  default =\n}", ["COMPLIANT", "INSUFFICIENT_DATA", "COMPLIANT"]),
    ("override.tf", "locals {\n  status =\n}", ["COMPLIANT", "COMPLIANT", "INSUFFICIENT_DATA"]),
    ("override.tf", "}", ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]),
    (
        "x_override.tf.json",
        "{\"resource\": {\"aws_s3_bucket\": {\"a\": {",
        ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"],
    ),
];

#[test]
fn an_override_that_does_not_parse_may_say_anything() {
    let code = [("a", "\"Enabled\""), ("b", "var.status"), ("c", "local.status")].map(|(name, status)| {
        format!(
            "resource \"aws_s3_bucket\" \"{name}\" {{\n  bucket = \"{name}\"\n}}\n\
             resource \"aws_s3_bucket_versioning\" \"{name}\" {{\n  bucket = aws_s3_bucket.{name}.id\n  \
             versioning_configuration {{\n    status = {status}\n  }}\n}}\n"
        )
    });
    let values = "variable \"status\" {\n  default = \"Enabled\"\n}\nlocals {\n  status = \"Enabled\"\n}\n";
    let code = code.concat() + values;
    for (name, text, expected) in BROKEN_OVERRIDES {
        let fs = Memory::new([("main.tf", code.as_str()), (name, text)]);
        let analysis = run_by(&fs, ".", &["s3-bucket-versioning-enabled"]);
        let of = |bucket: &str| {
            let address = format!("aws_s3_bucket.{bucket}");
            let mut rows = analysis.evaluations.iter().filter(|it| *it.resource == *address);
            rows.next().map_or("no row", |it| it.compliance.as_str())
        };
        assert_eq!(["a", "b", "c"].map(of), expected, "{text}\n{:#?}", analysis.problems);
        let unparsed = usize::from(!text.starts_with('#'));
        assert_eq!(analysis.problems.len(), unparsed, "{text}\n{:#?}", analysis.problems);
    }
}
