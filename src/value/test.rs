//! What an open condition asks, so that conditions over one input are never answered at odds.
//!
//! `IsProd` and `IsDev` compare one parameter with two constants: they are never both true. A [`Formula`] keeps what is
//! compared; [`answers`] runs through the values that matter, which are the constants that an input is compared with
//! and one that is none of them, and gives every combination of answers that some deployment has.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Range, Symbol, Unknown, Value, to_json};

/// How deep formulas nest; what lies deeper is a condition of its own.
const MAX_DEPTH: u16 = 64;
/// How many steps the run through all combinations of inputs may take.
const MAX_STEPS: usize = 250_000;
/// How many combinations of answers are told apart.
const MAX_ANSWERS: usize = 256;

/// What an open condition asks.
#[derive(Clone, Debug)]
pub struct Test {
    /// The question.
    pub formula: Arc<Formula>,
    /// What holds in every deployment, such as the assertions of a template's rules.
    pub assumed: Arc<[Arc<Formula>]>,
}

/// A truth that hangs on inputs.
#[derive(Debug)]
pub struct Formula {
    kind: Question,
    depth: u16,
}

#[derive(Debug)]
enum Question {
    /// Holds or not; nothing more is known.
    Holds(Symbol),
    /// An input is this text.
    Is(Arc<Compared>, Arc<str>),
    /// An input is at this mark or above.
    Reaches(Arc<Measured>, Mark),
    Not(Arc<Formula>),
    All(Vec<Arc<Formula>>),
    Any(Vec<Arc<Formula>>),
}

/// An input whose value a formula compares.
#[derive(Debug)]
pub struct Compared {
    /// Its identity.
    pub symbol: Symbol,
    /// The only values that it takes, where they are known.
    pub values: Option<Vec<Arc<str>>>,
}

/// A number whose size a formula asks for.
#[derive(Debug)]
pub struct Measured {
    /// Its identity.
    pub symbol: Symbol,
    /// Its bounds, where it has any.
    pub bounds: Range,
    /// Whether it counts something.
    pub is_whole: bool,
}

/// A place among the numbers: that of a whole number, or all between it and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(i64);

impl Mark {
    /// The place of a whole number.
    pub fn at(number: i64) -> Option<Mark> {
        number.checked_mul(2).map(Mark)
    }

    /// What comes right after a whole number.
    pub fn past(number: i64) -> Option<Mark> {
        Some(Mark(number.checked_mul(2)?.checked_add(1)?))
    }
}

impl Formula {
    /// What an open condition asks; one that has no test holds or not.
    pub fn of(condition: &Unknown) -> Arc<Formula> {
        match &condition.test {
            Some(test) => Arc::clone(&test.formula),
            None if condition.nature.is_boolean() => Formula::is(compared(condition), "true"),
            None => Self::opaque(condition),
        }
    }

    /// That a condition holds of which nothing more is known.
    pub fn holds(condition: Symbol) -> Arc<Formula> {
        Arc::new(Formula { kind: Question::Holds(condition), depth: 1 })
    }

    /// That an input is no null.
    pub fn is_set(input: &Unknown) -> Option<Arc<Formula>> {
        Self::not(&Formula::is(compared(input), "null"))
    }

    /// An input is at this mark or above.
    pub fn reaches(input: Arc<Measured>, mark: Mark) -> Arc<Formula> {
        Arc::new(Formula { kind: Question::Reaches(input, mark), depth: 1 })
    }

    /// That a condition holds, whatever it asks.
    fn opaque(condition: &Unknown) -> Arc<Formula> {
        Arc::new(Formula { kind: Question::Holds(condition.symbol.clone()), depth: 1 })
    }

    /// An input is this text.
    pub fn is(input: Arc<Compared>, value: impl Into<Arc<str>>) -> Arc<Formula> {
        Arc::new(Formula { kind: Question::Is(input, value.into()), depth: 1 })
    }

