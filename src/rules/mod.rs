//! The rules: folders of data that are embedded in the program, and what judges a resource by them.
//!
//! A rule is `rules/<name>/`: metadata (`rule.toml`), a check in AWS's Guard language (`check.guard`), a page
//! (`README.md`) and examples. Nothing in here knows a rule by its name.

mod about;
mod bearings;
mod code;
mod document;
mod explain;
mod fact;
mod facts;
mod judge;
mod judgement;
mod metadata;
mod overrides;
mod own;
mod refused;
mod set;
mod words;

pub use about::About;
pub use explain::proof;
pub use fact::Fact;
pub use judge::{Judge, Judged};
pub use metadata::{ByDefault, Checked, Metadata, ParameterKind, ParameterMetadata};
pub use overrides::{Override, Overrides};
pub use own::{Example, OwnRules, load_own};
pub use refused::refused;
pub use set::{Rule, RuleSet};
