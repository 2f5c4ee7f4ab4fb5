//! The languages: each reads its files into the [common model](crate::model). A front end knows nothing of rules, of
//! the reasoner or of reports.

pub mod cloudformation;
mod contract;
mod json_keys;
pub mod plan;
pub mod terraform;

pub use crate::unit::{Allowance, Cost, Input, Inputs, Unit, Workspace};
pub use contract::{Foreign, Frontend, Loaded};

/// Every front end, in the order in which they are asked.
pub const ALL: [&dyn Frontend; 3] = [&terraform::Terraform, &plan::Plan, &cloudformation::CloudFormation];
