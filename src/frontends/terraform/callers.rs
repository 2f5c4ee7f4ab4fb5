//! Which of the scanned folders are roots: those that no other one calls.
//!
//! Only the sources of calls are looked for, line by line, so that nothing is parsed before it is analysed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::frontends::{Inputs, Unit, Workspace};
use crate::source::{FileId, Library};
use crate::terraform::names::{FileRole, Syntax, printed_folder, role, without_replaced};
use crate::terraform::sources;
use crate::terraform::tree::{Tree, folder_of};
use crate::value::{Kind, Value, parse_json};

/// A scanned folder.
#[derive(Default)]
struct Folder {
    name: String,
    files: Vec<FileId>,
    is_module: bool,
    /// Whether a source is no literal.
    has_early: bool,
    calls: BTreeSet<PathBuf>,
}

/// One unit for each folder with configuration that no other one calls, with the files of those that it calls. Values
/// alone form none. Of modules that only call each other the first is a unit, so that they are not lost.
///
/// A folder of which a file is named is looked for in the calls of its whole repository.
pub(super) fn units(library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit> {
    let mut folders = folders(library);
    add_early(library, &mut folders);
    let called: BTreeSet<&PathBuf> =
        folders.iter().flat_map(|(path, folder)| folder.calls.iter().filter(move |to| *to != path)).collect();
    let modules = || folders.iter().filter(|(_, folder)| folder.is_module).map(|(path, _)| path);
    let mut reached = BTreeSet::new();
    let mut units = Vec::new();
    for root in modules().filter(|path| !called.contains(path)).chain(modules().filter(|path| called.contains(path))) {
        if !reached.contains(root) {
            units.extend(unit(root, &folders, &mut reached));
        }
    }
    units.sort_by(|a, b| a.0.cmp(b.0));
    let named = named.iter().filter_map(|id| library.sources().file(*id));
    let named: BTreeSet<_> = named.map(|file| folder_of(file.path())).collect();
    mark_used_elsewhere(library, units.iter_mut().filter(|(root, _)| named.contains(*root)));
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// The unit of a root. Files of a module that several roots call are counted with the first.
fn unit<'f>(
    root: &'f PathBuf,
    folders: &'f BTreeMap<PathBuf, Folder>,
    reached: &mut BTreeSet<&'f PathBuf>,
) -> Option<(&'f PathBuf, Unit)> {
    let mut unit = Unit { name: folders.get(root)?.name.clone(), ..Unit::default() };
    let mut open = vec![root];
    while let Some(path) = open.pop() {
        let Some(folder) = folders.get(path) else { continue };
        if reached.insert(path) {
            unit.files.extend(&folder.files);
            open.extend(&folder.calls);
        }
    }
    unit.files.sort_unstable();
    Some((root, unit))
}

/// Marks the units that folders call of which no file is scanned.
fn mark_used_elsewhere<'u, 'f: 'u>(library: &Library<'_>, units: impl Iterator<Item = &'u mut (&'f PathBuf, Unit)>) {
    let units: Vec<_> = units.filter_map(|(folder, unit)| Some((library.place(folder).ok()?, unit))).collect();
    let Some((_, first)) = units.first() else { return };
    // Where something stands in a file that is not scanned is asked by nobody.
    let Some(id) = first.files.first().copied() else { return };
    let scanned = library.sources().iter().filter_map(|(_, file)| library.place(file.path()).ok());
    let scanned: HashSet<_> = scanned.collect();
    let tops: BTreeSet<_> = units.iter().filter_map(|(place, _)| library.top_of(place)).collect();
    let files: Vec<_> = tops.iter().flat_map(|top| library.walk(top).unwrap_or_default()).collect();
    let calls = |file: &PathBuf| {
        let (Some(FileRole::Configuration(syntax) | FileRole::Override(syntax)), false) =
            (role(file), scanned.contains(file))
        else {
            return Vec::new();
        };
        // A caller that cannot be read is told of where it is analysed.
        let bytes = library.read(file).unwrap_or_default();
        let folder = folder_of(file);
        let written = calls(id, &String::from_utf8_lossy(&bytes), syntax);
        let called = written.iter().filter_map(|source| sources::folder_of(library, &folder, source));
        called.filter(|called| *called != folder).collect()
    };
    let called: HashSet<_> = files.par_iter().flat_map_iter(calls).collect();
    units.into_iter().for_each(|(place, unit)| unit.is_used_elsewhere = called.contains(&place));
}

