//! Strings: quoted, templates, heredocs.
//!
//! Letters are read from the source rather than from the syntax tree, so that a place inside a policy that was written
//! as a heredoc is the place of its bytes.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/strings>

use hcl_edit::template::{Directive, Element, ForDirective, HeredocTemplate, IfDirective, Strip, Template};

use super::conversion::{text, truth};
use super::distribute::rest_of;
use super::expression::items;
use super::{Context, Evaluator};
use crate::source::Span;
use crate::value::{Kind, TextBuilder, Value};

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

    /// The text of a template that is a whole file.
    pub(super) fn file_template(&self, template: &Template, span: Span, context: Context<'_>) -> Value {
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
                    None => match self.open(part.span(), "text", &[part]).as_unknown() {
                        Some(hole) => out.push_hole(hole.clone()),
                        None => return self.error(span, "has a part that is not text"),
                    },
                }
            }
            let text = out.finish();
            if self.spend(super::known_len(&text) / 16) {
                Value::new(Kind::String(text), span)
            } else {
                self.too_large(span)
            }
        })
    }

    /// The parts of a template, in order. Literals are texts.
    fn parts(&self, template: &Template, style: Style, outer: Trim, context: Context<'_>, out: &mut Vec<Value>) {
        for (at, element) in template.iter().enumerate() {
            match element {
                Element::Literal(_) => {
                    let before = at.checked_sub(1).and_then(|before| template.get(before));
                    let trim = Trim {
                        start: before.map_or(outer.start, |it| last_strip(it).end),
                        end: template.get(at + 1).map_or(outer.end, |it| first_strip(it).start),
                    };
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
            let after_if = directive.else_expr.as_ref().map_or(directive.endif_expr.strip, |it| it.strip);
            if taken {
                let trim = Trim { start: sides(directive.if_expr.strip).end, end: sides(after_if).start };
                self.parts(&directive.if_expr.template, style, trim, context, &mut parts);
            } else if let Some(other) = &directive.else_expr {
                let trim = Trim { start: sides(other.strip).end, end: sides(directive.endif_expr.strip).start };
                self.parts(&other.template, style, trim, context, &mut parts);
            }
            self.join(&parts, span)
        };
        out.push(self.distribute(span, &[condition], false, &mut |operands| {
            let Some(condition) = operands.first() else { return self.error(span, "has no condition") };
            match (truth(condition), self.condition(condition)) {
                (Some(known), _) => branch(known),
                (None, Some(open)) => super::distribute::chosen(&open, branch(true), branch(false), span),
                (None, None) => self.error(span, "is not a boolean"),
            }
        }));
    }

    fn for_directive(&self, directive: &ForDirective, style: Style, context: Context<'_>, out: &mut Vec<Value>) {
        let intro = &directive.for_expr;
        let span = context.place.span(&intro.collection_expr);
        let collection = self.expression(&intro.collection_expr, context);
        let trim = Trim { start: sides(intro.strip).end, end: sides(directive.endfor_expr.strip).start };
        out.push(self.distribute(span, &[collection], false, &mut |operands| {
            let Some((items, rest)) = operands.first().and_then(items) else {
                return self.open(span, "for", &operands.iter().collect::<Vec<_>>());
            };
            let mut parts = Vec::new();
            for (key, value) in items {
                let mut scope = context.scope.with(intro.value_var.as_str(), value);
                if let Some(name) = &intro.key_var {
                    scope = scope.with(name.as_str(), key);
                }
                self.parts(&intro.template, style, trim, Context { scope: &scope, ..context }, &mut parts);
            }
            parts.extend(rest.map(|rest| Value::new(Kind::Unknown(rest_of(&rest)), span)));
            self.join(&parts, span)
        }));
    }

    /// Adds the letters that stand at `span`.
    fn literal(&self, span: Span, style: Style, trim: Trim, out: &mut TextBuilder) {
        let raw = self.module.sources.slice(span);
        let start = if trim.start { raw.len() - raw.trim_start().len() } else { 0 };
        let end = if trim.end { raw.trim_end().len().max(start) } else { raw.len() };
        let Some(raw) = raw.get(start..end) else { return };
        let at = span.range().start + start;
        let mut run = Run { file_span: span, at, out };
        match style {
            Style::Quoted => run.quoted(raw),
            Style::Heredoc(indent) => {
                let mut at_line_start = self.starts_line(span, at);
                for line in raw.split_inclusive('\n') {
                    let blank = line.trim().is_empty() && line.ends_with('\n');
                    let skip = if at_line_start && !blank { width(line, indent) } else { 0 };
                    run.skip(skip);
                    run.unescaped(line.get(skip..).unwrap_or_default());
                    at_line_start = true;
                }
            }
        }
    }

    fn starts_line(&self, span: Span, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.module.sources.text(span.file).as_bytes().get(before));
        before.is_none_or(|byte| *byte == b'\n')
    }

    /// The smallest indentation of the lines of a `<<-` heredoc, blank lines left out, as HCL counts it.
    fn indent(&self, template: &Template, context: Context<'_>) -> usize {
        let mut least = usize::MAX;
        self.least_indent(template, context, &mut least);
        if least == usize::MAX { 0 } else { least }
    }

    fn least_indent(&self, template: &Template, context: Context<'_>, least: &mut usize) {
        for element in template.iter() {
            let span = context.place.span(element);
            let mut at_line_start = self.starts_line(span, span.range().start);
            let Element::Literal(_) = element else {
                if at_line_start {
                    *least = 0;
                }
                nested(element).into_iter().for_each(|inner| self.least_indent(inner, context, least));
                continue;
            };
            for line in self.module.sources.slice(span).split_inclusive('\n') {
                let blank = line.trim().is_empty() && line.ends_with('\n');
                if at_line_start && !blank {
                    *least = (*least).min(line.chars().take_while(|letter| letter.is_whitespace()).count());
                }
                at_line_start = true;
            }
        }
    }
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
    let dollar = raw.find("$${").map(|at| (at, "${"));
    let percent = raw.find("%%{").map(|at| (at, "%{"));
    dollar.into_iter().chain(percent).min()
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

/// The templates inside a directive.
fn nested(element: &Element) -> Vec<&Template> {
    let Element::Directive(directive) = element else { return Vec::new() };
    match directive.as_ref() {
        Directive::If(it) => [Some(&it.if_expr.template), it.else_expr.as_ref().map(|other| &other.template)]
            .into_iter()
            .flatten()
            .collect(),
        Directive::For(it) => vec![&it.for_expr.template],
    }
}
