//! What is said of input that is not analysed: nothing that a person names or has written is passed over in silence.
//! Each kind of it takes one line, however much there is of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::{OfAll, Problem, ProblemKind, listed};
use crate::frontends::{self, Foreign, Input, Unit};
use crate::source::{Discovered, FileId, LeftOut, PathKind, Sources, Span, Wanted, plain, printed};

/// What was found, and what has become of it.
pub(super) struct Found<'f> {
    pub(super) discovered: &'f Discovered,
    /// Files of values that the user gives.
    pub(super) given: &'f [Input],
    pub(super) sources: &'f Sources,
    pub(super) units: Vec<&'f Unit>,
}

/// What a file is to the language to which it is most.
pub(super) fn wanted(path: &Path) -> Option<Wanted> {
    frontends::ALL.iter().filter_map(|frontend| frontend.wants(path)).min()
}

/// One note for each kind of input that is not analysed.
pub(super) fn notes(found: &Found<'_>) -> Vec<Problem> {
    let read: HashSet<FileId> = found.units.iter().flat_map(|unit| unit.files.iter().copied()).collect();
    let read: HashSet<PathBuf> =
        read.into_iter().filter_map(|id| found.sources.file(id)).map(|file| plain(file.path())).collect();
    let mut problems = foreign(found, &read);
    problems.extend(values(found, &read).into_iter().chain(no_input(found, &read)));
    problems.extend(led_out(&found.discovered.links_out).into_iter().chain(excluded(&found.discovered.excluded)));
    problems.extend(nothing_below(found, &read).into_iter().chain(not_walked(&found.discovered.left_out)));
    problems
}

fn note(message: String, help: &str) -> Problem {
    Problem::of_path(ProblemKind::Unread, "", message).help(help)
}

/// The files of other programs, where nothing is analysed in the folder.
fn foreign(found: &Found<'_>, read: &HashSet<PathBuf>) -> Vec<Problem> {
    let analysed: HashSet<_> = read.iter().filter_map(|file| file.parent()).collect();
    let all =
        found.discovered.foreign.iter().map(PathBuf::as_path).chain(found.sources.iter().map(|(_, file)| file.path()));
    let mut kinds: BTreeMap<Foreign, BTreeSet<PathBuf>> = BTreeMap::new();
    for path in all.map(plain).filter(|path| !path.parent().is_some_and(|folder| analysed.contains(folder))) {
        if let Some(kind) = frontends::ALL.iter().find_map(|frontend| frontend.foreign(&path)) {
            kinds.entry(kind).or_default().insert(path);
        }
    }
    let told = |(kind, paths): (Foreign, BTreeSet<PathBuf>)| {
        let names: Vec<_> = paths.iter().map(|path| printed(path)).collect();
        let files = if names.len() == 1 { "a file".to_owned() } else { format!("{} files", names.len()) };
        note(format!("nothing is read of {files} {}: {}", kind.whose, listed(&names)), kind.help)
    };
    kinds.into_iter().map(told).collect()
}

/// Files of values that are named, and that Terraform loads only where they are given.
fn values(found: &Found<'_>, read: &HashSet<PathBuf>) -> Option<Problem> {
    let is_given = |path: &Path| found.given.iter().any(|it| matches!(it, Input::File(file) if plain(file) == path));
    let is_told = |path: &PathBuf| wanted(path) == Some(Wanted::Beside) && !read.contains(path) && !is_given(path);
    let names: Vec<_> = named(found).filter(is_told).map(|path| printed(&path)).collect();
    let help = "give it by `--var-file`, with the folder of the module that takes its values";
    let told = || note(format!("named, and loaded by Terraform only where it is given: {}", listed(&names)), help);
    (!names.is_empty()).then(told)
}

