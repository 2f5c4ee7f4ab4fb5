//! What Terraform plans, instance by instance: the recordings of `tests/record_plans.py`.
//!
//! The model knows no `terraform_data`, so each is given a double that it does know: a bucket of the same name and the same
//! instances, whose name is what the double's input is. Outputs of the root become buckets likewise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Input, Inputs, Workspace};
use bucketlint::source::{Library, Memory, discover};
use bucketlint::value::{Kind, Value};
use serde_json::{Number, Value as Json};

macro_rules! agrees {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            assert_eq!(differences(stringify!($name)), "");
        }
    )*};
}

agrees!(blocks, expansion, files, json, modules, overrides, values);

/// Where ours and Terraform's instances and values differ, one a line.
fn differences(case: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/terraform_plans").join(case);
    let recorded = fs::read_to_string(folder.join("plan.txt")).unwrap();
    let recorded: BTreeMap<_, _> = recorded.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let ours = evaluated(&folder);
    let mut out = String::new();
    for (address, value) in &recorded {
        match (ours.get(*address), *value) {
            (Some(None), "?") => {}
            (Some(Some(found)), wanted) if is_same(found, &serde_json::from_str(wanted).unwrap_or_default()) => {}
            (found, wanted) => writeln!(out, "{address}: {found:?}, Terraform plans {wanted}").unwrap(),
        }
    }
    let unplanned = ours.keys().filter(|address| !recorded.contains_key(address.as_str()));
    unplanned.for_each(|address| writeln!(out, "{address} is not in Terraform's plan").unwrap());
    out
}

/// The inputs of all instances and the outputs, by address; `None` where a value is not known.
fn evaluated(folder: &Path) -> BTreeMap<String, Option<Json>> {
    let mut files = Vec::new();
    read(folder, folder, &mut files);
    let fs = Memory::new(files);
    let sources = discover(&fs, &[PathBuf::from(".")], &|path| Terraform.wants(path)).sources;
    let library = Library::new(&fs, &sources, &[]);
    let unit = Terraform.units(&library, &BTreeSet::new()).into_iter().find(|unit| unit.name == ".").unwrap();
    let loaded = Terraform.load(&Workspace::new(&library, &inputs(folder)), &unit);
    let problems: Vec<_> = loaded.problems.iter().map(|problem| &problem.message).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let value = |it: &bucketlint::model::Resource| it.properties.get("BucketName").map_or(Some(Json::Null), as_json);
    let address = |it: &bucketlint::model::Resource| {
        it.address.replace("aws_s3_bucket.output_", "output.").replace("aws_s3_bucket.", "terraform_data.")
    };
    loaded.deployment.resources.iter().map(|it| (address(it), value(it))).collect()
}

fn read(folder: &Path, root: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, root, files);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().to_owned();
        let text = match name.to_string_lossy().as_ref() {
            it if it.ends_with(".tf.json") => {
                text.replace("\"terraform_data\"", "\"aws_s3_bucket\"").replace("\"input\":", "\"bucket\":")
            }
            it if it.ends_with(".tf") => format!("{text}\n{}", doubles(&text, folder == root)),
            _ => text,
        };
        files.push((name, text));
    }
}

/// Buckets that stand for the `terraform_data` of a file, and for its outputs.
fn doubles(text: &str, is_root: bool) -> String {
    let mut out = String::new();
    let mut inside = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("resource \"terraform_data\" \"") {
            writeln!(out, "resource \"aws_s3_bucket\" \"{rest}").unwrap();
            inside = Some("  input");
        } else if let Some(rest) = line.strip_prefix("output \"").filter(|_| is_root) {
            writeln!(out, "resource \"aws_s3_bucket\" \"output_{rest}").unwrap();
            inside = Some("  value");
        } else if let Some(argument) = inside {
            let line = line
                .strip_prefix(argument)
                .filter(|rest| rest.trim_start().starts_with('='))
                .map_or_else(|| line.to_owned(), |rest| format!("  bucket {}", rest.trim_start()));
            writeln!(out, "{line}").unwrap();
            inside = inside.filter(|_| line != "}");
        }
    }
    out
}

/// The options of the command line in `arguments.txt`.
fn inputs(folder: &Path) -> Inputs {
    let text = fs::read_to_string(folder.join("arguments.txt")).unwrap_or_default();
    let mut variables = Vec::new();
    let mut words = text.split_whitespace();
    while let (Some(option), Some(word)) = (words.next(), words.next()) {
        variables.push(match option {
            "-var" => {
                word.split_once('=').map(|(name, value)| Input::Value(name.to_owned(), value.to_owned())).unwrap()
            }
            _ => Input::File(word.into()),
        });
    }
    Inputs { variables, ..Inputs::default() }
}

/// A known value as JSON.
fn as_json(value: &Value) -> Option<Json> {
    Some(match &value.kind {
        Kind::Null => Json::Null,
        Kind::Bool(known) => Json::Bool(*known),
        Kind::Number(known) => Json::Number(known.to_string().parse::<f64>().ok().and_then(Number::from_f64)?),
        Kind::String(text) => Json::String(text.as_str()?.to_owned()),
        Kind::List(_) | Kind::Set(_) => value.sequence()?.iter().map(as_json).collect::<Option<_>>()?,
        Kind::Map(map) if map.rest.is_none() => {
            map.iter().map(|(key, entry)| Some((key.to_string(), as_json(&entry.value)?))).collect::<Option<_>>()?
        }
        _ => return None,
    })
}

/// Equal as JSON, numbers as doubles.
fn is_same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        _ => a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b),
    }
}
