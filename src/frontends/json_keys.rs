//! The keys of a JSON file's outermost object, without reading what stands behind them.

/// Keys of the outermost object: strings at depth one that a colon follows.
pub(super) fn json_keys(text: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut start, mut escaped) = (0_usize, None, false);
    let mut last = None;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        match (start, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                last = text.get(from..at);
                start = None;
            }
            (Some(_), _) => {}
            (None, b'"') => start = Some(at + 1),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => depth = depth.saturating_sub(1),
            (None, b':') if depth == 1 => return last.take(),
            (None, _) => {}
        }
        None
    })
}
