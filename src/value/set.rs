//! Sets: items without a place of their own.
//!
//! Where items hold unknowns, two of them may be one item, and which of them comes first may be open. A set knows what
//! of both is decided, so that nobody counts or orders what the code does not. A list that is made of such a set has
//! the same items in an order that is open, so it is a set here too, one that [was made a list](Set::is_list).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::key::{Key, Keys};
use super::pairs::Pairs;
use super::{Kind, List, Symbol, Truth, Unknown, Value, World};

/// How many pairs of items are held against each other.
const MAX_PAIRS: usize = 10_000;

/// How many items of two sets count as pairs that are held against each other.
const MOST_COUNTED: usize = 64;

/// Different items, in the order in which Terraform goes through them as far as it is decided.
#[derive(Clone, Debug, Default)]
pub struct Set {
    items: Vec<Value>,
    /// Set where there may be further items that are not known.
    pub rest: Option<Arc<Unknown>>,
    is_apart: bool,
    is_ordered: bool,
    /// Which list it is, where it was made one: others of the same items may have other orders.
    list: Option<Symbol>,
}

impl Set {
    /// The set of these items. One that is surely equal to an earlier one is dropped.
    pub fn new(items: Vec<Value>, rest: Option<Arc<Unknown>>) -> Set {
        let (items, is_ordered) = in_order(without_equals(items));
        let mut set = Set { items, rest, is_apart: is_ordered, is_ordered, list: None };
        set.is_apart = is_ordered || set.may_be_one().is_some_and(|mut pairs| pairs.next().is_none());
        set
    }

    /// The list of this identity, which has these items in an order that is open. `is_apart` says that each of them is
    /// there on its own, even where two are equal.
    pub fn list(items: Vec<Value>, rest: Option<Arc<Unknown>>, is_apart: bool, symbol: Symbol) -> Set {
        let is_apart = is_apart || items.len() < 2;
        Set { is_ordered: items.len() < 2, items, rest, is_apart, list: Some(symbol) }
    }

    /// All items that are known to be in it, two of which may be one.
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// Its identity. Of a set, the order in which its items stand makes no difference.
    pub(super) fn symbol(&self) -> Symbol {
        match &self.list {
            Some(symbol) => symbol.clone(),
            None => {
                let rest = self.rest.iter().map(|rest| Symbol::operation("rest", [rest.symbol.clone()]));
                Symbol::of_any_order("set", self.items.iter().map(Value::symbol).chain(rest))
            }
        }
    }

    /// Whether a list was made of it.
    pub fn is_list(&self) -> bool {
        self.list.is_some()
    }

    /// Whether no two items are one.
    pub fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// How many items it has, where that is decided.
    pub fn count(&self) -> Option<usize> {
        (self.is_apart && self.rest.is_none()).then_some(self.items.len())
    }

    /// The items in order, where it is decided and no other item may stand between them.
    pub fn in_order(&self) -> Option<&[Value]> {
        (self.is_ordered && self.rest.is_none()).then_some(&self.items)
    }

    /// What keeps number or order of the items open.
    pub fn cause(&self) -> Option<&Arc<Unknown>> {
        self.rest.as_ref().or_else(|| self.items.iter().find_map(Value::first_unknown))
    }

    /// The same with each item changed in a way that keeps different ones different and in order.
    pub fn each(&self, change: impl FnMut(&Value) -> Value) -> Set {
        Set { items: self.items.iter().map(change).collect(), ..self.clone() }
    }

    /// The same with other items, which may be as alike as any.
    pub fn with_items(&self, items: Vec<Value>) -> Set {
        let rest = self.rest.clone();
        match &self.list {
            Some(symbol) => Set::list(items, rest, self.is_apart, symbol.clone()),
            None => Set::new(items, rest),
        }
    }

    /// The list of what was made of its items, each as one.
    pub fn listed(&self, made: Vec<Value>, rest: Option<Arc<Unknown>>) -> Kind {
        if self.in_order().is_some() {
            return Kind::List(List { items: made, rest });
        }
        // The order is that of the items, whatever was made of them.
        let each =
            self.items.iter().zip(&made).map(|(item, made)| Symbol::operation("=>", [item.symbol(), made.symbol()]));
        let each = each.chain(rest.iter().map(|rest| rest.symbol.clone()));
        let symbol = Symbol::operation("each", self.list.clone().into_iter().chain([Symbol::of_any_order("=>", each)]));
        Kind::Set(Set::list(made, rest, self.is_apart, symbol))
    }

