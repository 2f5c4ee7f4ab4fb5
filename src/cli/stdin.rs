//! What standard input has: a file of its own, or the text of one that an editor has open.

use std::path::{Path, PathBuf};

use super::args::CheckArgs;
use super::outcome::Failure;
use crate::source::{Disk, FileSystem, Overlay, printed};

/// Where standard input is.
const STDIN: &str = "/dev/stdin";

/// The disk, with what standard input has for the file that `--stdin-filename` names.
pub(super) fn overlay(args: &CheckArgs) -> Result<Option<Overlay<'static>>, Failure> {
    let Some(name) = &args.stdin_filename else { return Ok(None) };
    let failure = |what: &str, error| Failure::new(format!("{what}: {error}"));
    let text = Disk.read_named(Path::new(STDIN)).map_err(|error| failure("cannot read standard input", error))?;
    let overlay = Overlay::new(&Disk, name, text);
    overlay.map(Some).map_err(|error| failure(&format!("`{}` is no name of a file", printed(name)), error))
}

/// The paths that are judged: `-` is the file that standard input has the text of, else what stands in it.
pub(super) fn paths(args: &CheckArgs) -> Vec<PathBuf> {
    let named = args.stdin_filename.as_ref();
    let own = named.cloned().unwrap_or_else(|| STDIN.into());
    match args.paths.as_slice() {
        [] => vec![named.cloned().unwrap_or_else(|| ".".into())],
        paths => paths.iter().map(|path| if path.as_os_str() == "-" { own.clone() } else { path.clone() }).collect(),
    }
}
