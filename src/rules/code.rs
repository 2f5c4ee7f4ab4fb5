//! The check of a rule, read where a run first judges by it: reading costs more than the rest of a small run.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::Fact;
use super::document::{WAY_TO_FACTS, WAY_TO_PROPERTIES};
use super::fact::{Row, fact_named, facts_of};
use crate::catalogue::types;
use crate::guard::{self, Check};
use crate::model::{Bearing, Role};

/// What the check of a rule comes to.
#[derive(Debug)]
pub(super) struct Code {
    /// The check.
    pub check: Check,
    /// The facts that it reads: what a verdict can rest on beside the properties.
    pub facts: Vec<Fact>,
    /// What bears on its verdict.
    pub bearing: Bearing,
}

impl Code {
    /// Whether it reads a fact or a property that the other reads.
    pub(super) fn shares(&self, other: &Code) -> bool {
        let properties = |code: &Code| code.check.reads(&WAY_TO_PROPERTIES).keys;
        self.facts.iter().any(|fact| other.facts.contains(fact)) || !properties(self).is_disjoint(&properties(other))
    }
}

/// The Guard text of a check on resources of some types. Copies share what is read of it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    text: &'static str,
    judged: Vec<String>,
    read: Arc<OnceLock<Result<Code, String>>>,
}

impl Text {
    pub(super) fn new<'t>(text: &'static str, judged: impl Iterator<Item = &'t str>) -> Text {
        Text { text, judged: judged.map(str::to_owned).collect(), read: Arc::default() }
    }

    /// What it comes to; what is wrong with it where it comes to nothing.
    pub(super) fn code(&self) -> Result<&Code, &str> {
        self.read.get_or_init(|| read(self.text, &self.judged)).as_ref().map_err(String::as_str)
    }

    /// Whether it was needed so far.
    pub(super) fn is_read(&self) -> bool {
        self.read.get().is_some()
    }
}

fn read(text: &str, judged: &[String]) -> Result<Code, String> {
    let check = guard::parse(text).map_err(|error| {
        let place = if error.line == 0 { String::new() } else { format!("line {}: ", error.line) };
        format!("{place}{}", error.message)
    })?;
    let facts = facts_read(&check, judged)?;
    let bearing = bearing(&check, judged, &facts);
    Ok(Code { check, facts, bearing })
}

/// The facts of resources of some types that a check reads.
fn facts_read(check: &Check, judged: &[String]) -> Result<Vec<Fact>, String> {
    let reads = check.reads(&WAY_TO_FACTS);
    if reads.all {
        return Ok(judged.iter().flat_map(|of| facts_of(of)).map(|row| row.fact).collect());
    }
    let known = |name: &Arc<str>| {
        let missing = || format!("`{name}` is no fact of resources of the type `{}`", judged.join("`, `"));
        judged.iter().find_map(|of| fact_named(of, name)).ok_or_else(missing)
    };
    reads.keys.iter().map(known).collect()
}

/// What bears on the verdict of a check that reads these facts.
fn bearing(check: &Check, judged: &[String], facts: &[Fact]) -> Bearing {
    let read = check.reads(&WAY_TO_PROPERTIES);
    let related = if judged.iter().any(|of| of == types::ACCOUNT) { [Role::InAccount].into() } else { BTreeSet::new() };
    let properties = read.keys.into_iter().chain(read.spellings).collect();
    let own = Bearing { properties, all_properties: read.all, related, ..Bearing::default() };
    let of_facts = judged.iter().flat_map(|of| facts_of(of)).filter(|row| facts.contains(&row.fact)).map(Row::bearing);
    of_facts.fold(own, Bearing::and)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a check with this clause reads, of a key.
    fn read(clause: &str) -> Result<Vec<Fact>, String> {
        let text = format!("let subject = Resources.*[ Facts exists ]\nrule r when %subject !empty {{ {clause} }}");
        facts_read(&guard::parse(&text).unwrap(), &[types::KEY.to_owned()])
    }

    #[test]
    fn knows_the_facts_that_a_check_reads() {
        assert_eq!(read("%subject.Facts.Public == 'NOT_PUBLIC' <<Facts.PublicRead>>"), Ok(vec![Fact::PublicUse]));
        assert_eq!(read("%subject.Properties.Facts.PublicRead exists"), Ok(Vec::new()));
        assert_eq!(read("%subject.Facts.* exists").unwrap().len(), 5);
        let wrong = "`PublicRead` is no fact of resources of the type `AWS::KMS::Key`";
        assert_eq!(read("%subject.Facts.PublicRead exists"), Err(wrong.to_owned()));
    }
}
