//! What stands where in a text, told from its tokens: the expressions of arguments, and object literals with their
//! entries. It is asked where the parser gives up on a text or would take too long for it.

use std::collections::HashMap;
use std::ops::Range;

use super::tokens::{Inside, Token, Tokens};

/// The outline of a text.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Where the expressions of arguments stand, in order.
    arguments: Vec<Range<usize>>,
    pub(super) objects: Vec<ObjectText>,
}

/// An object literal.
#[derive(Debug)]
pub(super) struct ObjectText {
    pub(super) range: Range<usize>,
    /// In how many brackets it stands.
    pub(super) depth: usize,
    pub(super) entries: Vec<EntryText>,
}

/// An entry of an object literal.
#[derive(Debug)]
pub(super) struct EntryText {
    key: Range<usize>,
    /// From the key to what separates it from the next one, that included.
    range: Range<usize>,
}

/// Brackets that are open.
enum Frame {
    /// The body of a block, or the text itself, with the argument that is being read.
    Body(Option<Range<usize>>),
    Object(ObjectText, Option<Entry>),
    Other,
}

/// An entry that is being read.
struct Entry {
    start: usize,
    /// Where its key ends.
    key: Option<usize>,
    end: usize,
}

/// What a brace that opens here starts, by the token before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A name or a label: the body of a block.
    Label,
    /// Anything else: an object literal.
    Other,
}

impl Outline {
    /// The outline of a file of arguments and blocks, or of an expression.
    pub(super) fn of(text: &str) -> Self {
        let mut outline = Outline::default();
        let mut frames = vec![Frame::Body(None)];
        let mut before = Before::Other;
        for token in Tokens::of(text) {
            if token.after < token.before {
                outline.close(&mut frames, &token);
            }
            if let Some(frame) = frames.last_mut() {
                frame.take(&token, &mut outline.arguments);
            }
            if token.after > token.before {
                frames.push(match (token.first(), before) {
                    (b'{', Before::Label) => Frame::Body(None),
                    (b'{', Before::Other) => {
                        let range = token.at..token.end();
                        Frame::Object(ObjectText { range, depth: token.before, entries: Vec::new() }, None)
                    }
                    _ => Frame::Other,
                });
            }
            before = match token.first() {
                b' ' | b'\t' => before,
                b'"' if token.after < token.before => Before::Label,
                first if (first.is_ascii_alphanumeric() || first == b'_') && token.text != "in" => Before::Label,
                _ => Before::Other,
            };
        }
        while frames.len() > 1 {
            outline.end(frames.pop(), text.len());
        }
        outline.end(frames.pop(), text.len());
        outline.arguments.sort_by_key(|range| range.start);
        outline
    }

    fn close(&mut self, frames: &mut Vec<Frame>, token: &Token<'_>) {
        if frames.len() > 1 {
            self.end(frames.pop(), token.at);
        }
    }

    fn end(&mut self, frame: Option<Frame>, at: usize) {
        match frame {
            Some(Frame::Body(argument)) => self.arguments.extend(argument.filter(|it| it.start < it.end)),
            Some(Frame::Object(mut object, entry)) => {
                object.range.end = at + 1;
                object.entries.extend(entry.and_then(|entry| entry.ended(at)));
                self.objects.push(object);
            }
            Some(Frame::Other) | None => {}
        }
    }

    /// The expression of the argument that a place stands in.
    pub(super) fn argument_at(&self, at: usize) -> Option<Range<usize>> {
        let next = self.arguments.partition_point(|range| range.start <= at);
        self.arguments.get(next.checked_sub(1)?).filter(|range| range.end >= at).cloned()
    }
}

impl Frame {
    /// Takes a token that stands right inside.
    fn take(&mut self, token: &Token<'_>, arguments: &mut Vec<Range<usize>>) {
        let is_space = matches!(token.first(), b' ' | b'\t') || token.text.starts_with("/*");
        let is_break = token.is_break() && !is_space;
        match self {
            Frame::Body(argument) => match argument {
                Some(range) if is_break => {
                    if range.start < range.end {
                        arguments.push(range.clone());
                    }
                    *argument = None;
                }
                Some(range) if !is_space => {
                    range.start = if range.start < range.end { range.start } else { token.at };
                    range.end = token.last();
                    if token.is_heredoc() {
                        arguments.extend(argument.take());
                    }
                }
                None if token.text == "=" => *argument = Some(token.end()..token.end()),
                _ => {}
            },
            // What stands behind a `for` is no entry.
            Frame::Object(..) if token.inside == Some(Inside::For) => {}
            Frame::Object(object, entry) => match entry {
                None if !is_space && !is_break => {
                    *entry = Some(Entry { start: token.at, key: None, end: token.end() });
                }
                Some(_) if is_break || token.text == "," => {
                    let end = if token.text == "," { token.end() } else { token.at };
                    object.entries.extend(entry.take().and_then(|entry| entry.ended(end)));
                }
                Some(entry) if matches!(token.text, "=" | ":") && entry.key.is_none() => entry.key = Some(entry.end),
                Some(open) if !is_space => {
                    open.end = token.last();
                    if token.is_heredoc() {
                        object.entries.extend(entry.take().and_then(|entry| entry.ended(token.last())));
                    }
                }
                _ => {}
            },
            Frame::Other => {}
        }
    }
}

impl Entry {
    fn ended(self, end: usize) -> Option<EntryText> {
        let key = self.start..self.key?;
        Some(EntryText { key, range: self.start..end })
    }
}

impl ObjectText {
    /// The entries whose key stands again further on, where the last one counts.
    fn repeated<'o>(&'o self, text: &str) -> impl Iterator<Item = &'o EntryText> + use<'o> {
        let mut last: HashMap<&str, usize> = HashMap::new();
        let mut earlier = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Some(key) = text.get(entry.key.clone()) else { continue };
            earlier.extend(last.insert(key, at));
        }
        earlier.into_iter().filter_map(|at| self.entries.get(at))
    }
}

/// The text without the one thing that Terraform accepts and the parser does not: of entries of one key, those before
/// the last are blanked out, so that every place stays as it is. `None` where there are none.
pub(super) fn without_repeated_keys(text: &str) -> Option<String> {
    let outline = Outline::of(text);
    let mut bytes = text.as_bytes().to_vec();
    for entry in outline.objects.iter().flat_map(|object| object.repeated(text)) {
        bytes.get_mut(entry.range.clone()).into_iter().flatten().for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).ok().filter(|blanked| blanked != text)
}
