//! Templates of more than one file or with values from outside: each folder of `tests/data/cloudformation` is a case, whose
//! deployment and problems are held against a snapshot.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bucketlint::config::Profile;
use bucketlint::finding::Analysis;
use bucketlint::frontends::cloudformation::CloudFormation;
use bucketlint::frontends::{Input, Inputs, Loaded};
use bucketlint::model::{Presence, Resource};
use bucketlint::source::{Disk, Memory};
use bucketlint::value::{Conditions, Entry, Kind, List, Map, Truth, Value, to_json};

use super::cloudformation::{load, load_with, snapshot};
use super::dump::dump_with;
use super::run::run;

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
fn constraints() {
    case("constraints");
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
fn types() {
    case("types");
}

#[test]
fn documents() {
    case("documents");
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
fn a_given_value_that_its_parameter_does_not_allow_is_told_though_nothing_uses_it() {
    let template =
        "Parameters: {Stage: {Type: String, AllowedValues: [prod]}}\nResources: {A: {Type: AWS::S3::Bucket}}\n";
    let inputs = Inputs { parameters: vec![value("Stage", "qa")], ..Inputs::default() };
    let told = load_with(&[("a.yaml", template)], &inputs).problems;
    let told: Vec<_> = told.iter().map(|problem| (problem.kind.as_str(), problem.message.as_str())).collect();
    assert_eq!(told, [("configuration", "`qa` is not a value that the parameter `Stage` allows")]);
}

#[test]
fn a_value_that_no_template_takes_is_told_once() {
    let template = "Parameters: {Known: {Type: String}}\nResources: {A: {Type: AWS::S3::Bucket}}\n";
    let files = [("a.yaml", template), ("b.yaml", template), ("c.yaml", "Resources: {A: {Type: AWS::S3::Bucket}}\n")];
    let inputs = Inputs { parameters: vec![value("Known", "1"), value("Unknown", "2")], ..Inputs::default() };
    let told: Vec<_> = load_with(&files, &inputs).problems.into_iter().map(|problem| problem.message).collect();
    assert_eq!(told, ["no template has the parameter `Unknown`"]);
}

/// Each `NAME.translated.json` is what SAM's own translator makes of `NAME.yaml`, as `tests/record_sam.py` records it.
#[test]
fn sam_agrees_with_its_own_translator() {
    for name in ["template", "policies", "connectors"] {
        let [ours, theirs] = ["yaml", "translated.json"].map(|ending| {
            let path = format!("tests/data/cloudformation/sam/{name}.{ending}");
            load(&[(&path, &std::fs::read_to_string(&path).unwrap())])
        });
        assert!(ours.problems.is_empty(), "{name}: {:?}", ours.problems);
        let addresses = |loaded: &Loaded| -> BTreeSet<String> {
            let resources = loaded.deployment.resources.iter();
            resources.map(|it| format!("{} {} {}", it.address, it.type_name, when(&it.presence))).collect()
        };
        assert_eq!(addresses(&ours), addresses(&theirs), "{name}");
        for resource in &ours.deployment.resources {
            let theirs = theirs.deployment.resources.iter().find(|it| it.address == resource.address).unwrap();
            let differing = differing(&resource.properties, &theirs.properties);
            assert!(differing.is_empty(), "{}: {differing:?}", resource.address);
        }
    }
}

#[test]
fn connectors_that_lead_nowhere_are_told() {
    let template = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Data: {Type: AWS::S3::Bucket}
  Job:
    Type: AWS::Serverless::Function
    Connectors:
      Typo: {Properties: {Destination: {Id: Dtaa}, Permissions: [Read]}}
      None: {Properties: {Destination: {Arn: x}, Permissions: [Read]}}
      Good: {Properties: {Destination: {Id: Data}, Permissions: [Read]}}
";
    let loaded = load(&[("template.yaml", template)]);
    let told: Vec<_> = loaded.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "the connector `JobTypo` names `Dtaa`, which is not a resource here",
            "the connector `JobNone` needs `Id` or `Type` at both ends"
        ]
    );
    assert!(loaded.deployment.resources.iter().any(|it| &*it.address == "JobGoodPolicy"));
}