    /// Pairs of items, by their index, that may be one; `None` where there are too many to be held against each other.
    pub fn may_be_one(&self) -> Option<impl Iterator<Item = (usize, usize)>> {
        let open = |(at, item): (usize, &Value)| item.first_unknown().map(|_| at);
        let open: Vec<usize> = self.items.iter().enumerate().filter_map(open).collect();
        let is_bounded = open.len().saturating_mul(self.items.len()) <= MAX_PAIRS;
        let each = MAX_PAIRS / open.len().max(1);
        let pairs = open.into_iter().flat_map(move |a| {
            let others = self.items.iter().enumerate();
            // Of two open items the later one finds the earlier one.
            let others = others.filter(move |(b, other)| *b < a || *b > a && other.first_unknown().is_none());
            let item = self.items.get(a);
            let left = Pairs::of(each);
            let may_be = move |other: &Value| item.is_some_and(|item| item.same_within(other, &left) != Truth::False);
            others.filter(move |(_, other)| may_be(other)).map(move |(b, _)| (b.min(a), b.max(a)))
        });
        is_bounded.then_some(pairs)
    }

    /// Whether two are the same as far as the code decides it.
    pub(super) fn same_within(&self, other: &Set, left: &Pairs) -> Truth {
        match (&self.list, &other.list) {
            (None, None) => {}
            (Some(a), Some(b)) if a == b => return Truth::True,
            (Some(_), Some(_)) => {}
            _ => return Truth::False,
        }
        // To look through the items is work as well; large sets that are known are none of those that nest.
        if !left.take((self.items.len() + other.items.len()).min(MOST_COUNTED)) {
            return Truth::Unknown;
        }
        // Each pair is compared once for both ways: what nests would be compared twice as often on each level.
        let mut compared = HashMap::new();
        let mut same = |own: usize, its: usize| {
            let pair = || {
                self.items.get(own).zip(other.items.get(its)).map_or(Truth::Unknown, |(a, b)| a.same_within(b, left))
            };
            *compared.entry((own, its)).or_insert_with(pair)
        };
        let within = all_in(self, other, left, &mut same);
        let without = all_in(other, self, left, &mut |its, own| same(own, its));
        let sized = self.count().zip(other.count()).is_none_or(|(a, b)| a == b);
        let rest =
            if self.rest.is_some() || other.rest.is_some() || self.is_list() { Truth::Unknown } else { Truth::True };
        Truth::from(sized).and(within).and(without).and(rest)
    }

    /// Whether the list that was made of it is another list, as far as the code decides it.
    pub(super) fn same_as_list(&self, list: &List, left: &Pairs) -> Truth {
        let other = Set::list(list.items.clone(), list.rest.clone(), true, Symbol::apart("list"));
        self.same_within(&other, left)
    }

    /// The set in a world, where it is another one than it is without.
    pub(super) fn changed_under(&self, world: &World) -> Option<Set> {
        let changes: Vec<_> = self.items.iter().map(|item| item.changed_under(world)).collect();
        if changes.iter().all(Option::is_none) {
            return None;
        }
        let items = self.items.iter().zip(changes).map(|(before, after)| after.unwrap_or_else(|| before.clone()));
        Some(self.with_items(items.collect()))
    }
}

/// Whether all items of one set are in another, by what tells whether two of them, by their index, are the same.
fn all_in(set: &Set, of: &Set, left: &Pairs, same: &mut dyn FnMut(usize, usize) -> Truth) -> Truth {
    let (keys, more) = (Keys::of(&of.items), if of.rest.is_some() { Truth::Unknown } else { Truth::False });
    let has = |(at, item)| keys.has_by(item, left, &mut |other| same(at, other)).or(more);
    Truth::all(set.items.iter().enumerate().map(has))
}

