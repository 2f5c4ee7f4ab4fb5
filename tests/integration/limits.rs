//! One table of all bounds: none stands in the code that is not in it, and `docs/limits.md` is made of it.
//!
//! `INSTA_UPDATE=always cargo test --test integration limits` writes the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use regex::Regex;

use super::architecture::{sources, tests};
use super::bounds_met;
use super::run::assert_current;

/// The test of those that a few lines meet.
const BY_INPUT: &str = "each_bound_is_met_by_its_smallest_input";

/// What the code says of a bound.
struct Bound {
    what: String,
    value: String,
}

/// A line of the table.
struct Line<'t> {
    told: &'t str,
    test: &'t str,
}

/// The bounds by the file and the name.
fn bounds() -> BTreeMap<String, Bound> {
    let constant = Regex::new(r"const (MAX_\w+): [^=]+ = ([^;]+);").unwrap();
    let mut bounds = BTreeMap::new();
    for (file, text) in sources() {
        let mut what = String::new();
        for line in text.lines() {
            if let Some(comment) = line.strip_prefix("/// ") {
                what = if what.is_empty() { comment.to_owned() } else { format!("{what} {comment}") };
            } else if let Some(found) = constant.captures(line) {
                let bound = Bound { what: std::mem::take(&mut what), value: found[2].replace('_', ",") };
                bounds.insert(format!("{file} {}", &found[1]), bound);
            } else if !line.starts_with("const ") {
                what.clear();
            }
        }
    }
    bounds
}

fn table() -> BTreeMap<&'static str, Line<'static>> {
    let lines = include_str!("../data/limits.txt").lines().filter(|line| !line.starts_with('#'));
    let line = |line: &'static str| {
        let [bound, told, test] = line.split('\t').collect::<Vec<_>>().try_into().expect(line);
        (bound, Line { told, test })
    };
    lines.map(line).collect()
}

#[test]
fn every_bound_stands_in_the_table() {
    let (bounds, table) = (bounds(), table());
    let missing: Vec<_> = bounds.keys().filter(|bound| !table.contains_key(bound.as_str())).collect();
    assert!(missing.is_empty(), "not in tests/data/limits.txt: {missing:?}");
    let gone: Vec<_> = table.keys().filter(|bound| !bounds.contains_key(**bound)).collect();
    assert!(gone.is_empty(), "no longer in the code: {gone:?}");
    let tests = tests();
    for (bound, line) in &table {
        let test = line.test;
        assert!(tests.contains(&format!("fn {test}(")), "{bound}: there is no test `{test}`");
    }
    let by_input: BTreeSet<_> =
        table.iter().filter(|(_, line)| line.test == BY_INPUT).map(|(bound, _)| *bound).collect();
    assert_eq!(by_input, bounds_met::bounds());
}

const HEAD: &str = "# Limits

No input makes bucketlint hang or eat memory: depth, size, expansion and search are bounded. A bound that is met is told, or
leaves open what hangs on it; it never decides a verdict. None of them can be raised by an option: what a run may cost grows
with the size of what it reads (`STEPS_OF_BYTE`, `BYTES_OF_INSTANCE` and `COMPARED_OF_BYTE` in the code), and the others lie
far past what anyone writes. Where one is met all the same, the code can be made smaller: a template or module in several, data
in a file of its own that nothing evaluates, fewer conditions on one resource.

This page is made of the code: `INSTA_UPDATE=always cargo test --test integration limits` writes it.
";

fn page() -> String {
    let (bounds, table) = (bounds(), table());
    let mut page = HEAD.to_owned();
    let mut room = "";
    for (name, bound) in &bounds {
        let (file, constant) = name.split_once(' ').unwrap();
        let own = file.split('/').next().unwrap();
        if own != room {
            write!(page, "\n## {own}\n\n| bound | value | what it is | where it is met |\n| --- | --- | --- | --- |\n")
                .unwrap();
            room = own;
        }
        let inside = file.strip_prefix(own).unwrap().trim_start_matches('/').trim_end_matches(".rs");
        let told = table.get(name.as_str()).map_or("", |line| line.told);
        let what = bound.what.trim_end_matches('.').replace('|', "\\|");
        writeln!(page, "| `{inside}` `{constant}` | {} | {what} | {told} |", bound.value).unwrap();
    }
    page
}

#[test]
fn the_page_is_current() {
    assert_current("docs/limits.md", &page());
}