    /// That two values are equal, of which one is an unknown and the other is known; `None` for others.
    pub fn equality(left: &Value, right: &Value) -> Option<Arc<Formula>> {
        let (unknown, known) = match (left.as_unknown(), right.as_unknown()) {
            (Some(unknown), None) => (unknown, right),
            (None, Some(unknown)) => (unknown, left),
            _ => return None,
        };
        use super::Kind::{Bool, Null, Number, String};
        let is_plain = matches!(known.kind, Null | Bool(_) | Number(_) | String(_));
        let text = to_json(known).filter(|_| is_plain)?;
        match (&unknown.test, &known.kind) {
            (Some(test), Bool(true)) => Some(Arc::clone(&test.formula)),
            (Some(test), Bool(false)) => Self::not(&test.formula),
            _ => Some(Formula::is(compared(unknown), text.as_str()?)),
        }
    }

    /// The opposite; `None` where that nests too deep.
    pub fn not(formula: &Arc<Formula>) -> Option<Arc<Formula>> {
        match &formula.kind {
            Question::Not(inner) => Some(Arc::clone(inner)),
            _ => Self::above(Question::Not(Arc::clone(formula)), formula.depth),
        }
    }

    /// All of these hold; `None` where that nests too deep.
    pub fn all(formulas: Vec<Arc<Formula>>) -> Option<Arc<Formula>> {
        let deepest = formulas.iter().map(|formula| formula.depth).max().unwrap_or(0);
        Self::above(Question::All(formulas), deepest)
    }

    /// One of these holds; `None` where that nests too deep.
    pub fn any(formulas: Vec<Arc<Formula>>) -> Option<Arc<Formula>> {
        let deepest = formulas.iter().map(|formula| formula.depth).max().unwrap_or(0);
        Self::above(Question::Any(formulas), deepest)
    }

    /// The one answer that it has whatever the inputs are, which few known values may leave.
    pub fn only_answer(self: &Arc<Formula>) -> Option<bool> {
        let mut program = Program::default();
        let place = program.add(self);
        let (sizes, total) = program.sizes()?;
        let is_of_few = |cell: &Cell| cell.input.as_ref().is_some_and(|input| input.values.is_some());
        let has_few = program.cells.iter().any(|cell| is_of_few(cell) || cell.number.is_some());
        if !has_few || total > MAX_ANSWERS {
            return None;
        }
        let mut at = vec![0; sizes.len()];
        let mut only = None;
        for _ in 0..total {
            let truth = program.run(&at).get(place).copied()?;
            if *only.get_or_insert(truth) != truth {
                return None;
            }
            advance(&mut at, &sizes);
        }
        only
    }

    fn above(kind: Question, deepest: u16) -> Option<Arc<Formula>> {
        (deepest < MAX_DEPTH).then(|| Arc::new(Formula { kind, depth: deepest + 1 }))
    }
}

/// An unknown as an input. An input is no condition: what of it is compared with text is another question than whether
/// it holds, unless it is surely a boolean.
fn compared(unknown: &Unknown) -> Arc<Compared> {
    let symbol = Symbol::operation("value", [unknown.symbol.clone()]);
    Arc::new(Compared { symbol, values: values_of(unknown) })
}

/// The values that an unknown takes, as they are compared, where they are few.
fn values_of(unknown: &Unknown) -> Option<Vec<Arc<str>>> {
    let quoted = |text: &Arc<str>| to_json(&Value::string(&**text, unknown.span))?.as_str().map(Arc::from);
    let written: Vec<Option<Arc<str>>> = match unknown.nature.texts() {
        Some(texts) => texts.iter().map(quoted).collect(),
        None if unknown.nature.is_boolean() => vec![Some(Arc::from("true")), Some(Arc::from("false"))],
        None => return None,
    };
    let null = (!unknown.nature.is_set).then(|| Some(Arc::from("null")));
    written.into_iter().chain(null).collect()
}

