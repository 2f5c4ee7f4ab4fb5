//! Modules of a plan that nest deeper than its parser goes.

use std::ops::Range;

/// How deep collections may nest before a module is passed over. The parser of plans goes to 127.
const MAX_DEPTH: usize = 90;

/// The keys behind which modules stand: in what is planned, and in the code.
const MODULES: [&str; 2] = ["child_modules", "module"];

/// A plan in which nothing stands in the modules that nest too deep, and where these are. Every other letter is where
/// it was.
pub(super) fn without_deep_modules(plan: &str) -> Option<(String, Vec<Range<usize>>)> {
    let deep = deep_modules(plan);
    let mut bytes = plan.as_bytes().to_vec();
    for range in &deep {
        let inside = bytes.get_mut(range.start + 1..range.end.saturating_sub(1));
        inside.into_iter().flatten().for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).ok().map(|text| (text, deep))
}

/// Where the outermost modules stand that nest too deep.
fn deep_modules(plan: &str) -> Vec<Range<usize>> {
    let (mut depth, mut in_string, mut escaped, mut from) = (0_usize, false, false, 0);
    let (mut last, mut is_module) = (0..0, false);
    let mut cut: Option<(usize, usize)> = None;
    let mut parts = Vec::new();
    for (at, byte) in plan.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if in_string => (in_string, last) = (false, from..at),
            b'"' => (in_string, from, is_module) = (true, at + 1, false),
            _ if in_string || byte.is_ascii_whitespace() => {}
            b':' => is_module = plan.get(last.clone()).is_some_and(|key| MODULES.contains(&key)),
            b'[' | b'{' => {
                if is_module && depth >= MAX_DEPTH && cut.is_none() {
                    cut = Some((at, depth));
                }
                (depth, is_module) = (depth + 1, false);
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if let Some((start, _)) = cut.filter(|(_, outside)| *outside == depth) {
                    parts.push(start..at + 1);
                    cut = None;
                }
            }
            _ => is_module = false,
        }
    }
    parts
}
