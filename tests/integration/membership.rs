//! Which files are the input: what makes up a module, what a named file stands for, what is told of the rest.

use std::path::PathBuf;

use bucketlint::config::Settings;
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::rules::RuleSet;
use bucketlint::source::Memory;

const BUCKET: &str = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n";
const VERSIONING: &str = "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  \
                          versioning_configuration {\n    status = var.status\n  }\n}\n";
const ENABLED: &str = "variable \"status\" {\n  default = \"Enabled\"\n}\n";
const TEMPLATE: &str = "{\"Resources\": {\"T\": {\"Type\": \"AWS::S3::Bucket\"}}}";

fn analysed(files: &[(&str, &str)], paths: &[&str]) -> Analysis {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    analysed_bytes(&files, paths)
}

fn analysed_bytes(files: &[(&str, Vec<u8>)], paths: &[&str]) -> Analysis {
    let fs = Memory::new(files.iter().map(|(path, bytes)| (*path, bytes.clone())));
    let (rules, _) = RuleSet::built_in();
    let (rules, _) = rules.configured(&Settings::default());
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let inputs = Inputs::default();
    let request = Request::new(&paths, &rules, &inputs);
    analyse(&fs, &request, &Silent)
}

/// What is said of versioning, each as `resource VERDICT`.
fn rows(analysis: &Analysis) -> Vec<String> {
    let rows = analysis.evaluations.iter().filter(|it| it.rule.name == "s3-bucket-versioning-enabled");
    rows.map(|it| format!("{} {}", it.resource, it.compliance)).collect()
}

fn told(analysis: &Analysis) -> Vec<&str> {
    analysis.problems.iter().map(|it| it.message.as_str()).collect()
}

#[test]
fn every_file_of_a_folder_is_the_module() {
    let module = [("m/b.tf", BUCKET), ("m/v.tofu", VERSIONING), ("m/s.tf", ENABLED)];
    let suspended = "status = \"Suspended\"\n";
    for (beside, verdict) in [
        (&[(".gitignore", "*.tofu\ns.tf\n")] as &[_], "COMPLIANT"),
        (&[("m/.gitignore", "*\n"), ("m/.ignore", "*\n")], "COMPLIANT"),
        (&[(".gitignore", "m/*\n"), (".ignore", "m\n")], "COMPLIANT"),
        // Terraform loads values whatever their name starts with, and configuration only of names without a dot.
        (&[("m/.x.auto.tfvars", suspended), (".gitignore", "*.tfvars\n")], "NON_COMPLIANT"),
        (&[("m/terraform.tfvars.json", "{\"status\": \"Suspended\"}"), (".gitignore", "*.json\n")], "NON_COMPLIANT"),
        (&[("m/.b_override.tf", "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = \"x\"\n}\n")], "COMPLIANT"),
        (&[("m/x.tf~", BUCKET), ("m/#x.tf#", BUCKET), ("m/.#x.tf", BUCKET)], "COMPLIANT"),
        (&[("m/prod.tfvars", suspended)], "COMPLIANT"),
    ] {
        for path in [".", "m", "m/b.tf"] {
            let files: Vec<_> = module.iter().chain(beside).copied().collect();
            let analysis = analysed(&files, &[path]);
            assert_eq!(rows(&analysis), [format!("aws_s3_bucket.b {verdict}")], "{path} {beside:?}");
            assert_eq!(told(&analysis), [""; 0], "{path} {beside:?}");
        }
    }
}

