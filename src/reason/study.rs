//! A policy made ready for a search: which classes of requests each of its statements covers.

use super::query::{Query, Side};
use std::sync::Arc;

use super::bits::Bits;
use super::branch::Cover;
use super::caller::Caller;
use super::domain::{Domain, Surroundings};
use super::keys::{self, Way};
use super::pattern::{Extent, Letter, Patterns, State, Style, TooMany, letters};
use super::table::Table;
use super::target::Target;
use super::trust;
use super::variable::Variables;
use crate::iam::{Effect, Part, Policy, Scope, Statement, Word};
use crate::value::{Certainty, Piece, Text, TextBuilder, Truth, Unknown};

/// How much text of resources, actions and conditions a policy may have; S3's own bound on a policy is 20 KB.
const MAX_TEXT: usize = 50_000;

/// The statements of a search with what they cover.
#[derive(Debug)]
pub(super) struct Study<'q> {
    /// All statements, the judged policy's first.
    pub(super) statements: Vec<(Side, &'q Statement)>,
    pub(super) domains: Vec<Domain<'q>>,
    pub(super) tables: Vec<Table>,
    /// Of each statement, where the domains hold its conditions.
    pub(super) literals: Vec<Vec<(usize, usize)>>,
    /// By scope.
    pub(super) scopes: Vec<ScopeStudy>,
}

/// What the statements cover of requests for one kind of thing.
#[derive(Debug)]
pub(super) struct ScopeStudy {
    pub(super) scope: Scope,
    /// Resources that no statement tells apart; the object's key, where it is an object.
    pub(super) keys: Vec<Option<String>>,
    /// Of each statement, what its `Resource` says of each class.
    pub(super) resources: Vec<Vec<Truth>>,
    /// Of each statement, what it surely covers.
    pub(super) sure: Vec<Cover>,
    /// Of each statement, what it may cover.
    pub(super) may: Vec<Cover>,
}

impl ScopeStudy {
    /// One more class of resources, and what each statement says of it.
    fn add(&mut self, key: Option<String>, truths: Vec<Truth>) {
        self.keys.push(key);
        self.resources.iter_mut().zip(truths).for_each(|(of, truth)| of.push(truth));
    }
}

impl<'q> Study<'q> {
    pub(super) fn new(query: &'q Query<'q>, callers: &[Caller], variables: &Variables) -> Result<Self, TooMany> {
        let access_point = query.access_point.map(|it| it.policy);
        let policies: Vec<&Policy> =
            [Some(query.policy), access_point, query.excluded, query.reference].into_iter().flatten().collect();
        let statements = statements(query);
        if statements.iter().map(|(_, statement)| size(statement)).sum::<usize>() > MAX_TEXT {
            return Err(TooMany);
        }
        let mut specials: Vec<(&'static str, Text)> =
            callers.iter().flat_map(|caller| caller.fixed.iter().cloned()).collect();
        specials.extend(trust::ACCOUNTS.map(|key| (key, query.owner.account.clone())));
        specials.extend(trust::ORGANIZATIONS.map(|key| (key, query.owner.organization.clone())));
        let services = callers.iter().filter_map(Caller::service_name);
        specials.extend(services.map(|name| ("aws:principalservicenameslist", name.clone())));
        let of_access_points = callers.iter().filter_map(|caller| caller.access_point_of.clone());
        specials.extend(of_access_points.map(|account| (keys::ACCESS_POINT_ACCOUNT, account)));
        let of_callers = callers.iter().filter_map(|caller| caller.organization.clone()).filter(|it| !it.is_empty());
        specials.extend(of_callers.map(|organization| ("aws:principalorgid", organization)));
        let around = Surroundings {
            variables,
            owner: query.owner,
            target: query.target,
            extent: query.extent,
            specials: &specials,
            callers,
        };
        let domains = Domain::all(&policies, around)?;
        // Which access point it is says nothing of who asks where the question is about that one.
        let trust = |domain: &Domain<'_>| {
            let told = query.is_through() && domain.key.is_some_and(|key| key.way == Way::AccessPoint);
            query.trust.filter(|_| !told)
        };
        let tables = domains.iter().map(|it| Table::new(it, trust(it))).collect::<Result<Vec<_>, _>>()?;
        let mut literals: Vec<Vec<(usize, usize)>> = vec![Vec::new(); statements.len()];
        for (at, domain) in domains.iter().enumerate() {
            for (number, literal) in domain.literals.iter().enumerate() {
                if let Some(own) = literals.get_mut(literal.statement) {
                    own.push((at, number));
                }
            }
        }
        let mut study = Study { statements, domains, tables, literals, scopes: Vec::new() };
        study.scopes = study.scopes(query, variables)?;
        Ok(study)
    }

