//! The real disk.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::file_system::{FileSystem, PathKind, Walked};

/// Folders that hold other people's files: never walked into, whatever ignore files say.
const VENDORED: [&str; 3] = ["node_modules", ".terraform", ".git"];

/// The largest file that is read; a larger one is reported as unreadable.
const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// The disk, confined to what the operating system lets us read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileSystem for Disk {
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the disk")]
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let size = std::fs::metadata(path)?.len();
        if size > MAX_FILE_BYTES {
            return Err(io::Error::other(format!("the file has {size} bytes; at most {MAX_FILE_BYTES} are read")));
        }
        std::fs::read(path)
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        let found = std::fs::metadata(path)?;
        Ok(if found.is_dir() { PathKind::Folder } else { PathKind::File })
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the disk")]
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the disk")]
    fn all_below(&self, folder: &Path, most: usize) -> io::Result<Option<Vec<PathBuf>>> {
        let (mut files, mut folders, mut seen) = (Vec::new(), vec![folder.to_owned()], 0);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                seen += 1;
                if seen > most {
                    return Ok(None);
                }
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                } else if entry.path().is_file() {
                    files.push(entry.path());
                }
            }
        }
        files.sort();
        Ok(Some(files))
    }

    /// Walks in parallel. Hidden and vendored folders and what `.gitignore` names are left out; symbolic links are not
    /// followed, so that neither a loop nor a way out of the folder exists.
    fn walk(&self, folder: &Path) -> Walked {
        let walked = Mutex::new(Walked::default());
        let keep = |change: &dyn Fn(&mut Walked)| {
            if let Ok(mut walked) = walked.lock() {
                change(&mut walked);
            }
        };
        let walker = WalkBuilder::new(folder)
            .follow_links(false)
            .require_git(false)
            .filter_entry(|entry| !is_vendored(entry))
            .build_parallel();
        walker.run(|| {
            Box::new(|entry| {
                match entry {
                    Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                        keep(&|walked| walked.files.push(entry.path().to_owned()));
                    }
                    Ok(_) => {}
                    Err(error) => {
                        let path = path_of(&error).unwrap_or_else(|| folder.to_owned());
                        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                        keep(&|walked| walked.errors.push((path.clone(), reason.clone())));
                    }
                }
                WalkState::Continue
            })
        });
        walked.into_inner().unwrap_or_default()
    }
}

fn is_vendored(entry: &DirEntry) -> bool {
    entry.depth() > 0 && VENDORED.iter().any(|name| entry.file_name() == *name)
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