/// Files that are named and are nothing to any language. Of YAML and JSON the languages say so themselves.
fn no_input(found: &Found<'_>, read: &HashSet<PathBuf>) -> Option<Problem> {
    let is_told = |path: &PathBuf| {
        let is_nothing = || matches!(wanted(path), None | Some(Wanted::WithFolder));
        !read.contains(path) && is_nothing()
    };
    let names: Vec<_> = named(found).filter(is_told).map(|path| printed(&path)).collect();
    let help = "Terraform is read from files ending in `.tf`, `.tofu`, `.tf.json` or `.tofu.json`; \
                a pipe may hold a plan or a template";
    let told = || {
        note(format!("nothing is read of what is no part of a module, a plan or a template: {}", listed(&names)), help)
    };
    (!names.is_empty()).then(told)
}

fn named<'f>(found: &'f Found<'_>) -> impl Iterator<Item = PathBuf> + 'f {
    found.discovered.named.iter().filter_map(|id| found.sources.file(*id)).map(|file| plain(file.path()))
}

/// Resources that would be judged and that the values at hand leave out.
pub(super) fn not_made(all: &[(Span, Arc<str>)]) -> Option<Problem> {
    let (first, _) = all.first()?;
    let of_all = OfAll {
        one: "a resource is not made with these values, and not judged",
        many: "resources are not made with these values, and not judged",
        names: all.iter().map(|(_, address)| format!("`{address}`")).collect(),
    };
    let help = "give other values (`--var`, `--var-file`, `--parameter`) to judge it";
    Some(Problem::of_all(ProblemKind::Note, *first, of_all).help(help))
}

/// Folders that are named and below which nothing is analysed. A run that analyses nothing at all says so itself.
fn nothing_below(found: &Found<'_>, read: &HashSet<PathBuf>) -> Option<Problem> {
    let is_empty = |folder: &Path| {
        let folder = if folder == Path::new(".") { Path::new("") } else { folder };
        !read.iter().any(|file| file.starts_with(folder))
    };
    let folders =
        found.discovered.paths.iter().filter(|(_, kind)| *kind == Some(PathKind::Folder)).map(|(path, _)| plain(path));
    let names: Vec<_> = folders.filter(|folder| is_empty(folder)).map(|folder| printed(&folder)).collect();
    let help = "Terraform, plans and templates are looked for there and in the folders below";
    let told = || note(format!("nothing that is analysed by itself stands below {}", listed(&names)), help);
    (!names.is_empty() && !read.is_empty()).then(told)
}

/// Folders with input that were not walked.
fn not_walked(left_out: &LeftOut) -> Option<Problem> {
    let LeftOut { with_input, not_looked_through } = left_out;
    let mut parts = Vec::new();
    if !with_input.is_empty() {
        let what = match with_input.len() {
            1 => "a folder with input is".to_owned(),
            count => format!("{count} folders with input are"),
        };
        let why = "left out, as `.gitignore` or a name that starts with a dot says";
        parts.push(format!("{what} {why}: {}", listed(with_input)));
    }
    if !not_looked_through.is_empty() {
        parts.push(format!("left out, and too large to be looked through for input: {}", listed(not_looked_through)));
    }
    (!parts.is_empty()).then(|| note(parts.join("; "), "name a folder to analyse it"))
}

/// Links that lead out of the repository, where folders of modules may be.
fn led_out(links: &BTreeSet<String>) -> Option<Problem> {
    let names: Vec<_> = links.iter().cloned().collect();
    let (links, lead) =
        if names.len() == 1 { ("a link".to_owned(), "leads") } else { (format!("{} links", names.len()), "lead") };
    let help = "what stands there is not judged; name its place to analyse it";
    let told =
        || note(format!("{links} {lead} out of the repository, where nothing is read: {}", listed(&names)), help);
    (!names.is_empty()).then(told)
}

/// What is named, and kept from being judged.
fn excluded(names: &BTreeSet<String>) -> Option<Problem> {
    let names: Vec<_> = names.iter().cloned().collect();
    let told = || {
        note(format!("named, and excluded by the configuration: {}", listed(&names)), "change `exclude` to analyse it")
    };
    (!names.is_empty()).then(told)
}
