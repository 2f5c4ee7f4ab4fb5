//! The common model: what a front end yields, and the typed views that the reasoner and the rules read.
//!
//! The vocabulary is CloudFormation's own: type names (`AWS::S3::Bucket`) and property names
//! (`VersioningConfiguration.Status`). Terraform's split resources become [`Attachment`]s, which [`link()`] sets onto
//! the bucket or key that they belong to. What CloudFormation has no word for is an extension, listed in
//! `docs/vocabulary.md`.

mod access_block;
mod access_point;
mod bearing;
mod belonging;
mod blocks_first;
mod bucket;
mod deployment;
mod family;
mod handed;
mod host;
mod key;
mod link;
mod link_access_points;
mod linker;
mod merge;
mod neighbour;
mod open_owner;
mod order;
mod organization;
mod own_resources;
mod policy;
mod presence;
mod replication;
mod role;
mod subject;
mod switched_off;
mod too_long;

pub use access_block::PublicAccessBlock;
pub use access_point::AccessPoint;
pub use bearing::Bearing;
pub use bucket::{Acl, Bucket, Grant, Grantee, KmsEncryption, Ownership, Permission};
pub use deployment::{Attachment, Declared, Deployment, Handed, Resource, Sets, SwitchedOff};
pub use family::Family;
pub use host::BucketHost;
pub use key::Key;
pub use link::link;
pub use linker::Linked;
pub use order::{BlocksFirst, Order};
pub use organization::{assigned_block, blocks_of_organizations};
pub use policy::read_policy;
pub use presence::Presence;
pub use replication::{ReplicationRule, Selection};
pub use role::Role;
pub use subject::Subject;
