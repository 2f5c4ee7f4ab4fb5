//! Strings: quoted, templates, heredocs.
//!
//! Letters are read from the source rather than from the syntax tree, so that a place inside a policy that was written
//! as a heredoc is the place of its bytes.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/strings>

use std::sync::Arc;

use hcl_edit::template::{Directive, Element, ForDirective, HeredocTemplate, IfDirective, Strip, Template};

use super::conversion::{text, truth};
use super::evaluator::{Context, Evaluator};
use super::for_expression::{Made, is_in_order};
use crate::source::Span;
use crate::unit::known_len;
use crate::value::{Kind, TextBuilder, Unknown, Value};

/// How the letters of a template are written.
#[derive(Clone, Copy)]
enum Style {
    /// Between quotes: backslashes escape.
    Quoted,
    /// In a heredoc: letters as they stand, with so many spaces of indentation taken off each line.
    Heredoc(usize),
}

/// Whether spaces at the ends of a literal are taken off by a `~` beside it.
#[derive(Clone, Copy, Default)]
struct Trim {
    start: bool,
    end: bool,
}

impl Evaluator<'_> {
    /// A quoted string without interpolation.
    pub(super) fn quoted(&self, span: Span) -> Value {
        let range = span.range();
        let inside = Span::new(span.file, range.start + 1..range.end.saturating_sub(1));
        let mut out = TextBuilder::default();
        self.literal(inside, Style::Quoted, Trim::default(), &mut out);
        Value::new(Kind::String(out.finish()), span)
    }

    /// A quoted string with interpolations. One that is nothing but an interpolation is that value itself.
    pub(super) fn string_template(&self, template: &Template, span: Span, context: Context<'_>) -> Value {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.expression(&only.expr, context);
        }
        let mut parts = Vec::new();
        self.parts(template, Style::Quoted, Trim::default(), context, &mut parts);
        self.join(&parts, span)
    }

    pub(super) fn heredoc(&self, heredoc: &HeredocTemplate, span: Span, context: Context<'_>) -> Value {
        let strips = self.module.sources.slice(span).starts_with("<<-");
        let indent = if strips { self.indent(&heredoc.template, context) } else { 0 };
        let mut parts = Vec::new();
        self.parts(&heredoc.template, Style::Heredoc(indent), Trim::default(), context, &mut parts);
        self.join(&parts, span)
    }

    /// The text of a template that is a whole file. One that is nothing but an interpolation is that value itself.
    pub(super) fn file_template(&self, template: &Template, span: Span, context: Context<'_>) -> Value {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.expression(&only.expr, context);
        }
        let mut parts = Vec::new();
        self.parts(template, Style::Heredoc(0), Trim::default(), context, &mut parts);
        self.join(&parts, span)
    }

    /// The values of the parts as one text; choices among them make a choice of texts.
    fn join(&self, parts: &[Value], span: Span) -> Value {
        self.distribute(span, parts, false, &mut |parts| {
            let mut out = TextBuilder::default();
            for part in parts {
                match text(part) {
                    Some(text) => out.push_text(&text),
                    None if part.as_unknown().is_none() && !matches!(part.kind, Kind::Json(_)) => {
                        return self.error(part.span(), format!("is {}, which is no text", part.kind_name()));
                    }
                    None => match self.open(part.span(), "text", &[part]).as_unknown() {
                        Some(hole) => out.push_hole(self.encoding(hole, part)),
                        None => return self.error(span, "has a part that is not text"),
                    },
                }
            }
            let text = out.finish();
            if !self.spend(known_len(&text) / 16) {
                return self.too_large(span);
            }
            self.unless_not_primitive(Value::new(Kind::String(text), span), parts, span)
        })
    }

    /// A hole in a text that stands for a part, with what is known of the value where it is the JSON text of one.
    fn encoding(&self, hole: &Arc<Unknown>, part: &Value) -> Arc<Unknown> {
        match &part.kind {
            Kind::Json(value) if self.charge(value) => Arc::new(Unknown::clone(hole).encoding(Arc::clone(value))),
            _ => Arc::clone(hole),
        }
    }

    /// The parts of a template, in order. Literals are texts.
    fn parts(&self, template: &Template, style: Style, outer: Trim, context: Context<'_>, out: &mut Vec<Value>) {
        for (at, element) in template.iter().enumerate() {
            match element {
                Element::Literal(_) => {
                    let trim = trim_of(template, at, outer);
                    let span = context.place.span(element);
                    let mut text = TextBuilder::default();
                    self.literal(span, style, trim, &mut text);
                    out.push(Value::new(Kind::String(text.finish()), span));
                }
                Element::Interpolation(it) => out.push(self.expression(&it.expr, context)),
                Element::Directive(directive) => match directive.as_ref() {
                    Directive::If(directive) => self.if_directive(directive, style, context, out),
                    Directive::For(directive) => self.for_directive(directive, style, context, out),
                },
            }
        }
    }

    fn if_directive(&self, directive: &IfDirective, style: Style, context: Context<'_>, out: &mut Vec<Value>) {
        let span = context.place.span(&directive.if_expr.cond_expr);
        let condition = self.expression(&directive.if_expr.cond_expr, context);
        let branch = |taken: bool| {
            let mut parts = Vec::new();
            if let Some((template, trim)) = if taken { Some(when_true(directive)) } else { when_false(directive) } {
                self.parts(template, style, trim, context, &mut parts);
            }
            self.join(&parts, span)
        };
        out.push(self.distribute(span, &[condition], false, &mut |operands| {
            let Some(condition) = operands.first() else { return self.error(span, "has no condition") };
            match (truth(condition), self.condition(condition)) {
                (Some(known), _) => branch(known),
                (None, Some(open)) => {
                    let text = super::choice::chosen(&open, branch(true), branch(false), span);
                    self.unless_not_boolean(text, operands, span)
                }
                (None, None) => self.error(span, "is not a boolean"),
            }
        }));
    }

    fn for_directive(&self, directive: &ForDirective, style: Style, context: Context<'_>, out: &mut Vec<Value>) {
        let intro = &directive.for_expr;
        let span = context.place.span(&intro.collection_expr);
        let collection = self.expression(&intro.collection_expr, context);
        let (template, trim) = each(directive);
        out.push(self.distribute(span, &[collection], false, &mut |operands| {
            let Some(collection) = operands.first() else { return self.error(span, "has no collection") };
            let inside = |key: Value, value: Value, parts: &mut Vec<Value>| {
                let mut scope = context.scope.with(intro.value_var.as_str(), value);
                if let Some(name) = &intro.key_var {
                    scope = scope.with(name.as_str(), key);
                }
                self.parts(template, style, trim, Context { scope: &scope, ..context }, parts);
            };
            let unknown = |collection: &Value| {
                self.of_elements(collection, span, &|key, value| {
                    let mut parts = vec![Value::string("%{", span)];
                    inside(key, value, &mut parts);
                    Made { of: parts, element: None }
                })
            };
            let Some((items, rest)) = self.items(collection) else { return unknown(collection) };
            let mut parts = Vec::new();
            for (key, value) in items {
                if self.run.budget.is_spent() {
                    return self.too_large(span);
                }
                inside(key, value, &mut parts);
            }
            parts.extend(rest.map(|rest| unknown(&Value::new(Kind::Unknown(rest), span))));
            if !is_in_order(collection) {
                return self.open(span, "%{", &[collection].into_iter().chain(&parts).collect::<Vec<_>>());
            }
            self.join(&parts, span)
        }));
    }

    /// Adds the letters that stand at `span`.
    fn literal(&self, span: Span, style: Style, trim: Trim, out: &mut TextBuilder) {
        let raw = self.module.sources.slice(span);
        let mut run = Run { file_span: span, at: span.range().start, out };
        match style {
            Style::Quoted => {
                let (start, end) = trimmed_escapes(raw, trim);
                run.skip(start);
                run.quoted(raw.get(start..end).unwrap_or_default());
            }
            Style::Heredoc(indent) => {
                let mut at_line_start = self.starts_line(span, span.range().start);
                for (start, line) in lines(raw, trim) {
                    let skip = if at_line_start && !is_blank(line) { width(line, indent) } else { 0 };
                    run.at = span.range().start + start + skip;
                    run.unescaped(line.get(skip..).unwrap_or_default());
                    at_line_start = line.ends_with('\n');
                }
            }
        }
    }

    fn starts_line(&self, span: Span, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.module.sources.text(span.file).as_bytes().get(before));
        before.is_none_or(|byte| *byte == b'\n')
    }

    /// The smallest indentation of the lines of a `<<-` heredoc, blank lines left out, as HCL counts it: by what a `~`
    /// leaves of them.
    fn indent(&self, template: &Template, context: Context<'_>) -> usize {
        let mut least = usize::MAX;
        let mut at_line_start = true;
        self.least_indent((template, Trim::default()), context, &mut at_line_start, &mut least);
        if least == usize::MAX { 0 } else { least }
    }

    fn least_indent(
        &self,
        (template, outer): (&Template, Trim),
        context: Context<'_>,
        at_line_start: &mut bool,
        least: &mut usize,
    ) {
        for (at, element) in template.iter().enumerate() {
            let Element::Literal(_) = element else {
                if std::mem::take(at_line_start) {
                    *least = 0;
                }
                nested(element).into_iter().for_each(|inner| self.least_indent(inner, context, at_line_start, least));
                continue;
            };
            let raw = self.module.sources.slice(context.place.span(element));
            for (_, line) in lines(raw, trim_of(template, at, outer)) {
                if *at_line_start && !is_blank(line) {
                    *least = (*least).min(line.chars().take_while(|letter| letter.is_whitespace()).count());
                }
                *at_line_start = line.ends_with('\n');
            }
        }
    }
}

