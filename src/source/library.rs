//! Files that the code names: the sources of modules, `file()`, nested templates.
//!
//! What may be read is what lies in the repository of the working directory or of a path that the user named, symbolic
//! links resolved; where there is no repository, what lies below them. So a stack finds its modules wherever the
//! command is run, and nothing that is checked out leads out of its checkout. A file is read once, and a file that a
//! walk found is the same file.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::excluded::Excluded;
use super::kept::Kept;
use super::name::plain;
use super::territory::{NotOpened, Place, Territory};
use super::walk::{Walked, all_below, list, walk};
use super::{FileId, FileSystem, PathKind, SourceFile, Sources};

/// Opens files for front ends.
pub struct Library<'l> {
    territory: Territory<'l>,
    sources: &'l Sources,
    /// What the user named, which may be a pipe.
    named: HashSet<PathBuf>,
    known: Mutex<HashMap<PathBuf, FileId>>,
    kept: Kept,
    /// Where the user says that modules are at hand: sources, and their folders.
    modules: &'l [(String, PathBuf)],
    /// The addresses that a repository is known by, by its top.
    remotes: Mutex<HashMap<PathBuf, Arc<[String]>>>,
}

/// Something in a folder that is no folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: PathBuf,
    /// What it is, links followed: a link that leads out of what may be read stays one.
    pub kind: PathKind,
}

impl<'l> Library<'l> {
    /// A library of the repositories of the working directory and of the paths that the user named.
    pub fn new(fs: &'l dyn FileSystem, sources: &'l Sources, paths: &[PathBuf]) -> Self {
        let known = sources.iter().map(|(id, file)| (plain(file.path()), id)).collect();
        let named = paths.iter().map(|path| plain(path)).collect();
        Library {
            territory: Territory::new(fs, paths),
            sources,
            named,
            known: Mutex::new(known),
            kept: Kept::default(),
            modules: &[],
            remotes: Mutex::default(),
        }
    }

    /// The same where the user says of modules that they are at hand.
    pub fn with_modules(self, modules: &'l [(String, PathBuf)]) -> Self {
        Library { modules, ..self }
    }

