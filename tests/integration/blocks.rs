//! Public access blocks beside those of buckets: an organization's, and one that comes before what it refuses.

use bucketlint::source::Memory;

use super::links::verdicts;
use super::run::run_by;

const READ: &str = "s3-bucket-public-read-prohibited";
const PUBLIC: &str = "jsonencode({Statement = [{Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", \
                      Resource = \"arn:aws:s3:::b/*\"}]})";

fn bucket() -> String {
    format!(
        "provider \"aws\" {{\n  allowed_account_ids = [\"111122223333\"]\n}}\nvariable \"id\" {{}}\n\
         resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n}}\nresource \"aws_s3_bucket_policy\" \"p\" {{\n  \
         bucket = aws_s3_bucket.b.id\n  policy = {PUBLIC}\n}}\n"
    )
}

fn organization(kind: &str, content: &str, target: &str) -> String {
    format!(
        "resource \"aws_organizations_account\" \"a\" {{\n  name = \"a\"\n}}\n\
         resource \"aws_organizations_policy\" \"s\" {{\n  name = \"s\"\n  type = \"{kind}\"\n  content = {content}\n}}\n\
         resource \"aws_organizations_policy_attachment\" \"s\" {{\n  policy_id = aws_organizations_policy.s.id\n  \
         target_id = {target}\n}}\n"
    )
}

fn assigning(what: &str) -> String {
    format!("jsonencode({{s3_attributes = {{public_access_block_configuration = {{\"@@assign\" = \"{what}\"}}}}}})")
}

#[test]
fn an_organizations_policy_is_the_block_of_the_accounts_that_it_is_attached_to() {
    let text = "<<-EOT\n{\"s3_attributes\": {\"public_access_block_configuration\": {\"@@assign\": \"all\"}}}\nEOT\n";
    for (kind, content, target, verdict) in [
        ("S3_POLICY", assigning("all").as_str(), "\"111122223333\"", "COMPLIANT"),
        ("S3_POLICY", text, "\"111122223333\"", "COMPLIANT"),
        ("S3_POLICY", &assigning("none"), "\"111122223333\"", "NON_COMPLIANT"),
        ("S3_POLICY", &assigning("all"), "\"999988887777\"", "NON_COMPLIANT"),
        ("SERVICE_CONTROL_POLICY", &assigning("all"), "\"111122223333\"", "NON_COMPLIANT"),
        (
            "S3_POLICY",
            &assigning("all"),
            "\"r-abcd\"",
            "INSUFFICIENT_DATA (account of aws_s3_bucket.b in targets of aws_organizations_policy.s)",
        ),
        (
            "S3_POLICY",
            &assigning("all"),
            "aws_organizations_account.a.id",
            "INSUFFICIENT_DATA (account of aws_s3_bucket.b in targets of aws_organizations_policy.s)",
        ),
    ] {
        let code = format!("{}{}", bucket(), organization(kind, content, target));
        let said = verdicts(&Memory::new([("main.tf", code.as_str())]), ".", READ);
        assert_eq!(said, format!("aws_s3_bucket.b {verdict}"), "{kind} {content} {target}");
    }
}

#[test]
fn an_organizations_policy_overrides_the_block_of_the_account() {
    let account = "resource \"aws_s3_account_public_access_block\" \"a\" {\n  restrict_public_buckets = true\n}\n";
    for (what, verdict) in [("none", "NON_COMPLIANT"), ("all", "COMPLIANT")] {
        let code = format!("{}{account}{}", bucket(), organization("S3_POLICY", &assigning(what), "\"111122223333\""));
        let said = verdicts(&Memory::new([("main.tf", code.as_str())]), ".", READ);
        assert_eq!(said, format!("aws_s3_bucket.b {verdict}"), "{what}");
    }
}

#[test]
fn an_organizations_resource_control_policy_is_one_more_deny() {
    const CONTROL: &str = "RESOURCE_CONTROL_POLICY";
    let control = |condition: &str| {
        format!(
            "jsonencode({{Version = \"2012-10-17\", Statement = [{{Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", \
             Resource = \"*\", Condition = {condition}}}]}})"
        )
    };
    let tls = control("{Bool = {\"aws:SecureTransport\" = \"false\"}}");
    let all = control("{}");
    let open = "INSUFFICIENT_DATA (account of aws_s3_bucket.b in targets of aws_organizations_policy.s)";
    for (kind, content, target, read, http) in [
        (CONTROL, tls.as_str(), "\"111122223333\"", "NON_COMPLIANT", "COMPLIANT"),
        (CONTROL, &all, "\"111122223333\"", "COMPLIANT", "COMPLIANT"),
        (CONTROL, &all, "\"999988887777\"", "NON_COMPLIANT", "NON_COMPLIANT"),
        (CONTROL, &tls, "\"r-abcd\"", "NON_COMPLIANT", open),
        (CONTROL, &all, "aws_organizations_account.a.id", open, open),
        ("SERVICE_CONTROL_POLICY", &all, "\"111122223333\"", "NON_COMPLIANT", "NON_COMPLIANT"),
    ] {
        let code = format!("{}{}", bucket(), organization(kind, content, target));
        let fs = Memory::new([("main.tf", code.as_str())]);
        for (rule, verdict) in [(READ, read), ("s3-bucket-ssl-requests-only", http)] {
            assert_eq!(
                verdicts(&fs, ".", rule),
                format!("aws_s3_bucket.b {verdict}"),
                "{kind} {content} {target} {rule}"
            );
        }
    }
}