/// The lines of a literal in a heredoc with where they start. A `~` beside it reaches to the end of its line only.
fn lines(raw: &str, trim: Trim) -> Vec<(usize, &str)> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in raw.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    if let Some((start, line)) = lines.first_mut().filter(|_| trim.start) {
        *start += line.len() - line.trim_start().len();
        *line = line.trim_start();
    }
    if let Some((_, line)) = lines.last_mut().filter(|_| trim.end) {
        *line = line.trim_end();
    }
    lines
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() && line.ends_with('\n')
}

/// Where a literal between quotes starts and ends when spaces, those that are written as escapes too, are taken off.
fn trimmed_escapes(raw: &str, trim: Trim) -> (usize, usize) {
    const SPACES: [&str; 3] = ["\\n", "\\r", "\\t"];
    let after = |left: &str| {
        let escape = SPACES.iter().find_map(|space| left.strip_prefix(space));
        escape.unwrap_or(left).trim_start().len()
    };
    // A backslash that is itself escaped escapes nothing.
    let is_escape = |rest: &&str| rest.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
    let before = |left: &str| {
        let escape = SPACES.iter().find_map(|space| left.strip_suffix(space).filter(is_escape));
        escape.unwrap_or(left).trim_end().len()
    };
    let (mut start, mut end) = (0, raw.len());
    while let Some(left) = raw.get(start..end).filter(|left| trim.start && after(left) < left.len()) {
        start = end - after(left);
    }
    while let Some(left) = raw.get(start..end).filter(|left| trim.end && before(left) < left.len()) {
        end = start + before(left);
    }
    (start, end)
}