    fn scopes(&self, query: &Query<'_>, variables: &Variables) -> Result<Vec<ScopeStudy>, TooMany> {
        let targets = std::iter::once(query.target).chain(query.access_point.map(|it| it.target));
        let names = targets.flat_map(|target| target.arn.holes()).map(|hole| hole.symbol.clone());
        let mut patterns = Patterns::with_names(names.collect());
        let mut owners = Vec::new();
        for (at, (side, statement)) in self.statements.iter().enumerate() {
            for word in &statement.resources.values {
                patterns.add(&query.target_of(*side).canonical(&word.text), Style::Glob, variables);
                owners.push(at);
            }
        }
        // A request names one thing, which each policy knows by the ARN of what it is attached to.
        let named = |side: Side| {
            let own = patterns.start_of(|pattern| {
                let of = owners.get(pattern).and_then(|at| self.statements.get(*at));
                of.is_some_and(|(of, _)| (*of == Side::AccessPoint) == (side == Side::AccessPoint))
            });
            (side, patterns.after(own, &letters(&query.target_of(side).arn)))
        };
        let through = query.access_point.map(|_| named(Side::AccessPoint));
        let named: Vec<_> = std::iter::once(named(Side::Own)).chain(through).collect();
        let start = |scope: Scope| {
            let after = |(side, state): &(Side, State)| {
                let below = if scope == Scope::Object { query.target_of(*side).below } else { "" };
                patterns.after(state.clone(), &below.chars().map(Letter::Char).collect::<Vec<_>>())
            };
            let mut state: State = named.iter().flat_map(after).collect();
            state.sort_unstable();
            state
        };
        let mut found = Vec::new();
        for scope in [Scope::Bucket, Scope::Object, Scope::Key, Scope::Role] {
            if !query.actions.iter().any(|action| action.scope == scope) {
                continue;
            }
            let classes = match scope {
                Scope::Object => object_keys(&patterns, &start(scope), query.extent)?,
                Scope::Bucket | Scope::Key | Scope::Role => vec![(None, patterns.matches(&start(scope)))],
            };
            let own = query.target.is_bucket() && matches!(scope, Scope::Bucket | Scope::Object);
            let mut studied = self.scope(scope, &classes, &owners);
            if let Some((key, truths)) = own.then(|| self.of_own(query.target, &studied)).flatten() {
                studied.add((scope == Scope::Object).then_some(key), truths);
            }
            let told = studied.keys.len();
            if own && scope == Scope::Object && !query.extent.is_few() {
                self.of_open_keys(query.target, &studied).into_iter().for_each(|(key, of)| studied.add(Some(key), of));
            }
            studied.sure = self.covers(&studied.resources, Certainty::Sure);
            studied.may = match told < studied.keys.len() {
                true => self.covers(&self.without_open_keys(&studied, told), Certainty::Possible),
                false => self.covers(&studied.resources, Certainty::Possible),
            };
            found.push(studied);
        }
        Ok(found)
    }

    fn scope(&self, scope: Scope, classes: &[ResourceClass], owners: &[usize]) -> ScopeStudy {
        let mut seen = std::collections::HashSet::new();
        let mut keys = Vec::new();
        let mut resources: Vec<Vec<Truth>> = vec![Vec::new(); self.statements.len()];
        for (key, matches) in classes {
            let parts = self.statements.iter().map(|(_, statement)| &statement.resources);
            let truths = by_statement(parts, owners, matches);
            if seen.insert(truths.iter().map(|truth| *truth as u8).collect::<Vec<_>>()) {
                keys.push(key.clone());
                resources.iter_mut().zip(truths).for_each(|(of, truth)| of.push(truth));
            }
        }
        ScopeStudy { scope, keys, resources, sure: Vec::new(), may: Vec::new() }
    }

