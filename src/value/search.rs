//! Where letters stand in a text with holes: for certain, perhaps, or never, by what is known of its holes.

use super::end::End;
use super::nature::{Nature, Range};
use super::{Letters, Piece, Text, Truth};

/// How much work one search may be: past that it is not decided.
const MAX_WORK: usize = 1 << 16;

/// How many texts are kept one by one of what a text may be.
const MAX_TEXTS: usize = 24;

/// What may still have to follow, each once.
#[derive(Default)]
struct Left<'w>(Vec<&'w str>);

impl<'w> Left<'w> {
    fn add(&mut self, left: &'w str) {
        if !self.0.iter().any(|it| it.len() == left.len()) {
            self.0.push(left);
        }
    }

    /// What is left after a hole, from its end on.
    fn add_through(&mut self, left: &'w str, hole: &Nature, end: End) {
        end.splits(left).filter(|(taken, _)| hole.may_be(taken)).for_each(|(_, left)| self.add(left));
    }
}

impl Text {
    /// Whether it starts with another text.
    pub fn starts_with(&self, wanted: &Text) -> Truth {
        let (own, wanted) = without_shared(self, wanted);
        own.has_at(End::Start, &own.start(), &wanted)
    }

    /// Whether it ends with another text.
    pub fn ends_with(&self, wanted: &Text) -> Truth {
        self.has_at(End::Finish, &self.end(), wanted)
    }

    /// Whether it has a text at an end of which these letters are known.
    fn has_at(&self, end: End, known: &str, wanted: &Text) -> Truth {
        let Some(all) = wanted.as_str() else {
            let part = if end == End::Start { wanted.known_prefix() } else { wanted.known_suffix() };
            return if self.may_have(end, part) { Truth::Unknown } else { Truth::False };
        };
        match () {
            () if end.has(known, all) => Truth::True,
            () if self.may_have(end, all) => Truth::Unknown,
            () => Truth::False,
        }
    }

    /// Whether letters may stand at an end.
    fn may_have(&self, end: End, wanted: &str) -> bool {
        let mut pieces = self.pieces();
        if end == End::Finish {
            pieces.reverse();
        }
        if is_too_much(pieces.len(), wanted) {
            return true;
        }
        let mut all = vec![wanted];
        for piece in pieces {
            let mut next = Left::default();
            for left in all {
                match &piece {
                    Piece::Known(known) if end.has(known, left) => return true,
                    Piece::Known(known) => end.strip(left, known).into_iter().for_each(|left| next.add(left)),
                    Piece::Hole(hole) if hole.nature.may_have(end, left) => return true,
                    Piece::Hole(hole) => next.add_through(left, &hole.nature, end),
                }
            }
            all = next.0;
        }
        all.contains(&"")
    }

    /// Whether it may be a known text.
    pub(super) fn may_be(&self, known: &str) -> bool {
        let pieces = self.pieces();
        if is_too_much(pieces.len(), known) {
            return true;
        }
        let mut all = vec![known];
        for piece in pieces {
            let mut next = Left::default();
            for left in all {
                match &piece {
                    Piece::Known(known) => left.strip_prefix(known).into_iter().for_each(|left| next.add(left)),
                    Piece::Hole(hole) => next.add_through(left, &hole.nature, End::Start),
                }
            }
            all = next.0;
        }
        all.contains(&"")
    }

    /// Whether letters stand in it.
    pub fn contains(&self, wanted: &str) -> Truth {
        match () {
            () if self.runs().iter().any(|run| run.contains(wanted)) => Truth::True,
            () if self.may_contain(wanted) => Truth::Unknown,
            () => Truth::False,
        }
    }

    /// Letters that surely stand one behind the other.
    fn runs(&self) -> Vec<String> {
        let mut runs = vec![String::new()];
        for piece in self.pieces() {
            let (known, after) = match &piece {
                Piece::Known(known) => (*known, None),
                Piece::Hole(hole) => (hole.nature.known_prefix(), Some(hole.nature.known_suffix())),
            };
            runs.iter_mut().last().into_iter().for_each(|run| run.push_str(known));
            runs.extend(after.map(str::to_owned));
        }
        runs
    }