fn when(presence: &Presence) -> String {
    match presence {
        Presence::Always => "always".to_owned(),
        Presence::When(condition, is) => format!("{} is {is}", condition.expression),
    }
}

/// The properties of which the one side says something else than the other for sure. Notifications have no order.
fn differing(ours: &Map, theirs: &Map) -> Vec<String> {
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let same = |key: &str| match (ours.get(key), theirs.get(key)) {
        (Some(ours), Some(theirs)) if key == "NotificationConfiguration" => sorted(ours) == sorted(theirs),
        (Some(ours), Some(theirs)) => unwrapped(ours).same(&unwrapped(theirs)) != Truth::False,
        _ => false,
    };
    keys.into_iter().filter(|key| !same(key)).map(ToString::to_string).collect()
}

/// The value with what it holds in place of each list of one in a map: policies mean the same by both.
fn unwrapped(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::List(List { items, rest }) => {
            Kind::List(List { items: items.iter().map(unwrapped).collect(), rest: rest.clone() })
        }
        Kind::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                let value = match &entry.value.kind {
                    Kind::List(List { items, rest: None }) if items.len() == 1 => unwrapped(&items[0]),
                    _ => unwrapped(&entry.value),
                };
                (Arc::clone(key), Entry { value, ..entry.clone() })
            };
            Kind::Map(Map::new(map.iter().map(entry)).with_rest(map.rest.clone()))
        }
        other => other.clone(),
    };
    Value { kind, origin: value.origin.clone() }
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

/// The templates are what aws-cdk-lib makes of two stacks, a nested stack and a stage; the manifests are shortened.
#[test]
fn cdk() {
    case("cdk");
}

#[test]
fn what_a_nested_stack_is_given_may_be_an_import() {
    let nest = |name: &str, import: &str| {
        let given = format!("{{P: !ImportValue {import}}}");
        format!(
            "  {name}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: inner.yaml, Parameters: {given}}}}}\n"
        )
    };
    let root = format!(
        "Resources:\n{}{}Outputs: {{O: {{Value: shared, Export: {{Name: own}}}}}}\n",
        nest("First", "own"),
        nest("Second", "shared-bucket")
    );
    let inner = "Parameters: {P: {Type: String}}\nResources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref P}}}\nOutputs: {O: {Value: !Ref B, Export: {Name: !Sub '${P}-bucket'}}}\n";
    let loaded = load(&[("root.yaml", &root), ("inner.yaml", inner)]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let name = |it: &Resource| it.properties.get("BucketName").and_then(|name| name.as_str().map(str::to_owned));
    let names: Vec<_> = loaded.deployment.resources.iter().map(name).collect();
    assert_eq!(names, [Some("shared".to_owned()), Some("shared".to_owned())]);
}

/// The same of `tests/record_cdk.js`, where nothing but the manifests of assets says which template is nested.
#[test]
fn cdk_assets() {
    case("cdk_assets");
}

/// The analysis of these files in every rule.
pub(super) fn analysis(files: &[(&str, &str)]) -> Analysis {
    run(&Memory::new(files.iter().map(|(path, text)| (*path, *text))), ".", Profile::Config)
}

/// Every problem and verdict of these files, in a line each.
fn verdicts(files: &[(&str, &str)], rule: &str) -> Vec<String> {
    let analysis = analysis(files);
    let problems = analysis.problems.iter().map(|problem| problem.message.clone());
    let judged = analysis.evaluations.iter().filter(|it| it.rule.name == rule).map(|it| {
        let related = it.related.iter().map(|label| format!("; {}", label.message)).collect::<String>();
        format!("{} {}: {}{related}", it.resource, it.compliance, it.message)
    });
    problems.chain(judged).collect()
}

#[test]
fn a_verdict_holds_for_every_deployment_there_can_be_and_says_when() {
    let template = "
Parameters:
  Stage: { Type: String }
  Size: { Type: String, AllowedValues: [Enabled, Suspended] }
  Fine: { Type: String, AllowedValues: [Enabled] }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Equals [!Ref Stage, dev]
  NotProd: !Not [!Condition IsProd]
Resources:
  Some: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: !If [IsProd, { Status: Enabled }, !Ref AWS::NoValue] } }
  Neither: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !If [IsProd, Enabled, !If [IsDev, Enabled, Suspended]] } } }
  Always: { Type: AWS::S3::Bucket, Condition: NotProd, Properties: { VersioningConfiguration: { Status: !If [IsProd, Enabled, Suspended] } } }
  Never: { Type: AWS::S3::Bucket, Condition: IsProd, Properties: { VersioningConfiguration: { Status: !If [IsDev, Suspended, Enabled] } } }
  Own: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !If [NotProd, Suspended, Enabled] } } }
  Choice: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Size } } }
  Two: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !If [IsProd, Suspended, !If [IsDev, Suspended, Enabled]] } } }
  One: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Fine } } }
