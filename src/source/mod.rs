//! Source text and where it comes from: files, places in them, and the only reader of the disk.
//!
//! Everything downstream names a place by [`Span`] and asks [`Sources`] for its text, so that front ends, rules and
//! reports never open a file. Invariant: only this module touches the disk, and only in the repositories of the working
//! directory and of the paths it was given (`territory`): [`discover()`] walks the paths, [`Library`] opens what the
//! code itself names.

mod discover;
mod disk;
mod excluded;
mod file_system;
mod files;
mod ignores;
mod kept;
mod library;
mod name;
mod overlay;
mod patterns;
mod shelf;
mod span;
mod territory;
mod walk;

pub use discover::{Discovered, LeftOut, Unreadable, Wanted, discover, discover_without};
pub use disk::{Disk, MAX_FILE_BYTES};
pub use excluded::Excluded;
pub use file_system::{FileSystem, Memory, PathKind, Special};
pub use files::{SourceFile, Sources};
pub use library::{Library, Listed};
pub use name::{plain, printed};
pub use overlay::Overlay;
pub use patterns::Patterns;
pub use span::{FileId, Position, Span};
pub use territory::{NotOpened, followed};
