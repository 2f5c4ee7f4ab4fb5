//! A page in Markdown as plain text, for who shows no Markdown.

/// The text of a page: without marks, links as their text and address, rows of tables as their cells.
pub(super) fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut is_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            continue;
        }
        let is_rule_of_table = line.starts_with('|') && line.chars().all(|letter| "|-: ".contains(letter));
        if is_rule_of_table {
            continue;
        }
        match line.strip_prefix('|').filter(|_| !is_code) {
            _ if is_code => out.push_str(&format!("    {line}")),
            Some(row) => {
                let cells = row.trim_end().trim_end_matches('|').split('|').map(|cell| without_marks(cell.trim()));
                out.push_str(&cells.collect::<Vec<_>>().join("  "));
            }
            None => out.push_str(&without_marks(heading(line))),
        }
        out.truncate(out.trim_end().len().max(out.rfind('\n').map_or(0, |at| at + 1)));
        out.push('\n');
    }
    out
}

/// A line without the marks of a heading.
fn heading(line: &str) -> &str {
    let text = line.trim_start_matches('#');
    if text.len() < line.len() { text.trim_start() } else { line }
}

/// A line without the marks of code, emphasis and links.
fn without_marks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        let (Some((text, link)), Some((address, behind))) = (before.rsplit_once('['), after.split_once(')')) else {
            break;
        };
        out.push_str(&format!("{text}{link} ({address})"));
        rest = behind;
    }
    out.push_str(rest);
    out.replace("**", "").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_no_marks() {
        let page = "# A `b`\n\nSee [**the** page](https://x.org/y), or [z](w).\n\n```yaml\nA: `b`  # [c](d)\n```\n\n\
                    | a | b |\n| --- | :-- |\n| `1` | 2 |\n";
        let text = "A b\n\nSee the page (https://x.org/y), or z (w).\n\n    A: `b`  # [c](d)\n\na  b\n1  2\n";
        assert_eq!(plain_text(page), text);
        assert_eq!(without_marks("a](b) [c](d"), "a](b) [c](d");
    }
}
