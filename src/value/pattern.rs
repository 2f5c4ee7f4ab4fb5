//! Patterns that texts match: which letters, ends and lengths the texts have that do.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::letters::Letters;
use super::nature::Range;
use super::{Piece, Text};

/// How much room a compiled pattern may take.
const MAX_SIZE: usize = 1 << 21;

/// How many texts a pattern may stand for that are kept one by one.
const MAX_TEXTS: usize = 24;

/// A pattern, compiled once, and what is known of the texts that it matches.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Arc<str>,
    regex: Regex,
    pub(super) shape: Shape,
}

/// What all texts have in common that a pattern matches somewhere.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) letters: Letters,
    pub(super) length: Range,
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// All of them, where they are few.
    pub(super) only: Option<Vec<Arc<str>>>,
    /// Whether every match is at the start of a text, and at its end.
    pub(super) starts: bool,
    pub(super) ends: bool,
    pub(super) looks: Looks,
    /// The letters of which one makes a text match, whatever stands around it.
    pub(super) any_of: Option<Letters>,
    /// The letters of which a text that matches is made, and how many, where that is all that is asked of it.
    made_of: Option<(Letters, Range)>,
}

/// Where a pattern looks at what stands beside a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    Nowhere,
    /// At the start of the text alone.
    AtStart,
    Elsewhere,
}

impl Looks {
    fn of(parsed: &Hir) -> Looks {
        let looks = parsed.properties().look_set();
        match looks.is_empty() {
            true => Looks::Nowhere,
            false if looks.len() == 1 && looks.contains(Look::Start) => Looks::AtStart,
            false => Looks::Elsewhere,
        }
    }
}

impl Eq for Pattern {}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Compiles a pattern in the syntax of the crate `regex`; `None` where it is none, or takes too much room.
    pub fn new(text: &str) -> Option<Pattern> {
        let regex = RegexBuilder::new(text).size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).build().ok()?;
        let parsed = regex_syntax::parse(text).ok()?;
        Some(Pattern { text: text.into(), regex, shape: Shape::of(&parsed) })
    }

    /// The pattern that matches a text where the whole of it is as `text` says.
    pub fn whole(text: &str) -> Option<Pattern> {
        Pattern::new(&format!("^(?:{text})$"))
    }

    /// The letters of which one makes a text match, where it is the pattern of one letter.
    pub fn single_letters(&self) -> Option<Letters> {
        self.shape.any_of
    }

    /// Whether a match is the whole of a text.
    pub fn is_whole(&self) -> bool {
        self.shape.starts && self.shape.ends
    }

    /// Whether it has groups.
    pub fn has_groups(&self) -> bool {
        self.regex.captures_len() > 1
    }

    /// Whether it matches somewhere in a text, where what is known of that decides it.
    pub fn matches_text(&self, text: &Text) -> Option<bool> {
        let nature = text.nature();
        let (letters, size) = (nature.letters(), nature.size);
        let is_apart = self.shape.any_of.is_some_and(|any| !nature.may_hold_any(any));
        let is_shorter = || size.most.zip(self.shape.length.least).is_some_and(|(most, least)| most < least);
        let is_longer = || size.least.zip(self.shape.length.most).is_some_and(|(least, most)| most < least);
        if is_apart || is_longer() || letters.are_single() && is_shorter() {
            return Some(false);
        }
        if let Some((made_of, times)) = self.shape.made_of
            && letters.are_single()
            && letters.or(made_of) == made_of
            && size.least >= times.least
            && times.most.is_none_or(|times| size.most.is_some_and(|most| most <= times))
        {
            return Some(true);
        }
        nature.matches(self).or_else(|| self.matches_known(text))
    }

    /// Whether it matches somewhere in a text, where the known letters of that decide it.
    fn matches_known(&self, text: &Text) -> Option<bool> {
        let (start, end) = (text.start(), text.end());
        let agree = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
        let agree_at_end = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
        let is_whole = self.is_whole();
        let has_other = || {
            text.pieces().iter().any(|piece| match piece {
                Piece::Known(known) => known.chars().any(|letter| !self.shape.letters.has(letter)),
                Piece::Hole(_) => false,
            })
        };
        if !agree(&start, &self.shape.prefix) || !agree_at_end(&end, &self.shape.suffix) || (is_whole && has_other()) {
            return Some(false);
        }
        // What looks at nothing beside it is found wherever more letters follow.
        let known = text.pieces().into_iter().filter_map(|piece| match piece {
            Piece::Known(known) => Some(known.to_owned()),
            Piece::Hole(_) => None,
        });
        let found = match self.shape.looks {
            Looks::Nowhere => known.chain([start, end]).any(|letters| self.matches(&letters)),
            Looks::AtStart => self.matches(&start),
            Looks::Elsewhere => false,
        };
        found.then_some(true)
    }

    /// Whether it matches somewhere in a known text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl Shape {
    fn of(parsed: &Hir) -> Shape {
        let looks = parsed.properties();
        let (starts, ends) =
            (looks.look_set_prefix().contains(Look::Start), looks.look_set_suffix().contains(Look::End));
        let (mut letters, mut length) = (Letters::default(), Range::default());
        if starts && ends {
            letters = Letters::none();
            length = measure(parsed, &mut letters);
        } else {
            length.least = measure(parsed, &mut letters).least;
        }
        let end = |kind: ExtractKind| Extractor::new().kind(kind).limit_total(256).extract(parsed);
        let (front, back) = (end(ExtractKind::Prefix), end(ExtractKind::Suffix));
        let shared = |letters: Option<&[u8]>, is_bound: bool| {
            let letters = letters.filter(|_| is_bound).and_then(|letters| std::str::from_utf8(letters).ok());
            letters.unwrap_or_default().to_owned()
        };
        Shape {
            letters,
            length,
            prefix: shared(front.longest_common_prefix(), starts),
            suffix: shared(back.longest_common_suffix(), ends),
            only: if starts && ends { texts(&front) } else { None },
            starts,
            ends,
            looks: Looks::of(parsed),
            any_of: single(parsed),
            made_of: made_of(parsed),
        }
    }
}

