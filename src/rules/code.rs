//! The check of a rule, read where a run first judges by it: reading costs more than the rest of a small run.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::Fact;
use super::document::{WAY_TO_FACTS, WAY_TO_PROPERTIES};
use super::fact::{Row, are_by_parameters, fact_named, facts_of};
use crate::catalogue::{TYPES, types};
use crate::guard::{self, Check, NamedRule};
use crate::model::{Bearing, Role};

/// What the check of a rule comes to.
#[derive(Debug)]
pub(super) struct Code {
    /// The check.
    pub check: Check,
    /// The facts that it reads: what a verdict can rest on beside the properties.
    pub facts: Vec<Fact>,
    /// Whether one of them hangs on the parameters of the rule.
    pub by_parameters: bool,
    /// What bears on its verdict.
    pub bearing: Bearing,
    /// The only rule of the check that counts, which sees the judged resource and no other.
    pub only: Option<Arc<str>>,
    /// Whether such a rule asks for resources of one type alone.
    pub is_of_one_type: bool,
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
    text: Cow<'static, str>,
    judged: Vec<String>,
    read: Arc<OnceLock<Result<Code, String>>>,
}

impl Text {
    pub(super) fn new<'t>(text: impl Into<Cow<'static, str>>, judged: impl Iterator<Item = &'t str>) -> Text {
        Text { text: text.into(), judged: judged.map(str::to_owned).collect(), read: Arc::default() }
    }

    /// One rule of a check that was read.
    pub(super) fn of_rule(check: &Check, rule: &NamedRule) -> Result<Text, String> {
        let code = Code::of_rule(check.clone(), rule)?;
        let text = Text::new("", std::iter::empty());
        // It is the first to set it.
        let _ = text.read.set(Ok(code));
        Ok(text)
    }

    /// What it comes to; what is wrong with it where it comes to nothing.
    pub(super) fn code(&self) -> Result<&Code, &str> {
        self.read.get_or_init(|| read(&self.text, &self.judged)).as_ref().map_err(String::as_str)
    }

    /// Reads it before it is needed.
    pub(super) fn read_ahead(&self) {
        self.read.get_or_init(|| read(&self.text, &self.judged));
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
    let by_parameters = are_by_parameters(&facts);
    Ok(Code { check, facts, by_parameters, bearing, only: None, is_of_one_type: true })
}

impl Code {
    /// What one rule of a check comes to, on resources of the types that it names.
    fn of_rule(check: Check, rule: &NamedRule) -> Result<Code, String> {
        let judged = || TYPES.iter().map(|of| of.name).filter(|name| rule.types.has(name));
        let reads = check.reads(&WAY_TO_FACTS);
        let is_read = |row: &&Row| reads.all || reads.keys.iter().any(|key| **key == *row.name);
        let found: Vec<_> =
            judged().flat_map(|name| facts_of(name).filter(is_read).map(move |row| (name, row))).collect();
        let of_any = |key: &&Arc<str>| TYPES.iter().all(|of| fact_named(of.name, key).is_none());
        if let Some(key) = reads.keys.iter().find(of_any) {
            return Err(format!("`{key}` is no fact of any resource"));
        }
        let own = own_bearing(&check, BTreeSet::new());
        let bearing = found.iter().map(|(_, row)| row.bearing()).fold(own, Bearing::and);
        let facts: BTreeSet<Fact> = found.iter().map(|(_, row)| row.fact).collect();
        let (facts, only) = (facts.into_iter().collect::<Vec<_>>(), Some(Arc::clone(&rule.name)));
        let by_parameters = are_by_parameters(&facts);
        Ok(Code { check, facts, by_parameters, bearing, only, is_of_one_type: rule.types.is_one() })
    }
}

/// What bears on a check by the properties that it reads.
fn own_bearing(check: &Check, related: BTreeSet<Role>) -> Bearing {
    let read = check.reads(&WAY_TO_PROPERTIES);
    let properties = read.keys.into_iter().chain(read.spellings).collect();
    Bearing { properties, all_properties: read.all, related, ..Bearing::default() }
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
    let related = if judged.iter().any(|of| of == types::ACCOUNT) { [Role::InAccount].into() } else { BTreeSet::new() };
    let own = own_bearing(check, related);
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
        assert_eq!(read("%subject.Facts.* exists").unwrap().len(), facts_of(types::KEY).count());
        let wrong = "`PublicRead` is no fact of resources of the type `AWS::KMS::Key`";
        assert_eq!(read("%subject.Facts.PublicRead exists"), Err(wrong.to_owned()));
    }
}
