//! Paths as reports print them.

use std::path::{Component, Path, PathBuf};

/// A path with forward slashes, each byte of a name that is not UTF-8 as an escape: `b\xff.tf`.
///
/// For people: two paths may be printed alike, so nothing is found by what this gives.
pub fn printed(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        // Elsewhere a backslash is a letter of the name.
        if cfg!(windows) {
            shown.push_str(&chunk.valid().replace('\\', "/"));
        } else {
            shown.push_str(chunk.valid());
        }
        chunk.invalid().iter().for_each(|byte| shown.push_str(&format!("\\x{byte:02x}")));
    }
    shown
}

/// The path without `.` and without any `..` that has something before it to take away.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn keeps_every_letter_of_a_name() {
        let name = |bytes: &[u8]| printed(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(name(b"a/b\\c.tf"), "a/b\\c.tf");
        assert_eq!(name(b"b\xff\xfe\xc3\xa9.tf"), "b\\xff\\xfeé.tf");
    }
}
