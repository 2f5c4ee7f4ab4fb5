//! Findings that people know of and accept: comments in the code, metadata of templates, and entries of the
//! configuration.
//!
//! A comment `bucketlint: ignore[RULE] until=2027-01-31 -- reason` counts for what stands on its line or, where it has
//! a line of its own, for what begins below it, with all that this holds: an attribute, a statement, a block, a call of
//! a module. What does not count as it was meant (a rule that is none, no reason, a day that is past, nothing to
//! accept) is told.

mod accept;
mod comment;
mod directive;
mod foreign;
mod hcl;
mod metadata;
mod migrate;
mod scan;
mod tree;
mod yaml;

pub use accept::{By, accept};
pub use directive::{Day, day, day_of};
pub use migrate::{Left, Migrated, migrate};
