//! `AWS::CertificateManager::Certificate`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate>

use super::entry::{Kind, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, spread};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::CERTIFICATE, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_acm_certificate", &["arn"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("domain_name", &["DomainName"]),
    converted("key_algorithm", &["KeyAlgorithm"], UnlessEmpty),
    // The certificate is imported.
    argument("certificate_body", &["CertificateBody"]),
    spread(
        "options",
        &[argument("certificate_transparency_logging_preference", &["CertificateTransparencyLoggingPreference"])],
    ),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
