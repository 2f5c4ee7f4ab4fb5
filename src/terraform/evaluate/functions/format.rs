//! `format` and `formatlist`: Go's verbs, as go-cty understands them.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::super::big::Big;
use super::super::conversion::{number, text, truth};
use super::super::failure::may_fail;
use super::arguments::Wanted::{Printed, Text as Str};
use super::arguments::{Answer, Arguments, Gap, Row, bounded, row};
use crate::value::{
    Kind, List, Members, Nature, Piece, Range, Reason, Shape, Symbol, Text, TextBuilder, Unknown, Value, to_json,
};

/// How wide or precise a verb may be.
const MAX_WIDTH: usize = 1_000;

pub(super) const TABLE: &[Row] =
    &[row("format", &[Str], format).more(Printed), row("formatlist", &[Str], formatlist).more(Printed).deep()];

/// A verb with what stands between it and its `%`.
#[derive(Debug, Default)]
struct Verb {
    plus: bool,
    minus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
    width: Option<usize>,
    precision: Option<usize>,
    /// Which operand, counted from one.
    operand: Option<usize>,
    letter: char,
}

fn format(of: &Arguments<'_>) -> Answer {
    let (pattern, operands) = (of.text(0)?, of.from(1));
    let Some(known) = pattern.as_str() else { return open_format(of, &pattern) };
    of.give_text(formatted(known, operands)?)
}

fn formatted(pattern: &str, operands: &[Value]) -> Result<Text, Gap> {
    let mut format = Format { operands, out: TextBuilder::default(), next: 0, used: 0 };
    format.add(pattern)?;
    format.finish()
}

/// A format of which some letters are not known. One that may hold a verb may take any operand.
fn open_format(of: &Arguments<'_>, pattern: &Text) -> Answer {
    if pattern.only_hole().is_some() {
        return Err(Gap::Open);
    }
    let mut format = Format { operands: of.from(1), out: TextBuilder::default(), next: 0, used: 0 };
    let mut pieces = pattern.pieces().into_iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            // The verb that it ends within may go on in the hole.
            Piece::Known(known) if pieces.peek().is_some() && ends_within(known) => return Err(Gap::Open),
            Piece::Known(known) => format.add(known)?,
            Piece::Hole(hole) if !hole.nature.may_hold('%') => format.out.push_hole(Arc::clone(hole)),
            Piece::Hole(hole) => {
                // `%%` may begin in it and end behind it.
                let ends =
                    pieces.peek().is_none_or(|next| matches!(next, Piece::Known(known) if !known.starts_with('%')));
                if ends && of.from(1).is_empty() {
                    let known = Nature::text("", "", hole.nature.letters(), Range::at_least(0));
                    format.out.push_hole(fallible(&of.made_of_hole(hole, &known)));
                    continue;
                }
                let hole = Text::hole(Arc::clone(hole));
                let rest = Value::new(Kind::String(hole), of.span);
                let symbol = Symbol::operation("rest", [of.symbol()]);
                let unknown = rest.first_unknown().map(|hole| of.rest(hole)).ok_or(Gap::Open)?;
                format.out.push_hole(fallible(&Arc::new(Unknown::clone(&unknown).symbol(symbol))));
                return of.give_text(format.out.finish());
            }
        }
    }
    of.give_text(format.finish()?)
}

/// Whether letters end within a verb.
fn ends_within(known: &str) -> bool {
    let mut rest = known;
    while let Some((_, after)) = rest.split_once('%') {
        match Verb::read(after) {
            Ok((_, after)) => rest = after,
            Err(_) => return true,
        }
    }
    false
}

fn fallible(hole: &Arc<Unknown>) -> Arc<Unknown> {
    Arc::new(Unknown::clone(hole).fallible())
}

/// A text that is being formatted.
struct Format<'v> {
    operands: &'v [Value],
    out: TextBuilder,
    /// The operand of the next verb.
    next: usize,
    /// How many operands are used so far.
    used: usize,
}

impl Format<'_> {
    /// Adds letters, with operands in place of the verbs.
    fn add(&mut self, pattern: &str) -> Result<(), Gap> {
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            self.out.push(before);
            let (verb, behind) = Verb::read(after)?;
            rest = behind;
            if verb.letter == '%' {
                self.out.push("%");
                continue;
            }
            let at = verb.operand.map_or(self.next, |operand| operand.wrapping_sub(1));
            let operand = self.operands.get(at).ok_or_else(|| Gap::error("there are too few arguments"))?;
            self.next = at + 1;
            self.used = self.used.max(self.next);
            match (verb.apply(operand), operand.first_unknown()) {
                (Err(Gap::Open), Some(cause)) => {
                    let written = after.get(..after.len() - behind.len()).unwrap_or_default();
                    self.out.push_hole(verb.hole(written, operand, cause));
                }
                (text, _) => self.out.push_text(&text?),
            }
        }
        self.out.push(rest);
        Ok(())
    }

    fn finish(self) -> Result<Text, Gap> {
        if self.used < self.operands.len() {
            return Err(Gap::error("there are too many arguments"));
        }
        Ok(self.out.finish())
    }
}