/// Every combination of answers to these conditions that some deployment has, each condition's answer at its place;
/// `None` where there are too many to run through. Combinations come in a fixed order, the one that holds most first.
/// Few conditions over many inputs are taken to have nothing to do with each other, which adds combinations that no
/// deployment has.
pub(super) fn answers(conditions: &[Arc<Unknown>]) -> Option<Vec<Vec<bool>>> {
    let asked: Vec<_> = conditions.iter().map(|condition| Formula::of(condition)).collect();
    let apart = || conditions.iter().map(|condition| Formula::opaque(condition)).collect::<Vec<_>>();
    answers_to(conditions, &asked).or_else(|| answers_to(conditions, &apart()))
}

fn answers_to(conditions: &[Arc<Unknown>], asked: &[Arc<Formula>]) -> Option<Vec<Vec<bool>>> {
    let mut program = Program::default();
    let asked: Vec<_> = asked.iter().map(|formula| program.add(formula)).collect();
    let assumed = program.assume(conditions);
    let (sizes, total) = program.sizes()?;
    if total.checked_mul(program.steps.len().max(1))? > MAX_STEPS {
        return None;
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut at = vec![0; sizes.len()];
    for _ in 0..total {
        let truths = program.run(&at);
        let truth = |step: &usize| truths.get(*step).copied().unwrap_or(false);
        let answer: Vec<bool> = asked.iter().map(truth).collect();
        if assumed.iter().all(truth) && seen.insert(answer.clone()) {
            if found.len() == MAX_ANSWERS {
                return None;
            }
            found.push(answer);
        }
        advance(&mut at, &sizes);
    }
    Some(found)
}

/// The next combination of candidates, the first input the fastest.
fn advance(at: &mut [usize], sizes: &[usize]) {
    for (digit, size) in at.iter_mut().zip(sizes) {
        *digit += 1;
        if *digit < *size {
            return;
        }
        *digit = 0;
    }
}

/// Formulas as steps, each after those that it needs, so that shared parts are worked out once.
#[derive(Default)]
struct Program {
    steps: Vec<Step>,
    /// The step of each formula by its address; the formula is kept, so that no other comes to stand there.
    placed: HashMap<*const Formula, (usize, Arc<Formula>)>,
    cells: Vec<Cell>,
    by_symbol: BTreeMap<Symbol, usize>,
}

enum Step {
    /// The cell has the candidate of this number.
    Has(usize, usize),
    /// The number of the cell is at this mark or above.
    Reaches(usize, Mark),
    Not(usize),
    All(Vec<usize>),
    Any(Vec<usize>),
}

/// What is varied: an input, or a condition of which nothing more is known (candidates: it holds, it does not).
struct Cell {
    input: Option<Arc<Compared>>,
    candidates: Vec<Arc<str>>,
    /// Of a number: itself, and a place for each of the ways in which it stands to what it is compared with.
    number: Option<Arc<Measured>>,
    marks: Vec<Mark>,
}

impl Program {
    fn add(&mut self, formula: &Arc<Formula>) -> usize {
        if let Some((step, _)) = self.placed.get(&Arc::as_ptr(formula)) {
            return *step;
        }
        let step = match &formula.kind {
            Question::Holds(symbol) => Step::Has(self.cell(symbol, None), 0),
            Question::Is(input, value) => {
                let cell = self.cell(&input.symbol, Some(input));
                Step::Has(cell, self.candidate(cell, value))
            }
            Question::Reaches(input, mark) => Step::Reaches(self.measure(input, *mark), *mark),
            Question::Not(inner) => Step::Not(self.add(inner)),
            Question::All(parts) => Step::All(parts.iter().map(|part| self.add(part)).collect()),
            Question::Any(parts) => Step::Any(parts.iter().map(|part| self.add(part)).collect()),
        };
        self.steps.push(step);
        let place = self.steps.len() - 1;
        self.placed.insert(Arc::as_ptr(formula), (place, Arc::clone(formula)));
        place
    }

    fn cell(&mut self, symbol: &Symbol, input: Option<&Arc<Compared>>) -> usize {
        if let Some(at) = self.by_symbol.get(symbol) {
            if let Some(cell) = self.cells.get_mut(*at) {
                cell.widen(input);
            }
            return *at;
        }
        self.cells.push(Cell { input: input.cloned(), candidates: Vec::new(), number: None, marks: Vec::new() });
        self.by_symbol.insert(symbol.clone(), self.cells.len() - 1);
        self.cells.len() - 1
    }

    /// The cell of a number that is held against a mark.
    fn measure(&mut self, input: &Arc<Measured>, mark: Mark) -> usize {
        let at = self.cell(&input.symbol, None);
        if let Some(cell) = self.cells.get_mut(at) {
            cell.number.get_or_insert_with(|| Arc::clone(input));
            cell.marks.push(mark);
        }
        at
    }

    fn candidate(&mut self, cell: usize, value: &Arc<str>) -> usize {
        let Some(cell) = self.cells.get_mut(cell) else { return usize::MAX };
        if let Some(at) = cell.candidates.iter().position(|candidate| candidate == value) {
            return at;
        }
        let possible = cell.input.as_ref().and_then(|input| input.values.as_ref());
        if possible.is_some_and(|values| !values.contains(value)) {
            return usize::MAX;
        }
        cell.candidates.push(Arc::clone(value));
        cell.candidates.len() - 1
    }

    /// Adds what is assumed of the inputs that are asked about. An assumption about other inputs rules nothing out
    /// here.
    fn assume(&mut self, conditions: &[Arc<Unknown>]) -> Vec<usize> {
        let tests = conditions.iter().filter_map(|condition| condition.test.as_ref());
        let mut seen = HashSet::new();
        let all: Vec<_> =
            tests.flat_map(|test| test.assumed.iter()).filter(|it| seen.insert(Arc::as_ptr(it))).collect();
        let mut places = Vec::new();
        for formula in all {
            let mut symbols = Vec::new();
            formula.symbols(&mut symbols, &mut HashSet::new());
            if symbols.iter().all(|symbol| self.by_symbol.contains_key(*symbol)) {
                places.push(self.add(formula));
            }
        }
        places
    }

    /// How many candidates each cell has, and how many combinations that makes.
    fn sizes(&mut self) -> Option<(Vec<usize>, usize)> {
        self.cells.iter_mut().for_each(Cell::place);
        let sizes: Vec<_> = self.cells.iter().map(Cell::size).collect();
        let total = sizes.iter().try_fold(1_usize, |total, size| total.checked_mul(*size))?;
        Some((sizes, total))
    }

    fn run(&self, at: &[usize]) -> Vec<bool> {
        let mut truths: Vec<bool> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let truth = |step: &usize| truths.get(*step).copied().unwrap_or(false);
            let now = match step {
                Step::Has(cell, candidate) => at.get(*cell) == Some(candidate),
                Step::Reaches(cell, mark) => {
                    let place = at.get(*cell).and_then(|at| self.cells.get(*cell)?.marks.get(*at));
                    place.is_some_and(|place| place >= mark)
                }
                Step::Not(inner) => !truth(inner),
                Step::All(parts) => parts.iter().all(truth),
                Step::Any(parts) => parts.iter().any(truth),
            };
            truths.push(now);
        }
        truths
    }
}