#[test]
fn a_named_file_stands_for_its_folder() {
    let call = "module \"m\" {\n  source = \"../m\"\n  status = \"Suspended\"\n}\n";
    let files = [
        ("m/b.tf", BUCKET),
        ("m/v.tf", VERSIONING),
        ("m/s.tf", ENABLED),
        ("m/terraform.tfvars", "status = \"Enabled\"\n"),
        ("m/prod.tfvars", ""),
        ("m/deeper/x.tf", "resource \"aws_s3_bucket\" \"deeper\" {}\n"),
        ("live/main.tf", call),
        ("t/a.yaml", TEMPLATE),
        ("t/b.yaml", TEMPLATE),
    ];
    let elsewhere = "`m` is a module that is called from folders of which no file is named: its variables are unknown";
    let values = "named, and loaded by Terraform only where it is given: `m/prod.tfvars`";
    let open = ["aws_s3_bucket.b INSUFFICIENT_DATA"];
    let called = ["module.m.aws_s3_bucket.b NON_COMPLIANT"];
    for (paths, expected, notes) in [
        (&["m/v.tf"] as &[_], &open as &[_], &[elsewhere] as &[_]),
        (&["m/terraform.tfvars"], &open, &[elsewhere]),
        (&["m/prod.tfvars"], &open, &[values, elsewhere]),
        (&["m/b.tf", "m/v.tf"], &open, &[elsewhere]),
        (&["m/v.tf", "live/main.tf"], &called, &[]),
        (&["m/v.tf", "live"], &called, &[]),
        (&["live/main.tf"], &called, &[]),
        (&["t/a.yaml"], &["T NON_COMPLIANT"], &[]),
    ] {
        let analysis = analysed(&files, paths);
        assert_eq!(rows(&analysis), expected, "{paths:?}");
        let mut found = told(&analysis);
        found.sort_by_key(|it| *it == elsewhere);
        assert_eq!(found, notes, "{paths:?}");
    }
    // Where nobody calls it, it is a root as any other.
    let analysis = analysed(&files[..4], &["m/v.tf"]);
    assert_eq!((rows(&analysis), told(&analysis)), (vec!["aws_s3_bucket.b COMPLIANT".to_owned()], Vec::new()));
}

#[test]
fn nothing_that_is_not_read_goes_untold() {
    let below = "nothing that is analysed by itself stands below";
    let left_out = "left out, as `.gitignore` or a name that starts with a dot says";
    for (files, paths, expected) in [
        (
            &[("a/README.md", ""), ("b.tf", BUCKET)] as &[(&str, &str)],
            &["a/README.md", "b.tf"] as &[&str],
            vec!["nothing is read of what is no part of a module, a plan or a template: `a/README.md`".to_owned()],
        ),
        (&[("a/README.md", ""), ("b.tf", BUCKET)], &["a", "b.tf"], vec![format!("{below} `a`")]),
        (
            &[("a/terragrunt.hcl", ""), ("c/terragrunt.hcl", ""), ("d/terragrunt.hcl", ""), ("d/b.tf", BUCKET)],
            &["."],
            vec!["nothing is read of 2 files of Terragrunt: `a/terragrunt.hcl`, `c/terragrunt.hcl`".to_owned()],
        ),
        (
            &[("a/x.tfcomponent.hcl", ""), ("b.tf", BUCKET)],
            &["."],
            vec!["nothing is read of a file of Terraform Stacks: `a/x.tfcomponent.hcl`".to_owned()],
        ),
        (
            &[("a/serverless.yml", "service: x\n"), ("c/serverless.yml", TEMPLATE), ("b.tf", BUCKET)],
            &["."],
            vec!["nothing is read of a file of the Serverless Framework: `a/serverless.yml`".to_owned()],
        ),
        (
            &[(".gitignore", "out\n"), ("out/deep/b.tf", BUCKET), ("b.tf", BUCKET)],
            &["."],
            vec![format!("a folder with input is {left_out}: `out`")],
        ),
        (
            &[
                (".gitignore", "out/\nnone/\n"),
                ("a/out/x.template.json", TEMPLATE),
                (".b/template.yml", TEMPLATE),
                ("none/x.json", ""),
                ("node_modules/b.tf", BUCKET),
                ("b.tf", BUCKET),
            ],
            &["."],
            vec![format!("2 folders with input are {left_out}: `.b`, `a/out`")],
        ),
        (&[(".gitignore", "out\n"), ("out/b.tf", BUCKET), ("b.tf", BUCKET)], &[".", "out"], Vec::new()),
        (&[("b.tf", BUCKET), ("x.json", "{}"), ("k.yaml", "kind: Pod\n")], &["."], Vec::new()),
    ] {
        let analysis = analysed(files, paths);
        assert_eq!(told(&analysis), expected, "{files:?}");
        assert!(!analysis.problems.iter().any(|it| it.kind.is_error() || it.help.is_empty()), "{files:?}");
    }
}

