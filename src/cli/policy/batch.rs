//! `bucketlint policy --batch`: many cases, one line of JSON each, in and out.

use std::path::Path;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::super::outcome::{Failure, Outcome};
use super::super::output::print;
use crate::documents::answer;
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
        let answers: Vec<_> = lines.par_iter().map(|line| answer(line)).collect();
        let mut out = String::new();
        for answer in answers {
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
