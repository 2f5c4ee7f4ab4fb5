//! What the provider for AWS makes of its types: the tables of the [catalogue], as the
//! [language](crate::terraform) asks for them.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>

mod account;
mod attributes;
mod functions;
mod policy_document;

use crate::catalogue::{self, ACCOUNT, Meaning, lowered_type, meaning};
use crate::terraform::evaluate::functions::Row;
use crate::terraform::provider::{Provider, Resource, Undeclared};
use crate::value::{Entry, Value};

pub(in crate::frontends) use account::leads_away;
pub(in crate::frontends) use attributes::{account_and_name, arn_of, arn_of_key, computed, domain_of, generated_name};
pub(in crate::frontends) use policy_document::policy_document;

/// The provider for AWS, with the few types of others that the catalogue knows.
pub(super) struct Aws;

impl Provider for Aws {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn is_whole(&self, kind: &str) -> bool {
        lowered_type(kind).is_some()
    }

    fn is_judged(&self, kind: &str) -> bool {
        lowered_type(kind).is_some_and(catalogue::is_judged)
    }

    fn is_ordered(&self, kind: &str) -> bool {
        catalogue::is_ordered(kind)
    }

    fn has_parts(&self, kind: &str) -> bool {
        catalogue::has_parts(kind)
    }

    fn made(&self, kind: &str, is_data: bool) -> Vec<&'static str> {
        catalogue::made(kind, is_data).collect()
    }

    fn names_itself(&self, kind: &str, attribute: &str) -> bool {
        matches!(meaning(kind, false, attribute), Meaning::BucketName | Meaning::BucketArn)
    }

    fn attribute(&self, of: &dyn Resource, name: &str) -> Value {
        attributes::attribute(of, name)
    }

    fn own_name(&self, of: &dyn Resource) -> Value {
        attributes::bucket_name(of)
    }

    fn attribute_elsewhere(&self, of: &Undeclared<'_>, name: &str) -> Value {
        attributes::attribute_elsewhere(of, name)
    }

    fn completes(&self, argument: &str) -> bool {
        matches!(argument, "region" | ACCOUNT | "tags_all")
    }

    fn argument(&self, of: &dyn Resource, name: &str) -> Option<Entry> {
        match name {
            "region" => of.own_argument(name).or_else(|| account::region(of)),
            ACCOUNT => account::by_credentials(of),
            "tags_all" => account::all_tags(of),
            _ => of.own_argument(name),
        }
    }

    fn function(&self, name: &str) -> Option<&'static Row> {
        functions::TABLE.iter().find(|row| row.name == name)
    }
}
