//! Inputs that ask for more than anyone would write, in every language: what is past a bound is told and unknown, and
//! everything beside it is judged. How long it takes is not asked; what is told is.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bucketlint::config::Profile;
use bucketlint::finding::{Analysis, ProblemKind};
use bucketlint::source::{Library, Memory, Sources};

use super::run::run;

/// A bucket that is judged whatever stands beside it.
const GOOD: &str = "resource \"aws_s3_bucket\" \"good\" {\n  bucket = \"good\"\n}\nresource \"aws_s3_bucket_versioning\" \"good\" {\n  bucket = aws_s3_bucket.good.id\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n";

const VERSIONING: &str = "s3-bucket-versioning-enabled";

fn analysis<T: AsRef<[u8]>>(files: impl IntoIterator<Item = (String, T)>) -> Analysis {
    let fs = Memory::new(files.into_iter().map(|(path, text)| (path, text.as_ref().to_vec())));
    run(&fs, ".", Profile::Config)
}

/// The verdict on the versioning of a resource.
fn versioning(analysis: &Analysis, resource: &str) -> &'static str {
    let mut all = analysis.evaluations.iter();
    let found = all.find(|it| it.rule.name == VERSIONING && &*it.resource == resource);
    found.map_or("none", |it| it.compliance.as_str())
}

/// What is told of bounds.
fn limits(analysis: &Analysis) -> Vec<&str> {
    let limits = analysis.problems.iter().filter(|it| it.kind == ProblemKind::Limit);
    limits.map(|it| it.message.as_str()).collect()
}

/// The analysis of one file beside the good bucket, which must have its row; and the one bound that is told.
fn beside_good(path: &str, text: &str) -> (Analysis, String) {
    let analysis = analysis([(path.to_owned(), text), ("good/main.tf".to_owned(), GOOD)]);
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "COMPLIANT", "{path}");
    let limit = match limits(&analysis).as_slice() {
        [limit] => (*limit).to_owned(),
        many => panic!("{path}: {many:?}"),
    };
    (analysis, limit)
}

/// A root whose local asks for a list of so many parts, and a bucket whose versioning hangs on it.
fn root(parts: usize) -> String {
    format!(
        "locals {{\n  a = [for i in range({}) : [for j in range(100) : i + j]]\n}}\n{}",
        parts / 100,
        GOOD.replace("\"Enabled\"", "length(local.a) > 0 ? \"Enabled\" : \"Suspended\"")
    )
}

#[test]
fn what_a_run_costs_is_shared_out() {
    let greedy = (0..60).map(|at| (format!("r{at}/main.tf"), root(90_000)));
    let analysis = analysis(greedy.chain([("good/main.tf".to_owned(), GOOD.replace("good", "calm"))]));
    assert_eq!(versioning(&analysis, "aws_s3_bucket.calm"), "COMPLIANT");
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "INSUFFICIENT_DATA");
    assert_eq!(limits(&analysis).len(), 60);
}

#[test]
fn what_others_leave_goes_to_those_that_need_more() {
    let calm = (0..120).map(|at| (format!("r{at}/main.tf"), GOOD.replace("good", "calm")));
    let analysis = analysis(calm.chain([("greedy/main.tf".to_owned(), root(30_000))]));
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "COMPLIANT");
    assert_eq!(limits(&analysis), [""; 0]);
}

#[test]
fn templates_share_what_a_run_costs_as_well() {
    let list = (0..2_000).map(|at| format!("a{at}")).collect::<Vec<_>>().join(",");
    let tags = "{Key: k, Value: !Join [',', !Ref L]}, ".repeat(100);
    let greedy = format!(
        "Parameters: {{L: {{Type: CommaDelimitedList, Default: '{list}'}}}}\nResources:\n  Greedy: {{Type: AWS::S3::Bucket, Properties: {{Tags: [{tags}]}}}}\n  After: {{Type: AWS::S3::Bucket, Properties: {{VersioningConfiguration: {{Status: Enabled}}}}}}\n"
    );
    let analysis = analysis((0..60).map(|at| (format!("{at}.yaml"), greedy.clone())));
    let limits = limits(&analysis);
    assert_eq!(limits.len(), 60);
    assert!(limits[0].starts_with("evaluating this template takes more work"), "{}", limits[0]);
    assert_eq!(versioning(&analysis, "After"), "COMPLIANT", "one resource keeps the others from nothing");
}

