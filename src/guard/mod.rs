//! AWS's Guard language over three-valued values.
//!
//! The text is parsed by the `cfn-guard` crate, so that the language never becomes a dialect; its parse tree is
//! evaluated here, because the crate's evaluator knows no unknowns and drops places. Knows nothing of S3.

mod compare;
mod equal;
mod evaluate;
mod functions;
mod literals;
mod made;
mod named;
mod names;
mod outcome;
mod parse;
mod query;
mod reads;
mod ruling;
mod scope;
mod selected;
mod text;
mod tree;

use std::sync::Arc;

use crate::value::Value;

pub use named::{NamedRule, Types};
pub use outcome::{Failure, GuardError, Outcome, Status};
pub use reads::{Reads, WayStep};

/// A parsed rules file.
#[derive(Clone, Debug)]
pub struct Check {
    file: Arc<tree::File>,
}

/// Parses Guard text and checks that it stays within the part of the language that is evaluated here.
pub fn parse(text: &str) -> Result<Check, GuardError> {
    Ok(Check { file: Arc::new(parse::parse(text)?) })
}

impl Check {
    /// Its named rules, in order.
    pub fn rules(&self) -> Vec<NamedRule> {
        named::named(&self.file)
    }

    /// Which keys its queries read of the place at the end of a way from the document's root.
    pub fn reads(&self, way: &[WayStep]) -> Reads {
        reads::reads(&self.file, way)
    }
}

/// Evaluates every named rule of a file over a document, in order of the file.
pub fn evaluate(check: &Check, document: &Value) -> Vec<Outcome> {
    evaluate::evaluate(&check.file, document, None)
}

/// Evaluates the rules of one name alone, with what they ask for.
pub fn evaluate_rule(check: &Check, name: &str, document: &Value) -> Vec<Outcome> {
    evaluate::evaluate(&check.file, document, Some(name))
}
