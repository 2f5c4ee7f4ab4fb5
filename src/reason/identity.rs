//! Callers as AWS makes them: all that a request tells of who makes it fits one principal of one account.
//!
//! Where a policy asks for such keys, each caller is taken apart by account and by kind, so that the values of its keys
//! can be chosen one by one and still fit. From the IAM user guide's "Principal key values" and "AWS global condition
//! context keys".

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::Owner;
use super::arn;
use super::caller::{Caller, CallerKind, Kind, SERVICE, STRANGER_ACCOUNT, Tail, account, accounts_of};
use super::keys::{self, Presence};
use super::pattern::{Extent, FEW, Patterns, Run, TooMany, letters};
use super::variable;
use crate::iam::{Effect, Policy, Principal, Word, is_account_id};
use crate::value::{Symbol, Text, TextBuilder, Truth};

/// Keys whose values have the caller's account in them.
const OF_ACCOUNT: [&str; 4] = ["aws:principalaccount", "kms:calleraccount", "aws:principalarn", "aws:userid"];

/// Keys by which kinds of callers differ.
const OF_KIND: [&str; 7] = [
    "aws:principalarn",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
    "aws:tokenissuetime",
    "aws:multifactorauthpresent",
    "aws:assumedroot",
];

/// How many accounts are told apart.
const MAX_ACCOUNTS: usize = 64;

/// What policies ask of who makes a request.
struct Told {
    account: bool,
    kind: bool,
    /// Accounts that values of conditions name.
    accounts: Accounts,
    /// Organizations, where conditions tell them by more than one key.
    organizations: Vec<Text>,
    /// Services, where conditions tell them by more than one key.
    services: Vec<Text>,
    /// Accounts of access points, where conditions tell them by more than one key.
    access_points_of: Vec<Text>,
}

/// Accounts that values of conditions name, and how.
#[derive(Default)]
struct Accounts {
    /// Each account once, with the conditions that name it and what they say around it.
    each: IndexMap<Symbol, (Text, BTreeSet<(usize, String)>)>,
    /// Whether a value is about accounts of which it does not say all.
    some_are_open: bool,
}

impl Accounts {
    fn add(&mut self, condition: usize, name: &str, value: &Text) {
        let Some((account, around)) = account_in(name, value) else { return };
        self.some_are_open |= around.is_none();
        let entry = self.each.entry(account.symbol()).or_insert_with(|| (account, BTreeSet::new()));
        entry.1.extend(around.map(|around| (condition, around)));
    }

    /// One of each set of accounts that conditions do not tell apart, of those for which this holds.
    fn apart(&self, holds: impl Fn(&Text) -> bool) -> Vec<Text> {
        let mut seen = HashSet::new();
        let own = self.each.values().filter(|(account, _)| holds(account));
        own.filter(|(_, named)| self.some_are_open || seen.insert(named)).map(|(account, _)| account.clone()).collect()
    }
}

impl Told {
    fn by(policies: &[&Policy]) -> Self {
        let mut names: BTreeSet<String> = policies.iter().flat_map(|policy| variable::all(policy)).collect();
        let mut accounts = Accounts::default();
        let statements = policies.iter().flat_map(|policy| &policy.statements);
        for (at, condition) in statements.flat_map(|statement| &statement.conditions).enumerate() {
            let name = condition.key.to_ascii_lowercase();
            if OF_ACCOUNT.contains(&name.as_str()) {
                condition.values.values.iter().for_each(|word| accounts.add(at, &name, &word.text));
            }
            names.insert(name);
        }
        Told {
            account: OF_ACCOUNT.iter().any(|name| names.contains(*name)),
            kind: OF_KIND.iter().any(|name| names.contains(*name))
                || names.iter().any(|name| keys::is_of_roles(name))
                || names.iter().any(|name| name.starts_with("aws:principaltag/")),
            accounts,
            organizations: organizations(policies),
            services: services(policies),
            access_points_of: access_points_of(policies),
        }
    }
}

/// The account that a value of a condition names, and the text around it; of a pattern one that fits, and no text.
fn account_in(name: &str, text: &Text) -> Option<(Text, Option<String>)> {
    let (part, around) = match (name, arn::parts(text)) {
        ("aws:principalarn", Some([.., service, region, account, resource])) => {
            (account, [service, region, resource].map(|part| part.display()).join(":"))
        }
        ("aws:principalarn", None) => return None,
        ("aws:userid", _) => {
            let whole = text.as_str()?;
            let account = whole.split(':').next()?;
            (Text::from(account), whole.get(account.len()..)?.to_owned())
        }
        _ => (text.clone(), String::new()),
    };
    let Some(known) = part.as_str() else { return (!arn::is_pattern(&part)).then_some((part, None)) };
    let (filled, is_whole) = filled_account(known)?;
    Some((Text::from(filled.as_str()), is_whole.then(|| format!("{name} {around}"))))
}

