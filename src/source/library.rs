//! Files that the code names: the sources of modules, `file()`, nested templates.
//!
//! What may be read is what lies in the repository of the working directory or of a path that the user named, symbolic
//! links resolved; where there is no repository, what lies below them. So a stack finds its modules wherever the
//! command is run, and nothing that is checked out leads out of its checkout. A file is read once, and a file that a
//! walk found is the same file.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{FileId, FileSystem, PathKind, Sources, Walked};

/// Opens files for front ends.
pub struct Library<'l> {
    fs: &'l dyn FileSystem,
    sources: &'l Sources,
    /// Where reading is allowed, symbolic links resolved.
    roots: Vec<PathBuf>,
    known: Mutex<HashMap<PathBuf, FileId>>,
}

/// Why a path was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It leads out of what may be read.
    Outside,
    /// It is not there.
    Missing,
    /// The operating system does not let it be read, in its words.
    Unreadable(String),
}

impl NotOpened {
    /// Why, as the end of a sentence that starts with the path.
    pub fn reason(&self) -> String {
        match self {
            NotOpened::Outside => "leads out of the repository, and nothing outside of it is read".to_owned(),
            NotOpened::Missing => "does not exist".to_owned(),
            NotOpened::Unreadable(reason) => format!("cannot be read: {reason}"),
        }
    }
}

impl<'l> Library<'l> {
    /// A library of the repositories of the working directory and of the paths that the user named.
    pub fn new(fs: &'l dyn FileSystem, sources: &'l Sources, paths: &[PathBuf]) -> Self {
        let here = [PathBuf::from(".")];
        let folders = paths.iter().map(|path| match fs.kind(path) {
            Ok(PathKind::File) => path.parent().map_or_else(|| PathBuf::from("."), Path::to_owned),
            _ => path.clone(),
        });
        let resolved = here.iter().cloned().chain(folders).filter_map(|path| fs.canonical(&plain(&path)).ok());
        let mut roots: Vec<_> = resolved.map(|path| repository(fs, &path)).collect();
        roots.sort();
        roots.dedup();
        let known = sources.iter().map(|(id, file)| (plain(file.path()), id)).collect();
        Library { fs, sources, roots, known: Mutex::new(known) }
    }

    /// The files that were read so far.
    pub fn sources(&self) -> &'l Sources {
        self.sources
    }

    /// The file at a path, relative to the working directory; `..` is taken as Terraform takes it, by the letters.
    pub fn open(&self, path: &Path) -> Result<FileId, NotOpened> {
        let path = plain(path);
        // Held while reading, so that two threads never read one file twice.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known.get(&path) {
            return Ok(*id);
        }
        self.allowed(&path)?;
        let bytes = self.fs.read(&path).map_err(|error| NotOpened::Unreadable(error.to_string()))?;
        let name = path.to_string_lossy().replace('\\', "/");
        let id = self.sources.shelve(path.clone(), name, bytes);
        known.insert(path, id);
        Ok(id)
    }

    /// The files that stand in a folder itself, sorted.
    pub fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, NotOpened> {
        let folder = plain(folder);
        self.allowed(&folder)?;
        let files = self.fs.list(&folder).map_err(|error| NotOpened::Unreadable(error.to_string()))?;
        Ok(files.iter().map(|file| plain(file)).collect())
    }

    /// The files below a folder, sorted; `None` where more than so many entries stand below it.
    pub fn all_below(&self, folder: &Path, most: usize) -> Result<Option<Vec<PathBuf>>, NotOpened> {
        let folder = plain(folder);
        self.allowed(&folder)?;
        let files = self.fs.all_below(&folder, most).map_err(|error| NotOpened::Unreadable(error.to_string()))?;
        Ok(files.map(|files| files.iter().map(|file| plain(file)).collect()))
    }

    /// The files below a folder that ignore files do not exclude, sorted.
    pub fn walk(&self, folder: &Path) -> Result<Vec<PathBuf>, NotOpened> {
        let folder = plain(folder);
        self.allowed(&folder)?;
        let Walked { files, .. } = self.fs.walk(&folder);
        let mut files: Vec<_> = files.iter().map(|file| plain(file)).collect();
        files.sort();
        Ok(files)
    }

    /// Whether a path may be read and is there.
    fn allowed(&self, path: &Path) -> Result<(), NotOpened> {
        let resolved = self.fs.canonical(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => NotOpened::Missing,
            _ => NotOpened::Unreadable(error.to_string()),
        })?;
        let is_inside = self.roots.iter().any(|root| resolved.starts_with(root));
        if is_inside { Ok(()) } else { Err(NotOpened::Outside) }
    }
}

/// The nearest folder around a path that is a checkout of Git; the path itself where there is none.
fn repository(fs: &dyn FileSystem, path: &Path) -> PathBuf {
    path.ancestors().find(|folder| fs.kind(&folder.join(".git")).is_ok()).unwrap_or(path).to_owned()
}

/// The path without `.` and without any `..` that has something before it to take away.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
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
        assert_eq!(library.list(Path::new("a/../modules/b")), Ok(vec!["modules/b/main.tf".into()]));
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
        library.roots.retain(|root| root == Path::new("repo"));
        assert!(library.open(Path::new("repo/live/../modules/main.tf")).is_ok());
        assert_eq!(library.open(Path::new("x.tf")), Err(NotOpened::Outside));
    }

    #[test]
    fn a_link_that_leads_out_is_not_followed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source");
        let outside = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let sources = Sources::default();
        let mut library = Library::new(&super::super::Disk, &sources, std::slice::from_ref(&folder));
        library.roots = vec![folder.canonicalize().unwrap()];
        assert_eq!(library.open(&outside), Err(NotOpened::Outside));
        assert!(library.open(&folder.join("mod.rs")).is_ok());
    }
}
