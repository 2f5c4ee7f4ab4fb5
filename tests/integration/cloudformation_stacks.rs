//! Templates of more than one file or with values from outside: each folder of `tests/data/cloudformation` is a case, whose
//! deployment and problems are held against a snapshot.

use std::path::PathBuf;

use bucketlint::frontends::cloudformation::CloudFormation;
use bucketlint::frontends::{Input, Inputs};
use bucketlint::source::Disk;

use super::cloudformation::{load_with, snapshot};
use super::dump::dump_with;

fn case(name: &str) {
    with_parameters(name, name, Vec::new());
}

fn with_parameters(name: &str, folder: &str, parameters: Vec<Input>) {
    let inputs = Inputs { parameters, ..Inputs::default() };
    snapshot(name, &dump_with(&CloudFormation, &Disk, &format!("tests/data/cloudformation/{folder}"), &inputs));
}

#[test]
fn nested() {
    case("nested");
}

#[test]
fn exports() {
    case("exports");
}

#[test]
fn included() {
    case("included");
}

#[test]
fn loops() {
    case("loops");
}

#[test]
fn rules() {
    case("rules");
}

#[test]
fn macros() {
    case("macros");
}

fn file(name: &str) -> Input {
    Input::File(PathBuf::from(format!("tests/data/cloudformation/parameters/{name}.json")))
}

fn value(name: &str, value: &str) -> Input {
    Input::Value(name.to_owned(), value.to_owned())
}

#[test]
fn parameters() {
    case("parameters");
    for shape in ["cli", "pipeline", "plain", "wrong"] {
        with_parameters(&format!("parameters_{shape}"), "parameters", vec![file(shape)]);
    }
    let given = vec![file("cli"), value("Stage", "dev"), file("gone"), value("Zones", "x,y,z"), value("Typo", "1")];
    with_parameters("parameters_given", "parameters", given);
}

#[test]
fn a_value_that_no_template_takes_is_told_once() {
    let template = "Parameters: {Known: {Type: String}}\nResources: {A: {Type: AWS::S3::Bucket}}\n";
    let files = [("a.yaml", template), ("b.yaml", template), ("c.yaml", "Resources: {A: {Type: AWS::S3::Bucket}}\n")];
    let inputs = Inputs { parameters: vec![value("Known", "1"), value("Unknown", "2")], ..Inputs::default() };
    let told: Vec<_> = load_with(&files, &inputs).problems.into_iter().map(|problem| problem.message).collect();
    assert_eq!(told, ["no template has the parameter `Unknown`"]);
}
