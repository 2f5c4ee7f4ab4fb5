//! Looks for a class of requests that no Deny covers.
//!
//! Each dimension of requests has the classes that are still open. A Deny is escaped by leaving out, in one dimension,
//! the classes that it covers. The Deny with the fewest ways out goes first, so that most dead ends show at once.

use std::collections::BTreeSet;

use super::bits::Bits;
use super::effort::Effort;
use super::pattern::TooMany;

/// How many statements a search may look at on its way past them, each as often as it comes by.
const MAX_STEPS: usize = 1_000_000;

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
    effort: Effort,
    /// The statements from which there was no way out.
    pub(super) stuck: Vec<usize>,
}

impl Branch {
    /// A search for which so much is done.
    pub(super) fn within(effort: Effort) -> Self {
        Branch { effort, ..Branch::default() }
    }

    /// Narrows the open classes until none of the covers reaches them; `None` where that is not possible.
    pub(super) fn escape(&mut self, open: &[Bits], covers: &[&Cover]) -> Result<Option<Vec<Bits>>, TooMany> {
        Ok(self.narrow(open, covers)?.ok())
    }

    /// The same; where it is not possible, the dimensions on which that rests: it stays so, whatever any other leaves.
    fn narrow(&mut self, open: &[Bits], covers: &[&Cover]) -> Result<Result<Vec<Bits>, BTreeSet<usize>>, TooMany> {
        self.steps += covers.len() + 1;
        if self.steps > self.effort.of(MAX_STEPS) {
            return Err(TooMany);
        }
        let mut rest = Vec::new();
        let mut best: Option<(&Cover, Vec<(usize, Bits)>)> = None;
        for cover in covers.iter().copied() {
            if cover.parts.iter().any(|(dimension, part)| open.get(*dimension).is_none_or(|it| it.is_apart(part))) {
                continue;
            }
            let ways = ways_out(open, cover);
            if ways.is_empty() {
                self.stuck.push(cover.statement);
                return Ok(Err(cover.dimensions().collect()));
            }
            rest.push(cover);
            if best.as_ref().is_none_or(|(_, least)| ways.len() < least.len()) {
                best = Some((cover, ways));
            }
        }
        let Some((chosen, mut ways)) = best else { return Ok(Ok(open.to_vec())) };
        rest.retain(|cover| !std::ptr::eq(*cover, chosen));
        // The widest way first; of equals, the one that keeps the first classes, which read best in a witness.
        ways.sort_by_key(|(dimension, left)| (std::cmp::Reverse(left.count()), *dimension));
        let mut on: BTreeSet<usize> = chosen.dimensions().collect();
        for (dimension, left) in ways {
            let mut narrowed = open.to_vec();
            if let Some(slot) = narrowed.get_mut(dimension) {
                *slot = left;
            }
            match self.narrow(&narrowed, &rest)? {
                Ok(found) => return Ok(Ok(found)),
                Err(rests_on) if !rests_on.contains(&dimension) => return Ok(Err(rests_on)),
                Err(rests_on) => on.extend(rests_on),
            }
        }
        self.stuck.push(chosen.statement);
        Ok(Err(on))
    }
}

impl Cover {
    fn dimensions(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().map(|(dimension, _)| *dimension)
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
    fn takes_back_only_what_a_dead_end_rests_on() {
        // Thirty ways past thirty others do not matter to one that has none.
        let open = vec![Bits::Few(0b11); 64];
        let mut covers: Vec<Cover> = (0..30).map(|at| cover(at, &[(2 * at, 1), (2 * at + 1, 1)])).collect();
        let each = (0..8_u128).map(|bits| {
            let part = |at: usize| (61 + at, 1 << (bits >> at & 1));
            cover(99, &[part(0), part(1), part(2)])
        });
        covers.extend(each);
        let mut branch = Branch::default();
        assert!(branch.escape(&open, &covers.iter().collect::<Vec<_>>()).unwrap().is_none());
        assert!(branch.steps < 10_000 && branch.stuck.iter().all(|it| *it == 99), "{branch:?}");
    }

    #[test]
    fn finds_a_way_wherever_there_is_one() {
        let mut seed = 7_u64;
        let mut dice = |sides: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % sides
        };
        let open = vec![Bits::Few(0b111); 5];
        let mut shut = 0;
        for _ in 0..2_000 {
            let covers: Vec<Cover> = (0..24)
                .map(|at| {
                    let all = (0..5).map(|dimension| (dimension, u128::from(1 + dice(6)))).collect::<Vec<_>>();
                    let parts: Vec<_> = all.into_iter().filter(|_| dice(2) == 0).collect();
                    cover(at, &parts)
                })
                .filter(|cover| cover.parts.len() > 1)
                .collect();
            let is_left = |class: u32| {
                let at = |dimension: usize| (class / 3_u32.pow(u32::try_from(dimension).unwrap()) % 3) as usize;
                covers.iter().all(|it| it.parts.iter().any(|(dimension, part)| !part.has(at(*dimension))))
            };
            let found = Branch::default().escape(&open, &covers.iter().collect::<Vec<_>>()).unwrap();
            assert_eq!(found.is_some(), (0..243).any(is_left), "{covers:?}");
            shut += usize::from(found.is_none());
        }
        assert!((200..1_800).contains(&shut), "{shut}");
    }

    #[test]
    fn gives_up_at_the_bound() {
        let covers: Vec<Cover> =
            (0..24).map(|at| cover(at, &[(at, 1), ((at + 1) % 24, 2), ((at + 7) % 24, 1)])).collect();
        let open = vec![Bits::Few(0b11); 24];
        assert!(
            Branch { steps: MAX_STEPS, ..Branch::default() }.escape(&open, &covers.iter().collect::<Vec<_>>()).is_err()
        );
    }
}