    fn covers(&self, resources: &[Vec<Truth>], wanted: Certainty) -> Vec<Cover> {
        let cover = |at: usize| self.cover(at, resources.get(at).map_or(&[], Vec::as_slice), wanted);
        (0..self.statements.len()).map(cover).collect()
    }

    /// The same, with no Allow of an open key: whatever it is, it is one of the keys before it.
    fn without_open_keys(&self, studied: &ScopeStudy, told: usize) -> Vec<Vec<Truth>> {
        let mut resources = studied.resources.clone();
        for ((_, statement), truths) in self.statements.iter().zip(&mut resources) {
            if matches!(statement.effect, Effect::Allow) {
                truths.iter_mut().skip(told).for_each(|truth| *truth = Truth::False);
            }
        }
        resources
    }

    /// What the statements say of a resource that an Allow names without telling it: S3 takes it only where it is the
    /// bucket's own. What others say of it is known where they say the same of all resources.
    fn of_own(&self, target: &Target, studied: &ScopeStudy) -> Option<(String, Vec<Truth>)> {
        let own: Vec<Option<&Arc<Unknown>>> = self
            .statements
            .iter()
            .map(|(side, it)| it.unknown_resource().filter(|unknown| *side == Side::Own && !target.means(unknown)))
            .collect();
        let first = own.iter().copied().flatten().next()?;
        let truths = own.iter().zip(&studied.resources);
        let truths = truths.map(|(own, said)| if own.is_some() { Truth::True } else { of_all(said) });
        Some((format!("${{{}}}", first.expression), truths.collect()))
    }

    /// What the statements say of an object whose key holds what an Allow leaves open in it, whatever that is: for
    /// `bucket/${var.prefix}/*`, the key `${var.prefix}/example.txt`.
    fn of_open_keys(&self, target: &Target, studied: &ScopeStudy) -> Vec<(String, Vec<Truth>)> {
        let mut start = TextBuilder::default();
        start.push_text(&target.arn);
        start.push(target.below);
        let start = start.finish();
        let key = |word: &Word| target.canonical(&word.text).after(&start).filter(is_open_key);
        let mut found: Vec<(String, Vec<Truth>)> = Vec::new();
        let of_target = self.statements.iter().filter(|(side, _)| *side == Side::Own);
        let allowing = of_target.filter(|(_, it)| matches!(it.effect, Effect::Allow) && !it.resources.negated);
        for word in allowing.flat_map(|(_, it)| &it.resources.values) {
            let Some(example) = key(word).map(|key| example_of(&key)) else { continue };
            if example.is_empty() || found.iter().any(|(key, _)| *key == example) {
                continue;
            }
            let truths = self.statements.iter().zip(&studied.resources).map(|((side, it), said)| {
                let names_it = |other: &Word| other.text.same(&word.text) == Truth::True;
                match *side == Side::Own && it.resources.values.iter().any(names_it) {
                    true => Truth::from(!it.resources.negated),
                    false => of_all(said),
                }
            });
            found.push((example, truths.collect()));
        }
        found
    }

    /// What a statement covers, its principals and actions aside. The first dimension is the resource.
    fn cover(&self, statement: usize, resources: &[Truth], wanted: Certainty) -> Cover {
        let holds = |truth: Option<&Truth>| truth.is_some_and(|truth| wanted.holds(*truth));
        let mut parts = vec![(0, Bits::of(resources.len(), |at| holds(resources.get(at))))];
        for (domain, literal) in self.literals.get(statement).into_iter().flatten() {
            let Some(table) = self.tables.get(*domain) else { continue };
            let parts_of = match wanted {
                Certainty::Sure => &table.sure,
                Certainty::Possible => &table.may,
            };
            let Some(part) = parts_of.get(*literal) else { continue };
            match parts.last_mut().filter(|(dimension, _)| *dimension == domain + 1) {
                Some((_, own)) => *own = own.and(part),
                None => parts.push((domain + 1, part.clone())),
            }
        }
        Cover { statement, parts }
    }

