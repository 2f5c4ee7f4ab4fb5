//! The configuration files of a run: the one that is named or found, and those that it adds to.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::config::{self, Pattern, Settings};
use crate::finding::{Problem, ProblemKind};
use crate::git::Snapshot;
use crate::source::{
    FileId, FileSystem, Library, NotOpened, PathKind, Patterns, SourceFile, Sources, Span, plain, printed,
};

use super::super::args::ConfigArgs;
use super::super::outcome::Failure;

/// What the configuration files say.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The files, those that others add to first.
    pub(super) sources: Sources,
    pub(super) settings: Settings,
    pub(super) problems: Vec<Problem>,
}

/// Reads the named file, which must be there, or the nearest `bucketlint.toml` from the working directory up to the top
/// of its repository, which need not.
pub(super) fn load(fs: &dyn FileSystem, args: &ConfigArgs) -> Result<Files, Failure> {
    if args.no_config {
        return Ok(Files::default());
    }
    let read = args.config.as_ref().map(|path| (path.clone(), fs.read_named(path).map_err(NotOpened::from)));
    of_read(fs, args, read, &printed)
}

/// Reads the same of a revision. What now says something else there is told: it does not count.
pub(super) fn load_before(before: &Snapshot, now: &dyn FileSystem, args: &ConfigArgs) -> Result<Files, Failure> {
    // What is named and is not in the revision is not taken from the disk in its place.
    let read = |path: &PathBuf| before.kind(path).and_then(|_| before.read_named(path)).map_err(NotOpened::from);
    let read = args.config.as_ref().map(|path| (path.clone(), read(path)));
    let revision = args.config_from.as_deref().unwrap_or_default();
    let mut files = of_read(before, args, read, &|path| format!("{revision}:{}", printed(path)))?;
    let named = args.config.as_ref().map(|path| (path.clone(), now.read_named(path).map_err(NotOpened::from)));
    let of_now = of_read(now, args, named, &printed).map(|it| it.sources).unwrap_or_default();
    let is_same =
        |file: &SourceFile| files.sources.iter().any(|(_, it)| it.path() == file.path() && it.text() == file.text());
    let changed: Vec<_> = of_now.iter().filter(|(_, file)| !is_same(file)).collect();
    files.problems.extend(changed.into_iter().map(|(_, file)| {
        let message = format!("the configuration is that of `{revision}`: what is changed here does not count");
        Problem::of_path(ProblemKind::Note, file.name(), message).help(format!("it does once `{revision}` has it"))
    }));
    Ok(files)
}

/// What the named file says, as it was read, else the nearest one; files are called as is said.
fn of_read(
    fs: &dyn FileSystem,
    args: &ConfigArgs,
    named: Option<(PathBuf, Result<Vec<u8>, NotOpened>)>,
    called: &dyn Fn(&Path) -> String,
) -> Result<Files, Failure> {
    let none = Sources::default();
    match named.or_else(|| nearest(&Library::new(fs, &none, &[]))) {
        None => Ok(Files::default()),
        Some((path, Ok(bytes))) => Ok(all(fs, path, bytes, called)),
        Some((path, Err(reason))) if args.config.is_some() => {
            let message = format!("cannot read the configuration `{}`: it {}", called(&path), reason.reason());
            Err(Failure::new(message).help("--config names a TOML file"))
        }
        // Nobody asked for it, so the rest is judged without it.
        Some((path, Err(reason))) => {
            let problem = Problem::of_path(ProblemKind::Read, called(&path), reason.reason());
            Ok(Files { problems: vec![problem.help("what it says does not count")], ..Files::default() })
        }
    }
}

/// The nearest file, with what it says.
fn nearest(library: &Library<'_>) -> Option<(PathBuf, Result<Vec<u8>, NotOpened>)> {
    let here = library.place(Path::new("")).ok()?;
    let top = library.top_of(&here)?;
    let mut folder = PathBuf::new();
    for around in here.ancestors() {
        let path = folder.join(config::FILE_NAME);
        match library.read(&path) {
            Err(NotOpened::Missing) => {}
            read => return Some((path, read)),
        }
        if around == top {
            break;
        }
        folder.push("..");
    }
    None
}

