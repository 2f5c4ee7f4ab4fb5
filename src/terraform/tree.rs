//! Every folder that a root module reaches through calls, each parsed once.
//!
//! The source of a call is a literal or a [constant](super::early), so which folders there are is known before
//! anything is evaluated, and a module that is called a thousand times is read once. Modules of registries and
//! repositories are read from where `init` put them.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use super::early::Early;
use super::given::{Given, Values};
use super::load::{Files, literal, load};
use super::names::{FileRole, printed_folder, role, without_replaced};
use super::sources;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Library, NotOpened, Sources, Span, plain, printed};
use crate::unit::{Unit, Workspace};
use crate::value::{Value, parse_json};

/// How often modules with sources that are no literals are gone through again.
const MAX_AGAIN: usize = 1_000;

/// How many modules of a manifest are read.
const MAX_MANIFEST: usize = 5_000;

/// How many paths of one folder are followed, of those that lead to it by links.
const MAX_PATHS: usize = 16;

/// How deep calls are followed to read folders: deeper than modules are evaluated.
const MAX_CALLS: usize = 32;

/// The folders of one unit.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(super) root: PathBuf,
    pub(crate) folders: IndexMap<PathBuf, Arc<Files>>,
    /// Folders that calls name and that were not read.
    pub(super) not_opened: HashMap<PathBuf, NotOpened>,
    /// Calls that lead back to a module that is being called: the folder of the call and its name.
    pub(super) circular: HashSet<(PathBuf, String)>,
    /// Sources that are no literals: the folder of the call, its name, and the source where it is known and the same
    /// wherever the folder is called.
    pub(crate) early: HashMap<(PathBuf, String), Option<String>>,
    /// Sources that are no paths and mean a folder at hand.
    pub(super) at_hand: HashMap<String, PathBuf>,
    /// Where `init` put a module, by the names of the calls that lead to it, joined with dots.
    pub(super) installed: HashMap<String, PathBuf>,
    /// The values of the root's variables that stand beside the code.
    pub(crate) values: Values,
    pub(crate) problems: Vec<Problem>,
    /// How many paths lead to a folder, by its place.
    paths: HashMap<PathBuf, usize>,
}

/// A call as it is written.
#[derive(Debug)]
struct Call {
    name: String,
    source: String,
    /// What it gives for variables, as far as that is constant.
    given: HashMap<String, Option<String>>,
}

/// A folder on the way from the root, with the calls that are still to be followed.
struct Step {
    folder: PathBuf,
    /// Where it is, links followed.
    place: PathBuf,
    calls: Vec<Call>,
}

impl Step {
    fn new(folder: PathBuf, place: PathBuf, mut calls: Vec<Call>) -> Self {
        calls.reverse();
        Step { folder, place, calls }
    }
}

impl Tree {
    /// Reads the folders of a unit.
    pub(crate) fn load(workspace: &Workspace<'_>, unit: &Unit) -> Tree {
        let (library, sources) = (workspace.library, workspace.sources());
        let (root, own) = root_of(sources, unit);
        let mut tree = Tree { root: root.clone(), ..Tree::default() };
        let files = load(sources, &own);
        tree.values = Values::load(workspace, unit, &files);
        let calls = {
            let given = Given::new(&tree.values);
            let early = Early::of_root(&files, &given);
            calls(&files, &root, &early, &mut tree.early)
        };
        tree.folders.insert(root.clone(), Arc::new(files));
        tree.read_manifest(library);
        let place = place_of(library, &root);
        tree.follow(library, Step::new(root, place, calls));
        let installed: Vec<PathBuf> = tree.installed.values().cloned().collect();
        for folder in installed {
            if !tree.folders.contains_key(&folder) && tree.open(library, &folder) {
                let place = place_of(library, &folder);
                let step = tree.step(folder, place, HashMap::new());
                tree.follow(library, step);
            }
        }
        tree
    }

