//! What Guard text says, in the shape that evaluation reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use fancy_regex::Regex;

use crate::value::Number;

/// A rules file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) lets: Vec<Let>,
    pub(super) rules: Vec<Rule>,
    /// Rules with parameters, which are judged only where others call them.
    pub(super) callable: Vec<Rule>,
    /// The names that filters bind keys to.
    pub(super) captures: BTreeSet<Arc<str>>,
}

impl File {
    /// Whether a filter binds keys to this name.
    pub(super) fn captures(&self, name: &str) -> bool {
        self.captures.contains(name)
    }
}

/// A named rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) name: Arc<str>,
    pub(super) line: usize,
    pub(super) parameters: Vec<Arc<str>>,
    pub(super) when: Conjunction,
    pub(super) block: Block,
}

/// `let name = …`.
#[derive(Clone, Debug)]
pub(super) struct Let {
    pub(super) name: Arc<str>,
    pub(super) line: usize,
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
    /// The status of a rule with parameters.
    Call { name: Arc<str>, arguments: Vec<Operand>, negated: bool, message: Option<Arc<str>>, line: usize },
    /// A block for each value of a query.
    Block { query: Query, block: Block, not_empty: bool, line: usize },
    /// A block for each resource of a type, where conditions hold for it.
    Type { query: Query, when: Conjunction, block: Block, line: usize },
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
    Call(Call),
}

/// A call of a function.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) function: Function,
    pub(super) arguments: Vec<Operand>,
    pub(super) line: usize,
}

/// Guard's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Count,
    Join,
    JsonParse,
    Now,
    ParseBoolean,
    ParseChar,
    ParseEpoch,
    ParseFloat,
    ParseInt,
    ParseString,
    RegexReplace,
    Substring,
    ToLower,
    ToUpper,
    UrlDecode,
}

/// A literal of Guard text.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Regex(Pattern),
    Range(Range),
    /// What `parse_char` makes: only ranges of letters have it.
    Letter(char),
    List(Vec<Literal>),
    Map(Vec<(Arc<str>, Literal)>),
}

/// A regular expression, which may look around and back: two are equal where their texts are.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) text: Arc<str>,
    pub(super) regex: Regex,
}

/// A range such as `r[1,5)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) ends: Ends,
    /// Whether each end belongs to it.
    pub(super) has: [bool; 2],
}

/// The ends of a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ends {
    Numbers([Number; 2]),
    Letters([char; 2]),
}

/// A path into the document.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) parts: Vec<Part>,
    /// Whether the clause must hold for all values rather than for some.
    pub(super) all: bool,
    /// Whether it is a variable and nothing else.
    pub(super) is_variable: bool,
}

/// A step of a [`Query`].
#[derive(Clone, Debug)]
pub(super) enum Part {
    This,
    /// What a variable is bound to, at the start of a query.
    Variable(Arc<str>),
    /// The values of the keys that a variable is bound to, or of one of them.
    Keyed {
        variable: Arc<str>,
        which: Option<i64>,
    },
    Key(Key),
    /// Every value. The keys of a map are bound to a name, where there is one.
    AllValues(Option<Arc<str>>),
    /// Every item of a list; anything else stays itself, unless its keys are bound to a name.
    AllIndices(Option<Arc<str>>),
    Index(i64),
    Filter {
        conditions: Conjunction,
        of: Filtered,
        bound: Option<Arc<str>>,
    },
    /// The values of a map whose keys compare so.
    KeysThat {
        operator: Operator,
        negated: bool,
        operand: Operand,
        bound: Option<Arc<str>>,
    },
}

/// What a filter looks at where it does not stand behind a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filtered {
    /// The value, behind `*`.
    Itself,
    /// The value or a scalar, behind `[*]`.
    Anything,
    /// Each value of a map, behind its key.
    Values,
}

/// A key, which also finds the same words in another spelling, where it is not there itself.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: Arc<str>,
    /// In each of the crate's spellings. Once one was needed in a query, it is the only other one from there on.
    pub(super) spellings: [Arc<str>; 7],
}

impl Key {
    /// Whether it may find what stands under a name.
    pub(super) fn may_be(&self, name: &str) -> bool {
        *self.name == *name || self.spellings.iter().any(|spelling| **spelling == *name)
    }
}

impl Query {
    /// Whether `empty` asks of this query whether it selects anything, rather than of its values whether they are
    /// empty.
    pub(super) fn selects(&self) -> bool {
        self.is_variable || self.ends_in_filter()
    }

    /// Whether it ends in a filter, and what it selects counts as there, whatever it is.
    pub(super) fn ends_in_filter(&self) -> bool {
        matches!(self.parts.last(), Some(Part::Filter { .. } | Part::KeysThat { .. }))
    }
}