/// An account that a pattern fits, and whether the pattern is that.
fn filled_account(pattern: &str) -> Option<(String, bool)> {
    let digits = pattern.replace('?', "0");
    let missing = 12_usize.checked_sub(digits.chars().filter(|letter| *letter != '*').count())?;
    let filled = digits.replacen('*', &"0".repeat(missing), 1).replace('*', "");
    let is_whole = filled == pattern;
    is_account_id(&filled).then_some((filled, is_whole))
}

/// Who else asks, besides the callers of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Besides {
    /// Nobody.
    Nobody,
    /// Whoever meets what a policy asks of everyone: by S3's letter it does not matter who that is.
    Anyone,
}

/// The callers of a question, as far as policies tell them apart.
pub(super) fn expand(
    callers: &[Caller],
    policies: &[&Policy],
    owner: &Owner,
    besides: Besides,
) -> Result<Vec<Caller>, TooMany> {
    let told = Told::by(policies);
    let mut named: Vec<Text> = vec![owner.account.clone()];
    named.extend(policies.iter().flat_map(|policy| accounts_of(policy)));
    let mut seen = HashSet::new();
    named.retain(|account| seen.insert(account.symbol()));
    let banned: Arc<[Text]> = named.as_slice().into();
    let apart: Arc<[Text]> = callers.iter().filter_map(apart).cloned().collect();
    let strangers = strangers(&told, &named);
    if strangers.len() > MAX_ACCOUNTS {
        return Err(TooMany);
    }
    let mut found = Vec::new();
    for caller in callers {
        let caller = Caller { banned: Arc::clone(&banned), apart: Arc::clone(&apart), ..caller.clone() };
        match &caller.kind {
            CallerKind::Anonymous => found.push(caller),
            CallerKind::Service => found.extend(by_service(caller, &told.services)),
            CallerKind::Named(Principal::Service(_) | Principal::Everyone(_)) => found.push(caller),
            CallerKind::Named(Principal::Aws(word)) => {
                let kind = kind_of(&word.text).filter(|_| told.kind);
                found.push(caller.of_owners(owner).of_kind(kind));
            }
            CallerKind::OfAccount(_) => found.extend(by_kind(&caller.of_owners(owner), &told)),
            CallerKind::Stranger | CallerKind::Named(Principal::Federated(_) | Principal::CanonicalUser(_)) => {
                let each = strangers.iter().map(|account| caller.clone().in_account(account));
                let web = matches!(caller.kind, CallerKind::Named(Principal::Federated(_)));
                for caller in each {
                    let role = || caller.clone().of_kind(Some(Kind::Role).filter(|_| told.kind));
                    found.extend(if web { vec![role()] } else { by_kind(&caller, &told) });
                }
            }
        }
    }
    let strangers_ask = callers.iter().any(|caller| matches!(caller.kind, CallerKind::Stranger));
    if besides == Besides::Anyone && told.account && strangers_ask {
        let exempt = exempt(policies);
        if named.len() > MAX_ACCOUNTS {
            return Err(TooMany);
        }
        for account in &named {
            if exempt.iter().all(|it| it.same(account) != Truth::True) {
                let caller = Caller { banned: Arc::clone(&banned), openly: true, ..Caller::of_account(account) };
                found.extend(by_kind(&caller.of_owners(owner), &told));
            }
        }
    }
    let found = if told.organizations.is_empty() { found } else { by_organization(found, &told.organizations) };
    Ok(if told.access_points_of.is_empty() { found } else { by_access_point(found, &told.access_points_of) })
}

/// What a policy names that is a caller of its own: not so a session, whose role has others.
fn apart(caller: &Caller) -> Option<&Text> {
    let CallerKind::Named(principal) = &caller.kind else { return None };
    principal.word().map(|word| &word.text).filter(|text| !text.has_known(":assumed-role/"))
}

