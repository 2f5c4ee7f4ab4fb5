//! Whether replication works: one configuration in which it does, and changes to it that break it or leave it open.
//!
//! A case starts with `=== title`; lines that start with `- ` are text of the configuration, and those below that start with
//! `+ ` are what stands there instead.

use std::fs;
use std::path::PathBuf;

use bucketlint::engine::{Inputs, Request, explore};
use bucketlint::reason::{Effort, Question, Replicated, Through, replicated};
use bucketlint::rules::RuleSet;
use bucketlint::source::{Memory, Sources};
use bucketlint::value::Atlas;

const FOLDER: &str = "tests/data/reason/replication";

#[test]
fn works_as_far_as_every_request_gets_through() {
    let mut said = String::new();
    for language in ["tf", "yaml"] {
        let base = fs::read_to_string(format!("{FOLDER}/base.{language}")).unwrap();
        let cases = fs::read_to_string(format!("{FOLDER}/cases.{language}.txt")).unwrap();
        for case in cases.split("=== ").skip(1) {
            let (title, changes) = case.split_once('\n').unwrap();
            said.push_str(&format!(
                "=== {language}: {title}\n{}\n",
                answers(language, &changed(&base, title, changes))
            ));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("replication@cases", said));
}

/// The configuration with the changes of a case.
fn changed(base: &str, title: &str, changes: &str) -> String {
    let mut text = base.to_owned();
    let mut lines = changes.lines().peekable();
    while lines.peek().is_some() {
        let mut marked = |mark: &str| {
            let block = std::iter::from_fn(|| lines.next_if(|line| line.starts_with(mark)));
            block.map(|line| &line[mark.len()..]).collect::<Vec<_>>().join("\n")
        };
        let (old, new) = (marked("- "), marked("+ "));
        assert!(!old.is_empty() && text.contains(&old), "{title}: `{old}` is not in the configuration");
        text = text.replace(&old, &new);
    }
    text
}

fn answers(language: &str, text: &str) -> String {
    let name = format!("main.{language}");
    let fs = Memory::new([(name.as_str(), text.as_bytes())]);
    let (rules, _) = RuleSet::built_in();
    let (paths, inputs) = ([PathBuf::from(&name)], Inputs::default());
    let request = Request::new(&paths, &rules, &inputs);
    let (found, analysis) = explore(&fs, &request, |subject, _| {
        let worlds = Atlas::default().worlds(&subject.conditions(&Question::Replication.bearing()));
        let in_each = worlds
            .get()
            .iter()
            .filter_map(|world| Some(replicated(&subject.under(world).unwrap()?, Effort::default())));
        in_each.filter(|rules| !rules.is_empty()).collect()
    });
    let rules = found.iter().map(|rules| rules.iter().map(|rule| shown(rule, &analysis.sources)).collect::<String>());
    let mut rules: Vec<_> = rules.collect();
    rules.dedup();
    rules.join("or\n")
}

fn shown(rule: &Replicated, sources: &Sources) -> String {
    let line = |span: bucketlint::source::Span| sources.file(span.file).unwrap().position(span.range().start).line;
    let mut out = String::new();
    for witness in &rule.refused {
        let Through::Refused { reason, span } = &witness.through else { panic!("{witness:?}") };
        let context: Vec<_> = witness.context.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let place = span.map_or(0, line);
        out.push_str(&format!("refused: {reason} (line {place})\n"));
        out.push_str(&format!("         {} {} {}\n", witness.principal, witness.action, witness.resource));
        out.push_str(&format!("         {}\n", context.join(" ")));
    }
    for unknown in &rule.open {
        out.push_str(&format!("open: {} {} (line {})\n", unknown.expression, unknown.reason, line(unknown.span)));
    }
    if out.is_empty() { "works\n".to_owned() } else { out }
}
