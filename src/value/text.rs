//! Text with holes.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::{Letters, Nature, Range, Truth, Unknown};
use crate::source::Span;

/// Text of which some parts may be unknown: `arn:aws:s3:::${var.name}/*`.
///
/// It remembers which of its bytes stand letter by letter in the source, so that a place inside a policy that was
/// written as a string can be named.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The known letters.
    text: Arc<str>,
    parts: Parts,
}

/// What is to be said of parts of a text. Copies share it.
#[derive(Clone, Debug, Default)]
enum Parts {
    /// All letters are known, and none has a place.
    #[default]
    Plain,
    /// All letters are known and stand at a span as they are.
    Written(Span),
    /// Some letters are not known, or have places of their own.
    Some(Arc<(Vec<Hole>, Vec<Run>)>),
}

#[derive(Clone, Debug)]
struct Hole {
    at: usize,
    unknown: Arc<Unknown>,
}

impl Hole {
    /// Whether the same unknown stands at the same place.
    fn same(&self, other: &Hole) -> bool {
        self.at == other.at && self.unknown.symbol == other.unknown.symbol
    }
}

/// Bytes that stand in the source as they stand here.
#[derive(Clone, Copy, Debug)]
struct Run {
    at: usize,
    span: Span,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub enum Piece<'t> {
    /// Known letters; never empty.
    Known(&'t str),
    /// A part that is not known.
    Hole(&'t Arc<Unknown>),
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text { text: text.into(), parts: Parts::Plain }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text { text: text.into(), parts: Parts::Plain }
    }
}

impl Text {
    /// Known text that stands letter by letter at `span`.
    pub fn written(text: impl Into<Arc<str>>, span: Span) -> Self {
        let text = text.into();
        let parts = if text.len() == span.len() { Parts::Written(span) } else { Parts::Plain };
        Text { text, parts }
    }

    /// A text that is one hole.
    pub fn hole(unknown: Arc<Unknown>) -> Self {
        Text { parts: Parts::Some(Arc::new((vec![Hole { at: 0, unknown }], Vec::new()))), ..Text::default() }
    }

    /// The text where all of it is known.
    pub fn as_str(&self) -> Option<&str> {
        self.hole_list().is_empty().then_some(&*self.text)
    }

    /// The same, shared.
    pub fn known(&self) -> Option<Arc<str>> {
        self.hole_list().is_empty().then(|| Arc::clone(&self.text))
    }

    /// Whether it is known and empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.hole_list().is_empty()
    }

