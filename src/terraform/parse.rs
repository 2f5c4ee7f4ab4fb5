//! Parses Terraform's own syntax.
//!
//! What the parser cannot read, or not in time, is left out before: a number of the same length stands in its place, so
//! that every place stays as it is. Its digits are not those of the source, by which the evaluator knows it.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::parser::Error;
use hcl_edit::structure::Body;

use super::line_ends::without_line_ends;
use super::outline::{Outline, without_repeated_keys};

/// How many values of one text are left out, and the text parsed again, before its error is reported.
const MAX_LEFT_OUT: usize = 32;

/// How often the keys of all objects of a text may be compared, and how often more for each of its bytes: the parser
/// compares each with each.
const MAX_COMPARED: usize = 10_000_000;
const COMPARED_OF_BYTE: usize = 100;

/// What is read of a text.
#[derive(Debug)]
pub(super) struct Read<T> {
    pub(super) tree: T,
    pub(super) left_out: Vec<LeftOut>,
}

/// A value that is not read, and why.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) range: Range<usize>,
    pub(super) why: TooMuch,
    /// In how many brackets it stands.
    pub(super) depth: usize,
}

/// Why a value is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooMuch {
    /// It nests deeper than the parser goes.
    Depth,
    /// It chains more operators than the parser takes.
    Operators,
    /// It is an object of so many keys.
    Keys(usize),
}

impl TooMuch {
    /// Which bound of the parser's is met, where it is one.
    pub(super) fn of(error: &Error) -> Option<Self> {
        let message = error.message();
        if message.contains("nested levels") {
            Some(TooMuch::Depth)
        } else {
            message.contains("chained binary operators").then_some(TooMuch::Operators)
        }
    }
}

/// Parses text, mending what Terraform accepts and the parser does not.
pub(super) fn parse(text: &str) -> Result<Read<Body>, Error> {
    mended(text, &hcl_edit::parser::parse_body)
}

/// The same for an expression.
pub(super) fn parse_expression(text: &str) -> Result<Read<Expression>, Error> {
    mended(text, &|text| text.parse())
}

type Parser<'p, T> = &'p dyn Fn(&str) -> Result<T, Error>;

fn mended<T>(text: &str, parse: Parser<'_, T>) -> Result<Read<T>, Error> {
    let mut left_out = crowded(text);
    let kept = without(text, &left_out);
    let mut text = kept.as_deref().unwrap_or(text).to_owned();
    let mut error = match parse(&text) {
        Ok(tree) => return Ok(Read { tree, left_out }),
        Err(error) => error,
    };
    for mend in [without_line_ends, without_repeated_keys] {
        if let Some(mended) = mend(&text) {
            match parse(&mended) {
                Ok(tree) => return Ok(Read { tree, left_out }),
                Err(other) => (error, text) = (other, mended),
            }
        }
    }
    for _ in 0..MAX_LEFT_OUT {
        let Some(next) = past_bound(&text, &error) else { break };
        text = without(&text, std::slice::from_ref(&next)).unwrap_or(text);
        left_out.push(next);
        match parse(&text) {
            Ok(tree) => return Ok(Read { tree, left_out }),
            Err(other) => error = other,
        }
    }
    Err(error)
}

/// The argument in which the parser met one of its bounds.
fn past_bound(text: &str, error: &Error) -> Option<LeftOut> {
    let why = TooMuch::of(error)?;
    let range = Outline::of(text).argument_at(error.location().offset())?;
    Some(LeftOut { range, why, depth: 0 })
}

/// The objects whose keys would take too long to compare.
fn crowded(text: &str) -> Vec<LeftOut> {
    let bound = MAX_COMPARED + COMPARED_OF_BYTE * text.len();
    let most = text.bytes().filter(|byte| matches!(byte, b'=' | b':')).count();
    if most.saturating_mul(most) <= bound {
        return Vec::new();
    }
    let mut objects = Outline::of(text).objects;
    // The large ones cost most: what is small is read whatever stands beside it.
    objects.sort_by_key(|object| (object.entries.len(), object.range.start));
    let mut compared = 0_usize;
    let mut left_out = Vec::new();
    for object in objects {
        let keys = object.entries.len();
        compared = compared.saturating_add(keys * keys);
        if compared > bound {
            left_out.push(LeftOut { range: object.range, why: TooMuch::Keys(keys), depth: object.depth });
        }
    }
    left_out
}

/// The text with numbers in the place of what is left out; `None` where nothing is.
fn without(text: &str, left_out: &[LeftOut]) -> Option<String> {
    if left_out.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for part in left_out {
        bytes.get_mut(part.range.clone()).into_iter().flatten().for_each(|byte| *byte = b'0');
    }
    String::from_utf8(bytes).ok()
}
