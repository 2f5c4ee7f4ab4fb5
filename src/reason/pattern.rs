//! Patterns of `*` and `?` over text with holes, as one automaton of positions.
//!
//! A pattern with holes stands for two sets of texts: those that it *must* match whatever fills the holes, and those
//! that it *may* match. Each set is a small automaton; all automata of a question run side by side, so that asking
//! which combinations of patterns a text can match is a walk through their product, exact and without pairwise
//! heuristics. Only positions that are still alive are carried, so that policies of literal prefixes stay as cheap as a
//! trie.

use std::collections::HashSet;
use std::sync::Arc;

use super::effort::Effort;
use super::variable::{Assigned, Variables, parsed};
use crate::iam::Word;
use crate::value::{Nature, Piece, Symbol, Text, Truth};

/// How many values are tried of a key, or of what follows known letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// One of each class.
    All(Effort),
    /// A few.
    Few(Effort),
}

impl Extent {
    /// How much is done to find them.
    pub(super) fn effort(self) -> Effort {
        match self {
            Extent::All(effort) | Extent::Few(effort) => effort,
        }
    }

    /// Whether it is a few.
    pub(super) fn is_few(self) -> bool {
        matches!(self, Extent::Few(_))
    }
}

/// How many classes are a few.
pub(super) const FEW: usize = 16;

/// How many positions a walk through the product may visit.
const MAX_VISITS: usize = 2_000_000;
/// How many classes of texts are told apart.
const MAX_CLASSES: usize = 4_096;

/// A letter of the text that a pattern is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    /// A known one.
    Char(char),
    /// All letters of a value that is not known. It holds neither `/` nor `:`, for it is part of a name; it may be
    /// empty unless AWS assigns it.
    Hole(Symbol, Arc<Nature>),
}

/// How the text of a pattern is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Letter by letter.
    Exact,
    /// Letter by letter, in either case.
    IgnoreCase,
    /// `*` stands for any letters, `?` for one.
    Glob,
    /// The same in either case.
    GlobIgnoreCase,
    /// The same, but within each of the first five parts of an ARN.
    Arn,
}

/// A run of letters.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// Which letters.
    pub(super) of: fn(char) -> bool,
    /// How many at least.
    pub(super) least: usize,
    /// Whether there may be more.
    pub(super) more: bool,
}

#[derive(Clone, Debug)]
enum Token {
    Char(char),
    One,
    Run,
    /// A part that is not known; whether it is a constant that AWS assigns.
    Hole(Symbol, Arc<Nature>),
    /// A policy variable: its value depends on the request.
    Variable,
    /// A policy variable that the request has no value for: nothing matches.
    Nothing,
}

#[derive(Clone, Debug)]
enum Step {
    Char(char),
    Either(char),
    /// One letter that is none of these.
    One(&'static [char]),
    /// Any letters that are none of these.
    Run(&'static [char]),
    Hole(Symbol),
    Never,
    End(usize),
}

/// The patterns of a question. Of each, it tells whether a text matches it.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    steps: Vec<Step>,
    automata: Vec<Automaton>,
    /// How many patterns there are.
    count: usize,
    /// Unknowns that are known to be a name, or part of one.
    names: Vec<Symbol>,
    /// Whether texts are held against them that have holes.
    open_texts: bool,
}

/// One of the automata of a pattern.
#[derive(Clone, Copy, Debug)]
struct Automaton {
    start: usize,
    pattern: usize,
    role: Role,
}

/// What it means that an automaton accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The pattern matches, whatever fills the holes.
    Must,
    /// It matches for some filling.
    May,
    /// There is nothing to fill, neither in the pattern nor in any text.
    Both,
}

/// Positions that are alive after some letters.
pub(super) type State = Vec<usize>;

/// A set of texts that the patterns do not tell apart.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// One of them, as short as can be.
    pub(super) example: String,
    /// What each pattern says of them.
    pub(super) matches: Vec<Truth>,
}

/// The walk became too long.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// What a name does not hold.
const SEPARATORS: &[char] = &['/', ':'];

