//! A reference means the same in code and in a plan of it: whatever attribute names a resource, what hangs on it is found.

use std::fmt::Write as _;

use bucketlint::source::Memory;
use serde_json::{Map, Value as Json, json};

use super::links::verdicts;

/// A resource with its arguments and blocks.
type Written<'a> = (&'a str, Arguments<'a>);

type Arguments<'a> = &'a [(&'a str, Said<'a>)];

#[derive(Clone, Copy)]
enum Said<'a> {
    Text(&'a str),
    Reference(&'a str),
    /// A list of one reference.
    References(&'a str),
    Block(Arguments<'a>),
}
use Said::{Block, Reference, References, Text};

/// The resources as code.
fn code(resources: &[Written<'_>]) -> String {
    let mut code = String::new();
    for (address, arguments) in resources {
        let (kind, name) = address.split_once('.').unwrap();
        writeln!(code, "resource \"{kind}\" \"{name}\" {{\n{}}}", body(arguments)).unwrap();
    }
    code
}

fn body(arguments: Arguments<'_>) -> String {
    let one = |(name, said): &(&str, Said<'_>)| match said {
        Text(text) => format!("{name} = {}\n", json!(text)),
        Reference(reference) => format!("{name} = {reference}\n"),
        References(reference) => format!("{name} = [{reference}]\n"),
        Block(arguments) => format!("{name} {{\n{}}}\n", body(arguments)),
    };
    arguments.iter().map(one).collect()
}

/// Arguments as a plan has them: what is known, what is not known yet, and what the code says.
fn planned(arguments: Arguments<'_>) -> [Map<String, Json>; 3] {
    let [mut known, mut unknown, mut said] = [Map::new(), Map::new(), Map::new()];
    for (name, it) in arguments {
        let put = |map: &mut Map<String, Json>, value: Json| drop(map.insert((*name).to_owned(), value));
        match it {
            Text(text) => {
                put(&mut known, json!(text));
                put(&mut said, json!({ "constant_value": text }));
            }
            Reference(reference) | References(reference) => {
                let is_list = matches!(it, References(_));
                put(&mut unknown, if is_list { json!([true]) } else { json!(true) });
                let whole = reference.rsplit_once('.').unwrap().0;
                put(&mut said, json!({ "references": [reference, whole] }));
            }
            Block(arguments) => {
                let [inner_known, inner_unknown, inner_said] = planned(arguments);
                put(&mut known, json!([inner_known]));
                put(&mut unknown, json!([inner_unknown]));
                put(&mut said, json!([inner_said]));
            }
        }
    }
    [known, unknown, said]
}

/// The resources as a plan that makes all of them: what is a reference is not known yet.
fn plan(resources: &[Written<'_>]) -> String {
    let (mut changes, mut expressions) = (Vec::new(), Vec::new());
    for (address, arguments) in resources {
        let [after, mut unknown, said] = planned(arguments);
        for made in ["id", "arn", "key_id", "name", "target_key_arn"] {
            if !said.contains_key(made) {
                unknown.insert(made.to_owned(), json!(true));
            }
        }
        changes.push(json!({
            "address": address,
            "change": { "actions": ["create"], "before": null, "after": after, "after_unknown": unknown },
        }));
        expressions.push(json!({ "address": address, "expressions": said }));
    }
    let planned: Vec<Json> = changes
        .iter()
        .map(|change| json!({ "address": change["address"], "mode": "managed", "values": change["change"]["after"] }))
        .collect();
    json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": planned } },
        "resource_changes": changes,
        "configuration": { "root_module": { "resources": expressions } },
    })
    .to_string()
}

/// The verdicts of a rule, of code and of its plan.
fn both(resources: &[Written<'_>], rule: &str) -> [String; 2] {
    [("main.tf", code(resources)), ("plan.json", plan(resources))]
        .map(|(name, text)| verdicts(&Memory::new([(name, text)]), ".", rule))
}

const PUBLIC: &str = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;

#[test]
fn a_key_is_meant_by_every_attribute_that_names_it() {
    for reference in [
        "aws_kms_key.k.id",
        "aws_kms_key.k.key_id",
        "aws_kms_key.k.arn",
        "aws_kms_alias.a.target_key_id",
        "aws_kms_alias.a.target_key_arn",
        "aws_kms_alias.other.target_key_arn",
        "aws_kms_grant.g.key_id",
        "aws_kms_replica_key.r.primary_key_arn",
    ] {
        let resources: [Written<'_>; 6] = [
            ("aws_kms_key.k", &[]),
            ("aws_kms_alias.a", &[("name", Text("alias/a")), ("target_key_id", Reference("aws_kms_key.k.key_id"))]),
            (
                "aws_kms_alias.other",
                &[("name", Text("alias/b")), ("target_key_id", Reference("aws_kms_alias.a.target_key_arn"))],
            ),
            ("aws_kms_grant.g", &[("key_id", Reference("aws_kms_key.k.arn"))]),
            ("aws_kms_replica_key.r", &[("primary_key_arn", Reference("aws_kms_key.k.arn"))]),
            ("aws_kms_key_policy.p", &[("key_id", Reference(reference)), ("policy", Text(PUBLIC))]),
        ];
        let expected = "aws_kms_key.k NON_COMPLIANT\naws_kms_replica_key.r COMPLIANT";
        assert_eq!(both(&resources, "kms-key-policy-no-public-access"), [expected; 2], "{reference}");
    }
}

#[test]
fn a_bucket_is_meant_by_every_attribute_that_names_it() {
    for reference in [
        "aws_s3_bucket.b.id",
        "aws_s3_bucket.b.bucket",
        "aws_s3_bucket_versioning.v.id",
        "aws_s3_bucket_versioning.v.bucket",
        "aws_s3_bucket_public_access_block.p.id",
        "aws_s3_bucket_acl.a.bucket",
        "aws_s3_access_point.ap.bucket",
    ] {
        let resources: [Written<'_>; 6] = [
            ("aws_s3_bucket.b", &[]),
            ("aws_s3_bucket_versioning.v", &[("bucket", Reference("aws_s3_bucket.b.id"))]),
            ("aws_s3_bucket_public_access_block.p", &[("bucket", Reference("aws_s3_bucket_versioning.v.id"))]),
            ("aws_s3_bucket_acl.a", &[("bucket", Reference("aws_s3_bucket.b.bucket"))]),
            ("aws_s3_access_point.ap", &[("name", Text("ap")), ("bucket", Reference("aws_s3_bucket.b.id"))]),
            ("aws_s3_bucket_policy.p", &[("bucket", Reference(reference)), ("policy", Text(PUBLIC))]),
        ];
        let expected = "aws_s3_bucket.b NON_COMPLIANT";
        assert_eq!(both(&resources, "s3-bucket-public-read-prohibited"), [expected; 2], "{reference}");
    }
}

/// The id of these parts holds more than the name of the bucket.
#[test]
fn what_only_holds_the_name_of_a_bucket_does_not_name_it() {
    for part in ["aws_s3_bucket_metric.m", "aws_s3_bucket_inventory.i"] {
        let reference = format!("{part}.id");
        let resources: [Written<'_>; 3] = [
            ("aws_s3_bucket.b", &[]),
            (part, &[("bucket", Reference("aws_s3_bucket.b.id")), ("name", Text("all"))]),
            ("aws_s3_bucket_policy.p", &[("bucket", Reference(&reference)), ("policy", Text(PUBLIC))]),
        ];
        for found in both(&resources, "s3-bucket-public-read-prohibited") {
            assert!(!found.contains("aws_s3_bucket.b NON_COMPLIANT"), "{found}");
        }
    }
}

/// What replication needs of its role on both buckets.
const REPLICATE: &str = r#"{"Statement": [
    {"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"], "Resource": "arn:aws:s3:::from"},
    {"Effect": "Allow", "Action": "s3:GetObjectVersion*", "Resource": "arn:aws:s3:::from/*"},
    {"Effect": "Allow", "Action": "s3:Replicate*", "Resource": "arn:aws:s3:::to/*"}]}"#;

const TRUST: &str = r#"{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
    "Principal": {"Service": "s3.amazonaws.com"}}]}"#;

