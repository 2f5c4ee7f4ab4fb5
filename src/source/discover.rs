//! Which files an analysis reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::name::printed;
use super::territory::{NotOpened, Place, Territory};
use super::walk::{Found, Walked, walk};
use super::{FileId, FileSystem, PathKind, Sources};

/// A path that was asked for or found and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as reports print it.
    pub name: String,
    /// Why, in the operating system's words.
    pub reason: String,
}

/// What discovery found.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files that were read, sorted by name.
    pub sources: Sources,
    /// The files that were named on the command line: their kind is taken from them even where a walk would pass them
    /// by.
    pub named: BTreeSet<FileId>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// Reads every file at or below `paths` whose name `wanted` takes; a path that names a file, a pipe or a device is
/// always read. A pipe or a device of a wanted name that nobody named is unreadable.
///
/// Paths are relative to the working directory. The result is sorted, so the same input gives the same ids.
pub fn discover(fs: &dyn FileSystem, paths: &[PathBuf], wanted: &(dyn Fn(&Path) -> bool + Sync)) -> Discovered {
    let territory = Territory::new(fs, paths);
    let mut named = BTreeSet::new();
    let mut found = BTreeMap::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let path = &tidy(path);
        match fs.kind(path) {
            Ok(PathKind::Folder) => walk_below(&territory, path, wanted, &mut found, &mut unreadable),
            Ok(_) => drop(named.insert(path.clone())),
            Err(error) => unreadable.push(Unreadable { name: printed(path), reason: error.to_string() }),
        }
    }
    found.extend(named.iter().map(|path| (path.clone(), path.clone())));
    let read = |(path, place): (PathBuf, PathBuf)| {
        let is_named = named.contains(&path);
        (if is_named { fs.read_named(&place) } else { fs.read(&place) }, is_named, path)
    };
    let read: Vec<_> = found.into_par_iter().map(read).collect();
    let mut discovered = Discovered { unreadable, ..Discovered::default() };
    for (bytes, is_named, path) in read {
        match bytes {
            Ok(bytes) => {
                let id = discovered.sources.add(path.clone(), printed(&path), bytes);
                if is_named {
                    discovered.named.insert(id);
                }
            }
            Err(error) => discovered.unreadable.push(Unreadable { name: printed(&path), reason: error.to_string() }),
        }
    }
    discovered.unreadable.sort_by(|a, b| (&a.name, &a.reason).cmp(&(&b.name, &b.reason)));
    discovered
}

/// Finds the files below a folder that are wanted, each with its place. Links to files are followed, as far as they
/// lead to something in the repository.
fn walk_below(
    territory: &Territory<'_>,
    folder: &Path,
    wanted: &(dyn Fn(&Path) -> bool + Sync),
    files: &mut BTreeMap<PathBuf, PathBuf>,
    unreadable: &mut Vec<Unreadable>,
) {
    let mut refuse = |path: &Path, reason: NotOpened| {
        let reason = match reason {
            NotOpened::Unreadable(reason) => reason,
            reason => reason.reason(),
        };
        unreadable.push(Unreadable { name: printed(path), reason });
    };
    let top = match territory.resolve(folder) {
        Ok(top) => top.path,
        Err(reason) => return refuse(folder, reason),
    };
    let Walked { found, unread } = walk(territory, &top);
    for Found { below, kind } in found {
        let path = tidy(&folder.join(&below));
        if !wanted(&path) {
            continue;
        }
        let place = top.join(&below);
        let place = if kind == PathKind::Link { territory.resolve(&place) } else { Ok(Place { path: place, kind }) };
        match place {
            Ok(Place { path: place, kind: PathKind::File }) => drop(files.insert(path, place)),
            Ok(Place { kind: PathKind::Folder, .. }) => {}
            Ok(Place { kind, .. }) => refuse(&path, NotOpened::NotAFile(kind)),
            Err(reason) => refuse(&path, reason),
        }
    }
    for (place, reason) in unread {
        let path = place.strip_prefix(&top).map_or_else(|_| territory.as_written(&place), |below| folder.join(below));
        refuse(&tidy(&path), reason);
    }
}

/// The path without `.` components, so that `./a` and `a` are one file; `..` stays, because links may make it matter.
fn tidy(path: &Path) -> PathBuf {
    let tidied: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if tidied.as_os_str().is_empty() { PathBuf::from(".") } else { tidied }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn sorts_joins_and_reports_what_is_missing() {
        let fs = Memory::new([("b/main.tf", "1"), ("a.tf", "2"), ("notes.md", "3")]);
        let terraform = |path: &Path| path.extension().is_some_and(|ending| ending == "tf");
        let paths = [PathBuf::from("."), "./notes.md".into(), "gone".into()];
        let found = discover(&fs, &paths, &terraform);
        let names: Vec<_> = found.sources.iter().map(|(_, file)| file.name().to_owned()).collect();
        assert_eq!(names, ["a.tf", "b/main.tf", "notes.md"]);
        assert_eq!(found.named.len(), 1);
        assert_eq!(found.unreadable[0].name, "gone");
    }
}
