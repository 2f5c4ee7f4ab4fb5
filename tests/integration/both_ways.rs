//! Every argument of the catalogue's tables arrives in the model, and what says a property is found from there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bucketlint::catalogue::{ACCOUNT, Field, Kind, Makes, Shape, Spelling, TYPES, Thing, types, written};
use bucketlint::frontends::cloudformation::CloudFormation;
use bucketlint::frontends::terraform::Terraform;
use bucketlint::frontends::{Frontend, Inputs, Loaded, Workspace};
use bucketlint::source::{Library, Memory, discover};
use bucketlint::value::{self, Value};

/// Arguments of which something else becomes than a table says. Such a property has CloudFormation's name for everyone.
const ELSE_THAN_A_TABLE_SAYS: &[&str] = &[
    "aws_s3_bucket cors_rule.allowed_headers CorsConfiguration.CorsRules.AllowedHeaders",
    "aws_s3_bucket cors_rule.allowed_methods CorsConfiguration.CorsRules.AllowedMethods",
    "aws_s3_bucket cors_rule.allowed_origins CorsConfiguration.CorsRules.AllowedOrigins",
    "aws_s3_bucket cors_rule.expose_headers CorsConfiguration.CorsRules.ExposedHeaders",
    "aws_s3_bucket cors_rule.id CorsConfiguration.CorsRules.Id",
    "aws_s3_bucket cors_rule.max_age_seconds CorsConfiguration.CorsRules.MaxAge",
    // Without a bucket to send it to there is no logging.
    "aws_s3_bucket logging.target_prefix arrives nowhere",
    "aws_s3_bucket_logging target_prefix arrives nowhere",
    "aws_s3_bucket_inventory schedule.frequency InventoryConfigurations.ScheduleFrequency",
];

/// A part of no bucket, a resource of no type would be dropped in silence.
#[test]
fn every_type_of_terraform_is_lowered() {
    for of in TYPES.iter().filter(|of| of.name != types::ACCOUNT) {
        for kind in of.kinds.iter().filter(|kind| !matches!(kind.makes, Makes::Nothing)) {
            let given = arguments(kind).first().map_or_else(String::new, |path| block(path));
            let loaded = load(&resource(kind, 0, &given));
            let whole = loaded.deployment.resources.iter().map(|it| (&*it.type_name, &*it.source_type));
            let parts = loaded.deployment.attachments.iter().map(|it| (it.owner_type, &*it.source_type));
            let found = whole.chain(parts).any(|(name, source)| source == kind.name && name == of.name);
            assert!(found, "nothing becomes of `{}`, which is of the type `{}`", kind.name, of.name);
        }
    }
}

#[test]
fn every_type_of_a_template_is_lowered() {
    // Of the others CloudFormation has no resource.
    for of in TYPES.iter().filter(|of| of.name != types::ACCOUNT && of.name.starts_with("AWS::")) {
        let template = format!(r#"{{"Resources": {{"A": {{"Type": "{}"}}}}}}"#, of.name);
        let loaded = load_by(&CloudFormation, "template.json", &template);
        let found = loaded.deployment.resources.iter().any(|it| *it.type_name == *of.name);
        assert!(found, "nothing becomes of `{}`", of.name);
    }
}

#[test]
fn what_says_a_property_is_found_from_either_end() {
    let mut wrong = BTreeSet::new();
    let mut count = 0;
    for of in TYPES {
        for kind in of.kinds.iter().filter(|kind| !matches!(kind.makes, Makes::Nothing)) {
            let arguments = arguments(kind);
            let texts = arguments.iter().enumerate().map(|(at, path)| resource(kind, at, &block(path)));
            let arrived = arrived(&load(&texts.collect::<String>()));
            for path in &arguments {
                count += 1;
                let argument = format!("{} {}", kind.name, path.join("."));
                let Some(property) = arrived.get(&argument) else {
                    wrong.insert(format!("{argument} arrives nowhere"));
                    continue;
                };
                let property: Vec<&str> = property.split('.').collect();
                let own = written(of.name, &property).into_iter().find(|it| it.kind == kind.name);
                let said = own.map(|it| format!("{} {}", it.kind, it.path.join(".")));
                // Of two arguments that say the same one is found.
                let is_found = said.is_some_and(|said| arrived.get(&said) == arrived.get(&argument));
                if !is_found {
                    wrong.insert(format!("{argument} {}", property.join(".")));
                }
            }
        }
    }
    assert!(count > 300, "{count}");
    let expected: BTreeSet<_> = ELSE_THAN_A_TABLE_SAYS.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(wrong, expected);
}

/// The arguments of a type with the blocks around them.
fn arguments(kind: &Kind) -> Vec<Vec<&'static str>> {
    fn of(fields: &'static [Field], around: &[&'static str], found: &mut Vec<Vec<&'static str>>) {
        for field in fields.iter().filter(|field| field.from != ACCOUNT) {
            let here = || around.iter().copied().chain([field.from]).collect::<Vec<_>>();
            match &field.shape {
                // Of what is no text nothing arrives as it was written.
                Shape::Argument(_, Spelling::Tags) => {}
                Shape::Argument(..) | Shape::Switch(..) | Shape::Word(..) => found.push(here()),
                Shape::Below(_, inner) => of(inner, around, found),
                Shape::One(_, inner) | Shape::Each(_, inner) | Shape::Spread(inner) => of(inner, &here(), found),
            }
        }
    }
    let mut found: Vec<_> = kind.says.map(|argument| vec![argument]).into_iter().collect();
    of(kind.fields, &[], &mut found);
    found
}

