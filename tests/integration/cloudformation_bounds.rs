//! Templates that ask for more than anyone would write: each ends at once, with a word.

use std::fmt::Write as _;

use bucketlint::finding::Compliance;

use super::cloudformation::load;
use super::cloudformation_stacks::analysis;

/// What is said of these files.
fn said(files: &[(&str, &str)]) -> String {
    let loaded = load(files);
    loaded.problems.iter().map(|it| format!("{}: {}\n", it.kind.as_str(), it.message)).collect()
}

const HEAD: &str = "Transform: AWS::LanguageExtensions\n";

#[test]
fn long_chains_of_references_end() {
    let mut text = String::from("Resources:\n");
    for at in 0..10_000 {
        writeln!(text, "  B{at}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Ref B{}}}}}", at + 1).unwrap();
    }
    let said = said(&[("t.yaml", &text)]);
    assert!(said.contains("limit: values nest deeper than"), "{}", said.lines().take(3).collect::<String>());
}

#[test]
fn references_in_a_circle_end() {
    let bucket =
        |name: &str, of: &str| format!("  {name}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Ref {of}}}}}\n");
    let text = format!("Resources:\n{}{}{}", bucket("A", "B"), bucket("B", "C"), bucket("C", "A"));
    assert_eq!(said(&[("t.yaml", &text)]), "invalid: `B` refers to itself\n");
}

#[test]
fn patterns_that_multiply_decide_nothing() {
    let pattern = (0..8).fold("a".to_owned(), |inner, _| format!("({inner}){{1,100}}"));
    let text = format!(
        "Parameters: {{P: {{Type: String, AllowedPattern: '{pattern}', Default: b}}, Q: {{Type: String, AllowedPattern: a, Default: b}}}}\nResources: {{B: {{Type: AWS::S3::Bucket}}}}\n"
    );
    assert_eq!(said(&[("t.yaml", &text)]), "invalid: `b` does not match `a`, the pattern of the parameter `Q`\n");
}

#[test]
fn stack_sets_are_told() {
    let text = "Conditions: {No: !Equals [a, b]}\nResources:\n  S: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: '{}'}}\n  T: {Type: AWS::CloudFormation::StackSet, Condition: No}\n";
    assert_eq!(said(&[("t.yaml", text)]), "note: what a stack set deploys is not followed: `S`\n");
}

#[test]
fn long_chains_of_conditions_end() {
    for back in [false, true] {
        let mut text = String::from("Parameters: {P: {Type: String}}\nConditions:\n");
        for at in 0..10_000 {
            let at = if back { 10_000 - at } else { at + 1 };
            writeln!(text, "  C{at}: !Not [!Condition C{}]", at - 1).unwrap();
        }
        text.push_str("  C0: !Equals [!Ref P, x]\nResources: {B: {Type: AWS::S3::Bucket, Condition: C10000}}\n");
        let said = said(&[("t.yaml", &text)]);
        assert!(said.contains("limit: conditions refer to each other deeper than"), "{said}");
    }
}

#[test]
fn texts_that_double_end() {
    let mut text = String::from("Resources:\n  B0: {Type: AWS::S3::Bucket, Properties: {BucketName: abcdefgh}}\n");
    for at in 1..60 {
        let name = format!("!Sub \"${{B{0}}}${{B{0}}}\"", at - 1);
        writeln!(text, "  B{at}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}").unwrap();
    }
    let said = said(&[("t.yaml", &text)]);
    assert!(said.contains("limit: texts grow beyond"), "{said}");
}

#[test]
fn loops_that_multiply_end() {
    let items = (0..100).map(|at| format!("a{at}")).collect::<Vec<_>>().join(",");
    let mut body = "{\"${A}${B}${C}${D}\": {Type: \"AWS::S3::Bucket\"}}".to_owned();
    for name in ["D", "C", "B", "A"] {
        body = format!("{{\"Fn::ForEach::{name}\": [{name}, [{items}], {body}]}}");
    }
    let said = said(&[("t.yaml", &format!("{HEAD}Resources: {body}\n"))]);
    assert!(said.contains("limit: `Fn::ForEach::"), "{}", said.lines().take(3).collect::<String>());
}