impl Patterns {
    /// No patterns yet, for texts in which these unknowns stand for names.
    pub(super) fn with_names(names: Vec<Symbol>) -> Self {
        Patterns { open_texts: !names.is_empty(), names, ..Patterns::default() }
    }

    /// No patterns yet, for texts that may have holes.
    pub(super) fn for_open_texts(open_texts: bool) -> Self {
        Patterns { open_texts, ..Patterns::default() }
    }

    /// Adds a pattern; its number is the count of those before it.
    pub(super) fn add(&mut self, text: &Text, style: Style, variables: &Variables) {
        let tokens = tokens(text, style.has_wildcards(), variables);
        let open = self.open_texts || tokens.iter().any(|token| matches!(token, Token::Hole(..) | Token::Variable));
        let roles: &[Role] = if open { &[Role::Must, Role::May] } else { &[Role::Both] };
        for role in roles {
            self.automata.push(Automaton { start: self.steps.len(), pattern: self.count, role: *role });
            let mut colons = 0;
            for token in &tokens {
                let not: &[char] = if style == Style::Arn && colons < 5 { &[':'] } else { &[] };
                self.compile(token, style, *role == Role::May, not);
                colons += usize::from(matches!(token, Token::Char(':')));
            }
            self.steps.push(Step::End(self.automata.len() - 1));
        }
        self.count += 1;
    }

    fn compile(&mut self, token: &Token, style: Style, may: bool, not: &'static [char]) {
        match token {
            Token::Char(letter) if style.ignores_case() => self.steps.push(Step::Either(letter.to_ascii_lowercase())),
            Token::Char(letter) => self.steps.push(Step::Char(*letter)),
            Token::One => self.steps.push(Step::One(not)),
            Token::Run => self.steps.push(Step::Run(not)),
            Token::Hole(symbol, _) if !may => self.steps.push(Step::Hole(symbol.clone())),
            Token::Hole(symbol, nature) if self.names.contains(symbol) => {
                self.steps.extend((nature.least_length() > 0).then_some(Step::One(SEPARATORS)));
                self.steps.push(Step::Run(SEPARATORS));
            }
            Token::Hole(_, nature) if nature.least_length() > 0 => self.steps.extend([Step::One(&[]), Step::Run(&[])]),
            Token::Hole(..) => self.steps.push(Step::Run(&[])),
            Token::Variable if may => self.steps.push(Step::Run(&[])),
            Token::Variable | Token::Nothing => self.steps.push(Step::Never),
        }
    }

    /// How many patterns there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The state before any letter.
    pub(super) fn start(&self) -> State {
        self.start_of(|_| true)
    }

    /// The state before any letter of some of the patterns, by their numbers.
    pub(super) fn start_of(&self, wanted: impl Fn(usize) -> bool) -> State {
        let of = self.automata.iter().filter(|automaton| wanted(automaton.pattern));
        self.closed(of.map(|automaton| automaton.start).collect())
    }

    /// The state after these letters.
    pub(super) fn after(&self, mut state: State, letters: &[Letter]) -> State {
        let mut next = State::new();
        for letter in letters {
            self.step_to(&mut next, &state, letter);
            std::mem::swap(&mut state, &mut next);
        }
        state
    }

    /// What each pattern says of a text that ends here.
    pub(super) fn matches(&self, state: &State) -> Vec<Truth> {
        let mut found = vec![Truth::False; self.len()];
        for position in state {
            if let Some(Step::End(automaton)) = self.steps.get(*position)
                && let Some(automaton) = self.automata.get(*automaton)
                && let Some(slot) = found.get_mut(automaton.pattern)
            {
                let sure = automaton.role != Role::May;
                *slot = if sure || *slot == Truth::True { Truth::True } else { Truth::Unknown };
            }
        }
        found
    }

    /// What each pattern says of a text.
    pub(super) fn matches_text(&self, text: &Text) -> Vec<Truth> {
        self.matches(&self.after(self.start(), &letters(text)))
    }

    /// Puts the state after a letter in place of `next`.
    fn step_to(&self, next: &mut State, state: &State, letter: &Letter) {
        match letter {
            Letter::Char(letter) => {
                next.clear();
                next.extend(state.iter().filter_map(|position| self.advance(*position, *letter)));
                self.close(next);
            }
            Letter::Hole(symbol, nature) => *next = self.step_hole(state, symbol, nature),
        }
    }

