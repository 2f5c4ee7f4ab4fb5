//! What an expression is, as far as the code decides it.
//!
//! Evaluation is lazy: a variable, a local or an attribute is evaluated when something asks for it, once. What cannot
//! be decided is an unknown that says why; a condition that is left open makes a choice of both branches. Depth and
//! work are bounded, because a few lines of HCL can ask for exponentially large values.

mod big;
mod blocks;
mod call;
mod checks;
mod choice;
mod claim;
mod condition;
mod configuration;
mod constraint;
mod conversion;
mod distribute;
mod draft;
mod element;
mod equality;
mod evaluator;
mod expand;
mod expansion;
mod expression;
mod failure;
mod for_expression;
pub(crate) mod functions;
mod guarded;
mod instance;
mod knowledge;
mod open;
mod operation;
mod reading;
mod reference;
mod resource;
mod run;
mod scope;
mod template;
mod there;
mod types;
mod unknown;
mod walk;

pub(crate) use blocks::first_of;
pub(crate) use choice::{chosen, each_answer, each_branch, rest_of};
pub(crate) use evaluator::Evaluator;
pub(crate) use failure::is_error;
pub(crate) use open::at;
pub(crate) use run::Run;
