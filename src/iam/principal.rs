//! Whom a statement is about.

use super::Word;
use crate::source::Span;

/// One principal.
#[derive(Clone, Debug)]
pub enum Principal {
    /// `*` or `{"AWS": "*"}`, which mean the same: everyone, anonymous callers included.
    Everyone(Span),
    /// `{"AWS": …}`: an account id or an ARN.
    Aws(Word),
    /// `{"Service": …}`.
    Service(Word),
    /// `{"Federated": …}`.
    Federated(Word),
    /// `{"CanonicalUser": …}`.
    CanonicalUser(Word),
}

impl Principal {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Principal::Everyone(span) => *span,
            Principal::Aws(word)
            | Principal::Service(word)
            | Principal::Federated(word)
            | Principal::CanonicalUser(word) => word.span,
        }
    }

    /// What names it; `None` of everyone.
    pub fn word(&self) -> Option<&Word> {
        match self {
            Principal::Everyone(_) => None,
            Principal::Aws(word)
            | Principal::Service(word)
            | Principal::Federated(word)
            | Principal::CanonicalUser(word) => Some(word),
        }
    }
}

/// Whether a text is the id of an account: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
