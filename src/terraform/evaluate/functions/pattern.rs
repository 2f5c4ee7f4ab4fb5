//! Functions of regular expressions, in Go's syntax.
//!
//! Go's and ours are both RE2's; where they differ, a pattern is rewritten: Go's classes know only ASCII, `[`, `&` and
//! `~` mean themselves inside a class, and `\Q…\E` quotes.
//!
//! <https://pkg.go.dev/regexp/syntax>

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::Wanted::Text as Str;
use super::arguments::{Answer, Arguments, Gap, MAX_ITEMS, Row, bounded, row};
use crate::source::Span;
use crate::value::{List, Map, Nature, Pattern, Piece, Range, Shape, Text, TextBuilder, Truth, Value};

/// How much room a compiled pattern may take.
const MAX_SIZE: usize = 1 << 18;

/// How long a text may be that is searched.
const MAX_SEARCHED: usize = 1 << 16;

/// How often Go repeats at most.
const MAX_REPEAT: u32 = 1000;

pub(super) const TABLE: &[Row] = &[
    row("regex", &[Str, Str], first).costs(|operands| cost(operands, 0, 1)),
    row("regexall", &[Str, Str], all).costs(|operands| cost(operands, 0, 1)),
    row("replace", &[Str, Str, Str], replace).costs(|operands| cost(operands, 1, 0)),
];

/// How many steps of work a search is: a pattern is compiled anew each time, and every letter may have to be held
/// against every part of it, repetitions written out.
fn cost(operands: &[Value], pattern: usize, text: usize) -> usize {
    let known = |at: usize| operands.get(at).and_then(Value::as_str).unwrap_or_default();
    let pattern = known(pattern);
    let weight = if pattern.contains('{') { 64 } else { 1 };
    100 + pattern.len().saturating_mul(weight).saturating_mul(known(text).len()) / 512
}

fn first(of: &Arguments<'_>) -> Answer {
    let (pattern, text) = (compile(&of.string(0)?)?, of.text(1)?);
    if text.as_str().is_none() {
        let known = pattern_of(&of.string(0)?).ok_or(Gap::Open)?;
        return match known.matches_text(&text) {
            Some(false) => Err(Gap::error("the pattern does not match")),
            Some(true) if known.is_whole() && !known.has_groups() => {
                of.known(1).cloned().or_else(|_| of.give_text(text))
            }
            Some(true) => Err(Gap::Fine),
            None => Err(Gap::Open),
        };
    }
    let text = searched(of, 1)?;
    let captures = pattern.captures(&text).ok_or_else(|| Gap::error("the pattern does not match"))?;
    Ok(found(&pattern, &captures, of.span))
}

/// Whether a pattern matches a text, where the code decides it.
pub(super) fn matched(pattern: &Value, text: &Value) -> Option<bool> {
    pattern_of(pattern.as_str()?)?.matches_text(&text.to_text()?)
}

fn all(of: &Arguments<'_>) -> Answer {
    let (pattern, text) = (compile(&of.string(0)?)?, of.text(1)?);
    if text.as_str().is_none() {
        let matched = pattern_of(&of.string(0)?).and_then(|pattern| pattern.matches_text(&text));
        return match matched {
            Some(false) => of.give_list(List::default(), Shape::Uniform),
            _ => Err(Gap::Fine),
        };
    }
    let text = searched(of, 1)?;
    let most = MAX_ITEMS / pattern.captures_len().max(1);
    let captures = pattern.captures_iter(&text).take(most + 1);
    let items: Vec<_> = captures.map(|captures| found(&pattern, &captures, of.span)).collect();
    if items.len() > most {
        return Err(Gap::too_long());
    }
    of.give_list(List { items, rest: None }, Shape::Uniform)
}

/// A match: its text, its groups as a tuple, or its named groups as an object.
fn found(pattern: &Regex, captures: &Captures<'_>, span: Span) -> Value {
    let group = |at: usize| captures.get(at).map_or(Value::null(span), |it| Value::string(it.as_str(), span));
    if captures.len() == 1 {
        return group(0);
    }
    let names: Vec<(usize, &str)> =
        pattern.capture_names().enumerate().filter_map(|(at, name)| Some((at, name?))).collect();
    if names.is_empty() {
        return Value::list((1..captures.len()).map(group).collect(), span);
    }
    let mut map = Map::default();
    for (at, name) in names {
        map.insert(name, span, group(at));
    }
    Value::map(map, span)
}

