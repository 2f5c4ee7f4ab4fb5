//! bucketlint decides, before deployment, who can reach the S3 buckets that Terraform and CloudFormation declare.

pub mod baseline;
pub mod catalogue;
pub mod change;
pub mod cli;
pub mod config;
pub mod documents;
pub mod engine;
pub mod explain;
pub mod finding;
pub mod frontends;
pub mod git;
pub mod guard;
pub mod iam;
pub mod inventory;
pub mod model;
pub mod reason;
pub mod report;
pub mod rules;
pub mod source;
pub mod suppression;
mod terraform;
pub mod unit;
pub mod value;