/// A block with nothing but an argument, whose text is its own name.
fn block(path: &[&str]) -> String {
    let (last, around) = path.split_last().unwrap();
    let open: String = around.iter().map(|name| format!("{name} {{\n")).collect();
    format!("{open}{last} = \"{}\"\n{}", path.join("."), "}\n".repeat(around.len()))
}

/// A resource with what it belongs to.
fn resource(kind: &Kind, at: usize, body: &str) -> String {
    let of = |(argument, thing): (&str, Thing)| {
        let owner = thing.resource_type().and_then(|name| TYPES.iter().find(|of| of.name == name))?;
        let owner = owner.kinds.iter().find(|kind| matches!(kind.makes, Makes::Resource(_)))?;
        let is_given = body.lines().any(|line| line.starts_with(&format!("{argument} = ")));
        (!is_given).then(|| format!("{argument} = {}.owner.id\n", owner.name))
    };
    let owner = kind.owner.and_then(of).unwrap_or_default();
    format!("resource \"{}\" \"r{at}\" {{\n{owner}{body}}}\n", kind.name)
}

fn load(text: &str) -> Loaded {
    load_by(&Terraform, "main.tf", text)
}

fn load_by(frontend: &dyn Frontend, name: &str, text: &str) -> Loaded {
    let fs = Memory::new([(name, text)]);
    let paths = [PathBuf::from(".")];
    let sources = discover(&fs, &paths, &|path| frontend.wants(path)).sources;
    let library = Library::new(&fs, &sources, &paths);
    let units = frontend.units(&library, &BTreeSet::new());
    frontend.load(&Workspace::new(&library, &Inputs::default()), &units[0])
}

/// Where the texts of arguments stand, by the type of Terraform and the argument.
fn arrived(loaded: &Loaded) -> BTreeMap<String, String> {
    fn of(value: &Value, at: &str, source: &str, found: &mut BTreeMap<String, String>) {
        match &value.kind {
            value::Kind::Map(map) => {
                let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
                map.iter().for_each(|(name, entry)| of(&entry.value, &below(name), source, found));
            }
            value::Kind::List(list) => list.items.iter().for_each(|item| of(item, at, source, found)),
            _ => {
                if let Some(text) = value.as_str() {
                    found.insert(format!("{source} {text}"), at.to_owned());
                }
            }
        }
    }
    let mut found = BTreeMap::new();
    for it in &loaded.deployment.resources {
        it.properties.iter().for_each(|(name, entry)| of(&entry.value, name, &it.source_type, &mut found));
    }
    for it in &loaded.deployment.attachments {
        of(&it.value, &it.property, &it.source_type, &mut found);
    }
    found
}
