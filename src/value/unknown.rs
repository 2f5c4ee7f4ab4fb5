//! What is not known, and why.

use std::sync::Arc;

use super::Test;
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
    /// Why it is unknown, as the end of a sentence that starts with the expression: "has no default".
    pub reason: Arc<str>,
    /// What is known all the same.
    pub nature: Nature,
    /// Where it is an open condition: what the condition asks.
    pub test: Option<Arc<Test>>,
}

/// The identity of an unknown within one deployment: `module.logs.var.prefix`, `AWS::AccountId`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub Arc<str>);

impl Symbol {
    /// The id of the account that the code is deployed to, in CloudFormation's words, whatever the language.
    pub const OWN_ACCOUNT: &str = "AWS::AccountId";

    /// The Region that the code is deployed to.
    pub const OWN_REGION: &str = "AWS::Region";
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
    pub fn new(expression: impl Into<Arc<str>>, span: Span, reason: impl Into<Arc<str>>) -> Self {
        let expression = expression.into();
        Unknown {
            symbol: Symbol(Arc::clone(&expression)),
            expression,
            span,
            reason: reason.into(),
            nature: Nature::Anything,
            test: None,
        }
    }

    /// The same with another identity.
    pub fn symbol(mut self, symbol: impl Into<Arc<str>>) -> Self {
        self.symbol = Symbol(symbol.into());
        self
    }

    /// The same, known to be a constant that AWS assigns.
    pub fn constant(mut self, constant: Constant) -> Self {
        self.nature = Nature::Constant(constant);
        self
    }

    /// The same as an open condition that asks this.
    pub fn asking(mut self, test: Test) -> Self {
        self.test = Some(Arc::new(test));
        self
    }
}
