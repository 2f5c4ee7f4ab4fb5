//! `bucketlint policy --batch`: many cases, one line of JSON each, in and out.

use std::path::Path;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::super::outcome::{Failure, Outcome};
use super::super::output::print;
use crate::documents::{Answer, answer};
use crate::reason::Rounds;
use crate::report::Inert;
use crate::source::{Disk, FileSystem, printed};

/// How many lines are judged before they are printed.
const AT_ONCE: usize = 1_024;

/// Judges every case of a file, and prints one line for each.
pub(super) fn run(path: &Path) -> Result<Outcome, Failure> {
    let bytes =
        Disk.read_named(path).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", printed(path))))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut outcome = Outcome::Clean;
    for lines in lines.chunks(AT_ONCE) {
        let mut rounds = Rounds::of(lines.len(), Rounds::OF_RUN);
        let effort = rounds.effort();
        let mut answers: Vec<_> = lines.par_iter().map(|line| answer(line, effort)).collect();
        while rounds.go_on(answers.iter().filter(|answer| answer.is_short).count()) {
            let effort = rounds.effort();
            let again = answers.par_iter_mut().zip(lines).filter(|(answer, _)| answer.is_short);
            again.for_each(|(answer, line)| *answer = self::answer(line, effort));
        }
        let mut out = String::new();
        for Answer { line: answer, .. } in answers {
            if answer.get("error").is_some() {
                outcome = Outcome::CouldNotAnalyse;
            }
            out.push_str(&Json::Object(answer).to_string());
            out.push('\n');
        }
        print(&Inert::json(out))?;
    }
    Ok(outcome)
}