#[test]
fn variables_of_a_text_are_evaluated_once() {
    let mut value = "\"a\"".to_owned();
    for _ in 0..15 {
        value = format!("{{\"Fn::Sub\": [\"${{x}}${{x}}\", {{\"x\": {value}}}]}}");
    }
    let text = format!(
        "{{\"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"Tags\": \
         [{{\"Key\": \"k\", \"Value\": {value}}}]}}}}}}}}"
    );
    assert_eq!(limits(&analysis([("t.json".to_owned(), text.as_str())])), [""; 0]);
    let (analysis, limit) = beside_good("t.json", &text.replace("${x}${x}", "${x}${x}${x}"));
    assert!(limit.starts_with("texts grow beyond"), "{limit}");
    assert_eq!(versioning(&analysis, "B"), "NON_COMPLIANT");
}

#[test]
fn names_that_name_each_other_are_evaluated_once() {
    let mut text = String::from("Resources:\n");
    for at in 0..15 {
        let name = if at == 0 { "a".to_owned() } else { format!("!Sub '${{R{0}}}${{R{0}}}'", at - 1) };
        writeln!(text, "  R{at}: {{Type: AWS::IAM::Role, Properties: {{RoleName: {name}}}}}").unwrap();
    }
    assert_eq!(limits(&analysis([("t.yaml".to_owned(), text)])), [""; 0]);
}

#[test]
fn there_are_no_more_resources_than_are_judged() {
    let items = (0..150).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n    - [{items}]\n    - Fn::ForEach::C:\n        - C\n        - [{items}]\n        - B${{A}}x${{C}}: {{Type: AWS::S3::Bucket}}\n"
    );
    let (_, limit) = beside_good("t.yaml", &text);
    assert!(limit.contains("resources, those of loops and nested stacks included"), "{limit}");
}

/// A value that nests deeper than any parser goes, in every language.
#[test]
fn what_nests_too_deep_is_one_value() {
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let bucket =
        "{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"VersioningConfiguration\": {\"Status\": \"Enabled\"}}";
    let template = format!("{{\"Resources\": {{\"B\": {bucket}, \"Metadata\": {deep}}}}}}}");
    let yaml = format!(
        "Resources:\n  B:\n    {{Type: AWS::S3::Bucket, Metadata: {deep}, Properties: {{VersioningConfiguration: {{Status: Enabled}}}}}}\n"
    );
    for (path, text) in [("t.json", &template), ("t.yaml", &yaml)] {
        let (analysis, limit) = beside_good(path, text);
        assert_eq!(limit, "a value nests deeper than 100 levels here");
        assert_eq!(versioning(&analysis, "B"), "COMPLIANT", "{path}");
    }
    let named = GOOD.replace("good", "b").replace("\"Enabled\"", "local.s");
    let hcl = format!("locals {{\n  a = {deep} # deep\n  s = \"Enabled\"\n}}\n{named}");
    let json = format!(
        "{{\"locals\": {{\"a\": {deep}, \"s\": \"Enabled\"}}, \"resource\": {{\"aws_s3_bucket\": {{\"b\": {{\"bucket\": \"b\"}}}}, \"aws_s3_bucket_versioning\": {{\"b\": {{\"bucket\": \"${{aws_s3_bucket.b.id}}\", \"versioning_configuration\": {{\"status\": \"${{local.s}}\"}}}}}}}}}}"
    );
    for (path, text) in [("x/main.tf", &hcl), ("x/main.tf.json", &json)] {
        let (analysis, limit) = beside_good(path, text);
        assert_eq!(limit, "this is nested deeper than is read: more than 64 levels");
        assert_eq!(versioning(&analysis, "aws_s3_bucket.b"), "COMPLIANT", "{path}");
    }
    let variables = format!("variable \"a\" {{}}\nvariable \"s\" {{}}\n{}", named.replace("local.s", "var.s"));
    for (path, text) in [
        ("terraform.tfvars", format!("a = {deep}\ns = \"Enabled\"\n")),
        ("terraform.tfvars.json", format!("{{\"a\": {deep}, \"s\": \"Enabled\"}}")),
    ] {
        let analysis = analysis([("main.tf".to_owned(), variables.clone()), (path.to_owned(), text)]);
        assert_eq!(versioning(&analysis, "aws_s3_bucket.b"), "COMPLIANT", "{path}");
        assert_eq!(limits(&analysis).len(), 1, "{path}");
    }
}

