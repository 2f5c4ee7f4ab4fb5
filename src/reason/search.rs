//! Looks for a request that a policy lets through.
//!
//! Requests fall into finitely many classes: by caller, action, resource, route and the values of condition keys. In
//! each class every statement has one truth, in Kleene's logic where the code leaves something open. The search asks
//! twice: for a class that is surely let through, which is a witness; then for one that may be. When there is none of
//! the latter the policy is shut, else the verdict hangs on the unknowns of the classes found. Every bound is a count,
//! so the same policy always gets the same answer.

use super::query::{Query, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Who;
use super::action::{self, ActionClass};
use super::bits::Bits;
use super::branch::{Branch, Cover};
use super::caller::{Caller, CallerKind};
use super::gap::Gaps;
use super::keys;
use super::pattern::TooMany;
use super::route::{Channel, Route};
use super::study::{ScopeStudy, Study, may_allow, may_deny};
use super::table::Reach;
use super::target::Target;
use super::variable::Variables;
use crate::iam::{Effect, Policy, Statement, moment};
use crate::value::{Certainty, Text, Truth, Unknowns};

/// How many truths of statements are worked out before the search gives up.
const MAX_WORK: usize = 2_000_000;

/// What the search found.
pub(super) enum Outcome {
    /// A request that gets through.
    Open(Request),
    /// None may get through.
    Shut(Evidence),
    /// It hangs on these.
    Unsure(Unknowns),
}

/// A request that gets through.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) principal: String,
    pub(super) who: Who,
    pub(super) action: &'static str,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, String>,
    /// The position of the statement that allows it.
    pub(super) statement: Option<usize>,
    /// The position of the statement of the access point's policy that does.
    pub(super) of_access_point: Option<usize>,
}

/// What shuts a policy, by positions of statements: those of the access point's policy follow those of the judged one.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Statements that would allow it, were it not for their conditions.
    pub(super) conditioned: BTreeSet<usize>,
    /// Statements that deny what another allows.
    pub(super) denying: BTreeSet<usize>,
}

impl Query<'_> {
    /// Searches, with these values of the policy's variables.
    pub(super) fn search_with(&self, variables: &Variables) -> Result<Outcome, TooMany> {
        let mut search = Search::new(self, variables)?;
        if let Some(request) = search.run(Certainty::Sure)? {
            return Ok(Outcome::Open(request));
        }
        search.run(Certainty::Possible)?;
        if !search.unsure {
            return Ok(Outcome::Shut(search.evidence));
        }
        let gaps = search.gaps.into_unknowns();
        Ok(Outcome::Unsure(gaps.unwrap_or_else(|| self.unexplained().into())))
    }
}

struct Search<'q> {
    query: &'q Query<'q>,
    /// Its callers, as far as the policies tell them apart.
    callers: Arc<[Caller]>,
    study: Study<'q>,
    actions: Vec<ActionClass>,
    evidence: Evidence,
    /// Which classes are looked for: those that surely get through, or those that may.
    wanted: Certainty,
    /// Whether some class was not decided.
    unsure: bool,
    gaps: Gaps,
    work: usize,
    branch: Branch,
}

/// Requests of one caller for one class of actions, by one route.
struct Scene<'s> {
    caller: &'s Caller,
    action: &'s ActionClass,
    principals: &'s [Truth],
    scope: &'s ScopeStudy,
    /// What each statement says of the caller and the action.
    base: Vec<Truth>,
    /// The dimensions that the statements tell apart.
    dimensions: BTreeSet<usize>,
    route: Route,
}

impl<'q> Search<'q> {
    fn new(query: &'q Query<'q>, variables: &Variables) -> Result<Self, TooMany> {
        let callers: Arc<[Caller]> = query.expanded()?.into();
        let study = Study::new(query, &callers, variables)?;
        let statements: Vec<&Statement> = study.statements.iter().map(|(_, statement)| *statement).collect();
        let actions = action::classes(&query.actions, &statements, &study.domains);
        Ok(Search {
            query,
            callers,
            study,
            actions,
            evidence: Evidence::default(),
            wanted: Certainty::Sure,
            unsure: false,
            gaps: Gaps::default(),
            work: 0,
            branch: Branch::within(query.extent.effort()),
        })
    }

