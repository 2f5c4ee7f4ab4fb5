//! How long large templates take: one of 500 resources with conditions and nested stacks, and 20 MB of JSON.
//!
//! `cargo bench --bench cloudformation` prints the median of several runs. The large template must take about twice what
//! half of it takes.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints its figures and stops at a surprise"
)]

mod measure;

use std::fmt::Write as _;

use bucketlint::finding::Analysis;
use bucketlint::source::Memory;
use measure::{run, time};

/// Resources of the template, without those in nested stacks.
const RESOURCES: usize = 500;
const CONDITIONS: usize = 40;
/// Nested stacks among the resources.
const STACKS: usize = 10;
/// Resources of each nested stack.
const NESTED: usize = 20;

fn main() {
    measured("a template of 500 resources", &[("main.yaml", &template()), ("nested.yaml", &nested())]);
    measured("half of it", &[("main.yaml", &template_of(RESOURCES / 2)), ("nested.yaml", &nested())]);
    measured("20 MB of JSON", &[("large.json", &json())]);
}

fn measured(title: &str, files: &[(&str, &str)]) {
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{title}: {:.1} MB", bytes as f64 / 1e6);
    let fs = Memory::new(files.iter().copied());
    let mut last = Analysis::default();
    time("the whole run", || last = run(&fs));
    let (evaluations, problems) = (last.evaluations.len(), last.problems.len());
    println!("  {} resources, {evaluations} evaluations, {problems} problems", last.resources);
}

fn template() -> String {
    template_of(RESOURCES)
}

fn template_of(resources: usize) -> String {
    let mut text = HEAD.to_owned();
    for at in 0..CONDITIONS {
        writeln!(text, "  C{at}: !Equals [!Ref P{}, v{at}]", at % 4).unwrap();
    }
    text.push_str("Resources:\n");
    for at in 0..STACKS {
        text.push_str(&STACK.replace("NUMBER", &at.to_string()));
    }
    for at in 0..(resources - STACKS) / 5 {
        let condition = format!("C{}", at % CONDITIONS);
        text.push_str(&GROUP.replace("NUMBER", &at.to_string()).replace("CONDITION", &condition));
    }
    text
}

fn nested() -> String {
    let mut text = "Parameters:\n  Target: {Type: String}\n  Stage: {Type: String}\nResources:\n".to_owned();
    for at in 0..NESTED {
        text.push_str(&BUCKET.replace("NUMBER", &at.to_string()));
    }
    text
}

fn json() -> String {
    let documentation = "x".repeat(600);
    let bucket = |at: usize| {
        format!(
            r#""B{at}": {{"Type": "AWS::S3::Bucket", "Properties": {{"BucketName": {{"Fn::Sub": "data-${{AWS::AccountId}}-{at}"}}, "VersioningConfiguration": {{"Status": "Enabled"}}}}, "Metadata": {{"Note": "{documentation}"}}}}, "F{at}": {{"Type": "AWS::Lambda::Function", "Properties": {{"Role": {{"Fn::GetAtt": ["R", "Arn"]}}, "Code": {{"ZipFile": {{"Fn::Join": ["", ["a", {{"Ref": "B{at}"}}, "{documentation}"]]}}}}}}}}"#
        )
    };
    let resources: Vec<_> = (0..12_500).map(bucket).collect();
    format!("{{\"Resources\": {{{}}}}}", resources.join(",\n"))
}

const HEAD: &str = "
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  P0: {Type: String}
  P1: {Type: String, AllowedValues: [v1, v5, v9, other]}
  P2: {Type: String, Default: v2}
  P3: {Type: String}
Mappings:
  Names: {eu: {name: europe}, us: {name: america}}
Conditions:
";

const STACK: &str = "
  StackNUMBER:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested.yaml
      Parameters: {Target: !Ref DataNUMBER, Stage: !If [C1, prod, dev]}
";

const GROUP: &str = "
  DataNUMBER:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub data-NUMBER-${P0}-${AWS::AccountId}
      VersioningConfiguration: {Status: !If [CONDITION, Enabled, Suspended]}
      LoggingConfiguration: {DestinationBucketName: !Ref Data0, LogFilePrefix: !Join [/, [logs, NUMBER]]}
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !GetAtt KeyNUMBER.Arn}
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: !If [CONDITION, true, false]
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
  PolicyNUMBER:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref DataNUMBER
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: TlsOnly
            Effect: Deny
            Principal: '*'
            Action: 's3:*'
            Resource: [!GetAtt DataNUMBER.Arn, !Sub '${DataNUMBER.Arn}/*']
            Condition: {Bool: {'aws:SecureTransport': false}}
          - Effect: Allow
            Principal: {AWS: !If [CONDITION, !GetAtt RoleNUMBER.Arn, !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root']}
            Action: ['s3:GetObject', 's3:PutObject']
            Resource: !Sub '${DataNUMBER.Arn}/*'
  KeyNUMBER:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}
  RoleNUMBER:
    Type: AWS::IAM::Role
    Condition: CONDITION
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
  TopicNUMBER:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !FindInMap [Names, eu, name]}
";

const BUCKET: &str = "
  BucketNUMBER:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub ${AWS::StackName}-NUMBER
      LoggingConfiguration: {DestinationBucketName: !Ref Target}
      Tags: [{Key: stage, Value: !Ref Stage}]
";
