//! What front ends made of files, kept for those who read the same files.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::FileId;

/// How many bytes the files may have of which something is kept: a tree is many times as large as its text.
const MAX_KEPT: usize = 4 * 1024 * 1024;

/// What was made of files, by these files.
#[derive(Debug, Default)]
pub(super) struct Kept {
    all: Mutex<All>,
}

#[derive(Debug, Default)]
struct All {
    /// Nothing where it was made once: most modules have one caller, and nobody asks for theirs again.
    made: HashMap<Vec<FileId>, Option<Made>>,
    bytes: usize,
}

type Made = Arc<dyn Any + Send + Sync>;

impl Kept {
    /// What is made of files, which have so many bytes: kept from the second time on, as long as there is room for it.
    pub(super) fn get<T: Any + Send + Sync>(&self, of: &[FileId], bytes: usize, make: impl FnOnce() -> T) -> Arc<T> {
        let lock = || self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let before = lock().made.get(of).cloned();
        let is_first = before.is_none();
        if let Some(made) = before.flatten().and_then(|before| before.downcast().ok()) {
            return made;
        }
        let made = Arc::new(make());
        let mut all = lock();
        let All { made: known, bytes: held } = &mut *all;
        let place = known.entry(of.to_vec()).or_default();
        if !is_first && place.is_none() && held.saturating_add(bytes) <= MAX_KEPT {
            *held += bytes;
            *place = Some(Arc::clone(&made) as Made);
        }
        made
    }
}
