//! Terraform modules that call each other, and the files that make a module: folders in, the deployment as text out.

use std::collections::BTreeSet;

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Input, Inputs, Workspace};
use bucketlint::source::{Disk, Library, Memory, discover};

use super::dump::{dump, dump_with};

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

cases!(calls, circle, registry, json, overrides, values, files);

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
    assert!(out.contains("?var.name (has no default and is not set where it is called)"), "{out}");
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
    let problems = Terraform.check_inputs(&Workspace { library: &library, inputs: &inputs }, &units);
    let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["`--var` gives a value for `third`, and no root module declares such a variable"]);
}