    fn advance(&self, position: usize, letter: char) -> Option<usize> {
        match self.steps.get(position)? {
            Step::Char(wanted) => (*wanted == letter).then_some(position + 1),
            Step::Either(wanted) => (*wanted == letter.to_ascii_lowercase()).then_some(position + 1),
            Step::One(not) => (!not.contains(&letter)).then_some(position + 1),
            Step::Run(not) => (!not.contains(&letter)).then_some(position),
            Step::Hole(_) | Step::Never | Step::End(_) => None,
        }
    }

    /// Reads a value that is not known: what must match reads it as a whole, what may match reads any letters of a
    /// name.
    fn step_hole(&self, state: &State, symbol: &Symbol, nature: &Nature) -> State {
        let mut sure: State = Vec::new();
        let mut maybe: State = Vec::new();
        for position in state {
            if !self.is_may(*position) {
                match self.steps.get(*position) {
                    Some(Step::Run(_)) => sure.push(*position),
                    Some(Step::Hole(own)) if own == symbol => sure.push(position + 1),
                    _ => {}
                }
            } else {
                maybe.extend(self.advance_over_any(*position, nature));
                maybe.extend((nature.least_length() == 0).then_some(*position));
            }
        }
        let mut reached = self.closed(maybe);
        let mut known: HashSet<usize> = reached.iter().copied().collect();
        let mut from = 0;
        while let Some(position) = reached.get(from).copied() {
            from += 1;
            let next = self.advance_over_any(position, nature).map_or_else(Vec::new, |next| self.closed(vec![next]));
            reached.extend(next.into_iter().filter(|position| known.insert(*position)));
        }
        sure.extend(reached);
        self.closed(sure)
    }

    /// One letter of a name that is not known.
    fn advance_over_any(&self, position: usize, nature: &Nature) -> Option<usize> {
        match self.steps.get(position)? {
            Step::Char(letter) if !nature.may_hold(*letter) => None,
            Step::Either(letter) if !nature.may_hold(*letter) && !nature.may_hold(letter.to_ascii_uppercase()) => None,
            Step::Char('/' | ':') | Step::Hole(_) | Step::Never | Step::End(_) => None,
            Step::Char(_) | Step::Either(_) | Step::One(_) => Some(position + 1),
            Step::Run(_) => Some(position),
        }
    }

    fn is_may(&self, position: usize) -> bool {
        let after = self.automata.partition_point(|automaton| automaton.start <= position);
        let own = after.checked_sub(1).and_then(|at| self.automata.get(at));
        own.is_some_and(|automaton| automaton.role == Role::May)
    }

    /// A run may stand for nothing.
    fn closed(&self, mut state: State) -> State {
        self.close(&mut state);
        state
    }

    fn close(&self, state: &mut State) {
        let mut at = 0;
        while let Some(position) = state.get(at).copied() {
            at += 1;
            if matches!(self.steps.get(position), Some(Step::Run(_))) {
                state.push(position + 1);
            }
        }
        state.sort_unstable();
        state.dedup();
    }

    /// Every class of non-empty texts that continue `start`, each with its shortest example; or some classes.
    ///
    /// # Errors
    ///
    /// Where they are too many to be found all.
    pub(super) fn classes(&self, start: State, extent: Extent) -> Result<Vec<Class>, TooMany> {
        let other = self.other_letter();
        let mut seen: HashSet<State> = HashSet::new();
        let mut found: Vec<Class> = Vec::new();
        let mut signatures = HashSet::new();
        let mut queue = std::collections::VecDeque::from([(start, String::new())]);
        let (mut visits, mut next) = (0, State::new());
        let most = extent.effort().of(MAX_VISITS);
        while let Some((state, text)) = queue.pop_front() {
            for letter in self.letters(&state, other) {
                visits += state.len() + 1;
                if extent.is_few() && (found.len() >= FEW || visits > most) {
                    return Ok(found);
                }
                if visits > most || found.len() > MAX_CLASSES {
                    return Err(TooMany);
                }
                self.step_to(&mut next, &state, &Letter::Char(letter));
                // One state has one class, whichever way leads there.
                if seen.contains(&next) {
                    continue;
                }
                let example = format!("{text}{letter}");
                let matches = self.matches(&next);
                if signatures.insert(signature(&matches)) {
                    found.push(Class { example: example.clone(), matches });
                }
                seen.insert(next.clone());
                queue.push_back((next.clone(), example));
            }
        }
        Ok(found)
    }

