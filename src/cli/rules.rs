//! The commands about rules: the list, and one rule's page.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;

use crate::config::near_name;
use crate::finding::{Analysis, Requirement, RuleInfo};
use crate::report::Inert;
use crate::rules::{About, Rule, RuleSet};
use crate::source::Disk;

use super::args::{DataFormat, RulesArgs};
use super::configuration::Config;
use super::outcome::{Failure, Outcome};
use super::output::print;
use super::rules_check;
use super::told::told;

/// Prints the rules that are named, else all: a table, or what one rule is.
pub(super) fn list(args: &RulesArgs) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.check {
        return rules_check::run(folder);
    }
    let mut config = Config::load(&Disk, &args.config, &args.rules)?;
    let (rules, problems) = std::mem::take(&mut config.rules).configured(config.settings());
    config.tell(problems);
    let infos = rules.infos();
    if let Some(name) = args.names.iter().find(|name| !infos.iter().any(|rule| rule.is_meant(name))) {
        return Err(unknown_rule(name, &infos));
    }
    let is_meant = |rule: &&Rule| args.names.is_empty() || args.names.iter().any(|name| rule.info.is_meant(name));
    let meant: Vec<_> = rules.iter().filter(is_meant).collect();
    let is_one = |rule: &Rule| args.names.iter().all(|name| rule.info.is_called(name));
    let text = match (args.format, meant.as_slice()) {
        (DataFormat::Json, _) => Inert::json(json(&meant)),
        (DataFormat::Human, [rule]) if is_one(rule) => Inert::page(&format!("# {}\n\n{}", rule.info.name, about(rule))),
        (DataFormat::Human, _) => Inert::page(&table(&meant, &args.names)),
    };
    print(&text)?;
    Ok(told(Analysis::default(), config))
}

/// Prints the page of the rule that bears the name, or the table of those whom it means; `None` where it means none.
pub(super) fn explain(rules: &RuleSet, name: &str) -> Option<Result<Outcome, Failure>> {
    let called: Vec<_> = rules.iter().filter(|rule| rule.info.is_called(name)).collect();
    let meant = || rules.iter().filter(|rule| rule.info.is_meant(name)).collect::<Vec<_>>();
    let text = match called.as_slice() {
        [rule] => page(rule),
        [] if meant().is_empty() => return None,
        _ => table(&meant(), &[name.to_owned()]),
    };
    Some(print(&Inert::page(&text)).map(|()| Outcome::Clean))
}

/// The page of a rule, with what it is behind its first paragraph.
fn page(rule: &Rule) -> String {
    let page = rule.info.markdown.trim_end();
    let (start, rest) = page.split_once("\n## ").unwrap_or((page, ""));
    let rest = if rest.is_empty() { String::new() } else { format!("\n## {rest}\n") };
    format!("{}\n\n{}{rest}", start.trim_end(), about(rule))
}

/// What a rule is, a line for each.
fn about(rule: &Rule) -> String {
    let line = |(name, what): (&str, String)| format!("- {name}: {what}\n");
    About::of(rule).lines().into_iter().map(line).collect()
}

/// The failure that says that no rule is called `name`.
pub(super) fn unknown_rule(name: &str, rules: &[Arc<RuleInfo>]) -> Failure {
    let failure = Failure::new(format!("no rule is called `{name}`"));
    match near_name(name, rules) {
        Some(close) => failure.help(format!("did you mean `{close}`?")),
        None => failure.help("`bucketlint rules` lists the rules"),
    }
}

/// The list as data. Its shape only grows while the version stays the same.
#[derive(Serialize)]
struct List<'r> {
    schema_version: u32,
    rules: Vec<About<'r>>,
}

fn json(rules: &[&Rule]) -> String {
    let list = List { schema_version: 1, rules: rules.iter().map(|rule| About::of(rule)).collect() };
    // Plain structs with string keys always serialise.
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}

/// The rules in aligned columns under a head, with the requirements that were asked for; the last column is not cut.
fn table(rules: &[&Rule], names: &[String]) -> String {
    let asked = |it: &&Requirement| names.iter().any(|name| it.is_called(name));
    let requirements = |rule: &RuleInfo| {
        let ids: Vec<_> = rule.requirements.iter().filter(asked).map(|it| it.id.as_str()).collect();
        ids.join(", ")
    };
    let head = ["RULE", "SEVERITY", "JUDGES", "SECURITY HUB", "TITLE", "REQUIREMENTS"];
    let row = |Rule { info: rule, enabled, .. }: &Rule| {
        let judges = if *enabled { "yes" } else { "off" }.to_owned();
        let control = rule.security_hub.clone().unwrap_or_else(|| "-".to_owned());
        [rule.name.clone(), rule.severity.to_string(), judges, control, rule.title.clone(), requirements(rule)]
    };
    let rows: Vec<_> = std::iter::once(head.map(str::to_owned)).chain(rules.iter().map(|rule| row(rule))).collect();
    let is_asked = rows.iter().skip(1).any(|[.., requirements]| !requirements.is_empty());
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for row in &rows {
        let shown = if is_asked { row.len() } else { row.len() - 1 };
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths).take(shown) {
            // Writing to a string does not fail.
            let _ = write!(line, "{cell:width$}  ");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}
