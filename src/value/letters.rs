//! Sets of letters.

/// A set of letters: those of ASCII one by one, all others together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    ascii: u128,
    others: bool,
}

impl Default for Letters {
    /// All letters.
    fn default() -> Self {
        Letters { ascii: u128::MAX, others: true }
    }
}

impl Letters {
    /// No letter.
    pub fn none() -> Self {
        Letters { ascii: 0, others: false }
    }

    /// The letters of a text.
    pub fn of(text: &str) -> Self {
        let mut letters = Letters::none();
        text.chars().for_each(|letter| letters.add(letter, letter));
        letters
    }

    /// Adds the letters from one to another, both among them.
    pub fn add(&mut self, first: char, last: char) {
        for letter in first..=last {
            if !letter.is_ascii() {
                self.others = true;
                return;
            }
            self.ascii |= 1 << u32::from(letter);
        }
    }

    /// What becomes of the letters of ASCII; of all others, what may become of any.
    pub fn changed(self, change: impl Fn(char) -> char, others: Letters) -> Self {
        let mut changed = if self.others { others } else { Letters::none() };
        let ascii = ('\0'..='\x7f').filter(|letter| self.has(*letter));
        ascii.map(change).for_each(|letter| changed.add(letter, letter));
        changed
    }

    /// The same without a letter of ASCII.
    pub fn but(mut self, letter: char) -> Self {
        if letter.is_ascii() {
            self.ascii &= !(1 << u32::from(letter));
        }
        self
    }

    /// Whether a letter is among them.
    pub fn has(self, letter: char) -> bool {
        if letter.is_ascii() { self.ascii >> u32::from(letter) & 1 == 1 } else { self.others }
    }

    /// Whether one of a kind may be among them; of letters beyond ASCII it is not told which are.
    pub fn may_have(self, is_one: impl Fn(char) -> bool) -> bool {
        self.others || ('\0'..='\x7f').any(|letter| self.has(letter) && is_one(letter))
    }

    /// Whether all are letters of ASCII.
    pub fn are_ascii(self) -> bool {
        !self.others
    }

    /// Whether a text of these has as many graphemes as letters: none that joins the one before.
    pub fn are_single(self) -> bool {
        !(self.others || self.has('\r') && self.has('\n'))
    }

    pub(super) fn and(self, other: Letters) -> Letters {
        Letters { ascii: self.ascii & other.ascii, others: self.others && other.others }
    }

    /// The letters of both.
    pub fn or(self, other: Letters) -> Letters {
        Letters { ascii: self.ascii | other.ascii, others: self.others || other.others }
    }

    /// All letters but these; of those beyond ASCII none is ruled out.
    pub(super) fn without(other: Letters) -> Letters {
        Letters { ascii: !other.ascii, others: true }
    }
}
