//! Terraform: modules in, the deployment as text out.
//!
//! Each folder of `tests/data/terraform` is a module. Its deployment and its problems are printed with the place of every
//! value, and held against a snapshot.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use bucketlint::frontends::Frontend;
use bucketlint::frontends::terraform::Terraform;
use bucketlint::source::{Disk, Library, Memory, discover};

use super::dump::dump;

/// The deployment of one file.
fn dump_text(text: &str) -> String {
    dump(&Terraform, &Memory::new([("main.tf", text)]), ".")
}

fn case(name: &str) -> String {
    dump(&Terraform, &Disk, &format!("tests/data/terraform/{name}"))
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("terraform@{name}"), case(name));
            });
        }
    )*};
}

cases!(
    split,
    inline,
    references,
    values,
    heredoc,
    jsonencode,
    policy_document,
    policy_document_merge,
    resources,
    data_sources,
    providers,
    conditionals,
    count,
    absent,
    for_each,
    broken,
    unknowns,
    circle,
    dynamic,
    keys,
    functions,
    constraints,
    attributes_as_blocks,
    module_style
);

/// A bucket that stands beside something hostile and is read all the same.
const GOOD: &str = "resource \"aws_s3_bucket\" \"good\" {\n  bucket = \"good\"\n}\n";

#[test]
fn bounds_the_depth_of_syntax() {
    let deep = format!("locals {{\n  a = {}1{}\n}}\n{GOOD}", "[".repeat(10_000), "]".repeat(10_000));
    let out = dump_text(&deep);
    assert!(out.contains("names: good,"), "{out}");
    assert!(out.contains("limit: this is nested deeper than is read"), "{out}");
}

#[test]
fn bounds_the_depth_of_references() {
    let mut text = String::from("locals {\n  l0 = \"x\"\n");
    for at in 1..5_000 {
        writeln!(text, "  l{at} = [local.l{}]", at - 1).unwrap();
    }
    writeln!(text, "}}\n{GOOD}resource \"aws_s3_bucket\" \"deep\" {{\n  bucket = local.l4999\n}}").unwrap();
    let out = dump_text(&text);
    assert!(out.contains("names: good,") && out.contains("limit: evaluating this module"), "{out}");
}

#[test]
fn survives_long_ways_through_every_form() {
    let forms = [
        "\"${local.P}-\"",
        "<<EOT\n%{ if true }${local.P}%{ endif }%{ for x in [1] }${local.P}%{ endfor }\nEOT",
        "try(merge({ a = [for x in [local.P] : x if true][0] }, {}).a, \"x\")",
        "true ? { for k, v in { a = local.P } : k => v }.a : null",
        "((((((((((local.P))))))))))",
        "[[[[[[[[[[local.P]]]]]]]]]][0][0]",
        "jsonencode(jsonencode(local.P))",
        "var.open ? local.P : \"x\"",
        "upper(var.open)== local.P",
    ];
    for form in forms {
        let mut text = String::from("variable \"open\" {}\nlocals {\n  l0 = var.open\n");
        for at in 1..200 {
            writeln!(text, "  l{at} = {}", form.replace('P', &format!("l{}", at - 1))).unwrap();
        }
        writeln!(text, "}}\n{GOOD}resource \"aws_s3_bucket\" \"far\" {{\n  bucket = local.l199\n}}").unwrap();
        assert!(dump_text(&text).contains("names: good,"), "{form}");
    }
}

#[test]
fn takes_traversals_of_any_length() {
    let roots = [
        "var.open",
        "local.open",
        "local.known",
        "local.none",
        "(var.open ? var.open : {})",
        "lower(var.open)",
        "data.aws_x.open[0]",
        "aws_x.none",
        "module.none",
        "try(local.known[\"a\"], var.open)",
    ];
    let steps = [".a", "[0]", "[\"a\"]", "[var.open]", "[var.open ? 0 : 1]", ".0", ".*", "[*]", "[*].a"];
    for (root, step) in roots.into_iter().flat_map(|root| steps.map(|step| (root, step))) {
        let declared = "variable \"open\" {}\ndata \"aws_x\" \"open\" {\n  count = var.open\n}\n";
        let locals = "locals {\n  open = var.open\n  known = \"x\"\n}\n";
        // What stands on an open index is compared with all that went before: that long after one root, not after each.
        let length = if step.contains("var.open") && root != "var.open" { 400 } else { 1_500 };
        let long = format!("resource \"aws_s3_bucket\" \"long\" {{\n  bucket = {root}{}\n}}\n", step.repeat(length));
        let out = dump_text(&format!("{declared}{locals}{GOOD}{long}"));
        assert!(out.contains("names: good,"), "{root}{step}");
    }
    let long =
        format!("resource \"aws_s3_bucket\" \"long\" {{\n  bucket = try({} \"long\")\n}}\n", "{}.a, ".repeat(3_000));
    assert!(dump_text(&long).contains("names: long,"));
}

#[test]
fn bounds_the_size_of_values() {
    for (first, next) in [("[1]", "[local.P, local.P]"), ("\"xxxxxxxx\"", "\"${local.P}${local.P}\"")] {
        let mut text = format!("locals {{\n  l0 = {first}\n");
        for at in 1..90 {
            writeln!(text, "  l{at} = {}", next.replace('P', &format!("l{}", at - 1))).unwrap();
        }
        writeln!(text, "}}\n{GOOD}resource \"aws_s3_bucket\" \"large\" {{\n  bucket = local.l89\n}}").unwrap();
        let out = dump_text(&text);
        assert!(out.contains("names: good,") && out.contains("limit: evaluating this module"), "{out}");
    }
}

#[test]
fn bounds_the_number_of_instances() {
    let out = dump_text("resource \"aws_s3_bucket\" \"many\" {\n  count = 1000000000\n}\n");
    assert!(out.contains("limit: this block has more than 1000 instances"), "{}", out.len());
}

#[test]
fn reads_past_a_byte_order_mark_and_bytes_that_are_not_utf8() {
    let bytes = [b"\xef\xbb\xbf# Stra\xdfe\n".as_slice(), GOOD.as_bytes()].concat();
    let fs = Memory::new([("main.tf", bytes)]);
    let out = dump(&Terraform, &fs, ".");
    assert!(out.contains("BucketName: \"good\" @3:12"), "{out}");
    assert!(out.contains("parse: the file is not valid UTF-8 from here @1:8"), "{out}");
}

#[test]
fn reads_an_empty_file_and_passes_over_values_alone() {
    let fs = Memory::new([("a/main.tf", ""), ("b/terraform.tfvars", "x = 1"), ("a/x.tftest.hcl", "?")]);
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
    let units = Terraform.units(&Library::new(&fs, &sources, &[]), &BTreeSet::new());
    let names: Vec<_> = units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, ["a"]);
    assert_eq!(dump(&Terraform, &fs, "."), "");
}
