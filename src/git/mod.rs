//! What Git keeps: the files of another revision, and those of the index.
//!
//! The one room that starts a program, `git`, and only where a person asks for it (`--since`, `--staged`,
//! `--config-from`). What a
//! repository says is to be run with it is not: no hooks, filters, monitors, pagers, aliases, external or textual
//! diffs, and nothing is fetched. Only objects and lists of them are read; what stands on the disk is not compared, so
//! that no filter is asked.

mod not_told;
mod objects;
mod program;
mod snapshot;

use std::path::{Path, PathBuf};

use program::Program;

pub use not_told::NotTold;
pub use snapshot::Snapshot;

/// A repository with its files.
#[derive(Clone, Debug)]
pub struct Repository {
    program: Program,
    top: PathBuf,
}

impl Repository {
    /// The repository around the working directory, or around a folder.
    ///
    /// # Errors
    ///
    /// Where there is none, or no `git`.
    pub fn around(folder: Option<&Path>) -> Result<Self, NotTold> {
        let program = Program::new(folder);
        let top = program.line(&["rev-parse", "--show-toplevel"])?.map_err(|error| {
            NotTold::new(format!("no repository of Git is found here: {error}"), "run it in a checkout")
        })?;
        Ok(Repository { program, top: program::path(top) })
    }

    /// The top of its files, links resolved.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The files of the revision from which HEAD and another one went apart.
    ///
    /// # Errors
    ///
    /// Where there is no such revision, or what Git keeps does not say.
    pub fn since(&self, revision: &str) -> Result<Snapshot, NotTold> {
        let base = self.program.line(&["merge-base", &self.commit(revision)?, "HEAD"])?;
        self.files_of(&base.map_err(|_| self.apart(revision))?, revision)
    }

    /// The files of a revision itself.
    ///
    /// # Errors
    ///
    /// Where there is no such revision, or what Git keeps does not say.
    pub fn at(&self, revision: &str) -> Result<Snapshot, NotTold> {
        self.files_of(self.commit(revision)?.as_bytes(), revision)
    }

    fn commit(&self, revision: &str) -> Result<String, NotTold> {
        let commit = self.program.line(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
        Ok(printed(&commit.map_err(|_| self.no_revision(revision))?))
    }

    fn files_of(&self, commit: &[u8], revision: &str) -> Result<Snapshot, NotTold> {
        let list = self.program.bytes(&["ls-tree", "-r", "-z", "--full-tree", &printed(commit)])?;
        let list = list.map_err(|error| NotTold::new(format!("`git ls-tree` fails: {error}"), ""))?;
        Ok(self.snapshot(format!("`{revision}`"), snapshot::of_tree(&list)))
    }

    /// The files of the index: what is committed next.
    ///
    /// # Errors
    ///
    /// Where what Git keeps does not say.
    pub fn index(&self) -> Result<Snapshot, NotTold> {
        let fails = |error: String| NotTold::new(format!("the index cannot be read: {error}"), "");
        let up = self.program.line(&["rev-parse", "--show-cdup"])?.map_err(fails)?;
        let up = if up.is_empty() { ".".to_owned() } else { printed(&up) };
        let list = self.program.bytes(&["ls-files", "--stage", "-z", "--full-name", "--", &up])?.map_err(fails)?;
        Ok(self.snapshot("the index".to_owned(), snapshot::of_index(&list)))
    }

    fn snapshot(&self, name: String, listed: snapshot::Listed) -> Snapshot {
        Snapshot::new(name, self.top.clone(), listed, self.program.clone())
    }

    fn no_revision(&self, revision: &str) -> NotTold {
        let is_empty = matches!(self.program.line(&["rev-parse", "--verify", "--quiet", "HEAD"]), Ok(Err(_)));
        let help = if is_empty {
            "there is no commit yet, so that everything is new: leave the revision out"
        } else {
            "name a branch, a tag or a commit that this clone has; in CI fetch it first"
        };
        NotTold::new(format!("this clone has no revision called `{revision}`"), help)
    }

    /// What is told where two revisions have no common one.
    fn apart(&self, revision: &str) -> NotTold {
        let is_shallow = self.program.line(&["rev-parse", "--is-shallow-repository"]);
        let message = format!("this clone has no commit that `{revision}` and HEAD both come from");
        if matches!(is_shallow, Ok(Ok(answer)) if answer == b"true") {
            let help = "it is shallow: fetch more (`git fetch --unshallow`; `fetch-depth: 0` of actions/checkout)";
            return NotTold::new(message, help);
        }
        NotTold::new(message, "name a revision that HEAD has a common history with")
    }
}

fn printed(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
