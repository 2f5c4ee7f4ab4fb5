//! Looks for a request that a policy lets through.
//!
//! Requests fall into finitely many classes: by caller, action, resource, route and the values of condition keys. In each
//! class every statement has one truth, in Kleene's logic where the code leaves something open. A class that is surely let
//! through is a witness; when none may be let through the policy is shut; else the verdict hangs on the unknowns of the
//! classes in between. Every bound is a count, so the same policy always gets the same answer.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::blocker::Blockers;
use super::caller::Caller;
use super::domain::{Cell, Domain, Route, literals_of};
use super::keys::{SECURE_TRANSPORT, Way};
use super::pattern::{Letter, Patterns, State, Style, TooMany};
use super::target::Target;
use crate::iam::{Action, Effect, Part, Policy, Scope, Statement, Word};
use crate::value::{Truth, Unknown};

/// How many truths of statements are worked out before the search gives up.
const MAX_WORK: usize = 2_000_000;
/// How much text of resources, actions and conditions a policy may have; S3's own bound on a policy is 20 KB.
const MAX_TEXT: usize = 50_000;

/// A question to a policy.
pub(super) struct Query<'q> {
    pub(super) policy: &'q Policy,
    pub(super) target: &'q Target,
    /// The actions asked about, the one to name in a witness first.
    pub(super) actions: Vec<Action>,
    pub(super) callers: Vec<Caller>,
    /// Whether requests come over TLS; the preferred answer first.
    pub(super) secure: &'static [bool],
    /// Whether what the policy trusts is left out.
    pub(super) trust: bool,
    /// Whether a statement must allow the request; else it only must not be denied.
    pub(super) needs_allow: bool,
}

/// What the search found.
pub(super) enum Outcome {
    /// A request that gets through.
    Open(Request),
    /// None may get through.
    Shut(Evidence),
    /// It hangs on these.
    Unsure(Vec<Arc<Unknown>>),
}

/// A request that gets through.
pub(super) struct Request {
    pub(super) principal: String,
    pub(super) action: &'static str,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, String>,
    /// The position of the statement that allows it.
    pub(super) statement: Option<usize>,
}

/// What shuts a policy, by positions of statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Statements that would allow it, were it not for their conditions.
    pub(super) conditioned: BTreeSet<usize>,
    /// Statements that deny what another allows.
    pub(super) denying: BTreeSet<usize>,
}

impl Query<'_> {
    /// Searches.
    pub(super) fn search(&self) -> Outcome {
        let mut search = match Search::new(self) {
            Ok(search) => search,
            Err(TooMany) => return Outcome::Unsure(vec![self.too_much()]),
        };
        match search.run() {
            Ok(Some(request)) => Outcome::Open(request),
            Ok(None) if !search.unsure => Outcome::Shut(search.evidence),
            Ok(None) => Outcome::Unsure(search.blockers.into_vec()),
            Err(TooMany) => Outcome::Unsure(vec![self.too_much()]),
        }
    }

    fn too_much(&self) -> Arc<Unknown> {
        Arc::new(Unknown::new("the policy", self.policy.span, "has more combinations of conditions than are searched"))
    }
}

struct Search<'q> {
    query: &'q Query<'q>,
    domains: Vec<Domain<'q>>,
    /// Of each statement, where the domains hold its conditions.
    literals: Vec<Vec<(usize, usize)>>,
    actions: Vec<ActionClass>,
    resources: BTreeMap<u8, Vec<ResourceClass>>,
    evidence: Evidence,
    /// Whether some class was not decided.
    unsure: bool,
    blockers: Blockers,
    work: usize,
}

/// Actions that no statement tells apart.
struct ActionClass {
    action: Action,
    statements: Vec<Truth>,
}

/// ARNs that no statement tells apart.
struct ResourceClass {
    /// The object's key, where it is an object.
    key: Option<String>,
    statements: Vec<Truth>,
}

/// A caller, an action and a resource, with the truth of each statement before its conditions.
struct Ask<'s> {
    caller: &'s Caller,
    action: &'s ActionClass,
    resource: &'s ResourceClass,
    principals: &'s [Truth],
    base: Vec<Truth>,
}

