//! Templates of more than one file or with values from outside: each folder of `tests/data/cloudformation` is a case, whose
//! deployment and problems are held against a snapshot.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bucketlint::frontends::cloudformation::CloudFormation;
use bucketlint::frontends::{Input, Inputs, Loaded};
use bucketlint::source::Disk;
use bucketlint::value::{Map, Truth, Value, to_json};

use super::cloudformation::{load, load_with, snapshot};
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

/// `translated.json` is what aws-sam-translator 1.110.0 makes of `template.yaml`, with the managed policies that it names.
#[test]
fn sam_agrees_with_its_own_translator() {
    let ours = load(&[("template.yaml", include_str!("../data/cloudformation/sam/template.yaml"))]);
    let theirs = load(&[("translated.json", include_str!("../data/cloudformation/sam/translated.json"))]);
    assert!(ours.problems.is_empty(), "{:?}", ours.problems);
    let addresses = |loaded: &Loaded| -> BTreeSet<String> {
        loaded.deployment.resources.iter().map(|it| format!("{} {}", it.address, it.type_name)).collect()
    };
    assert_eq!(addresses(&ours), addresses(&theirs));
    for resource in &ours.deployment.resources {
        let theirs = theirs.deployment.resources.iter().find(|it| it.address == resource.address).unwrap();
        let differing = differing(&resource.properties, &theirs.properties);
        assert!(differing.is_empty(), "{}: {differing:?}", resource.address);
    }
}

/// The properties of which the one side says something else than the other for sure. Notifications have no order.
fn differing(ours: &Map, theirs: &Map) -> Vec<String> {
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let same = |key: &str| match (ours.get(key), theirs.get(key)) {
        (Some(ours), Some(theirs)) if key == "NotificationConfiguration" => sorted(ours) == sorted(theirs),
        (Some(ours), Some(theirs)) => ours.same(theirs) != Truth::False,
        _ => false,
    };
    keys.into_iter().filter(|key| !same(key)).map(ToString::to_string).collect()
}

fn sorted(notifications: &Value) -> Vec<String> {
    let list = notifications.get("LambdaConfigurations").and_then(Value::as_list).unwrap();
    let mut all: Vec<_> = list.items.iter().map(|it| to_json(it).unwrap().display()).map(letters).collect();
    all.sort();
    all
}

/// The letters of a text in order: two JSON texts of other key order have the same.
fn letters(text: String) -> String {
    let mut letters: Vec<_> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}