#[test]
fn a_role_and_its_policies_are_meant_by_every_attribute_that_names_them() {
    let own = |role| ("aws_iam_role_policy.p", role, "policy", Text(REPLICATE));
    let attached =
        |policy| ("aws_iam_role_policy_attachment.p", "aws_iam_role.r.name", "policy_arn", Reference(policy));
    for (address, role, argument, policy) in [
        own("aws_iam_role.r.id"),
        own("aws_iam_role.r.name"),
        own("aws_iam_role_policy.other.role"),
        attached("aws_iam_policy.m.arn"),
        attached("aws_iam_policy.m.id"),
        attached("aws_iam_role_policy_attachment.other.policy_arn"),
    ] {
        let name: &[_] = &[("assume_role_policy", Text(TRUST))];
        let on: Arguments<'_> = &[("versioning_configuration", Block(&[("status", Text("Enabled"))]))];
        let rule: Arguments<'_> = &[
            ("id", Text("all")),
            ("status", Text("Enabled")),
            ("filter", Block(&[("prefix", Text("x"))])),
            ("delete_marker_replication", Block(&[("status", Text("Disabled"))])),
            ("destination", Block(&[("bucket", Reference("aws_s3_bucket.to.arn"))])),
        ];
        let from = [("bucket", Reference("aws_s3_bucket.from.id")), on[0]];
        let to = [("bucket", Reference("aws_s3_bucket.to.id")), on[0]];
        let replication = [
            ("bucket", Reference("aws_s3_bucket.from.id")),
            ("role", Reference("aws_iam_role.r.arn")),
            ("rule", Block(rule)),
        ];
        let policy = [("role", Reference(role)), (argument, policy)];
        let other = [("role", Reference("aws_iam_role.r.id")), ("policy", Text("{}"))];
        let unused = [("role", Reference("aws_iam_role.unused.id")), ("policy_arn", Reference("aws_iam_policy.m.arn"))];
        let resources: [Written<'_>; 11] = [
            ("aws_s3_bucket.from", &[("bucket", Text("from"))]),
            ("aws_s3_bucket.to", &[("bucket", Text("to"))]),
            ("aws_s3_bucket_versioning.from", &from),
            ("aws_s3_bucket_versioning.to", &to),
            ("aws_iam_role.r", name),
            ("aws_iam_role.unused", name),
            ("aws_iam_policy.m", &[("name", Text("m")), ("policy", Text(REPLICATE))]),
            ("aws_iam_role_policy.other", &other),
            ("aws_iam_role_policy_attachment.other", &unused),
            ("aws_s3_bucket_replication_configuration.c", &replication),
            (address, &policy),
        ];
        let expected = "aws_s3_bucket.from COMPLIANT\naws_s3_bucket.to NOT_APPLICABLE";
        let found = both(&resources, "s3-bucket-replication-works");
        assert_eq!(found, [expected; 2], "{role} {address} {}", body(&policy));
    }
}

