//! The real disk.

use std::ffi::OsString;
use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::file_system::{FileSystem, PathKind, Special};

/// The largest file that is read; a larger one is reported as unreadable.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// The disk, confined to what the operating system lets us read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileSystem for Disk {
    fn here(&self) -> io::Result<PathBuf> {
        std::path::absolute(".")
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = without_waiting().open(path)?;
        // What was opened is asked, not the path: that may name something else by now.
        let found = file.metadata()?;
        match kind(found.file_type()) {
            PathKind::File => read_to_limit(file, found.len()),
            other => Err(io::Error::other(format!("it is {}, and only files are read", other.as_str()))),
        }
    }

    fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        let size = if found.is_file() { found.len() } else { 0 };
        read_to_limit(file, size)
    }

    fn kind(&self, path: &Path) -> io::Result<PathKind> {
        Ok(kind(std::fs::metadata(path)?.file_type()))
    }

    fn stands(&self, path: &Path) -> io::Result<PathKind> {
        Ok(kind(std::fs::symlink_metadata(path)?.file_type()))
    }

    fn link(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::read_link(path)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the disk")]
    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, PathKind)>> {
        let entry = |entry: io::Result<std::fs::DirEntry>| {
            let entry = entry?;
            Ok((entry.file_name(), kind(entry.file_type()?)))
        };
        std::fs::read_dir(folder)?.map(entry).collect()
    }
}

/// How a file is opened that nobody named: a pipe is not waited for, a link not followed, a terminal not taken over.
fn without_waiting() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOFOLLOW | libc::O_NOCTTY);
    options
}

/// All that a file says, which had so many bytes a moment ago; an error where it says more than is read.
fn read_to_limit(file: File, size: u64) -> io::Result<Vec<u8>> {
    if size > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("the file has {size} bytes; at most {MAX_FILE_BYTES} are read")));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let mut rest = file.take(MAX_FILE_BYTES);
    rest.read_to_end(&mut bytes)?;
    let is_at_limit = rest.limit() == 0;
    if is_at_limit && rest.into_inner().read(&mut [0])? > 0 {
        return Err(io::Error::other(format!("it has more than the {MAX_FILE_BYTES} bytes that are read")));
    }
    Ok(bytes)
}

fn kind(of: FileType) -> PathKind {
    if of.is_file() {
        PathKind::File
    } else if of.is_dir() {
        PathKind::Folder
    } else if of.is_symlink() {
        PathKind::Link
    } else {
        PathKind::Special(special(of))
    }
}

#[cfg(unix)]
fn special(of: FileType) -> Special {
    use std::os::unix::fs::FileTypeExt as _;
    if of.is_fifo() {
        Special::Pipe
    } else if of.is_socket() {
        Special::Socket
    } else {
        Special::Device
    }
}

#[cfg(not(unix))]
fn special(_of: FileType) -> Special {
    Special::Device
}