";
    let otherwise = ", and holds or is open otherwise";
    assert_eq!(
        verdicts(&[("t.yaml", template)], "s3-bucket-versioning-enabled"),
        [
            format!("Some INSUFFICIENT_DATA: the rule is broken when `IsProd` is false{otherwise}"),
            format!(
                "Neither INSUFFICIENT_DATA: the rule is broken when `IsDev` is false and `IsProd` is false{otherwise}; `IsProd` is decided at deployment: `Stage` is a parameter without a default"
            ),
            format!(
                "Two INSUFFICIENT_DATA: the rule is broken when `IsDev` is true, or when `IsProd` is true{otherwise}; `IsProd` is decided at deployment: `Stage` is a parameter without a default"
            ),
            format!("Own INSUFFICIENT_DATA: the rule is broken when `NotProd` is true{otherwise}"),
            "Always NON_COMPLIANT: versioning is not enabled when `IsProd` is false".to_owned(),
            "Never COMPLIANT: the rule holds".to_owned(),
            format!("Choice INSUFFICIENT_DATA: the rule is broken when `Size = Enabled` is false{otherwise}"),
            "One COMPLIANT: the rule holds".to_owned(),
        ]
    );
}

#[test]
fn conditions_look_up_keys_that_mappings_have() {
    let of = |options: &str| {
        let template = format!(
            "
Transform: AWS::LanguageExtensions
Parameters: {{ Stage: {{ Type: String }} }}
Mappings: {{ Stages: {{ prod: {{ Kept: 'yes' }}, dev: {{ Kept: 'no' }} }} }}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsKept: !And [!Equals [!FindInMap [Stages, !Ref Stage, Kept{options}], 'yes'], !Equals [a, a]]
Resources:
  Key: {{ Type: AWS::S3::Bucket, Properties: {{ VersioningConfiguration: {{ Status: !If [IsKept, Enabled, !If [IsDev, Enabled, Suspended]] }} }} }}
"
        );
        verdicts(&[("t.yaml", &template)], "s3-bucket-versioning-enabled").join("\n")
    };
    assert_eq!(of(""), "Key COMPLIANT: the rule holds");
    let open = "Key INSUFFICIENT_DATA: the rule is broken when `IsDev` is false and `IsKept` is false";
    assert!(of(", { DefaultValue: 'no' }").starts_with(open));
}

#[test]
fn a_policy_in_one_template_meets_its_bucket_in_another() {
    let buckets = "
Resources:
  Data: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false } } }
Outputs:
  Name: { Value: !Ref Data, Export: { Name: shared-bucket } }
";
    let policies = "