/// Reads a file and those that it adds to, each once; what they say counts before what it says.
fn all(fs: &dyn FileSystem, path: PathBuf, bytes: Vec<u8>, called: &dyn Fn(&Path) -> String) -> Files {
    let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    let none = Sources::default();
    let library = Library::new(fs, &none, &[folder]);
    let (mut sources, mut problems) = (Sources::default(), Vec::new());
    let mut known: HashSet<_> = library.place(&path).ok().into_iter().collect();
    let mut order = Vec::new();
    let mut open = vec![sources.add(path.clone(), called(&path), bytes)];
    while let Some(file) = open.pop() {
        order.push(file);
        let path = sources.file(file).map(|file| file.path().to_owned()).unwrap_or_default();
        for Pattern { text, span } in config::extended(file, sources.text(file)) {
            let path = beside(&path, &text);
            match library.place(&path).and_then(|place| Ok((place, library.read(&path)?))) {
                Ok((place, _)) if !known.insert(place.clone()) => {
                    let message = format!("`{text}` is a configuration that is read already");
                    let problem = Problem::at(ProblemKind::Configuration, span, message);
                    problems.push(problem.help("each file counts once, so leave it out here"));
                }
                Ok((_, bytes)) => open.push(sources.add(path.clone(), called(&path), bytes)),
                Err(reason) => {
                    let message = format!("the configuration `{text}` {}", reason.reason());
                    let problem = Problem::at(ProblemKind::Configuration, span, message);
                    problems.push(problem.help("name a file of this repository, from the folder of this one"));
                }
            }
        }
    }
    let mut settings = Settings::default();
    for file in order.into_iter().rev() {
        let (read, wrong) = config::read_over(settings, file, sources.text(file));
        settings = read;
        problems.extend(wrong);
    }
    Files { sources, settings, problems }
}

/// A path that a file names, from the working directory.
pub(super) fn beside(file: &Path, named: &str) -> PathBuf {
    plain(&file.parent().unwrap_or_else(|| Path::new("")).join(named))
}

impl Files {
    /// The path of a file of them.
    pub(super) fn path(&self, file: FileId) -> &Path {
        self.sources.file(file).map_or_else(|| Path::new(""), |file| file.path())
    }

    /// Patterns from the folders of the files that they stand in, and what is wrong with those that are none.
    pub(super) fn patterns(&self, fs: &dyn FileSystem, patterns: &[Pattern]) -> (Patterns, Vec<Problem>) {
        // Without a working directory nothing is found anyway.
        let here = fs.here().unwrap_or_default();
        let (mut found, mut problems) = (Patterns::default(), Vec::new());
        for of_file in patterns.chunk_by(|a, b| a.span.file == b.span.file) {
            let folder = of_file.first().and_then(|it| self.path(it.span.file).parent());
            let folder = plain(&here.join(folder.unwrap_or_else(|| Path::new(""))));
            for (text, reason) in found.add(&folder, of_file.iter().map(|it| it.text.as_str())) {
                let message = format!("`{text}` is no pattern: {reason}");
                let places = of_file.iter().filter(|it| it.text == text).map(|it| it.span);
                problems.extend(places.take(1).map(|it| Problem::at(ProblemKind::Configuration, it, message.clone())));
            }
        }
        (found, problems)
    }

    /// The place that one of them names, if it is of this kind: a problem says that it is not.
    pub(super) fn named(
        &self,
        library: &Library<'_>,
        (text, span): (&str, Span),
        wanted: PathKind,
        what: &str,
    ) -> Result<PathBuf, Problem> {
        let path = beside(self.path(span.file), text);
        let wrong = match library.kind(&path) {
            Ok(kind) if kind == wanted => return Ok(path),
            Ok(kind) => format!("is {}", kind.as_str()),
            Err(reason) => reason.reason(),
        };
        let message = format!("`{text}`{what} {wrong}");
        let kind = if wanted == PathKind::Folder { "folder" } else { "file" };
        let problem = Problem::at(ProblemKind::Configuration, span, message);
        Err(problem.help(format!("name a {kind} of this repository, from that of the configuration")))
    }
}
