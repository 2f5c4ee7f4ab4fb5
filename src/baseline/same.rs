//! Which finding of an earlier run is found again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::entries::{Baseline, Entry, is_found};
use crate::finding::{Analysis, Evaluation};

/// What is found again.
pub(super) struct Same {
    /// For each evaluation of the run the entry that it is.
    pub(super) entries: Vec<Option<usize>>,
    /// The entries that are found again.
    pub(super) found: BTreeSet<usize>,
}

/// What a finding is about, whatever its files are called: the rule, the address, and the folder of the outermost call.
type About<'a> = (&'a str, &'a str, &'a str);

impl Same {
    pub(super) fn new(baseline: &Baseline, analysis: &Analysis) -> Self {
        let by_fingerprint: HashMap<&str, usize> =
            baseline.entries.iter().enumerate().map(|(at, it)| (it.absent.fingerprint.as_str(), at)).collect();
        let find = |it: &Evaluation| {
            is_found(it).then(|| by_fingerprint.get(it.fingerprint(&analysis.sources).as_str()).copied()).flatten()
        };
        let entries: Vec<_> = analysis.evaluations.iter().map(find).collect();
        let found = entries.iter().copied().flatten().collect();
        let mut same = Same { entries, found };
        if same.found.len() < baseline.entries.len() {
            same.find_renamed(baseline, analysis);
        }
        same
    }

    /// Finds what has another fingerprint: another file, or an address that the resource had before.
    fn find_renamed(&mut self, baseline: &Baseline, analysis: &Analysis) {
        let read: BTreeSet<String> =
            analysis.sources.iter().map(|(id, _)| analysis.sources.name_from_top(id)).collect();
        let mut left: BTreeMap<About<'_>, Vec<usize>> = BTreeMap::new();
        for (at, entry) in baseline.entries.iter().enumerate().filter(|(at, _)| !self.found.contains(at)) {
            left.entry(about(entry)).or_default().push(at);
        }
        let mut claims: BTreeMap<usize, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        for (at, evaluation) in analysis.evaluations.iter().enumerate() {
            if !is_found(evaluation) || self.entries.get(at).is_some_and(Option::is_some) {
                continue;
            }
            let root = analysis.sources.name_from_top(evaluation.root.file);
            let folder = folder(&root);
            let addresses = std::iter::once(&evaluation.resource).chain(&evaluation.former);
            let entry = addresses.into_iter().find_map(|address| {
                let same = left.get(&(evaluation.rule.name.as_str(), &**address, folder))?;
                // Within a folder an address of Terraform names one resource, whatever its files are called. A template
                // is another one than that beside it, unless that is gone.
                let is_it = |entry: &Entry| {
                    is_terraform(&root) && is_terraform(&entry.root)
                        || entry.root == root
                        || !read.contains(&entry.root)
                };
                same.iter().copied().find(|at| baseline.entries.get(*at).is_some_and(is_it))
            });
            if let Some(entry) = entry {
                let fingerprint = evaluation.fingerprint(&analysis.sources);
                claims.entry(entry).or_default().entry(fingerprint).or_default().push(at);
            }
        }
        for (entry, claims) in claims {
            // Of several that it may be it is none for sure: nothing new is taken to be known.
            if claims.len() > 1 {
                continue;
            }
            for at in claims.into_values().flatten() {
                self.entries.get_mut(at).into_iter().for_each(|it| *it = Some(entry));
            }
            self.found.insert(entry);
        }
    }
}

fn about(entry: &Entry) -> About<'_> {
    (&entry.absent.rule, &entry.absent.resource, folder(&entry.root))
}

/// The folder of a file's name.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file is a part of a module.
fn is_terraform(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a run looked at a file: it stands below a folder that was looked at, or makes up a module with a file that
/// was.
pub fn is_below(name: &str, paths: &[(PathBuf, bool)]) -> bool {
    let file = Path::new(name);
    paths.iter().any(|(path, is_folder)| {
        let is_top = path.as_os_str().is_empty() || path == Path::new(".");
        if *is_folder {
            return is_top || file.starts_with(path);
        }
        let is_beside = file.parent() == path.parent() && is_terraform(name) && is_terraform(&path.to_string_lossy());
        file == path || is_beside
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_looks_below_its_paths() {
        let below = |name: &str, path: &str, is_folder: bool| is_below(name, &[(PathBuf::from(path), is_folder)]);
        assert!(below("a/b.tf", ".", true) && below("a/b.tf", "a", true) && below("b.tf", "", true));
        assert!(!below("ab/b.tf", "a", true) && !below("a/b.tf", "a/b.tf/c", true));
        assert!(below("a/b.tf", "a/c.tf", false) && below("a/t.yaml", "a/t.yaml", false));
        assert!(!below("a/t.yaml", "a/u.yaml", false) && !below("a/b.tf", "c.tf", false));
    }
}
