//! The identity of an unknown, as a structure.
//!
//! Two unknowns of one symbol have one value in every deployment. A symbol is a named input, a constant with its type,
//! or an operation on symbols; it is compared by what it is made of, so that two expressions share one only where they
//! say the same of the same inputs. What is written in a file never stands unquoted in a symbol: no text that a person
//! writes can make two of them alike.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{Choice, Kind, List, Map, Number, Piece, Shape, Text, Value, to_json};
use crate::source::Span;

/// How many parts a symbol may have, those that stand in it more than once counted each time. Past that it is apart
/// from every other: nothing is decided by it.
const MAX_PARTS: usize = 1 << 16;

/// How deep operations may be nested, likewise.
const MAX_DEPTH: u16 = 256;

/// The identity of an unknown within one deployment. Copies share it.
#[derive(Clone)]
pub struct Symbol(Arc<Node>);

struct Node {
    term: Term,
    hash: u64,
    parts: usize,
    depth: u16,
}

/// What a symbol is made of.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Term {
    /// What has a name of its own in the deployment: `module.logs.var.prefix`, `AWS::AccountId`.
    Input(Arc<str>),
    /// Not set.
    Null,
    Bool(bool),
    /// By its digits.
    Number(Arc<str>),
    Text(Arc<str>),
    /// What an operation makes of its operands.
    Operation(Arc<str>, Box<[Symbol]>),
    /// Like nothing but itself and its copies; the text says what it is for.
    Apart(Arc<str>),
}

impl Symbol {
    /// The id of the account that the code is deployed to, in CloudFormation's words, whatever the language.
    pub const OWN_ACCOUNT: &str = "AWS::AccountId";

    /// The Region that the code is deployed to.
    pub const OWN_REGION: &str = "AWS::Region";

    /// The steps from a value to a part of it.
    const PART: &str = ".";

    /// One of the instances of a block, by the block and an index of which nobody knows which it means.
    pub const ONE_OF: &str = "one of";

    fn new(term: Term, parts: usize, depth: u16) -> Symbol {
        let mut hasher = DefaultHasher::new();
        term.hash(&mut hasher);
        Symbol(Arc::new(Node { term, hash: hasher.finish(), parts, depth }))
    }

    /// What has a name of its own. Of what is declared in one deployment no two have the same.
    pub fn input(name: impl Into<Arc<str>>) -> Symbol {
        Symbol::new(Term::Input(name.into()), 1, 1)
    }

    /// A known text.
    pub fn text(text: impl Into<Arc<str>>) -> Symbol {
        Symbol::new(Term::Text(text.into()), 1, 1)
    }

    /// A known boolean.
    pub fn bool(known: bool) -> Symbol {
        Symbol::new(Term::Bool(known), 1, 1)
    }

    /// A known number.
    pub fn number(number: &Number) -> Symbol {
        Symbol::new(Term::Number(number.to_string().into()), 1, 1)
    }

    /// "Not set".
    pub fn null() -> Symbol {
        Symbol::new(Term::Null, 1, 1)
    }

    /// What is like nothing but itself: two calls give two symbols.
    pub fn apart(what: impl Into<Arc<str>>) -> Symbol {
        Symbol::new(Term::Apart(what.into()), 1, 1)
    }

    /// What is written at one place and is unknown on its own account; `what` tells apart what stands there.
    pub fn written(what: &str, span: Span) -> Symbol {
        let place = format!("{:?}:{}..{}", span.file, span.start, span.end);
        Symbol::operation("written", [Symbol::text(what), Symbol::text(place)])
    }

    /// What an operation makes of its operands. Past [`MAX_PARTS`] and [`MAX_DEPTH`] it is [apart](Symbol::apart).
    pub fn operation(name: impl Into<Arc<str>>, operands: impl IntoIterator<Item = Symbol>) -> Symbol {
        let (name, operands) = (name.into(), operands.into_iter().collect::<Box<[_]>>());
        let parts = operands.iter().fold(1, |sum: usize, it| sum.saturating_add(it.0.parts));
        let depth = operands.iter().map(|it| it.0.depth).max().unwrap_or(0).saturating_add(1);
        if parts > MAX_PARTS || depth > MAX_DEPTH {
            return Symbol::apart(name);
        }
        Symbol::new(Term::Operation(name, operands), parts, depth)
    }

    /// What an operation makes of operands whose order does not matter.
    pub fn of_any_order(name: impl Into<Arc<str>>, operands: impl IntoIterator<Item = Symbol>) -> Symbol {
        let mut operands: Vec<_> = operands.into_iter().collect();
        operands.sort();
        Symbol::operation(name, operands)
    }