impl Cell {
    /// Takes in what else is said of the input: a value that one side rules out, another place may still see.
    fn widen(&mut self, also: Option<&Arc<Compared>>) {
        let (Some(input), Some(also)) = (&self.input, also) else { return };
        if input.values == also.values {
            return;
        }
        let values = input.values.as_ref().zip(also.values.as_ref()).map(|(values, more)| {
            let more = more.iter().filter(|value| !values.contains(value));
            values.iter().chain(more).cloned().collect()
        });
        self.input = Some(Arc::new(Compared { symbol: input.symbol.clone(), values }));
    }

    /// Makes the marks of a number places that it may have: one of each range between them, within its bounds.
    fn place(&mut self) {
        let Some(number) = &self.number else { return };
        let first = self.marks.iter().min().map(|mark| Mark(mark.0.saturating_sub(2)));
        self.marks.extend(first);
        self.marks.sort_unstable();
        self.marks.dedup();
        let ends = self.marks.iter().skip(1).map(|mark| Some(*mark)).chain([None]);
        let places = self.marks.iter().zip(ends).filter_map(|(from, end)| number.place_in(*from, end));
        self.marks = places.collect();
    }

    /// The candidates, and one that stands for every value that is none of them.
    fn size(&self) -> usize {
        if self.number.is_some() {
            return self.marks.len();
        }
        let Some(input) = &self.input else { return 2 };
        let has_others = input.values.as_ref().is_none_or(|values| values.len() > self.candidates.len());
        self.candidates.len() + usize::from(has_others)
    }
}