/// A service that no policy names, as one of each of these names.
fn by_service(caller: Caller, names: &[Text]) -> Vec<Caller> {
    let free = |name: &&Text| caller.apart.iter().all(|it| it.same(name) != Truth::True);
    let each = names.iter().filter(free).map(|name| caller.clone().with(&[("aws:principalservicename", name.clone())]));
    let each: Vec<_> = each.collect();
    if names.is_empty() { vec![caller] } else { each }
}

/// Callers that come through access points of each of these accounts, if they come through one.
fn by_access_point(callers: Vec<Caller>, accounts: &[Text]) -> Vec<Caller> {
    let each = callers.into_iter().flat_map(|caller| {
        if caller.is_anonymous() {
            return vec![caller];
        }
        accounts.iter().map(|it| Caller { access_point_of: Some(it.clone()), ..caller.clone() }).collect()
    });
    each.collect()
}

/// The names of services that conditions tell apart by the name of the one that asks and by the list of its names
/// together, and one that none has; nothing where they do not.
fn services(policies: &[&Policy]) -> Vec<Text> {
    let (names, lists) = (words(policies, "aws:PrincipalServiceName"), words(policies, SERVICE_NAMES));
    if names.is_empty() || lists.is_empty() {
        return Vec::new();
    }
    let known = names.into_iter().chain(lists).filter_map(|word| word.text.as_str());
    let all: BTreeSet<String> = known.map(|it| it.replace(['*', '?'], "x")).filter(|it| !it.is_empty()).collect();
    all.iter().map(String::as_str).chain([SERVICE]).map(Text::from).collect()
}

/// The accounts of access points that conditions tell apart by their ids and by ARNs together, and one that none names;
/// nothing where they do not, or where one is not known.
fn access_points_of(policies: &[&Policy]) -> Vec<Text> {
    let (ids, arns) = (words(policies, keys::ACCESS_POINT_ACCOUNT), words(policies, keys::ACCESS_POINT));
    if ids.is_empty() || arns.is_empty() || ids.iter().chain(&arns).any(|word| word.text.as_str().is_none()) {
        return Vec::new();
    }
    let by_id = ids.iter().map(|word| word.text.clone());
    let by_arn = arns.iter().filter_map(|word| Some(arn::parts(&word.text)?[4].clone()));
    let found = by_id.chain(by_arn).filter_map(|text| Some(filled_account(text.as_str()?)?.0));
    let all: BTreeSet<String> = found.chain([STRANGER_ACCOUNT.to_owned()]).collect();
    all.iter().map(|id| Text::from(id.as_str())).collect()
}

/// What conditions compare a key with.
fn words<'p>(policies: &[&'p Policy], name: &str) -> Vec<&'p Word> {
    let statements = policies.iter().flat_map(|policy| &policy.statements);
    let own = statements.flat_map(|statement| &statement.conditions).filter(|it| it.key.eq_ignore_ascii_case(name));
    own.flat_map(|condition| &condition.values.values).collect()
}

/// Callers of other accounts than the owner's, each as one of each of these organizations and as one of none.
fn by_organization(callers: Vec<Caller>, organizations: &[Text]) -> Vec<Caller> {
    let each = callers.into_iter().flat_map(|caller| {
        if caller.is_anonymous() || caller.is_service() || caller.organization.is_some() {
            return vec![caller];
        }
        let none = Text::from("");
        let of = |it: &Text| Caller { organization: Some(it.clone()), ..caller.clone() };
        organizations.iter().chain([&none]).map(of).collect()
    });
    each.collect()
}

/// Organizations that conditions tell apart by their ids and their paths together, and one that none names; nothing
/// where they do not, or where one is not known.
fn organizations(policies: &[&Policy]) -> Vec<Text> {
    let (ids, paths) = (words(policies, "aws:PrincipalOrgID"), words(policies, "aws:PrincipalOrgPaths"));
    if ids.is_empty() || paths.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeSet<String> = [FREE_ORGANIZATION.to_owned()].into();
    for word in ids.into_iter().chain(paths) {
        let Some(known) = word.text.as_str() else { return Vec::new() };
        let head = known.split('/').next().unwrap_or(known).replace('*', "").replace('?', "0");
        found.extend(head.strip_prefix("o-").filter(|rest| !rest.is_empty()).map(|rest| format!("o-{rest}")));
    }
    found.into_iter().map(|id| Text::from(id.as_str())).collect()
}

/// An organization that no policy names.
const FREE_ORGANIZATION: &str = "o-999example";