    /// What each text continues `start` by that goes through these runs of letters: one text for each state that is
    /// reached.
    pub(super) fn walks(&self, start: State, runs: &[Run], effort: Effort) -> Result<Vec<String>, TooMany> {
        let mut ends = vec![(start, String::new())];
        let (mut visits, most) = (0, effort.of(MAX_VISITS));
        for run in runs {
            let mut seen: HashSet<(State, usize)> = HashSet::new();
            let mut queue: std::collections::VecDeque<(State, String, usize)> =
                ends.into_iter().map(|(state, text)| (state, text, 0)).collect();
            let mut reached: HashSet<State> = HashSet::new();
            let mut next_ends = Vec::new();
            let other = self.other_letter_of(run.of);
            while let Some((state, text, count)) = queue.pop_front() {
                if !seen.insert((state.clone(), count)) {
                    continue;
                }
                if count == run.least && reached.insert(state.clone()) {
                    next_ends.push((state.clone(), text.clone()));
                }
                if count == run.least && !run.more {
                    continue;
                }
                for letter in self.letters(&state, other).into_iter().filter(|letter| (run.of)(*letter)) {
                    visits += state.len() + 1;
                    if visits > most || next_ends.len() > MAX_CLASSES {
                        return Err(TooMany);
                    }
                    let next = self.after(state.clone(), &[Letter::Char(letter)]);
                    queue.push_back((next, format!("{text}{letter}"), (count + 1).min(run.least)));
                }
            }
            ends = next_ends;
        }
        Ok(ends.into_iter().map(|(_, text)| text).collect())
    }

    /// A letter of some that stands in no pattern, where there is one.
    fn other_letter_of(&self, of: fn(char) -> bool) -> char {
        let used: HashSet<char> = self
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Char(letter) | Step::Either(letter) => Some(letter.to_ascii_lowercase()),
                _ => None,
            })
            .collect();
        let mut all = ('a'..='z').rev().chain(('A'..='Z').rev()).chain('0'..='9').chain('!'..='~').filter(|it| of(*it));
        let first = all.clone().next().unwrap_or('~');
        all.find(|letter| !used.contains(&letter.to_ascii_lowercase())).unwrap_or(first)
    }

    /// The letters that make a difference in a state: those that it waits for or stops at, and one other.
    fn letters(&self, state: &State, other: char) -> Vec<char> {
        let mut letters = vec![other];
        for position in state {
            match self.steps.get(*position) {
                Some(Step::Char(letter)) => letters.push(*letter),
                Some(Step::Either(letter)) => letters.extend([*letter, letter.to_ascii_uppercase()]),
                Some(Step::One(not) | Step::Run(not)) => letters.extend(*not),
                _ => {}
            }
        }
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    /// A letter that stands in no pattern.
    fn other_letter(&self) -> char {
        let used = self.steps.iter().filter_map(|step| match step {
            // Those of the letters below that are letters of an alphabet with two cases are its lower ones.
            Step::Char(letter) | Step::Either(letter) => Some(*letter),
            _ => None,
        });
        let ascii = used.clone().filter(char::is_ascii).fold(0_u128, |all, letter| all | 1 << u32::from(letter));
        let plain = ('a'..='z').rev().chain('0'..='9').find(|letter| ascii >> u32::from(*letter) & 1 == 0);
        plain.unwrap_or_else(|| {
            let used: HashSet<char> = used.collect();
            ('\u{4e00}'..='\u{9fff}').find(|letter| !used.contains(letter)).unwrap_or('~')
        })
    }
}

fn signature(matches: &[Truth]) -> Vec<u8> {
    matches.iter().map(|truth| *truth as u8).collect()
}

