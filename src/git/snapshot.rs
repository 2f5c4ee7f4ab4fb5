//! The files that Git keeps, as a file system: those of a revision or of the index stand where the checkout has them.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::objects::Objects;
use super::program::{self, Program, is_git};
use crate::source::{Disk, FileSystem, PathKind, followed, plain};

/// Where `terraform init` puts modules. They are no part of any revision, and what the disk has counts for each.
const INSTALLED: &str = ".terraform";

/// The files of a revision or of the index. What lies outside of the repository is that of the disk, and so is what no
/// revision keeps and all of them use: installed modules, submodules, and values that a person names.
pub struct Snapshot {
    name: String,
    top: PathBuf,
    folders: Listed,
    objects: Objects,
}

/// What stands in each folder, by its path from the top.
pub(super) type Listed = HashMap<PathBuf, BTreeMap<OsString, Entry>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Folder,
    File(String),
    Link(String),
    /// The files of another repository.
    Submodule,
    /// Several contents, of which a merge has not made one.
    Unmerged,
}

impl Entry {
    fn of(mode: &str, id: &str) -> Self {
        match mode {
            "120000" => Entry::Link(id.to_owned()),
            "160000" => Entry::Submodule,
            _ => Entry::File(id.to_owned()),
        }
    }

    fn kind(&self) -> PathKind {
        match self {
            Entry::Folder | Entry::Submodule => PathKind::Folder,
            Entry::File(_) | Entry::Unmerged => PathKind::File,
            Entry::Link(_) => PathKind::Link,
        }
    }
}

/// The files of a tree: `mode type id<tab>path` each, ended by a zero.
pub(super) fn of_tree(list: &[u8]) -> Listed {
    listed(list, |words| match words {
        [mode, _, id] => Some(Entry::of(mode, id)),
        _ => None,
    })
}

/// The files of an index: `mode id stage<tab>path` each, ended by a zero.
pub(super) fn of_index(list: &[u8]) -> Listed {
    listed(list, |words| match words {
        [mode, id, "0"] => Some(Entry::of(mode, id)),
        [_, _, _] => Some(Entry::Unmerged),
        _ => None,
    })
}

fn listed(list: &[u8], entry: impl Fn(&[&str]) -> Option<Entry>) -> Listed {
    let mut folders = Listed::default();
    folders.entry(PathBuf::new()).or_default();
    for line in list.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let Some(tab) = line.iter().position(|byte| *byte == b'\t') else { continue };
        let (head, path) = line.split_at(tab);
        let path = program::path(path.get(1..).unwrap_or_default().to_vec());
        // No name of a tree leads elsewhere, whoever made it.
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(name) if !is_git(name)));
        let head = String::from_utf8_lossy(head);
        let words: Vec<&str> = head.split(' ').collect();
        if let Some(entry) = entry(&words).filter(|_| is_plain) {
            add(&mut folders, &path, entry);
        }
    }
    folders
}

/// Adds an entry with the folders around it.
fn add(folders: &mut Listed, path: &Path, entry: Entry) {
    let (mut path, mut entry) = (path, entry);
    while let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
        let is_new = !folders.contains_key(folder);
        folders.entry(folder.to_owned()).or_default().insert(name.to_owned(), entry);
        if !is_new {
            break;
        }
        (path, entry) = (folder, Entry::Folder);
    }
}

/// What a path is to a snapshot.
enum Stands<'s> {
    Here(&'s Entry),
    /// The disk says.
    OnDisk,
    Missing,
}

impl Snapshot {
    pub(super) fn new(name: String, top: PathBuf, folders: Listed, program: Program) -> Self {
        Snapshot { name, top, folders, objects: Objects::new(program) }
    }

    /// What it is, for people: "the index", "`main`".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The top of its files.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Why a content was not given that Git should have, if there is one.
    pub fn failed(&self) -> Option<String> {
        self.objects.failed()
    }

    fn find(&self, path: &Path) -> io::Result<(PathBuf, Stands<'_>)> {
        let path = plain(&self.here()?.join(path));
        let Ok(below) = path.strip_prefix(&self.top) else { return Ok((path, Stands::OnDisk)) };
        let stands = self.stands_below(below);
        Ok((path, stands))
    }