#[test]
fn what_hangs_on_a_value_that_nests_too_deep_is_open() {
    let template = format!("\"${{{}1{}}}\"", "(".repeat(300), ")".repeat(300));
    for deep in ["[".repeat(300) + &"]".repeat(300), "1 + ".repeat(300) + "1", template] {
        let text = GOOD.replace("\"Enabled\"", "local.a").replace("good", "b");
        let (analysis, _) = beside_good("x/main.tf", &format!("locals {{\n  b = 1\n  a = {deep}\n}}\n{text}"));
        let row =
            analysis.evaluations.iter().find(|it| it.rule.name == VERSIONING && &*it.resource == "aws_s3_bucket.b");
        assert_eq!(row.unwrap().compliance.as_str(), "INSUFFICIENT_DATA", "{deep}");
    }
}

#[test]
fn an_alias_in_itself_is_one_value() {
    let text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {VersioningConfiguration: {Status: Enabled}}\n    Metadata: &m\n      a: *m\n";
    let analysis = analysis([("t.yaml".to_owned(), text)]);
    assert_eq!(versioning(&analysis, "B"), "COMPLIANT");
    assert_eq!(analysis.problems[0].message, "the alias names an anchor that holds it");
}

#[test]
fn aliases_past_the_bound_are_values() {
    let mut text = String::from(
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {VersioningConfiguration: {Status: Enabled}}\n    Metadata:\n      l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n",
    );
    for at in 1..12 {
        writeln!(text, "      l{at}: &l{at} [{}]", vec![format!("*l{}", at - 1); 10].join(", ")).unwrap();
    }
    let (analysis, limit) = beside_good("t.yaml", &text);
    assert_eq!(limit, "aliases add more than 100000 nodes");
    assert_eq!(versioning(&analysis, "B"), "COMPLIANT");
}

/// So many keys of one object take longer to compare than is waited for.
#[test]
fn objects_of_too_many_keys_are_one_value() {
    let keys: String = (0..12_000).map(|at| format!("    key_{at} = 1\n")).collect();
    let text = GOOD.replace("good", "b").replace("\"Enabled\"", "local.s");
    let hcl = format!("locals {{\n  a = {{\n{keys}  }}\n  s = \"Enabled\"\n}}\n{text}");
    let entries = keys.trim().replace(" = ", ": ").replace("key", "\"key").replace(": ", "\": ").replace('\n', ",");
    let json = format!(
        "{{\"locals\": {{\"a\": {{{entries}}}}}, \"resource\": {{\"aws_s3_bucket\": {{\"b\": {{\"bucket\": \"b\"}}}}}}}}"
    );
    for (path, text, verdict) in [("x/main.tf", hcl, "COMPLIANT"), ("x/main.tf.json", json, "NON_COMPLIANT")] {
        let (analysis, limit) = beside_good(path, &text);
        assert_eq!(limit, "this object has more keys than are read: 12000", "{path}");
        assert_eq!(versioning(&analysis, "aws_s3_bucket.b"), verdict, "{path}");
    }
}

/// What is declared in a list that is not read may be anything.
#[test]
fn declarations_of_too_many_names_are_open() {
    let buckets = (0..12_000).map(|at| format!("\"b{at}\": {{}}")).collect::<Vec<_>>().join(", ");
    let (analysis, limit) =
        beside_good("x/main.tf.json", &format!("{{\"resource\": {{\"aws_s3_bucket\": {{{buckets}}}}}}}"));
    assert_eq!(limit, "this object has more keys than are read: 12000");
    assert_eq!(versioning(&analysis, "aws_s3_bucket.b1"), "none");
}