/// Adds letters with the places they stand at.
struct Run<'o> {
    file_span: Span,
    at: usize,
    out: &'o mut TextBuilder,
}

impl Run<'_> {
    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Adds `raw`, which stands for `letters`.
    fn push(&mut self, raw: &str, letters: &str) {
        if !raw.is_empty() {
            self.out.push_written(letters, Span::new(self.file_span.file, self.at..self.at + raw.len()));
            self.at += raw.len();
        }
    }

    /// Letters in which only `$${` and `%%{` are escapes.
    fn unescaped(&mut self, mut raw: &str) {
        while let Some((at, letters)) = first_marker(raw) {
            let (before, rest) = raw.split_at(at);
            self.push(before, before);
            self.push("$${", letters);
            raw = rest.get(3..).unwrap_or_default();
        }
        self.push(raw, raw);
    }

    /// Letters in which a backslash escapes as well.
    fn quoted(&mut self, mut raw: &str) {
        while let Some(at) = raw.find('\\') {
            let (before, rest) = raw.split_at(at);
            self.unescaped(before);
            let (len, letter) = escape(rest);
            let (escaped, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
            self.push(escaped, &letter);
            raw = after;
        }
        self.unescaped(raw);
    }
}

/// The first `$${` or `%%{` and what it stands for.
fn first_marker(raw: &str) -> Option<(usize, &'static str)> {
    raw.match_indices('{').find_map(|(at, _)| {
        let start = at.checked_sub(2)?;
        match raw.get(start..at) {
            Some("$$") => Some((start, "${")),
            Some("%%") => Some((start, "%{")),
            _ => None,
        }
    })
}