    /// The unknown parts, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Arc<Unknown>> {
        self.hole_list().iter().map(|hole| &hole.unknown)
    }

    /// The unknown that the whole text is.
    pub fn only_hole(&self) -> Option<&Arc<Unknown>> {
        match self.hole_list() {
            [hole] if self.text.is_empty() => Some(&hole.unknown),
            _ => None,
        }
    }

    fn hole_list(&self) -> &[Hole] {
        match &self.parts {
            Parts::Plain | Parts::Written(_) => &[],
            Parts::Some(parts) => &parts.0,
        }
    }

    /// Whether these letters stand among the known ones.
    pub fn has_known(&self, letters: &str) -> bool {
        self.text.contains(letters)
    }

    /// Known letters and holes, in order.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let holes = self.hole_list();
        let mut pieces = Vec::with_capacity(holes.len() * 2 + 1);
        let mut done = 0;
        for hole in holes {
            pieces.extend(self.text.get(done..hole.at).filter(|known| !known.is_empty()).map(Piece::Known));
            pieces.push(Piece::Hole(&hole.unknown));
            done = hole.at;
        }
        pieces.extend(self.text.get(done..).filter(|known| !known.is_empty()).map(Piece::Known));
        pieces
    }

    /// The text as a person reads it, each hole as `${expression}`.
    pub fn display(&self) -> String {
        self.pieces()
            .iter()
            .map(|piece| match piece {
                Piece::Known(known) => (*known).to_owned(),
                Piece::Hole(unknown) => format!("${{{}}}", unknown.expression),
            })
            .collect()
    }

    /// Where the byte at `at` (an offset into the known letters, holes taking no room) stands in the source.
    pub fn place(&self, at: usize) -> Option<Span> {
        let run = match &self.parts {
            Parts::Plain => return None,
            Parts::Written(span) => Run { at: 0, span: *span },
            Parts::Some(parts) => *parts.1.get(parts.1.partition_point(|run| run.at <= at).checked_sub(1)?)?,
        };
        let inside = at - run.at;
        (inside <= run.span.len()).then(|| {
            let start = run.span.range().start + inside;
            Span::new(run.span.file, start..start)
        })
    }

    /// Where a part of the known letters stands in the source; `whole` where that is not known.
    pub fn places(&self, part: std::ops::Range<usize>, whole: Span) -> Span {
        match (self.place(part.start), self.place(part.end.saturating_sub(1).max(part.start))) {
            (Some(from), Some(to)) if !part.is_empty() => Span::new(from.file, from.range().start..to.range().end + 1),
            (Some(from), _) => from,
            _ => whole,
        }
    }

    /// Whether two texts are the same, as far as their known parts decide it.
    pub fn same(&self, other: &Text) -> Truth {
        if let (Some(a), Some(b)) = (self.as_str(), other.as_str()) {
            return Truth::from(a == b);
        }
        if self.same_pieces(other) {
            return Truth::True;
        }
        let may_fill = |text: &Text, other: &Text| other.as_str().is_none_or(|known| text.may_be(known));
        if self.could_be(other) && may_fill(self, other) && may_fill(other, self) && !self.differs_in_length(other) {
            Truth::Unknown
        } else {
            Truth::False
        }
    }

    /// Whether the two surely differ in length: they have the same holes, in whatever order, and not as many letters
    /// around them.
    fn differs_in_length(&self, other: &Text) -> bool {
        if self.text.len() == other.text.len() || self.hole_list().len() != other.hole_list().len() {
            return false;
        }
        let symbols = |text: &Text| {
            let mut symbols: Vec<_> = text.hole_list().iter().map(|hole| hole.unknown.symbol.clone()).collect();
            symbols.sort_unstable();
            symbols
        };
        symbols(self) == symbols(other)
    }

    fn same_pieces(&self, other: &Text) -> bool {
        self.text == other.text
            && self.hole_list().len() == other.hole_list().len()
            && self.hole_list().iter().zip(other.hole_list()).all(|(own, other)| own.same(other))
    }

    /// What comes after a text that this one surely starts with.
    pub fn after(&self, start: &Text) -> Option<Text> {
        let (first, rest) = self.hole_list().split_at_checked(start.hole_list().len())?;
        let mut known = self.text.strip_prefix(&*start.text)?;
        let is_start = first.iter().zip(start.hole_list()).all(|(own, other)| own.same(other));
        let (mut after, mut at) = (TextBuilder::default(), start.text.len());
        for hole in rest {
            let (letters, others) = known.split_at_checked(hole.at.checked_sub(at)?)?;
            after.push(letters);
            after.push_hole(Arc::clone(&hole.unknown));
            (known, at) = (others, hole.at);
        }
        after.push(known);
        is_start.then(|| after.finish())
    }

    /// Whether known letters at both ends leave room for the two to be one text.
    fn could_be(&self, other: &Text) -> bool {
        let agree = |a: &str, b: &str| a.bytes().zip(b.bytes()).all(|(a, b)| a == b);
        let agree_at_end = |a: &str, b: &str| a.bytes().rev().zip(b.bytes().rev()).all(|(a, b)| a == b);
        agree(self.known_prefix(), other.known_prefix())
            && agree_at_end(self.known_suffix(), other.known_suffix())
            && self.has_room_for(other)
            && other.has_room_for(self)
    }

    /// The letters before the first hole.
    pub fn known_prefix(&self) -> &str {
        self.hole_list().first().and_then(|hole| self.text.get(..hole.at)).unwrap_or(&self.text)
    }

    /// The letters after the last hole.
    pub fn known_suffix(&self) -> &str {
        self.hole_list().last().and_then(|hole| self.text.get(hole.at..)).unwrap_or(&self.text)
    }

    /// The letters that it surely starts with, those of a hole that says so included.
    pub fn start(&self) -> String {
        let hole = self.hole_list().first().map_or("", |hole| hole.unknown.nature.known_prefix());
        format!("{}{hole}", self.known_prefix())
    }

    /// The letters that it surely ends with.
    pub fn end(&self) -> String {
        let hole = self.hole_list().last().map_or("", |hole| hole.unknown.nature.known_suffix());
        format!("{hole}{}", self.known_suffix())
    }

    /// Whether a letter may stand in it.
    pub fn may_hold(&self, letter: char) -> bool {
        self.text.contains(letter) || self.holes().any(|hole| hole.nature.may_hold(letter))
    }

    /// Whether no hole holds a letter of these, nor one beyond ASCII where there is such a letter among them.
    pub fn holes_are_without(&self, letters: impl Iterator<Item = char> + Clone) -> bool {
        self.holes().all(|hole| letters.clone().all(|letter| !hole.nature.may_hold(letter)))
    }

    /// The text with its known pieces changed and its holes as they are.
    pub fn with_known(&self, change: impl Fn(&str) -> String) -> Text {
        let mut changed = TextBuilder::default();
        for piece in self.pieces() {
            match piece {
                Piece::Known(known) => changed.push(&change(known)),
                Piece::Hole(unknown) => changed.push_hole(Arc::clone(unknown)),
            }
        }
        changed.finish()
    }

    /// The text as the name of a bucket: of one that is not known, S3 says which letters it has none of.
    pub fn as_bucket_name(&self) -> Text {
        static LETTERS: LazyLock<Letters> = LazyLock::new(|| Nature::bucket_name().letters());
        if self.as_str().is_some() {
            return self.clone();
        }
        let letters = *LETTERS;
        let nature = Nature::text("", "", letters, Range::default()).set_if(false);
        let mut known = TextBuilder::default();
        known.push_text(self);
        // A name may have thousands of holes, which are few unknowns of fewer natures.
        let (mut natures, mut unknowns) = (HashMap::new(), HashMap::new());
        for hole in known.holes.iter_mut().filter(|hole| hole.unknown.nature.may_hold_more_than(letters)) {
            let own = &hole.unknown;
            let named = unknowns.entry(Arc::as_ptr(own)).or_insert_with(|| {
                let known =
                    natures.entry(Arc::as_ptr(&own.nature)).or_insert_with(|| Nature::with(&own.nature, &nature));
                Arc::new(Unknown { nature: Arc::clone(known), ..Unknown::clone(own) })
            });
            hole.unknown = Arc::clone(named);
        }
        known.finish()
    }

    /// How many bytes its known letters have.
    pub fn known_len(&self) -> usize {
        self.text.len()
    }

    /// Without so many of its first bytes, which are known.
    pub fn behind(&self, bytes: usize) -> Text {
        self.between(bytes, self.text.len())
    }

    /// Without the hole that it starts with.
    pub fn behind_hole(&self) -> Text {
        let mut behind = TextBuilder::default();
        behind.push_text(self);
        if behind.holes.first().is_some_and(|hole| hole.at == 0) {
            behind.holes.remove(0);
        }
        behind.finish()
    }

    /// From one byte of its known letters to another, with the holes between and at these places.
    pub fn between(&self, start: usize, end: usize) -> Text {
        let mut part = TextBuilder::default();
        let mut done = 0;
        for piece in self.pieces() {
            match piece {
                Piece::Known(known) => {
                    let (from, to) = (start.clamp(done, done + known.len()), end.clamp(done, done + known.len()));
                    let letters = self.text.get(from..to).unwrap_or_default();
                    match self.place(from).zip(to.checked_sub(1).and_then(|last| self.place(last))) {
                        Some((first, last)) if last.range().start + 1 == first.range().start + letters.len() => {
                            part.push_written(
                                letters,
                                Span::new(first.file, first.range().start..last.range().start + 1),
                            );
                        }
                        _ => part.push(letters),
                    }
                    done += known.len();
                }
                Piece::Hole(unknown) if (start..=end).contains(&done) => part.push_hole(Arc::clone(unknown)),
                Piece::Hole(_) => {}
            }
        }
        part.finish()
    }

    fn has_room_for(&self, other: &Text) -> bool {
        let holes = self.hole_list().iter().map(|hole| hole.unknown.nature.least_length());
        let needed = holes.fold(self.text.len(), usize::saturating_add);
        other.as_str().is_none_or(|known| known.len() >= needed)
    }
}

