//! Names that are taken apart and joined again are the names that they were; loops that only some deployments go
//! through make what is there on that condition.

use bucketlint::source::Memory;

use super::links::verdicts;

const VERSIONING: &str = "s3-bucket-versioning-enabled";
const READ: &str = "s3-bucket-public-read-prohibited";

#[test]
fn a_name_taken_out_of_an_attribute_of_the_bucket_is_its_name() {
    let buckets = [
        ("own", "bucket = \"own\""),
        ("generated", ""),
        ("prefixed", "bucket_prefix = \"logs-\""),
        ("given", "bucket = var.name"),
        ("joined", "bucket = \"${var.name}-x\""),
    ];
    for expression in [
        "split(\":::\", aws_s3_bucket.b.arn)[1]",
        "element(split(\":\", aws_s3_bucket.b.arn), 5)",
        "reverse(split(\":\", aws_s3_bucket.b.arn))[0]",
        "replace(aws_s3_bucket.b.arn, \"arn:aws:s3:::\", \"\")",
        "trimprefix(aws_s3_bucket.b.arn, \"arn:aws:s3:::\")",
        "provider::aws::arn_parse(aws_s3_bucket.b.arn).resource",
        "replace(aws_s3_bucket.b.bucket_domain_name, \".s3.amazonaws.com\", \"\")",
        "trimsuffix(aws_s3_bucket.b.bucket_domain_name, \".s3.amazonaws.com\")",
        "split(\".s3.\", aws_s3_bucket.b.bucket_regional_domain_name)[0]",
    ] {
        // A name with dots may have these letters in itself.
        let has_dots =
            !expression.contains("bucket_domain_name, \".s3.amazonaws.com\", \"\"") && !expression.contains("\".s3.\"");
        for (kind, name) in buckets.into_iter().filter(|(kind, _)| has_dots || !matches!(*kind, "given" | "joined")) {
            let text = format!(
                "variable \"name\" {{}}\ndata \"aws_region\" \"r\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{\n  {name}\n}}\n\
                 resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = {expression}\n  \
                 versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n"
            );
            let said = verdicts(&Memory::new([("main.tf", text.as_str())]), ".", VERSIONING);
            assert_eq!(said, "aws_s3_bucket.b COMPLIANT", "{kind}: {expression}");
        }
    }
}

#[test]
fn a_name_with_dots_is_not_what_stands_before_the_first() {
    let text = "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.name\n}\n\
                resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = split(\".\", aws_s3_bucket.b.bucket_domain_name)[0]\n  \
                versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n";
    let said = verdicts(&Memory::new([("main.tf", text)]), ".", VERSIONING);
    assert!(said.starts_with("aws_s3_bucket.b INSUFFICIENT_DATA"), "{said}");
}

#[test]
fn a_template_takes_names_apart_as_well() {
    for (name, taken) in [
        ("", "!Select [5, !Split [':', !GetAtt B.Arn]]"),
        ("", "!Select [1, !Split [':::', !GetAtt B.Arn]]"),
        ("BucketName: !Ref Name", "!Select [5, !Split [':', !GetAtt B.Arn]]"),
        ("BucketName: !Sub '${Name}-x'", "!Select [1, !Split [':::', !GetAtt B.Arn]]"),
        ("", "!Select [0, !Split ['.', !GetAtt B.RegionalDomainName]]"),
        ("", "!Select [0, !Split ['.s3.', !GetAtt B.DomainName]]"),
        ("", "!Select [0, !Split ['.s3.dualstack.', !GetAtt B.DualStackDomainName]]"),
        ("", "!Join ['', [!Select [5, !Split [':', !GetAtt B.Arn]]]]"),
    ] {
        let text = format!(
            "Parameters: {{Name: {{Type: String}}}}\nResources:\n  B: {{Type: AWS::S3::Bucket, Properties: {{{name}}}}}\n  P:\n    \
             Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: {taken}\n      PolicyDocument: {{Statement: [{{Effect: Allow, \
             Principal: '*', Action: 's3:GetObject', Resource: !Sub '${{B.Arn}}/*'}}]}}\n"
        );
        let said = verdicts(&Memory::new([("t.yaml", text.as_str())]), ".", READ);
        assert_eq!(said, "B NON_COMPLIANT", "{name} {taken}");
    }
}

