//! The languages: each reads its files into the [common model](crate::model). A front end knows nothing of rules, of
//! the reasoner or of reports.

mod budget;
pub mod cloudformation;
mod contract;
mod depth;
mod json_keys;
pub mod plan;
pub mod terraform;

pub use budget::{Allowance, Cost};
pub use contract::{Foreign, Frontend, Input, Inputs, Loaded, Unit, Workspace};

/// Every front end, in the order in which they are asked.
pub const ALL: [&dyn Frontend; 3] = [&terraform::Terraform, &plan::Plan, &cloudformation::CloudFormation];
