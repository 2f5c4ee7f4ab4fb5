//! One analysis under several sets of values.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Inputs, Progress, Request, analyse, finish};
use crate::finding::{Analysis, Compliance, Evaluation, ProblemKind};
use crate::source::{FileId, FileSystem, SourceFile, Sources, Span};

/// Analyses everything below the paths under each of some sets of values, and says of a verdict that not all of them
/// give under which ones it holds.
pub fn analyse_under(
    fs: &dyn FileSystem,
    request: &Request<'_>,
    environments: &[(String, Inputs)],
    progress: &dyn Progress,
) -> Analysis {
    let mut together = Together::default();
    for (name, inputs) in environments {
        together.take_in(&Arc::from(name.as_str()), analyse(fs, &Request { inputs, ..*request }, progress));
    }
    let Together { mut analysis, holds, .. } = together;
    for (evaluation, holds) in analysis.evaluations.iter_mut().zip(holds) {
        if holds.len() < environments.len() {
            evaluation.message = format!("when {}: {}", holds.join(", "), evaluation.message).into();
            evaluation.environments = holds.into();
        }
    }
    let sources = std::mem::take(&mut analysis.sources);
    finish(&mut analysis, &sources);
    Analysis { sources, ..analysis }
}

/// What is one verdict, whatever words it is told in: the rule, the resource, where both stand, the compliance.
type Verdict = (String, Arc<str>, Span, Span, Compliance);

/// What analyses of the same code say together.
#[derive(Default)]
struct Together {
    analysis: Analysis,
    /// Under which environments each of its evaluations holds.
    holds: Vec<Vec<Arc<str>>>,
    known: HashMap<Verdict, usize>,
    /// The problems that are told.
    told: HashSet<(ProblemKind, Option<Span>, String)>,
}

impl Together {
    fn take_in(&mut self, name: &Arc<str>, other: Analysis) {
        let files = self.files(&other.sources);
        let moved = |span: &mut Span| {
            if let Some(file) = files.get(&span.file) {
                span.file = *file;
            }
        };
        for mut evaluation in other.evaluations {
            evaluation.spans_mut().for_each(moved);
            let verdict = verdict(&evaluation);
            let at = *self.known.entry(verdict).or_insert(self.holds.len());
            match self.holds.get_mut(at) {
                Some(holds) => holds.push(Arc::clone(name)),
                None => {
                    self.holds.push(vec![Arc::clone(name)]);
                    self.analysis.evaluations.push(evaluation);
                }
            }
        }
        for mut problem in other.problems {
            problem.span.iter_mut().for_each(moved);
            if self.told.insert((problem.kind, problem.span, problem.message.clone())) {
                self.analysis.problems.push(problem);
            }
        }
        self.analysis.rules = other.rules;
        self.analysis.paths = other.paths;
        self.analysis.files = self.analysis.files.max(other.files);
        self.analysis.resources = self.analysis.resources.max(other.resources);
    }

    /// The files of another analysis among those of this one.
    fn files(&mut self, others: &Sources) -> HashMap<FileId, FileId> {
        let own = self.analysis.sources.iter().map(|(id, file)| (file.path().to_owned(), id));
        let own: HashMap<PathBuf, FileId> = own.filter(|(path, _)| !path.as_os_str().is_empty()).collect();
        if self.analysis.sources.is_empty() {
            self.analysis.sources = others.empty();
        }
        let here = |(id, file): (FileId, &SourceFile)| {
            let known = own.get(file.path()).copied();
            (id, known.unwrap_or_else(|| self.analysis.sources.adopt(file)))
        };
        others.iter().map(here).collect()
    }
}

fn verdict(it: &Evaluation) -> Verdict {
    (it.rule.name.clone(), Arc::clone(&it.resource), it.declared, it.root, it.compliance)
}
