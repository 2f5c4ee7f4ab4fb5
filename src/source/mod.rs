//! Source text and where it comes from: files, places in them, and the only reader of the disk.
//!
//! Everything downstream names a place by [`Span`] and asks [`Sources`] for its text, so that front ends, rules and
//! reports never open a file. Invariant: only this module touches the disk, and only in the repositories of the working
//! directory and of the paths it was given: [`discover()`] walks the paths, [`Library`] opens what the code itself
//! names.

mod discover;
mod disk;
mod file_system;
mod files;
mod library;
mod shelf;
mod span;

pub use discover::{Discovered, Unreadable, discover};
pub use disk::Disk;
pub use file_system::{FileSystem, Memory, PathKind, Walked};
pub use files::{SourceFile, Sources};
pub use library::{Library, NotOpened, plain};
pub use span::{FileId, Position, Span};
