//! Problems that are many of one kind: they take one line.

use std::collections::HashMap;

use crate::finding::{Problem, ProblemKind};

/// How many problems of one folder that say the same of different names are told one by one. Those that keep something
/// from being analysed always are.
const MAX_ALIKE: usize = 20;

/// What two problems have alike that take one line: the kind, the folder, and the message and help without names.
type Alike = (ProblemKind, String, String, String);

/// Puts problems that are alike into one where they are many: the first of them, which says how many there are.
pub(super) fn fold(problems: Vec<Problem>) -> Vec<Problem> {
    let mut groups: HashMap<Alike, usize> = HashMap::new();
    for problem in &problems {
        *groups.entry(alike(problem)).or_default() += 1;
    }
    if groups.values().all(|count| *count <= MAX_ALIKE) {
        return problems;
    }
    let mut told = Vec::new();
    for mut problem in problems {
        match groups.get_mut(&alike(&problem)) {
            Some(count) if *count > MAX_ALIKE && !problem.kind.is_error() => {
                problem.message =
                    format!("{} (and {} more problems like this in this folder)", problem.message, *count - 1);
                // The others are told with it.
                *count = 0;
                told.push(problem);
            }
            Some(0) => {}
            _ => told.push(problem),
        }
    }
    told
}

fn alike(problem: &Problem) -> Alike {
    let folder = problem.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    (problem.kind, folder.to_owned(), without_names(&problem.message), without_names(&problem.help))
}

/// A message without what stands in it as code.
fn without_names(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("`")
}
