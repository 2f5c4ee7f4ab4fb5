//! Data sources that are of no type of resource, and the few resources of no service whose attributes are followed.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, "Attribute Reference" of each.

use super::entry::Of::{Data, Resource};
use super::entry::{Kind, Meaning, Thing};
use crate::value::Constant;

/// The data source whose blocks are a policy.
pub const DOCUMENT: &str = "aws_iam_policy_document";

pub(super) const KINDS: &[Kind] = &[
    Kind {
        assigned: &[("id", Constant::AccountId)],
        ..Kind::data("aws_caller_identity", &[(Data, "account_id", Meaning::Account), (Data, "id", Meaning::Account)])
    },
    Kind {
        links: &[("source_policy_documents", Thing::Document), ("override_policy_documents", Thing::Document)],
        always: &[],
        ..Kind::data(DOCUMENT, &[(Data, "json", Meaning::Policy), (Data, "minified_json", Meaning::Policy)])
    },
    Kind {
        always: &["id", "arn", "accounts", "non_master_accounts", "master_account_id"],
        ..Kind::data("aws_organizations_organization", &[])
    },
    Kind {
        assigned: &[("id", Constant::Partition), ("partition", Constant::Partition)],
        ..Kind::data("aws_partition", &[])
    },
    Kind {
        assigned: &[("id", Constant::Region), ("name", Constant::Region)],
        ..Kind::data(
            "aws_region",
            &[(Data, "id", Meaning::Region), (Data, "name", Meaning::Region), (Data, "region", Meaning::Region)],
        )
    },
    Kind::data("template_file", &[(Data, "rendered", Meaning::Rendered)]),
    // It is given out as it was taken in.
    Kind::data("terraform_data", &[(Resource, "output", Meaning::Attribute("input"))]),
];