    /// Looks for a class of requests that surely gets through, or notes those that may.
    fn run(&mut self, wanted: Certainty) -> Result<Option<Request>, TooMany> {
        self.wanted = wanted;
        if wanted == Certainty::Sure && self.query.rests().next().is_some() {
            return Ok(None);
        }
        // Taken out so that they can be read while the search notes what it finds.
        let actions = std::mem::take(&mut self.actions);
        let scopes = std::mem::take(&mut self.study.scopes);
        let found = self.run_all(&actions, &scopes);
        self.actions = actions;
        self.study.scopes = scopes;
        found
    }

    fn run_all(&mut self, actions: &[ActionClass], scopes: &[ScopeStudy]) -> Result<Option<Request>, TooMany> {
        let named: usize = self.study.statements.iter().map(|(_, it)| it.principals.values.len() + 1).sum();
        let callers = Arc::clone(&self.callers);
        for caller in callers.iter() {
            if self.wanted == Certainty::Sure && caller.outsider != Truth::True {
                continue;
            }
            self.spend(named + 1)?;
            let is_in = |it: &Statement| caller.is_in(&it.principals, !matches!(it.effect, Effect::Deny));
            let principals: Vec<_> = self.study.statements.iter().map(|(_, it)| is_in(it)).collect();
            let reaches = self.reaches(caller);
            for action in actions {
                let Some(scope) = scopes.iter().find(|scope| scope.scope == action.action.scope) else { continue };
                if let Some(request) = self.ask(caller, &principals, action, scope, &reaches)? {
                    return Ok(Some(request));
                }
            }
        }
        Ok(None)
    }

    fn reaches(&self, caller: &Caller) -> Vec<Reach> {
        let of = self.study.tables.iter().zip(&self.study.domains);
        of.map(|(table, domain)| table.reach(domain, caller)).collect()
    }

    fn spend(&mut self, work: usize) -> Result<(), TooMany> {
        self.work += work;
        if self.work > self.query.extent.effort().of(MAX_WORK) { Err(TooMany) } else { Ok(()) }
    }

    /// Tries every route.
    fn ask(
        &mut self,
        caller: &Caller,
        principals: &[Truth],
        action: &ActionClass,
        scope: &ScopeStudy,
        reaches: &[Reach],
    ) -> Result<Option<Request>, TooMany> {
        self.spend(principals.len() + 1)?;
        let base: Vec<Truth> = principals.iter().zip(&action.statements).map(|(who, what)| who.and(*what)).collect();
        if !self.has_start(&base) {
            return Ok(None);
        }
        let mut dimensions: BTreeSet<usize> = BTreeSet::new();
        for (_, literals) in base.iter().zip(&self.study.literals).filter(|(truth, _)| **truth != Truth::False) {
            dimensions.extend(literals.iter().map(|(domain, _)| *domain));
        }
        let domains = self.study.domains.iter().enumerate();
        dimensions.extend(domains.filter(|(_, domain)| domain.pinned.is_some()).map(|(at, _)| at));
        let routes = self.routes(caller, &dimensions);
        let first = Route { channel: Channel::Tls, via: false, endpoint: false, access_point: false };
        let mut scene = Scene { caller, action, principals, scope, base, dimensions, route: first };
        for route in routes {
            scene.route = route;
            let open = self.open(&scene, reaches);
            if open.iter().any(Bits::is_empty) {
                continue;
            }
            if let Some(request) = self.start(&scene, &open)? {
                return Ok(Some(request));
            }
        }
        Ok(None)
    }

