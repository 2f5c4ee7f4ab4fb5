//! Comments of YAML, by its indentation: a comment counts for a line and for what stands deeper below it.
//!
//! <https://yaml.org/spec/1.2.2/#66-comments>

use std::ops::Range;

use super::comment::{Line, Scanned};

/// The lines and the comments of a text.
pub(super) fn scan(text: &str) -> Scanned {
    let mut scan = Scan::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        scan.line(start, line);
        start += line.len();
    }
    Scanned { lines: scan.lines, found: scan.found }
}

#[derive(Default)]
struct Scan {
    lines: Vec<Line>,
    found: Vec<Range<usize>>,
    /// The quote of a scalar that goes on over lines.
    quote: Option<u8>,
    /// The indentation of the key whose text is a block of lines.
    block: Option<usize>,
}

impl Scan {
    fn line(&mut self, start: usize, line: &str) {
        let depth = line.bytes().take_while(|it| *it == b' ').count();
        let is_blank = line.trim().is_empty();
        let goes_on = self.quote.is_some() || self.block.is_some_and(|of| is_blank || depth > of);
        if !goes_on {
            self.block = None;
        }
        let in_block = self.block.is_some();
        let comment = if in_block { None } else { self.comment(line) };
        let code = line.get(..comment.unwrap_or(line.len())).unwrap_or_default().trim_end();
        let is_code = !code.trim().is_empty();
        // What goes on from a line above stands deeper than it, wherever it stands.
        let depth = if goes_on { usize::MAX } else { depth };
        let first = start + code.len() - code.trim_start().len();
        let is_item = code.trim_start().starts_with('-');
        self.lines.push(Line { start, code: is_code.then_some(first), depth, is_item });
        if !in_block && is_code && opens_block(code) {
            self.block = Some(depth);
        }
        self.found.extend(comment.map(|at| start + at..start + line.trim_end().len()));
    }

    /// Where the comment of a line starts. Quotes stay open where they are not closed.
    fn comment(&mut self, line: &str) -> Option<usize> {
        let mut before = b' ';
        let mut bytes = line.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match (self.quote, byte) {
                (Some(b'"'), b'\\') => drop(bytes.next()),
                (Some(quote), _) => self.quote = Some(quote).filter(|_| byte != quote),
                (None, b'#') if before.is_ascii_whitespace() => return Some(at),
                (None, b'"' | b'\'') if b" \t[{,:-('".contains(&before) => self.quote = Some(byte),
                _ => {}
            }
            before = byte;
        }
        None
    }
}

/// Whether the text of a key or of an item stands in lines of its own below: `key: |`, `- >-`.
fn opens_block(code: &str) -> bool {
    let word = code.rsplit([' ', '\t']).next().unwrap_or_default();
    let mut marks = word.bytes();
    let opens = matches!(marks.next(), Some(b'|' | b'>'));
    opens && code.len() > word.len() && marks.all(|it| b"+-".contains(&it) || it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::comment::{Comment, placed};
    use super::*;

    fn comments(text: &str) -> Vec<Comment> {
        placed(text, &scan(text))
    }

    fn counted(text: &str) -> Vec<&str> {
        comments(text).into_iter().map(|it| text.get(it.extent).unwrap().trim_end()).collect()
    }

    const WHY: &str = "bucketlint: ignore[a] -- b";

    #[test]
    fn counts_for_what_stands_deeper() {
        assert_eq!(
            counted(&format!("a:\n  # {WHY}\n  b:\n    c: 1\n\n    d: 2\n  e: 3\n")),
            ["b:\n    c: 1\n\n    d: 2"]
        );
        assert_eq!(counted(&format!("a:\n  b: 1 # {WHY}\n  e: 3\n")), [format!("b: 1 # {WHY}")]);
        assert_eq!(counted(&format!("l:\n# {WHY}\n- a: 1\n  b: 2\n- c: 3\n")), ["- a: 1\n  b: 2"]);
        assert_eq!(counted(&format!("# {WHY}\nl:\n- a: 1\n- c: 3\nm: 1\n")), ["l:\n- a: 1\n- c: 3"]);
    }

    #[test]
    fn scalars_hold_no_comments() {
        let text = format!("a: |\n  # {WHY}\nb: \"\n # {WHY}\"\nc: 'it''s # {WHY}'\nd: x#y\ne: 1 # {WHY}\n");
        assert_eq!(counted(&text), [format!("e: 1 # {WHY}")]);
        assert_eq!(counted(&format!("# {WHY}\np: >-\n  {{\n\n  }}\nq: 1\n")), ["p: >-\n  {\n\n  }"]);
    }
}
