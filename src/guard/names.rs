//! Names in Guard text: every variable and rule that is used exists, none is defined by itself, and none builds on
//! others deeper than is followed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outcome::{GuardError, fault};
use super::tree::{Block, Clause, Conjunction, File, Let, Operand, Part, Query, Rule};

/// How deep rules may ask for each other.
const MAX_CALLS: usize = 32;

/// Refuses undefined names and cycles.
pub(super) fn check_names(file: &File) -> Result<(), GuardError> {
    let mut names = Names { file, variables: Vec::new(), anywhere: BTreeSet::new(), asks: Asks::new(), in_call: false };
    names.note_lets(&file.lets);
    for rule in file.rules.iter().chain(&file.callable) {
        names.note_block(&rule.block);
    }
    names.lets(&file.lets)?;
    for rule in file.rules.iter().chain(&file.callable) {
        names.rule(rule)?;
    }
    check_calls(&names.asks)
}

/// A rule, by its name and whether it has parameters.
type Id = (Arc<str>, bool);

/// Which rule asks for which, and on which line.
type Asks = BTreeMap<Id, BTreeMap<Id, usize>>;

struct Names<'f> {
    file: &'f File,
    /// Variables in scope, innermost last.
    variables: Vec<Arc<str>>,
    /// All that is set anywhere: a rule with parameters sees what is set where it is called.
    anywhere: BTreeSet<Arc<str>>,
    asks: Asks,
    in_call: bool,
}

/// Where something is asked for.
type By<'n> = (Option<&'n Id>, usize);

