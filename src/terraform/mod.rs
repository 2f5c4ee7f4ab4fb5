//! Terraform's language: the files of a folder as one module, with the modules that it calls, and what an expression is
//! as far as the code decides it.
//!
//! Stages, each of which knows only those before: [`tree`] reads the folders that a root reaches, parsed by [`load`],
//! [`module`] collects what each declares, and [`evaluate`] answers what an expression is. No type of any provider is
//! known here: what its arguments and attributes mean is asked of a [provider](provider::Provider).

pub(crate) mod address;
pub(crate) mod declared;
mod early;
pub(crate) mod evaluate;
pub(crate) mod given;
mod json;
mod line_ends;
mod load;
pub(crate) mod module;
pub(crate) mod modules;
pub(crate) mod moves;
pub(crate) mod names;
pub(crate) mod order;
mod outline;
mod overrides;
mod parse;
pub(crate) mod places;
pub(crate) mod provider;
pub(crate) mod recover;
pub(crate) mod sources;
mod tokens;
pub(crate) mod tree;
