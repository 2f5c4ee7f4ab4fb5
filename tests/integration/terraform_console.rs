//! The evaluator against Terraform itself: what `terraform console` answers to an expression is what we make of it.
//!
//! `tests/record_console.py` says how the answers were recorded and how the files are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Inputs, Workspace};
use bucketlint::source::{Library, Memory, discover};

const FOLDER: &str = "tests/data/terraform/console";

/// What the evaluator makes of an expression, written as the recorded answers are.
fn answer(declarations: &str, expression: &str) -> String {
    let text = format!(
        "{declarations}\nresource \"aws_s3_bucket\" \"a\" {{\n  bucket = try(\"=${{jsonencode({expression})}}\", \"!\")\n}}\n"
    );
    let mut files = vec![("main.tf".to_owned(), text.into_bytes())];
    for name in ["a.txt", "broken.tftpl", "list.tftpl", "only.tftpl", "policy.json", "sub/b.txt"] {
        files.push((format!("files/{name}"), std::fs::read(format!("{FOLDER}/files/{name}")).unwrap()));
    }
    let fs = Memory::new(files);
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
    let library = Library::new(&fs, &sources, &[PathBuf::from(".")]);
    let unit = Terraform.units(&library, &BTreeSet::new()).pop().unwrap();
    let loaded = Terraform.load(&Workspace::new(&library, &Inputs::default()), &unit);
    let bucket = loaded.deployment.resources.first();
    match bucket.and_then(|bucket| bucket.properties.get("BucketName")?.to_text()) {
        Some(text) => text.as_str().map_or("?", |known| known.strip_prefix('=').unwrap_or(known)).to_owned(),
        // A choice: what it is depends on what is not known.
        None if bucket.is_some_and(|bucket| bucket.properties.get("BucketName").is_some()) => "?".to_owned(),
        // What does not parse is no value at all.
        None => "!".to_owned(),
    }
}

fn answer_to(file: &str, row: &str) -> String {
    let row = row.replace('⏎', "\n");
    if file != "constraints.txt" {
        return answer(include_str!("../data/terraform/console/declarations.tf"), &row);
    }
    let (kind, value) = row.split_once(" ⇐ ").unwrap();
    answer(&format!("variable \"v\" {{\n  type = {kind}\n  default = {value}\n}}"), "var.v")
}

#[test]
fn agrees_with_terraform_console() {
    let folder = PathBuf::from(FOLDER);
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    files.sort();
    let (mut rows, mut differences) = (0, String::new());
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (row, wanted) = line.split_once('\t').unwrap();
            let (differs, row) = row.strip_prefix("≠ ").map_or((false, row), |rest| (true, rest));
            let found = answer_to(&file, row);
            if (found == wanted) == differs {
                writeln!(differences, "{file}:{}: {row}\n  ours {found}\n  terraform {wanted}", at + 1).unwrap();
            }
            rows += 1;
        }
    }
    assert!(
        rows > 600 && differences.is_empty(),
        "{} of {rows} differ:\n{differences}",
        differences.lines().count() / 3
    );
}

#[test]
fn agrees_with_what_is_documented_of_other_functions() {
    let text = include_str!("../data/terraform/documented.txt");
    let mut differences = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (expression, wanted) = line.split_once('\t').unwrap();
        let found = answer("", expression);
        if found != wanted {
            differences.push(format!("{expression}: {found}, not {wanted}"));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

/// What would take long or grow without bound, were it not bounded.
#[test]
fn bounds_the_work_of_functions() {
    let declarations =
        "locals {\n  many = range(1024)\n  wide = format(\"%1000s\", \"\")\n  long = join(local.wide, range(300))\n}";
    let calls = [
        "join(local.long, local.many)",
        "formatlist(\"${local.long}%s\", local.many)",
        "replace(local.long, \" \", local.long)",
        "replace(local.long, \"/ ?/\", \"$0$0$0$0\")",
        "regexall(\"(a{0,30}){0,30}$\", local.wide)",
        "[for x in local.many : [for y in local.many : regex(\"((a?){30}){30}\", local.wide)]]",
        "regexall(\"((a?)(b?)(c?)(d?)(e?)){50}\", local.wide)",
        "regex(\"((((a{1000}){1000}){1000}){1000})\", \"a\")",
        "setproduct(local.many, local.many, local.many)",
        "indent(1000000000, local.long)",
        "format(\"%999999999d\", 1)",
        "format(\"%.999999999f\", 1)",
        "split(\"\", local.long)",
        "transpose({ (local.long) = local.many })",
        "csvdecode(\"${local.wide}x\\n${join(\"\\n\", local.many)}\")",
        "yamldecode(\"a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\")",
        "yamldecode(\"${join(\"\", [for x in local.many : \"[\"])}\")",
        "jsondecode(\"${join(\"\", [for x in local.many : \"[\"])}\")",
        "1e999999999",
        "1e-999999999",
        "tonumber(\"1e1000\") * tonumber(\"1e1000\")",
        "parseint(local.long, 36)",
        "pow(10, 308) * pow(10, 308)",
        "chunklist(local.many, 1e300)",
        "substr(local.long, -1e18, 1e18)",
        "cidrhost(\"::/0\", 1e38)",
        "cidrsubnet(\"::/0\", 128, 1e38)",
        "timeadd(\"9999-12-31T23:59:59Z\", \"2562047h\")",
        "templatestring(local.long, {})",
    ];
    // Each ends: without its bound it would take hours, or all memory.
    for call in calls {
        answer(declarations, call);
    }
}
