//! What hostile inputs cost at three sizes, of each kind one: every bound is there so that twice the input takes no more
//! than a little over twice the time. `cargo bench --bench bounds` prints how long each takes.

#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark prints its figures and stops at a surprise"
)]

mod measure;

use bucketlint::source::Memory;
use measure::{run, time};

/// A kind of input by its size.
type Kind = (&'static str, fn(usize) -> Vec<(String, String)>);

const KINDS: &[Kind] = &[
    ("nested `Fn::Sub`", |size| one("t.json", template(&nested_sub(size / 100)))),
    ("templates that each ask for too much", |size| {
        (0..size / 10).map(|at| (format!("{at}/t.json"), template(&nested_sub(30)))).collect()
    }),
    ("modules that each ask for too much", |size| {
        (0..size / 10).map(|at| (format!("{at}/main.tf"), doubling(30))).collect()
    }),
    ("keys of an object of HCL", |size| one("main.tf", format!("locals {{\n  a = {{\n{}  }}\n}}\n", lines(size * 20)))),
    ("keys of an object of JSON", |size| one("t.json", template(&object(size * 20)))),
    ("keys that stand twice", |size| {
        one("main.tf", format!("locals {{\n  a = {{\n{}{}  }}\n}}\n", lines(size), lines(size)))
    }),
    ("brackets inside of each other", |size| {
        one("main.tf", format!("locals {{\n  a = {}{}\n}}\n", "[".repeat(size * 20), "]".repeat(size * 20)))
    }),
    ("brackets of a template", |size| {
        one("t.json", template(&format!("{}{}", "[".repeat(size * 20), "]".repeat(size * 20))))
    }),
    ("sums of fractions", |size| {
        let sum = (0..20).map(|at| format!("log(i + {at}.1, 1.000001)")).collect::<Vec<_>>().join(" + ");
        one(
            "main.tf",
            format!("locals {{\n  a = [for i in range({}) : {sum}]\n}}\n{}", size / 4, bucket("length(local.a)")),
        )
    }),
    ("lists that are there on conditions", |size| {
        let lists: Vec<_> = (0..size).map(|at| format!("var.v == \"a{at}\" ? [\"a\"] : []")).collect();
        let text = format!("variable \"v\" {{}}\nlocals {{\n  a = concat({})\n}}\n", lists.join(", "));
        one("main.tf", text + &bucket("length(local.a)"))
    }),
    ("buckets that rest on eight conditions", |size| one("t.yaml", on_conditions(size / 10))),
    ("aliases", |size| {
        one("t.yaml", format!("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Metadata:\n{}", aliases(size * 10)))
    }),
    ("statements of a policy", |size| one("t.json", policy(size * 10))),
];

fn main() {
    for (name, make) in KINDS {
        println!("{name}");
        let [_, middle, large] = [1_000, 2_000, 4_000].map(|size| {
            let files = make(size);
            let fs = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
            time(&size.to_string(), || drop(run(&fs))).as_secs_f64()
        });
        println!("  twice the size takes {:.1} times as long", large / middle);
    }
}

fn one(path: &str, text: String) -> Vec<(String, String)> {
    vec![(path.to_owned(), text)]
}

fn template(value: &str) -> String {
    format!(
        "{{\"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": {value}}}}}}}}}"
    )
}

fn nested_sub(levels: usize) -> String {
    let nest = |inner: String, _| format!("{{\"Fn::Sub\": [\"${{x}}${{x}}\", {{\"x\": {inner}}}]}}");
    (0..levels.min(40)).fold("\"a\"".to_owned(), nest)
}

fn doubling(levels: usize) -> String {
    let locals: String = (1..levels).map(|at| format!("  a{at} = [local.a{0}, local.a{0}]\n", at - 1)).collect();
    format!("locals {{\n  a0 = [1]\n{locals}}}\n{}", bucket(&format!("length(local.a{})", levels - 1)))
}

fn bucket(asked: &str) -> String {
    format!("resource \"aws_s3_bucket\" \"b\" {{\n  bucket = {asked} > 0 ? \"b\" : \"c\"\n}}\n")
}

fn lines(count: usize) -> String {
    (0..count).map(|at| format!("    key_{at} = 1\n")).collect()
}

fn object(count: usize) -> String {
    let entries: Vec<_> = (0..count).map(|at| format!("\"key_{at}\": 1")).collect();
    format!("{{{}}}", entries.join(", "))
}

fn on_conditions(count: usize) -> String {
    let each = |line: &dyn Fn(usize) -> String| (0..8).map(line).collect::<String>();
    let parameters = each(&|at| format!("  P{at}: {{Type: String}}\n"));
    let conditions = each(&|at| format!("  C{at}: !Equals [!Ref P{at}, a]\n"));
    let statement = "{Effect: Deny, Principal: '*', Action: 's3:GetObject', Resource: '*'}";
    let statements = each(&|at| format!("        - !If [C{at}, {statement}, !Ref 'AWS::NoValue']\n"));
    let bucket = |at: usize| {
        format!(
            "  B{at}: {{Type: AWS::S3::Bucket}}\n  Q{at}:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B{at}\n      PolicyDocument:\n        Statement:\n{statements}"
        )
    };
    let buckets: String = (0..count).map(bucket).collect();
    format!("Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n{buckets}")
}

fn aliases(count: usize) -> String {
    (0..count).map(|at| format!("      k{at}: &a{at} {{a: 1}}\n      j{at}: *a{at}\n")).collect()
}

fn policy(count: usize) -> String {
    let statement = "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}";
    let statements = vec![statement; count].join(", ");
    format!(
        "{{\"Resources\": {{\"P\": {{\"Type\": \"AWS::S3::BucketPolicy\", \"Properties\": {{\"Bucket\": \"b\", \"PolicyDocument\": {{\"Statement\": [{statements}]}}}}}}}}}}"
    )
}
