//! What the declaration of a parameter says of a value that nobody gives: whom a statement with it lets in.

use bucketlint::source::Memory;

use super::links::verdicts;

/// Whoever the statement names by the parameter.
const PRINCIPAL: &str = "Principal: {AWS: !Ref P}";
/// An account that a condition names by the parameter.
const ACCOUNT: &str = "Principal: '*', Condition: {StringEquals: {'aws:PrincipalAccount': !Ref P}}";
/// Roles of an account that a condition names by the parameter.
const ROLES: &str = "Principal: '*', Condition: {ArnLike: {'aws:PrincipalArn': !Sub 'arn:aws:iam::${P}:role/app-*'}}";
/// An organization that a condition names by the parameter, wildcards allowed.
const ORGANIZATION: &str = "Principal: '*', Condition: {StringLike: {'aws:PrincipalOrgID': !Ref P}}";

const OPEN: &str = "INSUFFICIENT_DATA";
const SHUT: &str = "COMPLIANT";
const PUBLIC: &str = "NON_COMPLIANT";

/// Parameters, the statement that uses them, and whether the public is let in.
const CASES: &[(&str, &str, &str)] = &[
    ("Type: String", PRINCIPAL, OPEN),
    ("Type: String, MinLength: 1", PRINCIPAL, OPEN),
    ("Type: String, MinLength: 2", PRINCIPAL, SHUT),
    ("Type: String, MaxLength: 12", PRINCIPAL, OPEN),
    ("Type: String, AllowedPattern: '[0-9]{12}'", PRINCIPAL, SHUT),
    ("Type: String, AllowedPattern: '\\d{12}'", PRINCIPAL, SHUT),
    ("Type: String, AllowedPattern: '^arn:aws:iam::\\d{12}:(root|role/.+)$'", PRINCIPAL, SHUT),
    ("Type: String, AllowedPattern: '\\*|\\d{12}'", PRINCIPAL, OPEN),
    ("Type: String, AllowedPattern: '.*'", PRINCIPAL, OPEN),
    // What only Java understands says nothing.
    ("Type: String, AllowedPattern: '(?!\\*).+'", PRINCIPAL, OPEN),
    ("Type: String, AllowedValues: ['111122223333', '444455556666']", PRINCIPAL, SHUT),
    ("Type: Number", ACCOUNT, SHUT),
    // Compared letter by letter it is one value: that it holds no policy variable is assumed.
    ("Type: String", ACCOUNT, SHUT),
    ("Type: String, AllowedPattern: '\\d+'", ACCOUNT, SHUT),
    ("Type: String, AllowedPattern: '[^*]+'", ACCOUNT, SHUT),
    ("Type: String, AllowedPattern: '[0-9]{12}'", ROLES, SHUT),
    ("Type: String, AllowedValues: ['111122223333', '444455556666']", ROLES, SHUT),
    ("Type: String, AllowedPattern: 'o-[a-z0-9]{10,32}'", ORGANIZATION, SHUT),
    ("Type: String, AllowedPattern: 'o-.{10,32}'", ORGANIZATION, OPEN),
    ("Type: String, AllowedValues: ['o-aaaaaaaaaa', '*']", ORGANIZATION, OPEN),
    ("Type: String, AllowedValues: ['*']", ORGANIZATION, PUBLIC),
    ("Type: AWS::SSM::Parameter::Value<String>, AllowedPattern: '[0-9]{12}'", PRINCIPAL, OPEN),
];

#[test]
fn what_a_parameter_allows_decides_whom_a_statement_lets_in() {
    for (parameter, statement, expected) in CASES {
        let template = format!(
            "Parameters: {{P: {{{parameter}}}}}\nResources:\n  B: {{Type: AWS::S3::Bucket}}\n  S:\n    \
             Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n      PolicyDocument:\n        \
             Version: 2012-10-17\n        Statement:\n          - {{Effect: Allow, Action: s3:GetObject, Resource: !Sub \
             '${{B.Arn}}/*', {statement}}}\n"
        );
        let files = Memory::new([("t.yaml", template.as_str())]);
        let found = verdicts(&files, ".", "s3-bucket-public-read-prohibited");
        assert!(found.starts_with(&format!("B {expected}")), "{parameter}; {statement}: {found}");
    }
}
