//! `AWS::CloudFront::Distribution`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution>

use super::entry::{Kind, Type};
use super::field::Spelling::{Boolean, Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, below, converted, each, one};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::DISTRIBUTION, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_cloudfront_distribution", &["id", "arn"], FIELDS)];

const FIELDS: &[Field] = &[
    below("DistributionConfig", CONFIG),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];

const CONFIG: &[Field] = &[
    converted("enabled", &["Enabled"], Boolean),
    argument("aliases", &["Aliases"]),
    converted("default_root_object", &["DefaultRootObject"], UnlessEmpty),
    converted("web_acl_id", &["WebACLId"], UnlessEmpty),
    argument("http_version", &["HttpVersion"]),
    each("origin", "Origins", ORIGIN),
    below("OriginGroups", &[each("origin_group", "Items", ORIGIN_GROUP)]),
    one(
        "logging_config",
        "Logging",
        &[
            converted("bucket", &["Bucket"], UnlessEmpty),
            argument("prefix", &["Prefix"]),
            converted("include_cookies", &["IncludeCookies"], Boolean),
        ],
    ),
    one("default_cache_behavior", "DefaultCacheBehavior", BEHAVIOR),
    each("ordered_cache_behavior", "CacheBehaviors", BEHAVIOR),
    one(
        "viewer_certificate",
        "ViewerCertificate",
        &[
            converted("cloudfront_default_certificate", &["CloudFrontDefaultCertificate"], Boolean),
            converted("acm_certificate_arn", &["AcmCertificateArn"], UnlessEmpty),
            converted("iam_certificate_id", &["IamCertificateId"], UnlessEmpty),
            argument("minimum_protocol_version", &["MinimumProtocolVersion"]),
            argument("ssl_support_method", &["SslSupportMethod"]),
        ],
    ),
];

const ORIGIN: &[Field] = &[
    argument("origin_id", &["Id"]),
    argument("domain_name", &["DomainName"]),
    argument("origin_path", &["OriginPath"]),
    converted("origin_access_control_id", &["OriginAccessControlId"], UnlessEmpty),
    one(
        "s3_origin_config",
        "S3OriginConfig",
        &[converted("origin_access_identity", &["OriginAccessIdentity"], UnlessEmpty)],
    ),
    one("vpc_origin_config", "VpcOriginConfig", &[argument("vpc_origin_id", &["VpcOriginId"])]),
    one(
        "custom_origin_config",
        "CustomOriginConfig",
        &[
            argument("origin_protocol_policy", &["OriginProtocolPolicy"]),
            argument("origin_ssl_protocols", &["OriginSSLProtocols"]),
        ],
    ),
];

const ORIGIN_GROUP: &[Field] = &[argument("origin_id", &["Id"])];

const BEHAVIOR: &[Field] = &[
    argument("path_pattern", &["PathPattern"]),
    argument("target_origin_id", &["TargetOriginId"]),
    argument("viewer_protocol_policy", &["ViewerProtocolPolicy"]),
    argument("trusted_key_groups", &["TrustedKeyGroups"]),
];