Resources:
  Data: { Type: AWS::S3::Bucket }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !ImportValue shared-bucket
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub ['arn:aws:s3:::${b}/*', { b: !ImportValue shared-bucket }] }]
";
    let said = verdicts(&[("a.yaml", buckets), ("b.yaml", policies)], "s3-bucket-public-read-prohibited");
    let wanted = ["Data COMPLIANT: the rule holds", "Data NON_COMPLIANT: the public can read or list this bucket"];
    assert_eq!(said, wanted, "the policy stands in the second file, and so does its finding");
}

#[test]
fn an_import_that_several_stacks_may_export_leaves_their_buckets_open() {
    let exporter = |bucket: &str, name: &str| {
        format!(
            "Resources:\n  {bucket}: {{ Type: AWS::S3::Bucket }}\nOutputs:\n  Name: {{ Value: !Ref {bucket}, Export: {{ Name: {name} }} }}\n"
        )
    };
    let importer = |name: &str| {
        format!(
            "Parameters: {{ Of: {{ Type: String }} }}\nResources:\n  App: {{ Type: AWS::S3::Bucket, Properties: {{ LoggingConfiguration: {{ DestinationBucketName: !ImportValue {name} }} }} }}\n"
        )
    };
    let of = |one: &str, other: &str, import: &str| {
        let files =
            [("a.yaml", exporter("One", one)), ("b.yaml", exporter("Two", other)), ("c.yaml", importer(import))];
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        let said = verdicts(&files, "s3-bucket-logging-enabled");
        said.iter().map(|line| line.split(',').next().unwrap_or(line).to_owned()).collect::<Vec<_>>().join("\n")
    };
    let said = [
        of("logs", "other", "logs"),
        of("logs", "logs", "logs"),
        of("!Sub '${AWS::StackName}-logs'", "!Sub '${AWS::StackName}-data'", "{ 'Fn::Sub': '${Of}-logs' }"),
        of("!Sub '${AWS::StackName}-logs'", "!Sub '${AWS::StackName}-logs'", "{ 'Fn::Sub': '${Of}-logs' }"),
        of("!Sub '${AWS::StackName}-logs'", "other", "app-logs"),
        of("logs", "other", "neither"),
        of("logs", "other", "{ Ref: Of }"),
        of("logs", "other", "{ 'Fn::If': [Unset, logs, other] }"),
    ];
    snapshot("imports", &said.join("\n\n"));
    let open_with = |count: usize| {
        let names: Vec<_> = (0..count).map(|at| format!("e{at}.yaml")).collect();
        let texts: Vec<_> = (0..count).map(|at| exporter(&format!("B{at}"), "logs")).collect();
        let app = importer("logs");
        let files = names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str()));
        let files: Vec<_> = files.chain([("app.yaml", app.as_str())]).collect();
        let said = verdicts(&files, "s3-bucket-logging-enabled");
        said.iter().filter(|line| line.contains("INSUFFICIENT_DATA")).count()
    };
    assert_eq!([open_with(8), open_with(9)], [8, 0], "more exporters are not read together with what imports them");
}

#[test]
fn properties_that_are_a_choice_are_read_in_each_of_its_branches() {
    let template = "
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod], IsDev: !Equals [!Ref Stage, dev] }
Resources:
  Both: { Type: AWS::S3::Bucket, Properties: !If [IsProd, { VersioningConfiguration: { Status: Enabled } }, { BucketName: b, VersioningConfiguration: { Status: Enabled } }] }
  One: { Type: AWS::S3::Bucket, Properties: !If [IsProd, { VersioningConfiguration: { Status: Enabled } }, !Ref AWS::NoValue] }
  Nested: { Type: AWS::S3::Bucket, Properties: !If [IsProd, { VersioningConfiguration: { Status: Enabled } }, !If [IsDev, { Tags: [] }, { VersioningConfiguration: { Status: Enabled } }]] }
  Never: { Type: AWS::S3::Bucket, Condition: IsProd, Properties: !If [IsDev, { BucketName: b }, { VersioningConfiguration: { Status: Enabled } }] }
  Included: { Type: AWS::S3::Bucket, Properties: !If [IsProd, { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: on.yaml } } }, { BucketName: b }] }
  Beside: { Type: AWS::S3::Bucket, Properties: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: on.yaml } }, 'Fn::If': [IsProd, { BucketName: b }, { Tags: [] }] } }
  Macro: { Type: AWS::S3::Bucket, Properties: !If [IsProd, { 'Fn::Transform': { Name: Own } }, { VersioningConfiguration: { Status: Enabled } }] }
  Other: { Type: AWS::S3::Bucket, Properties: !If [IsProd, !Ref Stage, { VersioningConfiguration: { Status: Enabled } }] }
