//! `bucketlint explain`: the page of a rule, or the chain of evidence behind the verdicts on a bucket, an access point
//! or a key.

use crate::config::nearest;
use crate::engine::{self, Request};
use crate::finding::Analysis;
use crate::model::{Bearing, Subject, judged_type, types};
use crate::reason::{
    Assumptions, Question, Replicated, SERVICE, STRANGER, Situation, Step, Verdict, Witness, actions_of_others,
    decide_in, grantees, misses, replicated,
};
use crate::report::{self, Format, Inert, short};
use crate::rules::RuleSet;
use crate::source::{Disk, FileSystem, Sources};
use crate::value::{Atlas, Difference, Unknown, Worlds};

use super::args::{ExplainArgs, or_here};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::{complain, print};
use super::rules;
use super::terminal::Terminal;

/// Explains what bears the name: a rule, else a resource of the code below the paths.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let rule_set = RuleSet::built_in().0;
    let infos = rule_set.infos();
    let names = || infos.iter().map(|rule| rule.name.as_str());
    if names().any(|name| name == args.name) {
        return rules::explain(&args.name);
    }
    let config = Config::load(&Disk, args.config.as_deref(), &infos)?;
    let chains = chains(&Disk, &rule_set, args, &config);
    print(&Inert::page(&chains.found.join("\n")))?;
    let outcome = told(chains.analysis, config);
    if !chains.found.is_empty() {
        return Ok(outcome);
    }
    let failure = Failure::new(format!("no rule, bucket, access point or key is called `{}`", args.name));
    Err(match nearest(&args.name, names().chain(chains.others.iter().map(String::as_str))) {
        Some(close) => failure.help(format!("did you mean `{close}`?")),
        None => failure.help("`bucketlint rules` lists the rules; a resource is named as `bucketlint check` names it"),
    })
}

/// Says on standard error what could not be analysed, and how that ends the run.
fn told(mut analysis: Analysis, config: Config) -> Outcome {
    config.add_problems(&mut analysis);
    analysis.problems.retain(|problem| problem.kind.is_error());
    if analysis.problems.is_empty() {
        return Outcome::Clean;
    }
    let text = report::render(Format::Human, &analysis, &Terminal::FILE.options(false, true));
    complain(&text);
    Outcome::CouldNotAnalyse
}

/// The chains of the resources of a name, and what else could have been named.
struct Chains {
    found: Vec<String>,
    others: Vec<String>,
    analysis: Analysis,
}

fn chains(fs: &dyn FileSystem, rules: &RuleSet, args: &ExplainArgs, config: &Config) -> Chains {
    let assumptions = config.assumptions();
    let request = Request {
        paths: &or_here(&args.paths),
        rules,
        assumptions,
        inputs: &args.inputs.0,
        excluded: &config.excluded,
    };
    let look = |subject: &Subject<'_>, sources: &Sources| {
        let asked = asked(subject);
        if asked.is_empty() {
            return Vec::new();
        }
        let name = subject.resource.address.to_string();
        vec![if name == args.name { Ok(chain(subject, sources, assumptions, asked)) } else { Err(name) }]
    };
    let (all, analysis) = engine::explore(fs, &request, look);
    let (found, others): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    Chains {
        found: found.into_iter().flatten().collect(),
        others: others.into_iter().filter_map(Result::err).collect(),
        analysis,
    }
}

/// What is asked of a resource.
fn asked(subject: &Subject<'_>) -> Vec<Question> {
    let judged = judged_type(&subject.resource.type_name);
    Question::ALL.into_iter().filter(|question| question.form().subjects.contains(&judged)).collect()
}

/// What is said of a resource.
#[derive(Clone, Copy)]
enum Topic {
    /// The answer to a question.
    Question(Question),
    /// Who else is let in, and to do what.
    Others,
    /// Each replication rule.
    Replication,
}

