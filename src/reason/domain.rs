//! The values that a condition key can have, as far as a policy tells them apart.
//!
//! For each key the conditions of the whole policy are gathered; its values fall into cells within which every condition
//! has one truth. "Absent" is a cell of its own, for IAM gives it a meaning of its own.

use std::collections::HashSet;

use super::address::{self, Range};
use super::caller::{Caller, CallerKind};
use super::keys::{self, Key, Kind, Presence, Way};
use super::pattern::{Contents, Patterns, Style, TooMany};
use crate::iam::{Condition, Policy, Principal, SetOperator, Statement, Test, Word};
use crate::value::{Constant, Nature, Piece, Text, Truth};

/// A condition key with the conditions on it.
#[derive(Debug)]
pub(super) struct Domain<'p> {
    /// The key in lower case.
    pub(super) name: String,
    /// What is known of the key; `None` where nothing is decided about it.
    key: Option<Key>,
    /// The conditions on it.
    pub(super) literals: Vec<Literal<'p>>,
    values: Values,
    /// Of each value compared with, whether S3 trusts it as fixed.
    fixed: Vec<Truth>,
    /// Values that stand for all texts, and what each value compared with says of them.
    examples: Vec<(String, Vec<Truth>)>,
}

/// A condition within its domain.
#[derive(Debug)]
pub(super) struct Literal<'p> {
    /// The index of its statement in the policy.
    pub(super) statement: usize,
    /// The condition.
    pub(super) condition: &'p Condition,
    /// The numbers of its values in the domain; `None` where values are not decided yet.
    values: Option<std::ops::Range<usize>>,
}

#[derive(Debug)]
enum Values {
    Texts(Patterns),
    Addresses(Vec<Option<Range>>),
}

/// Values of a key that no condition tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// One of them; `None` where the key is absent.
    pub(super) value: Option<String>,
    /// The truth of each condition of the domain.
    pub(super) truths: Vec<Truth>,
    /// Whether a request with it can be made, by someone whom the policy does not trust.
    pub(super) possible: Truth,
}

/// The way of a request to S3.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    /// Over TLS.
    pub(super) secure: bool,
    /// Through a VPC endpoint.
    pub(super) endpoint: bool,
    /// Through an access point.
    pub(super) access_point: bool,
}