/// Accounts of strangers: one that no policy names, and those that conditions name.
fn strangers(told: &Told, named: &[Text]) -> Vec<Text> {
    let is_named = |account: &Text| named.iter().any(|it| it.same(account) == Truth::True);
    let taken = |account: &Text| is_named(account) || told.accounts.each.contains_key(&account.symbol());
    let free = [STRANGER_ACCOUNT, "888888888888", "777777777777", "666666666666", "555555555555"];
    let free = free.into_iter().map(Text::from).find(|account| !taken(account));
    let free = free.unwrap_or_else(|| Text::from("314159265358"));
    let others = if told.account { told.accounts.apart(|account| !is_named(account)) } else { Vec::new() };
    std::iter::once(free).chain(others).collect()
}

/// Accounts that a Deny leaves out by naming them: who is exempt is somebody whom the policy fixes.
fn exempt(policies: &[&Policy]) -> Vec<Text> {
    let statements = policies.iter().flat_map(|policy| &policy.statements);
    let denies = statements.filter(|it| matches!(it.effect, Effect::Deny) && it.principals.negated);
    let words = denies.flat_map(|it| it.principals.values.iter().filter_map(Principal::word));
    words.filter_map(|word| account(&word.text)).collect()
}

fn by_kind(caller: &Caller, told: &Told) -> Vec<Caller> {
    if told.kind { Kind::ALL.map(|kind| caller.clone().of_kind(Some(kind))).to_vec() } else { vec![caller.clone()] }
}

/// The kind of a principal that a policy names.
fn kind_of(name: &Text) -> Option<Kind> {
    let [_, _, _, _, _, resource] = arn::parts(name)?;
    let head = resource.known_prefix();
    Kind::ALL
        .into_iter()
        .find(|kind| head.starts_with(kind.resource()))
        .or_else(|| head.starts_with("assumed-role/").then_some(Kind::Role))
}

/// Whether a caller's requests have a key, where that hangs on its kind or account.
pub(super) fn presence(caller: &Caller, name: &str) -> Option<Presence> {
    if matches!(name, "aws:principalorgid" | "aws:principalorgpaths") {
        return match caller.organization.as_ref().and_then(Text::as_str) {
            Some("") => Some(Presence::Never),
            known => known.map(|_| Presence::Always),
        };
    }
    let (role, temporary) = match caller.identity {
        None => return None,
        Some(kind) => (kind == Kind::Role, matches!(kind, Kind::Role | Kind::Federated)),
    };
    match name {
        "aws:username" if caller.identity == Some(Kind::User) => Some(Presence::Always),
        "aws:username" => Some(Presence::Never),
        "aws:tokenissuetime" | "aws:multifactorauthpresent" => temporary.then_some(Presence::Always),
        "aws:assumedroot" => (caller.identity != Some(Kind::Root)).then_some(Presence::Never),
        _ if keys::is_of_roles(name) => (!role).then_some(Presence::Never),
        _ if name.starts_with("aws:principaltag/") => (caller.identity == Some(Kind::Root)).then_some(Presence::Never),
        _ => None,
    }
}

/// Whether the values of a key fit a caller.
pub(super) fn admits(caller: &Caller, name: &str, values: &[Text]) -> bool {
    let is_named = || match caller.service_name() {
        Some(own) => values.iter().any(|value| value.same(own) == Truth::True),
        None => values.iter().any(|value| is_apart(caller, value)),
    };
    let lists = name.eq_ignore_ascii_case(SERVICE_NAMES) && caller.is_service() && !values.is_empty();
    (!lists || is_named()) && values.iter().all(|value| admits_one(caller, name, value))
}

/// Whether a name is none of those that are callers of their own.
fn is_apart(caller: &Caller, name: &Text) -> bool {
    !name.is_empty() && caller.apart.iter().all(|it| it.same(name) != Truth::True)
}

/// The names of the service that asks, of which one is its `aws:PrincipalServiceName`.
const SERVICE_NAMES: &str = "aws:PrincipalServiceNamesList";

