//! What values and conditions of templates come to, as pairs in a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bucketlint::frontends::Loaded;
use bucketlint::value::{Atlas, Conditions, Kind, Map, Members, Truth, Value};

use super::cloudformation::load;

const PAIRS: &str = include_str!("../data/cloudformation/intrinsics.txt");

#[test]
fn values_and_conditions_come_to_what_the_service_makes_of_them() {
    let (around, pairs) = PAIRS.split_once("\n----------\n").unwrap();
    let mut differences = String::new();
    for line in pairs.lines().filter(|line| !line.starts_with('#')) {
        let (written, wanted) = line.split_once('\t').unwrap_or((line, ""));
        let found = match written.strip_prefix("when ") {
            Some(condition) => condition_text(around, condition),
            None => value_text(around, written),
        };
        if found != wanted {
            writeln!(differences, "{written}\t{found}").unwrap();
        }
    }
    assert!(differences.is_empty(), "these come to something else:\n{differences}");
}

fn value_text(around: &str, written: &str) -> String {
    let text = format!("{around}\n  Probe: {{Type: AWS::S3::Bucket, Properties: {{Probe: {written}}}}}\n");
    let loaded = load(&[("template.yaml", &text)]);
    let probe = loaded.deployment.resources.iter().find(|it| &*it.address == "Probe");
    let value = probe.map_or_else(String::new, |probe| {
        let value = probe.properties.get("Probe").map(say);
        value.unwrap_or_else(|| say_map(&probe.properties))
    });
    format!("{value}{}", problems(&loaded))
}

/// The answers of a condition beside those of three others.
fn condition_text(around: &str, written: &str) -> String {
    let (before, after) = around.split_once("Conditions:\n").unwrap();
    let mut text = format!("{before}Conditions:\n  Probe: {written}\n{after}\n");
    for name in ["IsProd", "IsDev", "IsOpen", "Probe"] {
        writeln!(text, "  With{name}: {{Type: AWS::S3::Bucket, Condition: {name}}}").unwrap();
    }
    let loaded = load(&[("template.yaml", &text)]);
    let presence = |name: &str| {
        let resource = loaded.deployment.resources.iter().find(|it| it.address.strip_prefix("With") == Some(name));
        resource.map(|it| it.presence.clone())
    };
    let mut conditions = Conditions::default();
    ["IsProd", "IsDev", "IsOpen", "Probe"]
        .iter()
        .filter_map(|name| presence(name))
        .for_each(|it| it.conditions(&mut conditions));
    let mut answers: BTreeMap<bool, Vec<String>> = BTreeMap::new();
    for world in Atlas::default().worlds(&conditions).get().iter() {
        let holds = |name: &str| presence(name).is_some_and(|it| it.under(world) == Truth::True);
        let others: Vec<_> = ["IsProd", "IsDev", "IsOpen"].into_iter().filter(|name| holds(name)).collect();
        let others = if others.is_empty() { "none".to_owned() } else { others.join("+") };
        answers.entry(holds("Probe")).or_default().push(others);
    }
    let said = match (answers.get(&true), answers.get(&false)) {
        (Some(_), None) => "true".to_owned(),
        (None, _) => "false".to_owned(),
        (Some(true_in), Some(false_in)) => format!("true in {}; false in {}", true_in.join(", "), false_in.join(", ")),
    };
    format!("{said}{}", problems(&loaded))
}

fn problems(loaded: &Loaded) -> String {
    let said = loaded.problems.iter().map(|problem| problem.message.as_str());
    said.filter(|it| !it.contains("`Probe` is not a property")).map(|message| format!(" ! {message}")).collect()
}

fn say(value: &Value) -> String {
    match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(known) => known.to_string(),
        Kind::Number(known) => known.to_string(),
        Kind::String(text) => format!("\"{}\"", text.display()),
        Kind::Json(inner) => format!("json({})", say(inner)),
        Kind::Unknown(unknown) => format!("?{}", unknown.expression),
        Kind::List(_) | Kind::Set(_) => {
            let Members { items, rest } = value.members().unwrap();
            let rest = rest.map(|_| "…".to_owned());
            format!("[{}]", items.iter().map(say).chain(rest).collect::<Vec<_>>().join(", "))
        }
        Kind::Map(map) => say_map(map),
        Kind::Choice(choice) => {
            format!("({} ? {} : {})", choice.condition.expression, say(&choice.when_true), say(&choice.when_false))
        }
    }
}