impl<'q> Search<'q> {
    fn new(query: &'q Query<'q>) -> Result<Self, TooMany> {
        let policy = query.policy;
        let text: usize = policy.statements.iter().map(size).sum();
        if text > MAX_TEXT {
            return Err(TooMany);
        }
        let domains = Domain::all(policy)?;
        let literals = policy.statements.iter().map(|statement| literals_of(&domains, statement)).collect();
        let mut search = Search {
            query,
            domains,
            literals,
            actions: action_classes(query),
            resources: BTreeMap::new(),
            evidence: Evidence::default(),
            unsure: false,
            blockers: Blockers::default(),
            work: 0,
        };
        search.resources = search.resource_classes()?;
        Ok(search)
    }

    fn resource_classes(&self) -> Result<BTreeMap<u8, Vec<ResourceClass>>, TooMany> {
        let names = self.query.target.arn.holes().map(|hole| hole.symbol.clone());
        let mut patterns = Patterns::with_names(names.collect());
        let mut owners = Vec::new();
        let variables = self.query.policy.version.has_variables();
        for (at, statement) in self.query.policy.statements.iter().enumerate() {
            for word in &statement.resources.values {
                patterns.add(&self.query.target.canonical(&word.text), Style::Glob, variables);
                owners.push(at);
            }
        }
        let statements = |matches: &[Truth]| -> Vec<Truth> {
            let parts = self.query.policy.statements.iter().map(|statement| &statement.resources);
            by_statement(parts, &owners, matches)
        };
        let mut found = BTreeMap::new();
        for scope in [Scope::Bucket, Scope::Object, Scope::Key] {
            if !self.actions.iter().any(|class| class.action.scope == scope) {
                continue;
            }
            let start = patterns.after(patterns.start(), &self.query.target.letters(scope));
            let mut classes = Vec::new();
            if scope == Scope::Object {
                for (key, matches) in object_keys(&patterns, &start)? {
                    classes.push(ResourceClass { key: Some(key), statements: statements(&matches) });
                }
            } else {
                classes.push(ResourceClass { key: None, statements: statements(&patterns.matches(&start)) });
            }
            found.insert(scope as u8, distinct(classes, |class| class.statements.clone()));
        }
        Ok(found)
    }

    fn run(&mut self) -> Result<Option<Request>, TooMany> {
        let query = self.query;
        let actions = std::mem::take(&mut self.actions);
        let resources = std::mem::take(&mut self.resources);
        let named: usize = query.policy.statements.iter().map(|statement| statement.principals.values.len() + 1).sum();
        for caller in &query.callers {
            let principals: Vec<_> =
                query.policy.statements.iter().map(|statement| caller.is_in(&statement.principals)).collect();
            self.spend(named + 1)?;
            for action in &actions {
                for resource in resources.get(&(action.action.scope as u8)).into_iter().flatten() {
                    let truths = principals.iter().zip(&action.statements).zip(&resource.statements);
                    let base = truths.map(|((who, what), which)| who.and(*what).and(*which)).collect();
                    let ask = Ask { caller, action, resource, principals: &principals, base };
                    if let Some(request) = self.ask(&ask)? {
                        return Ok(Some(request));
                    }
                }
            }
        }
        Ok(None)
    }

    fn spend(&mut self, work: usize) -> Result<(), TooMany> {
        self.work += work;
        if self.work > MAX_WORK { Err(TooMany) } else { Ok(()) }
    }

    /// Tries every route and every value of the condition keys that matter.
    fn ask(&mut self, ask: &Ask<'_>) -> Result<Option<Request>, TooMany> {
        self.spend(ask.base.len() + 1)?;
        let policy = self.query.policy;
        let live: Vec<usize> =
            ask.base.iter().enumerate().filter(|(_, truth)| **truth != Truth::False).map(|(at, _)| at).collect();
        let allows = |at: &usize| !matches!(policy.statements.get(*at).map(|s| &s.effect), Some(Effect::Deny) | None);
        if self.query.needs_allow && policy.rest.is_none() && !live.iter().any(allows) {
            return Ok(None);
        }
        let keys: BTreeSet<usize> =
            live.iter().filter_map(|at| self.literals.get(*at)).flatten().map(|(domain, _)| *domain).collect();
        for route in self.routes(&keys) {
            if let Some(request) = self.ask_on(ask, &live, &keys, route)? {
                return Ok(Some(request));
            }
        }
        Ok(None)
    }