#[test]
fn folders_too_large_to_be_looked_through_are_told() {
    let many: Vec<_> = (0..50_001).map(|at| format!("out/{at}.txt")).collect();
    let mut files: Vec<_> = many.iter().map(|path| (path.as_str(), "")).collect();
    files.extend([(".gitignore", "out\n"), ("b.tf", BUCKET)]);
    assert_eq!(told(&analysed(&files, &["."])), ["left out, and too large to be looked through for input: `out`"]);
}

#[test]
fn what_is_no_template_and_no_number_is_told() {
    let bucket = |more: &str| {
        format!(
            "Resources:\n  T:\n    Type: AWS::S3::Bucket\n    Properties:\n      \
             VersioningConfiguration: {{Status: {more}}}\n"
        )
    };
    let another = |text: &str| format!("another program fills in `{text}` before CloudFormation reads the template");
    let suspended = "T NON_COMPLIANT";
    let json = "{\"Resources\": {\"T\": {\"Type\": \"AWS::S3::Bucket\",";
    for (name, text, row, message) in [
        // As somebody meant it, and told as what it is.
        ("t.json", &*format!("{json} // comment\n\"Properties\": {{}}}}}}}}"), suspended, "this is not JSON: "),
        ("t.template", &format!("{json} /* comment */ \"Properties\": {{}}}}}}}}"), suspended, "this is not JSON: "),
        ("t.json", &format!("{json}}}}},}}"), suspended, "this is not JSON: "),
        ("t.yaml", &format!("{json}}}}},}}"), suspended, ""),
        ("t.yaml", &bucket("'${self:custom.v}'"), "T INSUFFICIENT_DATA", &another("${self:custom.v}")),
        ("t.yaml", &bucket("\"${opt:v, 'Enabled'}\""), "T INSUFFICIENT_DATA", &another("${opt:v, 'Enabled'}")),
        ("t.yaml", &bucket("'{{ status }}'"), "T INSUFFICIENT_DATA", &another("{{ status }}")),
        ("t.yaml", &bucket("'{{resolve:ssm:status}}'"), "T INSUFFICIENT_DATA", ""),
        (
            "t.yaml",
            &format!(
                "{}  D: {{Type: AWS::SSM::Document, Properties: {{Content: '{{{{ x }}}}'}}}}\n",
                bucket("Enabled")
            ),
            "T COMPLIANT",
            "",
        ),
        (
            "t.yaml",
            &format!("{}  D: {{Type: AWS::S3::Buckets}}\n", bucket("Enabled")),
            "T COMPLIANT",
            "nothing is known of the type `AWS::S3::Buckets`: `D` is not judged",
        ),
        ("t.yaml", &format!("{}  D: {{Type: AWS::WAF::WebACL}}\n", bucket("Enabled")), "T COMPLIANT", ""),
        (
            "t.yaml",
            &format!("{}  D: {{Type: A::B::C, Properties: {{Id: 012345670123}}}}\n", bucket("Enabled")),
            "T COMPLIANT",
            "`012345670123` of `Id` is no account: YAML reads it in base 8, as the number 1402433619",
        ),
    ] {
        let analysis = analysed(&[(name, text)], &["."]);
        assert_eq!(rows(&analysis), [row], "{text} {:?}", told(&analysis));
        let told = told(&analysis);
        let is_told = told.len() == usize::from(!message.is_empty()) && told.iter().all(|it| it.starts_with(message));
        assert!(is_told, "{text} {told:?}");
        let fails = analysis.problems.iter().any(|it| it.kind.is_error());
        assert_eq!(fails, message.starts_with("this is not JSON"), "{text}");
    }
}