fn say_map(map: &Map) -> String {
    let entries = map.iter().map(|(key, entry)| format!("{key}: {}", say(&entry.value)));
    let rest = map.rest.as_ref().map(|rest| format!("…{}", rest.expression));
    format!("{{{}}}", entries.chain(rest).collect::<Vec<_>>().join(", "))
}

/// `GetAtt` gives out what a parameter of Systems Manager is given.
#[test]
fn a_parameter_of_systems_manager_gives_out_its_value() {
    let text = "Resources:\n  P:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Value: named}\n  B:\n    Type: \
                AWS::S3::Bucket\n    Properties: {BucketName: !GetAtt P.Value}\nOutputs:\n  T: {Value: !GetAtt P.Type}\n";
    let loaded = load(&[("template.yaml", text)]);
    assert_eq!(problems(&loaded), "");
    let bucket = loaded.deployment.resources.iter().find(|it| &*it.address == "B").unwrap();
    assert_eq!(bucket.names[0].as_str(), Some("named"));
}

/// A macro may give a value of any type, so what stands in its place is of the right one.
#[test]
fn a_macro_may_stand_for_a_value() {
    let text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {'Fn::Transform': {Name: \
                Random, Parameters: {Prefix: x}}}\n      VersioningConfiguration:\n        Status: {'Fn::Transform': {Name: \
                Random}}\n";
    let loaded = load(&[("template.yaml", text)]);
    let is_told = |problem: &bucketlint::finding::Problem| problem.message.contains("the macro `Random` may change");
    assert!(!loaded.problems.is_empty() && loaded.problems.iter().all(is_told), "{:?}", loaded.problems);
    let bucket = loaded.deployment.resources.iter().find(|it| &*it.address == "B").unwrap();
    let status = bucket.property(&["VersioningConfiguration", "Status"]);
    assert!(matches!(status, bucketlint::value::Lookup::Unknown(_)), "{status:?}");
}

/// What `AWS::Include` takes into mappings is looked up; what it takes in from elsewhere may hold any key.
#[test]
fn mappings_may_be_taken_in() {
    let status = |mappings: &str, options: &str| {
        let text = format!(
            "Transform: AWS::LanguageExtensions\nMappings:\n{mappings}\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    \
             Properties:\n      BucketName: !FindInMap [First, x, S{options}]\n"
        );
        let files = [("t.yaml", text.as_str()), ("first.yaml", "First: {x: {S: found}}"), ("row.yaml", "S: found")];
        let loaded = load(&files);
        let bucket = loaded.deployment.resources.iter().find(|it| &*it.address == "B").unwrap();
        bucket.properties.get("BucketName").map(say).unwrap_or_default()
    };
    let include =
        |location: &str| format!("{{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: {location}}}}}}}");
    let top = |location: &str| format!("  {}", include(location).trim_matches(['{', '}']).to_owned() + "}}");
    assert_eq!(status(&top("first.yaml"), ""), "\"found\"");
    assert_eq!(status(&format!("  First: {{x: {}}}", include("row.yaml")), ""), "\"found\"");
    let default = ", {DefaultValue: other}";
    assert_eq!(status(&top("first.yaml"), default), "\"found\"");
    assert_eq!(status(&top("s3://b/first.yaml"), default), "?Fn::FindInMap");
    assert_eq!(status(&format!("  First: {}", include("s3://b/x.yaml")), default), "?Fn::FindInMap");
    assert_eq!(status(&format!("  First: {{x: {}}}", include("s3://b/x.yaml")), default), "?Fn::FindInMap");
    assert_eq!(status("  First: {y: {S: a}}", default), "\"other\"");
}
