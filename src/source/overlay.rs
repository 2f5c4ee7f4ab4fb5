//! A file system with the text of one file that is not, or not yet, on the disk: what an editor has open.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::name::plain;
use super::{FileSystem, Library, PathKind, Sources};

/// Another file system, in which one file has this text.
pub struct Overlay<'f> {
    below: &'f dyn FileSystem,
    here: PathBuf,
    /// Where it is: as it was named, and with the links of its folder followed.
    places: [PathBuf; 2],
    text: Vec<u8>,
}

impl<'f> Overlay<'f> {
    /// A file system where the file of this name has this text, whether it is there or not.
    ///
    /// # Errors
    ///
    /// Where there is no working directory, or the name is none of a file.
    pub fn new(below: &'f dyn FileSystem, name: &Path, text: Vec<u8>) -> io::Result<Self> {
        let here = below.here()?;
        let named = plain(&here.join(name));
        let (Some(folder), Some(file)) = (named.parent(), named.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let sources = Sources::default();
        let library = Library::new(below, &sources, &[name.to_owned()]);
        let place = library.place(folder).unwrap_or_else(|_| folder.to_owned());
        let places = [named.clone(), plain(&here.join(place.join(file)))];
        Ok(Overlay { below, here, places, text })
    }

    fn is(&self, path: &Path) -> bool {
        self.places.contains(&plain(&self.here.join(path)))
    }
}

impl FileSystem for Overlay<'_> {
    fn here(&self) -> io::Result<PathBuf> {
        self.below.here()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.is(path) { Ok(self.text.clone()) } else { self.below.read(path) }
    }

    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.is(path) { Ok(self.text.clone()) } else { self.below.read_named(path) }
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        if self.is(path) { Ok(PathKind::File) } else { self.below.kind(path) }
    }

    fn stands(&self, path: &Path) -> io::Result<PathKind> {
        if self.is(path) { Ok(PathKind::File) } else { self.below.stands(path) }
    }

    fn link(&self, path: &Path) -> io::Result<PathBuf> {
        self.below.link(path)
    }

    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>> {
        let mut entries = self.below.entries(folder)?;
        let folder = plain(&self.here.join(folder));
        let own = self.places.iter().find(|place| place.parent() == Some(&*folder)).and_then(|place| place.file_name());
        if let Some(own) = own {
            entries.retain(|(name, _)| name != own);
            entries.push((own.to_owned(), PathKind::File));
        }
        Ok(entries)
    }
}