#[test]
fn of_a_key_that_stands_often_the_last_counts() {
    let keys: String = (0..200).map(|at| format!("    key_{} = {{ a = \"{at}\" }} # {at}\n", at % 5)).collect();
    let status = "local.a.key_4.a == \"199\" && local.a.z == 2 ? \"Enabled\" : \"Suspended\"";
    let text = GOOD.replace("\"Enabled\"", status).replace("good", "b");
    let text = format!("locals {{\n  a = {{\n{keys}    \"z\" = <<A\n1\nA\n    \"z\" = 2, x = 1\n  }}\n}}\n{text}");
    let analysis = analysis([("main.tf".to_owned(), text)]);
    assert_eq!(versioning(&analysis, "aws_s3_bucket.b"), "COMPLIANT", "{:?}", analysis.problems);
}

/// Each value costs memory many times its size.
#[test]
fn texts_of_too_many_values_are_not_read() {
    let many = "1,".repeat(1_000_100);
    let template = format!("{{\"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Metadata\": [{many}1]}}}}}}");
    let yaml = format!("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Metadata: [{many}1]\n");
    let dashes = format!("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Metadata: {}1\n", "[".repeat(30_000));
    let hcl = format!("locals {{\n  a = [{many}{many}]\n}}\n");
    let holes = format!("locals {{\n  a = \"{}\"\n}}\n", "${var.a}-%{ if true }%{ endif }".repeat(50_100));
    let json = format!("{{\"locals\": {{\"a\": [{many}1]}}}}");
    for (path, text, message) in [
        ("t.json", template, "this is larger than is read: more than 1000000 values stand in it"),
        ("t.yaml", yaml, "this is larger than is read: more than 1000000 values stand in it"),
        ("t.yaml", dashes, "the template nests deeper than 20000 levels"),
        ("x/main.tf", hcl, "this is larger than is read: its lines and items weigh more than 1200000"),
        ("x/main.tf", holes, "this is larger than is read: its lines and items weigh more than 1200000"),
        ("x/main.tf.json", json, "this is larger than is read: more than 1000000 values stand in it"),
    ] {
        assert_eq!(beside_good(path, &text).1, message, "{path}");
    }
}

#[test]
fn numbers_past_counting_are_unknown() {
    let long = "9".repeat(2_001);
    for number in
        ["1e999".to_owned(), format!("\"{long}\" + 0"), format!("parseint(\"{long}\", 10)"), "-1e-999".to_owned()]
    {
        let status = format!("({number}) > 1 ? \"Enabled\" : \"Suspended\"");
        let text = GOOD.replace("\"Enabled\"", &status);
        let analysis = analysis([("main.tf".to_owned(), text)]);
        assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "INSUFFICIENT_DATA", "{number}");
    }
}

/// Digits are work: of long numbers fewer are computed than of short ones.
#[test]
fn long_numbers_take_more_steps() {
    let count = |expression: &str| {
        let text = format!(
            "locals {{\n  a = [for i in range(100) : [for j in range(600) : {expression}]]\n}}\n{}",
            GOOD.replace("\"Enabled\"", "length(local.a) > 0 ? \"Enabled\" : \"Suspended\"")
        );
        versioning(&analysis([("main.tf".to_owned(), text)]), "aws_s3_bucket.good")
    };
    assert_eq!(count("i / 8"), "COMPLIANT");
    assert_eq!(count("i / 7"), "INSUFFICIENT_DATA");
}

#[test]
fn blocks_of_many_values_that_nest_too_deep_are_one() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let locals: String = (0..40).map(|at| format!("  a{at} = {deep}\n")).collect();
    let (_, limit) = beside_good("x/main.tf", &format!("locals {{\n{locals}}}\n"));
    assert!(limit.starts_with("this is nested deeper than is read: invalid nesting depth"), "{limit}");
}