#[test]
fn what_aws_assigns_is_nobody_else() {
    for principals in [
        "data.aws_iam_roles.r.arns",
        "tolist(data.aws_iam_roles.r.arns)",
        "concat(tolist(data.aws_iam_roles.r.arns), [\"123456789012\"])",
        "[for it in data.aws_iam_roles.r.arns : it]",
        "data.aws_organizations_organization.o.accounts[*].id",
        "data.aws_organizations_organization.o.non_master_accounts.*.arn",
        "[for it in data.aws_organizations_organization.o.accounts : \"arn:aws:iam::${it.id}:root\" if it.status == \"ACTIVE\"]",
        "data.aws_organizations_organization.o.accounts[0].id",
    ] {
        let text = format!(
            "data \"aws_iam_roles\" \"r\" {{}}\ndata \"aws_organizations_organization\" \"o\" {{}}\n\
             resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n}}\nresource \"aws_s3_bucket_policy\" \"p\" {{\n  \
             bucket = aws_s3_bucket.b.id\n  policy = jsonencode({{Statement = [{{Effect = \"Allow\", \
             Principal = {{AWS = {principals}}}, Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::b/*\"}}]}})\n}}\n"
        );
        let said = verdicts(&Memory::new([("main.tf", text.as_str())]), ".", READ);
        assert_eq!(said, "aws_s3_bucket.b COMPLIANT", "{principals}");
    }
    for (made, attribute, verdict) in [
        ("AWS::Lambda::Version", "Version", "COMPLIANT"),
        ("AWS::IAM::InstanceProfile", "Arn", "COMPLIANT"),
        ("Custom::Thing", "Role", "INSUFFICIENT_DATA (M.Role)"),
        ("AWS::CloudFormation::CustomResource", "Role", "INSUFFICIENT_DATA (M.Role)"),
        ("AWS::CloudFormation::WaitCondition", "Data", "INSUFFICIENT_DATA (M.Data)"),
    ] {
        let text = format!(
            "Resources:\n  M: {{Type: {made}}}\n  B: {{Type: AWS::S3::Bucket}}\n  P: {{Type: AWS::S3::BucketPolicy, Properties: \
             {{Bucket: !Ref B, PolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{AWS: !GetAtt M.{attribute}}}, \
             Action: 's3:GetObject', Resource: !Sub '${{B.Arn}}/*'}}]}}}}}}\n"
        );
        let said = verdicts(&Memory::new([("t.yaml", text.as_str())]), ".", READ);
        assert_eq!(said, format!("B {verdict}"), "{made}");
    }
}

const LOOPS: &str = "
Transform: AWS::LanguageExtensions
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Mappings:
  Names:
    '123456789012': {All: [Red, Blue]}
    '210987654321': {All: [Red]}
Resources:
  Fn::ForEach::ByAccount:
    - N
    - !FindInMap [Names, !Ref AWS::AccountId, All]
    - Box${N}: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Suspended}}}
  Fn::ForEach::ByChoice:
    - N
    - !If [IsProd, [A, B], [B]]
    - Own${N}: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: !If [IsProd, Enabled, Suspended]}}}
  Fn::ForEach::ByItem:
    - N
    - [A, !If [IsProd, B, !Ref AWS::NoValue]]
    - Item${N}: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: !If [IsProd, Enabled, Suspended]}}}
  Part:
    Type: AWS::S3::Bucket
    Properties:
      Fn::ForEach::Parts: [K, !If [IsProd, [Versioning], []], {'${K}Configuration': {Status: Enabled}}]
";

#[test]
fn a_loop_over_a_choice_makes_what_is_there_on_its_condition() {
    assert_eq!(
        verdicts(&Memory::new([("t.yaml", LOOPS)]), ".", VERSIONING),
        "BoxBlue NON_COMPLIANT\nBoxRed NON_COMPLIANT\nItemA INSUFFICIENT_DATA (IsProd)\nItemB COMPLIANT\n\
         OwnA COMPLIANT\nOwnB INSUFFICIENT_DATA (IsProd)\nPart INSUFFICIENT_DATA (IsProd)"
    );
}