    fn routes(&self, keys: &BTreeSet<usize>) -> Vec<Route> {
        let ways: Vec<Way> = keys.iter().filter_map(|at| self.domains.get(*at)).map(Domain::way).collect();
        let network = ways.iter().any(|way| matches!(way, Way::Endpoint | Way::MaybeEndpoint | Way::Internet));
        let endpoints: &[bool] = if network { &[false, true] } else { &[false] };
        let access_points: &[bool] = if ways.contains(&Way::AccessPoint) { &[false, true] } else { &[false] };
        let mut routes = Vec::new();
        for secure in self.query.secure {
            for endpoint in endpoints {
                for access_point in access_points {
                    routes.push(Route { secure: *secure, endpoint: *endpoint, access_point: *access_point });
                }
            }
        }
        routes
    }

    fn ask_on(
        &mut self,
        ask: &Ask<'_>,
        live: &[usize],
        keys: &BTreeSet<usize>,
        route: Route,
    ) -> Result<Option<Request>, TooMany> {
        let mut cells = BTreeMap::new();
        for at in keys {
            let Some(domain) = self.domains.get(*at) else { continue };
            self.work += domain.weight();
            let of_domain = domain.cells(ask.caller, route, self.query.trust);
            cells.insert(*at, distinct(of_domain, |cell| relevant(domain, cell, live)));
        }
        let mut odometer = Odometer::new(cells);
        while let Some(choice) = odometer.current() {
            self.spend(live.len() + choice.len() + 1)?;
            if let Some(request) = self.judge(ask, live, &choice, route) {
                return Ok(Some(request));
            }
            odometer.advance();
        }
        Ok(None)
    }

    /// Works out one class of requests: gives it where it surely gets through, else notes why not.
    fn judge(
        &mut self,
        ask: &Ask<'_>,
        live: &[usize],
        choice: &BTreeMap<usize, &Cell>,
        route: Route,
    ) -> Option<Request> {
        let policy = self.query.policy;
        let open = if policy.rest.is_some() { Truth::Unknown } else { Truth::False };
        let (mut allow, mut deny, mut truths) = (open, open, Vec::with_capacity(live.len()));
        let (mut by, mut denied_by) = (None, None);
        for at in live {
            let Some(statement) = policy.statements.get(*at) else { continue };
            let truth = ask.base.get(*at).copied().unwrap_or(Truth::Unknown).and(self.conditions(*at, choice));
            truths.push((*at, truth));
            if !matches!(statement.effect, Effect::Deny) {
                let truth = if matches!(statement.effect, Effect::Allow) { truth } else { truth.and(Truth::Unknown) };
                by = by.or((truth == Truth::True).then_some(*at));
                allow = allow.or(truth);
            }
            if !matches!(statement.effect, Effect::Allow) {
                let truth = if matches!(statement.effect, Effect::Deny) { truth } else { truth.and(Truth::Unknown) };
                denied_by = denied_by.or((truth == Truth::True).then_some(*at));
                deny = deny.or(truth);
            }
        }
        let allow = if self.query.needs_allow { allow } else { Truth::True };
        let possible = choice.values().fold(ask.caller.outsider, |truth, cell| truth.and(cell.possible));
        match possible.and(allow).and(!deny) {
            Truth::True => return Some(self.request(ask, choice, route, by)),
            Truth::False if possible != Truth::False => self.note(live, allow, denied_by),
            Truth::False => {}
            Truth::Unknown => self.block(ask, &truths, (allow, deny), choice),
        }
        None
    }

    /// The conditions of a statement for a choice of values.
    fn conditions(&self, statement: usize, choice: &BTreeMap<usize, &Cell>) -> Truth {
        let literals = self.literals.get(statement).into_iter().flatten();
        let truths = literals.map(|(domain, literal)| {
            choice.get(domain).and_then(|cell| cell.truths.get(*literal)).copied().unwrap_or(Truth::Unknown)
        });
        let known = Truth::all(truths);
        let more = self.query.policy.statements.get(statement).is_some_and(|s| s.more_conditions.is_some());
        if more { known.and(Truth::Unknown) } else { known }
    }