    /// The part of a value that these steps lead to. Steps taken one after the other are those taken at once.
    pub fn part<'s>(&self, steps: impl IntoIterator<Item = &'s str>) -> Symbol {
        let steps = steps.into_iter().map(Symbol::text);
        match &self.0.term {
            Term::Operation(name, before) if **name == *Symbol::PART => {
                Symbol::operation(Arc::clone(name), before.iter().cloned().chain(steps))
            }
            _ => Symbol::operation(Symbol::PART, [self.clone()].into_iter().chain(steps)),
        }
    }

    /// Where it is an attribute of one of the instances of a block, of which only an index says which: the block.
    pub fn block_of_one(&self, attributes: &[&str]) -> Option<&Symbol> {
        let [one, attribute] = self.operands_of(Symbol::PART)? else { return None };
        let block = one.operands_of(Symbol::ONE_OF)?.first()?;
        let is_one = attributes.iter().any(|name| *attribute == Symbol::text(*name));
        // In a module that is called for each element, the block of the one at hand.
        is_one.then(|| block.operands_of("[]").and_then(<[_]>::first).unwrap_or(block))
    }

    /// Of a part of a value, the value.
    pub fn whole(&self) -> Option<&Symbol> {
        self.operands_of(Symbol::PART)?.first()
    }

    /// The opposite of a condition.
    pub fn not(&self) -> Symbol {
        match self.operands_of("!") {
            Some([inner]) => inner.clone(),
            _ => Symbol::operation("!", [self.clone()]),
        }
    }

    /// Whether it is another one, or that stands somewhere in it.
    pub fn is_made_of(&self, part: &Symbol) -> bool {
        let operands = match &self.0.term {
            Term::Operation(_, operands) => &**operands,
            _ => &[],
        };
        self == part || operands.iter().any(|operand| operand.0.parts >= part.0.parts && operand.is_made_of(part))
    }

    /// The operands, where it is what this operation makes.
    pub fn operands_of(&self, operation: &str) -> Option<&[Symbol]> {
        match &self.0.term {
            Term::Operation(name, operands) if **name == *operation => Some(operands),
            _ => None,
        }
    }

    /// The symbol with others in place of some that it is made of. `done` holds what was replaced already, by its
    /// address.
    pub(super) fn replaced(&self, by: &[(&Symbol, Symbol)], done: &mut HashMap<usize, Symbol>) -> Symbol {
        if let Some((_, by)) = by.iter().find(|(what, _)| *what == self) {
            return by.clone();
        }
        let Term::Operation(name, operands) = &self.0.term else { return self.clone() };
        let address = Arc::as_ptr(&self.0).addr();
        if let Some(known) = done.get(&address) {
            return known.clone();
        }
        let replaced: Box<[_]> = operands.iter().map(|operand| operand.replaced(by, done)).collect();
        let is_same = replaced.iter().zip(operands).all(|(a, b)| Arc::ptr_eq(&a.0, &b.0));
        let symbol = if is_same { self.clone() } else { Symbol::operation(Arc::clone(name), replaced) };
        done.insert(address, symbol.clone());
        symbol
    }

    /// Whether it is the input of this name.
    pub fn is_input(&self, name: &str) -> bool {
        matches!(&self.0.term, Term::Input(own) if **own == *name)
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Symbol) -> bool {
        let is_one = Arc::ptr_eq(&self.0, &other.0);
        is_one
            || self.0.hash == other.0.hash
                && !matches!(self.0.term, Term::Apart(_))
                && self.0.parts == other.0.parts
                && self.0.term == other.0.term
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Symbol) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Symbol) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let address = |symbol: &Symbol| Arc::as_ptr(&symbol.0);
        let by_content = self.0.term.cmp(&other.0.term);
        match (&self.0.term, &other.0.term) {
            (Term::Apart(_), Term::Apart(_)) => by_content.then_with(|| address(self).cmp(&address(other))),
            _ => by_content,
        }
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.term {
            Term::Input(name) => f.write_str(name),
            Term::Null => f.write_str("null"),
            Term::Bool(known) => write!(f, "{known}"),
            Term::Number(digits) => f.write_str(digits),
            Term::Text(text) => write!(f, "{text:?}"),
            Term::Operation(name, operands) => {
                f.write_str(name)?;
                f.debug_list().entries(operands).finish()
            }
            Term::Apart(what) => write!(f, "{what}#"),
        }
    }
}

impl Text {
    /// Its identity: of a text with holes that of its letters and holes in their order.
    pub fn symbol(&self) -> Symbol {
        match self.as_str() {
            Some(known) => Symbol::text(known),
            None => Symbol::operation(
                "text",
                self.pieces().into_iter().map(|piece| match piece {
                    Piece::Known(known) => Symbol::text(known),
                    Piece::Hole(unknown) => unknown.symbol.clone(),
                }),
            ),
        }
    }
}

