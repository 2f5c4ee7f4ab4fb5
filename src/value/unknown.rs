//! What is not known, and why.

use std::sync::{Arc, LazyLock};

use super::{Constant, Nature, Reason, Symbol, Test, Value};
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
    pub nature: Arc<Nature>,
    /// Where it is an open condition: what the condition asks.
    pub test: Option<Arc<Test>>,
    /// Whether the language may answer with an error in its place, which Terraform's `try` and `can` catch.
    pub may_fail: bool,
    /// Where it is the JSON text of a value of which parts are known: the value.
    pub encoded: Option<Arc<Value>>,
}

impl Unknown {
    /// An unknown of which nothing is known. The symbol is the expression; use [`Unknown::symbol`] where it is not
    /// unique.
    pub fn new(expression: impl Into<Arc<str>>, span: Span, reason: impl Into<Reason>) -> Self {
        let expression = expression.into();
        Unknown {
            symbol: Symbol::input(Arc::clone(&expression)),
            expression,
            span,
            reason: reason.into(),
            nature: Nature::anything(),
            test: None,
            may_fail: false,
            encoded: None,
        }
    }

    /// The same with another identity.
    pub fn symbol(mut self, symbol: Symbol) -> Self {
        self.symbol = symbol;
        self
    }

    /// The same, known to be a constant that AWS assigns.
    pub fn constant(mut self, constant: Constant) -> Self {
        self.nature = of_constant(constant);
        self
    }

    /// The same, of which this is known as well.
    pub fn known(mut self, nature: &Nature) -> Self {
        self.nature = Arc::new(self.nature.and(nature));
        self
    }

    /// The same, which may be an error.
    pub fn fallible(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// The same, known to be the JSON text of this value.
    pub fn encoding(mut self, value: Arc<Value>) -> Self {
        self.encoded = Some(value);
        self
    }

    /// The same as an open condition that asks this.
    pub fn asking(mut self, test: Test) -> Self {
        self.test = Some(Arc::new(test));
        self
    }
}

/// What is known of constants of a kind, made once.
fn of_constant(constant: Constant) -> Arc<Nature> {
    use Constant::{AccountId, Arn, Id, Partition, Region};
    static NATURES: LazyLock<[Arc<Nature>; 5]> =
        LazyLock::new(|| [AccountId, Partition, Region, Arn, Id].map(|constant| Arc::new(Nature::from(constant))));
    let made = NATURES.iter().find(|nature| nature.constant == Some(constant));
    made.map_or_else(|| Arc::new(Nature::from(constant)), Arc::clone)
}