#[test]
fn stacks_that_multiply_end() {
    let nest = |inner: &str| -> String {
        let stack =
            |at: usize| format!("S{at}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {inner}}}}}");
        format!("Resources: {{{}}}\n", (0..10).map(stack).collect::<Vec<_>>().join(", "))
    };
    let (a, b, c, d) = (nest("b.yaml"), nest("c.yaml"), nest("d.yaml"), nest("e.yaml"));
    let files = [
        ("a.yaml", a.as_str()),
        ("b.yaml", &b),
        ("c.yaml", &c),
        ("d.yaml", &d),
        ("e.yaml", "Resources: {B: {Type: AWS::S3::Bucket}}\n"),
    ];
    let said = said(&files);
    assert!(
        said.contains("limit: more stacks are nested than are followed"),
        "{}",
        said.lines().take(3).collect::<String>()
    );
}

#[test]
fn stacks_that_nest_each_other_are_told() {
    let nest = |inner: &str| {
        format!(
            "Resources: {{S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {inner}}}}}, B: {{Type: AWS::S3::Bucket}}}}\n"
        )
    };
    let (a, b) = (nest("b.yaml"), nest("a.yaml"));
    assert_eq!(said(&[("a.yaml", &a), ("b.yaml", &b)]), "invalid: the stack `S` nests its own template\n");
}

#[test]
fn stacks_that_ask_each_other_for_outputs_end() {
    let stack = |file: &str, of: &str| {
        format!(
            "{{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {file}, Parameters: {{P: !GetAtt {of}.Outputs.O}}}}}}"
        )
    };
    let root = format!("Resources: {{A: {}, B: {}}}\n", stack("a.yaml", "B"), stack("a.yaml", "A"));
    let inner =
        "Parameters: {P: {Type: String}}\nResources: {D: {Type: AWS::S3::Bucket}}\nOutputs: {O: {Value: !Ref P}}\n";
    let said = said(&[("root.yaml", &root), ("a.yaml", inner)]);
    assert!(said.contains("invalid: `A` refers to itself"), "{said}");
}

#[test]
fn exports_that_import_each_other_end() {
    let template = |own: &str, other: &str| {
        format!(
            "Resources: {{B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !ImportValue {other}}}}}}}\nOutputs: {{O: {{Value: !ImportValue {other}, Export: {{Name: {own}}}}}}}\n"
        )
    };
    let (a, b) = (template("a", "b"), template("b", "a"));
    let said = said(&[("a.yaml", &a), ("b.yaml", &b)]);
    assert!(said.contains("refers to itself"), "{said}");
}

#[test]
fn conditions_past_counting_are_not_decided() {
    let mut text = String::from("Parameters:\n");
    (0..40).for_each(|at| writeln!(text, "  P{at}: {{Type: String}}").unwrap());
    text.push_str("Conditions:\n");
    (0..40).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P{at}, x]").unwrap());
    text.push_str("Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n");
    (0..40).for_each(|at| writeln!(text, "        - {{Key: k{at}, Value: !If [C{at}, a, b]}}").unwrap());
    text.push_str("      VersioningConfiguration: {Status: !If [C0, Enabled, Suspended]}\n  One:\n    Type: AWS::S3::Bucket\n    Properties: {VersioningConfiguration: {Status: !If [C0, Enabled, Suspended]}}\n");
    let analysis = analysis(&[("t.yaml", &text)]);
    let versioning = analysis.evaluations.iter().filter(|it| it.rule.name == "s3-bucket-versioning-enabled");
    let verdicts: Vec<_> = versioning.map(|it| (it.compliance, !it.unresolved.is_empty())).collect();
    assert_eq!(verdicts, [(Compliance::InsufficientData, true), (Compliance::InsufficientData, true)]);
}