    /// Sources of modules, and the folders where the user says that they are at hand.
    pub fn modules(&self) -> &'l [(String, PathBuf)] {
        self.modules
    }

    /// The addresses of the repositories that one comes from, as its `.git/config` has them; none where it has no such
    /// file.
    pub fn remotes(&self, top: &Path) -> Arc<[String]> {
        let mut known = self.remotes.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |top: &PathBuf| {
            let config = self.territory.read(&top.join(".git/config")).unwrap_or_default();
            let config = String::from_utf8_lossy(&config);
            let value = |line: &str| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == "url").then(|| value.trim().to_owned())
            };
            config.lines().filter_map(value).collect()
        };
        Arc::clone(known.entry(top.to_owned()).or_insert_with_key(read))
    }

    /// The files that were read so far.
    pub fn sources(&self) -> &'l Sources {
        self.sources
    }

    /// The file at a path, relative to the working directory; `..` is taken as Terraform takes it, by the letters.
    pub fn open(&self, path: &Path) -> Result<FileId, NotOpened> {
        let path = self.territory.written(&plain(path));
        // Held while reading, so that two threads never read one file twice.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read_before = known.get(&path).filter(|id| !self.sources.file(**id).is_some_and(SourceFile::is_unread));
        if let Some(id) = read_before {
            return Ok(*id);
        }
        let bytes = self.read(&path)?;
        let id = self.sources.shelve(self.territory.about(&path), bytes);
        known.insert(path, id);
        Ok(id)
    }

    /// What is made of files by whoever reads them: a module that a thousand others call is parsed twice.
    pub fn made_of<T: Any + Send + Sync>(&self, files: &[FileId], make: impl FnOnce() -> T) -> Arc<T> {
        let bytes = files.iter().map(|file| self.sources.text(*file).len()).sum();
        self.kept.get(files, bytes, make)
    }

    /// A file that cannot be opened, as one that may say anything.
    pub fn unread(&self, path: &Path) -> FileId {
        let path = self.territory.written(&plain(path));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let unread = |path: &PathBuf| self.sources.shelve(self.territory.about(path).unread(), Vec::new());
        *known.entry(path).or_insert_with_key(unread)
    }

    /// The path of a folder by which its files are known: links resolved, from the working directory.
    pub fn folder(&self, folder: &Path) -> PathBuf {
        let folder = plain(folder);
        self.territory.resolve(&folder).map_or(folder, |place| self.territory.as_seen(&place.path))
    }

    /// What a file says, without keeping it. What the user named may be a pipe.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, NotOpened> {
        let path = plain(path);
        if self.named.contains(&path) { Ok(self.territory.fs.read_named(&path)?) } else { self.territory.read(&path) }
    }

    /// What stands at a path, links followed.
    pub fn kind(&self, path: &Path) -> Result<PathKind, NotOpened> {
        self.territory.resolve(&plain(path)).map(|place| place.kind)
    }

    /// Where a path from the working directory stands, by its letters.
    pub fn standing(&self, path: &Path) -> PathBuf {
        self.territory.standing(path)
    }

    /// Where a path leads, links followed: two paths that lead to one place are one.
    pub fn place(&self, path: &Path) -> Result<PathBuf, NotOpened> {
        self.territory.resolve(&plain(path)).map(|place| place.path)
    }

    /// The top of what may be read around a place.
    pub fn top_of(&self, place: &Path) -> Option<PathBuf> {
        self.territory.outermost_root_of(place).map(Path::to_owned)
    }

    /// What stands in a folder itself and is no folder, sorted.
    pub fn list(&self, folder: &Path) -> Result<Vec<Listed>, NotOpened> {
        let folder = plain(folder);
        let Place { path: place, .. } = self.territory.resolve(&folder)?;
        let listed = list(&self.territory, &place)?.into_iter();
        Ok(listed.map(|(name, kind)| Listed { path: plain(&folder.join(name)), kind }).collect())
    }

    /// What stands below a folder and is no folder, sorted; `None` where more than so many entries stand below it.
    pub fn all_below(&self, folder: &Path, most: usize) -> Result<Option<Vec<Listed>>, NotOpened> {
        let folder = plain(folder);
        let Place { path: place, .. } = self.territory.resolve(&folder)?;
        let found = all_below(&self.territory, &place, most)?;
        let listed = |found: super::walk::Found| Listed { path: plain(&folder.join(found.below)), kind: found.kind };
        Ok(found.map(|found| found.into_iter().map(listed).collect()))
    }

    /// The files below a folder that ignore files do not exclude, sorted.
    pub fn walk(&self, folder: &Path) -> Result<Vec<PathBuf>, NotOpened> {
        let folder = plain(folder);
        let Place { path: place, .. } = self.territory.resolve(&folder)?;
        let Walked { found, .. } = walk(&self.territory, &place, &Excluded::default());
        let files = found.into_iter().filter(|found| found.kind == PathKind::File);
        Ok(files.map(|found| plain(&folder.join(found.below))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn opens_each_file_once_and_nothing_outside() {
        let fs = Memory::new([("a/main.tf", "1"), ("modules/b/main.tf", "2")]);
        let mut sources = Sources::default();
        let walked = sources.add("a/main.tf".into(), "a/main.tf".into(), b"1".to_vec());
        let library = Library::new(&fs, &sources, &[PathBuf::from("a")]);
        assert_eq!(library.open(Path::new("./a/x/../main.tf")), Ok(walked));
        let opened = library.open(Path::new("a/../modules/b/main.tf")).unwrap();
        assert_eq!(library.open(Path::new("modules/b/main.tf")), Ok(opened));
        assert_eq!((sources.len(), sources.text(opened)), (2, "2"));
        assert_eq!(
            library.list(Path::new("a/../modules/b")),
            Ok(vec![Listed { path: "modules/b/main.tf".into(), kind: PathKind::File }])
        );
        assert_eq!(library.open(Path::new("a/gone.tf")), Err(NotOpened::Missing));
    }

    #[test]
    fn a_stack_reads_its_repository_and_nothing_else() {
        let fs = Memory::new([
            ("repo/.git/HEAD", ""),
            ("repo/live/main.tf", ""),
            ("repo/modules/main.tf", ""),
            ("x.tf", ""),
        ]);
        let sources = Sources::default();
        let mut library = Library::new(&fs, &sources, &[PathBuf::from("repo/live")]);
        library.territory.only(Path::new("/repo"));
        assert!(library.open(Path::new("repo/live/../modules/main.tf")).is_ok());
        assert_eq!(library.open(Path::new("x.tf")), Err(NotOpened::Outside));
    }

    #[test]
    fn a_link_that_leads_out_is_not_followed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source");
        let outside = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let sources = Sources::default();
        let mut library = Library::new(&super::super::Disk, &sources, std::slice::from_ref(&folder));
        library.territory.only(&folder.canonicalize().unwrap());
        assert_eq!(library.open(&outside), Err(NotOpened::Outside));
        assert!(library.open(&folder.join("mod.rs")).is_ok());
    }
}