#[test]
fn the_policies_that_a_role_lists_are_its_own() {
    let role = [("assume_role_policy", Text(TRUST)), ("managed_policy_arns", References("aws_iam_policy.m.arn"))];
    let from = [("bucket", Text("from")), ("versioning", Block(&[("enabled", Text("true"))]))];
    let rule: Arguments<'_> = &[
        ("status", Text("Enabled")),
        ("prefix", Text("x")),
        ("destination", Block(&[("bucket", Reference("aws_s3_bucket.to.arn"))])),
    ];
    let replication = [
        ("bucket", Reference("aws_s3_bucket.from.id")),
        ("role", Reference("aws_iam_role.r.arn")),
        ("rule", Block(rule)),
    ];
    let resources: [Written<'_>; 5] = [
        ("aws_s3_bucket.from", &from),
        ("aws_s3_bucket.to", &[("bucket", Text("to")), from[1]]),
        ("aws_iam_role.r", &role),
        ("aws_iam_policy.m", &[("name", Text("m")), ("policy", Text(REPLICATE))]),
        ("aws_s3_bucket_replication_configuration.c", &replication),
    ];
    let expected = "aws_s3_bucket.from COMPLIANT\naws_s3_bucket.to NOT_APPLICABLE";
    assert_eq!(both(&resources, "s3-bucket-replication-works"), [expected; 2]);
}
