//! Which files an analysis reads.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::name::printed;
use super::territory::{NotOpened, Place, Territory};
use super::walk::{Found, Walked, holds, is_hidden, walk};
use super::{FileId, FileSystem, PathKind, Sources};

/// A path that was asked for or found and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as reports print it.
    pub name: String,
    /// Why, in the operating system's words.
    pub reason: String,
}

/// What a file is to an analysis, by its name; what says more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A part of what its folder is: read with the others of the folder, ignored or hidden, and where one of them is
    /// named on the command line.
    WithFolder,
    /// Not read with its folder, but where it is named on the command line the folder is meant.
    Beside,
    /// Input by itself.
    Alone,
    /// Input by itself if what stands in it says so.
    Perhaps,
    /// Not read, but told of: another program makes input from it.
    Foreign,
}

/// Folders that ignore files, or names that start with a dot, leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Those with input, as reports print them.
    pub with_input: Vec<String>,
    /// Those that were not looked through to the end, because all together have more entries than is done.
    pub not_looked_through: Vec<String>,
}

/// How many entries of the folders that are left out are looked through for input.
const MAX_LEFT_OUT: usize = 50_000;

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
    /// Files from which another program makes input.
    pub foreign: BTreeSet<PathBuf>,
    /// What was not walked.
    pub left_out: LeftOut,
}

/// What a file is to an analysis, by its name; `None` where it is nothing to it.
pub(super) type Wants<'w> = dyn Fn(&Path) -> Option<Wanted> + Sync + 'w;

/// Reads every file at or below `paths` that is wanted; a path that names a file, a pipe or a device is always read,
/// and with it those that make up one thing with it. A pipe or a device of a wanted name that nobody named is
/// unreadable.
///
/// Paths are relative to the working directory. The result is sorted, so the same input gives the same ids.
pub fn discover(fs: &dyn FileSystem, paths: &[PathBuf], wanted: &Wants<'_>) -> Discovered {
    let territory = Territory::new(fs, paths);
    let mut named = BTreeSet::new();
    let mut search = Search {
        territory: &territory,
        wanted,
        files: BTreeMap::new(),
        foreign: BTreeSet::new(),
        unreadable: Vec::new(),
    };
    let mut left_out = BTreeMap::new();
    for path in paths {
        let path = &tidy(path);
        match fs.kind(path) {
            Ok(PathKind::Folder) => left_out.extend(search.walk_below(path)),
            Ok(_) => drop(named.insert(path.clone())),
            Err(error) => search.unreadable.push(Unreadable { name: printed(path), reason: error.to_string() }),
        }
    }
    let stands_for_folder = |path: &&PathBuf| matches!(wanted(path), Some(Wanted::WithFolder | Wanted::Beside));
    let folders: BTreeSet<_> = named.iter().filter(stands_for_folder).filter_map(|path| path.parent()).collect();
    folders.into_iter().for_each(|folder| search.list(folder));
    let Search { files: mut found, unreadable, foreign, .. } = search;
    found.extend(named.iter().map(|path| (path.clone(), path.clone())));
    let read = |(path, place): (PathBuf, PathBuf)| {
        let is_named = named.contains(&path);
        (if is_named { fs.read_named(&place) } else { fs.read(&place) }, is_named, path)
    };
    let read: Vec<_> = found.into_par_iter().map(read).collect();
    let mut discovered = Discovered { unreadable, foreign, ..Discovered::default() };
    discovered.left_out = looked_through(&territory, wanted, paths, left_out);
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

/// Which of the folders that were left out hold input, by their names alone. One that is named is not left out.
fn looked_through(
    territory: &Territory<'_>,
    wanted: &Wants<'_>,
    paths: &[PathBuf],
    folders: BTreeMap<PathBuf, PathBuf>,
) -> LeftOut {
    let mut left_out = LeftOut::default();
    let mut budget = MAX_LEFT_OUT;
    let is_input = |name: &OsStr| matches!(wanted(Path::new(name)), Some(Wanted::WithFolder | Wanted::Alone));
    for (path, place) in folders {
        if paths.iter().any(|named| tidy(named) == path) {
            continue;
        }
        match holds(territory, &place, &is_input, &mut budget) {
            Some(true) => left_out.with_input.push(printed(&path)),
            Some(false) => {}
            None => left_out.not_looked_through.push(printed(&path)),
        }
    }
    left_out
}

/// What is found of what is looked for.
struct Search<'s> {
    territory: &'s Territory<'s>,
    wanted: &'s Wants<'s>,
    /// The files, each with its place.
    files: BTreeMap<PathBuf, PathBuf>,
    foreign: BTreeSet<PathBuf>,
    unreadable: Vec<Unreadable>,
}