    fn may_contain(&self, wanted: &str) -> bool {
        let pieces = self.pieces();
        if is_too_much(pieces.len(), wanted) {
            return true;
        }
        let mut all: Vec<&str> = Vec::new();
        for piece in pieces {
            // It may also begin anywhere in the piece.
            let mut next = Left::default();
            for (begun, left) in End::Start.splits(wanted) {
                match &piece {
                    Piece::Known(known) if left.is_empty() && known.contains(begun) => return true,
                    Piece::Hole(hole) if left.is_empty() && hole.nature.may_contain(begun) => return true,
                    Piece::Known(known) if !begun.is_empty() && known.ends_with(begun) => next.add(left),
                    Piece::Hole(hole) if !begun.is_empty() && hole.nature.may_have(End::Finish, begun) => {
                        next.add(left);
                    }
                    _ => {}
                }
            }
            for left in all {
                match &piece {
                    Piece::Known(known) if known.starts_with(left) => return true,
                    Piece::Known(known) => left.strip_prefix(known).into_iter().for_each(|left| next.add(left)),
                    Piece::Hole(hole) if hole.nature.may_have(End::Start, left) => return true,
                    Piece::Hole(hole) => next.add_through(left, &hole.nature, End::Start),
                }
            }
            all = next.0;
        }
        wanted.is_empty() || all.contains(&"")
    }

    /// For each hole, whether no letter of it ever belongs to these letters where they stand in the text, so that they
    /// stand in its known pieces only.
    pub fn apart_from(&self, letters: &str) -> Vec<bool> {
        let across = self.split_by(letters).into_iter();
        self.holes().zip(across).map(|(hole, across)| !across && !hole.nature.may_contain(letters)).collect()
    }

    /// For each hole, whether these letters may stand in the text so that some of them belong to it and others do not.
    pub fn split_by(&self, letters: &str) -> Vec<bool> {
        let pieces = self.pieces();
        let across = |(at, piece): (usize, &Piece<'_>)| match piece {
            Piece::Known(_) => None,
            Piece::Hole(hole) => {
                let before = at.checked_sub(1).and_then(|at| pieces.get(at));
                let ends = |wanted: &str| before.is_some_and(|it| may_touch(it, End::Finish, wanted, at > 1));
                let starts = |wanted: &str| {
                    pieces.get(at + 1).is_some_and(|it| may_touch(it, End::Start, wanted, at + 2 < pieces.len()))
                };
                Some(hole.nature.may_take_part(letters, &ends, &starts))
            }
        };
        pieces.iter().enumerate().filter_map(across).collect()
    }

    /// What is known of it as of a value of its own.
    pub fn nature(&self) -> Nature {
        if let Some(known) = self.as_str() {
            return Nature::only([known.into()]);
        }
        let mut letters = Letters::none();
        let (mut size, mut texts) = (Range::exactly(0), Some(vec![String::new()]));
        let add = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| a.saturating_add(b));
        for piece in self.pieces() {
            let nature = match piece {
                Piece::Known(known) => std::borrow::Cow::Owned(Nature::only([known.into()])),
                Piece::Hole(hole) => std::borrow::Cow::Borrowed(&*hole.nature),
            };
            letters = letters.or(nature.letters());
            size = Range {
                least: add(size.least, Some(nature.size.least.unwrap_or(0))),
                most: add(size.most, nature.size.most),
            };
            texts = texts.zip(nature.texts()).filter(|(a, b)| a.len() * b.len() <= MAX_TEXTS).map(|(before, after)| {
                before.iter().flat_map(|before| after.iter().map(move |after| format!("{before}{after}"))).collect()
            });
        }
        if !letters.are_single() {
            // A letter of ASCII is never of one grapheme with another.
            let known = self.pieces().into_iter().map(|piece| match piece {
                Piece::Known(known) if Letters::of(known).are_single() => known.len(),
                _ => 0,
            });
            let known = i64::try_from(known.sum::<usize>()).unwrap_or(i64::MAX);
            size.least = size.least.map(|least| least.min(1).max(known));
        }
        match texts {
            Some(texts) => Nature::only(texts.into_iter().map(Into::into)),
            None => Nature::text(&self.start(), &self.end(), letters, size),
        }
    }
}

/// Both texts without the start that they have in common, known letters and holes.
fn without_shared(a: &Text, b: &Text) -> (Text, Text) {
    let (mut own, mut other) = (a.clone(), b.clone());
    loop {
        let (ours, theirs) = (own.pieces(), other.pieces());
        let (left, right) = match (ours.first(), theirs.first()) {
            (Some(Piece::Hole(a)), Some(Piece::Hole(b))) if a.symbol == b.symbol => {
                (own.behind_hole(), other.behind_hole())
            }
            (Some(Piece::Known(a)), Some(Piece::Known(b))) => {
                let shared =
                    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter.len_utf8()).sum();
                if shared == 0 {
                    return (own, other);
                }
                (own.behind(shared), other.behind(shared))
            }
            _ => return (own, other),
        };
        (own, other) = (left, right);
    }
}

