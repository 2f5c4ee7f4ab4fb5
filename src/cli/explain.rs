//! `bucketlint explain`: the page of a rule, or the chain of evidence behind the verdicts on a bucket, an access point
//! or a key, as text.

use crate::config::nearest;
use crate::explain::{Answer, Chain, Chains, Gap, Replication, Told, WhoAndWhat, explain};
use crate::reason::{Called, Step, Who, Witness};
use crate::report::{self, Inert, short};
use crate::source::{Disk, Sources};

use super::args::{ExplainArgs, or_here};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::rules;
use super::told::told;

/// Explains what bears the name: a rule, else a resource of the code below the paths.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let mut config = Config::load(&Disk, &args.config, &args.rules)?;
    let rule_set = std::mem::take(&mut config.rules);
    let infos = rule_set.infos();
    let names = || infos.iter().map(|rule| rule.name.as_str());
    let (configured, _) = rule_set.clone().configured(config.settings());
    if let Some(explained) = rules::explain(&configured, &args.name) {
        return explained;
    }
    let (paths, inputs) = (or_here(&args.paths), config.inputs(&args.inputs.0));
    let request = config.request(&paths, &rule_set, &inputs);
    let Chains { found, others, analysis } = explain(&Disk, &request, &args.name);
    let shown: Vec<_> = found.iter().map(|chain| shown(chain, &analysis.sources)).collect();
    print(&Inert::page(&shown.join("\n")))?;
    let outcome = told(analysis, config);
    if !found.is_empty() {
        return Ok(outcome);
    }
    let failure = Failure::new(format!("no rule, bucket, access point or key is called `{}`", args.name));
    Err(match nearest(&args.name, names().chain(others.iter().map(String::as_str))) {
        Some(close) => failure.help(format!("did you mean `{close}`?")),
        None => failure.help("`bucketlint rules` lists the rules; a resource is named as `bucketlint check` names it"),
    })
}

fn shown(chain: &Chain, sources: &Sources) -> String {
    let mut out = format!("{} ({}), {}\n", chain.address, chain.source_type, short(sources, chain.header));
    for part in &chain.parts {
        if part.past_bound {
            out.push_str("\nThe code leaves more conditions open than are told apart; those that are not named here stay open.\n");
        }
        for case in part.cases.iter().filter(|case| !case.told.is_empty()) {
            if !case.answers.is_empty() {
                out.push_str(&format!("\nWhere {}:\n", case.answers.join(" and ")));
            }
            case.told.iter().for_each(|told| tell(told, sources, &mut out));
        }
    }
    out
}

fn tell(told: &Told, sources: &Sources, out: &mut String) {
    match told {
        Told::Answer(question, answer) => {
            out.push_str(&format!("\n{} ", question.form().words));
            tell_answer(answer, sources, out);
        }
        Told::Others(others) => tell_others(others, out),
        Told::Replication(rule) => replication(rule, sources, out),
    }
}

fn tell_answer(answer: &Answer, sources: &Sources, out: &mut String) {
    match answer {
        Answer::Yes { request: witness, steps, remedy } => {
            out.push_str(&format!("Yes.\n  {}\n", request(witness)));
            steps.iter().for_each(|it| step(sources, it, out));
            out.push_str(&format!("  What would shut it: {remedy}\n"));
        }
        Answer::No(steps) => {
            out.push_str("No.\n");
            steps.iter().for_each(|it| step(sources, it, out));
        }
        Answer::Open(gaps) => {
            out.push_str("The code does not decide it.\n");
            gaps.iter().for_each(|gap| not_decided(sources, gap, out));
        }
    }
}

/// Who else is let in, and to do what.
fn tell_others(others: &WhoAndWhat, out: &mut String) {
    let mut line = |title: &str, names: Vec<String>| {
        if !names.is_empty() {
            out.push_str(&format!("  {title}: {}\n", listed(names)));
        }
    };
    let who = |callers: &[Called]| callers.iter().map(Called::to_string).collect();
    let what = |actions: &[&str]| actions.iter().map(|action| format!("`{action}`")).collect();
    line("Who is let in", who(&others.who));
    line("Who is let in, perhaps", who(&others.perhaps_who));
    line("What others may do", what(&others.what));
    line("What others may do, perhaps", what(&others.perhaps_what));
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
fn replication(rule: &Replication, sources: &Sources, out: &mut String) {
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
    rule.open.iter().for_each(|gap| not_decided(sources, gap, out));
    if rule.refused.is_empty() && rule.open.is_empty() {
        rule.steps.iter().for_each(|it| step(sources, it, out));
    }
}

fn not_decided(sources: &Sources, gap: &Gap, out: &mut String) {
    step(sources, &Step { message: gap.message.clone(), span: Some(gap.span) }, out);
}

/// A request, in words. Of a caller that stands for others it is said for whom.
fn request(witness: &Witness) -> String {
    let name = report::caller(&witness.principal);
    let caller = match witness.who {
        Who::Stranger => format!("some AWS account, such as {name}"),
        Who::Service => format!("some AWS service, such as {name}"),
        Who::NamedService => format!("the AWS service {name}"),
        Who::Anonymous | Who::Named => name,
    };
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
