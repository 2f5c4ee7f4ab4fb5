//! What the verdicts on a bucket, an access point or a key rest on, as data: for the command line, and for whoever else
//! wants to show it.

mod evidence;

use std::sync::Arc;

use crate::catalogue::{judged_type, types};
use crate::engine::{self, Request, Seen};
use crate::finding::Analysis;
use crate::model::{Bearing, Subject};
use crate::reason::{Assumptions, Effort, Question, Situation};
use crate::source::{FileSystem, Span};
use crate::value::{Difference, Worlds};

pub use evidence::{Answer, Gap, Replication, Told, WhoAndWhat};

/// Everything that is told of one resource.
#[derive(Debug)]
pub struct Chain {
    /// What it is called.
    pub address: Arc<str>,
    /// The type that the code gives it.
    pub source_type: Arc<str>,
    /// Where it is declared.
    pub header: Span,
    /// What is told, in parts that hang on the same open conditions.
    pub parts: Vec<Part>,
    language: &'static str,
    stands_in_for: Option<&'static str>,
}

/// What is told together.
#[derive(Debug)]
pub struct Part {
    /// Whether more conditions are open than are told apart: those that no case names stay open.
    pub past_bound: bool,
    /// What is told in each case.
    pub cases: Vec<Case>,
}

/// What is told under some answers to open conditions.
#[derive(Debug)]
pub struct Case {
    /// The answers: "`var.public` is true"; none where nothing hangs on any.
    pub answers: Vec<String>,
    /// What is told; nothing where there is no such resource.
    pub told: Vec<Told>,
}

/// The chains of the resources of a name.
#[derive(Debug)]
pub struct Chains {
    /// One for each resource of that name.
    pub found: Vec<Chain>,
    /// What else could have been named.
    pub others: Vec<String>,
    /// What could not be analysed; there are no evaluations in it.
    pub analysis: Analysis,
}

/// What is told of a resource.
#[derive(Clone, Copy, Debug)]
enum Topic {
    /// The answer to a question.
    Question(Question),
    /// Who else is let in, and to do what.
    Others,
    /// Each replication rule.
    Replication,
}

/// Explains the resources of a name.
pub fn explain(fs: &dyn FileSystem, request: &Request<'_>, name: &str) -> Chains {
    let look = |subject: &Subject<'_>, seen: &Seen<'_>| {
        let topics = Topic::all(subject);
        if topics.is_empty() {
            return Vec::new();
        }
        let address = subject.resource.address.to_string();
        vec![if address == name { Ok(chain(subject, seen, request.assumptions, &topics)) } else { Err(address) }]
    };
    let (all, analysis) = engine::explore(fs, request, look);
    let (found, others): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    let found = found.into_iter().flatten().collect();
    Chains { found: without_decided(found), others: others.into_iter().filter_map(Result::err).collect(), analysis }
}

/// Without what the code leaves open where something that stands in for it, such as a plan, decides it.
fn without_decided(mut chains: Vec<Chain>) -> Vec<Chain> {
    let mut decided: Vec<(&'static str, Span, Question)> = Vec::new();
    for chain in &chains {
        let Some(language) = chain.stands_in_for else { continue };
        decided.extend(chain.decided().map(|question| (language, chain.header, question)));
    }
    for chain in &mut chains {
        let (language, header) = (chain.language, chain.header);
        let is_decided = |question: Question| decided.contains(&(language, header, question));
        for case in chain.parts.iter_mut().flat_map(|part| &mut part.cases) {
            case.told.retain(|told| told.question().is_none_or(|question| !is_decided(question)));
        }
    }
    let answers = |case: &Case| case.told.iter().any(|told| told.question().is_some());
    chains.retain(|chain| chain.parts.iter().any(|part| part.cases.iter().any(answers)));
    chains
}

impl Chain {
    /// The questions that have an answer in each case.
    fn decided(&self) -> impl Iterator<Item = Question> {
        let told = || self.parts.iter().flat_map(|part| &part.cases).flat_map(|case| &case.told);
        let is_open = move |question: Question| told().any(|it| it.question() == Some(question) && it.is_open());
        Question::ALL
            .into_iter()
            .filter(move |question| told().any(|it| it.question() == Some(*question)) && !is_open(*question))
    }
}

impl Topic {
    /// Everything that is told of a resource of this type; nothing of most.
    fn all(subject: &Subject<'_>) -> Vec<Topic> {
        let judged = judged_type(&subject.resource.type_name);
        let asked = Question::ALL.into_iter().filter(|question| question.form().subjects.contains(&judged));
        let mut topics: Vec<_> = asked.map(Topic::Question).collect();
        if topics.is_empty() {
            return topics;
        }
        topics.extend(matches!(judged, types::BUCKET | types::KEY).then_some(Topic::Others));
        topics.push(Topic::Replication);
        topics
    }

    fn bearing(self) -> Bearing {
        match self {
            Topic::Question(question) => question.bearing(),
            Topic::Others => Question::External.bearing(),
            Topic::Replication => Question::Replication.bearing(),
        }
    }

    fn tell(self, subject: &Subject<'_>, situation: &Situation) -> Vec<Told> {
        match self {
            Topic::Question(question) => vec![evidence::answer(question, subject, situation)],
            Topic::Others => evidence::others(subject, situation).into_iter().collect(),
            Topic::Replication => evidence::replication(subject, situation),
        }
    }
}

/// What is told of a resource, in each world that its open conditions allow. Where these are too many to be told apart
/// together, each topic has worlds of its own.
fn chain(subject: &Subject<'_>, seen: &Seen<'_>, assumptions: Assumptions, topics: &[Topic]) -> Chain {
    let resource = &subject.resource;
    let worlds = |topics: &[Topic]| {
        let bearing = topics.iter().map(|topic| topic.bearing()).fold(Bearing::default(), Bearing::and);
        seen.atlas.worlds(&subject.conditions(&bearing))
    };
    let together = match worlds(topics) {
        Worlds::All(_) => vec![topics],
        Worlds::PastBound(_) => topics.chunks(1).collect(),
    };
    let parts = together.into_iter().map(|topics| {
        let worlds = worlds(topics);
        let effort = Effort::default().for_each_of(worlds.get().len());
        let told = worlds.get().iter().map(|world| {
            // On the condition that it rests on hangs the most, so that every world answers it.
            let subject = subject.under(world).ok().flatten();
            subject.map(|subject| {
                let situation = Situation { effort, ..Situation::ordinary(&subject, assumptions) };
                topics.iter().flat_map(|topic| topic.tell(&subject, &situation)).collect()
            })
        });
        let difference: Difference<'_, Option<Vec<Told>>> = Difference::of(worlds.get(), told);
        let case = |(answers, told): (Vec<String>, &Option<Vec<Told>>)| Some(Case { answers, told: told.clone()? });
        let cases = difference.parts().into_iter().filter_map(case).collect();
        Part { past_bound: matches!(worlds, Worlds::PastBound(_)), cases }
    });
    Chain {
        address: Arc::clone(&resource.address),
        source_type: Arc::clone(&resource.source_type),
        header: resource.header,
        parts: parts.collect(),
        language: seen.language,
        stands_in_for: seen.stands_in_for,
    }
}