/// Items in the order of a set, and whether it is decided.
pub fn in_order(items: Vec<Value>) -> (Vec<Value>, bool) {
    let mut keyed: Vec<_> = items.into_iter().map(|item| (Key::of(&item), item)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.order(b));
    let items: Vec<_> = keyed.into_iter().map(|(_, item)| item).collect();
    let is_decided = items.windows(2).all(|pair| matches!(pair, [a, b] if comes_before(a, b)));
    (items, is_decided)
}

/// Items without those that are surely equal to an earlier one.
pub fn without_equals(items: Vec<Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    let (mut open, left): (Vec<Value>, _) = (Vec::new(), Pairs::of(MAX_PAIRS));
    let mut is_first = |item: &Value| {
        // What is written alike may differ all the same where parts of it are not known, and the other way round.
        if item.as_unknown().is_some() || item.first_unknown().is_none() {
            return seen.insert(Key::of(item));
        }
        let is_bounded = open.len() * open.len() <= MAX_PAIRS;
        let is_there = is_bounded && open.iter().any(|other| other.same_within(item, &left) == Truth::True);
        if !is_there {
            open.push(item.clone());
        }
        !is_there
    };
    items.into_iter().filter(|item| is_first(item)).collect()
}

/// Whether an item surely comes before another that is not before it by its [`Key`].
fn comes_before(a: &Value, b: &Value) -> bool {
    if a.first_unknown().is_none() && b.first_unknown().is_none() {
        return true;
    }
    let text = |value: &Value| if matches!(value.kind, Kind::String(_)) { value.to_text() } else { None };
    let (Some(a), Some(b)) = (text(a), text(b)) else { return false };
    a.known_prefix().bytes().zip(b.known_prefix().bytes()).find(|(a, b)| a != b).is_some_and(|(a, b)| a < b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};
    use crate::value::TextBuilder;

    fn span() -> Span {
        Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()))
    }

    /// A text in which a capital letter stands for a hole.
    fn text(letters: &str) -> Value {
        let mut builder = TextBuilder::default();
        for letter in letters.chars() {
            match letter {
                'A'..='Z' => builder.push_hole(Arc::new(Unknown::new(letter.to_string(), span(), "is not set"))),
                known => builder.push(&known.to_string()),
            }
        }
        Value::new(Kind::String(builder.finish()), span())
    }

    fn set(items: &[&str]) -> Set {
        Set::new(items.iter().map(|letters| text(letters)).collect(), None)
    }

    #[test]
    fn counts_and_orders_what_letters_tell_apart() {
        for (items, count, is_ordered) in [
            (&["b", "a", "b"][..], Some(2), true),
            (&["X"], Some(1), true),
            (&["b-X", "a-X"], Some(2), true),
            (&["b-X", "a-X", "b-X"], Some(2), true),
            (&["X-b", "X-a"], Some(2), false),
            (&["a-X", "a-Y"], None, false),
            (&["a-X", "a-b"], None, false),
            (&["X", "a"], None, false),
        ] {
            let set = set(items);
            assert_eq!((set.count(), set.in_order().is_some()), (count, is_ordered), "{items:?}");
        }
        assert_eq!(set(&["b-X", "a-X"]).in_order().unwrap()[0].to_text().unwrap().display(), "a-${X}");
    }

    #[test]
    fn compares_items_wherever_they_stand() {
        for (a, b, truth) in [
            (&["b", "a"][..], &["a", "b"][..], Truth::True),
            (&["a", "b"], &["a"], Truth::False),
            (&["X-b", "X-a"], &["X-a", "X-b"], Truth::True),
            (&["X", "a"], &["a", "X"], Truth::True),
            (&["X", "a"], &["a"], Truth::Unknown),
            (&["X", "a"], &["b", "c"], Truth::False),
            (&["X", "a"], &["a", "Y"], Truth::Unknown),
            (&["b-X", "a"], &["a", "c"], Truth::False),
        ] {
            assert_eq!(set(a).same_within(&set(b), &Pairs::of_two()), truth, "{a:?} {b:?}");
            assert_eq!(set(b).same_within(&set(a), &Pairs::of_two()), truth, "{b:?} {a:?}");
        }
    }
}