/// S3 takes 20 KB of policy and KMS 32 KB: what is longer is told and not judged. Of a choice the branches count one by
/// one.
#[test]
fn policies_that_are_longer_than_the_service_takes() {
    let statement = "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\"}";
    let template = |count: usize, condition: bool| {
        let long = vec![statement; count].join(", ");
        let long = format!("{{\"Statement\": [{long}]}}");
        let policy =
            if condition { format!("{{\"Fn::If\": [\"C\", {long}, {{\"Statement\": [{statement}]}}]}}") } else { long };
        format!(
            "{{\"Parameters\": {{\"P\": {{\"Type\": \"String\"}}}}, \"Conditions\": {{\"C\": {{\"Fn::Equals\": [{{\"Ref\": \"P\"}}, \"x\"]}}}}, \"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": \"b\"}}}}, \"Q\": {{\"Type\": \"AWS::S3::BucketPolicy\", \"Properties\": {{\"Bucket\": {{\"Ref\": \"B\"}}, \"PolicyDocument\": {policy}}}}}}}}}"
        )
    };
    for (count, condition, verdict, problems) in [
        (200, false, "NON_COMPLIANT", 0),
        (300, false, "INSUFFICIENT_DATA", 1),
        (300, true, "INSUFFICIENT_DATA", 0),
        (200, true, "NON_COMPLIANT", 0),
    ] {
        let analysis = analysis([("t.json".to_owned(), template(count, condition))]);
        let mut rows = analysis.evaluations.iter();
        let row = rows.find(|it| it.rule.name == "s3-bucket-public-read-prohibited").unwrap();
        assert_eq!(row.compliance.as_str(), verdict, "{count} {condition}: {}", row.message);
        let policy: Vec<_> = analysis.problems.iter().filter(|it| it.kind == ProblemKind::Policy).collect();
        assert_eq!(policy.len(), problems, "{policy:?}");
        assert!(policy.iter().all(|it| it.message.ends_with("Amazon S3 takes 20 KB at most")), "{policy:?}");
    }
}

/// Each level doubles the backslashes of the one below.
#[test]
fn texts_in_texts_end() {
    for (levels, told) in [(12, false), (40, true)] {
        let nest = |inner: String, _| format!("{{\"Fn::ToJsonString\": {{\"a\": {inner}}}}}");
        let value = (0..levels).fold("\"\\\"\"".to_owned(), nest);
        let text = format!(
            "{{\"Transform\": \"AWS::LanguageExtensions\", \"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": {value}}}}}}}}}"
        );
        let analysis = analysis([("t.json".to_owned(), text)]);
        let is_told = limits(&analysis).iter().any(|it| it.starts_with("texts grow beyond"));
        assert_eq!(is_told, told, "{levels}");
    }
    let value = (0..60).fold(format!("\"{}\"", "a".repeat(1_000)), |inner, _| format!("{{\"Fn::Base64\": {inner}}}"));
    let text = format!(
        "{{\"Resources\": {{\"B\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": {value}}}}}}}}}"
    );
    assert!(beside_good("t.json", &text).1.starts_with("texts grow beyond"));
}

/// What ends a run by its size alone: each once took seconds or more memory than there is.
#[test]
fn inputs_that_multiply_end() {
    let lists = (0..600).map(|at| format!("var.o == \"a{at}\" ? [\"a\"] : []")).collect::<Vec<_>>().join(", ");
    let sets: String = (1..13).map(|at| format!("  s{at} = setunion(local.s{0}, [local.s{0}])\n", at - 1)).collect();
    let escapes = "$${".repeat(50_000);
    let text = format!(
        "variable \"o\" {{}}\nlocals {{\n  a = concat({lists})\n  s0 = var.o\n{sets}  e = \"{escapes}\"\n}}\n{}",
        GOOD.replace("good", "b")
            .replace("\"Enabled\"", "join(\"\", [jsonencode(local.a), jsonencode(local.s12), local.e])")
    );
    let analysis = analysis([("x/main.tf".to_owned(), text.as_str()), ("good/main.tf".to_owned(), GOOD)]);
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "COMPLIANT");
    assert_eq!(versioning(&analysis, "aws_s3_bucket.b"), "INSUFFICIENT_DATA");
}

