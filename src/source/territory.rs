//! Where reading is allowed, and what a path means there.
//!
//! Reading is allowed in the repository of the working directory and in that of each path that a person names; where
//! there is no repository, below the path itself. A path is taken apart here, link by link, from the root of the disk:
//! a part that leads out of what is allowed is met by its letters and ends the way there, so nothing outside is even
//! asked for. All that is asked of what lies around a repository is which folder around a named path has a `.git`, and
//! which links stand on the way to that path.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::file_system::{FileSystem, PathKind};
use super::files::About;
use super::name::{plain, printed};

/// How many links may stand on the way to one file; Linux allows as many.
const MAX_LINKS: usize = 40;

/// What may be read.
pub(super) struct Territory<'f> {
    pub(super) fs: &'f dyn FileSystem,
    here: PathBuf,
    /// Where reading is allowed, symbolic links resolved.
    roots: Vec<PathBuf>,
    /// Those of them that are checkouts of Git.
    checkouts: Vec<PathBuf>,
    /// The links on the way to what a person names, by where they stand.
    ways: HashMap<PathBuf, PathBuf>,
    /// Folders inside that are known to be no links.
    folders: Mutex<HashSet<PathBuf>>,
}

/// What a path that may be read means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where it is, links resolved.
    pub(super) path: PathBuf,
    pub(super) kind: PathKind,
}

/// Why a path was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It leads out of what may be read.
    Outside,
    /// It is not there.
    Missing,
    /// It is no file, so that nobody knows whether it has an end.
    NotAFile(PathKind),
    /// The operating system does not let it be read, in its words.
    Unreadable(String),
}

impl NotOpened {
    /// Why, as the end of a sentence that starts with the path.
    pub fn reason(&self) -> String {
        match self {
            NotOpened::Outside => "leads out of the repository, and nothing outside of it is read".to_owned(),
            NotOpened::Missing => "does not exist".to_owned(),
            NotOpened::NotAFile(kind) => format!("is {}, and only files are read", kind.as_str()),
            NotOpened::Unreadable(reason) => format!("cannot be read: {reason}"),
        }
    }
}

impl From<io::Error> for NotOpened {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => NotOpened::Missing,
            _ => NotOpened::Unreadable(error.to_string()),
        }
    }
}

impl<'f> Territory<'f> {
    /// The repositories of the working directory and of the paths that a person names.
    pub(super) fn new(fs: &'f dyn FileSystem, paths: &[PathBuf]) -> Self {
        let mut territory = Territory {
            fs,
            here: PathBuf::new(),
            roots: Vec::new(),
            checkouts: Vec::new(),
            ways: HashMap::new(),
            folders: Mutex::default(),
        };
        match fs.here() {
            Ok(here) => territory.here = here,
            // What a path means is not known where nobody knows where it starts.
            Err(_) => return territory,
        }
        let folders = paths.iter().filter_map(|path| match fs.kind(path) {
            Ok(PathKind::File) => Some(path.parent().map_or_else(PathBuf::new, Path::to_owned)),
            Ok(PathKind::Folder) => Some(path.clone()),
            // A pipe or a device has nothing beside it.
            _ => None,
        });
        for folder in std::iter::once(PathBuf::new()).chain(folders) {
            if let Some(root) = territory.named(&folder) {
                let checkout = repository(fs, &root);
                territory.checkouts.extend(checkout.clone());
                territory.roots.push(checkout.unwrap_or(root));
            }
        }
        territory.roots.sort();
        territory.roots.dedup();
        territory.checkouts.sort();
        territory
    }

    /// The same with one place alone where reading is allowed.
    #[cfg(test)]
    pub(super) fn only(&mut self, root: &Path) {
        self.roots = vec![root.to_owned()];
    }

    /// Where a folder is that a person names. The links on the way there may be followed again.
    fn named(&mut self, folder: &Path) -> Option<PathBuf> {
        let (fs, here) = (self.fs, self.here.clone());
        let ways = &mut self.ways;
        let follow = |path: &Path| {
            if here.starts_with(path) || fs.stands(path)? != PathKind::Link {
                return Ok(None);
            }
            let target = fs.link(path)?;
            ways.insert(path.to_owned(), target.clone());
            Ok(Some(target))
        };
        descend(&here.join(folder), follow).ok()
    }

    /// What a path means, relative to the working directory. Nothing outside is asked for.
    pub(super) fn resolve(&self, path: &Path) -> Result<Place, NotOpened> {
        let mut kind = PathKind::Folder;
        let step = |path: &Path| {
            let (stands, target) = self.step(path)?;
            kind = stands;
            Ok(target)
        };
        let path = descend(&self.here.join(path), step)?;
        // A way that ends by `..` ends in a folder.
        if self.root_of(&path).is_some() { Ok(Place { path, kind }) } else { Err(NotOpened::Outside) }
    }

    /// What stands at a place of which the way there is resolved, and where it leads as a link.
    fn step(&self, path: &Path) -> Result<(PathKind, Option<PathBuf>), NotOpened> {
        if let Some(target) = self.ways.get(path) {
            return Ok((PathKind::Folder, Some(target.clone())));
        }
        // The working directory is there, whatever a revision has in its place.
        if self.roots.iter().chain(self.ways.keys()).chain([&self.here]).any(|known| known.starts_with(path)) {
            return Ok((PathKind::Folder, None));
        }
        if self.root_of(path).is_none() {
            return Err(NotOpened::Outside);
        }
        if self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(path) {
            return Ok((PathKind::Folder, None));
        }
        let kind = self.fs.stands(path)?;
        match kind {
            PathKind::Link => return Ok((kind, Some(self.fs.link(path)?))),
            PathKind::Folder => {
                self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
            }
            PathKind::File | PathKind::Special(_) => {}
        }
        Ok((kind, None))
    }

