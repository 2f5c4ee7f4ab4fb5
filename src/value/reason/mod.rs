//! Why something is unknown, as data; the sentence is made where it is shown.

mod kinds;
mod undecided;

use std::fmt;
use std::sync::Arc;

use super::Unknown;
pub use kinds::{Computed, Elsewhere, NotGiven, PastBound, Unparsed};
pub use undecided::Undecided;

/// Why a value is unknown. It is shown as the end of a sentence that starts with the expression: "has no default".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Whoever deploys, or a caller, is to give it.
    NotGiven(NotGiven),
    /// It exists only once something is made or run.
    Computed(Computed),
    /// It is declared in something that is not here.
    Elsewhere(Elsewhere),
    /// It stands in text with a mistake of syntax.
    Unparsed(Unparsed),
    /// A bound is met.
    PastBound(PastBound),
    /// More conditions are open than are told apart.
    Conditions {
        /// How many are.
        most: usize,
    },
    /// What is written is not what it has to be, or its kind is not told: what whoever reads it says of it.
    Said(Arc<str>),
    /// The language would answer with an error, which Terraform's `try` and `can` catch.
    Error(Arc<str>),
    /// AWS would refuse what stands there.
    Refused(Arc<str>),
    /// It is one of several policies of one bucket, and S3 keeps only one.
    OneOfSeveral,
    /// It rests on another unknown.
    DependsOn(Arc<Cause>),
    /// It is a condition that deployment answers, by this cause where there is one.
    AtDeployment(Option<Arc<Cause>>),
    /// The reasoner does not decide it.
    Undecided(Undecided),
    /// A macro may change what stands beside it, or all of the template.
    Macro {
        /// Whether it sees the whole template.
        of_template: bool,
    },
}

/// What keeps something open, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The expression; nothing where the thing itself is meant.
    pub expression: Option<Arc<str>>,
    /// Why it is not known.
    pub reason: Reason,
}

impl Reason {
    /// The reason of what rests on an unknown: that, or what that rests on.
    pub fn because(cause: &Unknown) -> Reason {
        match &cause.reason {
            first @ Reason::DependsOn(_) => first.clone(),
            _ => Reason::DependsOn(Arc::new(Cause::of(cause))),
        }
    }

    /// Whether the language would answer with an error.
    pub fn is_error(&self) -> bool {
        matches!(self, Reason::Error(_))
    }
}

impl Cause {
    /// An unknown as a cause.
    pub fn of(unknown: &Unknown) -> Cause {
        Cause { expression: Some(Arc::clone(&unknown.expression)), reason: unknown.reason.clone() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotGiven(it) => f.write_str(it.sentence()),
            Reason::Computed(it) => f.write_str(it.sentence()),
            Reason::Elsewhere(it) => f.write_str(it.sentence()),
            Reason::Unparsed(it) => f.write_str(it.sentence()),
            Reason::PastBound(it) => f.write_str(it.sentence()),
            Reason::Undecided(it) => it.fmt(f),
            Reason::Conditions { most } => write!(f, "depends on more than {most} open conditions"),
            Reason::Said(said) | Reason::Error(said) | Reason::Refused(said) => f.write_str(said),
            Reason::OneOfSeveral => {
                f.write_str("is one of several policies of one bucket, which keeps only one of them")
            }
            Reason::DependsOn(cause) => match &cause.expression {
                Some(expression) => write!(f, "depends on `{expression}`, which {}", cause.reason),
                None => write!(f, "{}", cause.reason),
            },
            Reason::AtDeployment(cause) => {
                f.write_str("is decided at deployment")?;
                match cause.as_deref() {
                    Some(Cause { expression: Some(expression), reason }) => write!(f, ": `{expression}` {reason}"),
                    Some(Cause { expression: None, reason }) => write!(f, ": it {reason}"),
                    None => Ok(()),
                }
            }
            Reason::Macro { of_template: true } => f.write_str("is a macro that may change the whole template"),
            Reason::Macro { of_template: false } => f.write_str("is a macro that may change what stands beside it"),
        }
    }
}

impl From<&str> for Reason {
    fn from(said: &str) -> Self {
        Reason::Said(said.into())
    }
}

impl From<String> for Reason {
    fn from(said: String) -> Self {
        Reason::Said(said.into())
    }
}

impl From<NotGiven> for Reason {
    fn from(it: NotGiven) -> Self {
        Reason::NotGiven(it)
    }
}

impl From<Computed> for Reason {
    fn from(it: Computed) -> Self {
        Reason::Computed(it)
    }
}

impl From<Elsewhere> for Reason {
    fn from(it: Elsewhere) -> Self {
        Reason::Elsewhere(it)
    }
}

impl From<Unparsed> for Reason {
    fn from(it: Unparsed) -> Self {
        Reason::Unparsed(it)
    }
}

impl From<Undecided> for Reason {
    fn from(it: Undecided) -> Self {
        Reason::Undecided(it)
    }
}

impl From<PastBound> for Reason {
    fn from(it: PastBound) -> Self {
        Reason::PastBound(it)
    }
}
