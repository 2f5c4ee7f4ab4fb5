//! Why Git does not tell what it is asked.

/// Why Git does not tell what it is asked, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTold {
    /// What is wrong, and why.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl NotTold {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        NotTold { message: message.into(), help: help.into() }
    }
}