    /// The top of what is allowed around a place.
    pub(super) fn root_of(&self, path: &Path) -> Option<&Path> {
        // The innermost, where one lies in another.
        self.roots.iter().rev().find(|root| path.starts_with(root)).map(PathBuf::as_path)
    }

    /// The same, of all that lie around it.
    pub(super) fn outermost_root_of(&self, path: &Path) -> Option<&Path> {
        self.roots.iter().find(|root| path.starts_with(root)).map(PathBuf::as_path)
    }

    /// A place as it is written from the working directory; where only the root of the disk is above both, as it is.
    pub(super) fn as_seen(&self, place: &Path) -> PathBuf {
        let is_common = |folder: &Path| place.starts_with(folder) && folder.parent().is_some();
        let mut above = self.here.ancestors().enumerate();
        let Some((up, folder)) = above.find(|(up, folder)| *up == 0 && place.starts_with(folder) || is_common(folder))
        else {
            return place.to_owned();
        };
        let up: PathBuf = std::iter::repeat_n(PathBuf::from(".."), up).collect();
        let path = up.join(place.strip_prefix(folder).unwrap_or(place));
        if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
    }

    /// Where a path from the working directory stands, by its letters.
    pub(super) fn standing(&self, path: &Path) -> PathBuf {
        plain(&self.here.join(path))
    }

    /// The one path by which what a path names is known, however it is written: the links on the way to it resolved,
    /// its own not, from the working directory.
    pub(super) fn written(&self, path: &Path) -> PathBuf {
        let (Some(name), Some(folder)) = (path.file_name(), path.parent()) else {
            return self.resolve(path).map_or_else(|_| plain(path), |place| self.as_seen(&place.path));
        };
        match self.resolve(folder) {
            Ok(place) => self.as_seen(&place.path.join(name)),
            Err(_) => plain(path),
        }
    }

    /// What is known of the file at such a path.
    pub(super) fn about(&self, path: &Path) -> About {
        let place = plain(&self.here.join(path));
        let checkout = self.checkouts.iter().find(|checkout| place.starts_with(checkout));
        let from_top = checkout.and_then(|checkout| place.strip_prefix(checkout).ok()).map(Path::to_owned);
        About { path: path.to_owned(), name: printed(path), from_top, ..About::default() }
    }

    /// Such a path from the top of its repository; without one, from the working directory.
    pub(super) fn below_top(&self, path: &Path) -> PathBuf {
        plain(&self.about(path).from_top.unwrap_or_else(|| path.to_owned()))
    }

    /// The working directory from the top of its repository.
    pub(super) fn here_below_top(&self) -> PathBuf {
        let checkout = self.checkouts.iter().find(|checkout| self.here.starts_with(checkout));
        checkout.and_then(|checkout| self.here.strip_prefix(checkout).ok()).map(Path::to_owned).unwrap_or_default()
    }

    /// The bytes of a file at a path.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, NotOpened> {
        match self.resolve(path)? {
            Place { path, kind: PathKind::File } => Ok(self.fs.read(&path)?),
            Place { kind, .. } => Err(NotOpened::NotAFile(kind)),
        }
    }
}

/// Follows an absolute path from the root of the disk, `..` and links as the operating system takes them: `step` says
/// of each place where it leads, if it is a link.
fn descend(
    path: &Path,
    mut step: impl FnMut(&Path) -> Result<Option<PathBuf>, NotOpened>,
) -> Result<PathBuf, NotOpened> {
    let parts = |path: &Path| path.components().rev().map(|part| PathBuf::from(part.as_os_str())).collect::<Vec<_>>();
    let (mut done, mut ahead, mut links) = (PathBuf::new(), parts(path), 0);
    while let Some(part) = ahead.pop() {
        match part.components().next() {
            Some(Component::ParentDir) => drop(done.pop()),
            Some(Component::Normal(name)) => {
                let next = done.join(name);
                let Some(target) = step(&next)? else {
                    done = next;
                    continue;
                };
                links += 1;
                if links > MAX_LINKS {
                    return Err(NotOpened::Unreadable(format!("more than {MAX_LINKS} links lead to it")));
                }
                ahead.extend(parts(&target));
            }
            Some(Component::RootDir | Component::Prefix(_)) => done.push(part),
            Some(Component::CurDir) | None => {}
        }
    }
    Ok(done)
}

/// Where a path leads that a person names, links followed, whatever is allowed.
///
/// # Errors
///
/// Where something on the way is not there.
pub fn followed(fs: &dyn FileSystem, path: &Path) -> io::Result<PathBuf> {
    let here = fs.here()?;
    let follow = |path: &Path| {
        if here.starts_with(path) || fs.stands(path)? != PathKind::Link {
            return Ok(None);
        }
        Ok(Some(fs.link(path)?))
    };
    descend(&here.join(path), follow).map_err(|error| match error {
        NotOpened::Missing => io::Error::new(io::ErrorKind::NotFound, "it does not exist"),
        error => io::Error::other(error.reason()),
    })
}

/// The nearest folder around a path that is a checkout of Git.
fn repository(fs: &dyn FileSystem, path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| fs.stands(&folder.join(".git")).is_ok()).map(Path::to_owned)
}