impl Search<'_> {
    /// Finds the files below a folder that are wanted, and gives the folders that are left out, each with its place.
    /// Links to files are followed, as far as they lead to something in the repository.
    fn walk_below(&mut self, folder: &Path) -> Vec<(PathBuf, PathBuf)> {
        let top = match self.territory.resolve(folder) {
            Ok(top) => top.path,
            Err(reason) => {
                self.refuse(folder, reason);
                return Vec::new();
            }
        };
        let Walked { found, left_out, unread } = walk(self.territory, &top);
        for Found { below, kind } in found {
            let path = tidy(&folder.join(&below));
            match (self.wanted)(&path) {
                Some(Wanted::WithFolder) => self.take(path, top.join(&below), kind),
                Some(Wanted::Alone | Wanted::Perhaps) if !below.file_name().is_some_and(is_hidden) => {
                    self.take(path, top.join(&below), kind);
                }
                Some(Wanted::Foreign) => drop(self.foreign.insert(path)),
                _ => {}
            }
        }
        for (place, reason) in unread {
            let path =
                place.strip_prefix(&top).map_or_else(|_| self.territory.as_written(&place), |below| folder.join(below));
            self.refuse(&tidy(&path), reason);
        }
        left_out.into_iter().map(|below| (tidy(&folder.join(&below)), top.join(below))).collect()
    }

    /// Finds what stands in a folder itself and makes up one thing.
    fn list(&mut self, folder: &Path) {
        let place = match self.territory.resolve(folder) {
            Ok(place) => place.path,
            Err(reason) => return self.refuse(folder, reason),
        };
        match self.territory.fs.entries(&place) {
            Ok(entries) => {
                for (name, kind) in entries {
                    let path = tidy(&folder.join(&name));
                    if (self.wanted)(&path) == Some(Wanted::WithFolder) {
                        self.take(path, place.join(name), kind);
                    }
                }
            }
            Err(error) => self.refuse(folder, error.into()),
        }
    }

    /// Takes what stands at a place, if it is a file or a link to one.
    fn take(&mut self, path: PathBuf, place: PathBuf, kind: PathKind) {
        let place =
            if kind == PathKind::Link { self.territory.resolve(&place) } else { Ok(Place { path: place, kind }) };
        match place {
            Ok(Place { path: place, kind: PathKind::File }) => drop(self.files.insert(path, place)),
            Ok(Place { kind: PathKind::Folder, .. }) => {}
            Ok(Place { kind, .. }) => self.refuse(&path, NotOpened::NotAFile(kind)),
            Err(reason) => self.refuse(&path, reason),
        }
    }

    fn refuse(&mut self, path: &Path, reason: NotOpened) {
        let reason = match reason {
            NotOpened::Unreadable(reason) => reason,
            reason => reason.reason(),
        };
        let unreadable = Unreadable { name: printed(path), reason };
        if !self.unreadable.contains(&unreadable) {
            self.unreadable.push(unreadable);
        }
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
        let terraform = |path: &Path| path.extension().is_some_and(|ending| ending == "tf").then_some(Wanted::Alone);
        let paths = [PathBuf::from("."), "./notes.md".into(), "gone".into()];
        let found = discover(&fs, &paths, &terraform);
        let names: Vec<_> = found.sources.iter().map(|(_, file)| file.name().to_owned()).collect();
        assert_eq!(names, ["a.tf", "b/main.tf", "notes.md"]);
        assert_eq!(found.named.len(), 1);
        assert_eq!(found.unreadable[0].name, "gone");
    }
}