fn folders(library: &Library<'_>) -> BTreeMap<PathBuf, Folder> {
    let mut known: HashMap<PathBuf, PathBuf> = HashMap::new();
    // A folder that a link leads to is the one that it is.
    let mut at = |folder: PathBuf| known.entry(folder).or_insert_with_key(|folder| library.folder(folder)).clone();
    let files: Vec<_> = library.sources().iter().filter(|(_, file)| role(file.path()).is_some()).collect();
    let mut folders: BTreeMap<PathBuf, Folder> = BTreeMap::new();
    for (id, file) in without_replaced(files, |(_, file)| file.path()) {
        let path = folder_of(file.path());
        let folder = folders.entry(path.clone()).or_default();
        folder.name = printed_folder(file).to_owned();
        folder.files.push(id);
        if let Some(FileRole::Configuration(syntax) | FileRole::Override(syntax)) = role(file.path()) {
            folder.is_module = true;
            let called = calls(id, file.text(), syntax);
            folder.has_early |= syntax == Syntax::Native && file.text().lines().any(is_early);
            let called = called.iter().filter_map(|source| sources::folder_of(library, &path, source));
            folder.calls.extend(called.map(&mut at));
        }
    }
    folders
}

/// Adds the calls whose sources are put together of what is known beforehand.
fn add_early(library: &Library<'_>, folders: &mut BTreeMap<PathBuf, Folder>) {
    let inputs = Inputs::default();
    let workspace = Workspace::new(library, &inputs);
    for folder in folders.values_mut().filter(|folder| folder.has_early) {
        let unit = Unit { name: folder.name.clone(), files: folder.files.clone(), ..Unit::default() };
        let tree = Tree::load(&workspace, &unit);
        let early =
            tree.early.iter().filter_map(|((of, _), source)| sources::folder_of(library, of, source.as_deref()?));
        folder.calls.extend(early.map(|called| library.folder(&called)));
    }
}

/// Whether a line gives a source that is no literal.
fn is_early(line: &str) -> bool {
    let value = line.trim_start().strip_prefix("source").map(str::trim_start).and_then(|it| it.strip_prefix('='));
    value.is_some_and(|value| value.contains("var.") || value.contains("local."))
}

fn calls(id: FileId, text: &str, syntax: Syntax) -> Vec<String> {
    match syntax {
        _ if !text.contains("module") => Vec::new(),
        Syntax::Native => native_calls(text),
        Syntax::Json => parse_json(id, text).map_or_else(|_| Vec::new(), |json| json_calls(&json.root)),
    }
}

/// What the lines of `module` blocks give as `source`, comments left out.
fn native_calls(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut inside, mut in_comment) = (false, false);
    for line in text.lines() {
        if in_comment || line.trim_start().starts_with("/*") {
            in_comment = !line.contains("*/");
        } else if let Some(rest) = line.strip_prefix("module") {
            inside = rest.starts_with([' ', '\t', '"']);
            let body = rest.split_once('{').map_or("", |(_, body)| body);
            found.extend(source_of(body));
        } else if line.starts_with(|letter: char| !letter.is_whitespace()) {
            inside = false;
        } else if inside {
            found.extend(source_of(line));
        }
    }
    found
}

/// The text that a line gives as `source`.
fn source_of(line: &str) -> Option<String> {
    let value = line.trim_start().strip_prefix("source")?.trim_start().strip_prefix('=')?.trim_start();
    value.strip_prefix('"')?.split_once('"').map(|(source, _)| source.to_owned())
}

fn json_calls(root: &Value) -> Vec<String> {
    let calls = root.get("module").into_iter().flat_map(objects).flat_map(|calls| calls.as_map().into_iter());
    let bodies = calls.flat_map(|calls| calls.values().flat_map(objects));
    bodies.filter_map(|body| body.get("source")?.as_str().map(str::to_owned)).collect()
}

/// An object, or the objects of a list: JSON syntax writes one block or several.
fn objects(value: &Value) -> Vec<&Value> {
    match &value.kind {
        Kind::List(list) => list.items.iter().collect(),
        _ => vec![value],
    }
}
