//! Access points of one Region and of several, those with a function behind them, and directory buckets.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_access_point>

use super::bucket_parts::ACCESS_BLOCK;
use super::convert::{tags, unless_empty};
use super::shape::{Field, argument, converted, each, named, one, properties, spread};
use super::{Lowering, required};
use crate::frontends::terraform::declared::Instance;
use crate::model::types;
use crate::value::{Map, Value};

const ACCESS_POINT: &[Field] = &[
    argument("name", &["Name"]),
    argument("bucket", &["Bucket"]),
    argument("bucket_account_id", &["BucketAccountId"]),
    converted("policy", &["Policy"], unless_empty),
    one("public_access_block_configuration", "PublicAccessBlockConfiguration", ACCESS_BLOCK),
    one("vpc_configuration", "VpcConfiguration", &[argument("vpc_id", &["VpcId"])]),
];

const MULTI_REGION: &[Field] = &[spread(
    "details",
    &[
        argument("name", &["Name"]),
        one("public_access_block", "PublicAccessBlockConfiguration", ACCESS_BLOCK),
        each(
            "region",
            "Regions",
            &[argument("bucket", &["Bucket"]), argument("bucket_account_id", &["BucketAccountId"])],
        ),
    ],
)];

const MULTI_REGION_POLICY: &[Field] =
    &[spread("details", &[argument("name", &["MrapName"]), converted("policy", &["Policy"], unless_empty)])];

const OBJECT_LAMBDA: &[Field] = &[
    argument("name", &["Name"]),
    one(
        "configuration",
        "ObjectLambdaConfiguration",
        &[
            argument("supporting_access_point", &["SupportingAccessPoint"]),
            argument("allowed_features", &["AllowedFeatures"]),
            argument("cloud_watch_metrics_enabled", &["CloudWatchMetricsEnabled"]),
            each("transformation_configuration", "TransformationConfigurations", &[argument("actions", &["Actions"])]),
        ],
    ),
];

const OBJECT_LAMBDA_POLICY: &[Field] =
    &[argument("name", &["ObjectLambdaAccessPoint"]), converted("policy", &["PolicyDocument"], unless_empty)];

const DIRECTORY_BUCKET: &[Field] = &[
    argument("bucket", &["BucketName"]),
    argument("data_redundancy", &["DataRedundancy"]),
    one("location", "Location", &[argument("name", &["Name"])]),
    converted("tags", &["Tags"], tags),
];

/// The settings of an access point's block, each of which is on where it is not set.
const SWITCHES: [&str; 4] = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

impl Lowering {
    pub(super) fn access_point(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), ACCESS_POINT);
        switched_on(&mut properties, it);
        of_account(&mut properties, it);
        self.resource(it, types::ACCESS_POINT, properties, named(it, &["name", "arn"]));
    }

    pub(super) fn access_point_policy(&mut self, it: &dyn Instance) {
        self.part(it, || required(it, "policy"));
    }

    pub(super) fn multi_region_access_point(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), MULTI_REGION);
        switched_on(&mut properties, it);
        of_account(&mut properties, it);
        let names = named(it, &["alias", "arn"]);
        let own = properties.get("Name").and_then(Value::to_text);
        self.resource(it, types::MULTI_REGION_ACCESS_POINT, properties, own.into_iter().chain(names).collect());
    }

    pub(super) fn multi_region_access_point_policy(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), MULTI_REGION_POLICY);
        self.resource(it, types::MULTI_REGION_ACCESS_POINT_POLICY, properties, Vec::new());
    }

    pub(super) fn object_lambda_access_point(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), OBJECT_LAMBDA);
        self.resource(it, types::OBJECT_LAMBDA_ACCESS_POINT, properties, named(it, &["name", "arn"]));
    }

    pub(super) fn object_lambda_access_point_policy(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), OBJECT_LAMBDA_POLICY);
        self.resource(it, types::OBJECT_LAMBDA_ACCESS_POINT_POLICY, properties, Vec::new());
    }

    pub(super) fn directory_bucket(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), DIRECTORY_BUCKET);
        if let Some(entry) = properties.remove("Location")
            && let Some(name) = entry.value.get("Name")
        {
            properties.insert("LocationName", name.span(), name.clone());
        }
        self.resource(it, types::DIRECTORY_BUCKET, properties, named(it, &["bucket", "arn"]));
    }
}

/// Sets the account that an access point is made in.
fn of_account(properties: &mut Map, it: &dyn Instance) {
    let account = it.attribute("account_id");
    properties.insert("AccountId", account.span(), account);
}

/// Sets what an access point's block does not say to what the provider makes of it.
fn switched_on(properties: &mut Map, it: &dyn Instance) {
    let header = it.header();
    let unset = || Value::map(Map::default(), header);
    let block = properties.remove("PublicAccessBlockConfiguration").map_or_else(unset, |entry| entry.value);
    let filled = match block.as_map() {
        Some(map) => {
            let mut map = map.clone();
            for name in SWITCHES.iter().filter(|name| block.get(name).is_none()) {
                map.insert(*name, header, Value::bool(true, header));
            }
            Value::map(map, block.span())
        }
        None => block,
    };
    properties.insert("PublicAccessBlockConfiguration", filled.span(), filled);
}