impl Measured {
    /// A place of the number in a range of marks; `None` where it has none there.
    fn place_in(&self, from: Mark, end: Option<Mark>) -> Option<Mark> {
        let least = self.bounds.least.and_then(Mark::at).map_or(from, |least| from.max(least));
        let place = if self.is_whole && least.0 % 2 != 0 { Mark(least.0.saturating_add(1)) } else { least };
        let most = self.bounds.most.and_then(Mark::at);
        (end.is_none_or(|end| place < end) && most.is_none_or(|most| place <= most)).then_some(place)
    }
}

impl Formula {
    fn symbols<'f>(&'f self, found: &mut Vec<&'f Symbol>, seen: &mut HashSet<*const Formula>) {
        if !seen.insert(std::ptr::from_ref(self)) {
            return;
        }
        match &self.kind {
            Question::Holds(symbol) => found.push(symbol),
            Question::Is(input, _) => found.push(&input.symbol),
            Question::Reaches(input, _) => found.push(&input.symbol),
            Question::Not(inner) => inner.symbols(found, seen),
            Question::All(parts) | Question::Any(parts) => parts.iter().for_each(|part| part.symbols(found, seen)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn condition(name: &str, formula: Option<Arc<Formula>>, assumed: &[Arc<Formula>]) -> Arc<Unknown> {
        let span = Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()));
        let mut unknown = Unknown::new(name, span, "is open");
        unknown.test = formula.map(|formula| Arc::new(Test { formula, assumed: assumed.into() }));
        Arc::new(unknown)
    }

    fn input(name: &str, values: Option<&[&str]>) -> Arc<Compared> {
        let values = values.map(|values| values.iter().map(|value| Arc::from(*value)).collect());
        Arc::new(Compared { symbol: Symbol::input(name), values })
    }

