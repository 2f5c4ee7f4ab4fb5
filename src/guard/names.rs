//! Names in Guard text: every variable and rule that is used exists, and none is defined by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outcome::{GuardError, fault};
use super::tree::{Block, Clause, Conjunction, File, Let, Operand, Part, Query};

/// Refuses undefined names and cycles.
pub(super) fn check_names(file: &File) -> Result<(), GuardError> {
    let mut names = Names { rules: file.rules.iter().map(|rule| Arc::clone(&rule.name)).collect(), ..Names::default() };
    names.lets(&file.lets)?;
    for rule in &file.rules {
        names.rule = Arc::clone(&rule.name);
        names.conjunction(&rule.when)?;
        names.block(&rule.block)?;
    }
    names.check_cycles()
}

#[derive(Default)]
struct Names {
    rules: BTreeSet<Arc<str>>,
    /// Variables in scope, innermost last.
    variables: Vec<Arc<str>>,
    /// The rule that is read.
    rule: Arc<str>,
    /// Which rule asks for which, and on which line.
    asks: BTreeMap<Arc<str>, BTreeMap<Arc<str>, usize>>,
}

impl Names {
    /// A variable is in scope behind its definition, so none can be defined by itself.
    fn lets(&mut self, lets: &[Let]) -> Result<(), GuardError> {
        for one in lets {
            self.operand(&one.value)?;
            self.variables.push(Arc::clone(&one.name));
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), GuardError> {
        let outer = self.variables.len();
        self.lets(&block.lets)?;
        self.conjunction(&block.clauses)?;
        self.variables.truncate(outer);
        Ok(())
    }

    fn conjunction(&mut self, clauses: &Conjunction) -> Result<(), GuardError> {
        clauses.iter().flatten().try_for_each(|clause| self.clause(clause))
    }

    fn clause(&mut self, clause: &Clause) -> Result<(), GuardError> {
        match clause {
            Clause::Access(access) => {
                self.query(&access.query, access.line)?;
                access.operand.as_ref().map_or(Ok(()), |operand| self.operand(operand))
            }
            Clause::Rule { name, line, .. } => {
                if !self.rules.contains(name) {
                    return Err(fault(*line, format!("there is no rule `{name}`")));
                }
                self.asks.entry(Arc::clone(&self.rule)).or_default().insert(Arc::clone(name), *line);
                Ok(())
            }
            Clause::Block { query, when, block, line, .. } => {
                self.conjunction(when)?;
                self.query(query, *line)?;
                self.block(block)
            }
            Clause::When { conditions, block } => {
                self.conjunction(conditions)?;
                self.block(block)
            }
        }
    }

    fn operand(&mut self, operand: &Operand) -> Result<(), GuardError> {
        match operand {
            Operand::Literal(_) => Ok(()),
            Operand::Query(query) => self.query(query, 0),
        }
    }

    fn query(&mut self, query: &Query, line: usize) -> Result<(), GuardError> {
        query.parts.iter().try_for_each(|part| match part {
            Part::Variable(name) if !self.variables.contains(name) => {
                Err(fault(line, format!("there is no variable `%{name}`")))
            }
            Part::Filter(conditions) => self.conjunction(conditions),
            _ => Ok(()),
        })
    }

    fn check_cycles(&self) -> Result<(), GuardError> {
        for start in self.asks.keys() {
            let mut seen = BTreeSet::new();
            let mut open: Vec<_> = self.asks.get(start).into_iter().flatten().collect();
            while let Some((name, line)) = open.pop() {
                if name == start {
                    return Err(fault(*line, format!("the rule `{start}` asks for itself")));
                }
                if seen.insert(name) {
                    open.extend(self.asks.get(name).into_iter().flatten());
                }
            }
        }
        Ok(())
    }
}