impl<'p> Domain<'p> {
    /// The domains of all keys of a policy, in order of appearance.
    pub(super) fn all(policy: &'p Policy) -> Result<Vec<Domain<'p>>, TooMany> {
        let mut found: indexmap::IndexMap<String, Vec<(usize, &Condition)>> = indexmap::IndexMap::new();
        for (at, statement) in policy.statements.iter().enumerate() {
            for condition in &statement.conditions {
                found.entry(condition.key.to_ascii_lowercase()).or_default().push((at, condition));
            }
        }
        let variables = policy.version.has_variables();
        found.into_iter().map(|(name, literals)| Domain::new(name, &literals, variables)).collect()
    }

    fn new(name: String, literals: &[(usize, &'p Condition)], variables: Truth) -> Result<Self, TooMany> {
        let key = keys::find(&name);
        let sets = literals.iter().filter(|(_, condition)| condition.operator.set.is_some()).count();
        let values = match key.map(|key| key.kind) {
            Some(Kind::Address) => Values::Addresses(Vec::new()),
            _ => Values::Texts(Patterns::default()),
        };
        let mut domain = Domain { name, key, literals: Vec::new(), values, fixed: Vec::new(), examples: Vec::new() };
        for (statement, condition) in literals {
            let decided = domain.decides(condition, sets);
            let values = decided.then(|| domain.add(condition, variables));
            domain.literals.push(Literal { statement: *statement, condition, values });
        }
        domain.examples = domain.find_examples()?;
        Ok(domain)
    }

    /// Whether the values of a condition are decided: its operator fits the key, and the key has one value at a time.
    fn decides(&self, condition: &Condition, sets: usize) -> bool {
        let Some(key) = self.key else { return false };
        let one = match key.kind {
            Kind::Texts => condition.operator.set.is_some() && sets == 1,
            _ => true,
        };
        one && match condition.operator.test {
            Test::IpAddress => {
                let readable = |word: &Word| word.text.as_str().is_none_or(|text| Range::parse(text).is_some());
                key.kind == Kind::Address && condition.values.values.iter().all(readable)
            }
            Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::Bool => {
                key.kind != Kind::Address && key.way != Way::Tls
            }
            Test::Arn => key.kind != Kind::Address && condition.values.values.iter().all(|word| is_arn(&word.text)),
            Test::Numeric(_) | Test::Date(_) | Test::Binary | Test::Null => false,
        }
    }

    fn add(&mut self, condition: &Condition, variables: Truth) -> std::ops::Range<usize> {
        let start = self.fixed.len();
        for word in &condition.values.values {
            self.fixed.push(self.is_trusted(condition, word, variables));
            match &mut self.values {
                Values::Addresses(ranges) => ranges.push(word.text.as_str().and_then(Range::parse)),
                Values::Texts(patterns) => patterns.add(&word.text, style(condition.operator.test), variables),
            }
        }
        start..self.fixed.len()
    }

    /// Whether a value is one that S3 trusts: fixed, of a key that names someone. A wildcard behind an account id that is
    /// fixed is trusted as well: whoever matches is of that account.
    fn is_trusted(&self, condition: &Condition, word: &Word, variables: Truth) -> Truth {
        if !self.key.is_some_and(|key| key.trusted) {
            return Truth::False;
        }
        let text = word.text.as_str();
        if let Values::Addresses(_) = self.values {
            return text.and_then(Range::parse).map_or(Truth::Unknown, |range| Truth::from(range.is_fixed()));
        }
        if text.is_some_and(|text| Some(text) == keys::of_anonymous_only(&self.name)) {
            return Truth::False;
        }
        let wildcards = matches!(condition.operator.test, Test::StringLike | Test::Arn);
        let fixed = Contents::of(word, wildcards, variables).fixed;
        let by_account = self.name.ends_with("arn") && has_account(&word.text);
        let of_role = self.name == "aws:userid" && text.is_some_and(is_sessions_of_one_role);
        let of_organization = self.name.ends_with("orgpaths") && text.is_some_and(is_in_one_organization);
        if by_account || of_role || of_organization { Contents::of(word, false, variables).fixed } else { fixed }
    }

    fn find_examples(&self) -> Result<Vec<(String, Vec<Truth>)>, TooMany> {
        let texts = match &self.values {
            Values::Addresses(ranges) => address::examples(&ranges.iter().flatten().copied().collect::<Vec<_>>()),
            Values::Texts(patterns) => {
                let mut texts: Vec<String> =
                    keys::plausible(&self.name).iter().map(|text| (*text).to_owned()).collect();
                texts.extend(patterns.classes(patterns.start())?.into_iter().map(|class| class.example));
                texts
            }
        };
        let mut seen = HashSet::new();
        let examples = texts.into_iter().map(|text| (self.matches(&text), text));
        let new =
            examples.filter(|(matches, _)| seen.insert(matches.iter().map(|truth| *truth as u8).collect::<Vec<_>>()));
        Ok(new.map(|(matches, text)| (text, matches)).collect())
    }

    fn matches(&self, value: &str) -> Vec<Truth> {
        match &self.values {
            Values::Texts(patterns) => patterns.matches_text(value),
            Values::Addresses(ranges) => {
                ranges.iter().map(|range| range.map_or(Truth::Unknown, |range| Truth::from(range.has(value)))).collect()
            }
        }
    }

    /// What it costs to work out its cells.
    pub(super) fn weight(&self) -> usize {
        self.fixed.len() + self.examples.len() * (self.literals.len() + 1)
    }

    /// Whether the way to S3 bears on the key.
    pub(super) fn way(&self) -> Way {
        self.key.map_or(Way::Any, |key| key.way)
    }

    /// The cells that a caller's request on a route can be in. `trust` leaves out what only trusted callers can have.
    pub(super) fn cells(&self, caller: &Caller, route: Route, trust: bool) -> Vec<Cell> {
        let Some(key) = self.key else { return vec![self.undecided(Truth::True)] };
        if self.name == keys::SECURE_TRANSPORT {
            return vec![self.present(if route.secure { "true" } else { "false" }, trust)];
        }
        let here = match key.way {
            Way::Any => None,
            Way::Endpoint => Some(route.endpoint),
            Way::Internet => Some(!route.endpoint),
            Way::AccessPoint => Some(route.access_point),
            Way::Tls => Some(route.secure),
            Way::MaybeEndpoint => (!route.endpoint).then_some(false),
        };
        if let Some((_, value)) = caller.fixed.iter().find(|(name, _)| *name == self.name) {
            return vec![
                value.as_str().map_or_else(|| self.undecided(Truth::True), |value| self.present(value, trust)),
            ];
        }
        match (presence(&key, caller), here) {
            (Presence::Never, _) | (_, Some(false)) => vec![self.absent()],
            (Presence::Is(value), _) => vec![self.present(value, trust)],
            (Presence::Always, _) | (_, Some(true)) => self.possible(&key, caller, trust),
            (Presence::Maybe, None) => {
                let present = self.possible(&key, caller, trust);
                std::iter::once(self.absent()).chain(present).collect()
            }
        }
    }

    fn possible(&self, key: &Key, caller: &Caller, trust: bool) -> Vec<Cell> {
        let reserved = keys::of_anonymous_only(&self.name).filter(|_| !matches!(caller.kind, CallerKind::Anonymous));
        if let Kind::OneOf(values) = key.kind {
            let values = values.iter().filter(|value| Some(**value) != reserved);
            return values.map(|value| self.present(value, trust)).collect();
        }
        let cell = |(value, matches): &(String, Vec<Truth>)| {
            let mut cell = self.cell(value, matches, trust);
            // Others in its cell may well be possible, yet this one is not: decide nothing by it.
            if Some(value.as_str()) == reserved || !caller.may_have(&self.name, value) {
                cell.possible = cell.possible.and(Truth::Unknown);
            }
            cell
        };
        self.examples.iter().map(cell).filter(|cell| cell.possible != Truth::False).collect()
    }

    fn present(&self, value: &str, trust: bool) -> Cell {
        self.cell(value, &self.matches(value), trust)
    }

    /// The cell of a value. An untrusted request has no value that the policy trusts: such a value counts as unmatched
    /// even where holes keep its text from being known.
    fn cell(&self, value: &str, matches: &[Truth], trust: bool) -> Cell {
        let mut possible = Truth::True;
        let mut matches = matches.to_vec();
        if trust {
            for (matched, fixed) in matches.iter_mut().zip(&self.fixed) {
                match (*matched, fixed) {
                    (Truth::True, Truth::True) => possible = Truth::False,
                    (Truth::Unknown, Truth::True) => *matched = Truth::False,
                    (Truth::True | Truth::Unknown, Truth::Unknown) => possible = possible.and(Truth::Unknown),
                    _ => {}
                }
            }
        }
        let truths = self.literals.iter().map(|literal| literal.present(&matches)).collect();
        Cell { value: Some(value.to_owned()), truths, possible }
    }

    fn absent(&self) -> Cell {
        Cell { value: None, truths: self.literals.iter().map(Literal::absent).collect(), possible: Truth::True }
    }

    fn undecided(&self, possible: Truth) -> Cell {
        Cell { value: None, truths: vec![Truth::Unknown; self.literals.len()], possible }
    }
}

impl Literal<'_> {
    /// The truth where the key is absent, by the IAM user guide.
    fn absent(&self) -> Truth {
        let operator = self.condition.operator;
        match operator.set {
            _ if operator.test == Test::Null => self.null(true),
            _ if operator.if_exists => Truth::True,
            Some(set) => Truth::from(set == SetOperator::ForAllValues),
            None => Truth::from(operator.negated),
        }
    }

    /// The truth where the key has a value of which each value compared with says this.
    fn present(&self, matches: &[Truth]) -> Truth {
        if self.condition.operator.test == Test::Null {
            return self.null(false);
        }
        let Some(own) = self.values.clone().and_then(|values| matches.get(values)) else { return Truth::Unknown };
        let any = Truth::any(own.iter().copied());
        let any = if self.condition.values.rest.is_some() { any.or(Truth::Unknown) } else { any };
        if self.condition.operator.negated { !any } else { any }
    }

    fn null(&self, absent: bool) -> Truth {
        let values = self.condition.values.values.iter().map(|word| match word.text.as_str() {
            Some(text) if text.eq_ignore_ascii_case("true") => Truth::from(absent),
            Some(text) if text.eq_ignore_ascii_case("false") => Truth::from(!absent),
            _ => Truth::Unknown,
        });
        let any = Truth::any(values);
        if self.condition.values.rest.is_some() { any.or(Truth::Unknown) } else { any }
    }
}

fn presence(key: &Key, caller: &Caller) -> Presence {
    match &caller.kind {
        CallerKind::Anonymous => key.anonymous,
        CallerKind::Service | CallerKind::Named(Principal::Service(_)) => key.service,
        CallerKind::Stranger | CallerKind::Named(_) | CallerKind::OfAccount(_) => key.principal,
    }
}

fn style(test: Test) -> Style {
    match test {
        Test::StringLike => Style::Glob,
        Test::Arn => Style::Arn,
        Test::StringEqualsIgnoreCase | Test::Bool => Style::IgnoreCase,
        _ => Style::Exact,
    }
}

/// Whether a text has the six parts of an ARN, or is one that AWS assigns.
fn is_arn(text: &Text) -> bool {
    let pieces = text.pieces();
    let constant = matches!(pieces.as_slice(), [Piece::Hole(unknown)] if unknown.nature != Nature::Anything);
    let colons = |piece: &Piece<'_>| matches!(piece, Piece::Known(_)).then(|| known(piece).matches(':').count());
    let variable = pieces.iter().any(|piece| known(piece).contains("${"));
    constant || (!variable && pieces.iter().filter_map(colons).sum::<usize>() >= 5)
}

fn known<'t>(piece: &Piece<'t>) -> &'t str {
    match piece {
        Piece::Known(known) => known,
        Piece::Hole(_) => "",
    }
}

