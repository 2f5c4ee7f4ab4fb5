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

/// The Guard text of a check on resources of a type. Copies share what is read of it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    text: &'static str,
    resource_type: String,
    read: Arc<OnceLock<Result<Code, String>>>,
}

impl Text {
    pub(super) fn new(text: &'static str, resource_type: &str) -> Text {
        Text { text, resource_type: resource_type.to_owned(), read: Arc::default() }
    }

    /// What it comes to; what is wrong with it where it comes to nothing.
    pub(super) fn code(&self) -> Result<&Code, &str> {
        self.read.get_or_init(|| read(self.text, &self.resource_type)).as_ref().map_err(String::as_str)
    }

    /// Whether it was needed so far.
    pub(super) fn is_read(&self) -> bool {
        self.read.get().is_some()
    }
}

fn read(text: &str, resource_type: &str) -> Result<Code, String> {
    let check = guard::parse(text).map_err(|error| {
        let place = if error.line == 0 { String::new() } else { format!("line {}: ", error.line) };
        format!("{place}{}", error.message)
    })?;
    let facts = facts_read(&check, resource_type)?;
    let bearing = bearing(&check, resource_type, &facts);
    Ok(Code { check, facts, bearing })
}

/// The facts of resources of a type that a check reads.
fn facts_read(check: &Check, resource_type: &str) -> Result<Vec<Fact>, String> {
    let reads = check.reads(&WAY_TO_FACTS);
    if reads.all {
        return Ok(facts_of(resource_type).map(|row| row.fact).collect());
    }
    let known = |name: &Arc<str>| {
        let missing = || format!("`{name}` is no fact of resources of the type `{resource_type}`");
        fact_named(resource_type, name).ok_or_else(missing)
    };
    reads.keys.iter().map(known).collect()
}

/// What bears on the verdict of a check that reads these facts.
fn bearing(check: &Check, resource_type: &str, facts: &[Fact]) -> Bearing {
    let read = check.reads(&WAY_TO_PROPERTIES);
    let related = if resource_type == types::ACCOUNT { [Role::InAccount].into() } else { BTreeSet::new() };
    let own = Bearing { properties: read.keys, all_properties: read.all, related, ..Bearing::default() };
    let of_facts = facts_of(resource_type).filter(|row| facts.contains(&row.fact)).map(Row::bearing);
    of_facts.fold(own, Bearing::and)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a check with this clause reads, of a key.
    fn read(clause: &str) -> Result<Vec<Fact>, String> {
        let text = format!("let subject = Resources.*[ Facts exists ]\nrule r when %subject !empty {{ {clause} }}");
        facts_read(&guard::parse(&text).unwrap(), types::KEY)
    }

    #[test]
    fn knows_the_facts_that_a_check_reads() {
        assert_eq!(read("%subject.Facts.Public == 'NOT_PUBLIC' <<Facts.PublicRead>>"), Ok(vec![Fact::PublicUse]));
        assert_eq!(read("%subject.Properties.Facts.PublicRead exists"), Ok(Vec::new()));
        assert_eq!(read("%subject.Facts.* exists").unwrap().len(), 3);
        let wrong = "`PublicRead` is no fact of resources of the type `AWS::KMS::Key`";
        assert_eq!(read("%subject.Facts.PublicRead exists"), Err(wrong.to_owned()));
    }
}
