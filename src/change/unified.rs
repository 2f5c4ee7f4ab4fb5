//! What differs between two texts, as `diff -u` writes it.

use std::ops::Range;

use super::lines::{Hunk, differing};

/// How many lines are shown around what differs.
const AROUND: usize = 3;

/// The difference between two texts of a file; nothing where there is none.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let found = differing(old.iter(), new.iter());
    let mut out = String::new();
    for together in grouped(&found) {
        if out.is_empty() {
            out = format!("--- a/{name}\n+++ b/{name}\n");
        }
        shown(together, &old, &new, &mut out);
    }
    out
}

/// Hunks that are shown together, since what is around them meets.
fn grouped(found: &[Hunk]) -> Vec<&[Hunk]> {
    found.chunk_by(|a, b| b.old.start.saturating_sub(a.old.end) <= 2 * AROUND).collect()
}

fn shown(hunks: &[Hunk], old: &[&str], new: &[&str], out: &mut String) {
    let (Some(first), Some(last)) = (hunks.first(), hunks.last()) else { return };
    let before = first.old.start.min(AROUND);
    let after = old.len().saturating_sub(last.old.end).min(AROUND);
    let range = |start: usize, end: usize| {
        let count = end - start;
        format!("{},{count}", if count == 0 { start } else { start + 1 })
    };
    let old_range = range(first.old.start - before, last.old.end + after);
    let new_range = range(first.new.start - before, last.new.end + after);
    out.push_str(&format!("@@ -{old_range} +{new_range} @@\n"));
    let mut at = first.old.start - before;
    for hunk in hunks {
        push(' ', old, at..hunk.old.start, out);
        push('-', old, hunk.old.clone(), out);
        push('+', new, hunk.new.clone(), out);
        at = hunk.old.end;
    }
    push(' ', old, at..last.old.end + after, out);
}

fn push(mark: char, lines: &[&str], range: Range<usize>, out: &mut String) {
    for line in lines.get(range).unwrap_or_default() {
        out.push(mark);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_differs_with_what_is_around_it() {
        assert_eq!(unified("a", "x\n", "x\n"), "");
        let old: String = (1..=20).map(|at| format!("{at}\n")).collect();
        let new = old.replace("\n5\n", "\nfive\n").replace("\n18\n", "\n").replace("20\n", "20");
        let shown = unified("a.tf", &old, &new);
        assert_eq!(
            shown,
            "--- a/a.tf\n+++ b/a.tf\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n-20\n\
             +20\n\\ No newline at end of file\n"
        );
    }
}
