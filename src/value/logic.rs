//! Kleene's three-valued logic.

/// True, false, or not decided by what is known: what [`Decided`](super::Decided) is without what keeps it open. Loops
/// that weigh more possibilities than anybody is told of have it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// What is known does not decide it.
    Unknown,
}

impl Truth {
    /// Both hold: false as soon as one is.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// One of them holds: true as soon as one is.
    pub fn or(self, other: Truth) -> Truth {
        !(!self).and(!other)
    }

    /// All hold; true of none.
    pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let all = |all: Truth, one| if all == Truth::False { None } else { Some(all.and(one)) };
        truths.into_iter().try_fold(Truth::True, all).unwrap_or(Truth::False)
    }

    /// At least one holds; false of none.
    pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let any = |any: Truth, one| if any == Truth::True { None } else { Some(any.or(one)) };
        truths.into_iter().try_fold(Truth::False, any).unwrap_or(Truth::True)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// How much of a truth is asked for. What is surely not false is possible, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// That it holds.
    Sure,
    /// That it is not known to fail.
    Possible,
}

impl Certainty {
    /// Whether a truth is as much as is asked for.
    pub fn holds(self, truth: Truth) -> bool {
        match self {
            Certainty::Sure => truth == Truth::True,
            Certainty::Possible => truth != Truth::False,
        }
    }
}

impl std::ops::Not for Certainty {
    type Output = Certainty;

    fn not(self) -> Certainty {
        match self {
            Certainty::Sure => Certainty::Possible,
            Certainty::Possible => Certainty::Sure,
        }
    }
}