/// Whether the fifth part of an ARN is one account's id.
fn has_account(text: &Text) -> bool {
    let shown: String = text
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Known(known) => (*known).to_owned(),
            Piece::Hole(unknown) if unknown.nature == Nature::Constant(Constant::AccountId) => "0".repeat(12),
            Piece::Hole(_) => "-".to_owned(),
        })
        .collect();
    let account = shown.splitn(6, ':').collect::<Vec<_>>();
    matches!(account.as_slice(), ["arn", _, _, _, id, _] if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `AROAEXAMPLE:*`, the sessions of one role.
fn is_sessions_of_one_role(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.strip_suffix(":*").is_some_and(|role| !role.is_empty() && role.bytes().all(letter))
}

/// `o-example/…` with wildcards after the organization's id only.
fn is_in_one_organization(text: &str) -> bool {
    text.split_once('/').is_some_and(|(organization, _)| !organization.contains(['*', '?']))
}

/// The conditions of a statement whose truth a policy's domains hold, as pairs of domain and literal.
pub(super) fn literals_of(domains: &[Domain<'_>], statement: &Statement) -> Vec<(usize, usize)> {
    let of_domain = |(at, domain): (usize, &Domain<'_>)| {
        let own = domain.literals.iter().enumerate().filter(|(_, literal)| literal.statement == statement.index);
        own.map(move |(literal, _)| (at, literal)).collect::<Vec<_>>()
    };
    domains.iter().enumerate().flat_map(of_domain).collect()
}