    fn note(&mut self, live: &[usize], allow: Truth, denied_by: Option<usize>) {
        if allow != Truth::False {
            self.evidence.denying.extend(denied_by);
            return;
        }
        let statements = &self.query.policy.statements;
        let allows = |at: &&usize| statements.get(**at).is_some_and(|s| matches!(s.effect, Effect::Allow));
        self.evidence.conditioned.extend(live.iter().filter(allows));
    }

    /// Notes what a class hangs on.
    fn block(
        &mut self,
        ask: &Ask<'_>,
        truths: &[(usize, Truth)],
        (allow, deny): (Truth, Truth),
        choice: &BTreeMap<usize, &Cell>,
    ) {
        let policy = self.query.policy;
        self.unsure = true;
        self.blockers.extend(policy.rest.iter());
        for (at, truth) in truths.iter().filter(|(_, truth)| *truth != Truth::False) {
            let Some(statement) = policy.statements.get(*at) else { continue };
            let matters = match statement.effect {
                Effect::Allow => allow == Truth::Unknown,
                Effect::Deny => deny == Truth::Unknown,
                Effect::Unknown(ref unknown) => {
                    self.blockers.extend([unknown]);
                    true
                }
            };
            if !matters || (*truth == Truth::True && !matches!(statement.effect, Effect::Unknown(_))) {
                continue;
            }
            let of = |truths: &[Truth]| truths.get(*at) == Some(&Truth::Unknown);
            if of(ask.principals) {
                self.blockers.add_principals(&statement.principals);
            }
            if of(&ask.action.statements) {
                self.blockers.add_words(&statement.actions);
            }
            if of(&ask.resource.statements) {
                self.blockers.add_resources(&statement.resources, &self.query.target.arn);
            }
            self.blockers.extend(statement.more_conditions.iter());
            for (domain, literal) in self.literals.get(*at).into_iter().flatten() {
                let unknown = choice.get(domain).and_then(|cell| cell.truths.get(*literal)) == Some(&Truth::Unknown);
                let literal = self.domains.get(*domain).and_then(|domain| domain.literals.get(*literal));
                if let Some(literal) = literal.filter(|_| unknown) {
                    self.blockers.add_condition(literal.condition);
                }
            }
        }
        self.block_on_trust(ask, choice);
    }

    /// Whether someone is of the public may hang on a value of the policy as well.
    fn block_on_trust(&mut self, ask: &Ask<'_>, choice: &BTreeMap<usize, &Cell>) {
        if let (Truth::Unknown, super::caller::CallerKind::Named(principal)) = (ask.caller.outsider, &ask.caller.kind) {
            self.blockers.extend(principal.word().into_iter().flat_map(|word| word.text.holes()));
        }
        for (at, _) in choice.iter().filter(|(_, cell)| cell.possible == Truth::Unknown) {
            for literal in self.domains.get(*at).into_iter().flat_map(|domain| &domain.literals) {
                self.blockers.add_open(&literal.condition.values);
            }
        }
    }

    fn request(
        &self,
        ask: &Ask<'_>,
        choice: &BTreeMap<usize, &Cell>,
        route: Route,
        statement: Option<usize>,
    ) -> Request {
        let mut context = BTreeMap::from([("aws:SecureTransport".to_owned(), route.secure.to_string())]);
        for (at, cell) in choice {
            let (Some(domain), Some(value)) = (self.domains.get(*at), &cell.value) else { continue };
            let written = domain.literals.first().map_or(domain.name.as_str(), |literal| &literal.condition.key);
            if domain.name != SECURE_TRANSPORT {
                context.insert(written.to_owned(), value.clone());
            }
        }
        Request {
            principal: ask.caller.shown.clone(),
            action: ask.action.action.name,
            resource: self.query.target.shown(ask.resource.key.as_deref()),
            context,
            statement,
        }
    }
}

/// What tells two cells apart for the statements that are live.
fn relevant(domain: &Domain<'_>, cell: &Cell, live: &[usize]) -> Vec<Truth> {
    let truths = domain.literals.iter().zip(&cell.truths);
    let truths = truths.filter(|(literal, _)| live.binary_search(&literal.statement).is_ok());
    truths.map(|(_, truth)| *truth).chain([cell.possible]).collect()
}

