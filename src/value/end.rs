//! The two ends of a text.

/// An end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Start,
    Finish,
}

impl End {
    /// What is left of `letters` without `taken` at this end; `None` where they do not stand there.
    pub(super) fn strip<'t>(self, letters: &'t str, taken: &str) -> Option<&'t str> {
        match self {
            End::Start => letters.strip_prefix(taken),
            End::Finish => letters.strip_suffix(taken),
        }
    }

    /// Whether `letters` have these at this end.
    pub(super) fn has(self, letters: &str, wanted: &str) -> bool {
        self.strip(letters, wanted).is_some()
    }

    /// Every way to take some letters, or none, from this end: what is taken, and what is left.
    pub(super) fn splits(self, letters: &str) -> impl Iterator<Item = (&str, &str)> {
        let places = letters.char_indices().map(|(at, _)| at).chain([letters.len()]);
        places.filter_map(move |at| {
            let (before, after) = letters.split_at_checked(at)?;
            Some(if self == End::Start { (before, after) } else { (after, before) })
        })
    }
}
