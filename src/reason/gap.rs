//! What a verdict hangs on, each unknown once.

use std::sync::Arc;

use indexmap::IndexMap;

use super::domain::Literal;
use crate::iam::{Part, Principal, Word};
use crate::value::{Symbol, Text, Undecided, Unknown, Unknowns};

/// How many unknowns a verdict names; a person mends a few at a time.
const MAX_GAPS: usize = 32;

/// The unknowns that were found, in order.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    found: IndexMap<Symbol, Arc<Unknown>>,
}

impl Gaps {
    /// The unknowns; `None` where none was found.
    pub(super) fn into_unknowns(self) -> Option<Unknowns> {
        Unknowns::of(self.found.into_values())
    }

    /// Adds unknowns.
    pub(super) fn extend<'u>(&mut self, unknowns: impl IntoIterator<Item = &'u Arc<Unknown>>) {
        for unknown in unknowns {
            if self.found.len() < MAX_GAPS {
                self.found.entry(unknown.symbol.clone()).or_insert_with(|| Arc::clone(unknown));
            }
        }
    }

    /// Adds what is unknown in `Action` or `Resource`.
    pub(super) fn add_words(&mut self, part: &Part<Word>) {
        self.extend(part.rest.iter().chain(part.values.iter().flat_map(|word| word.text.holes())));
    }

    /// Adds what is unknown in `Resource`, the name of what is asked for included.
    pub(super) fn add_resources(&mut self, part: &Part<Word>, arn: &Text) {
        self.add_words(part);
        self.extend(arn.holes());
        for word in part.values.iter().filter(|word| word.text.known_suffix().contains("${")) {
            let variable = Unknown::new(word.text.display(), word.span, Undecided::Variable);
            self.extend([&Arc::new(variable)]);
        }
    }

    /// Adds the values of which nothing is known.
    pub(super) fn add_open(&mut self, part: &Part<Word>) {
        let holes = part.values.iter().flat_map(|word| word.text.holes());
        self.extend(part.rest.iter().chain(holes.filter(|hole| !hole.nature.is_plain())));
    }

    /// Adds what is unknown in `Principal`.
    pub(super) fn add_principals(&mut self, part: &Part<Principal>) {
        let words = part.values.iter().filter_map(Principal::word);
        self.extend(part.rest.iter().chain(words.flat_map(|word| word.text.holes())));
    }

    /// Adds the unknown values of a condition, and those that a request has for its key; where there are none, the
    /// condition itself.
    pub(super) fn add_condition(&mut self, literal: &Literal<'_>, values: &[Text]) {
        let condition = literal.condition;
        let holes = condition.values.values.iter().map(|word| &word.text).chain(values).flat_map(Text::holes);
        let all: Vec<_> = condition.values.rest.iter().chain(holes).collect();
        if !all.is_empty() {
            self.extend(all);
        } else {
            let shown = format!("Condition {} {}", condition.operator_name, condition.key);
            let symbol = Symbol::written(&shown, condition.span);
            let why = literal.undecided.clone().unwrap_or(Undecided::Together);
            let unknown = Unknown::new(shown, condition.span, why);
            self.extend([&Arc::new(unknown.symbol(symbol))]);
        }
    }
}