/// The texts of a sequence of literals that is known to its end.
fn texts(all: &Seq) -> Option<Vec<Arc<str>>> {
    let literals = all.literals().filter(|literals| all.is_exact() && literals.len() <= MAX_TEXTS)?;
    literals.iter().map(|it| std::str::from_utf8(it.as_bytes()).ok().map(Arc::from)).collect()
}

/// How many letters a match has, and which ones it may have.
fn measure(parsed: &Hir, letters: &mut Letters) -> Range {
    match parsed.kind() {
        HirKind::Empty | HirKind::Look(_) => Range::exactly(0),
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            text.chars().for_each(|letter| letters.add(letter, letter));
            Range::exactly(count(text.chars().count()))
        }
        HirKind::Class(class) => {
            add_class(class, letters);
            Range::exactly(1)
        }
        HirKind::Capture(capture) => measure(&capture.sub, letters),
        HirKind::Repetition(repeated) => {
            let one = measure(&repeated.sub, letters);
            let most = repeated.max.zip(one.most).map(|(times, most)| most.saturating_mul(times.into()));
            let least = one.least.unwrap_or(0).saturating_mul(repeated.min.into());
            Range { least: Some(least), most: if one.most == Some(0) { Some(0) } else { most } }
        }
        HirKind::Concat(parts) => parts.iter().fold(Range::exactly(0), |sum, part| {
            let part = measure(part, letters);
            let add = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| a.saturating_add(b));
            Range { least: add(sum.least, part.least), most: add(sum.most, part.most) }
        }),
        HirKind::Alternation(parts) => {
            let all: Vec<_> = parts.iter().map(|part| measure(part, letters)).collect();
            all.into_iter().reduce(Range::or).unwrap_or_default()
        }
    }
}

fn add_class(class: &Class, letters: &mut Letters) {
    match class {
        Class::Unicode(class) => class.iter().for_each(|range| letters.add(range.start(), range.end())),
        Class::Bytes(class) => class.iter().for_each(|range| letters.add(range.start().into(), range.end().into())),
    }
}

/// The letters that a pattern of one letter stands for.
fn single(parsed: &Hir) -> Option<Letters> {
    let mut letters = Letters::none();
    match parsed.kind() {
        HirKind::Class(_) | HirKind::Literal(_) => {
            (measure(parsed, &mut letters) == Range::exactly(1)).then_some(letters)
        }
        HirKind::Capture(capture) => single(&capture.sub),
        HirKind::Repetition(repeated) if repeated.min == 1 => single(&repeated.sub),
        _ => None,
    }
}

/// The letters and the length of a pattern that is one class from the start of a text to its end.
fn made_of(parsed: &Hir) -> Option<(Letters, Range)> {
    let HirKind::Concat(parts) = parsed.kind() else { return None };
    let [start, of, end] = parts.as_slice() else { return None };
    if !matches!((start.kind(), end.kind()), (HirKind::Look(Look::Start), HirKind::Look(Look::End))) {
        return None;
    }
    let mut of = of;
    while let HirKind::Capture(capture) = of.kind() {
        of = &capture.sub;
    }
    let (class, times) = match of.kind() {
        HirKind::Repetition(repeated) => {
            (&*repeated.sub, Range { least: Some(repeated.min.into()), most: repeated.max.map(Into::into) })
        }
        _ => (of, Range::exactly(1)),
    };
    let HirKind::Class(class) = class.kind() else { return None };
    let mut letters = Letters::none();
    add_class(class, &mut letters);
    Some((letters, times))
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Nature;

    fn nature(pattern: &str) -> Nature {
        Nature::matching(&Arc::new(Pattern::new(pattern).unwrap()), true)
    }

    #[test]
    fn knows_ends_letters_and_lengths() {
        let account = nature("^[0-9]{12}$");
        assert!(account.is_account() && account.is_plain() && !account.may_be("*"));
        assert_eq!(account.size, Range::exactly(12));
        let arn = nature(r"^arn:aws:iam::\d{12}:(root|role/.+)$");
        assert_eq!(arn.known_prefix(), "arn:aws:iam::");
        assert!(!arn.may_be("*") && !arn.is_plain() && arn.may_be("arn:aws:iam::123456789012:root"));
        assert_eq!(nature("^(a|b?c)$").texts().map(<[_]>::len), Some(3));
        assert_eq!(nature("ab+").least_length(), 2);
        assert!(nature("ab+").may_be("*ab*") && !nature("ab+").may_be("*"));
        assert_eq!((nature("^ab").known_prefix(), nature("ab").known_prefix()), ("ab", ""));
        assert_eq!((nature("ab$").known_suffix(), nature("^(xab|yb)$").known_suffix()), ("ab", "b"));
        assert!(nature("^a|b").may_be("*b") && nature("^a|b").known_prefix().is_empty());
    }

    #[test]
    fn what_no_letter_matches_has_no_such_letter() {
        let without = |pattern: &str| Nature::matching(&Arc::new(Pattern::new(pattern).unwrap()), false);
        assert!(without("[*?$]").is_plain() && without("[*?$]+").is_plain());
        assert!(!without("^[*?$]$").is_plain() && !without("[*?$]x").is_plain());
        assert!(!without("^[*?$]$").may_be("*"));
    }
}
