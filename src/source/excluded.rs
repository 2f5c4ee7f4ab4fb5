//! What a person keeps from being judged.

use std::path::Path;
use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// What a person keeps from being judged, by patterns as those of `.gitignore`.
#[derive(Clone, Debug)]
pub struct Excluded {
    patterns: Gitignore,
}

impl Default for Excluded {
    fn default() -> Self {
        Excluded { patterns: Gitignore::empty() }
    }
}

impl Excluded {
    /// Nothing.
    pub fn nothing() -> &'static Excluded {
        static NOTHING: LazyLock<Excluded> = LazyLock::new(Excluded::default);
        &NOTHING
    }

    /// What patterns leave out, which are relative to a folder; and which of them are none, with the reason.
    pub fn new<'p>(folder: &Path, patterns: impl IntoIterator<Item = &'p str>) -> (Self, Vec<(&'p str, String)>) {
        let mut builder = GitignoreBuilder::new(folder);
        let mut wrong = Vec::new();
        for pattern in patterns {
            if let Err(error) = builder.add_line(None, pattern) {
                wrong.push((pattern, error.to_string()));
            }
        }
        match builder.build() {
            Ok(patterns) => (Excluded { patterns }, wrong),
            Err(_) => (Excluded::default(), wrong),
        }
    }

    /// Whether a place is left out, by its own name or by that of a folder around it.
    pub(super) fn leaves_out(&self, place: &Path, is_folder: bool) -> bool {
        !self.patterns.is_empty()
            && place.starts_with(self.patterns.path())
            && self.patterns.matched_path_or_any_parents(place, is_folder).is_ignore()
    }
}
