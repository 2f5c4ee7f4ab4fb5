//! Which files an analysis reads.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::excluded::Excluded;
use super::files::About;
use super::name::printed;
use super::territory::{NotOpened, Place, Territory};
use super::walk::{Found, Walked, holds, is_hidden, is_left_out, walk};
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
    /// What a person names, by the paths that are known of it, and what stands there.
    pub paths: Vec<(PathBuf, Option<PathKind>)>,
    /// What was looked at: each path that is there, from the top of its repository, and whether it is a folder.
    pub from_top: Vec<(PathBuf, bool)>,
    /// The files that were named on the command line: their kind is taken from them even where a walk would pass them
    /// by.
    pub named: BTreeSet<FileId>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Files from which another program makes input.
    pub foreign: BTreeSet<PathBuf>,
    /// What was not walked.
    pub left_out: LeftOut,
    /// Links that lead out of the repository, as reports print them, which may lead to folders.
    pub links_out: BTreeSet<String>,
    /// What a person names and keeps from being judged, as reports print it.
    pub excluded: BTreeSet<String>,
}

/// What a file is to an analysis, by its name; `None` where it is nothing to it.
pub(super) type Wants<'w> = dyn Fn(&Path) -> Option<Wanted> + Sync + 'w;

/// Reads every file at or below `paths` that is wanted; a path that names a file, a pipe or a device is always read,
/// and with it those that make up one thing with it. A pipe or a device of a wanted name that nobody named is
/// unreadable.
///
/// Paths are relative to the working directory. The result is sorted, so the same input gives the same ids.
pub fn discover(fs: &dyn FileSystem, paths: &[PathBuf], wanted: &Wants<'_>) -> Discovered {
    discover_without(fs, paths, &Excluded::default(), wanted)
}

/// The same without what a person keeps from being judged.
pub fn discover_without(fs: &dyn FileSystem, paths: &[PathBuf], excluded: &Excluded, wanted: &Wants<'_>) -> Discovered {
    let territory = Territory::new(fs, paths);
    let mut search = Search::new(&territory, wanted, excluded);
    let mut discovered = Discovered::default();
    let mut named = BTreeSet::new();
    for path in paths {
        let kind = fs.kind(path);
        let path = match kind {
            Ok(PathKind::Folder) => {
                territory.resolve(path).map_or_else(|_| tidy(path), |it| territory.as_seen(&it.path))
            }
            _ => territory.written(&tidy(path)),
        };
        match &kind {
            Ok(kind) if search.is_excluded(&path, *kind) => drop(discovered.excluded.insert(printed(&path))),
            Ok(PathKind::Folder) => search.open.push(path.clone()),
            Ok(_) => drop(named.insert(path.clone())),
            Err(error) => search.unreadable.push(Unreadable { name: printed(&path), reason: error.to_string() }),
        }
        if let Ok(kind) = kind {
            discovered.from_top.push((territory.below_top(&path), kind == PathKind::Folder));
        }
        discovered.paths.push((path, kind.ok()));
    }
    search.walk();
    let stands_for_folder = |path: &&PathBuf| matches!(wanted(path), Some(Wanted::WithFolder | Wanted::Beside));
    let folders: BTreeSet<_> = named.iter().filter(stands_for_folder).filter_map(|path| path.parent()).collect();
    folders.into_iter().for_each(|folder| search.list(folder));
    let Search { files: mut found, unreadable, foreign, links_out, left_out, .. } = search;
    found.extend(named.iter().map(|path| (path.clone(), Taken { place: Some(path.clone()), is_ignored: false })));
    discovered.left_out = looked_through(&territory, wanted, &discovered.paths, left_out);
    discovered.sources.stand_at(territory.here_below_top());
    (discovered.unreadable, discovered.foreign, discovered.links_out) = (unreadable, foreign, links_out);
    read(&territory, found, &named, &mut discovered);
    discovered.unreadable.sort_by(|a, b| (&a.name, &a.reason).cmp(&(&b.name, &b.reason)));
    discovered
}

/// Reads the files, in parallel.
fn read(
    territory: &Territory<'_>,
    found: BTreeMap<PathBuf, Taken>,
    named: &BTreeSet<PathBuf>,
    discovered: &mut Discovered,
) {
    let read = |(path, taken): (PathBuf, Taken)| {
        let bytes = taken.place.as_ref().map(|place| match named.contains(&path) {
            true => territory.fs.read_named(place),
            false => territory.fs.read(place),
        });
        (bytes, taken.is_ignored, path)
    };
    let read: Vec<_> = found.into_par_iter().map(read).collect();
    for (bytes, is_ignored, path) in read {
        let about = About { is_ignored, ..territory.about(&path) };
        match bytes {
            Some(Ok(bytes)) => {
                let id = discovered.sources.shelve(about, bytes);
                if named.contains(&path) {
                    discovered.named.insert(id);
                }
            }
            Some(Err(error)) => {
                discovered.unreadable.push(Unreadable { name: printed(&path), reason: error.to_string() });
                discovered.sources.shelve(about.unread(), Vec::new());
            }
            None => drop(discovered.sources.shelve(about.unread(), Vec::new())),
        }
    }
}