impl Verb {
    /// Reads a verb after its `%`, and gives what follows it.
    fn read(mut rest: &str) -> Result<(Verb, &str), Gap> {
        let mut verb = Verb::default();
        loop {
            let flag = match rest.as_bytes().first() {
                Some(b'+') => &mut verb.plus,
                Some(b'-') => &mut verb.minus,
                Some(b' ') => &mut verb.space,
                Some(b'0') => &mut verb.zero,
                Some(b'#') => &mut verb.sharp,
                _ => break,
            };
            *flag = true;
            rest = rest.get(1..).unwrap_or_default();
        }
        verb.width = take_number(&mut rest)?;
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            verb.precision = Some(take_number(&mut rest)?.unwrap_or(0));
        }
        if let Some(after) = rest.strip_prefix('[') {
            rest = after;
            verb.operand = take_number(&mut rest)?;
            rest = rest.strip_prefix(']').ok_or_else(|| Gap::error("a verb is not understood"))?;
        }
        verb.letter = rest.chars().next().ok_or_else(|| Gap::error("the format ends within a verb"))?;
        let after = rest.get(verb.letter.len_utf8()..).unwrap_or_default();
        Ok((verb, after))
    }

    fn apply(&self, operand: &Value) -> Result<Text, Gap> {
        // Of a null without a type, Terraform itself leaves this to the time of apply.
        if operand.is_null() {
            return Err(Gap::Open);
        }
        match self.letter {
            'v' => self.as_it_is(operand),
            's' => self.as_string(operand),
            'q' => {
                let known = text_of(operand)?;
                known.as_str().ok_or(Gap::Open)?;
                let quoted = to_json(&Value::new(Kind::String(known), operand.span())).ok_or(Gap::Open)?;
                self.padded(quoted)
            }
            't' => match truth(operand) {
                Some(known) => Ok(Text::from(known.to_string())),
                None => Err(open_or(operand, "a boolean is needed")),
            },
            'b' | 'd' | 'o' | 'x' | 'X' => self.as_integer(operand),
            'e' | 'E' | 'f' | 'g' | 'G' => {
                let number = number(operand).ok_or_else(|| open_or(operand, "a number is needed"))?;
                let digits = number.clone().absolute().formatted(self.letter, self.precision);
                self.signed(&number, digits.ok_or_else(Gap::too_long)?, self.zero)
            }
            _ => Err(Gap::error("a verb is not understood")),
        }
    }

    /// What stands for an operand that is not known.
    fn hole(&self, written: &str, operand: &Value, cause: &Arc<Unknown>) -> Arc<Unknown> {
        let nature = match (self.letter, operand.to_text()) {
            ('t', _) => Nature::boolean(),
            ('d', _) if self.width.is_none() => Nature::number(Range::default()),
            ('s', Some(text)) => {
                let pad = if self.zero { '0' } else { ' ' };
                let mut letters = text.nature().letters();
                letters.add(pad, pad);
                Nature::text("", "", letters, Range::at_least(0))
            }
            _ => Nature::primitive(),
        };
        let symbol = Symbol::operation("format", [Symbol::text(written), operand.symbol()]);
        let hole =
            Unknown::new(format!("format(\"%{written}\", {})", cause.expression), cause.span, Reason::because(cause));
        let is_text = operand.as_unknown().is_none_or(|it| it.nature.is_set && it.nature.is_primitive);
        let may_fail = !(matches!(self.letter, 's' | 'q' | 'v') && is_text) || may_fail(operand);
        let hole = hole.symbol(symbol).known(&nature.and(&Nature::set()));
        Arc::new(Unknown { may_fail, ..hole })
    }

    fn as_it_is(&self, operand: &Value) -> Result<Text, Gap> {
        match &operand.kind {
            // Of null it is `null`, of a collection its JSON text.
            Kind::Unknown(unknown) if !unknown.nature.is_set || !unknown.nature.is_primitive => Err(Gap::Open),
            Kind::Unknown(_) | Kind::String(_) | Kind::Json(_) if !self.sharp => self.padded(text_of(operand)?),
            _ if operand.first_unknown().is_some() => Err(Gap::Open),
            Kind::Number(_) if !self.sharp => {
                let number = number(operand).ok_or_else(Gap::too_long)?;
                let sign = if number.has_sign() { "-" } else { "" };
                let digits = number.clone().absolute().formatted('g', None).ok_or_else(Gap::too_long)?;
                self.padded(Text::from(format!("{sign}{digits}")))
            }
            _ => self.padded(to_json(operand).ok_or(Gap::Open)?),
        }
    }

    fn as_string(&self, operand: &Value) -> Result<Text, Gap> {
        let known = text_of(operand)?;
        let Some(precision) = self.precision else { return self.padded(known) };
        let known = known.as_str().ok_or(Gap::Open)?;
        self.padded(Text::from(known.graphemes(true).take(precision).collect::<String>()))
    }

    fn as_integer(&self, operand: &Value) -> Result<Text, Gap> {
        let number = number(operand).ok_or_else(|| open_or(operand, "a number is needed"))?;
        let whole = number.to_integer().ok_or_else(|| Gap::error("a whole number is needed"))?;
        let (radix, prefix) = match self.letter {
            'b' => (2, "0b"),
            'o' => (8, "0"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let mut digits = whole.to_str_radix(radix);
        if self.letter == 'X' {
            digits.make_ascii_uppercase();
        }
        let digits = format!("{}{digits}", zeros(self.precision.unwrap_or(0), &digits));
        let prefix = if self.sharp { prefix } else { "" };
        self.signed(&number, format!("{prefix}{digits}"), self.zero && self.precision.is_none())
    }

    /// The digits of a number with its sign, padded.
    fn signed(&self, number: &Big, digits: String, zero: bool) -> Result<Text, Gap> {
        let sign = match number.has_sign() {
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        };
        if zero && !self.minus {
            let width = self.width.unwrap_or(0).saturating_sub(sign.len());
            return Ok(Text::from(format!("{sign}{}{digits}", zeros(width, &digits))));
        }
        self.spaced(Text::from(format!("{sign}{digits}")), ' ')
    }

    fn padded(&self, text: Text) -> Result<Text, Gap> {
        self.spaced(text, if self.zero { '0' } else { ' ' })
    }

    fn spaced(&self, text: Text, with: char) -> Result<Text, Gap> {
        let Some(width) = self.width else { return Ok(text) };
        let known = text.as_str().ok_or(Gap::Open)?;
        let pad = with.to_string().repeat(width.saturating_sub(known.graphemes(true).count()));
        Ok(Text::from(if self.minus { format!("{known}{pad}") } else { format!("{pad}{known}") }))
    }
}

/// Zeros that make digits so long.
fn zeros(width: usize, digits: &str) -> String {
    "0".repeat(width.saturating_sub(digits.len()))
}

/// The text of a primitive value, perhaps with holes.
fn text_of(operand: &Value) -> Result<Text, Gap> {
    text(operand).ok_or_else(|| open_or(operand, "a string is needed"))
}

/// The gap that an operand makes that is not what is needed.
fn open_or(operand: &Value, needed: &str) -> Gap {
    if operand.unknowns().is_empty() { Gap::error(needed) } else { Gap::Open }
}

fn take_number(rest: &mut &str) -> Result<Option<usize>, Gap> {
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end).unwrap_or_default();
    *rest = after;
    if digits.is_empty() {
        return Ok(None);
    }
    digits.parse().ok().filter(|number| *number <= MAX_WIDTH).map(Some).ok_or_else(Gap::too_long)
}

