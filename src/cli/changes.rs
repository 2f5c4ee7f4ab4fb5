//! What a check compares: the disk or the index, and the revision that it is to be told of since.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::baseline::Baseline;
use crate::change::{note_touched, renames};
use crate::finding::{Analysis, Problem, ProblemKind, listed};
use crate::git::{NotTold, Repository, Snapshot};
use crate::source::{Disk, FileSystem, PathKind, followed, printed};

use super::args::CheckArgs;
use super::configuration::not_whole;
use super::judging::Judging;
use super::outcome::Failure;

/// What is judged, and what it is compared with.
pub(super) struct Sides {
    index: Option<Snapshot>,
    before: Option<Snapshot>,
}

impl From<NotTold> for Failure {
    fn from(NotTold { message, help }: NotTold) -> Self {
        Failure::new(message).help(help)
    }
}

impl Sides {
    /// What the arguments ask for. Git is asked only where they do.
    pub(super) fn of(args: &CheckArgs, paths: &[PathBuf]) -> Result<Self, Failure> {
        if !args.staged && args.since.is_none() {
            return Ok(Sides { index: None, before: None });
        }
        let repository = repository(paths)?;
        let before = args.since.as_deref().map(|revision| repository.since(revision)).transpose()?;
        let index = args.staged.then(|| repository.index()).transpose()?;
        Ok(Sides { index, before })
    }

    /// The files that are judged: those of the index where it is asked for.
    pub(super) fn now<'s>(&'s self, disk: &'s dyn FileSystem) -> &'s dyn FileSystem {
        self.index.as_ref().map_or(disk, |index| index)
    }

    /// Notes in each verdict what the revision before says of it, and whether the change touches it.
    pub(super) fn compare(&self, judging: &Judging, analysis: &mut Analysis) -> Result<(), Failure> {
        let Some(before) = &self.before else { return Ok(()) };
        let (earlier, _) = judging.analyse_at(before, &paths_before(before, judging.paths()));
        if let Some(reason) = before.failed() {
            return Err(not_whole(before, &reason));
        }
        let renames = renames(&earlier.sources, &analysis.sources);
        judging.compare(&Baseline::of(&earlier).renamed(&renames), analysis, before.name());
        note_touched(analysis, &earlier.sources, &renames);
        analysis.problems.extend(not_analysed(&earlier, before.name()));
        Ok(())
    }
}

/// What is analysed of the revision before: the paths, and everything where one was not there, since what stands there
/// now may have stood elsewhere.
fn paths_before(before: &Snapshot, paths: &[PathBuf]) -> Vec<PathBuf> {
    let was_there = |path: &&PathBuf| before.kind(path).is_ok();
    let mut there: Vec<_> = paths.iter().filter(was_there).cloned().collect();
    if there.len() < paths.len() {
        there.push(before.top().to_owned());
    }
    there
}

/// What is told of what could not be analysed before.
fn not_analysed(earlier: &Analysis, name: &str) -> Option<Problem> {
    let files = earlier.problems.iter().filter(|problem| problem.kind.is_error() && !problem.file.is_empty());
    let files: BTreeSet<String> = files.map(|problem| problem.file.clone()).collect();
    let files: Vec<_> = files.into_iter().collect();
    let told = || {
        let message = format!("what stands in these files is new, since they could not be analysed in {name}");
        Problem::of_path(ProblemKind::Note, "", format!("{message}: {}", listed(&files)))
    };
    (!files.is_empty()).then(told)
}

/// The repository that the paths lie in: that of the working directory, else that of the first of them.
fn repository(paths: &[PathBuf]) -> Result<Repository, Failure> {
    // What is not there is told where it is looked for.
    let places: Vec<(&Path, PathBuf)> =
        paths.iter().filter_map(|path| Some((path.as_path(), followed(&Disk, path).ok()?))).collect();
    let holds_all = |top: &Path| places.iter().all(|(_, place)| place.starts_with(top));
    let here = Repository::around(None);
    match (here, places.first()) {
        (Ok(here), _) if holds_all(here.top()) => Ok(here),
        (Err(error), None) => Err(error.into()),
        (Ok(here), None) => Ok(here),
        (_, Some((_, first))) => {
            let is_folder = matches!(Disk.kind(first), Ok(PathKind::Folder));
            let folder = if is_folder { Some(first.as_path()) } else { first.parent() };
            let other = Repository::around(folder)?;
            match places.iter().find(|(_, place)| !place.starts_with(other.top())) {
                None => Ok(other),
                Some((path, _)) => {
                    let top = printed(other.top());
                    let message = format!("`{}` is not in the repository `{top}`, as other paths are", printed(path));
                    Err(Failure::new(message).help("name paths of one repository"))
                }
            }
        }
    }
}