/// A pattern between slashes is a regular expression, in whose replacement `$1` and `$name` stand for groups.
fn replace(of: &Arguments<'_>) -> Answer {
    let (text, old, new) = (of.text(0)?, of.string(1)?, of.text(2)?);
    let pattern = old.strip_prefix('/').and_then(|old| old.strip_suffix('/'));
    if text.as_str().is_none() || (new.as_str().is_none() && pattern.is_none()) {
        return replaced(of, &text, (&old, pattern), &new);
    }
    let (text, new) = (of.string(0)?, of.string(2)?);
    // The most that matches at every letter, or groups that are repeated, can give.
    bounded(text.len() + 1, new.len() + 1)?;
    match pattern {
        Some(pattern) => of.give(compile(pattern)?.replace_all(&searched(of, 0)?, new.as_str())),
        None => of.give(text.replace(&old, &new)),
    }
}

/// A text with holes in which others are put in the place of letters, or of what a pattern matches.
fn replaced(of: &Arguments<'_>, text: &Text, (old, pattern): (&str, Option<&str>), new: &Text) -> Answer {
    let found = match pattern {
        Some(pattern) => {
            compile(pattern)?;
            pattern_of(pattern).and_then(|pattern| pattern.matches_text(text)) != Some(false)
        }
        None => text.contains(old) != Truth::False,
    };
    if !found {
        return of.known(0).cloned().or_else(|_| of.give_text(text.clone()));
    }
    let is_split = || text.split_by(old).into_iter().any(|is_split| is_split);
    if pattern.is_some() || old.is_empty() || text.only_hole().is_some() || is_split() {
        return Err(Gap::Fine);
    }
    bounded(text.known_len() + 1, new.known_len() + new.holes().count() + 1)?;
    let mut out = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => {
                let mut parts = known.split(old);
                out.push(parts.next().unwrap_or_default());
                parts.for_each(|part| {
                    out.push_text(new);
                    out.push(part);
                });
            }
            // It has none of these letters, or is a text of its own in which they are replaced.
            Piece::Hole(hole) if hole.nature.may_contain(old) => {
                out.push_hole(of.made_of_hole(hole, &without(&hole.nature, old, new)));
            }
            Piece::Hole(hole) => out.push_hole(Arc::clone(hole)),
        }
    }
    of.give_text(out.finish())
}

/// What is known of a text in which others are put in the place of letters.
fn without(nature: &Nature, old: &str, new: &Text) -> Nature {
    if let (Some(texts), Some(new)) = (nature.texts(), new.as_str()) {
        return Nature::only(texts.iter().map(|text| text.replace(old, new).into()));
    }
    let put = new.nature();
    let least = i64::try_from(nature.least_length().min(put.least_length())).unwrap_or_default();
    let mut letters = old.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            let (prefix, suffix) = (nature.known_prefix(), nature.known_suffix());
            let prefix = prefix.split(letter).next().unwrap_or_default();
            let suffix = suffix.rsplit(letter).next().unwrap_or_default();
            Nature::text(prefix, suffix, nature.letters().but(letter).or(put.letters()), Range::at_least(least))
        }
        _ => Nature::text("", "", nature.letters().or(put.letters()), Range::at_least(least)),
    }
}

/// Text that is short enough to be searched.
fn searched(of: &Arguments<'_>, at: usize) -> Result<String, Gap> {
    of.string(at).and_then(|text| if text.len() > MAX_SEARCHED { Err(Gap::too_long()) } else { Ok(text) })
}

fn compile(pattern: &str) -> Result<Regex, Gap> {
    match RegexBuilder::new(&Rewrite::of(pattern)?).size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).build() {
        Ok(regex) if is_mixed(&regex) => Err(Gap::error("groups have names or none has")),
        Ok(regex) => Ok(regex),
        Err(regex::Error::CompiledTooBig(_)) => Err(Gap::too_long()),
        Err(_) if pattern.contains("(?P<") || pattern.contains("(?<") => {
            Err(Gap::Beyond("has a pattern that is not understood".into()))
        }
        Err(_) => Err(Gap::error("the pattern is no regular expression")),
    }
}

/// A pattern in Go's syntax that tells what it knows of texts.
pub(in super::super) fn pattern_of(pattern: &str) -> Option<Pattern> {
    Pattern::new(&Rewrite::of(pattern).ok()?)
}

fn is_mixed(regex: &Regex) -> bool {
    let named = regex.capture_names().skip(1).filter(Option::is_some).count();
    named > 0 && named + 1 < regex.captures_len()
}