#[test]
fn forty_conditions_over_one_parameter_are_decided() {
    let mut text = String::from("Parameters: {P: {Type: String}}\nConditions:\n");
    (0..40).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P, x{at}]").unwrap());
    text.push_str("Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n");
    (0..40).for_each(|at| writeln!(text, "        - {{Key: k{at}, Value: !If [C{at}, a, b]}}").unwrap());
    text.push_str("      VersioningConfiguration: {Status: Enabled}\n");
    let analysis = analysis(&[("t.yaml", &text)]);
    let versioning = analysis.evaluations.iter().find(|it| it.rule.name == "s3-bucket-versioning-enabled").unwrap();
    assert_eq!(versioning.compliance, Compliance::Compliant);
}

#[test]
fn choices_that_multiply_end() {
    let mut text = String::from("Parameters:\n");
    (0..20).for_each(|at| writeln!(text, "  P{at}: {{Type: String}}").unwrap());
    text.push_str("Conditions:\n");
    (0..20).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P{at}, x]").unwrap());
    let parts = (0..20).map(|at| format!("!If [C{at}, a, b]")).collect::<Vec<_>>().join(", ");
    writeln!(text, "Resources: {{B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Join [\"\", [{parts}]]}}}}}}")
        .unwrap();
    assert_eq!(said(&[("t.yaml", &text)]), "");
}

#[test]
fn a_json_template_of_twenty_megabytes_is_read() {
    let bucket = |at: usize| {
        format!(
            "\"B{at}\": {{\"Type\": \"AWS::SNS::Topic\", \"Properties\": {{\"DisplayName\": \"{}\"}}}}",
            "x".repeat(900)
        )
    };
    let resources = (0..20_000).map(bucket).collect::<Vec<_>>().join(",\n");
    let text = format!("{{\"Resources\": {{{resources},\n\"Data\": {{\"Type\": \"AWS::S3::Bucket\"}}}}}}");
    let loaded = load(&[("t.json", &text)]);
    assert_eq!(loaded.deployment.resources.len(), 1);
}

/// Every template of the fixtures, cut off anywhere, with a line left out, and with a line that stands for another.
#[test]
fn broken_templates_are_survived() {
    let templates = [
        include_str!("../data/cloudformation/template.yaml"),
        include_str!("../data/cloudformation/loops/template.yaml"),
        include_str!("../data/cloudformation/nested/parent.yaml"),
        include_str!("../data/cloudformation/sam/template.yaml"),
        include_str!("../data/cloudformation/types/template.yaml"),
        include_str!("../data/cloudformation/rules/template.yaml"),
    ];
    for template in templates {
        for cut in (0..template.len()).step_by(61) {
            load(&[("t.yaml", &template[..cut])]);
        }
        let lines: Vec<_> = template.lines().collect();
        for at in 0..lines.len() {
            let without: Vec<_> = lines.iter().enumerate().filter(|(it, _)| *it != at).map(|(_, line)| *line).collect();
            load(&[("t.yaml", &without.join("\n"))]);
            let mut swapped = lines.clone();
            swapped[at] = lines[(at * 7 + 3) % lines.len()];
            load(&[("t.yaml", &swapped.join("\n"))]);
        }
    }
}

#[test]
fn functions_in_each_others_places_are_survived() {
    let pairs = include_str!("../data/cloudformation/intrinsics.txt");
    let (around, pairs) = pairs.split_once("\n----------\n").unwrap();
    let values: Vec<_> =
        pairs.lines().filter(|it| !it.starts_with(['#', 'w'])).filter_map(|it| Some(it.split_once('\t')?.0)).collect();
    let long = |name: &str, value: &str| format!("{{\"Fn::{name}\": {value}}}");
    for name in [
        "Sub",
        "Join",
        "Select",
        "Split",
        "FindInMap",
        "If",
        "Base64",
        "Cidr",
        "GetAZs",
        "ImportValue",
        "GetAtt",
        "Length",
    ] {
        for (at, value) in values.iter().enumerate().step_by(9) {
            let other = values[(at * 13 + 5) % values.len()];
            for probe in [
                long(name, value),
                long(name, &format!("[{value}, {other}]")),
                long(name, &format!("[{other}, {value}, {value}]")),
            ] {
                load(&[(
                    "t.yaml",
                    &format!("{around}\n  Probe: {{Type: AWS::S3::Bucket, Properties: {{Probe: {probe}}}}}\n"),
                )]);
            }
        }
    }
}
