//! Patterns of paths, as those of `.gitignore`.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Patterns of paths, each from a folder: what stands below a folder that one fits, fits too.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// Those of one folder each.
    all: Vec<Gitignore>,
}

impl Patterns {
    /// Takes in further ones, which are relative to an absolute folder. Those that are none are given back, with the
    /// reason.
    pub fn add<'p>(&mut self, folder: &Path, patterns: impl IntoIterator<Item = &'p str>) -> Vec<(&'p str, String)> {
        let mut builder = GitignoreBuilder::new(folder);
        let mut wrong = Vec::new();
        for pattern in patterns {
            if let Err(error) = builder.add_line(None, pattern) {
                wrong.push((pattern, error.to_string()));
            }
        }
        self.all.extend(builder.build().ok().filter(|it| !it.is_empty()));
        wrong
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one fits an absolute place, or a folder around it.
    pub fn fit(&self, place: &Path, is_folder: bool) -> bool {
        let fits = |it: &Gitignore| {
            place.starts_with(it.path()) && it.matched_path_or_any_parents(place, is_folder).is_ignore()
        };
        self.all.iter().any(fits)
    }
}
