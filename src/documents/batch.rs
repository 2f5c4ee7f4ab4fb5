//! Many cases, one line of JSON each, in and out.

use serde_json::{Map, Value as Json, json};

use super::case::Case;
use crate::reason::{Effort, Form, Question, Situation, Trust, Verdict, Witness, decide_in};
use crate::value::Unknowns;

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

/// What is answered to a case.
#[derive(Debug)]
pub struct Answer {
    /// The line.
    pub line: Map<String, Json>,
    /// Whether more effort might have decided more.
    pub is_short: bool,
}

/// Answers a case, with so much effort.
pub fn answer(line: &str, effort: Effort) -> Answer {
    let (case, judged, span) = match Case::read(line) {
        Ok(read) => read,
        Err(error) => {
            let line = [("id".to_owned(), Json::Null), ("error".to_owned(), json!(error))].into_iter().collect();
            return Answer { line, is_short: false };
        }
    };
    let mut is_short = false;
    let subject = judged.subject();
    let mut out: Map<String, Json> = [("id".to_owned(), case.id.clone())].into_iter().collect();
    let (mut witnesses, mut unknown) = (Map::new(), Map::new());
    for (name, question, trust, shape) in ASKED {
        let situation = Situation { effort, ..case.situation(trust, span) };
        let verdict = decide_in(&situation, question, &subject);
        is_short |= verdict.gave_up();
        out.insert(name.to_owned(), shape.of(question.form(), &verdict));
        match verdict {
            Verdict::Yes(witness) => drop(witnesses.insert(name.to_owned(), request(&witness))),
            Verdict::Open(unknowns) => drop(unknown.insert(name.to_owned(), unknowns_of(&unknowns))),
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
    Answer { line: out, is_short }
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

/// A request that gets through.
fn request(witness: &Witness) -> Json {
    let mut out = Map::new();
    out.insert("principal".to_owned(), json!(witness.principal));
    out.insert("action".to_owned(), json!(witness.action));
    out.insert("resource".to_owned(), json!(witness.resource));
    out.insert("context".to_owned(), json!(witness.context));
    if let Some(index) = witness.through.statement() {
        out.insert("statement".to_owned(), json!(index));
    }
    Json::Object(out)
}

/// What a verdict hangs on.
fn unknowns_of(unknowns: &Unknowns) -> Json {
    unknowns.iter().map(|unknown| format!("{} {}", unknown.expression, unknown.reason)).collect()
}
