//! Which lines differ between two texts, by Myers' algorithm (An O(ND) Difference Algorithm and Its Variations, 1986).
//!
//! Blanks do not make a line another one: what only moves to the right, or ends its lines in another way, stays.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// How many lines may be taken out and put in between the first and the last that differ.
const MAX_EDITS: usize = 1_000;

/// Lines that others stand in the place of, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

impl Hunk {
    /// Whether it touches the lines of the new text from one to another. What only goes away touches what it was
    /// between.
    pub(super) fn touches(&self, first: usize, last: usize) -> bool {
        if self.new.is_empty() {
            return first < self.new.start && self.new.start <= last;
        }
        self.new.start <= last && first < self.new.end
    }
}

/// What differs between two texts.
pub(super) fn changed(old: &str, new: &str) -> Vec<Hunk> {
    let words = |line| str::split_whitespace(line).collect::<Vec<_>>();
    differing(old.lines().map(words), new.lines().map(words))
}

/// What differs between lines, by what makes two of them alike.
pub(super) fn differing<K: Eq + Hash>(old: impl Iterator<Item = K>, new: impl Iterator<Item = K>) -> Vec<Hunk> {
    let mut known = HashMap::new();
    let mut number = |line| {
        let next = known.len();
        *known.entry(line).or_insert(next)
    };
    let old: Vec<_> = old.map(&mut number).collect();
    let new: Vec<_> = new.map(&mut number).collect();
    hunks(&old, &new)
}

/// The same of lines that are alike where their numbers are.
fn hunks(old: &[usize], new: &[usize]) -> Vec<Hunk> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle_old = old_rest.get(..old_rest.len() - end).unwrap_or_default();
    let middle_new = new_rest.get(..new_rest.len() - end).unwrap_or_default();
    let whole = || vec![Hunk { old: 0..middle_old.len(), new: 0..middle_new.len() }];
    let found = match (middle_old.is_empty(), middle_new.is_empty()) {
        (true, true) => Vec::new(),
        (true, _) | (_, true) => whole(),
        _ => edits(middle_old, middle_new).unwrap_or_else(whole),
    };
    let shifted = |range: Range<usize>| range.start + start..range.end + start;
    found.into_iter().map(|Hunk { old, new }| Hunk { old: shifted(old), new: shifted(new) }).collect()
}

/// How far each diagonal goes after some edits; diagonals are counted from the middle.
#[derive(Clone)]
struct Reach(Vec<usize>);

impl Reach {
    fn at(&self, diagonal: isize) -> usize {
        self.0.get(Self::index(diagonal)).copied().unwrap_or_default()
    }

    fn set(&mut self, diagonal: isize, reach: usize) {
        let index = Self::index(diagonal);
        if index >= self.0.len() {
            self.0.resize(index + 1, 0);
        }
        self.0.get_mut(index).into_iter().for_each(|it| *it = reach);
    }

    fn index(diagonal: isize) -> usize {
        2 * diagonal.unsigned_abs() + usize::from(diagonal < 0)
    }
}

/// The fewest edits that make one text of the other; `None` where they are more than are looked for.
fn edits(old: &[usize], new: &[usize]) -> Option<Vec<Hunk>> {
    let mut reach = Reach(vec![0]);
    let mut before = Vec::new();
    for edits in 0..=MAX_EDITS {
        before.push(reach.clone());
        let most = isize::try_from(edits).ok()?;
        for diagonal in (-most..=most).step_by(2) {
            let is_down = is_down(&reach, diagonal, most);
            let mut x = if is_down { reach.at(diagonal + 1) } else { reach.at(diagonal - 1) + 1 };
            let mut y = x.checked_add_signed(-diagonal)?;
            while x < old.len() && old.get(x) == new.get(y) {
                (x, y) = (x + 1, y + 1);
            }
            reach.set(diagonal, x);
            if x >= old.len() && y >= new.len() {
                return trace(&before, old.len(), new.len());
            }
        }
    }
    None
}

