//! What stands below a folder, in the folders that ignore files and hidden names leave.

use std::collections::{HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::Scope;

use super::excluded::Excluded;
use super::file_system::PathKind;
use super::ignores::{Ignores, Unread};
use super::territory::{NotOpened, Territory};

/// Folders that hold other people's files: never walked into, whatever ignore files say.
const VENDORED: [&str; 4] = ["node_modules", ".terraform", ".terragrunt-cache", ".git"];

/// What a walk found, sorted.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// What is no folder.
    pub(super) found: Vec<Found>,
    /// The folders that are left out, as paths from the walked one.
    pub(super) left_out: Vec<PathBuf>,
    /// Folders that could not be listed and ignore files that could not be read, where they are.
    pub(super) unread: Vec<Unread>,
}

/// Something that is no folder.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The path from the walked folder.
    pub(super) below: PathBuf,
    /// What stands there, a link not followed.
    pub(super) kind: PathKind,
    /// What ignore files say of its folder.
    ignores: Ignores,
}

impl Found {
    /// Whether an ignore file leaves it out, of a folder that is walked.
    pub(super) fn is_ignored(&self, place: &Path) -> bool {
        self.ignores.ignores_file(place)
    }
}

/// A folder that is to be walked.
struct Folder {
    path: PathBuf,
    below: PathBuf,
    ignores: Ignores,
}

struct Walk<'w> {
    territory: &'w Territory<'w>,
    excluded: &'w Excluded,
    walked: Mutex<Walked>,
}

/// Walks a folder of the territory, which is where its links lead, in parallel. Links to folders are not followed, so
/// that there is neither a loop nor a way out.
pub(super) fn walk(territory: &Territory<'_>, folder: &Path, excluded: &Excluded) -> Walked {
    if excluded.leaves_out(folder, true) {
        return Walked::default();
    }
    let walk = Walk { territory, excluded, walked: Mutex::default() };
    let mut unread = Vec::new();
    let ignores = above(territory, folder, &mut unread);
    // What ignore files above say of the folder itself does not count: somebody names it.
    let folder = Folder { path: folder.to_owned(), below: PathBuf::new(), ignores };
    rayon::scope(|scope| walk.folder(scope, folder));
    let mut walked = walk.walked.into_inner().unwrap_or_else(PoisonError::into_inner);
    walked.unread.extend(unread);
    walked.found.sort_by(|a, b| a.below.cmp(&b.below));
    walked.left_out.sort();
    walked
}

/// Whether a walk leaves out a place that a link leads to, for a name on the way to it from the top of its repository.
pub(super) fn is_left_out(territory: &Territory<'_>, place: &Path) -> bool {
    let top = territory.root_of(place).unwrap_or(place);
    let ways: Vec<_> = place.ancestors().take_while(|it| *it != top && it.starts_with(top)).collect();
    ways.into_iter().any(|folder| {
        let name = folder.file_name().unwrap_or_default();
        is_vendored(name) || above(territory, folder, &mut Vec::new()).leaves_out(folder, is_hidden(name))
    })
}

/// The ignore files of the folders around one, from the top of its repository.
fn above(territory: &Territory<'_>, folder: &Path, unread: &mut Vec<Unread>) -> Ignores {
    let top = territory.root_of(folder).unwrap_or(folder);
    let around: Vec<_> = folder.ancestors().skip(1).take_while(|it| it.starts_with(top)).collect();
    around.into_iter().rev().fold(Ignores::default(), |ignores, folder| {
        let stands = |name: &str| territory.resolve(&folder.join(name)).is_ok();
        ignores.below(territory, folder, &stands, unread)
    })
}

