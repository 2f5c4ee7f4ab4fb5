//! What is told of one resource in one world.

use crate::model::Subject;
use crate::reason::{
    Called, Question, Replicated, Situation, Step, Verdict, Witness, actions_of_others, decide_in, grantees, misses,
    replicated,
};
use crate::source::Span;
use crate::value::Unknown;

/// One thing that is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The answer to a question.
    Answer(Question, Answer),
    /// Who else is let in, and to do what.
    Others(WhoAndWhat),
    /// What is decided of a replication rule.
    Replication(Replication),
}

/// The answer to a question, with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Yes: this request gets through.
    Yes {
        /// The request.
        request: Box<Witness>,
        /// What lets it through, and why nothing denies it.
        steps: Vec<Step>,
        /// What would make it a no.
        remedy: &'static str,
    },
    /// No, for these reasons.
    No(Vec<Step>),
    /// The code does not decide it.
    Open(Vec<Gap>),
}

/// Something that the code does not decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The expression, and why it is not known.
    pub message: String,
    /// Where it stands.
    pub span: Span,
}

/// Who is let in beside the owner's account, and to do what: what is sure, and what may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhoAndWhat {
    /// Who is let in.
    pub who: Vec<Called>,
    /// Who may be.
    pub perhaps_who: Vec<Called>,
    /// What they may do.
    pub what: Vec<&'static str>,
    /// What they perhaps may do.
    pub perhaps_what: Vec<&'static str>,
}

/// What is decided of one replication rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Replication {
    /// What the rule is called, or its place in the list.
    pub rule: String,
    /// The requests that are refused.
    pub refused: Vec<Witness>,
    /// What the code does not decide.
    pub open: Vec<Gap>,
    /// What it rests on that nothing is refused.
    pub steps: Vec<Step>,
}

impl Told {
    /// The question that it answers.
    pub(super) fn question(&self) -> Option<Question> {
        match self {
            Told::Answer(question, _) => Some(*question),
            Told::Others(_) | Told::Replication(_) => None,
        }
    }

    /// Whether it is an answer that is open.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Told::Answer(_, Answer::Open(_)))
    }
}

impl Gap {
    fn of(unknown: &Unknown) -> Self {
        Gap { message: format!("`{}` {}", unknown.expression, unknown.reason), span: unknown.span }
    }
}

/// The answer to a question.
pub(super) fn answer(question: Question, subject: &Subject<'_>, situation: &Situation) -> Told {
    let answer = match decide_in(situation, question, subject) {
        Verdict::Yes(request) => {
            let mut steps = request.steps();
            let others = misses(situation, subject, &request);
            steps.extend(
                others.into_iter().filter(|it| request.nearest.as_ref().is_none_or(|near| near.span != it.span)),
            );
            let remedy = question.form().remedy(&request.through);
            Answer::Yes { request, steps, remedy }
        }
        Verdict::No(steps) => Answer::No(steps),
        Verdict::Open(unknowns) => Answer::Open(unknowns.iter().map(|unknown| Gap::of(unknown)).collect()),
    };
    Told::Answer(question, answer)
}

/// Who else is let in, and to do what; `None` where it is nobody.
pub(super) fn others(subject: &Subject<'_>, situation: &Situation) -> Option<Told> {
    let mut told = WhoAndWhat::default();
    for (called, verdict) in grantees(situation, subject) {
        if is_sure(&verdict) { &mut told.who } else { &mut told.perhaps_who }.push(called);
    }
    for (action, verdict) in actions_of_others(situation, subject) {
        if is_sure(&verdict) { &mut told.what } else { &mut told.perhaps_what }.push(action);
    }
    (told != WhoAndWhat::default()).then_some(Told::Others(told))
}

fn is_sure(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Yes(_))
}

/// What is decided of each replication rule.
pub(super) fn replication(subject: &Subject<'_>, situation: &Situation) -> Vec<Told> {
    let told = |rule: Replicated| {
        let open = rule.open.iter().map(|unknown| Gap::of(unknown)).collect();
        Told::Replication(Replication { rule: rule.rule, refused: rule.refused, open, steps: rule.steps })
    };
    replicated(subject, situation.effort).into_iter().map(told).collect()
}