    /// Whether some statement may allow, where one must.
    fn has_start(&self, base: &[Truth]) -> bool {
        let allows = |wanted: Side, policy: &Policy| {
            let mut live = self.study.statements.iter().zip(base).filter(|(_, truth)| **truth != Truth::False);
            policy.rest.is_some() || live.any(|((side, statement), _)| *side == wanted && may_allow(statement))
        };
        !self.query.needs_allow
            || (allows(Side::Own, self.query.policy)
                && self.query.access_point.is_none_or(|it| allows(Side::AccessPoint, it.policy)))
    }

    /// The routes that a caller's requests come by, as far as the statements tell them apart.
    fn routes(&self, caller: &Caller, dimensions: &BTreeSet<usize>) -> Vec<Route> {
        let domains: Vec<_> = dimensions.iter().filter_map(|at| self.study.domains.get(*at)).collect();
        let ways: Vec<_> = domains.iter().filter_map(|domain| domain.key).map(|key| key.way).collect();
        let about_via = domains.iter().any(|domain| domain.name == keys::VIA_SERVICE);
        Route::all(caller, &ways, about_via, self.query.channels, self.query.is_through())
    }

    /// The classes of each dimension that a scene's requests can be in. Dimensions that no statement tells apart here
    /// have one class.
    fn open(&self, scene: &Scene<'_>, reaches: &[Reach]) -> Vec<Bits> {
        let of_domain = |at: usize| {
            let known = self.study.tables.get(at).zip(self.study.domains.get(at)).zip(reaches.get(at));
            match known.filter(|_| scene.dimensions.contains(&at)) {
                Some(((table, domain), reach)) => {
                    table.reached(&domain.name, reach, &scene.action.action, scene.route, self.wanted)
                }
                None => Bits::all(1),
            }
        };
        let resources = Bits::all(scene.scope.keys.len());
        std::iter::once(resources).chain((0..self.study.domains.len()).map(of_domain)).collect()
    }

    /// Starts from each statement that lets requests in, and looks for a way past those that do not.
    fn start(&mut self, scene: &Scene<'_>, open: &[Bits]) -> Result<Option<Request>, TooMany> {
        self.spend(scene.base.len() + open.len())?;
        let covers = self.covers(scene);
        let access_point = match self.query.access_point {
            Some(it) => self.starts(scene, Side::AccessPoint, it.policy),
            None => vec![None],
        };
        for from in self.starts(scene, Side::Own, self.query.policy) {
            for through in &access_point {
                self.spend(open.len())?;
                let Some(open) = self.narrowed(open, [from, *through]) else { continue };
                let Some(found) = self.past(scene, &open, &covers)? else { continue };
                if self.wanted == Certainty::Sure {
                    return Ok(Some(self.request(scene, &found, [from, *through])));
                }
                self.note(scene, &found);
            }
        }
        Ok(None)
    }

