//! The modules of one unit, and which of them a call means.

use std::collections::HashMap;
use std::path::Path;

use super::load::literal;
use super::module::{Declaration, Module};
use super::provider::Provider;
use super::sources::local;
use super::tree::Tree;
use crate::source::{NotOpened, Sources, printed};
use crate::value::{Elsewhere, PastBound, Reason};

/// The modules of a unit by their folders.
#[derive(Debug)]
pub(crate) struct Modules<'m> {
    by_folder: HashMap<&'m Path, Module<'m>>,
    tree: &'m Tree,
}

/// Why a call is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// It names a module of a registry or repository, and `init` has not fetched it.
    NotInstalled(String),
    /// It names a folder that was not read.
    NotOpened(NotOpened),
    /// It leads back to a module that is being called.
    Circular,
    /// It has no source, or one that is no literal.
    NoSource,
    /// It stands past the bound of how deep modules call each other.
    TooDeep,
}

impl Absent {
    /// Why outputs of the module are not known.
    pub(super) fn reason(&self) -> Reason {
        match self {
            Absent::NotInstalled(_) => Elsewhere::NotInstalled.into(),
            Absent::NotOpened(_) => Elsewhere::NotRead.into(),
            Absent::Circular => Elsewhere::Circular.into(),
            Absent::NoSource => Elsewhere::NoSource.into(),
            Absent::TooDeep => PastBound::Modules.into(),
        }
    }
}

impl<'m> Modules<'m> {
    pub(crate) fn new(sources: &'m Sources, tree: &'m Tree, provider: &dyn Provider) -> Self {
        let modules = tree.folders.iter();
        let modules = modules.map(|(folder, files)| (folder.as_path(), Module::new(sources, folder, files, provider)));
        Modules { by_folder: modules.collect(), tree }
    }

    /// The module that nobody calls.
    pub(crate) fn root(&'m self) -> Option<&'m Module<'m>> {
        self.by_folder.get(self.tree.root.as_path())
    }

    /// All modules, in the order in which they were read.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Module<'m>> {
        self.tree.folders.keys().filter_map(|folder| self.by_folder.get(folder.as_path()))
    }

    /// A folder as it is reached from the root module; `None` where the way there is not UTF-8.
    pub(super) fn relative(&self, folder: &Path) -> Option<String> {
        let mut up = String::new();
        let root = &self.tree.root;
        let mut above = if root == Path::new(".") { Path::new("") } else { root.as_path() };
        loop {
            if let Ok(below) = folder.strip_prefix(above) {
                below.to_str()?;
                let below = printed(below);
                let path = format!("{up}{}", if below == "." { "" } else { &below });
                let path = path.trim_end_matches('/');
                return Some(if path.is_empty() { ".".to_owned() } else { path.to_owned() });
            }
            let Some(parent) = above.parent() else { return folder.to_str().map(|_| printed(folder)) };
            (above, up) = (parent, format!("../{up}"));
        }
    }

    /// The folder that Terraform runs in.
    pub(super) fn root_folder(&self) -> &Path {
        &self.tree.root
    }

    /// Whether the module that a call means is read in place of a version of it that the call asks for.
    pub(super) fn stands_in(&self, call: &Declaration<'_>) -> bool {
        let written = call.argument("source").and_then(|source| literal(source.expression));
        written.is_some_and(|source| self.tree.at_hand.contains_key(source))
    }

    /// The module that a call means. `names` are those of the calls that lead to it, itself included, joined with dots.
    pub(super) fn called(
        &'m self,
        from: &Module<'_>,
        call: &Declaration<'_>,
        names: &str,
    ) -> Result<&'m Module<'m>, Absent> {
        let written = call.argument("source").and_then(|source| literal(source.expression));
        let key = || (from.folder.to_owned(), call.name.to_owned());
        let early = || self.tree.early.get(&key()).and_then(|source| source.as_deref());
        let source = written.or_else(early).ok_or(Absent::NoSource)?;
        let folder = match local(from.folder, source).or_else(|| self.tree.at_hand.get(source).cloned()) {
            Some(folder) => folder,
            None => {
                let installed = self.tree.installed.get(names);
                installed.cloned().ok_or_else(|| Absent::NotInstalled(source.to_owned()))?
            }
        };
        if self.tree.circular.contains(&(from.folder.to_owned(), call.name.to_owned())) {
            return Err(Absent::Circular);
        }
        let not_opened = || self.tree.not_opened.get(&folder).cloned().unwrap_or(NotOpened::Missing);
        self.by_folder.get(folder.as_path()).ok_or_else(|| Absent::NotOpened(not_opened()))
    }
}