/// A pattern of Go's on the way to be one of ours.
struct Rewrite<'p> {
    rest: &'p str,
    out: String,
    in_class: bool,
    /// Whether what stands before is a repetition, after which Go allows no other.
    repeated: bool,
}

impl<'p> Rewrite<'p> {
    fn of(pattern: &'p str) -> Result<String, Gap> {
        let mut rewrite = Rewrite { rest: pattern, out: String::new(), in_class: false, repeated: false };
        while let Some(letter) = rewrite.rest.chars().next() {
            rewrite.step(letter)?;
        }
        Ok(rewrite.out)
    }

    fn take(&mut self, bytes: usize) -> &'p str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn step(&mut self, letter: char) -> Result<(), Gap> {
        let was_repeated = std::mem::take(&mut self.repeated);
        match letter {
            '\\' => return self.escape(),
            _ if self.in_class => self.class(letter),
            '[' => self.open_class(),
            '*' | '+' | '?' => {
                if was_repeated {
                    return Err(Gap::error("the pattern is no regular expression: a repetition is repeated"));
                }
                self.repeat(1);
            }
            '{' => match repetition(self.rest) {
                Some((length, most)) => {
                    if was_repeated || most > MAX_REPEAT {
                        return Err(Gap::error("the pattern is no regular expression: a repetition is too large"));
                    }
                    self.repeat(length);
                }
                // Go takes it for itself.
                None => {
                    self.out.push_str("\\{");
                    self.take(1);
                }
            },
            '}' => {
                self.out.push_str("\\}");
                self.take(1);
            }
            _ => {
                let taken = self.take(letter.len_utf8());
                self.out.push_str(taken);
                // `(?i)` and its like are no repetition of the parenthesis.
                if letter == '(' && self.rest.starts_with('?') {
                    let taken = self.take(1);
                    self.out.push_str(taken);
                }
            }
        }
        Ok(())
    }

    /// A repetition with the `?` that makes it lazy.
    fn repeat(&mut self, length: usize) {
        let lazy = self.rest.get(length..).is_some_and(|rest| rest.starts_with('?'));
        let taken = self.take(length + usize::from(lazy));
        self.out.push_str(taken);
        self.repeated = true;
    }

    fn open_class(&mut self) {
        self.in_class = true;
        let negated = self.rest.starts_with("[^");
        let taken = self.take(if negated { 2 } else { 1 });
        self.out.push_str(taken);
        // A bracket that stands first is a letter.
        if self.rest.starts_with(']') {
            self.take(1);
            self.out.push_str("\\]");
        }
    }

    fn class(&mut self, letter: char) {
        match letter {
            ']' => self.in_class = false,
            '[' if self.rest.starts_with("[:") && self.rest.contains(":]") => {
                let end = self.rest.find(":]").unwrap_or(0) + 2;
                let taken = self.take(end);
                self.out.push_str(taken);
                return;
            }
            '[' | '&' | '~' => self.out.push('\\'),
            _ => {}
        }
        let taken = self.take(letter.len_utf8());
        self.out.push_str(taken);
    }

    fn escape(&mut self) -> Result<(), Gap> {
        self.take(1);
        let Some(letter) = self.rest.chars().next() else {
            return Err(Gap::error("the pattern is no regular expression: it ends with a backslash"));
        };
        self.take(letter.len_utf8());
        match letter {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str("[\\t\\n\\x0C\\r ]"),
            'S' => self.out.push_str("[^\\t\\n\\x0C\\r ]"),
            'b' | 'B' => self.out.push_str(&format!("(?-u:\\{letter})")),
            'Q' => {
                let end = self.rest.find("\\E").unwrap_or(self.rest.len());
                let quoted = self.take(end);
                self.take(2);
                self.out.push_str(&regex::escape(quoted));
            }
            '0'..='9' => return Err(Gap::Beyond("has a pattern with an octal escape".into())),
            _ => {
                self.out.push('\\');
                self.out.push(letter);
            }
        }
        Ok(())
    }
}

/// The length of a repetition `{n}`, `{n,}` or `{n,m}`, and the largest number in it.
fn repetition(text: &str) -> Option<(usize, u32)> {
    let inside = text.strip_prefix('{')?;
    let inside = inside.get(..inside.find('}')?)?;
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let number = |text: &str| {
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_digits.then(|| text.parse().unwrap_or(u32::MAX))
    };
    let least = number(least)?;
    let most = if most.is_empty() { least } else { number(most)? };
    Some((inside.len() + 2, least.max(most)))
}