/// Which of the folders that were left out hold input, by their names alone. One that is named is not left out.
fn looked_through(
    territory: &Territory<'_>,
    wanted: &Wants<'_>,
    paths: &[(PathBuf, Option<PathKind>)],
    folders: BTreeMap<PathBuf, PathBuf>,
) -> LeftOut {
    let mut left_out = LeftOut::default();
    let mut budget = MAX_LEFT_OUT;
    let is_input = |name: &OsStr| matches!(wanted(Path::new(name)), Some(Wanted::WithFolder | Wanted::Alone));
    for (path, place) in folders {
        if paths.iter().any(|(named, _)| *named == path) {
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

/// A file that is to be read.
struct Taken {
    /// Where it is; `None` where it cannot be read, so that it may say anything.
    place: Option<PathBuf>,
    is_ignored: bool,
}

/// What is found of what is looked for.
struct Search<'s> {
    territory: &'s Territory<'s>,
    wanted: &'s Wants<'s>,
    excluded: &'s Excluded,
    /// Folders that are still to be walked.
    open: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Taken>,
    foreign: BTreeSet<PathBuf>,
    unreadable: Vec<Unreadable>,
    links_out: BTreeSet<String>,
    /// The folders that are left out, each with its place.
    left_out: BTreeMap<PathBuf, PathBuf>,
}

impl<'s> Search<'s> {
    fn new(territory: &'s Territory<'s>, wanted: &'s Wants<'s>, excluded: &'s Excluded) -> Self {
        Search {
            territory,
            wanted,
            excluded,
            open: Vec::new(),
            files: BTreeMap::new(),
            foreign: BTreeSet::new(),
            unreadable: Vec::new(),
            links_out: BTreeSet::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Whether what a person names is kept from being judged. No file is taken out of its module.
    fn is_excluded(&self, path: &Path, kind: PathKind) -> bool {
        match (path.parent(), (self.wanted)(path)) {
            (Some(folder), Some(Wanted::WithFolder | Wanted::Beside)) if kind != PathKind::Folder => {
                self.excluded.leaves_out_files_of(&self.territory.standing(folder))
            }
            _ => self.excluded.leaves_out(&self.territory.standing(path), kind == PathKind::Folder),
        }
    }

    /// Walks the folders that are named, and those that links in them lead to: each once, where it is.
    fn walk(&mut self) {
        let mut walked: Vec<PathBuf> = Vec::new();
        let mut named = self.open.len();
        self.open.reverse();
        while let Some(folder) = self.open.pop() {
            let is_named = named > 0;
            named = named.saturating_sub(1);
            let top = match self.territory.resolve(&folder) {
                Ok(top) => top.path,
                Err(reason) => {
                    self.refuse(&folder, reason);
                    continue;
                }
            };
            let is_done = walked.iter().any(|done| if is_named { top == *done } else { top.starts_with(done) });
            if is_done || (!is_named && is_left_out(self.territory, &top)) {
                continue;
            }
            self.walk_below(&folder, &top);
            walked.push(top);
        }
    }

    /// Finds the files below a folder that are wanted.
    fn walk_below(&mut self, folder: &Path, top: &Path) {
        let Walked { found, left_out, unread } = walk(self.territory, top, self.excluded);
        for found in found {
            let Found { below, kind, .. } = &found;
            let (path, place) = (tidy(&folder.join(below)), top.join(below));
            let is_hidden = below.file_name().is_some_and(is_hidden);
            match (self.wanted)(&path) {
                Some(Wanted::WithFolder)
                    if place.parent().is_some_and(|folder| self.excluded.leaves_out_files_of(folder)) => {}
                Some(Wanted::WithFolder) => self.take(path, place, *kind, false),
                Some(Wanted::Alone | Wanted::Perhaps) if !is_hidden && !self.excluded.leaves_out(&place, false) => {
                    let is_ignored = found.is_ignored(&place);
                    self.take(path, place, *kind, is_ignored);
                }
                Some(Wanted::Foreign) => drop(self.foreign.insert(path)),
                _ if *kind == PathKind::Link => self.follow(&path, &place),
                _ => {}
            }
        }
        for (place, reason) in unread {
            let path =
                place.strip_prefix(top).map_or_else(|_| self.territory.as_seen(&place), |below| folder.join(below));
            self.refuse(&tidy(&path), reason);
        }
        self.left_out.extend(left_out.into_iter().map(|below| (tidy(&folder.join(&below)), top.join(below))));
    }

    /// Follows a link that may lead to a folder.
    fn follow(&mut self, path: &Path, place: &Path) {
        match self.territory.resolve(place) {
            Ok(Place { path, kind: PathKind::Folder }) => self.open.push(self.territory.as_seen(&path)),
            Err(NotOpened::Outside) if path.extension().is_none() => drop(self.links_out.insert(printed(path))),
            _ => {}
        }
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
                        self.take(path, place.join(name), kind, false);
                    }
                }
            }
            Err(error) => self.refuse(folder, error.into()),
        }
    }

    /// Takes what stands at a place, if it is a file or a link to one. A part of a folder that cannot be read may say
    /// anything.
    fn take(&mut self, path: PathBuf, place: PathBuf, kind: PathKind, is_ignored: bool) {
        let place =
            if kind == PathKind::Link { self.territory.resolve(&place) } else { Ok(Place { path: place, kind }) };
        let reason = match place {
            Ok(Place { path: place, kind: PathKind::File }) => {
                self.files.insert(path, Taken { place: Some(place), is_ignored });
                return;
            }
            Ok(Place { path: place, kind: PathKind::Folder }) => {
                return self.open.push(self.territory.as_seen(&place));
            }
            Ok(Place { kind, .. }) => NotOpened::NotAFile(kind),
            Err(reason) => reason,
        };
        let may_be_there = reason != NotOpened::Missing;
        self.refuse(&path, reason);
        if may_be_there && (self.wanted)(&path) == Some(Wanted::WithFolder) {
            self.files.insert(path, Taken { place: None, is_ignored });
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
