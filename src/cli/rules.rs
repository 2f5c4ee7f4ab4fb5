//! The commands about rules: the list, and one rule's page.

use std::fmt::Write;
use std::sync::Arc;

use crate::config::near_name;
use crate::finding::RuleInfo;
use crate::report::Inert;
use crate::rules::RuleSet;

use super::outcome::{Failure, Outcome};
use super::output::print;

/// Prints a table of the rules.
pub(super) fn list() -> Result<Outcome, Failure> {
    print(&Inert::page(&table(&RuleSet::built_in().0.infos())))?;
    Ok(Outcome::Clean)
}

/// Prints the page of a rule.
pub(super) fn explain(rule: &RuleInfo) -> Result<Outcome, Failure> {
    let page = rule.markdown.trim_end();
    let page = if page.is_empty() { format!("# {}\n\n{}", rule.title, rule.page) } else { page.to_owned() };
    print(&Inert::page(&page))?;
    Ok(Outcome::Clean)
}

/// The failure that says that no rule is called `name`.
pub(super) fn unknown_rule(name: &str, rules: &[Arc<RuleInfo>]) -> Failure {
    let failure = Failure::new(format!("no rule is called `{name}`"));
    match near_name(name, rules) {
        Some(close) => failure.help(format!("did you mean `{close}`?")),
        None => failure.help("`bucketlint rules` lists the rules"),
    }
}

/// The rules in aligned columns under a head; the title comes last and is not cut.
fn table(rules: &[Arc<RuleInfo>]) -> String {
    let head = ["RULE", "SEVERITY", "SECURITY HUB", "TITLE"];
    let row = |rule: &RuleInfo| {
        let control = rule.security_hub.clone().unwrap_or_else(|| "-".to_owned());
        [rule.name.clone(), rule.severity.to_string(), control, rule.title.clone()]
    };
    let rows: Vec<_> = std::iter::once(head.map(str::to_owned)).chain(rules.iter().map(|rule| row(rule))).collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let [rule_width, severity_width, control_width, _] = widths;
    let mut out = String::new();
    for [rule, severity, control, title] in &rows {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{rule:rule_width$}  {severity:severity_width$}  {control:control_width$}  {title}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn aligns_the_columns() {
        let rule = |name: &str, security_hub: Option<&str>| {
            Arc::new(RuleInfo {
                name: name.into(),
                title: "A title".into(),
                severity: Severity::Low,
                security_hub: security_hub.map(Into::into),
                ..RuleInfo::default()
            })
        };
        let expected = "\
RULE         SEVERITY  SECURITY HUB  TITLE
a-long-name  low       S3.1          A title
b            low       -             A title
";
        assert_eq!(table(&[rule("a-long-name", Some("S3.1")), rule("b", None)]), expected);
    }
}