impl Topic {
    /// Everything that is said of a resource of which this is asked.
    fn all(subject: &Subject<'_>, asked: Vec<Question>) -> Vec<Topic> {
        let mut topics: Vec<_> = asked.into_iter().map(Topic::Question).collect();
        topics.extend(
            matches!(judged_type(&subject.resource.type_name), types::BUCKET | types::KEY).then_some(Topic::Others),
        );
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

    fn explain(self, subject: &Subject<'_>, sources: &Sources, assumptions: Assumptions, out: &mut String) {
        match self {
            Topic::Question(question) => {
                out.push_str(&format!("\n{} ", question.form().words));
                answer(subject, sources, &Situation::ordinary(subject, assumptions), question, out);
            }
            Topic::Others => others(subject, assumptions, out),
            Topic::Replication => replicated(subject).iter().for_each(|rule| replication(rule, sources, out)),
        }
    }
}

/// What is said of a resource, in each world that its open conditions allow. Where these are too many to be told apart
/// together, each topic has worlds of its own.
fn chain(subject: &Subject<'_>, sources: &Sources, assumptions: Assumptions, asked: Vec<Question>) -> String {
    let resource = &subject.resource;
    let mut out = format!("{} ({}), {}\n", resource.address, resource.source_type, short(sources, resource.header));
    let atlas = Atlas::default();
    let worlds = |topics: &[Topic]| {
        let bearing = topics.iter().map(|topic| topic.bearing()).fold(Bearing::default(), Bearing::and);
        atlas.worlds(&subject.conditions(&bearing))
    };
    let topics = Topic::all(subject, asked);
    let parts = match worlds(&topics) {
        Worlds::All(_) => vec![topics.as_slice()],
        Worlds::PastBound(_) => topics.chunks(1).collect(),
    };
    for topics in parts {
        let worlds = worlds(topics);
        if let Worlds::PastBound(_) = worlds {
            out.push_str("\nThe code leaves more conditions open than are told apart; those that are not named here stay open.\n");
        }
        let said = worlds.get().iter().map(|world| {
            // On the condition that it rests on hangs the most, so that every world answers it.
            let subject = subject.under(world).ok().flatten()?;
            let mut said = String::new();
            topics.iter().for_each(|topic| topic.explain(&subject, sources, assumptions, &mut said));
            Some(said)
        });
        for (answers, said) in Difference::of(worlds.get(), said).parts() {
            let Some(said) = said else { continue };
            if !answers.is_empty() {
                out.push_str(&format!("\nWhere {}:\n", answers.join(" and ")));
            }
            out.push_str(said);
        }
    }
    out
}

fn answer(subject: &Subject<'_>, sources: &Sources, situation: &Situation, question: Question, out: &mut String) {
    match decide_in(situation, question, subject) {
        Verdict::Yes(witness) => {
            out.push_str(&format!("Yes.\n  {}\n", request(&witness)));
            witness.through.steps().iter().for_each(|it| step(sources, it, out));
            misses(situation, subject, &witness).iter().for_each(|it| step(sources, it, out));
            out.push_str(&format!("  What would shut it: {}\n", question.form().remedy(&witness.through)));
        }
        Verdict::No(steps) => {
            out.push_str("No.\n");
            steps.iter().for_each(|it| step(sources, it, out));
        }
        Verdict::Open(unknowns) => {
            out.push_str("The code does not decide it.\n");
            unknowns.iter().for_each(|unknown| not_decided(sources, unknown, out));
        }
    }
}

/// Who else is let in, and to do what; nothing where it is nobody.
fn others(subject: &Subject<'_>, assumptions: Assumptions, out: &mut String) {
    let situation = Situation::ordinary(subject, assumptions);
    let who: Vec<_> = grantees(&situation, subject).into_iter().map(|(name, it)| (called(&name), it)).collect();
    let what = actions_of_others(&situation, subject).into_iter().map(|(name, it)| (format!("`{name}`"), it));
    for (title, found) in [("Who is let in", who), ("What others may do", what.collect())] {
        let is_sure = |(_, verdict): &(String, Verdict)| matches!(verdict, Verdict::Yes(_));
        let (sure, perhaps): (Vec<_>, Vec<_>) = found.into_iter().partition(is_sure);
        let line = |title: &str, names: Vec<(String, Verdict)>| match names.len() {
            0 => String::new(),
            _ => format!("  {title}: {}\n", listed(names.into_iter().map(|(name, _)| name).collect())),
        };
        out.push_str(&line(title, sure));
        out.push_str(&line(&format!("{title}, perhaps"), perhaps));
    }
}

/// A caller, or the kind of callers that it stands for.
fn called(name: &str) -> String {
    match name {
        "*" => "anyone without credentials".to_owned(),
        STRANGER => "any AWS account".to_owned(),
        SERVICE => "any AWS service".to_owned(),
        name => format!("`{name}`"),
    }
}

/// Names on one line, the first of many.
fn listed(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MAX_NAMES);
    names.truncate(MAX_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names.join(", "))
}

/// How many names stand on a line.
const MAX_NAMES: usize = 12;

/// What is said of one replication rule: every request that is refused, else what is not decided, else what it rests
/// on.
fn replication(rule: &Replicated, sources: &Sources, out: &mut String) {
    let answer = match (rule.refused.is_empty(), rule.open.is_empty()) {
        (false, _) => "No.",
        (true, false) => "The code does not decide it.",
        (true, true) => "Yes.",
    };
    out.push_str(&format!("\nDoes replication rule {} work? {answer}\n", rule.rule));
    for witness in &rule.refused {
        out.push_str(&format!("  {}\n", request(witness)));
        witness.through.steps().iter().for_each(|it| step(sources, it, out));
    }
    if !rule.refused.is_empty() && !rule.open.is_empty() {
        out.push_str("  Beside that, the code does not decide:\n");
    }
    rule.open.iter().for_each(|unknown| not_decided(sources, unknown, out));
    if rule.refused.is_empty() && rule.open.is_empty() {
        rule.steps.iter().for_each(|it| step(sources, it, out));
    }
}

fn not_decided(sources: &Sources, unknown: &Unknown, out: &mut String) {
    let message = format!("`{}` {}", unknown.expression, unknown.reason);
    step(sources, &Step { message, span: Some(unknown.span) }, out);
}

fn request(witness: &Witness) -> String {
    let caller = report::caller(&witness.principal);
    let context: Vec<_> = witness.context.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let with = if context.is_empty() { String::new() } else { format!(" with {}", context.join(", ")) };
    format!("{caller}: {} on {}{with}", witness.action, witness.resource)
}

/// A step with the source that it stands in, on one line.
fn step(sources: &Sources, step: &Step, out: &mut String) {
    out.push_str(&format!("  - {}\n", step.message));
    let Some(span) = step.span else { return };
    let text = sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let more = if text.chars().count() > EXCERPT { " ..." } else { "" };
    let shown: String = text.chars().take(EXCERPT).collect();
    out.push_str(&format!("      {}  {}{more}\n", short(sources, span), shown.trim_end()));
}

/// How many letters of the source are shown.
const EXCERPT: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_first_names_of_a_line() {
        let names = |count: usize| (0..count).map(|at| format!("n{at}")).collect();
        assert!(listed(names(12)).ends_with(", n11"));
        assert!(listed(names(13)).ends_with(", n11 and 1 more"));
    }
}
