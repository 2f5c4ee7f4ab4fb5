//! Looks for a class of requests that no Deny covers.
//!
//! Each dimension of requests has the classes that are still open. A Deny is escaped by leaving out, in one dimension,
//! the classes that it covers. The Deny with the fewest ways out goes first, so that most dead ends show at once.

use super::bits::Bits;
use super::pattern::TooMany;

/// How many steps a search may take.
const MAX_STEPS: usize = 200_000;

/// What a statement covers: classes of some dimensions; of the others, all.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    /// The number of the statement.
    pub(super) statement: usize,
    /// Dimensions and the classes of each.
    pub(super) parts: Vec<(usize, Bits)>,
}

/// A search in progress.
#[derive(Debug, Default)]
pub(super) struct Branch {
    steps: usize,
    /// The statements from which there was no way out.
    pub(super) stuck: Vec<usize>,
}

impl Branch {
    /// Narrows the open classes until none of the covers reaches them; `None` where that is not possible.
    pub(super) fn escape(&mut self, open: &[Bits], covers: &[&Cover]) -> Result<Option<Vec<Bits>>, TooMany> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(TooMany);
        }
        let mut rest = Vec::new();
        let mut best: Option<(usize, Vec<(usize, Bits)>)> = None;
        for (at, cover) in covers.iter().enumerate() {
            if cover.parts.iter().any(|(dimension, part)| open.get(*dimension).is_none_or(|it| it.is_apart(part))) {
                continue;
            }
            let ways = ways_out(open, cover);
            if ways.is_empty() {
                self.stuck.push(cover.statement);
                return Ok(None);
            }
            rest.push(at);
            if best.as_ref().is_none_or(|(_, least)| ways.len() < least.len()) {
                best = Some((at, ways));
            }
        }
        let Some((chosen, mut ways)) = best else { return Ok(Some(open.to_vec())) };
        let others: Vec<&Cover> =
            rest.iter().filter(|at| **at != chosen).filter_map(|at| covers.get(*at).copied()).collect();
        // The widest way first; of equals, the one that keeps the first classes, which read best in a witness.
        ways.sort_by_key(|(dimension, left)| (std::cmp::Reverse(left.count()), *dimension));
        for (dimension, left) in ways {
            let mut narrowed = open.to_vec();
            if let Some(slot) = narrowed.get_mut(dimension) {
                *slot = left;
            }
            if let Some(found) = self.escape(&narrowed, &others)? {
                return Ok(Some(found));
            }
        }
        self.stuck.extend(covers.get(chosen).map(|cover| cover.statement));
        Ok(None)
    }
}

/// In each dimension that a cover names, the open classes that it leaves; those dimensions in which it leaves some.
fn ways_out(open: &[Bits], cover: &Cover) -> Vec<(usize, Bits)> {
    let left = |(dimension, part): &(usize, Bits)| Some((*dimension, open.get(*dimension)?.without(part)));
    cover.parts.iter().filter_map(left).filter(|(_, left)| !left.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(statement: usize, parts: &[(usize, u128)]) -> Cover {
        Cover { statement, parts: parts.iter().map(|(dimension, bits)| (*dimension, Bits::Few(*bits))).collect() }
    }

    #[test]
    fn finds_a_way_past_all_covers_or_says_where_it_is_stuck() {
        let open = [Bits::Few(0b111), Bits::Few(0b11)];
        let (a, b, c) =
            (cover(0, &[(0, 0b011)]), cover(1, &[(0, 0b100), (1, 0b01)]), cover(2, &[(0, 0b100), (1, 0b10)]));
        let found = Branch::default().escape(&open, &[&a, &b]).unwrap().unwrap();
        assert_eq!(found, [Bits::Few(0b100), Bits::Few(0b10)]);
        let mut branch = Branch::default();
        assert!(branch.escape(&open, &[&a, &b, &c]).unwrap().is_none());
        assert!(branch.stuck.contains(&2));
        assert!(Branch::default().escape(&open, &[&cover(3, &[])]).unwrap().is_none());
    }

    #[test]
    fn gives_up_at_the_bound() {
        let covers: Vec<Cover> =
            (0..24).map(|at| cover(at, &[(at, 1), ((at + 1) % 24, 2), ((at + 7) % 24, 1)])).collect();
        let open = vec![Bits::Few(0b11); 24];
        assert!(
            Branch { steps: MAX_STEPS, stuck: Vec::new() }.escape(&open, &covers.iter().collect::<Vec<_>>()).is_err()
        );
    }
}