/// A key of each class of objects, and what the patterns say of it. Keys that read well go before the shortest ones.
fn object_keys(patterns: &Patterns, start: &State) -> Result<Vec<(String, Vec<Truth>)>, TooMany> {
    let matches = |key: &str| {
        let letters: Vec<_> = key.chars().map(Letter::Char).collect();
        patterns.matches(&patterns.after(start.clone(), &letters))
    };
    let mut found = vec![("example.txt".to_owned(), matches("example.txt"))];
    for class in patterns.classes(start.clone())? {
        let longer = format!("{}example.txt", class.example);
        let alike = matches(&longer) == class.matches;
        found.push((if alike { longer } else { class.example }, class.matches));
    }
    Ok(found)
}

fn action_classes(query: &Query<'_>) -> Vec<ActionClass> {
    let mut patterns = Patterns::default();
    let mut owners = Vec::new();
    for (at, statement) in query.policy.statements.iter().enumerate() {
        for word in &statement.actions.values {
            patterns.add(&word.text, Style::GlobIgnoreCase, Truth::False);
            owners.push(at);
        }
    }
    let class = |action: &Action| {
        let parts = query.policy.statements.iter().map(|statement| &statement.actions);
        ActionClass { action: *action, statements: by_statement(parts, &owners, &patterns.matches_text(action.name)) }
    };
    let scopes = [Scope::Bucket, Scope::Object, Scope::Key];
    let of_scope = |scope: Scope| query.actions.iter().filter(move |action| action.scope == scope).map(class);
    let classes = scopes.into_iter().flat_map(|scope| distinct(of_scope(scope), |class| class.statements.clone()));
    let mut classes: Vec<_> = classes.collect();
    classes.sort_by_key(|class| query.actions.iter().position(|action| *action == class.action));
    classes
}

/// The truth of an element in each statement, from the truth of each of all its values.
fn by_statement<'p>(parts: impl Iterator<Item = &'p Part<Word>>, owners: &[usize], matches: &[Truth]) -> Vec<Truth> {
    let mut listed: Vec<(Truth, bool)> =
        parts.map(|part| (if part.rest.is_some() { Truth::Unknown } else { Truth::False }, part.negated)).collect();
    for (owner, matched) in owners.iter().zip(matches) {
        if let Some((truth, _)) = listed.get_mut(*owner) {
            *truth = truth.or(*matched);
        }
    }
    listed.into_iter().map(|(truth, negated)| if negated { !truth } else { truth }).collect()
}

/// The first of those that are alike.
fn distinct<T>(all: impl IntoIterator<Item = T>, key: impl Fn(&T) -> Vec<Truth>) -> Vec<T> {
    let mut seen = HashSet::new();
    all.into_iter()
        .filter(|one| seen.insert(key(one).into_iter().map(|truth| truth as u8).collect::<Vec<_>>()))
        .collect()
}

/// How much there is to a statement.
fn size(statement: &Statement) -> usize {
    let conditions: usize = statement.conditions.iter().map(|condition| 1 + text_of(&condition.values)).sum();
    text_of(&statement.actions) + text_of(&statement.resources) + conditions + statement.principals.values.len() + 1
}

fn text_of(part: &Part<Word>) -> usize {
    part.values.iter().map(|word| word.text.pieces().len() + word.text.display().len()).sum()
}

/// Every combination of one cell for each domain.
struct Odometer {
    wheels: Vec<(usize, Vec<Cell>, usize)>,
    done: bool,
}

impl Odometer {
    fn new(cells: BTreeMap<usize, Vec<Cell>>) -> Self {
        let done = cells.values().any(Vec::is_empty);
        Odometer { wheels: cells.into_iter().map(|(domain, cells)| (domain, cells, 0)).collect(), done }
    }

    fn current(&self) -> Option<BTreeMap<usize, &Cell>> {
        let chosen = self.wheels.iter().filter_map(|(domain, cells, at)| Some((*domain, cells.get(*at)?)));
        (!self.done).then(|| chosen.collect())
    }

    fn advance(&mut self) {
        for (_, cells, at) in &mut self.wheels {
            *at += 1;
            if *at < cells.len() {
                return;
            }
            *at = 0;
        }
        self.done = true;
    }
}