fn is_too_much(pieces: usize, wanted: &str) -> bool {
    pieces.saturating_mul(wanted.len()).saturating_mul(wanted.len()) > MAX_WORK
}

impl Nature {
    /// Whether letters of its text may be some of these and others not, by what may stand right before and behind.
    fn may_take_part(&self, letters: &str, ends: &dyn Fn(&str) -> bool, starts: &dyn Fn(&str) -> bool) -> bool {
        // One that is empty joins what stands around it.
        let may_be_whole = |part: &str| {
            let is_possible = if part.is_empty() { self.least_length() == 0 } else { true };
            is_possible && part.chars().all(|letter| self.may_hold(letter))
        };
        let mut splits = End::Start.splits(letters).filter(|(begun, left)| !begun.is_empty() && !left.is_empty());
        let between = |begun: &str, left: &str| {
            let mut splits = End::Start.splits(left).filter(|(_, rest)| !rest.is_empty());
            ends(begun) && splits.any(|(inside, rest)| may_be_whole(inside) && starts(rest))
        };
        splits.any(|(begun, left)| {
            (self.may_have(End::Start, left) && ends(begun))
                || (self.may_have(End::Finish, begun) && starts(left))
                || between(begun, left)
        })
    }
}

/// Whether letters may stand at an end of a piece, with what lies beyond it where there is more.
fn may_touch(piece: &Piece<'_>, end: End, letters: &str, is_more: bool) -> bool {
    match piece {
        Piece::Known(known) => end.has(known, letters) || (is_more && end.has(letters, known)),
        Piece::Hole(hole) => {
            let nearest = if end == End::Start { letters.chars().next() } else { letters.chars().next_back() };
            hole.nature.least_length() == 0 || nearest.is_some_and(|letter| hole.nature.may_hold(letter))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{Sources, Span};
    use crate::value::{Constant, TextBuilder, Unknown};

    fn text(before: &str, nature: &Nature, after: &str) -> Text {
        let span = Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()));
        let mut builder = TextBuilder::default();
        builder.push(before);
        builder.push_hole(Arc::new(Unknown::new("var.x", span, "is not set").known(nature)));
        builder.push(after);
        builder.finish()
    }

    #[test]
    fn ends_are_where_the_holes_leave_room() {
        let account = Nature::from(Constant::AccountId);
        let (role, any) = (text("arn:", &account, ":role"), text("", &Nature::default(), "-x"));
        let of = |letters: &str| Text::from(letters);
        assert_eq!(role.starts_with(&of("arn:")), Truth::True);
        assert_eq!(role.starts_with(&of("arn:1")), Truth::Unknown);
        assert_eq!(role.starts_with(&of("arn:x")), Truth::False);
        assert_eq!(role.ends_with(&of("1:role")), Truth::Unknown);
        assert_eq!((role.ends_with(&of("role")), role.ends_with(&of("x:role"))), (Truth::True, Truth::False));
        assert_eq!((any.starts_with(&of("-x")), any.starts_with(&any)), (Truth::Unknown, Truth::True));
        assert_eq!(
            (any.contains("x"), any.contains("-y"), role.contains("-y")),
            (Truth::True, Truth::Unknown, Truth::False)
        );
        assert_eq!((role.contains(":1"), role.contains("n:r")), (Truth::Unknown, Truth::False));
        assert!(role.may_be("arn:123456789012:role") && !role.may_be("arn:12:role"));
    }

    #[test]
    fn letters_are_apart_from_holes_that_never_touch_them() {
        let digits = Nature::from(Constant::AccountId);
        let empty = Nature::without("ab");
        assert_eq!(text("a", &digits, "b").apart_from("ab"), [true]);
        assert_eq!(text("a", &empty, "b").apart_from("ab"), [false]);
        assert_eq!(text("x", &empty, "b").apart_from("ab"), [true]);
        assert_eq!(text("a", &Nature::without("ac"), "c").apart_from("abc"), [false]);
    }

    #[test]
    fn a_text_is_what_its_pieces_are() {
        let nature = text("p-", &Nature::only(["a".into(), "b".into()]), "").nature();
        assert_eq!(nature.texts().map(<[_]>::len), Some(2));
        let nature = text("p-", &Nature::from(Constant::AccountId), "-s").nature();
        assert_eq!((nature.known_prefix(), nature.known_suffix(), nature.size), ("p-", "-s", Range::exactly(16)));
        assert!(!nature.may_hold('x') && !nature.may_be("*"));
    }
}