    fn text(conditions: &[Arc<Unknown>]) -> String {
        let bits = |answer: &Vec<bool>| answer.iter().map(|bit| if *bit { '1' } else { '0' }).collect::<String>();
        answers(conditions).map_or_else(|| "none".to_owned(), |all| all.iter().map(bits).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn free_conditions_are_independent() {
        let free = |name: &str| condition(name, None, &[]);
        assert_eq!(text(&[]), "");
        assert_eq!(text(&[free("a"), free("b")]), "11 01 10 00");
        let many: Vec<_> = (0..9).map(|at| free(&format!("c{at}"))).collect();
        assert_eq!(answers(&many[..8]).unwrap().len(), 256);
        assert_eq!(text(&many), "none");
        let endless: Vec<_> = (0..40).map(|at| free(&format!("c{at}"))).collect();
        assert_eq!(text(&endless), "none");
    }

    #[test]
    fn one_input_is_one_value_at_a_time() {
        let stage = input("Stage", None);
        let is = |value: &str| Formula::is(Arc::clone(&stage), value);
        let (prod, dev) = (condition("p", Some(is("prod")), &[]), condition("d", Some(is("dev")), &[]));
        assert_eq!(text(&[prod.clone(), dev.clone()]), "10 01 00");
        let either = condition("e", Formula::any(vec![is("prod"), is("dev")]), &[]);
        assert_eq!(text(&[prod.clone(), either.clone()]), "11 01 00");
        let neither = Formula::not(&Formula::any(vec![is("prod"), is("dev")]).unwrap());
        assert_eq!(text(&[either, condition("n", neither, &[])]), "10 01");
        let many: Vec<_> = (0..40).map(|at| condition(&format!("c{at}"), Some(is(&at.to_string())), &[])).collect();
        assert_eq!(answers(&many).unwrap().len(), 41, "forty conditions over one parameter");
    }

    #[test]
    fn conditions_over_many_values_are_not_told_apart() {
        let one_of = |name: &str, count: usize| {
            let input = input(name, None);
            Formula::any((0..count).map(|at| Formula::is(Arc::clone(&input), at.to_string())).collect()).unwrap()
        };
        let both = |count: usize| {
            let all = Formula::all(vec![one_of("a", count), one_of("b", count)]).unwrap();
            text(&[condition("all", Some(Arc::clone(&all)), &[]), condition("not", Formula::not(&all), &[])])
        };
        assert_eq!(both(40), "10 01");
        assert_eq!(both(100), "11 01 10 00");
    }

    #[test]
    fn known_values_and_assumptions_rule_answers_out() {
        let stage = input("Stage", Some(&["prod", "dev"]));
        let is = |value: &str| Formula::is(Arc::clone(&stage), value);
        let all = |assumed: &[Arc<Formula>]| {
            text(&[condition("p", Some(is("prod")), assumed), condition("d", Some(is("dev")), assumed)])
        };
        assert_eq!(all(&[]), "10 01");
        assert_eq!(all(&[is("dev")]), "01");
        assert_eq!(text(&[condition("o", Some(is("other")), &[])]), "0");
        let elsewhere = Formula::is(input("Other", None), "x");
        assert_eq!(all(&[elsewhere]), "10 01");
    }

    #[test]
    fn numbers_stand_to_all_that_they_are_compared_with() {
        let number = |least: Option<i64>, is_whole: bool| {
            let bounds = Range { least, most: None };
            Arc::new(Measured { symbol: Symbol::input("n"), bounds, is_whole })
        };
        let asks = |of: &Arc<Measured>, mark: Option<Mark>| Formula::reaches(Arc::clone(of), mark.unwrap());
        let n = number(None, false);
        let above = |number: i64| asks(&n, Mark::past(number));
        let from = |number: i64| asks(&n, Mark::at(number));
        let both =
            |a: Arc<Formula>, b: Arc<Formula>| text(&[condition("a", Some(a), &[]), condition("b", Some(b), &[])]);
        assert_eq!(both(above(2), above(3)), "00 10 11");
        assert_eq!(both(above(2), from(3)), "00 10 11", "two and a half");
        assert_eq!(both(from(3), above(2)), "00 01 11");
        let is_three = Formula::all(vec![from(3), Formula::not(&above(3)).unwrap()]).unwrap();
        assert_eq!(both(is_three, above(2)), "00 01 11");
        let count = number(Some(0), true);
        let above = |number: i64| asks(&count, Mark::past(number));
        assert_eq!(both(above(2), asks(&count, Mark::at(3))), "00 11");
        let is_none = Formula::not(&above(0)).unwrap();
        assert_eq!(both(Arc::clone(&is_none), above(0)), "10 01");
        assert_eq!(asks(&count, Mark::at(0)).only_answer(), Some(true));
        assert_eq!(is_none.only_answer(), None);
    }

    #[test]
    fn formulas_stay_shallow() {
        let mut formula = Formula::is(input("Stage", None), "prod");
        let mut depth = 0;
        while let Some(deeper) = Formula::all(vec![Arc::clone(&formula), Arc::clone(&formula)]) {
            formula = deeper;
            depth += 1;
        }
        assert_eq!(depth, 63);
        assert_eq!(text(&[condition("deep", Some(formula), &[])]), "1 0", "shared parts are worked out once");
    }
}