    /// What a condition says of a cell.
    pub(super) fn truth(&self, domain: usize, literal: usize, cell: usize) -> Truth {
        let Some(table) = self.tables.get(domain) else { return Truth::Unknown };
        let has = |bits: Option<&Bits>| bits.is_some_and(|bits| bits.has(cell));
        if has(table.sure.get(literal)) {
            return Truth::True;
        }
        if has(table.may.get(literal)) { Truth::Unknown } else { Truth::False }
    }
}

fn statements<'q>(query: &Query<'q>) -> Vec<(Side, &'q Statement)> {
    let of = |side: Side, policy: Option<&'q Policy>| {
        policy.into_iter().flat_map(|policy| &policy.statements).map(move |statement| (side, statement))
    };
    of(Side::Own, Some(query.policy))
        .chain(of(Side::AccessPoint, query.access_point.map(|it| it.policy)))
        .chain(of(Side::Excluded, query.excluded))
        .chain(of(Side::Reference, query.reference))
        .collect()
}

/// Whether a statement may allow, and whether it may deny.
pub(super) fn may_allow(statement: &Statement) -> bool {
    !matches!(statement.effect, Effect::Deny)
}

/// Whether a statement may deny.
pub(super) fn may_deny(statement: &Statement) -> bool {
    !matches!(statement.effect, Effect::Allow)
}

/// An object's key, where it is an object, and what each pattern of resources says of it.
type ResourceClass = (Option<String>, Vec<Truth>);

/// A key of each class of objects, and what the patterns say of it. Keys that read well go before the shortest ones.
fn object_keys(patterns: &Patterns, start: &State, extent: Extent) -> Result<Vec<ResourceClass>, TooMany> {
    let matches = |key: &str| {
        let letters: Vec<_> = key.chars().map(Letter::Char).collect();
        patterns.matches(&patterns.after(start.clone(), &letters))
    };
    let mut found = vec![(Some("example.txt".to_owned()), matches("example.txt"))];
    for class in patterns.classes(start.clone(), extent)? {
        let longer = format!("{}example.txt", class.example);
        let alike = matches(&longer) == class.matches;
        found.push((Some(if alike { longer } else { class.example }), class.matches));
    }
    Ok(found)
}

/// What a statement says of a resource that nobody knows: what it says of all.
fn of_all(said: &[Truth]) -> Truth {
    said.first().filter(|first| said.iter().all(|truth| truth == *first)).copied().unwrap_or(Truth::Unknown)
}

/// Whether a pattern of keys has holes and matches some key whatever they are, if they are no policy variables.
fn is_open_key(key: &Text) -> bool {
    let may_be_empty = key.pieces().iter().all(|piece| match piece {
        Piece::Known(_) => false,
        Piece::Hole(unknown) => unknown.nature.least_length() == 0,
    });
    key.holes().next().is_some() && !may_be_empty && !key.has_known("$")
}

/// A key that a pattern of keys surely matches, for people: what is open in it stands as it is written.
fn example_of(key: &Text) -> String {
    let mut example = String::new();
    for piece in key.pieces() {
        match piece {
            Piece::Known(known) if known.ends_with("/*") => example.push_str(&known.replace('*', "example.txt")),
            Piece::Known(known) => example.push_str(&known.replace('*', "").replace('?', "x")),
            Piece::Hole(unknown) => example.push_str(&format!("${{{}}}", unknown.expression)),
        }
    }
    example
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

/// How much there is to a statement.
fn size(statement: &Statement) -> usize {
    let conditions: usize = statement.conditions.iter().map(|condition| 1 + text_of(&condition.values)).sum();
    text_of(&statement.actions) + text_of(&statement.resources) + conditions + statement.principals.values.len() + 1
}

fn text_of(part: &Part<Word>) -> usize {
    part.values.iter().map(|word| word.text.pieces().len() + word.text.display().len()).sum()
}
