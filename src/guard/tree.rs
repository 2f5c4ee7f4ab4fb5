//! What Guard text says, in the shape that evaluation reads.

use std::sync::Arc;

use regex::Regex;

/// A rules file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) lets: Vec<Let>,
    pub(super) rules: Vec<Rule>,
}

/// A named rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) name: Arc<str>,
    pub(super) when: Conjunction,
    pub(super) block: Block,
}

/// `let name = …`.
#[derive(Clone, Debug)]
pub(super) struct Let {
    pub(super) name: Arc<str>,
    pub(super) value: Operand,
}

/// What stands in braces.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) lets: Vec<Let>,
    pub(super) clauses: Conjunction,
}

/// Lines that must all hold, each of alternatives joined by `or`. An empty one always holds.
pub(super) type Conjunction = Vec<Vec<Clause>>;

/// One thing that a rule asks.
#[derive(Clone, Debug)]
pub(super) enum Clause {
    /// A comparison or a test of a query.
    Access(Box<Access>),
    /// Another rule's status.
    Rule { name: Arc<str>, negated: bool, message: Option<Arc<str>>, line: usize },
    /// A block for each value of a query.
    Block { query: Query, when: Conjunction, block: Block, not_empty: bool, line: usize },
    /// A block under a condition.
    When { conditions: Conjunction, block: Block },
}

/// A comparison or a test of a query.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) query: Query,
    pub(super) operator: Operator,
    /// Whether the operator (`!=`, `not in`) or the clause (`not …`) is negated, both taken together.
    pub(super) negated: bool,
    pub(super) operand: Option<Operand>,
    pub(super) message: Option<Arc<str>>,
    pub(super) line: usize,
}

/// Operators, without their negations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    In,
    Gt,
    Lt,
    Le,
    Ge,
    Exists,
    Empty,
    IsString,
    IsList,
    IsMap,
    IsBool,
    IsInt,
    IsFloat,
    IsNull,
}

/// The right side of a comparison, or the value of a `let`.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Literal),
    Query(Query),
}

/// A literal of Guard text.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    String(Arc<str>),
    Regex(Regex),
    List(Vec<Literal>),
}

/// A path into the document.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) parts: Vec<Part>,
    /// Whether the clause must hold for all values rather than for some.
    pub(super) all: bool,
}

/// A step of a [`Query`].
#[derive(Clone, Debug)]
pub(super) enum Part {
    This,
    Variable(Arc<str>),
    Key(Arc<str>),
    AllValues,
    AllIndices,
    Index(usize),
    Filter(Conjunction),
}

impl Query {
    /// Whether `empty` asks of this query whether it selects anything, rather than of its values whether they are
    /// empty.
    pub(super) fn selects(&self) -> bool {
        match self.parts.as_slice() {
            [Part::Variable(_)] => true,
            parts => matches!(parts.last(), Some(Part::Filter(_))),
        }
    }
}