/// Builds a [`Text`] from its parts.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    holes: Vec<Hole>,
    runs: Vec<Run>,
}

impl TextBuilder {
    /// Adds known letters.
    pub fn push(&mut self, known: &str) {
        self.text.push_str(known);
    }

    /// Adds known letters that stand at `span` as they are; where the lengths differ (an escape), the place is dropped.
    pub fn push_written(&mut self, known: &str, span: Span) {
        if known.len() == span.len() {
            self.runs.push(Run { at: self.text.len(), span });
        }
        self.push(known);
    }

    /// Adds a part that is not known.
    pub fn push_hole(&mut self, unknown: Arc<Unknown>) {
        self.holes.push(Hole { at: self.text.len(), unknown });
    }

    /// Adds another text with its holes and places.
    pub fn push_text(&mut self, other: &Text) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        match &other.parts {
            Parts::Plain => {}
            Parts::Written(span) => self.runs.push(Run { at: shift, span: *span }),
            Parts::Some(parts) => {
                let (holes, runs) = &**parts;
                let moved = |hole: &Hole| Hole { at: hole.at + shift, unknown: Arc::clone(&hole.unknown) };
                self.holes.extend(holes.iter().map(moved));
                self.runs.extend(runs.iter().map(|run| Run { at: run.at + shift, span: run.span }));
            }
        }
    }

    /// The text.
    pub fn finish(self) -> Text {
        let TextBuilder { text, holes, runs } = self;
        let parts = match (holes.as_slice(), runs.as_slice()) {
            ([], []) => Parts::Plain,
            ([], [Run { at: 0, span }]) if span.len() == text.len() => Parts::Written(*span),
            _ => Parts::Some(Arc::new((holes, runs))),
        };
        Text { text: text.into(), parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn span() -> Span {
        Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()))
    }

    fn text(before: &str, hole: &str, after: &str) -> Text {
        let mut builder = TextBuilder::default();
        builder.push(before);
        builder.push_hole(Arc::new(Unknown::new(hole, span(), "is not set")));
        builder.push(after);
        builder.finish()
    }

    #[test]
    fn compares_as_far_as_known_letters_go() {
        let (a, b) = (text("x-", "var.a", "-y"), text("x-", "var.b", "-y"));
        assert_eq!(a.same(&a.clone()), Truth::True);
        assert_eq!(a.same(&b), Truth::Unknown);
        assert_eq!(a.same(&text("z-", "var.a", "-y")), Truth::False);
        assert_eq!(a.same(&Text::from("x-1-y")), Truth::Unknown);
        assert_eq!(a.same(&Text::from("x-1-z")), Truth::False);
        assert_eq!(a.same(&Text::from("x-y")), Truth::False, "the letters of both ends do not fit");
    }

    #[test]
    fn prints_holes_as_expressions() {
        assert_eq!(text("a", "var.b", "c").display(), "a${var.b}c");
    }
}
