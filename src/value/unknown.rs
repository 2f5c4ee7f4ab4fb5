//! What is not known, and why.

use std::sync::Arc;

use super::{Reason, Symbol, Test};
use crate::source::Span;

/// A value that the code alone does not decide.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its identity: two unknowns of one symbol have the same value.
    pub symbol: Symbol,
    /// The expression as its author wrote it, for reports: `var.kms_key`.
    pub expression: Arc<str>,
    /// Where the expression stands.
    pub span: Span,
    /// Why it is unknown.
    pub reason: Reason,
    /// What is known all the same.
    pub nature: Nature,
    /// Where it is an open condition: what the condition asks.
    pub test: Option<Arc<Test>>,
    /// Whether the language may answer with an error in its place, which Terraform's `try` and `can` catch.
    pub may_fail: bool,
}

/// What is known of an unknown value without knowing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing: a person may put anything in, a wildcard or a policy variable too.
    Anything,
    /// AWS or the provider assigns it: one fixed value, never empty, without wildcard or policy variable.
    Constant(Constant),
}

/// What a constant that AWS assigns names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A twelve-digit account id.
    AccountId,
    /// A partition: `aws`, `aws-cn`, `aws-us-gov`.
    Partition,
    /// A Region's name.
    Region,
    /// An ARN.
    Arn,
    /// An id or a generated name.
    Id,
}

impl Unknown {
    /// An unknown of which nothing is known. The symbol is the expression; use [`Unknown::symbol`] where it is not unique.
    pub fn new(expression: impl Into<Arc<str>>, span: Span, reason: impl Into<Reason>) -> Self {
        let expression = expression.into();
        Unknown {
            symbol: Symbol::input(Arc::clone(&expression)),
            expression,
            span,
            reason: reason.into(),
            nature: Nature::Anything,
            test: None,
            may_fail: false,
        }
    }

    /// The same with another identity.
    pub fn symbol(mut self, symbol: Symbol) -> Self {
        self.symbol = symbol;
        self
    }

    /// The same, known to be a constant that AWS assigns.
    pub fn constant(mut self, constant: Constant) -> Self {
        self.nature = Nature::Constant(constant);
        self
    }

    /// The same, which may be an error.
    pub fn fallible(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// The same as an open condition that asks this.
    pub fn asking(mut self, test: Test) -> Self {
        self.test = Some(Arc::new(test));
        self
    }
}
