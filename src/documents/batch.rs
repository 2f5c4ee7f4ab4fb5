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
    id: Json,
    /// Whether putting a public policy is rejected; or why the line is no case.
    case: Result<bool, String>,
    /// The verdict on each question.
    verdicts: Vec<Verdict>,
}

impl Answer {
    /// How many questions a case is asked.
    pub const QUESTIONS: usize = ASKED.len();

    /// The answer to a case, with so much effort for each question.
    pub fn to(line: &str, effort: Effort) -> Self {
        let (case, judged, span) = match Case::read(line) {
            Ok(read) => read,
            Err(error) => return Answer { id: Json::Null, case: Err(error), verdicts: Vec::new() },
        };
        let subject = judged.subject();
        let ask = |(_, question, trust, _)| {
            let situation = Situation { effort, ..case.situation(trust, span) };
            decide_in(&situation, question, &subject)
        };
        let verdicts = ASKED.map(ask).into();
        Answer { case: Ok(case.rejects_public_policies()), id: case.id, verdicts }
    }

    /// How many questions more effort might have decided.
    pub fn short(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.gave_up()).count()
    }

    /// Asks those again, with so much effort for each.
    pub fn ask_again(&mut self, line: &str, effort: Effort) {
        let Ok((case, judged, span)) = Case::read(line) else { return };
        let subject = judged.subject();
        for ((_, question, trust, _), verdict) in ASKED.into_iter().zip(&mut self.verdicts) {
            if verdict.gave_up() {
                let situation = Situation { effort, ..case.situation(trust, span) };
                *verdict = decide_in(&situation, question, &subject);
            }
        }
    }

    /// Whether the line is no case.
    pub fn is_error(&self) -> bool {
        self.case.is_err()
    }

    /// The answer as a line.
    pub fn into_line(self) -> Map<String, Json> {
        let mut out: Map<String, Json> = [("id".to_owned(), self.id)].into_iter().collect();
        let rejects = match self.case {
            Ok(rejects) => rejects,
            Err(error) => {
                out.insert("error".to_owned(), json!(error));
                return out;
            }
        };
        let (mut witnesses, mut unknown) = (Map::new(), Map::new());
        for ((name, question, _, shape), verdict) in ASKED.into_iter().zip(self.verdicts) {
            out.insert(name.to_owned(), shape.of(question.form(), &verdict));
            match verdict {
                Verdict::Yes(witness) => drop(witnesses.insert(name.to_owned(), request(&witness))),
                Verdict::Open(unknowns) => drop(unknown.insert(name.to_owned(), unknowns_of(&unknowns))),
                Verdict::No(_) => {}
            }
        }
        let public = out.get("policy_public_aws").and_then(Json::as_str).unwrap_or("UNKNOWN");
        let rejected = match (rejects, public) {
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