#[test]
fn utf16_is_read_where_the_language_takes_it() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units: Vec<u16> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).collect();
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
    };
    let plan = include_str!("../data/plan/code/plan.json");
    let rows_of = |name: &str, bytes: Vec<u8>| {
        let analysis = analysed_bytes(&[(name, bytes)], &["."]);
        (rows(&analysis), analysis.problems.iter().any(|it| it.kind.is_error()))
    };
    for (name, text) in
        [("plan.json", plan), ("t.json", TEMPLATE), ("t.yaml", "Resources: {T: {Type: AWS::S3::Bucket}}\n")]
    {
        let as_utf8 = rows_of(name, text.into());
        assert!(!as_utf8.0.is_empty(), "{name}");
        assert_eq!(rows_of(name, utf16(text)), as_utf8, "{name}");
        assert_eq!(rows_of(name, [b"\xef\xbb\xbf", text.as_bytes()].concat()), as_utf8, "{name}");
    }
    // Terraform refuses it, and so it is told.
    assert_eq!(rows_of("b.tf", utf16(BUCKET)), (vec!["aws_s3_bucket.b NON_COMPLIANT".to_owned()], true));
}

#[test]
fn modules_that_are_not_installed_are_one_note_of_a_run() {
    let call = |name: &str| format!("module \"{name}\" {{\n  source = \"example/{name}/aws\"\n}}\n{BUCKET}");
    let names = ["a", "b", "c", "d", "e", "f"];
    let texts: Vec<_> = names.iter().map(|name| (format!("{name}/main.tf"), call(name))).collect();
    let files: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let all = analysed(&files, &["."]);
    assert_eq!(
        told(&all),
        ["6 modules are called that are not installed here: `module.a` (example/a/aws), `module.b` (example/b/aws), \
          `module.c` (example/c/aws), `module.d` (example/d/aws), `module.e` (example/e/aws) and 1 more"]
    );
    let one = analysed(&files[..1], &["."]);
    assert_eq!(told(&one), ["a module is called that is not installed here: `module.a` (example/a/aws)"]);
    assert_eq!(one.problems[0].file, "a/main.tf");
}

#[test]
fn a_file_of_nothing_but_resources_may_be_a_part_of_a_template() {
    let part = "Resources:\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Other}}\n";
    let kinds = |text: &str| {
        let analysis = analysed(&[("t.yaml", text)], &["."]);
        analysis.problems.iter().map(|it| (it.kind.as_str(), it.message.clone())).collect::<Vec<_>>()
    };
    let message = "`Other` is not declared in this file, which may be a part of a template";
    assert_eq!(kinds(part), [("note", message.to_owned())]);
    let whole = format!("AWSTemplateFormatVersion: 2010-09-09\n{part}");
    assert_eq!(kinds(&whole), [("invalid", "`Other` is not declared in this template".to_owned())]);
}

#[test]
fn the_hook_runs_whatever_a_commit_touches() {
    let hook = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml")).unwrap();
    // pre-commit counts no file that is deleted: a pattern would pass over a commit that deletes an access block.
    assert!(hook.contains("\n  always_run: true\n") && hook.contains("\n  pass_filenames: false\n"), "{hook}");
    assert!(!hook.contains("\n  files:"), "{hook}");
}

