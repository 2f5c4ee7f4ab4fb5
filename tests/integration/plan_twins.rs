//! A reference means the same in code and in a plan of it: whatever attribute names a resource, what hangs on it is found.

use std::fmt::Write as _;

use bucketlint::source::Memory;
use serde_json::{Map, Value as Json, json};

use super::links::verdicts;

/// A resource with its arguments: text, or a reference.
type Written<'a> = (&'a str, &'a [(&'a str, Said<'a>)]);

#[derive(Clone, Copy)]
enum Said<'a> {
    Text(&'a str),
    Reference(&'a str),
}
use Said::{Reference, Text};

/// The resources as code.
fn code(resources: &[Written<'_>]) -> String {
    let mut code = String::new();
    for (address, arguments) in resources {
        let (kind, name) = address.split_once('.').unwrap();
        writeln!(code, "resource \"{kind}\" \"{name}\" {{").unwrap();
        for (argument, said) in *arguments {
            match said {
                Text(text) => writeln!(code, "  {argument} = {}", json!(text)).unwrap(),
                Reference(reference) => writeln!(code, "  {argument} = {reference}").unwrap(),
            }
        }
        writeln!(code, "}}").unwrap();
    }
    code
}

/// The resources as a plan that makes all of them: what is a reference is not known yet.
fn plan(resources: &[Written<'_>]) -> String {
    let (mut changes, mut expressions) = (Vec::new(), Vec::new());
    for (address, arguments) in resources {
        let (mut after, mut unknown, mut said) = (Map::new(), Map::new(), Map::new());
        for (argument, it) in *arguments {
            let expression = match it {
                Text(text) => {
                    after.insert((*argument).to_owned(), json!(text));
                    json!({ "constant_value": text })
                }
                Reference(reference) => {
                    unknown.insert((*argument).to_owned(), json!(true));
                    let whole = reference.rsplit_once('.').unwrap().0;
                    json!({ "references": [reference, whole] })
                }
            };
            said.insert((*argument).to_owned(), expression);
        }
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
        let expected = "aws_kms_key.k NON_COMPLIANT";
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
