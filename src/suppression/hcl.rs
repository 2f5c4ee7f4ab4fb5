//! Comments of HCL, by its brackets: a comment counts for a line and for what is opened on it.
//!
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>

use std::ops::Range;

use super::comment::{Line, Scanned};

/// The lines and the comments of a text.
pub(super) fn scan(text: &str) -> Scanned {
    let mut scan = Scan { text, at: 0, depth: 0, lines: Vec::new(), found: Vec::new() };
    scan.line();
    scan.run();
    Scanned { lines: scan.lines, found: scan.found }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    lines: Vec<Line>,
    found: Vec<Range<usize>>,
}

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Begins a line.
    fn line(&mut self) {
        self.lines.push(Line { start: self.at, code: None, depth: self.depth, is_item: false });
    }

    /// Notes that there is code here.
    fn code(&mut self) {
        let at = self.at;
        if let Some(line) = self.lines.last_mut() {
            line.code.get_or_insert(at);
        }
    }

    fn run(&mut self) {
        while let Some(byte) = self.rest().first().copied() {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line();
                }
                b'#' => self.comment("\n"),
                b'/' if self.rest().starts_with(b"//") => self.comment("\n"),
                b'/' if self.rest().starts_with(b"/*") => self.comment("*/"),
                byte if byte.is_ascii_whitespace() => self.at += 1,
                b'"' => self.string(),
                b'<' if self.rest().starts_with(b"<<") => self.heredoc(),
                _ => {
                    self.code();
                    self.bracket(byte);
                    self.at += 1;
                }
            }
        }
    }

    fn bracket(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' | b'(' => self.depth += 1,
            b'}' | b']' | b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// A comment up to its end, over the lines that it takes.
    fn comment(&mut self, end: &str) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let skipped = if end == "\n" { 0 } else { 2 };
        let length = rest.get(skipped..).and_then(|rest| rest.find(end)).map(|at| at + skipped);
        let stop = start + length.map_or(rest.len(), |at| if end == "\n" { at } else { at + end.len() });
        self.found.push(start..stop);
        self.over(stop);
    }

    /// Goes on to a place, and begins the lines on the way.
    fn over(&mut self, stop: usize) {
        while self.at < stop {
            let is_end = self.rest().first() == Some(&b'\n');
            self.at += 1;
            if is_end {
                self.line();
            }
        }
    }

    /// A string with what is interpolated in it, where strings may stand again: what counts is where it ends.
    fn string(&mut self) {
        self.code();
        self.at += 1;
        // For each string that is open, how many braces are open in the interpolation inside of it.
        let mut open = vec![0_usize];
        while let Some(byte) = self.rest().first().copied() {
            let Some(braces) = open.last_mut() else { return };
            let starts_template = matches!(self.text.as_bytes().get(self.at..self.at + 2), Some(b"${" | b"%{"));
            let mut step = 1;
            match byte {
                b'\n' if *braces == 0 => return,
                b'\n' => {
                    self.at += 1;
                    self.line();
                    continue;
                }
                b'\\' if *braces == 0 => step = 2,
                b'"' if *braces == 0 => drop(open.pop()),
                b'"' => open.push(0),
                _ if *braces == 0 && starts_template => (*braces, step) = (1, 2),
                b'{' if *braces > 0 => *braces += 1,
                b'}' if *braces > 0 => *braces -= 1,
                _ => {}
            }
            self.at += step;
        }
    }

    /// A heredoc up to the line of its mark.
    fn heredoc(&mut self) {
        self.code();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let (first, _) = rest.split_once('\n').unwrap_or((rest, ""));
        let mark = first.trim_start_matches('<').trim_start_matches('-').trim();
        let is_mark = !mark.is_empty() && mark.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it));
        if !is_mark {
            self.at += 2;
            return;
        }
        self.over(self.at + first.len());
        self.depth += 1;
        while self.at < self.text.len() {
            self.over(self.at + 1);
            let rest = self.text.get(self.at..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            let is_end = line.trim() == mark;
            if is_end {
                self.depth = self.depth.saturating_sub(1);
            }
            self.over(self.at + line.len());
            if is_end {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::comment::{Comment, placed};
    use super::*;

    fn comments(text: &str) -> Vec<Comment> {
        placed(text, &scan(text))
    }

    /// What each comment counts for.
    fn counted(text: &str) -> Vec<&str> {
        comments(text).into_iter().map(|it| text.get(it.extent).unwrap().trim_end()).collect()
    }

    const WHY: &str = "bucketlint: ignore[a] -- b";

    #[test]
    fn counts_for_what_is_opened_below_or_on_its_line() {
        assert_eq!(counted(&format!("# {WHY}\nb {{\n  c = 1\n}}\nd {{}}\n")), ["b {\n  c = 1\n}"]);
        assert_eq!(counted(&format!("b {{ // {WHY}\n  c = 1\n}}\nd {{}}\n")), [format!("b {{ // {WHY}\n  c = 1\n}}")]);
        assert_eq!(counted(&format!("b {{\n  c = 1 # {WHY}\n  d = 2\n}}\n")), [format!("c = 1 # {WHY}")]);
        assert_eq!(
            counted(&format!("b {{\n  c = [\n    # {WHY}\n    {{\n      d = 1\n    }},\n    {{}}\n  ]\n}}\n")),
            ["{\n      d = 1\n    },"]
        );
    }

    #[test]
    fn counts_for_what_is_below_further_comments() {
        let text = format!("# {WHY}\n\n# about d\n/* and\n more */\nd = 1\ne = 2\n");
        assert_eq!(counted(&text), ["d = 1"]);
        assert_eq!(counted(&format!("/* {WHY}\n*/\nd = 1\ne = 2\n")), ["d = 1"]);
    }

    #[test]
    fn strings_and_heredocs_hold_no_comments() {
        let text = format!("a = \"# {WHY}\"\nb = \"${{c(\"}} # {WHY}\")}}\"\nd = <<E\n# {WHY}\nE\nf = 1 # {WHY}\n");
        assert_eq!(counted(&text), [format!("f = 1 # {WHY}")]);
        assert_eq!(counted(&format!("# {WHY}\np = <<-E\n  {{\n  }}\n  E\nq = 1\n")), ["p = <<-E\n  {\n  }\n  E"]);
    }

    #[test]
    fn takes_what_is_no_hcl() {
        for text in ["}}}\n# bucketlint: ignore[a] -- b\nx", "\"", "<<", "<<E", "/*", "# bucketlint: ignore[a] -- b"] {
            drop(comments(text));
        }
    }
}