    /// Reads every folder that local calls reach from one that is read.
    fn follow(&mut self, library: &Library<'_>, from: Step) {
        let mut done = HashSet::new();
        let mut again = MAX_AGAIN;
        let mut open = HashSet::from([from.place.clone()]);
        let mut way = vec![from];
        while let Some(step) = way.last_mut() {
            let Some(Call { name, source, given }) = step.calls.pop() else {
                open.remove(&step.place);
                done.insert(std::mem::take(&mut step.folder));
                way.pop();
                continue;
            };
            let Some(folder) = sources::folder_of(library, &step.folder, &source) else { continue };
            if !sources::is_path(&source) {
                self.at_hand.insert(source, folder.clone());
            }
            let is_done = done.contains(&folder) && !self.leads_elsewhere(&folder, &mut again);
            if is_done || self.not_opened.contains_key(&folder) {
                continue;
            }
            let place = place_of(library, &folder);
            if open.contains(&place) {
                self.circular.insert((step.folder.clone(), name));
            } else if way.len() < MAX_CALLS && (self.folders.contains_key(&folder) || self.open(library, &folder)) {
                open.insert(place.clone());
                way.push(self.step(folder, place, given));
            }
        }
    }

    /// How many bytes the files of all folders have.
    pub(crate) fn bytes(&self, sources: &Sources) -> usize {
        self.folders.values().map(|files| files.bytes(sources)).sum()
    }

    /// Whether a folder that was gone through may lead elsewhere where another call gives it other values. Where that
    /// is not found out, its sources are not known.
    fn leads_elsewhere(&mut self, folder: &Path, again: &mut usize) -> bool {
        let mut early = self.early.iter_mut().filter(|((of, _), _)| of == folder).peekable();
        if early.peek().is_none() {
            return false;
        }
        let left = again.checked_sub(1);
        match left {
            Some(left) => *again = left,
            None => early.for_each(|(_, source)| *source = None),
        }
        left.is_some()
    }

    fn step(&mut self, folder: PathBuf, place: PathBuf, given: HashMap<String, Option<String>>) -> Step {
        let Some(files) = self.folders.get(&folder) else { return Step::new(folder, place, Vec::new()) };
        let calls = calls(files, &folder, &Early::called(files, given), &mut self.early);
        Step::new(folder, place, calls)
    }

    /// Reads a folder; whether there is a module in it.
    fn open(&mut self, library: &Library<'_>, folder: &Path) -> bool {
        if self.not_opened.contains_key(folder) {
            return false;
        }
        let paths = self.paths.entry(place_of(library, folder)).or_default();
        *paths += 1;
        if *paths > MAX_PATHS {
            let reason = NotOpened::Unreadable(format!("more than {MAX_PATHS} paths lead to it, through links"));
            self.not_opened.insert(folder.to_owned(), reason);
            return false;
        }
        match open(library, folder, &mut self.problems) {
            Ok(ids) => {
                let files = library.made_of(&ids, || load(library.sources(), &ids));
                self.folders.insert(folder.to_owned(), files);
            }
            Err(reason) => drop(self.not_opened.insert(folder.to_owned(), reason)),
        }
        self.folders.contains_key(folder)
    }

    /// What `init` wrote down, where it has run.
    fn read_manifest(&mut self, library: &Library<'_>) {
        let path = plain(&self.root.join(".terraform/modules/modules.json"));
        let file = match library.open(&path) {
            Ok(file) => file,
            Err(NotOpened::Missing) => return,
            Err(reason) => {
                let message = format!("the list of installed modules {}", reason.reason());
                return self.problems.push(Problem::of_path(ProblemKind::Read, printed(&path), message));
            }
        };
        let manifest = match parse_json(file, library.sources().text(file)) {
            Ok(manifest) => manifest.root,
            Err(error) => {
                let message = format!("the list of installed modules is not JSON: {}", error.message);
                let problem = Problem::at(ProblemKind::Parse, error.span, message);
                self.problems.push(problem.help("run `terraform init` again"));
                return;
            }
        };
        let modules = manifest.get("Modules").and_then(Value::as_list).map_or(&[][..], |list| &list.items);
        if modules.len() > MAX_MANIFEST {
            let message = format!("more than {MAX_MANIFEST} modules are installed");
            let problem = Problem::at(ProblemKind::Limit, Span::whole_file(file), message);
            self.problems.push(problem.help("those past that are not read"));
        }
        let text = |module: &Value, name: &str| module.get(name).and_then(Value::as_str).map(str::to_owned);
        let entries = modules.iter().take(MAX_MANIFEST).filter_map(|it| Some((text(it, "Key")?, text(it, "Dir")?)));
        self.installed =
            entries.filter(|(key, _)| !key.is_empty()).map(|(key, dir)| (key, plain(&self.root.join(dir)))).collect();
    }
}

