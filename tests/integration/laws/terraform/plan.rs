//! The plan that `terraform show -json` prints of a program whose every variable has a value.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::evaluation::{Instance, instances};
use super::expression::{Datum, Expr};
use super::module::{Body, Meta, Module, Program, Word};

/// The plan; `None` where Terraform refuses the program.
pub(in super::super) fn plan(program: &Program) -> Option<String> {
    let instances = instances(program)?;
    let changes: Vec<_> = instances.iter().map(|it| planned(it, "change", change(it))).collect();
    let mut modules = BTreeMap::<&str, Vec<Json>>::new();
    for it in &instances {
        modules.entry(&it.module).or_default().push(planned(it, "values", known(&it.values)));
    }
    let root = modules.remove("").unwrap_or_default();
    let children =
        modules.into_iter().map(|(at, all)| json!({ "address": at.trim_end_matches('.'), "resources": all }));
    let plan = json!({
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": { "root_module": { "resources": root, "child_modules": children.collect::<Vec<_>>() } },
        "resource_changes": changes,
        "configuration": { "root_module": configured(&program.root, program) },
    });
    Some(plan.to_string())
}

/// An instance with what is planned for it.
fn planned(it: &Instance, name: &str, what: Json) -> Json {
    let index = it.key.trim_matches(['[', ']']);
    let index = (!index.is_empty()).then(|| serde_json::from_str::<Json>(index).expect("a number or a text"));
    let mut out = json!({ "address": it.address(), "mode": "managed", "type": it.kind, "name": it.name, name: what });
    let fields = out.as_object_mut().expect("an object");
    fields.extend(index.map(|index| ("index".to_owned(), index)));
    out
}

fn change(it: &Instance) -> Json {
    let mut unknown = unknown(&it.values);
    let computed: &[&str] = match it.kind {
        "aws_s3_bucket" => &["id", "arn", "acl", "policy", "versioning", "server_side_encryption_configuration"],
        "aws_kms_key" => &["id", "arn", "key_id", "policy"],
        _ => &["id"],
    };
    for name in computed.iter().chain(["bucket"].iter().filter(|_| it.kind == "aws_s3_bucket")) {
        if !it.values.contains_key(*name) {
            unknown.insert((*name).to_owned(), Json::Bool(true));
        }
    }
    json!({ "actions": ["create"], "before": null, "after": known(&it.values), "after_unknown": unknown })
}

/// What is known of values before they are applied.
fn known(values: &BTreeMap<String, Datum>) -> Json {
    let plain = values.iter().filter(|(_, it)| !matches!(it, Datum::Computed(_)));
    Json::Object(plain.map(|(name, it)| (name.clone(), as_json(it))).collect())
}

fn as_json(it: &Datum) -> Json {
    match it {
        Datum::Null | Datum::Computed(_) => Json::Null,
        Datum::Bool(it) => json!(it),
        Datum::Number(it) => json!(it),
        Datum::Text(it) => json!(it),
        Datum::List(items) => items.iter().map(as_json).collect(),
        Datum::Set(items) => items.iter().map(as_json).collect(),
        Datum::Map(map) => known(map),
    }
}

/// What is not known before it is applied: `true` in its place.
fn unknown(values: &BTreeMap<String, Datum>) -> Map<String, Json> {
    let of = |it: &Datum| match it {
        Datum::Computed(_) => Some(Json::Bool(true)),
        Datum::Map(map) => Some(Json::Object(unknown(map))),
        Datum::List(items) => Some(
            items
                .iter()
                .map(|it| if let Datum::Map(map) = it { Json::Object(unknown(map)) } else { json!(false) })
                .collect(),
        ),
        _ => None,
    };
    values.iter().filter_map(|(name, it)| Some((name.clone(), of(it)?))).collect()
}

/// A module's part of `configuration`.
fn configured(module: &Module, program: &Program) -> Json {
    let (mut resources, mut calls) = (Vec::new(), Map::new());
    for it in &module.blocks {
        let mut out = json!({ "expressions": expressions(&it.body) });
        let fields = out.as_object_mut().expect("an object");
        match &it.meta {
            Meta::Single => {}
            Meta::Count(of) => drop(fields.insert("count_expression".to_owned(), expression(of))),
            Meta::ForEach(of) => drop(fields.insert("for_each_expression".to_owned(), expression(of))),
        }
        if it.word == Word::Module {
            let inside = program.store.as_ref().map_or(Json::Null, |module| configured(module, program));
            fields.extend([("source".to_owned(), json!("./store")), ("module".to_owned(), inside)]);
            calls.insert(it.name.clone(), out);
            continue;
        }
        let mode = if it.word == Word::Data { "data" } else { "managed" };
        let named = [
            ("address", it.address()),
            ("mode", mode.to_owned()),
            ("type", it.kind.to_owned()),
            ("name", it.name.clone()),
        ];
        fields.extend(named.map(|(name, text)| (name.to_owned(), Json::String(text))));
        resources.push(out);
    }
    let output = |(name, value): &(String, Expr)| (name.clone(), json!({ "expression": expression(value) }));
    let outputs: Map<_, _> = module.outputs.iter().map(output).collect();
    let variables: Map<_, _> = module.variables.iter().map(|it| (it.name.clone(), json!({}))).collect();
    json!({ "resources": resources, "module_calls": calls, "outputs": outputs, "variables": variables })
}

/// The expressions of a body; those of `dynamic` blocks are not in a plan.
fn expressions(body: &Body) -> Json {
    let arguments = body.arguments.iter().map(|(name, it)| ((*name).to_owned(), expression(it)));
    let mut out: Map<String, Json> = arguments.collect();
    for it in body.blocks.iter().filter(|it| it.each.is_none()) {
        let list = out.entry(it.name).or_insert_with(|| json!([]));
        list.as_array_mut().expect("blocks").push(expressions(&it.body));
    }
    Json::Object(out)
}

fn expression(it: &Expr) -> Json {
    match it {
        Expr::Value(it) => json!({ "constant_value": as_json(it) }),
        it => {
            let mut found = Vec::new();
            references(&mut it.clone(), &mut found);
            json!({ "references": found })
        }
    }
}

/// What an expression refers to: each way there, the longest first.
fn references(it: &mut Expr, out: &mut Vec<String>) {
    if let Some(way) = way(it) {
        // What a `for` or a `dynamic` block names is not outside.
        if ["var.", "local.", "each.", "count.", "aws_", "data.", "module."].iter().any(|it| way[0].starts_with(it)) {
            out.extend(way.into_iter().rev());
        }
        return;
    }
    it.parts().into_iter().for_each(|part| references(part, out));
}

/// The steps of a traversal as they are written, each with all before it.
fn way(it: &Expr) -> Option<Vec<String>> {
    let (of, step) = match it {
        Expr::Name(name) => return Some(vec![name.clone()]),
        Expr::Attr(of, name) => (&**of, format!(".{name}")),
        Expr::Index(both) => match &both[1] {
            Expr::Value(key) => (&both[0], format!("[{key}]")),
            _ => return None,
        },
        _ => return None,
    };
    let mut way = way(of)?;
    let last = way.last()?.clone();
    way.push(last + &step);
    Some(way)
}