#[test]
fn instances_of_instances_end() {
    let call = |source: &str| format!("module \"m\" {{\n  source = \"{source}\"\n  count = 1000\n}}\n");
    let files = [
        ("main.tf", call("./a")),
        ("a/main.tf", call("../b")),
        ("b/main.tf", call("../c")),
        ("c/main.tf", GOOD.replace("good", "b")),
        ("good/main.tf", GOOD.to_owned()),
    ];
    let analysis = analysis(files.map(|(path, text)| (path.to_owned(), text)));
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "COMPLIANT");
    assert!(limits(&analysis)[0].contains("instances of resources and modules"), "{:?}", limits(&analysis));
}

/// Whether open items are among others is compared in part only.
#[test]
fn sets_of_open_items_are_compared_in_part() {
    for (count, verdict) in [(100, "COMPLIANT"), (300, "INSUFFICIENT_DATA")] {
        let items = format!("[for i in range({count}) : \"${{var.o}}-${{i}}\"]");
        let status = format!("length(setsubtract({items}, {items})) == 0 ? \"Enabled\" : \"Suspended\"");
        let text = format!("variable \"o\" {{\n  type = string\n}}\n{}", GOOD.replace("\"Enabled\"", &status));
        assert_eq!(versioning(&analysis([("main.tf".to_owned(), text)]), "aws_s3_bucket.good"), verdict, "{count}");
    }
}

/// Five conditions make 32 worlds. Each resource is judged in fewer where there are many: then what the sixteen worlds of
/// four conditions leave open is open.
#[test]
fn conditions_are_shared_out_among_resources() {
    let numbered = |line: &dyn Fn(usize) -> String| (0..5).map(line).collect::<String>();
    let parameters = numbered(&|at| format!("  P{at}: {{Type: String}}\n"));
    let conditions = numbered(&|at| format!("  C{at}: !Equals [!Ref P{at}, a]\n"));
    let statement = |at: usize, effect: &str| {
        format!(
            "            - !If [C{at}, {{Effect: {effect}, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/p{at}/*'}}, !Ref 'AWS::NoValue']\n"
        )
    };
    let statements = numbered(&|at| format!("{}{}", statement(at, "Allow"), statement(at, "Deny")));
    let verdict = |count: usize| {
        let others: String = (0..count).map(|at| format!("  B{at}: {{Type: AWS::S3::Bucket}}\n")).collect();
        let text = format!(
            "Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: b}}}}\n  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n      PolicyDocument:\n        Statement:\n{statements}{others}"
        );
        let analysis = analysis([("t.yaml".to_owned(), text)]);
        let mut rows = analysis.evaluations.iter();
        let row = rows.find(|it| it.rule.name == "s3-bucket-public-read-prohibited" && &*it.resource == "B").unwrap();
        row.compliance.as_str()
    };
    assert_eq!(verdict(10), "COMPLIANT");
    assert_eq!(verdict(400), "INSUFFICIENT_DATA");
}

/// A way that grows with each step leads nowhere new.
#[test]
fn modules_above_the_top_are_followed_once() {
    let module = |source: &str| format!("module \"m\" {{\n  source = \"{source}\"\n}}\n{GOOD}");
    let analysis = analysis([("main.tf".to_owned(), module("../../../../../"))]);
    assert_eq!(versioning(&analysis, "aws_s3_bucket.good"), "COMPLIANT");
}

/// What is made of files is kept from the second time on, as long as they are small.
#[test]
fn what_is_made_of_files_is_kept_once_it_is_asked_for_again() {
    for (length, times) in [(1_000, 2), (5_000_000, 4)] {
        let fs = Memory::new([("a.tf", "a".repeat(length))]);
        let sources = Sources::default();
        let library = Library::new(&fs, &sources, &[PathBuf::from(".")]);
        let file = library.open(Path::new("a.tf")).unwrap();
        let made = Cell::new(0);
        (0..4).for_each(|_| drop(library.made_of(&[file], || made.set(made.get() + 1))));
        assert_eq!(made.get(), times, "{length}");
    }
}