#[test]
fn a_template_attaches_an_organizations_policy_by_itself() {
    let template = |content: &str| {
        format!(
            "Resources:\n  B: {{Type: AWS::S3::Bucket}}\n  P: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: !Ref B, \
             PolicyDocument: {{Statement: [{{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub \
             '${{B.Arn}}/*'}}]}}}}}}\n  O: {{Type: AWS::Organizations::Policy, Properties: {{Name: s, Type: S3_POLICY, \
             TargetIds: [!Ref AWS::AccountId], Content: {content}}}}}\n"
        )
    };
    let map = "{s3_attributes: {public_access_block_configuration: {'@@assign': all}}}";
    let text = "'{\"s3_attributes\": {\"public_access_block_configuration\": {\"@@assign\": \"all\"}}}'";
    for content in [map, text] {
        let said = verdicts(&Memory::new([("t.yaml", template(content).as_str())]), ".", READ);
        assert_eq!(said, "B COMPLIANT", "{content}");
    }
}

/// What is told of policies.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let fs = Memory::new(files.iter().map(|(path, text)| (*path, *text)));
    run_by(&fs, ".", &[READ]).problems.into_iter().map(|it| it.message).collect()
}

#[test]
fn a_policy_that_a_block_before_it_refuses_is_told_with_both_places() {
    let block = |after: &str, setting: &str| {
        format!(
            "resource \"aws_s3_bucket_public_access_block\" \"x\" {{\n  bucket = aws_s3_bucket.b.id\n  {setting} = true\n{after}}}\n"
        )
    };
    let refused = "S3 refuses this policy: it is public, and the block that comes before it lets none in \
                   (`BlockPublicPolicy`, main.tf:";
    let behind = bucket().replace("  policy = ", "  depends_on = [aws_s3_bucket_public_access_block.x]\n  policy = ");
    for (code, is_refused) in [
        (format!("{behind}{}", block("", "block_public_policy")), true),
        (format!("{behind}{}", block("", "restrict_public_buckets")), false),
        (format!("{}{}", bucket(), block("", "block_public_policy")), false),
        (format!("{}{}", bucket(), block("  depends_on = [aws_s3_bucket_policy.p]\n", "block_public_policy")), false),
        (format!("{}{}", behind.replace("\"*\"", "\"111122223333\""), block("", "block_public_policy")), false),
    ] {
        let said = told(&[("main.tf", &code)]);
        assert_eq!(said.iter().any(|it| it.starts_with(refused)), is_refused, "{said:?}\n{code}");
    }
    let template = |block: &str, condition: &str| {
        format!(
            "Parameters: {{Open: {{Type: String}}}}\nConditions: {{IsOpen: !Equals [!Ref Open, 'yes']}}\nResources:\n  \
             B: {{Type: AWS::S3::Bucket, Properties: {{PublicAccessBlockConfiguration: {{BlockPublicPolicy: {block}}}}}}}\n  \
             P: {{Type: AWS::S3::BucketPolicy, {condition}Properties: {{Bucket: !Ref B, PolicyDocument: {{Statement: \
             [{{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub '${{B.Arn}}/*'}}]}}}}}}\n"
        )
    };
    let is_told = |text: String| !told(&[("t.yaml", text.as_str())]).is_empty();
    assert!(is_told(template("true", "")) && is_told(template("true", "Condition: IsOpen, ")));
    assert!(!is_told(template("!If [IsOpen, false, true]", "Condition: IsOpen, ")));
    assert!(!is_told(template("!If [IsOpen, true, false]", "")), "it may be put where the setting is off");
}

#[test]
fn a_policy_on_many_conditions_is_not_looked_at_in_all_of_them() {
    let template = |count: usize| {
        let each = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
        let parameters = each(&|at| format!("  P{at}: {{Type: String}}\n"));
        let conditions = each(&|at| format!("  C{at}: !Equals [!Ref P{at}, 'yes']\n"));
        let more = each(&|at| {
            format!(
                "          - !If [C{at}, {{Sid: S{at}, Effect: Deny, Principal: '*', Action: 's3:DeleteBucket', Resource: !GetAtt B.Arn}}, \
                 !Ref AWS::NoValue]\n"
            )
        });
        format!(
            "Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n  B: {{Type: AWS::S3::Bucket, Properties: \
             {{PublicAccessBlockConfiguration: {{BlockPublicPolicy: true}}}}}}\n  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      \
             Bucket: !Ref B\n      PolicyDocument:\n        Statement:\n          - {{Effect: Allow, Principal: '*', Action: 's3:GetObject', \
             Resource: !Sub '${{B.Arn}}/*'}}\n{more}"
        )
    };
    let is_told = |count: usize| !told(&[("t.yaml", template(count).as_str())]).is_empty();
    assert!(is_told(4) && !is_told(5));
}
