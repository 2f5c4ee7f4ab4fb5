//! What ignore files say of the names in a folder.
//!
//! `.gitignore` and `.ignore` of the folder and of those above it up to the top of the repository, and
//! `.git/info/exclude` there; nothing that only one machine says, as `core.excludesFile` does. Of two patterns that fit
//! the one in the nearer file counts, then the later one; `.ignore` wins over Git's files.
//!
//! <https://git-scm.com/docs/gitignore>

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::territory::{NotOpened, Territory};

const IGNORE: &str = ".ignore";
const GITIGNORE: &str = ".gitignore";

/// How many patterns of one file count: each takes some ten thousand bytes of memory.
const MAX_PATTERNS: usize = 5_000;

/// The ignore files of a folder and of those above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignores {
    nearest: Option<Arc<Level>>,
}

/// Those of one folder.
#[derive(Debug)]
struct Level {
    ignore: Gitignore,
    gitignore: Gitignore,
    exclude: Gitignore,
    /// Whether it is the top of a checkout: Git's files above it are those of another one.
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
        if !is_top && !has(IGNORE) && !has(GITIGNORE) {
            return self.clone();
        }
        let mut read = |name: &str, is_there: bool| {
            if is_there { patterns(territory, folder, name, unread) } else { Gitignore::empty() }
        };
        let level = Level {
            ignore: read(IGNORE, has(IGNORE)),
            gitignore: read(GITIGNORE, has(GITIGNORE)),
            exclude: read(".git/info/exclude", is_top),
            is_top,
            above: self.nearest.clone(),
        };
        Ignores { nearest: Some(Arc::new(level)) }
    }

    /// Whether a name is passed over: as a pattern says, and a hidden one unless a pattern says otherwise.
    pub(super) fn passes_over(&self, path: &Path, is_folder: bool, is_hidden: bool) -> bool {
        let levels = || std::iter::successors(self.nearest.as_deref(), |level| level.above.as_deref());
        let mut own = Vec::new();
        for level in levels() {
            own.push(level);
            if level.is_top {
                break;
            }
        }
        let by_ignore = levels().map(|level| level.ignore.matched(path, is_folder));
        let by_git = own.iter().map(|level| level.gitignore.matched(path, is_folder));
        let by_exclude = own.iter().map(|level| level.exclude.matched(path, is_folder));
        match by_ignore.chain(by_git).chain(by_exclude).find(|found| !found.is_none()) {
            Some(Match::Ignore(_)) => true,
            Some(Match::Whitelist(_)) => false,
            Some(Match::None) | None => is_hidden,
        }
    }
}

/// The patterns of an ignore file; none where it is not there.
fn patterns(territory: &Territory<'_>, folder: &Path, name: &str, unread: &mut Vec<Unread>) -> Gitignore {
    let path = folder.join(name);
    let bytes = match territory.read(&path) {
        Ok(bytes) => bytes,
        Err(NotOpened::Missing) => return Gitignore::empty(),
        // In a worktree `.git` is a file that names a folder elsewhere.
        Err(_) if name.starts_with(".git/") => return Gitignore::empty(),
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
