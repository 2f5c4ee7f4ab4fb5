//! A list that only grows, and that many threads may read and add to at once.
//!
//! Front ends run side by side and open files as the code names them, while others hold references to files that were
//! read before. So nothing may move: items stand in segments, each twice as long as the one before, that are made when
//! they are reached.

use std::sync::{Mutex, OnceLock, PoisonError};

/// How many items the first segment holds.
const FIRST: usize = 64;
/// Enough segments for more items than a [`FileId`](super::FileId) can number.
const SEGMENTS: usize = 27;

type Segment<T> = OnceLock<Box<[OnceLock<T>]>>;

#[derive(Debug)]
pub(super) struct Shelf<T> {
    segments: [Segment<T>; SEGMENTS],
    len: Mutex<usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { segments: [const { OnceLock::new() }; SEGMENTS], len: Mutex::new(0) }
    }
}

impl<T> Shelf<T> {
    /// Adds an item and gives its index.
    pub(super) fn push(&self, item: T) -> usize {
        let mut len = self.len.lock().unwrap_or_else(PoisonError::into_inner);
        let (rank, offset) = place(*len);
        if let Some(segment) = self.segments.get(rank) {
            let slots = segment.get_or_init(|| (0..FIRST << rank).map(|_| OnceLock::new()).collect());
            if let Some(slot) = slots.get(offset) {
                let _ = slot.set(item);
            }
        }
        *len += 1;
        *len - 1
    }

    pub(super) fn get(&self, index: usize) -> Option<&T> {
        let (segment, offset) = place(index);
        self.segments.get(segment)?.get()?.get(offset)?.get()
    }

    pub(super) fn len(&self) -> usize {
        *self.len.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The items that were there when it was asked for, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// The segment of an index, and the place in it.
fn place(index: usize) -> (usize, usize) {
    let segment = (index / FIRST + 1).ilog2() as usize;
    (segment, index - FIRST * ((1 << segment) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_and_moves_nothing() {
        let shelf = Shelf::default();
        shelf.push(0);
        let first = shelf.get(0).unwrap();
        (1..1_000).for_each(|item| assert_eq!(shelf.push(item), item));
        assert!(std::ptr::eq(first, shelf.get(0).unwrap()));
        assert!(shelf.iter().copied().eq(0..1_000));
        assert_eq!((shelf.len(), shelf.get(1_000)), (1_000, None));
    }
}