impl Style {
    fn has_wildcards(self) -> bool {
        matches!(self, Style::Glob | Style::GlobIgnoreCase | Style::Arn)
    }

    fn ignores_case(self) -> bool {
        matches!(self, Style::IgnoreCase | Style::GlobIgnoreCase)
    }
}

/// The letters of a text.
pub(super) fn letters(text: &Text) -> Vec<Letter> {
    let mut letters = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => letters.extend(known.chars().map(Letter::Char)),
            Piece::Hole(unknown) => letters.push(Letter::Hole(unknown.symbol.clone(), Arc::clone(&unknown.nature))),
        }
    }
    letters
}

/// Whether a value is one fixed text: a wildcard (where its operator knows wildcards) and a policy variable make it
/// not.
pub(super) fn is_fixed(word: &Word, wildcards: bool, variables: Truth) -> Truth {
    let loose = tokens(&word.text, wildcards, &Variables::open(variables)).into_iter().map(|token| match token {
        Token::Char(_) | Token::Nothing => Truth::False,
        Token::One | Token::Run => Truth::True,
        Token::Hole(_, nature) if nature.is_plain() => Truth::False,
        Token::Hole(..) if wildcards => Truth::Unknown,
        // Stated: what is compared letter by letter holds no policy variable that somebody outside the code wrote.
        Token::Hole(..) => Truth::False,
        Token::Variable => variables,
    });
    !Truth::any(loose)
}

/// The parts of a text by their meaning.
fn tokens(text: &Text, wildcards: bool, variables: &Variables) -> Vec<Token> {
    let plain = plain(text);
    let mut found = Vec::with_capacity(plain.len());
    let mut rest = plain.as_slice();
    // What stands behind it closes no variable.
    let last = plain.iter().rposition(|part| matches!(part, Token::Char('}'))).filter(|_| variables.on != Truth::False);
    while let Some((token, after)) = rest.split_first() {
        if last.is_some_and(|last| plain.len() - rest.len() < last)
            && let Some((variable, after)) = variable(rest, variables)
        {
            found.extend(variable);
            rest = after;
            continue;
        }
        found.push(match token {
            Token::Char('*') if wildcards => Token::Run,
            Token::Char('?') if wildcards => Token::One,
            other => other.clone(),
        });
        rest = after;
    }
    found
}

fn plain(text: &Text) -> Vec<Token> {
    let mut plain: Vec<Token> = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => plain.extend(known.chars().map(Token::Char)),
            Piece::Hole(unknown) => plain.push(Token::Hole(unknown.symbol.clone(), Arc::clone(&unknown.nature))),
        }
    }
    plain
}

/// A policy variable at the start of these parts, by what it stands for, and what follows it. `${*}`, `${?}` and `${$}`
/// are letters. A variable whose name has a hole may be any.
fn variable<'p>(parts: &'p [Token], variables: &Variables) -> Option<(Vec<Token>, &'p [Token])> {
    let [Token::Char('$'), Token::Char('{'), inside @ ..] = parts else { return None };
    let end = inside.iter().position(|part| matches!(part, Token::Char('}')))?;
    let (name, after) = inside.split_at_checked(end)?;
    let letter = |part: &Token| if let Token::Char(letter) = part { Some(*letter) } else { None };
    let tokens = match (name, name.iter().map(letter).collect::<Option<String>>()) {
        ([Token::Char(letter @ ('*' | '?' | '$'))], _) if variables.on == Truth::True => vec![Token::Char(*letter)],
        (_, Some(name)) if variables.on == Truth::True => value_of(&name, variables),
        _ => vec![Token::Variable],
    };
    Some((tokens, after.get(1..)?))
}

fn value_of(inside: &str, variables: &Variables) -> Vec<Token> {
    let (key, default) = parsed(inside);
    match (variables.get(&key), default) {
        (Some(Assigned::Is(text)), _) => plain(text),
        (Some(Assigned::Absent), Some(default)) => default.chars().map(Token::Char).collect(),
        (Some(Assigned::Absent), None) => vec![Token::Nothing],
        (Some(Assigned::Any) | None, _) => vec![Token::Variable],
    }
}
