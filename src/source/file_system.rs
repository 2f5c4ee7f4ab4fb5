//! The only reader of the disk, behind a trait, so that tests and editors can put their own text in its place.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};

/// What an analysis may ask of a file system. Only [`kind`](FileSystem::kind) and
/// [`read_named`](FileSystem::read_named) follow links, and they are asked of paths that a person names.
pub trait FileSystem: Sync {
    /// The working directory, links resolved. An `Err` where it is gone.
    fn here(&self) -> io::Result<PathBuf>;

    /// The bytes of a file. An `Err` is reported with the file's name, never swallowed. What is no file, such as a pipe
    /// or a link, is an error, and nothing waits for it.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The bytes of what a person names: a pipe or a device is read to its end, or to the limit of a file.
    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// What a person's path names, links followed.
    fn kind(&self, path: &Path) -> io::Result<PathKind>;

    /// What stands at a path, a link not followed.
    fn stands(&self, path: &Path) -> io::Result<PathKind>;

    /// What a link says.
    fn link(&self, path: &Path) -> io::Result<PathBuf>;

    /// What stands in a folder, ignored and hidden names too, links not followed. In no fixed order.
    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>>;
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Something that is read only where a person names it.
    Special(Special),
}

/// What is neither a file, a folder nor a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl PathKind {
    /// The kind as the end of a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            PathKind::File => "a file",
            PathKind::Folder => "a folder",
            PathKind::Link => "a link",
            PathKind::Special(Special::Pipe) => "a pipe",
            PathKind::Special(Special::Socket) => "a socket",
            PathKind::Special(Special::Device) => "a device",
        }
    }
}

/// Files held in memory, for tests and examples. The working directory is the root.
#[derive(Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// A file system of these files.
    pub fn new<P: Into<PathBuf>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Memory { files: files.into_iter().map(|(path, text)| (relative(&path.into()), text.into())).collect() }
    }

    /// The files at or below a path, sorted: paths are ordered by their parts, so they stand together.
    fn below<'m>(&'m self, path: &'m Path) -> impl Iterator<Item = &'m PathBuf> {
        let from = self.files.range::<Path, _>((Bound::Included(path), Bound::Unbounded));
        from.map(|(file, _)| file).take_while(move |file| file.starts_with(path))
    }
}

/// A path from the root.
fn relative(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::RootDir | Component::CurDir)).collect()
}

impl FileSystem for Memory {
    fn here(&self) -> io::Result<PathBuf> {
        Ok(PathBuf::from("/"))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(&relative(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read(path)
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        self.stands(path)
    }

    fn stands(&self, path: &Path) -> io::Result<PathKind> {
        let path = relative(path);
        if self.files.contains_key(&path) {
            return Ok(PathKind::File);
        }
        let is_folder = path == Path::new("") || self.below(&path).next().is_some();
        if is_folder { Ok(PathKind::Folder) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn link(&self, _path: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>> {
        if self.stands(folder)? != PathKind::Folder {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let folder = relative(folder);
        let mut entries = BTreeMap::new();
        for file in self.below(&folder) {
            let mut rest = file.strip_prefix(&folder).unwrap_or(file).components();
            let Some(Component::Normal(name)) = rest.next() else { continue };
            entries.insert(name.to_owned(), if rest.next().is_some() { PathKind::Folder } else { PathKind::File });
        }
        Ok(entries.into_iter().collect())
    }
}