    fn stands_below(&self, below: &Path) -> Stands<'_> {
        if below.as_os_str().is_empty() {
            return Stands::Here(&Entry::Folder);
        }
        let entry = |path: &Path| self.folders.get(path.parent()?)?.get(path.file_name()?);
        if let Some(found) = entry(below) {
            return if *found == Entry::Submodule { Stands::OnDisk } else { Stands::Here(found) };
        }
        let is_git = below.iter().next().is_some_and(is_git);
        let is_installed = below.iter().any(|name| name == OsStr::new(INSTALLED));
        let in_submodule = || below.ancestors().skip(1).any(|around| entry(around) == Some(&Entry::Submodule));
        if is_git || is_installed || in_submodule() { Stands::OnDisk } else { Stands::Missing }
    }

    fn missing(&self) -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, format!("it is not in {}", self.name))
    }
}

impl FileSystem for Snapshot {
    fn here(&self) -> io::Result<PathBuf> {
        Disk.here()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.find(path)? {
            (_, Stands::Here(Entry::File(id))) => self.objects.content(id),
            (_, Stands::Here(Entry::Unmerged)) => Err(io::Error::other("a merge has left it unmerged in the index")),
            (_, Stands::Here(other)) => {
                Err(io::Error::other(format!("it is {}, and only files are read", other.kind().as_str())))
            }
            (path, Stands::OnDisk) => Disk.read(&path),
            (_, Stands::Missing) => Err(self.missing()),
        }
    }

    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        let Ok(place) = followed(self, path) else { return Disk.read_named(path) };
        match self.find(&place)? {
            (_, Stands::Here(_)) => self.read(&place),
            _ => Disk.read_named(path),
        }
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        let place = followed(self, path)?;
        match self.find(&place)? {
            (_, Stands::OnDisk) => Disk.kind(&place),
            _ => self.stands(&place),
        }
    }

    fn stands(&self, path: &Path) -> io::Result<PathKind> {
        match self.find(path)? {
            (_, Stands::Here(entry)) => Ok(entry.kind()),
            (path, Stands::OnDisk) => Disk.stands(&path),
            (_, Stands::Missing) => Err(self.missing()),
        }
    }

    fn link(&self, path: &Path) -> io::Result<PathBuf> {
        match self.find(path)? {
            (_, Stands::Here(Entry::Link(id))) => Ok(program::path(self.objects.content(id)?)),
            (path, Stands::OnDisk) => Disk.link(&path),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>> {
        let (path, stands) = self.find(folder)?;
        match stands {
            Stands::OnDisk => Disk.entries(&path),
            Stands::Missing => Err(self.missing()),
            Stands::Here(_) => {
                let below = path.strip_prefix(&self.top).unwrap_or(&path);
                let entries = self.folders.get(below).ok_or(io::ErrorKind::NotADirectory)?;
                Ok(entries.iter().map(|(name, entry)| (name.clone(), entry.kind())).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_git_lists() {
        let tree = of_tree(
            b"100644 blob aa\tmain.tf\x00120000 blob bb\ta/link\x00160000 commit cc\tsub\x00100644 blob dd\ta/b/x\ty.tf\x00\
              100644 blob ee\t../out.tf\x00100644 blob ff\ta/.GIT/config\x00100644 blob gg\t/root.tf\0",
        );
        let shown: BTreeMap<_, Vec<_>> = tree
            .iter()
            .map(|(folder, entries)| {
                (folder.to_str().unwrap(), entries.keys().map(|it| it.to_str().unwrap()).collect())
            })
            .collect();
        assert_eq!(
            shown,
            BTreeMap::from([("", vec!["a", "main.tf", "sub"]), ("a", vec!["b", "link"]), ("a/b", vec!["x\ty.tf"])])
        );
        let index = of_index(b"100644 aa 0\tmain.tf\x00100644 aa 2\tboth.tf\x00100644 bb 3\tboth.tf\0");
        let entries = &index[Path::new("")];
        assert_eq!(entries[OsStr::new("both.tf")], Entry::Unmerged);
        assert_eq!(entries[OsStr::new("main.tf")], Entry::File("aa".to_owned()));
    }
}
