//! `bucketlint policy --batch`: many cases, one line of JSON each, in and out.

use std::path::Path;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::super::outcome::{Failure, Outcome};
use super::super::output::print;
use crate::documents::Answer;
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
        // What a run may cost is shared out among questions: few of a case are hard.
        let mut rounds = Rounds::of(lines.len() * Answer::QUESTIONS, Rounds::OF_RUN * Answer::QUESTIONS);
        let effort = rounds.effort();
        let mut answers: Vec<_> = lines.par_iter().map(|line| Answer::to(line, effort)).collect();
        rounds.go_through(&mut answers, Answer::short, |at, answer, effort| {
            if let Some(line) = lines.get(at) {
                answer.ask_again(line, effort);
            }
        });
        let mut out = String::new();
        for answer in answers {
            if answer.is_error() {
                outcome = Outcome::CouldNotAnalyse;
            }
            out.push_str(&Json::Object(answer.into_line()).to_string());
            out.push('\n');
        }
        print(&Inert::json(out))?;
    }
    Ok(outcome)
}