impl Value {
    /// The identity of what is known of a value, with the types of its parts: `true` is not `"true"`.
    pub fn symbol(&self) -> Symbol {
        match &self.kind {
            Kind::Null => Symbol::null(),
            Kind::Bool(known) => Symbol::bool(*known),
            Kind::Number(number) => Symbol::number(number),
            Kind::String(text) => text.symbol(),
            Kind::Json(value) => match to_json(value).as_ref().and_then(Text::as_str) {
                Some(known) => Symbol::text(known),
                None => Symbol::operation("json", [value.symbol()]),
            },
            Kind::List(list) => list.symbol(self.shape()),
            Kind::Set(set) => set.symbol(),
            Kind::Map(map) => map.symbol(self.shape()),
            Kind::Unknown(unknown) => unknown.symbol.clone(),
            Kind::Choice(choice) => choice.symbol(),
        }
    }
}

impl Choice {
    /// A choice of true and false is its condition, or the opposite.
    fn symbol(&self) -> Symbol {
        match self.as_condition() {
            Some((condition, true)) => condition.symbol.clone(),
            Some((condition, false)) => condition.symbol.not(),
            None => {
                let branches = [self.when_true.symbol(), self.when_false.symbol()];
                Symbol::operation("?", [self.condition.symbol.clone()].into_iter().chain(branches))
            }
        }
    }
}

/// Marks what stands for the parts of a collection that are not known.
fn rest(rest: Option<&Arc<super::Unknown>>) -> Option<Symbol> {
    Some(Symbol::operation("rest", [rest?.symbol.clone()]))
}

impl List {
    fn symbol(&self, shape: Shape) -> Symbol {
        let items = self.items.iter().map(Value::symbol).chain(rest(self.rest.as_ref()));
        match shape {
            Shape::Written => Symbol::operation("tuple", items),
            Shape::Uniform => Symbol::operation("list", items),
        }
    }
}

impl Map {
    fn symbol(&self, shape: Shape) -> Symbol {
        let name = if shape == Shape::Written { "object" } else { "map" };
        let entry = |(key, entry): (&Arc<str>, &super::Entry)| {
            Symbol::operation("entry", [Symbol::text(Arc::clone(key)), entry.value.symbol()])
        };
        Symbol::of_any_order(name, self.iter().map(entry).chain(rest(self.rest.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, operands: &[Symbol]) -> Symbol {
        Symbol::operation(name, operands.iter().cloned())
    }

    #[test]
    fn is_compared_by_what_it_is_made_of() {
        let (a, b) = (Symbol::input("a"), Symbol::input("b"));
        assert_eq!(of("==", &[a.clone(), b.clone()]), of("==", &[Symbol::input("a"), b.clone()]));
        assert_eq!(
            Symbol::of_any_order("==", [a.clone(), b.clone()]),
            Symbol::of_any_order("==", [b.clone(), a.clone()])
        );
        assert_eq!(a.part(["x"]).part(["y", "z"]), a.part(["x", "y", "z"]));
        assert_eq!(a.not().not(), a);
    }

    #[test]
    fn constants_keep_their_types_and_texts_their_ends() {
        let constants = [
            Symbol::null(),
            Symbol::text("null"),
            Symbol::bool(true),
            Symbol::text("true"),
            Symbol::number(&Number::from(1_usize)),
            Symbol::text("1"),
            Symbol::input("1"),
            of("text", &[Symbol::text("1")]),
            of("list", &[Symbol::text("a"), Symbol::text("b")]),
            of("list", &[Symbol::text("a,b")]),
            of("list", &[of("list", &[Symbol::text("a")]), Symbol::text("b")]),
            Symbol::apart("1"),
            Symbol::apart("1"),
        ];
        for (at, a) in constants.iter().enumerate() {
            for (other, b) in constants.iter().enumerate() {
                assert_eq!(a == b, at == other, "{a:?} and {b:?}");
                assert_eq!(a.cmp(b) == Ordering::Equal, at == other, "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn past_the_bounds_a_symbol_is_like_no_other() {
        let steps = || std::iter::repeat_n("x", 6_000);
        let a = Symbol::input("a");
        assert_eq!(a.part(steps()), a.part(steps()), "a path is as long as it is, not as deep");
        let large = || std::iter::repeat_n(a.clone(), MAX_PARTS);
        assert_ne!(Symbol::operation("list", large()), Symbol::operation("list", large()));
        let deep = |levels: u16| (1..levels).fold(a.clone(), |inner, _| of("-", &[inner]));
        assert_eq!(deep(MAX_DEPTH), deep(MAX_DEPTH));
        assert_ne!(deep(MAX_DEPTH + 1), deep(MAX_DEPTH + 1));
        let doubled = (0..80).fold(a.clone(), |half, _| of("+", &[half.clone(), half]));
        assert_eq!(doubled, doubled.clone(), "what is shared is not written out");
    }
}