/// Whether a value of a key fits a caller.
fn admits_one(caller: &Caller, name: &str, value: &Text) -> bool {
    let of_access_point = match (name, &caller.access_point_of) {
        (keys::ACCESS_POINT_ACCOUNT, Some(own)) => value.same(own) == Truth::True,
        (keys::ACCESS_POINT, Some(own)) => arn::parts(value).is_some_and(|[.., it, _]| it.same(own) == Truth::True),
        _ => true,
    };
    if caller.is_service() || !of_access_point {
        return of_access_point && admits_service(caller, name, value);
    }
    let Some(own) = caller.account() else { return true };
    match (name, &caller.organization) {
        ("aws:principalorgid", Some(own)) => return value.same(own) == Truth::True,
        ("aws:principalorgpaths", Some(own)) => return value.display().starts_with(&format!("{}/", own.display())),
        _ => {}
    }
    match (name, caller.identity) {
        ("aws:principalarn", Some(kind)) => match arn::parts(value) {
            Some([_, _, service, _, account, resource]) => {
                let fits = resource.known_prefix().starts_with(kind.resource());
                let another = matches!(caller.kind, CallerKind::OfAccount(_)) && !caller.openly;
                let of_account = account.same(own) == Truth::True;
                let of_kind = fits && service.as_str().is_none_or(|it| it == kind.service());
                of_account && of_kind && (!another || is_apart(caller, value))
            }
            // An ARN of which nothing is known is somebody's.
            None => value.as_str().is_none(),
        },
        ("aws:userid", Some(kind)) => value.as_str().is_none_or(|value| {
            let of_session = |own: &str| value.split_once(':').is_some_and(|(_, session)| session == own);
            is_user_id(kind, own, value) && caller.session().is_none_or(of_session)
        }),
        ("aws:principalorgid", _) => value.as_str().is_none_or(|value| value.starts_with("o-")),
        ("aws:principalorgpaths", _) => {
            value.as_str().is_none_or(|value| value.starts_with("o-") && value.contains('/'))
        }
        _ => true,
    }
}

fn admits_service(caller: &Caller, name: &str, value: &Text) -> bool {
    match name {
        "aws:principalaccount" | "kms:calleraccount" => {
            value.as_str().is_some_and(is_account_id) && caller.banned.iter().all(|it| it.same(value) != Truth::True)
        }
        "aws:userid" => value.as_str().is_some_and(|value| !value.split(':').next().is_some_and(is_account_id)),
        "aws:principaltype" => value.as_str() == Some("Service"),
        "aws:principalservicename" if caller.service_name().is_none() => is_apart(caller, value),
        _ => true,
    }
}

/// Whether a text is a user id of a kind of callers: a unique id, with a session's name of a role; or an account's.
fn is_user_id(kind: Kind, account: &Text, value: &str) -> bool {
    let unique = |id: &str| {
        let rest = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        id.len() > 1 && id.starts_with(|letter: char| letter.is_ascii_uppercase()) && id.bytes().all(rest)
    };
    let name = |text: &str| {
        text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte))
    };
    match (kind, value.split_once(':')) {
        (Kind::User, None) => unique(value),
        (Kind::Root, None) => account.as_str() == Some(value),
        (Kind::Role, Some((id, session))) => unique(id) && name(session),
        (Kind::Federated, Some((id, session))) => account.as_str() == Some(id) && name(session),
        _ => false,
    }
}

/// Values of a key that callers have, each with the number of the group of callers that it is for; `None` where they
/// have any.
pub(super) fn examples(
    name: &str,
    callers: &[Caller],
    patterns: &Patterns,
    extent: Extent,
) -> Result<Option<Vec<(Text, usize)>>, TooMany> {
    let heads: Vec<(Text, Tail, Option<&str>)> = match name {
        "aws:principalarn" => {
            let open = callers.iter().filter(|it| it.arn().is_none());
            open.filter_map(Caller::arn_head).map(|(head, tail)| (head, tail, None)).collect()
        }
        "aws:userid" => callers.iter().filter_map(user_id_head).collect(),
        "aws:principalorgid" => vec![(Text::from("o-"), Tail::Lower, None)],
        "aws:principalorgpaths" => {
            let own = callers.iter().filter_map(|it| it.organization.as_ref()).filter(|it| !it.is_empty());
            let own = own.map(|organization| (joined(organization, "/"), Tail::Any, None));
            own.chain([(Text::from("o-"), Tail::Path, None)]).collect()
        }
        _ => return Ok(None),
    };
    grown(name, heads, patterns, extent).map(Some)
}

