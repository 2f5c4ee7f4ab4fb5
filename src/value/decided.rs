//! Decisions of a code that leaves things open: Kleene's logic, with what keeps a decision open.

use std::sync::Arc;

use super::{Truth, Unknown};

/// What keeps a decision open: at least one unknown, each once, in order of appearance.
#[derive(Clone, Debug)]
pub struct Unknowns {
    first: Arc<Unknown>,
    others: Vec<Arc<Unknown>>,
}

/// A decision: true, false, or open with what keeps it open. [`Truth`] is its projection, for loops that weigh more
/// possibilities than anybody is told of.
#[derive(Clone, Debug)]
pub enum Decided {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// The code does not decide it.
    Open(Unknowns),
}

impl Unknowns {
    /// These unknowns; `None` where there are none.
    pub fn of(unknowns: impl IntoIterator<Item = Arc<Unknown>>) -> Option<Self> {
        let mut unknowns = unknowns.into_iter();
        unknowns.next().map(|first| Unknowns::from(first).and(unknowns))
    }

    /// These and further ones.
    #[must_use]
    pub fn and(mut self, further: impl IntoIterator<Item = Arc<Unknown>>) -> Self {
        for unknown in further {
            if self.iter().all(|it| it.symbol != unknown.symbol) {
                self.others.push(unknown);
            }
        }
        self
    }

    /// The one that was found first.
    pub fn first(&self) -> &Arc<Unknown> {
        &self.first
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Unknown>> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Arc<Unknown>> for Unknowns {
    fn from(unknown: Arc<Unknown>) -> Self {
        Unknowns { first: unknown, others: Vec::new() }
    }
}

impl From<Unknown> for Unknowns {
    fn from(unknown: Unknown) -> Self {
        Arc::new(unknown).into()
    }
}

impl IntoIterator for Unknowns {
    type Item = Arc<Unknown>;
    type IntoIter = std::iter::Chain<std::iter::Once<Arc<Unknown>>, std::vec::IntoIter<Arc<Unknown>>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.others)
    }
}

impl Decided {
    /// A decision whose truth is worked out, kept open by these unknowns where it is not known. Where nothing is said
    /// to keep it open, it is `because`.
    pub fn of(
        truth: Truth,
        unknowns: impl IntoIterator<Item = Arc<Unknown>>,
        because: impl FnOnce() -> Unknown,
    ) -> Self {
        match truth {
            Truth::True => Decided::True,
            Truth::False => Decided::False,
            Truth::Unknown => Decided::Open(Unknowns::of(unknowns).unwrap_or_else(|| because().into())),
        }
    }

    /// Kept open by one unknown.
    pub fn open(unknown: &Arc<Unknown>) -> Self {
        Decided::Open(Arc::clone(unknown).into())
    }

    /// Without what keeps it open.
    pub fn truth(&self) -> Truth {
        match self {
            Decided::True => Truth::True,
            Decided::False => Truth::False,
            Decided::Open(_) => Truth::Unknown,
        }
    }

    /// Both hold: false as soon as one is.
    #[must_use]
    pub fn and(self, other: Decided) -> Decided {
        match (self, other) {
            (Decided::False, _) | (_, Decided::False) => Decided::False,
            (Decided::True, it) | (it, Decided::True) => it,
            (Decided::Open(one), Decided::Open(other)) => Decided::Open(one.and(other)),
        }
    }

    /// One of them holds: true as soon as one is.
    #[must_use]
    pub fn or(self, other: Decided) -> Decided {
        !(!self).and(!other)
    }

    /// All hold; true of none.
    pub fn all(decisions: impl IntoIterator<Item = Decided>) -> Decided {
        decisions.into_iter().fold(Decided::True, Decided::and)
    }

    /// At least one holds; false of none.
    pub fn any(decisions: impl IntoIterator<Item = Decided>) -> Decided {
        decisions.into_iter().fold(Decided::False, Decided::or)
    }

    /// The decision, or its opposite.
    #[must_use]
    pub fn negated_if(self, negated: bool) -> Decided {
        if negated { !self } else { self }
    }
}

impl From<bool> for Decided {
    fn from(value: bool) -> Self {
        if value { Decided::True } else { Decided::False }
    }
}

impl std::ops::Not for Decided {
    type Output = Decided;

    fn not(self) -> Decided {
        match self {
            Decided::True => Decided::False,
            Decided::False => Decided::True,
            open @ Decided::Open(_) => open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn open(name: &str) -> Decided {
        let span = Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()));
        Decided::open(&Arc::new(Unknown::new(name, span, "is open")))
    }

    fn shown(decided: &Decided) -> String {
        match decided {
            Decided::True => "true".to_owned(),
            Decided::False => "false".to_owned(),
            Decided::Open(unknowns) => unknowns.iter().map(|it| &*it.expression).collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn truth_is_its_projection() {
        let all = [Decided::True, Decided::False, open("a"), open("b")];
        for one in &all {
            assert_eq!((!one.clone()).truth(), !one.truth());
            for other in &all {
                assert_eq!(one.clone().and(other.clone()).truth(), one.truth().and(other.truth()));
                assert_eq!(one.clone().or(other.clone()).truth(), one.truth().or(other.truth()));
            }
        }
    }

    #[test]
    fn an_open_decision_says_once_and_in_order_what_keeps_it_open() {
        assert_eq!(shown(&open("b").and(open("a")).or(open("b"))), "b a");
        assert_eq!(shown(&Decided::all([open("a"), Decided::True, open("b")])), "a b");
        assert_eq!(shown(&Decided::all([open("a"), Decided::False])), "false");
        assert_eq!(shown(&Decided::any([open("a"), Decided::True])), "true");
        assert_eq!(shown(&Decided::any([])), "false");
    }
}