/// One `format` for each item of the lists, which are equally long.
fn formatlist(of: &Arguments<'_>) -> Answer {
    let (pattern, operands) = (of.string(0)?, of.from(1));
    if operands.iter().any(|operand| operand.is_null() || operand.as_unknown().is_some()) {
        return Err(Gap::Open);
    }
    let lists: Vec<Members<'_>> = operands.iter().filter_map(Value::members).collect();
    let open = operands.iter().find_map(|operand| match &operand.kind {
        Kind::Set(set) if set.in_order().is_none() => Some(set),
        _ => None,
    });
    if open.is_some() && lists.len() > 1 {
        return Err(Gap::Open);
    }
    let length = lists.first().map_or(1, |list| list.items.len());
    if lists.iter().any(|list| list.items.len() != length) {
        let open = lists.iter().any(|list| list.rest.is_some());
        return Err(if open { Gap::Open } else { Gap::error("the lists are not equally long") });
    }
    bounded(pattern.len(), length)?;
    let row = |at: usize| {
        let operand = |value: &Value| match value.members() {
            Some(list) => list.items.get(at).cloned().ok_or(Gap::Open),
            None => Ok(value.clone()),
        };
        let row = operands.iter().map(operand).collect::<Result<Vec<_>, _>>()?;
        if row.iter().any(Value::is_null) {
            return Err(Gap::error("an item must not be null"));
        }
        of.give_text(formatted(&pattern, &row)?)
    };
    let items = (0..length).map(row).collect::<Result<Vec<_>, _>>()?;
    let rest = lists.iter().find_map(|list| list.rest).map(|rest| of.rest(rest));
    let kind = match open {
        Some(set) => set.listed(items, rest),
        None => Kind::List(List { items, rest }),
    };
    Ok(Value::new(kind, of.span).shaped(Shape::Uniform))
}
