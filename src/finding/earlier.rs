//! What an earlier run said of a verdict: one that a baseline keeps, or that of another revision.

use super::Compliance;

/// What an earlier run said of what is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The verdict that it gave.
    pub was: Compliance,
    /// Whether a change touches a place that the verdict names, so that it is news all the same.
    pub touched: bool,
}

/// What an earlier run found and this one does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absent {
    /// The file of the declaration, from the top of the repository.
    pub file: String,
    /// The Terraform address or the logical id.
    pub resource: String,
    /// The rule's name.
    pub rule: String,
    /// The verdict that it gave.
    pub was: Compliance,
    /// Its fingerprint.
    pub fingerprint: String,
}

/// An earlier run that a run was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What it is, for people: "the baseline", "`main`".
    pub with: String,
    /// What it found, where this run looked and did not find it.
    pub absent: Vec<Absent>,
}