/// Where a folder is, links followed.
fn place_of(library: &Library<'_>, folder: &Path) -> PathBuf {
    library.place(folder).unwrap_or_else(|_| folder.to_owned())
}

/// The folder of a unit's root module, and its files. A unit holds the files of the modules that it calls as well.
fn root_of(sources: &Sources, unit: &Unit) -> (PathBuf, Vec<FileId>) {
    let files = unit.files.iter().filter_map(|id| Some((*id, sources.file(*id)?)));
    let (ids, paths): (Vec<_>, Vec<_>) =
        files.filter(|(_, file)| printed_folder(file) == unit.name).map(|(id, file)| (id, file.path())).unzip();
    (paths.first().map_or_else(|| plain(Path::new(&unit.name)), |path| folder_of(path)), ids)
}

/// The configuration of a folder. A file of it that cannot be read may say anything.
fn open(library: &Library<'_>, folder: &Path, problems: &mut Vec<Problem>) -> Result<Vec<FileId>, NotOpened> {
    let files = library.list(folder)?.into_iter().map(|listed| listed.path);
    let files =
        files.filter(|file| matches!(role(file), Some(FileRole::Configuration(_) | FileRole::Override(_)))).collect();
    let files = without_replaced(files, |file: &PathBuf| file.as_path());
    let read: Vec<_> = files.iter().map(|file| library.open(file)).collect();
    if read.iter().all(Result::is_err) {
        return read.into_iter().find_map(Result::err).map_or(Err(NotOpened::Missing), Err);
    }
    let mut ids = Vec::new();
    for (file, read) in files.iter().zip(read) {
        match read {
            Ok(id) => ids.push(id),
            Err(NotOpened::Missing) => {}
            Err(reason) => {
                let id = library.unread(file);
                // Where discovery could not read it, it has been told of, in the same words.
                let name = library.sources().name(id).to_owned();
                problems.push(Problem::of_path(ProblemKind::Read, name, reason.reason()));
                ids.push(id);
            }
        }
    }
    if ids.is_empty() { Err(NotOpened::Missing) } else { Ok(ids) }
}

/// The calls of a module whose sources are known. What a source that is no literal comes to is kept; where it comes to
/// something else than before, it is not known.
fn calls(
    files: &Files,
    folder: &Path,
    early: &Early<'_>,
    kept: &mut HashMap<(PathBuf, String), Option<String>>,
) -> Vec<Call> {
    let blocks = files.configuration.iter().chain(&files.overrides).flat_map(|parsed| parsed.body.get_blocks("module"));
    let call = |block: &hcl_edit::structure::Block| {
        let name = block.labels.first()?.as_str().to_owned();
        let expression = &block.body.get_attribute("source")?.value;
        let source = match literal(expression) {
            Some(source) => source.to_owned(),
            None => {
                let source = early.constant(expression);
                let before = kept.entry((folder.to_owned(), name.clone())).or_insert_with(|| source.clone());
                if *before != source {
                    *before = None;
                }
                before.clone()?
            }
        };
        let arguments = block.body.attributes();
        let given = arguments.map(|it| (it.key.as_str().to_owned(), early.constant(&it.value))).collect();
        Some(Call { name, source, given })
    };
    blocks.filter_map(call).collect()
}

/// The folder of a file.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    plain(file.parent().unwrap_or_else(|| Path::new("")))
}
