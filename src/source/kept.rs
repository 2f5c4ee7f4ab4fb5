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
    all: Mutex<HashMap<Vec<FileId>, Arc<dyn Any + Send + Sync>>>,
    bytes: Mutex<usize>,
}

impl Kept {
    /// What is made of files, which have so many bytes: made once, as long as there is room for it.
    pub(super) fn get<T: Any + Send + Sync>(&self, of: &[FileId], bytes: usize, make: impl FnOnce() -> T) -> Arc<T> {
        let before = self.all.lock().unwrap_or_else(PoisonError::into_inner).get(of).cloned();
        if let Some(made) = before.and_then(|before| before.downcast().ok()) {
            return made;
        }
        let made = Arc::new(make());
        let mut kept = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.saturating_add(bytes) <= MAX_KEPT {
            *kept += bytes;
            self.all.lock().unwrap_or_else(PoisonError::into_inner).insert(of.to_vec(), Arc::clone(&made) as Arc<_>);
        }
        made
    }
}
