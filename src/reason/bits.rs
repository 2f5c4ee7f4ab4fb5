//! Sets of small numbers: the classes of one dimension of requests.

/// A set of numbers, in words of 64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bits {
    /// Numbers below 128, which is nearly always enough.
    Few(u128),
    /// Any.
    Many(Vec<u64>),
}

impl Bits {
    /// The numbers below `len` for which it holds.
    pub(super) fn of(len: usize, holds: impl Fn(usize) -> bool) -> Self {
        if len <= 128 {
            return Bits::Few((0..len).filter(|at| holds(*at)).fold(0, |bits, at| bits | 1 << at));
        }
        let has = |at: usize| at < len && holds(at);
        let word = |word: usize| (0..64).fold(0, |bits, bit| bits | u64::from(has(word * 64 + bit)) << bit);
        Bits::Many((0..len.div_ceil(64)).map(word).collect())
    }

    /// All numbers below `len`.
    pub(super) fn all(len: usize) -> Self {
        if len == 128 {
            return Bits::Few(u128::MAX);
        }
        if len < 128 { Bits::Few((1 << len) - 1) } else { Bits::of(len, |_| true) }
    }

    /// What is in both. Both are sets of one dimension.
    pub(super) fn and(&self, other: &Bits) -> Bits {
        self.with(other, |a, b| a & b, |a, b| a & b)
    }

    /// What is in this one and not in the other.
    pub(super) fn without(&self, other: &Bits) -> Bits {
        self.with(other, |a, b| a & !b, |a, b| a & !b)
    }

    fn with(&self, other: &Bits, few: impl Fn(u128, u128) -> u128, many: impl Fn(u64, u64) -> u64) -> Bits {
        match (self, other) {
            (Bits::Few(a), Bits::Few(b)) => Bits::Few(few(*a, *b)),
            (Bits::Many(a), Bits::Many(b)) => Bits::Many(a.iter().zip(b).map(|(a, b)| many(*a, *b)).collect()),
            // INVARIANT: sets of one dimension have one form; of two forms nothing is in both.
            _ => Bits::Few(0),
        }
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Bits::Few(bits) => *bits == 0,
            Bits::Many(words) => words.iter().all(|word| *word == 0),
        }
    }

    /// Whether nothing is in both.
    pub(super) fn is_apart(&self, other: &Bits) -> bool {
        match (self, other) {
            (Bits::Few(a), Bits::Few(b)) => a & b == 0,
            (Bits::Many(a), Bits::Many(b)) => a.iter().zip(b).all(|(a, b)| a & b == 0),
            _ => true,
        }
    }

    /// The least number in it.
    pub(super) fn first(&self) -> Option<usize> {
        match self {
            Bits::Few(bits) => (*bits != 0).then(|| bits.trailing_zeros() as usize),
            Bits::Many(words) => {
                let at = words.iter().position(|word| *word != 0)?;
                Some(at * 64 + words.get(at)?.trailing_zeros() as usize)
            }
        }
    }

    /// Whether a number is in it.
    pub(super) fn has(&self, at: usize) -> bool {
        match self {
            Bits::Few(bits) => at < 128 && bits >> at & 1 == 1,
            Bits::Many(words) => words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1),
        }
    }

    /// How many numbers are in it.
    pub(super) fn count(&self) -> u32 {
        match self {
            Bits::Few(bits) => bits.count_ones(),
            Bits::Many(words) => words.iter().map(|word| word.count_ones()).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_set_in_either_form() {
        for len in [1, 7, 64, 127, 128, 129, 300] {
            let (all, even) = (Bits::all(len), Bits::of(len, |at| at % 2 == 0));
            assert_eq!(all, Bits::of(len, |_| true), "{len}");
            let odd = all.without(&even);
            assert!(even.is_apart(&odd) && even.and(&odd).is_empty());
            assert_eq!((even.first(), odd.first()), (Some(0), (len > 1).then_some(1)), "{len}");
            assert_eq!(even.count() as usize, len.div_ceil(2));
            assert!(even.has(len - 1) == (len % 2 == 1) && !all.has(len));
        }
    }
}