/// Whether the way to a diagonal puts a line in, and does not take one out.
fn is_down(reach: &Reach, diagonal: isize, most: isize) -> bool {
    diagonal == -most || (diagonal != most && reach.at(diagonal - 1) < reach.at(diagonal + 1))
}

/// The edits on the way to the end of both.
fn trace(before: &[Reach], mut x: usize, mut y: usize) -> Option<Vec<Hunk>> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for (edits, reach) in before.iter().enumerate().skip(1).rev() {
        let most = isize::try_from(edits).ok()?;
        let diagonal = isize::try_from(x).ok()? - isize::try_from(y).ok()?;
        let is_down = is_down(reach, diagonal, most);
        let from = if is_down { diagonal + 1 } else { diagonal - 1 };
        x = reach.at(from);
        y = x.checked_add_signed(-from)?;
        let one = Hunk { old: x..x + usize::from(!is_down), new: y..y + usize::from(is_down) };
        match hunks.last_mut() {
            Some(last) if last.old.start == one.old.end && last.new.start == one.new.end => {
                (last.old.start, last.new.start) = (one.old.start, one.new.start);
            }
            _ => hunks.push(one),
        }
    }
    hunks.reverse();
    Some(hunks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
        let lines = |text: &str| text.chars().map(|letter| format!("{letter}\n")).collect::<String>();
        changed(&lines(old), &lines(new)).into_iter().map(|it| (it.old, it.new)).collect()
    }

    #[test]
    fn finds_the_lines_that_differ() {
        assert_eq!(shown("abc", "abc"), []);
        assert_eq!(shown("abc", "axc"), [(1..2, 1..2)]);
        assert_eq!(shown("abcabba", "cbabac"), [(0..2, 0..0), (3..3, 1..2), (5..6, 4..4), (7..7, 5..6)]);
        assert_eq!(shown("", "ab"), [(0..0, 0..2)]);
        assert_eq!(shown("xaby", "xy"), [(1..3, 1..1)]);
        assert!(changed("a {\r\n  b = 1\r\n}\r\n", "a {\n    b  = 1\n}").is_empty());
    }

    /// What is made of one text by the edits is the other, of whatever two texts.
    #[test]
    fn the_edits_lead_from_one_text_to_the_other() {
        let mut seed = 1_u64;
        let mut letters = |most: u64| {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) as usize
            };
            (0..next() % 40).map(|_| next() % most as usize).collect::<Vec<_>>()
        };
        for at in 0..2_000 {
            let (old, new) = (letters(1 + at % 6), letters(1 + at % 6));
            let (mut made, mut next) = (Vec::new(), 0);
            for Hunk { old: out, new: put } in hunks(&old, &new) {
                made.extend_from_slice(&old[next..out.start]);
                made.extend_from_slice(&new[put]);
                next = out.end;
            }
            made.extend_from_slice(&old[next..]);
            assert_eq!(made, new, "{old:?}");
        }
    }

    #[test]
    fn what_goes_away_touches_what_it_was_between() {
        let gone = Hunk { old: 3..5, new: 3..3 };
        assert!(gone.touches(2, 3) && gone.touches(0, 9) && !gone.touches(3, 4) && !gone.touches(0, 2));
        let put = Hunk { old: 3..3, new: 3..5 };
        assert!(put.touches(4, 4) && put.touches(0, 3) && !put.touches(5, 6) && !put.touches(0, 2));
    }

    #[test]
    fn texts_that_differ_too_much_differ_as_a_whole() {
        let lines = |from: usize| (from..from + MAX_EDITS).map(|at| format!("{at}\n")).collect::<String>();
        let (old, new) = (
            format!("a\n{}same\n{}b", lines(0), lines(5_000)),
            format!("a\n{}same\n{}b", lines(20_000), lines(30_000)),
        );
        assert_eq!(changed(&old, &new).len(), 1);
        assert_eq!(changed(&lines(0), &lines(1)).len(), 2);
    }
}