#[test]
fn a_part_of_one_of_two_stands_in_for_the_other_where_it_is_that() {
    let text = "variable \"create\" {\n  type = bool\n}\ndata \"aws_s3_bucket\" \"b\" {\n  count = var.create ? 0 : 1\n  \
                bucket = \"existing\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  count = var.create ? 1 : 0\n}\n\
                resource \"aws_s3_bucket_versioning\" \"b\" {\n  \
                bucket = var.create ? aws_s3_bucket.b[0].id : data.aws_s3_bucket.b[0].id\n  \
                versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n";
    assert_eq!(
        verdicts(&Memory::new([("main.tf", text)]), ".", VERSIONING),
        "aws_s3_bucket.b[0] COMPLIANT\naws_s3_bucket_versioning.b COMPLIANT"
    );
}

#[test]
fn a_rule_of_a_template_asks_no_condition() {
    let text = "Parameters: {Open: {Type: String}}\nRules:\n  R: {Assertions: [{Assert: !Not [!Condition IsOpen]}]}\n\
                Conditions: {IsOpen: !Equals [!Ref Open, 'true']}\nResources: {B: {Type: AWS::S3::Bucket}}\n";
    let problems = super::cloudformation::load(&[("t.yaml", text)]).problems;
    let told: Vec<_> = problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(told, ["the service refuses `Condition` in a rule: repeat what the condition asks"]);
}

#[test]
fn a_placeholder_in_a_policy_is_replaced_by_what_is_not_known() {
    let policy = "replace(replace(data.aws_iam_policy_document.p.json, \"_ARN_\", aws_s3_bucket.b.arn), \"_ID_\", \
                  data.aws_caller_identity.me.account_id)";
    for (name, principal, verdict) in [
        ("aws_s3_bucket.other.id", "\"*\"", "NON_COMPLIANT"),
        ("\"x-${random_pet.p.id}\"", "\"*\"", "NON_COMPLIANT"),
        ("random_uuid.u.result", "\"arn:aws:iam::_ID_:root\"", "COMPLIANT"),
        ("\"x-${random_id.i.hex}\"", "data.aws_elb_service_account.e.arn", "COMPLIANT"),
    ] {
        let text = format!(
            "data \"aws_caller_identity\" \"me\" {{}}\ndata \"aws_elb_service_account\" \"e\" {{}}\n\
             resource \"random_pet\" \"p\" {{}}\nresource \"random_uuid\" \"u\" {{}}\nresource \"random_id\" \"i\" {{\n  byte_length = 4\n}}\n\
             resource \"aws_s3_bucket\" \"other\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{\n  bucket = {name}\n}}\n\
             data \"aws_iam_policy_document\" \"p\" {{\n  statement {{\n    actions = [\"s3:GetObject\"]\n    \
             resources = [\"_ARN_/*\"]\n    principals {{\n      type = \"AWS\"\n      identifiers = [{principal}]\n    }}\n  }}\n}}\n\
             resource \"aws_s3_bucket_policy\" \"p\" {{\n  bucket = aws_s3_bucket.b.id\n  policy = {policy}\n}}\n"
        );
        let said = verdicts(&Memory::new([("main.tf", text.as_str())]), ".", READ);
        assert!(said.lines().any(|line| line == format!("aws_s3_bucket.b {verdict}")), "{name} {principal}: {said}");
    }
}

#[test]
fn a_null_list_is_passed_over() {
    let text = "variable \"v\" {\n  type = list(object({ids = optional(list(string))}))\n  default = [{}]\n}\n\
                resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n\
                resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n    \
                status = coalescelist(var.v[0].ids, [\"Enabled\"])[0]\n  }\n}\n";
    assert_eq!(verdicts(&Memory::new([("main.tf", text)]), ".", VERSIONING), "aws_s3_bucket.b COMPLIANT");
}