    /// The statements of a policy that let requests in; `None` among them for one that is not known, or needed.
    fn starts<'s>(&self, scene: &Scene<'s>, side: Side, policy: &Policy) -> Vec<Option<&'s Cover>> {
        if !self.query.needs_allow {
            return vec![None];
        }
        let allows = (0..scene.base.len()).filter(|at| self.counts(self.wanted, *at, scene, side, Effect::Allow));
        let unknown = (self.wanted == Certainty::Possible && policy.rest.is_some()).then_some(None);
        allows.filter_map(|at| cover(self.wanted, scene, at).map(Some)).chain(unknown).collect()
    }

    /// The open classes that both statements cover; notes which of them has conditions that leave none.
    fn narrowed(&mut self, open: &[Bits], by: [Option<&Cover>; 2]) -> Option<Vec<Bits>> {
        let mut open = open.to_vec();
        for from in by.into_iter().flatten() {
            open = narrowed(&open, from);
            if open.iter().any(Bits::is_empty) {
                let resource_fits = open.first().is_some_and(|it| !it.is_empty());
                let told = resource_fits && self.wanted == Certainty::Possible;
                self.evidence.conditioned.extend(told.then_some(from.statement));
                return None;
            }
        }
        Some(open)
    }

    /// A way past every Deny, and past the reference: it allows nothing of it, or denies it.
    fn past(&mut self, scene: &Scene<'_>, open: &[Bits], covers: &[&Cover]) -> Result<Option<Vec<Bits>>, TooMany> {
        let mut covers = covers.to_vec();
        if self.query.reference.is_some() {
            let all = 0..scene.base.len();
            let denies = all.clone().filter(|at| self.counts(self.wanted, *at, scene, Side::Reference, Effect::Deny));
            let denies: Vec<&Cover> = denies.filter_map(|at| cover(self.wanted, scene, at)).collect();
            for deny in denies {
                let open = narrowed(open, deny);
                if open.iter().all(|it| !it.is_empty())
                    && let Some(found) = self.escape(&open, &covers)?
                {
                    return Ok(Some(found));
                }
            }
            let allows = all.filter(|at| self.counts(!self.wanted, *at, scene, Side::Reference, Effect::Allow));
            covers.extend(allows.filter_map(|at| cover(!self.wanted, scene, at)));
        }
        self.escape(open, &covers)
    }

    fn escape(&mut self, open: &[Bits], covers: &[&Cover]) -> Result<Option<Vec<Bits>>, TooMany> {
        self.branch.stuck.clear();
        let found = self.branch.escape(open, covers)?;
        if found.is_none() && self.wanted == Certainty::Possible {
            let of = |at: usize| self.study.statements.get(at).map(|(side, _)| *side);
            let own = |at: &&usize| matches!(of(**at), Some(Side::Own | Side::AccessPoint));
            self.evidence.denying.extend(self.branch.stuck.iter().filter(own));
        }
        Ok(found)
    }

    /// What the statements that deny cover: for a sure answer, all that they may.
    fn covers<'s>(&self, scene: &Scene<'s>) -> Vec<&'s Cover> {
        let denies = |at: &usize| {
            [Side::Own, Side::AccessPoint, Side::Excluded]
                .iter()
                .any(|side| self.counts(!self.wanted, *at, scene, *side, Effect::Deny))
        };
        (0..scene.base.len()).filter(denies).filter_map(|at| cover(!self.wanted, scene, at)).collect()
    }

    /// Whether a statement of a side has this effect on a scene's requests: surely, or perhaps.
    fn counts(&self, wanted: Certainty, at: usize, scene: &Scene<'_>, side: Side, effect: Effect) -> bool {
        let Some((own, statement)) = self.study.statements.get(at) else { return false };
        let base = scene.base.get(at).copied().unwrap_or(Truth::Unknown);
        let effect = match &statement.effect {
            Effect::Unknown(_) => Truth::Unknown,
            own => Truth::from(matches!(own, Effect::Allow) == matches!(effect, Effect::Allow)),
        };
        let more = if statement.more_conditions.is_some() { Truth::Unknown } else { Truth::True };
        *own == side && wanted.holds(base.and(effect).and(more))
    }

    /// Notes what a class hangs on that may get through.
    fn note(&mut self, scene: &Scene<'_>, found: &[Bits]) {
        self.unsure = true;
        let query = self.query;
        self.gaps.extend(query.rests());
        let truths: Vec<Truth> = (0..scene.base.len()).map(|at| self.truth_at(at, scene, found)).collect();
        // What the statements of each side say together: for what they allow, and for what they deny.
        let mut together = BTreeMap::new();
        for ((side, statement), truth) in self.study.statements.iter().zip(&truths) {
            for (allow, counts) in [(true, may_allow(statement)), (false, may_deny(statement))] {
                let sum = together.entry((*side, allow)).or_insert(Truth::False);
                *sum = if counts { sum.or(*truth) } else { *sum };
            }
        }
        for (at, truth) in truths.iter().enumerate() {
            let Some((side, statement)) = self.study.statements.get(at) else { continue };
            let open_effect = matches!(statement.effect, Effect::Unknown(_));
            let matters = open_effect || together.get(&(*side, may_allow(statement))) == Some(&Truth::Unknown);
            if *truth == Truth::False || !matters || (*truth == Truth::True && !open_effect) {
                continue;
            }
            if let Effect::Unknown(unknown) = &statement.effect {
                self.gaps.extend([unknown]);
            }
            note_gaps(&mut self.gaps, &self.study, query.target_of(*side), scene, found, at, statement);
        }
        self.block_on_trust(scene, found);
    }

    fn truth_at(&self, at: usize, scene: &Scene<'_>, found: &[Bits]) -> Truth {
        let Some((_, statement)) = self.study.statements.get(at) else { return Truth::Unknown };
        let base = scene.base.get(at).copied().unwrap_or(Truth::Unknown);
        let conditions = self.study.literals.get(at).into_iter().flatten().map(|(domain, literal)| {
            let cell = found.get(domain + 1).and_then(Bits::first);
            cell.map_or(Truth::Unknown, |cell| self.study.truth(*domain, *literal, cell))
        });
        let more = if statement.more_conditions.is_some() { Truth::Unknown } else { Truth::True };
        let effect = if matches!(statement.effect, Effect::Unknown(_)) { Truth::Unknown } else { Truth::True };
        base.and(resource_at(at, scene, found)).and(Truth::all(conditions)).and(more).and(effect)
    }

    /// Whether someone is of the public may hang on a value of the policy as well.
    fn block_on_trust(&mut self, scene: &Scene<'_>, found: &[Bits]) {
        if scene.caller.outsider == Truth::Unknown {
            let named = match &scene.caller.kind {
                CallerKind::Named(principal) => principal.word(),
                _ => None,
            };
            let holes = || named.into_iter().flat_map(|word| word.text.holes());
            // Where the policy says who it is, it hangs on who the owner is.
            let of_owner = self.query.owner.account.holes().filter(|_| holes().next().is_none());
            self.gaps.extend(holes().chain(of_owner));
        }
        for at in &scene.dimensions {
            let cell = found.get(at + 1).and_then(Bits::first);
            let known = self.study.tables.get(*at).zip(self.study.domains.get(*at));
            let Some((cell, (table, domain))) = cell.zip(known) else { continue };
            if !table.is_possible(cell) {
                domain.literals.iter().for_each(|literal| self.gaps.add_open(&literal.condition.values));
            }
        }
    }

    /// A request through an access point of a VPC comes through an endpoint, and tells so.
    fn tell_endpoint(scene: &Scene<'_>, context: &mut BTreeMap<String, String>) {
        let told = |key: &str| context.keys().any(|own| own.eq_ignore_ascii_case(key));
        let of_vpc = context.iter().any(|(key, value)| key.eq_ignore_ascii_case(keys::ORIGIN) && value == "VPC");
        if of_vpc && scene.route.endpoint && !told("aws:SourceVpce") && !told("aws:SourceVpc") {
            context.insert("aws:SourceVpce".to_owned(), ENDPOINT.to_owned());
        }
    }

    fn request(&self, scene: &Scene<'_>, found: &[Bits], by: [Option<&Cover>; 2]) -> Request {
        let mut context = BTreeMap::new();
        if scene.route.channel != Channel::Redacted {
            let secure = scene.route.channel == Channel::Tls;
            context.insert("aws:SecureTransport".to_owned(), secure.to_string());
        }
        let about_via =
            scene.dimensions.iter().any(|at| self.study.domains.get(*at).is_some_and(|d| d.name == keys::VIA_SERVICE));
        if scene.route.via || about_via {
            context.insert("aws:ViaAWSService".to_owned(), scene.route.via.to_string());
        }
        for at in &scene.dimensions {
            let cell = found.get(at + 1).and_then(Bits::first);
            let known = self.study.tables.get(*at).zip(self.study.domains.get(*at));
            let Some((cell, (table, domain))) = cell.zip(known) else { continue };
            let values = table.cells.get(cell).map_or(&[][..], Vec::as_slice);
            if values.is_empty() || [keys::SECURE_TRANSPORT, keys::VIA_SERVICE].contains(&domain.name.as_str()) {
                continue;
            }
            let shown = values.iter().map(Text::display).collect::<Vec<_>>().join(super::BETWEEN_VALUES);
            for (key, written) in domain.written() {
                let epoch = if key == "aws:epochtime" { moment::seconds(&shown) } else { None };
                context.insert(written.to_owned(), epoch.map_or_else(|| shown.clone(), |seconds| seconds.to_string()));
            }
        }
        Self::tell_endpoint(scene, &mut context);
        let key =
            found.first().and_then(Bits::first).and_then(|at| scene.scope.keys.get(at)).and_then(Option::as_deref);
        let [statement, through] = by.map(|cover| cover.map(|cover| cover.statement));
        Request {
            principal: scene.caller.shown.clone(),
            who: scene.caller.who(),
            action: scene.action.action.name,
            resource: self.query.target_of(Side::AccessPoint).shown(key),
            context,
            statement,
            of_access_point: through.and_then(|at| at.checked_sub(self.query.policy.statements.len())),
        }
    }
}

