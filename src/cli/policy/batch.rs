//! `bucketlint policy --batch`: many cases, one line of JSON each, in and out.

use std::path::Path;

use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::super::outcome::{Failure, Outcome};
use super::super::output::print;
use super::case::Case;
use super::shown;
use crate::reason::{Form, Question, Trust, Verdict, decide_in};
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

/// How a verdict is written.
#[derive(Clone, Copy)]
enum Shape {
    /// In the question's words, or `UNKNOWN`.
    Word,
    /// Whether it is so.
    Yes,
    /// Whether it is not so.
    No,
}

const ASKED: [(&str, Question, Trust, Shape); 8] = [
    ("policy_public_aws", Question::PublicPolicy, Trust::ByS3, Shape::Word),
    ("policy_public_account", Question::PublicPolicy, Trust::ByAccount, Shape::Word),
    ("public_read", Question::PublicRead, Trust::ByS3, Shape::Word),
    ("public_write", Question::PublicWrite, Trust::ByS3, Shape::Word),
    ("public_read_account", Question::PublicRead, Trust::ByAccount, Shape::Word),
    ("public_write_account", Question::PublicWrite, Trust::ByAccount, Shape::Word),
    ("external_access", Question::External, Trust::ByAccount, Shape::Yes),
    ("ssl_only", Question::PlainHttp, Trust::ByAccount, Shape::No),
];

/// The line that answers a case.
fn answer(line: &str) -> Map<String, Json> {
    let (case, judged, span) = match Case::read(line) {
        Ok(read) => read,
        Err(error) => return [("id".to_owned(), Json::Null), ("error".to_owned(), json!(error))].into_iter().collect(),
    };
    let subject = judged.subject();
    let mut out: Map<String, Json> = [("id".to_owned(), case.id.clone())].into_iter().collect();
    let (mut witnesses, mut unknown) = (Map::new(), Map::new());
    for (name, question, trust, shape) in ASKED {
        let verdict = decide_in(&case.situation(trust, span), question, &subject);
        out.insert(name.to_owned(), shape.of(question.form(), &verdict));
        match verdict {
            Verdict::Yes(witness) => drop(witnesses.insert(name.to_owned(), shown::request(&witness))),
            Verdict::Open(unknowns) => drop(unknown.insert(name.to_owned(), shown::unknowns(&unknowns))),
            Verdict::No(_) => {}
        }
    }
    let public = out.get("policy_public_aws").and_then(Json::as_str).unwrap_or("UNKNOWN");
    let rejected = match (case.rejects_public_policies(), public) {
        (false, _) | (_, "NOT_PUBLIC") => json!(false),
        (true, "PUBLIC") => json!(true),
        _ => Json::Null,
    };
    out.insert("deploy_rejected".to_owned(), rejected);
    out.insert("witness".to_owned(), Json::Object(witnesses));
    if !unknown.is_empty() {
        out.insert("unknown".to_owned(), Json::Object(unknown));
    }
    out
}

impl Shape {
    fn of(self, form: &Form, verdict: &Verdict) -> Json {
        match (self, verdict) {
            (Shape::Word, Verdict::Yes(_)) => json!(form.yes),
            (Shape::Word, Verdict::No(_)) => json!(form.no),
            (Shape::Word, Verdict::Open(_)) => json!("UNKNOWN"),
            (_, Verdict::Open(_)) => Json::Null,
            (Shape::Yes, verdict) => json!(matches!(verdict, Verdict::Yes(_))),
            (Shape::No, verdict) => json!(!matches!(verdict, Verdict::Yes(_))),
        }
    }
}
