//! The named rules of a file: where each stands, what it says, and which types of resources it names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::tree::{Block, Clause, Conjunction, File, Let, Literal, Operand, Operator, Part, Pattern, Query, Rule};

/// A named rule of a file.
#[derive(Clone, Debug)]
pub struct NamedRule {
    /// Its name.
    pub name: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// The first message of its clauses.
    pub message: Option<Arc<str>>,
    /// The types that it names.
    pub types: Types,
}

/// Types of resources that a rule asks for: what it compares with `Type`.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// By their names.
    pub names: BTreeSet<Arc<str>>,
    patterns: Vec<Pattern>,
}

impl Types {
    /// Whether a type is one of them; a rule that names none asks for all.
    pub fn has(&self, name: &str) -> bool {
        let matches = |pattern: &Pattern| pattern.regex.is_match(name).unwrap_or(true);
        self.is_any() || self.names.contains(name) || self.patterns.iter().any(matches)
    }

    /// Whether the rule names no type.
    pub fn is_any(&self) -> bool {
        self.names.is_empty() && self.patterns.is_empty()
    }

    /// Whether the rule names one type alone.
    pub fn is_one(&self) -> bool {
        self.names.len() == 1 && self.patterns.is_empty()
    }

    /// The types in words.
    pub fn shown(&self) -> String {
        let patterns = self.patterns.iter().map(|pattern| format!("/{}/", pattern.text));
        let all: Vec<_> = self.names.iter().map(|name| name.to_string()).chain(patterns).collect();
        if all.is_empty() { "any type".to_owned() } else { all.join(", ") }
    }
}

/// The named rules, in order.
pub(super) fn named(file: &File) -> Vec<NamedRule> {
    let one = |rule: &Rule| {
        let mut walk =
            Walk { file, lets: vec![&file.lets], seen: BTreeSet::new(), types: Types::default(), message: None };
        walk.rule(rule);
        NamedRule { name: Arc::clone(&rule.name), line: rule.line, message: walk.message, types: walk.types }
    };
    file.rules.iter().map(one).collect()
}

/// Goes through all that a rule comes to.
struct Walk<'f> {
    file: &'f File,
    /// The variables in scope, innermost last.
    lets: Vec<&'f [Let]>,
    /// The rules and variables that were looked at.
    seen: BTreeSet<*const u8>,
    types: Types,
    message: Option<Arc<str>>,
}

impl<'f> Walk<'f> {
    /// Whether something is looked at for the first time.
    fn is_new<T>(&mut self, it: &'f T) -> bool {
        self.seen.insert(std::ptr::from_ref(it).cast())
    }

    fn rule(&mut self, rule: &'f Rule) {
        if self.is_new(rule) {
            self.conjunction(&rule.when);
            self.block(&rule.block);
        }
    }

    fn block(&mut self, block: &'f Block) {
        self.lets.push(&block.lets);
        self.conjunction(&block.clauses);
        self.lets.pop();
    }

    fn conjunction(&mut self, clauses: &'f Conjunction) {
        clauses.iter().flatten().for_each(|clause| self.clause(clause));
    }

    fn clause(&mut self, clause: &'f Clause) {
        let file = self.file;
        match clause {
            Clause::Access(access) => {
                self.say(access.message.as_ref());
                self.query(&access.query);
                access.operand.iter().for_each(|operand| self.operand(operand));
                // `Properties.Type` is no type of a resource.
                let is_type = match access.query.parts.as_slice() {
                    [.., Part::Key(before), Part::Key(_)] if *before.name == *"Properties" => false,
                    [.., Part::Key(last)] => *last.name == *"Type",
                    _ => false,
                };
                if is_type && !access.negated && matches!(access.operator, Operator::Eq | Operator::In) {
                    access.operand.iter().for_each(|operand| self.name(operand));
                }
            }
            Clause::Rule { name, message, .. } => {
                self.say(message.as_ref());
                file.rules.iter().filter(|rule| rule.name == *name).for_each(|rule| self.rule(rule));
            }
            Clause::Call { name, arguments, message, .. } => {
                self.say(message.as_ref());
                arguments.iter().for_each(|argument| self.operand(argument));
                file.callable.iter().filter(|rule| rule.name == *name).for_each(|rule| self.rule(rule));
            }
            Clause::Block { query, block, .. } => {
                self.query(query);
                self.block(block);
            }
            Clause::Type { query, when, block, .. } => {
                self.query(query);
                self.conjunction(when);
                self.block(block);
            }
            Clause::When { conditions, block } => {
                self.conjunction(conditions);
                self.block(block);
            }
        }
    }

