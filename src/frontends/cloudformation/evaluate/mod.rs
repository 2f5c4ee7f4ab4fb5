//! Evaluates a stack as far as its template decides it: parameters, conditions, intrinsic functions, nested stacks.
//!
//! Values are walked by recursion, whose depth is bounded over all stacks together; references are followed by name,
//! with a guard against circles. What a template gets wrong is told once, and is unknown.

mod attribute;
mod choice;
mod condition;
mod decision;
mod equality;
mod evaluator;
mod expand;
mod function;
mod import;
mod list;
mod lookup;
mod nest;
mod network;
mod parameter;
mod properties;
mod reference;
mod rule;
mod text;

pub(super) use evaluator::Evaluator;
pub(super) use nest::{Ports, collect_exports, is_stack};