impl Names<'_> {
    fn note_lets(&mut self, lets: &[Let]) {
        self.anywhere.extend(lets.iter().map(|one| Arc::clone(&one.name)));
    }

    fn note_block(&mut self, block: &Block) {
        self.note_lets(&block.lets);
        for clause in block.clauses.iter().flatten() {
            match clause {
                Clause::Block { block, .. } | Clause::Type { block, .. } | Clause::When { block, .. } => {
                    self.note_block(block);
                }
                Clause::Access(_) | Clause::Rule { .. } | Clause::Call { .. } => {}
            }
        }
    }

    fn rule(&mut self, rule: &Rule) -> Result<(), GuardError> {
        self.in_call = !rule.parameters.is_empty();
        let id = (Arc::clone(&rule.name), self.in_call);
        let outer = self.variables.len();
        self.variables.extend(rule.parameters.iter().map(Arc::clone));
        self.conjunction(&rule.when, &id)?;
        self.block(&rule.block, &id)?;
        self.variables.truncate(outer);
        self.in_call = false;
        Ok(())
    }

    /// Variables may be used before they are set, but not to set each other in a circle.
    fn lets(&mut self, lets: &[Let]) -> Result<(), GuardError> {
        self.variables.extend(lets.iter().map(|one| Arc::clone(&one.name)));
        let mut uses = BTreeMap::new();
        for one in lets {
            self.operand(&one.value, (None, one.line))?;
            let mut used = BTreeSet::new();
            variables(&one.value, &mut used);
            uses.insert(Arc::clone(&one.name), (one.line, used));
        }
        for one in lets {
            let mut seen = BTreeSet::new();
            let mut open: Vec<&Arc<str>> = vec![&one.name];
            while let Some(name) = open.pop() {
                let Some((_, used)) = uses.get(name) else { continue };
                if used.contains(&one.name) {
                    return Err(fault(one.line, format!("the variable `%{}` is defined by itself", one.name)));
                }
                open.extend(used.iter().filter(|it| seen.insert(Arc::clone(it))));
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, id: &Id) -> Result<(), GuardError> {
        let outer = self.variables.len();
        self.lets(&block.lets)?;
        self.conjunction(&block.clauses, id)?;
        self.variables.truncate(outer);
        Ok(())
    }

    fn conjunction(&mut self, clauses: &Conjunction, id: &Id) -> Result<(), GuardError> {
        clauses.iter().flatten().try_for_each(|clause| self.clause(clause, id))
    }

    fn clause(&mut self, clause: &Clause, id: &Id) -> Result<(), GuardError> {
        match clause {
            Clause::Access(access) => {
                let by = (Some(id), access.line);
                self.query(&access.query, by)?;
                access.operand.as_ref().map_or(Ok(()), |operand| self.operand(operand, by))
            }
            Clause::Rule { name, line, .. } => {
                if !self.file.rules.iter().any(|rule| rule.name == *name) {
                    return Err(fault(*line, format!("there is no rule `{name}`")));
                }
                self.ask(id, (Arc::clone(name), false), *line);
                Ok(())
            }
            Clause::Call { name, arguments, line, .. } => {
                let Some(rule) = self.file.callable.iter().rev().find(|rule| rule.name == *name) else {
                    return Err(fault(*line, format!("there is no rule `{name}` with parameters")));
                };
                let (wanted, given) = (rule.parameters.len(), arguments.len());
                if wanted != given {
                    return Err(fault(*line, format!("the rule `{name}` has {wanted} parameters, not {given}")));
                }
                self.ask(id, (Arc::clone(name), true), *line);
                arguments.iter().try_for_each(|argument| self.operand(argument, (Some(id), *line)))
            }
            Clause::Block { query, block, line, .. } => {
                self.query(query, (Some(id), *line))?;
                self.block(block, id)
            }
            Clause::Type { when, block, .. } => {
                self.conjunction(when, id)?;
                self.block(block, id)
            }
            Clause::When { conditions, block } => {
                self.conjunction(conditions, id)?;
                self.block(block, id)
            }
        }
    }

    fn ask(&mut self, id: &Id, other: Id, line: usize) {
        self.asks.entry(id.clone()).or_default().entry(other).or_insert(line);
    }

    fn operand(&mut self, operand: &Operand, by: By<'_>) -> Result<(), GuardError> {
        match operand {
            Operand::Literal(_) => Ok(()),
            Operand::Query(query) => self.query(query, by),
            Operand::Call(call) => {
                call.arguments.iter().try_for_each(|argument| self.operand(argument, (by.0, call.line)))
            }
        }
    }

    fn query(&mut self, query: &Query, by: By<'_>) -> Result<(), GuardError> {
        let (id, line) = by;
        for part in &query.parts {
            match part {
                Part::Variable(name) | Part::Keyed { variable: name, .. } => self.variable(name, line)?,
                Part::Filter { conditions, .. } => {
                    // A filter of a variable belongs to no rule; what it asks for is reached from any.
                    let nobody = (Arc::from("let"), true);
                    self.conjunction(conditions, id.unwrap_or(&nobody))?;
                }
                Part::KeysThat { operand, .. } => self.operand(operand, by)?,
                Part::This | Part::Key(_) | Part::AllValues(_) | Part::AllIndices(_) | Part::Index(_) => {}
            }
        }
        Ok(())
    }

    fn variable(&self, name: &Arc<str>, line: usize) -> Result<(), GuardError> {
        let is_there =
            self.variables.contains(name) || self.file.captures(name) || (self.in_call && self.anywhere.contains(name));
        if is_there { Ok(()) } else { Err(fault(line, format!("there is no variable `%{name}`"))) }
    }
}

/// The variables that a value is made of.
fn variables(operand: &Operand, found: &mut BTreeSet<Arc<str>>) {
    match operand {
        Operand::Literal(_) => {}
        Operand::Query(query) => in_query(query, found),
        Operand::Call(call) => call.arguments.iter().for_each(|argument| variables(argument, found)),
    }
}

fn in_query(query: &Query, found: &mut BTreeSet<Arc<str>>) {
    for part in &query.parts {
        match part {
            Part::Variable(name) | Part::Keyed { variable: name, .. } => drop(found.insert(Arc::clone(name))),
            Part::Filter { conditions, .. } => in_clauses(conditions, found),
            Part::KeysThat { operand, .. } => variables(operand, found),
            Part::This | Part::Key(_) | Part::AllValues(_) | Part::AllIndices(_) | Part::Index(_) => {}
        }
    }
}

fn in_clauses(clauses: &Conjunction, found: &mut BTreeSet<Arc<str>>) {
    let in_block = |block: &Block, found: &mut BTreeSet<Arc<str>>| {
        let mut inside = BTreeSet::new();
        block.lets.iter().for_each(|one| variables(&one.value, &mut inside));
        in_clauses(&block.clauses, &mut inside);
        found.extend(inside.into_iter().filter(|name| block.lets.iter().all(|one| one.name != *name)));
    };
    for clause in clauses.iter().flatten() {
        match clause {
            Clause::Access(access) => {
                in_query(&access.query, found);
                access.operand.iter().for_each(|operand| variables(operand, found));
            }
            Clause::Rule { .. } => {}
            Clause::Call { arguments, .. } => arguments.iter().for_each(|argument| variables(argument, found)),
            Clause::Block { query, block, .. } => {
                in_query(query, found);
                in_block(block, found);
            }
            Clause::Type { when, block, .. } | Clause::When { conditions: when, block } => {
                in_clauses(when, found);
                in_block(block, found);
            }
        }
    }
}

/// No rule asks for itself, by whatever way, and no way is too long.
fn check_calls(asks: &Asks) -> Result<(), GuardError> {
    for start in asks.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<_> = asks.get(start).into_iter().flatten().collect();
        while let Some((id, line)) = open.pop() {
            if id == start {
                return Err(fault(*line, format!("the rule `{}` asks for itself", start.0)));
            }
            if seen.insert(id) {
                open.extend(asks.get(id).into_iter().flatten());
            }
        }
    }
    let mut depths = BTreeMap::new();
    for (id, asked) in asks {
        if depth(id, asks, &mut depths, 0) >= MAX_CALLS {
            let line = asked.values().next().copied().unwrap_or(0);
            return Err(fault(line, format!("rules ask for each other deeper than {MAX_CALLS}")));
        }
    }
    Ok(())
}

/// How many rules one asks for, one behind the other.
fn depth<'a>(id: &'a Id, asks: &'a Asks, known: &mut BTreeMap<&'a Id, usize>, level: usize) -> usize {
    if let Some(depth) = known.get(id) {
        return *depth;
    }
    if level > MAX_CALLS {
        return 0;
    }
    let below = asks.get(id).into_iter().flat_map(BTreeMap::keys);
    let deepest = below.map(|other| depth(other, asks, known, level + 1) + 1).max().unwrap_or(0);
    // What was cut off is not known.
    if level + deepest <= MAX_CALLS {
        known.insert(id, deepest);
    }
    deepest
}
