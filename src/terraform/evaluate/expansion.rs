//! The instances of a block, and what an index means of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::scope::Scope;
use crate::model::{Family, Presence};
use crate::value::{Piece, Text, Truth, World};

/// How many instances one block may have.
pub(super) const MAX_INSTANCES: usize = 1_000;

/// The instances of a block.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    pub(super) how: How,
    pub(super) instances: Vec<Instance>,
    /// By keys that are known letter by letter.
    by_key: HashMap<String, usize>,
}

impl Expansion {
    pub(super) fn new(how: How, instances: Vec<Instance>) -> Self {
        let mut by_key = HashMap::with_capacity(instances.len());
        for (at, instance) in instances.iter().enumerate() {
            if let Some(key) = instance.key.as_ref().and_then(Text::as_str) {
                by_key.entry(key.to_owned()).or_insert(at);
            }
        }
        Expansion { how, instances, by_key }
    }

    /// The instance that stands for those that are not known.
    pub(super) fn family(&self) -> Option<&Instance> {
        self.instances.iter().find(|it| it.family.is_some())
    }

    /// What an index means.
    pub(super) fn select(&self, index: &Text) -> Selected<'_> {
        let by_letters = || self.instances.get(*self.by_key.get(index.as_str()?)?);
        let is = |it: &Instance| it.key.as_ref().map_or(Truth::False, |key| key.same(index));
        if let Some(it) = by_letters().or_else(|| self.instances.iter().find(|it| is(it) == Truth::True)) {
            return Selected::One(it);
        }
        let may_be_one = self.instances.iter().any(|it| it.family.is_none() && is(it) == Truth::Unknown);
        match self.family() {
            _ if may_be_one => Selected::Open,
            Some(family) => Selected::MemberOf(family),
            None => Selected::None,
        }
    }
}

/// What an index means of the instances of a block.
pub(super) enum Selected<'e> {
    /// This instance; where it is a family, the member that is being made for the same element.
    One(&'e Instance),
    /// A member of a family.
    MemberOf(&'e Instance),
    /// One of those whose keys are known, nobody knows which.
    Open,
    /// None.
    None,
}

/// What makes instances of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum How {
    /// Nothing: there is one.
    #[default]
    Single,
    Count,
    ForEach,
}

/// One instance of a block.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// Its address within the module, with the key.
    pub(in crate::terraform) address: Arc<str>,
    /// What it is looked up by: `0`, `logs`, `logs-${var.env}`, the key of any member; `None` where there is one.
    pub(super) key: Option<Text>,
    /// Where it stands for all that are not known: what makes them.
    pub(in crate::terraform) family: Option<Family>,
    pub(in crate::terraform) scope: Scope,
    /// Whether it is there where its module is.
    pub(super) own: Presence,
    /// Whether it is there at all.
    pub(in crate::terraform) presence: Presence,
    /// The answers that hold wherever it is there.
    pub(in crate::terraform) world: World,
}

/// An index as Terraform prints it in addresses, what is not known of it as the expression that it is.
pub(super) fn shown_index(how: How, index: &Text) -> String {
    match (how, index.only_hole()) {
        (How::Count, Some(hole)) => format!("[{}]", hole.expression),
        (How::Count, None) => format!("[{}]", index.display()),
        _ => format!("[{}]", quoted(index)),
    }
}

/// A key as Terraform prints it in addresses.
pub(super) fn quoted(key: &Text) -> String {
    let mut out = String::from("\"");
    for piece in key.pieces() {
        match piece {
            Piece::Known(known) => escape(known, &mut out),
            Piece::Hole(hole) => out.push_str(&format!("${{{}}}", hole.expression)),
        }
    }
    out.push('"');
    out
}

fn escape(known: &str, out: &mut String) {
    let mut letters = known.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if letters.peek() == Some(&'{') => out.extend([letter, letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
}
