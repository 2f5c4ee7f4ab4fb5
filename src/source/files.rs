//! The files of one run: their text, their lines, their names.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::name::{plain, printed};
use super::shelf::Shelf;
use super::{FileId, Position, Span};

/// A file that was read, with what is needed to name places in it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: PathBuf,
    name: String,
    text: Arc<str>,
    line_starts: Vec<u32>,
    invalid: Option<usize>,
    is_utf16: bool,
    /// Its path from the top of its repository, where that is another than from the working directory.
    from_top: Option<PathBuf>,
    is_ignored: bool,
    is_unread: bool,
    /// How many characters start before each block of [`BLOCK`] bytes; counted when a long line asks for it.
    counts: OnceLock<Vec<usize>>,
}

/// How many bytes of a line are counted without a table. A plan is one line, and each place in it asks for a column.
const BLOCK: usize = 4096;

impl SourceFile {
    /// Where it stands, from the working directory where that is not far: the folder's links resolved, its own not.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path as reports for people print it: from the working directory, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text. Bytes that are not UTF-8 were each replaced by `?`, so offsets are those of the file on disk. UTF-16
    /// was turned into UTF-8: then offsets are those of the text that came out.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Where the first byte stands that is not of its encoding.
    pub fn invalid(&self) -> Option<usize> {
        self.invalid
    }

    /// Whether the file is UTF-16, as PowerShell writes it, and not UTF-8.
    pub fn is_utf16(&self) -> bool {
        self.is_utf16
    }

    /// The path from the top of its repository; without one, from the working directory.
    pub fn from_top(&self) -> &Path {
        self.from_top.as_deref().unwrap_or(&self.path)
    }

    /// Whether an ignore file of its repository says to leave it out. Its folder is read all the same.
    pub fn is_ignored(&self) -> bool {
        self.is_ignored
    }

    /// Whether it could not be read, so that it may say anything.
    pub fn is_unread(&self) -> bool {
        self.is_unread
    }

    /// How many lines the file has, at least one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The zero-based line that holds `byte`, by binary search.
    pub fn line_of(&self, byte: usize) -> usize {
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        self.line_starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The byte at which the zero-based `line` starts; the end of the text for a line past the last.
    pub fn line_start(&self, line: usize) -> usize {
        self.line_starts.get(line).map_or(self.text.len(), |start| *start as usize)
    }

    /// The place of `byte` as people read it.
    pub fn position(&self, byte: usize) -> Position {
        let byte = floor_char_boundary(&self.text, byte);
        let line = self.line_of(byte);
        Position { line: line + 1, column: self.characters(self.line_start(line), byte) + 1, byte }
    }

    /// How many characters start between two bytes.
    fn characters(&self, start: usize, end: usize) -> usize {
        if end.saturating_sub(start) <= BLOCK {
            return self.text.as_bytes().get(start..end).map_or(0, starts);
        }
        let counts = self.counts.get_or_init(|| {
            let blocks = self.text.as_bytes().chunks(BLOCK).scan(0, |sum, block| {
                *sum += starts(block);
                Some(*sum)
            });
            std::iter::once(0).chain(blocks).collect()
        });
        let before = |byte: usize| {
            let block = byte / BLOCK;
            let rest = self.text.as_bytes().get(block * BLOCK..byte).map_or(0, starts);
            counts.get(block).map_or(0, |count| count + rest)
        };
        before(end) - before(start)
    }
}

impl About {
    /// The same of a file that could not be read.
    pub(super) fn unread(self) -> Self {
        About { is_unread: true, ..self }
    }
}

/// All files of a run. Those that discovery finds come first, in a fixed order; those that the code names follow as
/// [`Library`](super::Library) opens them, in no fixed order: what is sorted for people is sorted by name.
#[derive(Debug, Default)]
pub struct Sources {
    files: Shelf<SourceFile>,
    /// The working directory from the top of its repository.
    here: PathBuf,
}

/// What is known of a file beside its bytes.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) from_top: Option<PathBuf>,
    pub(super) is_ignored: bool,
    pub(super) is_unread: bool,
}

impl Sources {
    /// Adds a file and gives its id. `name` is what reports print.
    pub fn add(&mut self, path: PathBuf, name: String, bytes: Vec<u8>) -> FileId {
        self.shelve(About { path, name, ..About::default() }, bytes)
    }

    /// A set without files that stands where this one does.
    pub fn empty(&self) -> Sources {
        Sources { here: self.here.clone(), ..Sources::default() }
    }

