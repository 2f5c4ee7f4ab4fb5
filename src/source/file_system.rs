//! The only reader of the disk, behind a trait, so that tests and editors can put their own text in its place.

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// What an analysis may ask of a file system.
pub trait FileSystem: Sync {
    /// The bytes of a file. An `Err` is reported with the file's name, never swallowed.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// What a path is, symbolic links followed.
    fn kind(&self, path: &Path) -> io::Result<PathKind>;

    /// The path with symbolic links resolved.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// The files that stand in a folder itself, ignored and hidden ones too, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// Every file below a folder, ignored and hidden ones too, sorted; `None` where more than so many entries stand
    /// below it. Links to folders are not followed.
    fn all_below(&self, folder: &Path, most: usize) -> io::Result<Option<Vec<PathBuf>>>;

    /// Every file below a folder that ignore files do not exclude, and what could not be listed. In no fixed order.
    fn walk(&self, folder: &Path) -> Walked;
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// The files of a folder and the places in it that could not be listed.
#[derive(Debug, Default)]
pub struct Walked {
    /// Paths of files.
    pub files: Vec<PathBuf>,
    /// Paths that could not be listed, with the reason.
    pub errors: Vec<(PathBuf, String)>,
}

/// Files held in memory, for tests and examples.
#[derive(Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// A file system of these files.
    pub fn new<P: Into<PathBuf>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Memory { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }

    /// The files at or below a path, sorted: paths are ordered by their parts, so they stand together.
    fn below(&self, path: &Path) -> impl Iterator<Item = &PathBuf> {
        let from = self.files.range::<Path, _>((Bound::Included(path), Bound::Unbounded));
        from.map(|(file, _)| file).take_while(move |file| file.starts_with(path))
    }
}

impl FileSystem for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        if self.files.contains_key(path) {
            return Ok(PathKind::File);
        }
        let is_folder = path == Path::new(".") || self.below(path).next().is_some();
        if is_folder { Ok(PathKind::Folder) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.kind(path).map(|_| if path == Path::new(".") { PathBuf::new() } else { path.to_owned() })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.kind(folder)?;
        let folder = if folder == Path::new(".") { Path::new("") } else { folder };
        Ok(self.below(folder).filter(|file| file.parent() == Some(folder)).cloned().collect())
    }

    fn all_below(&self, folder: &Path, most: usize) -> io::Result<Option<Vec<PathBuf>>> {
        self.kind(folder)?;
        let folder = if folder == Path::new(".") { Path::new("") } else { folder };
        let below: Vec<_> = self.files.keys().filter(|file| file.starts_with(folder)).take(most + 1).cloned().collect();
        Ok((below.len() <= most).then_some(below))
    }

    fn walk(&self, folder: &Path) -> Walked {
        let folder = if folder == Path::new(".") { Path::new("") } else { folder };
        // As on the disk, what is hidden is passed over.
        let is_hidden = |part: std::path::Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
        let seen = |file: &&PathBuf| file.strip_prefix(folder).is_ok_and(|rest| !rest.components().any(is_hidden));
        Walked { files: self.below(folder).filter(seen).cloned().collect(), errors: Vec::new() }
    }
}
