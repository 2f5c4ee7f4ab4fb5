//! How often each rule is broken, for people.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::{Analysis, Compliance, RuleInfo};

/// What is counted of a rule.
#[derive(Clone, Copy, Default)]
struct Counts {
    broken: usize,
    open: usize,
    accepted: usize,
}

/// A line for each rule that is broken, not decided or accepted somewhere, the worst first, below a head. What an
/// earlier run knows is not counted.
pub(super) fn table(analysis: &Analysis) -> String {
    let mut rules: BTreeMap<&str, (&RuleInfo, Counts)> = BTreeMap::new();
    let told = analysis.evaluations.iter().filter(|it| it.compliance.asks_for_attention() && !it.is_known());
    for evaluation in told {
        let (_, counts) = rules.entry(&evaluation.rule.name).or_insert((&evaluation.rule, Counts::default()));
        match (&evaluation.suppressed, evaluation.compliance) {
            (Some(_), _) => counts.accepted += 1,
            (None, Compliance::NonCompliant) => counts.broken += 1,
            (None, _) => counts.open += 1,
        }
    }
    let mut rows: Vec<_> = rules.into_values().collect();
    rows.sort_by_key(|(rule, counts)| (Reverse((rule.severity, counts.broken, counts.open)), &rule.name));
    let mut out = String::new();
    if !rows.is_empty() {
        out.push_str("NON_COMPLIANT  INSUFFICIENT_DATA  SUPPRESSED  SEVERITY       RULE\n");
    }
    for (rule, Counts { broken, open, accepted }) in rows {
        // A word's own width is no matter of `Display`.
        let severity = rule.severity.as_str();
        out.push_str(&format!("{broken:>13}  {open:>17}  {accepted:>10}  {severity:13}  {}\n", rule.name));
    }
    out
}