/// How long the escape at the start of `rest` is, and the letter that it stands for.
fn escape(rest: &str) -> (usize, String) {
    let code = |digits: usize| {
        let letter = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        (2 + digits, letter.unwrap_or(char::REPLACEMENT_CHARACTER).to_string())
    };
    match rest.as_bytes().get(1) {
        Some(b'n') => (2, "\n".to_owned()),
        Some(b'r') => (2, "\r".to_owned()),
        Some(b't') => (2, "\t".to_owned()),
        Some(b'u') => code(4),
        Some(b'U') => code(8),
        Some(letter) if letter.is_ascii() => (2, char::from(*letter).to_string()),
        _ => (1, "\\".to_owned()),
    }
}

/// How many bytes the first `count` letters of a line have.
fn width(line: &str, count: usize) -> usize {
    line.char_indices().nth(count).map_or(line.len(), |(at, _)| at)
}

fn sides(strip: Strip) -> Trim {
    Trim { start: matches!(strip, Strip::Start | Strip::Both), end: matches!(strip, Strip::End | Strip::Both) }
}

/// The `~` at the start of an element.
fn first_strip(element: &Element) -> Trim {
    match element {
        Element::Literal(_) => Trim::default(),
        Element::Interpolation(it) => sides(it.strip),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(it) => sides(it.if_expr.strip),
            Directive::For(it) => sides(it.for_expr.strip),
        },
    }
}

/// The `~` at the end of an element.
fn last_strip(element: &Element) -> Trim {
    match element {
        Element::Literal(_) => Trim::default(),
        Element::Interpolation(it) => sides(it.strip),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(it) => sides(it.endif_expr.strip),
            Directive::For(it) => sides(it.endfor_expr.strip),
        },
    }
}

/// What the elements beside a literal take off it.
fn trim_of(template: &Template, at: usize, outer: Trim) -> Trim {
    let before = at.checked_sub(1).and_then(|before| template.get(before));
    Trim {
        start: before.map_or(outer.start, |it| last_strip(it).end),
        end: template.get(at + 1).map_or(outer.end, |it| first_strip(it).start),
    }
}

/// The templates inside a directive, with what the directive takes off their ends.
fn nested(element: &Element) -> Vec<(&Template, Trim)> {
    let Element::Directive(directive) = element else { return Vec::new() };
    match directive.as_ref() {
        Directive::If(it) => [Some(when_true(it)), when_false(it)].into_iter().flatten().collect(),
        Directive::For(it) => vec![each(it)],
    }
}

fn when_true(directive: &IfDirective) -> (&Template, Trim) {
    let after = directive.else_expr.as_ref().map_or(directive.endif_expr.strip, |it| it.strip);
    let trim = Trim { start: sides(directive.if_expr.strip).end, end: sides(after).start };
    (&directive.if_expr.template, trim)
}

fn when_false(directive: &IfDirective) -> Option<(&Template, Trim)> {
    let other = directive.else_expr.as_ref()?;
    let trim = Trim { start: sides(other.strip).end, end: sides(directive.endif_expr.strip).start };
    Some((&other.template, trim))
}

fn each(directive: &ForDirective) -> (&Template, Trim) {
    let trim = Trim { start: sides(directive.for_expr.strip).end, end: sides(directive.endfor_expr.strip).start };
    (&directive.for_expr.template, trim)
}