/// ARNs of access points, of the Regions and accounts that patterns of them name and that callers come through.
pub(super) fn access_points(
    told: &[&Text],
    callers: &[Caller],
    patterns: &Patterns,
    extent: Extent,
) -> Result<Vec<(Text, usize)>, TooMany> {
    let parts: Vec<[Text; 6]> = told.iter().filter_map(|text| arn::parts(text)).collect();
    let regions = parts.iter().filter_map(|[_, _, _, region, ..]| region.as_str());
    let regions: BTreeSet<String> = regions.map(|it| it.replace(['*', '?'], "")).chain(["us-east-1".into()]).collect();
    let accounts = parts.iter().filter_map(|[.., account, _]| Some(filled_account(account.as_str()?)?.0));
    let of_callers = callers.iter().filter_map(|it| Some(it.access_point_of.as_ref()?.display()));
    let accounts: BTreeSet<String> = accounts.chain(of_callers).chain([STRANGER_ACCOUNT.to_owned()]).collect();
    let head = |region: &String, account: &String| format!("arn:aws:s3:{region}:{account}:accesspoint/");
    let heads = accounts.iter().rev().flat_map(|account| regions.iter().map(move |region| head(region, account)));
    let heads = heads.map(|head| (Text::from(head.as_str()), Tail::Name, None)).collect();
    grown(keys::ACCESS_POINT, heads, patterns, extent)
}

/// Values that begin so, one of each class that patterns tell apart, with a number for each of the beginnings.
fn grown(
    name: &str,
    heads: Vec<(Text, Tail, Option<&str>)>,
    patterns: &Patterns,
    extent: Extent,
) -> Result<Vec<(Text, usize)>, TooMany> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut groups = 0;
    for (head, tail, session) in heads {
        if !seen.insert(head.symbol()) && name != "aws:userid" {
            continue;
        }
        let group = groups;
        groups += 1;
        let state = patterns.after(patterns.start(), &letters(&head));
        let mut tails = tail.plausible().iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        match patterns.walks(state, &tail.steps(), extent.effort()) {
            Ok(walks) if extent.is_few() => tails.extend(walks.into_iter().take(FEW)),
            Ok(walks) => tails.extend(walks),
            Err(TooMany) if extent.is_few() => {}
            Err(TooMany) => return Err(TooMany),
        }
        if let Some(session) = session {
            let own = |tail: &String| Some(format!("{}:{session}", tail.split_once(':')?.0));
            tails = tails.iter().filter_map(own).collect();
        }
        found.extend(tails.into_iter().map(|tail| (joined(&head, &tail), group)));
    }
    Ok(found)
}

fn joined(head: &Text, tail: &str) -> Text {
    let mut text = TextBuilder::default();
    text.push_text(head);
    text.push(tail);
    text.finish()
}

fn user_id_head(caller: &Caller) -> Option<(Text, Tail, Option<&str>)> {
    match caller.identity? {
        Kind::User => Some((Text::from(""), Tail::Unique, None)),
        Kind::Role => Some((Text::from(""), Tail::Session, caller.session())),
        Kind::Federated => Some((joined(caller.account()?, ":"), Tail::Name, None)),
        Kind::Root => None,
    }
}

fn upper(letter: char) -> bool {
    letter.is_ascii_uppercase()
}

fn upper_or_digit(letter: char) -> bool {
    letter.is_ascii_uppercase() || letter.is_ascii_digit()
}

fn lower_or_digit(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

fn printable(letter: char) -> bool {
    letter.is_ascii_graphic()
}

fn colon(letter: char) -> bool {
    letter == ':'
}

fn slash(letter: char) -> bool {
    letter == '/'
}

fn word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+=,.@_-".contains(letter)
}

impl Tail {
    fn plausible(self) -> &'static [&'static str] {
        match self {
            Tail::None => &[""],
            Tail::Named | Tail::Name => &["mallory"],
            Tail::Unique => &["AIDA999EXAMPLE"],
            Tail::Session => &["AROA999EXAMPLE:mallory"],
            Tail::Lower => &["999example"],
            Tail::Path => &["999example/r-999e/"],
            Tail::Any => &["r-example/"],
        }
    }

    fn steps(self) -> Vec<Run> {
        let some = |of, least| Run { of, least, more: true };
        let one = |of| Run { of, least: 1, more: false };
        match self {
            Tail::None => Vec::new(),
            Tail::Named => vec![some(printable, 0), one(word)],
            Tail::Name => vec![some(word, 2)],
            Tail::Unique => vec![one(upper), some(upper_or_digit, 1)],
            Tail::Session => vec![one(upper), some(upper_or_digit, 1), one(colon), some(word, 2)],
            Tail::Lower => vec![some(lower_or_digit, 1)],
            Tail::Any => vec![some(printable, 0)],
            Tail::Path => vec![some(lower_or_digit, 1), one(slash), some(printable, 0)],
        }
    }
}