";
    let files = [("t.yaml", template), ("on.yaml", "VersioningConfiguration: { Status: Enabled }")];
    snapshot("properties", &verdicts(&files, "s3-bucket-versioning-enabled").join("\n"));
}

#[test]
fn findings_name_the_construct_and_the_place_of_nesting() {
    let parent = "Resources: {Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: inner.yaml}}}\n";
    let inner = "Resources: {Data: {Type: 'AWS::S3::Bucket', Metadata: {'aws:cdk:path': App/Data/Resource}}}\n";
    let said = verdicts(&[("parent.yaml", parent), ("inner.yaml", inner)], "s3-bucket-versioning-enabled");
    let labels = "made by the construct `App/Data/Resource`; nested as `Inner` here";
    assert_eq!(said, [format!("Inner/Data NON_COMPLIANT: versioning is not enabled; {labels}")]);
}

#[test]
fn parameters_of_two_templates_that_are_read_together_are_two() {
    let template = |own: &str, uses: &str| {
        format!(
            "
Parameters: {{Stage: {{Type: String}}}}
Conditions: {{IsProd: !Equals [!Ref Stage, prod]}}
Resources:
  {own}: {{Type: AWS::S3::Bucket, Condition: IsProd, Properties: {{LoggingConfiguration: !If [IsProd, {{DestinationBucketName: {uses}}}, !Ref AWS::NoValue]}}}}
Outputs: {{Name: {{Value: !Ref {own}, Export: {{Name: {own}}}}}}}
"
        )
    };
    let loaded = load(&[("a.yaml", &template("A", "x")), ("b.yaml", &template("B", "!ImportValue A"))]);
    let mut conditions = Conditions::default();
    loaded.deployment.resources.iter().for_each(|it| it.presence.conditions(&mut conditions));
    let symbols: Vec<_> = conditions.iter().map(|condition| format!("{:?}", condition.symbol)).collect();
    assert_eq!(symbols, ["condition[a.yaml:IsProd]", "condition[b.yaml:IsProd]"]);
}

#[test]
fn a_role_is_meant_by_the_name_that_it_gives_itself() {
    let template = |role: &str| {
        format!(
            "Resources:
  From:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: from
      VersioningConfiguration: {{Status: Enabled}}
      ReplicationConfiguration:
        Role: !GetAtt R.Arn
        Rules: [{{Status: Enabled, Prefix: x, Destination: {{Bucket: 'arn:aws:s3:::to'}}}}]
  To:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: to, VersioningConfiguration: {{Status: Enabled}}}}
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: replication
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: s3.amazonaws.com}}}}]
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [{role}]
      PolicyDocument:
        Statement:
          - {{Effect: Allow, Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: 'arn:aws:s3:::from'}}
          - {{Effect: Allow, Action: 's3:GetObjectVersion*', Resource: 'arn:aws:s3:::from/*'}}
          - {{Effect: Allow, Action: 's3:Replicate*', Resource: 'arn:aws:s3:::to/*'}}
"
        )
    };
    let judged = |role: &str| {
        let fs = Memory::new([("t.yaml", template(role))]);
        super::links::verdicts(&fs, ".", "s3-bucket-replication-works").lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(judged("!Ref R"), "From COMPLIANT");
    assert_eq!(judged("replication"), "From COMPLIANT");
    assert_eq!(judged("other"), "From NON_COMPLIANT");
}
