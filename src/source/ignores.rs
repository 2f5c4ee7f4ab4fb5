//! Which folders ignore files leave out.
//!
//! A folder is left out as the `.gitignore` files of the repository say: those of the folders above it, up to the top.
//! They say nothing of files, since a language that reads a folder knows no ignore files. What only one machine says
//! (`core.excludesFile`, `.git/info/exclude`) and what other programs pass over (`.ignore`) does not count. Of two
//! patterns that fit the one in the nearer file counts, then the later one.
//!
//! <https://git-scm.com/docs/gitignore>

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::territory::{NotOpened, Territory};

const GITIGNORE: &str = ".gitignore";

/// How many patterns of one file count: each takes some ten thousand bytes of memory.
const MAX_PATTERNS: usize = 5_000;

/// The ignore files of a folder and of those above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignores {
    nearest: Option<Arc<Level>>,
}

/// That of one folder.
#[derive(Debug)]
struct Level {
    patterns: Gitignore,
    /// Whether it is the top of a checkout: files above it are those of another one.
    is_top: bool,
    above: Option<Arc<Level>>,
}

/// An ignore file that could not be read, and why.
pub(super) type Unread = (PathBuf, NotOpened);

impl Ignores {
    /// What counts in a folder below those that these are of. `has` says which names stand in it.
    pub(super) fn below(
        &self,
        territory: &Territory<'_>,
        folder: &Path,
        has: &dyn Fn(&str) -> bool,
        unread: &mut Vec<Unread>,
    ) -> Ignores {
        let is_top = has(".git");
        if !is_top && !has(GITIGNORE) {
            return self.clone();
        }
        let patterns = if has(GITIGNORE) { patterns(territory, folder, unread) } else { Gitignore::empty() };
        Ignores { nearest: Some(Arc::new(Level { patterns, is_top, above: self.nearest.clone() })) }
    }

    /// Whether a folder is left out: as a pattern says, and a hidden one unless a pattern says otherwise.
    pub(super) fn leaves_out(&self, folder: &Path, is_hidden: bool) -> bool {
        self.said_of(folder, true).unwrap_or(is_hidden)
    }

    /// Whether a pattern leaves out a file.
    pub(super) fn ignores_file(&self, file: &Path) -> bool {
        self.said_of(file, false) == Some(true)
    }

    fn said_of(&self, path: &Path, is_folder: bool) -> Option<bool> {
        let mut level = self.nearest.as_deref();
        while let Some(own) = level {
            match own.patterns.matched(path, is_folder) {
                Match::Ignore(_) => return Some(true),
                Match::Whitelist(_) => return Some(false),
                Match::None => {}
            }
            level = if own.is_top { None } else { own.above.as_deref() };
        }
        None
    }
}

/// The patterns of an ignore file; none where it is not there.
fn patterns(territory: &Territory<'_>, folder: &Path, unread: &mut Vec<Unread>) -> Gitignore {
    let path = folder.join(GITIGNORE);
    let bytes = match territory.read(&path) {
        Ok(bytes) => bytes,
        Err(NotOpened::Missing) => return Gitignore::empty(),
        Err(reason) => {
            unread.push((path, reason));
            return Gitignore::empty();
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines.by_ref().take(MAX_PATTERNS) {
        // Git takes a pattern that is none as one that fits nothing.
        let _ = builder.add_line(None, line);
    }
    if lines.next().is_some() {
        let reason = format!("it has more than {MAX_PATTERNS} patterns; those past that do not count");
        unread.push((path.clone(), NotOpened::Unreadable(reason)));
    }
    builder.build().unwrap_or_else(|error| {
        unread.push((path, NotOpened::Unreadable(format!("{error}; its patterns do not count"))));
        Gitignore::empty()
    })
}
