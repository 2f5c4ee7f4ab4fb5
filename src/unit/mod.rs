//! One unit of an analysis, whatever its language: its files, what the user gives beside them, and what it may cost.

mod budget;
mod depth;
mod workspace;

pub use budget::{Allowance, Cost};
pub(crate) use budget::{Budget, known_len};
pub(crate) use depth::{not_json, too_deep};
pub use workspace::{Input, Inputs, Unit, Workspace};
