//! How much two values are compared.

use std::cell::Cell;

/// How many pairs of items, of which one is not known, are held against each other to tell whether two values are the
/// same.
const MAX_COMPARED: usize = 2_000;

/// How many more pairs of items are held against each other: what nests would be compared again on each level.
#[derive(Debug)]
pub(super) struct Pairs(Cell<usize>);

impl Pairs {
    /// So many.
    pub(super) fn of(count: usize) -> Self {
        Pairs(Cell::new(count))
    }

    /// Those of two values.
    pub(super) fn of_two() -> Self {
        Pairs::of(MAX_COMPARED)
    }

    /// Whether there are so many left; they count as compared.
    pub(super) fn take(&self, count: usize) -> bool {
        let left = self.0.get().checked_sub(count);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }
}