    fn say(&mut self, message: Option<&Arc<str>>) {
        self.message = self.message.take().or_else(|| message.cloned());
    }

    fn operand(&mut self, operand: &'f Operand) {
        match operand {
            Operand::Literal(_) => {}
            Operand::Query(query) => self.query(query),
            Operand::Call(call) => call.arguments.iter().for_each(|argument| self.operand(argument)),
        }
    }

    fn query(&mut self, query: &'f Query) {
        for part in &query.parts {
            match part {
                Part::Variable(name) | Part::Keyed { variable: name, .. } => {
                    if let Some(bound) = self.variable(name)
                        && self.is_new(bound)
                    {
                        self.operand(&bound.value);
                    }
                }
                Part::Filter { conditions, .. } => self.conjunction(conditions),
                Part::KeysThat { operand, .. } => self.operand(operand),
                Part::This | Part::Key(_) | Part::AllValues(_) | Part::AllIndices(_) | Part::Index(_) => {}
            }
        }
    }

    fn variable(&self, name: &str) -> Option<&'f Let> {
        self.lets.iter().rev().find_map(|lets| lets.iter().find(|one| *one.name == *name))
    }

    /// Takes what is compared with a type.
    fn name(&mut self, operand: &'f Operand) {
        match operand {
            Operand::Literal(literal) => self.literal(literal),
            Operand::Query(query) => {
                if let [Part::Variable(name)] = query.parts.as_slice()
                    && let Some(Let { value: Operand::Literal(literal), .. }) = self.variable(name)
                {
                    self.literal(literal);
                }
            }
            Operand::Call(_) => {}
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::String(name) => drop(self.types.names.insert(Arc::clone(name))),
            Literal::Regex(pattern) => self.types.patterns.push(pattern.clone()),
            Literal::List(items) => items.iter().for_each(|item| self.literal(item)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::guard::parse;

    #[test]
    fn finds_types_through_variables_and_other_rules() {
        let text = "
            let buckets = Resources.*[ Type == 'AWS::S3::Bucket' ]
            let kinds = ['A::B::C', 'D::E::F']
            rule first when %buckets !empty { %buckets { Properties exists <<has none>> } }
            rule second { Resources.*[ Type in %kinds ] !empty }
            rule third { AWS::KMS::Key { Properties.Type == 'SYMMETRIC' } }
            rule fourth { first
            }
            rule fifth { Resources.* { Type == /^AWS::S3/ } }
            rule sixth { Resources.* { Type != 'AWS::S3::Bucket' } }
            rule asks(what) { Resources.*[ Type == 'G::H::I' ] { this.Name == %what } }
            rule seventh { asks('x') <<not x>> }";
        let found = parse(text).unwrap().rules();
        let shown: Vec<_> = found.iter().map(|it| format!("{} {} {}", it.line, it.name, it.types.shown())).collect();
        let expected = [
            "4 first AWS::S3::Bucket",
            "5 second A::B::C, D::E::F",
            "6 third AWS::KMS::Key",
            "7 fourth AWS::S3::Bucket",
            "9 fifth /^AWS::S3/",
            "10 sixth any type",
            "12 seventh G::H::I",
        ];
        assert_eq!(shown, expected);
        assert_eq!(found[0].message.as_deref(), Some("has none"));
        assert!(found[4].types.has("AWS::S3::Bucket") && !found[4].types.has("AWS::KMS::Key"));
    }
}