    /// Adds a file of another set, as it is known there.
    pub fn adopt(&self, file: &SourceFile) -> FileId {
        let at = self.files.push(file.clone());
        FileId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Says where the working directory is, from the top of its repository.
    pub(super) fn stand_at(&mut self, here: PathBuf) {
        self.here = here;
    }

    /// Adds a file while others read.
    pub(super) fn shelve(&self, about: About, bytes: Vec<u8>) -> FileId {
        let About { path, name, from_top, is_ignored, is_unread } = about;
        let utf16 = from_utf16(&bytes);
        let is_utf16 = utf16.is_some();
        let (text, invalid) = utf16.unwrap_or_else(|| decode(bytes));
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes().enumerate().filter(|(_, b)| *b == b'\n').filter_map(|(at, _)| u32::try_from(at + 1).ok()),
            )
            .collect();
        let at = self.files.push(SourceFile {
            path,
            name,
            text: text.into(),
            line_starts,
            invalid,
            is_utf16,
            from_top,
            is_ignored,
            is_unread,
            counts: OnceLock::new(),
        });
        FileId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Adds text that stands in no file of its own, as a template in a string does, so that spans can name its parts.
    /// `name` is that of the file in which it is made. No report may show a span of it.
    pub fn note(&self, name: String, text: &str) -> FileId {
        self.shelve(About { name, ..About::default() }, text.as_bytes().to_vec())
    }

    /// The file of an id that this set gave out.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text of a file; empty for an id of another set.
    pub fn text(&self, id: FileId) -> &str {
        self.file(id).map_or("", SourceFile::text)
    }

    /// The printed name of a file; empty for an id of another set.
    pub fn name(&self, id: FileId) -> &str {
        self.file(id).map_or("", SourceFile::name)
    }

    /// The name of a file from the top of its repository, as reports that others read by the repository print it.
    pub fn name_from_top(&self, id: FileId) -> String {
        match self.file(id) {
            Some(file) if file.from_top.is_none() => self.printed_from_top(&file.name),
            Some(file) => printed(file.from_top()),
            None => String::new(),
        }
    }

    /// The same of a name as reports for people print it.
    pub fn printed_from_top(&self, name: &str) -> String {
        let is_below = !self.here.as_os_str().is_empty() && Path::new(name).is_relative() && !name.is_empty();
        if is_below { printed(&plain(&self.here.join(name))) } else { name.to_owned() }
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// UTF-16 with its byte order mark as UTF-8 without one, each offending unit replaced by `?`, and where the first one
/// stands; `None` for other bytes.
fn from_utf16(bytes: &[u8]) -> Option<(String, Option<usize>)> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        // UTF-32 starts alike.
        [0xFF, 0xFE, 0, 0, ..] => return None,
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (units, rest) = bytes.as_chunks();
    let (mut text, mut invalid) = (String::with_capacity(bytes.len()), None);
    for letter in char::decode_utf16(units.iter().skip(1).map(|pair| unit(*pair))) {
        if letter.is_err() {
            invalid.get_or_insert(text.len());
        }
        text.push(letter.unwrap_or('?'));
    }
    if !rest.is_empty() {
        invalid.get_or_insert(text.len());
        text.push('?');
    }
    Some((text, invalid))
}

/// UTF-8 text of the same length as `bytes`, each offending byte replaced by `?`, and where the first one stands.
fn decode(bytes: Vec<u8>) -> (String, Option<usize>) {
    let mut bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let mut first = None;
    let mut done = 0;
    while let Some(rest) = bytes.get(done..) {
        let Err(error) = std::str::from_utf8(rest) else { break };
        let bad = done + error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| bad + len);
        first.get_or_insert(bad);
        if let Some(run) = bytes.get_mut(bad..end) {
            run.fill(b'?');
        }
        done = end;
    }
    (String::from_utf8_lossy(&bytes).into_owned(), first)
}

/// How many characters start in some bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn floor_char_boundary(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_bytes_that_are_not_utf8_one_for_one() {
        let mut sources = Sources::default();
        let id = sources.add("a".into(), "a".into(), b"ok \xff\xfe\nnext \xe2\x82".to_vec());
        let file = sources.file(id).unwrap();
        assert_eq!(file.text(), "ok ??\nnext ??");
        assert_eq!(file.invalid(), Some(3));
    }

    #[test]
    fn reads_utf16_by_its_mark() {
        let mut sources = Sources::default();
        let mut read = |bytes: &[u8]| {
            let id = sources.add("a".into(), "a".into(), bytes.to_vec());
            let file = sources.file(id).unwrap();
            (file.text().to_owned(), file.invalid(), file.is_utf16())
        };
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        let little: Vec<u8> = units("\u{feff}é😀\n").iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units("\u{feff}é😀\n").iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(read(&little), ("é😀\n".to_owned(), None, true));
        assert_eq!(read(&big), ("é😀\n".to_owned(), None, true));
        assert_eq!(read(&[0xFE, 0xFF, 0, b'a', 0xD8, 0, 0, b'b', 0]), ("a?b?".to_owned(), Some(1), true));
        assert_eq!(read(&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0]), ("??\0\0a\0\0\0".to_owned(), Some(0), false));
    }

    #[test]
    fn counts_lines_and_columns_from_one_in_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a".into(), "a".into(), "é = 1\nab".into());
        let file = sources.file(id).unwrap();
        assert_eq!(file.position(3), Position { line: 1, column: 3, byte: 3 });
        assert_eq!(file.position(8), Position { line: 2, column: 2, byte: 8 });
        assert_eq!(file.position(99), Position { line: 2, column: 3, byte: 9 });
    }

    #[test]
    fn counts_the_columns_of_long_lines_by_blocks() {
        let mut sources = Sources::default();
        let text = format!("first\n{}", "aé€😀".repeat(BLOCK / 2));
        let id = sources.add("a".into(), "a".into(), text.clone().into_bytes());
        let file = sources.file(id).unwrap();
        for byte in [6, 7, BLOCK - 1, BLOCK, BLOCK + 7, 3 * BLOCK, 3 * BLOCK + 6, text.len() - 4, text.len()] {
            let Position { line, column, byte } = file.position(byte);
            assert_eq!((line, column), (2, text.get(6..byte).unwrap().chars().count() + 1), "{byte}");
        }
    }
}
