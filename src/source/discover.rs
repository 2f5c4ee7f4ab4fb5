//! Which files an analysis reads.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::{FileId, FileSystem, PathKind, Sources, Walked};

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

/// Reads every file at or below `paths` whose name `wanted` takes; a path that names a file is always read.
///
/// Paths are relative to the working directory. The result is sorted, so the same input gives the same ids.
pub fn discover(fs: &dyn FileSystem, paths: &[PathBuf], wanted: &(dyn Fn(&Path) -> bool + Sync)) -> Discovered {
    let mut named = BTreeSet::new();
    let mut found = BTreeSet::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let path = &tidy(path);
        match fs.kind(path) {
            Ok(PathKind::File) => {
                named.insert(path.clone());
            }
            Ok(PathKind::Folder) => {
                let Walked { files, errors } = fs.walk(path);
                found.extend(files.iter().filter(|file| wanted(file)).map(|file| tidy(file)));
                unreadable
                    .extend(errors.into_iter().map(|(path, reason)| Unreadable { name: name(&tidy(&path)), reason }));
            }
            Err(error) => unreadable.push(Unreadable { name: name(path), reason: error.to_string() }),
        }
    }
    found.extend(named.iter().cloned());
    let read: Vec<_> = found.into_par_iter().map(|path| (fs.read(&path), path)).collect();
    let mut discovered = Discovered { unreadable, ..Discovered::default() };
    for (bytes, path) in read {
        match bytes {
            Ok(bytes) => {
                let asked_for = named.contains(&path);
                let id = discovered.sources.add(path.clone(), name(&path), bytes);
                if asked_for {
                    discovered.named.insert(id);
                }
            }
            Err(error) => discovered.unreadable.push(Unreadable { name: name(&path), reason: error.to_string() }),
        }
    }
    discovered.unreadable.sort_by(|a, b| (&a.name, &a.reason).cmp(&(&b.name, &b.reason)));
    discovered
}

/// The path without `.` components, so that `./a` and `a` are one file; `..` stays, because links may make it matter.
fn tidy(path: &Path) -> PathBuf {
    let tidied: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if tidied.as_os_str().is_empty() { PathBuf::from(".") } else { tidied }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
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