impl<'w> Walk<'w> {
    fn folder<'s>(&'s self, scope: &Scope<'s>, folder: Folder)
    where
        'w: 's,
    {
        let entries = match self.territory.fs.entries(&folder.path) {
            Ok(entries) => entries,
            Err(error) => return self.keep(|walked| walked.unread.push((folder.path, error.into()))),
        };
        let mut unread = Vec::new();
        let names: HashSet<&OsStr> = entries.iter().map(|(name, _)| name.as_os_str()).collect();
        let has = |name: &str| names.contains(OsStr::new(name));
        let ignores = folder.ignores.below(self.territory, &folder.path, &has, &mut unread);
        let (mut found, mut left_out) = (Vec::new(), Vec::new());
        for (name, kind) in &entries {
            let below = folder.below.join(name);
            if *kind != PathKind::Folder {
                found.push(Found { below, kind: *kind, ignores: ignores.clone() });
                continue;
            }
            let path = folder.path.join(name);
            if is_vendored(name) || self.excluded.leaves_out(&path, true) {
                continue;
            } else if ignores.leaves_out(&path, is_hidden(name)) {
                left_out.push(below);
            } else {
                let ignores = ignores.clone();
                // Spawned, not called: a stack has an end, and folders in folders need not.
                scope.spawn(move |scope| self.folder(scope, Folder { path, below, ignores }));
            }
        }
        self.keep(|walked| {
            walked.found.append(&mut found);
            walked.left_out.append(&mut left_out);
            walked.unread.extend(unread);
        });
    }

    fn keep(&self, change: impl FnOnce(&mut Walked)) {
        change(&mut self.walked.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// What stands in a folder itself and is no folder, sorted, links followed as far as they may be.
pub(super) fn list(territory: &Territory<'_>, folder: &Path) -> Result<Vec<(OsString, PathKind)>, NotOpened> {
    let mut found = Vec::new();
    for (name, kind) in territory.fs.entries(folder)? {
        let kind = followed(territory, &folder.join(&name), kind);
        if kind != PathKind::Folder {
            found.push((name, kind));
        }
    }
    found.sort();
    Ok(found)
}

/// What stands below a folder, ignored and hidden names too, sorted; `None` where there are more entries than `most`.
/// Links to folders are not followed.
pub(super) fn all_below(
    territory: &Territory<'_>,
    folder: &Path,
    most: usize,
) -> Result<Option<Vec<Found>>, NotOpened> {
    let (mut found, mut folders, mut seen) = (Vec::new(), vec![PathBuf::new()], 0);
    while let Some(below) = folders.pop() {
        for (name, kind) in territory.fs.entries(&folder.join(&below))? {
            seen += 1;
            if seen > most {
                return Ok(None);
            }
            let below = below.join(&name);
            let kind = match kind {
                PathKind::Folder => {
                    folders.push(below);
                    continue;
                }
                kind => followed(territory, &folder.join(&below), kind),
            };
            if kind != PathKind::Folder {
                found.push(Found { below, kind, ignores: Ignores::default() });
            }
        }
    }
    found.sort_by(|a, b| a.below.cmp(&b.below));
    Ok(Some(found))
}

/// What a link leads to. One that leads out, or to nothing, stays a link.
pub(super) fn followed(territory: &Territory<'_>, path: &Path, kind: PathKind) -> PathKind {
    match kind {
        PathKind::Link => territory.resolve(path).map_or(PathKind::Link, |place| place.kind),
        kind => kind,
    }
}

/// Whether something of a name that is asked for stands in a folder or below it, the nearest first; `None` where
/// `budget` entries do not tell.
pub(super) fn holds(
    territory: &Territory<'_>,
    folder: &Path,
    is_asked_for: &dyn Fn(&OsStr) -> bool,
    budget: &mut usize,
) -> Option<bool> {
    let mut folders = VecDeque::from([folder.to_owned()]);
    while let Some(folder) = folders.pop_front() {
        // What cannot be listed cannot be analysed either, wherever it stands.
        let mut entries = territory.fs.entries(&folder).unwrap_or_default();
        *budget = budget.checked_sub(entries.len())?;
        entries.sort();
        for (name, kind) in entries {
            match kind {
                PathKind::Folder if is_vendored(&name) => {}
                PathKind::Folder => folders.push_back(folder.join(name)),
                PathKind::File if is_asked_for(&name) => return Some(true),
                _ => {}
            }
        }
    }
    Some(false)
}

pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_vendored(name: &OsStr) -> bool {
    VENDORED.iter().any(|vendored| name == *vendored)
}
