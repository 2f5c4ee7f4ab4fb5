//! CloudFormation: templates in, the deployment as text out.
//!
//! Each file of `tests/data/cloudformation` is a template. Its deployment and its problems are printed with the place of
//! every value, and held against a snapshot.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use bucketlint::frontends::cloudformation::CloudFormation;
use bucketlint::frontends::{Frontend, Inputs, Loaded, Workspace};
use bucketlint::source::{Disk, Library, Memory, discover};

use super::dump::dump;

/// The names of the units among these files.
fn units(files: &[(&str, &str)]) -> Vec<String> {
    let fs = Memory::new(files.iter().map(|(path, text)| (*path, *text)));
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| CloudFormation.wants(path)).sources;
    let units = CloudFormation.units(&Library::new(&fs, &sources, &[]), &BTreeSet::new());
    units.into_iter().map(|unit| unit.name).collect()
}

/// What one unit of these files says.
pub(super) fn load(files: &[(&str, &str)]) -> Loaded {
    load_with(files, &Inputs::default())
}

/// The same with values that the user gives.
pub(super) fn load_with(files: &[(&str, &str)], inputs: &Inputs) -> Loaded {
    let fs = Memory::new(files.iter().map(|(path, text)| (*path, *text)));
    let paths = [PathBuf::from(".")];
    let sources = discover(&fs, &paths, &|path| CloudFormation.wants(path)).sources;
    let library = Library::new(&fs, &sources, &paths);
    let workspace = Workspace::new(&library, inputs);
    let units = CloudFormation.units(&library, &BTreeSet::new());
    let mut all = Loaded { problems: CloudFormation.check_inputs(&workspace, &units), ..Loaded::default() };
    for unit in units {
        let loaded = CloudFormation.load(&workspace, &unit);
        all.deployment.resources.extend(loaded.deployment.resources);
        all.problems.extend(loaded.problems);
    }
    all
}

/// The deployment of one template.
fn dump_text(text: &str) -> String {
    dump(&CloudFormation, &Memory::new([("template.yaml", text)]), ".")
}

fn case(name: &str) -> String {
    dump(&CloudFormation, &Disk, &format!("tests/data/cloudformation/{name}"))
}

pub(super) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(format!("cloudformation@{name}"), text);
    });
}

#[test]
fn yaml() {
    snapshot("yaml", &case("template.yaml"));
}

#[test]
fn json() {
    snapshot("json", &case("template.json"));
}

/// A bucket that stands beside something hostile and is read all the same.
const GOOD: &str = "Resources:\n  Good:\n    Type: AWS::S3::Bucket\n    Properties: { BucketName: good }\n";

#[test]
fn only_what_says_that_it_is_a_template_is_read() {
    let others = [
        ("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"),
        ("workflow.yml", "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n"),
        ("package.json", "{\"name\": \"web\", \"Resources\": {\"a\": \"not a type\"}}"),
        ("list.yaml", "- AWS::S3::Bucket\n"),
        ("broken.yaml", "a: [\n"),
        ("empty.yaml", ""),
    ];
    assert_eq!(units(&others), [""; 0]);
    let templates = [
        ("a.yaml", GOOD),
        ("b.yml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"),
        ("c.json", "{\"Transform\": \"AWS::Serverless-2016-10-31\", \"Resources\": {}}"),
        ("d.template", "# a note\n---\nResources:\n  A: {Type: 'AWS::SNS::Topic'}\n"),
    ];
    assert_eq!(units(&templates), ["a.yaml", "b.yml", "c.json", "d.template"]);
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_keep_places() {
    let out = dump_text(&format!("\u{feff}{}", GOOD.replace('\n', "\r\n")));
    assert!(out.contains("Good AWS::S3::Bucket @2:3"), "{out}");
    assert!(out.contains("BucketName: \"good\" @4:31"), "{out}");
}

#[test]
fn what_is_broken_is_said_once_with_its_place() {
    let cases = [
        ("AWSTemplateFormatVersion: x\nResources: [\n", "parse: this is not YAML: unclosed bracket", "2:12"),
        ("Resources:\n  A:\n    Type: AWS::S3::Bucket\n\tB: 1\n", "found a tab", "3:11"),
        ("AWSTemplateFormatVersion: x\nResources: 3\n", "invalid: `Resources` is a number, not a map", "2:12"),
        ("Resources:\n  A: {Type: AWS::S3::Bucket, Type: AWS::S3::Bucket}\n", "stands twice in one map", "2:30"),
        ("AWSTemplateFormatVersion: &a [*a]\n", "parse: the alias names an anchor that holds it", "1:31"),
    ];
    for (text, message, place) in cases {
        let out = dump_text(text);
        let problem = out.lines().find(|line| line.contains(message)).unwrap_or_default();
        assert!(problem.ends_with(&format!("@{place}")), "{text}: {out}");
    }
}

#[test]
fn bounds_depth_in_both_languages() {
    let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
    for text in [
        format!("AWSTemplateFormatVersion: x\nMetadata: {open}{close}\n"),
        format!("{{\"AWSTemplateFormatVersion\": \"x\", \"Metadata\": {open}{close}}}"),
    ] {
        let out = dump_text(&text);
        assert!(out.contains("limit: a value nests deeper than 100 levels here"), "{out}");
    }
}

#[test]
fn bounds_what_aliases_add() {
    let mut text = String::from("AWSTemplateFormatVersion: x\nMetadata:\n  l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let copies = vec![format!("*l{}", at - 1); 10].join(", ");
        writeln!(text, "  l{at}: &l{at} [{copies}]").unwrap();
    }
    let out = dump_text(&text);
    assert!(out.contains("limit: aliases add more than 100000 nodes"), "{out}");
}

#[test]
fn conditions_and_references_in_a_circle_end() {
    let text = format!(
        "Conditions:\n  A: !Not [!Condition B]\n  B: !Condition A\n{GOOD}  Round:\n    Type: AWS::S3::Bucket\n    \
         Properties:\n      VersioningConfiguration: !If [A, {{Status: Enabled}}, !Ref AWS::NoValue]\n"
    );
    let out = dump_text(&text);
    assert!(out.contains("names: good"), "{out}");
    assert!(out.contains("Round AWS::S3::Bucket"), "{out}");
}