/// A VPC endpoint that no policy names.
const ENDPOINT: &str = "vpce-0999example";

fn cover<'s>(wanted: Certainty, scene: &Scene<'s>, at: usize) -> Option<&'s Cover> {
    match wanted {
        Certainty::Sure => scene.scope.sure.get(at),
        Certainty::Possible => scene.scope.may.get(at),
    }
}

fn narrowed(open: &[Bits], to: &Cover) -> Vec<Bits> {
    let mut open = open.to_vec();
    for (dimension, part) in &to.parts {
        if let Some(own) = open.get_mut(*dimension) {
            *own = own.and(part);
        }
    }
    open
}

fn resource_at(at: usize, scene: &Scene<'_>, found: &[Bits]) -> Truth {
    let class = found.first().and_then(Bits::first);
    let truth = class.zip(scene.scope.resources.get(at)).and_then(|(class, truths)| truths.get(class));
    truth.copied().unwrap_or(Truth::Unknown)
}

/// Notes what is unknown in a statement, as far as a class of requests meets it.
fn note_gaps(
    gaps: &mut Gaps,
    study: &Study<'_>,
    target: &Target,
    scene: &Scene<'_>,
    found: &[Bits],
    at: usize,
    statement: &Statement,
) {
    let of = |truths: &[Truth]| truths.get(at) == Some(&Truth::Unknown);
    if of(scene.principals) {
        gaps.add_principals(&statement.principals);
        // Whom the policy names may be this caller, of whom not all is known.
        gaps.extend(scene.caller.unknown_in("aws:principalarn"));
        gaps.extend(scene.caller.unknown_in("aws:principalaccount"));
    }
    if of(&scene.action.statements) {
        gaps.add_words(&statement.actions);
    }
    if resource_at(at, scene, found) == Truth::Unknown {
        gaps.add_resources(&statement.resources, &target.arn);
    }
    gaps.extend(statement.more_conditions.iter());
    for (domain, literal) in study.literals.get(at).into_iter().flatten() {
        let cell = found.get(domain + 1).and_then(Bits::first);
        let unknown = cell.is_none_or(|cell| study.truth(*domain, *literal, cell) == Truth::Unknown);
        let Some(domain_of) = study.domains.get(*domain).filter(|_| unknown) else { continue };
        let own = scene.caller.unknown_in(&domain_of.name);
        let values = cell.and_then(|cell| study.tables.get(*domain)?.cells.get(cell));
        match domain_of.literals.get(*literal) {
            Some(literal) if own.is_empty() => {
                gaps.add_condition(literal, values.map_or(&[], Vec::as_slice));
            }
            Some(literal) => {
                gaps.add_words(&literal.condition.values);
                gaps.extend(own);
            }
            None => {}
        }
    }
}