#[test]
fn a_source_is_put_together_of_what_is_known_beforehand() {
    let root = "variable \"flavour\" {\n  default = \"plain\"\n}\nlocals {\n  base = \"../mods\"\n  all = { x = \"../mods/fancy\" }\n}\n\
                module \"a\" {\n  source = \"${local.base}/${var.flavour}\"\n}\nmodule \"b\" {\n  source = local.all[\"x\"]\n}\n\
                module \"c\" {\n  source = var.flavour == \"plain\" ? \"../mods/plain\" : local.all.x\n}\n\
                module \"d\" {\n  source = \"../shared\"\n  which = var.flavour\n}\n";
    let shared = "variable \"which\" {}\nmodule \"in\" {\n  source = \"../mods/${var.which}\"\n}\n";
    let (plain, fancy) = (BUCKET.replace("\"b\"", "\"plain\""), BUCKET.replace("\"b\"", "\"fancy\""));
    let files = [
        ("root/main.tf", root),
        ("shared/main.tf", shared),
        ("mods/plain/main.tf", plain.as_str()),
        ("mods/fancy/main.tf", fancy.as_str()),
    ];
    let judged = |more: &[(&str, &str)]| {
        let analysis = analysed(&[&files[..], more].concat(), &["."]);
        let mut rows: Vec<_> =
            rows(&analysis).into_iter().map(|row| row.split(' ').next().unwrap().to_owned()).collect();
        rows.sort();
        (rows, told(&analysis).into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let by = |a: &str, c: &str, d: &str| {
        let rows = [("a", a), ("b", "fancy"), ("c", c), ("d.module.in", d)];
        rows.map(|(call, bucket)| format!("module.{call}.aws_s3_bucket.{bucket}")).to_vec()
    };
    assert_eq!(judged(&[]), (by("plain", "plain", "plain"), Vec::new()));
    let given = ("root/terraform.tfvars", "flavour = \"fancy\"\n");
    // Nothing calls the other one any longer.
    let mut rows = by("fancy", "fancy", "fancy");
    rows.insert(0, "aws_s3_bucket.plain".to_owned());
    assert_eq!(judged(&[given]), (rows, Vec::new()));
    let twice = ("root/more.tf", "module \"e\" {\n  source = \"../shared\"\n  which = \"fancy\"\n}\n");
    let (rows, told) = judged(&[twice]);
    assert!(!rows.iter().any(|row| row.contains("module.in")), "{rows:?}");
    assert_eq!(told, ["the source of `module.in` is not written as plain text"]);
}

#[test]
fn what_another_program_fills_in_is_a_note() {
    let kinds = |text: &str| {
        let analysis = analysed(&[("t.yaml", text)], &["."]);
        analysis.problems.iter().map(|it| (it.kind.as_str(), it.message.clone())).collect::<Vec<_>>()
    };
    let module = "Resources:\n  B: {Type: AWS::S3::Bucket}\n  M: {Type: !Rain::Module ./m.yaml}\n";
    let message = "`M` is not judged: another program gives its type by `Rain::Module`";
    assert_eq!(kinds(module), [("note", message.to_owned())]);
    let rules = |assert: &str, default: &str| {
        format!(
            "Parameters:\n  Subnets: {{Type: 'List<AWS::EC2::Subnet::Id>'}}\n  Vpc: {{Type: AWS::EC2::VPC::Id}}\n  Mode: {{Type: String, \
             Default: {default}}}\nRules: {{R: {{Assertions: [{{Assert: {assert}}}]}}}}\nResources: {{B: {{Type: AWS::S3::Bucket}}}}\n"
        )
    };
    let members = "{Fn::EachMemberEquals: [!ValueOf [Subnets, VpcId], !Ref Vpc]}";
    let all = "{Fn::EachMemberIn: [!ValueOfAll ['AWS::EC2::Subnet::Id', VpcId], !RefAll 'AWS::EC2::VPC::Id']}";
    assert_eq!((kinds(&rules(members, "x")), kinds(&rules(all, "x"))), (Vec::new(), Vec::new()));
    let broken = "the defaults of the parameters break the rule `R`: whoever deploys gives others";
    assert_eq!(kinds(&rules("!Equals [!Ref Mode, 'yes']", "x")), [("note", broken.to_owned())]);
}

#[test]
fn sources_that_are_put_together_are_bounded() {
    let chain: String = (1..40).map(|at| format!("  l{at} = local.l{}\n", at - 1)).collect();
    let deep = format!("locals {{\n  l0 = \"../m\"\n{chain}}}\nmodule \"a\" {{\n  source = local.l39\n}}\n");
    let analysis = analysed(&[("root/main.tf", &deep), ("m/main.tf", BUCKET)], &["."]);
    assert_eq!(told(&analysis), ["the source of `module.a` is not written as plain text"]);
    let calls: String =
        (0..1100).map(|at| format!("module \"m{at}\" {{\n  source = \"../s\"\n  to = \"m\"\n}}\n")).collect();
    let shared = "variable \"to\" {}\nmodule \"in\" {\n  source = \"../${var.to}\"\n}\n";
    let analysis = analysed(&[("root/main.tf", &calls), ("s/main.tf", shared), ("m/main.tf", BUCKET)], &["."]);
    assert!(
        told(&analysis).contains(&"the source of `module.in` is not written as plain text"),
        "{:?}",
        told(&analysis)
    );
}
