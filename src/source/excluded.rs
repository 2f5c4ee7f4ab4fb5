//! What a person keeps from being judged.

use std::path::Path;
use std::sync::LazyLock;

use super::patterns::Patterns;

/// What a person keeps from being judged: what is excluded, and all but what is included where something is.
#[derive(Clone, Debug, Default)]
pub struct Excluded {
    /// What is not judged.
    pub excluded: Patterns,
    /// What alone is judged; everything where there is none.
    pub included: Patterns,
}

impl Excluded {
    /// Nothing.
    pub fn nothing() -> &'static Excluded {
        static NOTHING: LazyLock<Excluded> = LazyLock::new(Excluded::default);
        &NOTHING
    }

    /// Whether a place is left out, by its own name or by that of a folder around it. What is included may stand below
    /// any folder.
    pub(super) fn leaves_out(&self, place: &Path, is_folder: bool) -> bool {
        self.excluded.fit(place, is_folder) || !is_folder && !self.includes(place, is_folder)
    }

    /// Whether the files of a folder are left out as a whole.
    pub(super) fn leaves_out_files_of(&self, folder: &Path) -> bool {
        self.excluded.fit(folder, true) || !self.includes(folder, true)
    }

    fn includes(&self, place: &Path, is_folder: bool) -> bool {
        self.included.is_empty() || self.included.fit(place, is_folder)
    }
}
