//! The source code that a plan was made from, where it is near the plan.
//!
//! A person changes the code, not the plan: what is found points there. The folder of the configuration is the plan's
//! own, one above it, or one below it; it counts where it declares everything that the plan's configuration says of the
//! root module. Local modules are followed from there. Else places are those of the plan.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::ModuleConfiguration;
use super::tree::{instance_path, path};
use crate::source::Library;
use crate::terraform::address::Step;
use crate::terraform::places::{Places, places};
use crate::value;

/// How far above and below the plan the configuration is looked for.
const MAX_DISTANCE: usize = 3;

/// The places of blocks, by the path of their module without keys and their address in it.
pub(super) type Written = HashMap<String, Places>;

/// Finds the code of a plan.
pub(super) fn written(library: &Library<'_>, plan: &Path, root: &ModuleConfiguration<'_>) -> Written {
    let folder = plan.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    let mut reader = Reader { library, folders: HashMap::new(), written: Written::new() };
    let above = std::iter::successors(Some(folder.clone()), |folder| Some(folder.join(".."))).take(MAX_DISTANCE + 1);
    let found = above.into_iter().find(|folder| reader.declares(folder, root));
    let found = found.or_else(|| below(library, &folder).into_iter().find(|folder| reader.declares(folder, root)));
    if let Some(found) = found {
        reader.module(&found, root, "");
    }
    reader.written
}

/// Where the code has the calls that lead to a module, the nearest first; nothing where it does not have the outermost.
pub(super) fn called_at(calls: &[Step<'_>], written: &Written) -> Option<Arc<value::Step>> {
    let mut before = None;
    for at in 1..=calls.len() {
        let (call, outer) = calls.get(..at)?.split_last()?;
        let place = written.get(&format!("{}module.{}", path(outer), call.name))?;
        let address = instance_path(calls.get(..at)?);
        let what = format!("`{}` is called here", address.trim_end_matches('.'));
        before = Some(Arc::new(value::Step { what: what.into(), span: place.header, before }));
    }
    before
}

/// The folders with code below another, the nearest first.
fn below(library: &Library<'_>, folder: &Path) -> Vec<PathBuf> {
    let files = library.walk(folder).unwrap_or_default();
    let code = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "tf"));
    let folders: BTreeSet<_> = code.filter_map(|file| file.parent()).map(|it| (it.components().count(), it)).collect();
    let own = if folder == Path::new(".") { 0 } else { folder.components().count() };
    folders.into_iter().filter(|(depth, _)| *depth <= own + MAX_DISTANCE).map(|(_, it)| it.to_owned()).collect()
}

struct Reader<'l> {
    library: &'l Library<'l>,
    folders: HashMap<PathBuf, HashMap<String, Places>>,
    written: Written,
}

impl Reader<'_> {
    /// Whether a folder declares what a configuration says of its root module.
    fn declares(&mut self, folder: &Path, root: &ModuleConfiguration<'_>) -> bool {
        let declared = self.folder(folder);
        let resources = root.resources.iter().flatten().map(|it| it.address.to_string());
        let calls = root.module_calls.iter().flatten().map(|(name, _)| format!("module.{name}"));
        let mut wanted = resources.chain(calls).peekable();
        wanted.peek().is_some() && wanted.all(|address| declared.contains_key(&address))
    }

    fn folder(&mut self, folder: &Path) -> &HashMap<String, Places> {
        let library = self.library;
        self.folders.entry(folder.to_owned()).or_insert_with(|| {
            let files = library.list(folder).unwrap_or_default();
            let code = files.iter().filter(|file| file.path.extension().is_some_and(|ending| ending == "tf"));
            let read = code.filter_map(|file| library.open(&file.path).ok());
            read.flat_map(|id| places(id, library.sources().text(id))).collect()
        })
    }

    /// Follows modules as deep as a plan nests, which its parser bounds.
    fn module(&mut self, folder: &Path, code: &ModuleConfiguration<'_>, path: &str) {
        let declared = self.folder(folder).clone();
        self.written.extend(declared.into_iter().map(|(address, places)| (format!("{path}{address}"), places)));
        for (name, call) in code.module_calls.iter().flatten() {
            let source = call.source.as_deref().filter(|it| it.starts_with("./") || it.starts_with("../"));
            if let (Some(source), Some(inner)) = (source, &call.module) {
                self.module(&folder.join(source), inner, &format!("{path}module.{name}."));
            }
        }
    }
}
